# SPDX-License-Identifier: Apache-2.0
"""The portal's rules: sessions by cookie, a token that changes with each page, a picture tied to
the session, three wrong words, the mailed link, the SMS code. A page *offers* what can be sent
from it; whatever else arrives is a fault, and so is anything that only a decoy leads to."""

import base64
import gzip
import itertools
import sys
import urllib.parse
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tls_server import Server  # noqa: E402

ID = "10000000146"
WORD = "Eski1Sözcük"
NEW_WORD = "Yeni2Sözcük"
CODE = "483920"
PICTURE = "k7m3x"
CARDS = (
    {"description": "Nitelikli Elektronik Sertifika", "serial": "ALS-1000200030",
     "pin": "482913", "puk": "70516284"},
    {"description": "Eski kart", "serial": "ALS-2000300040", "pin": "017735", "puk": "08155520"},
)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5"
    "ErkJggg=="
)
ANSWERS = ("id", "captcha", "word", "word_again", "code")


class Kind(str):
    """In the entries of an offer: the answer of this kind belongs here."""


class Offer:
    def __init__(self, action, target, entries, method):
        self.action, self.target, self.entries, self.method = action, target, entries, method

    def takes(self, method, target, entries):
        """The answers by kind, or None where the request is not what this offer sends."""
        if method != self.method or target != self.target:
            return None
        if [name for name, _ in entries] != [name for name, _ in self.entries]:
            return None
        answers = {}
        for (_, got), (_, wanted) in zip(entries, self.entries):
            if isinstance(wanted, Kind):
                answers[str(wanted)] = got
            elif got != wanted:
                return None
        return answers


class Session:
    def __init__(self, number):
        self.id = f"oturum{number:04d}"
        self.screen, self.message = "home", ""
        self.offers, self.pages, self.wrong = [], 0, 0
        self.inside = self.verified = False


class Page:
    """What a markup needs to write one page."""

    def __init__(self, portal, session):
        self.portal, self.session = portal, session
        session.pages += 1
        session.offers = []
        self.token = f"jeton{session.pages:03d}{session.id}"
        self.message = session.message
        self.picture = f"{portal.markup.picture_path}?r={session.pages}"

    def offer(self, action, target, *entries, method="POST"):
        """Says what a thing on the page sends; gives the address back."""
        self.session.offers.append(Offer(action, target, list(entries), method))
        return target

    def link(self, action, target=None):
        return self.offer(action, target or self.portal.markup.paths[action], method="GET")

    def decoy(self, name="tuzak"):
        """An address that nothing may ever be sent to."""
        return f"/{name}/{next(self.portal.decoys)}"


class FakePortal:
    """Serves a markup over TLS; `faults` says what should not have been sent."""

    def __init__(self, markup, certificate, folder):
        self.markup, self.folder = markup, Path(folder)
        self.sessions, self.faults, self.log = {}, [], []
        self.decoys, self.numbers = itertools.count(1), itertools.count(1)
        self.word, self.blocked, self.pictures, self.linked = WORD, False, 0, False
        self.picture_file = self.folder / "picture.txt"
        self.picture_file.write_text(PICTURE + "\n")
        self.server = Server(self.serve, certificate)
        self.url = self.server.origin + markup.paths["go.home"]

    def __enter__(self):
        self.server.__enter__()
        return self

    def __exit__(self, *_):
        self.server.__exit__()

    # what a test asks

    def sent(self, action):
        """The answers that came with each request for this action."""
        return [answers for name, answers in self.log if name == action]

    def mail(self):
        link = f"{self.server.origin}{self.markup.link_path}?akis=A1b2&sessionid=0123456789abcdef"
        text = (
            "From: bilgilendirme@kamusm.gov.tr\nTo: kisi@example.org\n"
            "Subject: KAMU SM =?utf-8?q?G=C3=BCvenlik_S=C3=B6zc=C3=BC=C4=9F=C3=BC?=\n"
            "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
            f'<p>Sayın kullanıcı, <a href="{link.replace("&", "&amp;")}">bağlantıyı açın</a>.</p>\n'
        )
        path = self.folder / "mail.eml"
        path.write_text(text, encoding="utf-8")
        return path

    # requests

    def serve(self, connection):
        while request := connection.read():
            if not self.respond(connection, request):
                return

    def respond(self, connection, request):
        path = urllib.parse.unquote(request.path.partition("?")[0])
        if path == self.markup.picture_path:
            return self.give_picture(connection, request)
        if path.startswith("/tuzak"):
            self.faults.append(f"decoy: {request.method} {request.path}")
        session, fresh = self.session_of(request, path)
        if request.path.startswith("/devam"):
            body = self.markup.render(session.screen, Page(self, session))
            return self.markup.send(connection, body, session, fresh)
        action, answers = self.understand(request, session, path)
        if action is None:
            self.faults.append(f"{request.method} {request.path} {request.body!r}")
            return self.markup.send(connection, "<html><p>400</html>", session, fresh)
        self.log.append((action, answers))
        self.act(session, action, answers)
        if request.method == "POST" and self.markup.answer_mode != "page":
            return self.markup.send_on(connection, f"/devam{session.pages}", session)
        body = self.markup.render(session.screen, Page(self, session))
        return self.markup.send(connection, body, session, fresh)

    def give_picture(self, connection, request):
        session = self.sessions.get(self.cookie(request))
        if session is None:
            self.faults.append("a picture was asked for outside a session")
        self.pictures += 1
        connection.answer(PNG, headers=["Content-Type: image/png"])
        return True

    def cookie(self, request):
        pairs = dict(
            part.strip().partition("=")[::2]
            for part in request.headers.get("cookie", "").split(";")
        )
        return pairs.get(self.markup.cookie_name)

    def session_of(self, request, path):
        session = self.sessions.get(self.cookie(request))
        if session and not ("sessionid=" in request.path and path == self.markup.link_path):
            return session, False
        session = Session(next(self.numbers))
        self.sessions[session.id] = session
        return session, True

    def understand(self, request, session, path):
        if request.method == "GET" and path == self.markup.link_path and "sessionid=" in request.path:
            return "open.link", {}
        if request.method == "GET" and request.path == self.markup.paths["go.home"]:
            return "go.home", {}
        text = request.body.decode("latin-1")
        if request.headers.get("content-type", "").startswith("multipart/"):
            entries = parts_of(request, self.markup.form_charset)
        else:
            entries = urllib.parse.parse_qsl(
                text, keep_blank_values=True, encoding=self.markup.form_charset
            )
        found = [
            (offer.action, answers)
            for offer in session.offers
            if (answers := offer.takes(request.method, request.path, entries)) is not None
        ]
        return found[0] if found else (None, {})

    # rules

    def act(self, session, action, answers):
        session.message = ""
        verb, _, what = action.partition(".")
        given = [kind for kind, got in answers.items() if got and got != self.markup.stands_in(kind)]
        if verb == "go" and given:
            self.faults.append(f"{action} carried answers")
        if verb == "open":
            session.screen = "expired" if self.linked else "reset"
            self.linked = True
        elif verb == "go":
            self.go(session, what)
        else:
            getattr(self, "send_" + what)(session, answers)

    def go(self, session, what):
        if what in ("menu", "pin") and not session.verified:
            self.faults.append(f"{what} before the SMS code")
        session.screen = what
        if what == "exit":
            session.inside = session.verified = False

    def send_login(self, session, answers):
        session.screen = "login"
        if answers["captcha"] != PICTURE:
            session.message = self.markup.texts["wrong_captcha"]
        elif self.blocked:
            session.message = self.markup.texts["blocked"]
        elif (answers["id"], answers["word"]) != (ID, self.word):
            session.wrong += 1
            self.blocked = session.wrong > 2
            session.message = self.markup.texts["wrong_word"]
        else:
            session.screen, session.inside = "phone", True

    def send_forgot(self, session, answers):
        session.screen = "forgot"
        if answers["captcha"] != PICTURE:
            session.message = self.markup.texts["wrong_captcha"]
        elif answers["id"] != ID:
            session.message = self.markup.texts["unknown_id"]
        else:
            session.screen = "sent"

    def send_reset(self, session, answers):
        if answers["word"] != answers["word_again"]:
            session.message = self.markup.texts["words_differ"]
            return
        self.word = answers["word"]
        session.screen = "result"

    def send_phone(self, session, answers):
        session.screen = "code"

    def send_code(self, session, answers):
        if answers["code"] != CODE:
            session.message = self.markup.texts["wrong_code"]
            return
        session.screen, session.verified = "menu", True


def parts_of(request, charset):
    """The entries of a multipart body."""
    boundary = request.headers["content-type"].partition("boundary=")[2].strip('"').encode()
    entries = []
    for part in request.body.split(b"--" + boundary)[1:-1]:
        head, _, value = part.partition(b"\r\n\r\n")
        name = head.decode("latin-1").partition('name="')[2].partition('"')[0]
        entries.append((name, value[:-2].decode(charset)))
    return entries


def compressed(body):
    return gzip.compress(body)
