# SPDX-License-Identifier: Apache-2.0
"""A card in a slot of vpcd, over its wire protocol: both ways a length of two bytes, big-endian,
and a body; what comes with one byte is control (off, on, reset, tell your ATR), all else a command.

How it misbehaves is told by rules, each {"do": what, "on": a command's name or None for any,
"skip": so many pass first, "times": so many are met (None: all), "before": the card does not get
to do what it was told}. The first rule that fits decides. What there is to do:

    answer   "bytes" (hex) instead of its own answer
    cut      the first "length" bytes of its answer
    fill     its answer and then FF, up to "length" bytes
    hold     no answer until let_go() (to vpcd an answer without a byte is none, too: it waits)
    late     its answer after "seconds"
    pull     it is pulled instead of answering
    leave    it answers and is pulled at once
    torn     it is pulled in the middle of its answer
"""

import contextlib
import socket
import threading

CONNECT_SECONDS = 20
POWER_OFF, POWER_ON, RESET, TELL_ATR = b"\x00", b"\x01", b"\x02", b"\x04"
LONGEST = 0xFFFF  # what the wire's two bytes of length can say


class Refuser:
    """A card that knows no command at all."""

    def power_up(self):
        pass

    def counters(self):
        return {}

    def answer(self, _):
        return b"\x6d\x00"  # ISO/IEC 7816-4: instruction not supported


class Conduct:
    """What a card does, what it was told, and how it misbehaves; it outlives the card's seat."""

    def __init__(self, card=None, name_of=lambda _: "command"):
        self.card, self.name_of = card or Refuser(), name_of
        self.rules, self.told, self.resets = [], [], 0
        self.news = threading.Condition()
        self.free = threading.Event()

    def set_rules(self, rules):
        with self.news:
            self.rules = [{"on": None, "skip": 0, "times": None, **rule} for rule in rules]
            self.free.clear()

    def reset(self):
        with self.news:
            self.resets += 1
            self.card.power_up()

    def meet(self, apdu):
        """The card's own answer and the rule that is to be followed, if any."""
        with self.news:
            name = self.name_of(apdu)
            self.told.append(name)
            rule = self._rule_for(name)
            answer = b"" if rule and rule.get("before") else self.card.answer(apdu)
            self.news.notify_all()
            return answer, rule

    def _rule_for(self, name):
        for rule in self.rules:
            if rule["on"] not in (None, name) or rule["times"] == 0:
                continue
            if rule["skip"]:
                rule["skip"] -= 1
                continue
            if rule["times"] is not None:
                rule["times"] -= 1
            return rule
        return None

    def account(self):
        """What came, by names, and what the card counts."""
        with self.news:
            return {"commands": list(self.told), "resets": self.resets, **self.card.counters()}

    def wait_until_told(self, name, count, seconds):
        def enough():
            return self.told.count(name) >= count

        with self.news:
            if not self.news.wait_for(enough, seconds):
                raise TimeoutError(f"{name} came {self.told.count(name)} times: {self.told}")


class Slot(threading.Thread):
    """The card in its slot, from being put in until it is pulled."""

    def __init__(self, port, atr, conduct):
        super().__init__(daemon=True)
        self.atr, self.conduct = atr, conduct
        self.pulled = threading.Event()
        conduct.free.clear()
        self.link = socket.create_connection(("127.0.0.1", port), CONNECT_SECONDS)
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

    def _send(self, body):
        self.link.sendall(len(body).to_bytes(2, "big") + body)

    def run(self):
        with contextlib.suppress(EOFError, OSError):
            while True:
                body = self._read(int.from_bytes(self._read(2), "big"))
                if body == TELL_ATR:
                    self._send(self.atr)
                elif body in (POWER_ON, POWER_OFF, RESET):
                    self.conduct.reset()
                elif len(body) > 1:
                    self._obey(body)

    def _obey(self, apdu):
        answer, rule = self.conduct.meet(apdu)
        what = rule["do"] if rule else None
        if what == "answer":
            answer = bytes.fromhex(rule["bytes"])
        elif what == "cut":
            answer = answer[: rule["length"]]
        elif what == "fill":
            answer = answer.ljust(min(rule["length"], LONGEST), b"\xff")
        elif what == "hold":
            self.conduct.free.wait()
        elif what == "late":
            self.pulled.wait(rule["seconds"])
        elif what == "pull":
            return self.pull()
        elif what == "torn":
            self.link.sendall(len(answer).to_bytes(2, "big") + answer[: len(answer) // 2])
            return self.pull()
        self._send(answer)
        if what == "leave":
            self.pull()

    def pull(self):
        self.pulled.set()
        self.conduct.free.set()
        with contextlib.suppress(OSError):
            self.link.shutdown(socket.SHUT_RDWR)
        self.link.close()
