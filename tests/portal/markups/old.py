# SPDX-License-Identifier: Apache-2.0
"""The old days: layout tables, no labels, charsets that contradict each other."""

from .base import OTHERS, Markup, escape
from .machine import Kind


class LayoutTables(Markup):
    """windows-1254 that the header calls ISO-8859-9 and the page ISO-8859-1; the form opens inside
    the table and closes after it; the words are in the cell to the left."""

    name = "layout tables"
    doctype = '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">'
    charset = form_charset = "windows-1254"
    content_type = "text/html; charset=ISO-8859-9"
    meta = '<META http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'
    own_words = {"id": "T.C. Kimlik No ", "captcha": "Resimdeki Yazı ",
                 "word": "Güvenlik Sözcüğü ", "word_again": "Güvenlik Sözcüğü (Tekrar) ",
                 "send.phone": "Onay"}
    http = "1.0"

    def shell(self, p, screen, body):
        return (f"{self.doctype}<HTML><HEAD>{self.meta}<TITLE>KAMU SM</TITLE></HEAD><BODY>"
                "<table width=780 border=0><tr><td colspan=2><img src=/logo.gif alt='Kamu SM'></td>"
                "</tr><tr><td width=160 valign=top><a href=/>Ana Sayfa</a><br>"
                f"<a href='{p.decoy()}'>Sıkça Sorulan Sorular</a></td><td>"
                f"<table cellpadding=4><tr><td class=baslik>{self.words[screen]}</td></tr><tr><td>"
                f"{self.say(p)}{body}</td></tr></table></td></tr></table></BODY></HTML>")

    def say(self, p):
        return f"<font color=red>{escape(p.message)}</font><br>" if p.message else ""

    def field(self, p, kind):
        picture = ""
        if kind == "captcha":
            picture = (f"<tr><td>&nbsp;</td><td>{self.image(p)}<br><a href='javascript:yenile()'>"
                       "Resmi Yenile</a></td></tr>")
        return (f"{picture}<tr><td align=right><b>{self.label(kind)}:</b></td><td>"
                f"<input type={self.kind_of_input(kind)} name={self.names[kind]} size=20></td></tr>")

    def form(self, p, kinds, actions):
        target = self.target(p, actions[0])
        entries = [(self.names[kind], Kind(kind)) for kind in kinds] + self.hidden_entries(p)
        for action in actions:
            name = "dugme" + action.partition(".")[2]
            p.offer(action, target, *entries, (name, self.words[action]))
        buttons = "".join(
            f'<input type=submit name=dugme{action.partition(".")[2]}'
            f' value="{escape(self.words[action])}">' for action in actions)
        return (f"<table border=0><form {self.form_attributes(p, target)}>{self.fields(p, kinds)}"
                f"{self.hidden(p)}<tr><td></td><td>{buttons}</td></tr></table></form>")

    def value(self, kind, value):
        return f"<table><tr><td>{self.label(kind)} :</td><td>{escape(value)}</td></tr></table>"

    def page_pin(self, p):
        rows = "".join("<tr>" + "".join(f"<td>{escape(card[kind])}</td>" for kind in card) + "</tr>"
                       for card in self.cards)
        heads = "".join(f"<td><b>{self.label(kind)}</b></td>" for kind in self.cards[0])
        return self.shell(p, "pin_screen", f"<table border=1><tr>{heads}</tr>{rows}</table>"
                          + self.link(p, "go.menu") + self.link(p, "go.exit"))


class Capitals(Markup):
    """Capitals without their dots, nested tables, font and b around everything."""

    name = "capitals"
    doctype = ""
    charset = form_charset = "windows-1254"
    content_type = "text/html"
    meta = '<meta http-equiv=content-type content="text/html; charset=windows-1254">'
    answer_mode = "302"
    own_words = {
        "id": "T.C. KIMLIK NO", "captcha": "RESIMDEKI YAZI", "word": "GUVENLIK SOZCUGU",
        "word_again": "GUVENLIK SOZCUGU TEKRARI", "code": "SMS ONAY KODU",
        "phone": "TELEFON NUMARANIZ", "remaining": "KALAN SURE", "description": "ACIKLAMA",
        "serial": "KART SERI NO", "go.verify": "NES ISLEMLERI", "go.login": "SIFRELI GIRIS",
        "signature": "E-IMZALI GIRIS", "send.login": "GIRIS",
        "go.forgot": "GUVENLIK SOZCUGUMU UNUTTUM", "send.forgot": "GONDER",
        "send.reset": "GONDER", "send.phone": "ONAY", "send.code": "GONDER", "go.menu": "MENU",
        "go.pin": "PIN/PUK BILGISI", "go.exit": "CIKIS", "verify": "KULLANICI DOGRULAMA EKRANI",
        "login": "SIFRELI GIRIS EKRANI", "forgot": "GUVENLIK SOZCUGU ISTEK EKRANI",
        "reset": "GUVENLIK SOZCUGU GUNCELLEME EKRANI", "phone_screen": "SMS ONAY EKRANI",
        "code_screen": "SMS ONAY KODU GIRIS EKRANI", "menu": "ISLEMLER MENUSU",
        "pin_screen": "PIN VE PUK BILGILERI", "sent": "SONUC", "result": "SONUC",
    }
    own_texts = {
        "wrong_captcha": "RESIMDEKI YAZIYI YANLIS GIRDINIZ!",
        "wrong_word": "GUVENLIK SOZCUGU HATALI !!!",
        "blocked": "HESABINIZ BLOKE EDILMISTIR",
        "wrong_code": "ONAY KODU GECERSIZ",
        "mailed": "E-POSTA GONDERILMISTIR", "updated": "GUVENLIK SOZCUGU GUNCELLENMISTIR",
        "warning": "3 KEZ HATALI GIRISTE HESABINIZ BLOKE OLACAKTIR",
    }
    seconds = ": 290"

    def shell(self, p, screen, body):
        return (f"<html><head>{self.meta}</head><body bgcolor=#ffffff><center><table><tr><td>"
                f"<table><tr><td><font size=4><b>{self.words[screen]}</b></font></td></tr></table>"
                f"<table><tr><td>{self.say(p)}{body}</td></tr></table></td></tr></table>"
                "</center></body></html>")

    def say(self, p):
        return f"<blink><font color=red><b>{p.message}</b></font></blink>" if p.message else ""

    def field(self, p, kind):
        image = f"<table><tr><td>{self.image(p)}</td></tr></table>" if kind == "captcha" else ""
        return (f"<tr><td><table><tr><td><font face=arial><b>{self.label(kind)}</b></font></td>"
                f"</tr></table></td><td>:</td><td>{image}<input name={self.names[kind]}"
                f" type={self.kind_of_input(kind)}></td></tr>")

    def fields(self, p, kinds):
        return f"<table border=0>{super().fields(p, kinds)}</table>"

    def value(self, kind, value):
        return (f"<table><tr><td><b>{self.label(kind)}</b></td><td>:</td><td><font color=blue>"
                f"{escape(value)}</font></td></tr></table>")

    def page_menu(self, p):
        p.offer("go.pin", self.paths["go.pin"], ("islem", "pin"))
        p.offer("go.exit", self.paths["go.exit"], ("islem", "cik"))
        others = "".join(
            f"<tr><td><form method=post action={p.decoy()}><input type=submit value='{words}'>"
            "</form></td></tr>" for words in OTHERS)
        return self.shell(
            p, "menu",
            f"<table>{others}<tr><td><form method=post action={self.paths['go.pin']}>"
            "<input type=hidden name=islem value=pin>"
            f"<input type=submit value='{self.words['go.pin']}'></form></td></tr>"
            f"<tr><td><form method=post action={self.paths['go.exit']}>"
            f"<input type=hidden name=islem value=cik><input type=submit"
            f" value='{self.words['go.exit']}'></form></td></tr></table>")
