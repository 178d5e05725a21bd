# SPDX-License-Identifier: Apache-2.0
"""A profile of one's own: --profile FILE. The portals are invented."""

import json
import re
from pathlib import Path

import pytest
from runner import ID
from other import PHONE, form

EXAMPLES = Path(__file__).resolve().parents[1] / "unit" / "profiles"
MANUAL = Path(__file__).resolve().parents[2] / "docs" / "man" / "esign-profile.5.in"


def profile_of(esign, **more):
    return esign.file("mine.json", json.dumps({"format": 1, "extends": "kamusm", **more}))


def with_other_words():
    return form().replace("Kimlik No", "Üye Sicili")


def test_a_word_more_lets_a_page_walk_that_did_not_before(other):  # noqa: F811
    portal = other(start=with_other_words(), login=PHONE)
    assert portal.login().code == "page_unknown"
    own = profile_of(portal.esign, name="mine", fields={"id": ["Üye Sicili"]})
    result = portal.login("--profile", own)
    assert (result.code, result.data["phone"]) == ("ok", "54 ... 25")


def test_inspect_shows_what_a_word_more_means(esign):
    page = esign.file("page.html", with_other_words())

    def kinds(*options):
        fields = esign.json(*options, "inspect", page).data["forms"][0]["fields"]
        return [field["kind"] for field in fields]

    assert "id" not in kinds()
    assert "id" in kinds("--profile", profile_of(esign, fields={"id": ["Üye Sicili"]}))


def test_the_manuals_example_of_one_word_works(esign):
    literal = re.search(r"^\.Bd -literal[^\n]*\n(\{.*?\})\n\.Ed", MANUAL.read_text(encoding="utf-8"),
                        re.MULTILINE | re.DOTALL).group(1)
    own = esign.file("mine.json", literal)
    ((action, words),) = json.loads(literal)["actions"].items()
    page = esign.file("page.html", f"<a href=x>{words[0]}</a>")
    link = esign.json("--profile", own, "inspect", page).data["links"][0]
    assert (link["label"], link["kind"]) == (words[0], action)
    assert esign.json("inspect", page).data["links"][0]["kind"] != action


@pytest.mark.parametrize("more, line, reason", [
    ('"fields": {\n"id": 5}', 3, '"fields.id" is not a list of texts'),
    ('"feilds": {}', 2, '"feilds" is not a key that is known here'),
    ('"screens": [\n\n{"name": "strat", "labels": ["pin"]}]', 4,
     '"screens[0].name" is not the name of a screen'),
    ('"messages": [{"code": "wrong",\n"any": ["x"]}]', 2,
     '"messages[0].code" is not a code of esign'),
    ('"origins":\n["https://example.org/x"]', 3, '"origins[0]" is not an origin'),
    ('"advice": ["Uyarı"]', 2, '"advice[0]" has other characters than small letters'),
    ('"asides": []', 2, '"asides" is empty'),
    ('"steps": [{"at": "home", "to": "login", "follow": ["lgoin"]}]', 2,
     '"steps[0].follow[0]" names a kind that has no words in "actions"'),
    ('"title": "x",\n"title": "y"', 3, "a key stands twice in one object"),
    ('"title": x', 2, "it is not well-formed JSON"),
])
def test_a_wrong_file_is_told_with_line_and_reason_and_nothing_is_sent(
    esign, listener, more, line, reason
):
    own = esign.file("mine.json", '{"format": 1, "extends": "kamusm",\n' + more + "}")
    result = esign.json(
        "--profile", own, "--start", listener.url, "login", "--no-input",
        "--id-file", esign.file("id", ID), "--word-file", esign.file("word", "Abc12345"),
    )
    assert (result.status, result.code) == (2, "profile_invalid")
    assert f"mine.json', line {line}: {reason}" in result.error["message"]
    assert listener.connections == 0


@pytest.mark.parametrize("path", sorted((EXAMPLES / "bad").glob("*.json")), ids=lambda p: p.stem)
def test_a_wrong_example_is_refused_in_turkish_too(esign, path):
    esign.options = ["--lang", "tr"]
    result = esign.json("--profile", path, "inspect", esign.file("p.html", "<p>x"))
    assert (result.status, result.code) == (2, "profile_invalid")
    assert re.search(r"profili, \d+\. satır: ", result.error["message"])


def test_a_session_is_not_carried_into_another_profile(other):  # noqa: F811
    portal = other(start=with_other_words(), login=PHONE)
    own = profile_of(portal.esign, name="mine", fields={"id": ["Üye Sicili"]})
    assert portal.login("--profile", own).code == "ok"
    result = portal.run("sms-verify", "--send-only")
    assert result.status in (2, 4)
