# SPDX-License-Identifier: Apache-2.0
"""Answers to reset of the world's cards (pcsc-tools' list), read by ATR_analysis and by esign. Every
difference has its reason here; all of them are compared where ESIGN_TORTURE is "long"."""

import os
import shutil
from collections import Counter

import pytest
from atr_analysis import LIST, by_esign, by_pcsc_tools, listed
from looking import ESIGN

STRIDE = 1 if os.environ.get("ESIGN_TORTURE") == "long" else 41

pytestmark = pytest.mark.skipif(not (os.path.exists(LIST) and shutil.which("ATR_analysis")),
                                reason="there is no ATR_analysis: install pcsc-tools")


BEHIND = "bytes behind the end"
NO_CALL = "a check byte that T=0 alone does not call for"
SILENT = "it ends before its end"
RESERVED = "a value that the standard reserves"
ANOTHER = "a byte of another protocol"


def of_interface(theirs, ours):
    """Reasons for the bytes that are read otherwise."""
    if [one[:2] for one in theirs] != [one[:2] for one in ours]:
        return {None}
    found = set()
    for (name, _, said), (_, _, told) in zip(theirs, ours):
        if said == told:
            continue
        if told and all(told[key] in (None, said.get(key)) for key in told):
            found.add(RESERVED)
        # TC2 is T=0's, classes and the clock's stop are T=15's: ATR_analysis reads them for all.
        elif not told and (name == "TC2" or "clock_stop" in said):
            found.add(ANOTHER)
        else:
            found.add(None)
    return found


def reasons(theirs, ours):
    """Why the two readings differ, of docs/ATR.md; None among them where nothing explains it."""
    found = of_interface(theirs["interface"], ours["interface"])
    if theirs["convention"] != ours["convention"]:
        found.add(None)
    rest = [(theirs[what], ours[what]) for what in ("historical", "check", "wrong")]
    if all(one == other for one, other in rest):
        return found
    if ours["wrong"] == "too long" and theirs["wrong"] is None and theirs["check"]:
        found.add(NO_CALL)
    elif ours["wrong"] == "too long":
        found.add(BEHIND)
    elif ours["wrong"] == "truncated" and theirs["wrong"] is None:
        found.add(SILENT)
    else:
        found.add(None)
    return found


@pytest.mark.long
def test_each_is_read_as_pcsc_tools_reads_it():
    atrs, counts, wrong = listed()[::STRIDE], Counter(), []
    for atr in atrs:
        theirs, ours = by_pcsc_tools(atr), by_esign(ESIGN, atr)
        found = reasons(theirs, ours)
        counts.update(found)
        wrong += [f"{atr}: {theirs} and {ours}"] if None in found else []
    print(f"{len(atrs)} compared; read otherwise: {dict(counts)}")
    assert len(atrs) * STRIDE > 4000
    assert not wrong, wrong[:20]
