# SPDX-License-Identifier: Apache-2.0
"""The shells complete what is typed: real shells are asked, with the files as they were built."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from terminal import Terminal

SHARE = Path(os.environ.get("ESIGN_BIN", "bin/esign")).resolve().parents[1] / "share"
FILES = {
    "bash": SHARE / "bash-completion/completions/esign",
    "zsh": SHARE / "zsh/site-functions/_esign",
    "fish": SHARE / "fish/vendor_completions.d/esign.fish",
}
READY = "now it is ready"
BEGIN = {  # what makes a bare shell know them; the words at the end are not those typed
    "bash": (["--norc", "--noprofile", "-i"], "PS1='> '; . {file}; echo now 'it is ready'"),
    "zsh": (["-f", "-i"], "PS1='> '; fpath=({folder} $fpath); autoload -U compinit; "
                          "compinit -u -D; echo now 'it is ready'"),
}

# What is typed, and what is put behind it.
LINES = {
    "a command": ("esign sms", "-verify"),
    "a command behind global options": ("esign --lang tr --json sta", "tus"),
    "a global option": ("esign --acc", "essible"),
    "an option of the command": ("esign login --id", "-file"),
    "an option behind a value that is a dash": ("esign --answers - login --id", "-file"),
    "a global option behind the command": ("esign login --quie", "t"),
    "a value": ("esign pin-puk --field ser", "ial"),
    "a value behind an equals sign": ("esign pin-puk --field=ser", "ial"),
    "a profile": ("esign --profile prac", "tice"),
    "a topic": ("esign help priv", "acy"),
    "a deed of the card's PIN": ("esign card-pin ver", "ify"),
    "a step by hand": ("esign page fol", "low"),
    "a file as a value": ("esign reset-word --mail mess", "age.eml"),
    "a file to look at": ("esign inspect mess", "age.eml"),
}


def need(shell):
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    assert FILES[shell].exists(), "it was not built"


@pytest.fixture
def folder(esign):
    (esign.folder / "message.eml").write_text("", encoding="utf-8")
    esign.env["LC_ALL"] = "C.UTF-8"
    return esign.folder


@pytest.fixture
def type_in(esign, folder):
    """Opens a shell in a terminal that knows the completions."""
    opened = []

    def sit_down(shell):
        options, begin = BEGIN[shell]
        esign.program = [shutil.which(shell)]
        opened.append(Terminal(esign, options=options))
        line = begin.format(file=FILES[shell], folder=FILES[shell].parent)
        return opened[-1].see("").answer("", line).see(READY).see("> ")

    yield sit_down
    for terminal in opened:
        terminal.close()


@pytest.mark.parametrize("what", LINES)
@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_tab_completes(type_in, shell, what):
    need(shell)
    typed, more = LINES[what]
    type_in(shell).type(typed + "\t").see(typed.split()[-1] + more)


def asked_of_fish(folder, esign, line, language="C.UTF-8"):
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"source {FILES['fish']}; complete -C '{line}'"],
        capture_output=True, text=True, cwd=folder, check=True, timeout=60,
        env={**esign.env, "LC_ALL": language},
    )
    return dict((line + "\t").split("\t")[:2] for line in done.stdout.splitlines())


@pytest.mark.parametrize("what", LINES)
def test_fish_completes(esign, folder, what):
    need("fish")
    typed, more = LINES[what]
    assert list(asked_of_fish(folder, esign, typed)) == [typed.split()[-1] + more]


def test_fish_describes_in_english_and_in_turkish(esign, folder):
    need("fish")
    assert "log out" in asked_of_fish(folder, esign, "esign logo")["logout"]
    turkish = asked_of_fish(folder, esign, "esign logo", "tr_TR.UTF-8")["logout"]
    assert "oturum" in turkish.lower()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_option_of_the_help_is_in_the_file(esign, shell):
    words = set(esign.run("help").out.split())
    text = FILES[shell].read_text(encoding="utf-8")
    for option in (word for word in words if word.startswith("--")):
        assert option in text or f"-l {option[2:]} " in text


def test_another_command_s_options_are_not_offered(esign, folder):
    need("fish")
    assert "--captcha" not in asked_of_fish(folder, esign, "esign status --")
    assert "--captcha" in asked_of_fish(folder, esign, "esign login --")
