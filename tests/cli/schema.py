# SPDX-License-Identifier: Apache-2.0
"""Checks what a command said with --json against docs/schema."""

import json
from pathlib import Path

from jsonschema import Draft202012Validator

try:  # newer ones, whose RefResolver knows no fragment of a URN any more
    from referencing import Registry, Resource
except ImportError:
    from jsonschema import RefResolver

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schema"
SCHEMAS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")}
STORE = {schema["$id"]: schema for schema in SCHEMAS.values()}


def _references(schema):
    if "RefResolver" in globals():
        return {"resolver": RefResolver.from_schema(schema, store=STORE)}
    return {"registry": Registry().with_resources(
        (name, Resource.from_contents(one)) for name, one in STORE.items())}


def problems(value, name="envelope"):
    """What is wrong with the value, one line each; none where it is right."""
    schema = SCHEMAS[name]
    validator = Draft202012Validator(schema, **_references(schema))
    return [
        "/".join(map(str, error.absolute_path)) + ": " + error.message
        for error in validator.iter_errors(value)
    ]


def _no_duplicates(pairs):
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), f"a key stands twice: {keys}"
    return dict(pairs)


def parse(text):
    """The one object of a run's standard output: one line, nothing before or after."""
    assert text.endswith("\n"), f"no line end: {text!r}"
    assert text.count("\n") == 1, f"not exactly one line: {text!r}"
    return json.loads(text, object_pairs_hook=_no_duplicates)


def check(value, name=None):
    """Fails where the value is not what its schema, the command's, says. Returns it."""
    found = problems(value, name or value.get("command") or "envelope")
    assert not found, "\n".join([*found, json.dumps(value, ensure_ascii=False)])
    return value
