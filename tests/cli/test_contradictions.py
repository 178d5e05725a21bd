# SPDX-License-Identifier: Apache-2.0
"""Pages that say no in words and yes by their screen: the words stand. All are invented."""

import pytest
from other import BAR, PHONE, WORD, form

CODE = (
    "<h1>SMS Onay Kodu Giriş Ekranı</h1><p>Cep telefonunuza gelen SMS Onay Kodunu Giriniz</p>"
    "<form method=post action=code><label>SMS Onay Kodu <input name=code></label>"
    "<input type=submit value=Gönder></form>"
)
MENU = "<h1>İşlemler Menüsü</h1>" + BAR
GO_ON = "<p>Devam etmek için tıklayınız.</p><a href=sms>Devam</a>"


def verified(portal, code="123456"):
    """The SMS code is given; the portal has led to its screen."""
    portal.login()
    return portal.run("sms-verify", "--answers", portal.esign.answers(code=code))


@pytest.mark.parametrize("screen, words, code", [
    (PHONE, "Güvenlik Sözcüğü hatalı. Son hakkınız kaldı.", "wrong_word"),
    (CODE, "Hesabınız bloke edilmiştir.", "account_blocked"),
    (MENU, "Giriş başarısız.", "wrong_word"),
    (PHONE, "İşleminiz gerçekleştirilemedi.", "portal_refused"),
])
def test_a_refusal_on_whatever_screen_is_no_acceptance(other, screen, words, code):
    portal = other(start=form(), login=f"<p role=alert>{words}</p>" + screen)
    assert portal.login().code == code
    assert portal.counts()[0] >= 1


def test_wrong_words_between_screens_that_contradict_them_are_counted(other):
    wrong = "<p role=alert>Güvenlik Sözcüğü hatalı.</p>"
    portal = other(start=form(), login=wrong + PHONE)
    assert [portal.login().code for _ in range(3)] == ["wrong_word", "wrong_word", "last_try"]
    assert portal.server.count("POST") == 2


def test_a_picture_that_is_wrong_on_a_screen_behind_the_word_leaves_the_try_counted(other):
    portal = other(start=form(), login="<p role=alert>Resimdeki yazı hatalı.</p>" + PHONE)
    assert portal.login().code == "outcome_unknown"
    assert portal.counts() == [1]


def test_a_refusal_before_a_click_to_go_on_stands(other):
    wrong = "<p role=alert>Güvenlik Sözcüğü hatalı. 1 hakkınız kaldı.</p>"
    portal = other(start=form(), login=wrong + GO_ON, sms=PHONE)
    assert portal.login().code == "wrong_word"
    assert portal.counts() == [2]


def test_a_page_behind_the_one_about_the_picture_may_say_more(other):
    picture = "<p role=alert>Resimdeki yazı hatalı.</p>"
    more = "<p role=alert>Güvenlik Sözcüğü hatalı.</p>" + form()
    portal = other(start=form(), login=picture + GO_ON, sms=more)
    assert portal.login().code == "wrong_word"
    assert portal.counts() == [1]


@pytest.mark.parametrize("words, code", [
    ("SMS onay kodu hatalı.", "wrong_code"),
    ("SMS onay kodu hatalı. Hesabınız bloke edilmiştir.", "account_blocked"),
    ("SMS onay kodunun süresi dolmuştur.", "code_expired"),
    ("İşleminiz gerçekleştirilemedi.", "outcome_unknown"),
])
def test_a_menu_that_refuses_the_code_is_no_acceptance(other, words, code):
    portal = other(start=form(), login=CODE, code=f"<p role=alert>{words}</p>" + MENU)
    result = verified(portal)
    assert (result.code, result.data["verified"]) == (code, False)


@pytest.mark.parametrize("words", [
    "", "<p>SMS onay kodu gönderilmiştir.</p>",
    "<p>SMS onay kodu gönderilmiştir.</p><p>Bilinmeyen hata.</p>",
])
def test_whatever_stood_on_the_code_s_screen_before_it_came_back_is_a_refusal(other, words):
    portal = other(start=form(more=words), login=words + CODE, code=words + CODE)
    assert verified(portal).code == "wrong_code"


@pytest.mark.parametrize("words", [
    "Hoş geldiniz. Son girişiniz: 12.10.2026.", "Sertifikanızın süresi dolmuştur.",
])
def test_what_a_menu_says_of_other_things_does_not_refuse_the_code(other, words):
    portal = other(start=form(), login=CODE, code=f"<p>{words}</p>" + MENU)
    assert verified(portal).data["verified"] is True


# ---- what is no success ----

HTML = "text/html; charset=utf-8"
RESET = (
    "<h1>Güvenlik Sözcüğü Güncelleme Ekranı</h1><form method=post action=new>"
    "<label>Güvenlik Sözcüğü <input type=password name=a></label>"
    "<label>Güvenlik Sözcüğü Tekrarı <input type=password name=b></label>"
    "<input type=submit value=Gönder></form>"
)
DONE = "<p role=alert>Güvenlik Sözcüğü başarıyla güncellenmiştir.</p>"


def reset(portal):
    link = portal.esign.file("link", portal.server.origin + "/renew.go?flow=1&sessionid=abc")
    word = ["--word-file", portal.esign.file("word", WORD)]
    return portal.run("reset-word", "--link-file", link, *word)


@pytest.mark.parametrize("answer", [
    ("403 Forbidden", HTML, DONE), ("200 OK", "application/json", DONE),
    ("302 Found", "/renew.go"), DONE + "<p>Bilinmeyen hata.</p>" + RESET,
], ids=["an HTTP error", "no page", "the form again", "a contradiction"])
def test_a_new_word_is_not_believed_to_be_set_nor_refused(other, answer):
    portal = other(**{"renew.go": RESET, "new": answer})
    result = reset(portal)
    assert (result.code, result.data["updated"]) == ("outcome_unknown", False)
    assert portal.server.count("POST") == 1


def test_the_form_again_with_words_is_a_refusal(other):
    portal = other(**{"renew.go": RESET, "new": "<p>Sözcük uygun bulunmadı.</p>" + RESET})
    assert reset(portal).code == "word_refused"


def test_a_screen_that_comes_with_an_http_error_is_no_acceptance(other):
    portal = other(start=form(), login=("403 Forbidden", HTML, PHONE))
    assert portal.login().code == "outcome_unknown"
    assert portal.counts() == [1]
