# SPDX-License-Identifier: Apache-2.0
"""The command line itself: what is understood, and what is a usage error."""

import json
import re

import pytest
import schema

COMMANDS = [
    "card-check", "forgot-word", "reset-word", "login", "sms-verify", "pin-puk", "status", "logout",
    "inspect", "page", "doctor", "help",
]

# Lines that cannot be meant, by what is wrong with them.
WRONG = {
    "an unknown command": ["nonsense"],
    "an unknown option": ["status", "--nonsense"],
    "a short option": ["status", "-v"],
    "an abbreviated global option": ["--verb", "status"],
    "an abbreviated option of a command": ["login", "--id", "x"],
    "another command's option": ["status", "--word-file", "x"],
    "an operand where none is taken": ["status", "x"],
    "a second operand": ["inspect", "a", "b"],
    "inspect without what to look at": ["inspect"],
    "an option without its value": ["login", "--id-file"],
    "a value where none is taken": ["status", "--quiet=1"],
    "an option given twice": ["status", "--session", "a", "--session", "b"],
    "a language that is not spoken": ["--lang", "de", "status"],
    "a timeout that is no number": ["status", "--timeout", "soon"],
    "a timeout of nothing": ["status", "--timeout", "0"],
    "a negative timeout": ["status", "--timeout", "-5"],
    "a timeout with a tail": ["status", "--timeout", "5x"],
    "a session's name that is a path": ["status", "--session", "../x"],
    "a session's name that is hidden": ["status", "--session", ".x"],
    "an empty session's name": ["status", "--session", ""],
    "a field that is none": ["pin-puk", "--field", "word"],
    "a wait that is no number": ["card-check", "--wait=soon"],
    "an answer to reset that is no digits": ["card-check", "--atr", "zz"],
    "half a byte of an answer to reset": ["card-check", "--atr", "3B0"],
    "an answer to reset without bytes": ["card-check", "--atr", ""],
    "an answer to reset of 300 bytes": ["card-check", "--atr", "3B" * 300],
    "an answer to reset and a reader": ["card-check", "--atr", "3B00", "--reader", "x"],
    "an answer to reset and waiting": ["card-check", "--atr", "3B00", "--wait"],
    "waiting and watching": ["card-check", "--wait", "--watch"],
    "both a mail and a link": ["reset-word", "--mail", "a", "--link-file", "b"],
    "phone digits that are none": ["sms-verify", "--phone-ends", "2x"],
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_line_is_a_usage_error(esign, what):
    result = esign.json(*WRONG[what])
    assert (result.status, result.code) == (2, "usage")
    assert result.error["message"]


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_line_prints_nothing_on_standard_output(esign, what):
    result = esign.run(*WRONG[what])
    assert result.status == 2
    assert result.out == ""
    assert "esign: " in result.err


def test_no_command_is_a_usage_error(esign):
    result = esign.run()
    assert result.status == 2
    assert result.out == ""
    assert "esign guide" in result.err


def test_no_command_with_json_is_one_object_without_a_command(esign):
    result = esign.json()
    assert result.code == "usage"
    assert result.json["command"] is None


def test_an_unknown_command_is_not_named_as_the_command(esign):
    assert esign.json("nonsense").json["command"] is None


def test_json_after_the_mistake_still_gives_an_object(esign):
    result = esign.run("status", "--nonsense", "--json")
    assert result.status == 2
    assert result.out.startswith("{")


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_its_help(esign, command):
    result = esign.run(command, "--help")
    assert result.status == 0
    assert command in result.out
    assert result.err == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_help_fits_80_columns(esign, command):
    for language in ("tr", "en"):
        esign.options = ["--lang", language]
        for line in esign.run(command, "--help").out.split("\n"):
            assert len(line) <= 80, line


def test_help_before_the_command_is_that_command_s(esign):
    assert esign.run("--help", "login").out == esign.run("login", "--help").out


def test_the_help_names_every_command(esign):
    out = esign.run("--help").out
    for command in COMMANDS:
        assert command in out


def test_the_version_is_the_first_line(esign):
    result = esign.run("--version")
    assert result.status == 0
    assert re.fullmatch(r"esign \d+\.\d+\.\d+", result.out.split("\n")[0])


@pytest.mark.parametrize("library", ["libcurl", "OpenSSL", "jansson", "utf8proc", "GMime", "libpsl"])
def test_the_version_of_a_library_is_the_one_that_it_tells(esign, library):
    assert re.search(rf"^{library} +\d+\.\d+(\.\d+)?$", esign.run("--version").out, re.MULTILINE)


@pytest.mark.parametrize("library", ["PC/SC lite", "gumbo"])
def test_a_library_without_a_version_is_told_by_its_file(esign, library):
    assert re.search(rf"^{library} +lib\w+\.so\.[\d.]+$", esign.run("--version").out, re.MULTILINE)


@pytest.mark.parametrize("line", [[], ["status"]])
def test_the_versions_are_what_json_tells(esign, line):
    told = schema.check(schema.parse(esign.run("--json", "--version", *line).out), "version")
    assert told["command"] is None
    text = dict(line.rsplit(None, 1) for line in esign.run("--version").out.strip().split("\n"))
    assert told["data"]["version"] == text.pop("esign")
    assert {each["name"]: each["version"] for each in told["data"]["libraries"]} == text
    assert all(each["installed"] for each in told["data"]["libraries"])


def test_the_version_can_be_asked_of_a_command(esign):
    assert esign.run("status", "--version").out == esign.run("--version").out


def test_global_options_are_understood_before_and_after_the_command(esign):
    esign.options = []
    before = esign.run("--json", "--lang", "tr", "--session", "a", "status")
    after = esign.run("status", "--session", "a", "--lang", "tr", "--json")
    assert before.status == after.status == 0
    assert before.out == after.out


def test_a_value_may_stand_behind_an_equals_sign(esign):
    esign.options = []
    assert esign.run("--lang=en", "status").out == esign.run("--lang", "en", "status").out


def test_a_profile_that_is_not_there_is_named(esign):
    result = esign.json("--profile", "./nonsense.json", "status")
    assert (result.status, result.code) == (2, "profile_invalid")
    assert "nonsense.json" in result.error["message"]


def test_a_profile_that_is_no_json_is_refused(esign):
    result = esign.json("--profile", esign.file("p.json", "{"), "login", "--no-input")
    assert (result.status, result.code) == (2, "profile_invalid")


@pytest.mark.parametrize("url", ["https://example.org/", "http://127.0.0.1:1/", "ftp://x/", "x"])
def test_a_start_elsewhere_or_without_tls_is_refused(esign, url):
    result = esign.json("--start", url, "login", "--no-input")
    assert result.status == 2


def test_a_ca_file_that_is_not_there_is_told(esign, listener):
    result = esign.json(
        "--start", listener.url, "--cacert", "nonsense.pem", "login", "--no-input",
        "--id-file", esign.file("id", "10000000146"), "--word-file", esign.file("word", "Abc12345"),
    )
    assert not result.json["ok"]
    assert result.status in (2, 7)


def test_an_argument_that_is_no_text_still_gives_an_object(esign):
    done = esign.json(b"\xff\xfe")
    assert done.code == "usage"
    assert "\ufffd" in done.error["message"]


def test_a_message_that_is_cut_within_a_letter_still_gives_an_object(esign):
    assert {esign.json("a" * n + "ş" * 700).code for n in range(2)} == {"usage"}


def test_escapes_in_an_argument_do_not_reach_the_terminal(esign):
    assert "\x1b" not in esign.run("\x1b[31mred").err


def test_json_as_another_options_value_asks_for_no_object(esign):
    result = esign.run("inspect", "nowhere.html", "--proxy", "--json")
    assert (result.status, result.out) == (2, "")


def test_with_json_what_is_told_to_a_person_goes_to_standard_error(esign):
    run = esign.run("login", "--help", "--json")
    assert json.loads(run.out)["command"] == "login"
    assert "esign" in run.err


# What was typed, and what is suggested.
MISTYPED = {
    "two letters exchanged": (["lgoin"], "Did you mean 'esign login'?"),
    "a letter left out": (["stats"], "Did you mean 'esign status'?"),
    "a letter too many": (["doctorr"], "Did you mean 'esign doctor'?"),
    "another letter": (["pin_puk"], "Did you mean 'esign pin-puk'?"),
    "capitals": (["LOGIN"], "Did you mean 'esign login'?"),
    "the beginning of a command": (["sms"], "Did you mean 'esign sms-verify'?"),
    "the beginning of two": (["card"], "Did you mean 'esign card-check' or 'esign card-pin'?"),
    "a global option": (["status", "--qiuet"], "Did you mean '--quiet'?"),
    "a global option before the command": (["--jsno", "status"], "Did you mean '--json'?"),
    "an option of the command": (["login", "--catpcha=x"], "Did you mean '--captcha'?"),
    "an abbreviated option": (["login", "--id", "x"], "Did you mean '--id-file'?"),
    "a short option": (["-h"], "Did you mean '--help'?"),
    "a long option with one dash": (["status", "-json"], "Did you mean '--json'?"),
}


@pytest.mark.parametrize("what", MISTYPED)
def test_what_may_have_been_meant_is_suggested(esign, what):
    line, hint = MISTYPED[what]
    result = esign.json(*line)
    assert (result.status, result.code) == (2, "usage")
    assert result.error["hint"] == hint


@pytest.mark.parametrize("line", [["nonsense"], ["x"], ["-x"]])
def test_nothing_is_suggested_where_nothing_is_near(esign, line):
    assert esign.json(*line).error["hint"] == "See: esign --help"


@pytest.mark.parametrize("line", [["status", "--word-file", "x"], ["status", "x"], ["card-pin"],
                                  ["page", "nonsense"], ["pin-puk", "--field", "word"]])
def test_a_mistake_in_a_command_s_line_leads_to_that_command_s_help(esign, line):
    assert esign.json(*line).error["hint"] == f"See: esign help {line[0]}"


# What is given for a number, or for one of some words, and what is to be given.
REFUSED = {
    "--timeout": (["status", "--timeout", "soon"], "'soon'", "from 1 to 3600"),
    "--timeout of nothing": (["status", "--timeout", "0"], "'0'", "from 1 to 3600"),
    "--timeout with a plus": (["status", "--timeout", "+5"], "'+5'", "from 1 to 3600"),
    "--timeout beyond all numbers": (["status", "--timeout", "9" * 30], "'999", "from 1 to 3600"),
    "--timeout that is no text": (["status", "--timeout", b"\xff\x1b[1m"], "'", "from 1 to 3600"),
    "--wait": (["card-check", "--wait=soon"], "'soon'", "--wait=30"),
    "--wait for nothing": (["card-check", "--wait="], "''", "--wait=30"),
    "--mail-wait": (["reset-word", "--maildir", "x", "--mail-wait", "-1"], "'-1'", "from 0 to 3600"),
    "--clear-after": (["pin-puk", "--clear-after", "1.5"], "'1.5'", "from 1 to 3600"),
    "--field": (["pin-puk", "--field", "word"], "'word'", "pin, puk or serial"),
    "--lang": (["status", "--lang", "de"], "'de'", "tr or en"),
    "--phone-ends": (["sms-verify", "--phone-ends", "2x"], "", "last digits"),
}


# A command that reads a file, and options that it needs besides; the file is not there.
FILES = {
    "id-file": ["login"], "word-file": ["login"], "answers": ["login"], "cacert": ["login"],
    "mail": ["reset-word"], "link-file": ["reset-word"],
    "mail-cacert": ["reset-word", "--imap", "imaps://deniz@127.0.0.1/"],
    "mail-password-file": ["reset-word", "--imap", "imaps://deniz@127.0.0.1/"],
    "code-file": ["sms-verify"], "field-file": ["page", "fill", "x"],
    "pin-file": ["card-pin", "verify"], "new-pin-file": ["card-pin", "change"],
    "captcha-out": ["login"],
}


@pytest.mark.parametrize("option", FILES)
def test_a_file_that_is_of_no_use_is_told_before_anybody_is_asked(esign, option, tmp_path):
    asked = tmp_path / "asked"
    askpass = {"ESIGN_ASKPASS": esign.askpass(f"echo $ESIGN_ASKPASS_KIND >> {asked}; echo x")}
    for path in ("/nowhere/file", tmp_path / "missing" / "file"):
        result = esign.json(*FILES[option], f"--{option}", path, env=askpass)
        assert (result.status, result.code) == (2, "usage")
        assert result.error["message"].startswith(f"--{option}: '{path}' cannot be ")
    assert not asked.exists()


def test_a_value_that_stands_apart_from_its_option_is_told_how_it_is_given(esign):
    assert esign.json("card-check", "--wait", "30").error["hint"].endswith("--wait=30")
    assert esign.json("card-check", "30").error["hint"] == "See: esign help card-check"


@pytest.mark.parametrize("command", ["status", "logout"])
def test_what_needs_no_portal_needs_no_authority_s_file(esign, command):
    assert esign.json(command, "--cacert", "/nowhere/file").code == "ok"


def test_a_folder_is_no_file_to_read(esign, tmp_path):
    result = esign.json("reset-word", "--mail", tmp_path)
    assert (result.status, result.code) == (2, "usage")
    assert "directory" in result.error["message"]


@pytest.mark.parametrize("what", REFUSED)
def test_a_refused_value_is_told_with_its_option_and_what_is_expected(esign, what):
    line, given, expected = REFUSED[what]
    esign.options = []
    message = esign.json(*line, env={"LC_ALL": "C.UTF-8"}).error["message"]
    assert message.startswith(what.split()[0])
    assert given in message and expected in message
    assert "\x1b" not in message


def test_a_suggestion_is_made_in_turkish_too(esign):
    esign.options = ["--lang", "tr"]
    assert esign.json("lgoin").error["hint"] == "Şunu mu demek istediniz: 'esign login'?"
