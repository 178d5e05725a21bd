# SPDX-License-Identifier: Apache-2.0
"""The smallest service that libpcsclite talks to: its readers are called whatever a test likes,
which pcscd allows in part only. Protocol 4 of pcsc-lite: a request is its length, its number and
its fields; the answer is the same fields, filled in. All numbers are 32 bits of this machine."""

import socketserver
import struct
import threading

ESTABLISH, RELEASE, VERSION = 0x01, 0x02, 0x11
READERS, CHANGES, NO_MORE_CHANGES = 0x12, 0x13, 0x14
MOST = 16
STATE = struct.Struct("=128sIIi36sII")  # a reader: name, events, state, sharing, ATR and its length
PRESENT, ABSENT = 0x34, 0x02
HEAD = struct.Struct("=II")
LENGTHS = {READERS: MOST * STATE.size, CHANGES: MOST * STATE.size, ESTABLISH: 12, VERSION: 12}
SILENCE = object()  # instead of an answer


def honest(_number, answer):
    return answer


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        while head := self.rfile.read(HEAD.size):
            length, number = HEAD.unpack(head)
            answer = self.answer(number, self.rfile.read(length))
            if answer is None:
                return  # nothing else is asked by who only looks
            answer = self.server.lie(number, answer)
            if answer is SILENCE:
                self.rfile.read()  # until the other side has had enough
                return
            self.wfile.write(answer)
            if len(answer) < LENGTHS.get(number, 0):
                return

    def answer(self, number, fields):
        if number in (READERS, CHANGES):
            return self.server.states
        if number == NO_MORE_CHANGES:
            return struct.pack("=II", 0, 0)
        if number == ESTABLISH:
            scope, _, result = struct.unpack("=III", fields)
            return struct.pack("=III", scope, 1, result)
        return fields if number in (VERSION, RELEASE) else None


class Service(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True

    def __init__(self, path):
        super().__init__(str(path), Conversation)
        self.path = str(path)
        self.states = bytes(MOST * STATE.size)
        self.lie = honest  # lie(number of the request, its answer) gives what is answered instead
        # close() waits until it has looked again whether it is to end.
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def show(self, names, atr=bytes.fromhex("3B9F968131FE45806755454B41451212318073B3A180EA"), atr_len=None):
        """Its readers from now on; the first has a card, with an answer as long as it likes."""
        assert len(names) <= MOST
        length = len(atr) if atr_len is None else atr_len
        told = [STATE.pack(name, 1, ABSENT if n else PRESENT, 0, b"" if n else atr,
                           0 if n else length, 0) for n, name in enumerate(names)]
        self.states = b"".join(told).ljust(STATE.size * MOST, b"\0")

    def close(self):
        self.shutdown()
        self.server_close()
