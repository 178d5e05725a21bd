# SPDX-License-Identifier: Apache-2.0
"""esign card-check against a real pcscd with virtual readers: each state, looked at once."""

import time

import pytest
from virtual_card import ATRS

FIRST, SECOND = "Virtual Reader A 00 00", "Virtual Reader A 00 01"


def reader(result, name=FIRST):
    return {each["name"]: each for each in result.json["data"]["readers"]}[name]


def has(told, **wanted):
    return {key: told[key] for key in wanted} == wanted


def assert_fails(result, code, status=5):
    told = result.json
    assert (told["code"], told["status"], result.status) == (code, status, status)
    assert told["ok"] is False
    assert told["error"]["code"] == code
    assert told["error"]["message"] and told["error"]["hint"]
    assert told["data"]["seated"] is False


def test_a_seated_card_is_ok(stack, esign):
    stack.seat("akis-1.2")
    result = esign(stack, "--json")
    assert result.status == 0
    assert result.json["ok"] is True
    assert result.json["code"] == "ok"
    assert result.json["error"] is None


def test_data_has_the_keys_of_the_contract_and_no_others(stack, esign):
    stack.seat("akis-1.2")
    data = esign(stack, "--json").json["data"]
    assert set(data) == {"seated", "cause_code", "cause", "remedy", "readers", "atr", "card",
                         "module", "certificate_problem"}
    assert [each["name"] for each in data["readers"]] == [FIRST, SECOND]
    for each in data["readers"]:
        assert set(each) == {"name", "state", "atr", "card", "certificate", "certificates"}
        assert each["certificate"] is None


@pytest.mark.parametrize(
    ("card", "name"),
    [
        ("akis-1.0", "AKİS v1.0"),
        ("akis-1.2", "AKİS v1.2"),
        ("akis-2.2.8", "AKİS v2.2.8"),
        ("akis-2.5.2", "AKİS v2.5.2"),
    ],
)
def test_an_akis_card_is_named(stack, esign, card, name):
    stack.seat(card)
    seen = reader(esign(stack, "--json"))
    assert seen["state"] == "present"
    assert seen["atr"] == ATRS[card]
    assert has(seen["card"], family="akis", name=name, protocols=["T=1"])


def test_another_card_is_seated_all_the_same(stack, esign):
    stack.seat("other")
    result = esign(stack, "--json")
    assert result.status == 0
    assert result.json["data"]["seated"] is True
    assert has(reader(result)["card"], family="other", name=None, protocols=["T=0"])


def test_what_follows_is_said_for_an_akis_card_only(stack, esign):
    stack.seat("other", 1)
    assert esign(stack, "--json").json["next"] is None
    stack.seat("akis-1.2", 0)
    assert esign(stack, "--json").json["next"]["command"] == "login"


def test_a_card_with_bytes_that_are_no_atr_is_seated(stack, esign):
    stack.seat("00112233")
    result = esign(stack, "--json")
    assert result.status == 0
    assert reader(result)["atr"] == "00112233"
    assert reader(result)["card"]["family"] == "other"


def test_a_reader_without_a_card_is_empty(stack, esign):
    result = esign(stack, "--json")
    assert_fails(result, "no_card")
    seen = reader(result)
    assert (seen["state"], seen["atr"], seen["card"]) == ("empty", None, None)


def test_a_card_that_does_not_answer_is_mute(stack, esign):
    stack.seat("mute")
    result = esign(stack, "--json")
    assert_fails(result, "card_mute")
    assert reader(result)["state"] == "mute"


def test_a_card_held_exclusively_is_in_use_and_known_all_the_same(stack, esign):
    stack.seat("akis-1.2")
    stack.hold("exclusive")
    result = esign(stack, "--json")
    assert_fails(result, "reader_in_use")
    assert reader(result)["state"] == "in_use"
    assert reader(result)["atr"] == ATRS["akis-1.2"]
    assert reader(result)["card"]["name"] == "AKİS v1.2"


def test_the_best_of_several_readers_decides(make_stack, esign):
    stack = make_stack(pairs=2)
    stack.seat("mute", 0)
    assert_fails(esign(stack, "--json"), "card_mute")
    stack.seat("akis-1.2", 1)
    stack.hold("exclusive", 1)
    assert_fails(esign(stack, "--json"), "reader_in_use")
    stack.seat("other", 3)
    assert esign(stack, "--json").status == 0


def test_a_card_in_the_last_of_sixteen_readers_is_seen(make_stack, esign):
    stack = make_stack(pairs=8)
    stack.seat("akis-1.0", 15)
    result = esign(stack, "--json")
    assert result.status == 0
    assert len(result.json["data"]["readers"]) == 16
    assert reader(result, "Virtual Reader H 00 01")["card"]["name"] == "AKİS v1.0"


def test_sixteen_readers_can_be_waited_on(make_stack, esign):
    stack = make_stack(pairs=8)
    waiting = esign.start(stack, "--json", "--wait")
    waiting.said()
    stack.seat("akis-1.0", 15)
    assert waiting.end().status == 0


def test_reader_keeps_those_whose_name_holds_the_text(stack, esign):
    stack.seat("akis-1.2", 0)
    result = esign(stack, "--json", "--reader", "reader a 00 01")
    assert_fails(result, "no_card")
    assert [each["name"] for each in result.json["data"]["readers"]] == [SECOND]


def test_a_reader_text_that_fits_none_is_no_reader(stack, esign):
    result = esign(stack, "--json", "--reader", "Elsewhere")
    assert_fails(result, "no_reader")
    assert "Elsewhere" in result.json["error"]["message"]
    assert result.json["data"]["readers"] == []


def test_a_reader_of_the_configuration_file_that_fits_none_is_told_with_its_line(
        stack, esign, tmp_path, monkeypatch):
    (tmp_path / "esign").mkdir()
    path = tmp_path / "esign" / "config"
    path.write_text("[esign]\nreader = Elsewhere\n", encoding="utf-8")
    path.chmod(0o600)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    result = esign(stack, "--json")
    assert_fails(result, "no_reader")
    assert result.json["error"]["message"].startswith(f"{path}, line 2: ")
    other = esign(stack, "--json", "--reader", "Elsewhere")
    assert str(path) not in other.json["error"]["message"]


@pytest.mark.long
def test_a_hung_service_is_given_up_after_five_seconds(stack, esign):
    stack.freeze_service()
    began = time.monotonic()
    result = esign(stack, "--json")
    assert 5 <= time.monotonic() - began < 10
    assert_fails(result, "pcsc_hung")


def test_the_cause_is_in_the_chosen_language_or_null(stack, esign):
    assert esign(stack, "--json").json["data"]["cause"] == "the reader is empty"
    assert esign(stack, "--json", "--lang", "tr").json["data"]["cause"] == "okuyucu boş"
    stack.seat("akis-1.2")
    assert esign(stack, "--json").json["data"]["cause"] is None


def test_a_person_reads_a_sentence_and_a_line_for_each_reader(stack, esign):
    stack.seat("akis-1.2")
    result = esign(stack)
    assert result.status == 0
    assert result.out.splitlines()[:3] == [
        "The chip is seated and answers: AKİS v1.2.",
        f"  {FIRST}  card seated  AKİS v1.2",
        f"  {SECOND}  empty",
    ]


def test_a_person_is_told_what_to_do(stack, esign):
    result = esign(stack)
    assert result.status == 5
    assert f"  {FIRST}  empty" in result.out.splitlines()
    assert "the reader is empty" in result.err
    assert "Put the card in" in result.err


def test_a_person_is_told_of_a_card_that_is_not_akis(stack, esign):
    stack.seat("other")
    assert "not an AKİS card" in esign(stack).out


def test_verbose_shows_the_atr(stack, esign):
    stack.seat("akis-1.2")
    assert ATRS["akis-1.2"] not in esign(stack).out
    assert f"    ATR {ATRS['akis-1.2']}" in esign(stack, "--verbose").out.splitlines()


def test_looking_leaves_the_card_to_a_program_that_holds_it(stack, esign):
    stack.seat("akis-1.2")
    stack.hold("exclusive")
    assert esign(stack).status == 5
    stack.release()
    assert esign(stack, "--json").status == 0
