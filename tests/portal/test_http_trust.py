# SPDX-License-Identifier: Apache-2.0
"""Whom src/web trusts, what it listens to, what it tells and what it keeps."""

import gzip
import ssl

import pytest
from probe import ANSWER, page, pages, to
from tls_server import DAY, Authority


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
    cookie = f"127.0.0.1\tFALSE\t/\tTRUE\t0\ta\t{NEEDLE}"
    assert left_in_memory(probe, serve(hello), ["cookie", cookie]) > 0


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
