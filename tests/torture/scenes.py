# SPDX-License-Identifier: Apache-2.0
"""The commands that test_allocations.py runs, each at a stage of the recovery."""

import json

from runner import ID
from stages import CODE, NEW_WORD, ONCE, PAGES, PICTURE, PIN, PUK, WORD
NO_RESOURCES, UNKNOWN, HUNG = 7, 9, "hung"
LINK = "/renew.go"  # the mailed one


class Scene:
    """A command at a stage, and what may come of it."""

    def __init__(self, name, stage, *args, secrets=(), json=True, start=True, once=ONCE,
                 ends=False, stdin="", asks=None, env=None, writes=None):
        self.name, self.stage, self.args = name, stage, args
        self.shown = secrets  # what this command is there to show
        self.json, self.start = json, start
        self.once = once  # the paths of requests with an effect
        self.ends = ends  # the session is over, however it went
        self.stdin = stdin
        self.no_input = asks is None  # asks: a folder in which an askpass finds what it answers
        self.env = {**(env or {}), **({"ANSWERS": asks} if asks else {})}
        self.writes = writes  # a file that it is to write


def scenes(stage):
    login = ["login", "--id-file", stage.id, "--word-file", stage.word, "--captcha"]
    page = ["--start", stage.news, "page"]
    at_once = ["--mail-wait", "0", "--word-file", stage.new_word]
    return [
        Scene("version", "nothing", "--version", json=False, start=False),
        Scene("help", "nothing", "login", "--help", json=False, start=False),
        Scene("usage", "nothing", "--nonsense", start=False),
        Scene("status", "phone", "status"),
        Scene("card-check", "nothing", "card-check", start=False),
        Scene("doctor", "nothing", "doctor", "--offline", start=False),
        Scene("forgot-word", "nothing", "forgot-word", "--id-file", stage.id),
        Scene("forgot-word picture", "forgot", "forgot-word", "--id-file", stage.id, "--captcha",
              PICTURE),
        Scene("reset-word mail", "nothing", "reset-word", "--mail", stage.mail, "--word-file",
              stage.new_word),
        Scene("reset-word link", "nothing", "reset-word", "--link-file", stage.link, "--word-file",
              stage.new_word),
        Scene("reset-word maildir", "nothing", "reset-word", "--maildir", stage.maildir, *at_once),
        Scene("reset-word imap", "nothing", "reset-word", "--imap", *stage.imap,
              "--mail-password-file", stage.mail_password, *at_once),
        Scene("login", "warned", "login", "--id-file", stage.id),
        Scene("login picture", "picture", *login, PICTURE),
        Scene("login wrong word", "picture", *login, "wrong"),
        Scene("login wrong picture", "picture", *login, "blind"),
        Scene("sms-verify send", "phone", "sms-verify", "--send-only"),
        Scene("sms-verify code", "sent", "sms-verify", "--code-file", stage.code),
        Scene("pin-puk", "menu", "pin-puk", secrets=(PIN, PUK)),
        Scene("pin-puk field", "menu", "pin-puk", "--field", "pin", secrets=(PIN,), json=False),
        Scene("pin-puk text", "menu", "pin-puk", secrets=(PIN, PUK), json=False),
        Scene("certs", "menu", "certs"),
        Scene("certs text", "menu", "certs", json=False),
        Scene("activate", "menu", "activate"),
        Scene("update-info", "menu", "update-info"),
        Scene("page", "page", *page, start=False),
        Scene("page fill", "page", *page, "fill", "Ad", "--field-file", stage.word, start=False),
        Scene("page press", "page", *page, "fill", "Ad", "press", "Tamam", "--field-file",
              stage.id, start=False, once=("/bas",)),
        Scene("page picture", "page", *page, "picture", start=False),
        Scene("page clear", "page", *page, "clear", start=False),
        Scene("inspect", "nothing", "inspect", stage.news),
        Scene("logout", "menu", "logout", ends=True),
    ]


def answered(stage):
    """Answers from elsewhere than a file for each."""
    stage.askpass()
    asked, anew = stage.told("asked", id=ID, captcha=PICTURE, word=WORD, code=CODE), stage.told(
        "anew", link=stage.portal.start + "renew.go?flow=1&sessionid=abc", word=NEW_WORD,
        word_again=NEW_WORD)
    out = str(stage.folder / "home" / "picture")
    given = json.dumps({"id": ID, "word": WORD, "captcha": PICTURE})
    return [
        Scene("login askpass", "warned", "login", asks=asked),
        Scene("forgot-word askpass", "nothing", "forgot-word", asks=asked),
        Scene("reset-word askpass", "nothing", "reset-word", asks=anew),
        Scene("sms-verify askpass", "sent", "sms-verify", asks=asked),
        Scene("login answers", "picture", "login", "--answers", "-", stdin=given),
        Scene("login answers wrong", "picture", "login", "--answers", "-", stdin=given[:-1]),
        Scene("reset-word answers", "nothing", "reset-word", "--mail", stage.mail, "--answers", "-",
              stdin=json.dumps({"word": NEW_WORD})),
        Scene("login word on stdin", "picture", "login", "--id-file", stage.id, "--captcha", PICTURE,
              "--word-file", "-", stdin=WORD + "\n"),
        Scene("login captcha-out", "warned", "login", "--id-file", stage.id, "--captcha-out", out,
              writes=out),
    ]


def led_elsewhere(stage, proxy):
    """Other profiles, ways and pages."""
    login = ["login", "--id-file", stage.id, "--word-file", stage.word, "--captcha", PICTURE]
    own = {"format": 1, "extends": "kamusm", "name": "own", "title": "Deneme",
           "fields": {"id": ["Üye Sicili"]}, "actions": {"exit": ["Kapıya"]}}
    own, broken = (stage.esign.file(name, json.dumps({**own, **more})) for name, more in (
        ("own.json", {}), ("broken.json", {"feilds": {}})))
    page = stage.esign.file("page.html", PAGES["/bas"])
    return [
        Scene("login profile", "warned", "login", "--id-file", stage.id, "--profile", own),
        Scene("login profile broken", "warned", "login", "--id-file", stage.id, "--profile", broken),
        Scene("login proxy", "picture", *login, "--proxy", proxy),
        Scene("inspect proxy", "nothing", "inspect", stage.news, "--proxy", proxy),
        Scene("inspect file", "nothing", "inspect", page, start=False),
        Scene("inspect file text", "nothing", "inspect", page, start=False, json=False),
        Scene("inspect stdin", "nothing", "inspect", "-", start=False, stdin=PAGES["/haber"]),
        Scene("inspect mail", "nothing", "inspect", stage.mail, start=False),
        Scene("inspect profile", "nothing", "inspect", page, "--profile", own, start=False),
    ]


def card_scenes(socket):
    """With a card in the first of two readers, at a service of its own."""
    env = {"PCSCLITE_CSOCK_NAME": str(socket)}
    return [
        Scene("card", "nothing", "card-check", start=False, env=env),
        Scene("card text", "nothing", "card-check", "--verbose", start=False, json=False, env=env),
        Scene("card one reader", "nothing", "card-check", "--reader", "00 01", start=False, env=env),
        Scene("card no such reader", "nothing", "card-check", "--reader", "x", start=False, env=env),
        Scene("card wait", "nothing", "card-check", "--wait=5", start=False, env=env),
    ]
