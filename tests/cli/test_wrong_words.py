# SPDX-License-Identifier: Apache-2.0
"""The guard against lockout: three wrong words block the account."""

import json
import os
import subprocess
import threading

import pytest

import schema
from other import PHONE, WORD, form
from practice import PASSPORT
from runner import BIN, ID, Result

WRONG = "Yanlis1Soz"


def counts(person):
    return [entry["count"] for entry in person.esign.json("status").data["wrong_words"]]


def asks_every(esign, seconds):
    """A profile for practice with a distance between two requests for a mail."""
    profile = {"format": 1, "name": "slow", "extends": "practice", "forgot_every": seconds}
    return esign.file("slow.json", json.dumps(profile))


def read_only(esign, *args):
    """A run in a mount namespace in which the state folder is mounted read-only."""
    script = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'
    user = [] if os.geteuid() == 0 else ["--map-root-user"]
    line = ["unshare", "--mount", *user, "sh", "-c", script, "sh", esign.env["XDG_STATE_HOME"]]
    if subprocess.run([*line, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no mount namespace can be made here")
    done = subprocess.run([*line, BIN, *esign.options, "--json", *map(str, args)], text=True,
                          capture_output=True, env=esign.env, check=False, timeout=120)
    result = Result(done.returncode, done.stdout, done.stderr)
    result.json = schema.check(schema.parse(result.out))
    return result


def test_a_wrong_word_is_counted_and_the_tries_left_told(person):
    result = person.login(WRONG)
    assert (result.status, result.code) == (1, "wrong_word")
    assert result.error["tries_left"] == 2
    assert counts(person) == [1]


def test_a_wrong_picture_gives_the_try_back(person):
    assert person.login(WRONG, env=person.blind()).code == "wrong_captcha"
    assert counts(person) == []


def test_after_a_wrong_picture_no_tries_of_the_word_are_told(person):
    word = person.word_file(WRONG)
    told = person.esign.run("login", "--id-file", person.id, "--word-file", word, env=person.blind())
    assert "no try of the word was spent" in told.err and "left" not in told.err


def test_the_third_wrong_word_is_not_sent(person):
    person.login(WRONG)
    assert person.login(WRONG).error["tries_left"] == 1
    result = person.login(WRONG)
    assert (result.status, result.code) == (6, "last_try")
    assert counts(person) == [2]


def test_the_guard_speaks_before_the_picture(person):
    person.login(WRONG)
    person.login(WRONG)
    shown = person.portal.captchas()
    line = ["login", "--id-file", person.id, "--word-file", person.word_file(WRONG)]
    assert person.esign.json("--no-input", *line).status == 6
    assert person.portal.captchas() == shown


def test_with_last_try_the_third_is_sent_and_blocks(person):
    person.login(WRONG)
    person.login(WRONG)
    result = person.login(WRONG, "--last-try")
    assert (result.status, result.code) == (6, "account_blocked")


def test_the_right_word_at_the_last_try_sets_the_count_to_nought(person):
    person.login(WRONG)
    person.login(WRONG)
    assert person.login(person.portal.word, "--last-try").code == "ok"
    assert counts(person) == []


def test_the_count_is_shared_by_all_sessions(person):
    person.login(WRONG)
    person.login(WRONG, "--session", "other")
    assert person.login(WRONG, "--session", "third").code == "last_try"


def test_forgetting_the_session_keeps_the_count(person):
    person.login(WRONG)
    person.esign.json("logout")
    assert counts(person) == [1]


def test_a_new_word_sets_the_count_to_nought(person):
    person.login(WRONG)
    person.login(WRONG)
    person.forgot_word()
    assert person.reset_word().code == "ok"
    assert counts(person) == []


def test_the_id_is_masked(person):
    person.login(WRONG)
    (entry,) = person.esign.json("status").data["wrong_words"]
    assert entry["id"] == "100•••••146"


def test_a_ledger_that_cannot_be_read_stops_the_command(person):
    person.login(WRONG)
    ledger = person.esign.folder / "state" / "esign" / "ledger"
    ledger.write_text("nonsense", encoding="utf-8")
    result = person.login(person.portal.word)
    assert (result.status, result.code) == (6, "ledger_unusable")


def test_a_ledger_that_fails_behind_an_accepted_word_undoes_no_login(other):
    portal = other(start=form(), login=PHONE)
    state = portal.esign.folder / "state" / "esign"

    class Pages(dict):
        def get(self, path, default=None):
            if path == "/login":
                state.rename(state.with_name("away"))
                state.write_text("no folder", encoding="utf-8")
            return super().get(path, default)

    portal.pages = Pages(portal.pages)
    result = portal.login()
    assert result.code == "ok"
    assert "one wrong word more than there was stays counted" in result.err
    assert portal.run("login", "--answers", portal.esign.answers(id=ID, word=WORD)).status in (3, 6)
    assert portal.run("login", "--answers", portal.esign.answers(id=ID, word=WORD),
                      "--captcha", "12345").code == "ledger_unusable"
    state.unlink()
    state.with_name("away").rename(state)
    assert portal.counts() == [1]
    assert portal.server.count("POST") == 1


def test_a_ledger_whose_key_is_gone_does_not_start_from_nought(person):
    person.login(WRONG)
    (person.esign.folder / "state" / "esign" / "ledger.key").unlink()
    assert person.login(person.portal.word).code == "ledger_unusable"


def test_parallel_runs_share_the_count(person):
    def line(name):
        return ["--no-input", "--session", name, "login", "--id-file", person.id,
                "--word-file", word]

    word = person.word_file(WRONG)
    pictures = {}
    for name in "abcd":
        person.esign.json(*line(name))
        pictures[name] = person.portal.captcha()
    codes = []
    threads = [
        threading.Thread(
            target=lambda name=name: codes.append(
                person.esign.json(*line(name), "--captcha", pictures[name]).code
            )
        )
        for name in pictures
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["last_try", "last_try", "wrong_word", "wrong_word"]
    assert counts(person) == [2]


def test_last_try_is_for_the_third_word_and_no_more(person):
    person.login(WRONG)
    person.login(WRONG)
    person.login(WRONG, "--last-try")
    result = person.login(WRONG, "--last-try")
    assert (result.code, result.error["tries_left"]) == ("last_try", 0)
    assert "in a terminal" in result.error["hint"]
    assert person.portal.paths("POST").count("/giris") == 3


def test_a_request_too_soon_is_not_sent(person, portal):
    person.esign.options += ["--profile", asks_every(person.esign, 600)]
    assert person.forgot_word().code == "ok"
    shown = portal.captchas()
    result = person.forgot_word()
    assert (result.status, result.code) == (6, "too_soon")
    assert result.error["retryable"] and 500 < result.error["retry_after"] <= 600
    assert "spam" in result.error["hint"]
    assert portal.captchas() == shown
    assert (len(portal.mails()), portal.paths("POST").count("/sozcuk-istek")) == (1, 1)


def test_a_wrong_picture_costs_no_wait(person):
    person.esign.options += ["--profile", asks_every(person.esign, 600)]
    blind = person.esign.json("forgot-word", "--id-file", person.id, env=person.blind())
    assert blind.code == "wrong_captcha"
    assert person.forgot_word().code == "ok"


def test_another_identity_need_not_wait(person):
    person.esign.options += ["--profile", asks_every(person.esign, 600)]
    assert person.forgot_word().code == "ok"
    person.id = person.esign.file("id", PASSPORT)
    assert person.forgot_word().code == "ok"


def test_on_loopback_a_real_portals_distance_does_not_hold(person):
    assert person.forgot_word().code == "ok"
    assert person.forgot_word().code == "ok"


def test_status_tells_the_counts_on_a_read_only_home(person):
    person.login(WRONG)
    result = read_only(person.esign, "status")
    assert [entry["count"] for entry in result.data["wrong_words"]] == [1], result.err


def test_on_a_read_only_home_nothing_is_sent(person, portal):
    person.login(WRONG)
    before = portal.requests()
    line = ["login", "--id-file", person.id, "--word-file", person.word_file(WRONG)]
    result = read_only(person.esign, *line)
    assert (result.status, result.code) == (6, "ledger_unusable")
    assert "written to" in result.error["hint"]
    assert portal.requests() == before


MAIL_PAGE = (
    "<h1>Güvenlik Sözcüğü İste</h1><form method=post action=asked><label>Kimlik No <input name=id>"
    "</label><img src=picture><label>Resimdeki Yazı <input name=text></label>"
    "<input type=submit value=Gönder></form>"
)
MAIL_STEPS = ["page", "fill", "Kimlik No", "fill", "Resimdeki Yazı", "press", "Gönder"]


def test_by_hand_too_a_mail_is_not_asked_for_too_soon(other):
    site = other(start=MAIL_PAGE, asked="<h1>Sonuç</h1><p>Bağlantı e-posta adresinize gönderildi.")
    site.esign.options += ["--profile", asks_every(site.esign, 600)]
    id_file = site.esign.file("id", ID)
    fields = site.esign.answers(field={"Kimlik No": ID, "Resimdeki Yazı": "12345"})
    for session in ("one", "two"):
        more = ["--session", session]
        assert site.run("forgot-word", "--no-input", "--id-file", id_file, *more).status == 3
    first = site.run(*MAIL_STEPS, "--answers", fields, "--session", "one")
    second = site.run(*MAIL_STEPS, "--answers", fields, "--session", "two")
    assert (first.code, second.code) == ("ok", "too_soon"), second.err
    assert site.run("forgot-word", "--id-file", id_file).code == "too_soon"
    assert site.server.count("POST") == 1
