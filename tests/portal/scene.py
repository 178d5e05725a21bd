# SPDX-License-Identifier: Apache-2.0
"""A page of a markup that is changed before it is written, and what a person would see on it:
which field each of the words asks for, which button each of them is on."""

import html
import itertools
import re
from types import SimpleNamespace

from markups import ALL
from markups.base import WORDS
from markups.machine import Page, Session

# The page, the screen that is to be reached, and what has to be pressed or followed there.
STEPS = (
    ("home", "login", "go.verify"), ("verify", "login", "go.login"),
    ("login", "login", "send.login"), ("login", "forgot", "go.forgot"),
    ("forgot", "forgot", "send.forgot"), ("reset", "reset", "send.reset"),
    ("phone", "phone", "send.phone"), ("code", "code", "send.code"), ("menu", "pin", "go.pin"),
    ("pin", "pin", None),
)
FIELDS = {"login": ("id", "captcha", "word"), "forgot": ("id", "captcha"),
          "reset": ("word", "word_again"), "code": ("code",)}
ACTIONS = {"home": ("go.verify",), "verify": ("go.login",), "login": ("send.login", "go.forgot"),
           "forgot": ("send.forgot",), "reset": ("send.reset",), "phone": ("send.phone",),
           "code": ("send.code",), "menu": ("go.pin", "go.exit"), "pin": ()}
HEADINGS = {"phone": "phone_screen", "code": "code_screen", "pin": "pin_screen"}
CODE_HEADING = WORDS["code_screen"]
VALUES = ("description", "serial", "pin", "puk")
INSIDE = ("phone", "code", "menu", "pin")

ELEMENT = re.compile(
    r"<a\b[^>]*>(?:(?!<a\b).)*?</a>|<button\b.*?</button>|<area\b[^>]*>"
    r"|<input\b[^>]*\btype=[\"']?(?:submit|image|button)\b[^>]*>", re.S | re.I)
ATTRIBUTE = re.compile(r"\b(?:value|alt|title|aria-label)=(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")


def plain(markup):
    """The words of a piece of HTML."""
    text = html.unescape(re.sub(r"<[^>]*>", "", markup))
    return " ".join(text.replace("\xad", "").split())


def words_of_element(element):
    found = {plain(element)}
    for groups in ATTRIBUTE.findall(element):
        found.add(plain("".join(groups)))
    return found


class Scene:
    def __init__(self, name, screen, goal, action):
        self.name, self.screen, self.goal, self.action = name, screen, goal, action
        self.markup = ALL[name]()
        self.markup.names = dict(self.markup.names)
        self.original = dict(self.markup.words)
        self.meaning = {self.original[kind]: kind for kind in FIELDS.get(screen, ())}
        self.orders, self.edits = [], []  # of kinds; of the written page
        self.kinds, self.unseen, self.dead, self.unasked = [], set(), set(), set()
        self.must_stop = False
        self.types = {}
        self.touched = set()
        self.forms = []
        self._hook()

    def _hook(self):
        markup, fields, kind_of_input = self.markup, self.markup.fields, self.markup.kind_of_input

        def ordered(p, kinds):
            for order in self.orders:
                kinds = order(list(kinds))
            self.kinds = list(kinds)
            return fields(p, kinds)

        def form(p, kinds, actions, form=markup.form):
            written = form(p, kinds, actions)
            self.forms.append(written)
            return written

        markup.fields, markup.form = ordered, form
        markup.kind_of_input = lambda kind: kind_of_input(kind.partition("~")[0])

    # what mutations use

    def touch(self, *things):
        """False where another mutation has already changed one of them."""
        fresh = not self.touched & set(things)
        self.touched |= set(things)
        return fresh

    def add_field(self, kind, like, words, name):
        """A field that comes with a kind of its own: words and a name."""
        self.markup.names[kind] = name
        self.markup.words[kind] = words
        self.original.setdefault(kind, words)
        if like:
            self.meaning.setdefault(words, like)

    def reword(self, kind, words):
        self.markup.words[kind] = words

    def field_tag(self, kind):
        name = re.escape(self.markup.names[kind])
        return re.compile(r"<input\b[^>]*?\bname=[\"']?" + name + r"(?=[\"'\s>/])[^>]*>")

    def edit_field(self, kind, change):
        def edit(page):
            return self.field_tag(kind).subn(lambda m: change(m.group()), page, count=1)
        self.edits.append(edit)

    def elements(self, page, action, words=None):
        """The things on the page that a person would take for this action, decoys left out."""
        words = plain(html.escape(words or self.markup.words[action]))
        return [m for m in ELEMENT.finditer(page)
                if words in words_of_element(m.group())
                and not re.search(r"tuzak|href=\"#\"", m.group())]

    def edit_action(self, action, change, words=None, first=False):
        def edit(page):
            found = self.elements(page, action, words)
            for match in reversed(found[:1] if first else found):
                page = page[:match.start()] + change(match.group()) + page[match.end():]
            return page, len(found)
        self.edits.append(edit)

    def write(self):
        """The page, or None where the mutation found nothing to change."""
        portal = SimpleNamespace(markup=self.markup, decoys=itertools.count(1))
        self.session = Session(1)
        self.session.screen = self.screen
        self.session.inside = self.screen in INSIDE
        self.session.verified = self.screen in ("menu", "pin")
        self.page = Page(portal, self.session)
        text = self.markup.render(self.screen, self.page)
        for edit in self.edits:
            text, n = edit(text)
            if not n:
                return None
        return text

    # what a person sees

    def asked(self):
        """Which kind each field that can be filled in asks for, by name."""
        there = [kind for kind in self.kinds if kind not in self.unseen | self.dead]
        asked = {kind: None if kind in self.unasked else self.meaning.get(self.markup.words[kind])
                 for kind in there}
        # A picture whose own words say what it is asks for the field behind it.
        if self.markup.picture_asks and asked.get("captcha", "") is None:
            asked["captcha"] = "captcha"
        texts = [kind for kind in there if asked[kind] == "word" and self.type_of(kind) == "text"]
        # "Güvenlik sözcüğü" in a text field beside a picture is what the picture says.
        if len(texts) == 1 and "captcha" in self.kinds and "captcha" not in asked.values():
            asked[texts[0]] = "captcha"
        # The heading of a form with a single field is that field's.
        if len(there) == 1 and self.heading_asks():
            asked[there[0]] = there[0]
        return {self.markup.names[kind]: meant for kind, meant in asked.items()}

    def heading_asks(self):
        return self.screen == "code" and self.markup.words["code_screen"] == CODE_HEADING

    def type_of(self, kind):
        return self.types.get(kind) or self.markup.kind_of_input(kind)

    def means_value(self, words):
        """Which value of a card these words stand beside."""
        return next((kind for kind in VALUES if self.original[kind] == words), None)

    def ours_in(self, written):
        """Whether what is wanted stands in this piece of the page."""
        return bool(self.action and self.elements(written, self.action))

    def right_actions(self):
        """The actions whose words now are those of the wanted one."""
        words = self.original[self.action]
        return [action for action in ACTIONS[self.screen] if self.markup.words[action] == words
                and action not in self.dead]

    def shows(self, kind):
        """Whether these words are to be seen where they are used on this page."""
        old, self.markup.words[kind] = self.markup.words[kind], "Qzx7 wvk"
        saved, self.edits = self.edits, []
        text = self.write()
        self.markup.words[kind], self.edits = old, saved
        self.forms = []
        return "Qzx7 wvk" in html.unescape(re.sub(r"</?u>|&shy;", "", text)).replace("\xa0", " ")
