# SPDX-License-Identifier: Apache-2.0
"""Limits of the system, each over a range of values, for every command of the journey: it works, or
it says what is wanting, before anything is sent; nothing is lost, and nobody else is blamed."""

import json
import resource
import signal
import subprocess

from crash import ESIGN
from places import Way, limit, needs_release, play
from places import place, portal, user  # noqa: F401

pytestmark = needs_release
KIB, MIB = 1 << 10, 1 << 20
LOADER = {"LD_TRACE_LOADED_OBJECTS": "1", "LD_BIND_NOW": "1", "LD_WARN": "1"}
BLAME = ["certificate", "trust", "connect", "address", "in time", "mistake inside", "network"]
WANTING = ("ulimit", "Make room")
SCARCE = ("no_resources", "session_unusable", "ledger_unusable")


def is_loaded(which, value):
    """Below what the loader takes for the libraries, and what these take before main (GLib aborts
    where it gets none), there is no esign yet."""
    def ends(*line, env):
        return subprocess.run(line, env=env, check=False, capture_output=True,
                              preexec_fn=limit(which, value)).returncode

    if ends(ESIGN, env=LOADER) != 0:
        return False
    return ends(ESIGN, "--version", env={}) not in (-signal.SIGABRT, -signal.SIGTRAP)


def ways_of(name, which, values, codes=SCARCE):
    return [Way(f"{name} {value}", codes=codes, run={"preexec_fn": limit(which, value)})
            for value in values if name not in ("AS", "DATA") or is_loaded(which, value)]


def judge_told(place):
    """What is wanting is told as that."""
    def judge(scene, way, ended):
        status, out, err = ended
        case = f"{way.name}: {scene.name}: "
        if status == 127 and "shared libraries" in err and not out:
            return None
        said = json.loads(out) if out else None
        if status is not None and not said:
            return case + f"no word, status {status}: {err}"
        if said and said["code"] not in scene.codes:
            error = said["error"]
            if blamed := [one for one in BLAME if one in error["message"] + error["hint"]]:
                return case + f"it blames {blamed}: {out}"
            if not any(one in error["hint"] for one in WANTING):
                return case + f"no help: {out}"
        return place.judge(scene, way, ended)
    return judge


def test_few_descriptors_are_told_before_anything_is_sent(place, figure):
    ways = ways_of("NOFILE", resource.RLIMIT_NOFILE, range(3, 28))
    figure(9, "RLIMIT_NOFILE from 3 to 27, every command: told as that, before anything is sent, and "
           "nothing is lost", *play(place, ways, judge=judge_told(place)))


def test_a_small_stack_is_told(place, figure):
    """The loader and the relocations of these libraries take 16 KiB; curl takes 32 to begin. With 24
    one run of hundreds crashes while it tells: docs/SECURITY.md promises nothing below 32."""
    values = [*range(32 * KIB, 128 * KIB, 4 * KIB), *range(128 * KIB, 320 * KIB, 16 * KIB)]
    ways = ways_of("STACK", resource.RLIMIT_STACK, values, codes=("no_resources",))
    figure(9, "RLIMIT_STACK from 32 to 304 KiB, every command: it works or tells, and never crashes",
           *play(place, ways, judge=judge_told(place)))


def test_little_memory_is_told(place, figure):
    values = [*range(28 * MIB, 40 * MIB, MIB // 2), *range(40 * MIB, 96 * MIB, 4 * MIB)]
    ways = ways_of("AS", resource.RLIMIT_AS, values, codes=SCARCE + ("outcome_unknown",))
    ways += ways_of("DATA", resource.RLIMIT_DATA, range(4 * MIB, 20 * MIB, MIB // 2),
                    codes=SCARCE + ("outcome_unknown",))
    figure(9, "RLIMIT_AS and RLIMIT_DATA from where the loader gives up, every command",
           *play(place, ways, judge=judge_memory(place)))


def judge_memory(place):
    """As before; where an answer went out and there was too little to read its result, that may be
    said too."""
    told = judge_told(place)

    def judge(scene, way, ended):
        said = json.loads(ended[1]) if ended[1] else None
        if ended[0] == 7 and said and said["code"] == "no_resources" and not said["error"]["hint"]:
            return None  # its one object, where there was no memory to say more
        if said and said["code"] == "outcome_unknown" and (
            "memory" in said["error"]["message"] or "to spare" in said["error"]["message"]
        ):
            return place.judge(scene, way, ended)
        return told(scene, way, ended)
    return judge


def test_a_limit_on_the_size_of_files_is_told(place, figure):
    values = [0, 1, 12, 64, 65, 66, 93, 100, 200, 400, 800, *range(1000, 12_000, 1000)]
    ways = ways_of("FSIZE", resource.RLIMIT_FSIZE, values, codes=SCARCE + ("outcome_unknown",))
    figure(9, "RLIMIT_FSIZE from 0 to 11,000 bytes, every command",
           *play(place, ways, judge=judge_files(place)))


def judge_files(place):
    """What was done but cannot be kept is told too."""
    told = judge_told(place)

    def judge(scene, way, ended):
        said = json.loads(ended[1]) if ended[1] else None
        if said and said["code"] not in scene.codes + SCARCE:
            return f"{way.name}: {scene.name}: {ended}"
        return told(scene, way, ended)
    return judge


def test_little_locked_memory_changes_nothing(place, figure):
    values = [0, 1, 4 * KIB, 32 * KIB, *(64 * KIB * 2**n for n in range(7)), 100_000, 1_000_000]
    ways = [Way(f"MEMLOCK {value}", same=True, inner=("prlimit", f"--memlock={value}"))
            for value in values]
    figure(9, "RLIMIT_MEMLOCK from 0 to 4 MiB, every command: it makes no difference",
           *play(place, ways))


def test_little_locked_memory_changes_nothing_for_a_user(user, figure):
    ways = [Way(f"MEMLOCK {value}", same=True, inner=("prlimit", f"--memlock={value}"))
            for value in (0, 4 * KIB, 64 * KIB, 128 * KIB, 256 * KIB, MIB)]
    figure(9, "the same for a user whom root's rights do not help", *play(user, ways))


def test_no_processes_are_told_before_anything_is_sent(user, figure):
    ways = [Way(f"NPROC {n}", codes=SCARCE, inner=("prlimit", f"--nproc={n}"))
            for n in range(4)]
    figure(9, "RLIMIT_NPROC from 0 to 3, every command: told before anything is sent",
           *play(user, ways, judge=judge_told(user)))
