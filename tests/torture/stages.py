# SPDX-License-Identifier: Apache-2.0
"""A recovery that can be begun at any of its steps, as often as wanted: a portal that remembers
nothing, and a home that is put back as it was before each run. All pages are invented."""

import shutil
from pathlib import Path

import dovecot
import keys
from messages import made
from other import PNG
from runner import ID, Esign
from test_lying_server import Mail
from tls_server import Authority, Server

WORD = "Gizli1Sözcük"
NEW_WORD = "Yeni2Sözcük"
CODE = "735142"
PIN, PUK = "482913", "70516284"
COOKIE = "8f3b51c0a7"
PICTURE = "k7m4q"
MAIL_PASSWORD = dovecot.PASSWORD
DETAIL = "yeni.adres@example.org"
ONCE = ("/giris", "/iste", "/yeni", "/sms", "/kod", "/renew.go", "/acilis", "/ac",
        "/kayit")
MENU = (
    "<h1>İşlemler Menüsü</h1><ul><li><a href=pin>PIN / PUK Bilgisi</a>"
    "<li><a href=kilit>Kilit Çözme</a><li><a href=acilis>Kullanıma Aç</a>"
    "<li><a href=liste>Sertifika Listeleme</a><li><a href=bilgiler>Bilgileri Güncelle</a></ul>"
    "<a href=cikis>Çıkış</a>"
)

PAGES = {
    "/": "<h1>Ana Sayfa</h1><a href=dogrula>Online İşlemler</a>",
    "/dogrula": (
        "<h1>Kullanıcı Doğrulama Ekranı</h1><form action=bas><button>Şifreli Giriş</button></form>"
    ),
    "/bas": (
        "<h1>Şifreli Giriş Ekranı</h1><form method=post action=giris>"
        "<input type=hidden name=token value=t0k3n>"
        "<p><label>Kimlik No <input name=id></label><p><img src=resim alt=Resim>"
        "<p><label>Resimdeki Yazı <input name=text></label>"
        "<p><label>Güvenlik Sözcüğü <input name=word type=password></label>"
        "<p><input type=submit value=Giriş>"
        "<a href=unuttum>Güvenlik Sözcüğümü Unuttum</a></form>"
    ),
    "/giris": (
        "<h1>SMS Onay Ekranı</h1><p>Telefon Numaranız : 54 ... 25</p>"
        "<form method=post action=sms><input type=submit value=Onay></form>"
    ),
    "/sms": (
        "<h1>SMS Onay Kodu Giriş Ekranı</h1><p>Kalan Süre 290 Saniye</p>"
        "<form method=post action=kod><label>SMS Onay Kodu <input name=c></label>"
        "<input type=submit value=Gönder></form>"
    ),
    "/kod": MENU,
    "/menu": MENU,
    "/pin": (
        "<h1>PIN ve PUK Bilgileri</h1><table><tr><th>Açıklama<th>Kart Seri Numarası<th>PIN<th>PUK"
        f"<tr><td>Nitelikli<td>ALS-1000200030<td>{PIN}<td>{PUK}</table>"
        "<a href=menu>Menü</a> <a href=cikis>Çıkış</a>"
    ),
    "/liste": (
        "<h1>Sertifika Listeleme</h1><table><tr><th>Sertifika Seri No<th>Durumu"
        "<th>Geçerlilik Başlangıç<th>Geçerlilik Bitiş<tr><td>4F3A91<td>Kullanımda<td>01.02.2026"
        "<td>01.02.2029</table><a href=menu>Menü</a> <a href=cikis>Çıkış</a>"
    ),
    "/bilgiler": (
        "<h1>Bilgileri Güncelle</h1><form method=post action=kayit>"
        "<label>E-posta <input name=e value=o@example.org></label>"
        "<label>Cep Telefonu <input name=t value='54 ... 25'></label><button>Kaydet</button></form>"
        "<a href=menu>Menü</a> <a href=cikis>Çıkış</a>"
    ),
    "/kayit": (
        "<h1>Sonuç</h1><p>Bilgileriniz başarıyla güncellenmiştir.</p><a href=menu>Menü</a>"
        "<a href=cikis>Çıkış</a>"
    ),
    "/acilis": (
        "<h1>Kullanıma Aç</h1><p>Onaylayınız.<form method=post action=ac><button>Onayla</button>"
        "</form><a href=menu>Menü</a> <a href=cikis>Çıkış</a>"
    ),
    "/ac": (
        "<h1>Sonuç</h1><p>Sertifikanız kullanıma açıldı.</p><a href=menu>Menü</a>"
        "<a href=cikis>Çıkış</a>"
    ),
    "/cikis": "<h1>Sonuç</h1><p>Oturumunuz kapatıldı.",
    "/unuttum": (
        "<h1>Güvenlik Sözcüğü İstek Ekranı</h1><form method=post action=iste>"
        "<label>Kimlik No <input name=id></label><img src=resim alt=Resim>"
        "<label>Resimdeki Yazı <input name=text></label><input type=submit value=Gönder></form>"
    ),
    "/iste": (
        "<h1>Sonuç</h1><p>Güvenlik sözcüğünüz için bağlantı e-posta adresinize gönderilmiştir."
    ),
    "/renew.go": (
        "<h1>Güvenlik Sözcüğü Güncelleme Ekranı</h1><form method=post action=yeni>"
        "<label>Güvenlik Sözcüğü <input type=password name=a></label>"
        "<label>Güvenlik Sözcüğü Tekrarı <input type=password name=b></label>"
        "<input type=submit value=Gönder></form>"
    ),
    "/yeni": "<h1>Sonuç</h1><p>Güvenlik sözcüğünüz güncellenmiştir.",
    "/haber": (
        "<h1>Haberler</h1><p>Bugün hava güzel.<table><tr><th>Gün<th>Hava<tr><td>Salı<td>açık"
        "</table><form action=bas><label>Ad <input name=ad required minlength=2></label>"
        "<select name=s><option>bir<option selected>iki</select><button>Tamam</button></form>"
        "<img src=resim alt=Resim><a href='/bas?x=1&amp;y=2#z'>Başa</a>"
    ),
}
WRONG = {
    "wrong": PAGES["/bas"].replace("<form", "<p>Güvenlik sözcüğü hatalı.<form"),
    "blind": PAGES["/bas"].replace("<form", "<p>Resimdeki yazı hatalı.<form"),
}
FOLDERS = ("home", "runtime", "state")


class Portal:
    """Each page at its path, whatever is sent there. `wrong` and `blind` as picture text make it
    refuse the word and the picture."""

    def __init__(self, folder):
        authority = Authority(folder)
        self.server = Server(self._serve, authority.issue())
        self.ca = authority.file
        self.server.__enter__()
        self.start = self.server.origin + "/"
        self.link = self.start + "renew.go?flow=1&sessionid=abc"
        self.mail = made(self.link)
        self.inbox = Server(lambda connection: Mail(self.mail)(connection), authority.issue())
        self.inbox.__enter__()

    def _serve(self, connection):
        while request := connection.read():
            path = request.path.split("?")[0]
            if path == "/resim":
                connection.answer(PNG, headers=["Content-Type: image/png"])
                continue
            page = PAGES.get(path, "<h1>?</h1>")
            if path == "/giris":
                page = next((WRONG[how] for how in WRONG if how.encode() in request.body), page)
            connection.answer(
                f"<!doctype html><title>Portal</title>{page}".encode(),
                headers=["Content-Type: text/html; charset=utf-8",
                         f"Set-Cookie: oturum={COOKIE}; Path=/; Secure; HttpOnly"],
            )

    def asked(self):
        """The paths of the requests since the last look, in their order."""
        with self.server.lock:
            paths = [one.path.split("?")[0] for one in self.server.requests]
            self.server.requests.clear()
        return paths

    def close(self):
        self.server.__exit__()
        self.inbox.__exit__()


class Stage:
    """A home and what was in it at each step."""

    def __init__(self, folder, portal):
        self.folder = Path(folder)
        self.portal = portal
        self.esign = Esign(folder, ["--lang", "en", "--cacert", portal.ca])
        self.esign.env["PCSCLITE_CSOCK_NAME"] = str(self.folder / "no-service")
        self.id = self.esign.file("id", ID)
        self.word = self.esign.file("word", WORD)
        self.new_word = self.esign.file("new", NEW_WORD)
        self.code = self.esign.file("code", CODE)
        self.link = self.esign.file("link", portal.link)
        self.mail = self.esign.file("mail", self._mail())
        self.maildir = self._maildir()
        self.mail_password = self.esign.file("mail_password", MAIL_PASSWORD)
        self.imap = [f"imaps://deniz@localhost:{portal.inbox.port}/", "--mail-cacert", portal.ca]
        self.news = portal.start + "haber"
        self.kept, self.keys = {}, {}
        self.keep("nothing")

    def askpass(self):
        """A program that answers what lies in the folder $ANSWERS under a kind's name."""
        script = self.esign.askpass('exec cat "$ANSWERS/$ESIGN_ASKPASS_KIND"')
        self.esign.env["ESIGN_ASKPASS"] = script

    def told(self, name, **kinds):
        """A folder of answers for it; its path."""
        folder = self.folder / name
        folder.mkdir(mode=0o700, exist_ok=True)
        for kind, answer in kinds.items():
            (folder / kind).write_text(answer + "\n", encoding="utf-8")
        return str(folder)

    def _maildir(self):
        """With another message beside the one that is wanted, which is the newest."""
        top = self.folder / "answers" / "maildir"
        (top / "new").mkdir(parents=True)
        (top / "cur").mkdir()
        (top / "new" / "1").write_bytes(self.portal.mail)
        (top / "cur" / "2:2,S").write_bytes(made(self.portal.link, sender="a@example.org"))
        return str(top)

    def _mail(self):
        link = self.portal.link.replace("&", "&amp;")
        return (
            "From: a@example.org\nSubject: =?utf-8?q?G=C3=BCvenlik?=\nMIME-Version: 1.0\n"
            "Content-Type: multipart/alternative; boundary=x\n\n--x\n"
            "Content-Type: text/plain; charset=utf-8\n\nMerhaba\n--x\n"
            "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
            f"<p>Merhaba <a href=3D\"{link.replace('=', '=3D')}\">tıklayınız</a>\n--x--\n"
        )

    def keep(self, name):
        """Notes what is there, to begin from it again and again."""
        self.kept[name] = self.folder / "kept" / name
        self.keys[name] = keys.take(self.folder / "runtime")
        for one in FOLDERS:
            if (self.folder / one).exists():
                shutil.copytree(self.folder / one, self.kept[name] / one)

    def begin(self, name):
        for one in FOLDERS:
            shutil.rmtree(self.folder / one, ignore_errors=True)
            if (self.kept[name] / one).exists():
                shutil.copytree(self.kept[name] / one, self.folder / one)
        keys.put(self.keys[name])

    def must(self, status, *args):
        start = () if "--start" in args else ("--start", self.portal.start)
        result = self.esign.json("--no-input", *start, *args)
        assert result.status == status, (args, result.out, result.err)
        return result

    def prepare(self):
        """All steps, each from the one before; one wrong word was sent before."""
        login = ["login", "--id-file", self.id, "--word-file", self.word]
        self.must(3, *login)
        self.must(1, *login, "--captcha", "wrong")
        self.keep("warned")
        self.must(3, *login)
        self.keep("picture")
        self.must(0, *login, "--captcha", PICTURE)
        self.keep("phone")
        self.must(0, "sms-verify", "--send-only")
        self.keep("sent")
        self.must(0, "sms-verify", "--code-file", self.code)
        self.keep("menu")
        self.begin("nothing")
        self.must(3, "forgot-word", "--id-file", self.id)
        self.keep("forgot")
        self.begin("nothing")
        self.must(8, "login", "--start", self.news, "--id-file", self.id)
        self.keep("page")
        self.begin("nothing")
        self.portal.asked()
