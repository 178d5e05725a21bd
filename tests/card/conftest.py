# SPDX-License-Identifier: Apache-2.0
"""A private PC/SC service for each test, and esign as a process that talks to it."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
import virtual_card  # noqa: E402
from looking import ESIGN, Esign  # noqa: E402

LACKING = virtual_card.missing()


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
