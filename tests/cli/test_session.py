# SPDX-License-Identifier: Apache-2.0
"""What is kept between runs: told by status, forgotten by logout, and nothing leaks."""

import fcntl
import json
import stat

import pytest
from runner import ID, Esign

NOTHING = {
    "session": False, "screen": None, "title": None, "host": None, "expires_in": None, "sms_expires_in": None,
    "picture_waiting": False, "wrong_words": [],
}


def test_without_a_session_status_says_so(esign):
    assert esign.json("status").data == NOTHING


def test_without_a_session_logout_is_done(esign):
    result = esign.json("logout")
    assert result.status == 0
    assert result.data == {"portal_told": False, "forgotten": False}


def test_a_damaged_session_is_no_session(person):
    person.logged_in()
    (path,) = (person.esign.folder / "runtime" / "esign").glob("*.session")
    path.write_bytes(path.read_bytes()[:-1])
    assert person.esign.json("status").data["session"] is False


def test_status_tells_where_the_session_stands(person):
    person.logged_in()
    data = person.esign.json("status").data
    assert data["session"] is True
    assert data["screen"] == "phone"
    assert data["host"] == "127.0.0.1"
    assert 0 < data["expires_in"] <= 3600
    assert data["sms_expires_in"] is None


def test_status_tells_the_time_left_for_the_code(person):
    person.logged_in()
    person.send_sms()
    assert 0 < person.esign.json("status").data["sms_expires_in"] <= 290


def next_of(person):
    """What status says comes next; the text a person sees says the same."""
    told = person.esign.json("status").json["next"]
    text = " ".join(person.esign.run("status").err.split())
    assert f"Next: esign {told['command']} ({told['text']})" in text
    return told["command"]


def test_status_tells_the_next_step(person):
    assert next_of(person) == "login"
    person.esign.json("forgot-word", "--no-input", "--id-file", person.id)
    assert next_of(person) == "forgot-word"  # its picture waits
    assert person.forgot_word().code == "ok"
    assert next_of(person) == "reset-word"
    person.logged_in()
    assert next_of(person) == "sms-verify"
    person.send_sms()
    assert next_of(person) == "sms-verify"
    assert person.sms_verify().code == "ok"
    assert next_of(person) == "pin-puk"
    assert person.esign.json("pin-puk").code == "ok"
    assert next_of(person) == "logout"


def test_status_names_a_page_that_is_no_screen_and_leads_on_from_it(person):
    person.at_the_menu()
    assert person.esign.json("update-info", "--no-input").status == 3
    data = person.esign.json("status").data
    assert (data["screen"], data["title"]) == (None, "Bilgileri Güncelle")
    assert next_of(person) == "page"
    assert '"Bilgileri Güncelle"' in person.esign.run("status").out
    assert person.esign.json("pin-puk").code == "ok"


def test_status_asks_the_network_nothing(person):
    person.logged_in()
    person.portal.stop()
    assert person.esign.json("status").data["session"] is True


def test_logout_forgets_even_when_the_portal_is_gone(person):
    person.logged_in()
    person.portal.stop()
    result = person.esign.json("logout")
    assert result.data == {"portal_told": False, "forgotten": True}
    assert person.esign.json("status").data["session"] is False


def test_logout_tells_that_it_forgot_what_could_not_be_read(person):
    person.logged_in()
    (path,) = (person.esign.folder / "runtime" / "esign").glob("*.session")
    path.write_bytes(path.read_bytes()[:-1])
    result = person.esign.json("logout")
    assert result.data == {"portal_told": False, "forgotten": True}
    assert "the portal could not be told: the session could not be read" in result.err
    assert not list(path.parent.glob("*.session*"))


def test_logout_forgets_where_the_lock_is_of_no_use(person):
    person.logged_in()
    (lock,) = (person.esign.folder / "runtime" / "esign").glob("*.lock")
    lock.unlink()
    lock.mkdir()
    result = person.esign.json("logout")
    assert (result.status, result.data) == (0, {"portal_told": False, "forgotten": True})
    assert not list(lock.parent.glob("*.session*"))


def test_logout_at_the_menu_tells_the_portal(person):
    person.at_the_menu()
    assert person.esign.json("logout").data == {"portal_told": True, "forgotten": True}


def test_sessions_stand_side_by_side(person):
    person.logged_in()
    assert person.esign.json("status", "--session", "other").data["session"] is False
    assert person.esign.json("status").data["session"] is True


def test_a_session_in_use_by_another_command_is_busy(person):
    person.logged_in()
    (path,) = (person.esign.folder / "runtime" / "esign").glob("*.lock")
    with open(path, "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = person.send_sms()
    assert (result.status, result.code) == (4, "session_busy")
    assert person.portal.codes() == []


def test_every_kept_file_is_private(person):
    person.at_the_menu()
    for path in person.esign.kept():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    for name in ("runtime", "state"):
        assert stat.S_IMODE((person.esign.folder / name / "esign").stat().st_mode) == 0o700


def test_nothing_kept_or_said_holds_a_secret(person):
    person.esign.options.append("--verbose")
    runs = [person.login(person.portal.word), person.send_sms(), person.sms_verify()]
    shown = person.esign.json("pin-puk")
    card = shown.data["cards"][0]
    secrets = [ID, person.portal.word, person.portal.newest_code(), card["pin"], card["puk"]]
    said = "".join(run.out + run.err for run in runs) + shown.err
    for secret in secrets:
        assert secret not in said
        for path, content in person.esign.kept().items():
            assert secret.encode() not in content, path


def test_the_environment_s_proxy_is_not_listened_to(person, listener):
    proxy = f"http://127.0.0.1:{listener.port}"
    env = {**person.eyes(), "https_proxy": proxy, "HTTPS_PROXY": proxy, "all_proxy": proxy}
    assert person.login(person.portal.word, env=env).code == "ok"
    assert listener.connections == 0


def test_keys_of_tls_are_not_written_out(person):
    keys = person.esign.folder / "keys"
    assert person.login(person.portal.word, env={**person.eyes(), "SSLKEYLOGFILE": str(keys)}).code
    assert not keys.exists()


def test_a_portal_whose_ca_is_not_named_is_not_trusted(tmp_path, portal):
    esign = Esign(tmp_path, ["--lang", "en", "--start", portal.url])
    result = esign.json("--no-input", "forgot-word", "--id-file", esign.file("id", ID))
    assert (result.status, result.code) == (7, "tls_refused")
    assert result.error["retryable"] is True


def test_a_portal_that_is_not_there_is_unreachable(esign, listener):
    listener.close()
    result = esign.json(
        "--start", listener.url, "--no-input", "forgot-word", "--id-file", esign.file("id", ID)
    )
    assert (result.status, result.code) == (7, "unreachable")


@pytest.mark.parametrize("language, words", [("tr", "giriş"), ("en", "log in")])
def test_messages_are_in_the_chosen_language(esign, language, words):
    esign.options = ["--lang", language]
    message = esign.json("pin-puk").error
    assert words in (message["message"] + message["hint"]).lower()


@pytest.mark.parametrize("line", [["status"], ["pin-puk"], ["nonsense"], ["login", "--no-input"]])
def test_the_language_changes_no_key_and_no_code(esign, line):
    def bones(value):
        if isinstance(value, dict):
            hidden = ("message", "hint", "text", "cause")
            return {k: None if k in hidden else bones(v) for k, v in value.items()}
        return value

    esign.options = ["--lang", "tr"]
    turkish = esign.json(*line).json
    esign.options = ["--lang", "en"]
    assert json.dumps(bones(turkish)) == json.dumps(bones(esign.json(*line).json))


def test_the_lock_is_free_while_a_person_is_asked(person):
    held = person.esign.folder / "held"
    answer = f'tail -n 1 "{person.portal.captcha_file}"'
    script = f'flock -n "$XDG_RUNTIME_DIR/esign/default.lock" true || echo "$1" >>"{held}"\n{answer}'
    result = person.login(person.portal.word, env={"ESIGN_ASKPASS": person.esign.askpass(script)})
    assert result.code == "ok"
    assert not held.exists()
