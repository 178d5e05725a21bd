# SPDX-License-Identifier: Apache-2.0
"""One system call goes wrong, or is the last one; then the next run: no half state, no lost try,
no session that cannot be read, nothing left for ever."""

import errno
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crash import INJECT, Stage, StubPortal
from figures import LONG

pytestmark = pytest.mark.skipif(not Path(INJECT).is_file(), reason="the injector is for x86_64")
SAMPLE = 70  # cases of each kind
PLACES = ["EINTR", "EIO", "ENOSPC", "EMFILE", "EACCES"]
ERRORS = {
    "open": PLACES + ["ENFILE", "EROFS", "ENOMEM"],
    "read": ["EINTR", "EIO"],
    "write": ["EINTR", "EIO", "ENOSPC", "EPIPE"],
    "close": ["EINTR", "EIO"],
    "stat": ["EIO", "EACCES", "ENOMEM"],
    "place": ["EIO", "ENOSPC", "EACCES", "EROFS"],
    "sync": ["EINTR", "EIO", "ENOSPC"],
    "lock": ["EINTR", "ENOLCK", "EIO"],
    "fd": ["EINTR", "EMFILE", "ENFILE", "ENOMEM"],
    "process": ["EAGAIN", "ENOMEM"],
    "memory": ["ENOMEM", "EACCES"],
    "wait": ["EINTR", "ENOMEM"],
    "key": ["EACCES", "EDQUOT", "ENOMEM", "ENOKEY"],
    "network": ["EINTR", "EIO", "ENOMEM"],
    "limit": ["EPERM", "EINVAL"],
    "random": ["EINTR", "ENOSYS"],
}
CALLS = {
    "open": "open openat",
    "read": "read readv pread64 getdents64 lseek",
    "write": "write writev pwrite64",
    "close": "close close_range",
    "stat": "stat fstat lstat newfstatat statx access faccessat2 readlink statfs",
    "place": "mkdir rename unlink chmod fchmod link linkat symlink rmdir",
    "sync": "fsync fdatasync ftruncate",
    "lock": "flock",
    "fd": "pipe2 pipe dup dup2 dup3 fcntl socketpair eventfd2 memfd_create",
    "process": "clone clone3 fork vfork",
    "memory": "mmap mprotect mremap mlock mlock2 madvise munmap",
    "wait": "poll ppoll nanosleep clock_nanosleep wait4",
    "key": "add_key keyctl request_key",
    "network": "socket connect sendto recvfrom setsockopt getsockopt getsockname getpeername ioctl",
    "limit": "prlimit64 setrlimit prctl seccomp umask",
    "random": "getrandom",
}
ERRORS_OF = {call: ERRORS[kind] for kind, names in CALLS.items() for call in names.split()}
SHORT = {"read", "write", "pread64", "pwrite64", "recvfrom", "sendto", "getrandom"}


def two_stages(tmp_path_factory, **options):
    """Two of them play at once, each with its own home and portal."""
    folders = [tmp_path_factory.mktemp("crash") for _ in range(2)]
    portals = [StubPortal(folder) for folder in folders]
    yield [Stage(folder / "stage", portal, **options) for folder, portal in zip(folders, portals)]
    for portal in portals:
        portal.close()


@pytest.fixture(scope="module")
def stages(tmp_path_factory):
    yield from two_stages(tmp_path_factory)


@pytest.fixture(scope="module")
def keyless(tmp_path_factory):
    """In a container the keyring is refused: the session's key lies in a file beside it."""
    yield from two_stages(tmp_path_factory, refuse_keys=True)


@pytest.fixture(scope="module")
def traces(stages):
    return {name: stages[0].trace(scene) for name, scene in stages[0].scenes.items()}


KEYLESS = ("login", "login, its picture read", "status", "logout")


def numbered(trace):
    """The calls of a run, each with its number among those of its name: ("p", "read", 3)."""
    seen = Counter()
    for who, call in trace:
        seen[who, call] += 1
        yield who, call, seen[who, call]


def play(stages, cases, sample=SAMPLE):
    """All cases, or a sample with a fixed stride; how many came to their call, and what is wrong."""
    if not LONG:
        cases = cases[:: max(1, len(cases) // sample)]

    def some(stage, mine):
        return [stage.strike(stage.scenes[name], *case) for name, *case in mine]

    with ThreadPoolExecutor(len(stages)) as pool:
        parts = [pool.submit(some, stage, cases[i :: len(stages)])
                 for i, stage in enumerate(stages)]
        done = [one for part in parts for one in part.result()]
    return sum(hit for hit, _ in done), [wrong for _, wrong in done if wrong]


def kills(traces):
    return [
        (name, who, "any", number, "kill")
        for name, trace in traces.items()
        for who in "pc"
        for number in range(1, 1 + sum(one[0] == who for one in trace))
    ]


def failures(traces, names):
    return [
        (name, who, call, number, getattr(errno, error))
        for name, trace in traces.items()
        for who, call, number in numbered(trace)
        if call in names
        for error in ERRORS_OF[call]
    ]


def test_a_run_that_is_killed_leaves_a_state_that_the_next_one_reads(stages, traces, figure):
    figure(7, "SIGKILL at every system call of every command, in it and its children",
           *play(stages, kills(traces)))


def test_a_call_that_fails_ends_as_documented_and_loses_nothing(stages, traces, figure):
    figure(7, "a system call fails: files, descriptors, memory, processes, keys, network",
           *play(stages, failures(traces, ERRORS_OF)))


def test_a_call_that_does_less_than_it_was_asked_to_changes_nothing(stages, traces, figure):
    cases = [
        (name, who, call, number, "short")
        for name, trace in traces.items()
        for who, call, number in numbered(trace)
        if call in SHORT
    ]
    figure(7, "short reads and writes: one byte instead of many", *play(stages, cases))


def test_the_same_holds_where_there_is_no_keyring(keyless, figure):
    traces = {name: keyless[0].trace(keyless[0].scenes[name]) for name in KEYLESS}
    files = " ".join(CALLS[kind] for kind in ("open", "read", "write", "place", "sync")).split()
    cases = [*kills(traces), *failures(traces, files)]
    figure(7, "without a keyring: SIGKILL at every system call, and calls on files that fail",
           *play(keyless, cases, SAMPLE // 2))
