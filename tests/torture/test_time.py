# SPDX-License-Identifier: Apache-2.0
"""The code's time, and a session's, whatever is done to the machine's clocks, and in sleep."""

import contextlib
import datetime
import os
import subprocess
import time
from dataclasses import dataclass

import pytest
from clocks import SHIM, Ageless, Quick
from other import BAR, HTML, PHONE, PNG, form
from terminal import Terminal
from tls_server import Server

import figures

LONG = figures.LONG
LIFE = 290
DAY = 86400
YEAR = 365 * DAY
CODE = "123456"
CODE_PAGE = (
    "<h1>SMS Onay Kodu Giriş Ekranı</h1><p>Kalan Süre 290 Saniye<form method=post action=code>"
    "<label>SMS Onay Kodu <input name=code></label><input type=submit value=Gönder></form>"
)
PAGES = {
    "/start": form(),
    "/login": PHONE,
    "/sms": CODE_PAGE,
    "/code": "<h1>İşlemler Menüsü</h1>" + BAR + "<a href=exit>Çıkış</a>",
}


class Portal:
    """Takes every code at any time: that a late one does not come is esign's doing."""

    def __init__(self, folder):
        authority = Ageless(folder)
        certificate = authority.issue(lifetime=authority.lifetime)
        self.server = Server(self._serve, certificate)
        self.server.__enter__()
        self.options = ["--start", self.server.origin + "/start", "--cacert", str(authority.file)]

    @staticmethod
    def _serve(connection):
        while request := connection.read():
            path = request.path.split("?")[0]
            if path == "/picture":
                connection.answer(PNG, headers=["Content-Type: image/png"])
            else:
                page = f"<!doctype html><title>Portal</title>{PAGES.get(path, '')}"
                connection.answer(page.encode(), headers=HTML)

    def posts(self, path):
        with self.server.lock:
            return sum(one.method == "POST" and one.path == path for one in self.server.requests)


@pytest.fixture
def portal(tmp_path):
    one = Portal(tmp_path)
    yield one
    one.server.__exit__()


@pytest.fixture(autouse=True)
def shim():
    if not os.path.exists(SHIM):
        pytest.skip("ESIGN_RELEASE names no build with ESIGN_TORTURE")


@dataclass
class Move:
    """What the clocks do after the SMS was sent, and how much time has truly passed."""

    what: str
    wall: int
    boot: int

    @property
    def late(self):
        return self.boot >= LIFE


MOVES = [
    Move("2 s before the end", 288, 288),
    Move("at the end", 290, 290),
    Move("2 s after the end", 292, 292),
    Move("in time, set back an hour", 100 - 3600, 100),
    Move("too late, set back an hour", 292 - 3600, 292),
    Move("in time, set forward an hour", 100 + 3600, 100),
    Move("asleep for 288 s", 288, 288),
    Move("asleep for an hour but five minutes", 3300, 3300),
    Move("asleep, and set back when it woke", -YEAR, 292),
    Move("too late, set back by years", -20 * YEAR, 300),
    Move("in time, set forward by years", 20 * YEAR, 60),
    Move("in time, set back by years", -20 * YEAR, 60),
]
SLACK = 30  # seconds between a run and our look at the wall clock


def sent(tmp_path, portal, name, shim=True):
    """Somebody with a code on its way, whose clocks can be moved."""
    one = Quick(tmp_path / name, portal.options).see()
    one = one.move() if shim else one
    assert one.login().code == "ok"
    told = one.go("sms-verify", "--send-only")
    least = LIFE if shim else LIFE - SLACK
    assert told.code == "ok" and least <= told.data["expires_in"] <= LIFE, told.err
    return one


def clears(session_lives, move):
    """A session is forgotten after an hour of the clock that nobody sets."""
    return session_lives and move.boot < 3600


def check(portal, move, result, before):
    """In time the code goes, too late it does not, and the person is told which."""
    gone = portal.posts("/code") - before
    if not clears(True, move):
        good = (result.code, gone) == ("login_needed", 0)
    elif move.late:
        good = (result.code, result.status, gone) == ("code_expired", 1, 0)
        good = good and "--resend" in result.error["hint"]
    else:
        good = (result.code, gone) == ("ok", 1)
    return [] if good else [f"{move.what}: {result.code}, {gone} sent"]


def test_the_clocks_move_between_two_runs(figure, tmp_path, portal):
    wrong, moves = [], MOVES if LONG else [MOVES[i] for i in (0, 1, 2, 3, 9)]
    for number, move in enumerate(moves):
        one = sent(tmp_path, portal, f"between{number}").move(move.wall, move.boot)
        wrong += check_status(one, move)
        before = portal.posts("/code")
        result = one.go("sms-verify", "--code-file", one.file("code", CODE))
        wrong += check(portal, move, result, before)
    figure(10, "the SMS code at 288, 290 and 292 s, the clock set back and forward, and sleep, "
           "between two runs: sent in time, not sent too late", len(moves), wrong)


def check_status(one, move):
    """What status and expires_at tell agrees with the clock as it is now."""
    told = one.go("status")
    if not clears(True, move):
        return [] if told.data["session"] is False else [f"{move.what}: the session lives"]
    left = max(0, LIFE - move.boot)
    wrong = [] if told.data["sms_expires_in"] == left else [
        f"{move.what}: status tells {told.data['sms_expires_in']} s, not {left}"]
    again = one.go("sms-verify", "--send-only")
    end = datetime.datetime.fromisoformat(again.data["expires_at"].replace("Z", "+00:00"))
    seen = end.timestamp() - (time.time() + move.wall)
    if abs(seen - (LIFE - move.boot)) > SLACK:
        wrong.append(f"{move.what}: expires_at is in {seen:.0f} s")
    return wrong


def test_the_clocks_move_while_a_person_is_asked(figure, tmp_path, portal):
    moves = MOVES if LONG else [MOVES[i] for i in (0, 1, 4, 5)]
    wrong = []
    for number, move in enumerate(moves):
        one = sent(tmp_path, portal, f"asked{number}")
        del one.env["ESIGN_ASKPASS"]
        before = portal.posts("/code")
        with contextlib.closing(Terminal(one, "sms-verify")) as terminal:
            terminal.see("Code from the SMS, within ")
            one.move(move.wall, move.boot)
            status = terminal.type(CODE + "\r").end()
        gone = portal.posts("/code") - before
        text = terminal.text()
        if not clears(True, move):
            good = gone == 0 and status == 4
        elif move.late:
            good = (gone, status) == (0, 1) and "the time to enter the SMS code is over" in text
        else:
            good = (gone, status) == (1, 0)
        wrong += [] if good else [f"{move.what}: status {status}, {gone} sent\n{text}"]
    figure(10, "the same while the person types the code: a late one is not sent, and they are "
           "told", len(moves), wrong)


class SlowToConnect:
    """A server's TLS that lets time pass before it shakes hands."""

    def __init__(self, server, one, move):
        self.context, self.move = server.context, lambda: one.move(move.wall, move.boot)

    def wrap_socket(self, *args, **named):
        self.move()
        return self.context.wrap_socket(*args, **named)


def test_the_clocks_move_while_it_connects(figure, tmp_path, portal):
    moves, wrong = [*MOVES[:3], MOVES[4], MOVES[9]], []
    for number, move in enumerate(moves):
        one = sent(tmp_path, portal, f"connects{number}")
        before, context = portal.posts("/code"), portal.server.context
        portal.server.context = SlowToConnect(portal.server, one, move)
        result = one.go("sms-verify", "--code-file", one.file("code", CODE))
        portal.server.context = context
        wrong += check(portal, move, result, before)
    figure(10, "the same while the connection is made: what was in time at its beginning is not "
           "sent too late", len(moves), wrong)


def test_the_kernels_own_clock_since_boot(figure, tmp_path, portal):
    """The second run is in a time namespace, without anything in between."""
    space = ["unshare", "--time", "--fork"]
    if subprocess.run([*space, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no time namespace can be made here")
    moves, wrong = [Move("280 s", 0, 280), Move("290 s", 0, 290), Move("292 s", 0, 292)], []
    for number, move in enumerate(moves):
        one = sent(tmp_path, portal, f"space{number}", shim=False)
        before = portal.posts("/code")
        enter = [*space, "--boottime", str(move.boot), "--monotonic", str(move.boot)]
        result = one.go("sms-verify", "--code-file", one.file("code", CODE), before=enter)
        wrong += check(portal, move, result, before)
    figure(10, "the SMS code at 280, 290 and 292 s by the kernel's clock (a time namespace)",
           len(moves), wrong)


def test_a_session_lives_an_idle_hour_whatever_the_clock_says(figure, tmp_path, portal):
    moves = [Move("an idle hour", 3600, 3600), Move("set back an hour", 0, 3600),
             Move("set back by years", -20 * YEAR, 3600), Move("set forward an hour", 3600, 10),
             Move("half an hour", 1800, 1800), Move("half, and set back", -YEAR, 1800)]
    moves, wrong = moves if LONG else moves[2::3], []
    for number, move in enumerate(moves):
        one = Quick(tmp_path / f"session{number}", portal.options).see().move()
        assert one.login().code == "ok"
        one.move(move.wall, move.boot)
        told = one.go("status")
        result = one.go("sms-verify", "--send-only")
        lives = move.boot < 3600
        good = (told.data["session"], result.code) == (lives, "ok" if lives else "login_needed")
        if lives:
            good = good and 0 < told.data["expires_in"] <= 3600 - move.boot
        wrong += [] if good else [f"{move.what}: {told.data['session']}, {result.code}"]
    figure(10, "a session's idle hour, with the clock set back and forward: no longer, and no less",
           len(moves), wrong)


def test_a_picture_that_waits(figure, tmp_path, portal):
    moves = [Move("half an hour", 1800, 1800), Move("half, and set back", -YEAR, 1800),
             Move("an hour", 3600, 3600), Move("an hour, and set back", -YEAR, 3600)]
    moves, wrong = moves if LONG else moves[1::2], []
    for number, move in enumerate(moves):
        one = Quick(tmp_path / f"picture{number}", portal.options).move()
        assert one.login().code == "input_needed"
        before = portal.posts("/login")
        result = one.move(move.wall, move.boot).login("--captcha", "12345")
        gone, waits = portal.posts("/login") - before, move.boot < 3600
        if (result.code, gone) != (("ok", 1) if waits else ("input_needed", 0)):
            wrong.append(f"{move.what}: {result.code}, {gone} sent")
    figure(10, "a picture that waits for its text, with the clock set back: after an idle hour its "
           "answer is not sent", len(moves), wrong)
