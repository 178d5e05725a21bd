# SPDX-License-Identifier: Apache-2.0
"""Canaries for the mail account's password, looked for as test_secrets.py looks for the portal's."""

import base64
import os

import dovecot
import pytest
from journey import NEW_WORD, Journey
from prompts import ASK_AGAIN, ASK_NEW_WORD
from runner import ID
from test_secrets import publish
from tls_server import Authority

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="only root sees another's memory"),
    pytest.mark.skipif(bool(dovecot.missing()), reason=dovecot.missing()),
]

WRONG = "Yanlış-Parola 3"


class Mail:
    """A journey whose mails come to an account on a server."""

    def __init__(self, folder):
        authority = Authority(folder)
        self.server = dovecot.Dovecot(authority)
        self.account = self.server.account()
        self.journey = Journey(folder / "watched")
        self.watch = self.journey.watch
        self.watch.options += ["--profile", "practice"]
        for name, text in (("mail password", dovecot.PASSWORD), ("wrong mail password", WRONG)):
            self.watch.canaries.add(name, text)
            login = base64.b64encode(f"\0{self.account.user}\0{text}".encode()).decode()
            self.watch.canaries.add(f"login with the {name}", login)
        self.line = ["reset-word", "--imap", self.account.url(), "--mail-cacert", str(authority.file)]

    def close(self):
        self.journey.close()
        self.server.close()

    def ask_for_mail(self):
        assert self.journey.by_files("forgot-word", id=ID).status == 0

    def bring_mail(self):
        self.account.deliver(self.journey.portal.newest_mail().read_bytes())
        return ""

    def by_files(self, password):
        return self.journey.by_files(*self.line, "--mail-wait", "0", "--mail-password-file",
                                     self.watch.file("mail_password", password), word=NEW_WORD)


@pytest.fixture
def mail(tmp_path):
    one = Mail(tmp_path)
    yield one
    one.close()


def test_the_password_from_files_answers_and_askpass(mail, figure):
    one = mail.journey
    for how in (one.by_answers, one.by_askpass):
        mail.ask_for_mail()
        mail.bring_mail()
        done = how(*mail.line, "--mail-wait", "0", mail_password=dovecot.PASSWORD, word=NEW_WORD)
        assert done.status == 0, done.err
    mail.ask_for_mail()
    mail.bring_mail()
    assert mail.by_files(WRONG).status == 1
    assert mail.by_files(dovecot.PASSWORD).status == 0
    publish(figure, one, what=", with the mail account's password")


def test_the_password_at_a_terminal_and_while_it_waits(mail, figure):
    mail.ask_for_mail()
    ask = f"Password of {mail.account.user} at 127.0.0.1 (not shown): "
    asked = [(ask, dovecot.PASSWORD), ("Waiting for the e-mail", mail.bring_mail),
             (ASK_NEW_WORD, NEW_WORD), (ASK_AGAIN, NEW_WORD)]
    assert mail.journey.by_terminal(*mail.line, asked=asked) == 0
    publish(figure, mail.journey, what=", with the mail account's password at a terminal")
