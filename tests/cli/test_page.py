# SPDX-License-Identifier: Apache-2.0
"""A page that is not known is looked at, and gone on from by hand."""

import json
from pathlib import Path

import pytest
from person import Person
from practice import PIN, PUK
from runner import ID

BUILT_IN = Path(__file__).resolve().parents[2] / "src" / "profiles" / "kamusm.json"

WRONG = "Yanlis1Soz"
CAPTCHA = "Resimdeki Yazı"
WORD = "Güvenlik Sözcüğü"


def lose(person):
    """Gives a person a profile that knows no way: every walk stops at the portal's first page."""
    profile = json.loads(BUILT_IN.read_text(encoding="utf-8"))
    profile |= {"name": "lost", "start": person.portal.url, "origins": [person.portal.origin]}
    profile["steps"] = [step for step in profile["steps"] if step["at"] == "menu"]
    path = person.esign.file("lost.json", json.dumps(profile))
    person.esign.options += ["--profile", path]
    return person


@pytest.fixture
def lost(person):
    return lose(person)


def first_page(person):
    result = person.login(person.portal.word)
    assert (result.status, result.code) == (8, "page_unknown"), result.err
    return result


def page(person, *steps, answers=None, **options):
    line = ["page", *steps]
    if answers is not None:
        line += ["--answers", person.esign.file("page.json", json.dumps({"field": answers}))]
    return person.esign.json("--no-input", *line, **options)


def at_the_login(person):
    first_page(person)
    assert page(person, "follow", "Bireysel İşlemler").code == "ok"
    result = page(person, "follow", "Şifreli Giriş")
    assert (result.code, result.data["screen"]) == ("ok", "login"), result.err
    return person


def log_in(person, word, *more):
    """By hand, as someone who has seen the picture."""
    person.esign.json("--no-input", "login")  # fetches the picture of the page
    answers = {"Kimlik No": ID, CAPTCHA: person.portal.captcha(), WORD: word}
    return page(
        person, "fill", "Kimlik No", "fill", CAPTCHA, "fill", WORD, "press", "Giriş", *more,
        answers=answers,
    )


def counts(person):
    return [entry["count"] for entry in person.esign.json("status").data["wrong_words"]]


# ---- to look ----


def test_without_a_page_there_is_nothing_to_look_at(esign):
    result = esign.json("page")
    assert (result.status, result.code) == (4, "login_needed")


def test_a_page_that_stopped_a_command_can_be_looked_at(make_portal, tmp_path):
    person = Person(tmp_path, make_portal(fault="unknown-page@GET:/"))
    stopped = person.login(person.portal.word)
    assert stopped.code == "page_unknown"
    assert stopped.error["hint"].endswith("Look at it with: esign page")
    result = page(person)
    assert result.code == "ok"
    assert result.data["screen"] is None
    assert result.data["text"]


def test_looking_asks_the_network_nothing(lost):
    first_page(lost)
    seen = len(lost.portal.requests())
    assert page(lost).data["sent"] is False
    assert len(lost.portal.requests()) == seen


def test_fields_buttons_and_links_stand_where_they_are_in_the_text(lost):
    at_the_login(lost)
    data = page(lost).data
    lines = data["text"]
    assert lines.index("# Şifreli Giriş Ekranı") < lines.index(
        next(line for line in lines if line.startswith("[field] Kimlik No"))
    ) < lines.index("[button] Giriş")
    assert "Kimlik No" in [field["label"] for field in data["fields"]]
    assert "Giriş" in data["buttons"]


def test_the_text_fits_80_columns(lost):
    at_the_login(lost)
    result = lost.esign.run("page")
    assert result.status == 0
    assert max(len(line) for line in result.out.splitlines()) <= 80


def test_no_query_is_shown(lost):
    at_the_login(lost)
    assert "?" not in page(lost).data["url"].removesuffix("?…")


# ---- by hand ----


def test_a_walk_by_hand_leads_from_the_first_page_to_the_phone(lost):
    at_the_login(lost)
    result = log_in(lost, lost.portal.word)
    assert (result.code, result.data["screen"]) == ("ok", "phone"), result.err
    assert result.data["sent"] is True
    assert result.json["next"]["command"] == "sms-verify"


def test_commands_go_on_from_where_it_leads(lost):
    at_the_login(lost)
    assert log_in(lost, lost.portal.word).code == "ok"
    assert lost.send_sms().code == "ok"
    assert lost.sms_verify().code == "ok"


def test_login_goes_on_from_the_page_that_was_reached_by_hand(lost):
    at_the_login(lost)
    home = lost.portal.paths("GET").count("/")
    assert lost.login(lost.portal.word).code == "ok"
    assert lost.portal.paths("GET").count("/") == home


def test_a_code_can_be_asked_for_and_given_by_hand(lost):
    at_the_login(lost)
    log_in(lost, lost.portal.word)
    assert page(lost, "press", "Onay").data["screen"] == "code"
    assert lost.esign.json("status").data["sms_expires_in"] > 0
    result = page(lost, "fill", "SMS Onay Kodu", "press", "Gönder",
                  answers=lost.portal.newest_code())
    assert (result.code, result.data["screen"]) == ("ok", "menu")


def test_of_the_pin_page_nothing_but_links_is_shown_and_kept(lost):
    at_the_login(lost)
    log_in(lost, lost.portal.word)
    lost.send_sms()
    lost.sms_verify()
    result = page(lost, "press", "PIN / PUK Bilgisi")
    assert result.data["screen"] == "pin"
    kept = result.out + page(lost).out + lost.esign.run("page").out
    assert PIN not in kept and PUK not in kept


# ---- nothing is sent ----


@pytest.mark.parametrize("steps, code, status", [
    (["press", "Yok Böyle Bir Düğme"], "not_found", 1),
    (["fill", "Yok", "press", "Giriş"], "not_found", 1),
    (["fill", "Kimlik No"], "input_needed", 3),
    (["fill", "Kimlik No", "follow", "Giriş"], "usage", 2),
    (["clear", "press", "Giriş"], "usage", 2),
    (["picture", "Yok"], "not_found", 1),
    (["press", "Giriş", "press", "Giriş"], "usage", 2),
    (["press"], "usage", 2),
    (["poke", "Giriş"], "usage", 2),
    (["fill", "Kimlik No", "fill", "KIMLIK NO", "press", "Giriş"], "usage", 2),
    (["fill", "Kimlik No", "press", "Giriş"], "input_needed", 3),
])
def test_a_step_that_cannot_be_done_sends_nothing(lost, steps, code, status):
    at_the_login(lost)
    seen = len(lost.portal.requests())
    result = page(lost, *steps)
    assert (result.status, result.code) == (status, code), result.err
    assert len(lost.portal.requests()) == seen


def test_what_is_there_is_told_where_nothing_fits(lost):
    at_the_login(lost)
    assert "Giriş" in page(lost, "press", "Yok").error["hint"]


def test_a_field_s_missing_value_is_named(lost):
    at_the_login(lost)
    assert page(lost, "fill", "Kimlik No", "press", "Giriş").error["needs"] == ["field"]


def test_words_that_fit_two_things_choose_neither(lost):
    at_the_login(lost)
    log_in(lost, lost.portal.word)
    lost.send_sms()
    lost.sms_verify()
    seen = len(lost.portal.requests())
    result = page(lost, "press", "Sertifika")
    assert (result.status, result.code) == (8, "page_ambiguous"), result.err
    assert len(lost.portal.requests()) == seen


def test_an_identity_number_that_cannot_be_right_is_not_sent(lost):
    at_the_login(lost)
    seen = len(lost.portal.requests())
    result = page(lost, "fill", "Kimlik No", "press", "Giriş", answers="10000000145")
    assert (result.status, result.code) == (2, "answer_invalid")
    assert len(lost.portal.requests()) == seen


# ---- one thing at a time ----


@pytest.fixture
def keyring(lost):
    """A test that needs the kernel to keep what was filled in."""
    at_the_login(lost)
    if "in memory" in page(lost, "fill", "Kimlik No", answers=ID).err:
        pytest.skip("the kernel's keyring is refused here")
    page(lost, "clear")
    return lost


def fill_in(person, label, answer):
    result = page(person, "fill", label, answers=answer)
    assert result.code == "ok", result.err
    return result


def filled(result):
    return [field["label"] for field in result.data["fields"] if field["filled"]]


def test_what_is_filled_in_waits_for_its_button(keyring):
    fetch_picture(keyring)
    fill_in(keyring, "Kimlik No", ID)
    fill_in(keyring, CAPTCHA, keyring.portal.captcha())
    result = fill_in(keyring, WORD, keyring.portal.word)
    assert filled(result) == ["Kimlik No", CAPTCHA, WORD]
    pressed = page(keyring, "press", "Giriş")
    assert (pressed.code, pressed.data["screen"]) == ("ok", "phone"), pressed.err
    assert len(keyring.portal.paths("POST")) == 1


def fetch_picture(person):
    result = page(person, "picture")
    assert result.code == "ok", result.err
    return Path(result.data["picture"])


def test_filling_in_asks_the_network_nothing(keyring):
    seen = len(keyring.portal.requests())
    assert fill_in(keyring, "Kimlik No", ID).data["sent"] is False
    assert len(keyring.portal.requests()) == seen


def test_what_waits_to_be_sent_is_in_no_file(keyring):
    fill_in(keyring, "Kimlik No", ID)
    fill_in(keyring, WORD, WRONG)
    for path, content in keyring.esign.kept().items():
        assert WRONG.encode() not in content, path
        assert ID.encode() not in content, path


def test_a_field_can_be_filled_in_again(keyring):
    fill_in(keyring, WORD, WRONG)
    fill_in(keyring, WORD, keyring.portal.word)
    fetch_picture(keyring)
    result = page(keyring, "fill", "Kimlik No", "fill", CAPTCHA, "press", "Giriş",
                  answers={"Kimlik No": ID, CAPTCHA: keyring.portal.captcha()})
    assert result.data["screen"] == "phone", result.err


def test_what_was_sent_waits_no_longer(keyring):
    fetch_picture(keyring)
    for label, answer in (("Kimlik No", ID), (CAPTCHA, "0"), (WORD, keyring.portal.word)):
        fill_in(keyring, label, answer)
    assert page(keyring, "press", "Giriş").code == "wrong_captcha"
    assert filled(page(keyring)) == []
    assert counts(keyring) == []


def test_what_could_not_be_sent_still_waits(keyring):
    fill_in(keyring, "Kimlik No", ID)
    fill_in(keyring, WORD, WRONG)
    keyring.portal.stop()
    assert page(keyring, "press", "Giriş").status == 7
    assert filled(page(keyring)) == ["Kimlik No", WORD]


def test_a_counted_word_still_needs_its_owner(keyring):
    fill_in(keyring, WORD, WRONG)
    posts = len(keyring.portal.paths("POST"))
    assert page(keyring, "press", "Giriş").code == "usage"
    assert len(keyring.portal.paths("POST")) == posts


@pytest.mark.parametrize("steps", [["page", "clear"], ["logout"], ["login", "--no-input"]])
def test_what_was_filled_in_is_forgotten(keyring, steps):
    fill_in(keyring, "Kimlik No", ID)
    keyring.esign.run(*steps)
    if steps != ["page", "clear"]:
        at_the_login(keyring)
    assert filled(page(keyring)) == []


def test_going_on_to_another_page_forgets_what_was_filled_in(keyring):
    fill_in(keyring, "Kimlik No", ID)
    page(keyring, "press", "Güvenlik Sözcüğümü Unuttum")
    assert filled(page(keyring)) == []


# ---- pictures ----


def test_the_picture_of_an_unknown_page_is_fetched(lost):
    at_the_login(lost)
    picture = fetch_picture(lost)
    assert picture.read_bytes()[:4] == b"\x89PNG"
    assert picture.stat().st_mode & 0o777 == 0o600


def test_a_picture_goes_where_it_is_wanted(lost, tmp_path):
    at_the_login(lost)
    wanted = tmp_path / "resim.png"
    result = page(lost, "picture", "1", "--captcha-out", str(wanted))
    assert result.data["picture"] == str(wanted)
    assert wanted.exists()


# ---- the promises hold ----


def test_a_word_given_by_hand_is_counted(lost):
    at_the_login(lost)
    result = log_in(lost, WRONG)
    assert (result.status, result.code) == (1, "wrong_word"), result.err
    assert result.error["tries_left"] == 2
    assert counts(lost) == [1]


def test_the_third_wrong_word_is_not_sent_by_hand(lost):
    at_the_login(lost)
    log_in(lost, WRONG)
    log_in(lost, WRONG)
    posts = len(lost.portal.paths("POST"))
    result = log_in(lost, WRONG)
    assert (result.status, result.code) == (6, "last_try")
    assert len(lost.portal.paths("POST")) == posts
    assert counts(lost) == [2]


def test_a_word_whose_owner_is_not_told_is_not_sent(lost):
    at_the_login(lost)
    posts = len(lost.portal.paths("POST"))
    result = page(lost, "fill", WORD, "press", "Giriş", answers=WRONG)
    assert (result.status, result.code) == (2, "usage")
    assert "esign login" in result.error["hint"]
    assert len(lost.portal.paths("POST")) == posts
    assert counts(lost) == []


def test_the_other_button_of_the_form_counts_nothing(lost):
    at_the_login(lost)
    result = page(lost, "press", "Güvenlik Sözcüğümü Unuttum")
    assert (result.code, result.data["screen"]) == ("ok", "forgot")
    assert counts(lost) == []


def test_an_answer_whose_outcome_is_not_known_is_sent_once(make_portal, tmp_path):
    person = Person(tmp_path, make_portal(fault="close-after-post@POST:/giris*1"))
    assert person.esign.json("--no-input", "login").code == "input_needed"
    result = log_in(person, person.portal.word)
    assert (result.status, result.code) == (9, "outcome_unknown"), result.err
    assert counts(person) == [1]
    assert page(person).data["screen"] == "login"


def test_a_redirect_away_from_the_portal_is_not_gone_after(make_portal, tmp_path):
    person = lose(Person(tmp_path, make_portal(fault="elsewhere@GET:/bireysel")))
    first_page(person)
    result = page(person, "follow", "Bireysel İşlemler")
    assert (result.status, result.code) == (9, "outcome_unknown"), result.err
    assert "elsewhere.example.org" in result.error["message"]
    assert page(person).data["url"] == person.portal.url


def test_what_was_filled_in_is_not_kept(lost):
    at_the_login(lost)
    log_in(lost, WRONG)
    for path, content in lost.esign.kept().items():
        assert WRONG.encode() not in content, path
        assert ID.encode() not in content, path


def test_a_password_is_asked_for_by_its_label(lost):
    at_the_login(lost)
    script = 'echo "$ESIGN_ASKPASS_KIND $1" >> asked; echo x'
    lost.esign.json("page", "fill", WORD, "press", "Giriş",
                    env={"ESIGN_ASKPASS": lost.esign.askpass(script)})
    asked = (lost.esign.folder / "cwd" / "asked").read_text(encoding="utf-8")
    assert asked == "field Güvenlik Sözcüğü (not shown): \n"
