# SPDX-License-Identifier: Apache-2.0
"""What the checks share: their list, the files of the project, C without comments and strings."""

import os
import re
import subprocess
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
CHECKS = []
LEFT_OUT = {".git", "__pycache__", "node_modules", ".pytest_cache"}


class Skip(Exception):
    """The check cannot be made here; the text says why."""


def check(sentence):
    """Registers a check: a function that yields one line for each thing that is wrong."""

    def register(function):
        CHECKS.append((sentence, function))
        return function

    return register


def files(*patterns):
    """Files of the project, by glob on their path from the top; nothing that is built."""
    found = []
    for folder, names, leaves in os.walk(SOURCE):
        here = Path(folder).relative_to(SOURCE)
        names[:] = sorted(
            name
            for name in names
            if name not in LEFT_OUT and not (str(here) == "." and name.startswith("build"))
        )
        for leaf in sorted(set(leaves) - LEFT_OUT):
            path = here / leaf
            if not patterns or any(path.match(pattern) for pattern in patterns):
                found.append(path)
    return found


def under(*folders):
    """A filter: the path lies in one of the folders, or is one of the files."""
    return lambda path: any(str(path) == f or str(path).startswith(f + "/") for f in folders)


def read(path):
    return (SOURCE / path).read_text(encoding="utf-8")


TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL
)


def _blank(match):
    text = match.group(0)
    if text[0] in "\"'":
        return text[0] * 2
    return "\n" * text.count("\n") or " "


def code(path):
    """A C file without its comments and without what stands in its strings; lines stay."""
    text = read(path)
    # The name of an included file is no string.
    lines = [
        "" if re.match(r"\s*#\s*include\b", line) else line for line in text.split("\n")
    ]
    return TOKEN.sub(_blank, "\n".join(lines))


INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def includes(path):
    """(name, line) of each #include of a C file."""
    text = read(path)
    return [(m.group(2), text.count("\n", 0, m.start()) + 1) for m in INCLUDE.finditer(text)]


def mentions(path, pattern):
    """file:line: text for each line of a C file whose code fits."""
    for number, line in enumerate(code(path).split("\n"), 1):
        found = re.search(pattern, line)
        if found:
            yield f"{path}:{number}: {found.group(0).strip()}"


def run(*command, **options):
    """A program's run; Skip where the program is missing."""
    try:
        return subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", check=False,
            cwd=SOURCE, timeout=300, **options
        )
    except FileNotFoundError as missing:
        raise Skip(f"{command[0]} is not installed") from missing
