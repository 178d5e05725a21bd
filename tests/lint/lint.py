# SPDX-License-Identifier: Apache-2.0
"""Runs the checks of this folder, one line each: ok, skip or FAILED with what is wrong.

usage: lint.py [WORD]    (only the checks whose sentence holds the word)
"""

import sys

import docs  # noqa: F401  (each module registers its checks)
import drawn  # noqa: F401
import examples  # noqa: F401
import layers  # noqa: F401
import tree  # noqa: F401
import turkish  # noqa: F401
import words  # noqa: F401
from harness import CHECKS, Skip

SHOWN = 20


def result_of(function):
    """("ok", []), ("skip", [why]) or ("FAILED", [what is wrong …])."""
    try:
        wrong = list(function() or [])
    except Skip as why:
        return "skip", [str(why)]
    except Exception as error:  # a check that breaks is a check that failed
        return "FAILED", [f"{type(error).__name__}: {error}"]
    return ("FAILED" if wrong else "ok"), wrong


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    counts = {"ok": 0, "FAILED": 0, "skip": 0}
    for sentence, function in CHECKS:
        if wanted not in sentence:
            continue
        result, lines = result_of(function)
        counts[result] += 1
        print(f"{result} - {sentence}")
        for line in lines[:SHOWN]:
            print(f"    {line}")
        if len(lines) > SHOWN:
            print(f"    … and {len(lines) - SHOWN} more")
    print(f"{counts['ok']} passed, {counts['FAILED']} failed, {counts['skip']} skipped")
    return 1 if counts["FAILED"] or not sum(counts.values()) else 0


sys.exit(main())
