# SPDX-License-Identifier: Apache-2.0
"""An environment, descriptors, signals and a command line as nobody should have them: the
documented status, no secret told, and no difference where there should be none."""

import ctypes
import json
import os
import signal

from crash import ESIGN
from figures import LONG
from places import FEW, Way, needs_release, play
from places import place, portal  # noqa: F401

pytestmark = needs_release

# --- the environment ---

LONG_TEXT = "x" * 10_000
UP = "../../../../../../etc/passwd"
HOSTILE = {
    "TERM": ["", "unknown", "dumb", LONG_TEXT, "\x1b[31m", UP],
    "COLUMNS": ["0", "-1", "1", "1000000000", "text", ""],
    "LINES": ["0", "-1"],
    "LC_ALL": ["xx", "C", "POSIX", "tr_TR", "tr_TR.UTF-8", UP, LONG_TEXT, "\x1b"],
    "LC_MESSAGES": ["tr_TR.UTF-8", UP],
    "LANGUAGE": ["tr", "en:" * 5000, UP],
    "LANG": ["\xff", "tr_TR.ISO-8859-9"],
    "TZ": [":" + UP, "/etc/passwd", LONG_TEXT, "", "\n", "XXX-99:99:99"],
    "TMPDIR": ["/nonexistent", "", UP],
    "TEXTDOMAINDIR": ["/nonexistent"],
    "LOCPATH": ["/nonexistent"],
    "NLSPATH": ["/etc/passwd"],
    "PATH": ["", ".", "/nonexistent", LONG_TEXT, "\x1b"],
    "CURL_HOME": ["/nonexistent"],
    "OPENSSL_CONF": ["/etc/passwd", "/nonexistent"],
    "SSLKEYLOGFILE": ["/nonexistent/keys"],
    "http_proxy": ["http://127.0.0.1:1"],
    "ALL_PROXY": ["socks5://127.0.0.1:1"],
    "BROWSER": ["/nonexistent"],
    "NO_COLOR": ["1"],
    "POSIXLY_CORRECT": ["1"],
    "GETCONF_DIR": ["/nonexistent"],
    "MALLOC_CHECK_": ["3"],
    "MALLOC_ARENA_MAX": ["1"],
    "RES_OPTIONS": ["timeout:0 attempts:0"],
    "HOSTALIASES": ["/etc/passwd"],
    "ESIGN_ASKPASS": ["", "/nonexistent", "/etc", "no such program", "-x"],
    "ESIGN_CAPTCHA_FILE": ["/etc/passwd"],
    "ESIGN_PAGER": ["", "/nonexistent", LONG_TEXT],
    "ESIGN_ACCESSIBLE": ["", "0", "1", LONG_TEXT],
    "XDG_CONFIG_HOME": ["", "/nonexistent", "/etc/passwd", UP, LONG_TEXT],
}


def test_an_environment_that_means_nothing_changes_nothing(place, figure):
    ways = [
        Way(f"{name}={value[:20]!r}", env={name: value}, same=True)
        for name, values in HOSTILE.items()
        for value in values
    ]
    figure(9, "TERM, COLUMNS, locale, TZ, PATH and more, as hostile as they come",
           *play(place, ways))


# --- descriptors ---

def test_closed_descriptors_lead_nowhere(place, figure):
    closings = ["<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-", ""]
    ways = [Way(f"sh {one}", ("sh", "-c", f'exec "$@" {one}', "sh"), same=">" not in one)
            for one in closings]
    tried, wrong = play(place, ways, sample=50)
    figure(9, "descriptors 0 to 2 closed, in all combinations, for every command", tried, wrong)


def test_a_result_that_cannot_be_written_is_no_success(place, figure):
    wrong = []
    names = place.scenes if LONG else FEW
    for name in names:
        scene = place.scenes[name]
        place.prepare(scene)
        with open("/dev/full", "wb") as there:
            status, _, err = place.go(place.line(scene), Way("full", run={"stdout": there}))
        success = scene.codes == ("ok",) or name == "page fill"
        if (status not in (7, 9)) if success else (not 0 < status <= 9):
            wrong.append(f"{name} on a full disk: {status} {err}")
        if "could not be written" not in err:
            wrong.append(f"{name} on a full disk says nothing: {err}")
        place.prepare(scene)
        read, write = os.pipe()
        os.close(read)
        status, _, err = place.go(place.line(scene), Way("pipe", run={"stdout": write}))
        os.close(write)
        if status != -signal.SIGPIPE:
            wrong.append(f"{name} into a closed pipe: {status} {err}")
    figure(9, "standard output full, or a pipe that nobody reads", 2 * len(names), wrong)


# --- signals ---

def ignore(*numbers):
    return lambda: [signal.signal(one, signal.SIG_IGN) for one in numbers]


def block():
    signal.pthread_sigmask(signal.SIG_BLOCK, set(range(1, signal.NSIG)) - {9, 19, 32, 33})


def test_signals_that_the_caller_ignores_or_blocks_change_nothing(place, figure):
    askpass = place.esign.askpass('[ "$ESIGN_ASKPASS_KIND" = captcha ] && echo 12345')
    place.esign.options.remove("--no-input")
    env = {"ESIGN_ASKPASS": askpass}
    ways = [
        Way("CHLD ignored", env=env, run={"preexec_fn": ignore(signal.SIGCHLD)}),
        Way("INT, TERM, HUP, ALRM ignored", env=env, run={"preexec_fn": ignore(
            signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)}),
        Way("all blocked", env=env, run={"preexec_fn": block}),
    ]
    names, wrong = place.scenes if LONG else FEW, []
    for way in ways:
        for name in names:
            scene = place.scenes[name]
            place.prepare(scene)
            status, out, err = place.go(place.line(scene), way)
            code = json.loads(out)["code"] if out else None
            answered = {"input_needed": ("ok", "wrong_word", "wrong_captcha")}
            if code not in scene.codes + answered.get(scene.codes[0], ()):
                wrong.append(f"{way.name}: {name}: {status} {out}{err}")
            elif scene.codes == ("input_needed",) and code == "input_needed":
                wrong.append(f"{way.name}: {name}: askpass was not heard: {out}{err}")
    figure(9, "signals ignored or blocked by the caller", len(ways) * len(names), wrong)


# --- the command line ---

def raw_exec(argv, env):
    """execve with an argv that Python itself would refuse."""
    libc = ctypes.CDLL(None)
    words = (ctypes.c_char_p * (len(argv) + 1))(*argv, None)
    names = (ctypes.c_char_p * (len(env) + 1))(*[f"{k}={v}".encode() for k, v in env.items()], None)
    pid = os.fork()
    if pid == 0:
        null = os.open("/dev/null", os.O_RDWR)
        for fd in range(3):
            os.dup2(null, fd)
        libc.execve(ESIGN.encode(), words, names)
        os._exit(99)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_strange_command_lines_are_usage(place, figure):
    lines = [
        [], [b"esign"], [b""], [b"esign", b""], [b"esign", b"\xff\xfe"], [b"esign", b"\x1b[2J"],
        [b"esign"] + [b"x"] * 100_000, [b"esign", b"y" * 131_000],
        [b"esign", b"status"] + [b"z" * 100_000] * 10, [b"esign", b"--session", b"\xff", b"status"],
        [b"esign", b"--session=" + b"s" * 131_000, b"status"], [b"esign", b"--lang"],
        [b"esign", b"status", b"--", b"--json"], [b"esign", b"--json"] * 3,
        [b"esign", b"--timeout", b"9" * 100, b"status"], [b"esign", b"--start", b"\n", b"status"],
    ]
    wrong = []
    for line in lines:
        status = raw_exec(line, place.esign.env)
        if status != 2:
            wrong.append(f"{[len(line), *line[:3]]!r:.80}: {status}")
    shown = place.run([ESIGN, "--lang", "en", b"\x1b]0;title\x07\xff"])
    if "\x1b" in shown[2] or "\x07" in shown[2]:
        wrong.append("an escape reached the terminal")
    figure(9, "command lines without words, with 100,000, with 1 MiB, not UTF-8", len(lines) + 1,
           wrong)
