# SPDX-License-Identifier: Apache-2.0
"""Prints a target's dictionary for libFuzzer: the words that what it decodes is made of.

usage: dictionary.py TARGET

tests/fuzz/words says where they stand: in the product's own sources (the texts that C code compares
with), in its profiles, and in lists of what its libraries know.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 40  # bytes; more is a sentence
MESSAGE = re.compile(r'\b(?:N?_|es_log|es_fail_with|es_hint|printf)\s*\((?:[^;"]|"(?:\\.|[^"\\])*")*;')
COMMENT = re.compile(r'/\*.*?\*/|#include[^\n]*', re.S)
LITERAL = re.compile(r'"((?:\\.|[^"\\\n])*)"')
TAG = re.compile(r'\bTAG\((\w+)\)')


def of_c(text):
    """What the code compares with: its literals, but for what is told to a person."""
    text = MESSAGE.sub("", COMMENT.sub("", text))
    for literal in LITERAL.findall(text):
        if "%" not in literal:
            yield literal.encode().decode("unicode_escape").encode("latin-1")
    for tag in TAG.findall(text):
        yield b"<" + tag.lower().encode()


def of_json(value):
    """All keys and texts."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key.encode()
            yield from of_json(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from of_json(inner)
    elif isinstance(value, str):
        yield value.encode()


def words_of(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix in (".c", ".h"):
        return of_c(text)
    if path.suffix == ".json":
        return of_json(json.loads(text))
    return (line.encode().decode("unicode_escape").encode("latin-1")
            for line in text.splitlines() if line and not line.startswith("# "))


def quoted(word):
    return "".join(chr(c) if 0x20 <= c < 0x7F and c not in b'"\\' else f"\\x{c:02x}" for c in word)


def places(target):
    """The files of a target's row."""
    for line in (ROOT / "tests/fuzz/words").read_text(encoding="utf-8").splitlines():
        name, *patterns = line.split() or [""]
        if name == target:
            for pattern in patterns:
                found = sorted(ROOT.glob(pattern))
                if not found:
                    sys.exit(f"tests/fuzz/words: {target}: there is no {pattern}")
                yield from found


def main():
    words = {word for place in places(sys.argv[1]) for word in words_of(place)}
    for word in sorted(words):
        if 0 < len(word) <= LONGEST:
            print(f'"{quoted(word)}"')


if __name__ == "__main__":
    main()
