# SPDX-License-Identifier: Apache-2.0
"""The picture's question in a terminal: a question mark opens the picture in a viewer, and in the
guide an empty line brings another picture. Neither sends anything."""

import contextlib
import json
import os
import signal
import sys

import pytest
from prompts import ASK_ID, ASK_PICTURE, ASK_WORD
from runner import ID
from terminal import CTRL_C, Terminal

CHOOSE = "Number (Enter alone: 1): "

# In the place of xdg-open: tells what it was given, waits, and tells that it still lives.
VIEWER = """#!{python}
import json, os, signal, sys
signal.alarm(60)
links = []
for fd in os.listdir("/proc/self/fd"):
    try:
        links.append(os.readlink("/proc/self/fd/" + fd))
    except OSError:
        pass  # of the list itself
def tell(what):
    with open("{folder}/told", "w") as told:
        json.dump(what, told)
tell({{"given": sys.argv[1:], "open": links, "session": os.getsid(0), "pid": os.getpid()}})
open("{folder}/gate").read()
tell("alive")
"""


class Viewer:
    def __init__(self, folder):
        self.folder, self.pid = folder, None
        folder.mkdir()
        for name in ("told", "gate"):
            os.mkfifo(folder / name)
        program = folder / "xdg-open"
        program.write_text(VIEWER.format(python=sys.executable, folder=folder), encoding="utf-8")
        program.chmod(0o700)

    def told(self):
        told = json.loads((self.folder / "told").read_text(encoding="utf-8"))
        self.pid = told["pid"] if "pid" in told else self.pid
        return told

    def close(self):
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid or 2**22, signal.SIGKILL)  # no process has that number

    def go_on(self):
        (self.folder / "gate").write_text("go\n", encoding="utf-8")
        return self.told()


@pytest.fixture
def viewer(person, tmp_path):
    """On the PATH of somebody with a screen."""
    found = Viewer(tmp_path / "viewer")
    person.esign.env |= {"PATH": f"{found.folder}:{person.esign.env['PATH']}", "DISPLAY": ":7"}
    yield found
    found.close()


def login(person):
    return Terminal(person.esign, "login", "--id-file", person.id)


def forgot_word(person):
    return Terminal(person.esign, "forgot-word", "--id-file", person.id)


def guide(person):
    person.esign.env["PCSCLITE_CSOCK_NAME"] = str(person.esign.folder / "no-service")
    terminal = Terminal(person.esign, "guide")
    terminal.answer("Press Enter to begin. ", "")
    return terminal.answer(CHOOSE, "2").answer(CHOOSE, "2").answer(ASK_ID, ID)


@pytest.fixture(params=[login, forgot_word, guide], ids=lambda way: way.__name__)
def terminal(request, person):
    """Before the picture's question."""
    shown = request.param(person)
    yield shown.see(ASK_PICTURE)
    shown.close()


def traffic(person):
    """What the portal has been asked for; a POST may lead to forgot-word's screen."""
    return len(person.portal.captchas()), person.portal.paths("POST")


def picture(person):
    """Of the session that waits."""
    return str(next((person.esign.folder / "runtime").rglob("default-picture.png")))


def test_a_question_mark_opens_the_picture_in_a_viewer(person, viewer, terminal):
    terminal.answer("", "?")
    told = viewer.told()
    terminal.see("a viewer was asked to open").see(ASK_PICTURE)
    assert told["given"] == [picture(person)]
    viewer.go_on()


def test_the_key_is_told_at_the_question_where_a_viewer_can_be_opened(person, viewer):
    shown = login(person).see("? and Enter: open the picture in a viewer.").see(ASK_PICTURE)
    shown.close()
    assert viewer.folder.exists()


@pytest.mark.parametrize("lacking", ["a screen", "a program"])
def test_the_key_is_not_told_where_none_can_be_opened(person, viewer, tmp_path, lacking):
    if lacking == "a screen":
        del person.esign.env["DISPLAY"]
    else:
        person.esign.env["PATH"] = str(tmp_path / "empty")
    shown = login(person).see(ASK_PICTURE)
    assert "? and Enter" not in shown.text()
    shown.close()


def test_the_viewer_has_nothing_of_ours_open_and_a_session_of_its_own(person, viewer):
    shown = login(person).answer(ASK_PICTURE, "?")
    told = viewer.told()
    assert set(told["open"]) == {"/dev/null"}
    assert told["session"] not in (os.getsid(0), os.getsid(shown.pid))
    viewer.go_on()
    shown.close()


def test_the_viewer_lives_on_when_esign_has_ended(person, viewer):
    shown = login(person).answer(ASK_PICTURE, "?")
    viewer.told()
    shown.see(ASK_PICTURE).type(CTRL_C)
    shown.end()
    shown.close()
    assert viewer.go_on() == "alive"


def test_without_a_screen_the_pictures_file_is_told(person, terminal):
    terminal.answer("", "?").see("no viewer can be opened here; the picture is in").see(ASK_PICTURE)
    assert picture(person) in terminal.text().replace("\r\n", "")


def test_where_no_viewer_is_installed_the_pictures_file_is_told(person, tmp_path):
    (tmp_path / "empty").mkdir()
    person.esign.env |= {"PATH": str(tmp_path / "empty"), "DISPLAY": ":7"}
    shown = login(person).answer(ASK_PICTURE, "?")
    shown.see("no viewer can be opened here; the picture is in").see(ASK_PICTURE)
    shown.close()


def test_a_question_mark_fetches_and_sends_nothing(person, terminal):
    before = traffic(person)
    terminal.answer("", "?").see(ASK_PICTURE)
    assert traffic(person) == before


def test_after_the_viewer_the_picture_is_still_the_one_that_is_answered(person):
    shown = login(person).answer(ASK_PICTURE, "?")
    shown.answer(ASK_PICTURE, person.portal.captcha()).answer(ASK_WORD, person.portal.word)
    assert shown.end() == 0, shown.text()
    shown.close()


def test_in_the_guide_an_empty_line_brings_another_picture_and_sends_nothing(person):
    shown = guide(person).see(ASK_PICTURE)
    pictures, posts = traffic(person)
    shown.answer("", "").see(ASK_PICTURE)
    assert traffic(person) == (pictures + 1, posts)
    shown.close()


def test_elsewhere_an_empty_line_ends_the_run_and_sends_nothing(person):
    shown = login(person).answer(ASK_PICTURE, "")
    assert (shown.end(), person.portal.paths("POST")) == (2, [])
    shown.close()
