# SPDX-License-Identifier: Apache-2.0
"""What frameworks write: JSF, Struts, WebForms."""

from .base import OTHERS, Markup, escape
from .machine import Kind


class Faces(Markup):
    """Ids with colons, view state behind the buttons, ;jsessionid= in addresses, a meta refresh
    after each POST, chunked."""

    name = "jsf"
    doctype = '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "">'
    answer_mode = "refresh"
    http = "chunked"
    token_name = "javax.faces.ViewState"
    names = {kind: f"form1:{kind}Alani" for kind in
             ("id", "captcha", "word", "word_again", "code")}
    own_words = {"id": "Kimlik No", "captcha": "Resimdeki Metni Giriniz",
                 "word": "Güvenlik Sözcüğünüz", "word_again": "Güvenlik Sözcüğünüz (Tekrar)",
                 "go.pin": "PIN ve PUK Bilgisi", "send.login": "Giriş Yap"}
    seconds = "<span id='form1:sayac'>290</span> <span>Saniye</span>"

    def shell(self, p, screen, body):
        return (f'{self.doctype}<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="tr"><head>'
                f'<title>{self.words[screen]}</title></head><body><div id="j_idt5"><span '
                f'class="baslik">{self.words[screen]}</span></div>{self.say(p)}{body}</body></html>')

    def say(self, p):
        return (f'<div id="form1:msgs" class="ui-messages"><ul><li><span class="ozet">'
                f"{escape(p.message)}</span></li></ul></div>" if p.message else "")

    def target(self, p, action):
        return f"{self.paths[action]};jsessionid={p.session.id}.node1"

    def field(self, p, kind):
        name = self.names[kind]
        image = f'<img id="form1:j_idt31" src="{p.picture}" alt="" />' if kind == "captcha" else ""
        return (f'<tr><td><label for="{name}">{self.label(kind)}</label></td><td>{image}<input'
                f' id="{name}" name="{name}" type="{self.kind_of_input(kind)}" /></td></tr>')

    def fields(self, p, kinds):
        return f"<table><tbody>{super().fields(p, kinds)}</tbody></table>"

    def button(self, action):
        return (f'<button id="form1:{action[5:]}" name="form1:{action[3:]}" type="submit" value="">'
                f'<span class="ui-icon"></span><span>{escape(self.words[action])}</span></button>')

    def form(self, p, kinds, actions):
        target = self.target(p, actions[0])
        entries = [("form1", "form1")] + [(self.names[kind], Kind(kind)) for kind in kinds]
        for action in actions:
            p.offer(action, target, *entries, (f"form1:{action[3:]}", ""),
                    (self.token_name, p.token))
        return (f'<form id="form1" name="form1" {self.form_attributes(p, target)} enctype="'
                'application/x-www-form-urlencoded"><input type="hidden" name="form1" value="form1"'
                f" />{self.fields(p, kinds)}{self.buttons(p, actions)}{self.hidden(p)}</form>")

    def page_menu(self, p):
        target = self.target(p, "go.menu")
        for action in ("go.pin", "go.exit"):
            p.offer(action, target, ("form1", "form1"), (f"form1:{action[3:]}", ""),
                    (self.token_name, p.token))
        others = "".join(f'<button type="submit" name="form1:j_idt{i}" formaction="{p.decoy()}">'
                         f"<span>{words}</span></button>" for i, words in enumerate(OTHERS))
        return self.shell(p, "menu", f'<form id="form1" {self.form_attributes(p, target)}>'
                          '<input type="hidden" name="form1" value="form1"/>'
                          f'{others}{self.button("go.pin")}{self.button("go.exit")}'
                          f"{self.hidden(p)}</form>")

    def card(self, card):
        rows = "".join(f'<tr><td class="e">{self.label(kind)}</td><td>{escape(card[kind])}</td>'
                       "</tr>" for kind in card)
        return f'<table class="ui-panelgrid"><tbody>{rows}</tbody></table>'


class Struts(Markup):
    """.action addresses, form_name ids, "Giriş" as a picture with alt, 303 after each POST."""

    name = "struts"
    charset = form_charset = "iso-8859-9"
    content_type = "text/html;charset=ISO-8859-9"
    meta = ""
    answer_mode = "303"
    http = "gzip"
    token_name = "org.apache.struts.taglib.html.TOKEN"
    paths = {**Markup.paths, "send.login": "/nes/girisYap.action", "go.login": "/nes/giris.go",
             "send.forgot": "/nes/istekGonder.action", "go.verify": "/nb.go?islem=giris"}
    picture_path = "/nes/captcha.jpg"
    own_words = {"id": "T.C Kimlik Numaranız", "captcha": "Güvenlik Kodu",
                 "word": "Güvenli Sözcüğünüz", "word_again": "Güvenli Sözcüğünüz Tekrar",
                 "go.forgot": "Güvenli Sözcüğümü Unuttum", "remaining": "Kalan Süre"}
    own_texts = {"wrong_captcha": "Güvenlik kodu geçersiz, tekrar deneyiniz.",
                 "wrong_word": "Kimlik numarası veya güvenli sözcük hatalı.",
                 "wrong_code": "Girdiğiniz onay kodu doğrulanamadı."}
    seconds = ": 04:50"

    def encode(self, text):
        return text.encode("windows-1254", "xmlcharrefreplace")

    def say(self, p):
        return f'<ul class="errorMessage"><li>{escape(p.message)}</li></ul>' if p.message else ""

    def field(self, p, kind):
        image = ""
        if kind == "captcha":
            image = (f'<div><img src="{p.picture}" width="200" height="60"><img src="/yenile.png" '
                     'width="16" height="16" alt="Yenile"></div>')
        name = self.names[kind]
        return (f'<div id="wwgrp_giris_{name}" class="wwgrp">{image}<div id="wwlbl_giris_{name}">'
                f'<label for="giris_{name}" class="label">{self.label(kind)} <span class="required">'
                f'*</span>:</label></div><div id="wwctrl_giris_{name}"><input type="'
                f'{self.kind_of_input(kind)}" name="{name}" id="giris_{name}"/></div></div>')

    def button(self, action):
        words = escape(self.words[action])
        name = "method:" + action[3:]
        if action == "send.login":
            return f'<input type="image" name="{name}" src="/giris.gif" alt="{words}">'
        return f'<input type="submit" name="{name}" value="{words}">'

    def button_entries(self, action):
        name = "method:" + action[3:]
        if action == "send.login":
            return [(name + ".x", "0"), (name + ".y", "0")]
        return [(name, self.words[action])]

    def page_menu(self, p):
        others = "".join(f'<a href="{p.decoy()}"><img src="/m{i}.gif" alt="{words}"></a>'
                         for i, words in enumerate(OTHERS))
        pin, exit_ = p.link("go.pin"), p.link("go.exit")
        return self.shell(p, "menu", f'{others}<a href="{pin}"><img src="/pin.gif" border="0" alt="'
                          f'PIN / PUK Bilgisi"></a><a href="{exit_}"><img src="/x.gif" alt="Çıkış">'
                          "</a>")

    def page_pin(self, p):
        heads = "<th></th>" + "".join(f"<th>Kart {i + 1}</th>" for i in range(len(self.cards)))
        rows = "".join(f"<tr><th>{self.label(kind)}</th>" + "".join(
            f"<td>{escape(card[kind])}</td>" for card in self.cards) + "</tr>"
            for kind in self.cards[0])
        return self.shell(p, "pin_screen", f"<table><tr>{heads}</tr>{rows}</table>"
                          + self.link(p, "go.menu") + self.link(p, "go.exit"))


class WebForms(Markup):
    """One form around the whole page, a search box with its button in it, __doPostBack links."""

    name = "webforms"
    paths = {**Markup.paths, "go.login": "/Giris.aspx", "send.login": "/Giris.aspx",
             "send.forgot": "/Unuttum.aspx?t=1", "send.reset": "/Guncelle.aspx"}
    names = {"id": "ctl00$Icerik$txtTc", "captcha": "ctl00$Icerik$txtResim",
             "word": "ctl00$Icerik$txtSozcuk", "word_again": "ctl00$Icerik$txtSozcuk2",
             "code": "ctl00$Icerik$txtKod"}
    picture_path = "/CaptchaImage.axd"
    cookie_name = "ASP.NET_SessionId"
    own_words = {"id": "TC Kimlik No", "captcha": "Doğrulama Kodu", "word": "Şifre",
                 "word_again": "Şifre Tekrar", "go.forgot": "Şifremi Unuttum",
                 "code": "Onay Kodunuz", "send.reset": "Kaydet", "send.code": "Onayla",
                 "send.phone": "SMS Gönder", "go.exit": "Güvenli Çıkış"}
    own_texts = {"wrong_captcha": "Doğrulama kodu geçersiz", "wrong_word": "Şifreniz yanlış.",
                 "wrong_code": "Onay kodu uyuşmuyor", "words_differ": "Şifreler eşleşmiyor"}

    def button_name(self, action):
        return "ctl00$Icerik$btn" + action.replace(".", "")

    def shell(self, p, screen, body, target=None):
        target = target or p.decoy()
        search = ('<div id="ust"><span>Site içi arama</span><input name="ctl00$txtAra" type="text">'
                  '<input type="submit" name="ctl00$btnAra" value="Ara"><a href="javascript:'
                  "__doPostBack('ctl00$lnkEn','')\">English</a></div>")
        return (f'<html><head><title>{self.words[screen]} - Kamu SM</title></head><body><form '
                f'method="post" action=".{target}" id="aspnetForm"><div><input type="hidden" '
                f'name="__VIEWSTATE" value="{p.token}"></div>{search}<h2>{self.words[screen]}</h2>'
                f'<span id="lblHata">{escape(p.message)}</span>{body}<div id="alt">E-bülten: <input '
                'type="text" name="ctl00$txtBulten"><input type="submit" name="ctl00$btnBulten" '
                'value="Abone Ol"></div></form></body></html>')

    def form(self, p, kinds, actions):
        self.form_target = self.target(p, actions[0])
        fields = [(self.names[kind], Kind(kind)) for kind in kinds]
        for action in actions:
            p.offer(action, self.form_target, ("__VIEWSTATE", p.token), ("ctl00$txtAra", ""),
                    *fields, (self.button_name(action), self.words[action]),
                    ("ctl00$txtBulten", ""))
        return self.fields(p, kinds) + self.buttons(p, actions)

    def field(self, p, kind):
        image = f'<img src="{p.picture}"><br>' if kind == "captcha" else ""
        return (f'<div class="satir"><span id="ctl00_lbl">{self.label(kind)}</span>{image}<input '
                f'type="{self.kind_of_input(kind)}" name="{self.names[kind]}"></div>')

    def button(self, action):
        return (f'<input type="submit" name="{self.button_name(action)}" value="'
                f'{escape(self.words[action])}">')

    def render(self, screen, p):
        self.form_target = None
        page = super().render(screen, p)
        return page

    def page_login(self, p):
        body = self.form(p, ("id", "captcha", "word"), ("send.login", "go.forgot"))
        return self.shell(p, "login", body, self.form_target)

    def page_forgot(self, p):
        return self.shell(p, "forgot", self.form(p, ("id", "captcha"), ("send.forgot",)),
                          self.form_target)

    def page_reset(self, p):
        return self.shell(p, "reset", self.form(p, ("word", "word_again"), ("send.reset",)),
                          self.form_target)

    def page_phone(self, p):
        body = f"<div>{self.label('phone')}: <span id='lblTel'>{self.phone}</span></div>"
        return self.shell(p, "phone_screen", body + self.form(p, (), ("send.phone",)),
                          self.form_target)

    def page_code(self, p):
        body = f"<div>Kalan Süre: <span id=sure>290</span></div>"
        return self.shell(p, "code_screen", body + self.form(p, ("code",), ("send.code",)),
                          self.form_target)

    def page_menu(self, p):
        others = "".join(f'<input type="submit" name="ctl00$b{i}" value="{words}">'
                         for i, words in enumerate(OTHERS))
        buttons = self.form(p, (), ("go.pin", "go.exit"))
        return self.shell(p, "menu", others + buttons, self.form_target)

    def page_pin(self, p):
        boxes = "".join(
            "<fieldset>" + "".join(
                f'<div><span>{self.label(kind)}</span><input type="text" readonly value="'
                f'{escape(card[kind])}"></div>' for kind in card) + "</fieldset>"
            for card in self.cards)
        return self.shell(p, "pin_screen", boxes + self.link(p, "go.menu")
                          + self.link(p, "go.exit"))
