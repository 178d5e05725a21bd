# SPDX-License-Identifier: Apache-2.0
"""Messages from which no link is followed: `link_refused`, before one packet leaves."""

import time
from email.message import EmailMessage

import pytest


def message(html=None, text="Merhaba"):
    mail = EmailMessage()
    mail["From"] = "Kamu SM <bilgilendirme@example.org>"
    mail["To"] = "ogrenci@example.org"
    mail["Subject"] = "KAMU SM Güvenlik Sözcüğü Hatırlatma"
    mail.set_content(text, charset="utf-8")
    if html is not None:
        mail.add_alternative(html, subtype="html", charset="iso-8859-9")
    return mail.as_bytes()


def link(url):
    return f'<p>Güvenlik sözcüğünüz için <a href="{url}">tıklayınız</a>.</p>'


PORTAL = "{portal}x.go?a=1&sessionid=abc"

REFUSED = {
    "no message at all": b"",
    "no link": message("<p>Merhaba</p>"),
    "a link elsewhere": message(link("https://example.org/x?a=1")),
    "a link that only looks like the portal's": message(
        link("https://www.kamusm.gov.tr.example.org/x?a=1")
    ),
    "a link without TLS": message(link(PORTAL.replace("{portal}", "http://127.0.0.1/"))),
    "a link with a user's name": message(link("https://x@127.0.0.1:{port}/x?a=1")),
    "a link without a query": message(link("{portal}")),
    "two links of the portal": message(link(PORTAL) + link(PORTAL + "2")),
    "a link in the text beside an HTML part": message("<p>Merhaba</p>", PORTAL),
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_link_is_refused_and_nothing_is_sent(esign, listener, what):
    content = REFUSED[what].replace(b"{portal}", listener.url.encode())
    content = content.replace(b"{port}", str(listener.port).encode())
    result = esign.json(
        "--start", listener.url, "--no-input", "reset-word",
        "--mail", esign.file("mail.eml", content), "--word-file", esign.file("word", "Abc12345"),
    )
    assert (result.status, result.code) == (1, "link_refused")
    assert listener.connections == 0


def test_the_one_link_of_the_portal_is_followed(esign, listener):
    content = message(link("https://example.org/logo") + link(listener.url) + link(PORTAL))
    result = esign.json(
        "--start", listener.url, "--no-input", "reset-word", "--word-file",
        esign.file("word", "Abc12345"),
        "--mail", esign.file("mail.eml", content.replace(b"{portal}", listener.url.encode())),
    )
    assert result.status == 7, "a listener that hangs up is a portal that cannot be reached"
    assert listener.connections > 0


def test_a_message_of_50_megabytes_is_refused_soon(esign, listener):
    started = time.monotonic()
    result = esign.json(
        "--start", listener.url, "--no-input", "reset-word",
        "--mail", "-", "--word-file", esign.file("word", "Abc12345"),
        stdin=message("<p>x</p>") + b"x" * (50 << 20),
    )
    assert (result.status, result.code) == (1, "link_refused")
    assert time.monotonic() - started < 20


def test_a_message_that_is_not_there_is_told_by_its_name(esign):
    word = esign.file("word", "Abc12345")
    result = esign.json("--no-input", "reset-word", "--mail", "no-such.eml", "--word-file", word)
    assert result.status == 2
    assert "no-such.eml" in result.error["message"]
