# SPDX-License-Identifier: Apache-2.0
"""A PIV card in software: a command APDU in, a response APDU out (NIST SP 800-73-4, part 2; data
model: part 1). It knows of no reader: card_wire.py puts it into one.

What it has: SELECT, GET DATA (CHUID, CCC, discovery object, certificates of 9A, 9C and 9D),
GET RESPONSE, VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER. What it has not: keys that work,
the management key, secure messaging. It is no model of an AKİS card, whatever its ATR.
"""

AID = bytes.fromhex("A000000308000010000100")

OK = 0x9000
WRONG_LENGTH = 0x6700
BLOCKED = 0x6983
NOTHING_WAITS = 0x6985
BAD_DATA = 0x6A80
NOT_FOUND = 0x6A82
BAD_PARAMETERS = 0x6A86
NO_REFERENCE = 0x6A88
NO_INSTRUCTION = 0x6D00
NO_CLASS = 0x6E00
MORE = 0x6100
TRIES_LEFT = 0x63C0

SELECT, GET_DATA, GET_RESPONSE = 0xA4, 0xCB, 0xC0
VERIFY, CHANGE, UNBLOCK = 0x20, 0x24, 0x2C
NAMES = {SELECT: "select", GET_DATA: "get-data", GET_RESPONSE: "get-response",
         VERIFY: "verify", CHANGE: "change", UNBLOCK: "unblock"}

PIN_REFERENCE, PUK_REFERENCE = 0x80, 0x81
REFERENCE_LENGTH = 8

CHUID, CCC, DISCOVERY = 0x5FC102, 0x5FC107, 0x7E
SLOTS = {"9A": 0x5FC105, "9C": 0x5FC10A, "9D": 0x5FC10B}


def tlv(tag, value=b""):
    """BER-TLV (ISO/IEC 7816-4, 5.2.2)."""
    if len(value) < 0x80:
        length = bytes([len(value)])
    else:
        digits = (len(value).bit_length() + 7) // 8
        length = bytes([0x80 | digits]) + len(value).to_bytes(digits, "big")
    return tag.to_bytes((tag.bit_length() + 7) // 8, "big") + length + value


class Refusal(Exception):
    """A command ends with this status word and no data."""

    def __init__(self, status):
        super().__init__(f"{status:04X}")
        self.status = status


class Command:
    """A command APDU taken apart (ISO/IEC 7816-4, 5.1: all seven cases)."""

    def __init__(self, apdu):
        if len(apdu) < 4:
            raise Refusal(WRONG_LENGTH)
        self.cla, self.ins, self.p1, self.p2 = apdu[:4]
        self.data, self.expected = b"", None
        body = apdu[4:]
        wide = len(body) > 1 and body[0] == 0
        size = 2 if wide else 1
        most = 0x10000 if wide else 0x100
        if wide:
            body = body[1:]
        if len(body) > size:
            length = int.from_bytes(body[:size], "big")
            self.data, body = body[size : size + length], body[size + length :]
            if len(self.data) != length or not length:
                raise Refusal(WRONG_LENGTH)
        if len(body) not in (0, size):
            raise Refusal(WRONG_LENGTH)
        if body:
            self.expected = int.from_bytes(body, "big") or most


def name_of(apdu):
    """What a command is called in the tests; VERIFY without data asks and is no try."""
    if len(apdu) < 4:
        return "broken"
    name = NAMES.get(apdu[1], f"ins-{apdu[1]:02x}")
    return "verify-status" if name == "verify" and len(apdu) < 6 else name


class Reference:
    """A PIN or a PUK with its counter."""

    def __init__(self, value, tries, digits_only):
        self.value, self.most, self.left = self.padded(value), tries, tries
        self.digits_only = digits_only

    @staticmethod
    def padded(value):
        return value.encode().ljust(REFERENCE_LENGTH, b"\xff")

    def fits(self, value):
        """SP 800-73-4, part 2, 2.4.3: six to eight digits, padded with FF; a PUK is any eight."""
        if len(value) != REFERENCE_LENGTH:
            return False
        said = value.rstrip(b"\xff")
        return not self.digits_only or (len(said) >= 6 and said.isdigit())

    def consider(self, value):
        """What costs no try."""
        if not self.left:
            raise Refusal(BLOCKED)
        if not self.fits(value):
            raise Refusal(BAD_DATA)

    def check(self, value):
        """Costs a try where it is wrong."""
        if value != self.value:
            self.left -= 1
            raise Refusal(TRIES_LEFT | self.left)
        self.left = self.most

    def set(self, value):
        self.value, self.left = value, self.most


class PivCard:
    def __init__(self, certificates, pin="123456", puk="12345678", tries=3, puk_tries=3):
        """`certificates`: DER of each slot, {"9C": b"…"}."""
        self.pin = Reference(pin, tries, digits_only=True)
        self.puk = Reference(puk, puk_tries, digits_only=False)
        self.objects = {
            CHUID: self._chuid(),
            CCC: self._ccc(),
            # PIN usage policy: the application's PIN alone.
            DISCOVERY: tlv(0x4F, AID) + tlv(0x5F2F, b"\x40\x00"),
        }
        for slot, der in certificates.items():
            self.objects[SLOTS[slot]] = tlv(0x70, der) + tlv(0x71, b"\0") + tlv(0xFE)
        self.handlers = {SELECT: self._select, GET_DATA: self._get_data, VERIFY: self._verify,
                         CHANGE: self._change, UNBLOCK: self._unblock}
        self.power_up()

    @staticmethod
    def _chuid():
        agency = bytes.fromhex("D4E739DA739CED39CE739DA1685A1082108CE73984119257FC")
        unique = bytes(range(16))
        return (tlv(0x30, agency) + tlv(0x34, unique) + tlv(0x35, b"20991231")
                + tlv(0x3E) + tlv(0xFE))

    @staticmethod
    def _ccc():
        identifier = bytes.fromhex("A000000116FF02") + bytes(range(14))
        parts = {0xF0: identifier, 0xF1: b"\x21", 0xF2: b"\x21", 0xF4: b"\0", 0xF5: b"\x10"}
        tags = [*range(0xF0, 0xF8), 0xFA, 0xFB, 0xFC, 0xFD, 0xFE]
        return b"".join(tlv(tag, parts.get(tag, b"")) for tag in tags)

    def power_up(self):
        """What a reset takes away; the counters stay."""
        self.selected, self.verified = False, False
        self.rest, self.chain = b"", b""

    def counters(self):
        return {"pin_tries": self.pin.left, "puk_tries": self.puk.left}

    def answer(self, apdu):
        try:
            return self._run(Command(apdu))
        except Refusal as refusal:
            return refusal.status.to_bytes(2, "big")

    def _run(self, command):
        if command.cla & ~0x10:
            raise Refusal(NO_CLASS)
        if command.ins == GET_RESPONSE:
            if not self.rest:
                raise Refusal(NOTHING_WAITS)
            return self._reply(command, self.rest)
        self.rest = b""
        if command.cla:  # a part of a chain: its last part has no such bit
            self.chain += command.data
            return OK.to_bytes(2, "big")
        command.data, self.chain = self.chain + command.data, b""
        handler = self.handlers.get(command.ins)
        if not handler or not (self.selected or command.ins == SELECT):
            raise Refusal(NO_INSTRUCTION)
        return self._reply(command, handler(command) or b"")

    def _reply(self, command, data):
        """As much as may come, the rest by GET RESPONSE. Some send no Le and want it all."""
        now = data[: command.expected or 0x100]
        self.rest = data[len(now) :]
        status = MORE | (len(self.rest) if len(self.rest) < 0x100 else 0) if self.rest else OK
        return now + status.to_bytes(2, "big")

    def _select(self, command):
        # It may be truncated from the right, but not into its provider's part.
        if command.p1 != 4 or len(command.data) < 5 or not AID.startswith(command.data):
            raise Refusal(NOT_FOUND)
        self.selected, self.verified = True, False
        return tlv(0x61, tlv(0x4F, AID[5:]) + tlv(0x79, tlv(0x4F, AID[:5]))
                   + tlv(0x50, b"PIV card in software"))

    def _get_data(self, command):
        if (command.p1, command.p2) != (0x3F, 0xFF):
            raise Refusal(BAD_PARAMETERS)
        if len(command.data) < 3 or command.data[:2] != bytes([0x5C, len(command.data) - 2]):
            raise Refusal(BAD_DATA)
        tag = int.from_bytes(command.data[2:], "big")
        if tag not in self.objects:
            raise Refusal(NOT_FOUND)
        return tlv(0x7E if tag == DISCOVERY else 0x53, self.objects[tag])

    def _verify(self, command):
        if command.p2 != PIN_REFERENCE:
            raise Refusal(NO_REFERENCE)
        if command.p1 == 0xFF and not command.data:
            self.verified = False
        elif command.p1:
            raise Refusal(BAD_PARAMETERS)
        elif command.data:
            self.pin.consider(command.data)
            self.verified = False
            self.pin.check(command.data)
            self.verified = True
        elif not self.verified:
            raise Refusal(TRIES_LEFT | self.pin.left if self.pin.left else BLOCKED)

    def _change(self, command):
        reference = {PIN_REFERENCE: self.pin, PUK_REFERENCE: self.puk}.get(command.p2)
        if reference is None:
            raise Refusal(NO_REFERENCE)
        self._replace(command, reference, reference)
        self.verified = self.verified or reference is self.pin

    def _unblock(self, command):
        if command.p2 != PIN_REFERENCE:
            raise Refusal(NO_REFERENCE)
        self._replace(command, self.puk, self.pin)

    def _replace(self, command, proof, target):
        """The old value or the PUK, and then the new value."""
        old, new = command.data[:REFERENCE_LENGTH], command.data[REFERENCE_LENGTH:]
        if command.p1:
            raise Refusal(BAD_PARAMETERS)
        proof.consider(old)
        if not target.fits(new):
            raise Refusal(BAD_DATA)
        if target is self.pin:
            self.verified = False
        proof.check(old)
        target.set(new)
