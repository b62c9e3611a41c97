"""Bodies of a document whose names, or aliases, another body here has or looks like: refused with that body."""

from typing import Any

import pytest

from measures.importing import FixtureError, apply, compare, compare_division, read
from measures.models import ResponsibleBody
from tests.factories import make_body
from tests.importing.divisions import FIRST, PLAN, incoming
from tests.importing.sample import find, sample, to_bytes

pytestmark = pytest.mark.django_db


def refusal(records: list[Any]) -> str:
    with pytest.raises(FixtureError) as caught:
        compare(read(to_bytes(records)))
    return str(caught.value)


def test_an_alias_that_a_body_here_has_is_refused() -> None:
    make_body("市科学院", aliases=["市科院"])
    records = sample()
    find(records, "responsiblebody", name="市科技局")["aliases"] = ["市 科院"]
    assert "“市科学院”" in refusal(records)
    assert "示例市 市科技局" in refusal(records)


def test_a_name_that_looks_like_those_of_two_bodies_here_is_refused_with_both() -> None:
    """They are older than the rule that no two may look alike."""
    ResponsibleBody.objects.bulk_create(
        ResponsibleBody(uuid=f"00000000-0000-0000-0000-00000000000{n}", jurisdiction="示例市", name=name)
        for n, name in enumerate(["市科 技局", "市 科技局"])
    )
    words = refusal(sample())
    assert "“市科 技局”" in words
    assert "“市 科技局”" in words


def test_so_is_one_of_a_division_of_work() -> None:
    apply(incoming(PLAN))
    ResponsibleBody.objects.bulk_create(
        ResponsibleBody(uuid=f"00000000-0000-0000-0000-00000000000{n}", jurisdiction="示例市", name=name)
        for n, name in enumerate(["市教 育局", "市 教育局"])
    )
    with pytest.raises(FixtureError, match="市教 育局"):
        compare_division(incoming(FIRST))


def test_a_name_that_looks_like_that_of_one_body_means_that_body() -> None:
    body = make_body("市科 技局")
    changes = compare(read(to_bytes(sample()))).of(ResponsibleBody)
    assert [change.record for change in changes if change.record is not None] == [body]
