# SPDX-License-Identifier: Apache-2.0
"""The whole recovery over TLS, from scripts: with files, with one object, with a program."""

import json

import pytest
from person import NEW_WORD, Person
from runner import ID

DIGITS = set("0123456789")


def two_runs(person, command, *more):
    """A picture across two runs: the first run's result and the second's."""
    picture = person.esign.folder / "picture"
    first = person.esign.json("--no-input", command, *more, "--captcha-out", picture)
    second = person.esign.json("--no-input", command, *more, "--captcha", person.portal.captcha())
    return first, second


def test_the_whole_recovery_by_files(person):
    portal, esign = person.portal, person.esign
    word = person.word_file(NEW_WORD)

    _, asked = two_runs(person, "forgot-word", "--id-file", person.id)
    assert asked.data["requested"] is True
    assert asked.json["next"]["command"] == "reset-word"

    reset = esign.json(
        "--no-input", "reset-word", "--mail", portal.newest_mail(), "--word-file", word
    )
    assert reset.data["updated"] is True
    assert reset.json["next"]["command"] == "login"

    _, login = two_runs(person, "login", "--id-file", person.id, "--word-file", word)
    assert login.data["phone"]
    assert login.json["next"]["command"] == "sms-verify"

    sent = esign.json("--no-input", "sms-verify", "--send-only")
    assert sent.data["sent"] is True and sent.data["verified"] is False
    assert 0 < sent.data["expires_in"] <= 290

    code = esign.file("code", portal.newest_code())
    verified = esign.json("--no-input", "sms-verify", "--code-file", code)
    assert verified.data["verified"] is True
    assert "PIN / PUK Bilgisi" in verified.data["menu"]
    assert verified.json["next"]["command"] == "pin-puk"

    shown = esign.json("--no-input", "pin-puk")
    (card,) = shown.data["cards"]
    assert card["pin"] and set(card["pin"]) <= DIGITS
    assert card["puk"] and set(card["puk"]) <= DIGITS
    assert card["serial"]

    left = esign.json("--no-input", "logout")
    assert left.data == {"portal_told": True, "forgotten": True}


def test_the_whole_recovery_by_one_object_on_standard_input(person):
    portal, esign = person.portal, person.esign

    def give(*line, **kinds):
        return esign.json("--no-input", "--answers", "-", *line, stdin=json.dumps(kinds))

    assert give("forgot-word", id=ID).code == "input_needed"
    assert give("forgot-word", id=ID, captcha=portal.captcha()).data["requested"]
    assert give("reset-word", "--mail", portal.newest_mail(), word=NEW_WORD).data["updated"]
    assert give("login", id=ID, word=NEW_WORD).code == "input_needed"
    assert give("login", id=ID, word=NEW_WORD, captcha=portal.captcha()).data["phone"]
    assert give("sms-verify", "--send-only").data["sent"]
    assert give("sms-verify", code=portal.newest_code()).data["verified"]
    assert give("pin-puk").data["cards"]


def test_the_whole_recovery_by_a_program(person):
    portal, esign = person.portal, person.esign
    script = f"""
case $ESIGN_ASKPASS_KIND in
    id) echo {ID} ;;
    captcha) [ -s "$ESIGN_CAPTCHA_FILE" ] && tail -n 1 "{portal.captcha_file}" ;;
    word | word_again) echo '{NEW_WORD}' ;;
    code) cat "$CODE_FILE" ;;
esac"""
    env = {"ESIGN_ASKPASS": esign.askpass(script)}
    assert esign.json("forgot-word", env=env).data["requested"]
    assert esign.json("reset-word", "--mail", portal.newest_mail(), env=env).data["updated"]
    assert esign.json("login", env=env).data["phone"]
    assert esign.json("sms-verify", "--send-only", env=env).data["sent"]
    env["CODE_FILE"] = esign.file("code", portal.newest_code())
    assert esign.json("sms-verify", env=env).data["verified"]
    assert esign.json("pin-puk", env=env).data["cards"]


@pytest.mark.parametrize("markup", ["tables", "jsf", "placeholder"])
def test_the_words_are_enough_in_any_markup(tmp_path, make_portal, markup):
    person = Person(tmp_path, make_portal(markup=markup))
    assert person.forgot_word().data["requested"] is True
    assert person.reset_word().data["updated"] is True
    assert person.login(NEW_WORD).code == "ok"
    assert person.send_sms().data["sent"] is True
    assert person.sms_verify().data["verified"] is True
    assert person.esign.json("pin-puk").data["cards"][0]["pin"]
    assert person.esign.json("logout").data == {"portal_told": True, "forgotten": True}


def test_each_answer_is_posted_once(person):
    person.forgot_word()
    person.reset_word()
    person.login(NEW_WORD)
    person.send_sms()
    person.sms_verify()
    person.esign.json("pin-puk")
    posts = person.portal.paths("POST")
    answers = ["/giris", "/sms-kod", "/sms-onay", "/sozcuk", "/sozcuk-istek"]
    assert [posts.count(path) for path in answers] == [2, 1, 1, 1, 1], posts
    # "Güvenlik Sözcüğümü Unuttum" is a button of the login form: it leads on with an empty form.


def test_a_login_without_sms_ends_at_the_menu(tmp_path, make_portal):
    person = Person(tmp_path, make_portal(no_sms=True))
    result = person.login(person.portal.word)
    assert result.data["phone"] is None
    assert result.json["next"]["command"] == "pin-puk"
    assert person.esign.json("pin-puk").data["cards"]


@pytest.fixture
def with_two_cards(tmp_path, make_portal):
    return Person(tmp_path, make_portal(no_sms=True, cards=2)).logged_in()


def test_both_cards_are_shown(with_two_cards):
    cards = with_two_cards.esign.json("pin-puk").data["cards"]
    assert len({card["serial"] for card in cards}) == 2


def test_one_field_of_several_cards_needs_a_serial(with_two_cards):
    result = with_two_cards.esign.json("--no-input", "pin-puk", "--field", "pin")
    assert (result.status, result.code) == (3, "input_needed")
    assert result.error["needs"] == ["serial"]
    assert result.error["message"].endswith(": serial")


# What leaves the choice open, and the status that it ends with.
UNCHOSEN = {"none": ([], 3), "one that no card has": (["--serial", "nonsense"], 1),
            "one that fits two": (["--serial", "ALS"], 1)}


@pytest.mark.parametrize("what", UNCHOSEN)
def test_the_cards_to_choose_from_are_named_without_their_secrets(with_two_cards, what):
    options, status = UNCHOSEN[what]
    esign = with_two_cards.esign
    cards = esign.json("pin-puk").data["cards"]
    result = esign.json("--no-input", "pin-puk", "--field", "pin", *options)
    assert result.status == status
    for card in cards:
        assert card["serial"] in result.error["hint"] and "--serial" in result.error["hint"]
        assert card["pin"] not in result.out + result.err
        assert card["puk"] not in result.out + result.err
    assert [(card["serial"], card["pin"]) for card in result.data["cards"]] == [
        (card["serial"], None) for card in cards]
    assert result.data["portal_messages"] == []
    text = " ".join(esign.run("--no-input", "pin-puk", "--field", "pin", *options).err.split())
    assert result.error["hint"] in text


def test_a_serial_picks_its_card(with_two_cards):
    esign = with_two_cards.esign
    cards = esign.json("pin-puk").data["cards"]
    result = esign.run("pin-puk", "--field", "pin", "--serial", cards[1]["serial"])
    assert result.out == cards[1]["pin"] + "\n"


def test_an_old_link_is_told_as_such(tmp_path, make_portal):
    person = Person(tmp_path, make_portal(link_minutes=0))
    person.forgot_word()
    result = person.reset_word()
    assert (result.status, result.code) == (1, "link_expired")


def test_people_get_words_and_no_json(person):
    person.at_the_menu()
    for line in (["status"], ["pin-puk"], ["logout"]):
        result = person.esign.run(*line)
        assert result.status == 0
        assert result.out and "{" not in result.out


@pytest.mark.parametrize("field", ["pin", "puk", "serial"])
def test_a_field_is_that_value_alone(person, field):
    person.at_the_menu()
    card = person.esign.json("pin-puk").data["cards"][0]
    assert person.esign.run("pin-puk", "--field", field).out == card[field] + "\n"


def test_a_serial_that_no_card_has_is_not_found(person):
    person.at_the_menu()
    result = person.esign.json("pin-puk", "--serial", "nonsense")
    assert (result.status, result.code) == (1, "not_found")


def test_the_words_of_the_new_word_differ_and_nothing_is_sent(person):
    person.forgot_word()
    answers = person.esign.answers(word=NEW_WORD, word_again=NEW_WORD + "x")
    mail = person.portal.newest_mail()
    result = person.esign.json("--no-input", "--answers", answers, "reset-word", "--mail", mail)
    assert (result.status, result.code) == (1, "words_differ")
    assert person.reset_word().code == "ok", "the link was spent"


def test_a_link_is_taken_once(person):
    person.forgot_word()
    assert person.reset_word().code == "ok"
    result = person.reset_word()
    assert (result.status, result.code) == (1, "link_expired")
    assert result.data["updated"] is False


def test_a_phone_that_ends_otherwise_gets_no_sms(person):
    person.logged_in()
    result = person.send_sms("--phone-ends", "99")
    assert (result.status, result.code) == (1, "phone_mismatch")
    assert person.portal.codes() == []


def test_a_phone_that_ends_so_gets_its_sms(person):
    person.logged_in()
    ends = person.portal.phone[-2:]
    assert person.send_sms("--phone-ends", ends).data["sent"]


def test_a_code_on_its_way_is_not_sent_again(person):
    person.logged_in()
    person.send_sms()
    assert person.send_sms().data["sent"] is True
    assert len(person.portal.codes()) == 1


def test_a_wrong_code_is_told_and_the_right_one_still_taken(person):
    person.logged_in()
    person.send_sms()
    right = person.portal.newest_code()
    wrong = person.sms_verify("0" * len(right) if right != "0" * len(right) else "1" * len(right))
    assert (wrong.status, wrong.code) == (1, "wrong_code")
    assert person.sms_verify(right).data["verified"] is True


def test_a_code_given_before_its_sms_is_not_used(person):
    person.logged_in()
    result = person.esign.json(
        "--no-input", "--answers", person.esign.answers(code="123456"), "sms-verify"
    )
    assert (result.status, result.code) == (3, "input_needed")
    assert result.error["needs"] == ["code"]
    assert result.data["sent"] is True


@pytest.mark.parametrize("command", ["sms-verify", "pin-puk"])
def test_without_a_login_a_later_step_says_so(person, command):
    result = person.esign.json(command)
    assert (result.status, result.code) == (4, "login_needed")
    assert result.json["next"] is None or result.json["next"]["command"] == "login"


def test_a_phone_that_ends_otherwise_gets_no_second_sms_either(person):
    person.logged_in()
    assert person.send_sms().code == "ok"
    result = person.send_sms("--resend", "--phone-ends", "99")
    assert (result.code, len(person.portal.codes())) == ("phone_mismatch", 1)


def test_a_phone_that_ends_otherwise_is_told_where_the_sms_was_sent_already(person):
    person.logged_in()
    assert person.send_sms().code == "ok"
    assert person.send_sms("--phone-ends", "99").code == "phone_mismatch"
    assert person.send_sms("--phone-ends", "25").code == "ok"
    assert len(person.portal.codes()) == 1


def test_a_phone_that_ends_so_gets_its_second_sms(person):
    person.logged_in()
    person.send_sms()
    result = person.send_sms("--resend", "--phone-ends", "25")
    assert (result.code, len(person.portal.codes())) == ("ok", 2)
