# SPDX-License-Identifier: Apache-2.0
"""What a link may stand in: the ways in which mailers write a message, well and badly. Each is a
function from a piece of HTML, or from a text, to the bytes of a message. All are invented."""

import base64
import re

HEAD = (
    "From: Kamu SM <bilgilendirme@example.org>\nTo: ogrenci@example.org\n"
    "Subject: =?utf-8?q?G=C3=BCvenlik_S=C3=B6zc=C3=BC=C4=9F=C3=BC?=\n"
    "Date: Mon, 02 Nov 2026 10:15:00 +0300\nMessage-ID: <1@example.org>\n"
)
MIME = HEAD + "MIME-Version: 1.0\n"
EVIL_LINK = "https://evil.example/s.go?a=1"
PORTAL_LINK = "https://www.kamusm.gov.tr/baska.go?a=1"


def raw(text):
    """Text to bytes; what was no UTF-8 stays so."""
    return text.encode("utf-8", "surrogateescape")


def quoted(data, every=72, small=False, all_of_it=False):
    """Quoted-printable with a soft break after `every` letters."""
    lines = []
    for line in data.split(b"\n"):
        pieces, width = [], 0
        for at, byte in enumerate(line, 1):
            plain = 32 <= byte < 127 and byte != 61 and not all_of_it
            plain = plain and not (byte == 32 and at == len(line))
            piece = chr(byte) if plain else f"={byte:02x}" if small else f"={byte:02X}"
            if width + len(piece) > every:
                pieces.append("=\n")
                width = 0
            pieces.append(piece)
            width += len(piece)
        lines.append("".join(pieces))
    return "\n".join(lines).encode()


def based(data, width=76):
    text = base64.b64encode(data).decode()
    return "\n".join(text[i : i + width] for i in range(0, len(text), width)).encode() + b"\n"


def part(kind, data, charset="utf-8", encoding="8bit", more=""):
    """A part's header and its body, already encoded."""
    charset = f"; charset={charset}" if charset else ""
    encoding = f"Content-Transfer-Encoding: {encoding}\n" if encoding else ""
    return raw(f"Content-Type: {kind}{charset}\n{encoding}{more}\n") + data


def alone(*args, **options):
    return raw(MIME) + part(*args, **options) + b"\n"


def several(kind, *parts, end="\n--b--\n", boundary='boundary="b"', head=MIME):
    body = b"".join(b"\n--b\n" + one for one in parts)
    return raw(f"{head}Content-Type: multipart/{kind}; {boundary}\n\nA message in parts.\n") + (
        body + raw(end)
    )


def nest(kind, *parts, name="n"):
    """A multipart to stand in another."""
    body = b"".join(raw(f"\n--{name}\n") + one for one in parts)
    return raw(f"Content-Type: multipart/{kind}; boundary={name}\n\n") + body + raw(f"\n--{name}--\n")


def html(text, **options):
    return part("text/html", raw(text), **options)


def plain(text="Merhaba, bu iletinin HTML bölümüne bakınız.", **options):
    return part("text/plain", raw(text), **options)


def coded(text, charset):
    """In a charset of one byte a letter; what it lacks becomes a reference, as mailers do."""
    return text.encode(charset, "xmlcharrefreplace")


PICTURE = part("image/png", b"iVBORw0KGgo=\n", None, "base64", "Content-ID: <logo>\n")
PDF = part("application/pdf", b"JVBERi0=\n", None, "base64",
           'Content-Disposition: attachment; filename="a.pdf"\n')
SIGNATURE = part("application/pkcs7-signature", b"MIAG\n", None, "base64",
                 "Content-Disposition: attachment; filename=smime.p7s\n")

# HTML that mail readers show.
HTML = {
    "8bit utf-8": lambda h: alone("text/html", raw(h)),
    "7bit": lambda h: alone("text/html", coded(h, "ascii"), "us-ascii", "7bit"),
    "quoted-printable": lambda h: alone("text/html", quoted(raw(h)), encoding="quoted-printable"),
    "soft breaks after every 19": lambda h: alone(
        "text/html", quoted(raw(h), 19), encoding="quoted-printable"),
    "every letter quoted": lambda h: alone(
        "text/html", quoted(raw(h), 60, all_of_it=True), encoding="quoted-printable"),
    "quoted in small letters": lambda h: alone(
        "text/html", quoted(raw(h), small=True), encoding="quoted-printable"),
    "QUOTED-PRINTABLE": lambda h: alone("TEXT/HTML", quoted(raw(h)), encoding="QUOTED-PRINTABLE"),
    "base64": lambda h: alone("text/html", based(raw(h)), encoding="base64"),
    "base64 in short lines": lambda h: alone("text/html", based(raw(h), 19), encoding="base64"),
    "base64 in one line": lambda h: alone("text/html", based(raw(h), 1 << 30), encoding="Base64"),
    "base64 in broken lines": lambda h: alone(
        "text/html", based(raw(h)).replace(b"\n", b" \n\t"), encoding="base64"),
    "8bit windows-1254": lambda h: alone("text/html", coded(h, "cp1254"), "windows-1254"),
    "8bit iso-8859-9": lambda h: alone("text/html", coded(h, "iso8859-9"), "ISO-8859-9"),
    "quoted iso-8859-9": lambda h: alone(
        "text/html", quoted(coded(h, "iso8859-9")), '"iso-8859-9"', "quoted-printable"),
    "base64 windows-1254": lambda h: alone(
        "text/html", based(coded(h, "cp1254")), "cp1254", "base64"),
    "utf-16 with its mark": lambda h: alone(
        "text/html", based(h.encode("utf-16", "replace")), "utf-16", "base64"),
    "utf-16le": lambda h: alone(
        "text/html", based(h.encode("utf-16-le", "replace")), "utf-16le", "base64"),
    "utf-16be": lambda h: alone(
        "text/html", based(h.encode("utf-16-be", "replace")), "utf-16be", "base64"),
    "ibm857": lambda h: alone("text/html", based(coded(h, "cp857")), "ibm857", "base64"),
    "no charset": lambda h: alone("text/html", raw(h), None),
    "a wrong charset": lambda h: alone("text/html", raw(h), "us-ascii"),
    "a charset nobody knows": lambda h: alone("text/html", raw(h), "x-bilinmeyen"),
    "utf-8 that is iso-8859-9": lambda h: alone("text/html", coded(h, "iso8859-9")),
    "an encoding nobody knows": lambda h: alone("text/html", raw(h), encoding="x-bilinmeyen"),
    "no encoding named": lambda h: alone("text/html", raw(h), encoding=None),
    "no MIME-Version": lambda h: raw(HEAD) + html(h),
    "text before": lambda h: several("alternative", plain(), html(h)),
    "text behind": lambda h: several("alternative", html(h), plain()),
    "text with a stranger's link": lambda h: several("alternative", plain(EVIL_LINK), html(h)),
    "a file beside it": lambda h: several("mixed", html(h), PDF),
    "a file before it": lambda h: several("mixed", PDF, html(h)),
    "a picture within": lambda h: several("related", html(h), PICTURE),
    "a picture within, in alternatives": lambda h: several(
        "alternative", plain(), nest("related", html(h), PICTURE)),
    "a footer of a list": lambda h: several("mixed", html(h), plain(EVIL_LINK)),
    "alternatives and a file": lambda h: several(
        "mixed", nest("alternative", plain(), html(h)), PDF),
    "signed": lambda h: several("signed", html(h), SIGNATURE),
    "signed alternatives": lambda h: several(
        "signed", nest("alternative", plain(), html(h)), SIGNATURE),
    "eight deep": lambda h: several("mixed", _deep(html(h), 8)),
    "shown in its place": lambda h: alone(
        "text/html", raw(h), more="Content-Disposition: inline; filename=ileti.html\n"),
    "a kind of several nobody knows": lambda h: several("x-bilinmeyen", html(h)),
    "no end": lambda h: several("alternative", plain(), html(h), end="\n"),
    "no end and no line end": lambda h: several("alternative", plain(), html(h), end=""),
    "words behind the end": lambda h: several("mixed", html(h)) + raw(f"{EVIL_LINK}\n"),
    "words before the first part": lambda h: several("mixed", html(h)).replace(
        b"A message in parts.", raw(EVIL_LINK)),
    "a strange boundary": lambda h: several(
        "mixed", html(h), boundary="boundary=\"=_:(1)'+,./? x\"").replace(
            b"\n--b", b"\n--=_:(1)'+,./? x"),
    "a boundary in pieces": lambda h: several(
        "mixed", html(h), boundary='boundary*0="b"; boundary*1="c"').replace(b"\n--b", b"\n--bc"),
    "a folded kind": lambda h: several("mixed", html(h), boundary='\n\tboundary=\n "b"'),
    "a comment in the kind": lambda h: several("mixed", html(h), boundary="(x) boundary=b"),
    "lines end in CR LF": lambda h: several("alternative", plain(), html(h)).replace(b"\n", b"\r\n"),
    "from a mailbox": lambda h: b"From a@example.org Mon Nov  2 10:15:00 2026\n" + several(
        "alternative", plain(), html(h)),
    "a byte order mark before it": lambda h: b"\xef\xbb\xbf" + alone("text/html", raw(h)),
    "a long folded header": lambda h: raw(
        "Received: from a.example.org\n" + "\tby b.example.org\n" * 200) + alone("text/html", raw(h)),
    "a header of many": lambda h: raw("X-Spam: no\n" * 2000) + alone("text/html", raw(h)),
    "a header that is none": lambda h: alone("text/html", raw(h), more="bu bir baslik degil\n"),
    "a body of many lines": lambda h: alone("text/html", raw("<p>Merhaba\n" * 5000 + h)),
}


def _deep(one, depth):
    for level in range(depth):
        one = nest("mixed", one, name=f"n{level}")
    return one


# Beside what a mail reader shows there is another address of the portal: in words that are said to
# be the same, or in more words.
TWO_MINDS = {
    "text with another of the portal's": lambda h: several("alternative", plain(PORTAL_LINK), html(h)),
    "behind it text with another of the portal's": lambda h: several(
        "alternative", html(h), plain(f"Merhaba,\n\n{PORTAL_LINK}\n")),
    "a text of another before it": lambda h: several("mixed", plain(PORTAL_LINK), html(h)),
    "a text of another behind it": lambda h: several("mixed", html(h), plain(PORTAL_LINK)),
    "a text of another, deep": lambda h: several(
        "mixed", nest("alternative", plain(), html(h)), nest("related", plain(PORTAL_LINK), name="o")),
    "HTML of another": lambda h: several(
        "mixed", html(h), html(f'<a href="{PORTAL_LINK}">x</a>')),
    "HTML of another as an alternative": lambda h: several(
        "alternative", html(f'<a href="{PORTAL_LINK}">x</a>'), html(h)),
    "a part of another, within": lambda h: several(
        "related", html(h), html(f"<p>{PORTAL_LINK}")),
}

# HTML that no mail reader shows as the message: nothing may be found in it.
UNSEEN_HTML = {
    "an attachment": lambda h: several("mixed", plain(), html(
        h, more="Content-Disposition: attachment; filename=a.html\n")),
    "the only attachment": lambda h: alone(
        "text/html", raw(h), more="Content-Disposition: ATTACHMENT\n"),
    "a message in the message": lambda h: several(
        "mixed", plain(), raw("Content-Type: message/rfc822\n\n") + alone("text/html", raw(h))),
    "a message that was sent on": lambda h: several(
        "mixed", html("<p>Merhaba"), raw("Content-Type: message/rfc822\n"
        "Content-Disposition: inline\n\n") + several("alternative", plain(), html(h)).replace(b"--b", b"--c")
        .replace(b'"b"', b'"c"')),
    "a digest": lambda h: several("digest", raw("\n") + alone("text/html", raw(h))),
    "a message that came back": lambda h: several(
        "report", plain(), raw("Content-Type: message/delivery-status\n\nStatus: 5.0.0\n"),
        raw("Content-Type: message/rfc822\n\n") + alone("text/html", raw(h))),
    "the whole is a message": lambda h: raw(MIME + "Content-Type: message/rfc822\n\n") + alone(
        "text/html", raw(h)),
    "another kind of file": lambda h: several("mixed", plain(), part("application/xhtml+xml", raw(h))),
    "bytes": lambda h: alone("application/octet-stream", raw(h)),
    "a calendar": lambda h: alone("text/calendar", raw(h)),
    "words before the first part": lambda h: several("mixed", plain()).replace(
        b"A message in parts.", raw(h)),
    "words behind the end": lambda h: several("mixed", plain()) + raw(h),
    "a header": lambda h: alone("text/plain", b"Merhaba", more="X-Not: " + h.replace("\n", " ") + "\n"),
    "encrypted": lambda h: several("encrypted", part("application/pgp-encrypted", b"Version: 1", None),
                                   part("application/octet-stream", raw(h))),
    "a picture beside the text": lambda h: several("related", html("<p>Merhaba"), html(
        h, more="Content-Disposition: attachment\nContent-ID: <a>\n")),
    "base64 that was cut": lambda h: alone("text/html", _cut(based(raw(h + "<p>" + "x" * 60))),
                                           encoding="base64"),
    "no header at all": lambda h: b"<!doctype html>\n" + raw(h),
    "binary": lambda h: alone("text/html", raw(h) + b"\0"),
    "utf-7": lambda h: alone("text/html", re.sub(
        r"[^A-Za-z0-9 .]", lambda m: "+" + base64.b64encode(m[0].encode("utf-16-be")).decode()
        .rstrip("=") + "-", h).encode("ascii", "replace"), "utf-7"),
}


def _cut(data):
    return data.rstrip(b"=\n")[:-1] if len(data.rstrip(b"=\n")) % 4 != 1 else data


def _flow(text, blank):
    """format=flowed: a soft line end after every fourth word, or within words by delsp."""
    if blank:
        return re.sub(r"((?:\S+ ){4})", r"\1\n", text)
    return "\n".join(
        " \n".join(line[i : i + 40] for i in range(0, len(line), 40)) for line in text.split("\n"))


# A text without HTML.
TEXT = {
    "8bit utf-8": lambda t: alone("text/plain", raw(t)),
    "7bit": lambda t: alone("text/plain", coded(t, "ascii"), "us-ascii", "7bit"),
    "no kind at all": lambda t: raw(HEAD + "\n" + t + "\n"),
    "quoted-printable": lambda t: alone("text/plain", quoted(raw(t)), encoding="quoted-printable"),
    "soft breaks after every 19": lambda t: alone(
        "text/plain", quoted(raw(t), 19), encoding="quoted-printable"),
    "base64": lambda t: alone("text/plain", based(raw(t)), encoding="base64"),
    "8bit windows-1254": lambda t: alone("text/plain", coded(t, "cp1254"), "windows-1254"),
    "8bit iso-8859-9": lambda t: alone("text/plain", coded(t, "iso8859-9"), "iso-8859-9"),
    "utf-16": lambda t: alone("text/plain", based(t.encode("utf-16", "replace")), "utf-16", "base64"),
    "a wrong charset": lambda t: alone("text/plain", raw(t), "us-ascii"),
    "a charset nobody knows": lambda t: alone("text/plain", raw(t), "x-bilinmeyen"),
    "flowed": lambda t: alone("text/plain", raw(_flow(t, True)), "utf-8; format=flowed"),
    "flowed within words": lambda t: alone(
        "text/plain", raw(_flow(t, False)), "utf-8; format=flowed; delsp=yes"),
    "alternatives of one": lambda t: several("alternative", plain(t)),
    "a file beside it": lambda t: several("mixed", plain(t), PDF),
    "signed": lambda t: several("signed", plain(t), SIGNATURE),
    "an HTML file beside it": lambda t: several("mixed", plain(t), html(
        f'<a href="{PORTAL_LINK}">x</a>', more="Content-Disposition: attachment\n")),
    "a message in the message": lambda t: several(
        "mixed", plain(t), raw("Content-Type: message/rfc822\n\n") + alone(
            "text/html", raw(f'<a href="{PORTAL_LINK}">x</a>'))),
    "no end": lambda t: several("mixed", plain(t), end="\n"),
    "lines end in CR LF": lambda t: several("mixed", plain(t)).replace(b"\n", b"\r\n"),
    "from a mailbox": lambda t: b"From a@example.org Mon Nov  2 10:15:00 2026\n" + alone(
        "text/plain", raw(t)),
}

# Who the message says that it is from promises nothing: the link decides.
HEADERS = {
    "no sender": "Subject: x\n",
    "a forged sender": "From: Kamu SM <bilgi@kamusm.gov.tr>\n",
    "a name that is an address": 'From: "bilgi@kamusm.gov.tr" <x@evil.example>\n',
    "two senders in one": "From: bilgi@kamusm.gov.tr, x@evil.example\n",
    "two headers of a sender": "From: bilgi@kamusm.gov.tr\nFrom: x@evil.example\n",
    "answers to a stranger": "From: bilgi@kamusm.gov.tr\nReply-To: x@evil.example\n",
    "sent by a stranger": "From: bilgi@kamusm.gov.tr\nSender: x@evil.example\n",
    "back to a stranger": "Return-Path: <x@evil.example>\nFrom: bilgi@kamusm.gov.tr\n",
    "a failed signature": "Authentication-Results: a; dkim=fail\nFrom: bilgi@kamusm.gov.tr\n",
    "two kinds": "From: x@evil.example\nMIME-Version: 1.0\nMIME-Version: 2.0\n",
    "a name in a code word": "From: =?utf-8?b?S2FtdSBTTQ==?= <x@evil.example>\n",
    "a name with a line end": "From: =?utf-8?q?Kamu=0ASM?= <x@evil.example>\n",
    "a subject that is a link": f"Subject: {EVIL_LINK}\n",
    "a subject that is another of the portal's": f"Subject: {PORTAL_LINK}\n",
    "how to leave the list": f"List-Unsubscribe: <{PORTAL_LINK}>\n",
    "groups in groups": "To: a:b@example.org;, c:;\n",
    "no line end in the header": "X: " + "y" * 5000 + "\n",
}
