# SPDX-License-Identifier: Apache-2.0
"""Readers that are plugged in and pulled out while esign looks, and what only a driver of our own
can make a reader do: a real pcscd with umockdev's USB bus."""

import statistics
import time

import pytest
import usb_reader
from virtual_card import ATRS

CARD = "card " + ATRS["akis-1.2"]
MOST = 16  # readers that pcscd has


@pytest.fixture(scope="session")
def driver(tmp_path_factory):
    if lacking := usb_reader.missing():
        pytest.skip(lacking)
    return usb_reader.build(tmp_path_factory.mktemp("driver"))


@pytest.fixture
def usb(driver):
    with usb_reader.UsbStack(driver) as running:
        yield running


def told(stream):
    line = stream.line()
    return line["code"], line["data"]["cause_code"], len(line["data"]["readers"])


def test_watch_tells_of_a_reader_that_comes_goes_and_comes_again(usb, esign):
    watching = esign.watch(usb)
    assert told(watching) == ("no_reader", "no_reader", 0)
    usb.plug(1)
    assert told(watching) == ("no_card", "empty", 1)
    usb.unplug(1)
    assert told(watching) == ("reader_lost", "reader_lost", 0)
    usb.plug(2, CARD)
    assert watching.until("ok")["data"]["readers"][0]["card"]["name"] == "AKİS v1.2"


def test_a_plugged_reader_is_heard_of_by_its_event(usb, esign):
    """Looking at the list once a second would take half a second as a rule."""
    watching = esign.watch(usb)
    watching.line()
    late = []
    for number in range(1, 8):
        usb.plug(number)
        began = time.monotonic()
        watching.line()
        late.append(time.monotonic() - began)
    assert statistics.median(late) < 0.2, sorted(late)


def test_wait_ends_with_a_reader_that_is_plugged_in_with_its_card(usb, esign):
    waiting = esign.start(usb, "--json", "--wait")
    assert "no card reader" in waiting.said()
    usb.plug(1, CARD)
    assert waiting.end().json["code"] == "ok"


def test_wait_survives_that_the_reader_is_unplugged(usb, esign):
    usb.plug(1)
    waiting = esign.start(usb, "--json", "--wait")
    while "reader is empty" not in waiting.said():
        pass
    usb.unplug(1)
    assert "went away" in waiting.said()
    usb.plug(1, CARD)
    assert waiting.end().json["code"] == "ok"


def test_a_second_reader_is_seen_beside_the_first(usb, esign):
    usb.plug(1)
    watching = esign.watch(usb)
    watching.until("no_card")
    usb.plug(2, CARD)
    states = {each["state"] for each in watching.until("ok")["data"]["readers"]}
    assert states == {"empty", "present"}


def test_a_card_that_goes_with_its_reader_was_not_taken_out(usb, esign):
    usb.plug(1)
    usb.plug(2, CARD)
    watching = esign.watch(usb)
    while len(watching.until("ok")["data"]["readers"]) < 2:
        pass
    usb.unplug(2)
    while len((line := watching.line())["data"]["readers"]) > 1:
        pass
    assert (line["code"], line["data"]["cause_code"]) == ("no_card", "empty")


@pytest.mark.parametrize(
    ("what", "code", "cause"),
    [
        ("mute", "card_mute", "mute"),
        ("unpowered", "card_mute", "unpowered"),
        ("card 00112233", "ok", "atr_garbled"),
        ("card 3B" + "00" * 32, "ok", "atr_garbled"),
        ("card " + "FF" * 300, "ok", "atr_garbled"),
        ("card " + ATRS["akis-2.5.2"], "ok", "akis_or_identity"),
        ("card " + ATRS["other"], "ok", "not_akis"),
    ],
)
def test_what_a_reader_makes_of_its_card_is_told_apart(usb, esign, what, code, cause):
    usb.plug(1, what)
    watching = esign.watch(usb)
    data = watching.until(code, cause)["data"]
    assert data["cause"]
    assert data["remedy"]


def test_a_reader_that_does_not_answer_any_more_is_lost(usb, esign):
    usb.plug(1)
    watching = esign.watch(usb)
    watching.until("no_card")
    usb.put(1, "broken")
    watching.until("reader_lost")
    usb.put(1, CARD)
    watching.until("ok")


def test_sixteen_readers_of_one_name_come_and_go(usb, esign):
    """With as many readers as pcscd has there is no room for the notification of others, and none
    can come; but one may go, and another then come."""
    for number in range(1, MOST + 1):
        usb.plug(number)
    watching = esign.watch(usb)
    while len((line := watching.line())["data"]["readers"]) < MOST:
        pass
    names = {each["name"].rsplit(" ", 2)[0] for each in line["data"]["readers"]}
    assert len(names) == 1
    usb.put(MOST, CARD)
    watching.until("ok")
    began = time.monotonic()
    usb.unplug(MOST)
    assert len(watching.until("no_card")["data"]["readers"]) == MOST - 1
    usb.plug(MOST, CARD)
    assert len(watching.until("ok")["data"]["readers"]) == MOST
    assert time.monotonic() - began < 20


def test_two_buses_do_not_disturb_each_other(driver, esign):
    with usb_reader.UsbStack(driver) as one, usb_reader.UsbStack(driver) as two:
        one.plug(1, CARD)
        assert esign(one, "--json", "--wait").json["code"] == "ok"
        assert esign(two, "--json").json["code"] == "no_reader"
