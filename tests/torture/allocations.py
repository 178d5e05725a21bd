# SPDX-License-Identifier: Apache-2.0
"""Runs esign with failing.c preloaded: counts its allocations, or lets one of them fail."""

import bisect
import mmap
import os
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

SO = Path(os.environ.get("ESIGN_BUILD", ".")) / "torture" / "failing.so"

HEAP = ("es_heap_", "openssl_", "get_or_reserved", "move")  # src/base/heap.c

# What other libraries lose for good when memory runs out within them: nothing of ours, and once a
# run. glibc's setlocale, where it has already written down a part of a locale's name.
FOREIGN_LEAKS = ("_nl_normalize_codeset",)

# Struct table, struct site and struct frame of failing.c: keep the two alike.
DEPTH, SITES = 48, 1 << 15
HEAD = struct.Struct("<QIIIIQQ")
FRAME = struct.Struct("<Q40s")
SITE = struct.Struct("<QIIQQ")
SITE_SIZE = SITE.size + DEPTH * FRAME.size
SIZE = HEAD.size + SITES * SITE_SIZE


@dataclass
class Site:
    """Where allocations were asked for: the callers, innermost first."""

    key: int
    count: int
    first: int
    size: int
    frames: list  # (object, offset); the program's own object is ""

    def owner(self, names):
        """Who asked: the innermost caller that is neither libc nor the heap that all share."""
        for name, offset in self.frames:
            if name.startswith(("libc.so", "libasan", "ld-linux")):
                continue
            if name or not names.of(offset).startswith(HEAP):
                return name.split(".so")[0] or "esign"
        return "libc"

    def near(self, depth):
        """The innermost callers, down to so many functions of the program's own: the same in
        another command that goes the same way."""
        own, near = 0, []
        for name, offset in self.frames:
            near.append((name, offset))
            own += not name
            if own == depth:
                break
        return tuple(near)

    def chain(self, names, depth=14):
        """The callers in words: the program's by function, the libraries' by name."""
        return " < ".join(name.split(".so")[0] or names.of(offset)
                          for name, offset in self.frames[:depth])


class Names:
    """The program's functions by their place in it."""

    def __init__(self, binary):
        lines = subprocess.run(["nm", "-n", "--defined-only", binary], capture_output=True,
                               text=True, check=True).stdout.splitlines()
        found = [line.split() for line in lines if " t " in line.lower()]
        self.starts = [int(line[0], 16) for line in found]
        self.names = [line[2] for line in found]

    def of(self, offset):
        at = bisect.bisect_right(self.starts, offset - 1)
        return self.names[at - 1] if at else "?"


class Table:
    """The file that a run's processes share."""

    def __init__(self, path):
        self.path = Path(path)

    def reset(self, key=0, nth=0, stays=False):
        with open(self.path, "wb") as out:  # sparse: only what is used takes room
            out.write(HEAD.pack(key, nth, int(stays), 0, 0, 0, 0))
            out.truncate(SIZE)

    def head(self):
        """How many failed, in which process, how many there were, how many had no place."""
        with open(self.path, "rb") as data:
            _, _, _, failed, process, total, lost = HEAD.unpack(data.read(HEAD.size))
        return failed, process, total, lost

    def sites(self):
        """All sites, in the order in which they first came."""
        found = []
        with open(self.path, "rb") as data:
            shared = mmap.mmap(data.fileno(), SIZE, prot=mmap.PROT_READ)
        for i in range(SITES):
            at = HEAD.size + i * SITE_SIZE
            key, count, depth, first, size = SITE.unpack_from(shared, at)
            if not key:
                continue
            frames = []
            for j in range(depth):
                offset, name = FRAME.unpack_from(shared, at + SITE.size + j * FRAME.size)
                frames.append((name.split(b"\0")[0].decode(), offset))
            found.append(Site(key, count, first, size, frames))
        shared.close()
        return sorted(found, key=lambda site: site.first)

    def environment(self):
        suppressed = self.path.with_suffix(".lsan")
        suppressed.write_text("".join(f"leak:{one}\n" for one in FOREIGN_LEAKS))
        return {
            "LD_PRELOAD": str(SO),
            "ESIGN_FAILING": str(self.path),
            "LSAN_OPTIONS": f"suppressions={suppressed}:print_suppressions=0",
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0",
        }


def spread(count, most):
    """At most so many of 1 … count: the first, the last, and some between."""
    if count <= most:
        return list(range(1, count + 1))
    return sorted({1 + round(i * (count - 1) / max(1, most - 1)) for i in range(most)})
