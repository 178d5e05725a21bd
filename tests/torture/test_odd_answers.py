# SPDX-License-Identifier: Apache-2.0
"""Answers that came whole but are no page, or a page that is not whole: none makes an answer of
ours go out again, none is taken for a success."""

import gzip
import zlib
from collections import Counter
from dataclasses import dataclass, field

from figures import LONG
from recorded import crew, recorded  # noqa: F401
from tape import STEPS

# What a run may end with: as if nothing had happened; 7, or 9 after an answer; 8, or 9 after one;
# and where libcurl does not tell a cut page from a whole one, what is read on that page.
WHOLE, BROKEN, NO_PAGE, SHORT = "whole", "broken", "no page", "short"
EMPTY = b"HTTP/1.1 %s\r\nContent-Length: 0\r\n%s\r\n"
STATUSES = {
    b"204 No Content": NO_PAGE, b"205 Reset Content": NO_PAGE, b"304 Not Modified": NO_PAGE,
    b"300 Multiple Choices": NO_PAGE, b"307 Temporary Redirect": NO_PAGE,
    b"400 Bad Request": NO_PAGE, b"401 Unauthorized": NO_PAGE, b"403 Forbidden": NO_PAGE,
    b"404 Not Found": NO_PAGE, b"407 Proxy Authentication Required": NO_PAGE,
    b"417 Expectation Failed": NO_PAGE, b"408 Request Timeout": BROKEN,
    b"421 Misdirected Request": BROKEN, b"425 Too Early": BROKEN,
    b"429 Too Many Requests": BROKEN, b"500 Internal Server Error": BROKEN,
    b"502 Bad Gateway": BROKEN, b"503 Service Unavailable": BROKEN, b"504 Timeout": BROKEN,
}


def parts(answer):
    """(head without its length and end, body)"""
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length")]
    return b"\r\n".join(lines), body


def packed(answer, body, header):
    return parts(answer)[0] + b"\r\n" + header + b"\r\n\r\n" + body


def with_length(answer, more):
    head, body = parts(answer)
    return head + b"\r\nContent-Length: %d\r\n\r\n" % (len(body) + more) + body


def in_chunks(body, last=b"0\r\n\r\n", size=97):
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + last


def chunked(answer, body):
    return packed(answer, body, b"Transfer-Encoding: chunked")


def zipped(answer, body, name=b"gzip"):
    return packed(answer, body, b"Content-Encoding: %s\r\nContent-Length: %d" % (name, len(body)))


def damaged(data):
    return data[: len(data) // 2] + b"\0\xff\0\xff" + data[len(data) // 2 + 4 :]


def trickle(exchange, data):
    for at in range(0, len(data), 7):
        exchange.send(data[at : at + 7])


def sending(make, then=None):
    """make(answer), and an end of the connection where one is told."""

    def send(exchange, answer):
        exchange.send(make(answer))
        if then:
            exchange.end(then)

    return send


def interim(lines):
    return sending(lambda answer: b"HTTP/1.1 " + lines + b"\r\n\r\n" + answer)


ODD = {
    "100 first": (WHOLE, interim(b"100 Continue")),
    "102 first": (WHOLE, interim(b"102 Processing")),
    "103 first": (WHOLE, interim(b"103 Early Hints\r\nLink: </style.css>; rel=preload")),
    "three times 100": (WHOLE, interim(b"\r\n\r\nHTTP/1.1 ".join([b"100 Continue"] * 3))),
    "100 and no more": (BROKEN, sending(lambda _: b"HTTP/1.1 100 Continue\r\n\r\n", "fin")),
    "103 with a place to go": (WHOLE, interim(b"103 Early Hints\r\nLocation: /elsewhere")),
    "101": (BROKEN, sending(lambda _: EMPTY % (b"101 Switching Protocols", b""), "fin")),
    "chunks": (WHOLE, sending(lambda a: chunked(a, in_chunks(parts(a)[1])))),
    "chunks with a trailer": (
        WHOLE, sending(lambda a: chunked(a, in_chunks(parts(a)[1], b"0\r\nX-More: 1\r\n\r\n")))),
    "chunks without an end": (
        BROKEN, sending(lambda a: chunked(a, in_chunks(parts(a)[1] or b"x", b"")), "fin")),
    "chunks, then a good-bye": (
        BROKEN, sending(lambda a: chunked(a, in_chunks(parts(a)[1] or b"x", b"")), "notify")),
    "a chunk's size that is no number": (
        BROKEN, sending(lambda a: chunked(a, b"zz\r\n" + parts(a)[1]), "fin")),
    "a chunk too long": (
        BROKEN, sending(lambda a: chunked(a, b"fffff\r\n" + parts(a)[1]), "fin")),
    "a chunk of a size beyond numbers": (
        BROKEN, sending(lambda a: chunked(a, b"f" * 40 + b"\r\n" + parts(a)[1]), "fin")),
    "a length too long": (BROKEN, sending(lambda a: with_length(a, 1), "fin")),
    "a length too long, then a reset": (BROKEN, sending(lambda a: with_length(a, 9), "rst")),
    "a length that is no number": (
        BROKEN, sending(lambda a: packed(a, parts(a)[1], b"Content-Length: -1"), "notify")),
    "gzip": (WHOLE, sending(lambda a: zipped(a, gzip.compress(parts(a)[1])))),
    "deflate": (WHOLE, sending(lambda a: zipped(a, zlib.compress(parts(a)[1]), b"deflate"))),
    "gzip that is none": (BROKEN, sending(lambda a: zipped(a, parts(a)[1] or b"page"))),
    "gzip, damaged": (BROKEN, sending(lambda a: zipped(a, damaged(gzip.compress(a))))),
    "gzip, its beginning alone": (
        SHORT, sending(lambda a: zipped(a, gzip.compress(parts(a)[1] or b"page")[:15]))),
    "a packing nobody knows": (BROKEN, sending(lambda a: zipped(a, parts(a)[1] or b"page", b"x9"))),
    "byte by byte": (WHOLE, trickle),
    "no HTTP at all": (BROKEN, sending(lambda _: b"hello\r\n\r\n", "fin")),
    "HTTP/0.9": (BROKEN, sending(lambda a: parts(a)[1] or b"page", "notify")),
    "HTTP/3.7": (BROKEN, sending(lambda a: b"HTTP/3.7" + a[8:], "notify")),
    "a head of 70 KB": (
        BROKEN, sending(lambda a: packed(a, b"", b"\r\n".join([b"X-More: " + b"x" * 690] * 100)),
                        "fin")),
    "a line of 120 KB": (
        BROKEN, sending(lambda a: packed(a, b"", b"X-More: " + b"x" * 120_000), "fin")),
    "a page of 3 MB": (
        BROKEN, sending(lambda a: packed(a, b" " * 3_000_000, b"Content-Length: 3000000"), "fin")),
    "two answers": (WHOLE, sending(lambda a: a + EMPTY % (b"200 OK", b""))),
    "closed afterwards": (WHOLE, sending(lambda a: packed(a, parts(a)[1], b"Connection: close"
                          b"\r\nContent-Length: %d" % len(parts(a)[1])), "fin")),
    "ended by a good-bye alone": (
        WHOLE, sending(lambda a: packed(a, parts(a)[1], b"Connection: close"), "notify")),
}
for _status, _kind in STATUSES.items():
    ODD[_status.decode()] = (_kind, sending(lambda _, s=_status: EMPTY % (s, b"")))
    ODD[_status.decode() + ", then closed"] = (
        _kind, sending(lambda _, s=_status: EMPTY % (s, b"Connection: close\r\n"), "fin"))
    ODD[_status.decode() + ", try again"] = (
        _kind, sending(lambda _, s=_status: EMPTY % (s, b"Retry-After: 0\r\n"), "notify"))


@dataclass(frozen=True)
class Case:
    step: str
    number: int
    what: str
    send: object = field(repr=False, default=None)


def restart(step):
    """Commands that lead from anywhere to a success of the step."""
    if step.startswith("forgot"):
        return (("forgot", 3), ("forgot-answer", 0))
    if step == "reset":
        return (("reset", 0),)
    return (("login", 3), ("login-answer", 0))


def spoil(worker, case):
    """An answer() that spoils the one exchange, the first time that it comes."""
    player = worker.tape.player(case.step, worker.cutter.port)

    def answer(exchange):
        if exchange.number != case.number:
            return player(exchange)
        return case.send(exchange, player(exchange))

    return answer


def once_only(worker, case, ended):
    """No answer, and no POST at all, came twice."""
    keys, effects = worker.tape.keys(case.step), STEPS[case.step].effects
    once = {key for number, key in enumerate(keys) if key[0] == "POST" or number in effects}
    twice = [key for key, times in Counter(ended.seen).items() if key in once and times > 1]
    return f"sent more than once: {twice}" if twice else None


def wanted_statuses(case, kind, is_get, leads_on):
    """leads_on: the answer as it was is a redirect, whose page nobody reads."""
    step = STEPS[case.step]
    if kind == WHOLE or (kind == SHORT and leads_on):
        return {step.ends}
    if kind == SHORT:  # a page is seen to be cut, a picture not to be one
        return {9} if any(number <= case.number for number in step.effects) else {7, 8}
    unread = {8} if case.step == "reset" and case.number < 2 else {9}  # a link is no answer
    if any(number <= case.number for number in step.effects):
        if kind == BROKEN:
            return {9, step.ends} if is_get else {9}
        return unread
    if kind == BROKEN:
        return {7, step.ends} if is_get else {7}
    return {8}


def judge_next(worker, case, ended):
    step = STEPS[case.step]
    count = worker.one.status()[0]
    if count != (1 if step.counts and ended.status == 9 else 0):
        return f"{count} wrong words are counted"
    for name, status in restart(case.step):
        again = worker.play(name)
        if again.status != status:
            return f"then {name} ended with {again.status} ({again.code})"
    return "a wrong word stays counted" if worker.one.status()[0] else None


def judge(worker, case):
    step = STEPS[case.step]
    key, _, answer = worker.tape.exchanges[case.step][case.number]
    kind = ODD[case.what][0]
    case = Case(case.step, case.number, case.what, ODD[case.what][1])
    worker.one.go_back(step.begins)
    ended = worker.play(case.step, answer=spoil(worker, case))
    if ended.trouble:
        return f"the test's own server: {ended.trouble}"
    if why := once_only(worker, case, ended):
        return why
    is_get = key[0] == "GET" and case.number not in step.effects
    wanted = wanted_statuses(case, kind, is_get, answer[9:12] in (b"302", b"303"))
    if case.step == "logout":
        return None if ended.status == 0 and worker.one.status()[1][0] is False else "not forgotten"
    if ended.status not in wanted:
        return f"ended with {ended.status} ({ended.code}), not one of {wanted}"
    return None if ended.status == step.ends else judge_next(worker, case, ended)


def test_odd_answers(crew, recorded, figure):  # noqa: F811
    tape = recorded[0]
    cases = [
        Case(name, number, what)
        for name in STEPS if name != "sms-resend"
        for number in range(len(tape.keys(name)))
        for what in ODD
    ]
    if not LONG:  # each kind somewhere, each request with some
        cases = cases[::37]
    figure(1, "an answer is odd or broken", *crew().each(cases, judge))
