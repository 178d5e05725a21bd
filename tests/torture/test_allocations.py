# SPDX-License-Identifier: Apache-2.0
"""Every allocation of every command fails once: in our code, in every library and in libc, and in
the secure heap. What may come of it is a documented status, with everything put right after it."""

import copy
import os
import re
import subprocess
from pathlib import Path

import pytest

import schema
import terminal
from allocations import Names, Table, spread
from figures import LONG
from runner import ID
from stages import (CODE, COOKIE, FOLDERS, NEW_WORD, ONCE, PICTURE, PIN, PUK, WORD, Portal,
                    Stage)

CHECKED = os.environ.get("ESIGN_BIN", "")
RELEASE = str(Path(os.environ.get("ESIGN_RELEASE", "")) / "bin" / "esign")
NO_RESOURCES, UNKNOWN, HUNG = 7, 9, "hung"
SECONDS = 60
VOLATILE = ("expires_in", "sms_expires_in", "expires_at")


class Scene:
    """A command at a stage, and what may come of it."""

    def __init__(self, name, stage, *args, secrets=(), json=True, start=True, once=ONCE,
                 ends=False):
        self.name, self.stage, self.args = name, stage, args
        self.shown = secrets  # what this command is there to show
        self.json, self.start = json, start
        self.once = once  # the paths of requests with an effect
        self.ends = ends  # the session is over, however it went


def scenes(stage):
    login = ["login", "--id-file", stage.id, "--word-file", stage.word, "--captcha"]
    page = ["--start", stage.news, "page"]
    return [
        Scene("version", "nothing", "--version", json=False, start=False),
        Scene("help", "nothing", "login", "--help", json=False, start=False),
        Scene("usage", "nothing", "--nonsense", start=False),
        Scene("status", "phone", "status"),
        Scene("card-check", "nothing", "card-check", start=False),
        Scene("forgot-word", "nothing", "forgot-word", "--id-file", stage.id),
        Scene("forgot-word picture", "forgot", "forgot-word", "--id-file", stage.id, "--captcha",
              PICTURE),
        Scene("reset-word mail", "nothing", "reset-word", "--mail", stage.mail, "--word-file",
              stage.new_word),
        Scene("reset-word link", "nothing", "reset-word", "--link-file", stage.link, "--word-file",
              stage.new_word),
        Scene("login", "warned", "login", "--id-file", stage.id),
        Scene("login picture", "picture", *login, PICTURE),
        Scene("login wrong word", "picture", *login, "wrong"),
        Scene("login wrong picture", "picture", *login, "blind"),
        Scene("sms-verify send", "phone", "sms-verify", "--send-only"),
        Scene("sms-verify code", "sent", "sms-verify", "--code-file", stage.code),
        Scene("pin-puk", "menu", "pin-puk", secrets=(PIN, PUK)),
        Scene("pin-puk field", "menu", "pin-puk", "--field", "pin", secrets=(PIN,), json=False),
        Scene("pin-puk text", "menu", "pin-puk", secrets=(PIN, PUK), json=False),
        Scene("page", "page", *page, start=False),
        Scene("page fill", "page", *page, "fill", "Ad", "--field-file", stage.word, start=False),
        Scene("page press", "page", *page, "fill", "Ad", "press", "Tamam", "--field-file",
              stage.id, start=False, once=("/bas",)),
        Scene("page picture", "page", *page, "picture", start=False),
        Scene("page clear", "page", *page, "clear", start=False),
        Scene("inspect", "nothing", "inspect", stage.news),
        Scene("logout", "menu", "logout", ends=True),
    ]


class Ran:
    """One run, and what it left behind."""

    def __init__(self, stage, scene, binary, table=None):
        args = [*(["--start", stage.portal.start] if scene.start else []), *scene.args]
        if scene.json:
            args = ["--json", *args]
        process = subprocess.Popen(
            [binary, *stage.esign.options, "--no-input", *args], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=stage.folder,
            env={**stage.esign.env, **(table.environment() if table else {})},
            start_new_session=True,
        )
        try:
            out, err = process.communicate(timeout=SECONDS)
            self.status = process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            self.status = HUNG
        self.out, self.err = out.decode("utf-8", "replace"), err.decode("utf-8", "replace")
        self.sent = [path for path in stage.portal.asked() if path in scene.once]
        self.failed, self.process = table.head()[:2] if table else (0, 0)
        self.in_child = self.failed and self.process != process.pid
        self.counts = counts(stage)
        steady = re.sub(rf'"({"|".join(VOLATILE)})":("[^"]*"|\d+)', r'"\1":0', self.out)
        self.steady = steady.replace(str(stage.folder), "")


def counts(stage):
    """How many wrong words the ledger counts, read from its file."""
    ledger = stage.folder / "state" / "esign" / "ledger"
    if not ledger.exists():
        return []
    return [int(one) for one in re.findall(r'"count":\s*(\d+)', ledger.read_text())]


class Judge:
    """Holds a run in which an allocation failed against the same run in which none did."""

    def __init__(self, stage, scene, clean, before, stays=False):
        self.stage, self.scene, self.clean, self.before = stage, scene, clean, before
        self.stays = stays

    def wrong(self, ran, own):
        """What is wrong with it, in words; none where all is right. `own`: our code asked for the
        memory, which leaves no excuse for another status."""
        if ran.status in (HUNG, 99) or ran.status < 0:
            return [f"ended with {ran.status}: {ran.err[-1500:]}"]
        found = [*self.secrets(ran), *self.left(ran)]
        if len(ran.sent) != len(set(ran.sent)):
            found.append(f"sent twice: {ran.sent}")
        if self.scene.json:
            found += self.object(ran)
        if ran.status == self.clean.status:
            # The portal's good-bye need not be understood to forget the session.
            left = self.scene.ends and ran.in_child and '"forgotten":true' in ran.out
            if ran.steady != self.clean.steady and not left:
                found.append(f"another result with status {ran.status}: {ran.out[:600]}")
            if (ran.sent, ran.counts) != (self.clean.sent, self.clean.counts):
                found.append(f"sent {ran.sent}, counts {ran.counts}")
            return found
        return found + self.failure(ran, own) + self.afterwards(ran)

    def secrets(self, ran):
        hidden = {ID, WORD, NEW_WORD, CODE, PIN, PUK, COOKIE} - set(self.scene.shown)
        return [f"a secret is told: {one}" for one in sorted(hidden) if one in ran.out + ran.err] + [
            "a secret on standard error" for one in self.scene.shown if one in ran.err]

    def left(self, _):
        return [f"left behind: {path.name}" for top in FOLDERS
                for path in (self.stage.folder / top).rglob("*") if path.suffix in (".new", ".bad")]

    def object(self, ran):
        try:
            told = schema.check(schema.parse(ran.out))
        except (AssertionError, ValueError) as error:
            return [f"not the one object: {str(error)[:300]}"]
        return [] if told["status"] == ran.status else [f"tells {told['status']}, is {ran.status}"]

    def failure(self, ran, own):
        """The documented status: 9 where something was sent, else 7. A page or a message that a
        child could not make is one that is not known. A library may have said something else."""
        allowed = {UNKNOWN} if ran.sent else {NO_RESOURCES}
        if ran.in_child and not ran.sent:
            allowed |= {7, 8, 1 if "--mail" in self.scene.args else 8}
        if not own and not ran.sent:
            allowed |= {5, 7, 8, 70}
        found = []
        if ran.status not in allowed:
            found.append(f"status {ran.status}, sent {ran.sent}: {ran.out[:500]} {ran.err[:500]}")
        counted = list(self.before)
        if "/giris" in ran.sent:  # it counts, or what the portal said of it was understood
            counted[0] += 1
        kept = ran.counts == [one + 1 for one in counted]  # to give a try back needs memory, too
        if ran.counts != counted and not (self.stays and kept) and not (ran.sent and ran.counts == self.clean.counts):
            found.append(f"counts {ran.counts} instead of {counted}, sent {ran.sent}")
        return found

    def afterwards(self, ran):
        """The next command goes on: the very same one, where nothing was sent."""
        again = Ran(self.stage, self.scene, RELEASE)
        if ran.sent or self.scene.ends or self.stays:
            return [] if again.status in range(10) else [f"then {again.status}: {again.err}"]
        same = (again.status, again.steady, again.sent, again.counts) == (
            self.clean.status, self.clean.steady, self.clean.sent, self.clean.counts)
        return [] if same else [f"then status {again.status}: {again.out[:500]} {again.err[:500]}"]


class Sweep:
    """Lets the sites of scenes fail, one after another, on a stage of its own."""

    def __init__(self, folder, binary, stays=False):
        folder.mkdir(parents=True)
        self.portal = Portal(folder)
        self.stage = Stage(folder / "person", self.portal)
        self.stage.prepare()
        self.table = Table(folder / "table")
        self.binary, self.names, self.stays = binary, Names(binary), stays
        self.tried, self.wrong, self.seen = 0, [], set()

    def close(self):
        self.portal.close()

    def cases(self, scene, depth, most, own):
        """(site, which of its allocations) of a clean run, without what was seen in other scenes."""
        self.stage.begin(scene.stage)
        before = counts(self.stage)
        self.table.reset()
        clean = Ran(self.stage, scene, self.binary, self.table)
        assert self.table.head()[3] == 0, "more sites than the table has room for"
        found = []
        for site in self.table.sites():
            if site.near(depth) in self.seen or (own and site.owner(self.names) != "esign"):
                continue
            self.seen.add(site.near(depth))
            found += [(site, nth) for nth in spread(site.count, most)]
        return Judge(self.stage, scene, clean, before, self.stays), found

    def scene(self, scene, depth, most, own=False, limit=None, say=None):
        judge, found = self.cases(scene, depth, most, own)
        stride = max(1, len(found) // limit) if limit else 1
        for site, nth in found[::stride]:
            self.stage.begin(scene.stage)
            self.table.reset(site.key, nth, self.stays)
            ran = Ran(self.stage, scene, self.binary, self.table)
            if not ran.failed:
                continue  # a connection that was read in other parts this time
            self.tried += 1
            owner = site.owner(self.names)
            for one in judge.wrong(ran, owner == "esign"):
                self.wrong.append(f"{scene.name}, {nth} of {site.count}, {owner}: {one}\n"
                                  f"    {site.chain(self.names)}")
                if say:
                    say(self.wrong[-1])


@pytest.fixture
def make_sweep(tmp_path):
    made = []

    def make(binary, **options):
        made.append(Sweep(tmp_path / str(len(made)), binary, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


SAMPLED = ("usage", "login picture", "sms-verify send", "reset-word mail", "pin-puk text", "status")


def go(sweep, depth, most, limit, own=False):
    for scene in scenes(sweep.stage):
        if LONG or scene.name in SAMPLED:
            sweep.scene(scene, depth, most, own, limit)


def test_memory_runs_out_once_as_people_have_it(make_sweep, figure):
    sweep = make_sweep(RELEASE)
    go(sweep, depth=6, most=2 if LONG else 1, limit=None if LONG else 8)
    figure(8, "one allocation of a command fails, in its code or in a library's", sweep.tried,
           sweep.wrong)


def test_memory_runs_out_once_under_the_sanitizers(make_sweep, figure):
    sweep = make_sweep(CHECKED)
    go(sweep, depth=8, most=1, limit=None if LONG else 3, own=True)
    figure(8, "of those of its own code, under the sanitizers: nothing is lost either",
           sweep.tried, sweep.wrong)


def test_memory_runs_out_for_good(make_sweep, figure):
    sweep = make_sweep(RELEASE, stays=True)
    go(sweep, depth=5, most=1, limit=None if LONG else 4, own=True)
    figure(8, "from one allocation of its own code on, all fail", sweep.tried, sweep.wrong)


class Typed:
    """A run at a terminal, by somebody who answers what is asked for as long as it is asked."""

    DIALOGUES = {
        "login": (("warned", "login"), (
            ("passport number (not shown): ", ID), ("Text in the picture: ", PICTURE),
            ("Security word (not shown): ", WORD))),
        "pin-puk": (("menu", "pin-puk"), (("to clear the screen", ""),)),
    }

    def __init__(self, stage, name, binary, table):
        (_, command), dialogue = self.DIALOGUES[name]
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
                typed.type(answer + terminal.ENTER)
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
        """Waits for the prompt, or for the end."""
        def stands_there():
            return prompt in typed.screen[typed.typed_at:]

        typed._until(stands_there)
        return stands_there()

    def wrong(self, clean):
        if self.status in (HUNG, 99) or self.status < 0:
            return [f"ended with {self.status}: {self.screen[-1500:]}"]
        allowed = {clean.status} | ({UNKNOWN} if self.sent else {NO_RESOURCES, 3})
        if self.process != self.pid and not self.sent:
            allowed |= {7, 8}
        found = [] if self.status in allowed else [f"status {self.status}: {self.screen[-600:]}"]
        found += [] if self.restored else ["the terminal is not as it was"]
        found += [] if self.views == 0 else ["the alternate screen stays"]
        found += [f"on the screen: {one}" for one in (ID, WORD, COOKIE) if one in self.screen]
        seen = self.outside.replace(" ", "")
        return found + [f"outside the view: {one}" for one in (PIN, PUK) if one in seen]


@pytest.mark.parametrize("name", sorted(Typed.DIALOGUES))
@pytest.mark.parametrize("binary", [RELEASE, CHECKED], ids=["release", "checked"])
def test_memory_runs_out_at_a_terminal(make_sweep, figure, name, binary):
    sweep = make_sweep(binary)
    stage, table, at = sweep.stage, sweep.table, Typed.DIALOGUES[name][0][0]
    stage.begin(at)
    table.reset()
    clean = Typed(stage, name, binary, table)
    assert clean.status == 0 and clean.wrong(clean) == [], clean.screen
    near = {}
    for site in table.sites():
        near.setdefault(site.near(5 if LONG else 4), site)
    stride = 1 if LONG else len(near) // (8 if binary == RELEASE else 4)
    tried, wrong = 0, []
    for site in list(near.values())[::stride]:
        stage.begin(at)
        table.reset(site.key, 1)
        typed = Typed(stage, name, binary, table)
        if typed.failed:
            tried += 1
            wrong += [f"{one}\n    {site.chain(sweep.names)}" for one in typed.wrong(clean)]
    how = "as people have it" if binary == RELEASE else "under the sanitizers"
    figure(8, f"one allocation of {name} at a terminal fails, {how}", tried, wrong)


def test_nothing_of_this_is_in_the_program():
    for binary in (RELEASE, CHECKED):
        content = Path(binary).read_bytes()
        assert b"ESIGN_FAILING" not in content and b"__wrap_" not in content
