# SPDX-License-Identifier: Apache-2.0
"""Every message has its Turkish."""

import re
import tempfile
from pathlib import Path

from harness import SOURCE, check, files, read, run

CATALOGUE = "src/po/tr.po"
ENTRY = re.compile(r'^msgid ((?:"(?:\\.|[^"\\])*"\s*)+)', re.MULTILINE)


def need_catalogue():
    if not (SOURCE / CATALOGUE).exists():
        raise AssertionError(f"there is no {CATALOGUE}")


def template(folder):
    """All messages of the sources, as a .pot file."""
    names = [
        str(path)
        for path in files("src/**/*.c", "src/*.c", "src/**/*.h", "include/esign/*")
    ]
    pot = Path(folder) / "esign.pot"
    done = run(
        "xgettext", "--language=C", "--from-code=UTF-8", "--keyword=_", "--keyword=N_",
        "--keyword=ngettext:1,2", "--no-location", "--force-po", "-o", str(pot), *names,
    )
    if done.returncode:
        raise AssertionError(done.stderr)
    return pot


def messages(text):
    found = set()
    for match in ENTRY.finditer(text):
        found.add("".join(re.findall(r'"((?:\\.|[^"\\])*)"', match.group(1))))
    return found - {""}


@check("every message of the sources has its Turkish, none fuzzy or empty")
def complete():
    need_catalogue()
    with tempfile.TemporaryDirectory() as folder:
        done = run("msgcmp", "--no-location", CATALOGUE, str(template(folder)))
        if done.returncode and "unrecognized option" in done.stderr:
            done = run("msgcmp", CATALOGUE, str(template(folder)))
        missing = messages(template(folder).read_text(encoding="utf-8")) - messages(read(CATALOGUE))
        for text in sorted(missing):
            yield f"missing: {text[:100]}"
        if done.returncode and not missing:
            yield from done.stderr.splitlines()


@check("the Turkish catalogue holds nothing that the sources no longer say")
def nothing_stale():
    need_catalogue()
    with tempfile.TemporaryDirectory() as folder:
        said = messages(template(folder).read_text(encoding="utf-8"))
    for text in sorted(messages(read(CATALOGUE)) - said):
        yield f"stale: {text[:100]}"


@check("the Turkish catalogue is well formed, its formats those of the English")
def well_formed():
    need_catalogue()
    done = run("msgfmt", "--check", "--check-format", "-o", "/dev/null", CATALOGUE)
    if done.returncode:
        yield from done.stderr.splitlines()


@check("error messages begin small and end without a full stop")
def error_messages():
    pattern = re.compile(r'ES_ERROR\(\w+,\s*"(\w+)",\s*\d+,\s*N_\("((?:[^"\\]|\\.|"\s*")*)"\)')
    for code, message in pattern.findall(read("include/esign/errors.def")):
        if message.endswith(".") or (message[0].isupper() and not message[:2].isupper()):
            yield f"{code}: {message}"
