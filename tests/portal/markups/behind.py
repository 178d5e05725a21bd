# SPDX-License-Identifier: Apache-2.0
"""Words that stand behind their fields or in them, a field too many at the end of every form, one
form around everything, cards that are no table."""

from .base import OTHERS, Markup, escape
from .machine import Kind


class Behind(Markup):
    """Each label follows its field, and the last one names a field that nobody has to fill in: taken
    for the next field's, every answer would go one field too far."""

    name = "labels behind"
    meta = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    own_words = {"id": "Kimlik No", "word_again": "Güvenlik Sözcüğü (Tekrar)"}
    extra = ("eposta", "E-posta adresiniz (isteğe bağlı)")

    def field(self, p, kind):
        image = f"<div>{self.image(p)}</div>" if kind == "captcha" else ""
        return (f'{image}<div class="input-field"><input type={self.kind_of_input(kind)} '
                f'name="{self.names[kind]}"><span class="bar"></span> <label>{self.label(kind)}'
                "</label></div>")

    def fields(self, p, kinds):
        if not kinds:
            return ""
        return (super().fields(p, kinds) + f'<div class="input-field"><input name="{self.extra[0]}">'
                f"<span class=bar></span> <label>{self.extra[1]}</label></div>")

    def form(self, p, kinds, actions):
        target = self.target(p, actions[0])
        entries = self.hidden_entries(p) + [(self.names[kind], Kind(kind)) for kind in kinds]
        entries += [(self.extra[0], "")] if kinds else []
        for action in actions:
            p.offer(action, target, *entries, *self.button_entries(action))
        return (f"<form {self.form_attributes(p, target)}>{self.hidden(p)}"
                f"{self.fields(p, kinds)}{self.buttons(p, actions)}</form>")

    def card(self, card):
        """Pairs side by side, two in a row: two cards in one table."""
        kinds = list(card)
        rows = [kinds[i:i + 2] for i in range(0, len(kinds), 2)]
        return "".join("<tr>" + "".join(f"<td>{self.label(kind)}</td><td>{escape(card[kind])}</td>"
                                        for kind in row) + "</tr>" for row in rows)

    def page_pin(self, p):
        return self.shell(p, "pin_screen", f"<p>{escape(self.texts['keep'])}</p><table>"
                          + "".join(self.card(card) for card in self.cards) + "</table>"
                          + self.link(p, "go.menu") + self.link(p, "go.exit"))


class Rights(Markup):
    """A column of fields and their words to the right; the way to a new word is folded away; cards
    are rows of boxes that only their roles make a table."""

    name = "words to the right"
    answer_mode = "303"
    own_words = {"captcha": "Resimdeki Yazı", "go.forgot": "Güvenlik Sözcüğümü Unuttum"}

    def field(self, p, kind):
        image = f"<tr><td colspan=2>{self.image(p)}</td></tr>" if kind == "captcha" else ""
        return (f'{image}<tr><td><input type={self.kind_of_input(kind)} name="{self.names[kind]}">'
                f"</td><td>{self.label(kind)}</td></tr>")

    def fields(self, p, kinds):
        return f"<table>{super().fields(p, kinds)}</table>" if kinds else ""

    def buttons(self, p, actions):
        first, rest = super().buttons(p, actions[:1]), actions[1:]
        folded = "".join(self.button(action) for action in rest)
        return first + (f"<details><summary>Yardım</summary>{folded}</details>" if rest else "")

    def row(self, cells, role):
        boxes = "".join(f'<div role="{role}">{cell}</div>' for cell in cells)
        return f'<div role="row">{boxes}</div>'

    def page_pin(self, p):
        kinds = list(self.cards[0])
        rows = "".join(self.row([escape(card[kind]) for kind in kinds], "cell")
                       for card in self.cards)
        return self.shell(p, "pin_screen", '<div role="table">'
                          + self.row([self.label(kind) for kind in kinds], "columnheader") + rows
                          + "</div>" + self.link(p, "go.menu") + self.link(p, "go.exit"))


class OneForm(Markup):
    """One form around the whole page: a search and a newsletter with buttons of their own in it; the
    picture in its label's row; values that a sentence holds."""

    name = "one form"
    http = "gzip"
    own_words = {"captcha": "Güvenlik Kodu"}
    own_texts = {"wrong_captcha": "Güvenlik kodu yanlış girildi."}
    extras = [("ara", ""), ("bulten", "")]

    def field(self, p, kind):
        entry = f'<input type={self.kind_of_input(kind)} name="{self.names[kind]}">'
        label = f"<span>{self.label(kind)} :</span>"
        if kind != "captcha":
            return f"<tr><td>{label}</td><td>{entry}</td></tr>"
        return f"<tr><td>{label}</td><td>{self.image(p)}</td></tr><tr><td></td><td>{entry}</td></tr>"

    def form(self, p, kinds, actions):
        target = self.target(p, actions[0])
        entries = (self.hidden_entries(p) + self.extras[:1]
                   + [(self.names[kind], Kind(kind)) for kind in kinds] + self.extras[1:])
        if not kinds:
            return super().form(p, kinds, actions)
        for action in actions:
            p.offer(action, target, *self.in_order(entries, self.button_entries(action)))
        return (f"<form {self.form_attributes(p, target)}>{self.hidden(p)}"
                "<div>Site içi arama <input name=ara><input type=submit name=ara_b value=Ara></div>"
                f"<table>{self.fields(p, kinds)}</table>{self.buttons(p, actions)}"
                "<footer>E-bültenimize abone olun <input name=bulten>"
                "<input type=submit name=bulten_b value=Gönder></footer></form>")

    def in_order(self, entries, button):
        """A button's entry stands where the button does."""
        return entries[:-1] + button + entries[-1:]

    def page_menu(self, p):
        others = "".join(f"<li>{self.decoy_link(p, words)}</li>" for words in OTHERS)
        return self.shell(p, "menu", f"<ul><li>{self.link(p, 'go.exit')}</li>{others}"
                          f"<li>{self.link(p, 'go.pin')}</li></ul>")


class Painted(Markup):
    """Labels painted as pictures with words, and words that stand in their fields until a script
    takes them away."""

    name = "painted labels"

    def stands_in(self, kind):
        return self.words[kind] if kind in ("id", "captcha", "code") else ""

    def field(self, p, kind):
        name = self.names[kind]
        if self.stands_in(kind):
            image = f"<p>{self.image(p)}</p>" if kind == "captcha" else ""
            return (f'{image}<p><input name="{name}" value="{escape(self.stands_in(kind))}" '
                    "onfocus=\"this.value=''\"></p>")
        return (f'<p><img src="/etiket.png" alt="{self.label(kind)}"> <input '
                f'type={self.kind_of_input(kind)} name="{name}"></p>')
