# SPDX-License-Identifier: Apache-2.0
"""Odd but right: entities, forms by attribute, decoys on the way, answers on the same page."""

import base64

from .base import OTHERS, Markup, escape
from .machine import PNG, Kind


def entities(text):
    """Every letter that is not ASCII as a reference; blanks that do not break."""
    return "".join(c if ord(c) < 128 else f"&#{ord(c)};" for c in text).replace(" ", "&nbsp;")


class Entities(Markup):
    """No charset anywhere; references, blanks that do not break, underlined access keys, a base
    address, addresses of a query alone, a loudspeaker beside the picture."""

    name = "entities"
    content_type = "text/html"
    meta = '<base href="/nes/sayfa.go">'
    paths = {**Markup.paths, "go.home": "/nes/sayfa.go", "go.verify": "/nes/sayfa.go?p=dogrula",
             "go.login": "/nes/sayfa.go?p=giris", "send.login": "/nes/giris.go",
             "go.pin": "/nes/sayfa.go?p=pin"}
    picture_path = "/nes/kod.go"
    seconds = "290&nbsp;Saniye"

    def label(self, kind):
        words = self.words[kind]
        return f"<u>{entities(words[0])}</u>{entities(words[1:])}"

    def image(self, p):
        return (f'<img src="{p.picture.removeprefix("/nes/")}"><a href="/tuzak/ses.wav"><img src='
                '"ses.gif"></a>')

    def button(self, action):
        words = self.words[action]
        return (f'<button type=submit name=dugme value="{entities(action)}"><u>{entities(words[0])}'
                f"</u>{entities(words[1:-1])}&shy;{entities(words[-1])}</button>")

    def button_entries(self, action):
        return [("dugme", action)]

    def link(self, p, action):
        address = p.link(action).replace("/nes/sayfa.go?", "?").replace("/nes/", "")
        return f'<a href="{address}">{entities(self.words[action])}</a>'


class ByAttribute(Markup):
    """Fields and buttons outside their form, tied to it by form=; values in a flat grid."""

    name = "form attributes"
    answer_mode = "303"

    def form(self, p, kinds, actions):
        target = self.target(p, actions[0])
        entries = [(self.names[kind], Kind(kind)) for kind in kinds]
        for action in actions:
            p.offer(action, target, *self.hidden_entries(p), *entries, *self.button_entries(action))
        return (f'<form id="f1" {self.form_attributes(p, target)}>{self.hidden(p)}</form>'
                f'<form action="{p.decoy()}"></form><main>{self.fields(p, kinds)}'
                f"{self.buttons(p, actions)}</main>")

    def field(self, p, kind):
        image = self.image(p) if kind == "captcha" else ""
        return (f'<div>{image}<input form="f1" aria-label="{self.label(kind)}" name="'
                f'{self.names[kind]}" type={self.kind_of_input(kind)}></div>')

    def button(self, action):
        return f'<button form=f1 name=dugme value="{action}">{escape(self.words[action])}</button>'

    def button_entries(self, action):
        return [("dugme", action)]

    def countdown(self):
        return "<div class=i><div>Kalan Süre</div><div>04:50</div></div>"

    def page_phone(self, p):
        return self.shell(p, "phone_screen", "<p>SMS Onay Kodu <b>54 ... 25</b> numaralı "
                          "telefonunuza gönderilecektir.</p>" + self.form(p, (), ("send.phone",)))

    def page_pin(self, p):
        grid = "".join(f"<div>{self.label(kind)}</div><div>{escape(card[kind])}</div>"
                       for card in self.cards for kind in card)
        return self.shell(p, "pin_screen", f'<div style="display:grid">{grid}</div>'
                          + self.link(p, "go.menu") + self.link(p, "go.exit"))


class Crossroads(Markup):
    """Links that begin alike, a menu that only a script opens, the first screens' links on every
    page, somebody else's login box above the form, each way as a link and a form that come twice."""

    name = "crossroads"
    own_words = {"send.login": "Giriş Yap"}

    def shell(self, p, screen, body):
        side = ("<ul>" + "".join(f"<li>{self.decoy_link(p, words)}</li>" for words in (
            "Bireysel Başvuru", "Bireysel", "Kurumsal İşlemler", "Şifreli Giriş Hakkında",
            "PIN / PUK Bilgisi Nedir?", "Çıkış Yolu Yönergesi", "E-Devlet ile Giriş"))
            + '<li><a href="#">Bireysel İşlemler</a><ul>' + self.link(p, "go.verify")
            + "</ul></li></ul>")
        box = (f'<form method=post action="{p.decoy()}">Kullanıcı Adı <input name=u> Şifre <input '
               "type=password name=s><input type=submit value=Giriş></form>")
        return super().shell(p, screen, side + box + body
                             + '<p>Telefon: 0262 648 18 18 Faks: 0262 648 18 00</p>')

    def page_menu(self, p):
        others = "".join(self.decoy_link(p, words) + "<br>" for words in OTHERS)
        p.offer("go.exit", "/cikis.go", (self.token_name, p.token), ("x", "Çıkış"))
        exit_ = (f'<form method=post action="/cikis.go">{self.hidden(p)}<input type=submit name=x '
                 "value=Çıkış></form>")
        return self.shell(p, "menu", exit_ + others + self.link(p, "go.pin") + exit_)

    def page_phone(self, p):
        return self.shell(p, "phone_screen", f"<p>Telefon Numaranız : {self.phone}</p>"
                          + self.form(p, (), ("send.phone",)))


class SamePage(Markup):
    """The answer stands above the form that was sent, good or bad."""

    name = "same page"

    def page_sent(self, p):
        return self.shell(p, "forgot", f'<div class="mesaj">{escape(self.texts["mailed"])}</div>'
                          + self.form(p, ("id", "captcha"), ("send.forgot",)))

    def page_result(self, p):
        return self.shell(p, "reset", f'<div class="mesaj">{escape(self.texts["updated"])}</div>'
                          + self.form(p, ("word", "word_again"), ("send.reset",)))


class Embedded(Markup):
    """The picture is in the page itself."""

    name = "embedded picture"
    fetches_pictures = False
    picture_asks = True

    def image(self, p):
        return f'<img alt="Güvenlik Kodu" src="data:image/png;base64,{base64.b64encode(PNG).decode()}">'
