# SPDX-License-Identifier: Apache-2.0
"""Some other PC/SC program, as a class. A call that waits has no time limit of its own."""

import contextlib
import ctypes
import time

SCOPE_SYSTEM = 2
SHARE = {"exclusive": 1, "shared": 2, "direct": 3}
PROTOCOL_ANY = 3
T0, T1 = 1, 2
DISPOSITION = {"leave": 0, "reset": 1, "unpower": 2, "eject": 3}
FLAGS = {"EMPTY": 0x10, "PRESENT": 0x20, "EXCLUSIVE": 0x80, "INUSE": 0x100, "MUTE": 0x200}
CHANGED = 0x02
LONGEST_ANSWER = 0x10000 + 2  # bytes

CALLS = ("SCardEstablishContext", "SCardListReaders", "SCardGetStatusChange", "SCardConnect",
         "SCardReconnect", "SCardDisconnect", "SCardReleaseContext", "SCardBeginTransaction",
         "SCardEndTransaction", "SCardTransmit")


class ReaderState(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_char_p),
        ("user_data", ctypes.c_void_p),
        ("current", ctypes.c_ulong),
        ("event", ctypes.c_ulong),
        ("atr_len", ctypes.c_ulong),
        ("atr", ctypes.c_ubyte * 33),
    ]


class ProtocolHeader(ctypes.Structure):
    _fields_ = [("protocol", ctypes.c_ulong), ("length", ctypes.c_ulong)]


class Client:
    def __init__(self):
        self.pcsc = ctypes.CDLL("libpcsclite.so.1")
        for name in CALLS:
            getattr(self.pcsc, name).restype = ctypes.c_long
        self.context = ctypes.c_long()
        self.card, self.protocol = None, ctypes.c_ulong()
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
        card = ctypes.c_long()
        self._call("SCardConnect", self.context, name, ctypes.c_ulong(SHARE[mode]),
                   ctypes.c_ulong(PROTOCOL_ANY), ctypes.byref(card), ctypes.byref(self.protocol))
        self.card = card

    def reconnect(self, mode="shared", disposition="leave"):
        self._call("SCardReconnect", self.card, ctypes.c_ulong(SHARE[mode]),
                   ctypes.c_ulong(PROTOCOL_ANY), ctypes.c_ulong(DISPOSITION[disposition]),
                   ctypes.byref(self.protocol))

    def begin(self):
        self._call("SCardBeginTransaction", self.card)

    def transmit(self, apdu):
        header = ProtocolHeader(self.protocol.value, ctypes.sizeof(ProtocolHeader))
        answer = ctypes.create_string_buffer(LONGEST_ANSWER)
        length = ctypes.c_ulong(len(answer))
        self._call("SCardTransmit", self.card, ctypes.byref(header), apdu,
                   ctypes.c_ulong(len(apdu)), None, answer, ctypes.byref(length))
        return answer.raw[: length.value]

    def disconnect(self, disposition="leave"):
        self._call("SCardDisconnect", self.card, ctypes.c_ulong(DISPOSITION[disposition]))
        self.card = None

    def close(self):
        with contextlib.suppress(OSError):
            self._call("SCardReleaseContext", self.context)
