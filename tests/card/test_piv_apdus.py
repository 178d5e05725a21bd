# SPDX-License-Identifier: Apache-2.0
"""The PIV card by itself, command by command (NIST SP 800-73-4, part 2)."""

import random

import pytest
from piv_card import AID, PivCard

CERTIFICATE = bytes(range(256)) * 3
SELECT = "00A404000B" + AID.hex()
GET_CERTIFICATE = "00CB3FFF055C035FC10A00"
RIGHT = "0020008008" + "313233343536FFFF"
WRONG = "0020008008" + "393939393939FFFF"
ASK = "00200080"
PUK, NEW = "3132333435363738", "363534333231FFFF"


@pytest.fixture
def card():
    made = PivCard({"9C": CERTIFICATE})
    assert send(made, SELECT)[1] == "9000"
    return made


def send(card, apdu):
    answer = card.answer(bytes.fromhex(apdu))
    return answer[:-2], answer[-2:].hex().upper()


def status(card, *apdus):
    return [send(card, apdu)[1] for apdu in apdus]


def test_without_the_application_selected_nothing_is_known():
    assert status(PivCard({}), ASK, GET_CERTIFICATE, RIGHT) == ["6D00"] * 3


def test_the_application_is_selected_by_a_truncated_name_and_by_no_other():
    wanted = {"00A4040005A000000308": "9000", "00A4040006A00000030801": "6A82",
              "00A4040004A0000003": "6A82", "00A404000CA0000003080000100001 0000": "6A82",
              "00A4000C023F00": "6A82"}
    assert {apdu: send(PivCard({}), apdu)[1] for apdu in wanted} == wanted


def test_a_certificate_comes_in_parts(card):
    first, more = send(card, GET_CERTIFICATE)
    assert (len(first), more) == (256, "6100")
    second, more = send(card, "00C0000000")
    assert (len(second), more) == (256, "6100")
    third, more = send(card, "00C0000000")
    last, end = send(card, "00C00000" + more[2:])
    assert end == "9000"
    whole = first + second + third + last
    assert whole[:8] == bytes.fromhex("5382030970820300")
    assert whole[8:-5] == CERTIFICATE
    assert whole[-5:].hex() == "710100fe00"
    assert status(card, "00C0000000") == ["6985"]


def test_a_long_answer_may_be_asked_for(card):
    data, end = send(card, "00CB3FFF0000055C035FC10A0000")
    assert (len(data), end) == (len(CERTIFICATE) + 13, "9000")


def test_what_is_not_there_is_not_found(card):
    assert status(card, "00CB3FFF055C035FC10500", "00CB3FFF055C035FC1FF00") == ["6A82"] * 2


def test_asking_for_the_tries_costs_none(card):
    assert status(card, ASK, ASK, ASK, ASK) == ["63C3"] * 4


def test_wrong_pins_are_counted_and_the_third_locks(card):
    assert status(card, WRONG, WRONG, WRONG, WRONG, RIGHT, ASK) == [
        "63C2", "63C1", "63C0", "6983", "6983", "6983",
    ]


def test_the_right_pin_gives_all_tries_back(card):
    assert status(card, WRONG, WRONG, RIGHT, ASK) == ["63C2", "63C1", "9000", "9000"]
    assert card.counters()["pin_tries"] == 3


@pytest.mark.parametrize("value", ["3132333435FFFFFF", "31323334353637", "FFFFFFFFFFFFFFFF",
                                   "31323334356100FF", "313233343536FFFFFF", "3132FF33343536FF"])
def test_what_cannot_be_a_pin_costs_no_try(card, value):
    assert status(card, f"00200080{len(value) // 2:02X}{value}", ASK) == ["6A80", "63C3"]


def test_being_verified_ends_with_a_reset_and_with_selecting_but_the_count_stays(card):
    assert status(card, WRONG, RIGHT, ASK, SELECT, ASK) == ["63C2", "9000", "9000", "9000", "63C3"]
    assert status(card, WRONG) == ["63C2"]
    card.power_up()
    assert status(card, ASK, SELECT, ASK) == ["6D00", "9000", "63C2"]
    assert status(card, RIGHT, "0020FF80", ASK) == ["9000", "9000", "63C3"]


def test_the_pin_is_changed_with_the_old_one_and_a_wrong_one_costs_a_try(card):
    old = RIGHT[10:]
    assert status(card, "0024008010" + WRONG[10:] + NEW, "0024008010" + old + NEW) == [
        "63C2", "9000",
    ]
    assert status(card, RIGHT, "0020008008" + NEW) == ["63C2", "9000"]


def test_a_new_pin_that_cannot_be_one_costs_no_try(card):
    assert status(card, "0024008010" + RIGHT[10:] + "3132333435FFFFFF", "0024008008" + NEW,
                  ASK) == ["6A80", "6A80", "63C3"]


def test_the_puk_unblocks_until_it_is_blocked_itself(card):
    status(card, WRONG, WRONG, WRONG)
    assert status(card, "002C008010" + PUK + NEW, "0020008008" + NEW) == ["9000", "9000"]
    wrong = "002C008010" + "39" * 8 + NEW
    assert status(card, wrong, wrong, wrong, "002C008010" + PUK + NEW) == [
        "63C2", "63C1", "63C0", "6983",
    ]


def test_the_puk_is_changed(card):
    assert status(card, "0024008110" + PUK + "38" * 8, "002C008010" + PUK + NEW,
                  "002C008010" + "38" * 8 + NEW) == ["9000", "63C2", "9000"]


def test_commands_may_come_in_a_chain(card):
    assert status(card, "1024008008" + RIGHT[10:], "0024008008" + NEW) == ["9000", "9000"]
    assert status(card, "0020008008" + NEW) == ["9000"]


@pytest.mark.parametrize(("apdu", "answer"), [
    ("002000", "6700"), ("0020008009313233343536FFFF", "6700"), ("8020008000", "6E00"),
    ("0020008108313233343536FFFF", "6A88"), ("0020010008313233343536FFFF", "6A88"),
    ("0020018008313233343536FFFF", "6A86"), ("00CB3FFF00", "6A80"),
    ("00CB0000055C035FC10A00", "6A86"),
    ("00CB3FFF055C045FC10A00", "6A80"), ("0087119A00", "6D00"), ("00CB3FFF00000001", "6700"),
    ("0020008008313233343536FFFF0000", "6700"),
])
def test_what_is_wrong_is_refused_by_its_word(card, apdu, answer):
    assert status(card, apdu, ASK) == [answer, "63C3"]


def test_no_bytes_break_it_and_none_but_a_pin_costs_a_try(card):
    chance = random.Random(6)
    for _ in range(20000):
        apdu = bytes(chance.choices((0, 0x10, 0x80, 0xA4, 0xCB, 0xC0, 0x5C, 1, 5, 0xFF), k=3)
                     + chance.choices(range(256), k=chance.randrange(12)))
        assert len(card.answer(apdu)) >= 2
    assert card.counters() == {"pin_tries": 3, "puk_tries": 3}
