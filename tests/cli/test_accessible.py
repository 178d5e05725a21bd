# SPDX-License-Identifier: Apache-2.0
"""What who uses a screen reader meets: nothing is drawn, nothing ticks."""

import pytest
from person import Person
from prompts import ASK_ID, ASK_PHONE, ASK_PICTURE
from runner import ID
from terminal import CTRL_C, Terminal

BLOCKS = {chr(code) for code in range(0x2500, 0x25A0)}  # lines and blocks, as pictures have them
ANEW = "\r\x1b[K"


@pytest.mark.parametrize(("option", "drawn"), [((), True), (("--accessible",), False)])
def test_a_picture_is_named_and_drawn_only_for_who_can_see_it(person, option, drawn):
    terminal = Terminal(person.esign, "login", *option)
    terminal.answer(ASK_ID, ID)
    terminal.see(ASK_PICTURE).type(CTRL_C)
    terminal.end()
    assert "default-picture.png" in terminal.text()
    assert bool(BLOCKS & set(terminal.text())) == drawn
    terminal.close()


@pytest.mark.parametrize(("option", "ticks"), [((), True), (("--accessible",), False)])
def test_the_codes_seconds_tick_only_for_who_can_see_them(make_portal, tmp_path, option, ticks):
    person = Person(tmp_path, make_portal(sms_seconds=2)).logged_in()
    terminal = Terminal(person.esign, "sms-verify", *option)
    terminal.answer(ASK_PHONE, "y")
    terminal.see("the time to enter the SMS code is over")
    assert terminal.end() == 1
    assert (ANEW in terminal.text()) == ticks
    terminal.close()


def test_doctor_tells_a_screen_reader_everything_in_sentences(esign):
    told = esign.run("doctor", "--offline", "--accessible").out
    assert "clock: fine. the year is right" in told
    assert not set("✓✗→") & set(told)
    assert "  " not in told
