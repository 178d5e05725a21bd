# SPDX-License-Identifier: Apache-2.0
"""The reset message on a real mail server."""

import json
import os
import shutil
import subprocess
import threading
import time

import dovecot
import pytest
from messages import forged, made
from runner import BIN

DAY = 86400


def test_the_message_is_found_and_its_link_opened(account, reset):
    account.deliver(made(reset.link))
    result = reset(account)
    assert (result.status, result.code) == (7, "unreachable"), result.err
    assert reset.opened()


def test_the_message_stays_unread_and_recent_and_no_other_is_touched(account, reset):
    for ago in (50, 40, 30):
        account.deliver(made(reset.link, subject="Bülten"), ago=ago)
    account.deliver(made(reset.link), ago=20)
    account.deliver(made(reset.link, sender="a@example.org"), ago=10)
    before = account.tree()
    assert reset(account).status == 7
    assert reset.opened()
    assert account.tree() == before
    assert account.flags() == ["(\\Recent)"] * 5


def test_nothing_is_said_to_the_server_that_could_change_something(account, reset):
    account.deliver(made(reset.link))
    account.deliver(made(reset.link), junk=True)
    reset(account)
    words = {tuple(line.split()[1:3]) if "UID" in line else line.split()[1] for line in account.said()}
    assert words == {"CAPABILITY", "LIST", "EXAMINE", ("UID", "SEARCH"), ("UID", "FETCH"), "LOGOUT"}
    assert all("BODY.PEEK[]" in line for line in account.said() if "BODY" in line)


def test_forged_messages_are_not_taken(account, reset):
    for message in forged(reset.link).values():
        account.deliver(message)
    result = reset(account)
    assert (result.status, result.code) == (1, "mail_not_found")
    assert "passed over for their link: 3" in result.error["message"]
    assert not reset.opened()


def test_of_a_newer_forged_and_an_older_genuine_one_the_genuine_is_taken(account, reset, listener):
    wrong = made(reset.link + "wrong", more=f'<a href="{reset.link}2">veya</a>')
    account.deliver(made(reset.link), ago=600)
    for ago, message in enumerate(forged(reset.link + "wrong").values()):
        account.deliver(message, ago=ago)
    account.deliver(wrong)
    result = reset(account, "--verbose")
    assert (result.status, result.code) == (7, "unreachable"), result.err
    assert reset.opened()
    assert "passed over" in result.err


def test_newer_forged_ones_do_not_hide_it_however_many(account, reset):
    wrong = made(reset.link, more=f'<a href="{reset.link}2">veya</a>')
    for ago in range(25):
        account.deliver(wrong, ago=ago)
    account.deliver(made(reset.link), ago=600)
    assert reset(account).status == 7
    assert reset.opened()


def test_the_newest_of_several_is_taken_whatever_their_order(account, reset):
    for ago, name in ((300, "older"), (10, "newest"), (600, "oldest")):
        account.deliver(made(reset.link.replace("x.go", f"{name}.go")), ago=ago)
    result = reset(account, "--verbose")
    assert "newest.go" in result.err
    assert "old" not in result.err


def test_of_one_second_the_last_is_taken(account, reset, monkeypatch):
    now = int(dovecot.time.time())
    monkeypatch.setattr(dovecot.time, "time", lambda: now)
    for name in ("older", "old", "newest"):
        account.deliver(made(reset.link.replace("x.go", f"{name}.go")), ago=10)
    assert "newest.go" in reset(account, "--verbose").err


def test_one_from_before_yesterday_is_not_taken(account, reset):
    account.deliver(made(reset.link), ago=DAY + 60)
    assert reset(account).code == "mail_not_found"
    assert not reset.opened()


def test_it_is_found_in_the_folder_for_junk(account, reset):
    account.deliver(made(reset.link), junk=True)
    assert reset(account).status == 7
    assert reset.opened()


@pytest.mark.parametrize("written", ["Ar%C5%9Fiv", "Arşiv/"])
def test_it_is_found_in_a_folder_that_the_address_names(account, reset, written):
    account.deliver(made(reset.link), folder=".Ar&AV8-iv")
    assert reset(account).code == "mail_not_found"
    assert reset(account, place=account.url() + written).status == 7
    assert reset.opened()


def test_a_folder_that_is_not_there_is_told_by_its_name(account, reset):
    result = reset(account, place=account.url() + "Spam%5B2J")
    assert (result.status, result.code) == (1, "mail_not_found")
    assert "no folder 'Spam[2J'" in result.error["message"]
    assert "INBOX.Spam" in result.error["hint"]


def test_one_over_4_mib_is_not_even_fetched(account, reset):
    account.deliver(made(reset.link) + b"x" * 70 * 61680)
    assert reset(account).code == "mail_not_found"
    assert not any("BODY" in line for line in account.said())


def test_it_is_taken_when_it_arrives_while_esign_waits(account, reset):
    late = threading.Timer(1.5, lambda: account.deliver(made(reset.link)))
    late.start()
    started = time.monotonic()
    result = reset(account, wait=60)
    late.join()
    assert result.status == 7, result.err
    assert reset.opened()
    assert time.monotonic() - started < 30


def test_a_wait_ends_when_its_time_is_over(account, reset):
    started = time.monotonic()
    result = reset(account, wait=2)
    assert (result.status, result.code) == (1, "mail_not_found")
    assert 2 <= time.monotonic() - started < 15
    assert "Junk was looked at too" in result.error["hint"]
    assert sum("SEARCH" in line for line in account.said()) >= 4


def test_what_was_passed_over_is_not_fetched_again_while_it_waits(account, reset):
    account.deliver(made(reset.link, subject="Bülten"))
    reset(account, wait=2)
    assert sum("BODY" in line for line in account.said()) == 1


def test_a_wrong_password_is_told_as_that(account, reset):
    account.deliver(made(reset.link))
    result = reset(account, password="Yanlis-Parola-1")
    assert (result.status, result.code) == (1, "mail_login_refused")
    assert "app password" in result.error["hint"]
    assert "Yanlis" not in result.out + result.err
    assert not reset.opened()


def tries_to_log_in(server):
    return server.log().count("Login: user") + server.log().count("auth failed")


def test_a_server_of_another_authority_gets_no_password(account, reset, esign):
    args = [*reset.args, "--imap", account.url(), "--mail-password-file",
            esign.file("mail-password", dovecot.PASSWORD), "--mail-wait", 0]
    before = tries_to_log_in(account.server)
    result = esign.json(*args)  # the system's authorities
    assert (result.status, result.code) == (7, "tls_refused")
    assert "--mail-cacert" in result.error["hint"]
    assert tries_to_log_in(account.server) == before


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare"), reason="it takes a mount")
def test_a_system_without_authorities_is_told_as_that(account, reset, esign):
    line = [*esign.options, "--json", *reset.args, "--imap", account.url(), "--mail-password-file",
            esign.file("mail-password", dovecot.PASSWORD)]
    script = 'mount -t tmpfs none /etc/ssl/certs && exec "$@"'
    done = subprocess.run(["unshare", "-m", "sh", "-c", script, "sh", BIN, *map(str, line)],
                          env=esign.env, capture_output=True, check=False, timeout=60)
    assert "ca-certificates" in json.loads(done.stdout)["error"]["hint"]


def test_the_mail_goes_past_every_proxy_and_its_keys_into_no_file(account, reset, tmp_path):
    account.deliver(made(reset.link))
    none, keys = "http://127.0.0.1:1/", tmp_path / "keys"
    reset.args = ["--proxy", none, *reset.args]
    result = reset(account, env={"https_proxy": none, "HTTPS_PROXY": none, "ALL_PROXY": none,
                                 "all_proxy": none, "SSLKEYLOGFILE": str(keys)})
    assert any("BODY.PEEK[]" in line for line in account.said())
    assert "proxy" in result.error["message"]  # which is for the portal
    assert not keys.exists()


def test_a_server_by_another_name_gets_no_password(authority, reset):
    server = dovecot.Dovecot(authority, hosts=("mail.example.org",))
    try:
        account = server.account()
        result = reset(account)
        assert (result.status, result.code) == (7, "tls_refused")
        assert tries_to_log_in(server) == 0
    finally:
        server.close()


def test_100000_messages_cost_the_same_as_10(server, reset):
    talks = {}
    for count in (10, 100000):
        account = server.account()
        account.fill(count)
        account.deliver(made(reset.link))
        account.settle()
        started = time.monotonic()
        assert reset(account).status == 7
        print(f"{count} messages: {time.monotonic() - started:.2f} s")
        talks[count] = len(account.said()), account.bytes_exchanged()
    assert talks[10] == talks[100000]
    assert talks[10][0] < 12


USAGE = {
    "imap://deniz@127.0.0.1/": "without TLS",
    "https://deniz@127.0.0.1/": "imaps://",
    "imaps://127.0.0.1/": "no user",
    "imaps://deniz:gizli@127.0.0.1/": "password in it",
    "imaps://deniz@127.0.0.1/Arsiv?x": "folder",
    "imaps://deniz@/": "host",
    "imaps://de%0aniz@127.0.0.1/": "name",
    "imaps://deniz@127.0.0.1:993:993/": "host",
}


@pytest.mark.parametrize("address", USAGE)
def test_an_address_that_cannot_be_right_is_a_usage_error(esign, reset, address):
    result = esign.json(*reset.args, "--imap", address)
    assert (result.status, result.code) == (2, "usage")
    assert USAGE[address] in result.error["message"]
    assert "gizli" not in result.out + result.err


WRONG = [
    ["--imap", "imaps://a@example.org/", "--maildir", "x"],
    ["--imap", "imaps://a@example.org/", "--mail", "x"],
    ["--maildir", "x", "--link-file", "x"],
    ["--mail", "x", "--mail-wait", "3"],
    ["--maildir", "x", "--mail-password-file", "x"],
    ["--maildir", "x", "--mail-cacert", "x"],
    ["--maildir", "x", "--mail-wait", "-1"],
    ["--maildir", "x", "--mail-wait", "3601"],
    ["--maildir", "x", "--mail-wait", "3 dk"],
]


def test_who_writes_imap_is_told_of_starttls(esign, reset):
    assert "STARTTLS" in esign.json(*reset.args, "--imap", "imap://a@localhost/").error["hint"]


@pytest.mark.parametrize("options", WRONG, ids=" ".join)
def test_options_that_do_not_go_together_are_a_usage_error(esign, reset, options):
    result = esign.json(*reset.args, *options)
    assert (result.status, result.code) == (2, "usage")


def test_without_a_password_nothing_is_done(esign, reset, account):
    result = esign.json(*reset.args, "--imap", account.url())
    assert (result.status, result.code) == (3, "input_needed")
    assert result.error["needs"] == ["mail_password"]


def test_the_password_may_come_with_the_answers(esign, listener, account, authority, reset):
    account.deliver(made(reset.link))
    answers = esign.answers(mail_password=dovecot.PASSWORD, word="Abc12345")
    result = esign.json("--start", listener.url, "reset-word", "--answers", answers, "--imap",
                        account.url(), "--mail-cacert", authority.file, "--mail-wait", 0)
    assert result.status == 7
    assert reset.opened()


def test_a_profile_of_ones_own_names_the_sender_and_the_subject(esign, account, reset):
    profile = esign.file("own.json", """{"format": 1, "extends": "kamusm", "name": "own",
        "mail": {"from": "okul@example.org", "subject": "Yeni Sözcük"}}""")
    account.deliver(made(reset.link), ago=10)
    assert reset(account, "--profile", profile).code == "mail_not_found"
    account.deliver(made(reset.link, "okul@example.org", "yeni sözcük"), ago=20)
    assert reset(account, "--profile", profile).status == 7
    assert reset.opened()
