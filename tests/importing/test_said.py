"""What a plan holds of its newest document, given as a fixture again: a correction begins with that."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from measures import fixture
from measures.edits import EditVia
from measures.edits import edit as edit_in_progress
from measures.importing import apply, read, rows_said
from measures.models import Measure, Plan, Responsibility, Section, SourceDocument, Target
from tests.factories import assign, make_source
from tests.importing.sample import SLUG, FixtureRecord, find, sample, to_bytes
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


def test_what_was_loaded_and_edited_since_is_said_as_it_was_loaded(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_bytes(to_bytes(sample()))
    call_command("loaddata", file, verbosity=0)
    with edit_in_progress(None, via=EditVia.ADMIN):
        edit("1.1-2", title="区里的标题", due_on="2029-12-31", section=Section.objects.get(code="1"))
        lead, support = Measure.objects.get(code="1.1-1").responsibilities.order_by("position")
        support.delete()
        lead.role = "supervisor"
        lead.save()
        assign(Measure.objects.get(code="1.1-1"), "市教委", "support")
        Target.objects.get(section__code="1.1").delete()
        for record, title in ((Section.objects.get(code="1.2"), "人才队伍"), (Plan.objects.get(), "区里的规划")):
            record.title = title
            record.save()
    rows = said()
    assert of_measures_and_parts(rows) == of_measures_and_parts(sample())
    assert find(rows, "plan", slug=SLUG)["title"] == "示例市发展规划"
    assert find(rows, "responsibility", role="support")["source_start"] is not None


def test_what_a_division_of_work_gave_a_loaded_measure_is_not_said_by_the_plan(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_bytes(to_bytes(sample()))
    call_command("loaddata", file, verbosity=0)
    of_work = make_source(Plan.objects.get(), "示例市任务分工方案", edition=2, kind="division")
    with edit_in_progress(None, via=EditVia.IMPORT):
        assign(Measure.objects.get(code="1.1-2"), "市教委", source=of_work, source_start=0, source_end=3)
    first = SourceDocument.objects.get(edition=1)
    assert of_measures_and_parts(json.loads(json.dumps(rows_said(first)))) == of_measures_and_parts(sample())
