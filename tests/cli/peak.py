# SPDX-License-Identifier: Apache-2.0
"""usage: peak.py ESIGN: reads pages as large as they may be, and larger, and tells the most memory
that any process of a run had, and the most seconds of processor that one took. Not for a sanitized
program, which has its own memory and time."""

import resource
import subprocess
import sys

LIMIT = 64 << 10  # KiB
WHOLE = 10000  # a longer middle is the whole of it
SECONDS = 6  # of processor: a page takes about one, so that a busy machine does not matter
PAGES = {
    "2 MB of a form and a table": ("<form><table>", "<tr><td>Kimlik No <td><input name=a>", "</table>"),
    "2 MB of text": ("<p>", "Güvenlik Sözcüğü ", "</p>"),
    "2 MB of links": ("", "<a href=/x>Bireysel İşlemler</a> ", ""),
    "2,000 levels": ("<div>" * 1990, "", ""),
    "100,000 levels": ("<div>" * 100000, "", ""),
    "3 MB": ("", "<p>x" * 800000, ""),
    "sentences of a digit": ("<p>", "5 ... ", "</p>"),
    "a list of values": ("<dl>", "<dt>PIN</dt><dd>1234</dd><dt>PUK</dt><dd>12345678</dd>" * 18000, "</dl>"),
    "one word of initials": ("<p>", "a.", "</p>"),
    "links of initials": ("", "<a href=x>" + "a." * 4900 + "</a>", ""),
    "one word of marks": ("<p>", "A.b?", "</p>"),
    "60,000 headings": ("", "<h1>PIN</h1>" * 60000, ""),
    "50,000 lines": ("", "<p>PIN: 1</p>" * 50000, ""),
    "20,000 cells in a row": ("<table><tr>", "<td>PIN</td><td>1</td>" * 10000, "</table>"),
    "sentences that links say too": (
        "", "".join(f"<a href=/{i}>bir iki uc dort bes {i}</a><p>alti yedi sekiz dokuz {i}</p>"
                    for i in range(20000)), ""),
}


def page(start, middle, end):
    room = (2 << 20) - len((start + end).encode()) - 64
    many = 1 if len(middle) > WHOLE else room // len(middle.encode()) if middle else 0
    return ("<meta charset=utf-8>" + start + middle * many + end).encode()


def spent():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main():
    worst = slowest = 0
    for name, parts in PAGES.items():
        before = spent()
        run = subprocess.run([sys.argv[1], "inspect", "-", "--json"], input=page(*parts),
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        took = spent() - before
        print(f"{name}: status {run.returncode}, {took:.1f} s, at most {peak / 1024:.0f} MiB so far")
        if run.returncode not in (0, 7, 8):
            return 1
        worst = max(worst, peak)
        slowest = max(slowest, took)
    return worst >= LIMIT or slowest >= SECONDS


sys.exit(main())
