# SPDX-License-Identifier: Apache-2.0
"""The filter between text from outside and the terminal, on every string of three bytes and on
texts made to deceive. What may be shown is said by Python's tables and the lists below, not by
the library that the filter uses."""

import concurrent.futures
import os
import subprocess
import unicodedata
from pathlib import Path

import pytest
from figures import LONG

# Default_Ignorable_Code_Point (DerivedCoreProperties.txt): they show nothing and change others.
IGNORABLE = [
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
]
# Signs, letters and marks by their category that show nothing: of Braille, music, Khitan, hieroglyphs,
# and the place of a missing object.
BLANK = [(0x2800, 0x2800), (0x1D159, 0x1D159), (0x16FE4, 0x16FE4), (0x13441, 0x13442),
         (0xFFFC, 0xFFFC)]
JAMO = [(0x1161, 0x11FF), (0xD7B0, 0xD7FB)]  # vowels and finals, drawn into the letter before them
# Unicode 15, newer than Python 3.11: shown or not, as the library is old or new.
NEWER = [
    (0xCF3, 0xCF3), (0xECE, 0xECE), (0x10EFD, 0x10EFF), (0x1123F, 0x11241), (0x11B00, 0x11B09),
    (0x11F00, 0x11F59), (0x1342F, 0x13455), (0x1B132, 0x1B155), (0x1D2C0, 0x1D2D3),
    (0x1DF25, 0x1DF2A), (0x1E030, 0x1E08F), (0x1E4D0, 0x1E4F9), (0x1F6DC, 0x1F6DC),
    (0x1F774, 0x1F77F), (0x1F7D9, 0x1F7D9), (0x1FA75, 0x1FAF8), (0x2B739, 0x2B739),
    (0x31350, 0x323AF),
]
TRIPLES = 1 << 24
TEXTS = 100_000_000 if LONG else 600_000
AT_ONCE = 2


BY_CATEGORY = dict.fromkeys(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"), "-") | {
    "Zs": "b", "Mn": "m", "Mc": "m", "Me": "m"}


def kinds():
    """Of each code point: "a" shown, "m" a mark, "b" a blank, "-" never, "?" either."""
    table = [BY_CATEGORY.get(unicodedata.category(chr(c)), "a") for c in range(0x110000)]
    for rows, kind in ((NEWER, "?"), (JAMO, "m"), (IGNORABLE, "-"), (BLANK, "b")):
        for first, last in rows:
            for c in range(first, last + 1):
                if kind not in "?m" or table[c] == ("-" if kind == "?" else "a"):
                    table[c] = kind
    return "".join(table)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    table = tmp_path_factory.mktemp("terminal") / "categories"
    table.write_text(kinds(), encoding="ascii")

    def in_parts(kind, count, build="ESIGN_RELEASE"):
        program = Path(os.environ[build]) / "torture" / "torture_terminal"
        step = -(-count // AT_ONCE)

        def part(begin):
            return subprocess.run(
                [program, table, kind, str(begin), str(min(step, count - begin))],
                capture_output=True, check=True, encoding="utf-8",
            )

        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            done = list(pool.map(part, range(0, count, step)))
        tried = sum(int(one.stdout.split()[0]) for one in done)
        wrong = sum(int(one.stdout.split()[1]) for one in done)
        told = "".join(one.stderr for one in done).splitlines()
        return tried, told + ["and more"] * (wrong - len(told))

    return in_parts


def test_no_string_of_three_bytes_brings_anything_but_text_to_the_terminal(run, figure):
    count = TRIPLES if LONG else TRIPLES // 16
    figure(5, "strings of three bytes made safe for the terminal and for JSON",
           *run("triples", count))


def test_no_text_made_to_deceive_brings_anything_but_text_to_the_terminal(run, figure):
    figure(5, "texts made to deceive, made safe for the terminal and for JSON",
           *run("texts", TEXTS))


def test_the_filter_bears_the_sanitizers(run, figure):
    count = 1_000_000 if LONG else 20_000
    figure(5, "texts made to deceive, under the sanitizers", *run("texts", count, "ESIGN_BUILD"))
