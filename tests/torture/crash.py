# SPDX-License-Identifier: Apache-2.0
"""Runs of esign in which one system call goes wrong, and what has to be true after each.

A Scene is a command together with what is kept before it. The portal is a server of a few pages
that keeps nothing itself, so that each case starts from the same place."""

import ctypes
import ctypes.util
import errno
import hashlib
import json
import os
import shutil
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from messages import made
from other import BAR, HTML, PHONE, PNG, form
from runner import ID, Esign
from tls_server import Authority, Server

RELEASE = Path(os.environ["ESIGN_RELEASE"]) if "ESIGN_RELEASE" in os.environ else None
ESIGN = str(RELEASE / "bin" / "esign") if RELEASE else ""
INJECT = str(RELEASE / "torture" / "torture_inject") if RELEASE else ""
HANG_SECONDS = 40
WORD, CODE = "Gizli1Sözcük", "123456"

KNOWN = {
    "runtime": {"default.session", "default.key", "default.lock", "default-picture.png"},
    "state": {"ledger", "ledger.key", "ledger.lock", "ledger.tries", "page-report.json"},
}
NEW = {folder: {f".{name}.esign-new" for name in names} for folder, names in KNOWN.items()}
FORGET = "<a href=forgot>Güvenlik Sözcüğümü Unuttum</a>"
CODE_PAGE = (
    "<h1>SMS Onay Kodu Giriş Ekranı</h1><p>Kalan Süre 290 Saniye<form method=post action=code>"
    "<label>SMS Onay Kodu <input name=code></label><input type=submit value=Gönder></form>"
)
PAGES = {
    "/start": form() + FORGET,
    "/bad": form(action="wrong"),
    "/blur": form(action="unread"),
    "/login": PHONE,
    "/wrong": form(action="wrong", more="<p>Güvenlik sözcüğü hatalı."),
    "/unread": form(action="unread", more="<p>Resimdeki yazı hatalı."),
    "/sms": CODE_PAGE,
    "/code": "<h1>İşlemler Menüsü</h1>" + BAR + "<a href=l>Sertifika Listeleme</a>"
             "<a href=i>Bilgileri Güncelle</a><a href=on>Kullanıma Aç</a><a href=exit>Çıkış</a>",
    "/l": (
        "<h1>Sertifika Listeleme</h1><table><tr><th>Sertifika Seri No<th>Durumu<tr><td>4F3A91"
        "<td>Kullanımda</table><a href=code>Menü</a><a href=exit>Çıkış</a>"
    ),
    "/i": (
        "<h1>Bilgileri Güncelle</h1><form method=post action=saved><label>E-posta <input name=e "
        "value=o@example.org></label><button>Kaydet</button></form><a href=code>Menü</a>"
    ),
    "/p": (
        "<h1>PIN ve PUK Bilgileri</h1><table><tr><th>Kart Seri Numarası<th>PIN<th>PUK"
        "<tr><td>ALS-1000200030<td>482913<td>70516284</table><a href=exit>Çıkış</a>"
    ),
    "/exit": "<h1>Oturum kapatıldı</h1>",
    "/forgot": (
        "<h1>Güvenlik Sözcüğü İste</h1><form method=post action=asked><label>Kimlik No "
        "<input name=id></label><img src=picture><label>Resimdeki Yazı <input name=text></label>"
        "<input type=submit value=Gönder></form>"
    ),
    "/asked": "<h1>Sonuç</h1><p>Bağlantı e-posta adresinize gönderilmiştir.",
    "/nb.go": (
        "<h1>Güvenlik Sözcüğü Güncelle</h1><form method=post action=done><label>Güvenlik Sözcüğü "
        "<input type=password name=a></label><label>Güvenlik Sözcüğü Tekrarı "
        "<input type=password name=b></label><input type=submit value=Gönder></form>"
    ),
    "/done": "<h1>Sonuç</h1><p>Güvenlik Sözcüğünüz başarıyla güncellenmiştir.",
}


class StubPortal:
    """Answers every request the same way, whoever asks."""

    def __init__(self, folder):
        authority = Authority(folder)
        self.ca = authority.file
        self.server = Server(self._serve, authority.issue())
        self.server.__enter__()

    @staticmethod
    def _serve(connection):
        connection.stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while request := connection.read():
            path = request.path.split("?")[0]
            if path == "/picture":
                connection.answer(PNG, headers=["Content-Type: image/png"])
            elif path in PAGES:
                page = f"<!doctype html><title>Portal</title>{PAGES[path]}".encode()
                cookie = ["Set-Cookie: s=1; Secure; HttpOnly"] if path == "/start" else []
                connection.answer(page, headers=HTML + cookie)
            else:
                connection.answer(status="404 Not Found")

    def posts(self, mark):
        """The paths of what was posted since the mark."""
        with self.server.lock:
            return [one.path for one in self.server.requests[mark:] if one.method == "POST"]

    def mark(self):
        with self.server.lock:
            return len(self.server.requests)

    def close(self):
        self.server.__exit__()


class Keyring:
    """The user's kernel keyring: what lies there under esign's names, to be put back."""

    USER, PROCESS, ALL = -4, -2, 0x3F3F0000

    def __init__(self):
        name = ctypes.util.find_library("keyutils")
        self.lib = ctypes.CDLL(name, use_errno=True) if name else None
        if self.lib:
            self.lib.keyctl_link(self.USER, self.PROCESS)

    def read(self, name):
        key = self.lib.keyctl_search(self.USER, b"user", name.encode(), 0) if self.lib else -1
        if key < 0:
            return None
        room = ctypes.create_string_buffer(8192)
        length = self.lib.keyctl_read(key, room, len(room))
        return room.raw[:length] if length > 0 else None

    def write(self, name, value):
        if self.read(name) == value:
            return
        key = self.lib.add_key(b"user", name.encode(), value, len(value), self.USER)
        self.lib.keyctl_set_timeout(key, 3600)
        self.lib.keyctl_setperm(key, self.ALL)

    def remove(self, name):
        key = self.lib.keyctl_search(self.USER, b"user", name.encode(), 0) if self.lib else -1
        if key > 0:
            self.lib.keyctl_unlink(key, self.USER)


@dataclass
class Scene:
    name: str
    args: list
    start: str = "/start"
    before: tuple = ()  # names of the scenes that lead here
    codes: tuple = ("ok",)  # what the run says when nothing goes wrong
    loses: bool = False  # a failure may cost the session: logout, or a login begun anew


def scenes(files):
    """Every command, each where it is used."""
    login = ["login", "--id-file", files["id"], "--word-file", files["word"]]
    forgot = ["forgot-word", "--id-file", files["id"]]
    text = ["--captcha", "12345"]
    return [
        Scene("card-check", ["card-check"], codes=("pcsc_absent", "no_reader", "no_card", "ok")),
        Scene("status, nothing kept", ["status"]),
        Scene("inspect", ["inspect", files["page"]]),
        Scene("forgot-word", forgot, codes=("input_needed",)),
        Scene("forgot-word, its picture read", forgot + text, before=("forgot-word",), loses=True),
        Scene("reset-word", ["reset-word", "--link-file", files["link"], "--word-file",
                             files["word"]], loses=True),
        Scene("reset-word from a Maildir", ["reset-word", "--maildir", files["maildir"], "--mail-wait",
              "0", "--word-file", files["word"]], loses=True),
        Scene("login", login, codes=("input_needed",)),
        Scene("login, its picture read", login + text, before=("login",), loses=True),
        Scene("a wrong word's picture", login, start="/bad", codes=("input_needed",)),
        Scene("login with a wrong word", login + text, start="/bad",
              before=("a wrong word's picture",), codes=("wrong_word",), loses=True),
        Scene("an unread picture", login, start="/blur", codes=("input_needed",)),
        Scene("login with a picture misread", login + text, start="/blur",
              before=("an unread picture",), codes=("wrong_captcha",), loses=True),
        Scene("status", ["status"], before=("login", "login, its picture read")),
        Scene("sms-verify, the code sent for", ["sms-verify", "--send-only"],
              before=("login", "login, its picture read")),
        Scene("sms-verify", ["sms-verify", "--code-file", files["code"]],
              before=("login", "login, its picture read", "sms-verify, the code sent for")),
        Scene("page fill", ["page", "fill", "SMS Onay Kodu", "--field-file", files["code"]],
              before=("login", "login, its picture read", "sms-verify, the code sent for")),
        Scene("page press", ["page", "press", "Gönder", "--field-file", files["code"]],
              before=("login", "login, its picture read", "sms-verify, the code sent for",
                      "page fill")),
        Scene("pin-puk", ["pin-puk"], before=("login", "login, its picture read",
              "sms-verify, the code sent for", "sms-verify")),
        *(Scene(name, [name], codes=codes, before=("login", "login, its picture read",
                "sms-verify, the code sent for", "sms-verify"))
          for name, codes in (("certs", ("ok",)), ("update-info", ("input_needed",)),
                              ("activate", ("input_needed",)))),
        Scene("logout", ["logout"], before=("login", "login, its picture read",
              "sms-verify, the code sent for", "sms-verify"), loses=True),
    ]


@dataclass
class Kept:
    """What lies in the folders and in the keyring."""

    files: dict = field(default_factory=dict)
    keys: dict = field(default_factory=dict)


class Stage:
    """A home of its own, in which scenes are played, whole or with a call gone wrong."""

    def __init__(self, folder, portal, refuse_keys=False):
        self.portal = portal
        self.esign = Esign(folder, ["--lang", "en", "--json", "--no-input"])
        self.refuse = ["--refuse-keys"] if refuse_keys else []
        self.report = Path(folder) / "report"
        self.keyring = Keyring()
        page = self.esign.folder / "page.html"
        page.write_text(PAGES["/start"], encoding="utf-8")
        make = self.esign.file
        self.files = {
            "id": make("id", ID), "word": make("word", WORD), "code": make("code", CODE),
            "link": make("link", portal.server.origin + "/nb.go?a=1"), "page": str(page),
            "maildir": self._maildir(portal.server.origin + "/nb.go?a=1"),
        }
        self.scenes = {one.name: one for one in scenes(self.files)}
        self.names = self._key_names()
        self.ready = {}
        self.key_refused = False

    def _maildir(self, link):
        top = self.esign.folder / "maildir"
        (top / "new").mkdir(parents=True)
        (top / "new" / "1").write_bytes(made(link))
        return str(top)

    def _key_names(self):
        path = self.folder("runtime") / "default.session"
        digest = hashlib.sha256(str(path).encode()).hexdigest()
        return [f"esign:session:{digest}", f"esign:filled:{digest}"]

    def folder(self, name):
        return self.esign.folder / name / "esign"

    def kept(self):
        files = {}
        for folder in KNOWN:
            for path in self.folder(folder).glob("*") if self.folder(folder).is_dir() else ():
                files[(folder, path.name)] = path.read_bytes()
            for path in self.folder(folder).glob(".*") if self.folder(folder).is_dir() else ():
                files[(folder, path.name)] = path.read_bytes()
        keys = {name: self.keyring.read(name) for name in self.names}
        return Kept(files, {name: value for name, value in keys.items() if value})

    def put_back(self, kept):
        for folder in KNOWN:
            shutil.rmtree(self.folder(folder), ignore_errors=True)
        for (folder, name), content in kept.files.items():
            self.folder(folder).mkdir(mode=0o700, exist_ok=True)
            path = self.folder(folder) / name
            with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
                out.write(content)
        for name in self.names:
            if name in kept.keys:
                self.keyring.write(name, kept.keys[name])
            else:
                self.keyring.remove(name)

    def line(self, scene):
        where = ["--start", self.portal.server.origin + scene.start, "--cacert", self.portal.ca]
        if scene.args[0] in ("card-check", "inspect"):
            where = []
        return [ESIGN, *self.esign.options, *map(str, scene.args), *map(str, where)]

    def run(self, line):
        """Exit status (signals below nought), standard output and error; None: it hung."""
        env = {**self.esign.env, "PCSCLITE_CSOCK_NAME": str(self.esign.folder / "no-socket")}
        process = subprocess.Popen(
            line, env=env, cwd=self.esign.folder / "home", stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )
        try:
            out, err = process.communicate(timeout=HANG_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()  # what it traces is ended with it
            process.communicate()
            return None, "", ""
        return process.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace")

    def whole(self, line):
        """A run in which nothing goes wrong."""
        return self.run([INJECT, *self.refuse, "--report", "/dev/null", *line]
                        if self.refuse else line)

    def prepare(self, scene):
        """What is kept before the scene: played once, then remembered."""
        if scene.before not in self.ready:
            self.put_back(Kept())
            for name in scene.before:
                status, out, err = self.whole(self.line(self.scenes[name]))
                code = json.loads(out)["code"] if out else None
                assert code in self.scenes[name].codes, (name, status, out, err)
            self.ready[scene.before] = self.kept()
        self.put_back(self.ready[scene.before])
        return self.ready[scene.before]

    def trace(self, scene):
        """The calls of a run in which nothing goes wrong: [("p", "openat"), …]."""
        self.prepare(scene)
        path = self.esign.folder / "trace"
        status, out, err = self.run(
            [INJECT, *self.refuse, "--trace", str(path), *self.line(scene)])
        assert out and json.loads(out)["code"] in scene.codes, (scene.name, status, out, err)
        return [tuple(line.split()) for line in path.read_text().splitlines()]

    def strike(self, scene, who, call, number, act):
        """One case. (hit or not, what is wrong or None)"""
        kept = self.prepare(scene)
        mark = self.portal.mark()
        self.report.write_text("")
        ended = self.run([INJECT, *self.refuse, "--report", str(self.report), "--who", who,
                          "--call", call, "--number", str(number), "--act", str(act),
                          *self.line(scene)])
        told = self.report.read_text()
        if ended[0] is not None and "hit" not in told:
            return False, None
        case = f"{scene.name}: {who} {call} {number} {act}"
        # where the keyring refuses the key, or a session that was to be forgotten cannot be
        # removed and loses its key, it cannot be read: that costs a login
        self.key_refused = (
            call == "keyctl" and act in (errno.EACCES, errno.EDQUOT, errno.ENOKEY)
        ) or (call == "unlink" and scene.loses)
        wrong = self._judge(scene, act, who, ended, told, kept, self.portal.posts(mark))
        return True, f"{case}: {wrong}" if wrong else None

    # --- what has to be true after a case ---

    def _judge(self, scene, act, who, ended, told, kept, posts):
        if ended[0] is None:
            return "it hung"
        if "left" in told:
            return "a child outlived it"
        return (
            self._judge_end(ended, act == "kill" and who == "p")
            or self._judge_files()
            or self._judge_posts(posts, ended[1])
            or self._judge_next(scene, kept, posts)
        )

    @staticmethod
    def _judge_end(ended, killed):
        status, out, err = ended
        if killed:
            return None if status == -9 else f"it ended with {status}"
        if status < 0 or status > 9:
            return f"it ended with {status}: {out or err}"
        try:
            said = json.loads(out) if out else None
        except ValueError:
            said = None
        if said is None:  # then it must have been standard output that failed
            return None if status and err else f"it said nothing, status {status}: {out} {err}"
        return None if said["status"] == status else f"{status}, but it said {out}"

    def _judge_files(self):
        for folder, names in KNOWN.items():
            there = {path.name for path in self.folder(folder).iterdir()
                     } if self.folder(folder).is_dir() else set()
            strange = there - names - NEW[folder] - {"default.session.bad"}
            if strange:
                return f"left behind: {strange}"
        outside = [path.name for path in (self.esign.folder / "home").iterdir()]
        return f"written elsewhere: {outside}" if outside else None

    @staticmethod
    def _judge_posts(posts, out):
        if len(posts) > 1:
            return f"sent more than once: {posts}"
        safe = posts and '"status":7' in out
        return f"sent, and said to be safe to send again: {out}" if safe else None

    def _judge_next(self, scene, kept, posts):
        status, out, err = self.whole([ESIGN, *self.esign.options, "status"])
        if status != 0 or not out:
            return f"then status says {status}: {out}{err}"
        bad = "put aside" in err or ("runtime", "default.session.bad") in self.kept().files
        if bad and not self.key_refused:
            return f"the session is not readable: {err}"
        data = json.loads(out)["data"]
        had = ("runtime", "default.session") in kept.files
        if had and not data["session"] and not scene.loses and not self.key_refused:
            return "the session is gone"
        words = sum(path in ("/wrong", "/login") for path in posts)
        count = sum(one["count"] for one in data["wrong_words"])
        if "/wrong" in posts and count < words:
            return f"the portal got {words} words, the ledger has {count}"
        return self._judge_left_over()

    def _judge_left_over(self):
        """A file that was being written goes, at the latest, with the next log-out or writing."""
        if not any(name.startswith(".") for _, name in self.kept().files):
            return None
        self.whole([ESIGN, *self.esign.options, "logout"])
        left = [name for folder, name in self.kept().files
                if name.startswith(".") and folder == "runtime"]
        return f"not taken away: {left}" if left else None
