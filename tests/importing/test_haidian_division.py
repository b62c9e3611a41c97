"""A made-up division of work for the Haidian chapter is imported as a careful reader would, in either form."""

from typing import Any

import pytest

from measures import parsing
from measures.fixture import dumps, records
from measures.importing import Comparison, Incoming, Outcome, apply, apply_division, read
from measures.models import DivisionTask, Measure, Plan, Responsibility, Section, SourceDocument
from tests.importing.haidian_division import AFTER, EXPECTED, TASKS, as_table, as_text
from tests.importing.revised_haidian import CHAPTER

SLUG = "haidian-14fyp"


def fixture_of(data: bytes, name: str) -> bytes:
    return dumps(records(parsing.read(data), SLUG, name)).encode()


@pytest.fixture(scope="module")
def chapter() -> bytes:
    return fixture_of(CHAPTER.read_bytes(), "纲要.txt")


@pytest.fixture
def plan(db: None, chapter: bytes) -> None:
    apply(read(chapter), publish=True)


@pytest.fixture
def division(plan: None) -> Incoming:
    return read(fixture_of(as_text(), "分工方案.txt"))


def words_of(code: str) -> tuple[str, str | None, str]:
    """What a measure says: deadline in words, day, bodies that have a duty by role."""
    measure = Measure.objects.get(code=code)
    parts = measure.responsibilities.exclude(role="mentioned").order_by("position")
    bodies = ", ".join(f"{part.role} {part.body.name}" for part in parts)
    return measure.due_text, str(measure.due_on) if measure.due_on else None, bodies


def state(*models: Any) -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize("form", [as_text, as_table])
def test_it_gives_the_measures_that_it_names_their_bodies_and_deadlines(plan: None, form: Any) -> None:
    comparison = apply_division(read(fixture_of(form(), "分工方案")))
    assert {n.task.number: (n.code, n.by.value) for n, _said in comparison.division or ()} == EXPECTED
    assert {code: words_of(code) for code in AFTER} == AFTER
    others = Measure.objects.exclude(code__in=AFTER)
    assert not others.exclude(due_text="", due_on=None).exists()
    assert not Responsibility.objects.filter(measure__in=others).exclude(role="mentioned").exists()


def test_nothing_else_of_the_plan_changes(division: Incoming) -> None:
    kept = [
        field.name
        for field in Measure._meta.fields
        if field.name not in ("due_on", "due_text", "version", "updated_at")
    ]
    before = state(Plan, Section), list(Measure.objects.order_by("pk").values(*kept))
    apply_division(division)
    assert (state(Plan, Section), list(Measure.objects.order_by("pk").values(*kept))) == before
    versions = dict(Measure.objects.values_list("code", "version"))
    assert {code for code, version in versions.items() if version == 2} == set(AFTER)


def test_it_is_kept_as_a_document_of_the_plan_in_which_every_responsibility_is_found(division: Incoming) -> None:
    apply_division(division)
    source = SourceDocument.objects.get(kind="division")
    assert (source.code, source.edition) == ("division-1", 1)
    parts = Responsibility.objects.exclude(role="mentioned")
    assert {part.source_id for part in parts} == {source.pk}
    assert all(part.source_text == part.body.name for part in parts)
    tasks = DivisionTask.objects.order_by("number")
    assert [task.measure.code if task.measure else "" for task in tasks] == [code for code, _by in EXPECTED.values()]
    for task, (_heading, words, *_who) in zip(tasks, TASKS, strict=True):
        assert words in task.words
        assert words in source.text[task.source_start : task.source_end]
        assert not task.measure or words in source.wording(task.measure.code)


def test_the_same_document_again_changes_nothing(division: Incoming) -> None:
    apply_division(division)
    before = state(Plan, Section, Measure, Responsibility, SourceDocument, DivisionTask), Measure.history.count()
    again = apply_division(division)
    assert again.changes_nothing
    after = state(Plan, Section, Measure, Responsibility, SourceDocument, DivisionTask), Measure.history.count()
    assert after == before


def test_the_plan_again_leaves_what_the_division_of_work_says(division: Incoming, chapter: bytes) -> None:
    apply_division(division)
    again = apply(read(chapter))
    assert again.changes_nothing
    assert {code: words_of(code) for code in AFTER} == AFTER
    assert not list(again.fields(Outcome.CONFLICT))


def test_an_edited_deadline_and_an_edited_role_stay_and_wait_for_a_person(division: Incoming) -> None:
    measure = Measure.objects.get(code="3.1.1-1")
    measure.due_on = "2024-06-30"
    measure.save()
    comparison = apply_division(division)
    measure.refresh_from_db()
    assert (str(measure.due_on), measure.due_text) == ("2024-06-30", "2023年12月底前")
    [conflict] = measure.conflicts.all()
    assert (conflict.field, conflict.said_before, conflict.here, conflict.said_now) == (
        "due_on",
        None,
        "2024-06-30",
        "2023-12-31",
    )
    assert outcomes(comparison, Measure)["3.1.1-1"] is Outcome.CONFLICT


def outcomes(comparison: Comparison, model: Any) -> dict[str, Outcome]:
    return {str(change.key[1]): change.outcome for change in comparison.of(model)}
