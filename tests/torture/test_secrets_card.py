# SPDX-License-Identifier: Apache-2.0
"""Canaries for the PINs that card-pin takes, looked for as test_secrets.py looks for the portal's."""

import contextlib
import json
import os
import time

import figures
import pytest
import tokens
from prompts import ASK_CARD_PIN, ASK_NEW_CARD_PIN, ASK_NEW_CARD_PIN_AGAIN
from terminal import CTRL_C, Terminal
from test_secrets import calls, publish
from watch import RELEASE, Watch, family

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root sees another's memory")

PIN, NEW, WRONG = "739164", "582037", "916482"


class Card:
    """A token with canaries for PINs, and esign under watch."""

    def __init__(self, folder, token):
        self.token = token
        self.watch = Watch(folder / "watched", ["--lang", "en"])
        self.watch.env |= self.token.environment
        self.watch.env["PCSCLITE_CSOCK_NAME"] = "/nonexistent"
        for name, text in (("PIN", PIN), ("new PIN", NEW), ("wrong PIN", WRONG)):
            self.watch.canaries.add(name, text)

    def line(self, deed):
        return ["card-pin", deed, "--module", self.token.module]

    def by_files(self, deed, **kinds):
        files = []
        for kind, value in kinds.items():
            files += [f"--{kind.replace('_', '-')}-file", self.watch.file(kind, value)]
        return self.watch.watched(f"{deed} by files", *self.line(deed), *files).status

    def by_answers(self, deed, **kinds):
        line = ["--answers", "-", *self.line(deed)]
        return self.watch.watched(f"{deed} by answers", *line, stdin=json.dumps(kinds)).status

    def by_askpass(self, deed, **kinds):
        if "new_pin" in kinds:
            kinds["new_pin_again"] = kinds["new_pin"]
        body = "\n".join(f'{kind}) cat "{self.watch.file(kind, value)}" ;;'
                         for kind, value in kinds.items())
        script = self.watch.askpass_looks(f"case $ESIGN_ASKPASS_KIND in\n{body}\nesac")
        env = {"ESIGN_ASKPASS": script}
        return self.watch.watched(f"{deed} by askpass", *self.line(deed), env=env).status

    def by_terminal(self, deed, asked, last=None):
        """`asked`: prompts and what is typed at each; `last` is a prompt that Ctrl-C ends."""
        watch = self.watch
        watch.step = f"{deed} at a terminal"
        terminal = Terminal(watch, "--verbose", *self.line(deed))
        try:
            for prompt, text in asked:
                terminal.see(prompt)
                watch.look(watch.pid, f"prompt '{prompt.strip()}'")
                terminal.type(text + "\r")
            if last:
                terminal.see(last).type(CTRL_C)
            status = terminal.end()
            watch.search("terminal", "all that was shown", terminal.screen)
            watch.look_at_files("the end")
            return status
        finally:
            terminal.close()


@pytest.fixture
def begin(tmp_path, monkeypatch):
    monkeypatch.setattr(tokens, "PIN", PIN)
    begun = []

    def begin(token):
        begun.append(Card(tmp_path, token))
        return begun[-1]

    yield begin
    for one in begun:
        one.watch.close()


@pytest.fixture
def softhsm(begin, tmp_path):
    (tmp_path / "softhsm").mkdir()
    return begin(tokens.SoftHsm(tmp_path / "softhsm"))


@pytest.fixture
def bad(begin, tmp_path):
    (tmp_path / "card").mkdir()
    token = tokens.BadModule(tokens.build_bad_module(tmp_path), tmp_path / "card")
    token.set_card(pin=PIN)
    return begin(token)


def test_the_cards_pin_stays_with_the_card(softhsm, figure):
    for how in (softhsm.by_files, softhsm.by_answers, softhsm.by_askpass):
        assert how("verify", pin=PIN) == 0
        assert how("verify", pin=WRONG) == 1
        assert how("change", pin=PIN, new_pin=NEW) == 0
        assert how("change", pin=NEW, new_pin=PIN) == 0
    new = [(ASK_NEW_CARD_PIN, NEW), (ASK_NEW_CARD_PIN_AGAIN, NEW)]
    assert softhsm.by_terminal("verify", [(ASK_CARD_PIN, PIN)]) == 0
    assert softhsm.by_terminal("verify", [(ASK_CARD_PIN, WRONG)]) == 1
    assert softhsm.by_terminal("change", [(ASK_CARD_PIN, PIN), *new]) == 0
    assert softhsm.token.takes(NEW)
    publish(figure, softhsm, what=", of the card's PIN")


def test_a_signal_at_a_prompt_leaves_no_pin(softhsm, figure):
    softhsm.watch.secure_may_end_full = True
    assert softhsm.by_terminal("change", [(ASK_CARD_PIN, PIN)], last=ASK_NEW_CARD_PIN) == -2
    asked = [(ASK_CARD_PIN, PIN), (ASK_NEW_CARD_PIN, NEW)]
    assert softhsm.by_terminal("change", asked, last=ASK_NEW_CARD_PIN_AGAIN) == -2
    assert softhsm.token.takes(PIN)
    publish(figure, softhsm, what=", of the card's PIN, where a signal ends it")


# ---- answers that come to nothing


FAILURES = ("crash:C_Login", "exit:C_Login", "scribble:after-login", "close:C_Login",
            "login:device-error", "login:length", "crash:C_OpenSession", "no-session",
            "own-keys", "crash:C_SetPIN", "new-pin:refused", "crash:C_Logout")


def test_a_module_that_fails_leaves_no_pin_either(bad, figure):
    for how in FAILURES:
        bad.watch.env["BAD_MODULE"] = how
        bad.token.set_card(pin=PIN)
        bad.by_files("change", pin=PIN, new_pin=NEW)
        bad.by_answers("verify", pin=WRONG)
    publish(figure, bad, what=", of the card's PIN, where its module fails")


# ---- while the module has it


def in_login(bad):
    """The processes of a run whose module never comes back from C_Login."""
    terminal = Terminal(bad.watch, "--verbose", *bad.line("change"))
    new = [(ASK_NEW_CARD_PIN, NEW), (ASK_NEW_CARD_PIN_AGAIN, NEW)]
    for prompt, text in [(ASK_CARD_PIN, PIN), *new]:
        terminal.see(prompt).type(text + "\r")
    until = time.monotonic() + 10
    while not bad.token.calls("C_Login"):
        assert time.monotonic() < until
        time.sleep(0.01)  # the module writes it down; nothing tells when
    return terminal


def test_while_the_module_has_it_a_pin_lies_in_locked_memory_alone(bad, figure):
    """In esign, and in the process that has loaded the module: one that keeps no copy of its own."""
    watch = bad.watch
    bad.token.set_card(pin="424242")  # what the module reads of its card is no canary
    watch.secure_may_end_full = True
    watch.env["BAD_MODULE"] = "hang:C_Login"
    watch.step = "change while the module has the PIN"
    with contextlib.closing(in_login(bad)) as terminal:
        esign, module = family(watch.pid)
        watch.look(esign, "the login")
        watch.look_at_memory(module, "the login")
        found = {watch.canaries.needles[int(line.split()[0])][0]
                 for pid in (esign, module) for line in watch.scan("scan", pid)}
        assert {"PIN", "new PIN"} <= found, "it was looked for in the wrong place"
        assert terminal.type(CTRL_C).end() == -2
    publish(figure, bad, what=", of the card's PIN, while its module has it")


# ---- every system call


def test_no_system_call_but_the_one_to_the_modules_process_has_the_pin(softhsm, figure):
    watch = softhsm.watch
    log, seen, given = watch.folder / "strace", 0, 0
    trace = "write,writev,pwrite64,sendto,sendmsg,execve,open,openat,creat,rename,link,symlink"
    watch.program = ["strace", "-f", "-qq", "-xx", "-yy", "-v", "-s", "200000", "-o", str(log),
                     "-e", "trace=" + trace, str(RELEASE / "bin" / "esign")]
    rounds = 8 if figures.LONG else 2
    for pin, new in [(PIN, NEW), (NEW, PIN)] * (rounds // 2):
        assert softhsm.by_files("verify", pin=pin) == 0
        for deed in ({"pin": WRONG, "new_pin": new}, {"pin": pin, "new_pin": new}):
            softhsm.by_files("change", **deed)
            for call, where, told in calls(log):
                seen += 1
                where = bytes.fromhex(where.replace("\\x", "")).decode() if "\\x" in where else where
                if call == "sendto" and watch.canaries.found_in(told):
                    given += 1
                    assert where.startswith("UNIX-STREAM"), where
                else:
                    watch.search("system calls", f"{call} of {where}", told)
    assert seen > 100, "strace has seen too little"
    assert given == 2 * rounds, f"the PIN was sent {given} times"
    publish(figure, softhsm, what=" under strace, of the card's PIN")
