# SPDX-License-Identifier: Apache-2.0
"""src/web against servers that cut, stall, lie and lead astray. Run by pytest; the probe is
found by ESIGN_HTTP_PROBE, or beside ESIGN_BIN as the build lays it."""

import gzip
import json
import os
import signal
import socket
import ssl
import subprocess
import time
from pathlib import Path

import pytest
from tls_server import DAY, Authority, Server

ANSWER = "word=Example1"  # what a test's POST carries
CLEAN = {k: v for k, v in os.environ.items() if "proxy" not in k.lower() and "SSL" not in k}


def probe_path():
    if "ESIGN_HTTP_PROBE" in os.environ:
        return os.environ["ESIGN_HTTP_PROBE"]
    return str(Path(os.environ["ESIGN_BIN"]).parent.parent / "tests" / "http_probe")


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


class Probe:
    def __init__(self, authority):
        self.ca = authority.file

    def start(self, origins, options=(), env=None, ca=True):
        command = [probe_path(), *options]
        if ca:
            command += ["-c", str(self.ca)]
        for origin in origins:
            command += ["-a", origin]
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**CLEAN, **(env or {})},
        )

    def __call__(self, origins, *steps, **how):
        """Runs the steps (lists of parts) and gives one object for each; .log has stderr."""
        origins = [origins] if isinstance(origins, str) else origins
        process = self.start(origins, **how)
        lines = "".join("\t".join(step) + "\n" for step in steps)
        out, self.log = process.communicate(lines, timeout=60)
        assert process.returncode == 0, self.log
        return [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def probe(authority):
    return Probe(authority)


def pages(routes):
    """A script: each request is answered by its path's function, on a kept connection."""

    def script(connection):
        while request := connection.read():
            routes[request.path.partition("?")[0]](connection, request)

    return script


def page(text=b"<p>page</p>", **how):
    return lambda connection, request: connection.answer(text, **how)


def to(location, status=302):
    return lambda connection, request: connection.redirect(location, status)


# One answer, one POST


def unanswered(connection):
    """Answers a GET and keeps the connection; closes on any POST, unanswered."""
    while request := connection.read():
        if request.method == "POST":
            return connection.close()
        connection.answer(b"page")


def test_a_post_on_a_kept_connection_closed_unanswered_is_sent_once(serve, probe):
    server = serve(unanswered)
    got = probe(server.origin, ["get", server.origin], ["post", server.origin, ANSWER])
    assert got[0]["status"] == "ok"
    assert server.count("POST") == 1


def test_a_post_closed_unanswered_has_an_unknown_outcome(serve, probe):
    server = serve(unanswered)
    got = probe(server.origin, ["get", server.origin], ["post", server.origin, ANSWER])
    assert (got[1]["status"], got[1]["sent"]) == ("outcome_unknown", True)


def test_a_post_on_a_first_connection_closed_unanswered_is_sent_once(serve, probe):
    server = serve(unanswered)
    probe(server.origin, ["post", server.origin, ANSWER])
    assert server.count("POST") == 1


def test_a_post_reset_unanswered_is_sent_once(serve, probe):
    def script(connection):
        while request := connection.read():
            if request.method == "POST":
                return connection.reset()
            connection.answer(b"page")

    server = serve(script)
    got = probe(server.origin, ["get", server.origin], ["post", server.origin, ANSWER])
    assert (server.count("POST"), got[1]["status"]) == (1, "outcome_unknown")


def test_a_long_post_is_sent_once_and_whole_without_expect(serve, probe):
    server = serve(pages({"/": page()}))
    body = "a=" + "x" * 300_000
    got = probe(server.origin, ["post", server.origin + "/", body])
    assert got[0]["status"] == "ok"
    assert "expect" not in server.requests[0].headers
    assert server.requests[0].body.decode() == body


def test_a_post_goes_on_a_connection_of_its_own(serve, probe):
    server = serve(pages({"/": page()}))
    probe(server.origin, ["get", server.origin], ["post", server.origin, ANSWER])
    assert server.connections == 2


def test_a_get_that_carries_an_answer_is_sent_once(serve, probe):
    def script(connection):
        while request := connection.read():
            if "word" in request.path:
                return connection.close()
            connection.answer(b"page")

    server = serve(script)
    url = server.origin + "/?word=Example1"
    got = probe(server.origin, ["get", server.origin], ["once", url])
    assert server.paths() == ["/", "/?word=Example1"]
    assert (got[1]["status"], got[1]["sent"]) == ("outcome_unknown", True)


@pytest.mark.parametrize("status", ["100 Continue", "417 Expectation Failed", "401 Unauthorized",
                                    "408 Request Timeout", "421 Misdirected Request"])
def test_a_post_answered_oddly_is_sent_once(serve, probe, status):
    def script(connection):
        connection.read()
        connection.answer(status=status, headers=["WWW-Authenticate: Basic", "Connection: close"])

    server = serve(script)
    probe(server.origin, ["post", server.origin, ANSWER])
    assert server.count("POST") == 1


def test_a_post_to_a_closed_port_is_not_sent(probe):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        origin = f"https://127.0.0.1:{taken.getsockname()[1]}"
    got = probe(origin, ["post", origin, ANSWER])
    assert (got[0]["status"], got[0]["sent"]) == ("unreachable", False)


def test_a_post_whose_server_dies_right_after_the_handshake_counts_as_sent(serve, probe):
    server = serve(lambda connection: connection.reset())
    got = probe(server.origin, ["post", server.origin, ANSWER])
    assert (got[0]["status"], got[0]["sent"]) == ("outcome_unknown", True)


# GETs are retried, once


def test_a_get_on_a_kept_connection_closed_unanswered_is_asked_again_once(serve, probe):
    def script(connection):
        connection.read()
        if connection.number == 1:
            connection.answer(b"page")
            connection.read()
            connection.close()
        else:
            connection.answer(b"second page")

    server = serve(script)
    got = probe(server.origin, ["get", server.origin], ["get", server.origin])
    assert (got[1]["status"], got[1]["start"]) == ("ok", "second page")
    assert server.count("GET") == 3


def test_a_get_that_is_never_answered_is_asked_twice_and_no_more(serve, probe):
    def script(connection):
        connection.read()
        connection.close()

    server = serve(script)
    got = probe(server.origin, ["get", server.origin])
    assert (got[0]["status"], server.count("GET")) == ("unreachable", 2)


ANSWERED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 40\r\n\r\n" + b"x" * 40
OFFSETS = [0, 1, 8, 15, 17, 40, 60, len(ANSWERED) - 42, len(ANSWERED) - 40, len(ANSWERED) - 1]


@pytest.mark.parametrize("end", ["close", "end", "reset"])
@pytest.mark.parametrize("at", OFFSETS)
def test_a_get_cut_in_its_answer_is_asked_again(serve, probe, at, end):
    def script(connection):
        connection.read()
        if connection.number == 1:
            connection.send(ANSWERED[:at])
            getattr(connection, end)()
        else:
            connection.send(ANSWERED)
            connection.read()

    server = serve(script)
    got = probe(server.origin, ["get", server.origin])
    assert (got[0]["status"], got[0]["length"], server.count("GET")) == ("ok", 40, 2)


@pytest.mark.parametrize("end", ["close", "end", "reset"])
@pytest.mark.parametrize("at", OFFSETS)
def test_a_post_cut_in_its_answer_has_an_unknown_outcome(serve, probe, at, end):
    def script(connection):
        connection.read()
        connection.send(ANSWERED[:at])
        getattr(connection, end)()

    server = serve(script)
    got = probe(server.origin, ["post", server.origin, ANSWER])
    assert (got[0]["status"], server.count("POST")) == ("outcome_unknown", 1)


def test_a_page_without_length_cut_without_tls_good_bye_is_not_whole(serve, probe):
    def script(connection):
        connection.read()
        connection.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<p>half a pa")
        connection.close()

    server = serve(script)
    assert probe(server.origin, ["get", server.origin])[0]["status"] == "unreachable"


def test_another_connections_good_bye_does_not_make_a_cut_page_whole(serve, probe):
    def script(connection):
        connection.read()
        if connection.number == 1:
            connection.answer(b"page")
            connection.end()
            connection.server.event.set()
        else:
            connection.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<p>half a pa")
            connection.close()

    server = serve(script)
    process = probe.start([server.origin])
    for status in "ok", "unreachable":
        process.stdin.write(f"get\t{server.origin}\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["status"] == status
        assert server.event.wait(10)
    process.communicate(timeout=10)


def test_chunks_cut_before_the_last_are_not_a_page(serve, probe):
    def script(connection):
        connection.read()
        connection.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
        connection.close()

    server = serve(script)
    assert probe(server.origin, ["get", server.origin])[0]["status"] == "unreachable"


def test_a_page_without_length_ended_with_tls_good_bye_is_whole(serve, probe):
    def script(connection):
        connection.read()
        connection.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<p>page</p>")
        connection.end()

    server = serve(script)
    assert probe(server.origin, ["get", server.origin])[0]["start"] == "<p>page</p>"


def test_compression_that_is_none_is_not_a_page(serve, probe):
    server = serve(pages({"/": page(b"no gzip at all", headers=["Content-Encoding: gzip"])}))
    assert probe(server.origin, ["get", server.origin])[0]["status"] == "unreachable"


# Deadlines


def stalled(connection):
    connection.read()
    connection.server.event.set()
    connection.read()  # returns when the client gives up


def test_a_get_of_a_stalled_server_times_out_and_is_not_repeated(serve, probe):
    server = serve(stalled)
    got = probe(server.origin, ["get", server.origin], options=["-t", "1"])
    assert (got[0]["status"], server.count("GET")) == ("timed_out", 1)


def test_a_post_to_a_stalled_server_has_an_unknown_outcome(serve, probe):
    server = serve(stalled)
    got = probe(server.origin, ["post", server.origin, ANSWER], options=["-t", "1"])
    assert (got[0]["status"], server.count("POST")) == ("outcome_unknown", 1)


def test_a_handshake_that_never_ends_times_out_with_nothing_sent(serve, probe):
    server = serve(lambda connection: connection.stream.recv(1) and stalled(connection), raw=True)
    got = probe(server.origin, ["post", server.origin, ANSWER], options=["-t", "1"])
    assert (got[0]["status"], got[0]["sent"]) == ("timed_out", False)


def test_the_deadline_holds_over_all_redirects_together(serve, probe):
    def slow(connection, request):
        time.sleep(0.3)  # the time itself is what is tested
        connection.redirect("/")

    server = serve(pages({"/": slow}))
    began = time.monotonic()
    got = probe(server.origin, ["get", server.origin], options=["-t", "1"])
    assert got[0]["status"] == "timed_out"
    assert time.monotonic() - began < 2


def test_a_page_that_drips_ends_at_the_deadline(serve, probe):
    def script(connection):
        connection.read()
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            connection.send(b"x")
            time.sleep(0.05)  # the slowness is what is tested

    server = serve(script)
    got = probe(server.origin, ["get", server.origin], options=["-t", "1"])
    assert got[0]["status"] == "timed_out"


def test_ctrl_c_ends_the_process_by_its_signal_at_once(serve, probe):
    server = serve(stalled)
    process = probe.start([server.origin])
    process.stdin.write(f"get\t{server.origin}\n")
    process.stdin.flush()
    assert server.event.wait(10)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=2)
    assert process.returncode == -signal.SIGINT


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_post_redirected_is_followed_by_a_get(serve, probe, status):
    server = serve(pages({"/": to("next?a=b#part", status), "/next": page(b"arrived")}))
    got = probe(server.origin, ["post", server.origin + "/", ANSWER])
    assert (got[0]["status"], got[0]["start"]) == ("ok", "arrived")
    assert got[0]["url"] == server.origin + "/next?a=b"
    assert [r.method for r in server.requests] == ["POST", "GET"]
    assert server.requests[1].body == b"" and "content-type" not in server.requests[1].headers


@pytest.mark.parametrize("status", [307, 308])
def test_a_post_is_not_sent_again_to_where_307_and_308_point(serve, probe, status):
    server = serve(pages({"/": to("/next", status), "/next": page()}))
    got = probe(server.origin, ["post", server.origin + "/", ANSWER])
    assert (got[0]["status"], got[0]["http"], server.paths()) == ("ok", status, ["/"])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_get_follows_every_kind_of_redirect(serve, probe, status):
    server = serve(pages({"/": to("/next", status), "/next": page(b"arrived")}))
    assert probe(server.origin, ["get", server.origin])[0]["start"] == "arrived"


def test_a_get_after_a_posts_redirect_is_retried(serve, probe):
    def script(connection):
        while request := connection.read():
            if request.method == "POST":
                connection.redirect("/next")
            elif server.count("GET") == 1:
                return connection.close()
            else:
                connection.answer(b"arrived")

    server = serve(script)
    got = probe(server.origin, ["post", server.origin, ANSWER])
    assert (got[0]["status"], server.count("POST"), server.count("GET")) == ("ok", 1, 2)


def test_a_redirect_in_a_circle_ends(serve, probe):
    server = serve(pages({"/": to("/b"), "/b": to("/")}))
    got = probe(server.origin, ["get", server.origin])
    assert (got[0]["status"], len(server.requests)) == ("left_portal", 11)


def test_ten_redirects_are_followed(serve, probe):
    routes = {f"/{i}": to(f"/{i + 1}") for i in range(10)}
    server = serve(pages({**routes, "/10": page(b"arrived")}))
    assert probe(server.origin, ["get", server.origin + "/0"])[0]["start"] == "arrived"


def test_the_eleventh_redirect_is_not_followed(serve, probe):
    routes = {f"/{i}": to(f"/{i + 1}") for i in range(11)}
    server = serve(pages({**routes, "/11": page()}))
    got = probe(server.origin, ["get", server.origin + "/0"])
    assert got[0]["status"] == "left_portal"
    assert "/11" not in server.paths()


def test_a_redirect_to_http_is_not_followed(serve, probe):
    plain = serve(lambda connection: connection.read(), raw=True)
    server = serve(pages({"/": to(f"http://127.0.0.1:{plain.port}/")}))
    origins = [server.origin, f"http://127.0.0.1:{plain.port}"]
    got = probe(origins, ["get", server.origin])
    assert (got[0]["status"], plain.connections) == ("left_portal", 0)


@pytest.mark.parametrize("location", ["https://localhost:{0}/", "//localhost:{0}/",
                                      "\\\\localhost:{0}/", "https://127.0.0.1@localhost:{0}/"])
def test_a_redirect_to_another_host_is_not_followed(serve, probe, location):
    other = serve(pages({"/": page()}))
    server = serve(pages({"/": to(location.format(other.port))}))
    got = probe(server.origin, ["get", server.origin])
    assert (got[0]["status"], other.connections) == ("left_portal", 0)


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/", "javascript:1",
                                      "https://", "https://exa mple.org/"])
def test_a_redirect_to_something_else_is_not_followed(serve, probe, location):
    server = serve(pages({"/": to(location)}))
    got = probe(server.origin, ["get", server.origin])
    assert got[0]["status"] == "left_portal"


def test_a_redirect_to_an_allowed_host_is_followed(serve, probe):
    other = serve(pages({"/": page(b"arrived")}))
    away = f"https://localhost:{other.port}"
    server = serve(pages({"/": to(away + "/")}))
    got = probe([server.origin, away], ["get", server.origin])
    assert got[0]["start"] == "arrived"


def test_a_post_redirected_out_of_the_portal_has_an_unknown_outcome(serve, probe):
    server = serve(pages({"/": to("https://localhost/")}))
    got = probe(server.origin, ["post", server.origin, ANSWER])
    assert (got[0]["status"], got[0]["sent"]) == ("outcome_unknown", True)


def test_two_different_locations_are_not_chosen_from(serve, probe):
    def script(connection):
        while connection.read():
            connection.answer(status="302 Found", headers=["Location: /a", "Location: /b"])

    server = serve(script)
    got = probe(server.origin, ["get", server.origin])
    assert (got[0]["status"], server.paths()) == ("unreachable", ["/"])


def test_a_first_address_that_is_not_allowed_is_not_asked_for(serve, probe):
    server = serve(pages({"/": page()}))
    got = probe("https://portal.example.org", ["post", server.origin, ANSWER])
    assert (got[0]["status"], got[0]["sent"]) == ("left_portal", False)
    assert server.connections == 0


# Sizes


def test_a_page_of_the_largest_size_is_taken(serve, probe):
    server = serve(pages({"/": page(b"x" * 5000)}))
    got = probe(server.origin, ["get", server.origin], options=["-m", "5000"])
    assert (got[0]["status"], got[0]["length"]) == ("ok", 5000)


BOMB = gzip.compress(b"\0" * (3 << 20))


@pytest.mark.parametrize("step,status", [("get", "too_large"), ("post", "outcome_unknown")])
def test_a_small_body_that_unpacks_to_a_large_one_is_too_large(serve, probe, step, status):
    server = serve(pages({"/": page(BOMB, headers=["Content-Encoding: gzip"])}))
    got = probe(server.origin, [step, server.origin, *([ANSWER] if step == "post" else [])])
    assert (got[0]["status"], got[0]["length"]) == (status, 0)


def test_a_packed_page_is_unpacked(serve, probe):
    packed = gzip.compress(b"unpacked")
    server = serve(pages({"/": page(packed, headers=["Content-Encoding: gzip"])}))
    assert probe(server.origin, ["get", server.origin])[0]["start"] == "unpacked"


def test_chunks_without_end_are_too_large(serve, probe):
    def script(connection):
        connection.read()
        connection.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.send(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")

    server = serve(script)
    assert probe(server.origin, ["get", server.origin])[0]["status"] == "too_large"


@pytest.mark.parametrize("header", [b"X-A: " + b"x" * 1000, b"Set-Cookie: a=b"])
def test_headers_without_end_are_too_large(serve, probe, header):
    def script(connection):
        connection.read()
        connection.send(b"HTTP/1.1 200 OK\r\n")
        while True:
            connection.send((header + b"\r\n") * 100)

    server = serve(script)
    assert probe(server.origin, ["get", server.origin])[0]["status"] == "too_large"


def test_one_header_line_without_end_ends(serve, probe):
    def script(connection):
        connection.read()
        connection.send(b"HTTP/1.1 200 OK\r\nX-A: ")
        while True:
            connection.send(b"x" * 65536)

    server = serve(script)
    assert probe(server.origin, ["get", server.origin])[0]["status"] == "too_large"


# Answers that are none


@pytest.mark.parametrize("bytes_", [b"garbage\r\n\r\n", b"SSH-2.0-OpenSSH\r\n", b"\0" * 100,
                                    b"HTTP/9.9 200 OK\r\n\r\n", b"<html>page</html>"])
def test_an_answer_that_is_not_http_is_no_page(serve, probe, bytes_):
    def script(connection):
        connection.read()
        connection.send(bytes_)
        connection.end()

    server = serve(script)
    assert probe(server.origin, ["get", server.origin])[0]["status"] == "unreachable"


@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "503 Maintenance"])
def test_a_5xx_to_a_get_says_the_portal_is_down(serve, probe, status):
    server = serve(pages({"/": page(status=status)}))
    got = probe(server.origin, ["get", server.origin])
    assert (got[0]["status"], server.count("GET")) == ("portal_down", 1)


def test_a_5xx_to_a_post_has_an_unknown_outcome(serve, probe):
    server = serve(pages({"/": page(status="503 Maintenance")}))
    got = probe(server.origin, ["post", server.origin, ANSWER])
    assert (got[0]["status"], got[0]["sent"]) == ("outcome_unknown", True)
    assert "503" in got[0]["message"]


def test_a_404_is_a_page(serve, probe):
    server = serve(pages({"/": page(b"nothing", status="404 Not Found")}))
    got = probe(server.origin, ["get", server.origin])
    assert (got[0]["status"], got[0]["http"], got[0]["start"]) == ("ok", 404, "nothing")


# Trust


def refused(server, got):
    """Refused, and no byte of the request left."""
    assert (got["status"], got["sent"], server.bytes) == ("tls_refused", False, 0)


def hello(connection):
    connection.read()
    connection.answer(b"page")


def test_a_certificate_for_another_host_is_refused(serve, probe, authority):
    server = serve(hello, authority.issue(hosts=("portal.example.org",)))
    got = probe(server.origin, ["post", server.origin, ANSWER])
    refused(server, got[0])
    assert got[0]["message"] == "the certificate shown is not for 127.0.0.1"


def test_an_expired_certificate_is_refused(serve, probe, authority):
    server = serve(hello, authority.issue(lifetime=-DAY))
    got = probe(server.origin, ["post", server.origin, ANSWER])
    refused(server, got[0])
    assert "expired" in got[0]["message"]


def test_a_certificate_of_an_unknown_authority_is_refused(serve, probe, tmp_path):
    server = serve(hello, Authority(tmp_path, "Other CA").issue())
    got = probe(server.origin, ["post", server.origin, ANSWER])
    refused(server, got[0])


def test_a_self_signed_certificate_is_refused(serve, probe, tmp_path):
    server = serve(hello, Authority(tmp_path, "127.0.0.1").issue(hosts=("127.0.0.1",)))
    refused(server, probe(server.origin, ["post", server.origin, ANSWER])[0])


def test_without_a_ca_file_only_the_systems_authorities_count(serve, probe):
    server = serve(hello)
    refused(server, probe(server.origin, ["post", server.origin, ANSWER], ca=False)[0])


def test_the_environment_adds_no_authority(serve, probe, authority):
    server = serve(hello)
    env = {"SSL_CERT_FILE": str(authority.file), "SSL_CERT_DIR": str(authority.folder),
           "CURL_CA_BUNDLE": str(authority.file)}
    refused(server, probe(server.origin, ["post", server.origin, ANSWER], ca=False, env=env)[0])


def test_a_weak_key_is_refused(serve, probe, authority):
    server = serve(hello, authority.issue(weak=True))
    refused(server, probe(server.origin, ["post", server.origin, ANSWER])[0])


def test_an_openssl_configuration_weakens_nothing(serve, probe, authority, tmp_path):
    server = serve(hello, authority.issue(weak=True))
    config = tmp_path / "openssl.cnf"
    config.write_text(
        "openssl_conf = init\n[init]\nssl_conf = ssl\n[ssl]\nsystem_default = default\n"
        "[default]\nCipherString = DEFAULT@SECLEVEL=0\n"
    )
    env = {"OPENSSL_CONF": str(config)}
    refused(server, probe(server.origin, ["post", server.origin, ANSWER], env=env)[0])


def test_a_ca_file_without_a_certificate_trusts_nobody(serve, probe, tmp_path):
    server = serve(hello)
    probe.ca = tmp_path / "empty.pem"
    probe.ca.write_text("nothing\n")
    refused(server, probe(server.origin, ["post", server.origin, ANSWER])[0])


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_old_tls_is_refused(serve, probe, certificate):
    server = serve(hello)
    # Python warns that these are old, which is the point.
    server.context.minimum_version = ssl.TLSVersion.TLSv1
    server.context.maximum_version = ssl.TLSVersion.TLSv1_1
    refused(server, probe(server.origin, ["post", server.origin, ANSWER])[0])


def test_a_server_that_speaks_no_tls_is_refused(serve, probe):
    def script(connection):
        connection.stream.recv(100)
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    server = serve(script, raw=True)
    got = probe(server.origin, ["post", server.origin, ANSWER])
    assert (got[0]["status"], got[0]["sent"]) == ("tls_refused", False)


def test_a_server_that_wants_our_certificate_gets_no_answer_twice(serve, probe, authority):
    """In TLS 1.3 it refuses only after our first request is on its way."""
    server = serve(hello)
    server.context.load_verify_locations(authority.file)
    server.context.verify_mode = ssl.CERT_REQUIRED
    got = probe(server.origin, ["post", server.origin, ANSWER])
    assert (got[0]["status"], got[0]["sent"]) == ("outcome_unknown", True)
    assert server.connections == 1


def test_a_tls_1_2_server_that_wants_our_certificate_gets_nothing(serve, probe, authority):
    server = serve(hello)
    server.context.load_verify_locations(authority.file)
    server.context.verify_mode = ssl.CERT_REQUIRED
    server.context.maximum_version = ssl.TLSVersion.TLSv1_2
    refused(server, probe(server.origin, ["post", server.origin, ANSWER])[0])


@pytest.mark.parametrize("end", ["reset", "close"])
def test_a_handshake_cut_by_the_server_sends_nothing(serve, probe, end):
    def script(connection):
        connection.stream.recv(5)
        getattr(connection, end)()

    server = serve(script, raw=True)
    got = probe(server.origin, ["post", server.origin, ANSWER])
    assert (got[0]["status"], got[0]["sent"]) == ("unreachable", False)


def test_no_key_log_is_written(serve, probe, tmp_path):
    server = serve(hello)
    log = tmp_path / "keys"
    got = probe(server.origin, ["get", server.origin], env={"SSLKEYLOGFILE": str(log)})
    assert got[0]["status"] == "ok"
    assert not log.exists()


# What is said


def test_proxies_in_the_environment_are_not_used(serve, probe):
    proxy = serve(lambda connection: connection.read(), raw=True)
    server = serve(hello)
    env = dict.fromkeys(
        ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy"],
        f"http://127.0.0.1:{proxy.port}",
    )
    got = probe(server.origin, ["get", server.origin], env=env)
    assert (got[0]["status"], proxy.connections) == ("ok", 0)


def test_a_proxy_that_is_given_is_used_whatever_no_proxy_says(serve, probe):
    asked = []

    def script(connection):
        asked.append(connection.stream.recv(1000))
        connection.send(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")

    proxy = serve(script, raw=True)
    server = serve(hello)
    got = probe(
        server.origin,
        ["post", server.origin, ANSWER],
        options=["-p", f"http://127.0.0.1:{proxy.port}"],
        env={"no_proxy": "*", "NO_PROXY": "*"},
    )
    assert (got[0]["status"], got[0]["sent"], server.connections) == ("unreachable", False, 0)
    assert asked[0].startswith(b"CONNECT 127.0.0.1:")


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:1", "gopher://127.0.0.1", "http://", "a b"])
def test_a_proxy_that_is_none_is_not_passed_by(serve, probe, proxy):
    server = serve(hello)
    got = probe(server.origin, ["post", server.origin, ANSWER], options=["-p", proxy])
    assert (got[0]["status"], got[0]["sent"], server.connections) == ("unreachable", False, 0)


def test_netrc_and_curlrc_are_not_read(serve, probe, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login someone password thing\n")
    (tmp_path / ".curlrc").write_text("user-agent = other\n")
    server = serve(hello)
    probe(server.origin, ["get", server.origin], env={"HOME": str(tmp_path)})
    assert "authorization" not in server.requests[0].headers
    assert server.requests[0].headers["user-agent"].startswith("esign/")


def test_the_referer_goes_to_its_own_origin_without_its_fragment(serve, probe):
    server = serve(hello)
    probe(server.origin, ["get", server.origin, server.origin + "/page?a=b#c"])
    assert server.requests[0].headers["referer"] == server.origin + "/page?a=b"


def test_the_referer_does_not_go_to_another_origin(serve, probe):
    other = serve(pages({"/": page()}))
    server = serve(pages({"/": to(other.origin + "/")}))
    probe([server.origin, other.origin], ["get", server.origin, server.origin + "/page"])
    assert server.requests[0].headers["referer"] == server.origin + "/page"
    assert "referer" not in other.requests[0].headers


def test_a_referer_is_said_for_its_own_request_alone(serve, probe):
    server = serve(pages({"/": page()}))
    probe(server.origin, ["get", server.origin, server.origin + "/page"], ["get", server.origin])
    assert "referer" not in server.requests[1].headers


def test_the_fragment_stays_here(serve, probe):
    server = serve(hello)
    got = probe(server.origin, ["get", server.origin + "/a#b"])
    assert (server.paths(), got[0]["url"]) == (["/a"], server.origin + "/a")


def test_the_log_names_each_request_without_its_query(serve, probe):
    server = serve(pages({"/": to("/next?token=hush2"), "/next": page()}))
    probe(server.origin, ["post", server.origin + "/?flow=hush1", ANSWER], options=["-v"])
    assert f"POST {server.origin}/" in probe.log and f"GET {server.origin}/next" in probe.log
    assert "hush" not in probe.log and "Example1" not in probe.log


@pytest.mark.parametrize("step", ["get", "once"])
def test_messages_name_no_query(serve, probe, step):
    def script(connection):
        connection.read()
        connection.close()

    server = serve(script)
    got = probe(server.origin, [step, server.origin + "/?flow=hush"], options=["-v"])
    assert "127.0.0.1" in got[0]["message"]
    assert "hush" not in got[0]["message"] + probe.log


# What stays in memory


NEEDLE = "Hush-" + "needle-9"


def left_in_memory(probe, server, *steps):
    """How often the needle stands in the probe's memory after the steps."""
    got = probe(server.origin, *steps, ["search", NEEDLE.encode().hex()])
    assert all(answer["status"] == "ok" for answer in got[:-1])
    return got[-1]["found"]


def test_the_search_finds_what_is_there(serve, probe):
    assert left_in_memory(probe, serve(hello), ["cookie", f"127.0.0.1\tFALSE\t/\tTRUE\t0\ta\t{NEEDLE}"])


def test_a_posts_body_does_not_stay(serve, probe):
    server = serve(pages({"/": page()}))
    steps = [["post", server.origin, "word=" + NEEDLE], ["get", server.origin]]
    assert left_in_memory(probe, server, *steps) == 0


def test_an_address_with_an_answer_does_not_stay(serve, probe):
    server = serve(pages({"/": page()}))
    steps = [["once", server.origin + "/?word=" + NEEDLE], ["get", server.origin]]
    assert left_in_memory(probe, server, *steps) == 0


@pytest.mark.parametrize("packing", ["as it is", "gzip", "chunks"])
def test_a_page_does_not_stay(serve, probe, packing):
    # Not in the beginning, which the probe prints.
    body = b" " * 100 + NEEDLE.encode() + b"</p>" + b" " * 50_000
    headers = []
    if packing == "gzip":
        body, headers = gzip.compress(body), ["Content-Encoding: gzip"]

    def script(connection):
        while connection.read():
            if packing == "chunks":
                connection.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                connection.send(b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n")
            else:
                connection.answer(body, headers=headers)

    server = serve(script)
    assert left_in_memory(probe, server, ["get", server.origin]) == 0


# Cookies


def test_a_cookie_is_sent_back(serve, probe):
    server = serve(pages({"/": page(headers=["Set-Cookie: id=one; Path=/; Secure; HttpOnly"])}))
    probe(server.origin, ["get", server.origin], ["post", server.origin, ANSWER])
    assert "cookie" not in server.requests[0].headers
    assert server.requests[1].headers["cookie"] == "id=one"


def test_a_cookie_of_a_redirect_goes_with_the_next_hop(serve, probe):
    def first(connection, request):
        headers = ["Set-Cookie: id=one", "Location: /next"]
        connection.answer(status="302 Found", headers=headers)

    server = serve(pages({"/": first, "/next": page()}))
    probe(server.origin, ["post", server.origin, ANSWER])
    assert server.requests[1].headers["cookie"] == "id=one"


def test_cookies_can_be_kept_and_given_back(serve, probe):
    headers = ["Set-Cookie: id=one; Secure; HttpOnly", "Set-Cookie: empty=; Path=/",
               "Set-Cookie: long=lived; Max-Age=600"]
    server = serve(pages({"/": page(headers=headers)}))
    kept = probe(server.origin, ["get", server.origin], ["cookies"])[1]["cookies"]
    assert kept.endswith("\n") and kept.count("\n") == 3
    steps = [["cookie", line] for line in kept.splitlines()]
    probe(server.origin, *steps, ["get", server.origin])
    sent = server.requests[1].headers["cookie"].split("; ")
    assert sorted(sent) == ["empty=", "id=one", "long=lived"]


def test_a_cookie_does_not_go_to_another_host(serve, probe):
    other = serve(pages({"/": page()}))
    away = f"https://localhost:{other.port}"
    server = serve(pages({"/": page(headers=["Set-Cookie: id=one"])}))
    probe([server.origin, away], ["get", server.origin], ["get", away])
    assert "cookie" not in other.requests[0].headers


def test_a_cookie_for_another_host_is_not_taken(serve, probe):
    headers = ["Set-Cookie: id=one; Domain=example.org", "Set-Cookie: all=two; Domain=org"]
    server = serve(pages({"/": page(headers=headers)}))
    assert probe(server.origin, ["get", server.origin], ["cookies"])[1]["cookies"] == ""


def test_a_new_start_knows_no_cookie(serve, probe):
    server = serve(pages({"/": page(headers=["Set-Cookie: id=one"])}))
    probe(server.origin, ["get", server.origin], ["fresh"], ["get", server.origin])
    assert "cookie" not in server.requests[1].headers


@pytest.mark.parametrize("line", ["ALL", "FLUSH", "RELOAD", "Set-Cookie: a=b"])
def test_a_kept_line_that_is_no_cookie_is_refused(serve, probe, line):
    server = serve(hello)
    assert probe(server.origin, ["cookie", line])[0]["status"] == "internal"
