"""A new edition writes what it changes, not the places of everything behind an inserted paragraph."""

from typing import Any

import pytest

from measures import fixture, parsing
from measures.importing import Comparison, Outcome, apply, read, rows_said
from measures.intake.pages import page_of_document
from measures.models import Change, Edit, Measure, Responsibility, Section, SourceDocument, Target
from measures.models.base import Sourced
from tests.importing.sample import find, import_records, sample
from tests.importing.test_reimport import edit, outcome_of
from tests.uploads import TEXT

pytestmark = pytest.mark.django_db
SLUG = "shili"
GREEN = "一、推广绿色技术。在园区推广光伏建筑。（市发改委牵头）\n"
REVISED = TEXT.replace("第二节", f"第二节 绿色发展\n{GREEN}第三节")
EARLIER = TEXT.replace("一、支持", "一、开放数据。建设公共数据平台。\n二、支持").replace("二、建设", "三、建设")


def rows_of(text: str) -> list[dict[str, Any]]:
    return fixture.records(parsing.read(text.encode()), SLUG, f"{len(text)}.txt")


def import_text(text: str, **options: Any) -> Comparison:
    return apply(read(fixture.dumps(rows_of(text)).encode()), **options)


def source(edition: int) -> SourceDocument:
    return SourceDocument.objects.get(edition=edition)


def read_from(edition: int) -> set[str]:
    """The records that were last written from this edition."""
    models: tuple[type[Sourced], ...] = (Section, Measure, Responsibility, Target)
    return {str(record) for model in models for record in model._default_manager.filter(source__edition=edition)}


def test_what_stands_behind_an_inserted_paragraph_is_not_written() -> None:
    import_text(TEXT, publish=True)
    head, edits = Change.objects.head(), Edit.objects.count()
    comparison = import_text(EARLIER)
    assert outcome_of(comparison, SLUG, "1.1-3") is Outcome.NEW
    written = {change.key[1] for change in comparison.records if change.is_written and change.model is Measure}
    assert written == {"1.1-1", "1.1-2", "1.1-3"}, "their printed numbers changed, that of 1.2-1 did not"
    assert dict(Measure.objects.values_list("code", "version")) == {"1.1-1": 2, "1.1-2": 2, "1.1-3": 1, "1.2-1": 1}
    assert set(Section.objects.values_list("version", flat=True)) == {1}
    assert not Change.objects.filter(pk__gt=head, key__in=["1", "1.1", "1.2", "1.2-1"]).exists()
    assert Edit.objects.count() == edits + 1
    assert "引进人才" in read_from(1)
    assert "建设实验室" in read_from(2)


def test_the_order_is_that_of_the_new_edition_although_most_numbers_stay() -> None:
    import_text(TEXT)
    before = dict(Measure.objects.values_list("code", "position"))
    import_text(EARLIER)
    assert [each.code for each in Measure.objects.in_document_order()] == ["1.1-3", "1.1-1", "1.1-2", "1.2-1"]
    after = dict(Measure.objects.values_list("code", "position"))
    assert before.items() <= after.items()


def test_what_an_editor_moved_stays_there_whatever_is_inserted_before_it() -> None:
    import_text(TEXT)
    first = Measure.objects.get(code="1.1-1")
    edit("1.1-2", position=first.position - 50)
    comparison = import_text(EARLIER)
    assert not [change for _record, change in comparison.fields(Outcome.CONFLICT)]
    assert [each.code for each in Measure.objects.in_document_order()] == ["1.1-2", "1.1-3", "1.1-1", "1.2-1"]


def test_measures_that_share_a_position_keep_it() -> None:
    records = sample()
    find(records, "measure", code="1.1-2")["position"] = find(records, "measure", code="1.1-1")["position"]
    import_records(records)
    assert import_records(records).changes_nothing


def test_the_same_edition_again_changes_nothing() -> None:
    import_text(TEXT)
    import_text(REVISED)
    again = import_text(REVISED)
    assert again.changes_nothing
    assert {change.outcome for change in again.records} == {Outcome.UNCHANGED}


def test_the_page_of_each_edition_has_the_records_at_its_own_lines(admin_user: Any) -> None:
    import_text(TEXT)
    import_text(REVISED)
    lines = [
        {entry.code: entry.line for entry in page_of_document(source(edition), admin_user).entries}
        for edition in (1, 2)
    ]
    assert lines[0] == {"1": 2, "1.1": 3, "1.1-1": 4, "1.1-2": 5, "1.2": 6, "1.2-1": 7}
    assert {code: line for code, line in lines[1].items() if code in lines[0]} == lines[0] | {"1.2": 8, "1.2-1": 9}


def test_the_fixture_of_the_newest_edition_has_every_place_in_its_text() -> None:
    import_text(TEXT)
    import_text(EARLIER)
    said, meant = (
        {
            (model, str(row.get("title") or row.get("text") or row.get("body"))): (
                row["source_start"],
                row["source_end"],
            )
            for model, records in read(fixture.dumps(rows).encode()).rows.items()
            for row in records.values()
            if row.get("source")
        }
        for rows in (rows_said(source(2)), rows_of(EARLIER))
    )
    assert said == meant


def test_other_white_space_in_the_same_words_is_another_place_and_written() -> None:
    import_text(TEXT)
    import_text(REVISED.replace("一、引进人才。到", "一、引进人才。 到"))
    measure = Measure.objects.get(code="1.2-1")
    assert measure.source == source(2)
    assert all(part.source == source(2) for part in measure.responsibilities.all())


def test_a_record_that_two_editions_had_is_known_by_alike_words_in_the_third() -> None:
    import_text(TEXT)
    import_text(REVISED)
    comparison = import_text(
        REVISED.replace("引进人才。到2028年引进人才300名。", "引进和培养人才。到2029年引进人才500名。")
    )
    assert outcome_of(comparison, SLUG, "1.2-1") is Outcome.UPDATE


def test_what_another_reading_of_the_newest_edition_misses_stays_however_often_it_is_read() -> None:
    import_text(TEXT)
    import_text(REVISED)
    rows = rows_of(REVISED)
    [lost] = [row["fields"] for row in rows if row["fields"].get("title") == "引进人才"]
    rows = [row for row in rows if row["fields"] is not lost and row["fields"].get("measure") != [SLUG, lost["code"]]]
    [document] = [row["fields"] for row in rows if row["model"] == "measures.sourcedocument"]
    document["passages"] = [
        [*each[:2], "unparsed", ""] if each[3] == lost["code"] else each for each in document["passages"]
    ]
    for _time in range(2):
        comparison = apply(read(fixture.dumps(rows).encode()))
        assert outcome_of(comparison, SLUG, "1.2-1") is Outcome.ABSENT
    assert Measure.objects.get(code="1.2-1").withdrawn_on is None


def test_an_edit_of_a_record_that_did_not_move_stays_and_its_place_is_not_written() -> None:
    import_text(TEXT)
    edit("1.2-1", title="区里的标题")
    comparison = import_text(REVISED)
    assert outcome_of(comparison, SLUG, "1.2-1") is Outcome.KEEP
    assert Measure.objects.get(code="1.2-1").version == 2
