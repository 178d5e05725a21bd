# SPDX-License-Identifier: Apache-2.0
"""A page that shows PIN and PUK in words that nobody knows: by hand it is shown once, on a screen
of its own, and nothing of it is kept."""

from contextlib import closing

import pytest
from other import PNG, form
from terminal import ENTER, Terminal, outside_alternate

PIN, PUK = "482913", "70516284"
MENU = ("<h1>İşlemler Menüsü</h1><form method=post action=pin><button>PIN / PUK Bilgisi</button>"
        "<button name=k>Kilit Çözme</button></form><a href=cikis>Çıkış</a>")
SENTENCE = f"<p>Kartınızın PIN kodu {PIN} ve PUK kodu {PUK} olarak belirlenmiştir.</p>"
GOOD = ("<h1>PIN ve PUK Bilgileri</h1><dl><dt>Kart Seri Numarası<dd>ALS-1<dt>PIN<dd>482913"
        "<dt>PUK<dd>70516284</dl>")
PRESS = ("page", "press", "PIN / PUK Bilgisi")


@pytest.fixture
def at_menu(other):
    def make(pin):
        portal = other(start=form(), picture=PNG, login=MENU, pin=pin)
        assert portal.login().code == "ok"
        return portal
    return make


def shows(result):
    return PIN in result.out + result.err or PUK in result.out + result.err


@pytest.mark.parametrize("page", [
    "<h1>PIN ve PUK Bilgileri</h1>" + SENTENCE,
    "<h1>Kart Bilgileri</h1>" + SENTENCE + "<a href=/x>Yardım</a>",
    f"<h1>Kart Parolaları</h1><table><tr><th>Kart<th>Parola<tr><td>A<td>{PIN}</table>",
    f"<h1>Kart Bilgisi</h1><p>Yeni imza şifreniz: <b>{PIN}</b></p><a href=/y>{PIN} kopyala</a>",
    f"<h1>PIN</h1><form><input readonly value={PIN}><button>{PUK} yazdır</button></form>",
])
def test_it_is_told_once_and_not_again(at_menu, page):
    portal = at_menu(page)
    first = portal.run(*PRESS)
    assert (first.code, first.data["secret"]) == ("ok", True), first.err
    again = [portal.run("page"), portal.esign.run("page", "--cacert", portal.ca)]
    assert not any(shows(result) for result in again)
    assert portal.run(*PRESS).code == "ok"  # the way to it is kept


def test_a_link_that_is_worded_with_the_pin_is_not_told(at_menu):
    portal = at_menu(GOOD + f"<a href=/x>{PIN} kopyala</a><a href='/y?pin={PIN}'>Kopyala</a>"
                            "<a href=/menu>Menü</a>")
    first = portal.run(*PRESS)
    assert first.data["links"] == ["Kopyala", "Menü"] and not shows(first)
    assert portal.run("page").data["links"] == ["Menü"]


def test_in_a_terminal_it_stands_on_a_screen_of_its_own(at_menu):
    portal = at_menu("<h1>Kart Bilgileri</h1>" + SENTENCE)
    with closing(Terminal(portal.esign, *PRESS, "--cacert", portal.ca)) as person:
        person.see("Press Enter").type(ENTER)
        assert person.end() == 0
    assert PIN.encode() in person.screen
    assert PIN not in outside_alternate(person.screen)


def test_where_it_could_not_be_cleared_it_is_not_asked_for(at_menu):
    portal = at_menu("<h1>Kart Bilgileri</h1>" + SENTENCE)
    seen = len(portal.server.requests)
    with closing(Terminal(portal.esign, *PRESS, "--cacert", portal.ca, term="dumb")) as person:
        assert person.end() == 3
    assert len(portal.server.requests) == seen


def test_pin_puk_goes_on_after_a_page_that_nobody_knew(at_menu):
    portal = at_menu("<h1>Bir şeyler ters gitti</h1><p>Olay 482913</p>")
    stopped = portal.run("pin-puk")
    assert (stopped.status, stopped.code) == (8, "page_unknown")
    assert "by hand" in stopped.error["hint"]
    assert portal.run("page").data["screen"] == "menu"
    portal.pages["/pin"] = GOOD
    assert portal.run("pin-puk").data["cards"][0]["pin"] == PIN


def test_a_short_number_for_help_with_the_pin_costs_no_menu(other):
    help_ = "<p>PIN kodunuz için 5757'ye SMS gönderin.</p>"
    portal = other(start=form(), picture=PNG, login=MENU + help_, pin=GOOD)
    assert portal.login().code == "ok"
    assert portal.run("pin-puk").data["cards"][0]["pin"] == PIN


def test_a_menu_of_two_buttons_is_kept_for_the_hand_without_its_numbers(other):
    menu = MENU.replace("<button>PIN / PUK Bilgisi</button>",
                        "<button name=i>İmza PIN / PUK Bilgisi</button>"
                        "<button name=m>Mühür PIN / PUK Bilgisi</button>")
    portal = other(start=form(), picture=PNG, login=menu + SENTENCE, pin=GOOD)
    assert portal.login().code == "ok"
    assert portal.run("pin-puk").code == "page_ambiguous"
    kept = portal.run("page")
    assert "Mühür PIN / PUK Bilgisi" in kept.data["buttons"] and not shows(kept)
    by_hand = portal.run("page", "press", "Mühür PIN / PUK Bilgisi")
    assert by_hand.data["screen"] == "pin" and by_hand.data["secret"] and shows(by_hand)
    assert not shows(portal.run("page"))


@pytest.mark.parametrize("more", [
    f"<form><label>PIN kodunuz <input readonly name=p value={PIN}></label><button>Tamam</button></form>",
    f"<form><input type=submit name=p value='PIN {PIN} yazdır'></form>",
    f"<a href='/kopya?pin={PIN}'>Kopyala</a>",
])
def test_of_a_menu_nothing_is_kept_in_which_its_pin_goes_back(other, more):
    portal = other(start=form(), picture=PNG, login=MENU + SENTENCE + more)
    portal.login()
    kept = portal.run("page")
    assert not shows(kept) and not {"Kopyala", "Tamam"} & {*kept.data["links"], *kept.data["buttons"]}
    portal.run("page", "follow", "Kopyala")
    assert not any(PIN in request.path for request in portal.server.requests)


def test_a_menu_behind_the_pin_page_is_kept_as_any_page_of_secrets(at_menu):
    back = "<form method=post action=menu2><button>Menü</button></form>"
    portal = at_menu(GOOD + back)
    portal.pages["/menu2"] = MENU + SENTENCE
    assert portal.run("pin-puk").data["cards"][0]["pin"] == PIN
    assert portal.server.paths()[-1] == "/menu2"
    kept = portal.run("page")
    assert kept.data["screen"] == "menu" and not shows(kept)


def test_a_card_s_words_stay_in_their_column(at_menu):
    portal = at_menu(GOOD.replace("<dl>", f"<dl><dt>Açıklama<dd>{'K' * 56}PIN 000 000"))
    with closing(Terminal(portal.esign, "pin-puk", "--cacert", portal.ca)) as person:
        person.see("Press Enter").type(ENTER)
        assert person.end() == 0
    lines = person.screen.decode().splitlines()
    assert [line for line in lines if line.lstrip().startswith("PIN 000")] == [
        " " * 24 + "PIN 000 000"]
    assert all(len(line) <= 80 for line in lines if "K" * 20 in line)


def test_no_words_of_a_page_stand_where_esign_s_own_do(other):
    word = "x" * 77
    portal = other(start=f"<h1>Sayfa</h1><p>esign: bitti</p><p>[button] Çıkış</p><p># Başlık</p>"
                         f"<p>{word} esign: tamam</p><form><button>{word} Next: esign</button></form>")
    assert portal.run("login").status == 8
    shown = portal.esign.run("page", "--cacert", portal.ca).out.splitlines()
    ours = [line for line in shown if line and not line.startswith("  ")]
    assert [line.split()[0] for line in ours] == ["#", "[button]"]
    assert all(len(line) <= 80 for line in shown)
