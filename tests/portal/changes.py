# SPDX-License-Identifier: Apache-2.0
"""The changes that are made to pages: each field, label, button, heading of a scene dropped,
doubled, renamed, hidden, put elsewhere. Each of FAMILIES gives those that a scene has, as (what
sort, what exactly, (the things it touches, function))."""

import html
import itertools
import re

from markups.base import WORDS
from scene import ACTIONS, FIELDS, HEADINGS, VALUES

NONSENSE = ("Zürafa", "Alan 3", "Anne Kızlık Soyadı", "Sicil Kaydı Bilgisi")
OTHER_FIELDS = ("E-posta", "Telefon Numaranız", "Kart Seri Numarası", "Eski Güvenlik Sözcüğü",
                "Ad Soyad", "Doğum Tarihi", "Ara", "Firma Unvanı")
OTHER_ACTIONS = ("Resmi Yenile", "Temizle", "Ara", "Abone Ol", "Yardım", "Vazgeç", "Zürafa")
HIDE = {"type=hidden": None, "hidden": " hidden", "display:none": ' style="display:none"',
        "aria-hidden": ' aria-hidden="true"'}
WORDLESS = "\u00a0"


def with_attribute(tag, attribute):
    """The first tag of a piece with one more attribute, before those it has (the first counts)."""
    return re.sub(r"^(<\w+)", lambda m: m.group(1) + attribute, tag)


def hidden_input(tag):
    return re.sub(r"^<input", "<input type=hidden", re.sub(r"\stype=[\"']?\w+[\"']?", "", tag))


def renamed(tag, suffix):
    return re.sub(r"(\bname=[\"']?[^\"'\s>]+)", lambda m: m.group(1) + suffix, tag)


# ---- fields

def drop_field(kind):
    def change(scene):
        scene.dead.add(kind)
        scene.edit_field(kind, lambda tag: "")
    return (kind,), change


def drop_field_and_words(kind):
    def change(scene):
        scene.orders.append(lambda kinds: [k for k in kinds if k != kind])
    return (kind,), change


def double_field(kind, behind):
    twin = kind + "~2"

    def order(kinds):
        at = kinds.index(kind) + behind if kind in kinds else 0
        return kinds[:at] + [twin] + kinds[at:]

    def change(scene):
        scene.add_field(twin, None, scene.markup.words[kind], scene.markup.names[kind] + "_iki")
        scene.orders.append(order)
    return (kind,), change


def put_in(words, at, required=False):
    def change(scene):
        scene.add_field("more", None, words, "dahasi")
        scene.orders.append(lambda kinds: kinds[:at] + ["more"] + kinds[at:])
        if required:
            scene.must_stop = True
            scene.edit_field("more", lambda tag: with_attribute(tag, " required"))
    return ("more",), change


def reword_field(kind, words, means=None):
    def change(scene):
        scene.reword(kind, words)
        if means:
            scene.meaning.setdefault(words, means)
    return (kind,), change


def swap_words(one, other):
    def change(scene):
        words = scene.markup.words
        words[one], words[other] = words[other], words[one]
    return (one, other), change


def hide_field(kind, how):
    def change(scene):
        scene.unseen.add(kind)
        scene.edit_field(kind, hidden_input if how == "type=hidden"
                         else lambda tag: with_attribute(tag, HIDE[how]))
    return (kind,), change


def spoil_field(kind, attribute):
    def change(scene):
        scene.dead.add(kind)
        scene.edit_field(kind, lambda tag: with_attribute(tag, attribute))
    return (kind,), change


def retype_field(kind, type_name):
    def change(scene):
        scene.types[kind] = "password" if type_name == "password" else "text"
        scene.edit_field(kind, lambda tag: with_attribute(
            re.sub(r"\stype=[\"']?\w+[\"']?", "", tag), f" type={type_name}"))
    return (kind,), change


def rename_field(kind, name):
    """Names mean nothing: the words decide."""
    def change(scene):
        if name in scene.markup.names.values():
            other = next(k for k, n in scene.markup.names.items() if n == name)
            scene.markup.names[other] = scene.markup.names[kind]
        scene.markup.names[kind] = name
    return (kind,), change


def field_words_unseen(kind):
    def change(scene):
        label = scene.markup.label
        scene.markup.label = lambda k: (f'<span style="display:none">{label(k)}</span>'
                                        if k == kind else label(k))
        scene.unasked.add(kind)
    return (kind,), change


def reorder(order):
    def change(scene):
        scene.orders.append(lambda kinds: [kinds[i] for i in order if i < len(kinds)]
                            + kinds[len(order):])
    return ("order",), change


def field_changes(scene):
    kinds = FIELDS.get(scene.screen, ())
    shown = [kind for kind in kinds if scene.shows(kind)]
    for kind in kinds:
        yield "field dropped, its words left", kind, drop_field(kind)
        yield "field and its words dropped", kind, drop_field_and_words(kind)
        for how in HIDE:
            yield "field hidden", f"{kind} {how}", hide_field(kind, how)
        for attribute in (" disabled", " readonly"):
            yield "field that cannot be filled in", kind + attribute, spoil_field(kind, attribute)
        for type_name in ("text", "password", "tel", "search", "email"):
            yield "field of another type", f"{kind} {type_name}", retype_field(kind, type_name)
        for name in [scene.markup.names[other] for other in scene.markup.names if other != kind]:
            yield "field with another's name", f"{kind} {name}", rename_field(kind, name)
    for kind in shown:
        for behind in (0, 1):
            yield "field doubled", f"{kind} {behind}", double_field(kind, behind)
        yield "words dropped", kind, reword_field(kind, WORDLESS)
        for words in NONSENSE:
            yield "words renamed to nonsense", f"{kind} {words}", reword_field(kind, words)
        for words in OTHER_FIELDS:
            yield "words of a field that is not ours", f"{kind} {words}", reword_field(kind, words)
        for other in ("id", "captcha", "word", "word_again", "code"):
            words = scene.original[other]
            if other != kind:
                yield ("words of another of our fields", f"{kind} {other}",
                       reword_field(kind, words, other))
            if other != kind and WORDS[other] != words:
                yield ("words of another of our fields", f"{kind} {other} plain",
                       reword_field(kind, WORDS[other], other))
    for one, other in itertools.combinations(shown, 2):
        yield "words of two fields swapped", f"{one} {other}", swap_words(one, other)
    for order in itertools.permutations(range(len(kinds))):
        if list(order) != sorted(order):
            yield "fields in another order", f"{order}", reorder(order)
    for at in range(len(kinds) + 1) if kinds else ():
        for words in (*NONSENSE[:2], *OTHER_FIELDS, WORDLESS):
            yield "one more field", f"{at} {words}", put_in(words, at)
        yield "one more field that must be filled in", f"{at}", put_in("Zürafa", at, required=True)


# ---- buttons and links

def lose_action(action, edit):
    def change(scene):
        scene.dead.add(action)
        scene.edit_action(action, edit)
    return (action,), change


def hide_action(action, how):
    def edit(element):
        if how != "type=hidden":
            return with_attribute(element, HIDE[how])
        return hidden_input(element) if element.startswith("<input") else ""
    return lose_action(action, edit)


def reword_action(action, words):
    def change(scene):
        old = scene.original[action]
        scene.reword(action, words)
        # Some pages have the words written out.
        scene.edits.append(lambda page: (_replace_words(scene, page, action, old, words), 1))
    return (action,), change


def _replace_words(scene, page, action, old, words):
    for match in reversed(scene.elements(page, action, old)):
        element = match.group().replace("=" + old, f'="{old}"')
        element = element.replace(html.escape(old), html.escape(words))
        page = page[:match.start()] + element + page[match.end():]
    return page


def swap_action_words(one, other):
    def change(scene):
        words = scene.markup.words
        words[one], words[other] = words[other], words[one]
    return (one, other), change


def double_action(action):
    """The same words once more, and they lead elsewhere or send something else."""
    def edit(element):
        twin = re.sub(r"(href|formaction)=([\"']?)[^\"'\s>]*", r"\1=\2/tuzak/iki", element)
        if element.startswith(("<input", "<button")):
            twin = with_attribute(renamed(twin, "2"), " formaction=/tuzak/iki")
        return element + twin

    def change(scene):
        scene.must_stop = scene.must_stop or action == scene.action
        scene.edit_action(action, edit, first=True)
    return (action,), change


def button_out_of_form(action):
    def change(scene):
        moved = []

        def keep(element):
            moved.append(element)
            return ""
        scene.edit_action(action, keep, first=True)

        def put(page):
            if moved[0].startswith(("<input", "<button")) and " form=" not in moved[0]:
                scene.dead.add(action)
            at = page.lower().rfind("</body>")
            at = len(page) if at < 0 else at
            return page[:at] + moved[0] + page[at:], 1
        scene.edits.append(put)
    return (action,), change


def scripted(element):
    if element.startswith("<a"):
        return re.sub(r"href=[\"']?[^\"'\s>]*[\"']?", 'href="javascript:git()"', element)
    return with_attribute(re.sub(r"\stype=[\"']?\w+[\"']?", "", element),
                          ' type=button onclick="git()"')


def action_changes(scene):
    actions = ACTIONS[scene.screen]
    for action in actions:
        yield "button dropped", action, lose_action(action, lambda element: "")
        yield "button doubled, with another aim", action, double_action(action)
        for how in HIDE:
            yield "button hidden", f"{action} {how}", hide_action(action, how)
        yield "button by script alone", action, lose_action(action, scripted)
        yield "button that is disabled", action, lose_action(
            action, lambda element: with_attribute(element, " disabled")
            if element.startswith(("<input", "<button")) else "")
        yield "button moved out of the form", action, button_out_of_form(action)
        for words in OTHER_ACTIONS:
            yield "button renamed", f"{action} {words}", reword_action(action, words)
        yield "button without words", action, reword_action(action, WORDLESS)
        for other in ("go.exit", "go.menu", "signature", "go.forgot", "go.pin", *actions):
            words = scene.original[other]
            if words != scene.original[action]:
                yield ("button with words of another", f"{action} {other}",
                       reword_action(action, words))
    for one, other in itertools.combinations(filter(scene.shows, actions), 2):
        yield "words of two buttons swapped", f"{one} {other}", swap_action_words(one, other)


# ---- headings

def reword_heading(key, words):
    def change(scene):
        scene.markup.words[key] = words
    return ("heading",), change


def heading_changes(scene):
    key = HEADINGS.get(scene.screen, scene.screen)
    yield "heading dropped", key, reword_heading(key, WORDLESS)
    yield "heading renamed", key, reword_heading(key, "Zürafa")
    for other in ("home", "verify", "login", "forgot", "reset", "result", "phone_screen",
                  "code_screen", "menu", "pin_screen"):
        if other != key:
            yield ("heading of another screen", f"{key} {other}",
                   reword_heading(key, scene.original[other]))


# ---- values

def value_changes(scene):
    if scene.screen != "pin":
        return
    for kind in VALUES:
        if not scene.shows(kind):
            continue
        for words in (WORDLESS, "Zürafa", "Geçerlilik Tarihi", "Eski PIN"):
            yield "words of a value renamed", f"{kind} {words}", reword_field(kind, words)
        for other in VALUES:
            if other != kind:
                yield ("words of another value", f"{kind} {other}",
                       reword_field(kind, scene.original[other], other))
    for one, other in itertools.combinations(VALUES, 2):
        yield "words of two values swapped", f"{one} {other}", swap_words(one, other)


FAMILIES = (field_changes, action_changes, heading_changes, value_changes)
