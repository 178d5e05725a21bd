# SPDX-License-Identifier: Apache-2.0
"""The figures that tests/torture.sh publishes: cases tried, and cases that went wrong.

A test that can be longer than a change's check may last looks at LONG: all cases then, else a
sample of them. `python3 figures.py FILE` prints the report of a file of figures.
"""

import json
import os
import sys

LONG = os.environ.get("ESIGN_TORTURE") == "long"
FILE = os.environ.get("ESIGN_FIGURES")
SHOWN = 20

ITEMS = {
    1: "One answer, one POST",
    2: "Trust",
    3: "Links in mails",
    4: "Secrets",
    5: "The terminal",
    6: "Lockout",
    7: "Crash safety",
    8: "Allocations that fail",
    9: "Files and environment",
    10: "Time",
    11: "The cage",
    12: "Fuzzing",
}


def publish(item, what, tried, wrong):
    """One line of the report; fails where a case went wrong, or where nothing was tried."""
    assert item in ITEMS, item
    wrong = [str(one) for one in wrong]
    if FILE:
        with open(FILE, "a", encoding="utf-8") as out:
            line = {"item": item, "what": what, "tried": tried, "wrong": len(wrong)}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    assert tried > 0, f"{what}: nothing was tried"
    assert not wrong, f"{what}: {len(wrong)} of {tried} went wrong:\n" + "\n".join(wrong[:SHOWN])


def report(lines):
    """The report's text, in the order of the items."""
    figures = sorted((json.loads(line) for line in lines), key=lambda one: one["item"])
    text, item = [], None
    for one in figures:
        if one["item"] != item:
            item = one["item"]
            text.append(f"\n{item}. {ITEMS[item]}")
        text.append(f"  {one['tried']:>12,} / {one['wrong']}  {one['what']}")
    tried, wrong = (sum(one[key] for one in figures) for key in ("tried", "wrong"))
    return "\n".join([*text, "", f"{tried:,} cases tried, {wrong} went wrong"])


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as figures_file:
        print(report(figures_file))
