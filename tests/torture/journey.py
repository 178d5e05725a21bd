# SPDX-License-Identifier: Apache-2.0
"""The whole recovery with canaries for answers, each command answered in each way."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from portal import Portal
from runner import ID
from terminal import Terminal
from watch import Watch

PROFILE = Path(__file__).resolve().parents[2] / "src" / "profiles" / "kamusm.json"

WORD = "Qx7vKz9ğWm4tŞp2Lh"
NEW_WORD = "Zr8jNw3ıHb6yÇd5kGf"
WRONG_WORD = "Tv4gPc7öXs9rÜn3bJq"
WRONG_CODE = "604831"
PIN = "739164"
PUK = "58203917"
SERIAL = "ALS-4046031720"
ACCOUNT = {
    "id": ID,
    "word": WORD,
    "phone": "5401234525",
    "email": "ogrenci@example.org",
    "cards": [{"description": "Nitelikli Elektronik Sertifika Kartı", "serial": SERIAL,
               "pin": PIN, "puk": PUK}],
}
ON_THE_PAGE = ("PIN", "PUK")


class Journey:
    """A person's account at a portal of its own, and esign under watch."""

    def __init__(self, folder, accounts=(ACCOUNT,), **options):
        self.portal = Portal(accounts=list(accounts), tell_cookies=True, **options)
        self.watch = Watch(
            folder, ["--lang", "en", "--start", self.portal.url, "--cacert", self.portal.ca]
        )
        self.watch.before_look = self.refresh
        self.word = WORD
        for name, text in (("id", ID), ("word", WORD), ("new word", NEW_WORD),
                           ("wrong word", WRONG_WORD), ("wrong code", WRONG_CODE), ("PIN", PIN), ("PUK", PUK)):
            self.watch.canaries.add(name, text)

    def close(self):
        self.watch.close()
        self.portal.remove()

    def refresh(self):
        """What the portal has made up by now."""
        add, portal = self.watch.canaries.add, self.portal
        cookies = portal.dir / "cookies.txt"
        if cookies.exists():
            for i, value in enumerate(cookies.read_text(encoding="ascii").split()):
                add(f"cookie {i}", value)
        for i, code in enumerate(portal.codes()):
            add(f"code {i}", code)
        for i, mail in enumerate(portal.mails()):
            add(f"link {i}", urlsplit(portal.link(mail)).query.rpartition("=")[2])

    def lost_profile(self):
        """A profile that knows no way: every walk stops at the portal's first page."""
        profile = json.loads(PROFILE.read_text(encoding="utf-8"))
        profile |= {"name": "lost", "start": self.portal.url, "origins": [self.portal.origin]}
        profile["steps"] = [step for step in profile["steps"] if step["at"] == "menu"]
        return self.watch.file("lost.json", json.dumps(profile))

    # ---- one command, in the ways it can be answered

    def by_files(self, command, *more, shown=(), **kinds):
        files = []
        for kind, value in kinds.items():
            files += [f"--{kind}-file", self.watch.file(kind, value)]
        env = {"ESIGN_ASKPASS": self.eyes()}
        return self.watch.watched(f"{command} by files", command, *files, *more, env=env, shown=shown)

    def by_answers(self, command, *more, shown=(), **kinds):
        env = {"ESIGN_ASKPASS": self.eyes()}
        return self.watch.watched(
            f"{command} by answers", "--answers", "-", command, *more, env=env, shown=shown,
            stdin=json.dumps(kinds),
        )

    def by_askpass(self, command, *more, shown=(), **kinds):
        env = {"ESIGN_ASKPASS": self.eyes(**kinds)}
        return self.watch.watched(f"{command} by askpass", command, *more, env=env, shown=shown)

    def eyes(self, captcha=None, **kinds):
        """A program that knows the answers, and reads the picture."""
        picture = f'tail -n 1 "{self.portal.captcha_file}"' if captcha is None else f"echo {captcha}"
        lines = [f'captcha) {picture} ;;']
        for kind, value in kinds.items():
            lines.append(f'{kind}) cat "{self.watch.file(kind, value)}" ;;')
            if kind == "word":
                lines.append(f'word_again) cat "{self.watch.file(kind, value)}" ;;')
        body = "\n".join(lines)
        return self.watch.askpass_looks(f'case $ESIGN_ASKPASS_KIND in\n{body}\nesac')

    def by_terminal(self, command, *more, asked, shown=()):
        """`asked`: prompts and what is typed at each; a callable is asked for its text then. We look
        at each prompt before the answer is typed."""
        watch = self.watch
        watch.step = f"{command} at a terminal"
        terminal = Terminal(watch, "--verbose", command, *more)
        try:
            for prompt, text in asked:
                terminal.see(prompt)
                watch.look(watch.pid, f"prompt '{prompt.strip()}'")
                terminal.type((text() if callable(text) else text) + "\r")
            status = terminal.end()
            self.refresh()
            watch.search("terminal", "all that was shown", terminal.screen, shown)
            watch.search("terminal", "the main screen", terminal.outside_alternate().encode())
            watch.look_at_files("the end")
            return status
        finally:
            terminal.close()
