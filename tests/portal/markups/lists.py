# SPDX-License-Identifier: Apache-2.0
"""Links where others have buttons, buttons where others have links, values in odd places."""

from .base import OTHERS, Markup, escape
from .machine import Kind


class LinksForButtons(Markup):
    """"Onay" is a link; the menu is links; the ways in stand twice; a card is a list."""

    name = "links for buttons"
    own_words = {"go.pin": "Pin / Puk Bilgisi", "go.exit": "Çıkış"}
    own_texts = {"wrong_word": "Kullanıcı bilgileri hatalı: güvenlik sözcüğü yanlış.",
                 "wrong_captcha": "Resimdeki yazı doğrulanamadı."}
    phone = "0(54*) *** ** 25"

    def shell(self, p, screen, body):
        bar = ""
        if p.session.verified:
            bar = f'<div id=ust>{self.link(p, "go.menu")} {self.link(p, "go.exit")}</div>'
        return super().shell(p, screen, bar + body)

    def page_login(self, p):
        return self.shell(p, "login", self.form(p, ("id", "captcha", "word"), ("send.login",))
                          + f'<p><a href="{p.link("go.forgot")}">Güvenlik Sözcüğümü Unuttum</a></p>')

    def page_phone(self, p):
        return self.shell(p, "phone_screen", f"<p>{self.label('phone')} : {self.phone}</p><p>SMS "
                          "ücretsizdir. Numara sizin değilse 0262 648 18 18'i arayınız.</p>"
                          f'<a class=dugme href="{p.link("send.phone", "/smsGonder.go?a=1")}">Onay'
                          "</a>")

    def page_menu(self, p):
        others = "<br>".join(self.decoy_link(p, words) for words in OTHERS)
        return self.shell(p, "menu", others + "<br>" + self.link(p, "go.pin") + "<br>"
                          + self.link(p, "go.exit"))

    def card(self, card):
        return "<ul>" + "".join(f"<li><b>{self.label(kind)}:</b> {escape(card[kind])}</li>"
                                for kind in card) + "</ul>"

    def page_pin(self, p):
        return self.shell(p, "pin_screen", f"<p>{escape(self.texts['keep'])}</p>"
                          + "".join(self.card(card) for card in self.cards))


class ButtonsForLinks(Markup):
    """Every way is a form with a button; a menu of many submit buttons in one form; the answer to
    "where is PIN" is a vertical table for each card."""

    name = "buttons for links"
    titled = True
    http = "chunked"
    own_words = {"go.verify": "Bireysel İşlemler", "send.phone": "Onaylıyorum",
                 "phone": "Cep Telefonu", "remaining": "Geçerlilik Süresi"}
    phone = "+90 54x xxx xx 25"
    seconds = ": <b>4:50</b>"

    def link(self, p, action):
        p.offer(action, self.paths[action], (self.token_name, p.token))
        return (f'<form method="post" action="{self.paths[action]}">{self.hidden(p)}<button '
                f'type="submit">{escape(self.words[action])}</button></form>')

    def decoy_link(self, p, words):
        return f'<form method="post" action="{p.decoy()}"><button>{escape(words)}</button></form>'

    def button(self, action):
        return f'<button name="islem" value="{action}">{escape(self.words[action])}</button>'

    def button_entries(self, action):
        return [("islem", action)]

    def page_menu(self, p):
        for action in ("go.pin", "go.exit"):
            p.offer(action, "/islem.go", (self.token_name, p.token), ("islem", action))
        others = "".join(f'<button name="islem" formaction="/tuzak/m" value="{i}">{words}</button>'
                         for i, words in enumerate(OTHERS))
        return self.shell(p, "menu", f'<form method="post" action="/islem.go">{self.hidden(p)}'
                          f'{others}{self.button("go.pin")}{self.button("go.exit")}</form>')

    def card(self, card):
        rows = "".join(f"<tr><th scope=row>{self.label(kind)}</th><td>{escape(card[kind])}</td>"
                       "</tr>" for kind in card)
        return f"<table><caption>{escape(card['description'])}</caption>{rows}</table>"


class BesideInDivs(Markup):
    """Rows of two divs, as in a grid: the words in one, the field or the value in the next."""

    name = "grid of divs"
    answer_mode = "302"
    own_words = {"word": "Güvenlik Sözcüğünüz", "id": "Kimlik Numaranız", "go.pin":
                 "PIN / PUK İşlemleri", "pin": "Kart PIN", "puk": "Kart PUK"}
    phone = "(54*) *** **25"

    def shell(self, p, screen, body):
        return super().shell(p, screen, f'<div class="container">{body}</div>')

    def field(self, p, kind):
        image = f'<div class="row"><div class="col">{self.image(p)}</div></div>'
        return ((image if kind == "captcha" else "")
                + f'<div class="row"><div class="col">{self.label(kind)}</div><div class="col">'
                f'<input class="form-control" type={self.kind_of_input(kind)} '
                f'name="{self.names[kind]}"></div></div>')

    def value(self, kind, value):
        return (f'<div class="row"><div class="col">{self.label(kind)}</div><div class="col">'
                f"{escape(value)}</div></div>")

    def countdown(self):
        return ('<div class="row"><div class="col">Kalan Süre</div><div class="col"><span>290</span>'
                "</div></div>")


class ReadOnlyInputs(Markup):
    """Values in inputs that cannot be changed, under labels."""

    name = "read-only inputs"
    own_words = {"go.menu": "Menüye Dön"}
    phone = "54*****25"

    def value(self, kind, value):
        return (f'<div><label for="v{kind}">{self.label(kind)}</label><input type=text id="v{kind}" '
                f'readonly value="{escape(value)}"></div>')

    def page_phone(self, p):
        p.offer("send.phone", "/smsGonder.go", (self.token_name, p.token), ("tel", self.phone))
        return self.shell(p, "phone_screen", f'<form method=post action=/smsGonder.go>{self.hidden(p)}'
                          f'<label for=t>{self.label("phone")}</label><input id=t name=tel readonly '
                          f'value="{self.phone}"><input type=submit value=Onay></form>')

    def card(self, card):
        """Ids come again with each card, as they do where nobody checks."""
        return "<div class=kart>" + "".join(
            f'<p>{self.label(kind)} <input type=text readonly value="{escape(card[kind])}"></p>'
            for kind in card) + "</div>"
