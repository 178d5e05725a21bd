# SPDX-License-Identifier: Apache-2.0
"""A private PC/SC service for each test, and esign as a process that talks to it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "cli")]
import certificates_made  # noqa: E402
import tokens  # noqa: E402
import virtual_card  # noqa: E402
from looking import ESIGN, Esign  # noqa: E402

LACKING = virtual_card.missing()


def pytest_configure(config):
    config.addinivalue_line("markers", "long: takes many seconds, mostly in waiting")


def pytest_collection_modifyitems(config, items):
    """The long ones begin first, each in another worker: xdist gives every worker a quarter of its
    share at the start, one after another, and the rest by and by."""
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    first = max(len(items) // workers // 4, 2)
    long = [item for item in items if item.get_closest_marker("long")]
    items[:] = [item for item in items if item not in long]
    for at, item in enumerate(long):
        items.insert(at % workers * first, item)


@pytest.fixture(scope="session", autouse=True)
def quick_poll(tmp_path_factory):
    """In these tests pcscd looks at its readers every 20 ms instead of every 400 ms; else it is
    the real one. A card is seated some hundred times here."""
    library = tmp_path_factory.mktemp("quick") / "quick_poll.so"
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", library, HERE / "quick_poll.c"],
                   check=True)
    virtual_card.Stack.preload = (library,)


@pytest.fixture
def stack():
    """The service with two empty readers."""
    if LACKING:
        pytest.skip(LACKING)
    with virtual_card.Stack() as running:
        yield running


@pytest.fixture
def make_stack():
    """Services of other shapes: make_stack(pairs=8), make_stack(service=False)."""
    if LACKING:
        pytest.skip(LACKING)
    running = []

    def make(**options):
        running.append(virtual_card.Stack(**options))
        return running[-1]

    yield make
    for stack in running:
        stack.close()


@pytest.fixture
def esign():
    """esign(stack, "--json") runs card-check; esign.start(…) leaves it running."""
    assert os.access(ESIGN, os.X_OK), f"there is no {ESIGN}: build it, or set ESIGN_BIN"
    command = Esign()
    yield command
    command.close()


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A certificate."""
    return certificates_made.make(tmp_path_factory.mktemp("certificate"), kind="EC:P-256")


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """bad_module.c as a library."""
    return tokens.build_bad_module(tmp_path_factory.mktemp("module"))


@pytest.fixture
def opensc():
    return tokens.OpenSc()


@pytest.fixture
def softhsm(tmp_path):
    (tmp_path / "softhsm").mkdir()
    return tokens.SoftHsm(tmp_path / "softhsm")


@pytest.fixture
def answers(tmp_path):
    """answers(pin="…") gives the options that answer so."""

    def write(**given):
        path = tmp_path / "answers.json"
        path.write_text(json.dumps(given))
        return ["--no-input", "--answers", path]

    return write
