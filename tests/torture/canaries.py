# SPDX-License-Identifier: Apache-2.0
"""Values that must be found nowhere, and the forms in which they could lie about."""

import base64
import html
import json
from urllib.parse import quote, quote_plus

TURKISH = "windows-1254"
PART = 10  # bytes of a long canary that would give it away as well


def _base64(data):
    """What of it is the same whatever stands before and behind: one for each alignment."""
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + data)
        whole = text[(4 if shift else 0) : len(text) - (4 if (len(data) + shift) % 3 else 0)]
        if len(whole) >= 4:
            yield f"base64 at {shift}", whole


def _percent(data, plus):
    text = (quote_plus if plus else quote)(data, safe="*-._" if plus else "")
    yield "form" if plus else "percent", text.encode()
    yield "form, small" if plus else "percent, small", "".join(
        part if i % 2 == 0 else part.lower()
        for i, part in enumerate(_split_escapes(text))
    ).encode()


def _split_escapes(text):
    """Even ones plain, odd ones an escape."""
    at, plain = 0, ""
    while at < len(text):
        if text[at] == "%":
            yield plain
            yield text[at : at + 3]
            plain, at = "", at + 3
        else:
            plain += text[at]
            at += 1
    yield plain


def _grouped(digits):
    for size in (2, 3, 4):
        for between in " -":
            yield f"in groups of {size}", between.join(
                digits[i : i + size] for i in range(0, len(digits), size)
            ).encode()


def _written(text):
    """Each way to write it."""
    data = text.encode()
    yield "as it is", data
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", TURKISH):
        yield encoding, text.encode(encoding)
    for source in (data, text.encode(TURKISH)):
        yield from _percent(source, False)
        yield from _percent(source, True)
    yield from _base64(data)
    yield "hex", data.hex().encode()
    yield "HTML", html.escape(text).encode()
    yield "HTML, decimal", text.encode("ascii", "xmlcharrefreplace")
    yield "JSON", json.dumps(text)[1:-1].encode()
    if text.isdigit():
        yield from _grouped(text)
    if len(data) >= 2 * PART:
        for at in range(0, len(data) - PART + 1, 2):
            yield f"a part, from {at}", data[at : at + PART]


def forms(text):
    """{bytes: what form that is}, without doubles."""
    found = {}
    for form, data in _written(text):
        found.setdefault(data, form)
    return found


class Canaries:
    """Named values, and where they stand in bytes."""

    def __init__(self):
        self.needles = []  # (name, form, bytes)
        self.names = {}

    def add(self, name, text):
        if self.names.get(name) != text:
            self.names[name] = text
            self.needles += [(name, form, data) for data, form in forms(text).items()]

    def write(self, path):
        """For torture_memory, which tells them by their number."""
        path.write_text("".join(data.hex() + "\n" for _, _, data in self.needles))

    def found_in(self, data):
        """(name, form) of all that stand in it."""
        return [(name, form) for name, form, needle in self.needles if needle in data]
