# SPDX-License-Identifier: Apache-2.0
"""What takes its time is said in one line of standard error, which is gone when it is over."""

import signal
import socket

import pytest
from terminal import CTRL_C, Terminal

WORDS = "Waiting for the portal"
ERASE = b"\r\x1b[K"


@pytest.fixture
def silent():
    """The address of a server that takes a connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"https://127.0.0.1:{server.getsockname()[1]}/"


@pytest.fixture
def look(esign, silent):
    """Looks at a page of that server in a terminal."""
    opened = []

    def sit_down(*args, seconds=1, **options):
        line = ["inspect", silent, "--start", silent, "--timeout", seconds, *args]
        opened.append(Terminal(esign, *line, **options))
        return opened[-1]

    yield sit_down
    for terminal in opened:
        terminal.close()


def test_elsewhere_than_in_a_terminal_nothing_is_said_of_what_lasts(esign, silent):
    line = ["--start", silent, "--timeout", "1"]
    assert esign.run("doctor", *line).err.count("\n") <= 2  # what is in the way, and its remedy
    assert "Waiting" not in esign.run("inspect", silent, *line).err


def test_what_lasts_is_said_and_the_line_erased(look):
    window = look().see(WORDS)
    assert window.end() == 7
    before, _, after = window.screen.partition(WORDS.encode())
    assert b"esign: " not in before
    assert after.index(ERASE) < after.index(b"esign: ")


def test_in_turkish_too(look):
    assert look(options=["--lang", "tr"]).see("Portal bekleniyor").end() == 7


@pytest.mark.parametrize("option", ["--quiet", "--json", "--verbose"])
def test_nothing_is_drawn_with(look, option):
    window = look(option)
    assert window.end() == 7
    assert WORDS not in window.text()


def test_nothing_is_drawn_into_a_pipe(esign, silent):
    assert WORDS not in esign.run("inspect", silent, "--start", silent, "--timeout", "1").err


@pytest.mark.parametrize("options", [{"args": ["--accessible"]}, {"term": "dumb"}])
def test_where_nothing_is_drawn_over_it_is_said_once_and_stays(look, options):
    window = look(*options.get("args", []), term=options.get("term", "xterm-256color"))
    assert window.end() == 7
    assert window.text().count(WORDS + " …\r\n") == 1
    assert "\x1b" not in window.text()


@pytest.mark.parametrize("wish", ["1", "yes"])
def test_the_environment_wants_it_accessible(esign, look, wish):
    esign.env["ESIGN_ACCESSIBLE"] = wish
    assert look().see(WORDS + " …\r\n").end() == 7


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_erases_the_line_before_it_ends_the_program(look, number):
    window = look(seconds=60).see(WORDS)
    window.signal(number)
    assert window.end() == -number
    assert ERASE in window.screen.partition(WORDS.encode())[2]
    assert window.attributes() == window.before


def test_an_interrupt_from_the_keyboard_erases_it(look):
    window = look(seconds=60).see(WORDS).type(CTRL_C)
    assert window.end() == -signal.SIGINT
    assert ERASE in window.screen.partition(WORDS.encode())[2]


def test_in_a_narrow_window_nothing_is_drawn(look):
    window = look(columns=20)
    assert window.end() == 7
    assert WORDS not in window.text()


def test_what_is_done_at_once_is_not_said(esign):
    window = Terminal(esign, "status")
    assert window.end() == 0
    assert b"\x1b" not in window.screen
    window.close()
