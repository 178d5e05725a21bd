# SPDX-License-Identifier: Apache-2.0
"""The report itself: a figure that hides a failure would make all others worthless."""

import pytest

import figures


def test_a_case_that_went_wrong_fails_the_test_and_stands_in_the_report(tmp_path, monkeypatch):
    file = tmp_path / "figures"
    monkeypatch.setattr(figures, "FILE", str(file))
    with pytest.raises(AssertionError, match="1 of 3 went wrong"):
        figures.publish(1, "an invented case", 3, ["the second"])
    assert "3 / 1  an invented case" in figures.report(file.read_text().splitlines())


def test_a_figure_of_nothing_tried_fails_the_test(monkeypatch):
    monkeypatch.setattr(figures, "FILE", None)
    with pytest.raises(AssertionError, match="nothing was tried"):
        figures.publish(1, "an invented case", 0, [])
