# SPDX-License-Identifier: Apache-2.0
"""The inner half of virtual_card.py: runs inside the namespaces as their first process, takes one
JSON command a line on standard input and answers each with one line when it has come true.
Ends, and takes everything with it, when its input ends."""

import contextlib
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

FIRST_PORT = 35963
WAIT_SECONDS = 20

SCOPE_SYSTEM = 2
SHARE = {"exclusive": 1, "shared": 2}
PROTOCOL_ANY = 3
LEAVE_CARD = 0
NO_READERS = 0x8010002E
FLAGS = {"EMPTY": 0x10, "PRESENT": 0x20, "EXCLUSIVE": 0x80, "INUSE": 0x100, "MUTE": 0x200}
CHANGED = 0x02


class ReaderState(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_char_p),
        ("user_data", ctypes.c_void_p),
        ("current", ctypes.c_ulong),
        ("event", ctypes.c_ulong),
        ("atr_len", ctypes.c_ulong),
        ("atr", ctypes.c_ubyte * 33),
    ]


class Client:
    """Some other PC/SC program."""

    def __init__(self):
        self.pcsc = ctypes.CDLL("libpcsclite.so.1")
        for name in ("SCardEstablishContext", "SCardListReaders", "SCardGetStatusChange",
                     "SCardConnect", "SCardDisconnect", "SCardReleaseContext"):
            getattr(self.pcsc, name).restype = ctypes.c_long
        self.context = ctypes.c_long()
        self._call("SCardEstablishContext", ctypes.c_ulong(SCOPE_SYSTEM), None, None,
                   ctypes.byref(self.context))

    def _call(self, name, *arguments):
        result = getattr(self.pcsc, name)(*arguments) & 0xFFFFFFFF
        if result:
            raise OSError(f"{name}: 0x{result:08X}")

    def readers(self):
        names = ctypes.create_string_buffer(4096)
        length = ctypes.c_ulong(len(names))
        self._call("SCardListReaders", self.context, None, names, ctypes.byref(length))
        return sorted(name for name in names.raw[: length.value].split(b"\0") if name)

    def wait(self, name, wanted, deadline):
        state = ReaderState(name=name)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"{name.decode()} stayed 0x{state.event:X}")
            self._call("SCardGetStatusChange", self.context, ctypes.c_ulong(int(left * 1000)),
                       ctypes.byref(state), ctypes.c_ulong(1))
            if state.event & wanted == wanted:
                return time.monotonic()
            state.current = state.event & ~CHANGED

    def connect(self, name, mode):
        card, protocol = ctypes.c_long(), ctypes.c_ulong()
        self._call("SCardConnect", self.context, name, ctypes.c_ulong(SHARE[mode]),
                   ctypes.c_ulong(PROTOCOL_ANY), ctypes.byref(card), ctypes.byref(protocol))
        return card

    def disconnect(self, card):
        self._call("SCardDisconnect", card, ctypes.c_ulong(LEAVE_CARD))

    def close(self):
        self.pcsc.SCardReleaseContext(self.context)


class Card(threading.Thread):
    """A card in a slot of vpcd: connects, answers with its ATR, refuses every command."""

    def __init__(self, port, atr):
        super().__init__(daemon=True)
        self.atr = atr
        self.link = socket.create_connection(("127.0.0.1", port), WAIT_SECONDS)
        self.link.settimeout(None)
        self.start()

    def _read(self, length):
        data = b""
        while len(data) < length:
            # Else every short message waits for a delayed acknowledgement.
            self.link.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            part = self.link.recv(length - len(data))
            if not part:
                raise EOFError
            data += part
        return data

    def run(self):
        with contextlib.suppress(EOFError, OSError):
            while True:
                body = self._read(int.from_bytes(self._read(2), "big"))
                if len(body) > 1:
                    self._send(b"\x6d\x00")  # ISO/IEC 7816-4: instruction not supported
                elif body == b"\x04":
                    self._send(self.atr)

    def _send(self, body):
        self.link.sendall(len(body).to_bytes(2, "big") + body)

    def pull(self):
        with contextlib.suppress(OSError):
            self.link.shutdown(socket.SHUT_RDWR)
        self.link.close()


class Inside:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.service = None
        self.cards = {}
        self.held = None
        for command in (
            ["ip", "link", "set", "lo", "up"],
            ["mount", "-t", "tmpfs", "tmpfs", "/run"],
            ["mkdir", "/run/pcscd"],
            ["mount", "--bind", self.folder / "run", "/run/pcscd"],
        ):
            subprocess.run(command, check=True)

    def start(self):
        for left in (self.folder / "run").iterdir():
            left.unlink()
        self.service = subprocess.Popen(
            ["/usr/sbin/pcscd", "-f", "-i", "-c", self.folder / "conf"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        log = b""
        for line in self.service.stdout:
            log = (log + line)[-2000:]
            if b"daemon ready" in line:
                threading.Thread(target=self.service.stdout.read, daemon=True).start()
                self._wait_until_it_listens()
                return
        raise RuntimeError("pcscd ended: " + log.decode(errors="replace"))

    def _wait_until_it_listens(self):
        """pcscd says that it is ready some moments before its socket takes connections."""
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            with socket.socket(socket.AF_UNIX) as probe, contextlib.suppress(OSError):
                probe.connect("/run/pcscd/pcscd.comm")
                return
            if time.monotonic() > deadline:
                raise TimeoutError("pcscd does not listen")
            os.sched_yield()

    def signal(self, signal_name):
        self.service.send_signal(getattr(signal, "SIG" + signal_name))

    def stop(self, signal_name):
        self.signal(signal_name)
        self.service.wait(WAIT_SECONDS)

    def insert(self, reader, atr):
        self.cards[reader] = Card(FIRST_PORT + reader, bytes.fromhex(atr))

    def pull(self, reader):
        self.cards.pop(reader).pull()

    def wait(self, reader, flags):
        wanted = 0
        for flag in flags:
            wanted |= FLAGS[flag]
        with contextlib.closing(Client()) as client:
            name = client.readers()[reader]
            return client.wait(name, wanted, time.monotonic() + WAIT_SECONDS)

    def hold(self, reader, mode):
        client = Client()
        self.held = (client, client.connect(client.readers()[reader], mode))

    def release(self):
        client, card = self.held
        client.disconnect(card)
        client.close()

    def do(self, command):
        what = command.pop("do")
        if "signal" in command:
            command["signal_name"] = command.pop("signal")
        return getattr(self, what)(**command)


def main():
    os.environ["PATH"] = os.environ.get("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin"
    inside = Inside(sys.argv[1])
    for line in sys.stdin:
        try:
            answer = {"value": inside.do(json.loads(line))}
        except Exception as error:  # whatever it is, the test that asked shall hear it
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
    os._exit(0)  # the service may be stopped and threads may wait: all end with this process


if __name__ == "__main__":
    main()
