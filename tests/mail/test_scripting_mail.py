# SPDX-License-Identifier: Apache-2.0
"""docs/scripting.md: a new word by mail, with two secrets in two pipes."""

import shutil
import sys
from pathlib import Path

import dovecot
import pytest
from runner import ID

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "scripting")]
import scripting  # noqa: E402

pytestmark = pytest.mark.skipif(not shutil.which("jq"), reason="there is no jq")


def test_the_mails_password_and_the_new_word_come_from_pipes(tmp_path, portal, authority, account):
    scripts = scripting.Scripts(tmp_path, portal)
    scripts.pass_holds(**{"id": ID, "app-password": dovecot.PASSWORD, "new-word": scripting.WORD})
    person = scripts.person()
    assert scripts.esign_says("forgot-word", ESIGN_ASKPASS=person).status == 0
    account.deliver(portal.newest_mail().read_bytes())
    ended = scripts.play("mail.sh", account.url(), "--mail-cacert", authority.file)
    assert ended.status == 0, ended.err
    assert "The new security word is set." in ended.out
    scripts.secrets.add(dovecot.PASSWORD)
    scripts.close()
