# SPDX-License-Identifier: Apache-2.0
"""Pages between pages: a click to go on, a consent, frames, a link that only a form sends. All are
invented."""

import pytest
from other import BAR, PHONE, form

GO_ON = "<p>Yönlendiriliyorsunuz.</p><a href={}>Devam etmek için tıklayınız</a>"


def posts(portal):
    return [request.path for request in portal.server.requests if request.method == "POST"]


def test_a_page_that_only_wants_a_click_is_passed(other):
    portal = other(start=GO_ON.format("giris"), giris=form(), login=PHONE)
    assert portal.login().code == "ok"


def test_a_button_to_go_on_is_pressed(other):
    page = "<form method=post action=giris><input type=hidden name=t value=1><button>Devam</button></form>"
    portal = other(start=page, giris=form(), login=PHONE)
    assert portal.login().code == "ok"
    assert posts(portal).count("/login") == 1


def test_a_click_after_the_answer_is_passed_too(other):
    portal = other(start=form(), login="<p>İşleminiz sürüyor.</p>" + GO_ON.format("sms"), sms=PHONE)
    assert portal.login().code == "ok"
    assert posts(portal) == ["/login"]


def test_a_refusal_on_the_page_between_stands(other):
    wrong = "<p>Güvenlik Sözcüğü hatalı.</p>" + GO_ON.format("start")
    portal = other(start=form(), login=wrong)
    assert portal.login().code == "wrong_word"
    assert portal.counts() == [1]


def test_a_refusal_on_a_page_that_sends_on_by_itself_stands(other):
    wrong = "<meta http-equiv=refresh content='1;url=start'><p>Güvenlik Sözcüğü hatalı.</p>"
    portal = other(start=form(), login=wrong)
    assert portal.login().code == "wrong_word"


def test_two_ways_to_go_on_are_no_click_to_go_on(other):
    portal = other(start="<a href=a>Devam</a> <a href=b>Devam</a>")
    assert portal.login().code == "page_unknown"


def test_a_page_with_something_to_type_is_not_passed(other):
    portal = other(start="<form><input name=x><button>Devam</button></form>", giris=form())
    assert portal.login().code == "page_unknown"


def test_pages_that_lead_in_a_circle_end(other):
    portal = other(start=GO_ON.format("b"), b=GO_ON.format("start"))
    assert portal.login().code == "page_unknown"


def test_a_consent_is_shown_and_left_to_the_person(other):
    page = ("<h1>Aydınlatma Metni</h1><p>Verileriniz işlenir.</p>"
            "<form method=post action=kabul><button>Devam</button></form>")
    portal = other(start=page, kabul=form())
    result = portal.login()
    assert (result.status, result.code) == (8, "page_unknown")
    assert "Verileriniz işlenir." in result.error["portal_message"]
    assert posts(portal) == []


def test_frames_are_not_entered(other):
    portal = other(start="<iframe src=giris width=600 height=400></iframe>", giris=form())
    result = portal.login()
    assert (result.status, result.code) == (8, "page_unknown")
    assert "frames" in result.error["message"]


POSTBACK = (
    "<form method=post action=menu><input type=hidden name=__EVENTTARGET>"
    "<input type=hidden name=__EVENTARGUMENT><input type=hidden name=__VIEWSTATE value=x>"
    "<a href=\"javascript:__doPostBack('lnk','7')\">Şifreli Giriş</a>"
    "<a href=\"javascript:__doPostBack('e','')\">E-İmzalı Giriş</a></form>"
)


def test_a_link_that_only_sends_a_form_is_followed(other):
    portal = other(start=POSTBACK, menu=form(), login=PHONE)
    assert portal.login().code == "ok"
    (body,) = {request.body for request in portal.server.requests if request.path == "/menu"}
    assert body == b"__EVENTTARGET=lnk&__EVENTARGUMENT=7&__VIEWSTATE=x"


def test_a_link_to_any_other_script_needs_a_browser(other):
    page = "<form></form><a href='javascript:giris()'>Şifreli Giriş</a>"
    assert other(start=page).login().code == "needs_browser"


def test_a_page_that_is_a_script_needs_a_browser(other):
    assert other(start="<div id=app></div><script src=app.js></script>").login().code == "needs_browser"


def test_a_menu_beside_it_does_not_make_a_page_a_click_to_go_on(other):
    portal = other(start=BAR + "<input name=x>" + GO_ON.format("giris"), giris=form())
    assert portal.login().status == 8


@pytest.mark.parametrize("words", [
    "Sertifikanız iptal edilecektir.", "SMS ücreti 4,50 TL faturanıza yansıtılacaktır.",
    "Sertifikanız kullanıma açılacaktır.", "Devam etmek için tıklayınız.",
])
def test_a_button_that_may_do_anything_is_left_to_the_person(other, words):
    page = f"<p>{words}</p><form method=post action=on><button>Devam Et</button></form>"
    portal = other(start=page, on=form())
    result = portal.login()
    assert (result.status, result.code) == (8, "page_unknown")
    assert portal.run("page").data["buttons"] == ["Devam Et"]
    assert posts(portal) == []


def test_a_link_on_a_page_that_says_something_else_is_left_to_the_person(other):
    portal = other(start="<p>Diğer oturumunuz kapatılacaktır.</p><a href=on>Devam</a>", on=form())
    assert portal.login().status == 8
    assert portal.server.paths() == ["/start"]


def test_a_button_that_would_be_pressed_by_itself_is_pressed(other):
    page = ("<p>Yönlendiriliyorsunuz, lütfen bekleyiniz.</p>"
            "<form method=post action=on><button>Devam</button></form>")
    portal = other(start=page, on=form(), login=PHONE)
    assert portal.login().code == "ok"


def test_a_page_that_leads_to_itself_is_pressed_once(other):
    page = "<form method=post action=login><button>Devam</button></form>"
    portal = other(start=form(), login=page)
    assert portal.login().status == 9
    assert posts(portal) == ["/login"]


def test_the_portals_apology_is_told_from_a_lost_session(other):
    down = "<a href=start>Bireysel İşlemler</a><p>Planlı bakım çalışması nedeniyle hizmet verilmiyor."
    portal = other(start=form(), login="<h1>İşlemler Menüsü</h1>" + BAR, p=down)
    assert portal.login().code == "ok"
    assert portal.run("pin-puk").code == "portal_down"
