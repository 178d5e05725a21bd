# SPDX-License-Identifier: Apache-2.0
"""Other programs talk to the card: what PC/SC lets them see of each other, and what card-check
says meanwhile. It takes nobody's card away, spends no try and, where it loads no module
(test_failing_card.py has those), waits for nobody."""

import contextlib
import os
from pathlib import Path

import pytest
import tools
from piv_card import AID

SELECT = "00A404000B" + AID.hex()
ASK = "00200080"


@pytest.fixture
def card(stack, made):
    return stack.seat_piv(made)


def has_socket(pid):
    for each in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):  # it is closed again
            if os.readlink(each).startswith("socket:"):
                return True
    return False


def state(result):
    return result.json["data"]["readers"][0]["state"]


def test_a_card_held_exclusively_refuses_all_others(stack, card):
    stack.hold("exclusive")
    with pytest.raises(RuntimeError, match="SCardConnect: 0x8010000B"):
        stack.reset()


def test_a_shared_card_may_be_reset_by_another_and_connecting_anew_heals(stack, card):
    stack.hold("shared")
    assert stack.transmit(SELECT).endswith("9000")
    before = card.told["resets"]  # pcscd takes the power from a card that nobody uses
    stack.reset()
    with pytest.raises(RuntimeError, match="SCardTransmit: 0x80100068"):
        stack.transmit(ASK)
    stack.reconnect()
    assert stack.transmit(ASK) == "6d00", "the application is selected no more"
    assert card.told["resets"] == before + 1


def test_an_open_transaction_keeps_all_others_out_until_it_ends(stack, card):
    stack.hold("transaction")
    other = tools.start(stack, "opensc-tool", "--send-apdu", ASK)
    while not has_socket(other.process.pid):
        assert other.process.poll() is None
    for _ in range(20):
        stack.transmit(SELECT)
    assert set(card.told["commands"]) == {"select"}
    stack.release()
    assert "SW1=0x63" in other.end().out
    assert card.told["commands"][:20] == ["select"] * 20
    assert len(card.told["commands"]) > 20


def test_a_transaction_goes_on_beside_card_check(stack, card, esign):
    stack.hold("transaction")
    stack.transmit(SELECT)
    assert esign(stack).status == 0
    assert stack.transmit(ASK) == "63c3", "it is selected still, and nobody has reset it"


def test_a_card_that_owes_another_program_an_answer_is_seated(stack, card, esign):
    card.misbehave({"do": "hold"})
    other = tools.start(stack, "opensc-tool", "--send-apdu", SELECT)
    card.wait_until_told("select")
    result = esign(stack, "--json")
    assert (result.status, state(result)) == (0, "present")
    card.let_go()
    other.end()


def test_wait_does_not_wait_for_another_programs_transaction(stack, card, esign):
    stack.hold("transaction")
    assert esign(stack, "--json", "--wait").json["code"] == "ok"


def test_watch_tells_once_that_the_card_was_pulled_out_of_anothers_hands(stack, card, esign):
    card.misbehave({"on": "select", "do": "pull"})
    stack.hold("shared")
    watching = esign.watch(stack)
    assert watching.line()["code"] == "ok"
    stack.transmit(SELECT)
    gone = watching.line()
    assert (gone["code"], gone["data"]["cause_code"]) == ("no_card", "card_pulled")
    stack.seat("other")
    assert watching.line()["code"] == "ok"


@pytest.mark.parametrize("arguments", [(), ("--wait",), ("--verbose",)])
def test_looking_at_a_card_asks_it_nothing(stack, card, esign, arguments):
    assert esign(stack, *arguments).status == 0
    assert card.told["commands"] == []
