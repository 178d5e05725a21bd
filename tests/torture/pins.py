# SPDX-License-Identifier: Apache-2.0
"""card-pin with a card that counts (card.c), or with SoftHSM2 behind it; and what has to be true of
every run, whatever went wrong in it: the card was given a PIN once at most, and what is told of it
is what the card would say."""

import json
import os
import shutil
import struct
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import schema
import tokens
from runner import Esign

RELEASE = Path(os.environ.get("ESIGN_RELEASE", ""))
BINARY = str(RELEASE / "bin" / "esign")
CARD = Path(os.environ.get("ESIGN_BUILD", ".")) / "torture" / "card.so"
SECONDS = 60
HUNG = None
PIN, NEW, WRONG = "739164", "582037", "916482"
STATE = struct.Struct("<64sIIIIII")  # struct card of card.c: keep the two alike
# What a run may end with that gave the card nothing.
BEFORE = ("no_resources", "module_absent", "module_failed", "pcsc_absent", "no_card", "usage",
          "config_invalid")
UNANSWERED = ("input_needed", "answer_invalid", "words_differ")  # the askpass was what failed


@dataclass
class Scene:
    """What is run, on a card with so many wrong tries."""

    name: str
    deed: str
    pin: str = PIN
    wrong: int = 0
    how: str = "files"  # or answers, askpass
    codes: tuple = ("ok",)
    options: tuple = ()


SCENES = [
    Scene("status", "status", wrong=1),
    Scene("verify", "verify", wrong=1),
    Scene("verify wrong", "verify", pin=WRONG, codes=("wrong_pin",)),
    Scene("verify the last try, wrong", "verify", pin=WRONG, wrong=2, codes=("pin_blocked",),
          options=("--last-try",)),
    Scene("verify, one try left", "verify", wrong=2, codes=("last_try",)),
    Scene("change", "change"),
    Scene("change wrong", "change", pin=WRONG, codes=("wrong_pin",)),
    Scene("verify answers", "verify", how="answers"),
    Scene("change askpass", "change", how="askpass"),
]
REAL = ("status", "verify", "verify wrong", "change")  # with SoftHSM2: it blocks nothing


@dataclass
class State:
    """The card, as card.c keeps it."""

    pin: str = PIN
    wrong: int = 0
    logins: int = 0
    right_logins: int = 0
    changes: int = 0
    right_changes: int = 0
    stopped: int = 0

    @classmethod
    def read(cls, path):
        pin, *counts = STATE.unpack(path.read_bytes())
        return cls(pin.split(b"\0")[0].decode(), *counts)

    def write(self, path):
        with open(path, "r+b" if path.exists() else "wb") as out:  # never cut: it may be mapped
            out.write(STATE.pack(self.pin.encode(), self.wrong, self.logins, self.right_logins,
                                 self.changes, self.right_changes, self.stopped))


@dataclass
class Ran:
    """How a run ended, and what the card says of it."""

    status: int | None
    out: str
    err: str
    card: State
    told: dict | None = field(default=None)

    def __post_init__(self):
        try:
            self.told = json.loads(self.out) if self.out else None
        except ValueError:
            self.told = None

    @property
    def code(self):
        return self.told["code"] if self.told else None


def read(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


class SoftHsm:
    """A token of SoftHSM2, put back as it was before each run."""

    def __init__(self, folder):
        folder.mkdir()
        old, tokens.PIN = tokens.PIN, PIN
        try:
            self.token = tokens.SoftHsm(folder)
        finally:
            tokens.PIN = old
        self.kept = folder / "kept"
        shutil.copytree(folder / "tokens", self.kept)
        self.environment = {**self.token.environment, "ESIGN_TORTURE_REAL": str(tokens.SOFTHSM)}

    def put_back(self):
        shutil.rmtree(self.token.folder / "tokens")
        shutil.copytree(self.kept, self.token.folder / "tokens")


class Desk:
    """A home, a card in its reader, and runs of card-pin."""

    def __init__(self, folder, binary=BINARY, real=None):
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.esign = Esign(folder, ["--lang", "en", "--json"])
        self.real, self.binary = real, binary
        self.path = folder / "card"
        State().write(self.path)
        self.path.chmod(0o666)
        # The one is esign's answer to a module that fails, and it is looked for in a child.
        self.env = {**self.esign.env, "PCSCLITE_CSOCK_NAME": "/nonexistent",
                    "ESIGN_TORTURE_CARD": str(self.path), **(real.environment if real else {})}
        for name, text in (("pin", PIN), ("wrong", WRONG), ("new_pin", NEW)):
            self.esign.file(name, text)
        answers = folder / "answers"
        self.askpass = self.esign.askpass(
            f'case $ESIGN_ASKPASS_KIND in pin) cat {answers}/pin ;; *) cat {answers}/new_pin ;; esac')

    def begin(self, scene):
        State(wrong=0 if self.real else scene.wrong).write(self.path)
        if self.real:
            self.real.put_back()

    def line(self, scene):
        line = [self.binary, *self.esign.options, "card-pin", scene.deed, "--module", str(CARD),
                *scene.options]
        answers = self.esign.folder / "answers"
        if scene.deed != "status" and scene.how == "files":
            line += ["--pin-file", str(answers / ("wrong" if scene.pin == WRONG else "pin"))]
            line += ["--new-pin-file", str(answers / "new_pin")] if scene.deed == "change" else []
        if scene.how == "answers":
            line += ["--answers", "-"]
        return line if scene.how == "askpass" else [*line, "--no-input"]

    def run(self, scene, before=(), env=None, **options):
        self.begin(scene)
        given = {"pin": scene.pin, **({"new_pin": NEW} if scene.deed == "change" else {})}
        said = json.dumps(given) if scene.how == "answers" else ""
        env = {**self.env, **({"ESIGN_ASKPASS": self.askpass} if scene.how == "askpass" else {}),
               **(env or {})}
        options = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
                   "start_new_session": True, **options}
        process = subprocess.Popen([*before, *self.line(scene)], env=env,
                                   cwd=self.esign.folder / "home", **options)
        self.pid = process.pid
        try:
            out, err = process.communicate(said.encode() if process.stdin else None,
                                           timeout=SECONDS)
            status = process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            status = HUNG
        text = ((part or b"").decode("utf-8", "replace") for part in (out, err))
        return Ran(status, *text, State.read(self.path))

    def left_over(self):
        """Processes that still know of the card; they get a while to end."""
        until = time.monotonic() + 5
        while found := [one.name for one in Path("/proc").iterdir()
                        if one.name.isdigit() and str(self.path).encode() in read(one / "environ")]:
            if time.monotonic() > until:
                break
            time.sleep(0.01)  # nothing tells when
        return [f"left over: {found}"] if found else []

    def clean(self, scene):
        ran = self.run(scene)
        assert ran.code in scene.codes and not Judge(self, scene, ran).wrong(ran), (scene, ran)
        return Judge(self, scene, ran)


class Judge:
    """Holds a run in which something went wrong against the same run in which nothing did."""

    def __init__(self, desk, scene, clean):
        self.desk, self.scene, self.clean = desk, scene, clean

    def wrong(self, ran, ended=(), in_child=True):
        """What is wrong with it, in words; none where all is right. `ended`: statuses that are no
        word of its own (a signal). `in_child`: the module's process may be what failed."""
        if ran.status is HUNG:
            return ["it hung"]
        found = [*self.card(ran), *self.secrets(ran), *self.files()]
        if ran.status in ended:
            return found
        if not 0 <= ran.status <= 9:
            return [*found, f"it ended with {ran.status}: {ran.out}{ran.err[-1500:]}"]
        if not ran.told:  # then it must have been standard output that failed
            allowed = {9} if ran.card.logins else {7, 9}
            silent = ran.err and ran.status in allowed | {self.clean.status} - {0}
            return found if silent else [*found, f"no word, {ran.status}: {ran.out}{ran.err}"]
        try:
            schema.check(ran.told)
        except AssertionError as error:
            found.append(f"not the one object: {str(error)[:300]}")
        if ran.told["status"] != ran.status:
            found.append(f"it tells {ran.told['status']} and is {ran.status}")
        return found + self.words(ran, in_child)

    def card(self, ran):
        """Whatever went wrong: one PIN, and the new one after a right one alone."""
        card, scene = ran.card, self.scene
        found = []
        if card.logins > 1 or card.changes > 1:
            found.append(f"given more than once: {card}")
        if scene.deed == "status" and card.logins or card.changes and scene.deed != "change":
            found.append(f"given unasked: {card}")
        if "last_try" in scene.codes and card.logins:
            found.append("the last try was spent unasked")
        if scene.pin == PIN and card.wrong > scene.wrong and not self.desk.real:
            found.append(f"given another PIN than the right one that was answered: {card}")
        if card.changes > card.right_logins:
            found.append(f"a new PIN after no right one: {card}")
        return found

    @staticmethod
    def secrets(ran):
        return [f"a secret is told: {ran.out}{ran.err}" for one in (PIN, NEW, WRONG)
                if one in ran.out + ran.err]

    def files(self):
        folder = self.desk.esign.folder
        return [f"left behind: {path.name}" for top in ("home", "runtime", "state")
                for path in (folder / top).rglob("*") if path.is_file()]

    def words(self, ran, in_child):
        """What it says agrees with the card."""
        code, data, card = ran.code, ran.told["data"], ran.card
        found = []
        if data.get("verified") and not card.right_logins:
            found.append(f"it calls a PIN right that the card has not: {ran.out}")
        if data.get("changed") and not card.right_changes:
            found.append(f"it calls changed what is not: {ran.out}")
        state, truth = (data.get("pin") or {}).get("state"), self.state(card.wrong)
        if state is not None and code in ("ok", "wrong_pin", "pin_refused") and state != truth:
            found.append(f"it calls the PIN {state}, and it is {truth}: {ran.out}")
        if ran.status == self.clean.status and code in self.scene.codes:
            same = card == self.clean.card
            return found if same else [*found, f"as if all were well, but {card}"]
        if self.desk.real and code == "wrong_pin" and card.wrong:
            return found  # SoftHSM2 calls a right PIN wrong where its own memory fails: it said so
        if code == "outcome_unknown":
            if not card.logins and not in_child:
                found.append(f"nothing was given, and that is known: {ran.out}")
            if "card-pin status" not in (ran.told["error"]["hint"] or "card-pin status"):
                found.append(f"no word where to look: {ran.out}")
        elif card.logins:
            found.append(f"the card was given the PIN, and it says {code}: {ran.out}")
        elif code not in BEFORE + (UNANSWERED if self.scene.how == "askpass" else ()):
            found.append(f"{code}: {ran.out}{ran.err}")
        return found

    def state(self, wrong):
        if self.desk.real:  # it keeps one mark, and has none for the last try
            return "tried" if wrong else "ready"
        return ("ready", "tried", "last_try", "blocked")[wrong]
