# SPDX-License-Identifier: Apache-2.0
"""usage: junit.py FILE…

Adds up JUnit XML files, as cmocka and pytest write them: prints "PASSED FAILED SKIPPED", then the
name of each test that failed or was skipped. A file that cannot be read counts as one failure.
"""

import sys
from xml.etree import ElementTree


def result_of(case):
    if case.find("failure") is not None or case.find("error") is not None:
        return "FAILED"
    return "skipped" if case.find("skipped") is not None else "passed"


def name_of(case):
    where = case.get("classname")
    return f"{where}: {case.get('name')}" if where else case.get("name")


def reason_of(case):
    skipped = case.find("skipped")
    text = skipped.get("message") if skipped is not None else None
    return f" ({text})" if text else ""


def main():
    counts = {"passed": 0, "FAILED": 0, "skipped": 0}
    remarks = []
    for path in sys.argv[1:]:
        try:
            cases = list(ElementTree.parse(path).iter("testcase"))
        except (OSError, ElementTree.ParseError) as error:
            counts["FAILED"] += 1
            remarks.append(f"FAILED: {path}: {error}")
            continue
        for case in cases:
            result = result_of(case)
            counts[result] += 1
            if result != "passed":
                remarks.append(f"{result}: {name_of(case)}{reason_of(case)}")
    print(*counts.values())
    print(*remarks, sep="\n")


main()
