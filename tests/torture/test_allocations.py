# SPDX-License-Identifier: Apache-2.0
"""Every allocation of every command fails once: in our code, in every library and in libc, and in
the secure heap. What may come of it is a documented status, with everything put right after it."""

import os
import re
import subprocess
from pathlib import Path

import pytest

import schema
import virtual_card
from allocations import Names, Table, spread
from figures import LONG
from proxy import Proxy
from runner import ID
from scenes import HUNG, LINK, NO_RESOURCES, UNKNOWN, answered, card_scenes, led_elsewhere, scenes
from stages import CODE, COOKIE, FOLDERS, NEW_WORD, PIN, PUK, WORD, Portal, Stage
from typed import Typed

CHECKED = os.environ.get("ESIGN_BIN", "")
RELEASE = str(Path(os.environ.get("ESIGN_RELEASE", "")) / "bin" / "esign")
SECONDS = 60
SHARES = 4  # of the longest test's sites: each share is a test of its own, two for a core
VOLATILE = ("expires_in", "sms_expires_in", "expires_at")


class Ran:
    """One run, and what it left behind."""

    def __init__(self, stage, scene, binary, table=None):
        args = [*(["--start", stage.portal.start] if scene.start else []), *scene.args]
        if scene.json:
            args = ["--json", *args]
        process = subprocess.Popen(
            [binary, *stage.esign.options, *(["--no-input"] if scene.no_input else []), *args],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=stage.folder,
            env={**stage.esign.env, **scene.env, **(table.environment() if table else {})},
            start_new_session=True,
        )
        try:
            out, err = process.communicate(scene.stdin.encode(), timeout=SECONDS)
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
        written = Path(scene.writes) if scene.writes else None
        self.written = written.read_bytes() if written and written.exists() else None
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
        if ran.written not in (None, self.clean.written):
            found.append("half a file is written")
        if len(ran.sent) != len(set(ran.sent)):
            found.append(f"sent twice: {ran.sent}")
        if self.scene.json:
            found += self.object(ran)
        if ran.status == self.clean.status:
            # The portal need not be reached, nor its good-bye understood, to forget the session.
            left = self.scene.ends and (ran.in_child or not own) and '"forgotten":true' in ran.out
            if ran.steady != self.clean.steady and not left:
                found.append(f"another result with status {ran.status}: {ran.out[:600]}")
            if (ran.sent, ran.counts, ran.written) != (
                    self.clean.sent, self.clean.counts, self.clean.written):
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
        if ran.sent == [LINK]:  # opened, and the word not sent
            allowed.add(NO_RESOURCES)
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

    def __init__(self, folder, binary, stays=False, prepare=True):
        folder.mkdir(parents=True)
        self.portal, self.proxy = Portal(folder), Proxy()
        self.stage = Stage(folder / "person", self.portal)
        if prepare:
            self.stage.prepare()
        self.table = Table(folder / "table")
        self.binary, self.names, self.stays = binary, Names(binary), stays
        self.tried, self.wrong, self.seen = 0, [], set()

    def close(self):
        self.proxy.close()
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
            if "make_thread_data" in site.chain(self.names):
                continue  # where the loader ends the process: ADR 25
            self.seen.add(site.near(depth))
            found += [(site, nth) for nth in spread(site.count, most)]
        return Judge(self.stage, scene, clean, before, self.stays), found

    def scene(self, scene, depth, most, own=False, limit=None, share=None):
        judge, found = self.cases(scene, depth, most, own)
        stride = max(1, len(found) // limit) if limit else 1
        if share is not None:
            found = [(site, nth) for site, nth in found if site.key % SHARES == share]
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


@pytest.fixture
def make_sweep(tmp_path):
    made = []

    def make(binary, **options):
        made.append(Sweep(tmp_path / str(len(made)), binary, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


SAMPLED = ("usage", "login picture", "sms-verify send", "reset-word maildir", "pin-puk text", "status",
           "login askpass", "inspect stdin")


def all_scenes(sweep):
    return [*scenes(sweep.stage), *answered(sweep.stage),
            *led_elsewhere(sweep.stage, sweep.proxy.url)]


def go(sweep, depth, most, limit, own=False, share=None):
    for scene in all_scenes(sweep):
        if LONG or scene.name in SAMPLED:
            sweep.scene(scene, depth, most, own, limit, share)


@pytest.mark.parametrize("share", range(SHARES))
def test_memory_runs_out_once_as_people_have_it(make_sweep, figure, share):
    sweep = make_sweep(RELEASE)
    go(sweep, depth=6, most=2 if LONG else 1, limit=None if LONG else 5, share=share)
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


@pytest.fixture
def stack():
    """A card service with a card in the first of its two readers."""
    if lacking := virtual_card.missing():
        pytest.skip(lacking)
    with virtual_card.Stack() as running:
        running.seat("akis-1.2")
        yield running


@pytest.mark.parametrize("binary", [RELEASE, CHECKED], ids=["release", "checked"])
def test_memory_runs_out_while_a_card_is_looked_for(make_sweep, stack, figure, binary):
    sweep = make_sweep(binary, prepare=False)
    checked = binary == CHECKED
    for scene in card_scenes(stack.socket):
        if LONG or scene.name in ("card text", "card wait"):
            sweep.scene(scene, 8 if checked else 6, 1, checked, None if LONG else 4)
    how = "of its own code, under the sanitizers" if checked else "in its code or in a library's"
    figure(8, f"one allocation fails {how} while a card is looked for", sweep.tried, sweep.wrong)


def known_without_a_terminal(sweep, depth, own):
    """The sites that the same commands have when nobody sits there: they are tried by themselves."""
    for scene in all_scenes(sweep) if LONG else ():
        sweep.cases(scene, depth, 1, own)
    return sweep.seen


def sites_at_a_terminal(sweep, depth, own, known):
    """Those of our own code, and what else a terminal brings."""
    near = {}
    for site in sweep.table.sites():
        ours = site.owner(sweep.names) == "esign"
        if ours:
            near.setdefault(site.near(4), site)
        if site.near(depth) not in known and (ours or not own):
            near.setdefault(site.near(depth), site)
    return list({site.key: site for site in near.values()}.values())


@pytest.mark.parametrize("binary", [RELEASE, CHECKED], ids=["release", "checked"])
def test_memory_runs_out_at_a_terminal(make_sweep, figure, binary):
    own = binary == CHECKED
    depth = 8 if own else 6
    known = known_without_a_terminal(make_sweep(binary), depth, own)
    sweep = make_sweep(binary)
    for name in sorted(Typed.DIALOGUES) if LONG else Typed.SAMPLED:
        at = Typed.DIALOGUES[name][0][0]
        sweep.stage.begin(at)
        sweep.table.reset()
        clean = Typed(sweep.stage, name, binary, sweep.table)
        assert clean.status == 0 and clean.wrong(clean) == [], clean.screen
        sites = sites_at_a_terminal(sweep, depth, own, known)
        for site in sites if LONG else sites[:: len(sites) // (2 if own else 3)]:
            sweep.stage.begin(at)
            sweep.table.reset(site.key, 1)
            typed = Typed(sweep.stage, name, binary, sweep.table)
            sweep.tried += bool(typed.failed)
            sweep.wrong += [f"{name}: {one}\n    {site.chain(sweep.names)}"
                            for one in (typed.wrong(clean) if typed.failed else ())]
    how = "under the sanitizers" if own else "as people have it"
    figure(8, f"one allocation fails in a dialog at a terminal, {how}", sweep.tried, sweep.wrong)


def test_nothing_of_this_is_in_the_program():
    for binary in (RELEASE, CHECKED):
        content = Path(binary).read_bytes()
        assert b"ESIGN_FAILING" not in content and b"__wrap_" not in content
