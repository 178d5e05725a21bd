#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Whole processes on one virtual reader with a seated card: card-check beside the least program
that can ask (card_least.c), pcsc_scan -r and opensc-tool -a. See docs/BENCHMARK.md.

    /usr/bin/python3 tests/bench/card_bench.py FOLDER [RUNS]

FOLDER holds esign and card_least, built without sanitizers. In each of the RUNS (default 60)
rounds every program runs once, each round beginning with another, so that whatever else the
machine does falls on all of them. Ends with status 1 where card-check is not faster than
opensc-tool, 77 where something is missing.
"""

import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "card"))
import virtual_card  # noqa: E402

ROUNDS = 60
WARM_UP = 3  # rounds that do not count: files come into memory
PATIENCE = 120  # seconds for one process; a card's service that hangs ends the whole
SKIP = 77
LEAST, ESIGN, RIVAL = "least", "esign card-check", "opensc-tool -a"


def programs(folder):
    """What runs, by the name that is printed."""
    return {
        "true": ["/bin/true"],
        LEAST: [folder / "card_least"],
        "pcsc_scan -r": ["pcsc_scan", "-r"],
        ESIGN: [folder / "esign", "card-check"],
        "esign card-check --json": [folder / "esign", "card-check", "--json"],
        "esign --help": [folder / "esign", "--help"],
        RIVAL: ["opensc-tool", "-a"],
    }


def run(command, environment):
    """Milliseconds from before it is made until it has been waited for, and the processor's time
    of it and its children."""
    quiet = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (0, 1, 2)]
    signal.alarm(PATIENCE)
    begin = time.perf_counter_ns()
    pid = os.posix_spawn(command[0], command, environment, file_actions=quiet)
    _, status, used = os.wait4(pid, 0)
    took = (time.perf_counter_ns() - begin) / 1e6
    if status:
        raise RuntimeError(f"{command} ended with {status}")
    return took, (used.ru_utime + used.ru_stime) * 1e3


def objects(command, environment):
    """How many shared objects the loader takes up before main."""
    traced = subprocess.run(command, env={**environment, "LD_TRACE_LOADED_OBJECTS": "1"},
                            capture_output=True, text=True, check=False)
    return len(traced.stdout.splitlines())


def measure(commands, environment, rounds):
    """Each program's times and processor times."""
    names = list(commands)
    times = {name: ([], []) for name in names}
    for turn in range(WARM_UP + rounds):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            took, used = run(commands[name], environment)
            if turn >= WARM_UP:
                times[name][0].append(took)
                times[name][1].append(used)
    return times


def show(times, commands, environment):
    middle = {name: [statistics.median(each) for each in both] for name, both in times.items()}
    print(f"{'':24} {'median ms':>9} {'quartiles':>15} {'to least':>9} {'to opensc':>9}"
          f" {'processor ms':>13} {'to opensc':>9} {'objects':>8}")
    for name, (took, used) in middle.items():
        low, _, high = statistics.quantiles(times[name][0], n=4, method="inclusive")
        print(f"{name:24} {took:9.2f} {low:7.2f}–{high:<7.2f} {took / middle[LEAST][0]:9.2f}"
              f" {took / middle[RIVAL][0]:9.2f} {used:13.2f} {used / middle[RIVAL][1]:9.2f}"
              f" {objects(commands[name], environment):8}")
    return middle[ESIGN][0] < middle[RIVAL][0]


def main():
    folder = Path(sys.argv[1])
    rounds = max(2, int(sys.argv[2])) if len(sys.argv) > 2 else ROUNDS
    lacking = virtual_card.missing()
    commands = {}
    for name, (program, *more) in programs(folder).items():
        found = shutil.which(program)
        lacking = lacking or (None if found else f"there is no {program}")
        commands[name] = [found, *more]
    if lacking:
        print(f"what card-check takes was not measured: {lacking}")
        return SKIP
    with virtual_card.Stack() as stack:
        stack.seat("akis-1.2")
        environment = {**os.environ, "PCSCLITE_CSOCK_NAME": str(stack.socket),
                       "LC_ALL": "C.UTF-8", "HOME": str(stack.folder)}
        print(f"Whole processes, one card seated; {rounds} rounds")
        faster = show(measure(commands, environment, rounds), commands, environment)
    print("card-check is faster than opensc-tool" if faster else "MISSED: opensc-tool is faster")
    return 0 if faster else 1


if __name__ == "__main__":
    sys.exit(main())
