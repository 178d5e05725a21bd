# SPDX-License-Identifier: Apache-2.0
"""The guide where something goes wrong: what was judged is not sent again by itself, what was not
need not be typed again, and what cannot be is said before it begins."""

import json
import sys
from pathlib import Path

import pytest
from person import NEW_WORD, Person
from practice import WORD
from prompts import (
    ASK_AGAIN,
    ASK_CODE,
    ASK_ID,
    ASK_LINK,
    ASK_NEW_WORD,
    ASK_PHONE,
    ASK_PICTURE,
    ASK_WORD,
    VIEW_END,
)
from runner import ID
from terminal import Terminal

sys.path.append(str(Path(__file__).resolve().parents[1] / "mail"))

from messages import forged  # noqa: E402

CHOOSE = "Number (Enter alone: 1): "
BEGIN = "Press Enter to begin. "
NOBODY = "imaps://deniz@localhost:1/"  # never asked


@pytest.fixture
def guided(person):
    """Starts the guide, without a card service, and answers its first questions."""
    shown = []

    def start(*args, known=None, who=person, **options):
        who.esign.env["PCSCLITE_CSOCK_NAME"] = str(who.esign.folder / "no-service")
        shown.append(Terminal(who.esign, "guide", *args, **options))
        if known is not None:
            shown[-1].answer(BEGIN, "").answer(CHOOSE, "2").answer(CHOOSE, "2" if known else "1")
        return shown[-1]

    yield start
    for one in shown:
        one.close()


def picture(terminal, person):
    return terminal.see(ASK_PICTURE).answer("", person.portal.captcha())


def set_word(terminal, person):
    terminal.answer(CHOOSE, "1").answer(ASK_LINK, person.portal.link())
    return terminal.answer(ASK_NEW_WORD, NEW_WORD).answer(ASK_AGAIN, NEW_WORD)


def at_code(guided, person):
    """At the prompt of the SMS code; returns the terminal, the right code and a wrong one."""
    person.logged_in()
    terminal = guided(who=person).answer(ASK_PHONE, "y").see(ASK_CODE)
    right = person.portal.newest_code()
    return terminal, right, "111111" if right != "111111" else "222222"


def logins(person):
    return [path for path in person.portal.paths("POST") if "giris" in path]


@pytest.mark.parametrize(("wrong", "said"), [(2, "2 of three tries"), (3, "three wrong words are counted")])
def test_tries_that_were_counted_are_told_before_the_word_is_chosen(guided, person, wrong, said):
    for _ in range(wrong):
        person.login("Yanlis1", "--last-try")
    terminal = guided().answer(BEGIN, "").answer(CHOOSE, "2")
    terminal.see(said).see("Do you know your security word?")


def test_into_a_pipe_the_guide_shows_nothing(guided, person):
    terminal = guided(out=True)
    assert terminal.end() == 3
    assert "needs a person at a terminal" in terminal.text()
    assert person.portal.paths("POST") == []


@pytest.mark.parametrize(
    "args",
    [["--imap", "nonsense"], ["--imap", NOBODY, "--mail-wait", "soon"],
     ["--imap", NOBODY, "--maildir", "/"], ["--mail-wait", "9"]],
)
def test_a_mailbox_that_cannot_be_is_told_before_anything_is_asked(guided, args):
    terminal = guided(*args)
    assert terminal.end() == 2
    assert BEGIN not in terminal.text()


def test_with_a_mailbox_named_the_link_may_be_pasted_all_the_same(guided, person):
    terminal = guided("--imap", NOBODY, "--mail-wait", "9", "--mail-cacert", person.portal.ca, known=False)
    picture(terminal.answer(ASK_ID, ID), person)
    terminal.answer(CHOOSE, "2").answer(ASK_LINK, person.portal.link())
    terminal.answer(ASK_NEW_WORD, NEW_WORD).answer(ASK_AGAIN, "Baska3Sözcük")
    terminal.see("not the same").answer(ASK_NEW_WORD, NEW_WORD).answer(ASK_AGAIN, NEW_WORD)
    picture(terminal, person).see(ASK_PHONE)


def test_what_the_mailbox_advises_is_the_guides_and_warns_all_the_same(guided, person, tmp_path):
    for name in ("new", "cur", "tmp"):
        (tmp_path / "mail" / name).mkdir(parents=True)
    terminal = guided("--maildir", tmp_path / "mail", "--mail-wait", "0", known=False)
    picture(terminal.answer(ASK_ID, ID), person).see(CHOOSE)
    bad = forged(f"{person.portal.url}sozcuk?s=1")["a link that shows another address"]
    (tmp_path / "mail" / "new" / "1.example").write_bytes(bad)
    terminal.answer("", "1").see("Do not open the links of those: they may be forged.").see(CHOOSE)
    assert "forgot-word" not in terminal.text()


def test_a_word_from_the_answers_that_was_wrong_is_not_sent_again(guided, person):
    answers = person.esign.file("answers", json.dumps({"id": ID, "word": "Yanlis1"}))
    terminal = picture(guided("--answers", answers, known=True), person)
    terminal.see("wrong").answer(CHOOSE, "2").answer(ASK_ID, ID)
    picture(terminal, person).answer(ASK_WORD, WORD).see(ASK_PHONE)
    assert len(logins(person)) == 2


def test_another_picture_leaves_the_new_word_as_it_is(guided, person):
    terminal = picture(guided(known=False).answer(ASK_ID, ID), person)
    set_word(terminal, person).answer(ASK_PICTURE, "")
    picture(terminal, person).see(ASK_PHONE)
    assert ASK_WORD not in terminal.text()


def test_after_a_wrong_picture_another_one_leaves_the_word_as_it_is(guided, person):
    terminal = guided(known=True).answer(ASK_ID, ID).answer(ASK_PICTURE, "wrong")
    terminal.answer(ASK_WORD, WORD).see("does not fit the picture").answer(ASK_PICTURE, "")
    picture(terminal, person).see(ASK_PHONE)
    assert terminal.text().count(ASK_WORD) == 1


def test_a_session_that_ends_before_the_mail_is_asked_for_leads_to_asking_again(
    make_portal, tmp_path, guided
):
    person = Person(tmp_path, make_portal(fault="forget-session@POST:/sozcuk-istek*1"))
    terminal = picture(guided(known=False, who=person).answer(ASK_ID, ID), person)
    terminal.see("try again").answer(CHOOSE, "1")
    picture(terminal, person).see("The reset message was asked for.")


def test_where_the_mail_was_asked_for_it_goes_on_there(guided, person):
    assert person.forgot_word().code == "ok"
    guided().see("The reset message was asked for: it goes on there.").see("3/6")


def test_after_a_login_of_unknown_outcome_no_mail_is_said_to_be_asked_for(
    make_portal, tmp_path, guided
):
    person = Person(tmp_path, make_portal(fault="unknown-page@POST:/giris*1"))
    terminal = picture(guided(known=True, who=person).answer(ASK_ID, ID), person)
    assert terminal.answer(ASK_WORD, WORD).end() == 9
    assert "The reset message was asked for" not in guided(who=person).see(BEGIN).text()


@pytest.mark.parametrize("markup", ["modern", "tables"])
def test_a_second_wrong_code_leads_on_as_the_first_one_did(make_portal, tmp_path, guided, markup):
    person = Person(tmp_path, make_portal(markup=markup))
    terminal, right, wrong = at_code(guided, person)
    for left in ("2", "1"):
        terminal.answer(ASK_CODE, wrong).see("the SMS code is wrong").see(f"hakkınız: {left}")
        terminal.answer(CHOOSE, "1")
    terminal.answer(ASK_CODE, right).see("6/6")


def test_a_code_that_cannot_be_right_is_asked_for_again_and_blanks_in_it_do_not_count(
    guided, person
):
    terminal, right, _ = at_code(guided, person)
    terminal.answer(ASK_CODE, right + "9").see("longer than the field takes")
    terminal.answer(ASK_CODE, "abc").see("has digits")
    terminal.answer(ASK_CODE, f" {right[:3]} {right[3:]} ").see("6/6")
    assert person.portal.paths("POST").count("/sms-kod") == 1


def test_a_picture_text_that_is_too_long_is_asked_for_again(guided, person):
    terminal = guided(known=True).answer(ASK_ID, " 100 0000 0146 ").answer(ASK_PICTURE, "x" * 11)
    picture(terminal.see("longer than the field takes"), person).answer(ASK_WORD, WORD)
    terminal.see(ASK_PHONE)
    assert len(logins(person)) == 1


@pytest.mark.parametrize("command", ["certs", "update-info"])
def test_behind_the_menu_the_guide_goes_on_with_the_pin(guided, person, command):
    person.at_the_menu().esign.run("--no-input", command)
    assert person.esign.json("status").data["screen"] is None
    guided().see("confirmed by SMS").answer("Press Enter to see them. ", "").see(VIEW_END)


def test_behind_the_menu_the_sms_is_known_to_be_confirmed(person):
    person.at_the_menu().esign.run("certs")
    result = person.esign.json("sms-verify")
    assert (result.data["verified"], len(person.portal.codes())) == (True, 1)


def test_reset_word_tells_what_comes_first_unless_the_mail_was_asked_for(person):
    first = "If the e-mail was not asked for yet, first: esign forgot-word"
    terminal = Terminal(person.esign, "reset-word").see(ASK_LINK)
    assert first in terminal.text()
    terminal.close()
    assert person.forgot_word().code == "ok"
    terminal = Terminal(person.esign, "reset-word").see(ASK_LINK)
    assert first not in terminal.text()
    terminal.close()
