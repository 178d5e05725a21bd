# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C, a hang-up or a kill in the middle of a request: esign ends by that signal, the terminal
is as it was, no try is lost, and the next command goes on."""

import contextlib
import signal
from dataclasses import dataclass

import terminal
from cutting import Cut
from figures import LONG
from recorded import WAITING, crew, recorded  # noqa: F401
from tape import STEPS

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SENDERS = ("forgot-answer", "reset", "login-by-hand", "login-answer", "sms-send", "sms-code")
CALLS = "connect,poll,sendto,recvfrom,write,read,openat,rename,fsync,close,wait4"


@dataclass(frozen=True)
class Case:
    step: str
    number: int  # of the request, or of the system call
    stage: str
    signal: signal.Signals


def is_begun(worker, case, number):
    """Whether the answer may have left."""
    key = worker.tape.keys(case.step)[number]
    return key in worker.cutter.seen or worker.cutter.begun > 0


def may_be_counted(worker, case, sent):
    """The try is written down before it is sent, and taken back when it was the right word."""
    if not STEPS[case.step].counts:
        return (0,)
    accepted = worker.cutter.seen == worker.tape.keys(case.step)
    return (0, 1) if accepted or not sent else (1,)


def judge_after(worker, case, sent):
    """What stands after the signal, and what the next commands make of it."""
    step, (count, _) = STEPS[case.step], worker.one.status()
    if count not in may_be_counted(worker, case, sent):
        return f"{count} wrong words are counted, sent: {sent}"
    again = worker.play(case.step)
    if again.status not in (step.ends, 3, 4):
        return f"then it ended with {again.status} ({again.code})"
    if again.status == step.ends and case.step != "reset":
        return "a wrong word stays counted" if step.counts and worker.one.status()[0] else None
    for name, status in (("login", 3), ("login-answer", 0)):
        again = worker.play(name)
        if again.status != status:
            return f"then {name} ended with {again.status} ({again.code})"
    return "a wrong word stays counted" if worker.one.status()[0] else None


STAGES = {
    "before the server speaks": lambda number, *_: Cut("handshake", None, 0, "stall"),
    "in the handshake": lambda number, *_: Cut("handshake", None, 300, "stall"),
    "before the request is read": lambda number, *_: Cut("request", number, 0, "stall"),
    "in the request": lambda number, request, _: Cut("request", number, len(request), "stall"),
    "before the answer": lambda number, *_: Cut("answer", number, 0, "stall"),
    "in the answer's head": lambda number, *_: Cut("answer", number, 100, "stall"),
    "in the answer's end": lambda number, _, answer: Cut("answer", number, len(answer) - 1, "stall"),
}


def cut_of(worker, case):
    cut = STAGES[case.stage](case.number, *worker.tape.exchanges[case.step][case.number][1:])
    if cut.side == "handshake":
        firsts = worker.connections[case.step]
        cut.number = firsts.index(case.number) if case.number in firsts else 0
    return cut


def judge_in_terminal(worker, case):
    """At a terminal, as a person does it."""
    worker.one.go_back(STEPS[case.step].begins)
    worker.cutter.arm(worker.tape.player(case.step, worker.cutter.port), cut_of(worker, case))
    line = worker.one.command(STEPS[case.step])
    here = terminal.Terminal(worker.one.esign, *line[1:], options=[])
    with contextlib.closing(here):
        if not worker.cutter.reached.wait(terminal.SECONDS):
            return "the stage was not reached"
        if case.signal == signal.SIGINT:
            here.type(terminal.CTRL_C)
        else:
            here.signal(case.signal)
        ended = here.end()
        if ended != -case.signal:
            return f"ended with {ended}"
        if here.attributes() != here.before:
            return "the terminal is not as it was"
    worker.cutter.settle()
    return judge_after(worker, case, is_begun(worker, case, case.number))


def test_signals_in_a_request(crew, recorded, figure):  # noqa: F811
    tape = recorded[0]
    numbers = {name: range(len(tape.keys(name))) if LONG else STEPS[name].effects[-1:]
               for name in SENDERS}
    cases = [Case(name, number, stage, one) for name in SENDERS for number in numbers[name]
             for stage in STAGES for one in SIGNALS]
    if not LONG:
        cases = cases[::11]
    figure(1, "a signal comes in the middle of a request",
           *crew(WAITING).each(cases, judge_in_terminal))


def judge_at_call(worker, case):
    """By strace, as the system call begins."""
    step = STEPS[case.step]
    worker.one.go_back(step.begins)
    worker.cutter.arm(worker.tape.player(case.step, worker.cutter.port))
    inject = f"inject={CALLS}:signal={case.signal.name}:when={case.number}"
    trace = ["strace", "-qq", "-o", "/dev/null", "-e", f"trace={CALLS}", "-e", inject]
    status, _ = worker.one.start([*trace, *worker.one.command(step)])
    worker.cutter.settle()
    if status == step.ends:
        return None  # it has no such call any more
    if status != -case.signal:
        return f"ended with {status}"
    sent = any(worker.tape.keys(case.step)[at] in worker.cutter.seen for at in step.effects)
    return judge_after(worker, case, sent)


def calls_of(worker, name):
    """How many of the system calls a step makes."""
    trace = worker.one.folder / "trace"
    worker.one.go_back(STEPS[name].begins)
    worker.cutter.arm(worker.tape.player(name, worker.cutter.port))
    line = ["strace", "-qq", "-o", str(trace), "-e", f"trace={CALLS}"]
    status, _ = worker.one.start([*line, *worker.one.command(STEPS[name])])
    worker.cutter.settle()
    assert status == STEPS[name].ends
    return sum("(" in call for call in trace.read_text(errors="replace").splitlines())


def test_signals_at_system_calls(crew, recorded, figure):  # noqa: F811
    all_ = crew()
    worker = all_.workers[0]
    worker.make_sessions()
    cases = [Case(name, number, "call", SIGNALS[number % 3]) for name in SENDERS
             for number in range(1 + len(name) % 7, calls_of(worker, name), 1 if LONG else 101)]
    figure(1, "a signal comes as a system call begins", *all_.each(cases, judge_at_call))
