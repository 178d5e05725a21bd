# SPDX-License-Identifier: Apache-2.0
"""The inner half of virtual_card.py: runs inside the namespaces as their first process, takes one
JSON command a line on standard input and answers each with one line when it has come true.
Ends, and takes everything with it, when its input ends."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from card_wire import Conduct, Slot
from pcsc_client import FLAGS, Client
from piv_card import PivCard, name_of

FIRST_PORT = 35963
WAIT_SECONDS = 20


class Inside:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.service = None
        self.slots = {}  # by reader
        self.cards = {}  # Conduct, by name
        self.other = None
        for command in (
            ["ip", "link", "set", "lo", "up"],
            ["mount", "-t", "tmpfs", "tmpfs", "/run"],
            ["mkdir", "/run/pcscd"],
            ["mount", "--bind", self.folder / "run", "/run/pcscd"],
        ):
            subprocess.run(command, check=True)

    def cover(self, path, with_what):
        """Where things are found, inside: a folder or file stands in another's place."""
        subprocess.run(["mount", "--bind", with_what, path], check=True)

    def start(self, environment=None):
        for left in (self.folder / "run").iterdir():
            left.unlink()
        self.service = subprocess.Popen(
            ["/usr/sbin/pcscd", "-f", "-i", "-c", self.folder / "conf"],
            env={**os.environ, **(environment or {})},
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

    def insert(self, reader, atr, card=None):
        conduct = self.cards[card] if card else Conduct()
        self.slots[reader] = Slot(FIRST_PORT + reader, bytes.fromhex(atr), conduct)

    def pull(self, reader):
        self.slots.pop(reader).pull()

    def make_piv(self, card, certificates, **options):
        made = PivCard({slot: bytes.fromhex(der) for slot, der in certificates.items()}, **options)
        self.cards[card] = Conduct(made, name_of)

    def misbehave(self, card, rules):
        self.cards[card].set_rules(rules)

    def let_go(self, card):
        self.cards[card].free.set()

    def wait_until_told(self, card, name, count):
        self.cards[card].wait_until_told(name, count, WAIT_SECONDS)

    def told(self, card):
        return self.cards[card].account()

    def wait(self, reader, flags):
        wanted = 0
        for flag in flags:
            wanted |= FLAGS[flag]
        with contextlib.closing(Client()) as client:
            name = client.readers()[reader]
            return client.wait(name, wanted, time.monotonic() + WAIT_SECONDS)

    def hold(self, reader, mode):
        """Mode may be transaction: shared, with a transaction begun."""
        self.other = Client()
        name = self.other.readers()[reader]
        self.other.connect(name, "shared" if mode == "transaction" else mode)
        if mode == "transaction":
            self.other.begin()

    def transmit(self, apdu):
        return self.other.transmit(bytes.fromhex(apdu)).hex()

    def reconnect(self):
        self.other.reconnect()

    def reset(self, reader):
        with contextlib.closing(Client()) as client:
            client.connect(client.readers()[reader], "shared")
            client.disconnect("reset")

    def release(self, disposition):
        with contextlib.closing(self.other):
            self.other.disconnect(disposition)

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
