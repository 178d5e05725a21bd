# SPDX-License-Identifier: Apache-2.0
"""A portal of a page or two that a test writes itself. All such pages are invented."""

from pathlib import Path

from runner import ID, Esign
from tls_server import Authority, Server

PNG = (Path(__file__).resolve().parent.parent / "picture" / "digits.png").read_bytes()
HTML = ["Content-Type: text/html; charset=utf-8"]
WORD = "Gizli1Sözcük"
BAR = "<ul><li><a href=p>PIN / PUK Bilgisi</a><li><a href=k>Kilit Çözme</a></ul>"
PHONE = (
    "<h1>SMS Onay Ekranı</h1><p>Telefon Numaranız : 54 ... 25</p>"
    "<form method=post action=sms><input type=submit value=Onay></form>"
)


def form(action="login", method="post", picture="picture", more=""):
    return (
        f"<h1>Şifreli Giriş Ekranı</h1>{more}<form method={method} action='{action}'>"
        "<p><label>Kimlik No <input name=id></label>"
        f"<p><img src='{picture}' alt='Resim'>"
        "<p><label>Resimdeki Yazı <input name=text></label>"
        "<p><label>Güvenlik Sözcüğü <input name=word type=password></label>"
        "<p><input type=submit value=Giriş></form>"
    )


class Other:
    """What is at which path: text is a page, bytes a picture, a pair a status and a Location, three
    are a status, a type and a page."""

    def __init__(self, folder, pages):
        self.pages = pages
        self.esign = Esign(folder, ["--lang", "en"])
        authority = Authority(folder)
        self.server = Server(self.serve, authority.issue())
        self.ca = authority.file

    def serve(self, connection):
        while request := connection.read():
            found = self.pages.get(request.path.split("?")[0], ("404 Not Found", ""))
            if isinstance(found, str):
                connection.answer(f"<!doctype html><title>Portal</title>{found}".encode(),
                                  headers=HTML)
            elif isinstance(found, bytes):
                connection.answer(found, headers=["Content-Type: image/png"])
            elif len(found) == 3:
                connection.answer(found[2].encode(), found[0], [f"Content-Type: {found[1]}"])
            else:
                connection.answer(status=found[0], headers=[f"Location: {found[1]}"])

    def run(self, *args, start="/start"):
        return self.esign.json(*args, "--start", self.server.origin + start, "--cacert", self.ca)

    def login(self, *more):
        answers = self.esign.answers(id=ID, word=WORD)
        first = self.run("login", "--answers", answers, *more)
        if first.status != 3:
            return first
        return self.run("login", "--answers", answers, "--captcha", "12345", *more)

    def counts(self):
        return [row["count"] for row in self.run("status").data["wrong_words"]]
