# SPDX-License-Identifier: Apache-2.0
"""TLS servers that misbehave on purpose, and the authority their certificates come from."""

import contextlib
import datetime
import ipaddress
import socket
import ssl
import struct
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

NOW = datetime.datetime.utcnow()
DAY = datetime.timedelta(days=1)


def _name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _alternative(host):
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


class Authority:
    """A CA made for this run; its keys never leave the temporary folder."""

    since, lifetime = NOW - DAY, 30 * DAY

    def __init__(self, folder, name="Test CA"):
        self.folder = folder
        self.name = name
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._sign(name, self.key, self.lifetime, None)
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def _sign(self, name, key, lifetime, hosts):
        start = self.since if lifetime > DAY * 0 else NOW - 9 * DAY
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(_name(self.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(NOW + lifetime)
            .add_extension(x509.BasicConstraints(hosts is None, None), critical=True)
        )
        if hosts:
            names = x509.SubjectAlternativeName([_alternative(host) for host in hosts])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def issue(self, hosts=("127.0.0.1", "localhost"), lifetime=20 * DAY, weak=False):
        """A server's certificate with its key, as one PEM file."""
        key = ec.generate_private_key(ec.SECP256R1())
        if weak:
            key = rsa.generate_private_key(65537, 1024)
        certificate = self._sign(hosts[0], key, lifetime, hosts)
        path = self.folder / f"{self.name}-{certificate.serial_number:x}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        return path


class Request:
    def __init__(self, head, body):
        lines = head.decode("latin-1").split("\r\n")
        self.method, self.path, self.version = lines[0].split(" ")
        self.headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()
        self.body = body


class Connection:
    """One accepted connection, after its handshake."""

    def __init__(self, server, stream, number):
        self.server, self.stream, self.number = server, stream, number

    def read(self):
        """The next request, or None where the client has closed."""
        bytes_ = b""
        while b"\r\n\r\n" not in bytes_:
            more = self.receive()
            if not more:
                return None
            bytes_ += more
        head, _, body = bytes_.partition(b"\r\n\r\n")
        request = Request(head, body)
        while len(request.body) < int(request.headers.get("content-length", 0)):
            request.body += self.receive()
        with self.server.lock:
            self.server.requests.append(request)
        return request

    def receive(self):
        more = self.stream.recv(65536)
        with self.server.lock:
            self.server.bytes += len(more)
        return more

    def send(self, data):
        self.stream.sendall(data)

    def answer(self, body=b"", status="200 OK", headers=()):
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
        self.send("\r\n".join(lines).encode() + body)

    def redirect(self, location, status=302):
        self.answer(status=f"{status} Elsewhere", headers=[f"Location: {location}"])

    def close(self):
        """Without TLS's good-bye, as a server that dies does."""
        self.stream.close()

    def end(self):
        """With TLS's good-bye."""
        self.stream.setblocking(False)  # not to wait for the client's own
        with contextlib.suppress(ssl.SSLWantReadError):
            self.stream.unwrap()
        self.stream.close()

    def reset(self):
        self.stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.stream.close()


class Server:
    """Serves each connection in a thread with script(connection). Counts what reached it."""

    def __init__(self, script, certificate=None, raw=False):
        self.script, self.raw = script, raw
        self.requests, self.connections, self.bytes = [], 0, 0
        self.lock = threading.Lock()
        self.event = threading.Event()  # for a script to tell its test something
        self.threads = []
        if not raw:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.set_ciphers("DEFAULT@SECLEVEL=0")  # weak ones are the client's to refuse
            self.context.load_cert_chain(certificate)
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=32)
        self.port = self.socket.getsockname()[1]
        self.origin = f"https://127.0.0.1:{self.port}"

    def __enter__(self):
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()
        for thread in self.threads:
            thread.join(10)

    def _accept(self):
        while True:
            try:
                plain, _ = self.socket.accept()
            except OSError:
                return
            with self.lock:
                self.connections += 1
            thread = threading.Thread(target=self._serve, args=(plain, self.connections))
            thread.daemon = True
            self.threads.append(thread)
            thread.start()

    def _serve(self, plain, number):
        plain.settimeout(15)
        try:
            if self.raw:
                stream = plain
            else:
                stream = self.context.wrap_socket(plain, server_side=True)
            with stream:
                self.script(Connection(self, stream, number))
        except (OSError, ValueError):
            plain.close()  # the client went away, which many tests want

    def count(self, method):
        with self.lock:
            return sum(request.method == method for request in self.requests)

    def paths(self):
        with self.lock:
            return [request.path for request in self.requests]
