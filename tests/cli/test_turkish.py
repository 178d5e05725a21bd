# SPDX-License-Identifier: Apache-2.0
"""No screen is half translated: where esign speaks Turkish, no sentence of its English stands."""

import gettext
import os
import re
import subprocess
from pathlib import Path

import drawing
import pytest
from guide_ways import CATALOGUES

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = sorted(
    path.stem for path in (ROOT / "docs" / "schema").glob("*.json")
    if path.stem not in ("envelope", "profile", "version")
)
TOPICS = ("answers", "config", "environment", "exit-status", "privacy")
MISTAKES = [
    ("logn",), ("login", "--captha", "x"), ("login", "--captcha"), ("login", "x"), ("-x", "login"),
    ("status", "--json=1"), ("status", "--timeout", "0"), ("status", "--session", ".x"),
    ("login", "--quiet", "--verbose"), ("help", "nothing"),
    ("login", "--profile", "none"), ("login", "--profile", "./none.json"),
    ("login", "--start", "http://example.org/"), ("login", "--start", "https://example.org/"),
    ("login", "--cacert", "/nowhere", "--start", "https://127.0.0.1:1/"),
    ("login", "--no-input", "--start", "https://127.0.0.1:1/"), ("login", "--id-file", "/nowhere"),
    ("login", "--answers", "/nowhere"), ("login", "--answers", "/dev/null"),
    ("reset-word", "--no-input"), ("reset-word", "--mail", "/dev/null"),
    ("reset-word", "--imap", "http://x/"), ("reset-word", "--maildir", "/nowhere"),
    ("reset-word", "--mail", "a", "--maildir", "b"), ("reset-word", "--mail-wait", "x"),
    ("sms-verify",), ("sms-verify", "--phone-ends", "x"), ("pin-puk",), ("pin-puk", "--field", "x"),
    ("pin-puk", "--clear-after", "0"), ("activate",), ("certs",), ("update-info",), ("page",),
    ("page", "fill"), ("status",), ("logout",), ("guide",), ("guide", "--json"), ("card-check",),
    ("card-check", "--wait=x"), ("card-check", "--atr", "3B"), ("card-check", "--atr", "x"),
    ("card-check", "--atr", "3B9F968131FE458065544312210831C073F62180810592"), ("card-pin",),
    ("card-pin", "status", "--module", "/nowhere"), ("inspect",), ("inspect", "/nowhere"),
    ("inspect", "/dev/null"), ("doctor", "--offline"),
]  # fmt: skip


def plain(text):
    return re.sub(r"\s+", " ", text)


def english():
    """What only English says: of each message the longest piece between its values."""
    catalogue = gettext.translation("esign", CATALOGUES, ["tr"])._catalog
    turkish = plain(" ".join(catalogue.values()))
    found = set()
    for message in catalogue:
        message = message if isinstance(message, str) else message[0]
        pieces = re.split(r"%[-+ #0-9.$]*(?:[hlz]*[dusxXgcp]|%)", plain(message))
        piece = max(pieces, key=len).strip()
        if len(piece.split()) > 1 and len(piece) > 8 and piece not in turkish:
            found.add(piece)
    assert len(found) > 500
    return found


ENGLISH = english()


def placeholders():
    """Words in capitals that only English messages have: FILE, LABEL, SECONDS."""
    catalogue = gettext.translation("esign", CATALOGUES, ["tr"])._catalog
    english = " ".join(key if isinstance(key, str) else key[0] for key in catalogue)
    turkish = " ".join(catalogue.values())
    found = re.findall(r"\b[A-Z]{3,}\b", english)
    return set(found) - set(re.findall(r"\b[A-Z]{3,}\b", turkish))


ENGLISH_CAPITALS = placeholders()


def english_sentences(text):
    return sorted(piece for piece in ENGLISH if piece in plain(text))


def half_translated(text):
    capitals = set(re.findall(r"\b[A-Z]{3,}\b", text)) & ENGLISH_CAPITALS
    return sorted(capitals) + english_sentences(text)


@pytest.fixture
def said(esign):
    """What a run in Turkish says, on both of its outputs."""
    esign.options = ["--lang", "tr"]
    esign.env["PCSCLITE_CSOCK_NAME"] = str(esign.folder / "none")

    def say(*args):
        result = esign.run(*args)
        return result.out + result.err

    return say


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_turkish_throughout(said, command):
    text = said(*filter(None, [command]), "--help")
    assert "Kullanım:" in text and not half_translated(text)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_of_help_is_turkish_throughout(said, topic):
    assert not half_translated(said("help", topic))


@pytest.mark.parametrize("line", MISTAKES, ids=" ".join)
def test_what_a_run_without_a_portal_says_is_turkish_throughout(said, line):
    text = said(*line)
    assert text and not half_translated(text)


def test_the_practice_portal_s_help_is_turkish_throughout():
    done = subprocess.run([os.environ["ESIGN_PRACTICE_BIN"], "--lang", "tr", "--help"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    assert "kullanım:" in done.stdout and not half_translated(done.stdout)


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "guide").glob("tr-*.md")), ids=lambda p: p.name)
def test_the_guide_and_its_prompts_are_turkish_throughout(path):
    runs = re.findall(r"```\n(.*?)```", path.read_text("utf-8"), re.DOTALL)
    assert runs and not half_translated("\n".join(runs))


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "tr" / "resimler").glob("*.svg")),
                         ids=lambda path: path.stem)  # fmt: skip
def test_what_the_pictures_show_is_turkish_throughout(path):
    assert not half_translated("\n".join(drawing.text_of(path.read_text("utf-8"))))


@pytest.mark.parametrize("page", ["man1/esign.1", "man1/esign-practice.1", "man5/esign-config.5",
                                  "man5/esign-json.5", "man5/esign-profile.5"])  # fmt: skip
def test_a_turkish_manual_page_is_turkish_throughout(page):
    text = (Path(os.environ["ESIGN_BUILD"]) / "share" / "man" / "tr" / page).read_text("utf-8")
    assert not english_sentences(re.sub(r"^\.\S* ?", "", text, flags=re.MULTILINE))
