# SPDX-License-Identifier: Apache-2.0
"""card-pin, while an allocation or a system call fails, or it is killed, or a signal comes, within
limits, and in surroundings as nobody should have them: a PIN is given once at most, and what is told
of it is true."""

import contextlib
import copy
import errno
import os
import resource
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import prompts
import pytest
import terminal
from allocations import Names, Table, spread
from crash import INJECT
from figures import LONG
from pins import BINARY, NEW, PIN, REAL, SCENES, Desk, Judge, Scene, SoftHsm, State
from places import limit, needs_release
from test_crash import ERRORS_OF, SHORT, numbered
from test_limits import KIB, MIB, is_loaded
from test_surroundings import HOSTILE, block, ignore

pytestmark = needs_release
CHECKED = os.environ.get("ESIGN_BIN", "")
SHARES = 4
AT_ONCE = 2
SAMPLED = ("verify", "change wrong")
WITH = ["a card", "SoftHSM2"]


@pytest.fixture
def make_desk(tmp_path):
    def make(name="desk", binary=BINARY, real=False):
        folder = tmp_path / name
        folder.mkdir()
        return Desk(folder / "person", binary, SoftHsm(folder / "softhsm") if real else None)

    return make


def some(cases, sample):
    return cases if LONG else cases[:: max(1, len(cases) // sample)]


def scenes(desk):
    names = REAL if desk.real else [scene.name for scene in SCENES]
    return [one for one in SCENES if one.name in (names if LONG else set(names) & set(SAMPLED))]


def named(scene, what, found):
    return [f"{scene.name}, {what}: {one}" for one in found]


# ---- allocations


def sites(desk, table, names, scene, depth, own, seen):
    """Of a run in which none fails, those that were not seen in other scenes."""
    table.reset()
    desk.run(scene, env=table.environment())
    assert table.head()[3] == 0, "more sites than the table has room for"
    found = []
    for site in table.sites():
        if site.near(depth) in seen or (own and site.owner(names) != "esign"):
            continue
        seen.add(site.near(depth))
        found.append(site)
    return found


def fail_each(desk, folder, depth, most, own=False, stays=False, share=None, limit=None):
    """Every allocation of every scene fails, one a run; how many did, and what is wrong."""
    table, names = Table(folder / "table"), Names(desk.binary)
    tried, wrong, seen = 0, [], set()
    for scene in scenes(desk):
        judge = desk.clean(scene)
        cases = [(site, nth) for site in sites(desk, table, names, scene, depth, own, seen)
                 if share is None or site.key % SHARES == share for nth in spread(site.count, most)]
        for site, nth in cases if LONG else some(cases, limit):
            table.reset(site.key, nth, stays)
            ran = desk.run(scene, env=table.environment())
            failed, process = table.head()[:2]
            if not failed:
                continue
            tried += 1
            what = f"{nth} of {site.count}, {site.owner(names)}"
            found = judge.wrong(ran, in_child=process != desk.pid)
            wrong += [f"{one}\n    {site.chain(names)}" for one in named(scene, what, found)]
    return tried, wrong


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("card", WITH)
def test_memory_runs_out_once(make_desk, tmp_path, figure, card, share):
    desk = make_desk(real=card == "SoftHSM2")
    figure(8, f"one allocation of card-pin or of its module's process fails, with {card}",
           *fail_each(desk, tmp_path, 6, 2 if LONG else 1, share=share, limit=6))


def test_memory_runs_out_once_under_the_sanitizers(make_desk, tmp_path, figure):
    figure(8, "of card-pin's own, under the sanitizers: nothing is lost either",
           *fail_each(make_desk(binary=CHECKED), tmp_path, 8, 1, own=True, limit=3))


def test_memory_runs_out_for_good(make_desk, tmp_path, figure):
    figure(8, "from one allocation of card-pin's own on, all fail",
           *fail_each(make_desk(), tmp_path, 6, 1, own=True, stays=True, limit=4))


# ---- system calls


needs_inject = pytest.mark.skipif(not Path(INJECT).is_file(), reason="the injector is for x86_64")


def trace(desk, scene):
    path = desk.path.parent / "trace"
    ran = desk.run(scene, before=[INJECT, "--trace", str(path)])
    assert ran.code in scene.codes, ran
    return [tuple(line.split()) for line in path.read_text().splitlines()]


def strike(desk, judge, who, call, number, act):
    """One case: None where the call did not come, else what is wrong."""
    report = desk.path.parent / "report"
    report.write_text("")
    ran = desk.run(judge.scene, before=[INJECT, "--report", str(report), "--who", who, "--call", call,
                                        "--number", str(number), "--act", str(act)])
    told = report.read_text()
    if ran.status is not None and "hit" not in told:
        return None
    ended = (-signal.SIGKILL,) if (who, act) == ("p", "kill") else ()
    found = judge.wrong(ran, ended, in_child=who == "c")
    found += ["a child outlived it"] if "left" in told else []
    return named(judge.scene, f"{who} {call} {number} {act}", found)


def strike_all(make_desk, cases_of, real=False, sample=60):
    """`cases_of`: (who, call, number, act) of a run's trace."""
    desks = [make_desk(f"{i}", real=real) for i in range(AT_ONCE)]

    def play(i):
        tried, wrong = 0, []
        for scene in scenes(desks[i]):
            judge = desks[i].clean(scene)
            cases = some(cases_of(trace(desks[i], scene)), sample)
            for case in cases[i::AT_ONCE]:
                found = strike(desks[i], judge, *case)
                tried += found is not None
                wrong += found or []
        return tried, wrong

    with ThreadPoolExecutor(AT_ONCE) as pool:
        parts = list(pool.map(play, range(AT_ONCE)))
    return sum(tried for tried, _ in parts), sum((wrong for _, wrong in parts), [])


def kills(calls):
    return [(who, "any", number, "kill") for who in "pc"
            for number in range(1, 1 + sum(one[0] == who for one in calls))]


def failures(calls):
    return [(who, call, number, getattr(errno, error)) for who, call, number in numbered(calls)
            for error in ERRORS_OF.get(call, ())]


def shortened(calls):
    return [(who, call, number, "short") for who, call, number in numbered(calls) if call in SHORT]


@needs_inject
@pytest.mark.parametrize("card", WITH)
def test_a_kill_at_any_system_call_gives_no_pin_twice(make_desk, figure, card):
    figure(7, f"SIGKILL at every system call of card-pin and of its module's process, with {card}",
           *strike_all(make_desk, kills, card == "SoftHSM2"))


@needs_inject
def test_nothing_follows_a_record_that_broke_off(make_desk, figure):
    """Or the parent would take what follows for the record's rest: each write of the module's
    process fails once."""
    desk, wrong = make_desk("0"), []
    scene = next(one for one in scenes(desk) if one.name == "change wrong")
    judge, calls = desk.clean(scene), trace(desk, scene)
    writes = [one for one in numbered(calls) if one[:2] == ("c", "write")]
    for who, call, number in writes:
        wrong += strike(desk, judge, who, call, number, errno.EPIPE) or []
    figure(7, "a write of the module's process fails, each", len(writes), wrong)


@needs_inject
def test_a_system_call_that_fails_ends_as_documented(make_desk, figure):
    figure(7, "a system call of card-pin or of its module's process fails",
           *strike_all(make_desk, failures))


@needs_inject
def test_a_call_that_does_less_changes_nothing(make_desk, figure):
    figure(7, "short reads and writes of card-pin and of its module's process",
           *strike_all(make_desk, shortened))


# ---- signals


WAYS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, terminal.CTRL_C)
ASKED = ((prompts.ASK_CARD_PIN, PIN), (prompts.ASK_NEW_CARD_PIN, NEW),
         (prompts.ASK_NEW_CARD_PIN_AGAIN, NEW))
STOPS = ("C_Initialize", "C_GetSlotList", "C_GetTokenInfo", "C_OpenSession", "C_Login", "C_SetPIN",
         "C_Logout", "C_CloseSession", "C_Finalize")


def at_terminal(desk, stop=""):
    """card-pin change at a terminal."""
    desk.begin(SCENES[0])
    State().write(desk.path)
    esign = copy.copy(desk.esign)
    esign.program, esign.options = [desk.binary], ["--lang", "en"]
    esign.env = {**desk.env, "ESIGN_TORTURE_STOP": stop}
    line = desk.line(Scene("", "change", how="askpass"))
    return terminal.Terminal(esign, *line[line.index("card-pin"):])


def end_by(here, way, desk):
    """It ends by that signal, and leaves nothing; what is wrong."""
    if isinstance(way, str):
        here.type(way)
    else:
        here.signal(way)
    ended, card = here.end(), State.read(desk.path)
    number = signal.SIGINT if isinstance(way, str) else way
    found = [] if ended == -number else [f"ended with {ended}"]
    found += [] if here.attributes() == here.before else ["the terminal is not as it was"]
    found += [] if card.logins <= 1 and card.changes <= 1 else [f"given twice: {card}"]
    found += [f"on the screen: {one}" for one in (PIN, NEW) if one in here.text()]
    return found + desk.left_over()


def test_a_signal_at_a_prompt_costs_nothing(make_desk, figure):
    desk, cases, wrong = make_desk(), [], []
    for way in WAYS if LONG else WAYS[-1:]:
        for n in range(len(ASKED)):
            with contextlib.closing(at_terminal(desk)) as here:
                for prompt, text in ASKED[:n]:
                    here.answer(prompt, text)
                here.see(ASKED[n][0])
                found = end_by(here, way, desk)
                found += ["the card was given something"] * State.read(desk.path).logins
            cases.append((way, n))
            wrong += [f"{way!r} at {ASKED[n][0]}: {one}" for one in found]
    figure(1, "a signal comes at a prompt of card-pin", len(cases), wrong)


def test_a_signal_while_the_module_works_ends_both(make_desk, figure):
    desk, tried, wrong = make_desk(), 0, []
    for way in WAYS if LONG else WAYS[:1]:
        for stop in STOPS if LONG else ("C_GetTokenInfo", "C_Login"):
            with contextlib.closing(at_terminal(desk, stop)) as here:
                if stop not in STOPS[:3] + STOPS[-1:]:  # these it comes to before it asks
                    for prompt, text in ASKED:
                        here.answer(prompt, text)
                until = time.monotonic() + terminal.SECONDS
                while not State.read(desk.path).stopped and time.monotonic() < until:
                    time.sleep(0.002)  # the module says so in its memory; nothing tells when
                found = end_by(here, way, desk)
            tried += 1
            wrong += [f"{way!r} in {stop}: {one}" for one in found]
    figure(1, "a signal comes while the card's module works", tried, wrong)


TRACED = ("poll,sendto,read,write,openat,close,clone,clone3,fork,wait4,execve,kill,socketpair,mmap,"
          "munmap,fcntl,stat,newfstatat,access,readlink,rt_sigaction,rt_sigprocmask")


def calls_of(desk, scene):
    path = desk.path.parent / "strace"
    desk.run(scene, before=["strace", "-qq", "-o", str(path), "-e", f"trace={TRACED}"])
    return sum("(" in line for line in path.read_text(errors="replace").splitlines())


def test_a_signal_as_a_system_call_begins_gives_no_pin_twice(make_desk, figure):
    desk, tried, wrong = make_desk(), 0, []
    for scene in scenes(desk):
        judge = desk.clean(scene)
        for number in some(list(range(1, calls_of(desk, scene))), 12):
            way = WAYS[number % 3]
            ran = desk.run(scene, before=[
                "strace", "-qq", "-o", "/dev/null", "-e", f"trace={TRACED}", "-e",
                f"inject={TRACED}:signal={way.name}:when={number}"])
            tried += 1
            found = judge.wrong(ran, (-way,), in_child=False) + desk.left_over()
            wrong += named(scene, f"{way.name} at {number}", found)
    figure(1, "a signal comes as a system call of card-pin begins", tried, wrong)


# ---- limits


def within(desk, which, values, name):
    """Every scene with each of the values; it works or says what is wanting."""
    cases = some([(scene, value) for scene in scenes(desk) for value in values], 8)
    judges, tried, wrong = {}, 0, []
    for scene, value in cases:
        if scene.name not in judges:
            judges[scene.name] = desk.clean(scene)
        ran = desk.run(scene, preexec_fn=limit(which, value))
        tried += 1
        if ran.status == 127 and "shared libraries" in ran.err and not ran.card.logins:
            continue
        wrong += named(scene, f"{name} {value}", judges[scene.name].wrong(ran))
    return tried, wrong


def loaded(name, which, values):
    return [value for value in values if is_loaded(which, value)]


LIMITS = {
    "NOFILE": lambda: (resource.RLIMIT_NOFILE, range(3, 28)),
    "STACK": lambda: (resource.RLIMIT_STACK, range(32 * KIB, 320 * KIB, 8 * KIB)),
    "AS": lambda: (resource.RLIMIT_AS, loaded("AS", resource.RLIMIT_AS, [
        *range(28 * MIB, 48 * MIB, MIB // 2), *range(48 * MIB, 96 * MIB, 4 * MIB)])),
    "DATA": lambda: (resource.RLIMIT_DATA, loaded(
        "DATA", resource.RLIMIT_DATA, range(4 * MIB, 20 * MIB, MIB // 2))),
    "FSIZE": lambda: (resource.RLIMIT_FSIZE, [0, 1, 64, 100, 1000, 12_000]),
    "MEMLOCK": lambda: (resource.RLIMIT_MEMLOCK, [0, 1, 4 * KIB, 64 * KIB, 128 * KIB, MIB]),
    "CPU": lambda: (resource.RLIMIT_CPU, [1, 5]),
    "CORE": lambda: (resource.RLIMIT_CORE, [0, 12_000]),
}


@pytest.mark.parametrize("card", WITH if LONG else WITH[:1])
@pytest.mark.parametrize("name", LIMITS if LONG else ("NOFILE", "AS"))
def test_limits_are_told_or_kept(make_desk, figure, name, card):
    figure(9, f"RLIMIT_{name} over a range, card-pin with {card}",
           *within(make_desk(real=card == "SoftHSM2"), *LIMITS[name](), name))


# ---- surroundings


def unchanged(judge, ran):
    same = (ran.status, ran.code) == (judge.clean.status, judge.clean.code)
    return judge.wrong(ran) + ([] if same else [f"it made a difference: {ran.out}{ran.err}"])


def test_an_environment_that_means_nothing_changes_nothing(make_desk, figure):
    desk, tried, wrong = make_desk(), 0, []
    for scene in scenes(desk):
        judge = desk.clean(scene)
        cases = [(name, value) for name, values in HOSTILE.items() for value in values
                 if scene.how != "askpass" or name not in ("ESIGN_ASKPASS", "PATH")]
        for name, value in some(cases, 12):
            tried += 1
            wrong += named(scene, f"{name}={value[:20]!r}",
                           unchanged(judge, desk.run(scene, env={name: value})))
    figure(9, "an environment as hostile as it comes, card-pin", tried, wrong)


def test_descriptors_signals_and_outputs(make_desk, figure):
    desk, tried, wrong = make_desk(), 0, []
    closings = [["sh", "-c", f'exec "$@" {one}', "sh"]
                for one in ("<&-", "2>&-", "<&- 2>&-", ">&-", "<&- >&- 2>&-")]
    signals = [ignore(signal.SIGCHLD), block,
               ignore(signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)]
    for scene in scenes(desk):
        judge = desk.clean(scene)
        for how in closings:
            if scene.how == "answers" and "<&-" in how[2]:
                continue
            ran = desk.run(scene, before=how)
            shut = ">&-" in how[2].replace("2>&-", "")
            found = judge.wrong(ran, (7, 9, judge.clean.status or 9)) if shut else unchanged(
                judge, ran)
            wrong += named(scene, how[2], found)
        for number, how in enumerate(signals):
            wrong += named(scene, f"signals {number}", unchanged(judge, desk.run(
                scene, preexec_fn=how)))
        with open("/dev/full", "wb") as full:
            ran = desk.run(scene, stdout=full)
        wrong += named(scene, "a full disk", judge.wrong(ran, (*range(1, 7),)))
        pipe, closed = os.pipe()
        os.close(pipe)
        ran = desk.run(scene, stdout=closed)
        os.close(closed)
        wrong += named(scene, "a closed pipe", judge.wrong(ran, (-signal.SIGPIPE,)))
        tried += len(closings) + len(signals) + 2
    figure(9, "descriptors closed, signals ignored or blocked, outputs full: card-pin", tried, wrong)
