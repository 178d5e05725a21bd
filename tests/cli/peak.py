# SPDX-License-Identifier: Apache-2.0
"""usage: peak.py ESIGN: reads pages as large as they may be, and larger, and tells the most memory
that any process of a run had. Not for a sanitized program, which has its own memory."""

import resource
import subprocess
import sys

LIMIT = 64 << 10  # KiB
PAGES = {
    "2 MB of a form and a table": ("<form><table>", "<tr><td>Kimlik No <td><input name=a>", "</table>"),
    "2 MB of text": ("<p>", "Güvenlik Sözcüğü ", "</p>"),
    "2 MB of links": ("", "<a href=/x>Bireysel İşlemler</a> ", ""),
    "2,000 levels": ("<div>" * 1990, "", ""),
    "100,000 levels": ("<div>" * 100000, "", ""),
    "3 MB": ("", "<p>x" * 800000, ""),
}


def page(start, middle, end):
    room = (2 << 20) - len((start + end).encode()) - 64
    many = max(room // len(middle.encode()), 1) if middle else 0
    return ("<meta charset=utf-8>" + start + middle * many + end).encode()


def main():
    worst = 0
    for name, parts in PAGES.items():
        run = subprocess.run([sys.argv[1], "inspect", "-", "--json"], input=page(*parts),
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print(f"{name}: status {run.returncode}, at most {peak / 1024:.0f} MiB so far")
        if run.returncode not in (0, 7, 8):
            return 1
        worst = max(worst, peak)
    return worst >= LIMIT


sys.exit(main())
