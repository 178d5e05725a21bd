# SPDX-License-Identifier: Apache-2.0
"""The keys of sessions in the kernel's keyring, so that a test can go back to a session that has
been forgotten. Where the keyring is refused, esign keeps a file instead, and there is none."""

import ctypes
import hashlib

USER, PROCESS = -4, -2
ALL = 0x3F3F0000  # for who possesses it, and for the user
SECONDS = 3600

try:
    _lib = ctypes.CDLL("libkeyutils.so.1")
except OSError:
    _lib = None


def _name(session):
    return b"esign:session:" + hashlib.sha256(str(session).encode()).hexdigest().encode()


def take(runtime):
    """{name: key} of the sessions in a runtime folder."""
    found = {}
    for session in (runtime / "esign").glob("*.session") if _lib else ():
        _lib.keyctl_link(USER, PROCESS)
        serial = _lib.keyctl_search(USER, b"user", _name(session), 0)
        room = ctypes.create_string_buffer(256)
        size = _lib.keyctl_read(serial, room, len(room)) if serial > 0 else -1
        if 0 < size <= len(room):
            found[_name(session)] = room.raw[:size]
    return found


def put(found):
    for name, key in found.items():
        _lib.keyctl_link(USER, PROCESS)
        serial = _lib.add_key(b"user", name, key, len(key), USER)
        _lib.keyctl_set_timeout(serial, SECONDS)
        _lib.keyctl_setperm(serial, ALL)
