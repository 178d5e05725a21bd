# SPDX-License-Identifier: Apache-2.0
"""A card that fails, or that another program keeps to itself, through a real module (OpenSC): what
card-check and card-pin make of it, and that no PIN is ever given twice."""

import pytest
import tokens
import tools
from card_pin import outcome, run
from piv_card import AID
from tokens import PIN, WRONG

SELECT = "00A404000B" + AID.hex()
ASK = "00200080"


def check(stack, opensc):
    result = tokens.run("card-check", "--json", token=opensc, stack=stack)
    assert (result.status, result.err) == (0, "")
    return result.json["data"]


# ---------------------------------------------------------------- the card fails


@pytest.mark.parametrize(
    ("rule", "left"),
    [({"do": "pull"}, 2), ({"do": "pull", "before": True}, 3), ({"do": "torn"}, 2),
     ({"do": "cut", "length": 1}, 2), ({"do": "answer", "bytes": "00112233"}, 2),
     pytest.param({"do": "hold"}, 2, marks=pytest.mark.long)],
)
def test_a_card_that_fails_at_its_pin_leaves_the_outcome_open(stack, made, opensc, answers, rule,
                                                              left):
    card = stack.seat_piv(made)
    card.misbehave({"on": "verify", **rule})
    result = run(opensc, "verify", *answers(pin=WRONG), stack=stack)
    assert outcome(result) == (9, "outcome_unknown")
    assert (card.spent, card.told["pin_tries"]) == (1, left)


@pytest.mark.parametrize(
    "rule",
    [{"do": "cut", "length": 1}, {"do": "fill", "length": 0xFFFF},
     {"do": "answer", "bytes": "00112233"}, {"do": "late", "seconds": 0.5},
     {"do": "pull"}, {"do": "torn"}, pytest.param({"do": "hold"}, marks=pytest.mark.long)],
)
def test_a_card_that_fails_where_its_certificate_is_read_is_told(stack, made, opensc, rule):
    card = stack.seat_piv(made)
    card.misbehave({"on": "get-data", **rule})
    data = check(stack, opensc)
    assert data["seated"] is True
    if rule["do"] == "late":
        assert data["readers"][0]["certificate"]["time"] == "valid"
    else:
        assert data["readers"][0]["certificate"] is None
    assert card.spent == 0


# ---------------------------------------------------------------- another program has it


@pytest.mark.long
def test_a_transaction_keeps_the_module_out_and_goes_on(stack, made, opensc):
    card = stack.seat_piv(made, atr="akis-1.2")
    stack.hold("transaction")
    stack.transmit(SELECT)
    doctor = tokens.start("doctor", "--json", "--offline", token=opensc, stack=stack)
    data = check(stack, opensc)
    assert data["cause_code"] == "shared"
    problem = data["certificate_problem"]
    assert problem["code"] == "reader_in_use"
    assert "another program" in problem["message"]
    assert "Leave the card in" in problem["hint"]
    checks = tokens.end(doctor).json["data"]["checks"]
    told = {each["name"]: each for each in checks}["module"]
    assert (told["state"], told["code"]) == ("unknown", "reader_in_use")
    assert "Leave the card in" in told["remedy"]
    assert stack.transmit(ASK) == "63c3", "it is selected still, and nobody has reset it"
    stack.release()
    assert check(stack, opensc)["readers"][0]["certificate"]
    assert card.spent == 0


@pytest.mark.long
def test_an_answer_that_another_program_waits_for_comes(stack, made, opensc):
    card = stack.seat_piv(made)
    card.misbehave({"do": "hold", "times": 1})
    other = tools.start(stack, "opensc-tool", "--send-apdu", SELECT)
    card.wait_until_told("select")
    assert check(stack, opensc)["certificate_problem"]["code"] == "reader_in_use"
    card.let_go()
    assert "SW1=0x90" in other.end().out


@pytest.mark.long
def test_a_pin_is_not_given_to_a_card_in_another_programs_transaction(stack, made, opensc, answers):
    card = stack.seat_piv(made)
    stack.hold("transaction")
    result = run(opensc, "verify", *answers(pin=PIN), stack=stack)
    assert outcome(result) == (5, "reader_in_use")
    assert "Leave the card in" in result.json["error"]["hint"]
    assert card.spent == 0


def test_a_pin_is_not_given_to_a_card_that_another_program_holds(stack, made, opensc, answers):
    card = stack.seat_piv(made)
    stack.hold("exclusive")
    result = run(opensc, "verify", *answers(pin=PIN), stack=stack)
    assert outcome(result) == (5, "reader_in_use")
    assert card.spent == 0
