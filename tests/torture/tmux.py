# SPDX-License-Identifier: Apache-2.0
"""A real terminal emulator: what stands on its screen, and what it keeps."""

import os
import subprocess
import time

SECONDS = 60


class Tmux:
    """A server of its own with one window of a shell."""

    def __init__(self, folder, alternate):
        self.socket = str(folder / "tmux")
        self.env = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        self.run("-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24",
                 "env PS1='> ' sh")
        self.run("set-option", "-g", "history-limit", "10000")
        self.run("set-option", "-g", "alternate-screen", "on" if alternate else "off")
        self.run("set-option", "-g", "window-size", "manual")
        # What was opened before the options were set is replaced.
        self.run("respawn-pane", "-k", "env PS1='> ' sh")

    def run(self, *args):
        done = subprocess.run(["tmux", "-S", self.socket, *args], capture_output=True,
                              env=self.env, check=True, encoding="utf-8", timeout=SECONDS)
        return done.stdout

    def type(self, *keys):
        self.run("send-keys", *keys)

    def everything(self):
        """The scrollback and the screen."""
        return self.run("capture-pane", "-p", "-S", "-", "-E", "-")

    def see(self, words):
        end = time.monotonic() + SECONDS
        while words not in (shown := self.everything()):
            assert time.monotonic() < end, f"no '{words}' on:\n{shown}"
            time.sleep(0.02)  # tmux tells nobody what its screen shows
        return shown

    def close(self):
        self.run("kill-server")
