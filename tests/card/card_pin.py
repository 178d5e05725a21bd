# SPDX-License-Identifier: Apache-2.0
"""esign card-pin with a module of its own: fixtures and what is asked of an answer."""

import pytest
import tokens

NEW = "654321"


@pytest.fixture
def bad(built, tmp_path):
    return tokens.BadModule(built, tmp_path)


def run(token, *arguments, **how):
    return tokens.run("card-pin", "--json", *arguments, token=token, **how)


def outcome(result):
    return result.status, result.json["code"]


def state(result):
    return result.json["data"]["pin"]["state"]
