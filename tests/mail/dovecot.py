# SPDX-License-Identifier: Apache-2.0
"""A Dovecot of one's own: TLS on a port of loopback, users in a file, mail in Maildirs, all below
one folder. It runs without rights, whoever starts it."""

import getpass
import grp
import imaplib
import os
import pwd
import re
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from pathlib import Path

PASSWORD = "Posta-Şifresi 7"
START_SECONDS = 20
ACCOUNTS = 300
LINKS_MAX = 50000  # names of one file; some file systems have no more than 65,000
DOVECOT = shutil.which("dovecot") or "/usr/sbin/dovecot"

CONFIG = """
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{certificate}
ssl_key = <{certificate}
ssl_dh =
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
default_vsz_limit = 0
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{dir}/mail/%u
mail_max_userip_connections = 0
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
rawlog_dir = {dir}/raw/%u
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {dir}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={dir}/home
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox "Önemsiz" {{
    auto = create
    special_use = \\Junk
  }}
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {port}
    ssl = yes
  }}
}}
service stats {{
  chroot =
}}
"""

JUNK = ".&ANY-nemsiz"  # "Önemsiz" as IMAP and Maildir++ write it (RFC 3501, 5.1.3)


def missing():
    """Why there can be no server; "" where there can."""
    return "" if os.access(DOVECOT, os.X_OK) else "there is no dovecot (Debian's dovecot-imapd)"


def _nobody():
    """Who it runs as: nobody where we are root, else ourselves."""
    if os.geteuid() == 0:
        return "nobody", "nogroup"
    return getpass.getuser(), grp.getgrgid(os.getgid()).gr_name


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Dovecot:
    """A running server, with a certificate of the authority's. Each test has accounts of its own."""

    def __init__(self, authority, mechanisms="plain login", hosts=("127.0.0.1", "localhost")):
        user, group = _nobody()
        self.uid, self.gid = pwd.getpwnam(user).pw_uid, grp.getgrnam(group).gr_gid
        self.dir = Path(tempfile.mkdtemp(prefix="esign-dovecot-"))
        self.ca = authority.file
        self.port = _free_port()
        self.accounts = 0
        for name in ("run", "state", "raw", "home", "mail"):
            (self.dir / name).mkdir()
        certificate = self.dir / "certificate.pem"
        shutil.copy(authority.issue(hosts), certificate)
        # All at once: a change of the file within a second is not noticed.
        users = "".join(f"deniz{number}@example.org:{PASSWORD}\n" for number in range(1, ACCOUNTS + 1))
        (self.dir / "users").write_text(users, encoding="utf-8")
        (self.dir / "dovecot.conf").write_text(CONFIG.format(
            dir=self.dir, certificate=certificate, user=user, group=group, uid=self.uid, gid=self.gid,
            port=self.port, mechanisms=mechanisms,
        ), encoding="utf-8")
        self.own(self.dir)
        self.process = None
        self._start()

    def own(self, path):
        """Gives it, and all below it, to whom the server runs as."""
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", f"{self.uid}:{self.gid}", str(path)], check=True)

    def _start(self):
        # It ends with the tests, however they end.
        command = ["setpriv", "--pdeathsig=TERM"]
        if os.geteuid() == 0:
            command += [f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"]
        command += [DOVECOT, "-F", "-c", str(self.dir / "dovecot.conf")]
        with open(self.dir / "output", "wb") as output:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output,
                                            stderr=output, cwd=self.dir, start_new_session=True)
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError("dovecot did not start:\n" + self.log()) from None
                time.sleep(0.02)  # nothing tells of a port that is listened to

    def log(self):
        texts = [self.dir / "output", self.dir / "log"]
        return "".join(path.read_text(errors="replace") for path in texts if path.exists())

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        shutil.rmtree(self.dir, ignore_errors=True)

    def account(self):
        self.accounts += 1
        return Account(self, f"deniz{self.accounts}@example.org")


class Account:
    """Somebody's mail on a server."""

    def __init__(self, server, user):
        self.server, self.user, self.delivered = server, user, 0
        self.inbox = server.dir / "mail" / user
        self.raw = server.dir / "raw" / user
        self.raw.mkdir()
        self._make(self.inbox)
        server.own(self.raw)
        server.own(self.inbox)

    @staticmethod
    def _make(folder):
        for name in ("new", "cur", "tmp"):
            (folder / name).mkdir(parents=True)

    def url(self, host="127.0.0.1"):
        return f"imaps://{self.user.replace('@', '%40')}@{host}:{self.server.port}/"

    def deliver(self, message, junk=False, ago=0, part="new", flags="", folder=""):
        """Puts a message there, as if it had come so many seconds ago; its path. A folder is named as
        Maildir++ does: ".Spam"."""
        folder = self.inbox / (JUNK if junk else folder)
        if not folder.exists():
            self._make(folder)
            self.server.own(folder)
        self.delivered += 1
        moment = time.time() - ago
        name = f"{int(moment)}.M{self.delivered:06}P1.example"
        path = folder / "tmp" / name
        path.write_bytes(message)
        os.utime(path, (moment, moment))
        self.server.own(path)
        return path.rename(folder / part / (name + flags))

    def fill(self, count, ago=40 * 86400):
        """Many old messages, as cheaply as they can be had: one file with many names."""
        bulletin = b"From: liste@example.org\r\nSubject: bulten\r\n\r\nmerhaba\r\n"
        for number in range(count):
            if number % LINKS_MAX == 0:
                first = self.deliver(bulletin, ago=ago, part="cur", flags=":2,S")
            else:
                os.link(first, first.with_name(f"{int(time.time() - ago)}.L{number:06}P2.example:2,S"))

    def look(self):
        """A connection of a mail program's, logged in."""
        context = ssl.create_default_context(cafile=str(self.server.ca))
        program = imaplib.IMAP4_SSL("127.0.0.1", self.server.port, ssl_context=context)
        program.authenticate("PLAIN", lambda _: f"\0{self.user}\0{PASSWORD}".encode())
        return program

    def settle(self):
        """Has the server make its index, as it has where a mail program looks daily."""
        program = self.look()
        program.select("INBOX", readonly=True)
        program.logout()

    def flags(self):
        """The flags of all messages of the inbox, without having them change."""
        program = self.look()
        program.select("INBOX", readonly=True)
        _, lines = program.fetch("1:*", "(FLAGS)")
        program.logout()
        return [line.decode().split("FLAGS ", 1)[1].rstrip(")") + ")" for line in lines if line]

    def tree(self):
        """All messages' files, with all that tells whether one was touched."""
        found = {}
        for path in self.inbox.rglob("*"):
            if path.is_file() and path.parent.name in ("new", "cur", "tmp"):
                about = path.stat()
                found[str(path.relative_to(self.inbox))] = (about.st_ino, about.st_size, about.st_mtime_ns)
        return found

    def _newest(self, kind):
        return max(self.raw.glob("*." + kind), key=lambda path: path.stat().st_mtime_ns)

    def said(self):
        """What was said to the server after the login, in the newest conversation."""
        lines = self._newest("in").read_text(errors="replace").splitlines()
        return [line.split(" ", 1)[1] for line in lines]

    def bytes_exchanged(self):
        """In it, in both directions, each number counted as one digit; times that Dovecot tells not."""
        texts = [path.read_bytes() for path in (self._newest("in"), self._newest("out"))]
        lines = [line.split(b" ", 1)[1] for text in texts for line in text.splitlines() if b" " in line]
        return sum(len(re.sub(rb"[0-9]+", b"0", re.sub(rb"\([0-9.+ ]+ secs\)", b"", line))) for line in lines)
