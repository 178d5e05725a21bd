# SPDX-License-Identifier: Apache-2.0
"""What is true at every prompt of every dialogue: no lock is held there, and whatever ends esign
leaves the terminal as it was, with no secret on it or in a file. And the guide, which is several
commands in one process, keeps what each of them promises."""

import contextlib
import os
import signal
from pathlib import Path

import prompts
import pytest
import terminal
from figures import LONG
from runner import ID
from stages import CODE, COOKIE, DETAIL, MAIL_PASSWORD, NEW_WORD, ONCE, PIN, PUK, WORD, Portal, Stage
from test_allocations import counts
from typed import Typed

RELEASE = str(Path(os.environ.get("ESIGN_RELEASE", "")) / "bin" / "esign")
WAYS = (terminal.CTRL_C, terminal.CTRL_D, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)
HIDDEN = (ID, WORD, NEW_WORD, CODE, COOKIE, MAIL_PASSWORD)
SHOWN = (PIN, PUK)  # on the screen of their own alone
NO_INPUT = 3
SAMPLE = (("guide", 2, terminal.CTRL_C), ("guide", 8, terminal.CTRL_C), ("guide", 13, signal.SIGTERM),
          ("activate", 1, signal.SIGKILL), ("update-info", 2, terminal.CTRL_D))


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    portal = Portal(tmp_path_factory.mktemp("portal"))
    stage = Stage(tmp_path_factory.mktemp("person"), portal)
    stage.esign.program = [RELEASE]
    stage.prepare()
    yield stage
    portal.close()


def sit(stage, command):
    options = [*stage.esign.options, "--start", stage.portal.start]
    return contextlib.closing(terminal.Terminal(stage.esign, command, rows=40, options=options))


def walk(here, stage, dialogue):
    for prompt, answer in dialogue:
        here.answer(prompt, answer.format(start=stage.portal.start))


def end(here, way, command, prompt):
    """The status that such an end has. The end of input closes the view of PIN and PUK, as Enter
    does."""
    if way == terminal.CTRL_D and prompt == prompts.VIEW_END:
        here.type(way)
        if command == "pin-puk":
            return 0
        here.see(prompts.ASK_NUMBER)
    if isinstance(way, str):
        here.type(way)
        return -signal.SIGINT if way == terminal.CTRL_C else NO_INPUT
    here.signal(way)
    return -way


def on_the_way(stage, here):
    """What is wrong while it waits for an answer."""
    process = Path(f"/proc/{here.pid}")
    told = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
    yield from (f"{one} in its arguments or environment" for one in (*HIDDEN, *SHOWN)
                if one.encode() in told)
    other = stage.esign.json("--no-input", "--start", stage.portal.start, "page", "picture", "x")
    if other.code == "session_busy":
        yield "a lock is held"


def left(stage, here, way):
    """What is wrong after the end."""
    if way != signal.SIGKILL:
        if here.attributes() != here.before:
            yield "the terminal is not as it was"
        if here.screen.count(terminal.ALTERNATE) != here.screen.count(terminal.MAIN):
            yield "the alternate screen stays"
    outside = here.outside_alternate().replace(" ", "")
    yield from (f"on the screen: {one}" for one in HIDDEN if one in here.text())
    yield from (f"outside the view: {one}" for one in SHOWN if one in outside)
    for path, data in stage.esign.kept().items():
        yield from (f"in {path.name}: {one}" for one in (*HIDDEN, *SHOWN, DETAIL)
                    if one.encode() in data)


def judge(stage, name, number, way):
    (begins, command), dialogue = Typed.DIALOGUES[name]
    stage.begin(begins)
    stage.portal.asked()
    with sit(stage, command) as here:
        walk(here, stage, dialogue[:number])
        here.see(dialogue[number][0])
        wrong = list(on_the_way(stage, here))
        wanted = end(here, way, command, dialogue[number][0])
        ended = here.end()
        wrong += [] if ended == wanted else [f"ended with {ended}"]
        wrong += left(stage, here, way)
    sent = [path for path in stage.portal.asked() if path in ONCE]
    wrong += [] if len(sent) == len(set(sent)) else [f"sent twice: {sent}"]
    again = stage.esign.json("--no-input", "--start", stage.portal.start, "status")
    return wrong + ([] if again.code == "ok" else [f"then status says {again.code}"])


def test_whatever_ends_it_at_a_prompt_nothing_is_left(stage, figure):
    cases = [(name, number, way) for name, (_, dialogue) in sorted(Typed.DIALOGUES.items())
             for number in range(len(dialogue)) for way in WAYS] if LONG else SAMPLE
    wrong = [f"{name}, prompt {number}, {way!r}: {one}" for name, number, way in cases
             for one in judge(stage, name, number, way)]
    figure(5, "dialogues ended at each of their prompts, in five ways", len(cases), wrong)


def test_the_guide_does_not_send_the_third_wrong_word_unless_it_is_told_to(stage):
    """One was wrong before; the portal refuses the word of whoever reads "wrong" in the picture."""
    stage.begin("warned")
    stage.portal.asked()
    with sit(stage, "guide") as here:
        here.answer(prompts.ASK_TO_BEGIN, "")
        here.answer(prompts.ASK_NUMBER, "2").answer(prompts.ASK_NUMBER, "2")
        here.answer(prompts.ASK_ID, ID).answer(prompts.ASK_PICTURE, "wrong")
        here.answer(prompts.ASK_WORD, WORD).answer(prompts.ASK_NUMBER, "2")
        here.answer(prompts.ASK_ID, ID)
        here.see(prompts.ASK_LAST_TRY)
        assert counts(stage) == [2] and stage.portal.asked().count("/giris") == 1
        here.type("yes" + terminal.ENTER).see(prompts.ASK_NUMBER).type(terminal.CTRL_D)
        assert here.end() == NO_INPUT
    assert counts(stage) == [2] and "/giris" not in stage.portal.asked()
