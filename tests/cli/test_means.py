# SPDX-License-Identifier: Apache-2.0
"""What a system that has little to give is told, before anything is sent; and what it never is
told: that the portal cannot be trusted."""

import json
import os
import resource
import shutil
import subprocess

import pytest
from runner import BIN, ID

SCARCE = "Close other programs, or raise the limits"
SANITIZED = bool(os.environ.get("ASAN_OPTIONS")) and b"__asan_init" in open(BIN, "rb").read()


def limited(person, which, value, *args):
    """One run under a limit: its JSON object."""
    run = person.esign
    line = [BIN, *run.options, "--json", "--no-input", *map(str, args)]
    done = subprocess.run(
        line, env=run.env, capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=60,
        preexec_fn=lambda: resource.setrlimit(which, (value, value)),
    )
    assert done.stdout, done.stderr.decode()
    return json.loads(done.stdout)


def login(person):
    return ["login", "--id-file", person.esign.file("id", ID), "--word-file",
            person.esign.file("word", "Any1Word")]


@pytest.mark.parametrize("descriptors", range(7, 14))
def test_few_descriptors_are_not_told_as_a_portal_that_cannot_be_trusted(person, descriptors):
    said = limited(person, resource.RLIMIT_NOFILE, descriptors, *login(person))
    assert said["code"] in ("no_resources", "input_needed", "ledger_unusable"), said
    assert said["code"] == "input_needed" or SCARCE in said["error"]["hint"], said


def test_few_descriptors_are_not_told_as_a_maildir_that_is_named_wrongly(person, tmp_path):
    (tmp_path / "new").mkdir()
    args = ["reset-word", "--word-file", person.esign.file("word", "Any1Word"), "--maildir", tmp_path,
            "--mail-wait", 0]
    codes = {limited(person, resource.RLIMIT_NOFILE, number, *args)["code"] for number in (4, 5, 6)}
    assert codes <= {"session_unusable", "no_resources", "mail_not_found"}


@pytest.mark.parametrize("bytes_", [0, 64 << 10, 128 << 10, 256 << 10])
def test_little_locked_memory_changes_nothing(person, bytes_):
    said = limited(person, resource.RLIMIT_MEMLOCK, bytes_, *login(person))
    assert said["code"] == "input_needed", said
    assert limited(person, resource.RLIMIT_MEMLOCK, bytes_, "status")["data"]["picture_waiting"]


@pytest.mark.skipif(SANITIZED, reason="a sanitizer needs more of the stack before main")
def test_a_small_stack_is_told(person):
    said = limited(person, resource.RLIMIT_STACK, 64 << 10, "status")
    assert (said["code"], said["status"], said["data"]) == ("no_resources", 7, said["data"])
    assert "ulimit" in said["error"]["hint"]


def test_a_stack_that_may_grow_is_let_grow(person):
    def narrow():
        resource.setrlimit(resource.RLIMIT_STACK, (192 << 10, 8 << 20))

    done = subprocess.run([BIN, *person.esign.options, "status"], env=person.esign.env,
                          preexec_fn=narrow, check=False, timeout=60, capture_output=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path, words", [
    ("nonsense.pem", "No such file or directory"), ("/", "Is a directory"),
    ("/dev/zero", "File too large"), ("/dev/null", "holds no certificate"),
])
def test_a_ca_file_that_is_none_is_told_as_what_it_is(person, path, words):
    options = person.esign.options
    options[options.index("--cacert") + 1] = path
    said = limited(person, resource.RLIMIT_CORE, 0, *login(person))
    assert words in said["error"]["message"], said
    assert said["code"] == ("tls_refused" if path == "/dev/null" else "usage")


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare"), reason="it takes a mount")
def test_a_system_without_authorities_is_told_as_that(person):
    line = [BIN, *person.esign.options, "--json", "--no-input", *login(person)]
    at = line.index("--cacert")
    del line[at : at + 2]
    script = 'mount -t tmpfs none /etc/ssl/certs && exec "$@"'
    done = subprocess.run(["unshare", "-m", "sh", "-c", script, "sh", *map(str, line)],
                          env=person.esign.env, capture_output=True, check=False, timeout=60)
    error = json.loads(done.stdout)["error"]
    assert (error["code"], "no certificate authorities" in error["message"]) == ("tls_refused", True), error
    assert "ca-certificates" in error["hint"]
