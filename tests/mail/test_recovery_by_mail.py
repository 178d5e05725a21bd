# SPDX-License-Identifier: Apache-2.0
"""From the request to the new word, with the portal's own mail."""

import json
import threading

import dovecot
import pytest
from person import NEW_WORD
from prompts import ASK_AGAIN, ASK_ID, ASK_NEW_WORD, ASK_NUMBER, ASK_PHONE, ASK_PICTURE, ASK_TO_BEGIN
from runner import ID, Esign
from terminal import CTRL_C, Terminal

PROFILE = {"format": 1, "extends": "practice", "name": "own", "forgot_every": 60}


@pytest.fixture
def person(tmp_path, portal, authority, account):
    """esign with the practice portal's own profile, and a program that reads its pictures."""
    esign = Esign(tmp_path, ["--lang", "en", "--start", portal.url, "--cacert", portal.ca, "--profile",
                             "practice"])

    def forgot_word(*more):
        script = f'[ "$ESIGN_ASKPASS_KIND" = captcha ] && tail -n 1 "{portal.captcha_file}"'
        return esign.json("forgot-word", "--id-file", esign.file("id", ID), *more,
                          env={"ESIGN_ASKPASS": esign.askpass(script)})

    def reset_word(wait, *more):
        return esign.json(
            "reset-word", "--no-input", "--imap", account.url(), "--mail-cacert", authority.file,
            "--mail-password-file", esign.file("mail-password", dovecot.PASSWORD), "--mail-wait", wait,
            "--word-file", esign.file("word", NEW_WORD), *more)

    esign.forgot_word, esign.reset_word = forgot_word, reset_word
    return esign


def test_the_word_is_set_from_a_mail_that_comes_while_esign_waits(person, portal, account):
    assert person.forgot_word().code == "ok"
    mail = portal.newest_mail().read_bytes()
    late = threading.Timer(1.5, lambda: account.deliver(mail))
    late.start()
    result = person.reset_word(60)
    late.join()
    assert result.code == "ok", result.err
    assert result.data["updated"]
    assert account.flags() == ["(\\Recent)"]


def test_a_mail_from_before_the_request_is_not_taken(tmp_path, person, portal, account):
    """Where the portal's profile has the moment noted."""
    person.options[person.options.index("practice")] = person.file("own.json", json.dumps(PROFILE))
    assert person.forgot_word().code == "ok"
    mail = portal.newest_mail().read_bytes()
    account.deliver(mail, ago=400)
    assert person.reset_word(0).code == "mail_not_found"
    account.deliver(mail, ago=280)  # by a clock that is late
    assert person.reset_word(0).code == "ok"


def test_a_used_link_is_told_to_be_expired(person, portal, account):
    assert person.forgot_word().code == "ok"
    account.deliver(portal.newest_mail().read_bytes())
    assert person.reset_word(0).code == "ok"
    result = person.reset_word(0)
    assert (result.status, result.code) == (1, "link_expired")


def test_the_guide_finds_the_mail_in_the_mailbox(person, portal, account, authority):
    """A mistyped password of the mailbox is asked for again."""
    person.env["PCSCLITE_CSOCK_NAME"] = str(person.folder / "no-service")
    shown = Terminal(person, "guide", "--imap", account.url(), "--mail-cacert", authority.file)
    shown.answer(ASK_TO_BEGIN, "").answer(ASK_NUMBER, "2").answer(ASK_NUMBER, "1").answer(ASK_ID, ID)
    shown.see(ASK_PICTURE).answer("", portal.captcha())
    shown.see("let esign find it in the mailbox").answer(ASK_NUMBER, "1")
    shown.answer("Password of", "wrong").see("refused the login").answer(ASK_NUMBER, "1")
    account.deliver(portal.newest_mail().read_bytes())
    shown.answer(ASK_NUMBER, "1").answer("Password of", dovecot.PASSWORD)
    shown.answer(ASK_NEW_WORD, NEW_WORD).answer(ASK_AGAIN, NEW_WORD)
    shown.see(ASK_PICTURE).answer("", portal.captcha()).see(ASK_PHONE).type(CTRL_C)
    shown.end()
    assert dovecot.PASSWORD not in shown.text()
    assert account.flags() == ["(\\Recent)"]
    shown.close()
