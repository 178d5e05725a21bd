# SPDX-License-Identifier: Apache-2.0
"""The real binary walks portals in markups that were invented to be different. Each answer has to
arrive once, in its own field, and nothing else may arrive at all."""

import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "cli"))
if "ESIGN_BIN" not in os.environ and "ESIGN_BUILD" in os.environ:
    os.environ["ESIGN_BIN"] = str(Path(os.environ["ESIGN_BUILD"]) / "bin" / "esign")

from markups import ALL, Markup  # noqa: E402
from markups.machine import CARDS, CODE, ID, NEW_WORD, PICTURE, WORD, FakePortal  # noqa: E402
from runner import Esign  # noqa: E402


class Holder:
    """A card holder in front of a fake portal."""

    def __init__(self, portal, folder, authority):
        self.portal = portal
        self.esign = Esign(
            folder, ["--lang", "en", "--no-input", "--start", portal.url, "--cacert",
                     str(authority.file)],
        )
        self.picture = PICTURE

    def run(self, *args, **answers):
        """A run; its picture is read where it needs one."""
        files = []
        for kind, text in answers.items():
            files += [f"--{kind}-file", self.esign.file(kind, text)]
        if args[0] in ("login", "forgot-word"):
            first = self.esign.json(*args, *files)
            if first.code != "input_needed":
                return first
            files += ["--captcha", self.picture]
        return self.esign.json(*args, *files)

    def done(self, *args, **answers):
        result = self.run(*args, **answers)
        assert result.code == "ok", f"{args}: {result.out}{result.err}{self.portal.faults}"
        return result.data

    def login(self, word=WORD):
        return self.run("login", id=ID, word=word)

    def at_the_code(self):
        self.done("login", id=ID, word=self.portal.word)
        self.done("sms-verify", "--send-only")
        return self


@pytest.fixture(params=sorted(ALL))
def holder(request, tmp_path, authority, certificate):
    with FakePortal(ALL[request.param](), certificate, tmp_path) as portal:
        yield Holder(portal, tmp_path, authority)


def test_the_whole_recovery(holder):
    portal, markup = holder.portal, holder.portal.markup

    asked = holder.done("forgot-word", id=ID)
    assert asked["requested"] is True
    assert portal.sent("send.forgot") == [{"id": ID, "captcha": PICTURE}]

    reset = holder.done("reset-word", "--mail", str(portal.mail()), word=NEW_WORD)
    assert reset["updated"] is True
    assert portal.sent("send.reset") == [{"word": NEW_WORD, "word_again": NEW_WORD}]

    login = holder.done("login", id=ID, word=NEW_WORD)
    assert login["phone"] == (markup.phone_read or markup.phone)
    assert portal.sent("send.login") == [{"id": ID, "captcha": PICTURE, "word": NEW_WORD}]

    holder.done("sms-verify", "--send-only", "--phone-ends", "25")
    told = holder.done("sms-verify", code=CODE)
    assert told["verified"] is True
    assert 200 < told["expires_in"] <= 290
    assert len(portal.sent("send.phone")) == 1
    assert portal.sent("send.code") == [{"code": CODE}]

    assert holder.done("pin-puk")["cards"] == list(markup.cards)
    assert holder.done("logout") == {"portal_told": True, "forgotten": True}
    assert len(portal.sent("go.exit")) == 1
    assert portal.pictures == (2 if markup.fetches_pictures else 0)
    assert portal.faults == []


def test_a_wrong_picture_is_told_and_costs_no_try(holder):
    holder.picture = "yanlis"
    result = holder.login()
    assert result.code == "wrong_captcha", result.out
    assert result.error["tries_left"] == 3
    assert holder.portal.faults == []


def test_a_wrong_word_is_told_and_counted(holder):
    result = holder.login("Baska9Sozcuk")
    assert result.code == holder.portal.markup.refusal, result.out
    assert result.error["tries_left"] == 2
    assert holder.portal.faults == []


def test_a_blocked_account_is_told(holder):
    holder.portal.blocked = True
    assert holder.login().code == "account_blocked"
    assert holder.portal.faults == []


def test_an_unknown_number_is_refused(holder):
    result = holder.run("forgot-word", id="19999999936")
    assert result.code == "portal_refused", result.out
    assert holder.portal.faults == []


def test_a_wrong_code_is_told(holder):
    result = holder.at_the_code().run("sms-verify", code="000000")
    assert result.code == "wrong_code", result.out
    assert holder.portal.faults == []


def test_an_old_link_is_told(holder):
    holder.portal.linked = True
    result = holder.run("reset-word", "--mail", str(holder.portal.mail()), word=NEW_WORD)
    assert result.code == "link_expired", result.out
    assert holder.portal.sent("send.reset") == []
    assert holder.portal.faults == []


class TwoNumbers(Markup):
    """Two fields that may be the identity number."""

    def field(self, p, kind):
        twice = super().field(p, kind)
        return twice + twice.replace("kimlikNo", "kimlikNo2") if kind == "id" else twice


class OneMore(Markup):
    """A field that must be filled in, and that nobody here knows."""

    def fields(self, p, kinds):
        return super().fields(p, kinds) + "<p>Anne kızlık soyadı <input name=soyad required></p>"


class ByScript(Markup):
    """Buttons that do nothing without a script."""

    def button(self, action):
        return f'<input type=button onclick="g()" value="{self.words[action]}">'


@pytest.mark.parametrize(
    ("markup", "code"),
    [(TwoNumbers, "page_ambiguous"), (OneMore, "page_unknown"), (ByScript, "needs_browser")],
)
def test_a_page_that_leaves_a_doubt_gets_no_answer(
    markup, code, tmp_path, authority, certificate
):
    with FakePortal(markup(), certificate, tmp_path) as portal:
        result = Holder(portal, tmp_path, authority).login()
        assert (result.status, result.code) == (8, code)
        assert portal.server.count("POST") == 0
        assert portal.pictures == 0
