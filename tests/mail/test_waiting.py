# SPDX-License-Identifier: Apache-2.0
"""What a person sees while esign waits for the mail, and how they stop it."""

import signal

import dovecot
import pytest
from messages import made
from terminal import CTRL_C, Terminal

ERASE = b"\r\x1b[K"


@pytest.fixture
def wait(esign, account, authority, listener, reset):
    """Starts esign in a terminal, waiting for a message that does not come by itself."""
    started = []

    def start(*more, term="xterm-256color", options=("--lang", "en"), columns=80):
        args = ["--start", listener.url, "reset-word", "--word-file", esign.file("word", "Abc12345"),
                "--imap", account.url(), "--mail-cacert", authority.file, *more]
        started.append(Terminal(esign, *args, term=term, options=list(options), columns=columns))
        started[-1].answer(f"Password of {account.user} at 127.0.0.1 (not shown): ", dovecot.PASSWORD)
        return started[-1]

    yield start
    for one in started:
        one.close()


def test_the_password_is_asked_for_without_echo_and_a_clock_shows_the_time_left(wait):
    terminal = wait().see("Waiting for the e-mail: 4:5")
    assert dovecot.PASSWORD not in terminal.text()


def test_the_clock_is_gone_when_the_message_has_come(wait, account, reset):
    terminal = wait().see("Waiting for the e-mail")
    account.deliver(made(reset.link))
    assert terminal.end() == 7
    last = terminal.screen.rindex(b"Waiting")
    assert ERASE in terminal.screen[last:]
    assert b"Waiting" not in terminal.screen[last:].split(ERASE, 1)[1]


def test_what_is_logged_meanwhile_takes_the_clocks_place(wait, account):
    terminal = wait("--verbose").see("Waiting for the e-mail")
    account.deliver(made("https://portal.example.org/yenile"))
    terminal.see("a message is passed over").see("Waiting for the e-mail").type(CTRL_C)
    terminal.end()
    logged = terminal.screen.index(b"esign: a message is passed over")
    assert terminal.screen[:logged].endswith(ERASE)


def test_the_clock_is_gone_when_the_time_is_over(wait):
    terminal = wait("--mail-wait", 2)
    assert terminal.end() == 1
    assert ERASE in terminal.screen[terminal.screen.rindex(b"Waiting"):]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_by_that_signal_and_takes_the_clock_away(wait, number):
    terminal = wait().see("Waiting for the e-mail")
    if number == signal.SIGINT:
        terminal.type(CTRL_C)
    else:
        terminal.signal(number)
    assert terminal.end() == -number
    assert ERASE in terminal.screen[terminal.screen.rindex(b"Waiting"):]
    assert terminal.attributes() == terminal.before


def test_with_quiet_no_clock_is_shown(wait):
    terminal = wait("--quiet", "--mail-wait", 2)
    assert terminal.end() == 1
    assert b"Waiting" not in terminal.screen


def test_with_json_no_clock_is_shown(wait):
    terminal = wait("--json", "--mail-wait", 2)
    assert terminal.end() == 1
    assert b"Waiting" not in terminal.screen


@pytest.mark.parametrize("how", ["a terminal that cannot clear", "a screen reader"])
def test_where_nothing_is_drawn_over_it_is_said_once(wait, how):
    more, term = ([], "dumb") if "terminal" in how else (["--accessible"], "xterm")
    terminal = wait("--mail-wait", 3, *more, term=term)
    assert terminal.end() == 1
    assert terminal.screen.count(b"Waiting for the e-mail") == 1
    assert ERASE not in terminal.screen


def test_in_a_pipe_nothing_is_said_of_waiting(reset, account):
    result = reset(account, wait=2, json=False)
    assert "Waiting" not in result.err
