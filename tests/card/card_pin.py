# SPDX-License-Identifier: Apache-2.0
"""esign card-pin with a module of its own: fixtures and what is asked of an answer."""

import json
import sys

import pytest
import tokens
from looking import SOURCE

sys.path.append(str(SOURCE / "tests" / "cli"))
import schema  # noqa: E402

NEW = "654321"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return tokens.build_bad_module(tmp_path_factory.mktemp("module"))


@pytest.fixture
def bad(built, tmp_path):
    return tokens.BadModule(built, tmp_path)


@pytest.fixture
def answers(tmp_path):
    """answers(pin="…") gives the options that answer so."""

    def write(**given):
        path = tmp_path / "answers.json"
        path.write_text(json.dumps(given))
        return ["--no-input", "--answers", path]

    return write


def run(token, *arguments, **how):
    result = tokens.run("card-pin", "--json", *arguments, token=token, **how)
    schema.check(result.json)
    return result


def outcome(result):
    return result.status, result.json["code"]


def state(result):
    return result.json["data"]["pin"]["state"]
