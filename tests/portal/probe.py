# SPDX-License-Identifier: Apache-2.0
"""Runs http_probe (found by ESIGN_HTTP_PROBE, else in ESIGN_BUILD), and the servers' usual
scripts."""

import json
import os
import subprocess
from pathlib import Path

ANSWER = "word=Example1"  # what a test's POST carries
CLEAN = {k: v for k, v in os.environ.items() if "proxy" not in k.lower() and "SSL" not in k}


def probe_path():
    if "ESIGN_HTTP_PROBE" in os.environ:
        return os.environ["ESIGN_HTTP_PROBE"]
    return str(Path(os.environ["ESIGN_BUILD"]) / "tests" / "http_probe")


class Probe:
    def __init__(self, authority):
        self.ca = authority.file

    def start(self, origins, options=(), env=None, ca=True):
        command = [probe_path(), *options]
        if ca:
            command += ["-c", str(self.ca)]
        for origin in origins:
            command += ["-a", origin]
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**CLEAN, **(env or {})},
        )

    def __call__(self, origins, *steps, **how):
        """Runs the steps (lists of parts) and gives one object for each; .log has stderr."""
        origins = [origins] if isinstance(origins, str) else origins
        process = self.start(origins, **how)
        lines = "".join("\t".join(step) + "\n" for step in steps)
        out, self.log = process.communicate(lines, timeout=60)
        assert process.returncode == 0, self.log
        return [json.loads(line) for line in out.splitlines()]


def pages(routes):
    """A script: each request is answered by its path's function, on a kept connection."""

    def script(connection):
        while request := connection.read():
            routes[request.path.partition("?")[0]](connection, request)

    return script


def page(text=b"<p>page</p>", **how):
    return lambda connection, request: connection.answer(text, **how)


def to(location, status=302):
    return lambda connection, request: connection.redirect(location, status)
