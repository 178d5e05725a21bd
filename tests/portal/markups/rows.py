# SPDX-License-Identifier: Apache-2.0
"""Words above the fields, and lists of terms."""

from .base import OTHERS, Markup, escape
from .machine import Kind


class HeadersAbove(Markup):
    """A row of words, below it a row of fields; two cards side by side as columns."""

    name = "headers above"
    http = "1.0"
    own_words = {"id": "Kimlik No", "captcha": "Resim Kodu", "word": "Sözcük",
                 "word_again": "Sözcük Tekrarı"}
    own_texts = {"wrong_word": "Sözcük yanlış!", "wrong_captcha": "Resim kodu hatalı!"}

    def fields(self, p, kinds):
        heads = "".join(f"<td>{self.label(kind)}</td>" for kind in kinds)
        cells = "".join(f'<td><input type={self.kind_of_input(kind)} name="{self.names[kind]}"'
                        " size=12></td>" for kind in kinds)
        image = f"<p>{self.image(p)}</p>" if "captcha" in kinds else ""
        return f"{image}<table><tr>{heads}</tr><tr>{cells}</tr></table>"

    def page_pin(self, p):
        rows = "".join(
            "<tr>" + "".join(f"<td>{self.label(kind)}</td><td>{escape(card[kind])}</td>"
                             for card in self.cards) + "</tr>" for kind in self.cards[0])
        return self.shell(p, "pin_screen", f"<table>{rows}</table>" + self.link(p, "go.menu")
                          + self.link(p, "go.exit"))


class StackedRows(Markup):
    """Each word in a row of its own above its field's row; the picture in a row between; the
    table of cards has a column of numbers and a header row of th."""

    name = "stacked rows"
    answer_mode = "refresh"
    own_words = {"captcha": "Güvenlik Resmi", "pin": "PIN Kodu", "puk": "PUK Kodu",
                 "serial": "Kart Seri No"}
    own_texts = {"wrong_captcha": "Güvenlik resmini yanlış girdiniz."}

    def fields(self, p, kinds):
        rows = "".join(
            f"<tr><td class=e>{self.label(kind)}</td></tr>"
            + (f"<tr><td>{self.image(p)}</td></tr>" if kind == "captcha" else "")
            + f'<tr><td><input type={self.kind_of_input(kind)} name="{self.names[kind]}"></td></tr>'
            for kind in kinds)
        return f"<table>{rows}</table>"

    def page_pin(self, p):
        heads = "".join(f"<th>{self.label(kind)}</th>" for kind in self.cards[0])
        rows = "".join(f"<tr><td>{i + 1}</td>" + "".join(f"<td>{escape(card[kind])}</td>"
                       for kind in card) + "</tr>" for i, card in enumerate(self.cards))
        return self.shell(p, "pin_screen", f"<table><thead><tr><th>Sıra</th>{heads}</tr></thead>"
                          f"<tbody>{rows}</tbody></table>" + self.link(p, "go.menu"))

    def page_menu(self, p):
        others = "".join(f'<li>{self.decoy_link(p, words)}</li>' for words in OTHERS)
        return self.shell(p, "menu", f'<div>{self.link(p, "go.exit")}</div><ul>{others}<li>'
                          f'{self.link(p, "go.pin")}</li></ul><div>{self.link(p, "go.exit")}</div>')


class Terms(Markup):
    """dl, dt and dd for forms and for values."""

    name = "terms"
    own_words = {"id": "T.C. No", "captcha": "Resim", "go.verify": "Online İşlemler",
                 "send.code": "Doğrula"}
    seconds = "290 sn"

    def fields(self, p, kinds):
        return "<dl>" + super().fields(p, kinds) + "</dl>"

    def field(self, p, kind):
        image = f"<dd>{self.image(p)}</dd>" if kind == "captcha" else ""
        return (f"<dt>{self.label(kind)} :</dt>{image}<dd><input type={self.kind_of_input(kind)} "
                f'name="{self.names[kind]}"></dd>')

    def value(self, kind, value):
        return f"<dl><dt>{self.label(kind)}</dt><dd>{escape(value)}</dd></dl>"

    def countdown(self):
        return f"<dl><dt>{self.label('remaining')}</dt><dd>{self.seconds}</dd></dl>"
