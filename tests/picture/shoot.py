# SPDX-License-Identifier: Apache-2.0
"""Shows pictures with the real program: at the login of a portal of our own, in a window of tmux or
on a terminal that says it can do more."""

import sys
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "cli"), str(HERE.parent / "portal")]

import cells  # noqa: E402
from other import Other, form  # noqa: E402
from pane import Pane  # noqa: E402
from practice import Practice  # noqa: E402
from runner import BIN, ID, Esign  # noqa: E402
from terminal import Terminal  # noqa: E402

PROMPT = "Text in the picture: "
COLOURS = {  # what the window says of itself
    "16": ["TERM=xterm-16color"],
    "256": ["TERM=xterm-256color"],
    "all": ["TERM=xterm-256color", "COLORTERM=truecolor"],
    "console": ["TERM=linux"],
    "none": ["TERM=xterm-256color", "NO_COLOR=1"],
}
ABILITIES = {  # terminals that show pixels
    "kitty": {"TERM": "xterm-kitty"},
    "iterm2": {"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"},
    "sixel": {"TERM": "mlterm"},
}


def practice_pictures(count):
    """(name, text, bytes) of the practice portal's, each another one."""
    with tempfile.TemporaryDirectory() as folder, Practice() as portal:
        esign = Esign(Path(folder), ["--start", portal.url, "--cacert", portal.ca, "--no-input"])
        out = Path(folder) / "picture.png"
        for number in range(count):
            esign.json("forgot-word", "--id-file", esign.file("id", ID), "--captcha-out", out)
            yield f"practice {number + 1}", portal.captcha(), out.read_bytes()


class Gallery:
    """A portal with one page for each picture, and runs of esign before it."""

    def __init__(self, pictures):
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        pages = {f"/{n}": form(picture=f"/p{n}") for n in range(len(pictures))}
        pages |= {f"/p{n}": data for n, (_, _, data) in enumerate(pictures)}
        self.portal = Other(self.folder, pages)
        self.stack.enter_context(self.portal.server)
        self.lock, self.runs = threading.Lock(), 0

    def _esign(self):
        with self.lock:
            self.runs += 1
            return Esign(self.folder / f"run{self.runs}", ["--lang", "en", "--quiet"])

    def _login(self, esign, number):
        return ["login", "--id-file", esign.file("id", ID), "--cacert", self.portal.ca,
                "--start", f"{self.portal.server.origin}/{number}"]

    def shoot(self, number, colours, columns):
        """The lines of the window with their escapes, from its top to the prompt."""
        esign = self._esign()
        esign.program = ["env", *COLOURS[colours], BIN]
        with Pane(esign, *self._login(esign, number), columns=columns) as pane:
            pane.see(PROMPT)
            drawn = pane._tmux("capture-pane", "-t", "one", "-e", "-p", "-N", "-S", "-")
        lines = drawn.split("\n")
        return lines[: next(n for n, line in enumerate(lines) if PROMPT.strip() in line)]

    def written(self, number, ability):
        """All that a terminal that shows pixels is sent."""
        esign = self._esign()
        esign.env |= ABILITIES[ability]
        shown = Terminal(esign, *self._login(esign, number), term=ABILITIES[ability]["TERM"])
        shown.see(PROMPT)
        shown.close()
        return shown.screen

    def close(self):
        self.stack.close()


def picture_of(lines, columns, theme):
    """An image of the picture alone: an empty line stands before and after it."""
    drawn = cells.draw(lines, columns, theme)
    return drawn.crop((0, cells.HEIGHT, drawn.width, max(2, len(lines) - 1) * cells.HEIGHT))
