# SPDX-License-Identifier: Apache-2.0
"""A person with an account at the practice portal, who uses esign from scripts."""

from runner import ID, Esign

NEW_WORD = "Yeni2Sözcük"


class Person:
    """Takes the steps of the recovery; each returns the run's result."""

    def __init__(self, folder, portal):
        self.portal = portal
        self.esign = Esign(
            folder, ["--lang", "en", "--start", portal.url, "--cacert", portal.ca]
        )
        self.id = self.esign.file("id", ID)

    def word_file(self, word):
        return self.esign.file("word", word)

    def eyes(self):
        """An askpass that reads the picture, as a person would; nothing else."""
        script = f'[ "$ESIGN_ASKPASS_KIND" = captcha ] && tail -n 1 "{self.portal.captcha_file}"'
        return {"ESIGN_ASKPASS": self.esign.askpass(script)}

    def blind(self):
        """An askpass that reads every picture wrong."""
        return {"ESIGN_ASKPASS": self.esign.askpass('[ "$ESIGN_ASKPASS_KIND" = captcha ] && echo no')}

    def forgot_word(self):
        return self.esign.json("forgot-word", "--id-file", self.id, env=self.eyes())

    def reset_word(self, word=NEW_WORD):
        return self.esign.json(
            "reset-word", "--mail", self.portal.newest_mail(), "--word-file", self.word_file(word)
        )

    def login(self, word, *more, env=None):
        return self.esign.json(
            "login", "--id-file", self.id, "--word-file", self.word_file(word), *more,
            env=env or self.eyes(),
        )

    def send_sms(self, *more):
        return self.esign.json("sms-verify", "--send-only", *more)

    def sms_verify(self, code=None):
        return self.esign.json(
            "sms-verify", "--code-file", self.esign.file("code", code or self.portal.newest_code())
        )

    def logged_in(self):
        """Up to the masked phone number."""
        result = self.login(self.portal.word)
        assert result.code == "ok", result.err
        return self

    def at_the_menu(self):
        self.logged_in()
        assert self.send_sms().code == "ok"
        assert self.sms_verify().code == "ok"
        return self
