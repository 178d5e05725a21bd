# SPDX-License-Identifier: Apache-2.0
"""Runs of the program as people have it, with the clocks and the places a case wants."""

import datetime
import os
import subprocess
from pathlib import Path

import schema
from other import HTML, PHONE, PNG, form
from runner import BIN, ID, Esign, Result
from tls_server import DAY, Authority, Server

RELEASE = Path(os.environ.get("ESIGN_RELEASE", ""))
PROGRAM = str(RELEASE / "bin" / "esign") if os.environ.get("ESIGN_RELEASE") else BIN
TORTURE = RELEASE / "torture"
SHIM = str(TORTURE / "torture_clocks.so")
PICTURE = "12345"
WORD = "Yanlis1Soz"
BOOT = 10_000_000
FORGET = "<a href=forgot>Güvenlik Sözcüğümü Unuttum</a>"


class Quick(Esign):
    """esign as people have it, whose clocks can be moved, also while it runs."""

    def __init__(self, folder, options=()):
        super().__init__(folder, ["--lang", "en", *options])
        self.program = [PROGRAM]
        self.clocks = self.folder / "clocks"
        self.id = self.file("id", ID)
        self.word = self.file("word", WORD)

    def see(self, text=PICTURE):
        """From now on every picture is read so."""
        script = f'[ "$ESIGN_ASKPASS_KIND" = captcha ] && echo {text}'
        self.env["ESIGN_ASKPASS"] = self.askpass(script)
        return self

    def move(self, wall=0, boot=0):
        """From now on the wall clock is off by so many seconds; the clock since boot stands still,
        so many seconds after it did first, so that a case takes no time."""
        new = self.clocks.with_suffix(".new")
        new.write_text(f"{wall} {BOOT + boot}\n", encoding="ascii")
        new.replace(self.clocks)
        self.env.update(LD_PRELOAD=SHIM, TORTURE_CLOCKS=str(self.clocks))
        return self

    def line(self, *args, before=()):
        return [*map(str, before), PROGRAM, *self.options, "--json", *map(str, args)]

    def start(self, *args, before=()):
        return subprocess.Popen(
            self.line(*args, before=before), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=self.env, cwd=self.folder, start_new_session=True,
        )

    def ended(self, process, timeout=120):
        out, err = process.communicate(timeout=timeout)
        result = Result(process.returncode, out.decode(), err.decode("utf-8", "replace"))
        if result.status >= 0 and result.out:
            result.json = schema.check(schema.parse(result.out))
        return result

    def go(self, *args, before=()):
        return self.ended(self.start(*args, before=before))

    def login(self, *more, before=()):
        line = ["login", "--id-file", self.id, "--word-file", self.word, *more]
        return self.go(*line, before=before)

    def forgot(self, *more):
        return self.go("forgot-word", "--id-file", self.id, *more)

    def count(self):
        """What esign itself says of the wrong words; -1 where it cannot."""
        told = self.go("status")
        if told.json is None or told.code != "ok":
            return -1
        return sum(entry["count"] for entry in told.data["wrong_words"])


class Ageless(Authority):
    """Its certificates are good whatever the clock says, so that nothing else stops a run."""

    since, lifetime = datetime.datetime(1951, 1, 1), 200 * 365 * DAY


class Walls:
    """A portal of the login and of the request for a mail, which counts what it is sent."""

    def __init__(self, folder, said="<p>Güvenlik sözcüğü hatalı."):
        self.said = said  # to a word
        self.agrees = False  # every word is the right one
        authority = Ageless(folder)
        self.ca = authority.file
        self.certificate = authority.issue(lifetime=authority.lifetime)
        self.server = self.another()

    def another(self):
        """The same portal at another port."""
        server = Server(self._serve, self.certificate)
        server.__enter__()
        return server

    def _serve(self, connection):
        while request := connection.read():
            path = request.path.split("?")[0]
            if path == "/picture":
                connection.answer(PNG, headers=["Content-Type: image/png"])
                continue
            page = {
                "/start": form() + FORGET,
                "/login": PHONE if self.agrees else form() + self.said,
                "/forgot": (
                    "<h1>Güvenlik Sözcüğü İste</h1><form method=post action=asked><label>Kimlik No "
                    "<input name=id></label><img src=picture><label>Resimdeki Yazı "
                    "<input name=text></label><input type=submit value=Gönder></form>"
                ),
                "/asked": "<h1>Sonuç</h1><p>Bağlantı e-posta adresinize gönderilmiştir.",
            }.get(path, "")
            connection.answer(f"<!doctype html><title>Portal</title>{page}".encode(), headers=HTML)

    def options(self, host="127.0.0.1", server=None):
        port = (server or self.server).port
        return ["--start", f"https://{host}:{port}/start", "--cacert", str(self.ca)]

    def posts(self, path):
        with self.server.lock:
            return sum(one.method == "POST" and one.path.split("?")[0] == path
                       for one in self.server.requests)

    @property
    def words(self):
        return self.posts("/login")

    def close(self):
        self.server.__exit__()
