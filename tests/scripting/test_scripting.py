# SPDX-License-Identifier: Apache-2.0
"""docs/scripting.md: its examples do what the page says, as they stand there."""

import json
import os
import re
import shutil
import signal
from contextlib import closing
from pathlib import Path

import pytest
from practice import PIN
from runner import ID
from scripting import WORD, Scripts, account, examples, wait_until, write_line
from terminal import CTRL_C, ENTER, Terminal

NEW_WORD = "Yeni2Sözcük"
TESTS = Path(__file__).resolve().parents[1]
RUN_BY = ("scripting/test_scripting.py", "card/test_scripting_card.py", "mail/test_scripting_mail.py")
TAB = "\t"

pytestmark = pytest.mark.skipif(not shutil.which("jq"), reason="there is no jq")


@pytest.fixture
def make_scripts(tmp_path, make_portal):
    """The examples in a folder of their own, with a practice portal of these options."""
    made = []

    def make(**options):
        made.append(Scripts(tmp_path, make_portal(accounts=[account()], **options)))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def scripts(make_scripts):
    return make_scripts()


@pytest.fixture
def stored(scripts):
    """Where pass(1) holds the answers, and a login's picture waits for its text."""
    scripts.pass_holds(id=ID, word=WORD)
    assert scripts.esign_says("--no-input", "--quiet", "login").status == 3
    return scripts


def said(scripts, *args, **env):
    return json.loads(scripts.esign_says("--json", "--no-input", *args, **env).out)


def at_the_phone(scripts):
    scripts.file("word", WORD)
    result = said(scripts, "login", "--id-file", scripts.file("id", ID), "--word-file",
                  scripts.file("word", WORD))
    assert result["error"]["needs"] == ["captcha"]
    result = said(scripts, "login", "--id-file", scripts.file("id", ID), "--word-file",
                  scripts.file("word", WORD), "--captcha", scripts.portal.captcha())
    assert result["code"] == "ok", result
    return scripts


def test_every_example_is_run():
    texts = "".join((TESTS / path).read_text(encoding="utf-8") for path in RUN_BY)
    assert [name for name in examples() if f'"{name}"' not in texts and name != "esign"] == []


# ---------------------------------------------------------------- recover.sh


def test_recover_leads_a_person_at_a_terminal_to_pin_and_puk(scripts):
    scripts.program, portal = ["/bin/sh", str(scripts.scripts / "recover.sh")], scripts.portal
    identity = "identity or passport number"
    with closing(Terminal(scripts)) as person:
        person.answer(identity, ID).answer("Text in the picture", "wrong")
        person.see("the picture was read wrong; here is another; once more")
        person.answer(identity, ID).see("Text in the picture").type(portal.captcha() + ENTER)
        person.see("Paste the link").type(portal.link() + ENTER)
        person.answer("New security word", NEW_WORD).answer("The same word again", NEW_WORD)
        person.answer(identity, ID).see("Text in the picture").type(portal.captcha() + ENTER)
        person.answer("Security word", NEW_WORD).answer("Is this your phone?", "y")
        person.see("Code from the SMS").type(portal.newest_code() + ENTER)
        person.answer("Press Enter", "").see("Logged out")
        assert person.end() == 0
        assert PIN not in person.outside_alternate()
        assert NEW_WORD not in person.text()


@pytest.mark.parametrize("shell", ["/bin/dash", "/bin/busybox sh", "/bin/bash --posix"])
def test_recover_with_an_askpass_and_a_maildir_needs_no_terminal(scripts, shell):
    if not os.access(shell.split()[0], os.X_OK):
        pytest.skip(f"there is no {shell}")
    maildir = scripts.folder / "Maildir"
    for name in ("cur", "tmp"):
        (maildir / name).mkdir(parents=True)
    (maildir / "new").symlink_to(scripts.portal.outbox)
    scripts.mistakes_once("code", "000000")
    ended = scripts.play("recover.sh", shell=shell, ESIGN_ASKPASS=scripts.person(), MAILDIR=str(maildir))
    assert ended.status == 0, ended.err
    assert "recover: the code was wrong; once more" in ended.err
    assert "PIN and PUK are for a terminal" in ended.err
    assert "link" not in scripts.asked()
    assert scripts.asked().count("code") == 2
    assert len(scripts.portal.codes()) == 1
    assert said(scripts, "status")["data"]["screen"] == "menu"


@pytest.mark.parametrize(("before", "options", "status", "words"), [
    ((), {"fault": "close-after-post@POST:/giris"}, 9, "Do not repeat it before you looked"),
    ((), {"fault": "unknown-page"}, 8, "look at it with: esign page"),
    ((), {"fault": "elsewhere"}, 8, "look at it with: esign page"),
    (("no-askpass",), {}, 3, "nobody could be asked for: id, captcha, word"),
    (("wrong-word",), {}, 1, "recover: wrong_word"),
    (("wrong-word", "twice"), {}, 6, "stopped before it does harm"),
])
def test_recover_stops_where_a_person_has_to_look(make_scripts, before, options, status, words):
    scripts = make_scripts(**options)
    env = {} if "no-askpass" in before else {"ESIGN_ASKPASS": scripts.person(), "WORD_FILE": "word"}
    scripts.file("word", "Yanlis1Soz" if "wrong-word" in before else WORD)
    for _ in range(2 if "twice" in before else 0):
        assert scripts.play("recover.sh", "login", **env).status == 1
    posts = scripts.portal.count("POST", "/giris")
    ended = scripts.play("recover.sh", "login", **env)
    assert (ended.status, words in ended.err) == (status, True), ended.err
    assert scripts.portal.count("POST", "/giris") - posts == (status in (1, 9))


def test_recover_tells_how_long_it_is_too_soon_for_another_mail(scripts):
    profile = {"format": 1, "name": "slow", "extends": "practice", "forgot_every": 600}
    (scripts.folder / "slow.json").write_text(json.dumps(profile))
    slow = scripts.stand_in("slow-esign", f'shift 2; exec "$REAL_ESIGN" --profile "{scripts.folder}/slow.json" "$@"')
    scripts.env["ESIGN"], person = slow, scripts.person()
    assert scripts.esign_says("forgot-word", ESIGN_ASKPASS=person).status == 0
    ended = scripts.play("recover.sh", ESIGN_ASKPASS=person)
    told = re.search(r"stopped before it does harm; not before (\d+) seconds are over\n", ended.err)
    assert ended.status == 6 and told and 0 < int(told[1]) <= 600, ended.err
    assert len(list(scripts.portal.outbox.iterdir())) == 1


def test_recover_waits_for_a_portal_that_is_away_and_gives_up_at_last(scripts):
    scripts.away()
    scripts.stand_in("sleep", f'echo "$1" >>"{scripts.folder}/slept"')
    ended = scripts.play("recover.sh", ESIGN_ASKPASS=scripts.person())
    assert (ended.status, "the portal was not reached; given up" in ended.err) == (7, True)
    assert (scripts.folder / "slept").read_text().split() == ["30"] * 5


def test_recover_begins_again_with_the_login_when_that_is_over(scripts):
    scripts.file("word", WORD)
    ended = scripts.play("recover.sh", "sms-verify", ESIGN_ASKPASS=scripts.person(), WORD_FILE="word")
    assert ended.status == 0, ended.err
    assert "recover: the login is over; once more\nrecover: login\n" in ended.err


def test_recover_asks_again_for_what_cannot_be_right(scripts):
    scripts.file("word", WORD)
    scripts.mistakes_once("id", "12345678901")
    ended = scripts.play("recover.sh", "login", ESIGN_ASKPASS=scripts.person(), WORD_FILE="word")
    assert ended.status == 0, ended.err
    assert "that cannot be right, and was not sent; once more" in ended.err


def test_ctrl_c_ends_recover_and_leaves_nothing_behind(scripts):
    scripts.program = ["/bin/sh", str(scripts.scripts / "recover.sh")]
    with closing(Terminal(scripts)) as person:
        person.see("identity or passport number").type(CTRL_C)
        assert person.end() in (130, -signal.SIGINT)
        assert person.echoes()
    runtime = Path(scripts.env["XDG_RUNTIME_DIR"])
    assert [path for path in runtime.iterdir() if path.name.startswith("recover.")] == []


# ---------------------------------------------------------------- job.py


def job_of(scripts):
    """begin() starts the job; what a person writes is put into `desk`."""
    desk, store = scripts._made("desk"), scripts._made("credentials")
    (store / "id").write_text(ID + "\n")
    (store / "word").write_text(WORD + "\n", encoding="utf-8")
    scripts.desk = desk
    scripts.begin = lambda: scripts.start("job.py", DESK=str(desk), CREDENTIALS_DIRECTORY=str(store))
    return scripts


@pytest.fixture
def job(scripts):
    return job_of(scripts)


def test_the_job_lists_the_certificates_with_a_person_at_its_desk(job):
    running = job.begin()
    write_line(job.desk / "captcha", "wrong")
    write_line(job.desk / "captcha", job.portal.captcha)
    write_line(job.desk / "code", job.portal.newest_code)
    ended = job.end(running)
    assert ended.status == 0, ended.err
    assert set(json.loads(ended.out)) == {"tables", "certificates", "more"}
    assert "the picture was read wrong" in ended.err
    assert list(job.desk.iterdir()) == []
    assert said(job, "status")["data"]["session"] is False


def test_the_job_tells_who_did_not_answer(job):
    running = job.begin()
    write_line(job.desk / "captcha", "")
    ended = job.end(running)
    assert (ended.status, "nobody answered in time: ['captcha']" in ended.err) == (3, True), ended.err
    assert job.portal.count("POST", "/giris") == 0


def test_the_job_ends_with_7_where_a_later_run_may_do_better(job):
    job.away()
    ended = job.end(job.begin())
    assert (ended.status, "run the job again later" in ended.err) == (7, True), ended.err


def test_the_job_leaves_an_unknown_page_for_a_person(make_scripts):
    job = job_of(make_scripts(fault="unknown-page"))
    ended = job.end(job.begin())
    assert (ended.status, "esign page" in ended.err) == (8, True), ended.err
    assert said(job, "status")["data"]["session"] is True


def test_the_job_logs_out_when_it_is_terminated(job):
    running = job.begin()
    write_line(job.desk / "captcha", job.portal.captcha)
    wait_until((job.desk / "code").exists)
    running.send_signal(signal.SIGTERM)
    ended = job.end(running)
    assert ended.status == 130, ended.err
    assert list(job.desk.iterdir()) == []
    assert said(job, "status")["data"]["session"] is False


# ---------------------------------------------------------------- askpass

# A stand-in: with Xvfb and what it needs the real one is 59 packages, 63 MB. As zenity 3.44 does, it
# takes no option that it does not know, and tells of Cancel with status 1.
ZENITY = """
hidden=no text= kind=
for argument; do
    case $argument in
    --entry) kind=entry ;;
    --hide-text) hidden=yes ;;
    --title=*) ;;
    --text=*) text=${argument#--text=} ;;
    *) echo "This option is not available: $argument" >&2; exit 255 ;;
    esac
done
[ "$kind" = entry ] || exit 255
printf '%s|%s|%s\\n' "$ESIGN_ASKPASS_KIND" "$hidden" "$text" >>"$RECORD.zenity"
[ "$ESIGN_ASKPASS_KIND" != "$CANCEL" ] || exit 1
exec "$PERSON" "$1"
"""


def with_zenity(scripts, cancel=""):
    person = scripts.person()
    scripts.file("word", WORD)
    scripts.stand_in("zenity", ZENITY)
    scripts.stand_in("xdg-open", f'cp "$1" "{scripts.folder}/seen" && exec sleep 2')
    return {"ESIGN_ASKPASS": str(scripts.scripts / "askpass-zenity"), "PERSON": person,
            "CANCEL": cancel, "WORD_FILE": "word"}


def test_zenity_asks_hidden_for_secrets_and_shows_the_picture(scripts):
    ended = scripts.esign_says("login", **with_zenity(scripts))
    assert ended.status == 0, ended.err
    asked = [line.split("|") for line in Path(f"{scripts.record}.zenity").read_text().splitlines()]
    assert [line[:2] for line in asked] == [["id", "yes"], ["captcha", "no"], ["word", "yes"]]
    assert all(line[2] for line in asked)
    assert (scripts.folder / "seen").read_bytes().startswith(b"\x89PNG")


def test_cancel_in_a_window_is_no_answer(scripts):
    ended = scripts.esign_says("--json", "login", **with_zenity(scripts, cancel="word"))
    result = json.loads(ended.out)
    assert (ended.status, result["error"]["needs"]) == (3, ["word"])
    assert scripts.portal.count("POST", "/giris") == 0


needs_pinentry = pytest.mark.skipif(not shutil.which("pinentry-curses"), reason="no pinentry-curses")


@pytest.fixture
def pinentry(scripts):
    """esign with the example as its askpass, and the real pinentry for terminals."""
    scripts.stand_in("pinentry", 'exec /usr/bin/pinentry-curses "$@"')
    scripts.env["ESIGN_ASKPASS"] = str(scripts.scripts / "askpass-pinentry")
    scripts.program = ["/bin/sh", str(scripts.bin / "esign")]
    return scripts


@needs_pinentry
def test_pinentry_asks_for_secrets_and_the_terminal_for_the_picture(pinentry):
    with closing(Terminal(pinentry, "--json", "login", out=True)) as person:
        person.answer("identity or passport number", ID)
        person.see("Text in the picture").type(pinentry.portal.captcha() + ENTER)
        person.answer("Security word", WORD)
        assert json.loads(person.piped())["code"] == "ok"
        assert person.end() == 0
        assert WORD not in person.text() and ID not in person.text()
        assert person.echoes()


@needs_pinentry
def test_cancel_in_pinentry_is_no_answer(pinentry):
    with closing(Terminal(pinentry, "--json", "login", out=True)) as person:
        person.see("<Cancel>").type(TAB + TAB + ENTER)
        result = json.loads(person.piped())
        assert (result["status"], result["error"]["needs"]) == (3, ["id"])
        assert person.echoes()
    assert pinentry.portal.count("POST", "/giris") == 0


@needs_pinentry
def test_ctrl_c_ends_pinentry_and_esign(pinentry):
    with closing(Terminal(pinentry, "login")) as person:
        person.see("<Cancel>").type(CTRL_C)
        assert person.end() == -signal.SIGINT
        wait_until(person.echoes)


def test_pinentry_is_spoken_to_in_assuan(scripts):
    scripts.stand_in("pinentry", f"""
        echo 'OK Pleased to meet you'
        while IFS= read -r line; do
            printf '%s\\n' "$line" >>"{scripts.folder}/lines"
            case $line in
            OPTION*) echo 'ERR 83886254 Unknown option <Pinentry>' ;;
            GETPIN) printf 'S PIN_REPEATED\\nD 50%%25 %%2525 ok\\nOK\\n' ;;
            BYE) echo 'OK closing connection'; exit ;;
            *) echo OK ;;
            esac
        done""")
    ended = scripts.play("askpass-pinentry", "100%\nsure?", ESIGN_ASKPASS_KIND="word")
    assert (ended.status, ended.out) == (0, "50% %25 ok\n"), ended.err
    lines = (scripts.folder / "lines").read_text().splitlines()
    assert "SETDESC 100%25 sure?" in lines and "SETTIMEOUT 300" in lines
    assert lines[-2:] == ["GETPIN", "BYE"]
    assert not any("cache" in line for line in lines)


@pytest.mark.parametrize("body", [
    "printf 'OK\\nERR 83886179 Operation cancelled <Pinentry>\\n'", "printf 'OK\\nOK\\n'", "exit 2"])
def test_a_pinentry_without_an_answer_is_told_by_the_status(scripts, body):
    scripts.stand_in("pinentry", f"cat >/dev/null; {body}")
    ended = scripts.play("askpass-pinentry", "Word", ESIGN_ASKPASS_KIND="word")
    assert (ended.status, ended.out) == (1, "")


# ---------------------------------------------------------------- secrets


@pytest.mark.parametrize(("name", "shell"), [
    ("from-pass.sh", "/bin/sh"), ("one-object.sh", "/bin/sh"), ("here.sh", "/bin/sh"),
    ("here.sh", "/bin/bash"), ("fifo.sh", "/bin/bash"), ("private-file.sh", "/bin/sh")])
def test_a_secret_comes_to_esign_and_to_nobody_else(stored, name, shell):
    ended = stored.play(name, stored.portal.captcha(), shell=shell)
    assert ended.status == 0, ended.err
    assert "The security word was accepted." in ended.out
    left = {path.name for path in Path(stored.env["XDG_RUNTIME_DIR"]).iterdir()}
    assert left == {"esign"}


def test_a_picture_takes_two_runs(scripts):
    scripts.pass_holds(id=ID, word=WORD)
    running = scripts.start("two-runs.sh")
    picture = scripts.folder / "cwd" / "picture.png"
    wait_until(lambda: picture.exists() and scripts.portal.captchas())
    mode = picture.stat().st_mode & 0o777
    ended = scripts.end(running, scripts.portal.captcha() + "\n")
    assert (ended.status, mode) == (0, 0o600), ended.err
    assert not picture.exists()


# ---------------------------------------------------------------- one-liners


def test_one_liners_before_a_login(scripts):
    assert scripts.play("jq-where.sh").out == "no session\n"
    assert scripts.play("jq-needs.sh").out.split() == ["id", "captcha", "word"]
    assert scripts.play("jq-where.sh").out == "login\n"
    refused = scripts.play("jq-retryable.sh")
    assert (refused.status, refused.out) == (1, "false\n")
    assert scripts.play("jq-words.sh").out == ""
    scripts.away()
    worth = scripts.play("jq-retryable.sh")
    assert (worth.status, worth.out) == (0, "true\n"), worth.err
    in_the_way = dict(line.split(": ", 1) for line in scripts.play("jq-doctor.sh").out.splitlines())
    assert "tcp" in in_the_way and all(in_the_way.values())


def test_one_liners_after_a_wrong_word(scripts):
    word = scripts.file("word", "Yanlis1Soz")
    args = ("login", "--id-file", scripts.file("id", ID), "--word-file", word)
    said(scripts, *args)
    assert said(scripts, *args, "--captcha", scripts.portal.captcha())["code"] == "wrong_word"
    assert re.fullmatch(r"100\S+146: 1\n", scripts.play("jq-words.sh").out)


def test_one_liners_after_a_login(scripts):
    at_the_phone(scripts)
    command, seconds = scripts.play("jq-sms.sh").out.split()
    assert command == "sms-verify"
    assert 0 < int(seconds) <= 290
    code = scripts.file("code", scripts.portal.newest_code())
    assert said(scripts, "sms-verify", "--code-file", code)["data"]["verified"]
    listed = scripts.play("jq-certs.sh").out.splitlines()
    assert listed and all(len(line.split("\t")) == 3 for line in listed)


def test_sessions_fetch_their_pictures_side_by_side(scripts):
    folder = scripts._made("people")
    ended = scripts.play("side-by-side.sh", folder, "deniz", "umut")
    assert ended.out == "deniz: login, picture true\numut: login, picture true\n", ended.err
    assert ended.status == 0
    first, second = (folder / "deniz.png").read_bytes(), (folder / "umut.png").read_bytes()
    assert first != second
    assert os.stat(folder / "umut.png").st_mode & 0o777 == 0o600
