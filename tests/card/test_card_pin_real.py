# SPDX-License-Identifier: Apache-2.0
"""esign card-pin with real modules, and for a person in a terminal."""

import os
import signal

import pytest
from card_pin import NEW, bad, outcome, run, state  # noqa: F401
from looking import ESIGN, SOURCE
from prompts import (
    ASK_CARD_PIN, ASK_LAST_TRY, ASK_NEW_CARD_PIN, ASK_NEW_CARD_PIN_AGAIN,
)
from terminal import Terminal
from tokens import PIN, WRONG


# ---------------------------------------------------------------- in a terminal


class Person:
    """What Terminal wants to know of a command."""

    def __init__(self, token, folder):
        self.program, self.options, self.folder = [ESIGN], [], folder
        self.env = {**os.environ, "LC_ALL": "C.UTF-8", "BAD_MODULE": "", **token.environment,
                    "PCSCLITE_CSOCK_NAME": "/nonexistent"}


@pytest.fixture
def at(bad, tmp_path):
    opened = []

    def begin(*arguments):
        opened.append(Terminal(Person(bad, tmp_path), "card-pin", "--module", bad.module,
                               *arguments))
        return opened[-1]

    yield begin
    for terminal in opened:
        terminal.close()


def test_a_person_verifies_without_echo(at, bad):
    terminal = at("verify").answer(ASK_CARD_PIN, PIN)
    assert terminal.end() == 0
    assert "The PIN is right." in terminal.text()
    assert PIN not in terminal.text()


def test_a_person_types_the_new_pin_twice(at, bad):
    terminal = at("change").answer(ASK_CARD_PIN, PIN).answer(ASK_NEW_CARD_PIN, NEW)
    terminal.answer(ASK_NEW_CARD_PIN_AGAIN, NEW)
    assert terminal.end() == 0
    assert bad.card == (NEW, 0)
    differing = at("change").answer(ASK_CARD_PIN, NEW).answer(ASK_NEW_CARD_PIN, PIN)
    differing.answer(ASK_NEW_CARD_PIN_AGAIN, WRONG)
    assert differing.end() == 1
    assert bad.card == (NEW, 0)


def test_a_person_is_asked_before_the_last_try(at, bad):
    bad.set_card(wrong=2)
    assert at("verify").answer(ASK_LAST_TRY, "yes").end() == 6
    left = at("verify").see(ASK_LAST_TRY)
    assert left.type("\x04").end() == 3
    assert "use --last-try" in left.text().replace("\r\n", " ")
    assert bad.calls("C_Login") == 0
    assert at("verify").answer(ASK_LAST_TRY, "YES").answer(ASK_CARD_PIN, PIN).end() == 0


def test_no_child_lives_while_a_person_is_asked(at, bad):
    terminal = at("verify").see(ASK_CARD_PIN)
    children = open(f"/proc/{terminal.pid}/task/{terminal.pid}/children").read()
    assert children == ""
    assert terminal.type("\x03").end() == -signal.SIGINT


# ---------------------------------------------------------------- real modules


def test_softhsm_verifies_and_changes(softhsm, answers):
    assert outcome(run(softhsm, "verify", *answers(pin=WRONG))) == (1, "wrong_pin")
    assert run(softhsm, "verify", *answers(pin=PIN)).status == 0
    assert run(softhsm, "change", *answers(pin=PIN, new_pin=NEW)).status == 0
    assert softhsm.takes(NEW) and not softhsm.takes(PIN)


def test_opensc_verifies_counts_and_blocks(stack, made, opensc, answers):
    card = stack.seat_piv(made)
    assert state(run(opensc, "status", stack=stack)) == "ready"
    assert card.spent == 0
    assert run(opensc, "verify", *answers(pin=PIN), stack=stack).status == 0
    for left in (None, 1):
        result = run(opensc, "verify", *answers(pin=WRONG), stack=stack)
        assert outcome(result) == (1, "wrong_pin")
        assert result.json["error"]["tries_left"] == left
    spent = card.spent
    assert outcome(run(opensc, "verify", *answers(pin=WRONG), stack=stack)) == (6, "last_try")
    assert card.spent == spent
    result = run(opensc, "verify", "--last-try", *answers(pin=WRONG), stack=stack)
    assert outcome(result) == (6, "pin_blocked")
    assert card.spent == spent + 1
    assert outcome(run(opensc, "verify", *answers(pin=PIN), stack=stack)) == (6, "pin_blocked")
    assert card.spent == spent + 1
    assert "unblock" not in card.told["commands"]


def test_opensc_changes_the_pin(stack, made, opensc, answers):
    stack.seat_piv(made)
    assert run(opensc, "change", *answers(pin=PIN, new_pin=NEW), stack=stack).status == 0
    assert run(opensc, "verify", *answers(pin=NEW), stack=stack).status == 0


def test_a_length_that_the_module_does_not_know_of_is_told_as_that(stack, made, opensc, answers):
    """OpenSC tells that four digits are enough, and the card wants six: nobody knows before it has
    seen the PIN, and it counts no try."""
    card = stack.seat_piv(made)
    result = run(opensc, "verify", *answers(pin="12345"), stack=stack)
    assert outcome(result) == (9, "outcome_unknown")
    assert "its length perhaps" in result.json["error"]["message"]
    assert result.json["data"]["pin"]["shortest"] == 4
    assert (card.spent, card.told["pin_tries"]) == (1, 3)
    too_long = run(opensc, "verify", *answers(pin="123456789"), stack=stack)
    assert outcome(too_long) == (2, "answer_invalid")
    assert card.spent == 1


def test_the_manual_says_what_it_was_not_tried_with():
    manual = (SOURCE / "docs" / "man" / "esign.1.in").read_text()
    assert "No real AKİS card has been seen by those who wrote this." in manual
