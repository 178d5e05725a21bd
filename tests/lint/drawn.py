# SPDX-License-Identifier: Apache-2.0
"""The picture in ARCHITECTURE.md is of the layers that there are."""

import hashlib
import re

from harness import SOURCE, check, read
from layers import USES

DOT = "docs/pictures/layers.dot"
NODE = re.compile(r"^ +(\w+) \[label=", re.MULTILINE)
ARROW = re.compile(r"^ +(\w+) -> (\w+)( \[.*\])?$", re.MULTILINE)
LEFT_OUT = {"practice", "profiles"}  # a program of its own; data
HOUSE = {name.removesuffix(".c"): {use for use in uses} for name, uses in USES.items()
         if name not in LEFT_OUT}


@check("the picture has every layer, and its plain arrows are who may use whom")
def arrows():
    text = read(DOT)
    for name in sorted(HOUSE.keys() - set(NODE.findall(text))):
        yield f"{DOT}: {name} is missing"
    # What all use, base, is drawn once.
    have = {(name, use) for name, uses in HOUSE.items() for use in uses if use != "base"}
    drawn = {(a, b) for a, b, how in ARROW.findall(text)
             if not how and a in HOUSE and b in HOUSE and b != "base"}
    for a, b in sorted(have ^ drawn):
        yield f"{DOT}: {a} -> {b} stands in {'the rules' if (a, b) in have else 'the picture'} alone"


@check("a request's way through the picture goes along its arrows")
def way():
    for a, b, how in ARROW.findall(read(DOT)):
        if how and a in HOUSE and b in HOUSE and b not in HOUSE[a]:
            yield f"{DOT}: {a} -> {b}"


@check("the layers of the rules are the folders that are built")
def folders():
    built = set(re.findall(r"add_subdirectory\((\w+)\)", read("src/CMakeLists.txt"))) - {"po"}
    named = {name for name in USES if not name.endswith(".c")} - {"profiles"}
    for name in sorted(built ^ named):
        yield f"{name} stands in {'src/CMakeLists.txt' if name in built else 'layers.py'} alone"


@check("the picture was made from its source as it is")
def made():
    digest = hashlib.sha256((SOURCE / DOT).read_bytes()).hexdigest()
    if f"sha256 {digest}" not in read(DOT.replace(".dot", ".svg")):
        yield "sh docs/pictures/make.sh makes it anew"
