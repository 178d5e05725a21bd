# SPDX-License-Identifier: Apache-2.0
"""The whole journey, recorded once at the practice portal, and played again as often as a test
likes: each command with the session that it starts from, and what the portal answered to it."""

import json
import re
import shutil
import socket
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

import keys
from cutting import Cutter, split_head
from person import NEW_WORD
from runner import ID, Esign

SMS_SECONDS = 3600  # or the code would be too old for the last cases
PLACEHOLDER = b"127.0.0.1:00000"
CAPTCHA, WORD = "Resimdeki Yazı", "Güvenlik Sözcüğü"


NOBODY = (False, None, False, False)  # Traveller.status() without a session


@dataclass(frozen=True)
class Step:
    """A command of the journey."""

    name: str
    begins: str | None  # the step after which its session was taken
    line: tuple
    ends: int = 0  # its status where all is well
    effects: tuple = ()  # which of its requests carry an answer or make the portal send something
    counts: bool = False  # as a wrong word, where that may have arrived
    left: tuple = ()  # what stands in the session after an unknown outcome
    goes_on: tuple = ()  # (step, status) pairs that lead on from one
    page_left: tuple = ()  # the session when its last answer was not to be sent


def steps():
    """In the order of the journey."""
    forgot = ("forgot-word", "--answers", "{id}")
    login = ("login", "--answers", "{login}")
    by_hand = ("page", "fill", "Kimlik No", "fill", CAPTCHA, "fill", WORD, "press", "Giriş",
               "--answers", "{page}")
    sms = ("sms-verify", "--send-only")
    return [
        Step("forgot", None, forgot, 3),
        Step("forgot-answer", "forgot", (*forgot, "--captcha", "{captcha}"), effects=(0,),
             left=NOBODY, goes_on=(("forgot", 3), ("forgot-answer", 0))),
        Step("reset", "forgot-answer",
             ("reset-word", "--link-file", "{link}", "--word-file", "{word}"), effects=(0, 2),
             left=(True, "result", False, False), page_left=(True, "reset", False, False),
             goes_on=(("reset", 0),)),
        Step("login", "reset", login, 3),
        Step("login-by-hand", "login", by_hand, effects=(0,), counts=True,
             left=(True, "login", True, False), goes_on=(("login-by-hand", 0),)),
        Step("login-answer", "login", (*login, "--captcha", "{captcha}"), effects=(0,),
             counts=True, left=NOBODY, goes_on=(("login", 3), ("login-answer", 0))),
        Step("sms-send", "login-answer", sms, effects=(0,), left=(True, "phone", False, False),
             goes_on=(("sms-send", 4), ("sms-resend", 0))),
        Step("sms-resend", "login-answer", (*sms, "--resend"), effects=(0,)),
        Step("sms-code", "sms-send", ("sms-verify", "--code-file", "{code}"), effects=(0,),
             left=(True, "code", False, True), goes_on=(("sms-code", 0),)),
        Step("pin-puk", "sms-code", ("pin-puk",)),
        Step("certs", "pin-puk", ("certs",)),
        Step("logout", "certs", ("logout",)),
    ]


STEPS = {step.name: step for step in steps()}
SAME = {"login-by-hand": "login-answer", "sms-resend": "sms-send"}  # the same for the portal


class Traveller:
    """An esign with a folder of its own, that a portal's address is given to."""

    def __init__(self, folder, binary, port, ca):
        self.esign = Esign(folder, ["--lang", "en", "--no-input", "--json", "--quiet", "--start",
                                    f"https://127.0.0.1:{port}/", "--cacert", str(ca)])
        self.binary = binary
        self.esign.program = [binary]  # what people have, not the one that is checked
        self.folder = Path(folder)
        self.snapshots = {}
        self.values = {
            "id": self.esign.file("id.json", json.dumps({"id": ID})),
            "login": self.esign.file("login.json", json.dumps({"id": ID, "word": NEW_WORD})),
            "word": self.esign.file("word", NEW_WORD),
        }
        (self.folder / "cwd").mkdir(exist_ok=True)

    def learn(self, captcha, link, code, port):
        """What the portal told its visitor by other ways than its pages."""
        fields = {"Kimlik No": ID, CAPTCHA: captcha, WORD: NEW_WORD}
        self.values |= {
            "captcha": captcha,
            "page": self.esign.file("page.json", json.dumps({"field": fields})),
            "link": self.esign.file("link", link.replace("00000", str(port))),
            "code": self.esign.file("code", code),
        }

    def command(self, step, *more):
        return [self.binary, *self.esign.options, *more,
                *(part.format(**self.values) for part in step.line)]

    def run(self, step, *more, env=None):
        return self.start(self.command(step, *more), env)

    def start(self, command, env=None):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False,
                              env={**self.esign.env, **(env or {})}, cwd=self.folder / "cwd",
                              timeout=60, start_new_session=True)
        try:
            told = json.loads(done.stdout)
        except ValueError:
            told = {"code": None, "data": {}, "error": {"message": done.stderr.decode()}}
        return done.returncode, told

    def status(self):
        """The count of wrong words, and what stays the same while time goes by."""
        _, told = self.start([self.binary, *self.esign.options, "status"])
        data = told["data"]
        count = sum(row["count"] for row in data["wrong_words"])
        return count, (data["session"], data["screen"], data["picture_waiting"],
                       data["sms_expires_in"] is not None)

    def _folders(self):
        return [self.folder / name / "esign" for name in ("runtime", "state")]

    def _files(self):
        return {path: path.read_bytes() for top in self._folders() if top.exists()
                for path in top.rglob("*") if path.is_file()}

    def take_snapshot(self, name):
        self.snapshots[name] = (self._files(), keys.take(self.folder / "runtime"), self.status())

    def state(self):
        """All that the next run can know of those before, byte for byte."""
        return frozenset(self._files().items()), frozenset(keys.take(self.folder / "runtime").items())

    def go_back(self, name):
        """To the session as it was after a step (None: before all); its status as it was then."""
        if name is None:
            self.forget()
            return 0, NOBODY
        files, kernel_keys, status = self.snapshots[name]
        for top in self._folders():
            for path in top.rglob("*") if top.exists() else ():
                if path.is_file() and path not in files:
                    path.unlink()
        for path, data in files.items():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_bytes(data)
            path.chmod(0o600)
        keys.put(kernel_keys)
        return status

    def forget(self):
        for top in self._folders():
            shutil.rmtree(top, ignore_errors=True)


class Tape:
    """What a portal answered: for each step the requests in their order, with their answers."""

    def __init__(self):
        self.answers = {name: {} for name in STEPS}
        self.exchanges = {name: [] for name in STEPS}

    def add(self, step, exchange, answer):
        self.answers[step][exchange.key] = answer
        self.exchanges[step].append((exchange.key, exchange.request, answer))

    def keys(self, step):
        return [key for key, _, _ in self.exchanges[step]]

    def player(self, step, port):
        """Answers as the portal did in that step; what it was not asked then is not found."""
        place = PLACEHOLDER.replace(b"00000", b"%05d" % port)

        def answer(exchange):
            found = self.answers[step].get(exchange.key)
            if found is None:
                return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
            return found.replace(PLACEHOLDER, place)

        return answer


STYLE = re.compile(rb"<style.*?</style>", re.DOTALL)
LENGTH = re.compile(rb"(?i)(\r\nContent-Length: *)\d+")


def without_style(answer):
    """A third of a page is its style, which nobody here reads: its bytes need not be cut."""
    head, _, body = answer.partition(b"\r\n\r\n")
    body = STYLE.sub(b"", body)
    return LENGTH.sub(rb"\g<1>%d" % len(body), head) + b"\r\n\r\n" + body


class Relay:
    """Hands requests on to the practice portal, as if that had the cutter's port."""

    def __init__(self, portal, port):
        self.here = b"127.0.0.1:%05d" % port
        self.portal_port = int(portal.origin.rsplit(":", 1)[1])
        self.there = b"127.0.0.1:%05d" % self.portal_port
        self.context = ssl.create_default_context(cafile=portal.ca)

    def ask(self, request):
        with socket.create_connection(("127.0.0.1", self.portal_port), timeout=30) as plain:
            with self.context.wrap_socket(plain, server_hostname="127.0.0.1") as stream:
                stream.sendall(request.replace(self.here, self.there))
                data = b""
                while not (parts := split_head(data)) or len(parts[1]) < parts[2]:
                    more = stream.recv(1 << 16)
                    assert more, data
                    data += more
        return data

    def answer(self, exchange):
        return self.ask(exchange.request).replace(self.there, self.here)


def record(portal, certificate, ca, binary, folder):
    """Makes the journey once. The tape, and what the portal told beside its pages."""
    cutter = Cutter(certificate)
    relay = Relay(portal, cutter.port)
    one = Traveller(folder, binary, cutter.port, ca)
    tape, told = Tape(), {"captcha": "", "link": "", "code": ""}
    for name, step in STEPS.items():
        if name in SAME:
            continue

        def answer(exchange, name=name):
            data = without_style(relay.answer(exchange))
            tape.add(name, exchange, data.replace(relay.here, PLACEHOLDER))
            return data

        one.learn(**told, port=cutter.port)
        cutter.arm(answer)
        status, said = one.run(step)
        cutter.settle()
        assert (status, cutter.trouble) == (step.ends, []), (name, said)
        tell(portal, relay, told)
    cutter.close()
    for name, like in SAME.items():
        tape.answers[name] = tape.answers[like]
        tape.exchanges[name] = tape.exchanges[like]
    return tape, told


def tell(portal, relay, told):
    """A visitor's eyes, mailbox and phone."""
    if captchas := (portal.dir / "captcha.txt").read_text().split():
        told["captcha"] = captchas[-1]
    if portal.mails():
        place = relay.there.decode()
        told["link"] = portal.link().replace(place, PLACEHOLDER.decode())
    if portal.codes():
        told["code"] = portal.code()
