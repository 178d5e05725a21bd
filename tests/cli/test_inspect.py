# SPDX-License-Identifier: Apache-2.0
"""What esign says it sees on a page. The pages are invented."""

from contextlib import closing

import pytest
from terminal import Terminal

LOGIN = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Giriş</title></head><body>
<h1>Şifreli Giriş Ekranı</h1>
<form action="/giris" method="post">
<label for="a">Kimlik No</label><input id="a" name="kimlik" value="10000000146">
<img src="/resim?x=1" alt=""><input name="resim" title="Resimdeki Yazı">
<table><tr><td>Güvenlik Sözcüğü :</td><td><input type="password" name="soz" value="Gizli1Soz"></td></tr></table>
<input type="hidden" name="token" value="hidden-token-1">
<button name="giris">Giriş</button>
<button name="unuttum">Güvenlik Sözcüğümü Unuttum</button>
</form>
<a href="https://www.kamusm.gov.tr/cikis?sid=secret-in-link">Çıkış</a>
</body></html>"""


@pytest.fixture
def seen(esign):
    return esign.json("inspect", esign.file("login.html", LOGIN)).data


def test_a_known_screen_is_recognised(seen):
    assert seen["screen"] == "login"
    assert seen["headings"] == ["Şifreli Giriş Ekranı"]
    assert seen["title"] == "Giriş"


def test_fields_are_named_by_kind_and_by_how_they_were_found(seen):
    fields = {field["name"]: field for field in seen["forms"][0]["fields"]}
    assert (fields["kimlik"]["kind"], fields["kimlik"]["found_by"]) == ("id", "label")
    assert (fields["resim"]["kind"], fields["resim"]["found_by"]) == ("captcha", "title")
    assert (fields["soz"]["kind"], fields["soz"]["found_by"]) == ("word", "neighbour")
    assert fields["soz"]["type"] == "password"


def test_on_a_narrow_terminal_what_stands_beside_a_column_keeps_some_room(esign):
    path = esign.file("login.html", LOGIN)
    with closing(Terminal(esign, "inspect", path, columns=34)) as terminal:
        assert terminal.end() == 0
    lines = terminal.screen.decode().splitlines()
    assert [line for line in lines if line.startswith(" " * 23) and len(line.strip()) < 3] == []


def test_buttons_are_named_by_kind(seen):
    kinds = {button["name"]: button["kind"] for button in seen["forms"][0]["buttons"]}
    assert kinds == {"giris": "login", "unuttum": "forgot"}


def test_the_form_tells_where_and_how_it_is_sent(seen):
    form = seen["forms"][0]
    assert form["action"].endswith("/giris")
    assert form["method"] == "POST"


def test_a_form_that_only_closes_a_dialog_is_not_called_a_get(esign):
    page = LOGIN.replace('method="post"', "method=dialog")
    assert esign.json("inspect", "-", stdin=page).data["forms"][0]["method"] == "dialog"


@pytest.mark.parametrize("secret", ["10000000146", "Gizli1Soz", "hidden-token-1", "secret-in-link"])
@pytest.mark.parametrize("how", [["--json"], []])
def test_no_value_is_ever_shown(esign, how, secret):
    result = esign.run(*how, "inspect", esign.file("login.html", LOGIN))
    assert result.status == 0
    assert secret not in result.out + result.err


def test_a_page_that_is_not_recognised_is_no_failure(esign):
    result = esign.json("inspect", esign.file("x.html", "<p>Merhaba</p>"))
    assert result.status == 0
    assert result.data["screen"] is None


def test_what_the_nearest_screen_would_need_is_told(esign):
    page = LOGIN.replace("Resimdeki Yazı", "Bir şey")
    data = esign.json("inspect", "-", stdin=page).data
    assert data["screen"] is None
    assert data["missing"]


def test_a_page_may_come_from_standard_input(esign):
    assert esign.json("inspect", "-", stdin=LOGIN).data["screen"] == "login"


def test_an_old_charset_is_read(esign):
    page = LOGIN.replace("utf-8", "iso-8859-9").encode("iso-8859-9")
    data = esign.json("inspect", "-", stdin=page).data
    assert data["screen"] == "login"
    assert data["charset"].lower() == "windows-1254"


def test_escapes_and_bidi_overrides_do_not_reach_the_terminal(esign):
    page = '<meta charset="utf-8"><h1>a\x1b[31mb\u202ec</h1><title>\x9b2J</title>'
    out = esign.run("inspect", "-", stdin=page).out
    for character in ("\x1b", "\u202e", "\x9b"):
        assert character not in out


def test_a_file_that_is_not_there_is_named(esign):
    result = esign.json("inspect", "no-such-file.html")
    assert result.status == 2
    assert "no-such-file.html" in result.error["message"]


@pytest.mark.parametrize("page", ["", "\0\0\0", "<", "<table><svg><select><foreignObject><select><tr>"])
def test_whatever_the_page_is_the_run_ends_in_a_status_of_ours(esign, page):
    result = esign.json("inspect", "-", stdin=page)
    assert result.status in (0, 8)


def test_a_page_over_two_megabytes_is_too_large(esign):
    result = esign.json("inspect", "-", stdin="<p>" + "x" * (2 << 20) + "</p>")
    assert (result.status, result.code) == (7, "too_large")


def test_a_page_over_2000_levels_deep_is_too_large(esign):
    result = esign.json("inspect", "-", stdin="<div>" * 3000 + "x")
    assert (result.status, result.code) == (7, "too_large")


def test_an_address_without_tls_is_refused(esign, listener):
    result = esign.json("inspect", f"http://127.0.0.1:{listener.port}/")
    assert not result.json["ok"]
    assert listener.connections == 0


def test_a_page_of_the_portal_is_fetched_without_a_session(person):
    result = person.esign.json("inspect", person.portal.url)
    assert result.data["screen"] == "home"
    assert person.esign.json("status").data["session"] is False
