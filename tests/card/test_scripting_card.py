# SPDX-License-Identifier: Apache-2.0
"""docs/scripting.md: waiting for a card and watching it, and what a card's PIN says."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("scripting", "portal")]
import scripting  # noqa: E402
from card_pin import bad  # noqa: F401
from runner import BIN

pytestmark = pytest.mark.skipif(not shutil.which("jq"), reason="there is no jq")


@pytest.fixture
def scripts(tmp_path):
    """The examples, with esign itself in PATH: a card needs no portal."""
    made = scripting.Scripts(tmp_path)
    (made.bin / "esign").unlink()
    (made.bin / "esign").symlink_to(BIN)
    return made


def test_a_card_is_waited_for(scripts, stack):
    running = scripts.start("card-wait.sh", PCSCLITE_CSOCK_NAME=str(stack.socket))
    assert b"card" in running.stderr.readline()
    stack.seat("akis-1.2", 0)
    assert scripts.end(running).out == "Virtual Reader A 00 00\n"


def test_each_change_is_told_at_once_and_the_first_card_ends_it(scripts, stack):
    running = scripts.start("card-watch.sh", PCSCLITE_CSOCK_NAME=str(stack.socket))
    assert running.stdout.readline() == b"no_card (empty)\n"
    stack.seat("akis-1.2", 0)
    said = running.stdout.readline()
    while said.startswith((b"card_mute", b"no_card")):  # on its way there
        said = running.stdout.readline()
    assert said.startswith(b"ok (")
    assert scripts.end(running).status == 0  # without another change


def test_the_tries_of_the_cards_pin_are_told(scripts, stack, bad):  # noqa: F811
    bad.set_card(wrong=2)
    stack.seat("akis-1.2", 0)
    config = scripts.folder / "home" / ".config" / "esign"
    config.mkdir(parents=True)
    (config / "config").write_text(f"[esign]\n\tmodule = {bad.module}\n")
    told = scripts.play("jq-pin.sh", PCSCLITE_CSOCK_NAME=str(stack.socket), **bad.environment)
    assert told.out == "last_try, 1 left\n", told.err
