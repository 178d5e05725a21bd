# SPDX-License-Identifier: Apache-2.0
"""The card's PKCS#11 module is a stranger: whatever it does is told, and harms nobody else."""

import os
import time
from pathlib import Path

import pytest
import tokens
import virtual_card
from looking import PATIENCE
from tokens import READER

CRASHED = ("crashed", "ended the process")  # a sanitizer ends what crashes with a status


@pytest.fixture(scope="module")
def stack():
    if lacking := virtual_card.missing():
        pytest.skip(lacking)
    with virtual_card.Stack() as running:
        running.seat("other")
        yield running


@pytest.fixture
def bad(built, made, tmp_path):
    return tokens.BadModule(built, tmp_path, made.certificate)


@pytest.fixture
def check(bad, stack):
    """check("crash:C_Initialize") gives what card-check made of it."""

    def run(how, *arguments, **more):
        result = tokens.run("card-check", "--json", *arguments, token=bad, stack=stack, how=how,
                            **more)
        assert (result.status, result.err) == (0, "")
        return result.json["data"]

    return run


def problem(data):
    return data["certificate_problem"] and data["certificate_problem"]["message"]


def certificate(data):
    return {each["name"]: each for each in data["readers"]}[READER]["certificate"]


def test_a_module_that_behaves_tells_its_certificate(check):
    data = check("")
    assert problem(data) is None
    assert certificate(data)["owner"] == "D••• Ö•••"


@pytest.mark.parametrize("place", ["load", "C_GetFunctionList", "C_Initialize", "C_GetSlotList",
                                   "C_GetTokenInfo", "C_FindObjects", "C_GetAttributeValue"])
def test_a_module_that_crashes_or_exits_is_told(check, place):
    assert any(word in problem(check(f"crash:{place}")) for word in CRASHED)
    assert "ended the process" in problem(check(f"exit:{place}"))


@pytest.mark.parametrize(
    "how",
    ["slots:100000", "slots:-1", "more-slots-later", "no-functions", "version:0", "objects:-1",
     "value:huge", "value:-1", "value:grows", "scribble:C_GetTokenInfo"],
)
def test_a_module_that_answers_nonsense_is_told(check, how):
    data = check(how)
    assert "makes no sense" in problem(data)
    assert data["certificate_problem"]["code"] == "module_failed"
    assert certificate(data) is None


@pytest.mark.parametrize(
    ("how", "words"),
    [("never-initialises", "error 0x5 (C_Initialize)"), ("no-session", "0x30 (C_OpenSession)"),
     ("refuses", "no PKCS#11 module"), ("no-card", "sees no card")],
)
def test_a_module_that_refuses_is_told(check, how, words):
    assert words in problem(check(how))


def test_a_module_that_closes_what_it_found_open_is_told(check):
    """Its child ends by itself then, or is ended: whichever comes first."""
    assert check("close:C_Initialize")["certificate_problem"]["code"] == "module_failed"


def test_what_a_module_prints_is_not_seen(check):
    assert problem(check("print:load print:C_Initialize")) is None  # and nothing on standard error


def test_a_module_that_is_killed_has_crashed(check):
    assert "crashed (signal 9)" in problem(check("kill:C_Initialize"))


def test_a_module_that_talks_without_end_is_ended(check):
    """Of a card, so that each record means something; no deadline is waited for."""
    began = time.monotonic()
    assert "makes no sense" in problem(check("flood:C_FindObjects"))
    assert time.monotonic() - began < 10


def test_a_value_that_is_no_certificate_is_passed_over(check):
    data = check("value:garbage")
    assert (problem(data), certificate(data)) == (None, None)


def test_a_certificate_that_lies_at_an_address_alone_is_passed_over(check):
    data = check("objects:url")
    assert (problem(data), len(data["readers"][0]["certificates"])) == (None, 1)


def test_as_many_certificates_as_there_is_room_for_are_told(check):
    assert len(check("objects:many")["readers"][0]["certificates"]) == 32


def test_what_was_told_before_a_failure_counts(check):
    data = check("crash:C_Finalize")
    assert problem(data) is None  # all had been told
    assert certificate(data)


def test_a_module_gets_nothing_as_its_argument(check, bad):
    assert problem(check("")) is None
    assert bad.calls("C_Initialize") == 1


def test_two_cards_are_told_apart_by_their_readers(check):
    data = check("two-cards")
    assert certificate(data)
    assert data["readers"][1]["certificate"] is None


def test_one_card_of_an_unknown_reader_is_the_one_that_is_seated(check):
    data = check("", environment={"BAD_MODULE_READER": "Some Slot"})
    assert certificate(data)
    assert data["readers"][1]["certificates"] == []


def test_two_cards_of_unknown_readers_are_nobodys(check):
    data = check("two-cards", environment={"BAD_MODULE_READER": "Some Slot"})
    assert certificate(data) is None
    assert data["certificate_problem"]["code"] == "module_failed"
    assert "in which reader" in problem(data)


def test_a_card_in_a_reader_that_was_not_asked_for_is_not_taken_for_the_one_that_was(make_stack, bad):
    """The module knows the first reader's card alone, and names that reader, or names it its own way."""
    stack = make_stack()
    stack.seat("akis-1.2", 0)
    stack.seat("other", 1)
    for named in (READER, "Some Slot"):
        environment = {"BAD_MODULE_READER": named}
        result = tokens.run("card-check", "--json", "--reader", "00 01", token=bad, stack=stack,
                            environment=environment)
        data = result.json["data"]
        assert [reader["certificates"] for reader in data["readers"]] == [[]]
        assert "in which reader" in problem(data)
    asked_for = tokens.run("card-check", "--json", "--reader", "00 00", token=bad, stack=stack)
    assert certificate(asked_for.json["data"])


def test_a_person_reads_which_certificate_is_in_which_reader(make_stack, bad):
    stack = make_stack()
    stack.seat("akis-1.2", 0)
    environment = {"BAD_MODULE_OTHER_READER": "Virtual Reader A 00 01"}
    one = tokens.run("card-check", token=bad, stack=stack, environment=environment).out
    assert "  Reader" not in one.splitlines()
    stack.seat("akis-1.2", 1)
    two = tokens.run("card-check", token=bad, stack=stack, how="two-cards", environment=environment)
    named = [line.split(None, 1)[1] for line in two.out.splitlines() if line.startswith("  Reader")]
    assert named == ["Virtual Reader A 00 00", "Virtual Reader A 00 01"]


@pytest.mark.long
def test_modules_that_hang_are_ended(bad, stack):
    """At the same time, for each takes its fifteen seconds."""
    running = {
        place: tokens.start("card-check", "--json", token=bad, stack=stack, how=f"hang:{place}")
        for place in ("load", "C_Initialize", "C_GetAttributeValue", "C_Finalize")
    }
    began = time.monotonic()
    running["--wait"] = tokens.start("card-check", "--json", "--wait=1", token=bad, stack=stack,
                                     how="hang:C_Initialize")
    told = {place: tokens.end(process).json["data"] for place, process in running.items()}
    assert problem(told.pop("C_Finalize")) is None
    for place, data in told.items():
        assert "did not answer in 15 seconds" in problem(data), place
    assert 15 <= time.monotonic() - began < 25


def module_processes():
    for status in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if status.read_bytes().startswith(b"esign-module\0"):
                yield int(status.parent.name)
        except OSError:
            pass


def environment_of(pid, name):
    try:
        for each in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
            if each.startswith(name.encode() + b"="):
                return each.split(b"=", 1)[1].decode()
    except OSError:
        pass
    return None


def left_behind(bad):
    return [pid for pid in module_processes()
            if environment_of(pid, "BAD_MODULE_CARD") == bad.environment["BAD_MODULE_CARD"]]


@pytest.mark.skipif(os.geteuid() != 0, reason="the child cannot be looked at by its own user")
def test_what_a_module_starts_ends_with_it(check, bad):
    check("fork:load")
    assert bad.calls("forked") == 1
    assert left_behind(bad) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="the child cannot be looked at by its own user")
def test_the_child_has_nothing_open_and_ends_with_its_parent(bad, stack):
    process = tokens.start("card-check", "--json", token=bad, stack=stack, how="hang:C_Initialize")
    child = None
    while child is None:
        assert process.poll() is None
        child = next(iter(left_behind(bad)), None)
        if child and (Path(f"/proc/{child}/maps").read_text().count("bad_module.so") == 0):
            child = None
    opened = {path.name: os.readlink(path) for path in Path(f"/proc/{child}/fd").iterdir()}
    assert {opened.pop(number) for number in "012"} == {"/dev/null"}
    assert opened.pop("3").startswith("socket:")
    assert opened == {}
    limits = Path(f"/proc/{child}/limits").read_text()
    assert [line.split()[4] for line in limits.splitlines() if "core file" in line] == ["0"]
    ending = os.pidfd_open(child)
    process.kill()
    import select
    assert select.select([ending], [], [], PATIENCE)[0]
    tokens.end(process)


def test_a_file_that_is_not_there_is_module_absent(stack, tmp_path):
    result = tokens.run("card-check", "--json", "--module", tmp_path / "no.so", stack=stack)
    assert (result.status, result.json["code"]) == (5, "module_absent")
    assert "no.so" in result.json["error"]["message"]


def test_a_file_that_is_no_library_is_told(stack, tmp_path):
    (tmp_path / "text.so").write_text("text")
    result = tokens.run("card-check", "--json", "--module", tmp_path / "text.so", stack=stack)
    assert result.status == 0
    assert "cannot be loaded" in problem(result.json["data"])


def test_watching_loads_no_module(stack, bad):
    result = tokens.run("card-check", "--json", "--watch", token=bad, stack=stack)
    assert (result.status, result.json["code"]) == (2, "usage")


MAKERS_PLACE = """
mount -t tmpfs none /opt; mkdir /opt/Akia; cp "$0" /opt/Akia/libakisp11.so; exec "$@"
"""


@pytest.mark.parametrize(("card", "asked"), [("akis-1.2", 1), ("other", 0)])
def test_the_makers_module_is_found_in_its_place_and_asked_of_its_cards_alone(
        make_stack, esign, bad, card, asked):
    stack = make_stack()
    stack.seat(card)
    before = ("unshare", "-Urm", "sh", "-ec", MAKERS_PLACE, bad.module)
    data = esign(stack, "--json", before=before, env=bad.environment).json["data"]
    if data["module"] not in (None, "/opt/Akia/libakisp11.so"):
        pytest.skip("the card maker's module is installed here, in a place that is looked at before")
    assert (bool(data["module"]), bool(certificate(data)), problem(data)) == (asked, asked, None)
    assert bad.calls("C_Initialize") == asked


def test_without_a_card_no_module_is_loaded(make_stack, bad):
    result = tokens.run("card-check", "--json", token=bad, stack=make_stack())
    assert result.json["code"] == "no_card"
    assert (result.json["data"]["module"], bad.calls("C_Initialize")) == (None, 0)


def test_a_card_that_another_program_holds_is_not_asked(make_stack, bad):
    stack = make_stack()
    stack.seat("akis-1.2")
    stack.hold("exclusive")
    result = tokens.run("card-check", "--json", token=bad, stack=stack)
    assert (result.json["code"], bad.calls("C_Initialize")) == ("reader_in_use", 0)
