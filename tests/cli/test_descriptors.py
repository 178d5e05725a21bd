# SPDX-License-Identifier: Apache-2.0
"""Standard input, output and error as callers leave them: closed, or not to be written."""

import subprocess

import pytest
from runner import BIN


def shell(esign, line):
    """A run by a shell, which can close what it starts with."""
    return subprocess.run(
        ["/bin/sh", "-c", line.replace("esign", f'"{BIN}"', 1)],
        env=esign.env, capture_output=True, start_new_session=True, timeout=60, check=False,
    )


CLOSED = ["<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"]


@pytest.mark.parametrize("closed", CLOSED)
def test_what_is_said_goes_to_no_file_of_ours(esign, closed):
    """The session's lock would be the first file to get a closed descriptor's number."""
    runtime = esign.folder / "runtime" / "esign"
    runtime.mkdir(mode=0o700)
    (runtime / "default.session").write_bytes(b"not a session")
    shell(esign, f"esign --verbose status --json {closed}")
    assert {path.name: path.read_bytes() for path in runtime.iterdir()} == {
        "default.lock": b"", "default.session.bad": b"not a session",
    }


def test_a_result_without_a_standard_output_is_no_success(esign):
    assert shell(esign, "esign status --json >&-").returncode == 7


def test_a_result_on_a_full_disk_is_no_success(esign):
    for line in ("--version", "status", "status --json", "login --help"):
        assert shell(esign, f"esign {line} >/dev/full").returncode == 7


def test_where_something_was_sent_it_is_said_where_to_look(person):
    person.logged_in()
    options = " ".join(person.esign.options)
    done = shell(person.esign, f"esign {options} sms-verify --send-only >/dev/full")
    assert done.returncode == 9
    assert b"could not be written" in done.stderr and b"esign status" in done.stderr


def test_a_closed_standard_input_is_no_answer(esign):
    assert shell(esign, "esign login --answers - <&-").returncode == 2
