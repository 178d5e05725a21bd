# SPDX-License-Identifier: Apache-2.0
"""A portal that breaks off at every byte of the journey: no answer is ever sent twice, the status
tells whether it may have arrived, and the next command goes on."""

from dataclasses import dataclass

from cutting import Cut
from figures import LONG
from recorded import WAITING, crew, recorded  # noqa: F401
from tape import NOBODY, SAME, STEPS

HEAD = 5  # of the TLS record that a request comes in
STRIDE = 1 if LONG else 1009  # a prime, so that no pattern of a page is met again and again


@dataclass(frozen=True)
class Case:
    step: str
    number: int  # of the request, in the step's order
    cut: Cut

    def __str__(self):
        again = " again" if self.cut.again else ""
        return (f"{self.step}, request {self.number}, {self.cut.side} cut at {self.cut.at}"
                f" by {self.cut.end}{again}")


def retried(case, key):
    """A GET that carries nothing is asked for once more, but not after a time-out."""
    step = STEPS[case.step]
    return key[0] == "GET" and case.number not in step.effects and case.cut.end != "stall"


def is_whole(case, answer):
    return case.cut.side == "answer" and case.cut.at == len(answer)


def expected_status(case, key, answer):
    """What the run is to end with; None: as if nothing had happened."""
    step = STEPS[case.step]
    if is_whole(case, answer) or (retried(case, key) and not case.cut.again):
        return None
    if case.number in step.effects:
        return 7 if case.cut.side == "handshake" else 9
    sent = [at for at in step.effects if at < case.number]
    return 9 if sent else 7


def expected_requests(case, keys, answer):
    """(those that came whole, how many were begun only)"""
    key, times = keys[case.number], 1
    if retried(case, key) and not is_whole(case, answer):
        times = 2
    goes_on = expected_status(case, key, answer) is None
    whole, begun = keys[: case.number], 0
    if case.cut.side == "answer":
        whole = whole + [key] * times
    elif case.cut.side == "request":
        begun = times if case.cut.again else 1
        whole = whole + [key] * (times - begun)
    elif goes_on:
        whole = whole + [key]
    return whole + (keys[case.number + 1 :] if goes_on else []), begun


def judge_requests(case, ended, keys, answer):
    if ended.trouble:
        return f"the test's own server: {ended.trouble}"
    wanted, begun = expected_requests(case, keys, answer)
    if (ended.seen, ended.begun) != (wanted, begun):
        return f"asked for {ended.seen} and began {ended.begun}, not {wanted} and {begun}"
    return None


def judge_left(worker, case, wanted, before):
    """The ledger and the session, after a failure."""
    step, (count, session) = STEPS[case.step], worker.one.status()
    if step.page_left and case.number >= 2:
        before = (before[0], step.page_left)
    if wanted == 9:
        left = step.page_left if step.page_left and case.number >= 2 else step.left
        before = (1 if step.counts else 0, left)
    return None if (count, session) == before else f"left {count, session}, not {before}"


def judge_next(worker, case, wanted):
    """The next commands go on from there."""
    step = STEPS[case.step]
    for name, status in step.goes_on if wanted == 9 else ((step.name, step.ends),):
        ended = worker.play(name)
        if ended.status != status:
            return f"then {name} ended with {ended.status} ({ended.code}), not {status}"
    return "a wrong word stays counted" if step.counts and worker.one.status()[0] else None


def judge_after(worker, case, wanted, before):
    """What is left, and that the next commands go on. Where exactly the same was left by another
    case, they have gone on from it."""
    known = (case.step, wanted, case.number >= 2, before, worker.one.state())
    if known in worker.gone_on:
        return None
    why = judge_left(worker, case, wanted, before) or judge_next(worker, case, wanted)
    if not why:
        worker.gone_on.add(known)
    return why


def judge_logout(worker, case, ended, wanted):
    """It forgets whatever comes of telling the portal."""
    told = {"portal_told": wanted is None, "forgotten": True}
    if (ended.status, ended.told["data"]) != (0, told):
        return f"ended with {ended.status}, {ended.told['data']}"
    return None if worker.one.status() == (0, NOBODY) else "something is left"


def judge(worker, case):
    step, keys = STEPS[case.step], worker.tape.keys(case.step)
    key, _, answer = worker.tape.exchanges[case.step][case.number]
    before = worker.one.go_back(step.begins)
    options = ["--timeout", "2"] if case.cut.end == "stall" else []
    ended = worker.play(case.step, *options, cut=case.cut)
    wanted = expected_status(case, key, answer)
    if why := judge_requests(case, ended, keys, answer):
        return why
    if case.step == "logout":
        return judge_logout(worker, case, ended, wanted)
    if ended.status != (step.ends if wanted is None else wanted):
        return f"ended with {ended.status} ({ended.code}), not {wanted or step.ends}"
    if wanted is None:
        return None
    return judge_after(worker, case, wanted, before)


def exchanges(tape):
    """(step, number, key, request, answer) of all that is not the same to the portal."""
    for name, list_ in tape.exchanges.items():
        if SAME.get(name) != "sms-send":
            for number, (key, request, answer) in enumerate(list_):
                yield name, number, key, request, answer


def is_get(name, number, key):
    return key[0] == "GET" and number not in STEPS[name].effects


def cuts(tape, side, offsets, ends):
    """Every offset with every end; where a second try is due, that is cut in every other case."""
    turn = 0
    for name, number, key, request, answer in exchanges(tape):
        for at in offsets(request, answer):
            for end in ends(at, answer):
                turn += 1
                broken = side == "request" or at < len(answer)
                again = broken and is_get(name, number, key) and turn % 2 == 1
                yield Case(name, number, Cut(side, number, at, end, again))


def test_requests_are_cut(crew, recorded, figure):
    def offsets(request, _):
        return range(0, HEAD + len(request) + 1, STRIDE)

    cases = cuts(recorded[0], "request", offsets, lambda *_: ("fin", "notify", "rst"))
    figure(1, "the connection ends while a request arrives", *crew().each(cases, judge))


def test_answers_are_cut(crew, recorded, figure):
    """In the head, each end at every other byte; else, where they differ for nobody, in turn."""
    kinds = ("fin", "notify", "rst")

    def offsets(_, answer):
        head = answer.index(b"\r\n\r\n") + 4
        heads = range(0, head, 1 if LONG else STRIDE // 2)
        return [*heads, *range(head, len(answer), STRIDE * (1 if LONG else 7)), len(answer)]

    def ends(at, answer):
        if at == len(answer):
            return ("fin", "notify")  # after a reset nobody knows what has arrived
        head = answer.index(b"\r\n\r\n") + 4
        return kinds if LONG and at < head and at % 2 else (kinds[at % 3],)

    cases = cuts(recorded[0], "answer", offsets, ends)
    figure(1, "the connection ends while an answer is on its way", *crew().each(cases, judge))


FLIGHT = 700  # the server's first words; a handshake is cut within them


def handshakes(worker):
    """One case for each connection of each step."""
    for name, firsts in worker.connections.items():
        if name != "sms-resend":
            for connection, number in enumerate(firsts):
                yield name, number, connection


def test_handshakes_are_cut(crew, recorded, figure):
    tape, all_ = recorded[0], crew()
    all_.workers[0].make_sessions()
    turn, cases = 0, []
    for name, number, connection in handshakes(all_.workers[0]):
        for at in range(0, FLIGHT, 1 if LONG else STRIDE):
            turn += 1
            again = is_get(name, number, tape.keys(name)[number]) and turn % 4 < 2
            cut = Cut("handshake", connection, at, ("fin", "rst")[turn % 2], again)
            cases.append(Case(name, number, cut))
    figure(1, "the connection ends before it is secure", *all_.each(cases, judge))


def test_stalls(crew, recorded, figure):
    """Half a request or half an answer, and then nothing more."""
    stride = 97 if LONG else 5003

    def some(side):
        for case in cuts(recorded[0], side,
                         lambda request, answer: range(0, len(request if side == "request"
                                                               else answer), stride),
                         lambda *_: ("stall",)):
            if LONG or case.number in STEPS[case.step].effects:
                yield case

    cases = [*some("request"), *some("answer")]
    figure(1, "the portal falls silent", *crew(WAITING).each(cases, judge))
