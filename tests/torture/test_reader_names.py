# SPDX-License-Identifier: Apache-2.0
"""Readers that call themselves what deceives a terminal: by a real pcscd, as far as it lets them,
and by a service that passes on any bytes. Nothing of it reaches the terminal or an output."""

import os
import random
import shlex
from pathlib import Path

import pytest
import schema
import virtual_card
from card_service import MOST, Service
from figures import LONG
from runner import Esign
from terminal import Terminal
from test_terminal_words import NASTY, what_deceives
from tmux import Tmux

RELEASE = str(Path(os.environ.get("ESIGN_RELEASE", "")) / "bin" / "esign")
NAMES = [
    b"\x1b[2J\x1b[H\x1b[31;666mgone", b"\x1b]0;SAHTE\x07\x1b]52;c;eA==\x07\x1b[?1049h", NASTY[:60].encode(),
    "Okuyucu \u202egnp.exe\u2066 \u200b\u200f\u061c\ufeff".encode(), b"\x9b31m \xff\xfe\xc3 \xe2\x80",
    b"a\rb\tc\x08\x08\x08d\x7f\x0b\x0c", "e".encode() + "\u0301".encode() * 30, b"L" * 300,
]
PIECES = [
    b"\x1b[", b"\x1b]0;", b"\x1b", b"\x9b", b"\xc2\x9b", b"\x07", b"\n", b"\r\n", b"\r", b"\t", b"\x08", b"\x7f",
    b"2J", b"31;666m", b"?1049h", b"\xff", b"\xc3", b"\xe2\x80", b"\xf0\x9f", b"\xed\xa0\x80", b"\xc0\x80", b"Okuyucu ",
    b"00 00", b'"', b"\\", b"%s%n", *(c.encode() for c in (
        "\u202e", "\u2066", "\u200b", "\u200f", "\u061c", "\ufeff", "\xad", "\u2028", "\u2029", "\x85", "\u0301",
        "\u1160", "\ue000", "\U000e0041", "\U0001f600", "ş", "カ", "\u3164", "\u2800")),
]
HOW = [[], ["--verbose"], ["--json"]]
UNENDED = 128  # a name that fills its place; nobody can ask the service for such a reader


def made_up(count):
    """Names of any bytes and any length that the service's records take, some without an end."""
    dice = random.Random(20)
    for n in range(count):
        name = b"".join(dice.choices(PIECES, k=dice.randint(1, 90)))
        yield name[: dice.choice((8, 30, UNENDED - 1, UNENDED)) if n % MOST else UNENDED - 1]


def wrong_lines(how, out, names):
    """No name makes a line of its own, or takes one away."""
    if how == ["--json"]:
        told = schema.check(schema.parse(out))
        return [] if len(told["data"]["readers"]) == names else ["readers are missing"]
    # What it comes to, in three lines with what is said of its certificate; each reader; its ATR.
    expected = 1 + 2 + names + ("--verbose" in how)
    return [] if out.count("\n") == expected and out.endswith("\n") else [f"other lines: {out!r}"]


def look(esign, socket, names, screens=True):
    """(how many outputs, what is wrong with them)"""
    tried, wrong = 0, []
    esign.env["PCSCLITE_CSOCK_NAME"] = str(socket)
    for how in HOW:
        done = esign.run("card-check", *how)
        tried += names
        for shown in (done.out, done.err):
            if why := what_deceives(shown):
                wrong.append(f"{how}: {why}")
        wrong += wrong_lines(how, done.out, names)
        if not screens:
            continue
        terminal = Terminal(esign, "card-check", *how)
        try:
            terminal.end()
            if why := what_deceives(terminal.screen):
                wrong.append(f"{how} in a terminal: {why}")
        finally:
            terminal.close()
    return tried, wrong


@pytest.fixture
def stack():
    if lacking := virtual_card.missing():
        pytest.skip(lacking)
    with virtual_card.Stack(names=NAMES) as running:
        running.seat("akis-1.2")
        yield running


def test_no_name_that_pcscd_passes_on_deceives_the_terminal(esign, stack, figure):
    tried, wrong = look(esign, stack.socket, 2 * len(NAMES))
    figure(5, "names of readers that deceive, told by pcscd", tried, wrong)


def test_a_terminal_is_as_it_was_after_them(tmp_path, esign, stack, figure):
    esign.env["PCSCLITE_CSOCK_NAME"] = str(stack.socket)
    tmux = Tmux(tmp_path, True)
    wrong = []
    try:
        tmux.run("set-option", "-g", "set-clipboard", "on")
        state = ("display-message", "-p", "#{pane_title} #{alternate_on} #{cursor_flag} #{wrap_flag} "
                 "#{insert_flag} #{origin_flag} #{keypad_flag} #{mouse_any_flag}")
        tmux.type("seq 1000 1040; echo be''gun", "Enter")
        tmux.see("\nbegun")
        before = tmux.run(*state)
        env = shlex.join(f"{name}={value}" for name, value in esign.env.items())
        for n, how in enumerate(HOW):
            run = shlex.join([*esign.program, *esign.options, "card-check", *how])
            (tmp_path / "run").write_text(f"env -i TERM=xterm-256color {env} {run}\necho its en''d {n}\n",
                                          encoding="utf-8")
            tmux.type(f". {tmp_path}/run", "Enter")
            shown = tmux.see(f"\nits end {n}")
            if "\n1001\n" not in shown or "\n1040\n" not in shown:
                wrong.append(f"{how}: what stood there is gone:\n{shown}")
            if "\x1b" in tmux.run("capture-pane", "-e", "-p", "-S", "-", "-E", "-"):
                wrong.append(f"{how}: it has colours")
            if tmux.run(*state) != before or tmux.run("list-buffers"):
                wrong.append(f"{how}: {before!r} became {tmux.run(*state)!r}, {tmux.run('list-buffers')!r}")
    finally:
        tmux.close()
    figure(5, "a terminal emulator after their names", len(HOW) * 2 * len(NAMES), wrong)


@pytest.mark.parametrize("program", [RELEASE, os.environ.get("ESIGN_BIN", "")], ids=["release", "checked"])
def test_no_name_of_any_bytes_deceives_the_terminal(tmp_path, figure, program):
    esign = Esign(tmp_path, ["--lang", "en"])
    esign.program = [program]
    service = Service(tmp_path / "service")
    names = list(made_up((MOST * 400 if program == RELEASE else MOST * 100) if LONG else MOST * 4))
    tried, wrong = 0, []
    try:
        for at in range(0, len(names), MOST):
            some = names[at : at + MOST]
            service.show(some)
            ended = sum(len(name) < UNENDED for name in some)
            count, found = look(esign, service.path, ended, screens=LONG or at == 0)
            tried += count
            wrong += [f"names from {at} on: {one}" for one in found]
    finally:
        service.close()
    build = "as people have it" if program == RELEASE else "under the sanitizers"
    figure(5, f"names of readers of any bytes, {build}", tried, wrong)
