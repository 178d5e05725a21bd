# SPDX-License-Identifier: Apache-2.0
"""Where answers come from, and answers that cannot be right."""

import json

import pytest
from runner import ID

BAD_IDS = {
    "a wrong checksum": "10000000147",
    "a leading nought": "01000000146",
    "a digit too few": "1000000014",
    "a digit too many": "100000001460",
    "letters alone, too many for a passport": "abcdefghijklmnopqrst",
    "nothing": "",
    "blanks": "   ",
    "over-long": "1" * 5000,
    "not UTF-8": b"\xff\xfe10000000146\n",
    "a control character": b"1000\x070000146\n",
    "digits of another script": "١٠٠٠٠٠٠٠١٤٦",
}


def login(esign, listener, *more, **options):
    return esign.json("--start", listener.url, "--no-input", "login", *more, **options)


@pytest.mark.parametrize("what", BAD_IDS)
@pytest.mark.parametrize("command", ["login", "forgot-word"])
def test_an_id_that_cannot_be_right_is_refused_before_anything_is_sent(
    esign, listener, command, what
):
    more = ["--word-file", esign.file("word", "Abc12345")] if command == "login" else []
    result = esign.json(
        "--start", listener.url, "--no-input", command, "--captcha", "12345", *more,
        "--id-file", esign.file("id", BAD_IDS[what]),
    )
    assert (result.status, result.code) == (2, "answer_invalid")
    assert listener.connections == 0


def test_the_refused_id_is_not_repeated_on_the_screen(esign, listener):
    result = esign.run(
        "--verbose", "--start", listener.url, "--no-input", "login",
        "--id-file", esign.file("id", "10000000147"),
        "--word-file", esign.file("word", "Abc12345"),
    )
    assert "10000000147" not in result.out + result.err


@pytest.mark.parametrize("word", ["", "x" * 5000, b"\xff\xfe\n", b"a\x1bb\n"])
def test_a_word_that_cannot_be_right_is_refused_and_spends_no_try(person, word):
    result = person.login(word)
    assert (result.status, result.code) == (2, "answer_invalid")
    assert person.esign.json("status").data["wrong_words"] == []


def test_a_code_that_cannot_be_right_is_not_sent_and_blanks_in_it_do_not_count(person):
    person.logged_in()
    person.send_sms()
    for code in ("", "abc", "1234567"):
        result = person.esign.json("sms-verify", "--code-file", person.esign.file("code", code))
        assert (result.status, result.code) == (2, "answer_invalid")
    assert "/sms-kod" not in person.portal.paths("POST")
    right = person.portal.newest_code()
    assert person.sms_verify(f"{right[:3]}\u00a0{right[3:]} ").data["verified"] is True


ANSWERS = {
    "an unknown key": json.dumps({"id": ID, "password": "x"}),
    "not JSON": "{",
    "no object": "[]",
    "a value that is no text": json.dumps({"id": 10000000146}),
    "over 64 KiB": json.dumps({"id": "1" * 70000}),
    "a key that stands twice": '{"id":"10000000146","id":"10000000146"}',
    "something after the object": '{"id":"10000000146"} x',
}


@pytest.mark.parametrize("what", ANSWERS)
def test_an_answers_file_that_is_wrong_is_a_usage_error(esign, listener, what):
    result = login(esign, listener, "--answers", esign.file("a.json", ANSWERS[what]))
    assert (result.status, result.code) == (2, "usage")
    assert listener.connections == 0


def test_an_unknown_key_is_not_told_for_it_may_be_an_answer(esign, listener):
    result = login(esign, listener, "--answers", esign.file("a.json", json.dumps({ID: "word"})))
    assert (result.status, result.code) == (2, "usage")
    assert ID not in result.out + result.err
    assert "id, captcha, word" in result.error["hint"]


def test_an_answers_file_that_is_not_there_is_a_usage_error(esign, listener):
    result = login(esign, listener, "--answers", "nonsense.json")
    assert (result.status, result.code) == (2, "usage")
    assert "nonsense.json" in result.error["message"]


@pytest.mark.parametrize(
    "line",
    [
        ["--answers", "-", "login", "--word-file", "-"],
        ["login", "--id-file", "-", "--word-file", "-"],
        ["reset-word", "--mail", "-", "--word-file", "-"],
    ],
)
def test_two_answers_from_standard_input_are_a_usage_error(esign, line):
    result = esign.json("--no-input", *line, stdin="{}\n")
    assert (result.status, result.code) == (2, "usage")


def test_an_answer_s_file_that_is_not_there_is_told_by_its_name(esign, listener):
    result = login(
        esign, listener, "--id-file", "no-such-file", "--word-file", esign.file("word", "Abc12345")
    )
    assert result.status == 2
    assert "no-such-file" in result.error["message"]
    assert listener.connections == 0


def test_without_input_all_that_is_missing_is_named(person):
    result = person.esign.json("--no-input", "login")
    assert (result.status, result.code) == (3, "input_needed")
    assert sorted(result.error["needs"]) == ["captcha", "id", "word"]


def test_an_askpass_is_not_asked_with_no_input(person):
    witness = person.esign.folder / "asked"
    program = person.esign.askpass(f"touch '{witness}'; echo {ID}")
    result = person.esign.json("--no-input", "login", env={"ESIGN_ASKPASS": program})
    assert result.code == "input_needed"
    assert not witness.exists()


def test_an_askpass_that_is_cancelled_is_no_answer(esign, listener):
    result = esign.json(
        "--start", listener.url, "login", env={"ESIGN_ASKPASS": esign.askpass("exit 1")}
    )
    assert (result.status, result.code) == (3, "input_needed")


def test_an_askpass_has_answered_with_its_first_line(person):
    """Whoever it left behind may hold its output open."""
    answers = f"case $ESIGN_ASKPASS_KIND in id) echo {ID} ;; *) echo 0000 ;; esac"
    program = person.esign.askpass(f"{answers}; echo more; sleep 20 2>/dev/null & exit 0")
    result = person.esign.json("forgot-word", env={"ESIGN_ASKPASS": program})
    assert result.code == "wrong_captcha", result.err


def test_an_askpass_that_never_ends_its_line_is_ended(esign, listener):
    program = esign.askpass("exec yes | tr -d '\\n'")
    result = esign.json("--start", listener.url, "login", env={"ESIGN_ASKPASS": program})
    assert (result.status, result.code) == (2, "answer_invalid")


def test_an_askpass_is_told_the_prompt_and_the_kind_alone(esign, listener):
    seen = esign.folder / "seen"
    program = esign.askpass(f'printf "%s|%s\\n" "$#" "$ESIGN_ASKPASS_KIND" >> "{seen}"; exit 1')
    esign.json("--start", listener.url, "login", env={"ESIGN_ASKPASS": program})
    assert seen.read_text() == "1|id\n"
