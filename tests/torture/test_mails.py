# SPDX-License-Identifier: Apache-2.0
"""Links in mails, genuine and hostile. What is to become of each message is said by hand in
mail_*.py; here it is held against two programs that know
nothing of esign (node's URL for addresses, Python's email for messages), then against esign."""

import email
import email.policy
import html
import json
import os
import subprocess
from pathlib import Path

import pytest
from figures import LONG
from mail_broken import BROKEN, WHOLE
from mail_forms import EVIL_LINK, HEADERS, HTML, TEXT, TWO_MINDS, UNSEEN_HTML, alone, raw
from mail_links import GENUINE, HOSTILE, IN_TEXT, LINK, ODD, PORTAL, STRICTER
from mail_pages import SEEN, UNSEEN
from mail_seen import DOUBTFUL, PLAIN
from mail_shown import FALSE, TRUE

ORIGINS = {PORTAL, "https://kamusm.gov.tr", "https://nesbireysel.kamusm.gov.tr"}
FEW = ("8bit utf-8", "quoted-printable", "base64", "text before")
SOME = (*FEW, "8bit windows-1254", "utf-16 with its mark", "a picture within", "no end")
SAMPLE = 8  # of the cases one in so many


def linked(href):
    return f"<p>Sayın öğrenci, sözcüğünüz için <a href=\"{html.escape(href)}\">tıklayınız</a>.</p>"


def told(href):
    return f"Sayın öğrenci,\n\nsözcüğünüz için {href} adresini açınız.\n"


def _of_addresses():
    for name, (href, wanted) in GENUINE.items():
        for form, make in HTML.items():
            yield f"{name}, {form}", make(linked(href)), wanted
        for form, make in TEXT.items():
            yield f"{name}, text, {form}", make(told(href)), wanted
    for name, (href, wanted) in ODD.items():
        for form in FEW:
            yield f"{name}, {form}", HTML[form](linked(href)), wanted
    for name, href in HOSTILE.items():
        for form in FEW:
            yield f"{name}, {form}", HTML[form](linked(href)), None
        for form in FEW[:3]:
            yield f"{name}, text, {form}", TEXT[form](told(href)), IN_TEXT.get(name)
        # A stranger's link does not hinder the portal's own, nor is it taken for it.
        yield f"{name}, beside a good one", HTML["8bit utf-8"](linked(href) + linked(LINK)), LINK


def _of_pasted():
    for name, (href, wanted) in {**GENUINE, **ODD}.items():
        one = all(c > " " for c in href.strip(" \t\r\n"))  # a link that was cut or joined is none
        yield f"{name}, pasted", raw("link:" + href), wanted if one else None
    for name, href in HOSTILE.items():
        yield f"{name}, pasted", raw("link:" + href), None


def _of_messages():
    for name, (page, wanted) in SEEN.items():
        for form in SOME:
            yield f"{name}, {form}", HTML[form](page), wanted
    for name, page in UNSEEN.items():
        for form in SOME:
            yield f"{name}, {form}", HTML[form](page), None
    for name, make in TWO_MINDS.items():
        for what, (href, _) in GENUINE.items():
            yield f"{what}, {name}", make(linked(href)), None
    for name, make in UNSEEN_HTML.items():
        for what in ("as the portal writes it", "with a fragment", "without a path"):
            yield f"{what} in {name}", make(linked(GENUINE[what][0])), None
    for name, header in HEADERS.items():
        kind = raw(header + "Content-Type: text/html; charset=utf-8\n\n")
        yield f"from {name}", kind + raw(linked(LINK)), LINK
        yield f"from {name}, without a link", kind + b"<p>Merhaba", None
        yield f"from {name}, a stranger's link", kind + raw(linked(EVIL_LINK)), None


def _of_classes():
    """Made of lists that are put together."""
    for name, page, wanted in TRUE + FALSE + PLAIN + DOUBTFUL:
        yield name, HTML["8bit utf-8"](page), wanted
        yield f"{name}, quoted-printable", HTML["quoted-printable"](page), wanted
    for name, text, wanted in WHOLE + BROKEN:
        for form in ("8bit utf-8", "base64", "a file beside it", "lines end in CR LF"):
            yield f"{name}, {form}", TEXT[form](text), wanted


CASES = [*_of_addresses(), *_of_pasted(), *_of_messages(), *_of_classes()]


def driver(build):
    return str(Path(os.environ[build]) / "torture" / "torture_mails")


def judged(cases, build):
    """What esign makes of each message: its link, or None; else a text of what went wrong."""
    given = b"".join(b"%d\n%s" % (len(message), message) for _, message, _ in cases)
    done = subprocess.run([driver(build)], input=given, capture_output=True, check=False)
    lines = done.stdout.decode().splitlines()
    assert (done.returncode, len(lines)) == (0, len(cases)), done.stderr.decode()[-2000:]
    return [
        (line[2:] if line[0] == "+" else None if line[0] == "-" else line, line) for line in lines
    ]


def publish(figure, what, build, genuine):
    cases = [one for one in CASES if (one[2] is not None) == genuine]
    if not LONG:
        cases = cases[::SAMPLE]
    wrong = []
    for (name, _, wanted), (found, line) in zip(cases, judged(cases, build)):
        if found != wanted:
            wrong.append(f"{name}: {line[:300]}")
    figure(3, what, len(cases), wrong)


def test_genuine_mails_give_their_link(figure):
    publish(figure, "genuine mails, of which the portal's one link is taken",
            "ESIGN_RELEASE", True)


def test_hostile_mails_give_none(figure):
    publish(figure, "hostile mails, of which nothing is taken", "ESIGN_RELEASE", False)


@pytest.mark.skipif(not LONG, reason="the same cases once more")
def test_no_mail_upsets_the_sanitizers(figure):
    cases = CASES[:: SAMPLE]
    wrong = [name for (name, _, wanted), (found, _) in zip(cases, judged(cases, "ESIGN_BUILD"))
             if found != wanted]
    figure(3, "of these, under the sanitizers", len(cases), wrong)


# What was said by hand, held against programs that know nothing of esign.

BY_THE_STANDARD = """
let text = require("fs").readFileSync(0, "utf8");
let places = JSON.parse(text).map((href) => {
    try {
        let url = new URL(href);
        return [url.protocol === "https:" ? url.origin : null, url.username + url.password !== "", url.href.split("#")[0]];
    } catch { return null; }
});
console.log(JSON.stringify(places));
"""


def by_the_standard(hrefs):
    """Where a browser goes: origin, whether a user stands in it, the address; None for none."""
    given = json.dumps([raw(href).decode("utf-8", "replace") for href in hrefs])
    done = subprocess.run(["node", "-e", BY_THE_STANDARD], input=given.encode(),
                          capture_output=True, check=True)
    return json.loads(done.stdout)


def test_where_a_browser_goes_agrees_with_what_is_said_here():
    said = {**GENUINE, **ODD}
    for (name, (_, wanted)), place in zip(
            said.items(), by_the_standard([href for href, _ in said.values()])):
        assert place and place[0] in ORIGINS and not place[1] and place[2] == wanted, name
    for name, place in zip(HOSTILE, by_the_standard(HOSTILE.values())):
        at_the_portal = place and place[0] in ORIGINS and not place[1]
        assert name in STRICTER or not at_the_portal, name


def body_of(message):
    """The part that a mail reader shows, as Python's own email reads it."""
    read = email.message_from_bytes(message.replace(b"\r\n", b"\n"), policy=email.policy.default)
    shown = read.get_body(preferencelist=("html", "plain"))
    return shown.get_content() if shown else ""


# Python's email knows no such charset, encoding or nesting, or needs a header at the very start.
NOT_FOR_PYTHON = {
    "a charset nobody knows", "an encoding nobody knows", "a byte order mark before it",
    "a kind of several nobody knows", "eight deep", "a comment in the kind",
    "utf-8 that is iso-8859-9", "a header that is none", "ibm857",
}


@pytest.mark.parametrize("form", sorted(set(HTML) - NOT_FOR_PYTHON))
def test_a_form_of_html_holds_the_link_where_a_mail_reader_looks(form):
    assert html.escape(LINK) in body_of(HTML[form](linked(LINK)))


@pytest.mark.parametrize("form", sorted(set(TEXT) - NOT_FOR_PYTHON))
def test_a_form_of_text_holds_the_link_where_a_mail_reader_looks(form):
    body = body_of(TEXT[form](told(LINK)))
    assert LINK in body or LINK in body.replace(" \n", "")


def test_the_cases_are_all_different_and_many():
    assert len({message for _, message, _ in CASES}) == len(CASES) > 1000
    assert alone("text/html", b"") not in [message for _, message, _ in CASES[:10]]


# The command itself: what it opens, and that it connects to nobody for a mail that it refuses.

def for_the_command(name, message, wanted):
    """Whether another host and port can be put in the portal's place. A link that shows the portal,
    in whatever pieces and letters, would show another place than its own then."""
    if wanted and name.startswith("a link shows"):
        return False
    rest = message.replace(PORTAL.encode(), b"").lower()
    grown = any(PORTAL.encode() + more in message for more in (b":", b".", b"%"))
    return PORTAL.encode() in message and not grown and b"kamusm" not in rest


BY_COMMAND = [one for one in CASES if for_the_command(*one)][:: 15 if LONG else 110]


def test_the_command_opens_what_is_said_and_nothing_else(esign, listener, figure):
    wrong = []
    word = esign.file("word", "Abc12345")
    for name, message, wanted in BY_COMMAND:
        message = message.replace(PORTAL.encode(), listener.url[:-1].encode())
        before = listener.connections
        kind = "--link-file" if message.startswith(b"link:") else "--mail"
        result = esign.json(
            "--start", listener.url, "--no-input", "reset-word", "--word-file", word,
            kind, esign.file("mail", message.removeprefix(b"link:")),
        )
        opened = listener.connections > before
        # A listener that hangs up is a portal that cannot be reached.
        said = result.status == 7 if wanted else result.code in ("link_refused", "answer_invalid")
        if not said or opened != (wanted is not None):
            wrong.append(f"{name}: {result.code}, {result.error['message']}")
    figure(3, "mails given to the command itself", len(BY_COMMAND), wrong)
