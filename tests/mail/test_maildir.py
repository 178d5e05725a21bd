# SPDX-License-Identifier: Apache-2.0
"""The reset message in a Maildir on this computer."""

import os
import threading
import time

import pytest
from messages import forged, made

DAY = 86400


class Maildir:
    def __init__(self, path):
        self.path, self.n = path, 0
        for name in ("new", "cur", "tmp"):
            (path / name).mkdir(parents=True)

    def deliver(self, message, ago=0, part="new", flags=""):
        """As deliverers do: written in tmp, then renamed."""
        self.n += 1
        moment = time.time() - ago
        path = self.path / "tmp" / f"{int(moment)}.M{self.n:06}P1.example"
        path.write_bytes(message)
        os.utime(path, (moment - 5, moment))
        return path.rename(self.path / part / (path.name + flags))

    def tree(self):
        return {
            str(path): (about.st_ino, about.st_size, about.st_mtime_ns, about.st_atime_ns)
            for path in self.path.rglob("*") if path.is_file() and (about := path.stat())
        }


@pytest.fixture
def maildir(tmp_path):
    return Maildir(tmp_path / "Posta")


@pytest.fixture
def reset(esign, listener):
    def run(maildir, *more, wait=0):
        return esign.json("--start", listener.url, "--no-input", "reset-word", "--word-file",
                          esign.file("word", "Abc12345"), "--maildir", maildir.path, "--mail-wait",
                          wait, *more)

    run.opened = lambda: listener.connections > 0
    run.link = f"{listener.url}x.go?a=1&sessionid=abc"
    return run


@pytest.mark.parametrize("part, flags", [("new", ""), ("cur", ":2,S"), ("cur", ":2,RS")])
def test_the_message_is_found_and_stays_as_it_is(maildir, reset, part, flags):
    maildir.deliver(made(reset.link), part=part, flags=flags)
    before = maildir.tree()
    result = reset(maildir)
    assert (result.status, result.code) == (7, "unreachable"), result.err
    assert reset.opened()
    assert maildir.tree() == before


def test_the_newest_of_several_is_taken_wherever_it_lies(maildir, reset):
    for ago, name, part in ((300, "older", "new"), (10, "newest", "cur"), (600, "oldest", "new")):
        maildir.deliver(made(reset.link.replace("x.go", f"{name}.go")), ago=ago, part=part)
    result = reset(maildir, "--verbose")
    assert "newest.go" in result.err
    assert "old" not in result.err


def test_of_newer_forged_ones_and_an_older_genuine_one_the_genuine_is_taken(maildir, reset):
    maildir.deliver(made(reset.link.replace("x.go", "genuine.go")), ago=600)
    for ago, message in enumerate(forged(reset.link.replace("x.go", "forged.go")).values()):
        maildir.deliver(message, ago=ago)
    result = reset(maildir, "--verbose")
    assert "genuine.go" in result.err
    assert "forged.go" not in result.err


def test_newer_ones_of_anybody_do_not_hide_it_however_many(maildir, reset):
    for ago in range(50):
        maildir.deliver(made(reset.link, sender="liste@example.org"), ago=ago)
    maildir.deliver(made(reset.link), ago=600)
    assert reset(maildir).status == 7
    assert reset.opened()


def test_what_was_passed_over_is_not_read_again_while_it_waits(maildir, reset):
    maildir.deliver(made(reset.link, more=f'<a href="{reset.link}2">veya</a>'))
    late = threading.Timer(0.5, lambda: maildir.deliver(made(reset.link, subject="Bülten")))
    late.start()
    result = reset(maildir, "--verbose", wait=2)
    late.join()
    assert result.err.count("passed over: ") == 1
    assert "passed over for their link: 1" in result.error["message"]


def test_one_from_before_yesterday_is_not_taken(maildir, reset):
    maildir.deliver(made(reset.link), ago=DAY + 60)
    result = reset(maildir)
    assert result.code == "mail_not_found"
    assert "a Maildir of its own" in result.error["hint"]
    assert not reset.opened()


def test_what_is_no_plain_file_is_passed_over(maildir, reset, tmp_path):
    elsewhere = tmp_path / "elsewhere.eml"
    elsewhere.write_bytes(made(reset.link))
    new = maildir.path / "new"
    (new / "1.link").symlink_to(elsewhere)
    (new / "2.folder").mkdir()
    os.mkfifo(new / "3.fifo")
    (new / ".hidden").write_bytes(made(reset.link))
    (new / "4.large").write_bytes(made(reset.link) + b"x" * (4 << 20))
    (new / "5.empty").touch()
    assert reset(maildir).code == "mail_not_found"
    assert not reset.opened()
    maildir.deliver(made(reset.link))
    assert reset(maildir).status == 7
    assert reset.opened()


def test_it_is_taken_when_it_arrives_while_esign_waits(maildir, reset):
    late = threading.Timer(1.2, lambda: maildir.deliver(made(reset.link)))
    late.start()
    result = reset(maildir, wait=60)
    late.join()
    assert result.status == 7, result.err
    assert reset.opened()


def test_it_is_found_while_a_mail_program_renames_it_all_the_time(maildir, reset):
    path = maildir.deliver(made(reset.link), part="cur", flags=":2,")
    stop = threading.Event()

    def rename():
        at = path
        while not stop.is_set():
            to = at.with_name(at.name.removesuffix("S") if at.name.endswith("S") else at.name + "S")
            at = at.rename(to)
            time.sleep(0.001)  # so often is the name another

    thread = threading.Thread(target=rename)
    thread.start()
    result = reset(maildir, wait=20)
    stop.set()
    thread.join()
    assert result.status == 7, result.err
    assert reset.opened()


def test_a_folder_of_100000_messages_is_looked_through_without_being_read(maildir, reset):
    for number in range(100000):
        if number % 50000 == 0:  # some file systems give a file no more than 65,000 names
            old = maildir.deliver(b"From: a@example.org\r\n\r\n", ago=40 * DAY, part="cur", flags=":2,S")
        else:
            os.link(old, old.with_name(f"{number}.P2.example:2,S"))
    before = old.stat().st_atime_ns
    maildir.deliver(made(reset.link), ago=30)
    started = time.monotonic()
    assert reset(maildir).status == 7
    assert reset.opened()
    assert old.stat().st_atime_ns == before
    assert time.monotonic() - started < 30


@pytest.mark.parametrize("what", ["nothing", "a file", "another folder", "one that cannot be read"])
def test_what_is_no_maildir_is_a_usage_error(maildir, reset, tmp_path, what):
    maildir.path = tmp_path / what
    if what == "a file":
        maildir.path.touch()
    elif what == "another folder":
        maildir.path.mkdir()
    elif what == "one that cannot be read":
        maildir.path = Maildir(maildir.path).path
        (maildir.path / "new").rmdir()
        (maildir.path / "new").symlink_to("new")
    result = reset(maildir)
    assert (result.status, result.code) == (2, "usage")
    assert str(maildir.path) in result.error["message"]
    assert ("has new and cur in it" in result.error["hint"]) == (what in ("a file", "another folder"))


DEEP = b"To: " + b"a:" * 60000  # GMime asks itself again for each, until its stack ends


def test_where_a_message_cannot_be_read_none_is_said_to_be_missing(maildir, reset):
    """It may be the one: nobody is told to ask for another."""
    header, body = made(reset.link).split(b"\n", 1)
    maildir.deliver(header + b"\n" + DEEP + b"\n" + body)
    result = reset(maildir)
    assert (result.status, result.code) == (7, "no_resources")
    assert "messages that could not be read: 1" in result.error["message"]
    assert "forgot-word" not in result.error["hint"]
    maildir.deliver(made(reset.link))
    assert reset(maildir).code == "unreachable" and reset.opened()
