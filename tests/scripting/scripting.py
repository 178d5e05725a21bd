# SPDX-License-Identifier: Apache-2.0
"""The examples of docs/scripting.md: taken out of the page and run as they stand, with nothing in
PATH but programs that note how they were called and then become the real ones."""

import json
import os
import re
import subprocess
import time
from pathlib import Path

from practice import PHONE
from runner import BIN, ID, Esign

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "scripting.md"
BLOCK = re.compile(r"^```(sh|python) ([\w.-]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WORD = 'Şu"zor\\sözcük%1'  # what a shell, JSON and Assuan would each spoil
LATE = 60  # seconds that nobody waits where all is well
TOOLS = ("awk", "cat", "jq", "kill", "mkfifo", "mktemp", "pinentry", "rm", "sed", "tr")

# The arguments and the environment of every program that an example starts, for no secret may be
# among them. Only what is in the folder of these can be found at all.
RECORDER = """#!/bin/sh
name=${0##*/}
/usr/bin/tr '\\0' '\\n' </proc/$$/cmdline >>"$RECORD"
/usr/bin/tr '\\0' '\\n' </proc/$$/environ >>"$RECORD"
case $name in
real-esign) exec "$REAL_ESIGN" "$@" ;;
*) exec "/usr/bin/$name" "$@" ;;
esac
"""


def examples():
    """The text of each example, by its name."""
    return {name: text for _, name, text in BLOCK.findall(DOCUMENT.read_text(encoding="utf-8"))}


def account(word=WORD):
    """The practice portal's account with a word that is hard to pass on."""
    card = {"description": "Nitelikli Elektronik Sertifika Kartı", "serial": "ALS-1000200030",
            "pin": "482913", "puk": "70516284"}
    return {"id": ID, "word": word, "phone": PHONE, "email": "deniz@example.org", "cards": [card]}


class Ended:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err


class Scripts(Esign):
    """A folder with the examples and a PATH of its own. `portal` may be missing."""

    def __init__(self, folder, portal=None):
        super().__init__(folder)
        self.portal = portal
        self.bin, self.scripts = self._made("bin"), self._made("scripts")
        self.record = self.folder / "record"
        self.secrets = {ID, WORD, "Yeni2Sözcük"}
        self._program("real-esign", RECORDER)
        for name in TOOLS:
            (self.bin / name).symlink_to("real-esign")
        for name, text in examples().items():
            place = self.bin if name == "esign" else self.scripts
            (place / name).write_text(text, encoding="utf-8")
            (place / name).chmod(0o700)
        self.env |= {"PATH": str(self.bin), "LC_ALL": "C.UTF-8", "RECORD": str(self.record),
                     "REAL_ESIGN": BIN, "ESIGN": str(self.bin / "real-esign"),
                     "PYTHONDONTWRITEBYTECODE": "1"}
        if portal:
            self.env["PRACTICE"] = str(portal.dir)

    def _program(self, name, text):
        (self.bin / name).unlink(missing_ok=True)
        (self.bin / name).write_text(text, encoding="utf-8")
        (self.bin / name).chmod(0o700)

    def stand_in(self, name, body):
        """A program of this name, for the examples to find; gives its path."""
        self._program(name, "#!/bin/sh\nPATH=/usr/bin:/bin\n" + body + "\n")
        return str(self.bin / name)

    def pass_holds(self, **entries):
        """pass(1) as far as the examples use it."""
        store = self._made("pass")
        for name, secret in entries.items():
            (store / name).write_text(secret + "\n", encoding="utf-8")
        self.stand_in("pass", f'[ "$1" = show ] && exec cat "{store}/${{2##*/}}"')

    def start(self, name, *args, shell="/bin/sh", **env):
        program = ["/usr/bin/python3"] if name.endswith(".py") else shell.split()
        return subprocess.Popen(
            [*program, str(self.scripts / name), *map(str, args)], env={**self.env, **env},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            cwd=self._made("cwd"), start_new_session=True,
        )

    def end(self, process, given=""):
        out, err = process.communicate(given.encode(), timeout=LATE)
        ended = Ended(process.returncode, out.decode(), err.decode("utf-8", "replace"))
        assert "Sanitizer" not in ended.err, ended.err
        return ended

    def play(self, name, *args, given="", **how):
        """Runs an example to its end, in a session without a terminal."""
        return self.end(self.start(name, *args, **how), given)

    def esign_says(self, *args, stdin="", **env):
        """A run of esign through the example of that name."""
        done = subprocess.run(
            ["/bin/sh", str(self.bin / "esign"), *map(str, args)], env={**self.env, **env},
            input=stdin.encode(), capture_output=True, cwd=self._made("cwd"), timeout=LATE,
            start_new_session=True, check=False)
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    def person(self):
        """An askpass that answers as a person would; what it is asked stands in `asked`."""
        self.file("id", ID)
        self.file("new-word", "Yeni2Sözcük")
        folder = self.portal.dir
        return self.stand_in("person", f"""
            echo "$ESIGN_ASKPASS_KIND" >>"{self.folder}/asked"
            [ ! -e "{self.folder}/wrong.$ESIGN_ASKPASS_KIND" ] || {{
                cat "{self.folder}/wrong.$ESIGN_ASKPASS_KIND"
                rm "{self.folder}/wrong.$ESIGN_ASKPASS_KIND"
                exit
            }}
            newest() {{ for newest in "$1"/*; do :; done; cat "$newest"; }}
            case $ESIGN_ASKPASS_KIND in
            id) cat "{self.folder}/answers/id" ;;
            captcha) tail -n 1 "{folder}/captcha.txt" ;;
            word*) cat "{self.folder}/answers/${{WORD_FILE:-new-word}}" ;;
            link) newest "{folder}/outbox" | grep -o 'https://[^ "<]*nb.go?[^ "<]*' | head -n 1 ;;
            code) newest "{folder}/sms" | sed -n 's/.*Kodunuz: \\([0-9]*\\).*/\\1/p' ;;
            esac""")

    def mistakes_once(self, kind, answer):
        """The person answers this, the first time the kind is asked for."""
        (self.folder / f"wrong.{kind}").write_text(answer + "\n", encoding="utf-8")

    def asked(self):
        return (self.folder / "asked").read_text().split()

    def away(self):
        """The portal cannot be reached any more."""
        self.portal.stop()
        (self.portal.dir / "ready").write_text(json.dumps({"url": self.portal.url}))

    def close(self):
        """No secret was an argument, an environment value or in a file that is left."""
        left = [self.record.read_bytes()] if self.record.exists() else []
        left += self.kept().values()
        for secret in self.secrets:
            assert not any(secret.encode() in text for text in left), f"{secret} can be seen"


def wait_until(true):
    until = time.monotonic() + LATE
    while not true():
        assert time.monotonic() < until, "nothing came of it"
        time.sleep(0.02)  # no event tells of it


def write_line(path, text):
    """A person writes a line into a FIFO as soon as it is there; until it is taken away again."""
    wait_until(path.exists)
    with open(path, "w", encoding="utf-8") as fifo:
        fifo.write((text() if callable(text) else text) + "\n")
    wait_until(lambda: not path.exists())
