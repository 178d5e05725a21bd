# SPDX-License-Identifier: Apache-2.0
"""esign card-check --atr: an answer to reset explained, without a reader."""

import pytest

AKIS = "3B9F968131FE45806755454B41451212318073B3A180EA"


def card(esign, atr):
    result = esign.json("card-check", "--atr", atr)
    assert (result.status, result.code) == (0, "ok")
    return result.data["card"]


def test_it_is_taken_apart(esign):
    told = card(esign, AKIS)
    assert (told["family"], told["name"], told["fault"]) == ("akis", "AKİS v1.2", "well_formed")
    assert (told["convention"], told["check_byte"]) == ("direct", "right")
    assert told["historical"] == "806755454B41451212318073B3A180"
    assert [one["name"] + " " + one["value"] for one in told["interface"]] == [
        "TA1 96", "TD1 81", "TD2 31", "TA3 FE", "TB3 45"]
    assert told["interface"][0]["numbers"] == {"fi": 512, "di": 32, "max_khz": 5000}


def test_it_is_repeated_as_it_was_read(esign):
    assert esign.json("card-check", "--atr", "3b:02 14-50").data["atr"] == "3B021450"


def test_a_value_that_the_standard_reserves_is_null(esign):
    assert card(esign, "3B1070")["interface"][0]["numbers"] == {
        "fi": None, "di": None, "max_khz": None}


def test_what_is_wrong_with_it_is_told(esign):
    faults = {"3C021450": "bad_start", "3B0214": "cut", "3B02145000": "too_long",
              AKIS[:-2] + "EB": "bad_check", "3B" + "00" * 255: "too_long"}
    assert {atr: card(esign, atr)["fault"] for atr in faults} == faults


def test_a_person_reads_it_in_their_language(esign):
    esign.options = ["--lang", "en"]
    english = esign.run("card-check", "--atr", AKIS).out
    esign.options = ["--lang", "tr"]
    turkish = esign.run("card-check", "--atr", AKIS).out
    assert "Fi 512, Di 32: 16 clock cycles a bit" in english and "blocks of up to 254" in english
    assert "Protocols         T=1" in english.splitlines()
    assert "Protokoller       T=1" in turkish.splitlines()
    assert "bit başına 16 saat çevrimi" in turkish and "en çok 254 baytlık bloklar" in turkish
    assert max(map(len, (english + turkish).splitlines())) <= 80


def test_a_protocol_that_no_byte_names_is_told_all_the_same(esign):
    """Without TD1 it is T=0."""
    esign.options = ["--lang", "en"]
    assert "Protocols         T=0" in esign.run("card-check", "--atr", "3B021450").out.splitlines()


@pytest.mark.parametrize("options", [("--atr", AKIS, "--full"), ("--watch", "--full")])
def test_an_option_without_effect_is_refused(esign, options):
    result = esign.json("card-check", *options)
    assert (result.status, result.code) == (2, "usage")


def test_no_service_is_asked(esign):
    result = esign.json("card-check", "--atr", AKIS, env={"PCSCLITE_CSOCK_NAME": "/nowhere"})
    assert (result.status, result.data["readers"]) == (0, [])
