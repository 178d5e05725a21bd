# SPDX-License-Identifier: Apache-2.0
"""Whoever is not shown to be the portal learns nothing: no byte of a request, at no step of the
journey."""

import shutil
import ssl
import subprocess
import warnings

import pytest

import certificates
from cutting import ALERT_MAX, Cutter
from figures import LONG
from recorded import BINARY, crew, recorded  # noqa: F401
from runner import ID, Esign
from tape import STEPS

HANDSHAKE, APPLICATION = 22, 23
LINE = ["--lang", "en", "--no-input", "--json", "--quiet", "--timeout", "10"]


class Watched(Cutter):
    """Notes what a client says before it trusts: its first words alone are in the clear."""

    def arm(self, answer, cut=None):
        super().arm(answer, cut)
        self.records = []  # (type, length)

    def _serve(self, plain):
        watched = Peeking(plain, self.records)
        super()._serve(watched)


class Peeking:
    """A socket that notes the records that come in."""

    def __init__(self, plain, records):
        self.plain, self.records, self.pending = plain, records, b""

    def __getattr__(self, name):
        return getattr(self.plain, name)

    def recv(self, size, *flags):
        data = self.plain.recv(size, *flags)
        if not flags:
            self.pending += data
            while len(self.pending) >= 5:
                length = int.from_bytes(self.pending[3:5], "big")
                if len(self.pending) < 5 + length:
                    break
                self.records.append((self.pending[0], length))
                self.pending = self.pending[5 + length :]
        return data


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The authority that is named with --cacert, its file, and a good certificate of it."""
    folder = tmp_path_factory.mktemp("root")
    issuer = certificates.Issuer()
    issuer.write_ca(folder / "ca.pem")
    return issuer, folder / "ca.pem", issuer.issue(folder / "good.pem")


def page(_):
    return b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage"


class Stranger:
    """An esign that comes to a server for the first time."""

    def __init__(self, folder):
        self.esign = Esign(folder)
        self.id = self.esign.file("id", ID)

    def come(self, start, *more, env=None, before=()):
        line = [*before, BINARY, *LINE, "--start", start, *map(str, more), "forgot-word",
                "--id-file", self.id]
        return subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              env={**self.esign.env, **(env or {})}, timeout=60, check=False)


def visit(server, stranger, host, *more, **how):
    server.arm(page)
    done = stranger.come(f"https://{host}:{server.port}/", *more, **how)
    server.settle()
    return done


def judge_refused(server, done, status=7):
    """Nothing but the first words of a handshake came, and alerts."""
    if server.trouble:
        return f"the test's own server: {server.trouble}"
    if server.requests or server.seen:
        return f"a request came: {server.seen}"
    said = [record for record in server.records if record[0] == APPLICATION]
    if any(length > ALERT_MAX for _, length in said):
        return f"more than alerts came: {server.records}"
    if done.returncode != status:
        return f"ended with {done.returncode}: {done.stdout or done.stderr}"
    return None


def tried(cases):
    """(how many, [what went wrong]) of pairs of a name and a judge's word."""
    cases = list(cases)
    return len(cases), [f"{name}: {why}" for name, why in cases if why]


def test_the_right_certificate_is_trusted_and_the_judge_sees_it(root, tmp_path):
    _, ca, good = root
    server, stranger = Watched(good), Stranger(tmp_path)
    for host in "127.0.0.1", "localhost":
        done = visit(server, stranger, host, "--cacert", ca)
        assert done.returncode == 8  # it is no portal
        assert server.seen == [("GET", "/")]
        assert judge_refused(server, done, 8)
    server.close()


@pytest.mark.filterwarnings("ignore:SHA1 signatures")
def test_bad_certificates(root, tmp_path, figure):
    issuer, ca, _ = root
    stranger = Stranger(tmp_path)

    def all_of_them():
        for what, make in certificates.bad_ones(issuer).items():
            server = Watched(make(tmp_path / "bad.pem"))
            server.context.set_ciphers("DEFAULT@SECLEVEL=0")
            versions = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
            for version in versions if LONG else versions[1:]:
                server.context.maximum_version = version
                for host in "127.0.0.1", "localhost":
                    done = visit(server, stranger, host, "--cacert", ca)
                    yield f"{what}, {host}, {version.name}", judge_refused(server, done)
            server.close()

    figure(2, "a certificate is not to be trusted", *tried(all_of_them()))


def weak_servers(good):
    """Servers of our own authority that speak what nobody should."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that they are old is the point
        for version in ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1:
            server = Watched(good)
            server.context.set_ciphers("ALL:@SECLEVEL=0")
            server.context.minimum_version = ssl.TLSVersion.TLSv1
            server.context.maximum_version = version
            yield version.name, server
    for ciphers in "aNULL", "eNULL":
        server = Watched(good)
        server.context.maximum_version = ssl.TLSVersion.TLSv1_2
        try:
            server.context.set_ciphers(f"{ciphers}:@SECLEVEL=0")
        except ssl.SSLError:
            server.close()
            continue
        yield ciphers, server


def test_weak_tls(root, tmp_path, figure):
    _, ca, good = root
    stranger = Stranger(tmp_path)

    def all_of_them():
        for what, server in weak_servers(good):
            yield what, judge_refused(server, visit(server, stranger, "127.0.0.1", "--cacert", ca))
            server.close()

    figure(2, "a server speaks old or weak TLS", *tried(all_of_them()))


# With a CA of one's own, the system's count no more


@pytest.fixture
def system_store(root, tmp_path):
    """A command line that runs what follows with our authority as the system's only one."""
    store = tmp_path / "store"
    store.mkdir()
    shutil.copy(root[1], store / "ca.pem")
    subprocess.run(["openssl", "rehash", str(store)], check=True, capture_output=True)
    mount = f'mount --bind "{store}" /etc/ssl/certs && exec "$@"'
    for unshare in (["unshare", "-m"], ["unshare", "-rm"]):
        before = [*unshare, "sh", "-c", mount, "sh"]
        if subprocess.run([*before, "true"], capture_output=True, check=False).returncode == 0:
            return before
    pytest.skip("no mount namespace can be had here")
    return None


def test_authorities_that_are_not_named(root, system_store, tmp_path, figure):
    _, ca, good = root
    stranger, server = Stranger(tmp_path), Watched(good)
    other = certificates.Issuer("Mine").write_ca(tmp_path / "mine.pem")
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing\n")
    done = visit(server, stranger, "127.0.0.1", before=system_store)
    assert (done.returncode, server.seen) == (8, [("GET", "/")]), "the store is not the system's"

    def all_of_them():
        for host in "127.0.0.1", "localhost":
            for what, file in (("another", other), ("an empty one", empty)):
                done = visit(server, stranger, host, "--cacert", file, before=system_store)
                yield f"{what}, {host}", judge_refused(server, done)
            yield f"the system's alone, {host}", judge_refused(server, visit(server, stranger, host))
        env = {"SSL_CERT_FILE": str(ca), "SSL_CERT_DIR": str(ca.parent), "CURL_CA_BUNDLE": str(ca)}
        yield "the environment's", judge_refused(server, visit(server, stranger, "127.0.0.1",
                                                               env=env))

    figure(2, "an authority is known, but not the one that was named", *tried(all_of_them()))
    server.close()


# A certificate that changes in mid-journey


def context_of(file):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    context.load_cert_chain(file)
    context.num_tickets = 0
    return context


def changed(worker, step, connection, context):
    """The step, with another certificate from one connection on."""
    good = worker.cutter.context
    worker.cutter.context_of = lambda number: context if number >= connection else good
    try:
        return worker.play(step)
    finally:
        worker.cutter.context_of = lambda _: worker.cutter.context


def judge_change(worker, case):
    """Refused before anything is sent; what came before stands, and the next run goes on."""
    step, connection, what, context = case
    step = STEPS[step]
    keys, number = worker.tape.keys(step.name), worker.connections[step.name][connection]
    count = worker.one.go_back(step.begins)[0]
    ended = changed(worker, step.name, connection, context)
    if ended.seen != keys[:number]:
        return f"asked for {ended.seen}"
    after_effect = any(at < number for at in step.effects) and number not in step.effects
    wanted = 0 if step.name == "logout" else 9 if after_effect else 7
    if ended.status != wanted:
        return f"ended with {ended.status} ({ended.code}), not {wanted}"
    counted = worker.one.status()[0]
    if counted != count + (1 if step.counts and after_effect else 0):
        return f"{counted} wrong words are counted"
    if step.name == "logout" or after_effect:
        return None
    again = worker.play(step.name)
    return None if again.status == step.ends else f"then it ended with {again.status}"


def journeys_connections(worker):
    worker.make_sessions()
    for name, firsts in worker.connections.items():
        for connection in range(len(firsts)):
            yield name, connection


@pytest.mark.filterwarnings("ignore:SHA1 signatures")
def test_a_certificate_changed_in_mid_journey(crew, recorded, root, tmp_path, figure):  # noqa: F811
    bad = certificates.bad_ones(root[0])
    some = list(bad) if LONG else ["of an unknown authority", "expired a day ago"]
    all_ = crew()
    contexts = {what: context_of(bad[what](tmp_path / "bad.pem")) for what in some}
    cases = [(step, connection, what, contexts[what])
             for step, connection in journeys_connections(all_.workers[0]) for what in some]
    figure(2, "another, bad certificate in mid-journey", *all_.each(cases, judge_change))


def test_a_renewed_certificate_of_the_same_authority_is_no_obstacle(crew, recorded):  # noqa: F811
    """The authority is trusted, not the key: ADR 11."""
    (worker,) = crew(1).workers
    worker.make_sessions()
    tls, folder = worker.authority, worker.one.folder
    for name, connection in journeys_connections(worker):
        worker.one.go_back(STEPS[name].begins)
        ended = changed(worker, name, connection, context_of(tls.issue()))
        assert (ended.status, ended.seen) == (STEPS[name].ends, worker.tape.keys(name)), folder
