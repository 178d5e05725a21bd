# SPDX-License-Identifier: Apache-2.0
"""What an environment or a home says to other programs of TLS, proxies and names: none of it is
listened to, and no file that it names is even opened."""

import json
import os
import shutil
import socket
import subprocess
import threading
from pathlib import Path

import pytest

from cutting import Cutter
from figures import LONG
from practice import ID
from recorded import BINARY
from runner import Esign, Listener
from tls_server import Authority

STRACE = shutil.which("strace")
OPTIONS = ["--lang", "en", "--no-input", "--json", "--quiet", "--timeout", "10"]

MAIL = """From: someone@example.org
Subject: =?x-canary?B?YQ==?=
MIME-Version: 1.0
Content-Type: text/plain; charset=x-canary
Content-Transfer-Encoding: 8bit

Merhaba
"""

WEAK = """openssl_conf = init
[init]
ssl_conf = ssl
engines = engines
providers = providers
[ssl]
system_default = default
[default]
CipherString = ALL:@SECLEVEL=0
MinProtocol = TLSv1
VerifyMode = None
[engines]
canary = canary
[canary]
dynamic_path = {folder}/canary.so
init = 1
[providers]
legacy = legacy
[legacy]
module = {folder}/canary.so
activate = 1
"""

# Each names files of the canary's folder. Left out: TZ, a table of the C library's; and
# GNUTLS_SYSTEM_PRIORITY_FILE, which GnuTLS (libcurl's other libraries bring it) looks for as it is
# loaded, and which holds for nothing here: the portal is spoken to with OpenSSL.
FILES = [
    "SSLKEYLOGFILE", "SSL_CERT_FILE", "OPENSSL_CONF", "SSL_CONF", "CURL_CA_BUNDLE", "NETRC",
    "HOSTALIASES", "RES_CONF", "RESOLV_CONF", "RESOLV_HOST_CONF", "P11_KIT_CONFIG",
    "RANDFILE", "KRB5_CONFIG", "LDAPCONF", "BASH_ENV", "ENV",
    "LOCALDOMAIN_FILE", "MALLOC_TRACE", "CURL_LOG_FILE", "QLOGDIR", "SSL_ENGINE_CONF",
]
FOLDERS = [
    "SSL_CERT_DIR", "OPENSSL_MODULES", "OPENSSL_ENGINES", "CURL_HOME", "HOME", "XDG_CONFIG_HOME",
    "XDG_DATA_HOME", "GCONV_PATH", "GIO_EXTRA_MODULES", "GIO_MODULE_DIR", "GSETTINGS_SCHEMA_DIR",
    "NLSPATH", "TZDIR", "PKCS11_MODULE_PATH", "SASL_PATH", "KRB5CCNAME", "TMPDIR", "CURL_SSL_DIR",
    "SSL_DIR", "GETCONF_DIR", "PATH",
]
PROXIES = ["http_proxy", "https_proxy", "HTTPS_PROXY", "HTTP_PROXY", "all_proxy", "ALL_PROXY",
           "ftp_proxy", "socks_proxy", "SOCKS_SERVER", "SOCKS5_SERVER"]
PLAIN = {
    "RES_OPTIONS": "ndots:0 use-vc debug", "LOCALDOMAIN": "example.org", "CURL_ENTROPY": "00000000",
    "OPENSSL_ia32cap": "0", "SSL_VERIFY": "0", "CURL_SSL_BACKEND": "gnutls", "NODE_TLS_REJECT": "0",
    "PYTHONHTTPSVERIFY": "0", "GIT_SSL_NO_VERIFY": "1", "G_TLS_GNUTLS_PRIORITY": "NORMAL",
    "GODEBUG": "x509ignoreCN=0", "no_proxy": "", "NO_PROXY": "", "OPENSSL_ALLOW_PROXY_CERTS": "1",
    "POSIXLY_CORRECT": "1", "CURL_NOVERIFY": "1", "CURLOPT_SSL_VERIFYPEER": "0",
}
# The state of esign itself may lie in the home; what lies elsewhere in it may not be looked at.
OWN = ("/.local", "/.config/esign", "/esign")


@pytest.fixture
def server(tmp_path):
    one = Cutter(Authority(tmp_path, "Named").issue())
    yield one
    one.close()


@pytest.fixture
def canary(tmp_path):
    """A folder with all that other programs would obey."""
    folder = tmp_path / "canary"
    folder.mkdir()
    authority = Authority(folder)
    shutil.copy(authority.file, folder / "ca.pem")
    subprocess.run(["openssl", "rehash", str(folder)], check=True, capture_output=True)
    (folder / "openssl.cnf").write_text(WEAK.format(folder=folder))
    (folder / ".curlrc").write_text("insecure\nproxy = http://127.0.0.1:1\n")
    (folder / ".netrc").write_text("default login someone password canary\n")
    (folder / "gconv-modules").write_text("module X-CANARY// INTERNAL canary 1\n")
    return folder


def page(_):
    return b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n<p>page</p>"


class Run:
    """One run that is watched: its status, the requests, the files it looked for."""

    def __init__(self, folder, server, env, line, ca=None):
        esign, trace = Esign(folder), Path(folder) / "trace"
        server.arm(page)
        self.heads = []
        server.answer = lambda exchange: self.heads.append(exchange.request) or page(exchange)
        options = ["--cacert", str(ca)] if ca else []
        done = subprocess.run(
            [STRACE, "-f", "-qq", "--seccomp-bpf", "-e", "trace=%file", "-o", str(trace), BINARY,
             *OPTIONS, "--start", f"https://localhost:{server.port}/", *options, *line],
            stdin=subprocess.DEVNULL, capture_output=True, env={**esign.env, **env}, timeout=60,
            check=False)
        server.settle()
        self.status = done.returncode
        self.looked_for = trace.read_text(errors="replace")


def looked_at(run, canary):
    """Lines of the trace that name a file of the canary's folder, but for esign's own places."""
    place = f'"{canary}'
    return [line for line in run.looked_for.splitlines() if place in line and "execve" not in line
            and not line.split(place, 1)[1].startswith(OWN)]


def value_of(name, canary):
    special = {"OPENSSL_CONF": "openssl.cnf", "SSL_CERT_FILE": "ca.pem", "CURL_CA_BUNDLE": "ca.pem",
               "NETRC": ".netrc"}
    if name in FOLDERS:
        return str(canary)
    return str(canary / special.get(name, "file"))


def lines(tmp_path):
    esign = Esign(tmp_path)
    mail = esign.file("mail", MAIL)
    word = esign.file("word", "Yeni2Sozcuk")
    return {
        "forgot-word": ["forgot-word", "--id-file", esign.file("id", ID)],
        "reset-word": ["reset-word", "--mail", mail, "--word-file", word],
        "inspect": ["inspect", mail],
    }


def environments(canary, port):
    for name in FILES + FOLDERS:
        yield name, {name: value_of(name, canary)}
    for name in PROXIES:
        for scheme in "http", "socks5h":
            yield f"{name} ({scheme})", {name: f"{scheme}://127.0.0.1:{port}"}
    for name, value in PLAIN.items():
        yield name, {name: value}
    everything = {name: value_of(name, canary) for name in FILES + FOLDERS}
    everything |= {name: f"http://127.0.0.1:{port}" for name in PROXIES} | PLAIN
    yield "all of them", everything


def judge(run, plain, canary, listener, before):
    if seen := looked_at(run, canary):
        return f"looked for {seen[0].strip()}"
    if (canary / "file").exists():
        return "wrote the file"
    if listener.connections:
        return "turned to the proxy"
    if (run.status, run.heads) != (plain.status, plain.heads):
        return f"ended with {run.status} and said {run.heads}, not {before}"
    return None


def test_the_environment_taps_nothing(server, canary, tmp_path, figure):
    listener = Listener()
    ca = tmp_path / "Named.pem"
    wrong, tried = [], 0
    commands = lines(tmp_path / "plain")
    plain = {name: Run(tmp_path / "plain", server, {}, line, ca) for name, line in commands.items()}
    assert plain["forgot-word"].heads, "the portal was not reached at all"
    cases = list(environments(canary, listener.port))
    for number, (what, env) in enumerate(cases):
        for name, line in commands.items():
            if not LONG and name != "forgot-word" and number % 7:
                continue
            tried += 1
            run = Run(tmp_path / "plain", server, env, line, ca)
            why = judge(run, plain[name], canary, listener, plain[name].heads)
            wrong += [f"{what}, {name}: {why}"] if why else []
    listener.close()
    figure(2, "the environment names a tap, a proxy or a configuration", tried, wrong)


def test_the_environment_makes_nobody_trusted(canary, tmp_path, figure):
    """The server's authority is the one that all the variables name."""
    wrong, tried = [], 0
    server = Cutter(Authority(canary).issue())
    shutil.copy(canary / "Test CA.pem", canary / "ca.pem")
    listener = Listener()
    line = lines(tmp_path / "plain")["forgot-word"]
    for what, env in environments(canary, listener.port):
        tried += 1
        run = Run(tmp_path / "plain", server, env, line)
        if run.heads or run.status != 7:
            wrong.append(f"{what}: ended with {run.status}")
    assert Run(tmp_path / "plain", server, {}, line, canary / "ca.pem").heads, "nobody is trusted"
    server.close()
    listener.close()
    figure(2, "the environment names an authority or weaker rules", tried, wrong)


class NameServer:
    """Knows no name, and remembers for which it was asked."""

    PLACE = "127.9.9.9"

    def __init__(self):
        self.asked = set()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((self.PLACE, 53))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            query, who = self.socket.recvfrom(512)
            labels, at = [], 12
            while size := query[at]:
                labels.append(query[at + 1 : at + 1 + size].decode())
                at += 1 + size
            self.asked.add(".".join(labels))
            self.socket.sendto(query[:2] + b"\x81\x83" + query[4:], who)

    @staticmethod
    def enter(folder):
        """A command's words before it, so that it asks here."""
        conf = folder / "resolv.conf"
        conf.write_text(f"nameserver {NameServer.PLACE}\noptions timeout:1 attempts:1\n")
        return ["unshare", "--mount", "sh", "-c",
                f'mount --bind "{conf}" /etc/resolv.conf && exec "$@"', "sh"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a program another name server")
def test_no_other_name_is_asked_for(tmp_path, figure):
    profile = {"format": 1, "name": "mine", "extends": "practice", "start": "https://portal.test/",
               "origins": ["https://portal.test"]}
    esign, names, wrong = Esign(tmp_path / "one"), NameServer(), []
    aliases = esign.file("aliases", "portal.test other.example\nportal other.example\n")
    line = [*NameServer.enter(tmp_path), BINARY, *OPTIONS, "--profile",
            esign.file("mine.json", json.dumps(profile)), "inspect", "https://portal.test/"]
    cases = [{}, {"LOCALDOMAIN": "other.example", "RES_OPTIONS": "ndots:15"},
             {"HOSTALIASES": str(aliases)}]
    for env in cases:
        names.asked.clear()
        done = subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, check=False,
                              env={**esign.env, **env}, timeout=60)
        if names.asked != {"portal.test"} or done.returncode != 7:
            wrong.append(f"{env}: asked for {names.asked}, ended with {done.returncode}")
    figure(2, "the environment names another domain", len(cases), wrong)
