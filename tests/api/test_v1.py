"""Version 1 keeps its shape, and nothing of it is undocumented."""

import json
import re
from typing import Any

import pytest

from tests.api.v1 import KEPT, shape
from tests.serving import ROOT

REFERENCE = ROOT / "docs/api-reference.md"


@pytest.fixture(scope="module")
def now() -> Any:
    return shape()


def test_version_1_has_the_shape_it_had(now: Any) -> None:
    assert now == json.loads(KEPT.read_text(encoding="utf-8")), "deliberate? `DEBUG=1 python -m tests.api.v1`"


def test_every_address_method_and_parameter_is_in_the_reference(now: Any) -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    told = {
        (heading, name)
        for heading, section in re.findall(r"^## `(.+?)`$(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
        for name in ("", *re.findall(r"^\| `(.+?)` \|", section, re.MULTILINE))
    }
    asked = {
        (f"{method.upper()} {address}", name)
        for address, operations in now["paths"].items()
        for method, operation in operations.items()
        for name in ("", *(part["name"] for part in operation.get("parameters", [])))
    }
    assert told == asked, f"missing {sorted(asked - told)}, no longer there {sorted(told - asked)}"


def test_the_handbook_tells_how_versions_end() -> None:
    handbook = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    policy = handbook.split("## Versions and deprecation", 1)[1]
    for word in ("`/api/v1/`", "`Deprecation`", "`Sunset`"):
        assert word in policy
