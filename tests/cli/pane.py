# SPDX-License-Identifier: Apache-2.0
"""esign in a window of tmux, which draws what a person sees: the lines as they stand there, with
what has scrolled away. No prompt is waited for by looking again and again: all that is written to
the window comes through a pipe as well."""

import os
import re
import select
import shlex
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

SECONDS = 60  # for a sanitized program on a busy machine

SETTINGS = """\
set -g status off
set -g remain-on-exit on
set -g remain-on-exit-format ""
set -g history-limit 5000
set -g default-terminal tmux-256color
"""


# The window's name, which nobody sees: by then tmux has read all that was written before.
ENDED = r"\033]2;ended %d\007"


class Pane:
    """One run of esign in a window of so many columns and lines."""

    def __init__(self, esign, *args, columns=80, lines=24):
        self.folder = Path(tempfile.mkdtemp(prefix="esign-pane."))
        self.shown = b""
        self.typed_at = 0
        self.env = {**esign.env, "LC_ALL": "C.UTF-8"}
        (self.folder / "settings").write_text(SETTINGS, encoding="utf-8")
        for name in ("gate", "shown"):
            os.mkfifo(self.folder / name)
        argv = [*esign.program, *esign.options, *map(str, args)]
        # It begins when the pipe stands: not a word of it is missed.
        line = f"trap : INT; read go <{self.folder}/gate; {shlex.join(argv)}; printf '{ENDED}' $?"
        self._tmux("-f", self.folder / "settings", "new-session", "-d", "-s", "one",
                   "-x", columns, "-y", lines, "-c", esign.folder, f"exec sh -c {shlex.quote(line)}")
        self._tmux("pipe-pane", "-t", "one", "-O", f"exec cat >{self.folder}/shown")
        self.pipe = os.open(self.folder / "shown", os.O_RDONLY)
        (self.folder / "gate").write_text("go\n", encoding="utf-8")

    def _tmux(self, *args):
        return subprocess.run(
            ["tmux", "-u", "-S", str(self.folder / "socket"), *map(str, args)],
            env=self.env, check=True, capture_output=True, text=True, timeout=SECONDS,
        ).stdout

    def _read(self, end):
        """More of what is shown; False at its end."""
        ready, _, _ = select.select([self.pipe], [], [], max(0, end - time.monotonic()))
        assert ready, "nothing more came; in the window:\n" + self.text()
        part = os.read(self.pipe, 65536)
        self.shown += part
        return bool(part)

    def see(self, words):
        """Waits until the words were written after all that was typed so far, in one line or in
        several."""
        end = time.monotonic() + SECONDS

        def stand_there():
            shown = self.shown[self.typed_at :]
            return any(words.encode() in text for text in (shown, shown.replace(b"\r\n", b" ")))

        while not stand_there():
            assert self._read(end), f"it ended without '{words}'; in the window:\n" + self.text()
        return self

    def type(self, text):
        self.typed_at = len(self.shown)
        if text:
            self._tmux("send-keys", "-t", "one", "-l", "--", text)
        self._tmux("send-keys", "-t", "one", "Enter")
        return self

    def answer(self, prompt, text):
        return self.see(prompt).type(text)

    def press(self, key):
        self.typed_at = len(self.shown)
        self._tmux("send-keys", "-t", "one", key)
        return self

    def end(self):
        """The exit status, or the signal's number below nought."""
        found = None
        end = time.monotonic() + SECONDS
        while not found:
            found = re.search(rb"\x1b\]2;ended (\d+)\x07", self.shown)
            assert found or self._read(end), "its end is missing"
        status = int(found.group(1))
        return 128 - status if status > 128 else status

    def text(self):
        """What stands in the window and above it; lines that were too long for it are whole."""
        drawn = self._tmux("capture-pane", "-t", "one", "-p", "-J", "-S", "-")
        return "\n".join(line.rstrip() for line in drawn.splitlines()).strip("\n") + "\n"

    def widest(self):
        """Columns of the longest line that esign wrote: the window broke it if it is longer."""
        return max(len(line) for line in self.text().splitlines())

    def close(self):
        subprocess.run(
            ["tmux", "-S", str(self.folder / "socket"), "kill-server"],
            env=self.env, capture_output=True, check=False, timeout=SECONDS,
        )
        os.close(self.pipe)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
