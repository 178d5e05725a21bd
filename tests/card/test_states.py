# SPDX-License-Identifier: Apache-2.0
"""What stands between a person and the card, each for real: its word for scripts, its sentence and
the one thing to do, in both languages. What needs a driver of its own is in test_plugging.py, what
needs a service that lies in test_lying_service.py."""

import glob
import subprocess
import time

import pytest
from looking import ESIGN, ROUNDS, assert_at_once, refuse
from virtual_card import ATRS

# Somewhere else, as far as the program that follows can see.
ELSEWHERE = ("unshare", "-Urm", "sh", "-ec")
WITHOUT_LIBRARY = 'for file in $0; do mount --bind /dev/null "$file"; done; exec "$@"'
WITHOUT_SERVICE = """
for folder in $0; do [ ! -d "$folder" ] || mount -t tmpfs none "$folder"; done
exec "$@"
"""
WITH_RUN = 'mount -t tmpfs none /run; [ -z "$0" ] || mkdir -p "$0"; exec "$@"'
PLACES = "/usr/sbin /usr/local/sbin /usr/lib/systemd/system /lib/systemd/system /etc/systemd/system"


def libraries():
    return " ".join(glob.glob("/usr/lib/*/libpcsclite.so.1*") + glob.glob("/usr/lib/libpcsclite.so.1*"))


def told(result, code, cause):
    seen = result.json
    assert (seen["code"], seen["data"]["cause_code"]) == (code, cause)
    if seen["error"]:
        assert result.status == 5
        assert seen["data"]["cause"] == seen["error"]["message"]
        assert seen["data"]["remedy"] == seen["error"]["hint"]
    return seen["data"]


def in_both_languages(esign, stack, code, cause, **how):
    """Each says something, and not the same."""
    english = told(esign(stack, "--json", "--lang", "en", **how), code, cause)
    turkish = told(esign(stack, "--json", "--lang", "tr", **how), code, cause)
    for key in ("cause", "remedy"):
        assert english[key] and turkish[key]
    assert english["cause"] != turkish["cause"]
    assert not english["cause"].endswith(".") and not turkish["cause"].endswith(".")
    return english


def test_no_library(stack, esign):
    data = in_both_languages(
        esign, stack, "pcsc_absent", "library_missing", before=(*ELSEWHERE, WITHOUT_LIBRARY, libraries()))
    assert "apt install libpcsclite1" in data["remedy"]


def test_a_command_that_needs_no_card_needs_no_library():
    done = subprocess.run(
        [*ELSEWHERE, WITHOUT_LIBRARY, libraries(), ESIGN, "--version"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("esign ")


def test_a_service_that_is_not_installed(make_stack, esign):
    data = in_both_languages(
        esign, make_stack(service=False), "pcsc_absent", "service_not_installed",
        before=(*ELSEWHERE, WITHOUT_SERVICE, PLACES))
    assert "apt install pcscd" in data["remedy"]


@pytest.mark.parametrize(
    ("booted", "remedy"), [("/run/systemd/system", "systemctl enable --now pcscd.socket"), ("", "sudo pcscd")])
def test_a_service_that_does_not_run(make_stack, esign, booted, remedy):
    data = in_both_languages(
        esign, make_stack(service=False), "pcsc_absent", "service_not_running",
        before=(*ELSEWHERE, WITH_RUN, booted))
    assert remedy in data["remedy"]


def test_a_stale_socket(stack, esign):
    stack.stop_service("KILL")
    in_both_languages(esign, stack, "pcsc_absent", "socket_stale")


def test_a_socket_that_refuses_this_user(stack, esign):
    in_both_languages(esign, stack, "pcsc_denied", "socket_refused", **refuse(stack))


def test_a_service_without_readers(make_stack, esign):
    stack = make_stack(pairs=0)
    in_both_languages(esign, stack, "no_reader", "no_reader")


def test_no_reader_of_the_name(stack, esign):
    seen = esign(stack, "--json", "--reader", "Nowhere")
    assert "Nowhere" in told(seen, "no_reader", "no_such_reader")["cause"]


def test_a_reader_without_a_card(stack, esign):
    in_both_languages(esign, stack, "no_card", "empty")


def test_a_card_that_does_not_answer(stack, esign):
    stack.seat("mute")
    in_both_languages(esign, stack, "card_mute", "mute")


def test_a_card_that_another_program_holds(stack, esign):
    stack.seat("akis-1.2")
    stack.hold("exclusive")
    in_both_languages(esign, stack, "reader_in_use", "exclusive")


@pytest.mark.parametrize("mode", ["shared", "transaction"])
def test_a_card_that_another_program_uses_as_well(stack, esign, mode):
    stack.seat("akis-1.2")
    stack.hold(mode)
    data = in_both_languages(esign, stack, "ok", "shared")
    assert data["readers"][0]["state"] == "present"
    assert "Note: another program uses the card as well." in esign(stack).out
    assert "Not: kartı başka bir program da kullanıyor." in esign(stack, "--lang", "tr").out


@pytest.mark.parametrize(
    ("card", "cause"),
    [("other", "not_akis"), ("00112233", "atr_garbled"), ("3B02FF", "atr_garbled"),
     (ATRS["akis-1.2"][:-2] + "00", "atr_garbled"), ("akis-2.2.8", "akis_or_identity"),
     ("akis-2.5.2", "akis_or_identity")],
)
def test_what_is_to_be_said_of_a_seated_card(stack, esign, card, cause):
    stack.seat(card)
    in_both_languages(esign, stack, "ok", cause)


def test_of_a_plain_card_there_is_nothing_to_say(stack, esign):
    stack.seat("akis-1.2")
    data = told(esign(stack, "--json"), "ok", "present")
    assert (data["cause"], data["remedy"]) == (None, None)


def test_a_person_is_not_told_that_a_garbled_card_is_another(stack, esign):
    stack.seat("00112233")
    out = esign(stack).out.splitlines()
    assert out[0] == "The chip is seated, but what it answers first (its ATR) is garbled."
    assert out[1].startswith("Take the card out")


def test_of_two_cards_the_akis_one_counts(stack, esign):
    stack.seat("other", 0)
    stack.seat("akis-1.2", 1)
    told(esign(stack, "--json"), "ok", "present")


def test_no_line_of_a_person_is_longer_than_a_terminal(stack, esign):
    stack.seat("akis-2.5.2")
    for language in ("en", "tr"):
        assert max(map(len, esign(stack, "--lang", language).out.splitlines())) <= 80


# ---------------------------------------------------------------- while it waits


def test_a_card_that_is_pulled_is_told_as_that(stack, esign):
    stack.seat("akis-1.2")
    watching = esign.watch(stack)
    watching.line()
    stack.unseat()
    line = watching.line()
    assert (line["code"], line["data"]["cause_code"]) == ("no_card", "card_pulled")
    stack.seat("mute")
    assert watching.line()["data"]["cause_code"] == "mute"


def test_a_service_that_freezes_has_no_more_time_than_the_person(stack, esign):
    stack.freeze_service()
    begin = time.monotonic()
    result = esign(stack, "--json", "--wait=1")
    assert 1 <= time.monotonic() - begin < 4
    told(result, "pcsc_hung", "service_hung")
    assert "waiting" not in result.err  # it does not any more


def test_a_service_that_freezes_later_leaves_what_was_seen(stack, esign):
    waiting = esign.start(stack, "--json", "--wait=2")
    waiting.said()
    begin = time.monotonic()
    stack.freeze_service()
    told(waiting.end(), "no_card", "empty")
    assert time.monotonic() - begin < 5


def test_a_seated_card_is_told_within_twenty_milliseconds(stack, esign):
    """Of another program's hearing of it, on the same clock."""
    watching = esign.watch(stack)
    watching.line()
    late = []
    for _ in range(ROUNDS):
        seen = stack.seat("akis-1.2")
        assert watching.line()["code"] == "ok"
        late.append(time.monotonic() - seen)
        stack.unseat()
        watching.line()
    assert_at_once(late)


def test_sixteen_cards_at_once_are_no_more_than_sixteen_changes(make_stack, esign):
    stack = make_stack(pairs=8)
    watching = esign.watch(stack)
    told_so_far = [watching.line()["data"]["readers"]]
    for reader in range(16):
        stack.insert("akis-1.0", reader)
    while any(each["state"] == "empty" for each in told_so_far[-1]):
        told_so_far.append(watching.line()["data"]["readers"])
    stack.unseat(15)  # with nothing told in between
    told_so_far.append(watching.line()["data"]["readers"])
    assert [each["state"] for each in told_so_far[-1]].count("empty") == 1
    assert len(told_so_far) <= 18
    assert all(a != b for a, b in zip(told_so_far, told_so_far[1:], strict=False))
