# SPDX-License-Identifier: Apache-2.0
"""Pages whose end nothing tells, or only what they are packed in, cut at every byte: what is left is
not taken for more than it says. And answers that are lost at the real practice portal."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from cutting import Cutter
from figures import LONG
from portal import Portal
from recorded import BINARY, crew, recorded  # noqa: F401
from tape import SMS_SECONDS, STEPS, Relay, Traveller, tell
from tls_server import Authority

STRIDE = 1 if LONG else 1409
NEXT = {"login-answer": "sms-send", "login-by-hand": "sms-send", "sms-send": "sms-code",
        "sms-code": "pin-puk"}
ACCEPTED = [("forgot-answer", 0), ("reset", 3), ("login-by-hand", 1), ("login-answer", 1),
            ("sms-send", 1), ("sms-code", 1)]


def body_of(message):
    return message.partition(b"\r\n\r\n")[2]


def cut_page(page, at):
    """Its beginning, in an answer whose end is the connection's, without a good-bye."""
    def send(exchange):
        exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
                      b"Connection: close\r\n\r\n" + page[:at])
        exchange.end("fin")
    return send


def cut_within(page, at):
    """The same, packed and then cut, in an answer that is whole by its length."""
    packed = deflated(page[:at])
    head = ("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
            f"Content-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n")
    return lambda exchange: exchange.send(head.encode() + packed)


def deflated(beginning):
    """The gzip of a longer page, as far as it has told this beginning."""
    packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    return packer.compress(beginning) + packer.flush(zlib.Z_SYNC_FLUSH)


CUTS = {"nothing tells its end": cut_page, "it was cut before it was packed": cut_within}


@dataclass(frozen=True)
class Case:
    step: str
    number: int
    at: int
    cut: Callable
    says: str = ""


def judge_accepted(worker, case):
    """Either the outcome is unknown, or the step is done and the next one does what it does."""
    step = STEPS[case.step]
    worker.one.go_back(step.begins)
    player, port = worker.tape.player(case.step, worker.cutter.port), worker.cutter.port
    page = body_of(worker.tape.exchanges[case.step][case.number][2])

    def answer(exchange):
        if exchange.number != case.number:
            return player(exchange)
        return case.cut(page, case.at)(exchange)

    ended = worker.play(case.step, answer=answer)
    if ended.trouble or ended.status not in (9, step.ends):
        return f"ended with {ended.status} ({ended.code}) {ended.trouble}"
    if case.at == len(page) and ended.status != step.ends:
        return "a whole page is not taken"
    count = worker.one.status()[0]
    if count != (1 if step.counts and ended.status == 9 else 0):
        return f"{count} wrong words are counted"
    if ended.status == 9 or case.step not in NEXT:
        return None
    posted = []
    on = worker.tape.player(NEXT[case.step], port)
    again = worker.play(NEXT[case.step],
                        answer=lambda exchange: posted.append(exchange.request) or on(exchange))
    wanted = body_of(worker.tape.exchanges[NEXT[case.step]][0][1])
    if posted and body_of(posted[0]) != wanted:
        return f"the next step sent {body_of(posted[0])}"
    return None if again.status == STEPS[NEXT[case.step]].ends else f"then {again.status}"


@pytest.mark.parametrize("why", CUTS)
def test_pages_of_success_without_an_end(crew, recorded, figure, why):  # noqa: F811
    tape = recorded[0]
    cases = []
    for name, number in ACCEPTED:
        size = len(body_of(tape.exchanges[name][number][2]))
        cases += [Case(name, number, at, CUTS[why]) for at in [*range(0, size, STRIDE), size]]
    figure(1, f"a page of success breaks off, and {why}", *crew().each(cases, judge_accepted))


# What the login page says to a wrong answer, in pieces that mean another thing alone.
REFUSALS = {
    "Güvenlik sözcüğü hatalı.": "wrong_word",
    "Resimdeki yazı hatalı.</p><p>Güvenlik sözcüğü hatalı.": None,
    "Resimdeki yazı hatalı<br>ya da güvenlik sözcüğü yanlış.": None,
    "Resimdeki yazı hatalı.": "wrong_captcha",
    "Hesabınız bloke edilmiştir.": "account_blocked",
}


def refusal(tape, says):
    page = body_of(tape.exchanges["login"][2][2])
    assert b"<form" in page
    return page.replace(b"<form", f"<p>{says}</p><form".encode(), 1)


def judge_refused(worker, case):
    step = STEPS["login-answer"]
    worker.one.go_back(step.begins)
    page = refusal(worker.tape, case.says)
    player = worker.tape.player("login-answer", worker.cutter.port)

    def answer(exchange):
        if exchange.number:
            return player(exchange)
        return case.cut(page, case.at)(exchange)

    ended = worker.play("login-answer", answer=answer)
    count = worker.one.status()[0]
    wanted = {REFUSALS[case.says], None} if case.at == len(page) else {REFUSALS[case.says]}
    if ended.trouble or len(ended.seen) != 1 or ended.status not in (1, 6, 9):
        return f"ended with {ended.status} ({ended.code}), {ended.seen} {ended.trouble}"
    if ended.status in (1, 6) and REFUSALS[case.says] and ended.code not in wanted:
        return f"was taken for {ended.code}"
    given_back = ended.code == "wrong_captcha" and REFUSALS[case.says] == "wrong_captcha"
    return None if count == (0 if given_back else 1) else f"{count} wrong words are counted"


@pytest.mark.parametrize("why", CUTS)
def test_refusals_without_an_end(crew, recorded, figure, why):  # noqa: F811
    cases = []
    for says in REFUSALS:
        page = refusal(recorded[0], says)
        near = page.index(says.encode())  # where it is decided
        offsets = {*range(0, len(page), STRIDE), *range(near, near + 120, 1 if LONG else 23),
                   page.index(b"</p><form") + 4, len(page)}
        if "<br>" in says:
            offsets.add(page.index(b"<br>") + 4)
        cases += [Case("login-answer", 0, at, CUTS[why], says) for at in sorted(offsets)]
    figure(1, f"a refusal breaks off, and {why}", *crew().each(cases, judge_refused))


# At the real portal


@pytest.fixture
def live(tmp_path):
    """A person before a portal of their own, with a cutter between them."""
    authority = Authority(tmp_path)
    cutter, portal = Cutter(authority.issue()), Portal(sms_seconds=SMS_SECONDS)
    one = Traveller(tmp_path / "person", BINARY, cutter.port, authority.file)
    yield one, cutter, portal, Relay(portal, cutter.port)
    cutter.close()
    portal.remove()


# What a person does after each lost answer, and how it ends; the portal has what arrived.
JOURNEY = ["forgot", "forgot-answer", "reset", "login", "login-answer", "sms-send", "sms-code",
           "pin-puk"]
AFTER = {
    "forgot-answer": [("forgot", 3), ("forgot-answer", 0)],
    "reset": [("reset", (0, 1))],  # the link may be used up: then a new one is asked for
    "login-answer": [("login", 3), ("login-answer", 0)],
    "sms-send": [("sms-send", 4), ("login", 3), ("login-answer", 0), ("sms-send", 0)],
    "sms-code": [("sms-code", (0, 1, 4, 9)), ("login", 3), ("login-answer", 0), ("sms-send", 0),
                 ("sms-code", 0)],
}


def go(live, told, name, answer):
    one, cutter, portal, relay = live
    one.learn(**told, port=cutter.port)
    cutter.arm(answer)
    status, said = one.run(STEPS[name])
    cutter.settle()
    tell(portal, relay, told)
    return status, said["code"], cutter.seen


def lost(relay, number, arrives):
    """Loses one exchange, before or after the portal has it."""
    def answer(exchange):
        if exchange.number == number:
            if arrives:
                relay.ask(exchange.request)
            exchange.end("rst")
        return relay.answer(exchange)
    return answer


def walk(live, which, arrives):
    """The whole journey, with one answer lost on its way there or back."""
    told, relay = {"captcha": "", "link": "", "code": ""}, live[3]
    for name in JOURNEY:
        step = STEPS[name]
        number = step.effects[-1] if step.effects else 0
        losing = name == which
        status, code, seen = go(live, told, name,
                                lost(relay, number, arrives) if losing else relay.answer)
        if len([key for key in seen if key[0] == "POST"]) != len({k for k in seen if k[0] == "POST"}):
            return f"{name} sent an answer twice: {seen}"
        if status != (9 if losing else step.ends):
            return f"{name} ended with {status} ({code})"
        for again, wanted in AFTER[name] if losing else ():
            status, code, _ = go(live, told, again, relay.answer)
            if status not in (wanted if isinstance(wanted, tuple) else (wanted,)):
                return f"then {again} ended with {status} ({code})"
    count, _ = live[0].status()
    return f"{count} wrong words stay counted" if count else None


LOST = [(name, arrives) for name in AFTER for arrives in (False, True)]


@pytest.mark.parametrize("which, arrives", LOST if LONG else LOST[4:6])
def test_an_answer_is_lost_at_the_practice_portal(live, figure, which, arrives):
    why = walk(live, which, arrives)
    where = "after" if arrives else "before"
    figure(1, f"{which} is lost {where} the portal has it, and the journey is ended", 1,
           [why] if why else [])
