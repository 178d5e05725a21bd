# SPDX-License-Identifier: Apache-2.0
"""A text with the portal's address: whole, whatever stands in the next line (WHOLE), or broken by a
program that makes lines of some length (BROKEN), where nothing may be opened: what stands in its
line is another address."""

from mail_links import LINK as L
from mail_links import PORTAL

LONG = PORTAL + "/sozcuk.go?_flowExecutionKey=e1s1&sessionid=" + "0123456789ABCDEF" * 8
BEFORE = ["Adresiniz:\n", "", "Güvenlik sözcüğünüz için aşağıdaki adresi açınız: "]
BEHIND = ["", "\n", "\n\nSaygılarımızla,\nKamu SM\n", "\nKamu SM\n"]
NEXT = [
    "", " ", "\t", "Bu bağlantı 24 saat geçerlidir.", "24 saat içinde açınız.",
    "24 saat icinde aciniz", "Kamu SM", "Saygılarımızla,", "Saygilarimizla,", "Tesekkurler",
    "Tesekkurler.", "12.10.2026 tarihine kadar", "T.C. Kimlik Numaranız", "Sozcuk: x",
    "http://www.kamusm.gov.tr/", "https://evil.example/x", "www.kamusm.gov.tr",
    "e-posta: bilgi@example.org", "Tel: 0312 000 00 00", "0312 000 00 00", "06800 Ankara",
    "* Not", "-- ", "---", "=====", "_____________", "> x", "1. Sayfayi aciniz",
    "1.Sayfayi aciniz", "a) Sayfayi aciniz", "Neden? Cunku", "ve acınız", "ADRESINI ACINIZ",
    "(24 saat gecerlidir)", "Bilgi & Belge", "%20 indirim", "#1", "2026 yılında", "İyi günler",
    "Iyi gunler", "ve/veya", "\u00a0x",
]


def _whole():
    for before in BEFORE:
        for line in NEXT:
            for end in ("", "\n", "\nKamu SM\n"):
                yield f"{before!r}, {line!r}, {end!r}", f"{before}{L}\n{line}{end}"
            yield f"{before!r}, {line!r}, with a full stop", f"{before}{L}.\n{line}\n"
            yield f"{before!r}, {line!r}, in angles", f"{before}<{L}>\n{line}\n"
            yield f"{before!r}, {line!r}, with a blank at its end", f"{before}{L} \n{line}\n"
    for mark in ("'e", "'den", "'ı", "'ye,", "’e", "”", ")", "»", ".", ",", ";", "!", ":"):
        yield f"{mark!r} behind it", f"Adres: {L}{mark} tıklayınız\n"


def _broken():
    for before in BEFORE:
        for at in range(LONG.index("sessionid=") - 20, len(LONG)):
            cut, rest = LONG[:at], LONG[at:]
            for end in BEHIND:
                yield f"at {at} before {end!r} behind {before!r}", f"{before}{cut}\n{rest}{end}"
            if len(rest) > 5:  # fewer letters may be a word
                yield (f"at {at} in a sentence behind {before!r}",
                       f"{before}{cut}\n{rest} adresini aciniz\n")
            yield f"at {at} with blanks behind {before!r}", f"{before}{cut} \n{rest} \n"
            yield (f"at {at} in an answer behind {before!r}",
                   f"> {before.strip()} {cut}\n> {rest}\n")
    for width in (72, 75, 76, 78, 80):
        lines = [LONG[i : i + width] for i in range(0, len(LONG), width)]
        yield f"at every {width}", "Adresiniz:\n" + "\n".join(lines) + "\n\nKamu SM\n"
    for at in range(L.index("?") + 2, L.index("sessionid=") + 9):  # short, but with "=" in the rest
        yield f"short, at {at}", f"Adres: {L[:at]}\n{L[at:]}\n"
    for mark in ("…", "...", "..", "\u0430", "ş", "ıx"):
        yield f"{mark!r} behind it", f"Adres: {L}{mark} tıklayınız\n"


WHOLE = [(f"a whole address, {name}", text, L) for name, text in _whole()]
BROKEN = [(f"a broken address, {name}", text, None) for name, text in _broken()]
