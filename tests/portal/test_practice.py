# SPDX-License-Identifier: Apache-2.0
"""The practice portal by itself: a small browser without eyes walks it by its markup."""

import concurrent.futures
import email
import email.policy
import html
import http.client
import re
import signal
import socketserver
import ssl
import stat
import subprocess
import threading
import time
import urllib.parse

import pytest
from practice import (ID, MARKUPS, PASSPORT, PASSPORT_WORD, PHONE, PIN, PUK, SERIAL, WORD,
                      Practice, binary)


class Browser:
    """Keeps cookies and the page; fills in forms by the names that the markup has."""

    def __init__(self, portal):
        self.portal = portal
        self.context = ssl.create_default_context(cafile=portal.ca)
        parts = urllib.parse.urlsplit(portal.url)
        self.host = parts.netloc
        self.cookies = {}
        self.url = portal.url

    def request(self, method, url, body=None):
        url = urllib.parse.urljoin(self.url, html.unescape(url))
        parts = urllib.parse.urlsplit(url)
        connection = http.client.HTTPSConnection(self.host, context=self.context, timeout=20)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, parts.path + ("?" + parts.query if parts.query else ""), body,
                           headers)
        self.response = connection.getresponse()
        data = self.response.read()
        connection.close()
        cookie = self.response.getheader("Set-Cookie")
        if cookie:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        if (self.response.getheader("Content-Type") or "").startswith("image/"):
            self.picture = data
            return self
        self.charset = "windows-1254" if b"iso-8859" in data.lower() else "utf-8"
        self.page, self.url = data.decode(self.charset), url
        if self.response.status in (302, 303):
            return self.request("GET", self.response.getheader("Location"))
        refresh = re.search(r'http-equiv="refresh" content="0; ?url=([^"]+)"', self.page)
        return self.request("GET", refresh.group(1)) if refresh else self

    def get(self, url):
        return self.request("GET", url)

    def follow(self, words):
        link = re.search(r'<a [^>]*href="([^"]+)"[^>]*>\s*' + re.escape(words), self.page)
        return self.get(link.group(1))

    def look(self):
        """Fetches the page's picture, once, and returns its text."""
        self.get(re.search(r'<img [^>]*src="([^"]*/resim[^"]*)"', self.page).group(1))
        return self.portal.captcha()

    def form(self, button):
        """(method, action, {name: value}) of the form that has the button, the button in it."""
        for form in re.findall(r"<form\b.*?</form>", self.page, re.S | re.I):
            if button not in form:
                continue
            fields = {}
            for tag in re.findall(r"<(?:input|select|button)\b[^>]*>", form, re.I):
                get = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
                if "name" not in get:
                    continue
                if get.get("type") in ("submit", "image") or tag.lower().startswith("<button"):
                    after = form[form.index(tag) + len(tag):]
                    if get.get("value") == button or after.split("<")[0].strip() == button:
                        fields[get["name"]] = get.get("value", "")
                else:
                    fields[get["name"]] = get.get("value", "")
            action = re.search(r'action="([^"]*)"', form).group(1)
            method = "POST" if 'method="post"' in form else "GET"
            return method, action, {k: html.unescape(v) for k, v in fields.items()}
        raise AssertionError(f"no form with {button}")

    def press(self, button, **answers):
        method, action, fields = self.form(button)
        if method == "GET":
            return self.get(action)
        known = {"kimlik": ("kimlik", "txtKimlikNo", "x1"), "resim": ("resim", "txtResim", "x2"),
                 "sozcuk": ("sozcuk", "txtSozcuk", "x3"), "kod": ("kod", "txtKod", "x5"),
                 "tekrar": ("tekrar", "txtSozcukTekrar", "x4"),
                 "jeton": ("jeton", "form_token", "x6", "javax.faces.ViewState")}
        for key, value in answers.items():
            name = next(n for n in fields if n.split(":")[-1] in known.get(key, (key,)))
            fields[name] = value
        return self.request("POST", action, urllib.parse.urlencode(fields, encoding=self.charset))

    def sees(self, *texts):
        for text in texts:
            assert text in html.unescape(self.page), self.page
        return self

    def login(self, word=WORD, identity=ID, captcha=None):
        return self.press("Giriş", kimlik=identity, resim=captcha or self.look(), sozcuk=word)


@pytest.fixture(scope="module")
def portal():
    with Practice() as running:
        yield running


@pytest.fixture
def browser(portal):
    return Browser(portal)


def inside(portal):
    browser = Browser(portal).get("/giris").login().press("Onay")
    return browser.press("Gönder", kod=portal.code()).sees("İşlemler Menüsü")


@pytest.mark.parametrize("markup", MARKUPS)
def test_the_journey_can_be_walked_in_the_markup(markup):
    with Practice(markup=markup, cards=3) as portal:
        browser = Browser(portal).get("/")
        for words in ("ONLINE İŞLEMLER", "Nitelikli Elektronik Sertifika İşlemleri"):
            if words in html.unescape(browser.page):
                browser.follow(words)
        browser.follow("Bireysel İşlemler").sees("Şifreli Giriş")
        if "<form" in browser.page and "Şifreli Giriş</a>" not in browser.page:
            browser.press("Şifreli Giriş")
        else:
            browser.follow("Şifreli Giriş")
        browser.sees("Kimlik N", "Resimdeki Yazı", "Güvenl", "bloke")
        browser.press("Güvenlik Sözcüğümü Unuttum").sees("gönderilecektir")
        browser.press("Gönder", kimlik=ID, resim=browser.look())
        browser.sees("kayıtlı e-posta adresinize gönderilmiştir")
        browser.get(portal.link()).sees("Güvenlik Sözcüğü", "Tekrar")
        browser.press("Gönder", sozcuk="Yeni Söz 9", tekrar="Yeni Söz 9")
        browser.sees("Güvenlik Sözcüğü başarıyla güncellenmiştir")
        browser.get("/giris").login("Yeni Söz 9").sees(PHONE, "0262 648 18 18")
        browser.press("Onay").sees("Kalan Süre", "Saniye")
        browser.press("Gönder", kod=portal.code()).sees("Kilit Çözme", "Menü", "Çıkış")
        browser.press("PIN / PUK Bilgisi").sees("Açıklama", SERIAL, PIN, PUK, "ALS-1000200032")


def test_a_wrong_picture_is_told_before_the_word_is_looked_at(portal, browser):
    browser.get("/giris").login("wrong", captcha="x").sees("Resimdeki yazı hatalı.")
    assert browser.response.status == 200
    browser.login().sees("SMS Onay Ekranı")


def test_a_picture_is_good_for_one_answer(portal, browser):
    first = browser.get("/giris").look()
    browser.press("Giriş", kimlik=ID, resim=first, sozcuk="wrong-1").sees("Kalan deneme")
    browser.press("Giriş", kimlik=ID, resim=first, sozcuk=WORD).sees("Resimdeki yazı hatalı.")
    browser.login()


def test_an_older_picture_of_the_same_page_is_no_longer_good(portal, browser):
    first = browser.get("/giris").look()
    browser.look()
    browser.press("Giriş", kimlik=ID, resim=first, sozcuk=WORD).sees("Resimdeki yazı hatalı.")


def test_three_wrong_words_block_until_a_new_word_is_set():
    with Practice() as portal:
        browser = Browser(portal).get("/giris")
        browser.login("wrong-1").sees("Güvenlik Sözcüğü hatalı. Kalan deneme hakkınız: 2")
        browser.login("wrong-2").sees("Kalan deneme hakkınız: 1")
        browser.login("wrong-3").sees("Hesabınız bloke edilmiştir")
        browser.login().sees("Hesabınız bloke edilmiştir")
        browser.press("Güvenlik Sözcüğümü Unuttum")
        browser.press("Gönder", kimlik=ID, resim=browser.look())
        browser.get(portal.link()).press("Gönder", sozcuk="Yeni1234", tekrar="Yeni1234")
        browser.get("/giris").login("Yeni1234").sees("SMS Onay Ekranı")


def test_a_right_word_sets_the_count_to_nought(portal, browser):
    browser.get("/giris").login("wrong-1").sees("Kalan deneme hakkınız: 2")
    browser.login().sees("SMS Onay Ekranı")
    browser.get("/giris").login("wrong-1").sees("Kalan deneme hakkınız: 2")
    browser.login()


def test_a_passport_number_logs_in(browser):
    browser.get("/giris").login(PASSPORT_WORD, PASSPORT).sees("55 ... 47")


def test_an_unknown_identity_number_is_told_apart_from_no_word(browser):
    browser.get("/giris").login(identity="19999999990").sees("Kimlik No ya da", "hatalı")


def test_a_link_is_good_once(portal, browser):
    browser.get("/sozcuk-istek").press("Gönder", kimlik=PASSPORT, resim=browser.look())
    link = portal.link()
    again = dict(sozcuk=PASSPORT_WORD, tekrar=PASSPORT_WORD)
    Browser(portal).get(link).press("Gönder", **again).sees("başarıyla")
    Browser(portal).get(link).sees("süresi dolmuş")


def test_a_link_ends_with_its_time():
    with Practice(link_minutes=0) as portal:
        browser = Browser(portal).get("/sozcuk-istek")
        browser.press("Gönder", kimlik=ID, resim=browser.look())
        browser.get(portal.link()).sees("süresi dolmuş")


def test_two_different_words_are_refused_and_the_link_stays_good(portal, browser):
    browser.get("/sozcuk-istek").press("Gönder", kimlik=PASSPORT, resim=browser.look())
    browser.get(portal.link()).press("Gönder", sozcuk="Pasaport123", tekrar="other123")
    browser.sees("uyuşmuyor").press("Gönder", sozcuk="abc", tekrar="abc").sees("geçersiz")
    browser.press("Gönder", sozcuk=PASSPORT_WORD, tekrar=PASSPORT_WORD).sees("başarıyla")


def test_a_stale_token_ends_the_session(portal, browser):
    browser.get("/giris")
    _, _, fields = browser.form("Giriş")
    browser.get("/giris").press("Giriş", jeton=fields["jeton"]).sees("Oturumunuz sonlanmıştır")


def test_a_page_behind_the_login_asks_to_log_in(browser):
    for path in ("/menu", "/pin-puk", "/sms-kod", "/sms-onay", "/sozcuk", "/sonuc"):
        browser.get(path).sees("Oturumunuz sonlanmıştır", "Şifreli Giriş")


def test_a_wrong_code_can_be_tried_three_times(portal, browser):
    browser.get("/giris").login().press("Onay")
    for left in (2, 1):
        browser.press("Gönder", kod="no").sees(f"SMS Onay Kodu hatalı. Kalan deneme hakkınız: {left}")
    browser.press("Gönder", kod="no").sees("artık kullanılamaz", "0 Saniye")
    browser.press("Gönder", kod=portal.code()).sees("süresi dolmuştur")
    browser.press("Tekrar Gönder").sees("gönderilmiştir")
    browser.press("Gönder", kod=portal.code()).sees("İşlemler Menüsü")


def test_a_code_ends_with_its_time():
    with Practice(sms_seconds=1) as portal:
        browser = Browser(portal).get("/giris").login().press("Onay").sees("1 Saniye")
        deadline = time.monotonic() + 30
        while "<strong>0 Saniye" not in browser.get("/sms-kod").page:
            assert time.monotonic() < deadline
        browser.press("Gönder", kod=portal.code()).sees("SMS Onay Kodunun süresi dolmuştur")


def test_a_second_sms_makes_the_first_code_worthless(portal, browser):
    browser.get("/giris").login().press("Onay").press("Tekrar Gönder")
    first, second = portal.codes()[-2:]
    if first != second:
        browser.press("Gönder", kod=first).sees("SMS Onay Kodu hatalı")
    browser.press("Gönder", kod=second).sees("İşlemler Menüsü")


def test_the_cookie_changes_with_the_login(portal, browser):
    browser.get("/giris")
    before = dict(browser.cookies)
    browser.login()
    assert browser.cookies != before
    old = Browser(portal)
    old.cookies = before
    old.get("/sms-onay").sees("Oturumunuz sonlanmıştır")


@pytest.mark.parametrize("button, says", [
    ("Kullanıma Aç", "kullanıma aç"),
    ("Sertifikamı İptal Et / Askıya Al", "iptal edilmez"),
    ("Bilgileri Güncelle", "o•••@example.org"),
    ("Sertifika Listeleme", SERIAL),
    ("Kilit Çözme", "PUK"),
    ("Çıkış", "Güvenli çıkış"),
])
def test_each_item_of_the_menu_answers(portal, button, says):
    inside(portal).press(button).sees(says)


@pytest.mark.parametrize("markup", MARKUPS)
def test_a_certificate_is_brought_into_use_once(markup):
    with Practice(markup=markup) as portal:
        browser = inside(portal).press("Sertifika Listeleme").sees("Kullanıma açılmamış")
        browser.sees("Süresi dolmuş").follow("Menü").press("Kullanıma Aç").sees("aynı hukuki")
        browser.press("Kullanıma Aç").sees("başarıyla kullanıma açılmıştır").follow("Menü")
        browser.press("Kullanıma Aç").sees("zaten kullanıma açıktır").follow("Menü")
        browser.press("Sertifika Listeleme").sees("Kullanımda")


@pytest.mark.parametrize("markup", MARKUPS)
def test_details_are_changed_where_they_are_good_and_others_stay(markup):
    with Practice(markup=markup) as portal:
        browser = inside(portal).press("Bilgileri Güncelle")
        browser.press("Kaydet", eposta="yok", cep="54 ... 25").sees("geçersizdir")
        browser.press("Kaydet", eposta="yeni@example.org", cep="54 ... 25")
        browser.sees("başarıyla güncellenmiştir").follow("Menü").press("Bilgileri Güncelle")
        browser.sees("y•••@example.org").sees("54 ... 25")


def test_nothing_is_revoked_in_practice(portal):
    browser = inside(portal).press("Sertifikamı İptal Et / Askıya Al").sees("Kartım çalındı")
    browser.press("Gönder", yapilacak="İptal et", gerekce="Kartım çalındı").sees("iptal edilmez")


def test_after_the_exit_the_pages_are_closed(portal):
    browser = inside(portal)
    before = dict(browser.cookies)
    browser.follow("Çıkış").sees("Güvenli çıkış")
    browser.cookies = before
    browser.get("/pin-puk").sees("Oturumunuz sonlanmıştır")
    assert PIN not in browser.page


def test_without_sms_the_login_leads_to_the_menu():
    with Practice(no_sms=True) as portal:
        Browser(portal).get("/giris").login().sees("İşlemler Menüsü")


def test_an_idle_session_ends():
    with Practice(idle_minutes=0) as portal:
        browser = Browser(portal).get("/giris")
        browser.press("Giriş", kimlik=ID, resim="1", sozcuk="x").sees("Oturumunuz sonlanmıştır")


@pytest.mark.parametrize("markup", MARKUPS)
def test_the_mail_is_a_real_message_with_one_link(markup):
    with Practice(markup=markup) as portal:
        browser = Browser(portal).get("/sozcuk-istek")
        browser.press("Gönder", kimlik=ID, resim=browser.look())
        raw = portal.mails()[0].read_bytes()
        message = email.message_from_bytes(raw, policy=email.policy.default)
        assert not message.defects
        assert message["Subject"] == "[ALIŞTIRMA] KAMU SM Güvenlik Sözcüğü Hatırlatma"
        assert message["From"].addresses[0].domain == "practice.example.org"
        assert max(map(len, raw.split(b"\r\n"))) <= 78
        page = message.get_body(("html",)).get_content()
        assert "ALIŞTIRMA" in page and "ALIŞTIRMA" in message.get_body(("plain",)).get_content()
        links = {html.unescape(link) for link in re.findall(r'href="([^"]+)"', page)}
        assert {link for link in links if "?" in link} == {portal.link()}


def test_a_mail_is_given_to_the_smtp_server():
    got = []

    class Session(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 here\r\n")
            data = None
            for line in self.rfile:
                if data is not None:
                    if line == b".\r\n":
                        got.append(b"".join(data))
                        data = None
                        self.wfile.write(b"250 ok\r\n")
                    else:
                        data.append(line[1:] if line.startswith(b".") else line)
                elif line.upper().startswith(b"DATA"):
                    data = []
                    self.wfile.write(b"354 go on\r\n")
                elif line.upper().startswith(b"QUIT"):
                    self.wfile.write(b"221 bye\r\n")
                    return
                else:
                    self.wfile.write(b"250 ok\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        with Practice(smtp="127.0.0.1:%d" % server.server_address[1]) as portal:
            browser = Browser(portal).get("/sozcuk-istek")
            browser.press("Gönder", kimlik=ID, resim=browser.look())
            assert got == [portal.mails()[0].read_bytes()]
        server.shutdown()


def test_a_mail_goes_out_though_the_smtp_server_is_away():
    with Practice(smtp="127.0.0.1:1") as portal:
        browser = Browser(portal).get("/sozcuk-istek")
        browser.press("Gönder", kimlik=ID, resim=browser.look()).sees("gönderilmiştir")
        assert len(portal.mails()) == 1


@pytest.mark.parametrize("option, value", [
    ("--smtp", "192.0.2.1:25"), ("--markup", "none"), ("--port", "70000"), ("--cards", "0"),
    ("--fault", "none"), ("--fault", "cut@giris"), ("--account", "x:y"),
])
def test_an_option_that_cannot_be_is_a_usage_error(tmp_path, option, value):
    done = subprocess.run([binary(), "--dir", tmp_path / "d", option, value], timeout=20,
                          stdin=subprocess.DEVNULL, capture_output=True)
    assert done.returncode == 2 and done.stderr and not (tmp_path / "d").exists()


def test_it_listens_on_loopback_only(portal):
    port = portal.url.split(":")[2].strip("/")
    lines = subprocess.run(["ss", "-Hltn"], capture_output=True, text=True).stdout.splitlines()
    ours = [line.split()[3] for line in lines if line.split()[3].endswith(":" + port)]
    assert ours == ["127.0.0.1:" + port]


def test_a_foreign_host_name_gets_nothing(portal):
    context = ssl.create_default_context(cafile=portal.ca)
    connection = http.client.HTTPSConnection(Browser(portal).host, context=context)
    connection.request("GET", "/", headers={"Host": "evil.example"})
    assert connection.getresponse().status == 421
    connection.close()


def test_only_the_ca_certificate_is_on_the_disk(portal):
    for path in portal.dir.rglob("*"):
        if path.is_file():
            assert b"PRIVATE KEY" not in path.read_bytes()
            assert path.name in ("output", "accounts.json") or not stat.S_IMODE(
                path.stat().st_mode) & 0o077
    assert b"BEGIN CERTIFICATE" in (portal.dir / "ca.pem").read_bytes()


def test_the_log_holds_no_value(portal, browser):
    browser.get("/nb.go?akis=1&sessionid=secretvalue").get("/secret%20value")
    browser.get("/giris").login()
    log = (portal.dir / "requests.log").read_text() + (portal.dir / "counts.json").read_text()
    for value in ("secretvalue", "secret value", ID, WORD, *browser.cookies.values()):
        assert value not in log


def test_pages_have_the_headers_of_a_good_site(browser):
    get = browser.get("/giris").response.getheader
    assert "default-src 'none'" in get("Content-Security-Policy")
    assert get("X-Content-Type-Options") == "nosniff" and get("Cache-Control") == "no-store"
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in get("Set-Cookie")


def test_what_a_person_typed_is_escaped(browser):
    browser.get("/giris").login(identity='"><b>x</b>', captcha="1")
    assert "<b>x" not in browser.page and "&quot;&gt;&lt;b&gt;x" in browser.page


def test_a_body_that_is_too_long_is_refused(portal, browser):
    browser.get("/giris").press("Giriş", sozcuk="x" * 70000)
    assert browser.response.status == 413


def test_it_stops_with_its_standard_input():
    portal = Practice()
    assert portal.stop() == 0


# Faults

def test_the_closed_post_is_counted_and_has_its_effect():
    with Practice(fault="close-after-post@/sms-onay") as portal:
        browser = Browser(portal).get("/giris").login()
        with pytest.raises((http.client.RemoteDisconnected, ssl.SSLError, ConnectionError)):
            browser.press("Onay")
        assert portal.count("POST", "/sms-onay") == 1 and len(portal.codes()) == 1
        browser.get("/sms-kod").press("Gönder", kod=portal.code()).sees("İşlemler Menüsü")


def test_the_page_can_be_cut():
    with Practice(fault="cut@/giris") as portal:
        with pytest.raises((http.client.IncompleteRead, ssl.SSLError)):
            Browser(portal).get("/giris")


@pytest.mark.parametrize("fault, status, text", [
    ("http500@/giris", 500, "Beklenmeyen"),
    ("unknown-page@GET:/giris", 200, "güneşli"),
    ("huge@/giris", 200, "<p>Bu paragraf" ),
    ("deep@/giris", 200, "<div>" * 5000),
    ("slow=1@/giris", 200, "Kimlik No"),
    ("maintenance@/giris", 503, "Bakım çalışması"),
    ("new-portal@/giris", 200, "E-Devlet ile Giriş"),
])
def test_a_fault_shows_where_it_was_asked_for(fault, status, text):
    with Practice(fault=fault) as portal:
        browser = Browser(portal).get("/").sees("Bireysel")
        browser.get("/giris").sees(text)
        assert browser.response.status == status


def test_a_fault_can_be_for_once():
    with Practice(fault="http500@/giris*1") as portal:
        assert Browser(portal).get("/giris").response.status == 500
        assert Browser(portal).get("/giris").response.status == 200


def test_a_session_can_be_forgotten():
    with Practice(fault="forget-session@/sms-onay") as portal:
        Browser(portal).get("/giris").login().sees("Oturumunuz sonlanmıştır")


def test_a_slow_post_is_counted_when_it_comes():
    with Practice(fault="slow=30@POST:/giris") as portal:
        browser = Browser(portal).get("/giris")
        thread = threading.Thread(target=lambda: raises(browser.press, "Giriş"))
        thread.start()
        until = time.monotonic() + 20
        while not portal.count("POST", "/giris") and time.monotonic() < until:
            time.sleep(0.01)  # a file is written; nothing tells of it
        assert portal.count("POST", "/giris") == 1
        begun = time.monotonic()
        portal.stop(keep=True)
        assert time.monotonic() - begun < 10, "a stop does not wait for the slow answer"
        thread.join()


def raises(function, *arguments):
    with pytest.raises((OSError, http.client.HTTPException)):
        function(*arguments)


# Start and stop

@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_cleanly(number):
    portal = Practice()
    ready = portal.dir / "ready"
    assert ready.exists()
    portal.process.send_signal(number)
    assert portal.process.wait(20) == 0
    assert not ready.exists()
    portal.stop()


def test_accounts_come_from_a_file():
    card = {"description": "Kart <1>", "serial": "S-1", "pin": "1111", "puk": "22222222"}
    account = {"id": "P7654321", "word": "çok gizli", "phone": "5311234599",
               "email": "p@example.org", "cards": [card]}
    with Practice(accounts=[account], no_sms=True) as portal:
        browser = Browser(portal).get("/giris").login("çok gizli", "p7654321")
        browser.press("PIN / PUK Bilgisi").sees("Kart <1>", "S-1", "1111", "22222222")
        assert "Kart &lt;1&gt;" in browser.page
        browser.get("/giris").login().sees("hatalı")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"accounts":[{"id":"1"}]}', '{"accounts":'])
def test_accounts_that_cannot_be_used_are_refused(tmp_path, text):
    path = tmp_path / "accounts.json"
    path.write_text(text)
    done = subprocess.run([binary(), "--dir", tmp_path / "d", "--accounts", path], timeout=20,
                          stdin=subprocess.DEVNULL, capture_output=True)
    assert done.returncode == 1 and not (tmp_path / "d" / "ready").exists()
    assert done.stderr


def test_a_port_in_use_is_said(portal, tmp_path):
    port = portal.url.split(":")[2].strip("/")
    done = subprocess.run([binary(), "--dir", tmp_path / "d", "--port", port], timeout=20,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 1 and port in done.stderr


def test_mails_of_an_earlier_run_are_kept():
    first = Practice()
    (first.outbox / "007.eml").write_text("kept")
    first.stop(keep=True)
    again = subprocess.Popen([binary(), "--dir", first.dir, "--stop-with-stdin"],
                             stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    again.communicate(timeout=20)
    assert (first.outbox / "007.eml").read_text() == "kept"
    first.stop()


def test_a_hundred_browsers_at_once_are_served(portal):
    def one(_):
        return "Kimlik No" in Browser(portal).get("/giris").page

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        assert all(pool.map(one, range(100)))


def test_the_sms_says_that_it_is_practice(portal):
    Browser(portal).get("/giris").login().press("Onay")
    text = sorted(portal.sms.glob("*.txt"))[-1].read_text(encoding="utf-8")
    assert text.startswith("[ALIŞTIRMA]") and "Kamu SM'den gelmemiştir" in text


def test_the_pictures_digits_are_told_nowhere_else(portal, browser):
    browser.get("/giris").look()
    assert browser.picture.startswith(b"\x89PNG")
    assert portal.captcha() not in re.sub(r"[0-9a-f]{16,}", "", browser.page)


@pytest.mark.parametrize("lang", ["tr", "en"])
def test_the_help_fits_in_80_columns(lang):
    done = subprocess.run([binary(), "--help", "--lang", lang], timeout=20, capture_output=True,
                          text=True, encoding="utf-8")
    assert done.returncode == 0
    assert [line for line in done.stdout.splitlines() if len(line) > 80] == []
