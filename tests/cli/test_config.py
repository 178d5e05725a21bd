# SPDX-License-Identifier: Apache-2.0
"""The configuration file: what is set once, what goes before it, and what it must not hold."""

import json
import os
import shutil
import subprocess

import pytest
from runner import ID, Esign


@pytest.fixture
def esign(tmp_path):
    """esign whose language nothing on the command line says."""
    return Esign(tmp_path)


def write(esign, text, mode=0o600):
    folder = esign.folder / "home" / ".config" / "esign"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "config"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)
    return path


def says_where(result, path, line):
    return result.error["message"].startswith(f"{path}, line {line}: ")


def says_turkish(result):
    return "oturum" in result.out.lower()


def test_the_language_is_set(esign):
    write(esign, "[esign]\n\tlanguage = tr\n")
    assert says_turkish(esign.run("status"))


def test_the_command_line_goes_before_the_file(esign):
    write(esign, "[esign]\nlanguage = tr\n")
    assert not says_turkish(esign.run("--lang", "en", "status"))


def test_the_file_s_language_goes_before_the_locale(esign):
    write(esign, "[esign]\nlanguage = en\n")
    assert not says_turkish(esign.run("status", env={"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"}))


def test_a_mistake_in_the_line_is_told_in_the_file_s_language(esign):
    write(esign, "[esign]\nlanguage = tr\n")
    assert "diye bir komut yok" in esign.run("nonsense").err


def test_the_folder_of_settings_may_lie_elsewhere(esign, tmp_path):
    (tmp_path / "etc" / "esign").mkdir(parents=True)
    path = tmp_path / "etc" / "esign" / "config"
    path.write_text("[esign]\nlanguage = tr\n", encoding="utf-8")
    path.chmod(0o644)
    assert says_turkish(esign.run("status", env={"XDG_CONFIG_HOME": str(tmp_path / "etc")}))


def test_a_profile_is_set(esign):
    write(esign, "[esign]\nprofile = nonsense\n")
    result = esign.json("login", "--no-input")
    assert (result.status, result.code) == (2, "config_invalid")
    write(esign, "[esign]\nprofile = practice\n")
    assert esign.json("status").code == "ok"
    write(esign, "[esign]\nprofile = /nowhere.json\n")
    assert esign.json("--profile", "practice", "status").code == "ok"


def test_a_profile_s_file_may_lie_in_the_home(esign):
    write(esign, "[esign]\nprofile = ~/mine.json\n")
    (esign.folder / "home" / "mine.json").write_text(
        json.dumps({"format": 1, "name": "mine", "extends": "practice"}), encoding="utf-8"
    )
    assert esign.json("status").code == "ok"


def test_a_module_is_set(esign):
    path = write(esign, '[esign]\nmodule = "/nowhere/module.so"\n')
    result = esign.json("--lang", "en", "card-check")
    assert result.code == "module_absent"
    assert says_where(result, path, 2)
    assert esign.json("card-check", "--atr", "3B00").code == "ok"
    assert esign.json("status").code == "ok"


def test_a_mail_account_is_set(esign):
    write(esign, "[mail]\nimap = imaps://deniz@mail.example.org/\n")
    word = esign.file("word", "Abc12345")
    result = esign.json("reset-word", "--no-input", "--word-file", word)
    assert result.error["needs"] == ["mail_password"]
    result = esign.json("reset-word", "--no-input", "--word-file", word, "--mail", "/nowhere")
    assert result.code != "input_needed"


# What is there to be had only when it is used, and the command that uses it.
UNUSABLE = {
    "a profile that is not there": ("[esign]\n\nprofile = /nowhere.json\n", 3, ["login"]),
    "a profile that is not there, for a file": (
        "[esign]\nprofile = /nowhere.json\n", 2, ["inspect", "/dev/null"]),
    "a profile that cannot be read": ("[esign]\nprofile = ~/.config/esign/config\n", 2, ["status"]),
    "a Maildir that is not there": ("[mail]\nmaildir = /nowhere\n", 2, ["reset-word"]),
    "a folder that is no Maildir": ("[mail]\nmaildir = ~/\n", 2, ["reset-word"]),
}


@pytest.mark.parametrize("what", UNUSABLE)
def test_a_setting_that_turns_out_to_be_of_no_use_is_told_with_its_line(esign, what):
    text, line, command = UNUSABLE[what]
    path = write(esign, text)
    answers = esign.answers(word="Abc12345", id=ID)
    result = esign.json("--lang", "en", *command, "--no-input", "--answers", answers)
    assert (result.status, result.code) == (2, "config_invalid")
    assert says_where(result, path, line)


def test_what_the_command_line_says_is_not_blamed_on_the_file(esign):
    write(esign, "[mail]\nmaildir = /nowhere\n")
    result = esign.json("reset-word", "--no-input", "--maildir", "/elsewhere", "--answers",
                        esign.answers(word="Abc12345"))
    assert result.code == "usage"
    assert "config" not in result.error["message"]


def test_a_mistake_in_the_file_is_told_in_the_language_that_it_sets(esign):
    path = write(esign, "[esign]\nlanguage = tr\naccessible = belki\n")
    assert f"{path}, 3. satır: " in esign.json("status").error["message"]


def test_a_maildir_is_set(esign):
    write(esign, "[mail]\nmaildir = ~/Mail\n")
    for name in ("new", "cur", "tmp"):
        (esign.folder / "home" / "Mail" / name).mkdir(parents=True)
    result = esign.json("reset-word", "--no-input", "--mail-wait", "0", "--word-file",
                        esign.file("word", "Abc12345"))
    assert result.code == "mail_not_found"


def test_what_git_writes_is_read(esign):
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    path = write(esign, "")
    for name, value in (("esign.reader", 'two "words" \\ # and ; more '), ("esign.language", "tr")):
        subprocess.run(["git", "config", "--file", path, name, value], check=True)
    assert says_turkish(esign.run("status"))


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "[esign]\n", "[esign]\naccessible\n"])
def test_a_file_that_says_little_is_no_mistake(esign, text):
    write(esign, text)
    assert esign.json("status").code == "ok"


# What is wrong, its line, and a word of what is said of it.
WRONG = {
    "a setting that there is none of": ("[esign]\ncolour = red\n", 2, "colour"),
    "a section that there is none of": ("[eisgn]\nlanguage = tr\n", 2, "eisgn.language"),
    "a setting without a section": ("language = tr\n", 1, "section"),
    "a setting that is set twice": ("[esign]\nreader = a\nreader = b\n", 3, "twice"),
    "a language that is not spoken": ("[esign]\n\nlanguage = de\n", 3, "tr or en"),
    "neither true nor false": ("[esign]\naccessible = maybe\n", 2, "true or false"),
    "a path that begins nowhere": ("[esign]\nmodule = lib/module.so\n", 2, "path"),
    "no value": ("[esign]\nreader =\n", 2, "no value"),
    "no setting at all": ("[esign]\nlanguage: tr\n", 2, "name = value"),
    "a quotation mark that is not closed": ('[esign]\nreader = "a\n', 2, "quotation"),
    "a section that is not closed": ("[esign\nlanguage = tr\n", 1, "[name]"),
    "a subsection": ('[esign "x"]\nlanguage = tr\n', 1, "[name]"),
    "a profile that is not built in": ("[esign]\nprofile = kamusn\n", 2, "built-in profile"),
    "an address of another kind": ("[mail]\nimap = http://example.org/\n", 2, "imaps://"),
    "an address without a user": ("[mail]\n\nimap = imaps://example.org/\n", 3, "user"),
    "an address without a host": ("[mail]\nimap = imaps://deniz@/\n", 2, "host"),
    "an address with a password": ("[mail]\nimap = imaps://deniz:Gizli123@mail.example.org/\n", 2,
                                   "password"),
    "two places for the mail": ("[mail]\nimap = imaps://deniz@example.org/\nmaildir = ~/Mail\n", 3,
                                "exclude"),
    "a control character": ("[esign]\nreader = a\x1b[31m\n", 2, "UTF-8"),
    "bytes that are no text": (b"[esign]\nreader = \xff\n", 2, "UTF-8"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_mistake_in_the_file_is_told_with_its_line(esign, what):
    text, line, word = WRONG[what]
    path = write(esign, text)
    for language in ([], ["--lang", "en"]):  # a wrong language must not end in one that is given
        result = esign.json(*language, "status", env={"LC_ALL": "C.UTF-8"})
        assert (result.status, result.code) == (2, "config_invalid")
        assert result.error["message"].startswith(f"{path}, line {line}: ")
        assert word in result.error["message"]
        assert "Gizli123" not in result.out + result.err


@pytest.mark.parametrize("name", ["password", "pin", "puk", "word", "mail-password", "id", "PIN"])
def test_a_secret_is_refused_with_the_reason(esign, name):
    write(esign, f"[esign]\n{name} = Gizli123\n")
    result = esign.json("--lang", "en", "status")
    assert result.code == "config_invalid"
    assert "secret" in result.error["message"]
    assert "Gizli123" not in result.out + result.err


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_may_write_is_refused(esign, mode):
    path = write(esign, "[esign]\nlanguage = tr\n", mode)
    result = esign.json("--lang", "en", "status")
    assert result.code == "config_invalid"
    assert f"chmod go-w {path}" in result.error["hint"]


def test_what_is_no_file_is_refused_and_not_waited_for(esign):
    path = write(esign, "")
    path.unlink()
    os.mkfifo(path, 0o600)
    assert esign.json("status").code == "config_invalid"


def test_a_file_at_the_end_of_a_link_will_do(esign, tmp_path):
    path = write(esign, "")
    path.unlink()
    (tmp_path / "dotfile").write_text("[esign]\nlanguage = tr\n", encoding="utf-8")
    (tmp_path / "dotfile").chmod(0o600)
    path.symlink_to(tmp_path / "dotfile")
    assert says_turkish(esign.run("status"))


def test_a_file_that_is_too_large_is_refused(esign):
    write(esign, "#" * 70_000)
    assert esign.json("status").code == "config_invalid"


@pytest.mark.parametrize("line", [["--help"], ["--version"], ["help", "config"]])
def test_help_is_given_also_where_the_file_cannot_be_used(esign, line):
    write(esign, "nonsense")
    assert esign.run(*line).status == 0


def test_the_help_names_the_file(esign):
    path = write(esign, "")
    assert str(path) in esign.run("help", "config").out.replace("\n", "").replace(" ", "")
