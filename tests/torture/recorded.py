# SPDX-License-Identifier: Apache-2.0
"""The fixtures of what plays the recorded journey."""

import os

import pytest

from journeys import Crew, Worker
from portal import Portal
from tape import SMS_SECONDS, record
from tls_server import Authority

AT_ONCE = 2  # a machine's worth of work
WAITING = 4  # for cases that mostly wait
BINARY = os.path.join(os.environ.get("ESIGN_RELEASE", ""), "bin", "esign")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """The tape, what was told beside it, and the authority of its servers."""
    folder = tmp_path_factory.mktemp("recorded")
    authority = Authority(folder)
    certificate = authority.issue()
    portal = Portal(sms_seconds=SMS_SECONDS)
    try:
        tape, told = record(portal, certificate, authority.file, BINARY, folder / "visitor")
    finally:
        portal.remove()
    return tape, told, authority


@pytest.fixture
def crew(recorded, tmp_path):
    made = []

    def make(size=AT_ONCE):
        tape, told, authority = recorded
        made.append(Crew(lambda number: Worker(tape, told, authority, BINARY,
                                               tmp_path / f"{len(made)}-{number}"), size))
        return made[-1]

    yield make
    for one in made:
        one.close()
