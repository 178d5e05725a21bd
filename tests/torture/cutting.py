# SPDX-License-Identifier: Apache-2.0
"""A TLS server that answers as a portal did, and breaks off at the byte that a test names.

TLS runs over memory here, so every byte of what goes out and comes in is in this file's hand: the
server's part of the handshake, the request as it arrives, the answer as it leaves."""

import contextlib
import socket
import ssl
import struct
import threading
from dataclasses import dataclass

SECONDS = 30  # nobody waits so long where all is well
RECORD_HEAD, ALERT_MAX = 5, 32  # a record's bytes without its head


class Gone(Exception):
    """The client has closed, or the case has made an end of the connection."""


@dataclass
class Cut:
    """Where and how a case breaks off. `number` counts requests (of a handshake: connections)
    from nought, over all connections. `at`: bytes of `side` that still pass. `end` is a key of
    ENDS. `again`: at every later one as well."""

    side: str  # handshake, request or answer
    number: int
    at: int
    end: str
    again: bool = False

    def hits(self, side, number):
        return side == self.side and (number >= self.number if self.again
                                      else number == self.number)


class Stream:
    """TLS's server side over a socket, record by record."""

    def __init__(self, plain, context, number):
        self.plain, self.number = plain, number
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_side=True)

    def flush(self):
        if data := self.outgoing.read():
            self.plain.sendall(data)

    def exactly(self, size):
        data = b""
        while len(data) < size:
            more = self.plain.recv(size - len(data))
            if not more:
                raise Gone
            data += more
        return data

    def take_record(self):
        head = self.exactly(RECORD_HEAD)
        self.incoming.write(head + self.exactly(int.from_bytes(head[3:5], "big")))

    def handshake(self, first_flight):
        """first_flight(bytes) sends the server's first words, or a part of them."""
        while True:
            try:
                self.tls.do_handshake()
                return self.flush()
            except ssl.SSLWantReadError:
                if flight := self.outgoing.read():
                    first_flight(flight)
                self.take_record()

    def wait_for_request(self):
        """Until its first bytes are there; they stay in the kernel."""
        head = self.plain.recv(RECORD_HEAD, socket.MSG_PEEK)
        # An alert, the client's good-bye, is the only record that is so short.
        if len(head) < RECORD_HEAD or int.from_bytes(head[3:5], "big") <= ALERT_MAX:
            raise Gone

    def read(self):
        while True:
            try:
                return self.tls.read(1 << 16)
            except ssl.SSLWantReadError:
                self.take_record()

    def write(self, data):
        for at in range(0, len(data), 16384):
            self.tls.write(data[at : at + 16384])
        self.flush()

    # The ways a connection ends.

    def drain(self):
        """Until the client has closed too."""
        with contextlib.suppress(OSError):
            while self.plain.recv(1 << 16):
                pass

    def fin(self):
        self.plain.shutdown(socket.SHUT_WR)
        self.drain()

    def notify(self):
        with contextlib.suppress(ssl.SSLError):
            self.tls.unwrap()
        self.flush()
        self.fin()

    def reset(self):
        self.plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.plain.close()

    def stall(self):
        self.drain()


ENDS = {"fin": Stream.fin, "notify": Stream.notify, "rst": Stream.reset, "stall": Stream.stall}


def split_head(data):
    """(head, body so far, length of the whole body) of a message that has its head; else None."""
    head, end, body = data.partition(b"\r\n\r\n")
    if not end:
        return None
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return head, body, length


def key_of(request):
    method, target, _ = request.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    return method, target


class Exchange:
    """One request that came whole, and the means to answer it."""

    def __init__(self, stream, number, request):
        self.stream, self.number, self.request = stream, number, request
        self.key = key_of(request)

    def send(self, data):
        self.stream.write(data)

    def end(self, how):
        ENDS[how](self.stream)
        raise Gone


class Cutter:
    """Serves connections of one esign at a time. answer(exchange) gives the bytes of an answer,
    or sends it itself and gives None."""

    def __init__(self, certificate):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.set_ciphers("DEFAULT@SECLEVEL=0")  # weak ones are the client's to refuse
        self.context.load_cert_chain(certificate)
        self.context.num_tickets = 0  # they would be bytes after the handshake that nobody wants
        self.context_of = lambda number: self.context  # which certificate a connection is shown
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=32)
        self.port = self.socket.getsockname()[1]
        self.lock = threading.Lock()
        self.threads = []
        self.arm(None)
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()

    def arm(self, answer, cut=None):
        """What holds for the next run."""
        self.answer, self.cut = answer, cut
        self.connections = self.requests = 0
        self.seen = []  # keys of requests that came whole
        self.reached = threading.Event()  # the cut
        self.begun = 0  # requests that were cut before they came whole
        self.trouble = []

    def settle(self):
        """Waits until the connections of the run that has ended are done with."""
        for thread in self.threads:
            thread.join(SECONDS)
        self.threads = []

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(SECONDS)
        self.settle()

    def _accept(self):
        while True:
            try:
                plain, _ = self.socket.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(plain,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _serve(self, plain):
        plain.settimeout(SECONDS)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self.lock:
            number = self.connections
            self.connections += 1
        stream = Stream(plain, self.context_of(number), number)
        try:
            stream.handshake(lambda flight: self._first_flight(stream, number, flight))
            while True:
                self._turn(stream)
        except (Gone, OSError):  # a refused handshake among them
            pass
        except Exception as error:  # a fault of the test itself must not look like a case
            self.trouble.append(repr(error))
        finally:
            plain.close()

    def _first_flight(self, stream, number, flight):
        if not (self.cut and self.cut.hits("handshake", number)):
            return stream.plain.sendall(flight)
        stream.plain.sendall(flight[: self.cut.at])
        self._cut(stream)

    def _cut(self, stream):
        self.reached.set()
        ENDS[self.cut.end](stream)
        raise Gone

    def _turn(self, stream):
        stream.wait_for_request()
        with self.lock:
            number = self.requests
            self.requests += 1
        if self.cut and self.cut.hits("request", number):
            stream.exactly(self.cut.at)
            with self.lock:
                self.begun += 1
            self._cut(stream)
        request = self._request(stream)
        exchange = Exchange(stream, number, request)
        with self.lock:
            self.seen.append(exchange.key)
        answer = self.answer(exchange)
        if answer is None:
            return
        if self.cut and self.cut.hits("answer", number):
            stream.write(answer[: self.cut.at])
            self._cut(stream)
        stream.write(answer)

    @staticmethod
    def _request(stream):
        data = b""
        while not (parts := split_head(data)) or len(parts[1]) < parts[2]:
            data += stream.read()
        return data
