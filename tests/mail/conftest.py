# SPDX-License-Identifier: Apache-2.0
"""A mail server for all tests of a worker, an account of one's own for each, and esign."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "cli")]

import dovecot  # noqa: E402
import pytest  # noqa: E402
from fixtures import *  # noqa: E402,F403
from tls_server import Authority  # noqa: E402

LACKING = dovecot.missing()


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def server(authority):
    if LACKING:
        pytest.skip(LACKING)
    running = dovecot.Dovecot(authority)
    yield running
    running.close()


@pytest.fixture
def account(server):
    return server.account()


@pytest.fixture
def reset(esign, listener, authority):
    """reset(account, …) runs reset-word at that account for a link to the listener; reset.args are
    its arguments without the place. Where a link was opened the listener was connected to, and the
    run ends with status 7, for that hangs up."""

    def run(account, *more, wait=0, password=dovecot.PASSWORD, json=True, place=None, **options):
        place = ["--imap", place or account.url(), "--mail-cacert", authority.file,
                 "--mail-password-file", esign.file("mail-password", password)]
        how = esign.json if json else esign.run
        return how(*run.args, *place, "--mail-wait", wait, *more, **options)

    run.args = ["--start", listener.url, "--no-input", "reset-word", "--word-file",
                esign.file("word", "Abc12345")]
    run.opened = lambda: listener.connections > 0
    run.link = f"{listener.url}x.go?a=1&sessionid=abc"
    return run
