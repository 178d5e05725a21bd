# SPDX-License-Identifier: Apache-2.0
"""The virtual PIV card in a real reader: OpenSC and yubico-piv-tool take it for what it is, and
it misbehaves as it is told. Other tests stand on it."""

import certificates_made
import pytest
import tools
import virtual_card
from piv_card import AID

SELECT = "00A404000B" + AID.hex()
ASK = "00200080"
RIGHT, WRONG, NEW = "123456", "999999", "654321"
PUK = "12345678"
VERIFY = "0020008008" + "313233343536FFFF"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return certificates_made.make(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def card(stack, made):
    return stack.seat_piv(made)


def misbehaving(stack, card, *rules):
    """Another program has selected the application, and the card is told to misbehave."""
    stack.hold("shared")
    assert stack.transmit(SELECT).endswith("9000")
    card.misbehave(*rules)


@pytest.fixture(scope="module")
def seated(made):
    """A stack and its card, for tests that leave it where it is."""
    if lacking := virtual_card.missing():
        pytest.skip(lacking)
    with virtual_card.Stack() as stack:
        yield stack, stack.seat_piv(made)


@pytest.fixture
def told(seated):
    """told(rule…) gives a stack on which another program can transmit to a misbehaving card."""
    stack, card = seated

    def begin(*rules):
        misbehaving(stack, card, *rules)
        return stack

    yield begin
    card.misbehave()
    stack.release()


@pytest.mark.parametrize("atr", ["akis-1.2", "akis-2.2.8", "akis-2.5.2", "other"])
def test_opensc_reads_the_certificate_without_a_pin(stack, made, tmp_path, atr):
    card = stack.seat_piv(made, atr=atr)
    listed = tools.pkcs11(stack, "--list-objects", "--type", "cert")
    assert f"serial:     {certificates_made.SERIAL:016X}" in listed.out
    out = tmp_path / "read.der"
    tools.pkcs11(stack, "--read-object", "--type", "cert", "--id", "02", "--output-file", out)
    assert out.read_bytes() == made.der
    assert card.spent == 0


def test_opensc_reads_several_certificates(stack, made, tmp_path):
    other = certificates_made.make(tmp_path, "over", serial=0x77)
    stack.seat_piv(made, other)
    listed = tools.pkcs11(stack, "--list-objects", "--type", "cert").out
    assert listed.count("Certificate Object") == 2
    assert "serial:     77" in listed


def test_a_card_may_carry_no_certificate(stack):
    stack.seat_piv()
    assert tools.pkcs11(stack, "--list-objects", "--type", "cert").out == ""
    assert "Personal Identity" in tools.run(stack, "opensc-tool", "--name").out


def test_opensc_verifies_the_right_pin(stack, card):
    assert tools.pkcs15(stack, "--verify-pin", "--pin", RIGHT).status == 0
    assert (card.spent, card.told["pin_tries"]) == (1, 3)


def test_opensc_spends_tries_with_wrong_pins_until_the_card_is_locked(stack, card):
    for left in (2, 1, 0):
        assert tools.pkcs15(stack, "--verify-pin", "--pin", WRONG).status != 0
        assert card.told["pin_tries"] == left
    refused = tools.pkcs15(stack, "--verify-pin", "--pin", RIGHT)
    assert "blocked" in refused.err
    assert card.spent == 4


def test_pkcs11_tells_of_the_last_try_and_of_the_lock_and_spends_none(stack, card):
    def flags():
        return tools.pkcs11(stack, "--list-token-slots").out

    assert "try" not in flags()
    for _ in range(2):
        tools.yubico(stack, "verify-pin", "-P", WRONG)
    assert "final user PIN try" in flags()
    tools.yubico(stack, "verify-pin", "-P", WRONG)
    assert "user PIN locked" in flags()
    assert card.spent == 3


def test_a_pin_changed_with_opensc_holds_for_yubico_piv_tool(stack, card):
    assert tools.pkcs15(stack, "--change-pin", "--pin", RIGHT, "--new-pin", NEW).status == 0
    assert tools.yubico(stack, "verify-pin", "-P", NEW).status == 0
    assert "2 tries left" in tools.yubico(stack, "verify-pin", "-P", RIGHT).err


def test_a_pin_changed_with_yubico_piv_tool_holds_for_opensc(stack, card):
    assert tools.yubico(stack, "change-pin", "-P", RIGHT, "-N", NEW).status == 0
    assert tools.pkcs15(stack, "--verify-pin", "--pin", NEW).status == 0
    assert tools.pkcs15(stack, "--verify-pin", "--pin", RIGHT).status != 0


def test_yubico_piv_tool_reads_what_the_card_is(stack, card):
    status = tools.yubico(stack, "status")
    assert "Slot 9c" in status.out
    assert "serialNumber=10000000146" in status.out
    assert "PIN tries left:\t3" in status.out
    assert card.spent == 0


def test_yubico_piv_tool_unblocks_with_the_puk(stack, card):
    for _ in range(3):
        tools.yubico(stack, "verify-pin", "-P", WRONG)
    assert "PIN tries left:\t0" in tools.yubico(stack, "status").out
    assert tools.yubico(stack, "unblock-pin", "-P", PUK, "-N", NEW).status == 0
    assert tools.yubico(stack, "verify-pin", "-P", NEW).status == 0


def test_the_puk_has_tries_of_its_own(stack, card):
    for _ in range(3):
        assert tools.yubico(stack, "unblock-pin", "-P", "87654321", "-N", NEW).status != 0
    assert tools.yubico(stack, "unblock-pin", "-P", PUK, "-N", NEW).status != 0
    assert (card.told["puk_tries"], card.told["pin_tries"]) == (0, 3)


def test_the_tries_stay_with_the_card_when_it_is_pulled_and_seated_elsewhere(stack, card):
    tools.yubico(stack, "verify-pin", "-P", WRONG)
    stack.unseat()
    stack.seat(card, 1)
    assert "PIN tries left:\t2" in tools.yubico(stack, "status").out


def test_the_cards_pins_and_tries_may_be_others(stack, made):
    stack.seat_piv(made, pin="24681357", tries=10)
    assert "9 tries left" in tools.yubico(stack, "verify-pin", "-P", RIGHT).err
    assert tools.yubico(stack, "verify-pin", "-P", "24681357").status == 0


def test_two_cards_are_told_apart(stack, made):
    first, second = stack.seat_piv(made, reader=0), stack.seat_piv(made, reader=1)
    tools.run(stack, "pkcs15-tool", "--reader", "1", "--verify-pin", "--pin", WRONG)
    assert (first.spent, second.spent) == (0, 1)


@pytest.mark.parametrize(("rule", "answer"), [
    ({"do": "answer", "bytes": "90"}, "90"),
    ({"do": "answer", "bytes": "00112233"}, "00112233"),
    ({"do": "cut", "length": 1}, "63"),
    ({"do": "late", "seconds": 0.01}, "63c3"),
])
def test_it_answers_as_it_is_told(told, rule, answer):
    assert told(rule).transmit(ASK) == answer


@pytest.mark.parametrize("length", [259, 300, 0xFFFF])
def test_it_answers_with_more_than_may_be(told, length):
    assert told({"do": "fill", "length": length}).transmit(ASK) == "63c3" + "ff" * (length - 2)


def test_it_misbehaves_at_the_command_and_as_often_as_it_is_told(told):
    stack = told({"on": "verify-status", "skip": 1, "times": 2, "do": "answer", "bytes": "6f00"})
    answers = [stack.transmit(each) for each in (ASK, ASK, SELECT, ASK, ASK)]
    assert answers[:2] == ["63c3", "6f00"]
    assert answers[3:] == ["6f00", "63c3"]


def test_it_behaves_again_when_it_is_told(told, seated):
    stack = told({"do": "answer", "bytes": "6f00"})
    assert stack.transmit(ASK) == "6f00"
    seated[1].misbehave()
    assert stack.transmit(ASK) == "63c3"


def test_a_held_answer_comes_when_it_is_let_go(stack, card):
    card.misbehave({"on": "select", "do": "hold", "times": 1})
    waiting = tools.start(stack, "opensc-tool", "--send-apdu", SELECT)
    card.wait_until_told("select")
    assert waiting.process.poll() is None
    card.let_go()
    assert "SW1=0x90" in waiting.end().out


def test_pulled_inside_a_command_nothing_comes_and_a_try_may_be_spent(stack, card):
    misbehaving(stack, card, {"on": "verify", "do": "pull"})
    assert stack.transmit(VERIFY.replace("31", "39")) == ""
    assert (card.spent, card.told["pin_tries"]) == (1, 2)
    stack.wait_for("EMPTY")


def test_pulled_before_it_did_what_it_was_told_no_try_is_spent(stack, card):
    misbehaving(stack, card, {"on": "verify", "do": "pull", "before": True})
    assert stack.transmit(VERIFY.replace("31", "39")) == ""
    assert (card.spent, card.told["pin_tries"]) == (1, 3)


def test_pulled_between_two_commands_the_second_does_not_reach_it(stack, card):
    misbehaving(stack, card, {"on": "verify-status", "do": "leave"})
    assert stack.transmit(ASK) == "63c3"
    stack.wait_for("EMPTY")
    with pytest.raises(RuntimeError, match="80100069"):
        stack.transmit(VERIFY)
    assert card.spent == 0


def test_pulled_in_the_middle_of_its_answer_half_of_it_comes(stack, card):
    misbehaving(stack, card, {"do": "torn"})
    assert stack.transmit(ASK) == "63"
