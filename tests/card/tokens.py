# SPDX-License-Identifier: Apache-2.0
"""PKCS#11 modules for tests: SoftHSM2 with a token of its own, and bad_module.c, which misbehaves
as it is told and otherwise has one card; and esign's commands that load them."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import tools
from looking import ESIGN, PATIENCE, Result

HERE = Path(__file__).resolve().parent
READER = "Virtual Reader A 00 00"
PIN, WRONG = "123456", "999999"

SOFTHSM = next(
    (path for path in map(Path, ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/libsofthsm2.so",
                                 "/usr/lib64/pkcs11/libsofthsm2.so")) if path.exists()),
    None,
)


def build_bad_module(folder):
    """Compiles bad_module.c; gives its path."""
    out = folder / "bad_module.so"
    flags = subprocess.run(["pkg-config", "--cflags", "p11-kit-1"], capture_output=True, text=True)
    done = subprocess.run(
        ["cc", "-shared", "-fPIC", "-O1", *flags.stdout.split(), "-o", out, HERE / "bad_module.c"],
        capture_output=True, text=True,
    )
    assert done.returncode == 0, done.stderr
    return out


class SoftHsm:
    """SoftHSM2 with one token, its PIN 123456."""

    def __init__(self, folder):
        if not SOFTHSM or not shutil.which("softhsm2-util") or not shutil.which("pkcs11-tool"):
            pytest.skip("there is no SoftHSM2, or no pkcs11-tool: install softhsm2 and opensc")
        self.module, self.folder = SOFTHSM, folder
        (folder / "tokens").mkdir()
        configuration = folder / "softhsm2.conf"
        configuration.write_text(
            f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\n"
            "log.level = ERROR\nslots.removable = false\n"
        )
        self.environment = {"SOFTHSM2_CONF": str(configuration)}
        self._run("softhsm2-util", "--init-token", "--free", "--label", "Deniz", "--so-pin",
                  "12345678", "--pin", PIN)

    def _run(self, *command):
        done = subprocess.run([*map(str, command)], env={**os.environ, **self.environment},
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def add(self, made):
        self._run("pkcs11-tool", "--module", self.module, "-l", "-p", PIN, "--write-object",
                  made.certificate, "--type", "cert", "--id", "01")

    def takes(self, pin):
        """Whether it is the token's PIN, by another program."""
        done = subprocess.run(
            ["pkcs11-tool", "--module", self.module, "-l", "-p", pin, "--list-objects"],
            env={**os.environ, **self.environment}, capture_output=True,
        )
        return done.returncode == 0


class OpenSc:
    """OpenSC's module: it talks to whatever card is in a reader."""

    environment = {}

    def __init__(self):
        self.module = tools.opensc_module()


class BadModule:
    """bad_module.c with a card whose PIN and counter a file keeps."""

    def __init__(self, module, folder, certificate=None, reader=READER):
        self.module, self.folder = module, folder
        self.environment = {
            "BAD_MODULE_CARD": str(folder / "card"),
            "BAD_MODULE_CALLS": str(folder / "calls"),
            "BAD_MODULE_READER": reader,
        }
        if certificate:
            self.environment["BAD_MODULE_CERTIFICATE"] = str(certificate)
        self.set_card()

    def set_card(self, pin=PIN, wrong=0):
        (self.folder / "card").write_text(f"{pin} {wrong}\n")

    @property
    def card(self):
        """PIN and wrong tries."""
        pin, wrong = (self.folder / "card").read_text().split()
        return pin, int(wrong)

    def calls(self, name):
        path = self.folder / "calls"
        return path.read_text().split().count(name) if path.exists() else 0


def start(command, *arguments, token=None, stack=None, how="", environment=None, **popen):
    """Begins an esign command that loads the token's module; `how` is BAD_MODULE."""
    module = ["--module", token.module] if token else []
    return subprocess.Popen(
        [*map(str, [ESIGN, command, *module, *arguments])],
        env={**os.environ, "LC_ALL": "C.UTF-8", "BAD_MODULE": how,
             "PCSCLITE_CSOCK_NAME": str(stack.socket) if stack else "/nonexistent",
             **(token.environment if token else {}), **(environment or {})},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        **popen,
    )


def end(process):
    try:
        out, err = process.communicate(timeout=PATIENCE + 15)
    finally:
        process.kill()
    return Result(process.returncode, out, err)


def run(command, *arguments, **how):
    return end(start(command, *arguments, **how))
