# SPDX-License-Identifier: Apache-2.0
"""The portal's link where a reader of the mail sees it (PLAIN), and where it may be that none does,
or that another is seen as well (DOUBTFUL). Each is a name, a piece of HTML and what is opened."""

from mail_links import LINK as L
from mail_links import OTHER, PORTAL

A, B = L.replace("&", "&amp;"), (PORTAL + OTHER).replace("&", "&amp;")


def a(href=A, text="tıklayınız"):
    return f'<a href="{href}">{text}</a>'


# Styles of an element that hide it: from every reader, its letters alone, or from some readers.
EVERY = [
    "display:none", "DISPLAY : NONE", "display:none!important", "color:red;display:none",
    "visibility:hidden", "visibility:collapse", "opacity:0", "opacity:0.0", "opacity:0%",
    "max-height:0;overflow:hidden", "max-height:0px;overflow:hidden", "overflow:hidden;height:0",
    "width:0;overflow:hidden", "height:0;overflow-y:hidden", "overflow:clip;max-width:0",
    "position:absolute;left:-9999px", "position:absolute;top:-5000px", "margin-left:-9999px",
]
LETTERS = [
    "font-size:0", "font-size:0px", "FONT-SIZE:0PX", "font-size:0%", "font-size: 0em",
    "font-size:0pt!important", "font-size:.0px",
]
SOME = [
    "mso-hide:all", "MSO-HIDE:ALL", "font-size:1px", "font-size:.1pt", "color:transparent",
    "color:rgba(0,0,0,0)", "color:rgb(1 1 1 / 0%)", "text-indent:-9999px", "margin-top:-9999px",
    "margin:-9999px", "clip:rect(0,0,0,0)", "clip-path:inset(100%)", "transform:scale(0)",
    "zoom:0", "filter:opacity(0)", "content-visibility:hidden", "font:0/0 a",
    "height:1px;overflow:hidden", "font-size:calc(1px - 1px)", "dis\\70lay:none",
    "display:\\6e one", "display/**/:none", "-webkit-text-fill-color:transparent",
]
AROUND = {
    "itself": lambda s, x: x.replace("<a ", f'<a style="{s}" ', 1),
    "a block": lambda s, x: f'<div style="{s}">{x}</div>',
    "a table": lambda s, x: f'<table style="{s}"><tr><td>{x}</table>',
    "a block around a block": lambda s, x: f'<div style="{s}"><p>Merhaba <b>{x}</b></div>',
    "what it holds": lambda s, x: x.replace(">t", f'><span style="{s}">t').replace("</a>", "</span></a>"),
}
# Sheets, each with what stands around the link.
SHEETS = {
    "a class": (".h{%s}", "<div class=h>{}</div>"),
    "a class among others": (".x, .h , .y { %s }", '<div class="a h b">{}</div>'),
    "an id": ("#h{%s}", "<p id=h>{}</p>"),
    "an element": ("section{%s}", "<section>{}</section>"),
    "an element in capitals": ("SECTION{%s}", "<section>{}</section>"),
    "a link": ("a{%s}", "<p>{}"),
    "whatever there is": ("*{%s}", "{}"),
    "the body": ("body{%s}", "{}"),
    "an element and a class": ("td.h{%s}", "<table><tr><td class=h>{}</table>"),
    "two classes": (".g.h{%s}", '<p class="h g">{}'),
    "a child": ("div > .h{%s}", "<div><p class=h>{}</div>"),
    "what is within": ("div .h a{%s}", "<div><p class=h>{}</div>"),
    "a neighbour": ("p + .h{%s}", "<p>x</p><div class=h>{}</div>"),
    "a later one": ("p ~ .h{%s}", "<p>x</p><i></i><div class=h>{}</div>"),
    "an attribute": ("[data-h]{%s}", "<div data-h=1>{}</div>"),
    "a link's attribute": ('a[href*="kamusm"]{%s}', "{}"),
    "not another": ("div:not(.x){%s}", "<div>{}</div>"),
    "not one of others": ("div:not(:is(.x, .y)){%s}", "<div>{}</div>"),
    "one of": (":is(.x,.h){%s}", "<div class=h>{}</div>"),
    "a medium": ("@media screen{.h{%s}}", "<div class=h>{}</div>"),
    "a medium in a medium": ("@media all{@media screen{p{color:red}.h{%s}}}", "<div class=h>{}</div>"),
    "behind other rules": (
        "@import 'x';@font-face{font-family:a;src:url(b)}p{color:red}.h{%s}", "<div class=h>{}</div>"),
    "behind a rule that is none": ("p{color:red}} .h{%s}", "<div class=h>{}</div>"),
    "behind a string": ('.h{content:"}";%s}', "<div class=h>{}</div>"),
    "with a comment": ("/* } */ .h/**/{/* x */ %s}", "<div class=h>{}</div>"),
    "in a comment of HTML": ("<!-- .h{%s} -->", "<div class=h>{}</div>"),
    "a rule in a rule": (".g{color:red; .h{%s}}", "<div class=g><p class=h>{}</div>"),
    "coded": (".\\68{%s}", "<div class=h>{}</div>"),
    "without its end": (".h{%s", "<div class=h>{}</div>"),
    "a second sheet": ("p{color:red}</style><style>.h{%s}", "<div class=h>{}</div>"),
}
SHEET_STYLES = [
    "display:none", "visibility:hidden", "font-size:0", "opacity:0", "mso-hide:all",
    "max-height:0;overflow:hidden", "position:absolute;left:-9999px", "display:none !important",
    "dis\\70lay:none",
]
NOTHING = {  # that a link shows
    "no letter": "", "a blank": " ", "a blank that does not break": "&nbsp;",
    "a soft hyphen": "&shy;", "a zero-width space": "\u200b", "a filler": "\u3164",
    "Braille's blank": "\u2800", "a null notehead": "\U0001d159", "an ideographic blank": "\u3000",
    "a mark on nothing": "\u0301", "a pixel": "<img src=x width=1 height=1>",
    "a picture of no height": "<img src=x height=0>",
    "a pixel by its style": '<img src=x style="width:1px;height:1px">',
    "a hidden picture": "<img src=x hidden>", "hidden words": "<b hidden>x</b>",
    "a comment": "<!-- x -->", "a script": "<script>x</script>", "an empty block": "<div></div>",
    "a line end": "<br>", "words of no size": "<b style='font-size:0'>x</b>",
    "a template": "<template>x</template>", "a hidden field": "<input type=hidden value=x>",
}
ELSEWHERE = {  # where another address of the portal stands
    "a link": lambda u: f'<a href="{u}">y</a>',
    "a link without a letter": lambda u: f'<a href="{u}"></a>',
    "a text": lambda u: f"<p>{u}</p>",
    "a text in brackets": lambda u: f"<p>({u})</p>",
    "a text in angles": lambda u: f"<p>&lt;{u}&gt;</p>",
    "a text in a sentence": lambda u: f"<p>Adres: {u} adresini açınız.</p>",
    "a cell": lambda u: f"<table><tr><td>Adres<td>{u}</table>",
    "a heading": lambda u: f"<h1>{u}</h1>",
    "an item": lambda u: f"<ul><li>{u}</ul>",
    "a text in pieces": lambda u: f"<p>{u[:20]}<wbr>{u[20:30]}<b>{u[30:]}</b></p>",
    "preformatted lines": lambda u: f"<pre>Merhaba\n{u}\nMerhaba</pre>",
    "an area": lambda u: f'<img src=x usemap=#m><map name=m><area href="{u}" alt=y></map>',
    "a text that a sheet may hide": lambda u: f"<style>.q{{display:none}}</style><p class=q>{u}</p>",
    "a link that a sheet may hide": lambda u: (
        f'<style>.q{{display:none}}</style><a class=q href="{u}">y</a>'),
    "a noscript": lambda u: f'<noscript><a href="{u}">y</a></noscript>',
    "a quotation": lambda u: f"<blockquote>{u}</blockquote>",
}


def _hidden():
    for style in (*EVERY, *LETTERS, *SOME):
        for where, put in AROUND.items():
            yield f"{style} of {where}", put(style, a()), None
    for name, (rule, around) in SHEETS.items():
        for style in SHEET_STYLES:
            sheet = f"<style>{rule.replace('%s', style)}</style>"
            yield f"{style} by a sheet of {name}", sheet + around.format(a()), None
        late = f"<style>{rule.replace('%s', SHEET_STYLES[0])}</style>"
        yield f"a late sheet of {name}", around.format(a()) + late, None
    for what, text in NOTHING.items():
        yield f"a link of {what}", f"<p>Merhaba</p>{a(text=text)}", None
    yield "an area without a picture", f'<map name=m><area href="{A}" alt=x></map>', None
    yield ("an area of a hidden picture",
           f'<img src=x hidden usemap=#m><map name=m><area href="{A}"></map>', None)


def _two():
    for where, put in ELSEWHERE.items():
        yield f"another before it in {where}", put(B) + a(), None
        yield f"another behind it in {where}", a() + put(B), None
        yield f"another on the other host in {where}", a() + put(A.replace("www.", "")), None


KIND = {  # what mailers do
    "a preheader": '<div style="display:none;font-size:1px;max-height:0;overflow:hidden;mso-hide:all">'
                   "Merhaba</div>" + a(),
    "a preheader by a sheet": "<style>.p{display:none!important;mso-hide:all}</style>"
                              "<span class=p>x</span>" + a(),
    "sheets that hide nothing": "<style>a{color:red}p{margin:0;font-size:14px;opacity:1}</style><p>" + a(),
    "a sheet for small screens": "<style>@media only screen and (max-width:600px)"
                                 "{.no-phone{display:none!important}}</style>"
                                 "<table><tr><td class=no-phone>Logo<tr><td>" + a() + "</table>",
    "two shapes of it": "<style>.phone{display:none}@media (max-width:600px){.phone{display:block!important}"
                        ".desk{display:none!important}}</style>"
                        "<p class=desk>x</p><p>" + a() + "<p class=phone>" + a(),
    "a sheet that ends floats": "<style>.c:after{visibility:hidden;display:block;font-size:0;content:'.';"
                                "height:0}</style><div class=c>" + a() + "</div>",
    "a sheet for old programs": "<style>.ExternalClass{width:100%}#outlook a{padding:0}img{border:0}"
                                "table{border-collapse:collapse;mso-table-lspace:0}</style>" + a(),
    "a trick against a mailer's button": "<style>img.g-img + div{display:none!important}</style>"
                                         "<p>x</p><div>" + a() + "</div>",
    "spacers of no size": '<p style="font-size:0;line-height:0">&nbsp;</p><p>' + a(),
    "columns of no size around": '<div style="font-size:0"><div style="font-size:14px">' + a() + "</div></div>",
    "a picture among letters of no size": '<div style="font-size:0">'
                                          + a(text="<img src=x width=200 height=40>") + "</div>",
    "a box that shows what is too much": '<div style="height:0">' + a() + "</div>",
    "a box with an end": '<div style="overflow:hidden;max-height:500px;height:20px">' + a() + "</div>",
    "visible in the invisible": '<div style="visibility:hidden"><p style="visibility:visible">' + a() + "</div>",
    "half as clear": '<div style="opacity:.5">' + a() + "</div>",
    "a colour": '<div style="color:rgba(0,0,0,0.87);text-indent:-1px;margin:-1px">' + a() + "</div>",
    "a sheet for an old program alone": "<!--[if mso]><style>a{display:none}</style><![endif]-->" + a(),
    "a sheet for another class": "<style>.h{display:none}</style><p class=hh>" + a(),
    "a sheet for another id": "<style>#h{display:none}</style><p id=hh class=h>" + a(),
    "a sheet for an attribute": "<style>td[class=h],*[class*=h],[style*=none]{display:none}</style>"
                                "<p id=h>" + a(),
    "a sheet for another element": "<style>section{display:none}</style><p>" + a(),
    "a sheet for another's child": "<style>ul > p{display:none}</style><div><p>" + a() + "</div>",
    "a sheet for what is put behind": "<style>.t:hover::after{display:none}</style><p class=t>" + a(),
    "a sheet in a script's text": "<script>var s='<style>a{display:none}'</script>" + a(),
    "an arrow": a(text="→"),
    "a picture": a(text="<img src=x>"),
    "a picture with its size": a(text='<img src=x width=200 height="40">'),
    "a button": a(text="<button>x</button>"),
    "a field's button": a(text="<input type=submit value=x>"),
    "a hidden piece": a(text="<b hidden>x</b>Tıklayınız"),
    "a hidden other": f'<p style="display:none">{a(B)}</p>' + a(),
    "another of no size as a text": f'<p style="font-size:0">{B}</p>' + a(),
}


def _plain():
    for what, page in KIND.items():
        yield what, page, L
    for where, put in ELSEWHERE.items():
        yield f"the same before it in {where}", put(A) + a(), L
        yield f"the same behind it in {where}", a() + put(A), L
        yield f"the same with a fragment in {where}", a() + put(A + "#x"), L
        yield f"a stranger's in {where}", a() + put("https://evil.example/?a=1"), L
        yield f"a page of the portal's in {where}", a() + put(PORTAL + "/sss.html"), L
    for style in ("color:red", "font-size:14px", "display:block", "height:40px", "opacity:1",
                  "overflow:hidden", "mso-line-height-rule:exactly", "max-height:100px",
                  "font-size:1.2em", "line-height:0"):
        for where, put in AROUND.items():
            yield f"{style} of {where}", put(style, a()), L
        for name, (rule, around) in SHEETS.items():
            if name != "a rule in a rule":
                sheet = f"<style>{rule.replace('%s', style)}</style>"
                yield f"{style} by a sheet of {name}", sheet + around.format(a()), L


PLAIN = list(_plain())
DOUBTFUL = [*_hidden(), *_two()]
