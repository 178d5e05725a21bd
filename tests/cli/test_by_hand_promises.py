# SPDX-License-Identifier: Apache-2.0
"""What holds for the commands holds by hand too: words are counted, a late code is not sent."""

import json
import time

import pytest
from other import HTML, PHONE, PNG, WORD, form
from runner import ID

MENU = ("<h1>İşlemler Menüsü</h1><ul><li><a href=pin>PIN / PUK Bilgisi</a>"
        "<li><a href=kilit>Kilit Çözme</a><li><a href=cikis>Çıkış</a></ul>")
NO = "<p role=alert>Güvenlik Sözcüğü hatalı.</p>"


def member(label, kind="password", number="Kimlik No"):
    return (f"<h1>Üyelik</h1><form method=post action=uye><label>{number} <input name=k></label>"
            f"<label>{label} <input name=w type={kind}></label><button>Giriş</button></form>")


def code(left, more=""):
    return (f"<h1>SMS Onay Kodu Giriş Ekranı</h1>{more}<p>Kalan Süre {left}</p>"
            "<form method=post action=kod><label>SMS Onay Kodu <input name=kod></label>"
            "<button>Gönder</button></form>")


def by_hand(portal, *steps, **fields):
    file = portal.esign.file("fields.json", json.dumps({"field": fields["fields"]}))
    return portal.run("page", *steps, "--no-input", "--answers", file)


def bodies(portal, path):
    return [r.body.decode() for r in portal.server.requests
            if r.method == "POST" and r.path.endswith(path)]


@pytest.mark.parametrize("label, kind, number", [
    ("Mevcut Güvenlik Sözcüğü", "password", "Kimlik No"),
    ("Eski Güvenlik Sözcüğü", "text", "Üyelik No"),
    ("Güvenlik Sözcüğü Tekrarı", "password", "Kimlik No"),
    ("SMS Şifresi", "password", "Üyelik No"),
])
def test_a_word_by_any_name_is_counted_and_the_third_is_not_sent(other, label, kind, number):
    page = member(label, kind, number)
    portal = other(start=page, uye=page + NO)
    steps = ("fill", number, "fill", label, "press", "Giriş")
    seen = []
    for _ in range(4):
        portal.run("login", "--no-input")
        seen.append(by_hand(portal, *steps, fields={number: ID, label: WORD}).code)
    assert seen == ["wrong_word", "wrong_word", "last_try", "last_try"]
    assert portal.counts() == [2]
    assert len(bodies(portal, "uye")) == 2


def test_what_the_portal_calls_a_wrong_word_was_one(other):
    """A field of text whose words say nothing: known by the answer, and counted then."""
    page = member("Giriş Anahtarı", "text")
    portal = other(start=page, uye=page + NO)
    for count in (1, 2):
        portal.run("login", "--no-input")
        result = by_hand(portal, "fill", "Kimlik No", "fill", "Giriş Anahtarı", "press", "Giriş",
                         fields={"Kimlik No": ID, "Giriş Anahtarı": WORD})
        assert (result.code, portal.counts()) == ("wrong_word", [count])
    assert result.error["tries_left"] == 1


def test_what_may_be_a_word_is_not_sent_where_it_could_not_be_counted(other):
    page = member("Giriş Anahtarı", "text")
    portal = other(start=page, uye=page + NO)
    portal.run("login", "--no-input")
    ledger = portal.esign.folder / "state" / "esign" / "ledger"
    ledger.parent.mkdir(parents=True, exist_ok=True)
    ledger.write_text("nonsense", encoding="utf-8")
    result = by_hand(portal, "fill", "Kimlik No", "fill", "Giriş Anahtarı", "press", "Giriş",
                     fields={"Kimlik No": ID, "Giriş Anahtarı": WORD})
    assert (result.code, bodies(portal, "uye")) == ("ledger_unusable", [])


def test_a_step_that_leads_inside_takes_back_what_a_contradiction_counted(other):
    """An error of HTTP without a word: nobody knows, until the next page."""
    odd = ("403 Forbidden", HTML[0].split(": ")[1], "<h1>Sonuç</h1><a href=ic>Menü</a>")
    portal = other(start=member("Güvenlik Sözcüğü"), uye=odd, ic=MENU)
    portal.run("login", "--no-input")
    result = by_hand(portal, "fill", "Kimlik No", "fill", "Güvenlik Sözcüğü", "press", "Giriş",
                     fields={"Kimlik No": ID, "Güvenlik Sözcüğü": WORD})
    assert (result.code, portal.counts()) == ("outcome_unknown", [1])
    assert portal.run("page", "follow", "Menü").data["screen"] == "menu"
    assert portal.counts() == []


def test_a_refusal_is_no_success_whatever_was_filled_in(other):
    page = ("<h1>Üyelik</h1><form method=post action=uye><label>Ad <input name=a></label>"
            "<button>Tamam</button></form>")
    portal = other(start=page, uye=page + "<p role=alert>Girdiğiniz bilgiler hatalı.</p>")
    portal.run("login", "--no-input")
    result = by_hand(portal, "fill", "Ad", "press", "Tamam", fields={"Ad": "x"})
    assert (result.status, result.code) == (1, "portal_refused"), result.err


def login_to(other, screen, **pages):
    """Logged in, at this screen."""
    portal = other(start=form(), picture=PNG, login=screen, **pages)
    assert portal.login().code == "ok"
    return portal


def test_the_time_runs_where_the_login_leads_straight_to_the_code(other):
    portal = login_to(other, code("1 Saniye"), kod=MENU)
    assert portal.run("status").data["sms_expires_in"] in (0, 1)
    wait_until_over(portal)
    file = portal.esign.file("code", "462377\n")
    assert portal.run("sms-verify", "--code-file", file).code == "code_expired"
    assert by_hand(portal, "fill", "SMS Onay Kodu", "press", "Gönder",
                   fields={"SMS Onay Kodu": "462377"}).code == "code_expired"
    assert bodies(portal, "kod") == []


def wait_until_over(portal):
    end = time.monotonic() + 20
    while portal.run("status").data["sms_expires_in"]:
        assert time.monotonic() < end


@pytest.mark.parametrize("left", ["0 Saniye", "0:00"])
def test_a_time_that_is_over_when_the_page_comes_is_over(other, left):
    portal = login_to(other, code(left), kod=MENU)
    result = portal.run("sms-verify", "--code-file", portal.esign.file("code", "462377\n"))
    assert (result.status, result.code) == (1, "code_expired")
    assert "--resend" in result.error["hint"]
    assert bodies(portal, "kod") == []


def test_a_wrong_code_s_page_may_say_a_shorter_time_but_no_longer_one(other):
    wrong = "<p role=alert>SMS onay kodu hatalı.</p>"
    for first, then in (("290 Saniye", "20 Saniye"), ("20 Saniye", "290 Saniye")):
        portal = login_to(other, code(first), kod=code(then, wrong))
        file = portal.esign.file("code", "462377\n")
        assert portal.run("sms-verify", "--code-file", file).code == "wrong_code"
        assert portal.run("status").data["sms_expires_in"] <= 20


def test_a_code_screen_that_names_another_phone_gets_no_code(other):
    named = "<p>54 ... 77 numaralı telefonunuza SMS gönderildi.</p>"
    portal = login_to(other, code("290 Saniye", named), kod=MENU)
    file = portal.esign.file("code", "462377\n")
    result = portal.run("sms-verify", "--code-file", file, "--phone-ends", "25")
    assert (result.status, result.code) == (1, "phone_mismatch")
    assert bodies(portal, "kod") == []
    assert portal.run("sms-verify", "--code-file", file, "--phone-ends", "77").code == "ok"


def test_a_phone_that_is_nowhere_named_does_not_end_so(other):
    portal = login_to(other, code("290 Saniye"), kod=MENU)
    result = portal.run("sms-verify", "--code-file", portal.esign.file("code", "462377\n"),
                        "--phone-ends", "99")
    assert (result.status, result.code) == (1, "phone_mismatch")
    assert bodies(portal, "kod") == []


@pytest.mark.parametrize("more, ends, code_", [
    ("<p>Telefon Numaranız : 54 ... 77</p>", ["--phone-ends", "25"], "phone_mismatch"),
    ("<p>54 ... 77 numaralı telefonunuza SMS gönderilecektir.</p>", ["--phone-ends", "25"],
     "phone_mismatch"),
    ("<p>Telefon Numaranız : 54 ... 77</p>", [], "page_ambiguous"),
])
def test_of_two_phones_none_gets_an_sms(other, more, ends, code_):
    portal = login_to(other, PHONE + more, sms=code("290 Saniye"))
    assert portal.run("sms-verify", "--send-only", *ends).code == code_
    assert bodies(portal, "sms") == []
