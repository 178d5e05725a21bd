# SPDX-License-Identifier: Apache-2.0
"""Other people's programs as witnesses: OpenSC's tools and yubico-piv-tool."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from looking import Running

PACKAGES = {
    "opensc-tool": "opensc",
    "pkcs11-tool": "opensc",
    "pkcs15-tool": "opensc",
    "yubico-piv-tool": "yubico-piv-tool",
}


def opensc_module():
    """Where OpenSC's PKCS#11 module lies."""
    for folder in ("x86_64-linux-gnu", "aarch64-linux-gnu", ""):
        path = os.path.join("/usr/lib", folder, "opensc-pkcs11.so")
        if os.path.exists(path):
            return path
    pytest.skip("there is no opensc-pkcs11.so: install opensc-pkcs11")


def start(stack, name, *arguments):
    """`stack`: a Stack, or its socket's path."""
    if not shutil.which(name):
        pytest.skip(f"there is no {name}: install {PACKAGES[name]}")
    socket = Path(getattr(stack, "socket", stack))
    environment = {**os.environ, "PCSCLITE_CSOCK_NAME": str(socket), "LC_ALL": "C.UTF-8",
                   "HOME": str(socket.parents[1])}
    return Running(subprocess.Popen(
        [name, *map(str, arguments)], env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ))


def run(stack, name, *arguments):
    running = start(stack, name, *arguments)
    try:
        return running.end()
    finally:
        running.process.kill()


def pkcs11(stack, *arguments):
    return run(stack, "pkcs11-tool", "--module", opensc_module(), *arguments)


def pkcs15(stack, *arguments):
    return run(stack, "pkcs15-tool", *arguments)


def yubico(stack, action, *arguments):
    """It speaks to readers of its maker unless another part of a name is told."""
    return run(stack, "yubico-piv-tool", "-r", "Virtual", "-a", action, *arguments)
