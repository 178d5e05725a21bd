# SPDX-License-Identifier: Apache-2.0
"""What is written about the program agrees with it."""

import json
import os
import re
import tempfile
from pathlib import Path

from harness import SOURCE, Skip, check, files, read, run

ENTRY = re.compile(r'ES_ERROR\(\w+,\s*"(\w+)",\s*(\d+)')


def errors():
    """code → exit status, as the one list has them."""
    return {code: int(status) for code, status in ENTRY.findall(read("include/esign/errors.def"))}


def promised():
    """code → exit status, as they were promised to scripts."""
    table = {}
    for line in read("tests/lint/codes.txt").split("\n"):
        if line and not line.startswith("#"):
            status, *codes = line.split()
            table.update({code: int(status) for code in codes})
    return table


def commands():
    known = {"envelope", "profile", "version"}
    return [path.stem for path in files("docs/schema/*.json") if path.stem not in known]


def manual(name):
    """A manual page as it is built."""
    with tempfile.TemporaryDirectory() as folder:
        program, page = f"{folder}/make-man", f"{folder}/{name}"
        done = run("cc", "-Iinclude", "-o", program, "docs/man/make-man.c")
        if done.returncode:
            raise AssertionError(done.stderr)
        done = run(program, f"docs/man/{name}.in", page)
        if done.returncode:
            raise AssertionError(done.stderr)
        return Path(page).read_text(encoding="utf-8")


def pages():
    return [path.name.removesuffix(".in") for path in files("docs/man/*.in")]


@check("every promised code is in the list of errors, with its exit status")
def codes_are_kept():
    have = errors()
    for code, status in promised().items():
        if have.get(code) != status:
            yield f"{code}: promised {status}, the list says {have.get(code)}"


@check("every code of the list is promised")
def codes_are_promised():
    for code in errors().keys() - promised().keys():
        yield f"{code}: add it to tests/lint/codes.txt"


@check("every code stands in the manual")
def codes_in_the_manual():
    for page in ("esign.1", "esign-json.5"):
        text = manual(page)
        for code in errors():
            if f".It Li {code}\n" not in text:
                yield f"{page}: {code}"


@check("the schema's codes are those of the list")
def codes_in_the_schema():
    envelope = json.loads(read("docs/schema/envelope.json"))
    have = list(errors())
    error = envelope["properties"]["error"]["properties"]["code"]["enum"]
    if error != have:
        yield f"error.code: {sorted(set(error) ^ set(have)) or 'another order'}"
    if envelope["properties"]["code"]["enum"] != ["ok", *have]:
        yield "code is not ok and the list's codes"


@check("the schema's kinds are those of the header")
def kinds_in_the_schema():
    envelope = json.loads(read("docs/schema/envelope.json"))
    needs = envelope["properties"]["error"]["properties"]["needs"]["items"]["enum"]
    have = [word.lower() for word in re.findall(r"ES_KIND_(\w+)", read("include/esign/kind.h"))]
    have.remove("count")
    if sorted(set(have)) != sorted(needs):
        yield f"{sorted(set(have) ^ set(needs))}"


@check("schemas are schemas")
def schemas():
    try:
        from jsonschema import Draft202012Validator
        from jsonschema.exceptions import SchemaError
    except ImportError as missing:
        raise Skip("python3-jsonschema is not installed") from missing
    for path in files("docs/schema/*.json"):
        try:
            Draft202012Validator.check_schema(json.loads(read(path)))
        except SchemaError as error:
            yield f"{path}: {error.message}"


@check("every object of a schema names all its keys and lets no other pass")
def schemas_are_strict():
    def walk(node, where):
        if isinstance(node, dict):
            props = node.get("properties")
            if isinstance(props, dict) and "required" in node:
                if sorted(node["required"]) != sorted(props):
                    yield f"{where}: not every key is required"
                if node.get("additionalProperties") is not False:
                    yield f"{where}: lets other keys pass"
            for key, value in node.items():
                yield from walk(value, f"{where}/{key}")

    for path in files("docs/schema/*.json"):
        if path.stem != "profile":
            yield from walk(json.loads(read(path)), path.name)


@check("profiles are what their schema says")
def profiles():
    from jsonschema import Draft202012Validator

    if not (SOURCE / "docs/schema/profile.json").exists():
        raise Skip("there is no docs/schema/profile.json yet")
    validator = Draft202012Validator(json.loads(read("docs/schema/profile.json")))
    for path in files("src/profiles/*.json"):
        for error in validator.iter_errors(json.loads(read(path))):
            yield f"{path}: {'/'.join(map(str, error.absolute_path))}: {error.message}"


@check("right examples of profiles pass their schema, wrong ones do not")
def example_profiles():
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(json.loads(read("docs/schema/profile.json")))

    def passes(path):
        try:
            return validator.is_valid(json.loads(read(path)))
        except json.JSONDecodeError:
            return False

    for path in files("tests/unit/profiles/*/*.json"):
        if passes(path) != (path.parent.name == "good"):
            yield f"{path}: {'passes' if passes(path) else 'does not pass'}"


@check("every key of a profile stands in one of the right examples")
def example_keys():
    schema = json.loads(read("docs/schema/profile.json"))

    def known(node, where=""):
        for key, value in node.get("properties", {}).items():
            yield f"{where}/{key}"
            yield from known(value.get("items", value), f"{where}/{key}")

    def used(node, where=""):
        for key, value in node.items() if isinstance(node, dict) else ():
            yield f"{where}/{key}"
            for one in value if isinstance(value, list) else [value]:
                yield from used(one, f"{where}/{key}")

    examples = files("tests/unit/profiles/good/*.json")
    stand = {key for path in examples for key in used(json.loads(read(path)))}
    for key in known(schema):
        if key not in stand and not key.endswith("/comment"):
            yield key


@check("the profile's schema names the codes, the built-in profiles and the screens there are")
def names_in_the_profiles_schema():
    schema = json.loads(read("docs/schema/profile.json"))
    screens = re.search(r"screen_names\[[^]]*\] = \{(.*?)\};", read("src/portal/view.c"), re.S)
    for what, said, have in (
        ("codes", schema["$defs"]["code"]["enum"], ["ok", *errors()]),
        ("profiles", schema["properties"]["extends"]["enum"],
         [path.stem for path in files("src/profiles/*.json")]),
        ("screens", schema["$defs"]["screen"]["enum"], re.findall(r'"(\w+)"', screens.group(1))),
    ):
        if sorted(said) != sorted(have):
            yield f"{what}: {sorted(set(said) ^ set(have))}"


@check("every key of a profile stands in its manual")
def profile_keys_in_the_manual():
    text = manual("esign-profile.5")
    schema = json.loads(read("docs/schema/profile.json"))

    def keys(node):
        if isinstance(node, dict):
            for key, value in node.items():
                if key == "properties":
                    yield from value
                yield from keys(value)
        elif isinstance(node, list):
            for value in node:
                yield from keys(value)

    for key in sorted(set(keys(schema))):
        if not re.search(rf"^\.It Li .*(?<![\w$]){re.escape(key)}(?!\w)", text, re.MULTILINE):
            yield key


@check("manual pages pass mandoc's lint")
def mandoc():
    for page in pages():
        done = run("mandoc", "-Tlint", "-W", "style", input=manual(page))
        for line in done.stdout.splitlines() + done.stderr.splitlines():
            if "referenced manual not found" not in line:
                yield f"{page}: {line}"


def program(name="ESIGN_BIN"):
    path = os.environ.get(name)
    if not path or not os.access(path, os.X_OK):
        raise Skip(f"{name} names no program")
    return path


def help_of(*command, name="ESIGN_BIN"):
    done = run(program(name), "--lang", "en", *command, "--help")
    if done.returncode:
        raise AssertionError(f"{' '.join(command)} --help ended with {done.returncode}")
    return done.stdout


def options_of_help(*command, name="ESIGN_BIN"):
    text = help_of(*command, name=name)
    return set(re.findall(r"^ +--([a-z][a-z0-9-]*)", text, re.MULTILINE))


def options_of_manual(text):
    return set(re.findall(r"^\.It Fl Fl ([a-z0-9-]+)", text, re.MULTILINE))


def section(text, title):
    """The part of a manual page below a heading, to the next one of its rank or higher."""
    found = re.search(rf"^\.S[sh] {re.escape(title)}\n(.*?)(?=^\.S[hs] |\Z)", text, re.M | re.S)
    return found.group(1) if found else ""


@check("each command's options stand in the manual, and no others")
def options():
    text = manual("esign.1")
    everywhere = options_of_manual(section(text, "GLOBAL OPTIONS"))
    overall = options_of_help()
    for name in sorted(everywhere ^ overall):
        yield f"esign: --{name} stands in {'the manual' if name in everywhere else '--help'} alone"
    for command in commands():
        own = options_of_manual(section(text, command))
        said = options_of_help(command) - everywhere
        for name in sorted(own ^ said):
            yield f"{command}: --{name} stands in {'the manual' if name in own else '--help'} alone"


@check("the practice portal's options and faults stand in its manual, and no others")
def practice_options():
    text = manual("esign-practice.1")
    said = options_of_help(name="ESIGN_PRACTICE_BIN")
    for name in sorted(options_of_manual(text) ^ said):
        yield f"--{name}"
    faults = help_of(name="ESIGN_PRACTICE_BIN").split("faults,")[1]
    said = set(re.findall(r"^  ([a-z][a-z0-9-]+) ", faults, re.MULTILINE))
    for name in sorted(set(re.findall(r"^\.It Cm (\S+)", text, re.MULTILINE)) ^ said):
        yield f"fault {name}"


@check("each command has a section of the manual and a line in the help")
def commands_are_documented():
    text = manual("esign.1")
    said = run(program(), "--lang", "en", "--help").stdout
    for command in commands():
        if not section(text, command):
            yield f"{command}: no section in esign.1"
        if command not in said:
            yield f"{command}: not in --help"


@check("the manual's environment is that of esign help environment")
def environment():
    said = run(program(), "--lang", "en", "help", "environment").stdout
    have = set(re.findall(r"\b([A-Z][A-Z_]{3,})\b", said.split("\n\n")[0]))
    listed = re.findall(r"^\.It Ev (.*)", section(manual("esign.1"), "ENVIRONMENT"), re.MULTILINE)
    stand = {name for line in listed for name in re.split(r"[ ,]+", line)}
    for name in sorted(stand ^ have):
        yield f"{name} stands in {'the manual' if name in stand else 'esign help environment'} alone"


@check("every kind of answer is explained in esign help answers")
def kinds_in_the_help():
    said = run(program(), "--lang", "en", "help", "answers").stdout
    for word in set(re.findall(r"ES_KIND_(\w+)", read("include/esign/kind.h"))) - {"COUNT"}:
        if not re.search(rf"^  {word.lower()} +[a-z]", said, re.MULTILINE):
            yield word.lower()


@check("the settings of esign-config are those of esign help config")
def settings():
    said = run(program(), "--lang", "en", "help", "config").stdout
    text = manual("esign-config.5")
    for name in sorted(set(re.findall(r"^\[(\w+)\]$", said, re.MULTILINE)) or {"none"}):
        own = said.split(f"[{name}]\n")[1].split("\n\n")[0]
        have = set(re.findall(r"^  (\w+)", own, re.MULTILINE))
        stand = set(re.findall(r"^\.It Li (\w+)", section(text, name), re.MULTILINE))
        for key in sorted(have ^ stand):
            yield f"{name}.{key} stands in {'the manual' if key in stand else 'the help'} alone"


@check("documents link to files that exist")
def links():
    for path in files("*.md"):
        text = re.sub(r"```.*?```", "", read(path), flags=re.S)
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
            if "://" not in target and not (SOURCE / path.parent / target).exists():
                yield f"{path}: {target}"
