# SPDX-License-Identifier: Apache-2.0
"""The third wrong word is never sent by accident, and no mail is asked for again too soon."""

import contextlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from clocks import PICTURE, PROGRAM, TORTURE, Quick, Walls
from runner import ID
from terminal import Terminal

import figures

LONG = figures.LONG
MANY = 50
TRUTH = Path(__file__).resolve().parent.parent / "words" / "answers.tsv"
DAY = 86400
WRONG = "<p>Güvenlik sözcüğü hatalı."


@pytest.fixture
def walls(tmp_path):
    one = Walls(tmp_path)
    yield one
    one.close()


def program(name):
    path = TORTURE / name
    if not path.exists():
        pytest.skip("ESIGN_RELEASE names no build with ESIGN_TORTURE")
    return str(path)


def quick(tmp_path, walls, name="person", **where):
    return Quick(tmp_path / name, walls.options(**where))


def at_once(one, lines):
    """All of them at the same time; their results."""
    running = [one.start(*line) for line in lines]
    return [one.ended(process) for process in running]


def login_line(one, *more):
    return ["login", "--id-file", one.id, "--word-file", one.word, *more]


# ---- many at once ----

def test_every_order_of_three_tries(figure, tmp_path):
    """In memory: each case makes a ledger of its own and waits for the disk a dozen times."""
    memory = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else tmp_path
    folder = memory / f"esign-orders-{os.getpid()}"
    folder.mkdir()
    try:
        done = subprocess.run(
            [program("torture_ledger_orders"), "1" if LONG else "400"], capture_output=True,
            text=True, env={"XDG_STATE_HOME": str(folder)}, check=True,
        )
    finally:
        shutil.rmtree(folder)
    *wrong, told = done.stdout.splitlines()
    figure(6, "three tries of one number in every order of their steps and with every result: the "
           "ledger knows of no fewer wrong words than the portal", int(told.split()[1]), wrong)


def rounds(tmp_path, walls, number):
    """A round of runs at once: what they are, how many words may be sent, and who they are."""
    one = quick(tmp_path, walls, f"round{number}").see()
    many = MANY if LONG or number == 0 else 12
    kinds = ["own sessions", "one session", "--last-try"]
    kind = kinds[number % len(kinds)]
    lines = [
        login_line(one, *(["--session", f"s{i}"] if kind != "one session" else []),
                   *(["--last-try"] if kind == "--last-try" else []))
        for i in range(many)
    ]
    return one, kind, lines


def test_fifty_runs_at_once(figure, tmp_path, walls):
    wrong, tried = [], 0
    for number in range(12 if LONG else 3):
        one, kind, lines = rounds(tmp_path, walls, number)
        may = 3 if kind == "--last-try" else 2
        before = walls.words
        results = at_once(one, lines)
        sent, tried = walls.words - before, tried + len(lines)
        if sent > may:
            wrong.append(f"{kind}: {sent} words")
        if one.count() < sent:
            wrong.append(f"{kind}: {sent} words, {one.count()} counted")
        odd = {one.code for one in results} - {"wrong_word", "last_try", "session_busy"}
        if odd or not sent:
            wrong.append(f"{kind}: {sent} words, {odd}")
    figure(6, "50 runs of login at once with wrong words, in one session and in sessions of their "
           "own: no third word; with --last-try no fourth", tried, wrong)


def test_fifty_requests_for_a_mail_at_once(figure, tmp_path, walls):
    one = quick(tmp_path, walls).see()
    one.options += ["--profile", slow(one)]
    many = MANY if LONG else 10
    lines = [["forgot-word", "--id-file", one.id, "--session", f"s{i}"] for i in range(many)]
    results = at_once(one, lines)
    codes = sorted(result.code for result in results)
    good = codes == ["ok"] + ["too_soon"] * (many - 1) and walls.posts("/asked") == 1
    wrong = [] if good else [f"{walls.posts('/asked')} sent: {codes}"]
    figure(6, "50 requests for a reset mail at once: one is sent", many, wrong)


def slow(one, seconds=600):
    profile = {"format": 1, "name": "slow", "extends": "practice", "forgot_every": seconds}
    return one.file("slow.json", json.dumps(profile))


# ---- killed ----

SCENES = {
    "a wrong word": {},
    "the right word": {"agrees": True},
    "a wrong picture": {"said": "<p>Resimdeki yazı hatalı."},
    "few tries left": {"said": "<p>Güvenlik sözcüğü hatalı. Kalan deneme hakkınız: 1"},
}


def waiting(tmp_path, walls, name):
    """Somebody whose picture waits for its text."""
    one = quick(tmp_path, walls, name)
    stopped = one.login("--no-input")
    assert stopped.code == "input_needed", stopped.err
    return one


def killed(tmp_path, walls, name, at, report):
    """What was sent and what is counted after a run that was killed at a system call."""
    one = waiting(tmp_path, walls, name)
    before = walls.words
    one.login("--captcha", PICTURE, before=[program("torture_kill_at"), at, report])
    sent, counted = walls.words - before, one.count()
    shutil.rmtree(one.folder)
    return sent, counted


def test_killed_at_every_system_call(figure, tmp_path, walls):
    wrong, tried, words = [], 0, 0
    report = tmp_path / "calls"
    for number, (scene, setting) in enumerate(SCENES.items()):
        walls.agrees, walls.said = setting.get("agrees", False), setting.get("said", WRONG)
        killed(tmp_path, walls, f"whole{number}", 0, report)
        calls = int(report.read_text())
        shares = (0.3, 0.6, 0.8, 0.9, 0.97, 1) if number == 0 else (0.85, 0.95)
        every = range(1 + number, calls + 1, 3 if number else 1)
        for at in every if LONG else [int(calls * share) for share in shares]:
            sent, counted = killed(tmp_path, walls, f"{number}-{at}", at, report)
            tried, words = tried + 1, words + sent
            # The right word and a wrong picture may have been taken off the count already.
            least = 0 if scene in ("the right word", "a wrong picture") else sent
            if counted < least or counted < 0 or sent > 1:
                wrong.append(f"{scene}, call {at} of {calls}: {sent} sent, {counted} counted")
    wrong += [] if 0 < words < tried else [f"{words} of {tried} runs sent their word"]
    figure(6, "login killed (SIGKILL) at each of its system calls, with four answers: no word that "
           "the portal got is missing in the count, and the record stays usable", tried, wrong)


# ---- the question in a terminal ----

def test_only_the_word_that_is_asked_for_sends_the_last(figure, tmp_path, walls):
    """Also where the assent was given for a count that another run has raised meanwhile."""
    one = quick(tmp_path, walls).see()
    assert [one.login().code for _ in range(2)] == ["wrong_word"] * 2
    answers = ["yes", "Yes", "Y", "y", "YESS", "YES!", "EVET", "1", "", "\x04", "\x03",
               "--last-try"]
    wrong, answers = [], answers if LONG else answers[::4]
    for answer in answers:
        with contextlib.closing(Terminal(one, "login", *login_line(one)[1:])) as terminal:
            terminal.see("anything else to stop: ").type(answer + "\r").end()
        if walls.words != 2:
            wrong.append(f"{answer!r}: {walls.words} words")
    with contextlib.closing(Terminal(one, "login", *login_line(one)[1:])) as terminal:
        terminal.see("anything else to stop: ")
        meanwhile = one.login("--last-try").code
        ended = terminal.type("YES\r").end()
        if (meanwhile, ended, walls.words) != ("wrong_word", 6, 3):
            wrong.append(f"YES for a count that is over: {ended}, {walls.words} words")
    figure(6, "the question before the last word answered with anything but its word, and with it "
           "after another run has sent one: nothing is sent", len(answers) + 1, wrong)


# ---- other ways to the same account ----

def ways(tmp_path, walls, one):
    """Who is the same person for the portal, spelled in another way."""
    same = json.dumps({"format": 1, "name": "mine", "extends": "kamusm"})
    second = walls.another()
    profile = ["--profile", one.file("mine.json", same)]
    for host in ("127.0.0.1", "localhost", "LOCALHOST", "LocalHost"):
        for server in (walls.server, second):
            for more in ([], profile, ["--session", "another"]):
                yield server, [*walls.options(host, server), *more]
    second.__exit__()


def test_no_other_spelling_escapes_the_count(figure, tmp_path, walls):
    wrong, tried = [], 0
    one = quick(tmp_path, walls).see()
    assert [one.login().code for _ in range(2)] == ["wrong_word"] * 2
    for number, (server, options) in enumerate(ways(tmp_path, walls, one)):
        if not LONG and number % 4:
            continue
        before = server.count("POST")
        one.options = ["--lang", "en", *options]
        result = one.login()
        tried += 1
        if result.code != "last_try" or server.count("POST") != before:
            wrong.append(f"{options}: {result.code}")
    one.options = ["--lang", "en", *walls.options()]
    for text in (f" {ID}", f"{ID} ", "100 0000 0146", "100-0000-0146", ID + "\t", "１" + ID[1:]):
        one.id = one.file("id", text)
        before = walls.words
        result = one.login()
        tried += 1
        if result.code not in ("last_try", "answer_invalid") or walls.words != before:
            wrong.append(f"id {text!r}: {result.code}")
    figure(6, "after two wrong words: other profile, session, port, spelling of host and number; "
           "no third is sent", tried, wrong)


def test_no_clock_escapes_the_count(figure, tmp_path, walls):
    one = quick(tmp_path, walls).see()
    assert [one.login().code for _ in range(2)] == ["wrong_word"] * 2
    years_off = (-50, -20, -1, 1, 10, 100) if LONG else (-20, 10)
    wrong, moves = [], [(years * 365 * DAY, boot) for years in years_off
                        for boot in (0, 400 * DAY)]
    for wall, boot in moves:
        one.move(wall, boot)
        result = one.login()
        if result.code != "last_try":
            wrong.append(f"{wall}: {result.code}")
        if one.count() != 2:
            wrong.append(f"{wall}: {one.count()} counted")
    wrong += [f"{walls.words} words were sent"] if walls.words != 2 else []
    figure(6, "after two wrong words the clock is wrong by years: no third, and no count forgotten",
           len(moves), wrong)


# ---- a record that cannot be used ----

def scenes_of_damage(size):
    """name → what is done to the state folder (its ledger, of so many bytes, and key)."""

    def flipped(name, at):
        def harm(folder):
            data = bytearray((folder / name).read_bytes())
            # a blank outside of a text says nothing: it is made a letter
            data[at] = ord("x") if data[at] in b" \n" else data[at] ^ 1
            (folder / name).write_bytes(data)
        return harm

    def cut(name, to):
        return lambda folder: os.truncate(folder / name, to)

    def replaced(name, data):
        return lambda folder: (folder / name).write_bytes(data)

    def instead(name, make):
        def harm(folder):
            (folder / name).unlink(missing_ok=True)
            make(folder / name)
        return harm

    def given_away(name):
        return lambda folder: os.chown(folder / name, 12345, 12345)

    yield "no key", lambda folder: (folder / "ledger.key").unlink()
    yield "no ledger", lambda folder: (folder / "ledger").unlink()
    yield "another's key", replaced("ledger.key", bytes(range(32)))
    yield "a long key", replaced("ledger.key", bytes(33))
    yield "an older version", replaced("ledger", b'{"version":1,"entries":[]}')
    yield "a newer version", replaced("ledger", b'{"version":3,"entries":[]}')
    yield "nothing", replaced("ledger", b"")
    yield "zeroes", replaced("ledger", bytes(4096))
    yield "far too large", cut("ledger", 64 << 20)
    yield "an open key", lambda folder: (folder / "ledger.key").chmod(0o644)
    yield "an open folder", lambda folder: folder.chmod(0o777)
    for name in ("ledger", "ledger.key", "ledger.lock"):
        yield f"a folder as {name}", instead(name, lambda path: path.mkdir())
        yield f"a FIFO as {name}", instead(name, lambda path: os.mkfifo(path))
        yield f"a dangling link as {name}", instead(name, lambda path: path.symlink_to("/nowhere"))
        yield f"a device as {name}", instead(name, lambda path: path.symlink_to("/dev/full"))
        if os.geteuid() == 0 and name != "ledger.lock":  # a lock says nothing
            yield f"another user's {name}", given_away(name)
    for at in range(32):
        yield f"byte {at} of the key", flipped("ledger.key", at)
        yield f"a key of {at}", cut("ledger.key", at)
    for at in range(size - 1):  # the last byte is a line end
        yield f"byte {at} of the ledger", flipped("ledger", at)
        yield f"a ledger of {at}", cut("ledger", at)


def judge_unusable(one, walls, what, result, connections):
    trouble = []
    if result.status != 6 or result.code != "ledger_unusable":
        trouble.append(f"{what}: {result.status} {result.json and result.code} {result.err}")
    elif not result.error["hint"]:
        trouble.append(f"{what}: no hint")
    if walls.server.connections != connections:
        trouble.append(f"{what}: something was sent")
    return trouble


def restored(folder, saved):
    shutil.rmtree(folder)
    shutil.copytree(saved, folder, symlinks=True)
    folder.chmod(0o700)


def test_a_record_that_cannot_be_used_stops_the_run(figure, tmp_path, walls):
    one = quick(tmp_path, walls).see()
    assert one.login().code == "wrong_word"
    folder, saved = Path(one.env["XDG_STATE_HOME"]) / "esign", tmp_path / "saved"
    shutil.copytree(folder, saved)
    size = (folder / "ledger").stat().st_size
    wrong, tried = [], 0
    for number, (what, harm) in enumerate(scenes_of_damage(size)):
        if not LONG and number > 28 and number % 41:
            continue
        restored(folder, saved)
        harm(folder)
        connections = walls.server.connections
        for result in (one.login(), one.login("--last-try")) if LONG else (one.login(),):
            tried += 1
            wrong += judge_unusable(one, walls, what, result, connections)
    restored(folder, saved)
    wrong += [] if one.login().code == "wrong_word" else ["put back, it is not usable again"]
    figure(6, "the record damaged at each byte, cut at each length, foreign, of another version, "
           "replaced by what is no file: ledger_unusable, nothing is sent", tried, wrong)


def in_namespace(script):
    return ["unshare", "--mount", "sh", "-c", script + '; exec "$@"', "sh"]


def test_a_disk_that_takes_nothing_stops_the_run(figure, tmp_path, walls):
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
        pytest.skip("no mount namespace can be made here")
    one = quick(tmp_path, walls).see()
    assert one.login().code == "wrong_word"
    state = one.env["XDG_STATE_HOME"]
    Path(state).joinpath("esign", "ledger").chmod(0o600)
    bind = f"mount --bind {state} {state}"
    full = f"mount -t tmpfs -o size=64k,mode=700 full {tmp_path}/full"
    (tmp_path / "full").mkdir()
    copy = f"cp -a {state}/esign {tmp_path}/full/; mount --bind {tmp_path}/full {state}"
    fill = f"cat /dev/zero >{state}/esign/fill 2>/dev/null"
    quiet = "strace -f -qq -o /dev/null -e inject={}:error={}"
    strace = quiet + " -P {}/esign/{}"
    cases = {
        "read-only": in_namespace(f"{bind}; mount -o remount,ro,bind {state}"),
        "full": in_namespace(f"{full}; {copy}; {fill}"),
        "EIO reading": strace.format("read", "EIO", state, "ledger").split(),
        "EIO reading the key": strace.format("read", "EIO", state, "ledger.key").split(),
        "EIO opening": strace.format("openat", "EIO", state, "ledger").split(),
        "EACCES": strace.format("openat", "EACCES", state, "ledger").split(),
        "EACCES of the lock": strace.format("openat", "EACCES", state, "ledger.lock").split(),
        "EIO syncing": quiet.format("fsync", "EIO").split(),
        "EDQUOT": quiet.format("rename,renameat,renameat2", "EDQUOT").split(),
        "immutable": quiet.format("rename,renameat,renameat2", "EPERM").split(),
        "ENOLCK": quiet.format("flock", "ENOLCK").split(),
    }
    wrong, connections = [], walls.server.connections
    for what, before in cases.items():
        result = one.login(before=before)
        wrong += judge_unusable(one, walls, what, result, connections)
    told = one.go("status", before=cases["read-only"])
    if told.json is None or [row["count"] for row in told.data["wrong_words"]] != [1]:
        wrong.append(f"status on a read-only disk: {told.out}")
    figure(6, "the disk is read-only, full, over its quota, without locks or fails: "
           "ledger_unusable, nothing is sent; status still tells", len(cases) + 1, wrong)


# ---- what the portal says ----

def blocked_words():
    rows = [line.split("\t") for line in TRUTH.read_text(encoding="utf-8").splitlines()]
    return [row[2] for row in rows
            if row[:2] == ["login", "account_blocked"] and not set(row[3:]) & {"hard", "miss"}]


def test_the_portals_own_block_is_told(figure, tmp_path, walls):
    wrong, texts = [], blocked_words()
    texts = texts if LONG else texts[:: len(texts) // 5]
    for number, text in enumerate(texts):
        walls.said = f"<p>{text}</p>"
        result = quick(tmp_path, walls, f"blocked{number}").see().login()
        hint = (result.error or {}).get("hint") or ""
        told = "forgot-word" in hint and "648 18 18" in hint and result.error["portal_message"]
        if (result.status, result.code) != (6, "account_blocked") or not told:
            wrong.append(f"{text}: {result.code} {hint}")
    figure(6, "the portal says in many words that the account is blocked: status 6, with what to "
           "do", len(texts), wrong)


# ---- too soon ----

def test_a_mail_is_not_asked_for_too_soon(figure, tmp_path, walls):
    """(what the clocks do after a request, whether the next may go)"""
    year = 365 * DAY
    moves = [((0, 0), False), ((-year, 0), False), ((10 * DAY, 0), False), ((-590, 590), False),
             ((599, 599), False), ((0, 601), True), ((-year, 601), True), ((601, 601), True)]
    moves = moves if LONG else moves[1::2]
    wrong, tried = [], 0
    for number, ((wall, boot), may) in enumerate(moves):
        one = quick(tmp_path, walls, f"soon{number}").see().move()
        one.options += ["--profile", slow(one)]
        assert one.forgot().code == "ok"
        before = walls.posts("/asked")
        result = one.move(wall, boot).forgot()
        tried += 1
        sent = walls.posts("/asked") - before
        good = ("ok", 1) if may else ("too_soon", 0)
        if (result.code, sent) != good:
            wrong.append(f"{wall}, {boot}: {result.code}, {sent} sent")
        left = (result.error or {}).get("retry_after")
        if result.code == "too_soon" and not (0 < left <= 600 and abs(left - (600 - boot)) < 20):
            wrong.append(f"{wall}, {boot}: {left} s left")
    figure(6, "a second request for a mail, with the clocks set back and forward and a sleep: it "
           "goes after ten minutes, neither sooner nor much later", tried, wrong)
