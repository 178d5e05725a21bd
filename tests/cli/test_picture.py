# SPDX-License-Identifier: Apache-2.0
"""The picture: shown as a file, answered in a second run."""

import stat
from pathlib import Path

import pytest


@pytest.fixture(params=["login", "forgot-word"])
def line(request, person):
    """A command that needs a picture, with its other answers."""
    if request.param == "login":
        return ["login", "--id-file", person.id, "--word-file", person.word_file(person.portal.word)]
    return ["forgot-word", "--id-file", person.id]


def test_without_its_text_the_picture_is_left_in_the_named_file(person, line):
    picture = person.esign.folder / "picture.png"
    result = person.esign.json("--no-input", *line, "--captcha-out", picture)
    assert (result.status, result.code) == (3, "input_needed")
    assert result.error["needs"] == ["captcha"]
    assert result.data["picture"] == str(picture)
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert stat.S_IMODE(picture.stat().st_mode) == 0o600


def test_without_a_named_file_the_picture_is_private_too(person, line):
    path = Path(person.esign.json("--no-input", *line).data["picture"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_second_run_goes_on_with_that_picture(person, line):
    person.esign.json("--no-input", *line)
    shown = person.portal.captchas()
    result = person.esign.json("--no-input", *line, "--captcha", shown[-1])
    assert result.code == "ok"
    assert person.portal.captchas() == shown, "another picture was fetched"


def test_a_rerun_without_an_answer_fetches_a_new_picture(person, line):
    person.esign.json("--no-input", *line)
    before = len(person.portal.captchas())
    assert person.esign.json("--no-input", *line).code == "input_needed"
    assert len(person.portal.captchas()) == before + 1


def test_an_answer_while_no_picture_waits_is_not_sent(person, line):
    result = person.esign.json("--no-input", *line, "--captcha", "12345")
    assert (result.status, result.code) == (3, "input_needed")
    assert result.data["picture"]
    assert person.esign.json("status").data["wrong_words"] == []


def test_a_wrong_text_ends_the_run(person, line):
    result = person.esign.json(*line, env=person.blind())
    assert (result.status, result.code) == (1, "wrong_captcha")


def test_a_picture_of_another_command_is_not_answered(person):
    word = person.word_file(person.portal.word)
    person.esign.json("--no-input", "forgot-word", "--id-file", person.id)
    result = person.esign.json(
        "--no-input", "login", "--id-file", person.id, "--word-file", word,
        "--captcha", person.portal.captcha(),
    )
    assert result.code == "input_needed"


def test_a_waiting_picture_is_told_by_status(person, line):
    person.esign.json("--no-input", *line)
    assert person.esign.json("status").data["picture_waiting"] is True


def test_a_picture_that_cannot_be_written_spends_nothing(person, line):
    result = person.esign.json("--no-input", *line, "--captcha-out", "/nonexistent/picture.png")
    assert not result.json["ok"]
    assert result.status in (2, 70)


def test_a_log_out_takes_the_picture_along_and_what_a_killed_run_left_of_it(person, line):
    picture = Path(person.esign.json("--no-input", *line).data["picture"])
    left = picture.parent / f".{picture.name}.esign-new"
    left.touch(0o600)
    person.esign.json("logout")
    assert not picture.exists() and not left.exists()
