# SPDX-License-Identifier: Apache-2.0
"""esign card-pin: a PIN is given once, to the card that was looked at, and never the last one
unasked."""

import os
from pathlib import Path

import pytest
import tokens
from card_pin import NEW, bad, outcome, run, state  # noqa: F401
from tokens import PIN, WRONG

# ---------------------------------------------------------------- status


@pytest.mark.parametrize(("wrong", "told", "left"), [(0, "ready", None), (1, "tried", None),
                                                     (2, "last_try", 1), (3, "blocked", 0)])
def test_status_tells_what_the_module_tells_and_costs_no_try(bad, wrong, told, left):
    bad.set_card(wrong=wrong)
    result = run(bad, "status")
    assert result.status == 0
    assert result.json["data"]["pin"] == {"state": told, "tries_left": left, "shortest": 4,
                                          "longest": 8}
    assert (bad.card, bad.calls("C_Login")) == ((PIN, wrong), 0)
    shown = tokens.run("card-pin", "status", token=bad).out
    assert ("Kilit Çözme" in shown) == (told == "blocked")


def test_lengths_that_make_no_sense_are_not_told(bad):
    pin = run(bad, "status", how="lengths:nonsense").json["data"]["pin"]
    assert (pin["shortest"], pin["longest"]) == (None, None)


def test_a_card_is_chosen_by_its_reader(bad):
    assert outcome(run(bad, "status", how="two-cards")) == (2, "usage")
    chosen = run(bad, "status", "--reader", "ANOTHER", how="two-cards")
    assert chosen.json["data"]["reader"] == "Another Reader"
    none = run(bad, "status", "--reader", "Elsewhere", how="two-cards")
    assert outcome(none) == (5, "no_card")
    assert "esign card-check" in none.json["error"]["hint"]


MAKERS_PLACE = Path("/opt/Akia/libakisp11.so")  # where the card maker's installer puts it
INSTALLED = ('mount -t tmpfs tmpfs /opt && mkdir /opt/Akia && cp "$MODULE" "$PLACE" && '
             'exec "$0" "$@"')


@pytest.mark.skipif(not Path("/opt").is_dir(), reason="there is no /opt to put it into")
def test_the_makers_module_is_loaded_for_the_makers_cards_alone(make_stack, bad, esign):
    stack = make_stack()

    def look(*arguments):
        env = {**bad.environment, "BAD_MODULE": "", "MODULE": str(bad.module),
               "PLACE": str(MAKERS_PLACE)}
        return esign(stack, "--json", "status", *arguments, command="card-pin", env=env,
                     before=("unshare", "-Urm", "sh", "-c", INSTALLED))

    assert outcome(look()) == (5, "no_card")
    stack.seat("other", 0)
    other = look()
    assert outcome(other) == (5, "module_absent")
    assert "not an AKİS card" in other.json["error"]["message"]
    assert bad.calls("C_Initialize") == 0
    stack.seat("akis-1.2", 1)
    assert outcome(look("--reader", "00 00")) == (5, "module_absent")
    assert bad.calls("C_Initialize") == 0
    assert look().status == 0
    assert bad.calls("C_Initialize") == 1


def test_what_is_to_be_done_must_be_said(bad):
    for words in ((), ("unblock",), ("status", "verify")):
        assert outcome(run(bad, *words)) == (2, "usage")


def test_without_a_card_the_readers_say_why(stack, bad):
    assert outcome(run(bad, "status", how="no-card", stack=stack)) == (5, "no_card")
    assert outcome(run(bad, "status", how="no-card")) == (5, "pcsc_absent")


def test_a_module_that_fails_is_told(stack, bad):
    stack.seat("other")
    for how in ("crash:C_Initialize", "slots:100000", "never-initialises", "no-card"):
        assert outcome(run(bad, "status", how=how, stack=stack)) == (5, "module_failed")
    result = run(None, "status", "--module", "/nonexistent/module.so")
    assert outcome(result) == (5, "module_absent")


# ---------------------------------------------------------------- verify


def test_a_right_pin_is_told_and_costs_nothing(bad, answers):
    bad.set_card(wrong=1)
    result = run(bad, "verify", *answers(pin=PIN))
    assert result.status == 0
    assert result.json["data"]["verified"] is True
    assert state(result) == "ready"
    assert (bad.calls("C_Login"), bad.calls("C_Logout")) == (1, 1)


def test_a_card_that_is_only_read_verifies_its_pin(bad, answers):
    assert run(bad, "verify", *answers(pin=PIN), how="write-protected").status == 0
    result = run(bad, "change", *answers(pin=PIN, new_pin=NEW), how="write-protected")
    assert outcome(result) == (5, "module_failed")
    assert "0xE2 (C_OpenSession)" in result.json["error"]["message"]
    assert (bad.card, bad.calls("C_Login")) == ((PIN, 0), 1)


def test_a_wrong_pin_costs_one_try_and_is_not_given_again(bad, answers):
    result = run(bad, "verify", *answers(pin=WRONG))
    assert outcome(result) == (1, "wrong_pin")
    assert result.json["error"]["tries_left"] is None
    assert state(result) == "tried"
    assert (bad.card, bad.calls("C_Login")) == ((PIN, 1), 1)


def test_a_wrong_pin_before_the_last_try_says_so(bad, answers):
    bad.set_card(wrong=1)
    result = run(bad, "verify", *answers(pin=WRONG))
    assert outcome(result) == (1, "wrong_pin")
    assert result.json["error"]["tries_left"] == 1
    bad.set_card(wrong=1)
    told = tokens.run("card-pin", "verify", *answers(pin=WRONG), token=bad).err.splitlines()
    assert "1 try is left." in told  # of the PIN: no account is spoken of
    assert not any("account" in line for line in told)


def test_the_last_try_is_not_spent_unasked(bad, answers):
    bad.set_card(wrong=2)
    result = run(bad, "verify", *answers(pin=PIN))
    assert outcome(result) == (6, "last_try")
    assert result.json["error"]["tries_left"] == 1
    assert bad.calls("C_Login") == 0
    assert run(bad, "verify", "--last-try", *answers(pin=PIN)).status == 0


def test_the_last_try_speaks_before_a_missing_answer(bad):
    bad.set_card(wrong=2)
    assert outcome(run(bad, "verify", "--no-input")) == (6, "last_try")


def test_a_last_try_that_was_wrong_tells_that_it_is_blocked(bad, answers):
    bad.set_card(wrong=2)
    result = run(bad, "verify", "--last-try", *answers(pin=WRONG))
    assert outcome(result) == (6, "pin_blocked")
    assert result.json["error"]["tries_left"] == 0
    assert state(result) == "blocked"


def test_what_is_left_follows_from_the_answer_where_the_module_does_not_tell(bad, answers):
    for wrong, given, told, after in ((0, WRONG, (1, "wrong_pin"), "tried"),
                                      (2, PIN, (0, "ok"), "ready"),
                                      (2, WRONG, (6, "pin_blocked"), "blocked")):
        bad.set_card(wrong=wrong)
        result = run(bad, "verify", "--last-try", *answers(pin=given), how="crash:after-answer")
        assert (outcome(result), state(result)) == (told, after)
    assert result.json["error"]["tries_left"] == 0


def test_a_pin_that_turns_out_to_be_blocked_is_told_so(bad, answers):
    bad.set_card(wrong=3)
    result = run(bad, "verify", *answers(pin=PIN), how="flags:none")
    assert (outcome(result), state(result)) == ((6, "pin_blocked"), "blocked")
    assert result.json["error"]["tries_left"] == 0


def test_a_blocked_pin_is_not_tried(bad, answers):
    bad.set_card(wrong=3)
    result = run(bad, "verify", "--last-try", *answers(pin=PIN))
    assert outcome(result) == (6, "pin_blocked")
    assert "Kilit Çözme" in result.json["error"]["hint"]
    assert bad.calls("C_Login") == 0


@pytest.mark.parametrize("pin", ["123", "123456789", "12345a", "12 456", "", "١٢٣٤٥٦", "123456\x00"])
def test_what_no_card_takes_is_refused_before_the_card_sees_it(bad, answers, pin):
    if "\x00" in pin:
        assert run(bad, "verify", *answers(pin=pin)).status == 2
    else:
        result = run(bad, "verify", *answers(pin=pin))
        assert outcome(result) == (2, "answer_invalid")
        assert pin not in result.json["error"]["message"] or not pin
    assert bad.calls("C_Login") == 0
    assert bad.card == (PIN, 0)


def test_missing_answers_are_listed(bad):
    assert run(bad, "verify", "--no-input").json["error"]["needs"] == ["pin"]
    assert run(bad, "change", "--no-input").json["error"]["needs"] == ["pin", "new_pin"]


def test_a_pin_comes_from_a_file(bad, tmp_path):
    (tmp_path / "pin").write_text(PIN + "\r\nmore\n")
    assert run(bad, "verify", "--pin-file", tmp_path / "pin").status == 0
    twice = run(bad, "change", "--pin-file", "-", "--new-pin-file", "-")
    assert outcome(twice) == (2, "usage")


def test_a_reader_with_keys_of_its_own_is_given_no_pin(bad, answers):
    for wrong in (0, 2):  # said before the last try is spoken of, which nobody could give
        bad.set_card(wrong=wrong)
        result = run(bad, "verify", *answers(pin=PIN), how="own-keys")
        assert outcome(result) == (5, "module_failed")
    assert bad.calls("C_Login") == 0


def test_another_card_than_the_one_looked_at_is_given_nothing(bad, tmp_path):
    """It is changed while the PIN is asked for."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    process = tokens.start("card-pin", "verify", "--json", "--pin-file", fifo, token=bad)
    with open(fifo, "w") as pipe:  # opened once it is asked for
        bad.set_card(wrong=2)
        pipe.write(PIN + "\n")
    assert outcome(tokens.end(process)) == (6, "last_try")
    process = tokens.start("card-pin", "verify", "--json", "--last-try", "--pin-file", fifo,
                           token=bad)
    with open(fifo, "w") as pipe:
        (tmp_path / "swapped").touch()
        pipe.write(PIN + "\n")
    swapped = tokens.end(process)
    assert outcome(swapped) == (5, "no_card")
    assert swapped.json["error"]["hint"] == "The card was given nothing. Run the command again."
    assert bad.calls("C_Login") == 0


@pytest.mark.parametrize("place", ["C_Login", "after-login"])
@pytest.mark.parametrize("how", ["crash", "exit", "scribble", "close"])
def test_an_end_in_the_middle_is_an_unknown_outcome(bad, answers, how, place):
    result = run(bad, "verify", *answers(pin=PIN), how=f"{how}:{place}")
    assert outcome(result) == (9, "outcome_unknown")
    assert "card-pin status" in result.json["error"]["hint"]


def test_an_end_before_the_pin_was_given_costs_nothing_and_is_known(bad, answers):
    for how in ("crash:C_OpenSession", "no-session"):
        result = run(bad, "verify", *answers(pin=PIN), how=how)
        assert outcome(result) in ((5, "module_failed"), (5, "pcsc_absent"))
    assert bad.calls("C_Login") == 0


def test_an_end_after_the_answer_changes_nothing(bad, answers):
    for how in ("crash:C_Logout", "crash:C_CloseSession", "exit:C_Finalize"):
        assert run(bad, "verify", *answers(pin=PIN), how=how).status == 0


def test_a_card_that_is_pulled_is_an_unknown_outcome(bad, answers):
    result = run(bad, "verify", *answers(pin=PIN), how="login:device-error")
    assert outcome(result) == (9, "outcome_unknown")


def test_an_answer_that_is_none_of_pkcs11s_is_told_by_its_number(bad, answers):
    result = run(bad, "verify", *answers(pin=PIN), how="login:device-error")
    assert "0x30 (C_Login)" in result.json["error"]["message"]


def test_a_state_that_is_not_told_again_is_not_made_up(bad, answers):
    result = run(bad, "verify", *answers(pin=WRONG), how="crash:C_Login")
    assert result.json["data"]["pin"]["state"] is None


def test_a_length_that_the_module_refuses_leaves_open_what_it_cost(bad, answers):
    """PKCS#11 has this answer for a new PIN alone: whether the card was asked is not told."""
    result = run(bad, "verify", *answers(pin=PIN), how="login:length")
    assert outcome(result) == (9, "outcome_unknown")
    assert "does not take a PIN like this one" in result.json["error"]["message"]
    assert "card-pin status" in result.json["error"]["hint"]


@pytest.mark.parametrize(("how", "words"), [("login:no-pin", "no PIN has been set"),
                                            ("login:expired", "to be changed first"),
                                            ("login:none", "takes no PIN")])
def test_a_card_that_takes_no_pin_as_it_is_has_not_taken_it(bad, answers, how, words):
    result = run(bad, "verify", *answers(pin=PIN), how=how)
    assert outcome(result) == (5, "module_failed")
    assert words in result.json["error"]["message"]
    assert result.json["error"]["hint"] == "Use the card maker's program."
    assert result.json["data"]["verified"] is False


@pytest.mark.long
def test_calls_that_hang_are_ended(bad, answers):
    """At the same time; the two that had the PIN are unknown. One that is slow to come as far as the
    PIN has its whole time for it, and to log out."""
    given = answers(pin=PIN, new_pin=NEW)
    running = {
        place: tokens.start("card-pin", "--json", deed, *given, token=bad, how=f"hang:{place}")
        for place, deed in (("C_OpenSession", "verify"), ("C_Login", "verify"),
                            ("C_SetPIN", "change"), ("C_Logout", "verify"))
    }
    running["slow"] = tokens.start("card-pin", "--json", "verify", *given, token=bad,
                                   how="slow:C_OpenSession slow:C_Login")
    told = {place: tokens.end(process) for place, process in running.items()}
    assert told["C_OpenSession"].status == 5
    assert outcome(told["C_Login"]) == (9, "outcome_unknown")
    assert outcome(told["C_SetPIN"]) == (9, "outcome_unknown")
    assert not told["C_Login"].json["data"]["verified"]
    assert told["C_Logout"].status == told["slow"].status == 0
    assert bad.calls("C_Logout") == 2


# ---------------------------------------------------------------- change


def test_a_pin_is_changed(bad, answers):
    result = run(bad, "change", *answers(pin=PIN, new_pin=NEW))
    assert result.status == 0
    assert result.json["data"]["changed"] is True
    assert bad.card == (NEW, 0)


def test_a_new_pin_from_a_file_counts_as_typed_twice(bad, tmp_path):
    (tmp_path / "pin").write_text(PIN + "\n")
    (tmp_path / "new").write_text(NEW + "\n")
    result = run(bad, "change", "--no-input", "--pin-file", tmp_path / "pin", "--new-pin-file",
                 tmp_path / "new")
    assert result.status == 0
    assert bad.card == (NEW, 0)


@pytest.mark.parametrize(("again", "code"), [(NEW, (0, "ok")), (PIN, (1, "words_differ"))])
def test_a_program_answers_for_both_pins_and_for_the_new_one_twice(bad, tmp_path, again, code):
    program = tmp_path / "askpass"
    program.write_text('#!/bin/sh\necho "$ESIGN_ASKPASS_KIND" >>"$0.asked"\n'
                       f"case $ESIGN_ASKPASS_KIND in pin) echo {PIN} ;; new_pin) echo {NEW} ;; "
                       f"new_pin_again) echo {again} ;; esac\n")
    program.chmod(0o700)
    result = run(bad, "change", environment={"ESIGN_ASKPASS": str(program)})
    assert outcome(result) == code
    asked = (tmp_path / "askpass.asked").read_text().split()
    assert asked == ["pin", "new_pin", "new_pin_again"]
    assert bad.card == (NEW if code[0] == 0 else PIN, 0)


def test_a_wrong_old_pin_changes_nothing_and_is_given_once(bad, answers):
    result = run(bad, "change", *answers(pin=WRONG, new_pin=NEW))
    assert outcome(result) == (1, "wrong_pin")
    assert (bad.card, bad.calls("C_SetPIN")) == ((PIN, 1), 0)


def test_a_new_pin_that_the_card_refuses_leaves_the_old_one(bad, answers):
    result = run(bad, "change", *answers(pin=PIN, new_pin=NEW), how="new-pin:refused")
    assert outcome(result) == (1, "pin_refused")
    assert result.json["data"] | {"pin": None} == {
        "reader": tokens.READER, "label": "CARD", "serial": "0001", "pin": None,
        "verified": True, "changed": False}
    assert bad.card == (PIN, 0)


@pytest.mark.parametrize(("how", "code"), [("new-pin:none", (5, "module_failed")),
                                           ("new-pin:error", (9, "outcome_unknown"))])
def test_the_old_pin_was_right_whatever_came_of_the_new_one(bad, answers, how, code):
    result = run(bad, "change", *answers(pin=PIN, new_pin=NEW), how=how)
    assert outcome(result) == code
    assert (result.json["data"]["verified"], result.json["data"]["changed"]) == (True, False)


@pytest.mark.parametrize(
    ("new", "again", "code"),
    [(PIN, PIN, "answer_invalid"), ("123", "123", "answer_invalid"),
     (NEW, "111111", "words_differ"), ("pass12", "pass12", "answer_invalid")],
)
def test_a_new_pin_that_cannot_be_is_refused_before_the_card_sees_anything(bad, answers, new, again,
                                                                           code):
    result = run(bad, "change", *answers(pin=PIN, new_pin=new, new_pin_again=again))
    assert result.json["code"] == code
    assert bad.calls("C_Login") == 0


# ---------------------------------------------------------------- secrets


def test_the_child_keeps_the_pin_no_longer_than_its_call(bad, answers):
    """The module searches the memory of its own process when it is to log out."""
    pin = "73195026"
    needle = "".join(chr(ord(each) + 1) for each in pin)
    environment = {"BAD_MODULE_NEEDLE": needle}
    for how in ("any-pin", "any-pin keep-pin"):  # the second, that the search finds what is there
        result = run(bad, "verify", *answers(pin=pin), how=how, environment=environment)
        assert result.status == 0
        assert pin not in result.out + result.err
    said = (bad.folder / "calls").read_text().split()
    assert [word for word in said if word.startswith("found:")] == ["found:0", "found:1"]
    assert min(int(word.split(":")[1]) for word in said if word.startswith("pages:")) > 50
