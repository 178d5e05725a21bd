# SPDX-License-Identifier: Apache-2.0
"""PIN and PUK in a real terminal emulator (tmux), with and without an alternate screen: seen while
they are to be seen, and afterwards nowhere in its scrollback, whichever way the view ended."""

import os
import shlex

import pytest
from figures import LONG
from practice import PIN, PUK
from test_terminal import VIEW_END, Places
from tmux import Tmux

SIGNALS = ("INT", "TERM", "HUP", "QUIT", "PIPE", "USR1", "USR2", "ALRM", "XCPU", "VTALRM", "PROF")
KEYS = {"Enter": ["Enter"], "Ctrl-C": ["C-c"], "Ctrl-D": ["C-d"], "Ctrl-backslash": ["C-\\"],
        "Ctrl-Z and Enter": ["C-z", "Enter"], "Ctrl-S and Enter": ["C-s", "Enter"], "words and Enter": ["evet", "Enter"]}
HELD = {"Ctrl-S, then time": "time", "Ctrl-S, then TERM": "TERM"}  # Ctrl-Q comes never
WAYS = [*KEYS, *SIGNALS, "time", "script", *HELD]
SIZES = {"wider and higher": ("120", "50"), "lower": ("80", "5"), "narrower": ("24", "24"),
         "smaller": ("40", "8")}
# A window that becomes narrower breaks lines before the program can know of it: without an
# alternate screen the first of them may go to the scrollback (ADR 12).
WHERE_LINES_STAY = ("wider and higher", "lower")
FEW = ("Enter", "Ctrl-C", "HUP", "time", "lower", "script", *HELD)


@pytest.fixture(scope="module")
def inside(tmp_path_factory):
    places = Places(tmp_path_factory.mktemp("places"))
    yield places.person("inside").esign
    places.close()


def digits_of(shown):
    return "".join(shown.split())


def holds_a_secret(shown):
    """PIN or PUK, in groups or not, or four digits of either on end."""
    pieces = [value[i : i + 4] for value in (PIN, PUK) for i in range(len(value) - 3)]
    return any(piece in digits_of(shown) for piece in pieces)


def leave(tmux, way, pid_file):
    if way in HELD:
        tmux.type("C-s")
        way = HELD[way]
    if way in KEYS:
        tmux.type(*KEYS[way])
    elif way in SIGNALS:
        os.kill(int(pid_file.read_text(encoding="ascii")), getattr(__import__("signal"), "SIG" + way))
    elif way in SIZES:
        tmux.run("resize-window", "-x", SIZES[way][0], "-y", SIZES[way][1])
        tmux.type("Enter")
    elif way == "script":
        tmux.type("Enter")


def try_way(folder, esign, way, alternate):
    """What is wrong with this way out, or None."""
    folder.mkdir()
    tmux, pid_file, record = Tmux(folder, alternate), folder / "pid", folder / "record"
    try:
        env = [f"{name}={value}" for name, value in esign.env.items()]
        options = ["pin-puk", *(["--clear-after", "2"] if "time" in way else [])]
        esign_run = shlex.join([os.environ["ESIGN_BIN"], *esign.options, *options])
        command = f"echo $$ >{shlex.quote(str(pid_file))}; exec {esign_run}"
        if way == "script":
            command = shlex.join(["script", "-q", "-c", command, str(record)])
        tmux.run("set-option", "-g", "remain-on-exit", "on")
        script = folder / "run"
        script.write_text(f"trap : INT QUIT\nseq 1000 1040\nenv -i TERM=xterm-256color {shlex.join(env)} sh -c "
                          f"{shlex.quote(command)}\nseq 2000 2040\necho its end\n", encoding="utf-8")
        tmux.type(f". {script}", "Enter")
        if not holds_a_secret(tmux.see(VIEW_END)):
            return "the PIN was not to be seen"
        leave(tmux, way, pid_file)
        after = tmux.see("\nits end")
        if way == "script":  # what was recorded, played again
            tmux.type(f"cat {record}; seq 3000 3040; echo pla''yed", "Enter")
            after = tmux.see("\nplayed")
        if holds_a_secret(after):
            return "the PIN is in the scrollback:\n" + after
        if "1000" not in after or "2040" not in after:
            return "what was on the screen before is gone:\n" + after
        return None
    finally:
        tmux.close()


@pytest.mark.parametrize("alternate", [True, False], ids=["alternate", "one screen"])
def test_no_way_out_of_the_view_leaves_a_pin_in_the_scrollback(tmp_path, inside, figure, alternate):
    ways = [*WAYS, *(SIZES if alternate else WHERE_LINES_STAY)] if LONG else FEW
    tried = {way: try_way(tmp_path / str(n), inside, way, alternate) for n, way in enumerate(ways)}
    wrong = [f"{way}: {why}" for way, why in tried.items() if why]
    screen = "with an alternate screen" if alternate else "without an alternate screen"
    figure(5, f"ways out of the PIN view in tmux, {screen}", len(ways), wrong)
