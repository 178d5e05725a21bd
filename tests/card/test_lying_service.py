# SPDX-License-Identifier: Apache-2.0
"""A smart card service that lies: whatever it does to libpcsclite ends as a state that is told."""

import random
import struct
import time

import card_service
import pytest
from card_service import CHANGES, ESTABLISH, READERS, SILENCE, VERSION, Service
from looking import PATIENCE

BROKEN = {"service_nonsense", "library_crashed"}


@pytest.fixture
def service(tmp_path):
    running = Service(tmp_path / "service")
    running.show([b"Reader One", b"Reader Two"])
    yield running
    running.close()


def told(esign, service, *arguments):
    result = esign(service.path, "--json", *arguments)
    assert result.status in (0, 5), (result.status, result.out, result.err)
    assert result.json["data"]["cause_code"], result.out
    return result.json


def test_one_that_does_not_lie_is_believed(esign, service):
    assert told(esign, service)["code"] == "ok"


@pytest.mark.parametrize("length", [34, 36, 300, 5000, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_card_cannot_answer_with_more_bytes_than_there_are(esign, service, length):
    service.show([b"Reader One", b"Reader Two"], atr_len=length)
    seen = told(esign, service)
    assert seen["code"] == "pcsc_absent"
    assert seen["data"]["cause_code"] in BROKEN
    assert seen["data"]["readers"] == []
    assert seen["error"]["message"] and seen["data"]["remedy"]


def test_sixteen_readers_may_have_one_name(esign, service):
    service.show([b"The Same"] * card_service.MOST)
    seen = told(esign, service)
    assert seen["code"] == "ok"
    assert [each["name"] for each in seen["data"]["readers"]] == ["The Same"] * card_service.MOST


def test_names_without_an_end_are_no_mistake_of_ours(esign, service):
    service.show([bytes([65 + n]) * 128 for n in range(card_service.MOST)])
    told(esign, service)


def test_names_of_control_characters_are_shown_without_them(esign, service):
    service.show(["\x1b[2J\r\n\u202e\x07Okuyucu".encode()])
    name = told(esign, service)["data"]["readers"][0]["name"]
    assert name.isprintable()
    assert "Okuyucu" in name


@pytest.mark.parametrize("number", [VERSION, ESTABLISH, READERS])
@pytest.mark.parametrize("length", [0, 1, 11])
def test_half_an_answer_is_told(esign, service, number, length):
    service.lie = lambda asked, answer: answer[:length] if asked == number else answer
    seen = told(esign, service)
    assert (seen["code"], seen["data"]["cause_code"]) == ("pcsc_absent", "service_nonsense")


@pytest.mark.parametrize("number", [VERSION, ESTABLISH, READERS])
def test_one_that_falls_silent_has_no_more_time_than_the_person(esign, service, number):
    service.lie = lambda asked, answer: SILENCE if asked == number else answer
    begin = time.monotonic()
    assert told(esign, service, "--wait=1")["code"] == "pcsc_hung"
    assert time.monotonic() - begin < 3


@pytest.mark.parametrize("result", [0x8010006A, 0x80100027])
def test_a_refusal_by_polkit_is_told_as_that(esign, service, result):
    service.lie = lambda asked, answer: (
        struct.pack("=III", 2, 0, result) if asked == ESTABLISH else answer)
    seen = told(esign, service)
    assert (seen["code"], seen["data"]["cause_code"]) == ("pcsc_denied", "service_refused")
    assert "polkit" in seen["data"]["cause"]
    assert "org.debian.pcsc-lite.access_pcsc" in seen["data"]["remedy"]


@pytest.mark.parametrize("result", [1, 2, 0x80100001, 0x80100008, 0x80100011, 0x8010001F, 0x80100063, 0xFFFFFFFF])
def test_any_other_result_is_told_too(esign, service, result):
    service.lie = lambda asked, answer: (
        struct.pack("=III", 2, 0, result) if asked == ESTABLISH else answer)
    seen = told(esign, service)
    assert (seen["code"], seen["data"]["cause_code"]) == ("pcsc_absent", "service_nonsense")


def test_answers_of_any_bytes_are_told(esign, service):
    dice = random.Random(6)

    def any_bytes(number, answer):
        at = dice.randrange(len(answer)) if answer else 0
        return answer[:at] + dice.randbytes(len(answer) - at) if number == READERS else answer

    service.lie = any_bytes
    for _ in range(20):
        told(esign, service, "--wait=0")


def test_watch_tells_of_a_crash_once_and_goes_on(esign, service):
    service.show([b"Reader One"], atr_len=0xFFFFFFFF)
    watching = esign.watch(service.path)
    assert watching.line()["data"]["cause_code"] in BROKEN
    service.show([b"Reader One"])
    assert watching.line()["code"] == "ok"
    service.show([b"Reader One"], atr_len=300)
    assert watching.line()["data"]["cause_code"] in BROKEN


def test_a_flood_of_changes_does_not_outlast_the_time_limit(esign, service):
    service.show([])
    service.lie = lambda asked, answer: answer if asked != CHANGES else service.states
    begin = time.monotonic()
    assert told(esign, service, "--wait=1")["code"] == "no_reader"
    assert time.monotonic() - begin < PATIENCE / 2
