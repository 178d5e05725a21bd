# SPDX-License-Identifier: Apache-2.0
"""Reset messages, and what pretends to be one."""

from email.message import EmailMessage

FROM = "bilgilendirme@kamusm.gov.tr"
SUBJECT = "KAMU SM Güvenlik Sözcüğü Hatırlatma"


def made(link, sender=f"Kamu SM <{FROM}>", subject=SUBJECT, more=""):
    """With HTML and text, as the portal's are."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = "deniz@example.org"
    mail["Subject"] = subject
    mail.set_content(f"Güvenlik sözcüğünüz için: {link}", charset="utf-8")
    html = f'<p>Güvenlik sözcüğünüz için <a href="{link}">tıklayınız</a>.</p>{more}'
    mail.add_alternative(html, subtype="html", charset="iso-8859-9")
    return mail.as_bytes()


def forged(link):
    """What is not taken, by what is wrong with it."""
    elsewhere = "https://portal.example.org/x.go?a=1"
    genuine = made(link)
    header, body = genuine.split(b"\n", 1)
    assert header.startswith(b"From:")
    return {
        "another sender": made(link, sender="Kamu SM <bilgilendirme@example.org>"),
        "the sender in the display name alone": made(link, sender=f'"{FROM}" <a@example.org>'),
        "a sender that only begins so": made(link, sender=f"{FROM}.example.org"),
        "two senders": made(link, sender=f"{FROM}, a@example.org"),
        "two From lines": header + b"\nFrom: a@example.org\n" + body,
        "another subject": made(link, subject="Güvenlik Sözcüğü"),
        "more in the subject": made(link, subject=SUBJECT + " (son uyarı)"),
        "the sender in an attached header alone": made(
            link, sender="a@example.org", more=f"<p>From: {FROM}</p>"),
        "two links": made(link, more=f'<a href="{link}2">veya</a>'),
        "a link elsewhere": made(elsewhere),
        "a link that shows another address": made(
            link, more=f'<a href="{elsewhere}">{link}</a>'),
    }
