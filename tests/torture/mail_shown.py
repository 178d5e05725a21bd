# SPDX-License-Identifier: Apache-2.0
"""What a link of the portal's shows: its own address, or words (TRUE), or another's (FALSE). Each
is a name, a piece of HTML and what is opened."""

from mail_links import LINK as L
from mail_links import OTHER, PORTAL, REST

A = L.replace("&", "&amp;")
HOST = "www.kamusm.gov.tr"


def a(text):
    return f'<p>Merhaba <a href="{A}">{text}</a>.'


# Hosts that are not the portal's, as a person may read them.
HOSTS = [
    "evil.example", "www.evil.example", "EVIL.EXAMPLE", "evil.com", "Evil.com.tr", "e-vil.org",
    "evil.guru", "evil.bank", "evil.istanbul", "kisa.co", "t.co", "kamusm.gov.tr.evil.com",
    "kamusm-gov.tr", "kamusm.com.tr", "www-kamusm.gov.tr", "mail.kamusm.gov.tr", "turkiye.gov.tr",
    "evil_host.example", "_.evil.example", "xn--kamusm-6ve.example", "evil.xn--p1ai",
    "kamusm-güncelle.com", "www.güvenlik.örnek", "evıl.net", "kamusm.g\u043ev.tr",
    "www.k\u0430musm.gov.tr", "kamusm.gov.\u0442r", "kamusm.gov.t\u0440", "пример.рф", "例子.中国",
    "π.ελ", "\u0645\u062b\u0627\u0644.\u0645\u0635\u0631", "\uff45vil.\uff43om",
    "\uff45\uff56\uff49\uff4c\uff0e\uff43\uff4f\uff4d", "evil\u3002com", "evil\u2024com",
    "kamuşm.gov.tr", "k\u1ea1musm.gov.tr", "192.0.2.7", "10.0.0.1", "[2001:db8::1]", "[::1]",
    "localhost.localdomain.example", "www.kamusm.gov.tr@evil.example",
]
# What makes an address of any word, and what does of a name with dots.
WITH_SCHEME = [
    "https://{}/", "http://{}/", "HTTPS://{}", "https:/{}/", "https:\\\\{}\\", "ftp://{}/",
    "hxxps://{}", "https\uff1a//{}/", "https:\u2044\u2044{}", "https://{}/sozcuk.go?a=1",
    "https://{}…",
]
BARE = ["{}", "{}/", "{}/giris", "{}/giris?a=1", "//{}/giris"]
NO_NAMES = ["evil", "localhost", "kamusm", "güvenlik", "a.b.ornek"]

# How a link's text holds it.
WAYS = {
    "alone": "{}",
    "in a sentence": "Kimlik bilgilerinizi {} adresinde güncelleyiniz",
    "behind a colon": "Adres: {}",
    "in brackets": "güncelleyiniz ({})",
    "in quotation marks": "“{}”",
    "with a full stop": "Güncelleyiniz: {}.",
    "behind the true one": A + " ya da {}",
    "before the true one": "{} ya da " + A,
    "behind the true host": HOST + ", {}",
    "in a button": "<button>{}</button>",
    "in a button behind words": "<b>Tıklayınız</b> <button type=button><i>{}</i></button>",
    "in a field": 'Tıklayınız <input value="{}">',
    "as a picture's words": '<img src="cid:a" alt="{}">',
    "in a table": "<table><tr><td>Adres<td>{}</table>",
    "behind a line end": "Tıklayınız<br>{}",
    "in a drawing": "<svg><text>{}</text></svg>",
    "with hidden words around it": "<span hidden>x</span>{}<span style='display:none'>y</span>",
    "with words of no size around it": "<i style='font-size:0'>x</i>{}<i style='font-size:0px'>y</i>",
}
# The same in pieces, and with what takes no room.
CUTS = {
    "in bold": lambda s: f"{s[:4]}<b>{s[4:]}</b>",
    "in pieces": lambda s: "".join(f"<span>{c}</span>" for c in s),
    "with a soft hyphen": lambda s: f"{s[:3]}&shy;{s[3:]}",
    "with a zero-width space": lambda s: f"{s[:5]}\u200b{s[5:]}",
    "with a word joiner": lambda s: f"{s[:6]}\u2060{s[6:]}",
    "with a break that may be": lambda s: f"{s[:2]}<wbr>{s[2:]}",
    "with hidden letters inside": lambda s: f"{s[:4]}<i style='font-size:0'>z</i>{s[4:]}",
    "with a comment inside": lambda s: f"{s[:4]}<!-- z -->{s[4:]}",
    "in references": lambda s: "".join(f"&#{ord(c)};" for c in s),
}
SAME_HOST = {  # the portal's own address, and not the one that it leads to
    "another session": PORTAL + OTHER,
    "another session of the other entrance": "https://kamusm.gov.tr" + OTHER,
    "a session cut": L[:-3],
    "a session with more": L + "0",
    "another path": PORTAL + "/baska.go" + REST[REST.index("?"):],
    "another path without a session": PORTAL + "/baska",
    "another path without a scheme": HOST + "/baska",
    "another session without a scheme": HOST + OTHER,
    "the other host": "https://nesbireysel.kamusm.gov.tr" + REST,
    "another port": "https://www.kamusm.gov.tr:8443" + REST,
    "another port without a scheme": "www.kamusm.gov.tr:8443",
    "a user": "https://x@www.kamusm.gov.tr" + REST,
    "another session cut": PORTAL + OTHER[:-8] + "…",
}

# The portal's own host, however written, where a stranger's link shows it.
STRANGERS = [
    PORTAL, "http://" + HOST, "HTTP://" + HOST.upper() + "/a", "https://x@" + HOST + "/", HOST,
    HOST + ":8080", "http://" + HOST + ":8080/", "www.nesbireysel.kamusm.gov.tr",
    "http://www.nesbireysel.kamusm.gov.tr/",
]


def _false():
    for one in STRANGERS:
        for way in ("alone", "in a sentence", "in brackets", "in a button", "in a field"):
            yield (f"{one} {way}, a stranger's", a("Tıklayınız")
                   + f'<a href="https://evil.example/?q=1">{WAYS[way].format(one)}</a>', None)
    shown = [way.format(host) for host in HOSTS for way in (*WITH_SCHEME[:4], *BARE[:3])]
    shown += [way.format(host) for host in HOSTS[:3] for way in (*WITH_SCHEME[4:], *BARE[3:])]
    shown += [way.format(host) for host in NO_NAMES for way in WITH_SCHEME]
    for one in shown:
        for way in ("alone", "in a sentence", "behind the true one", "in a button"):
            yield f"{one} {way}", a(WAYS[way].format(one)), None
    for one in ("https://evil.example/", "www.evil.example", "https://kamusm.g\u043ev.tr/",
                "https://[2001:db8::1]/"):
        for way, text in WAYS.items():
            yield f"{one} {way}", a(text.format(one)), None
        for way, cut in CUTS.items():
            yield f"{one} {way}", a(cut(one)), None
    for what, one in SAME_HOST.items():
        for way, text in WAYS.items():
            yield f"{what} {way}", a(text.format(one.replace("&", "&amp;"))), None


HONEST = [
    "Tıklayınız", "Tıklayınız.", "Güvenlik Sözcüğü", "olur.Lütfen tıklayınız", "olur.Lütfen",
    "Açınız.Teşekkürler.", "bitti.Ve tıklayınız", "T.C. Kimlik No ile", "T.C.Kimlik No",
    "T.C. kimlik no.ile giriş", "1.adım", "1. Adım", "1.2.3", "12.10.2026 tarihine kadar",
    "24.00'e kadar", "10:15'te", "Dr.Ayşe", "vb.için", "vs.", "Kılavuz.pdf", "Kilavuz.docx",
    "sözcük.go", "devam...", "devam…", "devam...tıklayınız", "ve/veya", "Evet/Hayır", "e-posta",
    "Sözcüğü değiştir >>", "→", "&gt;&gt;", "»", "Buraya tıklayınız :)", "Not: tıklayınız",
    "Kamu SM A.Ş.", "No:5", "3,5", "%50", "a_b", "İŞLEM", "bilgi@kamusm.gov.tr",
    "bilgi@nesbireysel.kamusm.gov.tr", "3.sınıf",
    "sözcüğünüz.Bu", "değiştirmek için.Tıklayınız", "GÜNCELLEME.LÜTFEN", "Saat 10.30", "md.5",
    "www", "http", "https ile", "girin:https", "Ad.Soyad",
]
OWN = [
    A, PORTAL + "/", PORTAL, HOST, "kamusm.gov.tr", HOST + "/", HOST + "/sozcuk", HOST.upper(),
    "http://" + HOST, PORTAL + "/sozcuk.go?…", PORTAL + "/sozcuk.go?_flow…",
    PORTAL + "/sozcuk.go?_flowExecutionKey...", PORTAL + "/sozcuk...", A[8:],
    "HTTPS://" + HOST.upper() + A[len(PORTAL):],
    A + "#son", "\uff57\uff57\uff57.kamusm.gov.tr", "https://" + HOST + ":443/",
]


def _true():
    for one in HONEST:
        for way, text in WAYS.items():
            yield f"{one} {way}", a(text.format(one)), L
    for one in OWN:
        for way, text in WAYS.items():
            yield f"{one} {way}", a(text.format(one)), L
        for way, cut in CUTS.items():
            if "&" not in one:
                yield f"{one} {way}", a(cut(one)), L


def _different(cases):
    return list({page: (f"a link shows {name}", page, wanted) for name, page, wanted in cases}.values())


TRUE = _different(_true())
FALSE = _different(_false())
