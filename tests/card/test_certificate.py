# SPDX-License-Identifier: Apache-2.0
"""card-check's certificate, through real modules: OpenSC with a virtual card, and SoftHSM2."""

import certificates_made
import pytest
import tokens


@pytest.fixture
def make(tmp_path):
    """make("over", statements=()) gives a certificate."""
    made = []

    def one(window="valid", **options):
        made.append(tmp_path / f"certificate{len(made)}")
        return certificates_made.make(made[-1], window, **{"kind": "EC:P-256", **options})

    return one


def check(stack, token, *arguments):
    result = tokens.run("card-check", *arguments, token=token, stack=stack)
    assert result.status == 0, result.err
    return result


def told(stack, token, *arguments):
    """The first reader, where nothing went wrong."""
    data = check(stack, token, "--json", *arguments).json["data"]
    assert data["certificate_problem"] is None
    return data["readers"][0]


@pytest.mark.parametrize("atr", ["akis-1.2", "other"])
def test_opensc_reads_it_from_a_card_without_a_pin(stack, opensc, make, atr):
    card = stack.seat_piv(make(kind="RSA:2048"), atr=atr)
    certificate = told(stack, opensc)["certificate"]
    assert certificate["issuer"] == certificates_made.ISSUER
    assert certificate["serial"] == f"{certificates_made.SERIAL:016X}"
    assert certificate["qualified"] and certificate["on_device"] and certificate["for_signing"]
    assert certificate["statements"] == list(certificates_made.QUALIFIED)
    assert card.spent == 0


def test_opensc_tells_several_and_the_one_to_sign_with(stack, opensc, make):
    old = make("over", serial=0x11)
    enters = make(usage="digitalSignature", serial=0x22)
    signs = make("not-begun", serial=0x33)
    stack.seat_piv(enters, old, signs)
    reader = told(stack, opensc)
    assert reader["certificate"]["serial"] == "33"
    assert sorted(each["serial"] for each in reader["certificates"]) == ["11", "22", "33"]


def test_a_card_in_the_second_reader_has_its_certificate_there(stack, opensc, make):
    stack.seat("other", 0)
    stack.seat_piv(make(), reader=1)
    data = check(stack, opensc, "--json").json["data"]
    assert data["certificate_problem"] is None
    assert [bool(each["certificate"]) for each in data["readers"]] == [False, True]


def test_a_name_that_the_module_cuts_is_not_taken_for_anothers(make_stack, opensc, make):
    """PKCS#11 has 64 bytes for it, in which both of these have one name: the only card is told, and
    is not guessed to be in the one that was asked for."""
    stack = make_stack(names=[b"R" * 70])
    stack.seat_piv(make(), reader=1)
    readers = check(stack, opensc, "--json").json["data"]["readers"]
    assert [bool(each["certificate"]) for each in readers] == [False, True]
    stack.seat("other", 0)
    data = check(stack, opensc, "--json", "--reader", "00 00").json["data"]
    assert data["readers"][0]["certificate"] is None
    assert "in which reader" in data["certificate_problem"]["message"]


def test_a_card_without_a_certificate_has_none(stack, opensc):
    stack.seat_piv()
    assert told(stack, opensc)["certificates"] == []
    assert "no certificate" in check(stack, opensc).out


def test_softhsm_tells_its_certificate(stack, softhsm, make):
    softhsm.add(make(statements=(*certificates_made.QUALIFIED, "2.16.792.1.61.0.1.5070.1.1")))
    stack.seat("akis-1.2")
    certificate = told(stack, softhsm)["certificate"]
    assert certificate["owner_id"] == "100•••••146"
    assert certificate["law_5070"] is True


@pytest.mark.parametrize(
    ("window", "time", "says"),
    [("valid", "valid", None), ("not-begun", "not_begun", "until the old certificate ends"),
     ("over", "over", "Its time is over"), ("ending", "ending", "ends in less than 3")],
)
def test_its_time_is_told(stack, opensc, make, window, time, says):
    stack.seat_piv(make(window))
    certificate = told(stack, opensc)["certificate"]
    assert certificate["time"] == time
    assert (certificate["days_left"] is None) == (time in ("not_begun", "over"))
    text = check(stack, opensc).out.replace("\n", " ")
    assert (says in text) if says else "Its time" not in text


def test_its_owner_is_masked_unless_asked_for(stack, opensc, make):
    made = make()
    stack.seat_piv(made)
    for arguments in ((), ("--json",), ("--verbose",)):
        shown = check(stack, opensc, *arguments)
        for secret in ("Deniz", "Örnek\n", certificates_made.NUMBER, "BEGIN CERTIFICATE"):
            assert secret not in shown.out + shown.err
    certificate = told(stack, opensc, "--full")["certificate"]
    assert certificate["owner"] == certificates_made.NAME
    assert certificate["owner_id"] == certificates_made.NUMBER
    der = certificates_made.openssl("x509", "-outform", "DER", input=certificate["pem"].encode())
    assert der == made.der


def test_a_person_reads_it(stack, opensc, make):
    stack.seat_piv(make("valid"), atr="akis-1.2")
    lines = check(stack, opensc).out.splitlines()
    at = lines.index("Certificate on the card:")
    assert lines[at + 1 : at + 5] == [
        "  Owner               D••• Ö•••",
        "  Identity number     100•••••146",
        f"  Issuer              {certificates_made.ISSUER}",
        f"  Serial number       {certificates_made.SERIAL:016X}",
    ]
    assert lines[at + 7] == "  Kind                qualified e-signature certificate"


def test_a_certificate_that_is_not_qualified_is_called_so(stack, opensc, make):
    stack.seat_piv(make(statements=()))
    assert told(stack, opensc)["certificate"]["qualified"] is False
    assert "not a qualified certificate" in check(stack, opensc).out


def test_its_text_cannot_reach_the_terminal(stack, opensc, make):
    stack.seat_piv(make(subject=(("CN", "Deniz\x1b[31m\u202e"), ("serialNumber", "1000"))))
    for arguments in (("--full",), ("--full", "--json"), ("--full", "--lang", "tr")):
        shown = check(stack, opensc, *arguments).out
        assert "Deniz" in shown
        assert not set(shown) & {"\x1b", "\u202e"}


def test_the_makers_module_missing_is_a_hint(stack):
    stack.seat("akis-1.2")
    result = tokens.run("card-check", "--json", stack=stack)
    data = result.json["data"]
    if data["module"]:
        pytest.skip("the card maker's module is installed here")
    assert (result.status, data["certificate_problem"]["code"]) == (0, "module_absent")
    assert "libakisp11.so" in tokens.run("card-check", stack=stack).out


def test_another_makers_card_asks_for_no_module(stack):
    stack.seat("other")
    data = tokens.run("card-check", "--json", stack=stack).json["data"]
    assert (data["module"], data["certificate_problem"]) == (None, None)


def test_waiting_ends_with_the_certificate(stack, opensc, make, esign):
    waiting = esign.start(stack, "--json", "--wait", "--module", opensc.module)
    waiting.said()
    stack.seat_piv(make())
    assert waiting.end().json["data"]["readers"][0]["certificate"]["time"] == "valid"


def test_lines_fit_a_terminal_in_both_languages(stack, opensc, make):
    stack.seat_piv(make("not-begun"))
    for language in ("tr", "en"):
        lines = check(stack, opensc, "--lang", language).out.splitlines()
        assert all(len(line) <= 80 for line in lines), lines
