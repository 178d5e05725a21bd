# SPDX-License-Identifier: Apache-2.0
"""What the tests of the commands and the tests that try to break them start from."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "portal")]

from other import PNG, Other  # noqa: E402
from person import Person  # noqa: E402
from portal import Portal  # noqa: E402
from runner import BIN, Esign, Listener  # noqa: E402


def pytest_configure():
    if not BIN:
        pytest.exit("ESIGN_BIN must name the program to test; see tests/run.sh", 1)


@pytest.fixture
def esign(tmp_path):
    """esign in English, with a home of its own."""
    return Esign(tmp_path, ["--lang", "en"])


@pytest.fixture
def listener():
    """A port where a request of esign's would be seen."""
    port = Listener()
    yield port
    port.close()


@pytest.fixture
def make_portal():
    """Starts practice portals, with options of esign-practice; removed at the end."""
    started = []

    def make(**options):
        started.append(Portal(**options))
        return started[-1]

    yield make
    for one in started:
        one.remove()


@pytest.fixture
def portal(make_portal):
    return make_portal()


@pytest.fixture
def person(tmp_path, portal):
    return Person(tmp_path, portal)


@pytest.fixture
def other(tmp_path):
    servers = []

    def make(**pages):
        pages = {"/" + name: page for name, page in pages.items()}
        one = Other(tmp_path, {"/picture": PNG, **pages})
        servers.append(one.server)
        one.server.__enter__()
        return one

    yield make
    for server in servers:
        server.__exit__()
