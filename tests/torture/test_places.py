# SPDX-License-Identifier: Apache-2.0
"""Folders, files, descriptors, limits and an environment as nobody should have them: the
documented status, words that help, nothing written elsewhere, nothing waited for, no secret told."""

import ctypes
import json
import os
import resource
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from crash import CODE, ESIGN, HANG_SECONDS, KNOWN, NEW, WORD, Kept, Stage, StubPortal
from figures import LONG
from runner import ID

pytestmark = pytest.mark.skipif(not Path(ESIGN).is_file(), reason="needs the release build")
ROOT = os.geteuid() == 0
USER = 54321  # nobody has it
SECRETS = [ID, WORD, CODE, "482913", "70516284"]
SAMPLE = 30
OF_HOME = {".local", ".local/state", ".local/state/esign",
           *(f".local/state/esign/{name}" for name in KNOWN["state"])}
FEW = ["status", "login", "login, its picture read", "pin-puk", "logout", "inspect"]


@dataclass
class Way:
    """How a run is made: what stands before its command line, what it finds."""

    name: str
    before: tuple = ()
    env: dict = field(default_factory=dict)
    without: tuple = ()
    run: dict = field(default_factory=dict)  # for subprocess
    same: bool = False  # it should make no difference at all
    codes: tuple = ()  # what else may be said


class Place(Stage):
    """A stage whose folders may belong to another user, and whose runs may be made otherwise."""

    def __init__(self, folder, portal, uid=None):
        super().__init__(folder, portal)
        self.uid = uid
        self.esign.options = ["--lang", "en", "--json", "--no-input"]
        self.alone = []
        if uid:
            self.alone = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups"]
            self._give()

    def _give(self):
        for top, folders, files in os.walk(self.esign.folder):
            for name in [top, *(os.path.join(top, one) for one in folders + files)]:
                os.lchown(name, self.uid, self.uid)

    def put_back(self, kept):
        super().put_back(kept)
        shutil.rmtree(self.esign.folder / "home/.local", ignore_errors=True)
        if getattr(self, "uid", None):
            self._give()

    def go(self, line, way):
        env = {**self.esign.env, "PCSCLITE_CSOCK_NAME": str(self.esign.folder / "no-socket")}
        env = {name: value for name, value in {**env, **way.env}.items() if name not in way.without}
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
                   "stdin": subprocess.DEVNULL, **way.run}
        process = subprocess.Popen([*way.before, *self.alone, *line], env=env,
                                   cwd=self.esign.folder / "home", start_new_session=True,
                                   **options)
        try:
            out, err = process.communicate(timeout=HANG_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return None, "", ""
        return (process.returncode, *((part or b"").decode("utf-8", "replace")
                                      for part in (out, err)))

    def run(self, line):
        return self.go(line, Way("")) if hasattr(self, "alone") else super().run(line)

    def tried(self, scene, way):
        """A run of the scene that way; what is wrong, or None."""
        return self.judge(scene, way, self.go(self.line(scene), way))

    def judge(self, scene, way, ended):
        case = f"{way.name}: {scene.name}: "
        status, out, err = ended
        if status is None:
            return case + "it hung"
        if status < 0 or status > 9:
            return case + f"it ended with {status}: {out}{err}"
        said = json.loads(out) if out else None
        if said and said["status"] != status:
            return case + f"{status}, but it said {out}"
        if said and said["error"] and not (said["error"]["message"] and said["error"]["hint"]):
            return case + f"no help: {out}"
        code = said["code"] if said else None
        if way.same and code not in scene.codes:
            return case + f"it made a difference: {out}{err}"
        if code and code not in scene.codes + way.codes:
            return case + f"{code}: {out}{err}"
        if code in ("session_unusable", "ledger_unusable") and "/" not in said["error"]["message"]:
            return case + f"it does not say where: {out}"
        return self._judge_secrets(case, scene, out, err) or self._judge_places(case)

    @staticmethod
    def _judge_secrets(case, scene, out, err):
        told = [one for one in SECRETS if one in err or (one in out and scene.name != "pin-puk")]
        return case + f"it told {told}" if told else None

    def _judge_places(self, case):
        for folder in KNOWN:
            path = self.folder(folder)
            known = KNOWN[folder] | NEW[folder] | {"default.session.bad"}
            for one in path.iterdir() if path.is_dir() else ():
                if one.name not in known:
                    return case + f"left behind: {one.name}"
        found = [str(one.relative_to(self.esign.folder / "home"))
                 for one in (self.esign.folder / "home").rglob("*")]
        found = [one for one in found if one not in OF_HOME]
        return case + f"written elsewhere: {found}" if found else None


def open_place(portal, uid=None):
    folder = Path(tempfile.mkdtemp(prefix="esign-places-"))
    folder.chmod(0o755)
    place = Place(folder / "stage", portal, uid)
    if uid:
        (folder / "stage").chmod(0o700)
    return place


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    portal = StubPortal(tmp_path_factory.mktemp("portal"))
    portal.ca.parent.chmod(0o755)
    yield portal
    portal.close()


@pytest.fixture
def place(portal):
    place = open_place(portal)
    yield place
    place.put_back(Kept())
    shutil.rmtree(place.esign.folder.parent, ignore_errors=True)


@pytest.fixture
def user(portal):
    """The same as a user without any rights."""
    if not ROOT:
        pytest.skip("it takes root to become another user")
    ca = portal.ca
    shared = Path(tempfile.mkdtemp(prefix="esign-ca-"))
    shared.chmod(0o755)
    portal.ca = shared / "ca.pem"
    portal.ca.write_bytes(ca.read_bytes())
    place = open_place(portal, USER)
    yield place
    portal.ca = ca
    for path in (place.esign.folder.parent, shared, Path(f"/tmp/esign-{USER}")):
        shutil.rmtree(path, ignore_errors=True)


def play(place, ways, names=None, sample=SAMPLE):
    """Every way for every scene, or a sample with a fixed stride."""
    cases = [(place.scenes[name], way) for way in ways for name in names or place.scenes]
    if not LONG:
        cases = cases[:: max(1, len(cases) // sample)]
    wrong = []
    for scene, way in cases:
        place.prepare(scene)
        wrong.append(place.tried(scene, way))
    return len(cases), [one for one in wrong if one]


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
}


def test_an_environment_that_means_nothing_changes_nothing(place, figure):
    ways = [
        Way(f"{name}={value[:20]!r}", env={name: value}, same=True)
        for name, values in HOSTILE.items()
        for value in values
    ]
    figure(9, "TERM, COLUMNS, locale, TZ, PATH and more, as hostile as they come",
           *play(place, ways))


XDG = ("XDG_RUNTIME_DIR", "XDG_STATE_HOME")
UNUSABLE = ("session_unusable", "ledger_unusable", "login_needed", "input_needed", "usage", "ok")
NEVER = ["", "relative", "./here", "/nonexistent/there", "/etc/passwd", "/dev/null", "/proc/self",
         "/" + "y" * 5000, "/" + "z/" * 3000, "/etc/passwd/below", "/proc/1/root/nowhere"]


def test_folders_that_cannot_be_are_told_to_a_user_without_rights(user, figure):
    ways = [Way(f"{name}={value[:24]}", env={name: value}, codes=UNUSABLE)
            for name in ("HOME", *XDG) for value in NEVER]
    ways += [Way(f"only HOME={value[:24]}", env={"HOME": value}, without=XDG, codes=UNUSABLE)
             for value in NEVER]
    ways += [Way("no HOME", without=("HOME",), same=True),
             Way("neither HOME nor XDG", without=("HOME", *XDG), codes=UNUSABLE)]
    names = [name for name in user.scenes if not name.startswith("page")]
    figure(9, "HOME and XDG folders missing, relative, files, devices, too long, another's",
           *play(user, ways, names))


# --- what lies in the way ---

def in_namespace(script):
    """The script in a mount namespace of its own, then the run."""
    return ("unshare", "-m", "sh", "-c", script + '; exec "$@"', "sh")


def read_only(path):
    return f'mount --bind "{path}" "{path}" && mount -o remount,ro,bind "{path}"'


def full(path):
    """A disk of 256 KiB with what was there, and then without a byte free."""
    return (f'cp -a "{path}/." "{path}.copy" && mount -t tmpfs -o size=256k,mode=700 none "{path}"'
            f' && cp -a "{path}.copy/." "{path}" && rm -rf "{path}.copy"'
            f' && head -c 300000 /dev/zero >"{path}/.filler" 2>/dev/null || true')


@pytest.mark.skipif(not ROOT, reason="it takes root to mount")
def test_a_home_that_is_full_or_read_only_is_told(place, figure):
    ways = []
    for what, script in (("read-only", read_only), ("full", full)):
        for which in (("runtime",), ("state",), ("runtime", "state", "home")):
            mounts = " && ".join(script(place.esign.folder / one) for one in which)
            ways.append(Way(f"{what} {'+'.join(which)}", in_namespace(mounts),
                            codes=("session_unusable", "ledger_unusable", "usage")))
    figure(9, "read-only and full homes", *play(place, ways))


KINDS = ["fifo", "folder", "dangling link", "link to a file", "link to itself", "socket",
         "another user's", "0666", "0000", "empty"]


def put(path, kind, victim):
    if path.exists() or path.is_symlink():
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    if kind == "fifo":
        os.mkfifo(path, 0o600)
    elif kind == "folder":
        path.mkdir(0o700)
    elif kind == "dangling link":
        path.symlink_to("/nonexistent/there")
    elif kind == "link to a file":
        path.symlink_to(victim)
    elif kind == "link to itself":
        path.symlink_to(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as one:
            os.chdir(path.parent)  # its path may be too long for an address
            one.bind(path.name)
    else:
        path.touch(0o600)
        if kind == "another user's":
            os.chown(path, 12345, 12345)
        elif kind != "empty":
            path.chmod(int(kind, 8))


def places_of(place):
    for folder, names in KNOWN.items():
        for name in sorted(names | NEW[folder]):
            yield place.folder(folder) / name
        yield place.folder(folder)


def test_whatever_lies_in_place_of_an_own_file_is_told_or_put_aside(place, figure):
    victim = place.esign.folder / "victim"
    scenes = [name for name in place.scenes if name not in ("card-check", "inspect")]
    cases = [(path, kind, name) for path in places_of(place) for kind in KINDS for name in scenes]
    if not LONG:
        cases = cases[:: max(1, len(cases) // 50)]
    wrong = []
    codes = UNUSABLE + ("wrong_captcha", "page_unknown")
    for path, kind, name in cases:
        if kind == "another user's" and not ROOT:
            continue
        place.prepare(place.scenes[name])
        path.parent.mkdir(mode=0o700, exist_ok=True)
        victim.write_text("somebody else's")
        put(path, kind, victim)
        found = place.tried(place.scenes[name], Way(f"{kind} at {path.name}", codes=codes))
        if not found and victim.read_text() != "somebody else's":
            found = f"{kind} at {path.name}: {name}: written through the link"
        wrong.append(found)
        if path.is_symlink() or not path.is_dir():
            path.unlink(missing_ok=True)
        else:
            path.chmod(0o700)
            shutil.rmtree(path)
    figure(9, "FIFOs, links, sockets, folders, others' files in place of each own file",
           len(cases), [one for one in wrong if one])


def test_folders_open_to_others_are_refused(place, figure):
    wrong = []
    modes = [0o777, 0o770, 0o702, 0o1777, 0o2770]
    for mode in modes:
        for folder in KNOWN:
            scene = place.scenes["login, its picture read"]
            place.prepare(scene)
            place.folder(folder).chmod(mode)
            way = Way(f"{folder} {mode:o}", codes=("session_unusable", "ledger_unusable"))
            status, out, err = place.go(place.line(scene), way)
            expected = "session_unusable" if folder == "runtime" else "ledger_unusable"
            if not out or json.loads(out)["code"] != expected:
                wrong.append(f"{way.name}: {status} {out}{err}")
            place.folder(folder).chmod(0o700)
    figure(9, "folders that others may write", len(modes) * 2, wrong)


def test_every_umask_leaves_private_files(place, figure):
    umasks = (0, 0o022, 0o777)
    wrong = []
    for mask in umasks:
        for name in FEW[:4]:
            place.prepare(place.scenes[name])
            way = Way(f"umask {mask:o}", same=True, run={"umask": mask})
            wrong.append(place.tried(place.scenes[name], way))
            for folder in KNOWN:
                for one in place.folder(folder).iterdir():
                    if stat.S_IMODE(one.stat().st_mode) != 0o600:
                        wrong.append(f"{way.name}: {one.name} {one.stat().st_mode:o}")
    figure(9, "files made under any umask", len(umasks) * 4, [one for one in wrong if one])


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
        if (status != 9) if success else (not 0 < status <= 9):
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


# --- limits and signals ---

def limit(which, value):
    return lambda: resource.setrlimit(which, (value, value))


RESOURCES = ("session_unusable", "ledger_unusable", "no_resources", "page_unknown", "usage",
             "outcome_unknown", "unreachable", "input_needed", "login_needed", "profile_invalid",
             "tls_refused")


def judge_limited(place, scene, way):
    """Below what the loader itself needs there is no esign yet: it ends with 127."""
    status, out, err = ended = place.go(place.line(scene), way)
    if status == 127 and "shared libraries" in err or status == 126:
        return None
    memory = "AS" in way.name or "STACK" in way.name or "DATA" in way.name
    if memory and (status == 70 or status == -signal.SIGSEGV and not out):
        return None if status == 70 and "mistake" not in out + err else f"{way.name}: {ended}"
    return place.judge(scene, way, ended)


def test_few_descriptors_and_no_file_size_are_told(place, figure):
    ways = [Way(f"NOFILE {n}", codes=RESOURCES, run={"preexec_fn": limit(resource.RLIMIT_NOFILE, n)})
            for n in range(3, 20)]
    ways += [Way(f"FSIZE {n}", codes=RESOURCES, run={"preexec_fn": limit(resource.RLIMIT_FSIZE, n)})
             for n in (0, 1, 100)]
    cases = [(place.scenes[name], way) for way in ways for name in place.scenes]
    if not LONG:
        cases = cases[:: max(1, len(cases) // SAMPLE)]
    wrong = []
    for scene, way in cases:
        place.prepare(scene)
        wrong.append(judge_limited(place, scene, way))
    figure(9, "few descriptors, no room in files", len(cases), [one for one in wrong if one])


def test_no_processes_are_told(user, figure):
    ways = [Way(f"NPROC {n}", codes=RESOURCES,
                before=("prlimit", f"--nproc={n}")) for n in (0, 1)]
    names = [name for name, scene in user.scenes.items() if not scene.before]
    figure(9, "no process to spare", *play(user, ways, names))


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
