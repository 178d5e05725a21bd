# SPDX-License-Identifier: Apache-2.0
"""esign card-check --wait and --watch: what is told when cards and the service come and go."""

import signal
import time

import pytest
from looking import ROUNDS, assert_at_once
from patience import PATIENCE


def code_of(stream):
    return stream.line()["code"]


def test_wait_returns_at_once_where_a_card_is_seated(stack, esign):
    stack.seat("akis-1.2")
    assert esign(stack, "--json", "--wait").json["code"] == "ok"


def test_wait_returns_when_the_card_is_seated(stack, esign):
    waiting = esign.start(stack, "--json", "--wait")
    waiting.said()  # that it waits
    stack.seat("akis-1.2")
    result = waiting.end()
    assert result.status == 0
    assert result.json["data"]["readers"][0]["card"]["name"] == "AKİS v1.2"


def test_wait_hears_of_the_card_by_its_event(stack, esign):
    """Of another program's hearing of it, on the same clock. Looking once a second would take half
    a second on average."""
    late = []
    for _ in range(ROUNDS):
        waiting = esign.start(stack, "--json", "--wait")
        waiting.said()
        seen = stack.seat("akis-1.2")
        waiting.line()
        late.append(time.monotonic() - seen)
        waiting.end()
        stack.unseat()
    assert_at_once(late)


def test_wait_with_a_number_ends_without_a_card(stack, esign):
    begin = time.monotonic()
    result = esign(stack, "--json", "--wait=1")
    assert result.status == 5
    assert result.json["code"] == "no_card"
    assert 1 <= time.monotonic() - begin < 3


def test_wait_nought_looks_once(stack, esign):
    assert esign(stack, "--json", "--wait=0").json["code"] == "no_card"


def test_wait_passes_over_a_mute_card(stack, esign):
    waiting = esign.start(stack, "--json", "--wait")
    waiting.said()
    stack.seat("mute")
    assert "does not answer" in waiting.said()
    stack.unseat()
    stack.seat("akis-1.2")
    assert waiting.end().status == 0


def test_wait_passes_over_a_card_in_another_reader(stack, esign):
    waiting = esign.start(stack, "--json", "--wait", "--reader", "00 01")
    waiting.said()
    stack.seat("other", 0)
    stack.seat("akis-1.2", 1)
    result = waiting.end()
    assert result.status == 0
    assert len(result.json["data"]["readers"]) == 1


def test_wait_returns_when_another_program_lets_go(stack, esign):
    stack.seat("akis-1.2")
    stack.hold("exclusive")
    waiting = esign.start(stack, "--json", "--wait")
    assert "another program" in waiting.said()
    stack.release()
    assert waiting.end().status == 0


@pytest.mark.parametrize("how", ["TERM", "KILL"])
def test_wait_survives_a_restart_of_the_service(stack, esign, how):
    waiting = esign.start(stack, "--json", "--wait")
    waiting.said()
    stack.stop_service(how)
    assert "smart card service" in waiting.said()
    stack.start_service()
    stack.seat("akis-1.2")
    assert waiting.end().status == 0


def test_wait_may_begin_before_the_service(make_stack, esign):
    stack = make_stack(service=False)
    waiting = esign.start(stack, "--json", "--wait")
    assert "not running" in waiting.said()
    stack.start_service()
    stack.seat("akis-1.2")
    assert waiting.end().status == 0


@pytest.mark.long
def test_wait_goes_on_when_a_hung_service_lives_again(stack, esign):
    stack.freeze_service()
    waiting = esign.start(stack, "--json", "--wait")
    assert "in time" in waiting.said()
    stack.thaw_service()
    stack.seat("akis-1.2")
    assert waiting.end().status == 0


def test_watch_tells_each_change_once(stack, esign):
    watching = esign.watch(stack)
    assert code_of(watching) == "no_card"
    stack.seat("akis-1.2")
    assert code_of(watching) == "ok"
    stack.hold("shared")  # no change: a shared card is present
    stack.release()
    stack.hold("exclusive")
    assert code_of(watching) == "reader_in_use"
    stack.release()
    assert code_of(watching) == "ok"
    stack.unseat()
    assert code_of(watching) == "no_card"
    stack.seat("mute")
    assert code_of(watching) == "card_mute"


def test_watch_tells_of_the_second_card_too(stack, esign):
    watching = esign.watch(stack)
    watching.line()
    stack.seat("akis-1.2", 0)
    watching.line()
    stack.seat("other", 1)
    states = [each["state"] for each in watching.line()["data"]["readers"]]
    assert states == ["present", "present"]


def test_watch_tells_that_the_service_went_and_came(stack, esign):
    watching = esign.watch(stack)
    watching.line()
    stack.stop_service("KILL")
    assert code_of(watching) == "pcsc_absent"
    stack.start_service()
    watching.until("no_card")


@pytest.mark.long
def test_watch_tells_that_the_service_hangs_and_lives_again(stack, esign):
    watching = esign.watch(stack)
    watching.line()
    stack.freeze_service()
    assert code_of(watching) == "pcsc_hung"
    stack.thaw_service()
    assert code_of(watching) == "no_card"


def test_watch_ends_by_its_signal(stack, esign):
    watching = esign.watch(stack)
    watching.line()
    # Not SIGINT: a shell that runs the tests in the background has it ignored in all of them.
    watching.process.send_signal(signal.SIGTERM)
    assert watching.end().status == -signal.SIGTERM


def test_watch_ends_when_nobody_reads_it(stack, esign):
    watching = esign.watch(stack)
    watching.line()
    watching.process.stdout.close()
    assert watching.process.wait(PATIENCE) == -signal.SIGPIPE  # without another change


def test_watch_ends_when_nobody_reads_it_also_where_that_signal_is_ignored(stack, esign):
    ignoring = ("sh", "-c", 'trap "" PIPE; exec "$@"', "-")
    watching = esign.start(stack, "--json", "--watch", before=ignoring)
    watching.line()
    watching.process.stdout.close()
    assert watching.process.wait(PATIENCE) == 5


def test_watch_speaks_to_a_person_too(stack, esign):
    watching = esign.start(stack, "--watch")
    assert watching.read() == "the reader is empty\n"
    watching.read()
    watching.read()
    stack.seat("akis-1.2")
    said = watching.read()
    assert said == "The chip is seated and answers: AKİS v1.2.\n"


@pytest.mark.parametrize("seconds", ["-1", "soon", "1.2.3", "", "0x10"])
def test_wait_takes_a_number_of_seconds_only(esign, seconds):
    result = esign("/nonexistent", "--json", f"--wait={seconds}")
    assert result.status == 2
    assert result.json["code"] == "usage"


def test_wait_and_watch_exclude_each_other(esign):
    assert esign("/nonexistent", "--json", "--wait", "--watch").json["code"] == "usage"
