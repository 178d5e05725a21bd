# SPDX-License-Identifier: Apache-2.0
"""esign doctor on the card's side: the service, the reader, the card, and drivers for what is on USB."""

import os
import plistlib
from pathlib import Path

import pytest
import tokens
import usb
from looking import refuse

ACR38U = (0x072F, 0x9000)
ACR38U_CCID = (0x072F, 0x90CC)
GEMALTO = (0x08E6, 0x3437)
CHAIN = ["pcsc_library", "pcsc_service", "pcsc_rights", "reader", "card"]


@pytest.fixture
def doctor(esign, tmp_path):
    """doctor(stack): the checks by name; .result has all of it."""

    def run(stack, *arguments, **how):
        env = {"HOME": str(tmp_path), "XDG_STATE_HOME": "", "XDG_RUNTIME_DIR": "",
               **how.pop("env", {})}
        run.result = esign(stack, "--json", "--offline", *arguments, command="doctor", env=env,
                           **how)
        return {check["name"]: check for check in run.result.json["data"]["checks"]}

    return run


def state(check):
    return check["state"], check["code"], check["waits_for"]


def assert_chain(checks, fails, code):
    """All before it are fine, all behind it wait for it."""
    at = CHAIN.index(fails)
    for name in CHAIN[:at]:
        assert state(checks[name]) == ("ok", None, None), checks[name]
    assert state(checks[fails]) == ("wrong", code, None)
    assert checks[fails]["remedy"]
    for name in CHAIN[at + 1:]:
        assert state(checks[name]) == ("skipped", None, fails)


def test_a_seated_card_is_fine_and_so_is_the_whole(stack, doctor):
    stack.seat("akis-1.2")
    checks = doctor(stack)
    for name in CHAIN:
        assert state(checks[name]) == ("ok", None, None), checks[name]
    assert "AKİS v1.2" in checks["card"]["what"]
    assert "wrong" not in [check["state"] for check in checks.values()]
    assert (doctor.result.status, doctor.result.json["code"]) == (0, "ok")


def test_a_card_shared_with_another_program_is_fine(stack, doctor):
    stack.seat("akis-1.2")
    stack.hold("shared")
    assert doctor(stack)["card"]["state"] == "ok"


@pytest.mark.parametrize("card", ["other", "akis-2.5.2"])
def test_a_card_that_may_be_another_is_unclear(stack, doctor, card):
    stack.seat(card)
    checks = doctor(stack)
    assert state(checks["card"]) == ("unknown", None, None)
    assert checks["card"]["remedy"]
    assert doctor.result.status == 0


def test_an_empty_reader_is_the_cards_matter(stack, doctor):
    assert_chain(doctor(stack), "card", "no_card")
    assert doctor.result.status == 5


def test_a_mute_card_is_the_cards_matter(stack, doctor):
    stack.seat("mute")
    assert_chain(doctor(stack), "card", "card_mute")


def test_a_card_held_by_another_program_is_the_cards_matter(stack, doctor):
    stack.seat("akis-1.2")
    stack.hold("exclusive")
    assert_chain(doctor(stack), "card", "reader_in_use")


def test_no_reader_is_the_readers_matter(make_stack, doctor):
    assert_chain(doctor(make_stack(pairs=0)), "reader", "no_reader")


def test_no_service_is_the_services_matter(make_stack, doctor):
    assert_chain(doctor(make_stack(service=False)), "pcsc_service", "pcsc_absent")


def test_a_stale_socket_is_the_services_matter(stack, doctor):
    stack.stop_service("KILL")
    checks = doctor(stack)
    assert_chain(checks, "pcsc_service", "pcsc_absent")
    assert "left its socket" in checks["pcsc_service"]["what"]


@pytest.mark.long
def test_a_service_that_hangs_is_the_services_matter(stack, doctor):
    stack.freeze_service()
    assert_chain(doctor(stack), "pcsc_service", "pcsc_hung")


def test_a_socket_that_refuses_this_user_is_a_matter_of_rights(stack, doctor):
    assert_chain(doctor(stack, **refuse(stack)), "pcsc_rights", "pcsc_denied")


def test_a_missing_library_is_the_librarys_matter(stack, doctor):
    hide = ('for l in /usr/lib/*/libpcsclite.so.1 /lib/*/libpcsclite.so.1; do '
            'mount --bind /dev/null "$l"; done; exec "$0" "$@"')
    checks = doctor(stack, before=("unshare", "-Urm", "sh", "-c", hide))
    assert_chain(checks, "pcsc_library", "pcsc_absent")


def test_a_reader_is_not_named_as_the_service_names_it(make_stack, doctor):
    stack = make_stack(names=[b"Kanarya (0123456789) [CCID]"])
    stack.seat("akis-1.2")
    checks = doctor(stack)
    assert checks["card"]["state"] == "ok"
    for canary in ("anarya", "0123456789", "3B9F"):
        assert canary not in doctor.result.out + doctor.result.err


# ---- the module ----


@pytest.fixture
def module(built, doctor, stack, tmp_path):
    """module(how) gives the module's check with a card seated and a module that does as it is told;
    .token is that."""

    def look(how=""):
        env = {**look.token.environment, "BAD_MODULE": how}
        return doctor(stack, "--module", str(built), env=env)["module"]

    look.token = tokens.BadModule(built, tmp_path)
    stack.seat("akis-1.2")
    return look


def test_a_module_that_sees_the_card_is_fine(module):
    assert state(module()) == ("ok", None, None)


def test_a_blocked_pin_is_in_the_way_and_costs_no_try(module, doctor):
    module.token.set_card(wrong=3)
    check = module()
    assert state(check) == ("wrong", "pin_blocked", None)
    assert "Kilit" in check["remedy"]
    assert doctor.result.status == 6
    assert module.token.calls("C_Login") == 0


def test_a_pin_with_its_last_try_is_not_in_the_way(module):
    module.token.set_card(wrong=2)
    assert state(module()) == ("ok", None, None)


@pytest.mark.parametrize("how", ["crash:C_Initialize", "crash:C_GetSlotList"])
def test_a_module_that_does_not_work_is_unclear_and_not_quoted(module, doctor, built, how):
    assert state(module(how)) == ("unknown", "module_failed", None)
    assert doctor.result.status == 0
    assert str(built) not in doctor.result.out + doctor.result.err


def test_a_module_that_is_not_there_is_unclear_and_not_named(stack, doctor):
    check = doctor(stack, "--module", "/kanarya/module.so")["module"]
    assert state(check) == ("unknown", "module_absent", None)
    assert "kanarya" not in doctor.result.out + doctor.result.err


def test_a_module_is_not_loaded_without_a_card(built, doctor, stack, tmp_path):
    token = tokens.BadModule(built, tmp_path)
    check = doctor(stack, "--module", str(built), env=token.environment)["module"]
    assert state(check) == ("ok", None, None)
    assert not (tmp_path / "calls").exists()


# ---- drivers ----


@pytest.fixture
def machine(tmp_path):
    if lacking := usb.missing():
        pytest.skip(lacking)
    return usb.Machine(tmp_path)


@pytest.fixture
def driver(machine, doctor, tmp_path):
    """The driver's check on that machine, without a card service."""

    def look(stack=tmp_path / "no-service"):
        return doctor(stack, before=machine.around())["reader_driver"]

    return look


def test_a_reader_whose_driver_is_installed_is_fine(machine, driver):
    machine.install("ifd-ccid", [(1, 2, "Nobody's"), (*ACR38U_CCID, "ACS ACR38U-CCID")])
    machine.plug(*ACR38U_CCID)
    check = driver()
    assert state(check) == ("ok", None, None)
    assert "ACS ACR38U-CCID (072f:90cc)" in check["what"]
    assert "ifd-ccid" in check["what"]


REAL = Path("/usr/lib/pcsc/drivers/ifd-ccid.bundle/Contents/Info.plist")


@pytest.mark.skipif(not REAL.exists(), reason="there is no libccid: install libccid")
def test_the_readers_of_the_real_list_are_driven(tmp_path, doctor):
    """A sample of libccid's own list, the first and the last among it, one reader at a time."""
    content = REAL.read_bytes()
    listed = plistlib.loads(content)
    pairs = list(zip(listed["ifdVendorID"], listed["ifdProductID"], strict=True))
    assert len(pairs) > 400
    for at in {*range(0, len(pairs), 61), len(pairs) - 1}:
        (tmp_path / str(at)).mkdir()
        machine = usb.Machine(tmp_path / str(at))
        machine.install("ifd-ccid", content)
        vendor, number = (int(each, 16) for each in pairs[at])
        machine.plug(vendor, number, interface="00")
        check = doctor(tmp_path / "no-service", before=machine.around())["reader_driver"]
        assert state(check) == ("ok", None, None), pairs[at]
        assert f"({vendor:04x}:{number:04x})" in check["what"]


def test_the_old_acr38u_needs_a_driver_of_its_own(machine, driver):
    machine.install("ifd-ccid", [(*ACR38U_CCID, "ACS ACR38U-CCID")])
    machine.plug(*ACR38U, interface="00")
    check = driver()
    assert state(check) == ("wrong", "no_reader", None)
    assert "ACS ACR38U (072f:9000)" in check["what"]
    assert "libacsccid1" in check["remedy"]
    machine.install("ifd-acsccid", [(*ACR38U, "ACS ACR38U")])
    check = driver()
    assert check["state"] == "ok" and "ifd-acsccid" in check["what"]


def test_a_reader_by_its_class_that_no_driver_takes_is_in_the_way(machine, driver):
    machine.install("ifd-ccid", [(*ACR38U_CCID, "ACS ACR38U-CCID")])
    machine.plug(0x1234, 0x5678)
    check = driver()
    assert state(check) == ("wrong", "no_reader", None)
    assert "1234:5678" in check["what"]
    assert "maker" in check["remedy"]


def test_without_any_driver_libccid_is_the_remedy(machine, driver):
    machine.plug(*GEMALTO)
    assert "libccid" in driver()["remedy"]


def test_the_reader_waits_for_its_driver(machine, driver, doctor, make_stack):
    machine.plug(*ACR38U)
    stack = make_stack(pairs=0)
    assert driver(stack)["state"] == "wrong"
    checks = {check["name"]: check for check in doctor.result.json["data"]["checks"]}
    assert state(checks["reader"]) == state(checks["card"]) == ("skipped", None, "reader_driver")


def test_a_reader_without_a_driver_beside_one_that_works_is_unclear(machine, driver, stack, doctor):
    machine.plug(*ACR38U)
    stack.seat("akis-1.2")
    assert driver(stack)["state"] == "unknown"
    assert doctor.result.status == 0


def test_a_reader_with_its_driver_that_the_service_overlooks_is_told(
        machine, driver, doctor, make_stack):
    machine.install("ifd-ccid", [(*GEMALTO, "Gemalto PC Twin Reader")])
    machine.plug(*GEMALTO)
    assert driver(make_stack(pairs=0))["state"] == "ok"
    checks = {check["name"]: check for check in doctor.result.json["data"]["checks"]}
    assert "on USB" in checks["reader"]["what"]
    systemd = os.path.isdir("/run/systemd/system")
    assert ("systemctl restart pcscd" in checks["reader"]["remedy"]) == systemd


def test_other_devices_are_no_readers(machine, driver):
    machine.install("ifd-ccid", [(*GEMALTO, "Gemalto PC Twin Reader")])
    machine.plug(0x046D, 0xC52B, interface="03")
    assert state(driver()) == ("skipped", None, None)


def test_a_reader_among_a_thousand_devices_is_found(machine, driver):
    machine.install("ifd-ccid", [(n, n, f"Reader {n}") for n in range(5000, 6000)])
    for n in range(1000):
        machine.plug(n, n, interface="03")
    machine.plug(*ACR38U)
    assert driver()["state"] == "wrong"


def test_more_devices_than_are_looked_at_are_unclear(machine, driver):
    for n in range(1030):
        machine.plug(n, n, interface="03")
    assert state(driver()) == ("unknown", None, None)


def test_devices_that_tell_nothing_or_nonsense_are_passed_over(machine, driver):
    machine.plug(*ACR38U, idVendor="")
    machine.plug(*ACR38U, idProduct="kanarya")
    machine.plug(*GEMALTO, interface="")
    (machine.bus / "1-9").symlink_to("nowhere")
    (machine.bus / ("9" * 200)).mkdir()
    assert state(driver()) == ("skipped", None, None)


def test_a_system_that_tells_no_devices_is_unclear(machine, driver):
    assert state(driver()) == ("unknown", None, None)
    machine.bus.parent.mkdir(parents=True)
    os.mkfifo(machine.bus)
    assert state(driver()) == ("unknown", None, None)


GARBAGE = {
    "nothing": b"",
    "zeroes": bytes(4096),
    "no list": b"<plist><dict></dict></plist>",
    "unequal": usb.plist([(0x072F, 0x9000, "ACS ACR38U")]).replace(
        "<string>0x9000</string>", "").encode(),
    "no number": usb.plist([(0x072F, 0x9000, "x")]).replace("0x9000", "0xZZ").encode(),
    "cut": usb.plist([(0x072F, 0x9000, "x")] * 50).encode()[:1700],
}


@pytest.mark.parametrize("name", sorted(GARBAGE))
def test_a_drivers_list_that_cannot_be_read_is_told(machine, driver, name):
    machine.install("ifd-garbage", GARBAGE[name])
    machine.plug(0x1234, 0x5678)
    check = driver()
    assert state(check) == ("unknown", "no_reader", None)
    assert "ifd-garbage" in check["what"]


def test_a_drivers_list_beside_a_damaged_one_counts(machine, driver):
    machine.install("ifd-garbage", b"\xff\xfe<key>")
    machine.install("ifd-ccid", [(*GEMALTO, "Gemalto PC Twin Reader")])
    machine.plug(*GEMALTO)
    assert driver()["state"] == "ok"


def test_what_a_list_and_a_device_call_a_reader_is_safe(machine, driver, doctor):
    name = "\x1b[31mRot\u202e" + "x" * 5000
    machine.install("ifd-ccid", [(*GEMALTO, name)])
    machine.plug(*GEMALTO, serial="KANARYA0123", manufacturer="Kanarya")
    check = driver()
    assert check["state"] == "ok" and "\x1b" not in check["what"]
    assert len(check["what"]) < 400
    assert "anarya" not in (doctor.result.out + doctor.result.err).lower()


def test_an_ampersand_is_one(machine, driver):
    machine.install("ifd-ccid", [(*GEMALTO, "Giesecke &amp; Devrient")])
    machine.plug(*GEMALTO)
    assert "Giesecke & Devrient (08e6" in driver()["what"]
