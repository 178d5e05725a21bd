# SPDX-License-Identifier: Apache-2.0
"""A practice portal of a test's own: started, looked into as its person would, stopped."""

import json
import os
import re
import subprocess
import time
from pathlib import Path

BIN = os.environ.get("ESIGN_PRACTICE_BIN", "")
DEADLINE = 30


def wait_for(look, what):
    """What `look` finds, as soon as it finds something."""
    until = time.monotonic() + DEADLINE
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.01)  # another process writes it; there is no event to wait for
    raise AssertionError(f"{what} did not come")


class Portal:
    """esign-practice in a folder of its own; it ends with the test, or when the test dies."""

    word = "Deneme123"  # of the built-in account, whose number is runner.ID
    phone = "5401234525"

    def __init__(self, folder, *options):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True)
        self.log = open(self.folder / "log", "wb")
        self.process = subprocess.Popen(
            [BIN, "--dir", folder, "--tell-captcha", "--stop-with-stdin", *options],
            stdin=subprocess.PIPE,
            stdout=self.log,
            stderr=self.log,
        )
        ready = json.loads(wait_for(self._ready, "the practice portal"))
        self.url = ready["url"]
        self.ca = ready["ca"]
        self.captcha_file = self.folder / "captcha.txt"

    def _ready(self):
        if self.process.poll() is not None:
            raise AssertionError((self.folder / "log").read_text(encoding="utf-8"))
        path = self.folder / "ready"
        return path.exists() and path.read_text(encoding="utf-8")

    def stop(self):
        if self.process.stdin.closed:
            return
        self.process.stdin.close()
        status = self.process.wait(DEADLINE)
        self.log.close()
        assert status == 0, (self.folder / "log").read_text(encoding="utf-8")

    def captchas(self):
        """The texts of all pictures shown so far."""
        if not self.captcha_file.exists():
            return []
        return self.captcha_file.read_text(encoding="utf-8").split()

    def captcha(self):
        """What a person reads in the newest picture."""
        return self.captchas()[-1]

    def mails(self):
        return sorted((self.folder / "outbox").glob("*.eml"))

    def newest_mail(self):
        return wait_for(self.mails, "the mail")[-1]

    def codes(self):
        """The codes of all SMS, oldest first."""
        found = []
        for path in sorted((self.folder / "sms").glob("*.txt")):
            found += re.findall(r"\b\d{4,8}\b", path.read_text(encoding="utf-8"))[:1]
        return found

    def newest_code(self):
        return wait_for(self.codes, "the SMS")[-1]

    def requests(self, method):
        """The paths that were asked for with this method, oldest first."""
        lines = (self.folder / "requests.log").read_text(encoding="utf-8").splitlines()
        return [line.split()[2] for line in lines if line.split()[1] == method]
