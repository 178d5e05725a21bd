# SPDX-License-Identifier: Apache-2.0
"""A portal that is slow, broken, huge or strange: a clear status, and nothing spent."""

import time

import pytest
from person import Person

GETS = {
    "slow=20": (7, "timed_out"),
    "http500@GET:/": (7, "portal_down"),
    "huge@GET:/": (7, "too_large"),
    "deep@GET:/": (7, "too_large"),
    "unknown-page@GET:/": (8, "page_unknown"),
    "elsewhere@GET:/": (8, "left_portal"),
}


def count_of(person):
    return [entry["count"] for entry in person.esign.json("status").data["wrong_words"]]


@pytest.fixture
def at_fault(tmp_path, make_portal):
    """A person at a portal with the fault."""

    def make(fault):
        return Person(tmp_path, make_portal(fault=fault))

    return make


@pytest.mark.parametrize("fault", GETS)
def test_before_an_answer_is_sent_nothing_is_decided(at_fault, fault):
    person = at_fault(fault)
    started = time.monotonic()
    result = person.login(person.portal.word, "--timeout", "2")
    assert (result.status, result.code) == GETS[fault]
    assert time.monotonic() - started < 30
    assert count_of(person) == []
    kept = result.code in ("page_unknown", "page_ambiguous", "needs_browser")  # for `esign page`
    assert person.esign.json("status").data["session"] is kept


POSTS = ["close-after-post", "http500@POST:/", "huge@POST:/", "cut@POST:/", "elsewhere@POST:/"]


@pytest.mark.parametrize("fault", POSTS)
def test_after_an_answer_was_sent_the_outcome_is_unknown(at_fault, make_portal, fault):
    person = at_fault(fault + "*1" if "@" in fault else fault)
    result = person.login(person.portal.word)
    assert (result.status, result.code) == (9, "outcome_unknown")
    assert result.error["retryable"] is False


@pytest.mark.parametrize("fault", POSTS)
def test_an_unknown_outcome_counts_as_a_try(at_fault, fault):
    person = at_fault(fault + "*1" if "@" in fault else fault)
    person.login(person.portal.word)
    assert count_of(person) == [1]


def test_a_connection_closed_unanswered_sees_the_answer_once(at_fault):
    person = at_fault("close-after-post")
    person.login(person.portal.word)
    person.portal.stop()
    assert person.portal.paths("POST") == ["/giris"]


def test_status_says_of_a_counted_word_that_it_need_not_be_wrong(at_fault):
    person = at_fault("close-after-post")
    person.login(person.portal.word)
    shown = person.esign.run("status")
    assert "Tries counted   1 of three for 100" in shown.out
    assert "not known what came of it" in " ".join(shown.out.split())
    assert "wrong words" not in shown.out.lower()
    assert "Next: esign login" in shown.err


def test_a_slow_portal_that_took_the_answer_has_an_unknown_outcome(at_fault):
    person = at_fault("slow=20@POST:/")
    result = person.login(person.portal.word, "--timeout", "2")
    assert (result.status, result.code) == (9, "outcome_unknown")


def test_an_unknown_page_leaves_a_report_without_values(at_fault):
    person = at_fault("unknown-page@GET:/")
    result = person.login(person.portal.word)
    assert result.code == "page_unknown"
    reports = [path for path in person.esign.kept() if str(path) in result.error["hint"]]
    assert reports, result.error["hint"]
    assert str(reports[0]) in result.err


@pytest.mark.parametrize("markup", ["modern", "tables", "jsf", "placeholder"])
def test_a_second_wrong_code_is_one_though_the_page_says_it_in_the_same_words(
    make_portal, tmp_path, markup
):
    person = Person(tmp_path, make_portal(markup=markup)).logged_in()
    assert person.send_sms().code == "ok"
    right = person.portal.newest_code()
    for left in ("2", "1"):
        result = person.sms_verify("111111" if right != "111111" else "222222")
        assert result.code == "wrong_code"
        assert f"Kalan deneme hakkınız: {left}" in result.error["portal_message"]


def test_a_second_wrong_picture_and_a_second_wrong_word_are_told_like_the_first(
    make_portal, tmp_path
):
    person = Person(tmp_path, make_portal())
    blind = [person.login(person.portal.word, env=person.blind()).code for _ in range(2)]
    wrong = [person.login("Yanlis1").code for _ in range(2)]
    assert (blind, wrong) == (["wrong_captcha"] * 2, ["wrong_word"] * 2)
    assert count_of(person) == [2]


def test_after_the_third_word_status_says_what_unblocks_the_account(make_portal, tmp_path):
    person = Person(tmp_path, make_portal())
    codes = [person.login("Yanlis1", *more).code for more in ((), (), ("--last-try",))]
    assert (codes[2], count_of(person)) == ("account_blocked", [3])
    shown = " ".join(person.esign.run("status").err.split())
    assert "Next: esign forgot-word (the account is probably blocked" in shown
    assert "one more that is wrong" not in shown


def test_logout_from_a_page_without_an_exit_says_what_becomes_of_the_portals_session(
    make_portal, tmp_path
):
    person = Person(tmp_path, make_portal()).logged_in()
    result = person.esign.run("logout")
    assert result.status == 0
    told = " ".join(result.err.split())
    assert "no way to log out is in sight on its page" in told
    assert "a session there ends by itself after a while" in told
