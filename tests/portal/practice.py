# SPDX-License-Identifier: Apache-2.0
"""Starts and stops the practice portal for a test.

    with Practice(markup="tables") as portal:
        run("esign", "--start", portal.url, "--cacert", portal.ca, …)
        portal.captcha()        the text of the newest picture
        portal.link()           the link of the newest mail
        portal.code()           the code of the newest SMS
        portal.counts()["POST /giris"]
"""

import email
import email.policy
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

ID = "10000000146"
WORD = "Deneme123"
PIN = "482913"
PUK = "70516284"
SERIAL = "ALS-1000200030"
PHONE = "54 ... 25"
PASSPORT = "U12345678"
PASSPORT_WORD = "Pasaport123"
MARKUPS = ("modern", "tables", "jsf", "placeholder")
START_SECONDS = 20


def binary():
    """The program, from the environment that tests/run.sh sets."""
    path = os.environ.get("ESIGN_PRACTICE_BIN")
    if not path and os.environ.get("ESIGN_BUILD"):
        path = os.path.join(os.environ["ESIGN_BUILD"], "bin", "esign-practice")
    if not path:
        raise RuntimeError("set ESIGN_PRACTICE_BIN to the built esign-practice")
    return path


class Practice:
    """A running practice portal in a folder of its own. Arguments become options:
    sms_seconds=2 is --sms-seconds 2, no_sms=True is --no-sms; fault may be a list."""

    def __init__(self, accounts=None, **options):
        self.dir = Path(tempfile.mkdtemp(prefix="esign-practice-"))
        argv = [binary(), "--dir", str(self.dir), "--tell-captcha", "--stop-with-stdin"]
        if accounts is not None:
            path = self.dir / "accounts.json"
            path.write_text(json.dumps({"accounts": accounts}), encoding="utf-8")
            options["accounts"] = path
        for name, value in options.items():
            for one in value if isinstance(value, (list, tuple)) else [value]:
                if one is False or one is None:
                    continue
                argv.append("--" + name.replace("_", "-"))
                if one is not True:
                    argv.append(str(one))
        self.log = open(self.dir / "output", "wb")
        # The pipe on its standard input ends with this process, and so does the portal.
        self.process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=self.log, stderr=subprocess.STDOUT
        )
        ready = self._wait_ready()
        self.url = ready["url"]
        self.origin = self.url.rstrip("/")
        self.ca = ready["ca"]
        self.outbox = Path(ready["outbox"])
        self.sms = Path(ready["sms"])

    def _wait_ready(self):
        path = self.dir / "ready"
        until = time.monotonic() + START_SECONDS
        while not path.exists():
            if self.process.poll() is not None or time.monotonic() > until:
                output = self.output()
                self.stop()
                raise RuntimeError("esign-practice did not start:\n" + output)
            time.sleep(0.01)  # no event tells of a new file; it is written whole
        return json.loads(path.read_text(encoding="utf-8"))

    def output(self):
        return (self.dir / "output").read_text(encoding="utf-8", errors="replace")

    def stop(self, keep=False):
        """Stops it and removes its folder; returns its exit status."""
        if self.process.stdin and not self.process.stdin.closed:
            self.process.stdin.close()
        try:
            status = self.process.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        self.log.close()
        if not keep:
            shutil.rmtree(self.dir, ignore_errors=True)
        return status

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        output = self.output()
        status = self.stop()
        if kind is None and status:  # a sanitizer's find, say
            raise AssertionError(f"esign-practice ended with {status}:\n{output}")

    # What a person would read elsewhere.

    def captcha(self):
        """The newest picture's text."""
        return (self.dir / "captcha.txt").read_text().split()[-1]

    def mails(self):
        """The mails' files, oldest first."""
        return sorted(self.outbox.glob("*.eml"))

    def link(self, mail=None):
        """The reset link of the newest (or the given) mail."""
        message = email.message_from_bytes(
            Path(mail or self.mails()[-1]).read_bytes(), policy=email.policy.default
        )
        text = message.get_body(("plain",)).get_content()
        return re.search(r"https://\S+/nb\.go\?\S+", text).group(0)

    def codes(self):
        """The codes of all SMS, oldest first."""
        return [
            re.search(r"Kodunuz: (\d+)", path.read_text(encoding="utf-8")).group(1)
            for path in sorted(self.sms.glob("*.txt"))
        ]

    def code(self):
        """The newest SMS's code."""
        return self.codes()[-1]

    def counts(self):
        """How many requests came, as {"POST /giris": 1}."""
        path = self.dir / "counts.json"
        return json.loads(path.read_text()) if path.exists() else {}

    def count(self, method, path):
        return self.counts().get(f"{method} {path}", 0)

    def requests(self):
        """The lines of the request log: [time, method, path, status]."""
        path = self.dir / "requests.log"
        return [line.split() for line in path.read_text().splitlines()] if path.exists() else []
