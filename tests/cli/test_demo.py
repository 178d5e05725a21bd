# SPDX-License-Identifier: Apache-2.0
"""tests/demo.sh where nobody sits at a terminal: it plays the person's part."""

import os
import signal
import subprocess
from pathlib import Path

import pytest
from practice import PIN
from runner import BIN

SCRIPT = Path(__file__).resolve().parents[1] / "demo.sh"


def processes_of(folder):
    """The command lines that name the folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue  # it has ended meanwhile
        if str(folder) in line:
            found.append(line)
    return found


@pytest.fixture
def surroundings(tmp_path):
    """An environment with folders of its own: temporary files, a home that shall stay empty."""
    (tmp_path / "home").mkdir()
    (tmp_path / "tmp").mkdir()
    env = {**os.environ, "HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path / "tmp")}
    env["ESIGN_BUILD"] = str(Path(BIN).resolve().parents[1])
    for name in ("XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        env.pop(name, None)
    return tmp_path, env


def start(env, *options):
    return subprocess.Popen(
        ["sh", str(SCRIPT), *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=env,
        start_new_session=True,
    )


def assert_nothing_is_left(folder):
    assert processes_of(folder / "tmp") == []
    assert list((folder / "tmp").iterdir()) == []
    assert list((folder / "home").iterdir()) == []


@pytest.mark.parametrize(
    ("lang", "done"), [("en", "is that of the practice account"), ("tr", "alıştırma hesabınınki")]
)
def test_the_demonstration_shows_the_pin_and_leaves_nothing(surroundings, lang, done):
    folder, env = surroundings
    process = start(env, "--lang", lang)
    out = process.communicate(timeout=120)[0].decode()
    assert process.returncode == 0, out
    assert f" {PIN}\n" in out
    assert done in out.splitlines()[-1]
    assert_nothing_is_left(folder)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_the_demonstration_stopped_in_the_middle_leaves_nothing(surroundings, name):
    folder, env = surroundings
    process = start(env, "--lang", "en")
    for line in process.stdout:
        if b"3. reset-word" in line:
            break
    process.send_signal(signal.Signals[name])
    process.stdout.read()  # else it would be stopped by the pipe
    assert process.wait(60) == 128 + signal.Signals[name]
    assert_nothing_is_left(folder)


def test_the_demonstration_whose_reader_goes_away_leaves_nothing(surroundings):
    folder, env = surroundings
    process = start(env, "--lang", "en")
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(60) != 0
    assert_nothing_is_left(folder)


def test_an_option_that_the_demonstration_does_not_have_is_a_usage_error(surroundings):
    folder, env = surroundings
    process = start(env, "--nonsense")
    assert b"usage" in process.communicate(timeout=60)[0]
    assert process.returncode == 2
    assert_nothing_is_left(folder)
