# SPDX-License-Identifier: Apache-2.0
"""The virtual card as a program: the demonstration depends on it."""

import signal
import subprocess
from pathlib import Path

import certificates_made
import pytest
import tools
import virtual_card
from patience import PATIENCE, read_line


@pytest.fixture
def start():
    if lacking := virtual_card.missing():
        pytest.skip(lacking)
    running = []

    def start_with(*arguments):
        process = subprocess.Popen(
            ["/usr/bin/python3", virtual_card.__file__, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        name, value = read_line(process, process.stdout).strip().split("=", 1)
        assert name == "PCSCLITE_CSOCK_NAME"
        return process, Path(value)

    yield start_with
    for process in running:
        process.stdin.close()
        process.wait(PATIENCE)
        process.stdout.close()


def test_the_card_is_seated_once_the_line_is_printed(start, esign):
    _, socket = start()
    assert "AKİS v1.2" in esign(socket).out


def test_another_card_can_be_chosen(start, esign):
    _, socket = start("--card", "akis-2.5.2")
    assert "AKİS v2.5.2" in esign(socket).out


def test_it_may_carry_a_certificate_and_a_pin(start, tmp_path):
    made = certificates_made.make(tmp_path, kind="EC:P-256")
    _, socket = start("--certificate", str(made.certificate), "--pin", "24681357")
    assert "serialNumber=10000000146" in tools.yubico(socket, "status").out
    assert tools.yubico(socket, "verify-pin", "-P", "24681357").status == 0


def test_two_services_at_once_are_two_worlds_and_the_systems_is_left_alone(make_stack, esign):
    system = Path("/run/pcscd")
    before = sorted(system.iterdir()) if system.exists() else None
    one, two = make_stack(), make_stack()
    one.seat("akis-1.2")
    assert esign(one, "--json").json["code"] == "ok"
    assert esign(two, "--json").json["code"] == "no_card"
    two.stop_service("KILL")
    assert esign(one, "--json").json["code"] == "ok"
    assert (sorted(system.iterdir()) if system.exists() else None) == before


def test_it_ends_with_its_input_and_leaves_nothing(start):
    process, socket = start("--card", "none")
    process.stdin.close()
    assert process.wait(PATIENCE) == 0
    assert not socket.parents[1].exists()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_it_ends_with_a_signal_and_leaves_nothing(start, name):
    process, socket = start("--card", "none")
    process.send_signal(getattr(signal, name))
    assert process.wait(PATIENCE) == 0
    assert not socket.parents[1].exists()
