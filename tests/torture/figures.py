# SPDX-License-Identifier: Apache-2.0
"""The figures that tests/torture.sh publishes: cases tried, and cases that went wrong.

A test that can be longer than a change's check may last looks at LONG: all cases then, else a
sample of them. Each part has a file of figures of its own, so that parts can be run by themselves,
and again; `python3 figures.py FOLDER` prints the report of all that are there.
"""

import json
import os
import sys
from pathlib import Path

LONG = os.environ.get("ESIGN_TORTURE") == "long"
FOLDER = os.environ.get("ESIGN_FIGURES")
TREE = os.environ.get("ESIGN_TREE", "an unknown state")
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


def publish(part, item, what, tried, wrong):
    """One line of the report; fails where a case went wrong, or where nothing was tried."""
    assert item in ITEMS, item
    wrong = [str(one) for one in wrong]
    if FOLDER:
        line = {"item": item, "what": what, "tried": tried, "wrong": len(wrong), "tree": TREE}
        with open(Path(FOLDER) / part, "a", encoding="utf-8") as out:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    assert tried > 0, f"{what}: nothing was tried"
    assert not wrong, f"{what}: {len(wrong)} of {tried} went wrong:\n" + "\n".join(wrong[:SHOWN])


def trees(parts):
    """What was tried: one state of the sources, or several with the parts that each was tried in."""
    tried = {}
    for part, figures in sorted(parts.items()):
        for tree in sorted({one["tree"] for one in figures}):
            tried.setdefault(tree, []).append(part)
    if len(tried) == 1:
        return [f"of {next(iter(tried))}"]
    return [f"of {tree}: {', '.join(parts)}" for tree, parts in tried.items()]


def report(parts):
    """The report's text, in the order of the items; `parts` has a list of figures by part."""
    figures = sorted(sum(parts.values(), []), key=lambda one: (one["item"], one["what"]))
    text, item = [], None
    for one in figures:
        if one["item"] != item:
            item = one["item"]
            text.append(f"\n{item}. {ITEMS[item]}")
        text.append(f"  {one['tried']:>12,} / {one['wrong']}  {one['what']}")
    tried, wrong = (sum(one[key] for one in figures) for key in ("tried", "wrong"))
    return "\n".join([*text, "", f"{tried:,} cases tried, {wrong} went wrong", *trees(parts)])


def read(folder):
    """The figures by part."""
    return {file.name: [json.loads(line) for line in file.read_text("utf-8").splitlines()]
            for file in Path(folder).iterdir()}


if __name__ == "__main__":
    print(report(read(sys.argv[1])))
