# SPDX-License-Identifier: Apache-2.0
"""What a terminal keeps of a recovery: the scrollback of tmux, and the record of script(1)."""

import os
import shlex
import subprocess
import time

import pytest
from journey import ID, WORD, Journey
from prompts import ASK_CODE, ASK_ID, ASK_PHONE, ASK_PICTURE, ASK_WORD, VIEW_END
from terminal import ENTER, Terminal, outside_alternate
from watch import RELEASE


@pytest.fixture
def journey(tmp_path):
    made = []

    def make(**options):
        made.append(Journey(tmp_path / str(len(made)), **options))
        made[-1].watch.program = [str(RELEASE / "bin" / "esign")]
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_tmux(journey, figure):
    """What it keeps of the whole view of PIN and PUK."""
    one = journey(no_sms=True)
    watch = one.watch
    assert one.by_files("login", id=ID, word=WORD).status == 0
    esign = [str(RELEASE / "bin" / "esign"), *watch.options, "pin-puk"]
    tmux = ["tmux", "-L", f"esign-{os.getpid()}", "-f", "/dev/null"]
    env = {**watch.env, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}

    def ask(*args):
        return subprocess.run([*tmux, *args], env=env, capture_output=True, text=True, check=True).stdout

    until = time.monotonic() + 30
    tried, wrong = 0, []
    subprocess.run([*tmux, "new-session", "-d", "-x", "80", "-y", "10", "sh"], env=env, check=True)
    try:
        ask("send-keys", "seq 1 40; " + " ".join(esign) + "; echo E''ND", "Enter")
        pages = 0
        while "END" not in ask("capture-pane", "-p"):
            assert time.monotonic() < until, ask("capture-pane", "-p")
            if "Enter to" in ask("capture-pane", "-p"):
                pages += 1
                ask("send-keys", "Enter")
            time.sleep(0.05)  # tmux tells nobody what is on its screen
        assert pages, "nothing was shown"
        kept = ask("capture-pane", "-p", "-S", "-", "-E", "-") + ask("capture-pane", "-p")
        assert "40" in kept
        for name, form in watch.canaries.found_in(kept.encode()):
            wrong.append(f"{name}, {form}, in tmux's scrollback")
        tried += len(watch.canaries.needles)
    finally:
        subprocess.run([*tmux, "kill-server"], env=env, check=False, capture_output=True)
    figure(4, "canaries and their forms looked for in the scrollback of tmux", tried, wrong)


class Recorder:
    """esign as a command of script(1), at a terminal of its own."""

    def __init__(self, watch, record):
        esign = shlex.join([*watch.program, *watch.options])
        self.program, self.options = ["/usr/bin/script"], ["-q", "-e", "-a", str(record), "-c"]
        self.env, self.folder, self.esign = watch.env, watch.folder, esign

    def play(self, command, *asked):
        terminal = Terminal(self, f"{self.esign} {command}")
        try:
            for prompt, text in asked:
                terminal.see(prompt).type((text() if callable(text) else text) + ENTER)
            return terminal.end()
        finally:
            terminal.close()


def test_script(journey, figure, tmp_path):
    """It records whatever goes to the terminal: the view of PIN and PUK, and no other secret."""
    one = journey()
    portal, record = one.portal, tmp_path / "typescript"
    play = Recorder(one.watch, record).play
    assert play("login", (ASK_ID, ID), (ASK_PICTURE, portal.captcha), (ASK_WORD, WORD)) == 0
    assert play("sms-verify", (ASK_PHONE, "y"), (ASK_CODE, portal.newest_code)) == 0
    assert play("pin-puk", (VIEW_END, "")) == 0
    one.refresh()
    canaries, kept = one.watch.canaries, record.read_bytes()
    seen = {name for name, _ in canaries.found_in(kept)}
    wrong = [f"{name} was recorded" for name in seen - {"PIN", "PUK"}]
    outside = outside_alternate(kept).encode()
    wrong += [f"{name}, {form}, outside the view" for name, form in canaries.found_in(outside)]
    assert seen >= {"PIN", "PUK"}, "the record does not even have what was shown"
    figure(4, "canaries and their forms looked for in the record of script(1)",
           2 * len(canaries.needles), wrong)
