# SPDX-License-Identifier: Apache-2.0
"""esign under eyes that look for canaries: in its memory, arguments and environment and in all files
at each prompt and just before it ends, in what it says and leaves after it has ended."""

import os
import socket
import subprocess
import threading
from pathlib import Path

from canaries import Canaries
from runner import Esign

RELEASE = Path(os.environ.get("ESIGN_RELEASE", ""))
MEMORY = RELEASE / "torture" / "torture_memory"
KEPT_IN = ("home", "runtime", "state", "cwd", "tmp")
USERS_OWN = ("answers", "bin")  # below the folder: what the person gave, not what esign wrote


def _read(path):
    try:
        return Path(path).read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return b""


def family(pid):
    """A process and all that come of it."""
    found = [pid]
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            stat = _read(entry / "stat").rpartition(b")")[2].split()
            if len(stat) > 1 and int(stat[1]) == pid:
                found += family(int(entry.name))
    return found


class Watch(Esign):
    """esign as people have it, started by one that holds it just before its end."""

    def __init__(self, folder, options):
        super().__init__(folder, options)
        self.env["TMPDIR"] = str(self._made("tmp"))
        self.canaries = Canaries()
        self.before_look = None  # called before each look: canaries that came up meanwhile
        self.step = ""  # which command, and how it is answered
        self.tried = {}  # place → looks × needles
        self.wrong = {}  # place → what was found
        self.secure_may_end_full = False  # a signal ends it with what it held
        self.pid = None
        self._pids = {}
        path = Path(folder) / "watch"
        self.needles = Path(folder) / "needles"
        self.program = [str(MEMORY), "hold", str(path), "--", str(RELEASE / "bin" / "esign")]
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(path))
        self.server.listen(8)
        self.started = threading.Condition()
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        self.server.close()

    # ---- what is held

    def _serve(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._follow, args=(connection,), daemon=True).start()

    def _follow(self, connection):
        with connection, connection.makefile("r") as lines:
            for line in lines:
                what, pid = line.split()
                if what == "start":
                    with self.started:
                        self.pid = int(pid)
                        self.started.notify_all()
                else:
                    try:
                        self.look(int(pid), "exit")
                    except Exception as error:  # a thread's failure is nobody's otherwise
                        self.blame("looking", repr(error))
                connection.send(b".")

    def askpass_looks(self, script):
        """An askpass that lets us look before it answers. Each of its runs waits at a pipe of its
        own, so that none goes on before it was looked at."""
        ask = self.folder / "ask"
        if not ask.exists():
            os.mkfifo(ask, 0o600)
            threading.Thread(target=self._serve_askpass, args=(ask,), daemon=True).start()
        return self.askpass(
            f'go="{self.folder}/go.$$"; mkfifo -m 600 "$go"; echo "$PPID $go" >"{ask}"\n'
            f'read -r x <"$go"; rm "$go"\n{script}'
        )

    def _serve_askpass(self, ask):
        with open(os.open(ask, os.O_RDWR), encoding="ascii") as pipe:  # never at its end
            for line in iter(pipe.readline, ""):
                pid, go = line.split()
                try:
                    self.look(int(pid), "askpass")
                except Exception as error:
                    self.blame("looking", repr(error))
                Path(go).write_text("\n", encoding="ascii")

    # ---- looking

    def blame(self, place, what):
        self.wrong.setdefault(place, []).append(f"{self.step}: {what}")

    def count(self, place):
        self.tried[place] = self.tried.get(place, 0) + len(self.canaries.needles)

    def search(self, place, where, data, allowed=()):
        self.count(place)
        for name, form in self.canaries.found_in(data):
            if name not in allowed:
                self.blame(place, f"{name}, {form}, in {where}")

    def look(self, pid, when):
        """At a process that waits, or is held."""
        if self.before_look:
            self.before_look()
        for one in family(pid):
            self.search("arguments", f"cmdline at {when}", _read(f"/proc/{one}/cmdline"))
            self.search("environment", f"environ at {when}", _read(f"/proc/{one}/environ"))
        self.look_at_memory(pid, when)
        self.look_at_files(when)

    def scan(self, what, which):
        """torture_memory's lines."""
        self.canaries.write(self.needles)
        done = subprocess.run(
            [MEMORY, what, str(which), self.needles], capture_output=True, text=True, check=False
        )
        *lines, looked = done.stdout.splitlines() or [done.stderr]
        assert done.returncode == 0 and looked.startswith("looked "), looked
        assert int(looked.split()[1]) > 100_000, looked
        return lines

    def _stands_in_file(self, mapping, number):
        """A library's file may hold the few letters of a short needle by chance."""
        path = Path(mapping)
        is_ours = self.folder in path.parents or not path.is_absolute()
        return not is_ours and self.canaries.needles[number][2] in _read(path)

    def look_at_memory(self, pid, when):
        place = f"memory, at {'the end' if when == 'exit' else 'prompts'}"
        self.count(place)
        last = {}  # parts that overlap are one leak
        for line in self.scan("scan", pid):
            number, address, kind, mapping = line.split(" ", 3)
            name, form, _ = self.canaries.needles[int(number)]
            near = int(address, 16) - last.get(name, 0) < 64
            last[name] = int(address, 16)
            held = kind == "secure" and (when != "exit" or self.secure_may_end_full)
            if not held and not near and not self._stands_in_file(mapping, int(number)):
                self.blame(place, f"{name}, {form}, at {when}, {address} in {mapping}")

    def look_at_files(self, when):
        for top in KEPT_IN:
            for path in (self.folder / top).rglob("*"):
                if path.is_file():
                    self.search("files", f"{path.name} at {when}", _read(path))

    def look_at_words(self, out, err, allowed=()):
        """Standard output and error of a run that has ended."""
        self.search("standard output", "standard output", out.encode(), allowed)
        self.search("standard error", "standard error", err.encode())
        self.look_at_files("the end")

    # ---- running

    def watched(self, step, *args, shown=(), **options):
        """A run without a terminal; what it was asked to show may stand in its output."""
        self.step = step
        result = self.run("--verbose", *args, **options)
        if self.before_look:
            self.before_look()
        self.look_at_words(result.out, result.err, shown)
        return result
