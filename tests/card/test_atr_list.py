# SPDX-License-Identifier: Apache-2.0
"""Answers to reset of the world's cards (pcsc-tools' list), read by ATR_analysis and by esign. Every
difference has its reason here; all of them are compared where ESIGN_TORTURE is "long"."""

import functools
import os
import shutil
import zlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

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

# How many differences have which reason, as docs/ATR.md tells them, and the list's CRC-32 then.
KNOWN = {BEHIND: 26, SILENT: 23, ANOTHER: 35, RESERVED: 16, NO_CALL: 13}
KNOWN_OF = 577269474


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


def read_all(atrs):
    """Each with both readings."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        theirs = pool.map(by_pcsc_tools, atrs)
        yield from zip(atrs, theirs, pool.map(functools.partial(by_esign, ESIGN), atrs))


@pytest.mark.long
def test_each_is_read_as_pcsc_tools_reads_it():
    atrs, counts, wrong = listed()[::STRIDE], Counter(), []
    for atr, theirs, ours in read_all(atrs):
        found = reasons(theirs, ours)
        counts.update(found)
        wrong += [f"{atr}: {theirs} and {ours}"] if None in found else []
    print(f"{len(atrs)} compared; read otherwise: {dict(counts)}")
    assert len(atrs) * STRIDE > 4000
    assert not wrong, wrong[:20]
    # A reading that fails everywhere would have a reason, too: so each excuses what it is known to.
    if STRIDE == 1 and KNOWN_OF == zlib.crc32(Path(LIST).read_bytes()):
        assert counts == KNOWN
    else:
        assert sum(counts.values()) <= len(atrs) // 10, counts
