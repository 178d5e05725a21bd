# SPDX-License-Identifier: Apache-2.0
"""A person in front of a terminal: esign on a pty of its own, under a leader that plays the shell.

The leader stays when esign has ended. Were esign itself the session's leader, the kernel would
set the terminal anew at its end, and nobody could tell how it was left behind."""

import contextlib
import errno
import fcntl
import os
import select
import signal
import struct
import termios
import time

SECONDS = 60  # for a sanitized program on a busy machine; nobody waits so long where all is well
ENTER = "\r"
CTRL_C = "\x03"
CTRL_D = "\x04"
CTRL_Z = "\x1a"
ALTERNATE = b"\x1b[?1049h"
MAIN = b"\x1b[?1049l"


def outside_alternate(shown):
    """What of it went to the main screen."""
    main = b""
    while shown:
        before, _, shown = shown.partition(ALTERNATE)
        main += before
        _, _, shown = shown.partition(MAIN)
    return main.decode("utf-8", "replace")


def _keep_only(fds):
    """Closes all others. With another thread's terminal open, two leaders would each wait for an
    end that the other one holds."""
    first = 3
    for fd in sorted(fd for fd in fds if fd > 2):
        os.closerange(first, fd)
        first = fd + 1
    os.closerange(first, os.sysconf("SC_OPEN_MAX"))


def _lead(tty, told, hold, argv, env, cwd, fds):
    """The shell's part: esign in the foreground, its pid and its wait status to `told`; then
    waits until `hold` is closed. Nothing of Python's own is cleaned up: it is a fork."""
    _keep_only({tty, told, hold, *fds})
    os.setsid()
    fcntl.ioctl(tty, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        os.tcsetpgrp(tty, os.getpgrp())
        for number in (signal.SIGTTOU, signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        for target, fd in enumerate(fds):
            os.dup2(fd, target)
        os.closerange(3, 1024)
        os.chdir(cwd)
        os.execve(argv[0], argv, env)
    for fd in set(fds) - {tty}:
        os.close(fd)  # or a pipe's reader would wait for us
    os.write(told, struct.pack("i", pid))
    _, status = os.waitpid(pid, 0)
    os.write(told, struct.pack("i", status))
    os.read(hold, 1)


class Terminal:
    """One run of esign. `out` keeps standard output apart (a pipe); `given` is standard input."""

    def __init__(self, esign, *args, rows=24, columns=80, out=False, given=None, options=None,
                 term="xterm-256color"):
        argv = [*esign.program, *(esign.options if options is None else options), *map(str, args)]
        env = {**esign.env, "TERM": term}
        self.screen = b""
        self.typed_at = 0  # how much stood there when the last answer was typed
        self.status = None
        self.pipe = None
        self.master, tty = os.openpty()
        fcntl.ioctl(tty, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.before = self.attributes()
        fds = [tty, tty, tty]
        if given is not None:
            fds[0], write = os.pipe()
            os.write(write, given)
            os.close(write)
        if out:
            self.pipe, fds[1] = os.pipe()
        self.told, told = os.pipe()
        hold, self.hold = os.pipe()
        self.leader = os.fork()
        if self.leader == 0:
            try:
                _lead(tty, told, hold, argv, env, str(esign.folder), fds)
            finally:
                os._exit(0)
        for fd in {tty, told, hold, *fds}:
            os.close(fd)
        self.pid = self._told()

    def attributes(self):
        return termios.tcgetattr(self.master)

    def echoes(self):
        return bool(self.attributes()[3] & termios.ECHO)

    def text(self):
        return self.screen.decode("utf-8", "replace")

    def _read(self):
        try:
            self.screen += os.read(self.master, 65536)
        except OSError as error:  # the last one has closed the terminal
            if error.errno != errno.EIO:
                raise

    def _until(self, wanted):
        """Reads the screen until wanted() holds, or the leader has something to tell."""
        end = time.monotonic() + SECONDS
        while not wanted():
            left = max(0, end - time.monotonic())
            ready, _, _ = select.select([self.master, self.told], [], [], left)
            assert ready, "nothing more came; on the screen:\n" + self.text()
            if self.master in ready:  # first, so that all that was shown is read before the end
                self._read()
            elif self.told in ready:
                return

    def _told(self):
        self._until(lambda: False)
        return struct.unpack("i", os.read(self.told, 4))[0]

    def see(self, words):
        """Waits until the words stand on the screen after all that was typed so far."""

        def stand_there():
            return words.encode() in self.screen[self.typed_at :]

        self._until(stand_there)
        assert stand_there(), f"it ended without '{words}'; on the screen:\n" + self.text()
        return self

    def type(self, text):
        self.typed_at = len(self.screen)
        os.write(self.master, text.encode())
        return self

    def answer(self, prompt, text):
        return self.see(prompt).type(text + ENTER)

    def end(self):
        """Waits for the end; the exit status, or the signal's number below nought."""
        if self.status is None:
            self.status = os.waitstatus_to_exitcode(self._told())
        return self.status

    def signal(self, number):
        os.kill(self.pid, number)
        return self

    def piped(self):
        """All of standard output, after the end."""
        self.end()
        data = b""
        while part := os.read(self.pipe, 65536):
            data += part
        return data.decode("utf-8")

    def outside_alternate(self):
        return outside_alternate(self.screen)

    def hang_up(self):
        """The window is closed; waits until esign has ended."""
        watched = os.pidfd_open(self.pid)
        os.close(self.master)
        self.master = None
        ready, _, _ = select.select([watched], [], [], SECONDS)
        os.close(watched)
        assert ready, "it goes on without its terminal"

    def resize(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        return self

    def close(self):
        if self.status is None:
            with contextlib.suppress(ProcessLookupError):  # it has ended, and nobody asked how
                os.kill(self.pid, signal.SIGKILL)
        os.close(self.hold)
        os.waitpid(self.leader, 0)
        for fd in (self.master, self.told, self.pipe):
            if fd is not None:
                os.close(fd)
