# SPDX-License-Identifier: Apache-2.0
"""Runs esign as a process with a home of its own and no terminal."""

import json
import os
import socket
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

import schema

BIN = os.environ.get("ESIGN_BIN", "")
ID = "10000000146"

KEPT = ("PATH", "LC_ALL", "LOCPATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")


def _argument(value):
    return value if isinstance(value, bytes) else str(value)


@dataclass
class Result:
    """How a run ended."""

    status: int
    out: str
    err: str
    json: dict | None = None

    @property
    def code(self):
        return self.json["code"]

    @property
    def data(self):
        return self.json["data"]

    @property
    def error(self):
        return self.json["error"]


class Esign:
    """esign with its own folders below `folder`."""

    def __init__(self, folder, options=()):
        self.folder = Path(folder)
        self.options = list(options)
        self.program = [BIN]  # what is run; a test may put a program around it
        self.env = {name: os.environ[name] for name in KEPT if name in os.environ}
        self.env["HOME"] = str(self._made("home"))
        self.env["XDG_RUNTIME_DIR"] = str(self._made("runtime"))
        self.env["XDG_STATE_HOME"] = str(self._made("state"))

    def _made(self, name):
        path = self.folder / name
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path

    def file(self, name, text):
        """A private file with an answer; its path."""
        path = self._made("answers") / name
        path.write_bytes(text if isinstance(text, bytes) else (text + "\n").encode())
        path.chmod(0o600)
        return str(path)

    def answers(self, **kinds):
        """A file for --answers."""
        return self.file("answers.json", json.dumps(kinds))

    def askpass(self, script):
        """A program for ESIGN_ASKPASS: the body of a shell script."""
        path = self._made("bin") / "askpass"
        path.write_text("#!/bin/sh\n" + script + "\n", encoding="utf-8")
        path.chmod(0o700)
        return str(path)

    def run(self, *args, stdin="", env=None, timeout=120):
        """A run in a session of its own, so that there is no /dev/tty to ask on."""
        done = subprocess.run(
            [*self.program, *self.options, *map(_argument, args)],
            input=stdin if isinstance(stdin, bytes) else stdin.encode(),
            capture_output=True,
            env={**self.env, **(env or {})},
            cwd=self._made("cwd"),
            timeout=timeout,
            start_new_session=True,
            check=False,
        )
        result = Result(
            done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "replace")
        )
        assert result.status != 99, "a sanitizer stopped it:\n" + result.err
        assert result.status >= 0, f"ended by signal {-result.status}:\n{result.err}"
        return result

    def json(self, *args, **options):
        """A run with --json: what it says is one object of the command's schema, and agrees
        with the exit status."""
        result = self.run("--json", *args, **options)
        result.json = schema.check(schema.parse(result.out))
        assert result.json["status"] == result.status
        if result.json["error"] is not None:
            assert result.json["error"]["code"] == result.json["code"]
        return result

    def kept(self):
        """All bytes of all files that runs left behind, by path."""
        found = {}
        for top in ("home", "runtime", "state", "cwd"):
            for path in (self.folder / top).rglob("*"):
                if path.is_file():
                    found[path] = path.read_bytes()
        return found


class Listener:
    """A port of loopback that counts who connects, and hangs up on them."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.connections = 0
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()

    @property
    def url(self):
        return f"https://127.0.0.1:{self.port}/"

    def close(self):
        if self.socket.fileno() < 0:
            return
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(10)
