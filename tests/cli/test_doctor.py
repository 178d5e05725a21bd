# SPDX-License-Identifier: Apache-2.0
"""esign doctor: the portal's side of it, the terminal, the folders; and what its report never says."""

import datetime
import json
import os
import resource
import socket
import stat
import subprocess
import time
from pathlib import Path

import pytest
from other import HTML, form
from runner import BIN, Esign
from terminal import Terminal
from tls_server import DAY, Authority, Server

NAMES = [
    "pcsc_library", "pcsc_service", "pcsc_rights", "reader_driver", "reader", "card", "module",
    "clock", "dns", "tcp", "tls", "proxy", "page", "terminal", "locale", "keyring",
    "session_folder", "state_folder",
]
FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
PLAIN = (
    "<h1>Kullanıcı Doğrulama Ekranı</h1><ul><li><a href=/s>Şifreli Giriş</a>"
    "<li><a href=/e>E-İmzalı Giriş</a></ul>"
)


class Doctor:
    """Runs it without a card service, so that nothing depends on the machine's own."""

    def __init__(self, folder):
        self.esign = Esign(folder, ["--lang", "en"])
        self.esign.env["PCSCLITE_CSOCK_NAME"] = str(folder / "no-service")
        self.esign.env["LC_ALL"] = "C.UTF-8"

    def __call__(self, *args, **how):
        self.result = self.esign.json("doctor", *args, **how)
        checks = self.result.data["checks"]
        assert [check["name"] for check in checks] == NAMES
        for check in checks:
            assert bool(check["remedy"]) or check["state"] in ("ok", "skipped"), check
            assert (check["code"] is None) or check["state"] in ("wrong", "unknown"), check
            assert check["waits_for"] is None or check["state"] == "skipped", check
        return {check["name"]: check for check in checks}


def state(check):
    return check["state"], check["code"], check["waits_for"]


@pytest.fixture
def doctor(tmp_path):
    return Doctor(tmp_path)


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


@pytest.fixture
def serve(authority):
    """serve(page) or serve(script): a server; .ask is what doctor needs to trust and find it."""
    running = []

    def start(page, certificate=None, raw=False, headers=(), status="200 OK"):
        def script(connection):
            while connection.read():
                connection.answer(page.encode(), status, [*HTML, *headers])

        server = Server(script if isinstance(page, str) else page,
                        certificate or authority.issue(), raw)
        running.append(server.__enter__())
        server.ask = ["--start", server.origin + "/", "--cacert", authority.file]
        return server

    yield start
    for server in running:
        server.__exit__()


# ---- the portal ----


def test_a_portal_as_it_should_be_is_fine(doctor, portal):
    checks = doctor("--start", portal.url, "--cacert", portal.ca)
    for name in ("clock", "dns", "tcp", "tls", "proxy", "page"):
        assert state(checks[name]) == ("ok", None, None), checks[name]
    assert "agrees" in checks["clock"]["what"]


def test_the_portal_is_asked_for_its_first_page_once_and_without_a_cookie(doctor, serve):
    server = serve(PLAIN, headers=["Set-Cookie: s=1; Path=/"])
    doctor(*server.ask)
    assert server.paths() == ["/"]
    assert server.requests[0].method == "GET"
    assert "cookie" not in server.requests[0].headers


def test_nothing_is_kept_and_no_folder_is_made(doctor, serve):
    doctor(*serve(PLAIN, headers=["Set-Cookie: s=1; Path=/"]).ask)
    assert doctor.esign.kept() == {}
    assert not (doctor.esign.folder / "runtime" / "esign").exists()
    assert not (doctor.esign.folder / "state" / "esign").exists()


def test_a_runtime_folder_that_is_not_there_is_not_made(doctor):
    missing = doctor.esign.folder / "run"
    doctor.esign.env["XDG_RUNTIME_DIR"] = str(missing)
    check = doctor("--offline")["session_folder"]
    assert (check["state"], check["what"]) == (
        "ok", "$XDG_RUNTIME_DIR/esign can be made when it is needed")
    assert not missing.exists()


def test_offline_asks_the_network_nothing(doctor, listener):
    checks = doctor("--offline", "--start", listener.url)
    assert listener.connections == 0
    for name in ("dns", "tcp", "tls", "page"):
        assert state(checks[name]) == ("skipped", None, None)
        assert "--offline" in checks[name]["what"]
    assert checks["clock"]["state"] == checks["state_folder"]["state"] == "ok"


def test_a_dead_port_is_no_connection(doctor):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    checks = doctor("--start", f"https://127.0.0.1:{port}/")
    assert checks["dns"]["state"] == "ok"
    assert state(checks["tcp"]) == ("wrong", "unreachable", None)
    assert state(checks["tls"]) == state(checks["page"]) == ("skipped", None, "tcp")


def profile_of(esign, *origins):
    text = '{"format":1,"name":"mine","extends":"kamusm","start":"%s/","origins":[%s]}' % (
        origins[0], ",".join(f'"{one}"' for one in origins))
    return esign.file("mine.json", text)


def test_a_name_that_does_not_resolve_is_told_apart(doctor):
    checks = doctor("--profile", profile_of(doctor.esign, "https://nowhere.invalid"),
                    "--timeout", "20")
    assert state(checks["dns"]) == ("wrong", "unreachable", None)
    assert "nowhere.invalid" in checks["dns"]["what"]
    for name in ("tcp", "tls", "page"):
        assert state(checks[name]) == ("skipped", None, "dns")


def test_where_no_name_is_found_all_of_them_are_meant(doctor):
    hosts = "https://nowhere.invalid", "https://neither.invalid"
    checks = doctor("--profile", profile_of(doctor.esign, *hosts), "--timeout", "20")
    assert checks["dns"]["what"] == "none of the portal's names can be found"


def test_each_host_of_the_profile_is_looked_at(doctor, serve, listener):
    first = serve(PLAIN)
    profile = profile_of(doctor.esign, first.origin, listener.url.rstrip("/"))
    checks = doctor("--profile", profile, "--cacert", first.ask[-1])
    assert checks["tcp"]["state"] == "ok"
    assert state(checks["tls"])[:2] == ("wrong", "unreachable")
    assert listener.connections == 1


def test_a_certificate_that_has_expired_is_tls_and_maybe_the_clock(doctor, serve, authority):
    checks = doctor(*serve(PLAIN, authority.issue(lifetime=-3 * DAY)).ask)
    assert checks["tcp"]["state"] == "ok"
    assert state(checks["tls"]) == ("wrong", "tls_refused", None)
    assert "expired" in checks["tls"]["what"]
    assert state(checks["clock"]) == ("unknown", "tls_refused", None)
    assert state(checks["page"]) == ("skipped", None, "tls")


def test_an_unknown_authority_is_tls_and_not_the_clock(doctor, serve):
    server = serve(PLAIN)
    checks = doctor("--start", server.origin + "/")
    assert state(checks["tls"]) == ("wrong", "tls_refused", None)
    assert checks["clock"]["state"] == "ok"
    assert server.paths() == []


def test_a_handshake_without_an_answer_is_given_up_after_the_timeout(doctor, serve):
    def silent(connection):
        while connection.receive():
            pass

    begin = time.monotonic()
    checks = doctor(*serve(silent, raw=True).ask, "--timeout", "1")
    assert time.monotonic() - begin < 20
    assert checks["tcp"]["state"] == "ok"
    assert state(checks["tls"]) == ("wrong", "timed_out", None)


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<h1>Meyve Suyu</h1><p>Elma, armut.</p>", "page_unknown"),
        ("<h1>Duyuru</h1><p>Sistemimiz bakımdadır, daha sonra yeniden deneyiniz.</p>",
         "portal_down"),
        ("<h1>Giriş</h1><a href=/e>E-Devlet ile Giriş</a>", "needs_browser"),
    ],
)
def test_a_page_that_is_another_is_told(doctor, serve, page, code):
    checks = doctor(*serve(page).ask)
    assert state(checks["page"]) == ("wrong", code, None), checks["page"]
    assert doctor.esign.kept() == {}


def test_a_page_that_is_seen_what_it_is_is_told_as_that(doctor, serve):
    frames = doctor(*serve("<frameset><frame src=/a><frame src=/b></frameset>").ask)
    assert state(frames["page"]) == ("wrong", "page_unknown", None)
    assert "made of frames" in frames["page"]["what"]


def test_every_host_of_a_profile_is_asked(doctor, tmp_path):
    profile = json.loads((Path(__file__).parents[2] / "src" / "profiles" / "kamusm.json").read_text())
    hosts = [f"127.0.0.{n}" for n in range(1, 21)]
    profile["origins"] = [f"https://{host}:1" for host in hosts]  # where nobody listens
    profile["start"] = profile["origins"][0] + "/"
    (tmp_path / "many.json").write_text(json.dumps(profile))
    doctor("--verbose", "--profile", tmp_path / "many.json")
    asked = [line.split()[-1] for line in doctor.result.err.splitlines() if "asking" in line]
    assert asked == hosts


def test_the_login_form_itself_is_a_first_page_too(doctor, serve):
    assert doctor(*serve(form()).ask)["page"]["state"] == "ok"


def test_a_portal_out_of_service_is_told(doctor, serve):
    checks = doctor(*serve("", status="503 Service Unavailable").ask)
    assert state(checks["page"]) == ("wrong", "portal_down", None)


def test_a_first_page_that_leads_away_is_told(doctor, serve):
    def away(connection):
        while connection.read():
            connection.redirect("https://elsewhere.example.org/")

    checks = doctor(*serve(away).ask)
    assert state(checks["page"]) == ("wrong", "left_portal", None)


# ---- the clock ----


def date(seconds):
    when = datetime.datetime.utcnow() + datetime.timedelta(seconds=seconds)
    return when.strftime("Date: %a, %d %b %Y %H:%M:%S GMT")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(3 * 3600 + 60, "3 hours behind"), (-390, "6 minutes ahead"), (-3 * 86400, "3 days ahead")],
)
def test_a_clock_far_from_the_portals_is_told(doctor, serve, seconds, said):
    checks = doctor(*serve(PLAIN, headers=[date(seconds)]).ask)
    assert state(checks["clock"]) == ("wrong", "tls_refused", None)
    assert said in checks["clock"]["what"]
    assert checks["page"]["state"] == "ok"


def test_a_clock_near_the_portals_is_fine(doctor, serve):
    assert "agrees" in doctor(*serve(PLAIN, headers=[date(200)]).ask)["clock"]["what"]


@pytest.mark.parametrize("text", ["yesterday", "Sun, 99 Foo 2026 1:2:3 GMT", "9" * 99, ""])
def test_a_date_that_is_none_says_nothing_of_the_clock(doctor, serve, text):
    check = doctor(*serve(PLAIN, headers=[f"Date: {text}"]).ask)["clock"]
    assert check["state"] == "ok" and "agrees" not in check["what"]


@pytest.mark.skipif(not os.path.exists(FAKETIME), reason="libfaketime is not installed")
@pytest.mark.parametrize("when", ["@1999-12-31 12:00:00", "@2070-01-01 12:00:00"])
def test_a_year_that_cannot_be_is_told_offline(doctor, when):
    asan = doctor.esign.env.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
    env = {"LD_PRELOAD": FAKETIME, "FAKETIME": when, "ASAN_OPTIONS": asan}
    checks = doctor("--offline", env=env)
    assert state(checks["clock"]) == ("wrong", "tls_refused", None)
    assert when[1:5] in checks["clock"]["what"]


# ---- proxies ----

PROXY = "http://deniz:gizli@proxy.example.org:3128"


def test_a_proxy_in_the_environment_is_a_note_where_it_is_not_needed(doctor, serve):
    checks = doctor(*serve(PLAIN).ask, env={"HTTPS_PROXY": PROXY})
    assert checks["proxy"]["state"] == checks["page"]["state"] == "ok"
    assert "HTTPS_PROXY" in checks["proxy"]["what"]


def test_a_proxy_in_the_environment_is_the_remedy_where_nothing_answers(doctor):
    checks = doctor("--start", "https://127.0.0.1:1/", env={"https_proxy": PROXY})
    assert state(checks["proxy"]) == ("unknown", "unreachable", None)
    assert '--proxy "$https_proxy"' in checks["proxy"]["remedy"]


def test_a_proxy_that_is_dead_is_no_connection(doctor):
    checks = doctor("--start", "https://127.0.0.1:4443/", "--proxy", "http://127.0.0.1:1")
    assert checks["dns"]["state"] == "skipped"
    assert state(checks["tcp"]) == ("wrong", "unreachable", None)
    assert state(checks["proxy"]) == ("unknown", "unreachable", None)


# ---- terminal and locale ----


def in_terminal(doctor, *args, **how):
    terminal = Terminal(doctor.esign, "doctor", "--offline", *args, **how)
    terminal.end()
    return terminal.screen.decode()


def line_of(text, title):
    (line,) = [line for line in text.splitlines() if line[13:].startswith(title + " ")]
    return line.rstrip()


def test_without_a_terminal_that_is_unclear(doctor):
    assert state(doctor("--offline")["terminal"]) == ("unknown", "input_needed", None)


def test_a_terminal_is_told_with_its_size(doctor):
    doctor.esign.env["LC_ALL"] = "C"  # the terminal of the test does not know UTF-8
    line = line_of(in_terminal(doctor), "terminal")
    assert line.startswith("+ fine") and "80 columns, 24 lines" in line


def test_a_terminal_that_cannot_be_cleared_is_in_the_way(doctor):
    line = line_of(in_terminal(doctor, term="dumb"), "terminal")
    assert line.startswith("✗ in the way")


def test_a_small_terminal_is_unclear(doctor):
    assert line_of(in_terminal(doctor, rows=5), "terminal").startswith("? unclear")


def test_a_terminal_that_does_not_tell_its_size_is_not_said_to_have_none(doctor):
    doctor.esign.env["LC_ALL"] = "C"
    line = line_of(in_terminal(doctor, rows=0, columns=0), "terminal")
    assert line.startswith("+ fine") and "its size is not told" in line


def test_a_terminal_that_erases_half_a_letter_is_unclear(doctor):
    assert "stty iutf8" in in_terminal(doctor)


def test_a_locale_without_utf8_is_unclear_and_the_marks_are_plain(doctor):
    doctor.esign.env["LC_ALL"] = "C"
    assert doctor("--offline")["locale"]["state"] == "unknown"
    out = doctor.esign.run("doctor", "--offline").out
    assert out.isascii()
    assert line_of(out, "clock").startswith("+ fine")
    assert line_of(out, "card service").startswith("x in the way")


@pytest.mark.parametrize(("lang", "locale"), [("tr", "tr_TR.UTF-8"), ("en", "C.UTF-8")])
def test_the_remedy_for_the_locale_keeps_the_language(doctor, lang, locale):
    doctor.esign.env["LC_ALL"] = "C"
    doctor.esign.options = ["--lang", lang]
    assert doctor("--offline")["locale"]["remedy"].endswith(f": export LC_ALL={locale}")


# ---- too little to look with ----


def test_what_was_seen_with_too_few_descriptors_is_no_verdict(doctor):
    """The status is no_resources whatever else was seen, here that there is no service; and a person
    is not told that it is all that is in the way."""
    seen = set()
    for descriptors in range(6, 20):
        done = subprocess.run(
            [BIN, *doctor.esign.options, "doctor", "--offline"], env=doctor.esign.env,
            capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=60, text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, 2 * (descriptors,)),
        )
        if not done.stdout:
            continue
        verdict = done.stdout.splitlines()[-1]
        seen.add(done.returncode)
        assert verdict.startswith("Too little could be looked at") == (done.returncode == 7), verdict
    assert seen >= {5, 7}


# ---- folders ----


def test_a_fifo_in_a_folders_place_is_told_and_not_waited_for(doctor):
    os.mkfifo(doctor.esign.folder / "state" / "esign")
    os.mkfifo(doctor.esign.folder / "runtime" / "esign")
    checks = doctor("--offline")
    assert state(checks["state_folder"]) == ("wrong", "ledger_unusable", None)
    assert state(checks["session_folder"]) == ("wrong", "session_unusable", None)


@pytest.mark.parametrize("how", ["open", "link", "file", "above"])
def test_a_folder_that_is_not_to_be_trusted_is_told(doctor, how):
    folder = doctor.esign.folder / "state" / "esign"
    if how == "open":
        folder.mkdir()
        folder.chmod(0o777)
    elif how == "link":
        folder.symlink_to("/tmp")
    elif how == "file":
        folder.write_text("")
    else:
        folder.parent.rmdir()
        folder.parent.write_text("")
    check = doctor("--offline")["state_folder"]
    assert state(check) == ("wrong", "ledger_unusable", None)
    assert str(folder.parent) not in check["what"]


def test_a_folder_that_is_there_is_fine(doctor):
    folder = doctor.esign.folder / "state" / "esign"
    folder.mkdir(mode=0o700)
    assert "has room" in doctor("--offline")["state_folder"]["what"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("value", ["", "relative/state", "/dev/null/x"])
def test_a_folder_is_named_by_what_led_to_it(doctor, value):
    doctor.esign.env["XDG_STATE_HOME"] = doctor.esign.env["XDG_RUNTIME_DIR"] = value
    checks = doctor("--offline")
    led = value.startswith("/")
    assert checks["state_folder"]["what"].startswith(
        "$XDG_STATE_HOME/esign " if led else "~/.local/state/esign ")
    assert "XDG_RUNTIME_DIR" not in checks["session_folder"]["what"]


def test_a_folder_that_others_may_read_is_not_said_to_be_private(doctor):
    folder = doctor.esign.folder / "state" / "esign"
    folder.mkdir(mode=0o755)
    check = doctor("--offline")["state_folder"]
    assert (check["state"], check["what"]) == (
        "ok", "only you can write to $XDG_STATE_HOME/esign, and it has room")


def test_a_disk_without_room_is_told(doctor):
    runtime = doctor.esign.folder / "runtime"
    mount = 'mount -t tmpfs -o size=1m,mode=0700 tmpfs "$0" && exec "$@"'
    around = ["unshare", "-Urm", "sh", "-c", mount, str(runtime)]
    if subprocess.run([*around, "true"], check=False, capture_output=True).returncode:
        pytest.skip("no namespaces may be made here")
    doctor.esign.program = [*around, *doctor.esign.program]
    check = doctor("--offline")["session_folder"]
    assert state(check) == ("wrong", "session_unusable", None)
    assert "Make room" in check["remedy"]


# ---- the report ----


def test_the_status_is_that_of_the_first_thing_in_the_way(doctor):
    os.mkfifo(doctor.esign.folder / "state" / "esign")
    checks = doctor("--start", "https://127.0.0.1:1/")
    assert doctor.result.code == "pcsc_absent"
    assert doctor.result.error["message"] == checks["pcsc_service"]["what"]
    assert doctor.result.error["hint"] == checks["pcsc_service"]["remedy"]


@pytest.mark.parametrize("lang", ["tr", "en"])
def test_a_person_reads_marks_with_words_within_80_columns(doctor, serve, lang):
    doctor.esign.options = ["--lang", lang]
    result = doctor.esign.run("doctor", *serve("<p>Elma</p>").ask)
    words = {"tr": ("✓ tamam", "✗ engel", "? belirsiz", "- bakılmadı"),
             "en": ("✓ fine", "✗ in the way", "? unclear", "- skipped")}[lang]
    for word in words:
        assert f"\n{word} " in "\n" + result.out, word
    assert max(map(len, result.out.splitlines())) <= 80
    assert result.out.count("\n") >= len(NAMES)


CANARIES = ["kanarya", "gizli", "deniz", "10000000146", "10.98.76.54"]


def test_the_report_names_neither_user_nor_machine_nor_folder(tmp_path, serve):
    home = tmp_path / "kanarya-deniz"
    home.mkdir()
    doctor = Doctor(home)
    doctor.esign.env.update({
        "HTTPS_PROXY": "http://deniz:gizli@10.98.76.54:3128", "USER": "kanarya",
        "LOGNAME": "kanarya", "HOSTNAME": "kanarya", "MAIL": "kanarya@example.org",
        "LANG": "kanarya", "TERM": "kanarya", "ESIGN_ASKPASS": "/kanarya",
        "PCSCLITE_CSOCK_NAME": "/kanarya/socket", "DISPLAY": "kanarya:0",
    })
    os.mkfifo(home / "state" / "esign")
    page = "<h1>Kanarya 10000000146</h1><p>kanarya deniz"
    server = serve(page, headers=["Set-Cookie: kanarya=1", "Server: kanarya 10.98.76.54"])
    canaries = [*CANARIES, socket.gethostname(), str(tmp_path), str(home)]
    for args in (["--offline"], server.ask, ["--start", "https://127.0.0.1:1/"],
                 [*server.ask, "--proxy", "http://deniz:gizli@127.0.0.1:1"]):
        for json in ([], ["--json"]):
            result = doctor.esign.run(*json, "doctor", *args)
            said = (result.out + result.err).lower()
            for canary in canaries:
                assert canary.lower() not in said, (canary, args, said)


def test_a_ca_file_that_cannot_be_read_is_a_usage_error_without_a_report(doctor):
    result = doctor.esign.json("doctor", "--cacert", "/nonexistent")
    assert (result.status, result.code, result.data) == (2, "usage", {"checks": []})
