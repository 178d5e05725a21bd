# SPDX-License-Identifier: Apache-2.0
"""Libraries that are loaded when they are needed: which commands do without them, and what is said
where one is missing or too old. What they are loaded for is tested everywhere else."""

import re
import subprocess
from pathlib import Path

import pytest
from runner import BIN, Esign

# As the program knows them, and what begins the names of their functions.
LATE = {
    "libcurl.so": ("curl_",), "libssl.so": ("SSL_", "TLS_"),
    "libgmime-3.0.so": ("g_mime_",), "libgobject-2.0.so": ("g_object_", "g_type_"),
    "libglib-2.0.so": ("g_",), "libpsl.so": ("psl_",),
    "libchafa.so": ("chafa_",), "libpng16.so": ("png_",), "libturbojpeg.so": ("tj",),
    "libgif.so": ("DGif",),
}
NOWHERE = ("--start", "https://127.0.0.1:9/")
MAIL = Path(__file__).resolve().parents[1] / "mail" / "text-only.eml"
RESET = ("reset-word", "--mail", MAIL)
NEEDS = [
    ("libcurl.so", ("login", *NOWHERE)), ("libcurl.so", ("inspect", NOWHERE[1], *NOWHERE)),
    ("libgmime-3.0.so", RESET), ("libpsl.so", RESET),
]
DOES_WITHOUT = [("--help",), ("status",), ("card-check",), ("logout",)]


def file_of(library):
    """The name that the program loads it by: libcurl.so.4"""
    found = set(re.findall(re.escape(library).encode() + rb"[.0-9]+(?=\0)", Path(BIN).read_bytes()))
    return found.pop().decode() if len(found) == 1 else None


@pytest.fixture
def esign(tmp_path):
    made = Esign(tmp_path)
    made.env["PCSCLITE_CSOCK_NAME"] = str(tmp_path / "no-service")
    made.env["ESIGN_ASKPASS"] = made.askpass("echo Deneme2026")
    return made


@pytest.fixture
def instead(esign):
    """instead(LIBRARY, how): the loader finds another in its place, "broken" or "empty"."""

    def put(library, how):
        folder = esign.folder / "lib"
        folder.mkdir()
        file = folder / file_of(library)
        if how == "broken":
            file.write_bytes(b"")
        else:
            subprocess.run(["cc", "-shared", "-o", file, "-x", "c", "/dev/null"], check=True)
        esign.env["LD_LIBRARY_PATH"] = str(folder)

    return put


def loaded(esign, *command):
    """The names of all that the loader took up, in every process of the run."""
    folder = esign.folder / "loader"
    folder.mkdir(exist_ok=True)
    esign.run(*command, env={"LD_DEBUG": "files", "LD_DEBUG_OUTPUT": str(folder / "told")})
    told = "".join(path.read_text(errors="replace") for path in folder.iterdir())
    assert "libcrypto.so" in told
    return {name.rsplit("/", 1)[-1] for name in re.findall(r"file=(\S+)", told)}


@pytest.mark.parametrize("command", DOES_WITHOUT, ids=" ".join)
def test_a_command_that_needs_none_of_them_loads_none(esign, command):
    names = loaded(esign, *command)
    assert not [name for name in names if name.startswith(tuple(LATE))]


# A child that loads one has closed the file that the loader tells it in: it is seen below.
@pytest.mark.parametrize(("library", "command"), [one for one in NEEDS if one[1] is not RESET])
def test_the_loader_is_asked_for_it_when_it_is_needed(esign, library, command):
    assert file_of(library) in loaded(esign, *command)


@pytest.mark.parametrize(("library", "command"), NEEDS)
@pytest.mark.parametrize("how", ["broken", "empty"])
def test_one_that_cannot_be_used_is_told_in_both_languages(esign, instead, library, command, how):
    instead(library, how)
    told = [esign.json("--lang", language, *command) for language in ("en", "tr")]
    for one in told:
        assert (one.status, one.code) == (7, "library_unusable")
        assert file_of(library) in one.error["message"]
        assert "apt install" in one.error["hint"] or file_of(library) in one.error["hint"]
    assert told[0].error["message"] != told[1].error["message"]


@pytest.mark.parametrize("library", sorted({library for library, _ in NEEDS}))
def test_the_other_commands_go_on_without_it(esign, instead, library):
    instead(library, "broken")
    for command in DOES_WITHOUT:
        assert esign.run(*command).status == (5 if command == ("card-check",) else 0)


@pytest.mark.parametrize("library", sorted({library for library, _ in NEEDS}))
def test_a_version_is_told_without_it(esign, instead, library):
    instead(library, "broken")
    assert esign.run("--version").status == 0


def test_doctor_tells_it_among_what_is_in_the_way(esign, instead):
    instead("libcurl.so", "broken")
    checks = {check["name"]: check for check in esign.json("doctor", *NOWHERE).data["checks"]}
    assert (checks["tcp"]["state"], checks["tcp"]["code"]) == ("wrong", "library_unusable")
    assert file_of("libcurl.so") in checks["tcp"]["what"]
    assert checks["page"]["state"] == "skipped"


def test_they_are_not_among_what_the_program_is_linked_with():
    needed = re.findall(r"NEEDED.*\[(.*)\]", subprocess.check_output(["readelf", "-d", BIN], text=True))
    assert "libcrypto.so.3" in needed
    assert not [name for name in needed if name.startswith(tuple(LATE))]


def test_the_program_shows_the_libraries_no_functions_of_their_names():
    """Their own calls of themselves would come to us."""
    starts = tuple(start for group in LATE.values() for start in group)
    shown = subprocess.check_output(["nm", "-D", "--defined-only", BIN], text=True)
    assert not [line for line in shown.splitlines() if line.split()[-1].startswith(starts)]
