"""The Haidian chapter with its made-up revision imported over some edits."""

import pytest

from measures import parsing
from measures.fixture import dumps, records
from measures.importing import Comparison, apply, read
from measures.models import Measure
from tests.importing.revised_haidian import CHAPTER, revised

SLUG = "haidian-14fyp"


@pytest.fixture(scope="module")
def fixtures() -> tuple[bytes, bytes]:
    """The fixtures of the chapter and of its made-up revision."""
    names = {"纲要.txt": CHAPTER.read_text(encoding="utf-8"), "纲要（中期调整）.txt": revised()}
    first, second = (dumps(records(parsing.read(text.encode()), SLUG, name)) for name, text in names.items())
    return first.encode(), second.encode()


@pytest.fixture
def comparison(db: None, fixtures: tuple[bytes, bytes]) -> Comparison:
    """What importing the revision after the chapter found and wrote."""
    first, second = map(read, fixtures)
    apply(first, publish=True)
    for measure in Measure.objects.filter(code__in=["3.2.1-2", "3.6.3-3", "3.4.1-2"]):
        measure.phase, measure.note = "in_progress", "区里已开展"
        measure.save()
    edited = Measure.objects.get(code="3.2.1-2")
    edited.title = "增强中小型科技企业活力"
    edited.save()
    return apply(second)
