# SPDX-License-Identifier: Apache-2.0
"""A mail server that hangs, breaks off or lies; scripted, where Dovecot cannot be made to."""

import base64
import time

import dovecot
import pytest
from messages import made
from tls_server import DAY, Server

DATE = time.strftime("%d-%b-%Y %H:%M:%S +0000", time.gmtime())


END, SILENCE = "the connection ends", "nothing is said any more"


class Mail:
    """An IMAP server that answers as a decent one would, but for the commands that `lies` has: what is
    said instead of the answer to such a word, END, SILENCE, or a function of the line that gives
    one of these, or None for the decent answer. {tag} is filled in."""

    def __init__(self, message, lies=None, greeting="* OK ready"):
        self.lies, self.greeting, self.message, self.said = lies or {}, greeting, message, []

    def decent(self, word, line):
        size = len(self.message)
        about = f'* 1 FETCH (UID 7 RFC822.SIZE {size} INTERNALDATE "{DATE}")'
        body = f"* 1 FETCH (UID 7 BODY[] {{{size}}}\r\n{self.message.decode()})"
        data = {
            "CAPABILITY": "* CAPABILITY IMAP4rev1 AUTH=PLAIN SPECIAL-USE",
            "LIST": '* LIST (\\Junk) "/" Junk',
            "EXAMINE": "* 1 EXISTS",
            "UID SEARCH": "* SEARCH 7",
            "UID FETCH": body if "BODY" in line else about,
            "LOGOUT": "* BYE",
        }
        return "+ \r\n" if word == "AUTHENTICATE" else data[word] + "\r\n{tag} OK done\r\n"

    def answer(self, connection, tag, line):
        """False: the conversation is over."""
        word = " ".join(line.split()[:2 if line.startswith("UID") else 1])
        lie = self.lies.get(word)
        lie = lie(line) if callable(lie) else lie
        lie = self.decent(word, line) if lie is None else lie
        if lie is SILENCE:
            connection.server.event.wait(10)
        if lie in (END, SILENCE):
            return False
        connection.send(lie if isinstance(lie, bytes) else lie.replace("{tag}", tag).encode())
        return True

    def __call__(self, connection):
        if self.greeting is not None:
            connection.send(self.greeting.encode() + b"\r\n")
        tag, rest = "", b""
        while data := connection.receive():
            rest += data
            while b"\r\n" in rest:
                line, rest = rest.split(b"\r\n", 1)
                self.said.append(line)
                if b" " not in line:  # the password
                    connection.send(f"{tag} OK in\r\n".encode())
                    continue
                tag, line = line.decode().split(" ", 1)
                if not self.answer(connection, tag, line):
                    return


@pytest.fixture
def reset(esign, listener, authority):
    """reset(lies, …) runs reset-word at such a server; the run's result."""
    def run(lies=None, *more, greeting="* OK ready", script=None, wait=0, message=None, lifetime=DAY):
        run.mail = Mail(message or made(run.link), lies, greeting)
        with Server(script or run.mail, authority.issue(lifetime=lifetime)) as server:
            result = esign.json(
                "--start", listener.url, "--no-input", "--timeout", 2, "reset-word", "--imap",
                f"imaps://deniz@localhost:{server.port}/", "--mail-cacert", authority.file,
                "--mail-password-file", esign.file("password", dovecot.PASSWORD), "--mail-wait", wait,
                "--word-file", esign.file("word", "Abc12345"), *more)
            server.event.set()
            return result

    run.opened = lambda: listener.connections > 0
    run.link = f"{listener.url}x.go?a=1&sessionid=abc"
    return run


def test_a_decent_server_of_few_words_will_do(reset):
    assert reset().status == 7
    assert reset.opened()


ENDLESS = b"* 1 FETCH (UID 7 BODY[] {9999999999999999999999}\r\n"
MANY = "* SEARCH" + " ".join([""] + [str(number) for number in range(1, 1000000)])

LATER, SAVE = "Try again later.", "--mail FILE"


def says_no(command, code):
    """The server's passing trouble, by RFC 5530's names."""
    return {"lies": {command: f"{{tag}} NO [{code}] later\r\n"}}, "unreachable", LATER


# How the server is, the code that it ends with, and of some what the hint has.
LIES = {
    "no greeting": ({"greeting": None}, "timed_out", "a longer --timeout"),
    "a greeting that is none": ({"greeting": "220 smtp.example.org"}, "unreachable"),
    "a greeting that knows us already": ({"greeting": "* PREAUTH hello"}, "unreachable"),
    "a good-bye for a greeting": ({"greeting": "* BYE too many"}, "unreachable", LATER),
    "answers that come before their questions": (
        {"greeting": "* OK ready\r\ne1 OK\r\n+ go on\r\n", "lies": {"LOGIN": END}}, "unreachable"),
    "a greeting without an end": ({"greeting": "* OK " + "x" * (2 << 20)}, "too_large"),
    "no capabilities": ({"lies": {"CAPABILITY": "{tag} NO\r\n"}}, "unreachable"),
    "no login with a password": (
        {"lies": {"CAPABILITY": "* CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=GSSAPI\r\n{tag} OK\r\n"}},
        "mail_login_refused", SAVE),
    "a login through a browser alone": (
        {"lies": {"CAPABILITY": "* CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2\r\n{tag} OK\r\n"}},
        "mail_login_refused", "(OAuth)"),
    "a wrong password": ({"lies": {"AUTHENTICATE": "{tag} NO [AUTHENTICATIONFAILED] no\r\n"}},
                         "mail_login_refused", "app password"),
    "no folder for junk": ({"lies": {"LIST": "* LIST () \"/\" Spam\r\n{tag} OK\r\n",
                                     "UID SEARCH": "* SEARCH\r\n{tag} OK\r\n"}},
                           "mail_not_found", "imaps://USER@HOST/FOLDER"),
    "a login that goes on and on": ({"lies": {"AUTHENTICATE": "+ \r\n+ \r\n+ \r\n"}}, "unreachable"),
    "a login that is unavailable": says_no("AUTHENTICATE", "UNAVAILABLE"),
    "a login while another is there": says_no("AUTHENTICATE", "INUSE"),
    "a login too many": says_no("AUTHENTICATE", "LIMIT"),
    "an inbox that is used by another": says_no("EXAMINE", "INUSE"),
    "a search in a broken inbox": says_no("UID SEARCH", "SERVERBUG"),
    "the end at the login": ({"lies": {"AUTHENTICATE": END}}, "unreachable", "Check the network and"),
    "no inbox": ({"lies": {"EXAMINE": "{tag} NO [NONEXISTENT] none\r\n"}}, "mail_not_found",
                 SAVE),
    "silence": ({"lies": {"UID SEARCH": SILENCE}}, "timed_out"),
    "a search that is refused": ({"lies": {"UID SEARCH": "{tag} NO\r\n"}}, "unreachable", SAVE),
    "a million numbers": ({"lies": {"UID SEARCH": MANY + "\r\n{tag} OK\r\n"}}, "too_large"),
    "numbers that are none": (
        {"lies": {"UID SEARCH": "* SEARCH 0 -1 99999999999999999999 x ( {3\r\n{tag} OK\r\n"}},
        "mail_not_found"),
    "a message of any length": ({"lies": {"UID FETCH": ENDLESS}}, "too_large"),
    "half a message": (
        {"lies": {"UID FETCH": b"* 1 FETCH (UID 7 BODY[] {100}\r\nFrom: a\r\n"}}, "timed_out"),
    "words without an end": ({"lies": {"UID FETCH": b"* 1 FETCH (" + b"x " * (3 << 20)}}, "too_large"),
    "many empty answers": ({"lies": {"EXAMINE": b"* \r\n" * (1 << 20)}}, "too_large"),
    "a good-bye in between": ({"lies": {"EXAMINE": "* BYE idle\r\n"}}, "unreachable"),
    "lists within lists": (
        {"lies": {"UID FETCH": b"* 1 FETCH (X " + b"(" * 500000 + b"\r\n"}}, "timed_out"),
    "nothing of what was asked for": ({"lies": {"UID FETCH": "{tag} OK\r\n"}}, "mail_not_found"),
    "what nobody asked for": (
        {"lies": {"EXAMINE": "* 9 FETCH (UID 9 BODY[] \"x\")\r\n* SEARCH 1 2 3\r\n* LIST (\\Junk) \"/\" "
                             "\"a\\\"b\"\r\n{tag} OK\r\n", "UID SEARCH": "{tag} OK\r\n"}},
        "mail_not_found"),
}


@pytest.mark.parametrize("what", LIES)
def test_it_ends_soon_and_with_a_code(reset, what):
    how, code, *hint = LIES[what]
    started = time.monotonic()
    result = reset(**how)
    assert result.code == code, result.err
    assert all(part in result.error["hint"] for part in hint), result.error
    assert not reset.opened()
    assert time.monotonic() - started < 25
    assert dovecot.PASSWORD not in result.out + result.err


def test_junk_that_may_not_be_searched_is_passed_over(reset):
    searches = []

    def inbox_only(line):
        searches.append(line)
        return "{tag} NO\r\n" if len(searches) == 2 else None

    assert reset({"UID SEARCH": inbox_only}).status == 7
    assert reset.opened()
    assert len(searches) == 2


def test_a_certificate_that_has_expired_may_be_the_clocks_fault(reset):
    result = reset(lifetime=-DAY)
    assert (result.code, reset.mail.said) == ("tls_refused", [])
    assert "has expired" in result.error["message"]
    assert "Check the clock" in result.error["hint"]
    assert "whether --mail-cacert" in result.error["hint"]


def test_a_server_that_always_has_a_byte_more_is_given_up(reset):
    """Faster than they are taken in, so that there is never a moment of waiting."""
    class Flood(Mail):
        def answer(self, connection, tag, line):
            while line.startswith("EXAMINE"):
                connection.send(b"x")
            return super().answer(connection, tag, line)

    started = time.monotonic()
    assert reset(script=Flood(b"x")).code == "timed_out"
    assert time.monotonic() - started < 20


def test_a_look_that_lasts_and_lasts_is_given_up(reset):
    """Each answer comes in time."""
    uids, bulletin = range(1, 21), made(reset.link, subject="Bülten").decode()
    about = "".join(f'* 1 FETCH (UID {uid} RFC822.SIZE 9 INTERNALDATE "{DATE}")\r\n' for uid in uids)

    def slowly(line):
        if "BODY" not in line:
            return about + "{tag} OK\r\n"
        time.sleep(0.5)  # the point of it
        body = f"{{{len(bulletin.encode())}}}\r\n{bulletin}"
        return f"* 1 FETCH (UID {line.split()[2]} BODY[] {body})\r\n{{tag}} OK\r\n"

    started = time.monotonic()
    search = f"* SEARCH {' '.join(map(str, uids))}\r\n{{tag}} OK\r\n"
    result = reset({"UID SEARCH": search, "UID FETCH": slowly})
    assert (result.status, result.code) == (7, "timed_out")
    assert "looked through in time" in result.error["message"]
    assert SAVE in result.error["hint"]
    assert time.monotonic() - started < 8


def test_a_size_that_is_a_lie_does_not_have_more_read(reset):
    small = f'* 1 FETCH (UID 7 RFC822.SIZE 100 INTERNALDATE "{DATE}")\r\n{{tag}} OK\r\n'
    assert reset({"UID FETCH": lambda line: ENDLESS if "BODY" in line else small}).code == "too_large"


def test_lines_of_a_message_that_look_like_answers_are_none(reset):
    """Whoever writes a mail does not take part in the conversation."""
    lines = "".join(f"e{number} OK done\r\n* BYE\r\n* SEARCH 1 2 3\r\n" for number in range(30))
    message = made(reset.link)
    header, body = message.split(b"\n\n", 1)
    result = reset(message=header.replace(b"\n", b"\r\n") + b"\r\n\r\n" + lines.encode() + body)
    assert result.status == 7, result.err
    assert reset.opened()


def test_what_the_server_says_to_a_wrong_password_is_not_repeated(reset):
    result = reset({"AUTHENTICATE": f"{{tag}} NO not {dovecot.PASSWORD}\r\n"}, "--verbose")
    assert result.code == "mail_login_refused"
    assert dovecot.PASSWORD not in result.out + result.err


ALERT = "{tag} NO [ALERT] Make an app password: https://mail.example.org/\x1b[31m%s\r\n"


def test_what_a_server_wants_to_be_read_is_told_without_what_it_could_do_to_a_terminal(reset):
    result = reset({"AUTHENTICATE": ALERT % ("x" * 999)})
    assert result.code == "mail_login_refused"
    assert "refused the login and says: Make an app password: https://mail.example.org/" in result.error["message"]
    assert "\x1b" not in result.error["message"] + result.err
    assert len(result.error["message"]) < 300


PLAIN = base64.b64encode(f"\0deniz\0{dovecot.PASSWORD}".encode()).decode()


@pytest.mark.parametrize("secret", [dovecot.PASSWORD, PLAIN])
def test_it_is_not_told_where_the_password_stands_in_it(reset, secret):
    result = reset({"AUTHENTICATE": ALERT % secret}, "--verbose")
    assert result.error["message"] == "localhost refused the login"
    assert secret not in result.out + result.err


def test_without_authenticate_the_login_command_is_used_with_literals(reset):
    class Old(Mail):
        def __call__(self, connection):
            connection.send(b"* OK old\r\n")
            rest = b""
            while data := connection.receive():
                rest += data
                while b"\r\n" in rest:
                    line, rest = rest.split(b"\r\n", 1)
                    self.said.append(line)
                    if line.endswith(b"CAPABILITY"):
                        connection.send(b"* CAPABILITY IMAP4rev1\r\n" + line.split()[0] + b" OK\r\n")
                    elif line.endswith(b"}"):
                        connection.send(b"+ go on\r\n")
                    elif line == dovecot.PASSWORD.encode():
                        connection.send(self.said[1].split()[0] + b" NO [AUTHENTICATIONFAILED]\r\n")

    old = Old(b"")
    result = reset(script=old)
    assert result.code == "mail_login_refused"
    tag = old.said[1].split()[0].decode()
    assert old.said[1:4] == [f"{tag} LOGIN {{5}}".encode(),
                            f"deniz {{{len(dovecot.PASSWORD.encode())}}}".encode(),
                            dovecot.PASSWORD.encode()]


def test_the_password_is_sent_once_as_sasl_has_it(reset):
    reset()
    secrets = [line for line in reset.mail.said if b" " not in line]
    assert [base64.b64decode(line) for line in secrets] == [f"\0deniz\0{dovecot.PASSWORD}".encode()]


def test_a_connection_that_is_lost_while_waiting_is_told(reset):
    calls = []

    def first_only(line):
        calls.append(line)
        return "* SEARCH\r\n{tag} OK\r\n" if len(calls) < 4 else "* BYE tired\r\n"

    result = reset({"UID SEARCH": first_only}, wait=20)
    assert (result.status, result.code) == (7, "unreachable")
    assert not reset.opened()
