# SPDX-License-Identifier: Apache-2.0
"""src/web against servers that cut, stall and lead astray."""

import gzip
import json
import signal
import socket
import time

import pytest
from probe import ANSWER, page, pages, to


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


def test_an_answer_in_an_address_is_not_sent_again_where_the_portal_leads_back(serve, probe):
    for back in ("/?word=Example1", "/check?word=Example1", "/?from=cookies&word=Example1"):
        server = serve(lambda connection, back=back: connection.read() and connection.redirect(back))
        got = probe(server.origin, ["answer", server.origin + "/?word=Example1"])
        assert server.paths() == ["/?word=Example1"]
        assert (got[0]["status"], got[0]["sent"]) == ("outcome_unknown", True)


def test_an_answer_in_an_address_may_lead_on_elsewhere(serve, probe):
    server = serve(pages({"/": to("/next?s=1"), "/next": page()}))
    got = probe(server.origin, ["answer", server.origin + "/?word=Example1"])
    assert (got[0]["status"], server.paths()) == ("ok", ["/?word=Example1", "/next?s=1"])


def test_an_answer_in_a_body_may_lead_back_to_the_address_it_went_to(serve, probe):
    def script(connection):
        while request := connection.read():
            if request.method == "POST":
                connection.redirect("/?flow=17")
            else:
                connection.answer(b"page")

    server = serve(script)
    got = probe(server.origin, ["post", server.origin + "/?flow=17", ANSWER])
    assert (got[0]["status"], server.paths()) == ("ok", ["/?flow=17"] * 2)


def test_two_lengths_that_differ_are_no_answer(serve, probe):
    def script(connection):
        connection.read()
        connection.answer(b"page", headers=["Content-Length: 3"])

    server = serve(script)
    assert probe(server.origin, ["get", server.origin])[0]["status"] == "unreachable"


def test_a_part_of_a_page_is_no_page(serve, probe):
    def script(connection):
        connection.read()
        connection.answer(b"page", "206 Partial Content", ["Content-Range: bytes 0-3/99"])

    server = serve(script)
    assert probe(server.origin, ["get", server.origin])[0]["status"] == "unreachable"


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


def test_a_post_that_only_leads_on_is_sent_once_too(serve, probe):
    server = serve(unanswered)
    got = probe(server.origin, ["get", server.origin], ["lead", server.origin, "a=b"])
    assert server.count("POST") == 1
    assert (got[1]["status"], got[1]["sent"]) == ("unreachable", True)


def test_a_post_that_only_leads_on_keeps_the_code_of_its_failure(serve, probe):
    server = serve(pages({"/": page(status="503 Maintenance")}))
    assert probe(server.origin, ["lead", server.origin, "a=b"])[0]["status"] == "portal_down"


@pytest.mark.parametrize("status", [408, 421, 425, 429])
def test_a_server_that_takes_no_request_now_gives_no_page(serve, probe, status):
    server = serve(pages({"/": page(b"<p>later</p>", status=f"{status} Later")}))
    got = probe(server.origin, ["get", server.origin], ["post", server.origin, ANSWER])
    assert [one["status"] for one in got] == ["portal_down", "outcome_unknown"]
    assert len(server.requests) == 2


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


def test_a_page_without_length_cut_without_tls_good_bye_may_be_cut(serve, probe):
    def script(connection):
        connection.read()
        connection.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<p>half a pa")
        connection.close()

    server = serve(script)
    assert probe(server.origin, ["get", server.origin])[0]["maybe_cut"] is True


def test_another_connections_good_bye_does_not_vouch_for_a_page(serve, probe):
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
    for maybe_cut in False, True:
        process.stdin.write(f"get\t{server.origin}\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["maybe_cut"] is maybe_cut
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
    assert probe(server.origin, ["get", server.origin])[0]["maybe_cut"] is False


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
    assert (got[0]["status"], len(server.requests)) == ("page_unknown", 11)


def test_ten_redirects_are_followed(serve, probe):
    routes = {f"/{i}": to(f"/{i + 1}") for i in range(10)}
    server = serve(pages({**routes, "/10": page(b"arrived")}))
    assert probe(server.origin, ["get", server.origin + "/0"])[0]["start"] == "arrived"


def test_the_eleventh_redirect_is_not_followed(serve, probe):
    routes = {f"/{i}": to(f"/{i + 1}") for i in range(11)}
    server = serve(pages({**routes, "/11": page()}))
    got = probe(server.origin, ["get", server.origin + "/0"])
    assert got[0]["status"] == "page_unknown"
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
