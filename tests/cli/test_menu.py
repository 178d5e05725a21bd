# SPDX-License-Identifier: Apache-2.0
"""What lies behind the menu: bringing into use, the list of certificates, the person's details. The
practice portal's pages and all others are invented: the real ones are not known."""

import json

import pytest
from other import PNG, Other, form
from person import Person
from portal import Portal
from practice import MARKUPS, SERIAL
from terminal import CTRL_C, Terminal

ASK = "Press it? [y/N] "
KEYS = ["kind", "serial", "card_serial", "state", "begins", "ends"]


@pytest.fixture(scope="module", params=MARKUPS)
def inside(request, tmp_path_factory):
    """A person at the menu, in each markup; they stay there from test to test."""
    portal = Portal(markup=request.param, no_sms=True)
    yield Person(tmp_path_factory.mktemp("inside"), portal).logged_in()
    portal.remove()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A person at the menu, in one markup."""
    portal = Portal(no_sms=True)
    yield Person(tmp_path_factory.mktemp("home"), portal).logged_in()
    portal.remove()


@pytest.fixture
def sit():
    open_ones = []

    def start(esign, *args, **options):
        open_ones.append(Terminal(esign, *args, **options))
        return open_ones[-1]

    yield start
    for terminal in open_ones:
        terminal.close()


# ---- the list ----


def test_the_certificates_are_listed(inside):
    result = inside.esign.json("certs")
    assert result.code == "ok", result.err
    new, old = result.data["certificates"]
    assert list(new) == KEYS and None not in (*new.values(), *old.values())
    assert (new["card_serial"], old["state"]) == (SERIAL, "Süresi dolmuş")
    assert result.data["more"] is False


@pytest.mark.parametrize("columns", [80, 60])
def test_a_list_fits_the_screen_and_nothing_of_it_is_cut(home, sit, columns):
    terminal = sit(home.esign, "certs", columns=columns)
    assert terminal.end() == 0
    assert max(map(len, terminal.text().splitlines())) <= columns
    for certificate in home.esign.json("certs").data["certificates"]:
        for value in certificate.values():
            assert value in terminal.text()


# ---- the details ----


def test_what_the_portal_has_of_a_person_is_in_no_json(home):
    result = home.esign.json("update-info")
    assert (result.status, result.error["needs"]) == (3, ["field"])
    assert [field["label"] for field in result.data["fields"]][:2] == ["E-posta", "Cep Telefonu"]
    assert "example.org" not in result.out and "54 ..." not in result.out


def test_details_are_changed_once_and_only_after_assent(inside, sit):
    before = inside.portal.counts().get("POST /bilgiler", 0)
    terminal = sit(inside.esign, "update-info")
    terminal.answer("E-posta [o•••@example.org]: ", "yeni@example.org")
    terminal.answer("Cep Telefonu [54 ... 25]: ", "").see("E-posta: yeni@example.org")
    assert "Cep Telefonu:" not in terminal.text()
    terminal.answer(ASK, "y").see("başarıyla güncellenmiştir")
    assert terminal.end() == 0
    terminal = sit(inside.esign, "update-info")
    terminal.answer("E-posta [y•••@example.org]: ", "o@example.org").answer("[54 ... 25]: ", "")
    assert terminal.answer(ASK, "y").end() == 0
    assert inside.portal.counts().get("POST /bilgiler", 0) == before + 2


@pytest.mark.parametrize("answers, status, says", [
    (("", ""), 0, "Nothing was changed, and nothing was sent."),
    (("x@example.org", "", "n"), 3, "'Kaydet' was not pressed, as it was not agreed to"),
])
def test_details_that_are_not_agreed_to_are_not_sent(home, sit, answers, status, says):
    before = home.portal.counts().get("POST /bilgiler", 0)
    terminal = sit(home.esign, "update-info")
    for prompt, answer in zip(("E-posta [", "Cep Telefonu [", ASK), answers):
        terminal.answer(prompt, answer)
    assert terminal.end() == status
    assert says in terminal.text()
    assert home.portal.counts().get("POST /bilgiler", 0) == before


def test_what_the_portal_says_of_wrong_details_is_told(home, sit):
    terminal = sit(home.esign, "update-info")
    terminal.answer("E-posta [", "yok").answer("Cep Telefonu [", "").answer(ASK, "y")
    terminal.see("The portal says: E-posta adresi geçersizdir.")
    assert terminal.end() == 1


# ---- what cannot be taken back ----


def test_before_a_certificate_is_revoked_by_hand_its_consequence_is_told(home):
    home.esign.json("page", "follow", "Menü")
    result = home.esign.json("page", "press", "Sertifikamı İptal Et / Askıya Al")
    assert result.code == "ok", result.err
    assert "cannot be brought back: a new one" in result.data["caution"]
    assert "cannot be brought back" in home.esign.run("page").out
    assert home.esign.json("page", "follow", "Menü").data["caution"] is None


# ---- bringing into use; the last tests of a person's, for it can be done once ----


@pytest.mark.parametrize("options", [(), ("--no-input",)])
def test_nothing_is_brought_into_use_where_nobody_can_agree(home, options):
    asked = len(home.portal.requests())
    home.esign.json("page", "follow", "Menü")
    result = home.esign.json("activate", *options)
    assert (result.status, result.code, result.data["pressed"]) == (3, "input_needed", [])
    assert result.error["hint"].endswith('by hand: esign page press "Kullanıma Aç"')
    assert len(home.portal.requests()) == asked + 1


def test_json_asks_nobody_even_in_a_terminal(home, sit):
    terminal = sit(home.esign, "activate", "--json", out=True)
    assert json.loads(terminal.piped())["code"] == "input_needed"
    assert ASK not in terminal.text()


@pytest.mark.parametrize("answers", [("n",), ("",), ("y", "n"), ("y", "yess", "n")])
def test_what_is_not_agreed_to_is_not_pressed(home, sit, answers):
    terminal = sit(home.esign, "activate")
    for answer in answers:
        terminal.answer(ASK, answer)
    assert terminal.end() == 3
    assert "'Kullanıma Aç' was not pressed" in terminal.text()
    assert home.portal.counts().get("POST /kullanima-ac", 0) == 0


def test_at_a_question_it_can_be_interrupted(home, sit):
    terminal = sit(home.esign, "activate").answer(ASK, "y").see(ASK).type(CTRL_C)
    assert terminal.end() == -2
    assert home.portal.counts().get("POST /kullanima-ac", 0) == 0


def test_a_certificate_is_brought_into_use_with_a_press_that_was_agreed_to(inside, sit):
    terminal = sit(inside.esign, "activate").answer(ASK, "y").see("aynı hukuki")
    terminal.see('pressing "Kullanıma Aç" agrees')
    terminal.answer(ASK, "y").see("Your certificate is in use.")
    assert terminal.end() == 0
    assert inside.portal.counts()["POST /kullanima-ac"] == 1
    terminal = sit(inside.esign, "activate").answer(ASK, "y").see("zaten kullanıma açıktır")
    assert terminal.end() == 0
    assert inside.portal.counts()["POST /kullanima-ac"] == 1


@pytest.mark.parametrize("fault", ["unknown-page", "close-after-post", "http500"])
def test_what_became_of_a_press_may_be_unknown_and_it_is_not_repeated(
        make_portal, tmp_path, sit, fault):
    person = Person(tmp_path, make_portal(no_sms=True, fault=f"{fault}@POST:/kullanima-ac"))
    person.logged_in()
    terminal = sit(person.esign, "activate").answer(ASK, "y").answer(ASK, "y")
    assert terminal.end() == 9
    assert person.portal.counts()["POST /kullanima-ac"] == 1


@pytest.mark.parametrize("command", ["activate", "certs", "update-info"])
def test_one_has_to_be_logged_in(person, command):
    assert person.esign.json(command).code == "login_needed"
    person.logged_in()
    result = person.esign.json(command)
    assert (result.code, result.error["hint"]) == (
        "login_needed", "Confirm it first: esign sms-verify")


# ---- portals of one's own ----

ITEMS = (
    "<h1>İşlemler Menüsü</h1><ul><li><a href=on>Kullanıma Aç</a><li><a href=list>Sertifika "
    "Listeleme</a><li><a href=info>Bilgileri Güncelle</a><li><a href=x>Kilit Çözme</a></ul>"
)
BUTTONS = (
    "<h1>İşlemler Menüsü</h1><form method=post action=on><button>Kullanıma Aç</button></form>"
    "<form method=post action=list><button>Sertifika Listeleme</button></form>"
    "<form method=post action=info><button>Bilgileri Güncelle</button></form>"
)


MENU_LINK = "<p><a href=login>Menü</a></p>"


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A portal of a test's own pages, at whose menu a person is."""
    portal = Other(tmp_path_factory.mktemp("own"), {"/picture": PNG, "/start": form()})
    portal.pages["/login"] = ITEMS + MENU_LINK
    with portal.server:
        assert portal.login().code == "ok"
        portal.esign.options += ["--start", portal.server.origin + "/start", "--cacert", portal.ca]
        portal.run = portal.esign.json
        yield portal


@pytest.fixture
def at(own):
    """The same, with other pages; each has a way back to the menu."""

    def make(menu=ITEMS, **pages):
        own.pages = {"/login": menu + MENU_LINK}
        own.pages |= {"/" + name: page + MENU_LINK for name, page in pages.items()}
        assert own.run("page", "follow", "Menü").code == "ok"
        own.server.requests.clear()
        return own

    return make


def press(inner, action="done", more=""):
    return f"<form method=post action={action}>{inner}<button>Onayla</button>{more}</form>"


DONE = "<h1>Sonuç</h1><p>Sertifikanız kullanıma açıldı.</p>"


ASKS = "<form method=post action=done onsubmit=\"return confirm('%s')\"><button>Onayla</button></form>"


def test_what_a_script_would_ask_is_told_before_the_press(at, sit):
    portal = at(on="<h1>Kullanıma Aç</h1><p>Açılacak.</p>" + ASKS % "50 lira al\\u0131nsın mı?", done=DONE)
    terminal = sit(portal.esign, "activate").answer(ASK, "y").see("50 lira alınsın mı?")
    assert terminal.answer(ASK, "y").see("is in use").end() == 0


def test_a_page_by_hand_has_what_a_script_would_ask(at, sit):
    portal = at(on="<h1>Kullanıma Aç</h1><p>Açılacak.</p>" + ASKS % "Sertifikan iptal edilsin mi?")
    sit(portal.esign, "activate").answer(ASK, "y").see("A revoked certificate").end()
    assert "[button] Onayla (asks: Sertifikan iptal edilsin mi?)" in portal.run("page").data["text"]


@pytest.mark.parametrize("menu", [ITEMS, BUTTONS])
def test_an_item_that_does_it_at_once_is_asked_about_before(at, sit, menu):
    portal = at(menu, on=DONE)
    assert sit(portal.esign, "activate").answer(ASK, "n").end() == 3
    assert "/on" not in portal.server.paths()
    assert sit(portal.esign, "activate").answer(ASK, "y").see("is in use").end() == 0
    assert portal.server.paths().count("/on") == 1


@pytest.mark.parametrize("page", [
    "<h1>Kullanıma Aç</h1><p>Onaylayınız.</p>" + press("", more="<button name=v>Vazgeç</button>"),
    "<p>Kullanıma açılacak.</p><p><a href=done>Onayla</a> <a href=geri>Vazgeç</a></p>",
    "<h1>Activate</h1><p>Your certificate will be brought into use.</p>"
    "<form method=post action=done><button>Yes</button></form>",
    "<ul><li><a href=1>PIN / PUK Bilgisi</a><li><a href=2>Sertifikamı İptal Et / Askıya Al</a>"
    "</ul><p>Onaylayınız.</p>" + press(""),
    "<table><tr><td>Ad : <td>Deniz Örnek<tr><td>Kart<td>0001</table>" + press(""),
])
def test_one_obvious_confirmation_is_asked_about_whatever_its_markup(at, sit, page):
    portal = at(on=page, done=DONE)
    terminal = sit(portal.esign, "activate").answer(ASK, "y").answer(ASK, "y")
    assert terminal.see("is in use").end() == 0
    assert portal.server.paths().count("/done") == 1


@pytest.mark.parametrize("page", [
    "<p>Onaylayınız.</p>" + press("<label><input type=checkbox name=k>Okudum</label>"),
    "<p>Onaylayınız.</p>" + press("", more="<button name=s value=1>Sonra</button>"),
    "<p>Onaylayınız.</p>" + press("<label>Neden <input name=n></label>"),
    "<p>Onaylayınız.</p><button>Onayla</button>",
])
def test_what_is_more_than_one_confirmation_is_handed_over(at, sit, page):
    portal = at(on=page, done=DONE)
    terminal = sit(portal.esign, "activate").answer(ASK, "y").see("esign page")
    assert terminal.end() == 8
    assert "/done" not in portal.server.paths()
    assert "Onayla" in portal.run("page").data["buttons"]


@pytest.mark.parametrize("item, command", [("on", "activate"), ("info", "update-info")])
@pytest.mark.parametrize("page", [
    "<p>Sertifikanız iptal edilecektir.</p>" + press("<input name=e value=x aria-label=Ad>"),
    "<h1>Delete account</h1>" + press("<input name=e value=x aria-label=Ad>"),
    "<p>Onaylayınız.</p>" + press("<input type=hidden name=islem value=iptal>"
                                  "<input name=e value=x aria-label=Ad>", "done?iptal=1"),
])
def test_what_cannot_be_taken_back_is_never_asked_about(at, sit, item, command, page):
    portal = at(**{item: page}, done=DONE)
    terminal = sit(portal.esign, command)
    if command == "activate":
        terminal.answer(ASK, "y")
    terminal.see("A revoked certificate cannot be brought back")
    assert terminal.end() == 8
    assert "/done" not in portal.server.paths()


BAR = "<nav><a href=h>Bireysel İşlemler</a></nav>"


@pytest.mark.parametrize("beside", [BAR, ITEMS, BUTTONS, "<p>Giriş başarıyla yapıldı.</p>"])
def test_the_consequence_is_told_whatever_stands_beside_the_page(at, beside):
    portal = at(x=beside + "<h1>Sertifika İptali</h1>" + press(""))
    assert "cannot be brought" in portal.run("page", "follow", "Kilit Çözme").data["caution"]
    assert portal.run("page", "follow", "Menü").data["caution"] is None


def test_the_consequence_of_what_is_sent_unseen_is_told(at):
    portal = at(x=press("<input type=hidden name=islem value=iptal>"))
    assert "cannot be brought" in portal.run("page", "follow", "Kilit Çözme").data["caution"]


def test_a_menu_is_not_what_it_leads_to(at):
    menu = ITEMS.replace("Sertifika Listeleme", "Sertifikamı İptal Et / Askıya Al")
    assert at(menu).run("page").data["caution"] is None


def test_a_page_that_says_done_and_offers_it_still_is_asked_about_again(at, sit):
    portal = at(on="<p>Sertifikanız kullanıma açıldı.</p><p>Onaylayınız.</p>" + press(""),
                done="<p>Belirsiz</p>")
    terminal = sit(portal.esign, "activate").answer(ASK, "y").answer(ASK, "y")
    assert terminal.end() == 9


CONSENT = "<label><input type=checkbox name=k checked>500 TL ücreti kabul ediyorum</label>"
MUCH = "Aşağıdaki koşulları okudum. " * 10 + "Ücreti de öderim."


@pytest.mark.parametrize("page, seen", [
    ("<h1>Koşullar</h1>" + press(CONSENT), "  500 TL ücreti kabul ediyorum: yes\r\n"),
    ("<h1>Koşullar</h1><p><a href=u>İşlem ücreti 500 TL'dir</a></p>" + press(""),
     "[link] İşlem ücreti 500 TL'dir"),
    ("<h1>Koşullar</h1>" + press("<label>Ücret <select name=u><option>500 TL</select></label>"),
     "  Ücret: 500 TL\r\n"),
    ("<h1>Koşullar</h1>" + press("<label>Ücret <input name=u readonly value='500 TL'></label>"),
     "  Ücret: 500 TL\r\n"),
    ("<h1>Koşullar</h1>" + press(CONSENT.replace("500 TL", MUCH)), "öderim"),
    ("<p>İşlem ücreti 500 TL'dir.</p>" + press(""),
     'On this page, "Portal": pressing "Onayla" agrees to what'),
])
def test_all_that_is_agreed_to_was_shown_before(at, sit, page, seen):
    portal = at(on=page, done=DONE)
    terminal = sit(portal.esign, "activate").answer(ASK, "y").see(ASK)
    assert seen in terminal.text()
    assert terminal.type(CTRL_C).end() == -2


def test_a_page_without_a_name_is_given_none(at, sit):
    portal = at()
    portal.pages["/on"] = ("200 OK", "text/html; charset=utf-8", press("") + MENU_LINK)
    terminal = sit(portal.esign, "activate").answer(ASK, "y").see("On this page: pressing")
    assert terminal.type(CTRL_C).end() == -2


@pytest.mark.parametrize("says, status", [
    ("Sertifikanız kullanıma açılmıştır. PIN: 482913", 0), ("Kaydınız: PIN: 482913", 9),
    ("Sertifikanız kullanıma açılamadı. PIN: 482913", 1),
])
@pytest.mark.parametrize("pages", [("on",), ("on", "done")])
def test_a_pin_on_the_page_that_answers_a_press_is_not_shown(at, sit, says, status, pages):
    portal = at(on="<h1>Kullanıma Aç</h1><p>Onaylayınız.</p>" + press(""))
    portal.pages["/" + pages[-1]] = f"<h1>Sonuç</h1><p>{says}</p>"
    terminal = sit(portal.esign, "activate")
    for _ in pages:
        terminal.answer(ASK, "y")
    assert terminal.end() == status
    assert "482913" not in terminal.text()
    assert portal.run("status").data["screen"] == "menu"


def test_a_page_that_says_neither_leaves_it_open(at, sit):
    portal = at(on="<h1>Kullanıma Aç</h1><p>Kaydınız bulundu mu, bakınız.</p>")
    assert sit(portal.esign, "activate").answer(ASK, "y").end() == 9


def test_a_portal_that_refuses_is_heard(at, sit):
    portal = at(on="<h1>Kullanıma Aç</h1><p>Sertifikanız kullanıma açılamadı.</p>")
    terminal = sit(portal.esign, "activate").answer(ASK, "y").see("kullanıma açılamadı")
    assert terminal.end() == 1


@pytest.mark.parametrize("command", ["activate", "certs", "update-info"])
def test_two_items_of_one_name_are_not_guessed_between(at, command):
    twice = ITEMS + ITEMS.replace("href=", "href=other-")
    portal = at(twice)
    assert portal.run(command).code == "page_ambiguous"


@pytest.mark.parametrize("command", ["activate", "certs", "update-info"])
def test_a_menu_without_the_item_says_so(at, command):
    portal = at("<h1>İşlemler Menüsü</h1><a href=x>Kilit Çözme</a><a href=p>PIN / PUK Bilgisi</a>")
    assert portal.run(command).code == "not_found"


@pytest.mark.parametrize("command, words", [
    ("certs", "Sertifikalarımı İptal Et"), ("update-info", "Bilgi Güncelleme ve Hesap Silme"),
])
@pytest.mark.parametrize("item", [
    "<a href=z>{}</a>", "<form method=post action=z><button>{}</button></form>",
])
def test_an_item_that_only_begins_like_theirs_and_says_revoke_is_not_pressed(
        at, command, words, item):
    portal = at("<h1>İşlemler Menüsü</h1><a href=x>Kilit Çözme</a><a href=p>PIN / PUK Bilgisi</a>"
                + item.format(words), z="<table><tr><th>Seri No<th>Durum<tr><td>1<td>A</table>")
    result = portal.run(command)
    assert result.code == "page_unknown" and "/z" not in portal.server.paths()
    assert "A revoked certificate cannot be brought back" in result.error["hint"]
    assert words in portal.esign.run("page").out


@pytest.mark.parametrize("command, item", [("certs", "list"), ("update-info", "info")])
def test_a_session_that_has_ended_is_told(at, command, item):
    portal = at(**{item: "<p>Oturumunuz sonlanmıştır. Lütfen yeniden giriş yapınız.</p>"})
    assert portal.run(command).code == "session_expired"


def test_a_login_page_in_place_of_what_was_pressed_is_told_as_that(at, sit):
    portal = at(on=form())
    terminal = sit(portal.esign, "activate").answer(ASK, "y").see("Log in again")
    assert terminal.end() == 4


@pytest.mark.parametrize("command", ["activate", "certs", "update-info"])
def test_an_item_for_a_script_leaves_the_menu_to_look_at(at, command):
    portal = at(ITEMS.replace("href=", "href=javascript:"))
    result = portal.run(command)
    assert (result.status, result.code) == (8, "needs_browser")
    assert result.error["hint"].endswith("Look at it with: esign page")
    assert "Kullanıma Aç" in portal.esign.run("page").out


def test_a_session_that_ended_before_the_menu_is_told(at):
    portal = at(list="<table><tr><th>Seri No<th>Durum<tr><td>1<td>Kullanımda</table>")
    assert portal.run("certs").code == "ok"
    portal.pages["/login"] = "<p>Oturumunuz sonlanmıştır. Lütfen yeniden giriş yapınız.</p>"
    assert portal.run("certs").code == "session_expired"


def test_a_list_without_a_way_back_leaves_the_menu_where_it_was(at):
    rows = "<table><tr><th>Seri No<th>Durum<tr><td>10000000146<td>Kullanımda</table>"
    portal = at()
    portal.pages["/list"] = rows + "<a href=2>Sonraki</a>"
    result = portal.run("certs")
    assert result.data["certificates"][0]["serial"] == "100*****146"  # it reads as an identity
    assert result.data["more"] is True
    assert "There is more in the portal's list" in portal.esign.run("certs").out
    assert portal.run("status").data["screen"] == "menu"


def test_a_list_that_is_none_is_handed_over(at):
    portal = at(list="<h1>Sertifika Listeleme</h1><p>Listeniz hazırlanıyor olabilir.</p>")
    result = portal.run("certs")
    assert (result.code, result.data["tables"]) == ("page_unknown", [])
    assert "Listeniz" in json.dumps(portal.run("page").data, ensure_ascii=False)


@pytest.mark.parametrize("page", [
    "<p>Kayıtlı sertifikanız bulunmamaktadır.</p>",
    "<table><tr><td>Menü<td>Çıkış<tr><td colspan=2>Kayıtlı sertifikanız bulunmamaktadır.</table>",
    "<table><tr><th>Seri No<th>Durum<tr><td colspan=2>Kayıtlı sertifikanız bulunmamaktadır.</table>",
])
def test_a_portal_that_has_no_certificates_is_heard(at, page):
    portal = at()
    portal.pages["/list"] = "<h1>Sertifika Listeleme</h1>" + page
    result = portal.run("certs")
    assert result.status == 1
    assert "bulunmamaktadır" in result.error["portal_message"]
    assert portal.run("status").data["screen"] == "menu"


@pytest.mark.parametrize("page", [
    "<table><tr><th>Kart<th>Açıklama<tr><td>1<td>Sertifikanızın süresi dolmuştur.</table>",
    "<table><tr><td>a<td>b<tr><td>1<td>2</table>",
])
def test_a_table_of_something_else_is_listed(at, page):
    result = at(list=page).run("certs")
    assert (result.code, result.data["certificates"]) == ("ok", [])
    assert result.data["tables"]


@pytest.mark.parametrize("command, item", [("certs", "list"), ("update-info", "info")])
def test_a_page_with_pins_on_it_is_not_shown(at, command, item):
    portal = at()
    portal.pages["/" + item] = (
        "<table><tr><th>Seri No<th>Durum<th>PIN<tr><td>1<td>Açık<td>482913</table>")
    result = portal.run(command)
    assert result.status == 8
    assert "It may show your PIN, so only the way to it is kept" in result.error["hint"]
    assert "482913" not in result.out and "Seri No" not in result.out
    assert portal.run("status").data["screen"] == "menu"


def test_choices_and_ticks_are_asked_for_in_words(at, sit):
    fields = (
        "<label>Dil <select name=d><option selected>Türkçe<option>English</select></label>"
        "<label><input type=checkbox name=b> Bülten istiyorum</label>"
    )
    portal = at(info="<h1>Bilgileriniz</h1>" + press(fields),
                done="<p>Bilgileriniz kaydedilmiştir.</p>")
    terminal = sit(portal.esign, "update-info")
    terminal.answer("Dil (Türkçe / English) [Türkçe]: ", "english")
    terminal.answer("Bülten istiyorum [no]: ", "yes").answer(ASK, "y")
    assert terminal.see("has taken").end() == 0
    sent = next(request for request in portal.server.requests if request.path == "/done")
    assert sent.body == b"d=English&b=on"


def test_a_choice_that_is_not_taken_may_be_answered_with_no(at, sit):
    fields = ("<label><input type=radio name=r value=1 checked>Bir</label>"
              "<label><input type=radio name=r value=2>İki</label>")
    terminal = sit(at(info=press(fields)).esign, "update-info")
    terminal.answer("Bir [yes]: ", "").answer("İki [no]: ", "no")
    assert terminal.see("Nothing was changed").end() == 0


@pytest.mark.parametrize("command, asked", [("activate", ASK), ("update-info", "Ad [Deniz]: ")])
def test_the_session_is_free_while_a_person_is_asked(at, sit, command, asked):
    portal = at(info=press("<label>Ad <input name=a value=Deniz></label>"))
    terminal = sit(portal.esign, command).see(asked)
    assert portal.run("page", "follow", "Menü").code == "ok"
    terminal.type("y\r").see("changed this session meanwhile")
    assert terminal.end() == 4


def test_a_long_list_of_choices_is_not_told_whole(at, sit):
    options = "".join(f"<option>İl {i}</option>" for i in range(81))
    page = press(f"<label>İl <select name=i>{options}</select></label>")
    terminal = sit(at(info=page).esign, "update-info").see("İl 19 / …) [İl\r\n0]: ")
    assert "İl 20" not in terminal.type("İl 80\r").see(ASK).text()
    assert terminal.type("n\r").see("was not pressed").end() == 3


def test_a_search_in_the_form_is_no_detail(at, sit):
    page = press("<input name=q aria-label=Ara><label>Ad <input name=a value=Deniz></label>")
    terminal = sit(at(info=page).esign, "update-info").answer("Ad [Deniz]: ", "")
    assert terminal.see("Nothing was changed").end() == 0
    assert "Ara [" not in terminal.text()


@pytest.mark.parametrize("fields", [
    "<label>Güvenlik Sözcüğü <input type=password name=w></label>",
    "<label>SMS Onay Kodu <input name=k></label>",
    "<label>Belge <input type=file name=f></label>",
    "<img src=picture width=200 height=70><label>Yazı <input name=y></label>",
])
def test_secrets_and_pictures_are_left_to_the_person(at, fields):
    portal = at(info="<h1>Bilgileriniz</h1>" + press(fields))
    assert portal.run("update-info").code == "page_unknown"
    assert portal.run("page").data["title"] == "Portal"


def test_details_that_are_only_shown_are_shown(at):
    portal = at(info="<h1>Bilgileriniz</h1><p>E-posta: o@example.org</p>")
    result = portal.run("update-info")
    assert (result.code, result.data["fields"]) == ("ok", [])
    assert "E-posta: o@example.org" in portal.esign.run("update-info").out


def test_details_that_are_only_shown_beside_a_search_are_shown(at):
    search = "<form action=ara><input name=q aria-label=Ara><button>Ara</button></form>"
    portal = at(info=search + "<h1>Bilgileriniz</h1><p>E-posta: o@example.org</p>")
    out = portal.esign.run("update-info").out
    assert "E-posta: o@example.org" in out and "Nothing was changed" not in out
