# SPDX-License-Identifier: Apache-2.0
"""The practice portal as the commands' tests use it."""

import shutil

from practice import PHONE, WORD, Practice


class Portal(Practice):
    """A portal that can be looked into after it has stopped; Practice tells the options."""

    word = WORD
    phone = PHONE

    def __init__(self, **options):
        super().__init__(**options)
        self.running = True
        self.captcha_file = self.dir / "captcha.txt"

    def stop(self, keep=True):
        if self.running:
            self.running = False
            status = super().stop(keep)
            assert status == 0, self.output()

    def remove(self):
        try:
            self.stop()
        finally:
            shutil.rmtree(self.dir, ignore_errors=True)

    def captchas(self):
        """The texts of all pictures shown so far."""
        if not self.captcha_file.exists():
            return []
        return self.captcha_file.read_text(encoding="utf-8").split()

    def newest_mail(self):
        return self.mails()[-1]

    def newest_code(self):
        return self.codes()[-1]

    def paths(self, method):
        """The paths that were asked for with this method, oldest first."""
        return [line[2] for line in self.requests() if line[1] == method]
