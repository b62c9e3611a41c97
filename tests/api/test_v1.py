"""Version 1 keeps its shape, and nothing of it is undocumented."""

import json

from tests.api.reference import PAGE, page
from tests.api.v1 import KEPT, shape
from tests.serving import ROOT


def test_version_1_has_the_shape_it_had() -> None:
    assert shape() == json.loads(KEPT.read_text(encoding="utf-8")), "deliberate? `DEBUG=1 python -m tests.api.v1`"


def test_the_reference_tells_of_every_address_method_and_parameter_as_the_document_does() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "`DEBUG=1 python -m tests.api.reference`"


def test_the_handbook_tells_how_versions_end() -> None:
    handbook = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    policy = handbook.split("## Versions and deprecation", 1)[1]
    for word in ("`/api/v1/`", "`Deprecation`", "`Sunset`"):
        assert word in policy
