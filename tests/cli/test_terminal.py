# SPDX-License-Identifier: Apache-2.0
"""What a person at a terminal meets: the prompts, and every way out of them."""

import json
import signal
from pathlib import Path

import pytest
from person import NEW_WORD, Person
from portal import Portal
from practice import PIN, PUK
from runner import ID
from prompts import (
    ASK_AGAIN, ASK_CODE, ASK_ID, ASK_LAST_TRY, ASK_LINK, ASK_NEW_WORD, ASK_PHONE, ASK_PICTURE,
    ASK_SERIAL, ASK_WORD, VIEW_END,
)
from terminal import ALTERNATE, CTRL_C, CTRL_D, CTRL_Z, ENTER, MAIN, Terminal

GROUPED_PIN = f"{PIN[:3]} {PIN[3:]}"


class Places:
    """Persons who stand just before a prompt, each made once: to be interrupted there, or to
    give no answer, leaves them where they are."""

    def __init__(self, folder):
        self.folder = folder
        self.portals = {}
        self.persons = {}

    def portal(self, **options):
        key = tuple(sorted(options.items()))
        if key not in self.portals:
            self.portals[key] = Portal(**options)
        return self.portals[key]

    def person(self, name):
        if name not in self.persons:
            several = name == "several"
            portal = self.portal(cards=2, no_sms=True) if several else self.portal()
            self.persons[name] = Person(self.folder / name, portal)
            getattr(self, "_make_" + name)(self.persons[name])
        return self.persons[name]

    def _make_new(self, person):
        pass

    def _make_mailed(self, person):
        assert person.forgot_word().code == "ok"

    def _make_logged_in(self, person):
        person.logged_in()

    def _make_sent(self, person):
        person.logged_in()
        assert person.send_sms().code == "ok"

    def _make_inside(self, person):
        person.at_the_menu()

    def _make_warned(self, person):
        for _ in range(2):
            assert person.login("yanlis").code == "wrong_word"

    def _make_several(self, person):
        person.logged_in()

    def close(self):
        for portal in self.portals.values():
            portal.remove()


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    made = Places(tmp_path_factory.mktemp("places"))
    yield made
    made.close()


@pytest.fixture
def sit_down(places):
    """Starts esign as a person of `places`, in a terminal."""
    open_ones = []

    def start(name, *args, **options):
        open_ones.append(Terminal(places.person(name).esign, *args, **options))
        return open_ones[-1]

    yield start
    for terminal in open_ones:
        terminal.close()


# Each prompt: who comes to it, by which command, after which answers; its words.

def to_id(sit_down, places, command="login"):
    return sit_down("new", command).see(ASK_ID)


def to_forgot_id(sit_down, places):
    return to_id(sit_down, places, "forgot-word")


def to_picture(sit_down, places):
    person = places.person("new")
    return sit_down("new", "login", "--id-file", person.id).see(ASK_PICTURE)


def to_forgot_picture(sit_down, places):
    person = places.person("new")
    return sit_down("new", "forgot-word", "--id-file", person.id).see(ASK_PICTURE)


def to_word(sit_down, places):
    return to_picture(sit_down, places).type("00000" + ENTER).see(ASK_WORD)


def to_new_word(sit_down, places):
    mail = places.person("mailed").portal.newest_mail()
    return sit_down("mailed", "reset-word", "--mail", mail).see(ASK_NEW_WORD)


def to_word_again(sit_down, places):
    return to_new_word(sit_down, places).type(NEW_WORD + ENTER).see(ASK_AGAIN)


def to_link(sit_down, places):
    return sit_down("new", "reset-word").see(ASK_LINK)


def to_phone(sit_down, places):
    return sit_down("logged_in", "sms-verify").see(ASK_PHONE)


def to_code(sit_down, places):
    return sit_down("sent", "sms-verify").see(ASK_CODE)


def to_last_try(sit_down, places):
    person = places.person("warned")
    return sit_down("warned", "login", "--id-file", person.id).see(ASK_LAST_TRY)


# What terminals write when a file is dropped on them.
DROPPED = {
    "in quotation marks": lambda path: f"'{path}' ",
    "with backslashes": lambda path: path.replace(" ", "\\ ") + " ",
    "as an address": lambda path: "file://" + path.replace(" ", "%20"),
}


@pytest.mark.parametrize("how", DROPPED)
def test_the_guide_takes_the_saved_message_as_a_terminal_drops_it(person, how):
    assert person.forgot_word().code == "ok"
    mail = person.esign.folder / "my mail.eml"
    mail.write_bytes(Path(person.portal.newest_mail()).read_bytes())
    person.esign.env["PCSCLITE_CSOCK_NAME"] = str(person.esign.folder / "no-service")
    terminal = Terminal(person.esign, "guide")
    terminal.see("When the message is there:")
    terminal.answer("Number (Enter alone: 1): ", "2")
    terminal.answer("Name of the file: ", DROPPED[how](str(mail))).see(ASK_NEW_WORD)
    terminal.close()


def test_the_serials_stand_at_the_question_for_one(sit_down):
    terminal = sit_down("several", "pin-puk", "--field", "serial").see("There are several cards: ALS-")
    terminal.see(ASK_SERIAL).type("ALS-1000200031" + ENTER).see("ALS-1000200031")
    assert terminal.end() == 0


def to_serial(sit_down, places):
    return sit_down("several", "pin-puk", "--field", "pin").see(ASK_SERIAL)


SECRET_PROMPTS = [to_id, to_forgot_id, to_word, to_new_word, to_word_again, to_link, to_code]
OPEN_PROMPTS = [to_picture, to_forgot_picture, to_phone, to_last_try, to_serial]
PROMPTS = SECRET_PROMPTS + OPEN_PROMPTS


def name(value):
    return getattr(value, "__name__", str(value))


@pytest.mark.parametrize("to_prompt", SECRET_PROMPTS, ids=name)
def test_a_secret_is_not_echoed(sit_down, places, to_prompt):
    terminal = to_prompt(sit_down, places)
    assert not terminal.echoes()
    # What is typed is thrown away unsent by Ctrl-C; the terminal would have echoed it before.
    terminal.type("Gizli-5161" + CTRL_C)
    assert terminal.end() == -signal.SIGINT
    assert "5161" not in terminal.text()


def test_the_text_of_the_picture_is_echoed(sit_down, places):
    terminal = to_picture(sit_down, places)
    assert terminal.echoes()
    terminal.type("5161").see("5161")
    terminal.type(CTRL_C).end()


@pytest.mark.parametrize("to_prompt", PROMPTS, ids=name)
def test_ctrl_c_at_a_prompt_ends_by_sigint_with_the_terminal_as_it_was(
    sit_down, places, to_prompt
):
    terminal = to_prompt(sit_down, places)
    terminal.type("half" + CTRL_C)
    assert terminal.end() == -signal.SIGINT
    assert terminal.attributes() == terminal.before


@pytest.mark.parametrize("to_prompt", PROMPTS, ids=name)
def test_ctrl_d_at_a_prompt_is_status_3_with_the_terminal_as_it_was(sit_down, places, to_prompt):
    terminal = to_prompt(sit_down, places)
    terminal.type(CTRL_D)
    assert terminal.end() == 3
    assert terminal.attributes() == terminal.before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT], ids=name)
def test_a_signal_at_a_prompt_ends_by_it_with_the_terminal_as_it_was(sit_down, places, number):
    terminal = to_id(sit_down, places)
    assert terminal.attributes() != terminal.before
    terminal.signal(number)
    assert terminal.end() == -number
    assert terminal.attributes() == terminal.before


def test_a_whole_recovery_is_typed_and_no_secret_is_seen(sit_down, tmp_path, make_portal):
    person = Person(tmp_path, make_portal())
    portal, said = person.portal, []

    def run(*args, answers=()):
        terminal = Terminal(person.esign, *args)
        try:
            for prompt, text in answers:
                terminal.see(prompt).type((text() if callable(text) else text) + ENTER)
            assert terminal.end() == 0, terminal.text()
            said.append(terminal.text())
        finally:
            terminal.close()

    word = [(ASK_ID, ID), (ASK_PICTURE, portal.captcha), (ASK_WORD, NEW_WORD)]
    run("forgot-word", answers=word[:2])
    link = [(ASK_LINK, portal.link), (ASK_NEW_WORD, NEW_WORD), (ASK_AGAIN, NEW_WORD)]
    run("reset-word", answers=link)
    run("login", answers=word)
    run("sms-verify", answers=[(ASK_PHONE, "yes"), (ASK_CODE, portal.newest_code)])
    everything = "".join(said)
    for secret in (ID, NEW_WORD, portal.link(), portal.newest_code()):
        assert secret not in everything
    assert "Next: esign pin-puk" in everything


def test_an_answer_of_no_at_the_phone_sends_nothing(sit_down, places):
    before = len(places.portal().codes())
    terminal = to_phone(sit_down, places).type(ENTER)
    assert terminal.end() == 1
    assert len(places.portal().codes()) == before


def test_what_is_neither_yes_nor_no_at_the_phone_is_asked_again_and_sends_nothing(sit_down, places):
    before = len(places.portal().codes())
    terminal = to_phone(sit_down, places)
    for answer in ("yse", "?"):
        terminal.type(answer + ENTER).see("Please type y for yes or n for no.").see(ASK_PHONE)
    assert terminal.type("hmm" + ENTER).end() == 1
    assert len(places.portal().codes()) == before


def test_another_answer_at_the_last_try_sends_nothing(sit_down, places):
    terminal = to_last_try(sit_down, places)
    before = places.portal().count("POST", "/giris")
    terminal.type("yes" + ENTER)
    assert terminal.end() == 6
    assert "one more wrong word would block the account" in terminal.text()
    assert places.portal().count("POST", "/giris") == before


def test_yes_at_the_last_try_goes_on_to_the_picture(sit_down, places):
    terminal = to_last_try(sit_down, places).answer("", "YES").see(ASK_PICTURE)
    assert terminal.type(CTRL_C).end() == -signal.SIGINT


def in_turkish(places, who):
    return ["--lang", "tr", *places.person(who).esign.options[2:]]


@pytest.mark.parametrize("word, goes_on", [("YES", False), ("EVET", True)])
def test_in_turkish_the_last_try_takes_the_turkish_word(sit_down, places, word, goes_on):
    person = places.person("warned")
    options = in_turkish(places, "warned")
    terminal = sit_down("warned", "login", "--id-file", person.id, options=options)
    terminal.see("EVET").see("yazın: ").type(word + ENTER)
    if goes_on:
        terminal.see("Resimdeki yazı: ").type(CTRL_C)
    assert terminal.end() == (-signal.SIGINT if goes_on else 6)


def test_the_picture_is_drawn_above_its_prompt(sit_down, places):
    drawn = to_picture(sit_down, places).text().split(ASK_PICTURE)[0]
    assert drawn.count("\n") >= 5
    assert "\x1b[38;" in drawn


# PIN and PUK

def to_view(sit_down, **options):
    return sit_down("inside", "pin-puk", **options).see(VIEW_END)


def test_the_pin_is_on_the_alternate_screen_alone(sit_down):
    terminal = to_view(sit_down)
    assert GROUPED_PIN in terminal.text()
    terminal.type(ENTER)
    assert terminal.end() == 0
    assert terminal.screen.index(ALTERNATE) < terminal.screen.index(GROUPED_PIN.encode())
    assert terminal.screen.rindex(MAIN) > terminal.screen.rindex(GROUPED_PIN.encode())
    for value in (PIN, PUK, GROUPED_PIN, PUK[:4]):
        assert value not in terminal.outside_alternate()


def test_the_view_is_erased_in_place_and_leaves_the_scrollback_alone(sit_down):
    terminal = to_view(sit_down).type(ENTER)
    terminal.end()
    assert terminal.screen.count(b"\x1b[H\x1b[K\x1b[2;1H\x1b[J\x1b[H" + MAIN) == 1
    assert b"\x1b[3J" not in terminal.screen


@pytest.mark.parametrize("end", [CTRL_C, signal.SIGTERM, signal.SIGHUP], ids=repr)
def test_a_signal_in_the_view_leaves_it_first(sit_down, end):
    terminal = to_view(sit_down)
    if end == CTRL_C:
        terminal.type(CTRL_C)
    else:
        terminal.signal(end)
    assert terminal.end() == -(signal.SIGINT if end == CTRL_C else end)
    assert terminal.screen.count(MAIN) == 1
    assert GROUPED_PIN not in terminal.outside_alternate()
    assert PUK[:4] not in terminal.outside_alternate()
    assert terminal.attributes() == terminal.before


def test_ctrl_c_in_the_guides_view_leaves_it_and_says_how_it_goes_on(sit_down):
    terminal = sit_down("inside", "guide").answer("Press Enter to see them. ", "").see(VIEW_END)
    assert terminal.type(CTRL_C).end() == -signal.SIGINT
    shown = terminal.outside_alternate()
    assert shown.endswith("Go on where you were with: esign guide\r\n") and PUK[:4] not in shown
    assert terminal.attributes() == terminal.before


def test_a_guide_that_is_to_be_quiet_says_nothing_at_ctrl_c(sit_down):
    terminal = sit_down("inside", "--quiet", "guide").see("Press Enter to see them. ").type(CTRL_C)
    assert terminal.end() == -signal.SIGINT
    assert "Go on" not in terminal.text()


def test_the_view_cannot_be_stopped_with_the_pin_on_the_screen(sit_down):
    terminal = to_view(sit_down).type(CTRL_Z + ENTER)
    assert terminal.end() == 0
    assert terminal.screen.count(MAIN) == 1


def test_the_end_of_input_ends_the_view(sit_down):
    terminal = to_view(sit_down).type(CTRL_D)
    assert terminal.end() == 0
    assert terminal.screen.count(MAIN) == 1


def test_cards_that_do_not_fit_come_one_screen_after_the_other(sit_down, places):
    terminal = sit_down("several", "pin-puk", rows=10).see("Press Enter to go on.")
    first = terminal.text()
    assert first.count("PUK") == 1
    terminal.type(ENTER).see(VIEW_END)
    assert terminal.text().count("PUK") == 2
    terminal.type(ENTER)
    assert terminal.end() == 0
    assert "PUK" not in terminal.outside_alternate()


def test_the_view_is_cleared_by_itself_after_the_time_that_was_set(sit_down):
    terminal = sit_down("inside", "pin-puk", "--clear-after", "1").see(VIEW_END)
    assert terminal.end() == 0
    assert terminal.screen.count(MAIN) == 1
    assert GROUPED_PIN not in terminal.outside_alternate()
    assert terminal.attributes() == terminal.before


def test_enter_clears_the_view_before_its_time(sit_down):
    terminal = sit_down("inside", "pin-puk", "--clear-after", "3600").see(VIEW_END).type(ENTER)
    assert terminal.end() == 0
    assert terminal.screen.count(MAIN) == 1


@pytest.mark.parametrize("seconds", ["0", "-1", "1.5", "3601", "99999999999999999999", "x", ""])
def test_a_time_that_is_none_is_told_before_anything_is_fetched(sit_down, seconds):
    terminal = sit_down("new", "pin-puk", "--clear-after", seconds)
    assert terminal.end() == 2
    assert "1 to 3600" in terminal.text()


@pytest.mark.parametrize("term", ["dumb", "unknown", ""])
def test_a_terminal_that_cannot_clear_gets_no_pin(sit_down, term):
    terminal = sit_down("inside", "pin-puk", term=term)
    assert terminal.end() == 3
    assert "--field pin" in terminal.text() and "\x1b" not in terminal.text()
    assert PIN not in terminal.text() and GROUPED_PIN not in terminal.text()


def test_the_view_ends_with_its_terminal(sit_down):
    to_view(sit_down).hang_up()


def test_a_terminal_that_is_held_by_ctrl_s_does_not_hold_the_view(sit_down):
    view = to_view(sit_down).type("\x13")
    assert view.signal(signal.SIGTERM).end() == -signal.SIGTERM
    assert view.attributes() == view.before


def test_a_terminal_that_is_held_by_ctrl_s_does_not_hold_a_prompt(sit_down):
    prompt = sit_down("new", "login").see("not shown").type("\x13")
    assert prompt.signal(signal.SIGTERM).end() == -signal.SIGTERM
    assert prompt.attributes() == prompt.before


# Pipes

def test_a_pipe_gets_the_pin_plainly_and_the_terminal_nothing(sit_down):
    terminal = sit_down("inside", "pin-puk", out=True)
    assert terminal.end() == 0
    assert f"  {PIN}\n" in terminal.piped()
    assert PIN not in terminal.text() and "\x1b" not in terminal.text()


def test_with_pipes_at_both_ends_the_terminal_is_asked(sit_down, places):
    person = places.person("new")
    options = {"out": True, "given": b"not an answer\n"}
    terminal = sit_down("new", "--json", "login", "--id-file", person.id, **options)
    terminal.answer(ASK_PICTURE, "00000").answer(ASK_WORD, "Gizli-5161")
    assert terminal.end() == 1
    assert json.loads(terminal.piped())["code"] == "wrong_captcha"
    assert '"schema"' not in terminal.text() and "5161" not in terminal.text()


def test_no_input_asks_nothing_in_a_terminal_either(sit_down):
    terminal = sit_down("new", "--no-input", "login")
    assert terminal.end() == 3
    assert "(not shown)" not in terminal.text()


def test_text_is_broken_for_a_narrow_terminal(sit_down):
    terminal = sit_down("new", "status", "--help", rows=60, columns=44)
    assert terminal.end() == 0
    assert max(len(line) for line in terminal.text().splitlines()) <= 44
