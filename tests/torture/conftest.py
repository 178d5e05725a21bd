# SPDX-License-Identifier: Apache-2.0
import functools
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "cli"), str(HERE.parent / "card"), str(HERE.parent / "mail")]

import figures  # noqa: E402
from fixtures import *  # noqa: E402,F403


@pytest.fixture  # noqa: F405
def figure(request):
    """figure(item, what, tried, wrong): publishes "cases tried / cases that went wrong", where
    wrong is the list of what went wrong; one is a failure."""
    return functools.partial(figures.publish, request.path.stem.removeprefix("test_"))
