# SPDX-License-Identifier: Apache-2.0
"""Newer pages: placeholders alone, labels of every sort, landmarks full of decoys."""

from .base import OTHERS, Markup, escape
from .machine import Kind


class Placeholders(Markup):
    """Divs in divs, placeholders and nothing else."""

    name = "placeholders"
    meta = '<meta charset="UTF-8">'
    content_type = "text/html"
    own_words = {"id": "T.C. Kimlik Numarası ya da Pasaport Numarası", "captcha":
                 "Resimdeki Yazıyı Giriniz", "go.login": "Şifreli Giriş"}
    own_texts = {"wrong_captcha": "Resimdeki karakterler uyuşmuyor, lütfen tekrar deneyin"}

    def shell(self, p, screen, body):
        return (f'<!doctype html><html lang="tr"><head>{self.meta}<title>e-imza</title></head><body>'
                f'<div class="c"><div class="c2"><div class="t">{self.words[screen]}</div>'
                f"{self.say(p)}<div>{body}</div></div></div></body></html>")

    def field(self, p, kind):
        image = f'<div class="i"><img src="{p.picture}"></div>' if kind == "captcha" else ""
        return (f'{image}<div class="f"><div><input placeholder="{self.label(kind)}" autocomplete='
                f'off type={self.kind_of_input(kind)} name="{self.names[kind]}"></div></div>')

    def button(self, action):
        return f'<div><button>{escape(self.words[action])}</button></div>'

    def button_entries(self, action):
        return []

    def form(self, p, kinds, actions):
        """The second button is a link here."""
        links = "".join(self.link(p, action) for action in actions[1:])
        return super().form(p, kinds, actions[:1]) + links

    def value(self, kind, value):
        return f'<div class="r"><div>{self.label(kind)}</div><div>{escape(value)}</div></div>'

    def page_phone(self, p):
        body = f"<div>{self.label('phone')} : <b>{self.phone}</b></div>"
        return self.shell(p, "phone_screen", body + self.form(p, (), ("send.phone",)))

    def card(self, card):
        return "<div>" + "".join(f"<div><span>{self.label(kind)}: </span><span>"
                                 f"{escape(card[kind])}</span></div>" for kind in card) + "</div>"


class Labelled(Markup):
    """Fieldsets with a legend, required marks, hints by aria-describedby, wrapping labels."""

    name = "labelled"
    http = "chunked"
    own_words = {"id": "Kimlik No", "go.exit": "Çıkış Yap", "word_again":
                 "Güvenlik Sözcüğünüzü bir kez daha tekrarlayınız"}

    def fields(self, p, kinds):
        return (f"<fieldset><legend>{self.words['login']}</legend>"
                f"{super().fields(p, kinds)}</fieldset>")

    def field(self, p, kind):
        name = self.names[kind]
        image = f'<img src="{p.picture}" alt="Güvenlik resmi">' if kind == "captcha" else ""
        if kind == "word":
            return (f'<label>{self.label(kind)} <abbr title="zorunlu">*</abbr> <input type=password '
                    f'required name="{name}"></label>')
        return (f'{image}<div><label for="a-{name}">{self.label(kind)} (*)</label><input id="a-'
                f'{name}" name="{name}" type={self.kind_of_input(kind)} required aria-describedby='
                f'"i-{name}"><small id="i-{name}">Bu alan zorunludur; Güvenlik Sözcüğü ile '
                "karıştırmayınız.</small></div>")

    def say(self, p):
        return f'<div role="alert"><p>{escape(p.message)}</p></div>' if p.message else ""

    def page_phone(self, p):
        p.offer("send.phone", "/smsGonder.go", (self.token_name, p.token))
        return self.shell(p, "phone_screen", '<form method="post" action="smsGonder.go">'
                          f"{self.hidden(p)}<label>Cep Telefonunuz <input readonly value='5** *** "
                          "** 25'></label><button type=submit>Onay</button></form>")

    phone_read = "5** *** ** 25"

    def page_pin(self, p):
        lists = "".join("<section><h3>Kart</h3><dl>" + "".join(
            f"<dt>{self.label(kind)}</dt><dd>{escape(card[kind])}</dd>" for kind in card)
            + "</dl></section>" for card in self.cards)
        return self.shell(p, "pin_screen", lists + self.link(p, "go.menu")
                          + self.link(p, "go.exit"))


class Landmarks(Markup):
    """Search, newsletter, language, cookies, honeypots, the menu twice (one hidden)."""

    name = "landmarks"
    http = "gzip"
    answer_mode = "303"
    own_words = {"send.login": "Giriş", "go.exit": "Oturumu Kapat"}

    def shell(self, p, screen, body):
        twice = ""
        if p.session.inside:
            p.link("go.exit")
            twice = f'<li><a href="{self.paths["go.exit"]}">{self.words["go.exit"]}</a></li>'
        items = "".join(f'<li><a href="/tuzak/sayfa{i}">{words}</a></li>' for i, words in
                        enumerate(("Ana Sayfa", "Hakkımızda", "Mevzuat", "İletişim")))
        return (
            f'<!doctype html><html lang="tr"><head>{self.meta}<title>{self.words[screen]} | Kamu SM'
            '</title><style>.gizli{display:none}</style></head><body>'
            f'<div role="dialog" aria-label="Çerezler"><p>Sitemizde çerez kullanılır.</p><form '
            f'method="post" action="{p.decoy()}"><button>Kabul Et</button></form></div>'
            f'<header><nav class="masa"><ul>{items}{twice}</ul></nav><nav class="mobil gizli"><ul>'
            f'{items}{twice}</ul></nav><form role="search" action="{p.decoy()}"><input type=search '
            'name=q aria-label="Ara"><button aria-label="Ara">&#128269;</button></form>'
            f'<form action="{p.decoy()}"><select name=dil aria-label="Dil"><option>TR<option>EN'
            '</select><button>Tamam</button></form></header>'
            f"<main><h1>{self.words[screen]}</h1>{self.say(p)}{body}</main>"
            '<aside><h2>E-Bülten</h2><form method=post '
            f'action="{p.decoy()}"><input type=email name=eposta placeholder="E-posta adresiniz">'
            '<button>Gönder</button></form><a href="/">Bireysel</a></aside>'
            "<footer><p>Kamu SM 0262 648 18 18</p></footer></body></html>")

    def page_home(self, p):
        """Two links to the same place, and one that is hidden."""
        two = self.link(p, "go.verify") * 2
        return Markup.shell(self, p, "home", two + '<div hidden><a href="/tuzak/g">Bireysel '
                            "İşlemler</a></div>")

    def hidden(self, p):
        return (super().hidden(p) + '<div style="display:none"><label>Kimlik No <input name="web">'
                '</label></div><div aria-hidden="true" class="gizli"><input type=password name='
                '"soz" placeholder="Güvenlik Sözcüğü"></div>')

    def hidden_entries(self, p):
        return [*super().hidden_entries(p), ("web", ""), ("soz", "")]

    def page_menu(self, p):
        others = "".join(f'<li><a class=d href="{p.decoy()}">{words}</a></li>' for words in OTHERS)
        return self.shell(p, "menu", f'<ul>{others}<li>{self.link(p, "go.pin")}</li></ul>')

    def page_pin(self, p):
        items = "".join("<ul>" + "".join(f"<li>{self.label(kind)}: {escape(card[kind])}</li>"
                                         for kind in card) + "</ul>" for card in self.cards)
        return self.shell(p, "pin_screen", items + self.link(p, "go.menu"))


class Titles(Markup):
    """Words in title attributes, and by aria-labelledby; a multipart form."""

    name = "titles"
    answer_mode = "302"
    own_words = {"word": "Güvenlik sözcüğünüzü giriniz", "code": "SMS Kodu"}

    def form_attributes(self, p, target):
        return super().form_attributes(p, target) + ' enctype="multipart/form-data"'

    def field(self, p, kind):
        name = self.names[kind]
        if kind == "captcha":
            return (f'<figure><img src="{p.picture}"></figure><b id="b1">Resimdeki</b> <input '
                    f'type=text name="{name}" aria-labelledby="b1 b2"> <i id="b2">Karakterler</i>')
        return (f'<span class="ikon">&#9679;</span><input type={self.kind_of_input(kind)} title="'
                f'{self.label(kind)}" name="{name}"><br>')

    def button(self, action):
        return (f'<button type="submit" name="dugme" value="{action}" title="'
                f'{escape(self.words[action])}"><i></i></button>')

    def button_entries(self, action):
        return [("dugme", action)]

    def page_menu(self, p):
        items = "".join(f'<area href="{p.decoy()}" alt="{words}">' for words in OTHERS)
        p.link("go.exit")
        return self.shell(p, "menu", f'<img src="/m.png" usemap="#m" alt=""><map name="m">{items}'
                          f'<area href="{p.link("go.pin")}" alt="PIN / PUK Bilgisi"></map>'
                          f'<a href="/cikis.go" title="Çıkış"><i class="x"></i></a>')
