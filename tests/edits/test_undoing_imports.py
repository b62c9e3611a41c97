"""Undoing an import takes back what it said, too: the edition does not count, and the same document lists the same."""

import json
from typing import Any

import pytest

from measures.choices import EditVia
from measures.edits import UndoRefusedError, undo
from measures.importing import Comparison, Outcome, compare, dump, read
from measures.intake.imports import apply_import, incoming_of
from measures.models import Conflict, Edit, Import, Measure, Plan, ReplacedValues, Section, SourceDocument
from tests.edits.history import gaps
from tests.factories import make_plan
from tests.importing.sample import SLUG, FixtureRecord, find, import_records, measure, section, to_bytes
from tests.importing.test_editions import LAB, edition, without
from tests.importing.test_reimport import edit
from tests.made_once import made_once
from tests.uploads import uploaded

pytestmark = pytest.mark.django_db


def revised(number: int = 2) -> list[FixtureRecord]:
    """Edition 2: a title in conflict with an editor's, a new text, a measure less, a section with a measure more."""
    records = edition(number, without("1.2-1"))
    find(records, "measure", code="1.1-1").update(text="支持基础研究。稳定投入。（市科技局牵头，市财政局配合）")
    find(records, "measure", code="1.1-2").update(title="建设重点实验室")
    opened = section("1.3", "1", "0001.0003", 7, "第二节", "人才")
    opened["fields"].update(label="第三节", title="开放合作")
    new = measure("1.3-1", 8, LAB)
    new["fields"].update(title="拓展国际合作", text="拓展国际合作。完善平台。")
    return [*records, opened, new]


def undo_last() -> Edit:
    return undo(Edit.objects.latest("pk"), by=None, via=EditVia.ADMIN)


def listed(comparison: Comparison) -> list[tuple[object, ...]]:
    """What a person is shown of a comparison: the records that change, field by field."""
    return sorted(
        (change.model.__name__, change.key, change.outcome, tuple((f.name, f.outcome) for f in change.fields))
        for change in comparison.records
        if change.outcome is not Outcome.UNCHANGED and change.model is not SourceDocument
    )


def compared(records: list[FixtureRecord]) -> Comparison:
    return compare(read(to_bytes(records)))


def baselines() -> dict[str, Any]:
    return {str(each): each.baseline for model in (Plan, Section, Measure) for each in model.objects.all()}


@made_once
def first() -> None:
    import_records()
    edit("1.1-2", title="建好实验室")


def test_the_same_document_lists_the_same_changes_once_more(first: None) -> None:
    before, said = listed(compared(revised())), baselines()
    assert {row[2] for row in before} == {Outcome.NEW, Outcome.UPDATE, Outcome.CONFLICT, Outcome.WITHDRAW}
    import_records(revised())
    undo_last()
    assert baselines() == said
    assert listed(compared(revised())) == before
    comparison = import_records(revised())
    assert (comparison.edition, comparison.is_new_edition) == (2, True)
    assert SourceDocument.objects.filter(undone=False).count() == 2
    assert Conflict.objects.open().count() == 1
    assert gaps() == []


def test_an_edition_that_was_undone_stays_and_does_not_count_as_the_last(first: None) -> None:
    import_records(revised())
    undo_last()
    assert list(SourceDocument.objects.values_list("edition", "undone")) == [(1, False), (2, True)]
    again = compared(edition(1))
    assert (again.edition, again.is_new_edition) == (1, False)
    third = import_records(revised(3))
    assert (third.edition, third.is_new_edition) == (3, True)
    second = compared(revised(2))
    assert (second.edition, second.is_new_edition) == (4, True)


def test_what_readers_knew_is_withdrawn_and_comes_back_with_the_same_document() -> None:
    import_records(publish=True)
    import_records(revised(), publish=True)
    Measure.objects.filter(code="1.3-1").update(review_state="published")
    undo_last()
    for record in (Measure.objects.get(code="1.3-1"), Section.objects.get(code="1.3")):
        assert record.withdrawn_on is not None
        assert record.withdrawn_by == SourceDocument.objects.get(edition=2)
    assert import_records(edition(1)).changes_nothing
    import_records(revised(), publish=True)
    for record in (Measure.objects.get(code="1.3-1"), Section.objects.get(code="1.3")):
        assert (record.withdrawn_on, record.withdrawn_by) == (None, None)


def test_the_first_import_of_a_published_plan_is_undone_and_done_again() -> None:
    import_records(publish=True)
    undo_last()
    assert SourceDocument.objects.get().undone
    assert not Measure.objects.in_force().exists()
    comparison = import_records(publish=True)
    assert (comparison.edition, comparison.is_new_edition) == (1, True)
    assert Measure.objects.in_force().count() == 3


def test_undoing_the_undo_makes_the_edition_count_again(first: None) -> None:
    import_records(revised())
    said = baselines()
    undo_last()
    undo_last()
    assert baselines() == said
    assert not SourceDocument.objects.filter(undone=True).exists()
    assert compared(revised()).changes_nothing
    undo_last()
    assert SourceDocument.objects.get(edition=2).undone
    assert listed(compared(revised()))


def test_a_later_edition_keeps_what_it_said(first: None) -> None:
    import_records(revised())
    second = Edit.objects.latest("pk")
    later = revised(3)
    find(later, "measure", code="1.1-1").update(text="支持基础研究。长期稳定投入。（市科技局牵头，市财政局配合）")
    import_records(later)
    said = Measure.objects.get(code="1.1-1").baseline
    undo(second, by=None, via=EditVia.ADMIN)
    assert Measure.objects.get(code="1.1-1").baseline == said
    assert list(SourceDocument.objects.values_list("edition", "undone")) == [(1, False), (2, True), (3, False)]


def test_a_reading_by_a_newer_parser_is_taken_back_with_its_passages(first: None) -> None:
    records = edition(1)
    before = SourceDocument.objects.values().get()
    find(records, "sourcedocument").update(parser_version="9", passages=[[0, 5, "heading", "1"]], coverage={"text": 5})
    import_records(records)
    undo_last()
    assert SourceDocument.objects.values().get() == before
    assert not SourceDocument.objects.get().undone


def test_the_same_document_again_replaces_nothing(first: None) -> None:
    import_records()
    kept = ReplacedValues.objects.count()
    import_records()
    assert ReplacedValues.objects.count() == kept
    assert Plan.objects.get().slug == SLUG


@pytest.mark.django_db
def test_a_whole_draft_comes_back_when_its_undoing_is_undone() -> None:
    item = uploaded(slug="shili")
    apply_import(item, None, expected="", declined=frozenset())
    imported = Edit.objects.latest("pk")
    before, versions = dumped(), [*Measure.objects.order_by("code").values_list("pk", "code", "source_start")]
    for _twice in range(2):
        undo(imported, by=None, via=EditVia.ADMIN)
        assert not Plan.objects.exists()
        item.refresh_from_db()
        assert (item.plan, item.source) == (None, None)
        imported = undo_last()
        assert dumped() == before
        assert [*Measure.objects.order_by("code").values_list("pk", "code", "source_start")] == versions
        item.refresh_from_db()
        assert (item.plan, item.source) == (Plan.objects.get(), SourceDocument.objects.get())
        assert SourceDocument.objects.get().file.name == ""  # the bytes were deleted
        assert compare(incoming_of(item_of(SourceDocument.objects.get()))).changes_nothing
    assert gaps() == []


@pytest.mark.django_db
def test_a_draft_whose_slug_has_another_plan_by_now_does_not_come_back() -> None:
    import_records()
    undo_last()
    make_plan(SLUG)
    with pytest.raises(UndoRefusedError):
        undo_last()
    assert not SourceDocument.objects.exists()
    assert not Measure.objects.exists()


def dumped() -> list[Any]:
    """The plan as its dump has it, but for versions, which rise, and the file."""
    records = json.loads(dump(Plan.objects.get()))
    return [
        (record["model"], {name: value for name, value in record["fields"].items() if name not in ("version", "file")})
        for record in records
    ]


def item_of(source: SourceDocument) -> Import:
    return uploaded(plan=source.plan)
