# SPDX-License-Identifier: Apache-2.0
"""The guide, walked in tmux: what a person sees is what docs/guide says.

    ESIGN_WRITE_TRANSCRIPTS=1 pytest tests/cli/test_guide.py     writes docs/guide anew
    ESIGN_TORTURE=long pytest tests/cli/test_guide.py            walks all of them
"""

import os
import re
import sys
import tempfile
from pathlib import Path

import pytest
from guide_ways import WAYS, Player
from pane import Pane
from person import Person
from practice import PIN, PUK

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs" / "guide"
sys.path.append(str(ROOT / "tests" / "card"))

import tokens  # noqa: E402
import virtual_card  # noqa: E402

SIZES = ((80, 24), (60, 20))
RUNTIME = "/run/user/1000"
STEPS = re.compile(
    r"esign (?:card-check|forgot-word|reset-word|login|sms-verify|pin-puk|card-pin|status)|--[a-z]"
)


@pytest.fixture(scope="module")
def stack():
    if lacking := virtual_card.missing():
        pytest.skip(lacking)
    with virtual_card.Stack() as running:
        running.seat("akis-2.5.2")  # where a way takes it out, it seats it again
        yield running


@pytest.fixture
def runtime():
    """A folder whose name is as long as the one that people have: lines break at the same words."""
    with tempfile.TemporaryDirectory(prefix="e", dir="/tmp") as folder:
        assert len(folder) == len(RUNTIME)
        yield folder


@pytest.fixture
def walk(stack, make_portal, tmp_path, runtime):
    """Walks a way; the transcript and what was seen of it otherwise."""

    def go(way, lang, columns, lines):
        portal = make_portal(**way.portal)
        elsewhere = Person(tmp_path / "elsewhere", portal)
        here = Person(tmp_path / "here", portal)
        here.esign.options = ["--lang", lang, *here.esign.options[2:]]
        here.esign.env |= {"PCSCLITE_CSOCK_NAME": str(stack.socket), **way.env}
        here.esign.env["XDG_RUNTIME_DIR"] = str(runtime)
        player = Player(lang, portal, stack, elsewhere)
        way.before(player)
        told = []
        for play, status in ((way.play, way.status), (way.again, 0)):
            if not play:
                continue
            with Pane(here.esign, "guide", columns=columns, lines=lines) as pane:
                player.pane = pane
                play(player)
                assert pane.end() == status, pane.text()
                assert pane.widest() <= columns
                told.append("$ esign guide\n" + plain(pane.text(), runtime))
        return "\n".join(told)

    return go


def plain(text, runtime):
    """Without what is another one every time: the picture, its text, the seconds, the folder, how the
    system starts its services."""
    text = re.sub(r"(default-picture\.png\n)\n.*?\n\n(?=\S)", r"\1\n    (…)\n\n", text, flags=re.S)
    text = text.replace(str(runtime), RUNTIME)
    text = re.sub(r"(Text in the picture|Resimdeki yazı): (?!wrong)\S+", r"\1: 12345", text)
    text = re.sub(r"\b\d+( seconds \(not shown\)| saniye \(yazarken)", r"290\1", text)
    text = re.sub(r"(Start it|Başlatın): sudo .*", r"\1: sudo systemctl start pcscd.socket", text)
    return re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:8443", text)


def sections(lang, columns, lines):
    """The transcripts of a document, by the names of their ways."""
    path = DOCS / f"{lang}-{columns}x{lines}.md"
    if not path.exists():
        return {}
    return dict(re.findall(r"^## (\S+).*?\n```\n(.*?)```", path.read_text("utf-8"), re.S | re.M))


def write(lang, columns, lines, name, text):
    """Writes one section anew; the others stay."""
    path = DOCS / f"{lang}-{columns}x{lines}.md"
    kept = {**sections(lang, columns, lines), name: text}
    DOCS.mkdir(exist_ok=True)
    parts = [f"# `esign guide`, {columns} columns, {lines} lines: {lang}\n"]
    for way in WAYS:
        if way.name in kept:
            parts.append(f"## {way.name}\n\n{way.title}\n\n```\n{kept[way.name]}```\n")
    path.write_text("\n".join(parts), encoding="utf-8")


def walks():
    """Each way in both languages and both sizes; every other pair of them where time is short."""
    whole = os.environ.get("ESIGN_TORTURE") == "long" or os.environ.get("ESIGN_WRITE_TRANSCRIPTS")
    for i, way in enumerate(WAYS):
        for lang, size in ((lang, size) for lang in (0, 1) for size in (0, 1)):
            if whole or (i + lang + size) % 2 == 0:
                columns, lines = SIZES[size]
                name = ("en", "tr")[lang]
                yield pytest.param(way, name, SIZES[size], id=f"{way.name}-{name}-{columns}x{lines}")


@pytest.mark.parametrize(("way", "lang", "size"), walks())
def test_the_guide_says_what_the_documents_say(walk, way, lang, size):
    told = walk(way, lang, *size)
    assert PIN not in told and PUK not in told and f"{PIN[:3]} {PIN[3:]}" not in told
    if os.environ.get("ESIGN_WRITE_TRANSCRIPTS"):
        write(lang, *size, way.name, told)
    assert told == sections(lang, *size)[way.name]
    assert not STEPS.findall(told), "what comes next in the guide is the guide's"


@pytest.fixture
def at_the_offer(stack, person, tmp_path):
    """A person to whom PIN and PUK were just shown, and whose card's module is SoftHSM2."""
    token = tokens.SoftHsm(tmp_path)
    person.esign.env |= {**token.environment, "PCSCLITE_CSOCK_NAME": str(stack.socket)}
    player = Player("en", person.portal, stack, person)

    def open_guide(before=lambda token: None):
        before(token)
        player.pane = Pane(person.esign, "guide", "--module", token.module)
        player.to_the_word(known=True)
        player.log_in()
        player.phone()
        player.code()
        player.see_pin()
        return player, token

    yield open_guide
    if player.pane:
        player.pane.close()


def test_the_pin_may_be_tried_on_the_card_when_no_try_was_used(at_the_offer):
    player, _ = at_the_offer()
    player.pane.see("Try the PIN on it now?")
    player.choose(2)
    player.answer("The card's PIN (not shown): ", tokens.PIN)
    player.pane.see("The PIN is right.")
    player.log_out()
    assert player.pane.end() == 0


def test_a_wrong_pin_is_told_and_the_guide_comes_to_its_end(at_the_offer):
    player, token = at_the_offer()
    player.choose(2)
    player.answer("The card's PIN (not shown): ", tokens.WRONG)
    player.pane.see("the card says the PIN is wrong")
    player.log_out()
    assert player.pane.end() == 0
    assert token.takes(tokens.PIN)


def test_a_card_of_which_a_try_was_used_is_not_offered_one(at_the_offer, person):
    def use_a_try(token):
        pin = person.esign.file("pin", tokens.WRONG)
        spent = person.esign.run("card-pin", "verify", "--module", token.module, "--pin-file", pin)
        assert spent.status == 1

    player, _ = at_the_offer(use_a_try)
    player.pane.see("Shall esign log out?")
    assert "Try the PIN" not in player.pane.text()
    player.log_out()
    assert player.pane.end() == 0
