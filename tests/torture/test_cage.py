# SPDX-License-Identifier: Apache-2.0
"""What a child in the cage may ask of the system: what docs/CAGE.md says, and nothing else."""

import os
import re
import subprocess
from pathlib import Path

import pytest

import figures

SOURCE = Path(os.environ["ESIGN_SOURCE"])
PROGRAM = Path(os.environ.get("ESIGN_RELEASE", "")) / "torture" / "torture_cage"
ESIGN = Path(os.environ.get("ESIGN_RELEASE", "")) / "bin" / "esign"

ROW = re.compile(r"^\| (`[^|]*`) \|[^|]*\| *([^|]*)\|$", re.M)
TABLE = (SOURCE / "docs/CAGE.md").read_text(encoding="utf-8").split("## What bounds it")[0]
LISTED = {name: bounds for names, bounds in ROW.findall(TABLE)
          for name in re.findall(r"`(\w+)`", names)}
REFUSED = {name for name, bounds in LISTED.items() if bounds.startswith("refused")}

# Those that the kernel itself lets past every filter; they fail from anywhere but its trampolines.
PAST_FILTERS = {("native", 335), ("native", 336)}


def is_right(abi, number, name, what, became):
    if (abi, int(number)) in PAST_FILTERS:
        return became in ("killed", "answered -1")
    if abi != "native" or name not in LISTED:
        return became == "killed"
    if name in REFUSED:
        return became == "answered -1"
    if what in ("code", "other"):
        return became == "killed"
    if name == "exit_group":
        return became == "ended"
    # With all bits set, mmap would run code; neither that nor zeros is futex's one operation.
    by_arguments = name == "futex" and what != "wake" or name == "mmap" and what == "ones"
    return (became == "killed") if by_arguments else became.startswith("answered")


def test_a_call_that_is_not_on_the_list_ends_the_child(figure):
    numbers = "600" if figures.LONG else "470"
    done = subprocess.run([PROGRAM, "calls", numbers], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    wrong = [line for line in lines if not is_right(*line.split(" ", 4))]
    answered = {line.split()[2] for line in lines if "answered" in line or "ended" in line}
    wrong += [f"{name}: on the list, and does not work" for name in LISTED.keys() - answered]
    figure(11, "system calls tried in the cage, each number in each way of calling: what is not on "
               "the list ends the child", len(lines), wrong)


FILTERED = re.compile(r"SECCOMP_SET_MODE_FILTER, 0,")
CALL = re.compile(r"^(\w+)\(")
ENDED = re.compile(r"^\+\+\+ (.*) \+\+\+$")
CUT, RESUMED = " <unfinished ...>", re.compile(r"^<\.\.\. \w+ resumed>")  # another came between


def behind_the_filter(trace):
    """For each child of a trace, from its filter on: the calls it made, and how it ended."""
    children, calls, begun = [], {}, {}
    for line in Path(trace).read_text(encoding="utf-8", errors="replace").splitlines():
        pid, _, text = line.partition(" ")
        text = RESUMED.sub(lambda _, pid=pid: begun.pop(pid, ""), text.strip())
        if text.endswith(CUT):
            begun[pid] = text.removesuffix(CUT)
        elif FILTERED.search(text):
            calls[pid] = []
        elif pid in calls and CALL.match(text):
            calls[pid].append(text)
        elif pid in calls and ENDED.match(text):
            children.append((calls.pop(pid), ENDED.match(text)[1]))
    return children


def misdeeds(children):
    for calls, end in children:
        for call in calls:
            name = CALL.match(call)[1]
            if name not in LISTED:
                yield f"{call} ({end})"
            if name in REFUSED and "EACCES" not in call:
                yield call


def trace(command, folder):
    file = folder / "trace"
    subprocess.run(["strace", "-f", "-q", "-e", "trace=all", "-e", "signal=none", "-e",
                    "status=all", "-o", file, *command],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return behind_the_filter(file)


def files(*patterns):
    return sorted(path for pattern in patterns for path in SOURCE.glob(pattern) if path.is_file())


CHARSETS = ["utf-8", "iso-8859-9", "windows-1254", "koi8-r", "iso-2022-jp", "utf-7", "utf-16",
            "utf-32", "big5", "x-nobody-knows", "ebcdic-us", "iso-8859-3", "../../etc/passwd"]


def messages_in_charsets(folder):
    """What makes the C library look for tables: charsets of parts, of headers, of parameters."""
    for number, charset in enumerate(CHARSETS):
        for kind in ("plain", "html"):
            path = folder / f"{number}-{kind}.eml"
            path.write_text(
                f"From: =?{charset}?Q?a=FDb?= <a@example.org>\n"
                f"Subject: =?{charset}?B?w7xi?=\nMIME-Version: 1.0\n"
                f"Content-Disposition: inline; filename*={charset}''a%FDb\n"
                f"Content-Type: text/{kind}; charset={charset}; name=\"=?{charset}?Q?=FD?=\"\n\n"
                "\x3ca href=\"https://portal.example.org/?t=1\"\x3ehttps://portal.example.org/?t=1"
                "\x3c/a\x3e\n", encoding="ascii")
            yield path


def large_inputs(folder):
    """What takes memory in other ways than small files do; none of it is refused unread."""
    texts = {
        "large.html": "<p>Merhaba <a href=x>link</a></p>\n" * 20000,
        "deep.html": "<div>" * 100000,
        "forms.html": "<form><input name=a></form>" * 8000,
        "large.eml": "From: a@example.org\nMIME-Version: 1.0\nContent-Type: text/html\n"
                     "Content-Transfer-Encoding: base64\n\n" + ("PHA+YQ==" * 9 + "\n") * 20000,
        "long.eml": "From: a@example.org\n\n" + "a" * 3000000 + " https://portal.example.org/?t=1\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    return folder


def inputs(folder):
    every = 1 if figures.LONG else 4
    large_inputs(folder)
    corpus = files("tests/fuzz/corpus/page/*", "tests/fuzz/corpus/form/*",
                   "tests/fuzz/corpus/view/*", "tests/words/*", "docs/*.md")
    return {
        "page": [*corpus[::every], *folder.glob("*.html")],
        "mail": [*files("tests/mail/*", "tests/fuzz/corpus/mail/*")[::every],
                 *messages_in_charsets(folder), *folder.glob("l*.eml")],
        "picture": files("tests/picture/*", "tests/fuzz/corpus/picture/*"),
    }


def test_reading_asks_for_nothing_that_is_not_on_the_list(figure, tmp_path):
    tried, wrong = 0, []
    for what, paths in inputs(tmp_path).items():
        children = trace([PROGRAM, what, *paths], tmp_path)
        tried += len(children)
        wrong += [f"{what}: {call}" for call in misdeeds(children)]
        if what != "picture" and len(children) < len(paths) - 2:  # two may be too large to begin
            wrong.append(f"{what}: {len(children)} of {len(paths)} were seen in a cage")
    figure(11, "pages, messages and pictures read under strace: no call that is not on the list",
           tried, wrong)


def test_esign_itself_reads_in_the_cage(figure, tmp_path):
    every = 4 if figures.LONG else 20
    paths = files("tests/fuzz/corpus/page/*")[::every]
    tried, wrong = 0, []
    for path in paths:
        children = trace([ESIGN, "inspect", path, "--json"], tmp_path)
        tried += len(children)
        wrong += misdeeds(children)
        if len(children) != 1:
            wrong.append(f"{path}: {len(children)} cages")
    figure(11, "runs of esign itself under strace: one cage a page, and nothing but the list in it",
           tried, wrong)


@pytest.mark.parametrize("call", ["connect(4, {sa_family=AF_INET}, 16) = 0", "kill(1, 9) = ?",
                                  'openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3'])
def test_the_judge_sees_what_is_wrong(call):
    assert len(list(misdeeds([([call], "exited with 0")]))) == 1
