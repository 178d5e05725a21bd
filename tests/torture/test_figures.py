# SPDX-License-Identifier: Apache-2.0
"""The report itself: a figure that hides a failure would make all others worthless."""

import pytest

import figures


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(figures, "FOLDER", str(tmp_path))
    monkeypatch.setattr(figures, "TREE", "a1b2c3d")
    return tmp_path


def test_a_case_that_went_wrong_fails_the_test_and_stands_in_the_report(folder):
    with pytest.raises(AssertionError, match="1 of 3 went wrong"):
        figures.publish("trust", 1, "an invented case", 3, ["the second"])
    assert "3 / 1  an invented case" in figures.report(figures.read(folder))


def test_a_figure_of_nothing_tried_fails_the_test():
    with pytest.raises(AssertionError, match="nothing was tried"):
        figures.publish("trust", 1, "an invented case", 0, [])


def test_the_report_says_which_part_was_tried_of_what(folder, monkeypatch):
    figures.publish("trust", 2, "an invented case", 3, [])
    assert figures.report(figures.read(folder)).endswith("\nof a1b2c3d")
    monkeypatch.setattr(figures, "TREE", "d4e5f6a")
    figures.publish("time", 10, "another", 4, [])
    assert figures.report(figures.read(folder)).endswith("\nof d4e5f6a: time\nof a1b2c3d: trust")
