# SPDX-License-Identifier: Apache-2.0
"""A fixed sample of the changed pages (mutations.sh has them all): never an answer in the wrong
field, never the wrong thing pressed."""

import pytest
from mutations import all_cases, cases_of, run
from scene import STEPS

ONE_IN = 7


@pytest.fixture(scope="module")
def sample():
    return run(all_cases()[::ONE_IN])


def test_no_changed_page_gets_an_answer_in_the_wrong_field(sample):
    assert [str(case) for case in sample if case.outcome == "wrong"] == []


def test_what_is_not_walked_ends_with_a_status_for_pages(sample):
    stopped = {case.why for case in sample if case.outcome == "stopped"}
    assert stopped == {"page_unknown", "page_ambiguous", "needs_browser"}


def test_the_judge_tells_a_wrong_field():
    """Words that are swapped behind the judge's back."""
    step = next(step for step in STEPS if step[0] == "login")
    case = cases_of("capitals", step)[0]
    words = case.scene.markup.words
    words["id"], words["word"] = words["word"], words["id"]
    assert run([case])[0].outcome == "wrong"


def test_pages_that_are_not_changed_are_walked():
    as_they_are = run([cases_of(name, step)[0] for name in ("struts", "titles", "webforms")
                       for step in STEPS])
    assert {case.outcome for case in as_they_are} == {"walked"}
