"""What a plan holds of its newest document, given as a fixture again: a correction begins with that."""

from pathlib import Path

import pytest

from measures import fixture
from measures.importing import apply, read, rows_said
from measures.models import Measure, Responsibility, Section, SourceDocument, Target
from tests.importing.sample import FixtureRecord, sample, to_bytes
from tests.importing.test_editions import LAB, edition, without
from tests.importing.test_reimport import edit

pytestmark = pytest.mark.django_db

[HAIDIAN] = (Path(__file__).parent.parent.parent / "fixtures").glob("haidian-14fyp*.json")


def said() -> list[FixtureRecord]:
    source = SourceDocument.objects.order_by("edition").last()
    assert source is not None
    return rows_said(source)


def of_measures_and_parts(rows: list[FixtureRecord]) -> dict[str, object]:
    """What is said of each, without places: of a responsibility that was removed here nothing says where it stood."""
    return {
        f"{model.__name__} {key}": sorted(
            (name, str(value))
            for name, value in row.items()
            if not name.startswith(("source", "origin")) and value not in ("", None)
        )
        for model, records in read(to_bytes(rows)).rows.items()
        if model in (Section, Measure, Responsibility, Target)
        for key, row in records.items()
    }


def test_an_imported_plan_says_what_was_imported() -> None:
    data = HAIDIAN.read_bytes()
    apply(read(data))
    rows = said()
    assert fixture.tree_of(rows).passages
    assert read(fixture.dumps(rows).encode()).rows == read(data).rows


def test_what_people_edited_is_said_as_the_document_has_it() -> None:
    apply(read(to_bytes(sample())))
    edit("1.1-2", title="区里的标题", due_on="2029-12-31")
    Measure.objects.get(code="1.1-1").responsibilities.filter(role="support").get().delete()
    assert of_measures_and_parts(said()) == of_measures_and_parts(sample())


def test_what_an_edition_dropped_is_not_said_any_more() -> None:
    apply(read(to_bytes(sample())))
    apply(read(to_bytes(edition(2, without("1.1-2")))))
    rows = said()
    assert LAB not in [row["fields"].get("text") for row in rows]
    assert {tuple(row["fields"]["source"]) for row in rows if "source" in row["fields"]} == {("shili-plan", 2)}
