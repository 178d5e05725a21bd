# SPDX-License-Identifier: Apache-2.0
"""The tree: what lies at the top, what each file carries, and how it is laid out."""

import ast
import re

from harness import SOURCE, Skip, check, files, read, run

SOURCES = ["*.c", "*.h", "*.def", "*.py", "*.sh", "*.mjs", "*.js", "CMakeLists.txt", "*.cmake"]
TOP = {"CMakeLists.txt", "README.md", "LICENSE", "src", "include", "tests", "docs"}


def scripts():
    return files("*.sh") + [path for path in files("run") if path.parts[0] == ".ci"]


@check("the top level holds only its own names")
def top_level():
    for path in sorted(SOURCE.iterdir()):
        if path.name.startswith((".", "build")):
            continue
        if path.name not in TOP:
            yield path.name


@check("a file has one subject: at most 500 lines, a list of tests 900")
def length():
    for path in files(*SOURCES):
        lines = read(path).count("\n")
        if lines > (900 if path.name.startswith("test_") else 500):
            yield f"{path}: {lines} lines"


@check("each source names its licence")
def licence():
    for path in files(*SOURCES, "*.in", "*.po") + scripts():
        head = "\n".join(read(path).split("\n")[:4])
        if "SPDX-License-Identifier: Apache-2.0" not in head:
            yield str(path)


@check("no file knows the machine it was written on")
def machine_paths():
    slash = "/"
    pattern = re.compile(rf"(?<![\w.{slash}]){slash}(work|farm|root|home{slash}\w+){slash}")
    for path in files():
        try:
            text = read(path)
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if pattern.search(line):
                yield f"{path}:{number}: {line.strip()[:80]}"


@check("no private key lies in the tree")
def private_keys():
    marker = re.compile("-----BEGIN [A-Z ]*PRIVATE" + " KEY-----")
    for path in files():
        if marker.search((SOURCE / path).read_bytes().decode("latin-1")):
            yield str(path)


@check("sources are UTF-8 with LF, no tabs, no blanks at a line's end")
def whitespace():
    for path in files(*SOURCES):
        raw = (SOURCE / path).read_bytes()
        if b"\r" in raw:
            yield f"{path}: a carriage return"
        if raw and not raw.endswith(b"\n"):
            yield f"{path}: no line end at the end"
        for number, line in enumerate(raw.decode("utf-8").split("\n"), 1):
            if line != line.rstrip(" \t") or "\t" in line:
                yield f"{path}:{number}: blanks at the end, or a tab"


@check("C files are laid out by clang-format")
def clang_format():
    names = [str(path) for path in files("*.c", "*.h")]
    done = run("clang-format", "--dry-run", "-Werror", *names)
    if done.returncode:
        bad = sorted(set(re.findall(r"^([^:\s]+):\d+:", done.stderr, re.MULTILINE)))
        yield from bad or [done.stderr[:300]]


@check("each public header can be included by itself")
def headers_stand_alone():
    for path in files("include/esign/*.h"):
        done = run(
            "gcc", "-std=gnu17", "-D_GNU_SOURCE", "-Iinclude", "-Wall", "-Wextra", "-Werror",
            "-fsyntax-only", "-x", "c", "-include", str(path), "/dev/null",
        )
        if done.returncode:
            yield f"{path}: {done.stderr.splitlines()[0]}"


@check("shell scripts pass shellcheck")
def shellcheck():
    for path in scripts():
        done = run("shellcheck", "-x", "-S", "warning", "-f", "gcc", str(path))
        yield from done.stdout.splitlines()


@check("Python files parse")
def python():
    for path in files("*.py"):
        try:
            ast.parse(read(path), str(path))
        except SyntaxError as error:
            yield f"{path}: {error}"


@check("JavaScript files parse")
def javascript():
    names = files("*.mjs", "*.js")
    if not names:
        raise Skip("there are none")
    for path in names:
        done = run("node", "--check", str(path))
        if done.returncode:
            yield f"{path}: {done.stderr.splitlines()[0]}"


@check("JSON files parse")
def json_files():
    import json

    for path in files("*.json"):
        if "tests/unit/profiles/bad/" in str(path):  # wrong on purpose
            continue
        try:
            json.loads(read(path))
        except ValueError as error:
            yield f"{path}: {error}"


@check("a test that sleeps says in the same line why it does not wait for an event")
def sleeps():
    for path in files("tests/**/*.py", "tests/**/*.c"):
        for number, line in enumerate(read(path).split("\n"), 1):
            if path.parts[1] != "lint" and re.search(r"\b(u|nano)?sleep\(", line):
                if not re.search(r"#|/\*|//", line):
                    yield f"{path}:{number}: {line.strip()}"
