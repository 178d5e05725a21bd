# SPDX-License-Identifier: Apache-2.0
"""Ways through `esign guide`, each played by a person who reads the prompts, in any language."""

import gettext
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from person import NEW_WORD
from practice import WORD
from runner import ID

CATALOGUES = Path(os.environ.get("ESIGN_BUILD", "")) / "share" / "locale"


class Player:
    """A person in front of a Pane, beside a practice portal and a card."""

    def __init__(self, lang, portal, stack, person):
        self.portal, self.stack, self.person = portal, stack, person
        self.pane = None  # the one that is played in
        self._ = gettext.NullTranslations().gettext
        if lang == "tr":
            self._ = gettext.translation("esign", CATALOGUES, ["tr"]).gettext

    def answer(self, prompt, text):
        self.pane.answer(self._(prompt), text)

    def choose(self, number):
        self.answer("Number (Enter alone: 1): ", str(number))

    def identity(self):
        self.answer("T.C. identity or passport number (not shown): ", ID)

    def picture(self, text=None):
        self.pane.see(self._("Text in the picture: "))
        self.pane.type(self.portal.captcha() if text is None else text)

    def word(self, word=WORD):
        self.answer("Security word (not shown): ", word)

    def new_word(self, word=NEW_WORD, again=None):
        self.answer("New security word (not shown): ", word)
        self.answer("The same word again (not shown): ", again or word)

    def phone(self, mine=True):
        yes = {"[y/N] ": "y", "yalnızca Enter) ": "e"}
        question = self.phone_question()
        self.answer(question, next(yes[end] for end in yes if question.endswith(end)) if mine else "")

    def code(self, code=None):
        self.at_the_code().type(code or self.portal.newest_code())

    def see_pin(self):
        self.answer("Press Enter to see them. ", "")
        self.answer("Press Enter to clear the screen.", "")

    def log_out(self):
        self.choose(1)

    def phone_question(self):
        """Behind the number; in Turkish a line of its own."""
        text = self._("The SMS goes to %s. Is this your phone? [y/N] ").partition("%s")[2]
        return text.rpartition("\n")[2]

    def at_the_phone(self):
        return self.pane.see(self.phone_question())

    def stop_at_the_phone(self):
        self.at_the_phone().press("C-c")

    def at_the_code(self):
        text = self._("Code from the SMS, within %d seconds (not shown): ")
        return self.pane.see(text[text.index("%d") + 2 :])

    # ---- parts of the way

    def begin(self):
        self.answer("Press Enter to begin. ", "")

    def to_the_word(self, known):
        self.begin()
        self.say_whether(known)

    def say_whether(self, known):
        self.choose(2 if known else 1)
        self.identity()

    def log_in(self):
        self.picture()
        self.word()

    def rest(self):
        self.phone()
        self.code()
        self.see_pin()
        self.log_out()


def forgotten(player):
    """The word is forgotten, and all goes well."""
    player.to_the_word(known=False)
    player.picture()
    player.choose(1)
    player.answer("Paste the link and press Enter (not shown): ", player.portal.link())
    player.new_word()
    player.picture()
    player.rest()


def known(player):
    """The word is known."""
    player.to_the_word(known=True)
    player.log_in()
    player.rest()


def wrong_picture(player):
    """A picture that cannot be read, one read wrong, one read right."""
    player.to_the_word(known=True)
    player.picture("")
    player.picture("wrong")
    player.word()
    player.picture()
    player.stop_at_the_phone()


def wrong_word(player):
    """The word is wrong, and so is another; a new one is asked for, with the number typed before."""
    player.to_the_word(known=True)
    player.picture()
    player.word("Yanlis1")
    player.choose(2)
    player.identity()
    player.picture()
    player.word("Yanlis2")
    player.choose(1)
    player.picture()
    player.pane.see(player._("Number (Enter alone: 1): ")).press("C-d")


def blocked(player):
    """The account was blocked before, from elsewhere."""
    player.to_the_word(known=True)
    player.log_in()
    player.choose(2)


def other_phone(player):
    """The masked number is not the person's; a slip of the keys is no answer."""
    player.to_the_word(known=True)
    player.log_in()
    player.at_the_phone().type("w")
    player.phone(mine=False)
    player.choose(1)


def late_code(player):
    """The time is over while the code is being typed; the next one is in time."""
    player.to_the_word(known=True)
    player.log_in()
    player.phone()
    player.at_the_code().press("1 2").see("\n").type("3456")
    player.choose(1)
    player.code()
    player.see_pin()
    player.log_out()


def no_mail(player):
    """The e-mail has not come; another one is asked for, and the person waits for it."""
    player.to_the_word(known=False)
    player.picture()
    player.choose(3)
    player.picture()
    player.pane.see(player._("Number (Enter alone: 1): ")).press("C-d")


def expired_link(player):
    """The link was used before."""
    player.begin()
    player.choose(3)
    player.choose(1)
    player.answer("Paste the link and press Enter (not shown): ", player.portal.link())
    player.choose(3)


def card_pulled(player):
    """The card is pulled out as the guide begins, and seated again while esign waits."""
    player.pane.see(player._("Press Enter to begin. "))
    player.stack.unseat()
    player.begin()
    player.choose(1)
    player.pane.see(player._("%s; waiting for a card").partition("%s")[2])
    player.stack.seat("akis-2.5.2")
    player.choose(2)
    player.pane.see(player._("T.C. identity or passport number (not shown): ")).press("C-d")


def no_service(player):
    """The card service is not running; the person looks again, and goes on without the card."""
    player.begin()
    player.choose(1)
    player.choose(2)
    player.choose(2)
    player.pane.see(player._("T.C. identity or passport number (not shown): ")).press("C-d")


def no_network(player):
    """The portal cannot be reached."""
    player.to_the_word(known=True)
    player.choose(1)
    player.choose(2)


def changed_portal(player):
    """The portal was rebuilt: its first page leads to e-Devlet."""
    player.to_the_word(known=True)


def stopped(player):
    """Ctrl-C at the code; started again, the guide goes on there."""
    player.to_the_word(known=True)
    player.log_in()
    player.phone()
    player.at_the_code().press("C-c")


def started_again(player):
    player.code()
    player.see_pin()
    player.choose(2)


@dataclass(frozen=True)
class Way:
    play: Callable
    status: int  # below nought: a signal
    portal: dict = field(default_factory=dict)  # options of esign-practice
    env: dict = field(default_factory=dict)
    before: Callable = lambda player: None
    again: Callable | None = None  # a second run

    @property
    def name(self):
        return self.play.__name__.replace("_", "-")

    @property
    def title(self):
        return self.play.__doc__


def _block(player):
    for _ in range(3):
        player.person.login("Yanlis1", "--last-try")


def _use_the_link(player):
    assert player.person.forgot_word().code == "ok"
    assert player.person.reset_word().code == "ok"


WAYS = [
    Way(forgotten, 0),
    Way(known, 0),
    Way(stopped, -signal.SIGINT, again=started_again),
    Way(card_pulled, 3),
    Way(no_service, 3, env={"PCSCLITE_CSOCK_NAME": "/nonexistent/pcscd"}),
    Way(wrong_picture, -signal.SIGINT),
    Way(wrong_word, 3),
    Way(blocked, 6, before=_block),
    Way(no_mail, 3),
    Way(expired_link, 1, before=_use_the_link),
    Way(other_phone, 1),
    Way(late_code, 0, {"sms_seconds": 4}),
    Way(no_network, 7, before=lambda player: player.portal.stop()),
    Way(changed_portal, 8, {"fault": "new-portal"}),
]
