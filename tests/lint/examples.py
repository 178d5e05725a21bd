# SPDX-License-Identifier: Apache-2.0
"""The examples of docs/scripting.md can be read by every shell and are what they look like."""

import ast
import re
import tempfile
from pathlib import Path

from harness import check, read, run

NAMED = re.compile(r"^```(sh|python) ([\w.-]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OPENED = re.compile(r"^```(\w+)(.*)$", re.MULTILINE)


def examples(language):
    return [found for found in NAMED.findall(read("docs/scripting.md")) if found[0] == language]


@check("the examples for scripts pass shellcheck as POSIX sh, without a word left over")
def examples_pass_shellcheck():
    with tempfile.TemporaryDirectory() as folder:
        for _, name, text in examples("sh"):
            path = Path(folder) / name
            path.write_text(text, encoding="utf-8")
            done = run("shellcheck", "-s", "sh", "-f", "gcc", str(path))
            yield from done.stdout.replace(f"{folder}/", "").splitlines()


@check("the examples in Python need its standard library alone")
def examples_in_python():
    import sys

    for _, name, text in examples("python"):
        for node in ast.walk(ast.parse(text, name)):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else (
                [node.module] if isinstance(node, ast.ImportFrom) else [])
            for module in modules:
                if module.split(".")[0] not in sys.stdlib_module_names:
                    yield f"{name}: {module}"


@check("each example for scripts that is shell or Python has a name, so that tests run it")
def examples_have_names():
    for language, rest in OPENED.findall(read("docs/scripting.md")):
        if language in ("sh", "bash", "python") and not rest.strip():
            yield f"```{language} without a name"
