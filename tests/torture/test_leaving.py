# SPDX-License-Identifier: Apache-2.0
"""Ways out of the portal: none is gone, whatever its spelling, and no name of it is looked up.
Every address that esign turns to is seen by strace."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from figures import LONG
from other import HTML, PNG, WORD, form
from recorded import BINARY
from runner import ID, Esign
from tls_server import Authority, Server

LINE = ["--lang", "en", "--no-input", "--json", "--quiet", "--timeout", "5"]
TURNED_TO = re.compile(r"sa_family=AF_INET6?, sin6?_port=htons\((\d+)\).*?(?:inet_addr\(\"|"
                       r"inet_pton\(AF_INET6, \")([^\"]+)\"")

# PORT is the portal's own. The portal is https://127.0.0.1:PORT.
PLACES = [
    # another host
    "https://127.0.0.2:PORT/", "//127.0.0.2:PORT/", "HTTPS://127.0.0.2:PORT/",
    "https://localhost:PORT/", "https://[::1]:PORT/", "https://[::ffff:127.0.0.1]:PORT/",
    "https://0.0.0.0:PORT/", "https://portal.example.org/", "https://www.example.org:PORT/",
    "https://nesbireysel.kamusm.gov.tr/",
    # slashes, blanks and what is thrown away on the way
    "\\\\127.0.0.2:PORT\\", "/\\127.0.0.2:PORT/", "\\/127.0.0.2:PORT/", "https:\\\\127.0.0.2:PORT/",
    "https:/127.0.0.2:PORT/../", "https:///127.0.0.2:PORT/", "https:////127.0.0.2:PORT/",
    "ht\ttps://127.0.0.2:PORT/", "https:/\t/127.0.0.2:PORT/", "/\t/127.0.0.2:PORT/",
    "  https://127.0.0.2:PORT/", "\x01https://127.0.0.2:PORT/", "https://127.0.0.2\t:PORT/",
    # look-alikes, sub-domains, endings
    "https://127.0.0.1.example.org:PORT/", "https://127.0.0.1-example.org:PORT/",
    "https://example.org.127.0.0.1:PORT/", "https://127.0.0.l:PORT/", "https://127.0.0.1.:PORT/",
    "https://nesbireysel.kamusm.gov.tr.example.org/", "https://nesbireysel-kamusm.gov.tr/",
    "https://kamusm.gov.tr/", "https://nesbireysel.kamusrn.gov.tr/",
    # user-info and what looks like it
    "https://127.0.0.1:PORT@127.0.0.2:PORT/", "https://127.0.0.1@127.0.0.2:PORT/",
    "https://someone:pass@127.0.0.1:PORT/", "https://@127.0.0.2:PORT/",
    "https://127.0.0.1:PORT%40127.0.0.2:PORT/", "https://127.0.0.1:PORT\\@127.0.0.2:PORT/",
    "https://127.0.0.2:PORT\\@127.0.0.1:PORT/", "https://127.0.0.2:PORT#@127.0.0.1:PORT/",
    "https://127.0.0.2:PORT?@127.0.0.1:PORT/", "https://127.0.0.2:PORT;127.0.0.1:PORT/",
    # letters of other scripts
    "https://xn--rnek-5qa.example.org/", "https://örnek.example.org/", "https://кamusm.gov.tr/",
    "https://127。0。0。2:PORT/", "https://127.0.0.2:PORT/", "https://127.0.0.٢:PORT/",
    "https://kamusm｡gov｡tr/", "https://xn--kmusm-6qa.gov.tr/", "https://nesbireysel%2ekamusm.gov.tr/",
    # another port
    "https://127.0.0.1:1/", "https://127.0.0.1/", "https://127.0.0.1:PORT0/",
    "https://127.0.0.1:99999/", "https://127.0.0.1:-1/", "https://127.0.0.1:PORT:PORT/",
    # in the clear
    "http://127.0.0.1:PORT/", "http://127.0.0.2:PORT/", "http://127.0.0.1/", "http:/127.0.0.1:PORT/",
    "hTTp://127.0.0.1:PORT/", "http:\\\\127.0.0.1:PORT/",
    # other schemes
    "javascript:alert(1)", "JaVaScript:void(0)", "java\tscript:1", "data:text/html,<p>page",
    "file:///etc/passwd", "file://127.0.0.2/etc/passwd", "ftp://127.0.0.2:PORT/",
    "gopher://127.0.0.2:PORT/", "ws://127.0.0.2:PORT/", "wss://127.0.0.2:PORT/",
    "dict://127.0.0.2:PORT/", "ldap://127.0.0.2:PORT/", "smb://127.0.0.2/", "telnet://127.0.0.2/",
    "scp://127.0.0.2/", "tftp://127.0.0.2/", "about:blank", "blob:https://127.0.0.2:PORT/",
    "view-source:https://127.0.0.2:PORT/", "mailto:someone@example.org", "unix:/etc/passwd",
    "https+unix://127.0.0.2:PORT/", "intent://127.0.0.2:PORT/",
    # not to be read
    "https://", "https://:PORT/", "https://[127.0.0.2]:PORT/", "https://[::1/", "https://exa mple.org/",
    "https://%00.example.org/", "https://127.0.0.1:PORT\0.example.org/", "https://..:PORT/",
]

PAGE = "<!doctype html><title>Portal</title>"


def attribute(place):
    return place.replace("&", "&amp;").replace("'", "&#39;")


def found(location, status):
    return lambda place: (status, [f"Location: {place}"], "")


def html(make):
    return lambda place: ("200 OK", HTML, PAGE + make(attribute(place)))


def in_form(place):
    return form().replace("<input type=submit", f"<input type=submit formaction='{place}'")


# Each: what /start is, what /login is (None: it is not to be asked for), and the statuses.
STOPPED, REFUSED, UNKNOWN, ANY = {8}, {7, 8}, {9}, {3, 7, 8}
PASSED_OVER = ANY | {9}  # a base that is none: the form goes to the portal itself
LOGIN_FORM = html(lambda _: form())
WAYS = {
    **{f"{status} to the first page": (found("", f"{status} Elsewhere"), None, REFUSED)
       for status in (301, 302, 303, 307, 308)},
    **{f"{status} to an answer": (LOGIN_FORM, found("", f"{status} Elsewhere"), UNKNOWN)
       for status in (301, 302, 303, 307, 308)},
    "a meta refresh": (html(lambda p: f"<meta http-equiv=refresh content='0;url={p}'>"), None,
                       STOPPED),
    "a meta refresh after an answer": (
        LOGIN_FORM, html(lambda p: f"<meta http-equiv=refresh content='0;url={p}'>"), UNKNOWN),
    "a Refresh header": (lambda p: ("200 OK", [*HTML, f"Refresh: 0;url={p}"], PAGE), None, STOPPED),
    "a form's action": (html(lambda p: form(action=p)), None, ANY),
    "a form's action that is asked for": (html(lambda p: form(action=p, method="get")), None, ANY),
    "a button's formaction": (html(in_form), None, ANY),
    "a link on the way": (html(lambda p: f"<h1>Portal</h1><a href='{p}'>Şifreli Giriş</a>"), None,
                          STOPPED),
    "a picture": (html(lambda p: form(picture=p)), None, ANY),
    "a base": (html(lambda p: f"<base href='{p}'>" + form()), None, PASSED_OVER),
    "a page that only wants a click": (
        html(lambda p: f"<h1>Devam</h1><form action='{p}' method=post><p>Devam etmek için tıklayın."
             "<input type=submit value=Devam></form>"), None, STOPPED),
    "a frame": (html(lambda p: f"<iframe src='{p}'></iframe>"), None, STOPPED),
    "a style, a script, a picture beside": (
        html(lambda p: f"<link rel=stylesheet href='{p}'><script src='{p}'></script><img src='{p}'>"
             "<object data='{p}'></object><video poster='{p}'></video>"), None, STOPPED),
}


class Portal:
    """Two pages that a case writes, and a picture."""

    def __init__(self, folder):
        self.authority = Authority(folder)
        self.server = Server(self.serve, self.authority.issue())
        self.pages = {}

    def serve(self, connection):
        while request := connection.read():
            status, headers, text = self.pages.get(request.path.split("?")[0],
                                                   ("404 Not Found", [], ""))
            body = text if isinstance(text, bytes) else text.encode()
            connection.answer(body, status, [line.encode().decode("latin-1").replace("\0", "")
                                             for line in headers])


@pytest.fixture
def portal(tmp_path):
    one = Portal(tmp_path)
    with one.server:
        yield one


class Walker:
    """An esign whose every turn to the network is written down."""

    def __init__(self, folder, portal):
        self.esign, self.portal = Esign(folder), portal
        self.trace = Path(folder) / "trace"
        self.answers = self.esign.answers(id=ID, word=WORD)

    def run(self, *args):
        line = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", self.trace,
                BINARY, *LINE, "--start", self.portal.server.origin + "/start", "--cacert",
                self.portal.authority.file, *args]
        done = subprocess.run(list(map(str, line)), stdin=subprocess.DEVNULL, capture_output=True,
                              env=self.esign.env, timeout=60, check=False)
        return done.returncode, set(TURNED_TO.findall(self.trace.read_text(errors="replace")))

    def log_in(self):
        """Statuses of the runs, and all that was turned to."""
        status, turned = self.run("login", "--answers", self.answers)
        if status != 3:
            return status, turned
        again, more = self.run("login", "--answers", self.answers, "--captcha", "12345")
        return again, turned | more


def try_way(portal, folder, way, place):
    first, answer, statuses = WAYS[way]
    place = place.replace("PORT", str(portal.server.port))
    pages = {"/start": first(place), "/picture": ("200 OK", ["Content-Type: image/png"], PNG)}
    if answer:
        pages["/login"] = answer(place)
    portal.pages = pages
    with portal.server.lock:
        portal.server.requests.clear()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return statuses, *Walker(folder, portal).log_in()


def judge(portal, folder, way, place):
    statuses, status, turned = try_way(portal, folder, way, place)
    own = {(str(portal.server.port), "127.0.0.1")}
    if turned != own:
        return f"turned to {turned}"
    requests = list(portal.server.requests)
    if strangers := {one.headers["host"] for one in requests} - {f"127.0.0.1:{portal.server.port}"}:
        return f"was asked as {strangers}"
    if any(one.method not in ("GET", "POST") or one.path not in ("/start", "/login", "/picture")
           for one in requests):
        paths = [one.path for one in requests]
        return None if way_is_own(paths) else f"asked for {paths}"
    return None if status in statuses | {8} else f"ended with {status}, not one of {statuses}"


def way_is_own(paths):
    """A place that is but a path of the portal itself, as browsers read it too."""
    return all(path.startswith("/") for path in paths)


def test_ways_out_of_the_portal(portal, tmp_path, figure):
    cases = [(way, place) for way in WAYS for place in PLACES]
    if not LONG:
        cases = cases[::61]
    wrong = []
    for way, place in cases:
        if why := judge(portal, tmp_path / "walker", way, place):
            wrong.append(f"{way} to {place!r}: {why}")
    figure(2, "a way leads out of the portal", len(cases), wrong)


def test_a_way_within_the_portal_is_gone_and_the_judge_sees_a_way_out(portal, tmp_path):
    """Or all of the above would say nothing."""
    _, status, turned = try_way(portal, tmp_path / "walker", "302 to the first page", "/login")
    assert (status, len(turned)) == (8, 1) and "/login" in portal.server.paths()
    portal.server.origin = f"https://localhost:{portal.server.port}"
    assert judge(portal, tmp_path / "walker", "a picture", "/picture")


# Circles


def circle(number):
    return f"/start?{number}"


CIRCLES = {
    **{str(status): lambda n, s=status: (f"{s} On", [f"Location: {circle(n + 1)}"], "")
       for status in (301, 302, 303, 307, 308)},
    "itself": lambda n: ("302 On", ["Location: /start"], ""),
    "a refresh": lambda n: (
        "200 OK", HTML, PAGE + f"<meta http-equiv=refresh content='0;url={circle(n + 1)}'>"),
    "a refresh of itself": lambda n: (
        "200 OK", HTML, PAGE + "<meta http-equiv=refresh content='0;url=/start'>"),
    "a click": lambda n: (
        "200 OK", HTML, PAGE + f"<h1>Devam</h1><a href='{circle(n + 1)}'>Devam</a>"),
    "redirects and refreshes": lambda n: (
        ("302 On", [f"Location: {circle(n + 1)}"], "") if n % 2 else
        ("200 OK", HTML, PAGE + f"<meta http-equiv=refresh content='0;url={circle(n + 1)}'>")),
    "steps of the way": lambda n: (
        "200 OK", HTML, PAGE + f"<h1>Portal</h1><a href='{circle(n + 1)}'>Şifreli Giriş</a>"),
}
REQUESTS_MAX = 11  # the first and ten more


def test_circles_end(portal, tmp_path, figure):
    wrong = []
    for what, page in CIRCLES.items():
        asked = portal.server.requests
        asked.clear()

        class Pages(dict):
            def get(self, path, default, page=page, asked=asked):
                return page(len(asked) - 1)

        portal.pages = Pages()
        folder = tmp_path / "walker"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        status, _ = Walker(folder, portal).log_in()
        if status not in (7, 8) or not 0 < len(asked) <= REQUESTS_MAX:
            wrong.append(f"{what}: ended with {status} after {len(asked)} requests")
    figure(2, "pages lead round in a circle", len(CIRCLES), wrong)
