# SPDX-License-Identifier: Apache-2.0
"""Portals of a page or two that answer as the practice portal never would. All are invented."""

import json

import pytest
from other import BAR, HTML, PHONE, PNG, WORD, form
from runner import ID


def test_a_bar_with_the_menus_words_accepts_no_word(other):
    portal = other(start=form(), login=BAR + "<p>Güvenlik sözcüğü hatalı.</p>")
    assert (portal.login().code, portal.counts()) == ("wrong_word", [1])


def test_a_menu_accepts_a_word(other):
    portal = other(start=form(), login="<h1>İşlemler Menüsü</h1>" + BAR)
    assert (portal.login().code, portal.counts()) == ("ok", [])


def test_a_bar_beside_the_form_itself_accepts_no_word(other):
    portal = other(start=form(), login=BAR + form())
    assert (portal.login().code, portal.counts()) == ("portal_refused", [1])


@pytest.mark.parametrize("standing", [
    "<p>Resimdeki yazı hatalı ise yenileyin.</p>",
    "<p>Güvenlik sözcüğü hatalı girilen hesap bloke edilmektedir.</p>",
])
def test_words_that_stand_on_the_form_always_are_no_reason(other, standing):
    portal = other(start=form(more=standing), login=form(more=standing))
    assert (portal.login().code, portal.counts()) == ("portal_refused", [1])


@pytest.mark.parametrize("complaint", [
    "<p>Resimdeki yazı hatalı.<p>Güvenlik sözcüğü hatalı.",
    "<p>Resimdeki yazı hatalı. Güvenlik sözcüğü yanlış.",
    "<p>Kimlik numarası, güvenlik sözcüğü ya da resimdeki yazı hatalı.",
])
def test_a_complaint_of_picture_and_word_counts(other, complaint):
    portal = other(start=form(), login=form(more=complaint))
    assert portal.login().code in ("wrong_word", "portal_refused")
    assert portal.counts() == [1]


def test_a_complaint_of_the_picture_alone_gives_the_try_back(other):
    portal = other(start=form(), login=form(more="<p>Resimdeki yazı hatalı."))
    assert (portal.login().code, portal.counts()) == ("wrong_captcha", [])


def test_a_form_that_leads_to_another_host_is_not_sent(other, listener):
    portal = other(start=form(action=listener.url))
    assert portal.login().code == "left_portal"
    assert (portal.counts(), listener.connections) == ([], 0)


def test_a_picture_on_another_host_is_not_fetched(other, listener):
    portal = other(start=form(picture=listener.url + "picture"))
    assert portal.login().code == "left_portal"
    assert listener.connections == 0


def test_a_picture_that_is_none_stops_before_anything_is_sent(other):
    portal = other(start=form(picture="start"))
    assert portal.login().status == 8
    assert portal.server.count("POST") == 0


@pytest.mark.parametrize("status", ["307 Again", "308 Again"])
def test_an_answer_is_not_sent_on(other, status):
    portal = other(start=form(), login=(status, "/elsewhere"))
    assert (portal.login().code, portal.counts()) == ("outcome_unknown", [1])
    assert portal.server.count("POST") == 1


def test_a_refresh_that_leaves_the_portal_after_the_answer_counts(other, listener):
    portal = other(start=form(), login=f"<meta http-equiv=refresh content='0;url={listener.url}'>")
    assert (portal.login().code, portal.counts()) == ("outcome_unknown", [1])
    assert listener.connections == 0


def test_answers_in_an_address_are_not_told_to_the_next_page(other):
    portal = other(start=form(method="get"), login=PHONE)
    assert portal.login().code == "ok"
    assert portal.server.paths()[-1].startswith("/login?id=" + ID)
    assert portal.run("sms-verify", "--send-only").status in (1, 8, 9)
    assert all(ID not in request.headers.get("referer", "") for request in portal.server.requests)


@pytest.mark.parametrize("start", ["", "/", "/a/../start", "/start#x"])
def test_a_start_address_in_another_spelling_finds_its_session(other, start):
    portal = other(**{"": form(), "start": form()})
    portal.run("login", "--no-input", start=start)
    assert portal.run("status", start=start).data["session"]


def test_a_file_named_for_the_picture_is_not_removed(other, tmp_path):
    portal = other(start=form(), login=form(more="<p>Resimdeki yazı hatalı."))
    assert portal.login("--captcha-out", tmp_path / "mine").code == "wrong_captcha"
    assert (tmp_path / "mine").exists()


def test_a_picture_in_a_place_of_ours_is_removed_with_its_session(other):
    portal = other(start=form(), login=form(more="<p>Resimdeki yazı hatalı."))
    assert portal.login().code == "wrong_captcha"
    assert [path for path in portal.esign.kept() if "picture" in path.name] == []


def test_an_sms_that_the_portal_refused_may_be_asked_for_again(other):
    refused = PHONE.replace("action=sms", "action=sms2") + "<p>SMS gönderilemedi, işlem başarısız."
    portal = other(start=form(), login=PHONE, sms=refused, sms2="<p>?")
    assert portal.login().code == "ok"
    first = portal.run("sms-verify", "--send-only")
    assert (first.code, first.data["sent"]) == ("portal_refused", False)
    assert portal.run("sms-verify", "--send-only").code == "outcome_unknown"
    assert portal.server.paths()[-2:] == ["/sms", "/sms2"]


def test_an_sms_of_unknown_outcome_is_not_asked_for_again(other):
    portal = other(start=form(), login=PHONE, sms="<p>?")
    assert portal.login().code == "ok"
    assert portal.run("sms-verify", "--send-only").code == "outcome_unknown"
    again = portal.run("sms-verify", "--send-only")
    assert again.code == "page_unknown"
    assert "esign page" in again.error["hint"]
    assert portal.server.paths().count("/sms") == 1


def test_a_value_that_the_portal_does_not_show_is_not_found(other):
    cards = (
        "<h1>PIN ve PUK Bilgileri</h1><table><tr><th>Kart Seri Numarası<th>PIN<th>PUK"
        "<tr><td>111<td>4321<td>87654321<tr><td>222<td><td>12345678</table>"
        "<a href=login>Menü</a>"
    )
    portal = other(start=form(), login="<h1>İşlemler Menüsü</h1>" + BAR, p=cards)
    assert portal.login().code == "ok"
    line = ["pin-puk", "--serial", "222", "--cacert", portal.ca, "--field"]
    assert portal.esign.run(*line, "puk").out == "12345678\n"
    result = portal.esign.run(*line, "pin")
    assert (result.status, result.out) == (1, "")


def test_a_form_of_the_mailed_page_without_an_address_goes_back_to_the_link(other):
    fields = (
        "<h1>Güvenlik Sözcüğü Güncelleme Ekranı</h1><form method=post>"
        "<label>Güvenlik Sözcüğü <input type=password name=a></label>"
        "<label>Güvenlik Sözcüğü Tekrarı <input type=password name=b></label>"
        "<input type=submit value=Gönder></form>"
    )
    portal = other(**{"renew.go": fields})
    link = portal.esign.file("link", portal.server.origin + "/renew.go?flow=1&sessionid=abc")
    portal.run("reset-word", "--link-file", link, "--word-file", portal.esign.file("word", WORD))
    assert portal.server.paths() == ["/renew.go?flow=1&sessionid=abc"] * 2


def test_a_new_word_may_lead_on_to_the_same_query(other):
    fields = (
        "<h1>Güvenlik Sözcüğü Güncelleme Ekranı</h1><form method=post action='new?flow=1&amp;s=abc'>"
        "<label>Güvenlik Sözcüğü <input type=password name=a></label>"
        "<label>Güvenlik Sözcüğü Tekrarı <input type=password name=b></label>"
        "<input type=submit value=Gönder></form>"
    )
    portal = other(**{"renew.go": fields, "new": ("303 See Other", "done?flow=1&s=abc"),
                      "done": "<h1>Sonuç</h1><p>Güvenlik sözcüğünüz başarıyla güncellenmiştir."})
    link = portal.esign.file("link", portal.server.origin + "/renew.go?flow=1&s=abc")
    word = portal.esign.file("word", WORD)
    result = portal.run("reset-word", "--link-file", link, "--word-file", word)
    assert (result.code, result.data["updated"]) == ("ok", True)


# ---- more than one of a kind ----


def test_the_forgot_button_of_the_citizens_form_goes_before_that_of_the_staff(other):
    staff = (
        "<form method=post action=staff><label>Kullanıcı Adı <input name=u></label>"
        "<label>Şifre <input name=p type=password></label><input type=submit value=Giriş></form>"
        "<a href=lost>Şifremi Unuttum</a>"
    )
    ours = form().replace("</form>", "<input type=submit name=f value='Güvenlik Sözcüğümü Unuttum'>"
                          "</form>")
    asked = ("<h1>Güvenlik Sözcüğü İstek Ekranı</h1><form method=post action=mail>"
             "<label>Kimlik No <input name=id></label><img src=picture>"
             "<label>Resimdeki Yazı <input name=text></label><input type=submit value=Gönder>")
    portal = other(start=staff + ours, login=asked)
    assert portal.run("forgot-word", "--answers", portal.esign.answers(id=ID)).status == 3
    assert portal.server.paths()[:2] == ["/start", "/login"]


# ---- an answer page that nobody knows ----

NEWS = "<p>Bugün hava güzel.<form action=on><button>Okudum</button></form>"


def test_a_page_that_a_portal_grew_behind_the_login_costs_a_step_by_hand(other):
    portal = other(start=form(), login=NEWS, on=PHONE)
    first = portal.login()
    assert (first.status, first.code, first.error["tries_left"]) == (9, "outcome_unknown", 2)
    assert first.error["portal_message"] == "Bugün hava güzel."
    assert first.error["hint"] == "It is not sent again. Look at it with: esign page"
    assert portal.counts() == [1]
    assert portal.run("page").data["buttons"] == ["Okudum"]
    assert portal.run("page", "press", "Okudum").json["next"]["command"] == "sms-verify"
    assert portal.counts() == []  # the word was right after all
    assert portal.server.count("POST") == 1


def test_a_page_that_a_portal_grew_behind_the_code_costs_a_step_by_hand(other):
    code = ("<h1>SMS Onay Kodu Giriş Ekranı</h1><form method=post action=code><label>SMS Onay Kodu "
            "<input name=c></label><input type=submit value=Gönder></form>")
    portal = other(start=form(), login=PHONE, sms=code, code=NEWS,
                   on="<h1>İşlemler Menüsü</h1>" + BAR)
    portal.login()
    portal.run("sms-verify", "--send-only")
    answer = ["--code-file", portal.esign.file("code", "123456")]
    assert portal.run("sms-verify", *answer).code == "outcome_unknown"
    assert portal.run("sms-verify", *answer).code == "page_unknown"  # it is not sent again
    assert portal.server.paths().count("/code") == 1
    assert portal.run("page", "press", "Okudum").data["screen"] == "menu"
    assert portal.run("sms-verify").data["verified"] is True


def test_a_page_that_a_portal_grew_behind_the_new_word_is_kept(other):
    fields = (
        "<form method=post action=new><label>Güvenlik Sözcüğü <input type=password name=a></label>"
        "<label>Güvenlik Sözcüğü Tekrarı <input type=password name=b></label>"
        "<input type=submit value=Gönder></form>"
    )
    portal = other(**{"renew.go": fields, "new": NEWS, "on": "<h1>Sonuç</h1>Güncellenmiştir."})
    link = portal.esign.file("link", portal.server.origin + "/renew.go?flow=1&sessionid=abc")
    word = ["--word-file", portal.esign.file("word", WORD)]
    assert portal.run("reset-word", "--link-file", link, *word).code == "outcome_unknown"
    assert portal.run("page", "press", "Okudum").data["screen"] == "result"
    assert portal.server.count("POST") == 1


# ---- what a browser would not send ----


def test_a_form_with_a_box_that_must_be_ticked_is_not_sent(other):
    box = "<label><input type=checkbox name=k required> Koşulları kabul ediyorum</label>"
    portal = other(start=form(more="").replace("<p><input type=submit", f"<p>{box}<input type=submit"))
    result = portal.login()
    assert result.status == 8
    assert "Koşulları kabul ediyorum" in result.error["message"]
    assert portal.server.count("POST") == 0


def test_a_phone_with_a_box_that_must_be_ticked_is_not_confirmed(other):
    box = "<label><input type=checkbox name=k required> Numara bana ait</label>"
    portal = other(start=form(), login=PHONE.replace("<input type=submit", box + "<input type=submit"))
    assert portal.login().code == "ok"
    result = portal.run("sms-verify", "--send-only")
    assert (result.status, result.code) == (8, "page_unknown")
    assert "Numara bana ait" in result.error["message"]
    assert portal.server.paths().count("/sms") == 0


def test_an_answer_that_its_field_does_not_take_is_not_sent(other):
    portal = other(start=form().replace("<input name=text>", "<input name=text maxlength=4>"))
    result = portal.login()
    assert (result.status, result.code) == (2, "answer_invalid")
    assert "Resimdeki Yazı" in result.error["message"]
    assert (portal.counts(), portal.server.count("POST")) == ([], 0)


def test_an_answer_that_is_too_short_for_its_field_is_not_sent(other):
    portal = other(start=form().replace("<input name=text>", "<input name=text minlength=6>"))
    assert portal.login().code == "answer_invalid"
    assert (portal.counts(), portal.server.count("POST")) == ([], 0)


BOXES = "".join(f"<input name=k{i} maxlength=1>" for i in range(6))


def at_the_boxes(other, boxes, **pages):
    code = ("<h1>SMS Onay Kodu Giriş Ekranı</h1><form method=post action=code><label>SMS Onay Kodu "
            f"</label>{boxes}<input type=submit value=Gönder></form>")
    portal = other(start=form(), login=PHONE, sms=code, code="<h1>İşlemler Menüsü</h1>" + BAR)
    portal.login()
    portal.run("sms-verify", "--send-only")
    return portal


def test_a_code_is_typed_into_a_box_for_each_digit(other):
    portal = at_the_boxes(other, BOXES)
    assert portal.run("sms-verify", "--code-file", portal.esign.file("code", "123456")).code == "ok"
    assert portal.server.requests[-1].body == b"k0=1&k1=2&k2=3&k3=4&k4=5&k5=6"


def test_a_code_is_typed_into_boxes_of_three(other):
    boxes = "<input name=a maxlength=3><input name=b maxlength=3>"
    portal = at_the_boxes(other, boxes)
    assert portal.run("sms-verify", "--code-file", portal.esign.file("code", "123456")).code == "ok"
    assert portal.server.requests[-1].body == b"a=123&b=456"


def test_a_code_beside_a_picture_is_not_sent_without_it(other):
    portal = at_the_boxes(other, "<input name=k><img src=picture><label>Resimdeki Yazı <input name=r>"
                          "</label>")
    result = portal.run("sms-verify", "--code-file", portal.esign.file("code", "123456"))
    assert portal.server.paths().count("/code") == 0
    assert result.status in (4, 8)


@pytest.mark.parametrize("code", ["12345", "1234567"])
def test_a_code_that_the_boxes_do_not_take_is_not_sent(other, code):
    portal = at_the_boxes(other, BOXES)
    result = portal.run("sms-verify", "--code-file", portal.esign.file("code", code))
    assert result.code == "answer_invalid"
    assert portal.server.paths().count("/code") == 0


def test_a_code_whose_field_only_a_script_sends_needs_a_browser(other):
    portal = at_the_boxes(other, "<input type=hidden name=kod>" + BOXES.replace("name", "data-name"))
    assert portal.run("sms-verify", "--code-file", portal.esign.file("code", "123456")).status == 8
    assert portal.server.paths().count("/code") == 0


def test_the_portal_s_own_count_of_tries_stops_the_last_one(other):
    """Two wrong words were sent elsewhere, from a browser."""
    portal = other(start=form(), login=form(more="<p>Güvenlik sözcüğü hatalı. Kalan hakkınız: 1"))
    first = portal.login()
    assert (first.code, first.error["tries_left"]) == ("wrong_word", 1)
    assert portal.counts() == [2]
    again = portal.login()
    assert (again.status, again.code) == (6, "last_try")
    assert portal.server.count("POST") == 1


def test_more_tries_than_we_know_of_give_none_back(other):
    portal = other(start=form(), login=form(more="<p>Güvenlik sözcüğü hatalı. Kalan hakkınız: 3"))
    assert portal.login().error["tries_left"] == 2
    assert portal.counts() == [1]


def test_which_of_two_phones_is_left_to_the_person(other):
    phones = ("<label><input type=radio name=t value=1> 5** *** ** 25</label>"
              "<label><input type=radio name=t value=2 checked> 5** *** ** 77</label>")
    portal = other(start=form(), login=PHONE.replace("<input type=submit", phones + "<input type=submit"))
    portal.login()
    assert portal.run("sms-verify", "--send-only", "--phone-ends", "25").status == 8
    assert portal.server.paths().count("/sms") == 0


# ---- ways to and fro ----

CARDS = "<h1>PIN ve PUK Bilgileri</h1><table><tr><th>PIN<th>PUK<tr><td>482913<td>70516284</table>"
MENU = ("<h1>İşlemler Menüsü</h1>" + BAR + "<form method=post action=bye><input type=hidden name=t "
        "value=1><button>Çıkış</button></form>")


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_picture_s_text_within_a_number_on_the_next_page_hides_nothing_of_it(other, by_hand):
    help_desk = "<p>Çağrı merkezi: 0262 648 18 18 numaralı telefon.</p>"
    portal = other(start=form(), login=help_desk + PHONE)
    answers = portal.esign.answers(id=ID, word=WORD, captcha="64818")
    portal.run("login", "--no-input")
    if by_hand:
        fields = {"Kimlik No": ID, "Resimdeki Yazı": "64818", "Güvenlik Sözcüğü": WORD}
        answers = portal.esign.file("fields.json", json.dumps({"field": fields}))
        steps = [word for name in fields for word in ("fill", name)]
        done = portal.run("page", *steps, "press", "Giriş", "--no-input", "--answers", answers)
        assert done.status == 0, done.error
    else:
        assert portal.run("login", "--answers", answers).code == "ok"
    seen = portal.run("page", "--no-input").data
    assert "0262 648 18 18" in json.dumps(seen)
    assert portal.run("sms-verify", "--phone-ends", "99").code == "phone_mismatch"


def test_the_pin_page_may_be_read_again_and_left_by_the_menu_s_exit(other):
    portal = other(start=form(), login=MENU, p=CARDS, bye="<p>Güle güle")
    portal.login()
    assert portal.run("pin-puk").code == "ok"
    assert portal.run("pin-puk").code == "ok"
    assert portal.server.paths().count("/p") == 2
    assert portal.run("logout").data["portal_told"] is True


@pytest.mark.parametrize("answer", [MENU, "<p>İşlem başarısız oldu, istek geçersiz.</p>"])
def test_an_exit_that_the_portal_refuses_is_not_claimed(other, answer):
    portal = other(start=form(), login=MENU, bye=answer)
    portal.login()
    result = portal.run("logout")
    assert (result.data["portal_told"], result.data["forgotten"]) == (False, True)


def test_a_menu_without_pins_is_told_as_such(other):
    menu = "<h1>İşlemler Menüsü</h1><a href=a>Kullanıma Aç</a><a href=b>Sertifika Listeleme</a>"
    portal = other(start=form(), login=menu)
    assert portal.login().code == "ok"
    result = portal.run("pin-puk")
    assert (result.status, result.code) == (1, "not_found")
    assert portal.run("page").data["links"] == ["Kullanıma Aç", "Sertifika Listeleme"]


def test_a_button_of_a_login_form_is_no_way_to_it(other):
    portal = other(start=form().replace("value=Giriş", "value='E-İmzalı Giriş'").replace(
        "</form>", "<input type=submit name=p value='Şifreli Giriş'></form>").replace(
        "Kimlik No", "Adınız"))
    assert portal.login().status == 8
    assert portal.server.count("POST") == 0


def test_the_logo_on_top_is_no_picture_to_read(other):
    page = "<img src=logo>" + form().replace("<img src='picture' alt='Resim'>", "<object></object>")
    portal = other(start=page, logo=b"\x89PNG\r\n\x1a\n")
    assert portal.login().status == 8
    assert "/logo" not in portal.server.paths()


def test_a_bitmap_is_a_picture_too(other):
    portal = other(start=form(picture="b"), b=b"BM" + bytes(60))
    result = portal.run("login", "--answers", portal.esign.answers(id=ID, word=WORD))
    assert result.code == "input_needed"
    assert result.data["picture"].endswith(".bmp")


def test_half_a_refusal_without_a_told_end_gives_no_try_back(other):
    portal = other(start=form())
    half = form(more="<p>Resimdeki yazı hatalı<br>")  # and the word too, it would have said
    half = half[: half.index("<br>") + 4].encode()

    def serve(connection):
        while request := connection.read():
            if request.method == "POST":
                connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n")
                connection.send(half)
                return connection.close()
            connection.answer(PNG if "picture" in request.path else form().encode(), headers=HTML)

    portal.server.script = serve
    assert (portal.login().code, portal.counts()) == ("outcome_unknown", [1])
