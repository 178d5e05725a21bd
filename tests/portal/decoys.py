# SPDX-License-Identifier: Apache-2.0
"""Decoys that are put on a page: other people's forms, hidden fields of the same words, the form
once more; and forms that nobody sees."""

import re

from changes import HIDE, hide_field
from scene import FIELDS

SEARCH = '<form action="/tuzak/ara"><input name=q placeholder="Ara"><button>Ara</button></form>'
NEWS = ('<form method=post action="/tuzak/bulten">E-Bülten <input type=email name=eposta>'
        "<button>Gönder</button></form>")
NEWS_OK = ('<form method=post action="/tuzak/bulten"><label>E-posta <input name=eposta></label>'
           "<input type=submit name=onay value=Onay></form>")
STRANGER = ('<form method=post action="/tuzak/uye">Kullanıcı Adı <input name=u><br>Şifre <input '
            "type=password name=s><button>Giriş</button></form>")
ASK_ID = ('<form method=post action="/tuzak/sorgu">T.C. Kimlik No <input name=tc><button>Sorgula'
          "</button></form>")
CALL = ('<form method=post action="/tuzak/ariyoruz">Ad Soyad <input name=ad> Güvenlik Kodu <input '
        "name=kod><button>Gönder</button></form>")
COOKIES = ('<div role=dialog><p>Çerez kullanıyoruz.</p><form method=post action="/tuzak/cerez">'
           "<button>Kabul Et</button></form></div>")
LANGUAGE = ('<form action="/tuzak/dil"><select name=dil><option>TR<option>EN</select><button>Tamam'
            "</button></form>")
DECOYS = {"a search": SEARCH, "a newsletter with Gönder": NEWS, "a newsletter with Onay": NEWS_OK,
          "a login of somebody else's": STRANGER, "an identity number alone": ASK_ID,
          "call me back": CALL, "cookies": COOKIES, "a language": LANGUAGE}


def put_decoy(piece, before):
    def edit(page):
        if before:
            return re.subn(r"(<body\b[^>]*>)", lambda m: m.group(1) + piece, page, 1, re.I)
        at = page.lower().rfind("</body>")
        return (page, 0) if at < 0 else (page[:at] + piece + page[at:], 1)

    def change(scene):
        scene.edits.append(edit)
    return ("decoy",), change


def second_form(before):
    def change(scene):
        def edit(page):
            written = scene.forms[-1] if scene.forms else ""
            if "<form" not in written or written not in page or " form=f1" in written:
                return page, 0
            twin = re.sub(r"(<form[^>]*\baction=[\"']?)[^\"'\s>]*", r"\1/tuzak/form", written)
            scene.must_stop = scene.must_stop or scene.ours_in(written)
            pair = twin + written if before else written + twin
            return page.replace(written, pair, 1), 1
        scene.edits.append(edit)
    return ("form", "decoy"), change


def hide_form(attribute):
    def change(scene):
        def edit(page):
            written = scene.forms[-1] if scene.forms else ""
            if not scene.ours_in(written) or written not in page:
                return page, 0
            scene.must_stop = True
            return page.replace(written, f"<div{attribute}>{written}</div>", 1), 1
        scene.edits.append(edit)
    return ("form",), change


def honeypot(kind, how):
    """A field of the same words and another name that nobody sees."""
    twin = kind + "~2"

    def order(kinds):
        return [twin, *kinds]

    def change(scene):
        scene.add_field(twin, None, scene.markup.words[kind], scene.markup.names[kind] + "_url")
        scene.orders.append(order)
        hide_field(twin, how)[1](scene)
    return (kind + "~2",), change


def decoy_changes(scene):
    for name, piece in DECOYS.items():
        for before in (True, False):
            yield "decoy: " + name, "before" if before else "behind", put_decoy(piece, before)
    for kind in FIELDS.get(scene.screen, ()):
        for how in HIDE:
            yield "decoy: a hidden field of the same words", f"{kind} {how}", honeypot(kind, how)
    for before in (True, False):
        yield "decoy: the form again, with another aim", str(before), second_form(before)
    for attribute in (" hidden", ' style="display:none"', ' aria-hidden="true"'):
        yield "form hidden", attribute.strip(), hide_form(attribute)
