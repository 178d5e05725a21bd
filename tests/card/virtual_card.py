#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A private PC/SC service with virtual readers and cards.

    /usr/bin/python3 tests/card/virtual_card.py [--card NAME|ATR|none] [--pairs N]
        [--certificate FILE [--pin PIN]]

starts pcscd in namespaces of its own (no system service and no port is touched), puts a card in
the first reader (default akis-1.2; the names are those of ATRS below; with a certificate, DER, it
is a PIV card with that ATR, which OpenSC reads), and prints one line

    PCSCLITE_CSOCK_NAME=/tmp/esign-card.XXXXXXXX/run/pcscd.comm

once the service sees the card. Export it, and esign and every other PC/SC program meets this
service. It runs until its standard input ends or a SIGTERM, SIGINT or SIGHUP comes; then
everything it started is gone, its folder too. Where the machine lacks something it says what on
standard error and ends with status 77. In a shell, where the card shall stay as long as a FIFO is
held open:

    mkfifo "$dir/hold" && exec 9<>"$dir/hold"
    /usr/bin/python3 tests/card/virtual_card.py <"$dir/hold" >"$dir/card" 9>&- &

Wait for the line in "$dir/card"; `kill $!` ends it.

As a module, Stack is what the tests use. It needs pcscd, vsmartcard-vpcd, iproute2 and util-linux
(Debian's names) and the right to make user namespaces.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from patience import read_line

PCSCD = "/usr/sbin/pcscd"
DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
INSIDE = Path(__file__).resolve().with_name("inside.py")
SKIP = 77

ATRS = {
    "akis-1.0": "3BBA11008131FE4D55454B41452056312E30AE",
    "akis-1.2": "3B9F968131FE45806755454B41451212318073B3A180EA",
    "akis-2.2.8": "3B9F978131FE4580655443D2210831C073F6218081055B",
    "akis-2.5.2": "3B9F978131FE458065544353228231C073F62180810553",
    "other": "3B021450",
    "mute": "3B" + "00" * 33,  # one byte more than an ATR can have: the reader hears nothing
}


def missing():
    """What the machine lacks, as a sentence; None where it lacks nothing."""
    for path, package in ((PCSCD, "pcscd"), (DRIVER, "vsmartcard-vpcd")):
        if not os.path.exists(path):
            return f"there is no {path}: install {package}"
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    for tool, package in (("unshare", "util-linux"), ("ip", "iproute2"), ("mount", "mount")):
        if not shutil.which(tool, path=path):
            return f"there is no {tool}: install {package}"
    try:
        done = subprocess.run(
            ["unshare", "-Urmnpf", "sh", "-c", "ip link set lo up && mount -t tmpfs tmpfs /run"],
            env={**os.environ, "PATH": path},
            capture_output=True,
            timeout=20,
        )
    except subprocess.TimeoutExpired:
        return "unshare did not come back"
    if done.returncode:
        return "no namespaces may be made here: " + done.stderr.decode(errors="replace").strip()
    return None


class PivCard:
    """A whole card (piv_card.py) in the tests' hands: stack.piv(…) makes it, stack.seat(card) and
    stack.unseat() move it, and its counters stay with it."""

    def __init__(self, stack, name, atr):
        self._stack, self._name, self.atr = stack, name, atr

    def _do(self, what, **more):
        return self._stack.do(what, card=self._name, **more)

    def insert(self, reader):
        self._do("insert", reader=reader, atr=self.atr)

    def misbehave(self, *rules):
        """Rules of card_wire.py, such as {"on": "verify", "do": "pull"}. Without any it behaves."""
        self._do("misbehave", rules=rules)

    def let_go(self):
        """What it holds it answers now."""
        self._do("let_go")

    def wait_until_told(self, name, count=1):
        self._do("wait_until_told", name=name, count=count)

    @property
    def told(self):
        """{"commands": their names in order, "resets", "pin_tries", "puk_tries"}."""
        return self._do("told")

    @property
    def spent(self):
        """How many commands came that carry a PIN or a PUK: each may cost a try."""
        return sum(name in ("verify", "change", "unblock") for name in self.told["commands"])


class Stack:
    """One private service. Its readers are numbered 0, 1, … in the order of their names."""

    preload = ()  # libraries for the service: the tests' conftest.py has quick_poll.c here

    def __init__(self, pairs=1, service=True, names=()):
        """`names`: what the pairs' readers are called, in bytes; no quote and no line end."""
        self.folder = Path(tempfile.mkdtemp(prefix="esign-card."))
        self.socket = self.folder / "run" / "pcscd.comm"
        (self.folder / "run").mkdir()
        os.chmod(self.folder, 0o711)  # a test looks at the socket as another user
        self._control, self._cards = None, 0
        try:
            self._write_configuration(
                names or [f"Virtual Reader {chr(ord('A') + pair)}".encode() for pair in range(pairs)]
            )
            self._open(service)
        except BaseException:
            self.close()
            raise

    def _write_configuration(self, names):
        (self.folder / "conf").mkdir()
        for pair, name in enumerate(names):
            # Two readers of one driver need a copy of it each: it keeps its state in globals.
            driver = self.folder / f"driver{pair}.so"
            shutil.copy(DRIVER, driver)
            port = 35963 + 2 * pair
            (self.folder / "conf" / f"reader{pair}").write_bytes(
                b'FRIENDLYNAME "' + name + b'"\n'
                + f"DEVICENAME /dev/null:{port}\nLIBPATH {driver}\nCHANNELID {port}\n".encode()
            )

    def _open(self, service):
        # With a process namespace, whatever runs inside ends with its first process, and that
        # ends with ours however ours ends.
        self._control = subprocess.Popen(
            ["unshare", "-Urmnpf", "--kill-child", "/usr/bin/python3", INSIDE, self.folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PCSCLITE_CSOCK_NAME": str(self.socket)},
        )
        if service:
            self.start_service()

    def do(self, what, **more):
        print(json.dumps({"do": what, **more}), file=self._control.stdin, flush=True)
        line = read_line(self._control, self._control.stdout)
        if not line:
            raise RuntimeError("the virtual stack ended")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"{what}: {answer['error']}")
        return answer.get("value")

    def start_service(self, **environment):
        """Comes back when pcscd listens."""
        if libraries := [*map(str, self.preload), *environment.pop("preload", ())]:
            environment["LD_PRELOAD"] = ":".join(libraries)
        self.do("start", environment=environment)

    def stop_service(self, name="TERM"):
        """Comes back when pcscd has ended; after KILL its socket stays."""
        self.do("stop", signal=name)

    def freeze_service(self):
        self.do("signal", signal="STOP")

    def thaw_service(self):
        self.do("signal", signal="CONT")

    def piv(self, *certificates, slot="9C", atr="akis-2.5.2", **options):
        """Makes a card that carries certificates (made by certificates_made.py, or DER), the first
        in `slot`. Options: pin, puk, tries, puk_tries. See PivCard."""
        slots = [slot, *(each for each in ("9C", "9A", "9D") if each != slot)]
        contents = {
            slot: getattr(each, "der", each).hex()
            for slot, each in zip(slots, certificates, strict=False)
        }
        self._cards += 1
        self.do("make_piv", card=str(self._cards), certificates=contents, **options)
        return PivCard(self, str(self._cards), ATRS.get(atr, atr))

    def seat_piv(self, *certificates, reader=0, **options):
        card = self.piv(*certificates, **options)
        self.seat(card, reader)
        return card

    def insert(self, card, reader=0):
        """Puts a card in (its name, its ATR in hex, or a PivCard) and comes back at once."""
        if isinstance(card, PivCard):
            card.insert(reader)
        else:
            self.do("insert", reader=reader, atr=ATRS.get(card, card))

    def pull(self, reader=0):
        self.do("pull", reader=reader)

    def wait_for(self, *flags, reader=0):
        """Waits until the service tells these flags (PRESENT, EMPTY, MUTE, EXCLUSIVE, INUSE) of
        the reader, as any program would. Tells when it heard, on the monotonic clock."""
        return self.do("wait", reader=reader, flags=list(flags))

    def seat(self, card, reader=0):
        self.insert(card, reader)
        return self.wait_for("MUTE" if card == "mute" else "PRESENT", reader=reader)

    def unseat(self, reader=0):
        self.pull(reader)
        return self.wait_for("EMPTY", reader=reader)

    def hold(self, mode, reader=0):
        """Another program connects to the card: mode is exclusive, shared, or transaction (shared,
        and it begins a transaction)."""
        self.do("hold", reader=reader, mode=mode)

    def transmit(self, apdu):
        """That program sends a command (hex, as the answer is)."""
        return self.do("transmit", apdu=apdu)

    def reconnect(self):
        """That program connects anew, after a reset by another."""
        self.do("reconnect")

    def release(self, disposition="leave"):
        """That program lets go of its card: leave, reset, unpower or eject."""
        self.do("release", disposition=disposition)

    def reset(self, reader=0):
        """A third program connects to the card, resets it and goes."""
        self.do("reset", reader=reader)

    def close(self):
        if self._control:
            self._control.stdin.close()
            try:
                self._control.wait(20)
            except subprocess.TimeoutExpired:
                self._control.kill()
                self._control.wait()
            self._control.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def main():
    parser = argparse.ArgumentParser(description="a private PC/SC service with a virtual card")
    parser.add_argument("--card", default="akis-1.2", help="a name, an ATR in hex, or none")
    parser.add_argument("--pairs", type=int, default=1, help="pairs of readers (default 1)")
    parser.add_argument("--certificate", type=Path, help="a PIV card carries it (DER)")
    parser.add_argument("--pin", default="123456", help="of the PIV card (default 123456)")
    options = parser.parse_args()
    lacking = missing()
    if lacking:
        print(lacking, file=sys.stderr)
        return SKIP
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))
    with Stack(options.pairs) as stack, contextlib.suppress(KeyboardInterrupt):
        if options.certificate:
            stack.seat_piv(options.certificate.read_bytes(), atr=options.card, pin=options.pin)
        elif options.card != "none":
            stack.seat(options.card)
        print(f"PCSCLITE_CSOCK_NAME={stack.socket}", flush=True)
        while sys.stdin.buffer.read1(4096):
            pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
