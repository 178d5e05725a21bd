# SPDX-License-Identifier: Apache-2.0
"""esign help: commands, topics, and long texts a screen at a time."""

import pytest
from terminal import CTRL_C, Terminal
from test_usage import COMMANDS

TOPICS = ["answers", "config", "environment", "exit-status", "privacy"]


@pytest.fixture
def read(esign):
    """Opens a terminal in which help is read."""
    opened = []

    def sit_down(*args, **options):
        opened.append(Terminal(esign, *args, **options))
        return opened[-1]

    yield sit_down
    for terminal in opened:
        terminal.close()


def pager(esign, script):
    """A program that is called as a pager."""
    return esign.askpass(script)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_is_what_its_option_says(esign, command):
    assert esign.run("help", command).out == esign.run(command, "--help").out


def test_help_alone_is_what_the_option_says(esign):
    assert esign.run("help").out == esign.run("--help").out


# What a command's operands may begin with.
VERBS = {
    "page": ["fill", "press", "follow", "picture", "clear"],
    "card-pin": ["status", "verify", "change"],
}


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("command", VERBS)
def test_each_verb_is_explained(esign, command, language):
    esign.options = ["--lang", language]
    out = esign.run("help", command).out
    for verb in VERBS[command]:
        line = next(line for line in out.split("\n") if line.split()[:1] == [verb])
        assert len(line[26:].split()) >= 2, line


@pytest.mark.parametrize("command", ["login", "forgot-word"])
def test_help_tells_the_key_that_opens_the_picture(esign, command):
    assert "?" in esign.run("help", command).out


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("topic", TOPICS)
def test_each_topic_is_explained_in_80_columns(esign, topic, language):
    esign.options = ["--lang", language]
    result = esign.run("help", topic)
    assert result.status == 0
    assert len(result.out) > 300
    assert max(map(len, result.out.split("\n"))) <= 80


@pytest.mark.parametrize("topic", TOPICS)
def test_the_overview_names_each_topic(esign, topic):
    assert topic in esign.run("help").out


def test_the_object_has_the_text(esign):
    result = esign.json("help", "privacy")
    assert result.data == {"topic": "privacy", "text": esign.run("help", "privacy").out}


def test_a_topic_that_there_is_none_of_is_a_usage_error(esign):
    result = esign.json("help", "privcay")
    assert (result.status, result.code) == (2, "usage")
    assert result.error["hint"] == "Did you mean 'esign help privacy'?"


def test_exit_statuses_are_told_with_all_their_codes(esign):
    out = esign.run("help", "exit-status").out
    for word in ("wrong_captcha", "usage", "outcome_unknown", "internal"):
        assert word in out


def test_help_that_is_longer_than_the_screen_goes_to_the_pager(esign, read):
    esign.env["PAGER"] = pager(esign, 'echo "LESS is $LESS, and $1"; cat') + " one"
    window = read("--help", rows=24)
    window.see("LESS is FRX, and one").see("Commands").see("man esign")
    assert window.end() == 0


def test_the_pager_of_esign_goes_before_the_common_one(esign, read):
    esign.env["PAGER"] = "false"
    esign.env["ESIGN_PAGER"] = pager(esign, "echo the pager; cat")
    assert read("help").see("the pager").see("man esign").end() == 0


def test_help_that_fits_on_the_screen_needs_no_pager(esign, read):
    esign.env["PAGER"] = pager(esign, "echo the pager; cat")
    window = read("help", "privacy", rows=60)
    assert window.end() == 0
    assert "the pager" not in window.text()


@pytest.mark.parametrize("value", ["", "cat"])
def test_no_pager_may_be_wanted(esign, read, value):
    esign.env["PAGER"] = value
    assert read("help").see("man esign").end() == 0


def test_a_screen_reader_gets_no_pager(esign, read):
    esign.env["PAGER"] = pager(esign, "echo the pager; cat")
    window = read("help", "--accessible")
    window.see("man esign")
    assert window.end() == 0
    assert "the pager" not in window.text()


@pytest.mark.parametrize("value", ["/nowhere/pager", "  ", "x" * 2000])
def test_without_a_pager_that_runs_the_help_is_shown_all_the_same(esign, read, value):
    esign.env["PAGER"] = value
    assert read("help").see("Usage: esign").see("man esign").end() == 0


def test_a_pager_is_not_run_by_a_shell(esign, read):
    esign.env["PAGER"] = "echo $(echo by a shell)"
    window = read("help")
    window.see("$(echo by a shell)")
    assert window.end() == 0


def test_help_into_a_pipe_is_not_paged(esign):
    esign.env["PAGER"] = pager(esign, "echo the pager; cat")
    assert "the pager" not in esign.run("help").out


def test_who_leaves_the_pager_early_has_seen_enough(esign, read):
    esign.env["PAGER"] = pager(esign, "exec true")
    assert read("help", "--help").end() == 0


def test_an_interrupt_is_the_pager_s_own_matter(esign, read):
    esign.env["PAGER"] = pager(
        esign, "trap 'echo stays; cat; exit 0' INT; echo ready; read line </dev/tty"
    )
    window = read("help").see("ready").type(CTRL_C)
    assert window.see("stays").see("man esign").end() == 0


def test_help_in_a_narrow_window_fits_it(esign, read):
    esign.env["PAGER"] = pager(esign, "cat")
    window = read("help", "privacy", rows=5, columns=40)
    assert window.end() == 0
    assert max(len(line) for line in window.text().split("\r\n")) <= 40
