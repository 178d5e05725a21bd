# SPDX-License-Identifier: Apache-2.0
"""A portal, a machine and a person whose every text carries what deceives a terminal: what
reaches the terminal, standard output and standard error holds none of it."""

import functools
import re

import pytest
from figures import LONG
from other import HTML, PHONE, PNG, Other, form
from runner import ID
from terminal import CTRL_C, ENTER, Terminal
from test_terminal_text import kinds
from tls_server import Authority, Server

# Clears, retitles, writes the clipboard, colours, overwrites, turns about, hides.
NASTY = (
    "\x1b[31;666m\x1b]0;SAHTE\x07\x1b]52;c;eA==\x07\x9b2J\u202e\u2066\u200b\u200f\u061c\ufeff\xad"
    "\u2028\U000e0041\ue000\x7f\x08\x0be" + "\u0301" * 9
)
AS_HTML = NASTY.replace("\x1b", "&#27;\x1b").replace("\x9b", "&#x9b;\x9b")
OWN = re.compile(  # what esign itself writes to a terminal
    r"\x1b\[(?:[HJK]|2;1H|\?1049[hl]|0m|[34]8;[0-9;:]*m|[0-9;]*m)|\r?\n|\r")


HOW = [["--json"], ["--verbose"], *([[]] if LONG else [])]


@functools.lru_cache
def never():
    return {chr(c) for c, kind in enumerate(kinds()) if kind == "-"}


def what_deceives(shown):
    """The first thing in it that must not reach a terminal, or None."""
    text = shown.decode("utf-8", "strict") if isinstance(shown, bytes) else shown
    if "\x1b[31;666m" in text:
        return "an escape"
    for c in OWN.sub("", text):
        if c in never():
            return f"U+{ord(c):04X} in {text[:300]!r}"
    return "a heap of marks" if "\u0301" * 5 in text else None


def nasty_everywhere(page):
    """The page with something nasty in every text and every attribute that may be shown."""
    page = re.sub(r">([^<]+)<", lambda m: f">{m[1]}{AS_HTML}<", page)
    return re.sub(r"(value|alt|title|placeholder)='([^']*)'", rf"\1='\2{AS_HTML}'", page)


def beside(page):
    """The page as it was, with nasty texts beside it that its screen does not hang on."""
    bad = f"<h2>Duyuru {AS_HTML}</h2><p>Uyarı: işlem hatalı {AS_HTML}</p><p title='{AS_HTML}'>{AS_HTML}</p>"
    return (f"<title>Portal {AS_HTML}</title>{bad}{page}<a href='x{AS_HTML}'>Yardım {AS_HTML}</a>"
            f"<img src='y' alt='{AS_HTML}'>")


CODE = (
    "<h1>SMS Onay Ekranı</h1><form method=post action=menu><p><label>SMS Onay Kodu "
    "<input name=code></label><p>Kalan süre: 290 saniye<p><input type=submit value='Onayla'></form>"
)
MENU = ("<h1>İşlemler Menüsü</h1><ul><li><a href=pin>PIN / PUK Bilgisi</a>"
        f"<li><a href=k>Kilit {AS_HTML} Çözme</a><li><a href=c>Çıkış</a></ul>")
PINS = (
    "<h1>PIN ve PUK Bilgileri</h1><table><tr><th>Kart Tanımı<th>Kart Seri Numarası<th>PIN<th>PUK"
    f"<tr><td>Nitelikli {AS_HTML} Sertifika<td>ALS-1000200030<td>482913<td>70516284</table>"
    f"<p>PIN bilginizi kimseyle paylaşmayınız {AS_HTML} ve saklamayınız.</p>"
)
RESET = (
    "<h1>Güvenlik Sözcüğü Güncelleme</h1><form method=post action=done><p><label>Yeni Güvenlik "
    "Sözcüğü <input type=password name=a></label><p><label>Yeni Güvenlik Sözcüğü (Tekrar) "
    "<input type=password name=b></label><p><input type=submit value='Güncelle'></form>"
)


def pages(dress):
    made = {"start": form(), "login": PHONE, "sms": CODE, "menu": MENU, "pin": PINS, "reset": RESET,
            "done": "<p>Güvenlik sözcüğünüz güncellendi.</p>", "no": form(more="<p>Resimdeki yazı hatalı.</p>")}
    made = {f"/{name}": dress(page) for name, page in made.items()}
    bad = NASTY.replace("\x0b", "").replace("\u2028", "").encode().decode("latin-1", "replace")
    return made | {
        "/picture": PNG,
        "/leaves": ("302 " + bad, "https://evil.example/" + bad),
        "/leaves-host": ("302 Found", f"https://evil{bad}.example/"),
        "/loops": ("302 Found", "/loops?" + bad),
        "/down": ("503 " + bad, ""),
        "/odd": ("418 " + bad, ""),
    }


class Hostile(Other):
    """Its status lines and headers are bytes as they are."""

    def serve(self, connection):
        connection.answer = functools.partial(self.answer, connection)
        super().serve(connection)

    @staticmethod
    def answer(connection, body=b"", status="200 OK", headers=()):
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, *(
            ["X-Note: " + NASTY.replace("\x0b", "").replace("\u2028", "")] if headers == HTML else []),
            "", ""]
        connection.send("\r\n".join(lines).encode("utf-8", "replace") + body)


@pytest.fixture(params=[beside, nasty_everywhere], ids=["beside", "everywhere"])
def hostile(request, tmp_path):
    portal = Hostile(tmp_path, pages(request.param))
    with portal.server:
        yield portal


class Judge:
    def __init__(self, portal):
        self.portal, self.tried, self.wrong, self.codes = portal, 0, [], []

    def look(self, what, *shown):
        for one in shown:
            self.tried += 1
            if why := what_deceives(one):
                self.wrong.append(f"{what}: {why}")

    def run(self, *args, start="/start"):
        """Without a terminal: as JSON, and in words with all that can be said."""
        where = ["--start", self.portal.server.origin + start, "--cacert", self.portal.ca]
        for more in HOW:
            done = self.portal.esign.run(*more, *args, *where)
            self.codes.append(done.status)
            self.look(" ".join(map(str, (*more, *args))), done.out, done.err)

    def sit(self, *args, answers=(), start="/start"):
        """In a terminal: each prompt is answered, the last by Ctrl-C."""
        where = ["--start", self.portal.server.origin + start, "--cacert", self.portal.ca]
        terminal = Terminal(self.portal.esign, *args, *where)
        try:
            for prompt, text in answers:
                terminal._until(lambda p=prompt: p.encode() in terminal.screen[terminal.typed_at:])
                if prompt.encode() not in terminal.screen[terminal.typed_at:]:
                    break  # it has ended for another reason, which is as good a text to look at
                terminal.type(text)
            terminal.end()
            self.look("in a terminal: " + " ".join(map(str, args)), terminal.screen)
            return terminal.status
        finally:
            terminal.close()


def test_no_text_of_a_portal_deceives_the_terminal(hostile, figure):
    judge, esign = Judge(hostile), hostile.esign
    answers, word = esign.answers(id=ID, word="Gizli1Sözcük"), esign.file("word", "Gizli1Sözcük")
    ids = esign.file("id", ID)
    captcha = ("Text in the picture: ", "12345" + ENTER)
    for start in ("/leaves", "/leaves-host", "/loops", "/down", "/odd", "/nothing", "/no"):
        judge.run("login", "--answers", answers, start=start)
        judge.run("inspect", hostile.server.origin + start, start=start)
    judge.sit("login", "--id-file", ids, start="/no", answers=[captcha, ("Security word", "\x03")])
    for page in ("start", "login", "sms", "menu", "pin", "reset"):
        judge.run("inspect", f"{hostile.server.origin}/{page}")
    logged_in = judge.sit("login", "--id-file", ids, answers=[captcha, ("(not shown): ", "Gizli1Sözcük" + ENTER)])
    judge.run("status")
    judge.run("page")
    judge.sit("page")
    sent = judge.sit("sms-verify", answers=[("[y/N] ", "y" + ENTER), ("(not shown): ", "123456" + ENTER)])
    judge.run("page")
    shown = judge.sit("pin-puk", answers=[("Press Enter", ENTER)])
    judge.run("pin-puk")
    judge.run("page")
    judge.run("logout")
    judge.run("forgot-word", "--answers", answers)
    judge.sit("forgot-word", "--id-file", ids, answers=[captcha])
    link = esign.file("link", hostile.server.origin + "/reset?a=1")
    judge.run("reset-word", "--link-file", link, "--word-file", word)
    judge.sit("reset-word", "--link-file", link, answers=[
        ("New security word", "Gizli2Sözcük" + ENTER), ("again", CTRL_C)])
    figure(5, "what esign said of a portal whose every text deceives", judge.tried, judge.wrong)
    if "Duyuru" in hostile.pages["/start"]:  # the screens were known, so all of it was walked
        assert (logged_in, sent, shown) == (0, 0, 0), judge.codes


def test_no_text_of_a_machine_or_a_person_deceives_the_terminal(tmp_path, figure):
    portal = Hostile(tmp_path, pages(beside))
    judge, esign = Judge(portal), portal.esign
    name = NASTY.replace("\x1b]0;", "").replace("/", "")
    raw = b"\x1b[31;666m\xff\xc2\x9b\x9b\xe2\x80"
    bad = esign.file(name[:60], "{" + NASTY)
    profile = esign.file("profil.json", '{"extends":"kamusm","name":"' + "\u202e\u009b\ufeff" + '","x\u202e":1}')
    mail = esign.file("mail", f"From: {NASTY}\nSubject: {NASTY}\nContent-Type: text/html\n\n<a href='{NASTY}'>".encode())
    for args in (
        [name], [raw], ["login", name], ["login", "--" + name], ["login", "--id-file", name],
        ["login", "--id-file", bad], ["login", "--answers", bad], ["--profile", name, "status"],
        ["--profile", bad, "status"], ["--profile", profile, "status"], ["--session", name, "status"],
        ["--lang", name, "status"], ["--timeout", name, "status"], ["inspect", name], ["inspect", bad],
        ["inspect", b"/" + raw], ["login", "--captcha", name, "--id-file", bad], ["page", "fill", name],
        ["page", "press", name], ["page", "follow", raw], ["login", "--captcha-out", f"/x/{name}"],
        ["reset-word", "--mail", name], ["reset-word", "--mail", mail], ["sms-verify", "--phone-ends", name],
        ["pin-puk", "--serial", name], ["pin-puk", "--field", name], ["pin-puk", "--clear-after", name],
        ["card-check", "--reader", name], ["card-check", "--reader", raw], ["card-check", "--wait=" + name],
    ):
        for more in HOW:
            done = esign.run(*more, *args)
            judge.look(repr(args), done.out, done.err)
        judge.sit(*(arg.decode("utf-8", "surrogateescape") if isinstance(arg, bytes) else arg
                    for arg in args), answers=[("(not shown): ", CTRL_C)])
    figure(5, "what esign said of names and files that deceive", judge.tried, judge.wrong)


def test_no_certificate_deceives_the_terminal(tmp_path, figure):
    portal = Hostile(tmp_path, pages(beside))
    judge = Judge(portal)
    name = NASTY.replace("\x00", "")[:40]
    (tmp_path / "others").mkdir()
    others = Authority(tmp_path / "others", "Other")
    others.name = name
    with Server(portal.serve, others.issue(["evil.example"])) as strange:
        for ca in (portal.ca, others.file):
            for more in HOW:
                done = portal.esign.run(*more, "login", "--no-input", "--start",
                                        strange.origin + "/start", "--cacert", ca)
                assert done.status in (3, 7)
                judge.look("certificate", done.out, done.err)
    figure(5, "what esign said of certificates whose names deceive", judge.tried, judge.wrong)


def test_the_judge_sees_what_deceives():
    for c in "\x1b\x9b\u202e\u2066\u200b\u200f\u061c\ufeff\xad\u2028\U000e0041\ue000\x7f\x08\x0b":
        assert what_deceives(f"Portal{c}") is not None, hex(ord(c))
    assert what_deceives("e" + "\u0301" * 9) and not what_deceives("\x1b[?1049h\x1b[HGüvenlik\r\n")
