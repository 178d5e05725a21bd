# SPDX-License-Identifier: Apache-2.0
"""A run at a terminal in which an allocation may fail."""

import copy

import prompts
import terminal
from runner import ID
from scenes import HUNG, NO_RESOURCES, UNKNOWN
from stages import CODE, COOKIE, DETAIL, NEW_WORD, ONCE, PICTURE, PIN, PUK, WORD

LAST_STEP = "6/6"
TROUBLE = "What would you like to do?"  # the guide's question after a failure


class Typed:
    """A run at a terminal, by somebody who answers what is asked for as long as it is asked."""

    DIALOGUES = {
        "login": (("warned", "login"), (
            (prompts.ASK_ID, ID), (prompts.ASK_PICTURE, PICTURE), (prompts.ASK_WORD, WORD))),
        "pin-puk": (("menu", "pin-puk"), ((prompts.VIEW_END, ""),)),
        "forgot-word": (("nothing", "forgot-word"), (
            (prompts.ASK_ID, ID), (prompts.ASK_PICTURE, PICTURE))),
        "reset-word": (("nothing", "reset-word"), (
            (prompts.ASK_LINK, "{start}renew.go?flow=1&sessionid=abc"),
            (prompts.ASK_NEW_WORD, NEW_WORD), (prompts.ASK_AGAIN, NEW_WORD))),
        "sms-verify": (("phone", "sms-verify"), (
            (prompts.ASK_PHONE, "y"), (prompts.ASK_CODE, CODE))),
        "activate": (("menu", "activate"), ((prompts.ASK_PRESS, "y"), (prompts.ASK_PRESS, "y"))),
        "update-info": (("menu", "update-info"), (
            ("E-posta [", DETAIL), ("Cep Telefonu [", ""), (prompts.ASK_PRESS, "y"))),
        "guide": (("nothing", "guide"), (
            (prompts.ASK_TO_BEGIN, ""), (prompts.ASK_NUMBER, "2"), (prompts.ASK_NUMBER, "1"),
            (prompts.ASK_ID, ID), (prompts.ASK_PICTURE, PICTURE), (prompts.ASK_NUMBER, "1"),
            (prompts.ASK_LINK, "{start}renew.go?flow=1&sessionid=abc"),
            (prompts.ASK_NEW_WORD, NEW_WORD), (prompts.ASK_AGAIN, NEW_WORD),
            (prompts.ASK_PICTURE, PICTURE), (prompts.ASK_PHONE, "y"), (prompts.ASK_CODE, CODE),
            (prompts.ASK_TO_SEE, ""), (prompts.VIEW_END, ""), (prompts.ASK_NUMBER, "1"))),
    }

    SAMPLED = ("guide", "pin-puk", "update-info")

    def __init__(self, stage, name, binary, table):
        (_, command), dialogue = self.DIALOGUES[name]
        self.guided = name == "guide"
        esign = copy.copy(stage.esign)
        esign.program = [binary]
        esign.env = {**esign.env, **table.environment()}
        esign.options = [*esign.options, "--start", stage.portal.start]
        typed = terminal.Terminal(esign, command, rows=40)
        self.pid = typed.pid
        try:
            for prompt, answer in dialogue:
                if not self.is_asked(typed, prompt.encode()):
                    break
                typed.type(answer.format(start=stage.portal.start) + terminal.ENTER)
            self.status = typed.end()
            self.restored = typed.attributes() == typed.before
        except AssertionError:
            self.status, self.restored = HUNG, False
        self.screen, self.outside = typed.text(), typed.outside_alternate()
        self.views = typed.screen.count(terminal.ALTERNATE) - typed.screen.count(terminal.MAIN)
        typed.close()
        self.sent = [path for path in stage.portal.asked() if path in ONCE]
        self.failed, self.process = table.head()[:2]

    @staticmethod
    def is_asked(typed, prompt):
        """Waits for the prompt, or for the end. Where the guide asks what to do after a failure,
        nothing more is told it."""
        def stands_there(text=prompt):
            return text in typed.screen[typed.typed_at:]

        typed._until(lambda: stands_there() or stands_there(TROUBLE.encode()))
        if not stands_there(TROUBLE.encode()):
            return stands_there()
        typed.see(prompts.ASK_NUMBER).type(terminal.CTRL_D)
        return False

    def wrong(self, clean):
        if self.status in (HUNG, 99) or self.status < 0:
            return [f"ended with {self.status}: {self.screen[-1500:]}"]
        allowed = {clean.status} | ({UNKNOWN} if self.sent else {NO_RESOURCES, 3})
        if self.guided:  # what was sent before the last command has been answered for
            allowed |= {NO_RESOURCES, 3}
            allowed -= {UNKNOWN} if LAST_STEP in self.screen else set()
        if self.process != self.pid and not self.sent:
            allowed |= {7, 8}
        found = [] if self.status in allowed else [f"status {self.status}: {self.screen[-600:]}"]
        if len(self.sent) != len(set(self.sent)):
            found.append(f"sent twice: {self.sent}")
        found += [] if self.restored else ["the terminal is not as it was"]
        found += [] if self.views == 0 else ["the alternate screen stays"]
        found += [f"on the screen: {one}" for one in (ID, WORD, NEW_WORD, CODE, COOKIE)
                  if one in self.screen]
        seen = self.outside.replace(" ", "")
        return found + [f"outside the view: {one}" for one in (PIN, PUK) if one in seen]
