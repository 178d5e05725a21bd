# SPDX-License-Identifier: Apache-2.0
"""Canaries for every secret, and eyes wherever one could leak to."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import figures
import pytest
from journey import NEW_WORD, ON_THE_PAGE, WORD, WRONG_CODE, WRONG_WORD, Journey
from prompts import (
    ASK_AGAIN, ASK_CODE, ASK_ID, ASK_LINK, ASK_NEW_WORD, ASK_NUMBER, ASK_PHONE, ASK_PICTURE, ASK_TO_BEGIN,
    ASK_TO_SEE, ASK_WORD, VIEW_END,
)
from runner import ID
from terminal import CTRL_C, CTRL_D, Terminal
from watch import RELEASE

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root sees another's memory")


@pytest.fixture
def journey(tmp_path):
    made = []

    def make(**options):
        made.append(Journey(tmp_path / str(len(made)), **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


def whole(journey, how):
    """All commands of the recovery, answered in one way."""
    portal = journey.portal
    mail = lambda: str(portal.newest_mail())  # noqa: E731
    assert how("forgot-word", id=ID).status == 0
    assert how("reset-word", "--mail", mail(), word=NEW_WORD).status == 0
    assert how("login", id=ID, word=NEW_WORD).status == 0
    assert how("sms-verify", "--send-only").status == 0
    assert how("sms-verify", code=portal.newest_code()).status == 0
    assert how("status").status == 0
    assert how("pin-puk", "--json", shown=ON_THE_PAGE).status == 0
    assert how("pin-puk", shown=ON_THE_PAGE).status == 0
    assert how("pin-puk", "--field", "pin", shown=("PIN",)).status == 0
    for command, status in (("certs", 0), ("update-info", 3), ("activate", 3)) if figures.LONG else ():
        assert how(command).status == status
    assert how("logout").status == 0


def publish(figure, *journeys, what=""):
    tried, wrong = {}, {}
    for one in journeys:
        for place, n in one.watch.tried.items():
            tried[place] = tried.get(place, 0) + n
        for place, found in one.watch.wrong.items():
            wrong.setdefault(place, []).extend(found)
    failures = []
    for place, n in sorted(tried.items()):
        try:
            figure(4, f"canaries and their forms looked for in {place}{what}", n, wrong.get(place, []))
        except AssertionError as error:
            failures.append(str(error))
    assert not failures, "\n".join(failures)


def test_files(journey, figure):
    one = journey()
    whole(one, one.by_files)
    publish(figure, one)


@pytest.mark.skipif(not figures.LONG, reason="the other ways are the sample")
def test_answers(journey, figure):
    one = journey()
    whole(one, one.by_answers)
    publish(figure, one)


def test_askpass(journey, figure):
    one = journey()
    whole(one, one.by_askpass)
    publish(figure, one)


def test_guide(journey, figure):
    """All of it in one process: what a step held is gone by the end, and is in the secure heap alone
    meanwhile."""
    one = journey()
    portal = one.portal
    one.watch.env["PCSCLITE_CSOCK_NAME"] = str(one.watch.folder / "no-service")
    picture = (ASK_PICTURE, portal.captcha)
    asked = [(ASK_TO_BEGIN, ""), (ASK_NUMBER, "2"), (ASK_NUMBER, "1"), (ASK_ID, ID), picture, (ASK_NUMBER, "1"),
             (ASK_LINK, portal.link), (ASK_NEW_WORD, NEW_WORD), (ASK_AGAIN, NEW_WORD), picture,
             (ASK_PHONE, "y"), (ASK_CODE, portal.newest_code), (ASK_TO_SEE, ""), (VIEW_END, ""),
             (ASK_NUMBER, "1")]
    assert one.by_terminal("guide", asked=asked, shown=ON_THE_PAGE) == 0
    publish(figure, one, what=", the guide")


@pytest.mark.skipif(not figures.LONG, reason="the guide asks the same in the sample")
def test_terminal(journey, figure):
    one = journey()
    portal, at = one.portal, one.by_terminal
    picture = (ASK_PICTURE, portal.captcha)
    assert at("forgot-word", asked=[(ASK_ID, ID), picture]) == 0
    link = (ASK_LINK, portal.link)
    assert at("reset-word", asked=[link, (ASK_NEW_WORD, NEW_WORD), (ASK_AGAIN, NEW_WORD)]) == 0
    assert at("login", asked=[(ASK_ID, ID), picture, (ASK_WORD, NEW_WORD)]) == 0
    assert at("sms-verify", asked=[(ASK_PHONE, "y"), (ASK_CODE, portal.newest_code)]) == 0
    assert at("pin-puk", asked=[(VIEW_END, "")], shown=ON_THE_PAGE) == 0
    assert at("logout", asked=[]) == 0
    publish(figure, one)


# ---- failures


def refused(one):
    """Answers that the portal refuses, and what cannot be read."""
    how = one.by_askpass
    assert how("login", id=ID, word=WORD, captcha="0000").status == 1
    assert how("login", id=ID, word=WRONG_WORD).status == 1
    assert how("login", id=ID, word=WORD).status == 0
    assert how("login", id="10000000147", word=WORD).status == 2
    assert how("login", id=ID, word=WORD).status == 0
    assert how("sms-verify", "--send-only").status == 0
    assert how("sms-verify", code=WRONG_CODE).status == 1
    assert how("pin-puk").status == 4
    assert how("reset-word", "--mail", one.watch.file("bad", "no mail"), word=NEW_WORD).status == 1
    link = one.watch.file("link", f"{one.portal.url}nb.go?kod={'a' * 32}")
    assert how("reset-word", "--link-file", link, word=NEW_WORD).status in (1, 8)
    assert how("inspect", one.portal.url).status == 0
    assert how("logout").status in (0, 7)


def late(one):
    """An SMS code whose time is over."""
    how = one.by_files
    assert how("login", id=ID, word=WORD).status == 0
    assert how("sms-verify", "--send-only").status == 0
    time.sleep(1.1)  # the code's second must pass; nothing else tells
    assert how("sms-verify", code=one.portal.newest_code()).status == 1


def broken_login(one):
    assert one.by_askpass("login", id=ID, word=WORD).status in (7, 8, 9)
    one.by_askpass("status")
    one.by_askpass("page")


def broken_code(one):
    how = one.by_askpass
    assert how("login", id=ID, word=WORD).status == 0
    assert how("sms-verify", "--send-only").status == 0
    assert how("sms-verify", code=one.portal.newest_code()).status in (7, 8, 9)


def broken_pin(one):
    how = one.by_askpass
    assert how("login", id=ID, word=WORD).status == 0
    for shown in ((), ("--json",), ("--field", "puk")):
        assert how("pin-puk", *shown, shown=ON_THE_PAGE).status != 3
    how("page")


def repeated(one):
    """A portal that shows on its pages what was sent to it."""
    how = one.by_askpass
    assert how("login", id=ID, word=WRONG_WORD).status != 0
    for step in ("page", "status"):
        how(step)
    how("login", id=ID, word=WORD)
    how("page")
    how("sms-verify", "--send-only")
    how("sms-verify", code=WRONG_CODE)
    how("page")
    how("inspect", one.portal.url)
    how("logout")


FAILURES = [
    (refused, {}),
    (repeated, {"fault": ["repeat@POST:/"]}),
    (late, {"sms_seconds": 1}),
    (broken_login, {"fault": ["cut@POST:/giris"]}),
    (broken_login, {"fault": ["unknown-page@GET:/sms-onay"]}),
    (broken_login, {"fault": ["close-after-post@POST:/giris*1"]}),
    (broken_login, {"fault": ["huge@POST:/giris"]}),
    (broken_login, {"fault": ["elsewhere@POST:/giris"]}),
    (broken_code, {"fault": ["http500@POST:/sms-kod"]}),
    (broken_code, {"fault": ["cut@POST:/sms-kod"]}),
    (broken_pin, {"no_sms": True, "fault": ["cut@GET:/pin-puk"]}),
    (broken_pin, {"no_sms": True, "fault": ["deep@GET:/pin-puk"]}),
    (broken_pin, {"no_sms": True, "fault": ["unknown-page@GET:/pin-puk"]}),
    (broken_pin, {"no_sms": True, "markup": "jsf"}),
]


def test_failures(journey, figure):
    ones = []
    for scene, options in FAILURES if figures.LONG else FAILURES[:2]:
        ones.append(journey(**options))
        scene(ones[-1])
    publish(figure, *ones, what=" where something fails")


# ---- by hand


def test_by_hand(journey, figure):
    one = journey()
    watch, portal = one.watch, one.portal
    watch.options += ["--profile", one.lost_profile()]
    captcha = "Resimdeki Yazı"
    how = one.by_answers
    assert how("login", id=ID, word=WORD).status == 8
    assert how("page", "follow", "Bireysel İşlemler").status == 0
    assert how("page", "follow", "Şifreli Giriş").status == 0
    assert how("page", "picture", "Yazısı aşağıdaki alana girilecek resim").status == 0
    one.watch.watched("login for its picture", "--no-input", "login")
    number, word = {"field": {"Kimlik No": ID}}, "Güvenlik Sözcüğü"
    assert how("page", "fill", "Kimlik No", **number).status == 0
    assert how("page", "clear").status == 0
    assert how("page", "fill", "Kimlik No", **number).status == 0
    fields = {"field": {captcha: portal.captcha(), word: WORD}}
    assert how("page", "fill", captcha, "fill", word, "press", "Giriş", **fields).status == 0
    assert how("page").status == 0
    assert how("logout").status == 0
    publish(figure, one, what=" where a page is gone on from by hand")


# ---- ended by a signal at each prompt


def prompts(one):
    """What is run, which answers lead to the prompt."""
    picture = (ASK_PICTURE, one.portal.captcha)
    yield "login", [(ASK_ID, ID)], ASK_PICTURE
    yield "login", [(ASK_ID, ID), picture], ASK_WORD
    yield "reset-word", [(ASK_LINK, one.portal.link)], ASK_NEW_WORD
    yield "pin-puk", [], VIEW_END


def test_signals(journey, figure):
    """The screen is as it was, and nothing of the secrets on it or in any file."""
    one = journey(no_sms=True)
    watch = one.watch
    watch.secure_may_end_full = True
    assert one.by_files("forgot-word", id=ID).status == 0
    ways = (signal.SIGHUP, signal.SIGTERM, CTRL_C, CTRL_D) if figures.LONG else (CTRL_C,)
    for way in ways:
        for command, answers, last in prompts(one):
            if command == "pin-puk":
                assert one.by_files("login", id=ID, word=WORD).status == 0
            watch.step = f"{command} ended by {way!r} at '{last}'"
            terminal = Terminal(watch, "--verbose", command)
            try:
                for prompt, text in answers:
                    terminal.answer(prompt, text() if callable(text) else text)
                terminal.see(last)
                if isinstance(way, str):
                    terminal.type(way)
                else:
                    os.kill(watch.pid, way)
                terminal.end()
                shown = ON_THE_PAGE if command == "pin-puk" else ()
                watch.search("terminal", "all that was shown", terminal.screen, shown)
                main = terminal.outside_alternate().encode()
                watch.search("terminal", "the main screen", main)
                watch.look_at_files("the end")
            finally:
                terminal.close()
    publish(figure, one, what=" where a signal ends it at a prompt")


# ---- every system call


WRITTEN = re.compile(r'\\x([0-9a-f]{2})')
CALL = re.compile(r"^\d+ +(\w+)\((?:(\d+)<([^>]*)>)?(.*)")


def calls(log):
    """(call, what the descriptor is, all bytes told) of what strace has seen."""
    for line in log.read_text(errors="replace").splitlines():
        if match := CALL.match(line):
            told = bytes(int(pair, 16) for pair in WRITTEN.findall(match[4]))
            yield match[1], match[3] or "", told


def test_system_calls(journey, figure):
    """Whatever is opened, written or run goes through the kernel: nothing of it holds a canary but
    what goes to the askpass's own pipe, to the user's own keyring and to standard output."""
    one = journey()
    watch = one.watch
    log = watch.folder / "strace"
    trace = "write,writev,pwrite64,sendto,sendmsg,execve,open,openat,creat,rename,link,symlink"
    watch.program = ["strace", "-f", "-qq", "-xx", "-yy", "-v", "-s", "200000", "-o", str(log),
                     "-e", "trace=" + trace, str(RELEASE / "bin" / "esign")]
    seen = 0

    def traced(command, *more, shown=(), **kinds):
        nonlocal seen
        result = one.by_files(command, *more, shown=shown, **kinds)
        for call, where, told in calls(log):
            seen += 1
            where = bytes.fromhex(where.replace("\\x", "")).decode() if "\\x" in where else where
            pipe = where.startswith("pipe:")
            if not (call.startswith("write") and pipe):
                watch.search("system calls", f"{call} of {where}", told)
        return result

    whole(one, traced)
    assert seen > 500, "strace has seen too little"
    publish(figure, one, what=" under strace")


# ---- other users, cores, debuggers


PEEP = r"""
import ctypes, errno, os, sys
pid, me = int(sys.argv[1]), os.geteuid()
assert os.stat(f"/proc/{pid}").st_uid in (0, me)
found = []
for name in ("mem", "environ", "maps", "smaps", "auxv", "stack", "fd", "io", "map_files"):
    try:
        path = f"/proc/{pid}/{name}"
        if name == "mem":
            os.pread(os.open(path, os.O_RDONLY), 16, int(sys.argv[2], 16))
        else:
            (os.listdir if name in ("fd", "map_files") else lambda p: open(p, "rb").read(1))(path)
        found.append(name)
    except OSError:
        pass
libc = ctypes.CDLL(None, use_errno=True)
for name, request in (("attach", 16), ("seize", 0x4206)):
    if libc.ptrace(request, pid, None, None) == 0:
        found.append(name)
class iovec(ctypes.Structure):
    _fields_ = [("at", ctypes.c_void_p), ("len", ctypes.c_size_t)]
room = ctypes.create_string_buffer(16)
here, there = iovec(ctypes.addressof(room), 16), iovec(int(sys.argv[2], 16), 16)
if libc.process_vm_readv(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
    found.append("process_vm_readv")
print(" ".join(found))
"""
PEEPS = 12


def stack_of(pid):
    with open(f"/proc/{pid}/maps", encoding="ascii") as maps:
        return next(line.split("-")[0] for line in maps if "[stack]" in line)


def test_no_other_process_of_the_same_user_can_look(journey, figure):
    """At a prompt, by every way that the kernel offers; a sleeping process shows that they work."""
    one = journey()
    folder = one.watch.folder
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"]
    script = folder / "peep.py"
    script.write_text(PEEP)
    shared = subprocess.run(["mktemp", "-d", "/tmp/esign-peep.XXXXXX"], capture_output=True,
                            text=True, check=True).stdout.strip()
    try:
        os.chmod(shared, 0o755)
        for name, source in (("esign", RELEASE / "bin" / "esign"), ("peep.py", script),
                             ("ca.pem", one.portal.ca)):
            subprocess.run(["install", "-m", "755", str(source), f"{shared}/{name}"], check=True)
        subprocess.run(["install", "-d", "-o", "65534", f"{shared}/home"], check=True)

        def peep(pid):
            line = [*nobody, sys.executable, f"{shared}/peep.py", str(pid), stack_of(pid)]
            done = subprocess.run(line, capture_output=True, text=True, check=True)
            return done.stdout.split()

        with subprocess.Popen([*nobody, "sleep", "60"]) as sleeper:
            until = time.monotonic() + 20
            while b"sleep" not in open(f"/proc/{sleeper.pid}/cmdline", "rb").read().split(b"\0")[0]:
                assert time.monotonic() < until
                time.sleep(0.01)  # setpriv becomes sleep; nothing tells when
            control = peep(sleeper.pid)
            sleeper.kill()
        assert {"mem", "environ", "maps"} <= set(control), control

        one.watch.program = [*(["/usr/bin/setpriv"] + nobody[1:]), f"{shared}/esign"]
        one.watch.env |= {"HOME": f"{shared}/home", "XDG_RUNTIME_DIR": f"{shared}/home",
                          "XDG_STATE_HOME": f"{shared}/home"}
        one.watch.options = ["--lang", "en", "--start", one.portal.url, "--cacert",
                             f"{shared}/ca.pem"]
        terminal = Terminal(one.watch, "login")
        try:
            terminal.answer(ASK_ID, ID).see(ASK_PICTURE)
            seen = peep(terminal.pid)
            limits = open(f"/proc/{terminal.pid}/limits", encoding="ascii").read()
            core = re.search(r"Max core file size +(\d+) +(\d+)", limits)
            wrong = [f"{way} worked" for way in seen]
            wrong += [] if core.groups() == ("0", "0") else ["a core may be written"]
            terminal.type(CTRL_C).end()
        finally:
            terminal.close()
    finally:
        subprocess.run(["rm", "-rf", shared], check=True)
    figure(4, "ways in which another process of the same user could look into one", PEEPS, wrong)


def test_a_core_that_root_takes_has_no_secret(journey, figure, tmp_path):
    """gcore at each prompt, which leaves out what is not to be dumped; and a crash leaves none."""
    one = journey()
    watch = one.watch
    watch.program = [str(RELEASE / "bin" / "esign")]
    tried, wrong = 0, []
    picture = (ASK_PICTURE, one.portal.captcha)
    terminal = Terminal(watch, "login")
    try:
        for prompt, text in ((ASK_ID, ID), picture, (ASK_WORD, WORD)):
            terminal.see(prompt)
            if prompt == ASK_WORD or (figures.LONG and prompt != ASK_ID):
                core = tmp_path / "core"
                subprocess.run(["gcore", "-o", str(core), str(terminal.pid)], capture_output=True,
                               check=True)
                one.refresh()
                tried += len(watch.canaries.needles)
                for line in watch.scan("file", core.with_name(f"core.{terminal.pid}")):
                    name, form, _ = watch.canaries.needles[int(line.split()[0])]
                    wrong.append(f"{name}, {form}, at '{prompt}'")
            if prompt != ASK_WORD:
                terminal.type((text() if callable(text) else text) + "\r")
        os.kill(terminal.pid, signal.SIGSEGV)
        assert terminal.end() == -signal.SIGSEGV
        tried += 1
        wrong += [f"a crash left {path}" for path in watch.folder.rglob("core*")]
    finally:
        terminal.close()
    figure(4, "canaries and their forms looked for in cores taken by a debugger", tried, wrong)
