# SPDX-License-Identifier: Apache-2.0
"""The fixtures of the transport's tests: an authority, servers of it, the probe."""

import pytest
from probe import Probe
from tls_server import Authority, Server


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="session")
def certificate(authority):
    return authority.issue()


@pytest.fixture
def serve(certificate):
    """Starts servers, each with a script for its connections."""
    running = []

    def start(script, certificate=certificate, raw=False):
        running.append(Server(script, certificate, raw).__enter__())
        return running[-1]

    yield start
    for server in running:
        server.__exit__()


@pytest.fixture
def probe(authority):
    return Probe(authority)
