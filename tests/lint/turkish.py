# SPDX-License-Identifier: Apache-2.0
"""The Turkish manual pages say what the English ones say: section by section, the same commands,
options, settings, codes and files."""

import re
import tempfile
from pathlib import Path

from docs import pages
from harness import SOURCE, check, read, run

# What mandoc says of any page whose headings and date are not English.
ENGLISH_ONLY = (
    "cannot parse date, using it verbatim",
    'first section is not "NAME"',
    "description line outside NAME section",
)
NAMES = ("Fl", "Cm", "Li", "Ev", "Pa", "Ic", "Xr", "Dv")  # not translated
CALLABLE = re.compile(r"^(Ar|Cm|Dq|Ev|Fl|Ic|Li|Nm|No|Ns|Oc|Oo|Op|Pa|Po|Pc|Pq|Ql|Sx|Ta|Xr|It|Em|Dv|Lk)$")


def built(name):
    """A Turkish page as it is built, with the catalogue's words."""
    with tempfile.TemporaryDirectory() as folder:
        messages = Path(folder) / "tr" / "LC_MESSAGES"
        messages.mkdir(parents=True)
        for command in (
            ("cc", "-D_GNU_SOURCE", "-Iinclude", "-o", f"{folder}/make-man", "docs/man/make-man.c"),
            ("msgfmt", "-o", f"{messages}/esign.mo", "src/po/tr.po"),
            (f"{folder}/make-man", f"docs/man/tr/{name}.in", f"{folder}/page", folder),
        ):
            done = run(*command)
            if done.returncode:
                raise AssertionError(done.stderr)
        return (Path(folder) / "page").read_text(encoding="utf-8")


def sections(text):
    """The parts of a page below its headings, in their order: (Sh or Ss, text)."""
    parts = re.split(r"^\.(S[hs]) .*\n", text, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def names(part):
    """What a section names that is not translated, each as the macro has it."""
    found = set()
    for line in part.splitlines():
        if not line.startswith("."):
            continue
        macro = None
        for word in line[1:].split():
            if CALLABLE.match(word):
                macro = word if word in NAMES else None
            elif macro and re.search(r"\w", word):
                found.add(f"{macro} {word}")
    return found


def lists(part):
    """The items of a section's lists, as far as they are names."""
    return [sorted(names(line)) for line in part.splitlines() if re.match(r"\.It (?!Nm)\w\w ", line)]


def twins():
    for page in pages():
        if (SOURCE / f"docs/man/tr/{page}.in").exists():
            yield page, sections(read(f"docs/man/{page}.in")), sections(read(f"docs/man/tr/{page}.in"))


@check("every manual page is there in Turkish")
def translated():
    for page in pages():
        if not (SOURCE / f"docs/man/tr/{page}.in").exists():
            yield page


@check("a Turkish manual page has the sections of the English one")
def same_sections():
    for page, english, turkish in twins():
        if [rank for rank, _ in english] != [rank for rank, _ in turkish]:
            yield f"{page}: {len(english)} sections in English, {len(turkish)} in Turkish"


@check("a Turkish manual page names, in each section, what the English one names")
def same_names():
    for page, english, turkish in twins():
        for number, ((_, one), (_, other)) in enumerate(zip(english, turkish, strict=False), 1):
            for name in sorted(names(one) ^ names(other)):
                where = "English" if name in names(one) else "Turkish"
                yield f"{page}, section {number}: '{name}' in the {where} alone"


@check("a Turkish manual page lists things in the English one's order")
def same_lists():
    for page, english, turkish in twins():
        for number, ((_, one), (_, other)) in enumerate(zip(english, turkish, strict=False), 1):
            if lists(one) != lists(other):
                yield f"{page}, section {number}"


@check("a Turkish manual page says its name where it is to stand")
def names_itself():
    # groff 1.23 learns it below the heading NAME alone, and prints nothing for a lone .Nm.
    for page, _, _ in twins():
        for number, line in enumerate(read(f"docs/man/tr/{page}.in").splitlines(), 1):
            if re.search(r"^\.(It )?Nm( \W|$)", line):
                yield f"tr/{page}.in:{number}"


@check("Turkish manual pages pass mandoc's lint")
def mandoc():
    for page, _, _ in twins():
        done = run("mandoc", "-Tlint", "-W", "warning", input=built(page))
        for line in done.stdout.splitlines() + done.stderr.splitlines():
            if not any(words in line for words in ENGLISH_ONLY):
                yield f"tr/{page}: {line}"


@check("Turkish manual pages hold no sentence of the list of errors in English")
def codes_in_turkish():
    for page, english, _ in twins():
        if "@CODES@" in "".join(part for _, part in english):
            text = built(page)
            for words in ("Portal, resimdeki yazının yanlış olduğunu bildirdi", ".It Li internal\n"):
                if words not in text:
                    yield f"tr/{page}: '{words}' is missing"
