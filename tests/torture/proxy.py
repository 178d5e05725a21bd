# SPDX-License-Identifier: Apache-2.0
"""A proxy that only leads through."""

import select
import socket

from tls_server import Server


class Proxy:
    def __init__(self):
        self.server = Server(self._serve, raw=True)
        self.server.__enter__()
        self.url = f"http://127.0.0.1:{self.server.port}"

    @staticmethod
    def _serve(connection):
        head = b""
        while b"\r\n\r\n" not in head:
            more = connection.receive()
            if not more:
                return
            head += more
        host, port = head.split(b" ")[1].decode().rsplit(":", 1)
        with socket.create_connection((host, int(port)), 10) as there:
            connection.send(b"HTTP/1.1 200 Connected\r\n\r\n")
            ends = {connection.stream: there, there: connection.stream}
            while True:
                for one in select.select(list(ends), [], [])[0]:
                    more = one.recv(65536)
                    if not more:
                        return
                    ends[one].sendall(more)

    def close(self):
        self.server.__exit__()
