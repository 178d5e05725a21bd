# SPDX-License-Identifier: Apache-2.0
"""esign card-check as a process that talks to a PC/SC service."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import schema
from patience import PATIENCE, read_line

SOURCE = Path(__file__).resolve().parents[2]
ESIGN = os.environ.get("ESIGN_BIN", str(SOURCE / "build" / "bin" / "esign"))
ROUNDS = 9


def assert_at_once(late):
    """20 ms is the most that may be between another program's hearing and esign's line; a machine
    that has other things to do may be late itself now and then."""
    assert len(late) == ROUNDS and sorted(late)[-3] < 0.02, sorted(late)


class Result:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    @property
    def json(self):
        """The one object on standard output, as its schema allows it."""
        assert self.out.endswith("\n") and self.out.count("\n") == 1, (self.out, self.err)
        return schema.check(json.loads(self.out))


class Running:
    """esign while it waits or watches."""

    def __init__(self, process):
        self.process, self.last = process, None

    def line(self):
        """The next line of standard output, as JSON. No change is told twice."""
        line = self.read()
        assert line, f"it ended: {self.process.stderr.read()}"
        assert line != self.last, f"told twice: {line}"
        self.last = line
        return schema.check(json.loads(line))

    def until(self, code, cause=None):
        """The first line with this code, and cause where one is named; what pcscd shows on its way
        there may be told before it."""
        while True:
            line = self.line()
            if line["code"] == code and cause in (None, line["data"]["cause_code"]):
                return line

    def read(self):
        """The next line of standard output."""
        return read_line(self.process, self.process.stdout)

    def said(self):
        """The next line of standard error."""
        return read_line(self.process, self.process.stderr)

    def end(self):
        out, err = self.process.communicate(timeout=PATIENCE)
        return Result(self.process.returncode, out, err)


class Esign:
    def __init__(self):
        self.running = []

    def _environment(self, stack):
        socket = stack if isinstance(stack, (str, Path)) else stack.socket
        return {**os.environ, "PCSCLITE_CSOCK_NAME": str(socket), "LC_ALL": "C.UTF-8"}

    def start(self, stack, *arguments, before=(), program=ESIGN, command="card-check", env=None):
        process = subprocess.Popen(
            [*before, program, command, *arguments],
            env={**self._environment(stack), **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.running.append(process)
        return Running(process)

    def watch(self, stack):
        """card-check --watch, telling JSON."""
        return self.start(stack, "--json", "--watch")

    def __call__(self, stack, *arguments, **how):
        return self.start(stack, *arguments, **how).end()

    def close(self):
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.communicate()


NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


def refuse(stack):
    """Keeps esign from the service's socket; gives how it is to be run then."""
    if os.geteuid() != 0:
        stack.socket.chmod(0)
        return {}
    if not shutil.which("setpriv"):
        pytest.skip("there is no setpriv to become another user with")
    stack.socket.chmod(0o600)
    # The build may lie where other users cannot go; the service's folder lets them in.
    built, folder = Path(ESIGN).resolve().parents[1], stack.folder
    shutil.copytree(built / "share" / "locale", folder / "share" / "locale")
    (folder / "bin").mkdir()
    return {"before": NOBODY, "program": shutil.copy(ESIGN, folder / "bin" / "esign"),
            "env": {"HOME": str(folder)}}
