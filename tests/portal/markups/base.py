# SPDX-License-Identifier: Apache-2.0
"""What most markups share: the twelve screens, put together from a form, a field, a button. A
markup overrides the pieces, or a whole screen."""

import html

from .machine import CARDS, Kind, compressed

WORDS = {
    "id": "T.C. Kimlik No",
    "captcha": "Resimdeki Yazı",
    "word": "Güvenlik Sözcüğü",
    "word_again": "Güvenlik Sözcüğü Tekrarı",
    "code": "SMS Onay Kodu",
    "phone": "Telefon Numaranız",
    "remaining": "SMS Onay Kodunuzun Geçerliliği İçin Kalan Süre",
    "description": "Açıklama",
    "serial": "Kart Seri Numarası",
    "pin": "PIN",
    "puk": "PUK",
    "go.verify": "Bireysel İşlemler",
    "go.login": "Şifreli Giriş",
    "signature": "E-İmzalı Giriş",
    "send.login": "Giriş",
    "go.forgot": "Güvenlik Sözcüğümü Unuttum",
    "send.forgot": "Gönder",
    "send.reset": "Gönder",
    "send.phone": "Onay",
    "send.code": "Gönder",
    "go.menu": "Menü",
    "go.pin": "PIN / PUK Bilgisi",
    "go.exit": "Çıkış",
    "home": "Kamu Sertifikasyon Merkezi",
    "verify": "Kullanıcı Doğrulama Ekranı",
    "login": "Şifreli Giriş Ekranı",
    "forgot": "Güvenlik Sözcüğü İstek Ekranı",
    "sent": "Sonuç",
    "reset": "Güvenlik Sözcüğü Güncelleme Ekranı",
    "result": "Sonuç",
    "phone_screen": "SMS Onay Ekranı",
    "code_screen": "SMS Onay Kodu Giriş Ekranı",
    "menu": "İşlemler Menüsü",
    "pin_screen": "PIN ve PUK Bilgileri",
    "exit": "Oturumunuz kapatıldı",
    "expired": "Hata",
}
OTHERS = ("Kullanıma Aç", "Sertifikamı İptal Et / Askıya Al", "Bilgileri Güncelle",
          "Sertifika Listeleme", "Kilit Çözme")
TEXTS = {
    "wrong_captcha": "Resimdeki yazıyı hatalı girdiniz.",
    "wrong_word": "Girmiş olduğunuz güvenlik sözcüğü hatalıdır.",
    "blocked": "Hesabınız bloke edilmiştir.",
    "unknown_id": "Kimlik numarası bulunamadı.",
    "words_differ": "Güvenlik sözcükleri uyuşmuyor.",
    "wrong_code": "Onay kodu hatalı.",
    "warning": "3 hatalı denemede hesabınız bloke olur.",
    "advice": "Büyük harf, küçük harf ve rakam kullanınız.",
    "mailed": "Güvenlik sözcüğünüzü belirlemeniz için e-posta adresinize ileti gönderilmiştir.",
    "updated": "Güvenlik Sözcüğü başarıyla güncellenmiştir.",
    "will_mail": "Bağlantı, kayıtlı e-posta adresinize gönderilecektir.",
    "link_expired": "Bağlantının süresi dolmuştur.",
    "keep": "UYARI: Bu bilgileri saklamayınız, kopyasını çıkarmayınız.",
}
escape = html.escape


class Markup:
    name = ""
    doctype = "<!DOCTYPE html>"
    charset, form_charset = "utf-8", "utf-8"
    content_type = "text/html; charset=utf-8"
    meta = '<meta charset="utf-8">'
    answer_mode = "page"  # what a POST is answered with: page, 302, 303, refresh
    http = "keep"  # keep, 1.0, chunked, gzip
    cookie_name = "JSESSIONID"
    picture_path, link_path = "/resim.go", "/nb.go"
    token_name = "jeton"
    phone = "54 ... 25"
    refusal = "wrong_word"  # what its words for a wrong word say
    phone_read = None  # as esign gives it, where that differs
    seconds = "290 Saniye"
    cards = CARDS
    fetches_pictures = True
    titled = False  # each card has a heading that is its description
    picture_asks = False  # the picture, right before its field, has words of its own
    paths = {
        "go.home": "/", "go.verify": "/dogrulama.go", "go.login": "/giris.go",
        "go.forgot": "/unuttum.go", "go.menu": "/menu.go", "go.pin": "/pin.go",
        "go.exit": "/cikis.go", "send.login": "/girisYap.go", "send.forgot": "/istek.go",
        "send.reset": "/guncelle.go", "send.phone": "/smsGonder.go", "send.code": "/smsOnay.go",
    }
    names = {"id": "kimlikNo", "captcha": "resim", "word": "sozcuk", "word_again": "sozcuk2",
             "code": "onayKodu"}
    own_words, own_texts = {}, {}

    def __init__(self):
        self.words = {**WORDS, **self.own_words}
        self.texts = {**TEXTS, **self.own_texts}

    # pieces

    def shell(self, p, screen, body):
        title = escape(self.words[screen])
        return (f"{self.doctype}<html lang=tr><head>{self.meta}<title>Kamu SM</title></head>"
                f"<body><h1>{title}</h1>{self.say(p)}{body}</body></html>")

    def say(self, p):
        return f'<div class="hata">{escape(p.message)}</div>' if p.message else ""

    def label(self, kind):
        return escape(self.words[kind])

    def kind_of_input(self, kind):
        return "password" if kind in ("word", "word_again") else "text"

    def stands_in(self, kind):
        """What a field holds before anything is typed."""
        return ""

    def image(self, p):
        return f'<img src="{p.picture}" alt="" width=160 height=50>'

    def field(self, p, kind):
        picture = self.image(p) if kind == "captcha" else ""
        return (f'<p><label for="{self.names[kind]}">{self.label(kind)}:</label> {picture}'
                f'<input type={self.kind_of_input(kind)} id="{self.names[kind]}"'
                f' name="{self.names[kind]}"></p>')

    def button(self, action):
        return f'<input type=submit name=dugme value="{escape(self.words[action])}">'

    def button_entries(self, action):
        """What pressing it adds to the entries."""
        return [("dugme", self.words[action])]

    def fields(self, p, kinds):
        return "".join(self.field(p, kind) for kind in kinds)

    def buttons(self, p, actions):
        return "<p>" + " ".join(self.button(action) for action in actions) + "</p>"

    def hidden(self, p):
        return f'<input type=hidden name="{self.token_name}" value="{p.token}">'

    def hidden_entries(self, p):
        return [(self.token_name, p.token)]

    def form_attributes(self, p, target):
        return f'method=post action="{escape(target)}"'

    def target(self, p, action):
        return self.paths[action]

    def form(self, p, kinds, actions):
        """A form; all its buttons send to the address of the first."""
        target = self.target(p, actions[0])
        entries = self.hidden_entries(p) + [(self.names[kind], Kind(kind)) for kind in kinds]
        for action in actions:
            p.offer(action, target, *entries, *self.button_entries(action))
        return (f"<form {self.form_attributes(p, target)}>{self.hidden(p)}"
                f"{self.fields(p, kinds)}{self.buttons(p, actions)}</form>")

    def link(self, p, action):
        return f'<a href="{escape(p.link(action))}">{escape(self.words[action])}</a>'

    def decoy_link(self, p, words):
        return f'<a href="{p.decoy()}">{escape(words)}</a>'

    def value(self, kind, value):
        return f"<p>{self.label(kind)} : {escape(value)}</p>"

    # screens

    def render(self, screen, p):
        return getattr(self, "page_" + screen)(p)

    def page_home(self, p):
        return self.shell(p, "home", f"<ul><li>{self.decoy_link(p, 'Hakkımızda')}</li>"
                          f"<li>{self.link(p, 'go.verify')}</li></ul>")

    def page_verify(self, p):
        return self.shell(p, "verify", self.link(p, "go.login") + " | "
                          + self.decoy_link(p, self.words["signature"]))

    def page_login(self, p):
        return self.shell(p, "login", self.form(p, ("id", "captcha", "word"),
                                                ("send.login", "go.forgot"))
                          + f"<p>{escape(self.texts['warning'])}</p>")

    def page_forgot(self, p):
        return self.shell(p, "forgot", f"<p>{escape(self.texts['will_mail'])}</p>"
                          + self.form(p, ("id", "captcha"), ("send.forgot",)))

    def page_sent(self, p):
        return self.shell(p, "sent", f"<p>{escape(self.texts['mailed'])}</p>")

    def page_reset(self, p):
        return self.shell(p, "reset", self.form(p, ("word", "word_again"), ("send.reset",))
                          + f"<p>{escape(self.texts['advice'])}</p>")

    def page_result(self, p):
        return self.shell(p, "result", f"<p>{escape(self.texts['updated'])}</p>")

    def page_expired(self, p):
        return self.shell(p, "expired", f"<p>{escape(self.texts['link_expired'])}</p>")

    def page_phone(self, p):
        return self.shell(p, "phone_screen", self.value("phone", self.phone)
                          + self.form(p, (), ("send.phone",)))

    def page_code(self, p):
        return self.shell(p, "code_screen", self.countdown()
                          + self.form(p, ("code",), ("send.code",)))

    def countdown(self):
        return f"<p>{self.label('remaining')} {self.seconds}</p>"

    def page_menu(self, p):
        others = "".join(f"<li>{self.decoy_link(p, words)}</li>" for words in OTHERS)
        return self.shell(p, "menu", f"<ul>{others}<li>{self.link(p, 'go.pin')}</li>"
                          f"<li>{self.link(p, 'go.exit')}</li></ul>")

    def page_pin(self, p):
        return self.shell(p, "pin_screen", f"<p>{escape(self.texts['keep'])}</p>"
                          + "".join(self.card(card) for card in self.cards)
                          + self.link(p, "go.menu") + self.link(p, "go.exit"))

    def card(self, card):
        return "".join(self.value(kind, card[kind]) for kind in card)

    def page_exit(self, p):
        return self.shell(p, "exit", "<p>Güle güle.</p>")

    # transport

    def headers(self, session, fresh):
        lines = [f"Content-Type: {self.content_type}"] if self.content_type else []
        if fresh:
            lines.append(f"Set-Cookie: {self.cookie_name}={session.id}; Path=/; Secure; HttpOnly")
        return lines

    def encode(self, text):
        return text.encode(self.charset, "xmlcharrefreplace")

    def send(self, connection, text, session, fresh):
        """True where the connection is kept."""
        body, headers = self.encode(text), self.headers(session, fresh)
        if self.http == "1.0":
            connection.send("\r\n".join(["HTTP/1.0 200 OK", *headers, "", ""]).encode() + body)
            connection.end()
            return False
        if self.http == "chunked":
            head = ["HTTP/1.1 200 OK", *headers, "Transfer-Encoding: chunked", "", ""]
            connection.send("\r\n".join(head).encode())
            for at in range(0, len(body), 700):
                piece = body[at:at + 700]
                connection.send(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            connection.send(b"0\r\n\r\n")
            return True
        if self.http == "gzip":
            connection.answer(compressed(body), headers=[*headers, "Content-Encoding: gzip"])
            return True
        connection.answer(body, headers=headers)
        return True

    def send_on(self, connection, target, session):
        """A POST answered by sending the browser to the next page."""
        if self.answer_mode == "refresh":
            return self.send(connection, f'<html><head>{self.meta}<meta http-equiv="refresh" '
                             f'content="0; url={target}"><title>Lütfen bekleyiniz</title></head>'
                             "<body>Yönlendiriliyorsunuz...</body></html>", session, False)
        connection.redirect(target, int(self.answer_mode))
        return True
