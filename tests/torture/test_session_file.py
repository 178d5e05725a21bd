# SPDX-License-Identifier: Apache-2.0
"""A session file that is damaged, cut, old, foreign: it is put aside with a word about it, and a
new login is all it costs. The record of wrong words is never put aside."""

import json
import os
from pathlib import Path

import pytest

from crash import ESIGN, Kept, Stage, StubPortal
from figures import LONG

pytestmark = pytest.mark.skipif(not Path(ESIGN).is_file(), reason="needs the release build")
SAMPLE = 60
SESSION, BAD = ("runtime", "default.session"), ("runtime", "default.session.bad")


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """Two words were wrong, and the third attempt's picture waits."""
    folder = tmp_path_factory.mktemp("session")
    portal = StubPortal(folder)
    stage = Stage(folder / "stage", portal)
    wrong = ("a wrong word's picture", "login with a wrong word")
    for name in wrong + ("login",):
        stage.whole(stage.line(stage.scenes[name]))
    stage.kept_whole = stage.kept()
    assert SESSION in stage.kept_whole.files
    yield stage
    portal.close()


def status(stage):
    return stage.whole([ESIGN, *stage.esign.options, "status"])


def judge(stage, ledger):
    """One run after the damage: what is wrong, or None."""
    ended, out, err = status(stage)
    data = json.loads(out)["data"] if out else None
    after = stage.kept().files
    if ended != 0 or not data:
        return f"status {ended}: {err}"
    if data["session"]:
        return "it was taken for a session"
    if [one["count"] for one in data["wrong_words"]] != [1]:
        return f"the record lost a word: {data['wrong_words']}"
    if SESSION in after:
        return "it still lies there"
    # a stamp that says it is old may be believed: then it is removed, as an old one is
    if ("put aside" in err) != (BAD in after):
        return f"said: {err!r}, but there is {sorted(after)}"
    if {name: after[name] for name in ledger} != ledger:
        return "the ledger is not what it was"
    return None


def each(stage, damaged, figure, what):
    """damaged: (name, bytes) of each case."""
    whole = stage.kept_whole
    ledger = {name: bytes_ for name, bytes_ in whole.files.items() if name[1].startswith("ledger")}
    cases = list(damaged(whole.files[SESSION]))
    if not LONG:
        cases = cases[:: max(1, len(cases) // SAMPLE)]
    stage.put_back(whole)
    wrong = []
    for name, content in cases:
        (stage.folder("runtime") / BAD[1]).unlink(missing_ok=True)
        path = stage.folder("runtime") / SESSION[1]
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(content)
        if found := judge(stage, ledger):
            wrong.append(f"{name}: {found}")
            stage.put_back(whole)
    figure(7, what, len(cases), wrong)


def test_a_session_that_is_whole_is_read(stage):
    """What the cases below could not tell from a refusal of everything."""
    stage.put_back(stage.kept_whole)
    ended, out, err = status(stage)
    assert (ended, json.loads(out)["data"]["session"], err) == (0, True, "")


def test_a_session_cut_at_any_length_is_none(stage, figure):
    def cut(whole):
        return ((f"{n} bytes", whole[:n]) for n in range(len(whole)))

    each(stage, cut, figure, "a session file cut at every length")


def test_a_session_with_a_bit_turned_is_none(stage, figure):
    def turned(whole):
        for n, byte in enumerate(whole):
            bits = range(8) if n < 56 else [n % 8]  # the header and the nonce: every bit
            for bit in bits:
                yield f"byte {n}, bit {bit}", whole[:n] + bytes([byte ^ 1 << bit]) + whole[n + 1:]

    each(stage, turned, figure, "a session file with one bit turned, in every byte")


def test_what_is_no_session_of_this_esign_s_is_none(stage, figure):
    def others(whole):
        yield "longer", whole + b"\0"
        yield "twice", whole + whole
        yield "zeros", bytes(len(whole))
        yield "text", b"not a session\n"
        yield "huge", whole + bytes(20 << 20)
        for version in range(256):
            if version != whole[8]:
                yield f"version {version}", whole[:8] + bytes([version]) + whole[9:]
        for mark in range(256):
            if mark != whole[9]:
                yield f"key store {mark}", whole[:9] + bytes([mark]) + whole[10:]

    each(stage, others, figure, "a session file of another version, key store or kind")


def test_a_session_of_another_key_or_user_is_none(stage, figure):
    wrong, whole = [], stage.kept_whole
    ledger = {name: bytes_ for name, bytes_ in whole.files.items() if name[1].startswith("ledger")}

    def try_one(name, change):
        stage.put_back(whole)
        change(stage.folder("runtime"))
        if found := judge(stage, ledger):
            wrong.append(f"{name}: {found}")

    def other_key(_):
        stage.keyring.write(stage.names[0], bytes(32))

    def no_key(_):
        stage.keyring.remove(stage.names[0])

    def writable(folder):
        (folder / "default.session").chmod(0o666)

    def owned(folder):
        os.chown(folder / "default.session", 12345, 12345)

    cases = {"another key": other_key, "no key": no_key, "others may write it": writable}
    if os.geteuid() == 0:
        cases["another user's"] = owned
    for name, change in cases.items():
        try_one(name, change)
    figure(7, "a session file of another key or user", len(cases), wrong)


def test_what_is_put_aside_does_not_pile_up(stage):
    stage.put_back(Kept())
    for content in range(5):
        (stage.folder("runtime")).mkdir(mode=0o700, exist_ok=True)
        (stage.folder("runtime") / "default.session").write_bytes(bytes([content]) * 100)
        status(stage)
    assert {name for _, name in stage.kept().files if "session" in name} == {"default.session.bad"}
    stage.whole([ESIGN, *stage.esign.options, "logout"])
    assert not {name for _, name in stage.kept().files if "session" in name}
