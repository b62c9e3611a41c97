"""A revised document of a plan that is here: every edition stays, records keep their codes, edits survive."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from measures.importing import FixtureError, Outcome
from measures.models import Change, Measure, Plan, Responsibility, Section, SourceDocument, Target
from tests.factories import assign, make_section
from tests.importing.sample import (
    SLUG,
    FixtureRecord,
    find,
    import_records,
    measure,
    sample,
    section,
    to_bytes,
    without_first_section,
)
from tests.importing.test_reimport import edit, outcome_of, outcomes

pytestmark = pytest.mark.django_db

LAB = "建设实验室。新增重点实验室5家。"


def edition(number: int, records: list[FixtureRecord] | None = None) -> list[FixtureRecord]:
    """The sample as another document, whose bytes are no earlier edition's."""
    records = sample() if records is None else records
    find(records, "sourcedocument")["sha256"] = str(number) * 64
    return records


def without(code: str) -> list[FixtureRecord]:
    """The sample without a measure and its parts."""
    return [
        record
        for record in sample()
        if record["fields"].get("code", "").split("/")[0] != code and record["fields"].get("measure") != [SLUG, code]
    ]


def test_a_revised_document_is_the_next_edition_and_the_first_stays() -> None:
    import_records()
    comparison = import_records(edition(2))
    assert (comparison.edition, comparison.is_new_edition) == (2, True)
    assert [(source.edition, source.sha256[0]) for source in SourceDocument.objects.order_by("edition")] == [
        (1, "1"),
        (2, "2"),
    ]
    for model in (Section, Measure, Target):
        assert set(model._default_manager.values_list("source__edition", flat=True)) == {2}
    assert Measure.objects.count() == 3


def test_the_same_bytes_read_by_a_newer_parser_are_the_same_edition() -> None:
    import_records()
    import_records(edition(2))
    records = edition(2)
    find(records, "sourcedocument").update(parser_version="9")
    comparison = import_records(records)
    assert (comparison.edition, comparison.is_new_edition) == (2, False)
    assert [source.parser_version for source in SourceDocument.objects.order_by("edition")] == ["1", "9"]


def test_an_earlier_edition_is_refused() -> None:
    import_records()
    import_records(edition(2))
    with pytest.raises(FixtureError, match=r"第1版.*第2版"):
        import_records()
    assert {record.source.edition for record in Measure.objects.all()} == {2}  # type: ignore[union-attr]


def test_the_document_of_another_plan_is_refused() -> None:
    import_records()
    records = edition(2)
    for number, code in enumerate(("1.1-1", "1.1-2", "1.2-1")):
        words = ("整治河道水系，清淤疏浚。", "改造老旧小区，加装电梯。", "发展乡村旅游，培育民宿。")[number]
        find(records, "measure", code=code).update(title=words, text=words)
    with pytest.raises(FixtureError, match="shili-plan"):
        import_records(records)
    assert SourceDocument.objects.count() == 1


def test_an_inserted_measure_takes_a_free_code_and_the_others_keep_theirs() -> None:
    import_records()
    records = edition(2)
    find(records, "measure", code="1.1-2").update(code="1.1-3", position=5)
    new = measure("1.1-2", 4, LAB)
    new["fields"].update(title="推广绿色技术", text="推广绿色技术。在园区推广光伏建筑。")
    records.insert(-5, new)
    comparison = import_records(records)
    assert outcome_of(comparison, SLUG, "1.1-3") is Outcome.NEW
    assert dict(Measure.objects.values_list("code", "title")) == {
        "1.1-1": "支持基础研究",
        "1.1-2": "建设实验室",
        "1.1-3": "推广绿色技术",
        "1.2-1": "引进人才",
    }
    assert [m.code for m in Measure.objects.in_document_order()] == ["1.1-1", "1.1-3", "1.1-2", "1.2-1"]


def test_what_the_new_edition_drops_is_withdrawn_by_it_and_comes_back_with_a_later_one() -> None:
    import_records(publish=True)
    head = Change.objects.head()
    comparison = import_records(edition(2, without("1.1-2")))
    assert outcome_of(comparison, SLUG, "1.1-2") is Outcome.WITHDRAW
    dropped = Measure.objects.get(code="1.1-2")
    assert dropped.withdrawn_on is not None
    assert dropped.withdrawn_by == SourceDocument.objects.get(edition=2)
    assert dropped.source == SourceDocument.objects.get(edition=1)
    changes = Change.objects.filter(pk__gt=head, resource="measures").values_list("key", "operation")
    assert ("1.1-2", "withdraw") in changes
    assert {operation for _key, operation in changes} == {"update", "withdraw"}
    assert import_records(edition(2, without("1.1-2"))).changes_nothing
    import_records(edition(3))
    assert Measure.objects.filter(code="1.1-2", withdrawn_on=None, withdrawn_by=None, source__edition=3).exists()


def test_what_was_dropped_under_one_number_comes_back_under_another() -> None:
    import_records()
    import_records(edition(2, without("1.1-1")))
    records = edition(3, without("1.1-1"))
    back = measure("1.2-2", 7, "支持基础研究。完善投入机制。（市科技局牵头，市财政局配合）")
    records.insert(-3, back)
    import_records(records)
    measure_back = Measure.objects.get(code="1.1-1")
    assert (measure_back.withdrawn_on, measure_back.section.code) == (None, "1.2")
    assert Measure.objects.count() == 3


def test_what_a_person_withdrew_stays_withdrawn() -> None:
    import_records()
    edit("1.1-2", withdrawn_on="2026-05-01")
    import_records(edition(2))
    assert str(Measure.objects.get(code="1.1-2").withdrawn_on) == "2026-05-01"


def test_what_a_person_keeps_in_spite_of_an_edition_is_not_withdrawn_again() -> None:
    import_records()
    import_records(edition(2, without("1.1-2")))
    edit("1.1-2", withdrawn_on=None)
    assert import_records(edition(2, without("1.1-2"))).changes_nothing
    import_records(edition(3, without("1.1-2")))
    assert Measure.objects.get(code="1.1-2").withdrawn_on is None


def test_an_absent_measure_of_another_reading_of_the_same_edition_is_not_withdrawn() -> None:
    import_records()
    records = without("1.1-2")
    comparison = import_records(records)
    assert outcome_of(comparison, SLUG, "1.1-2") is Outcome.ABSENT
    assert Measure.objects.get(code="1.1-2").withdrawn_on is None


def test_a_dropped_section_is_withdrawn_unless_something_stands_in_it() -> None:
    import_records()
    record = Measure.objects.get(code="1.1-1")
    own = {"title": "区里自定", "text": "区里自定。", "code": "1.1-9", "position": 9}
    Measure.objects.create(plan=record.plan, section=record.section, **own)
    import_records(edition(2, without_first_section()))
    assert Section.objects.get(code="1.1").withdrawn_on is None
    Measure.objects.get(code="1.1-9").delete()
    import_records(edition(3))
    import_records(edition(4, without_first_section()))
    assert Section.objects.get(code="1.1").withdrawn_by.edition == 4  # type: ignore[union-attr]


def test_a_section_of_an_editors_keeps_those_above_it_while_it_is_in_force() -> None:
    import_records()
    above = Section.objects.get(code="1.1")
    own = make_section(above.plan, above, code="1.1.9")
    import_records(edition(2, without_first_section()))
    above.refresh_from_db()
    assert above.withdrawn_on is None
    Section.objects.filter(pk=own.pk).update(withdrawn_on="2026-01-01")
    import_records(edition(3, without_first_section()))
    above.refresh_from_db()
    assert above.withdrawn_on is not None


def test_edits_here_survive_what_the_document_did_not_change() -> None:
    import_records()
    edit("1.1-2", title="建好实验室", phase="in_progress", note="已选址", due_on="2028-12-31")
    comparison = import_records(edition(2))
    assert {name: out for name, out in outcomes(comparison).items() if out is Outcome.KEEP} == {
        "1.1-2.title": Outcome.KEEP,
        "1.1-2.due_on": Outcome.KEEP,
    }
    kept = Measure.objects.get(code="1.1-2")
    assert (kept.title, kept.phase, kept.note, str(kept.due_on)) == (
        "建好实验室",
        "in_progress",
        "已选址",
        "2028-12-31",
    )


def test_a_deleted_measure_stays_deleted_under_another_number_too() -> None:
    import_records()
    Measure.objects.get(code="1.1-1").delete()
    records = edition(2)
    find(records, "measure", code="1.1-1").update(code="1.1-8", position=8)
    for name in ("市科技局", "市财政局"):
        find(records, "responsibility", body=["示例市", name])["measure"] = [SLUG, "1.1-8"]
    comparison = import_records(records)
    assert outcome_of(comparison, SLUG, "1.1-1") is Outcome.KEEP
    assert set(Measure.objects.values_list("code", flat=True)) == {"1.1-2", "1.2-1"}


def test_the_number_of_a_deleted_measure_is_not_given_to_another() -> None:
    import_records()
    Measure.objects.get(code="1.1-2").delete()
    records = edition(2)
    find(records, "measure", code="1.1-2").update(title="推广绿色技术", text="推广绿色技术。在园区推广光伏建筑。")
    import_records(records)
    assert Measure.objects.get(title="推广绿色技术").code == "1.1-3"


def roles(code: str) -> set[tuple[str, str]]:
    return set(Responsibility.objects.filter(measure__code=code).values_list("body__name", "role"))


def test_a_responsibility_that_the_document_drops_leaves_and_one_that_an_editor_added_stays() -> None:
    import_records()
    assign(Measure.objects.get(code="1.1-1"), "市教委", "support")
    records = [r for r in sample() if r["fields"].get("body") != ["示例市", "市财政局"]]
    comparison = import_records(edition(2, records))
    assert outcome_of(comparison, SLUG, "1.1-1", "示例市", "市财政局", "support") is Outcome.REMOVE
    assert roles("1.1-1") == {("市科技局", "lead"), ("市教委", "support")}
    assert Responsibility.history.filter(history_type="-", role="support").exists()
    assert import_records(edition(2, records)).changes_nothing
    import_records(edition(3))
    assert ("市财政局", "support") in roles("1.1-1")


def test_a_role_that_only_the_document_changed_follows_it() -> None:
    import_records()
    records = edition(2)
    find(records, "responsibility", body=["示例市", "市财政局"])["role"] = "responsible"
    import_records(records)
    assert roles("1.1-1") == {("市科技局", "lead"), ("市财政局", "responsible")}


@pytest.mark.parametrize("now", ["lead", "supervisor", None])
def test_a_role_that_was_changed_here_and_in_the_document_stays_and_is_a_conflict(now: str | None) -> None:
    import_records()
    part = Responsibility.objects.get(body__name="市财政局")
    part.role = "responsible"
    part.save()
    records = sample()
    if now is None:
        records = [r for r in records if r["fields"].get("body") != ["示例市", "市财政局"]]
    else:
        find(records, "responsibility", body=["示例市", "市财政局"])["role"] = now
    for _ in range(2):
        comparison = import_records(edition(2, records))
        ((_change, field),) = comparison.fields(Outcome.CONFLICT)
        assert (field.name, field.baseline, field.stored, field.incoming) == (
            "role",
            ["support"],
            ["responsible"],
            [now] if now else [],
        )
        assert roles("1.1-1") == {("市科技局", "lead"), ("市财政局", "responsible")}


def test_a_responsibility_removed_here_stays_removed() -> None:
    import_records()
    Responsibility.objects.get(body__name="市财政局").delete()
    import_records(edition(2))
    assert roles("1.1-1") == {("市科技局", "lead")}


def test_targets_are_known_again_by_their_words_and_figures() -> None:
    import_records()
    records = edition(2)
    known = find(records, "target", code="1.2-1/t1")
    known.update(code="1.2-1/t2", text="到2028年引进人才350名", value="350")
    new = {
        "model": "measures.target",
        "fields": known | {"code": "1.2-1/t1", "text": "建成基地3个", "unit": "个", "year": None},
    }
    records.append(new)
    import_records(records)
    assert dict(Target.objects.filter(measure__code="1.2-1").values_list("code", "text")) == {
        "1.2-1/t1": "到2028年引进人才350名",
        "1.2-1/t2": "建成基地3个",
    }


def test_a_target_in_quite_other_words_is_known_again_by_its_figure() -> None:
    import_records()
    records = edition(2)
    known = find(records, "target", code="1.2-1/t1")
    known.update(code="1.2-1/t2", text="高层次才俊总量三年翻番", value="600")
    new = {
        "model": "measures.target",
        "fields": known | {"code": "1.2-1/t1", "text": "建成基地3个", "unit": "个", "year": None},
    }
    records.append(new)
    import_records(records)
    assert dict(Target.objects.filter(measure__code="1.2-1").values_list("code", "text")) == {
        "1.2-1/t1": "高层次才俊总量三年翻番",
        "1.2-1/t2": "建成基地3个",
    }


def test_a_target_that_the_document_drops_leaves_unless_it_was_edited() -> None:
    import_records()
    edited = Target.objects.get(code="1.2-1/t1")
    edited.value = 400
    edited.save()
    records = [r for r in sample() if r["model"] != "measures.target"]
    comparison = import_records(edition(2, records))
    assert list(Target.objects.values_list("code", flat=True)) == ["1.2-1/t1"]
    assert outcome_of(comparison, SLUG, "1.1/t1") is Outcome.REMOVE
    assert outcome_of(comparison, SLUG, "1.2-1/t1") is Outcome.CONFLICT


def test_a_target_of_a_loaded_measure_that_the_document_drops_leaves_unless_the_measure_was_edited(
    tmp_path: Path,
) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(to_bytes(sample()))
    call_command("loaddata", str(path), verbosity=0)
    edit("1.2-1", note="核对")
    comparison = import_records(edition(2, [r for r in sample() if r["model"] != "measures.target"]))
    assert outcome_of(comparison, SLUG, "1.1/t1") is Outcome.REMOVE
    assert outcome_of(comparison, SLUG, "1.2-1/t1") is Outcome.CONFLICT


def test_a_merged_measure_names_its_successor_until_it_is_back() -> None:
    import_records()
    merged = edition(2, without("1.1-2"))
    find(merged, "measure", code="1.1-1")["text"] += LAB
    import_records(merged)
    assert [m.code for m in Measure.objects.get(code="1.1-2").successors.all()] == ["1.1-1"]
    import_records(edition(3))
    assert not Measure.objects.get(code="1.1-2").successors.exists()
    assert Measure.objects.get(code="1.1-2").withdrawn_on is None


def test_a_section_moved_by_the_document_takes_its_measures_along() -> None:
    import_records()
    records = edition(2)
    records.insert(5, section("2", None, "0002", 9, "第一章", "创新发展"))
    find(records, "section", code="2").update(label="第二章", title="人才强市")
    find(records, "section", code="1.2").update(code="2.1", parent=[SLUG, "2"], path="0002.0001", label="第一节")
    find(records, "measure", code="1.2-1").update(code="2.1-1", section=[SLUG, "2.1"])
    find(records, "responsibility", body=["示例市", "市人社局"])["measure"] = [SLUG, "2.1-1"]
    find(records, "target", code="1.2-1/t1").update(code="2.1-1/t1", measure=[SLUG, "2.1-1"])
    comparison = import_records(records)
    moved = Section.objects.get(code="1.2")
    assert (moved.parent.code, moved.path, moved.label) == ("2", "0002.0001", "第一节")  # type: ignore[union-attr]
    assert list(moved.measures.values_list("code", flat=True)) == ["1.2-1"]
    assert [change.key[1] for change in comparison.records if change.is_moved] == ["1.2"]


def test_passages_of_a_new_edition_name_the_stored_codes() -> None:
    import_records()
    records = edition(2)
    find(records, "measure", code="1.1-2").update(code="1.1-3")
    find(records, "sourcedocument")["passages"] = [[0, 5, "measure", "1.1-3"], [5, 9, "frame", "title"]]
    import_records(records)
    assert SourceDocument.objects.get(edition=2).passages == [[0, 5, "measure", "1.1-2"], [5, 9, "frame", "title"]]


def test_a_plan_with_a_new_date_and_number_takes_them(db: Any) -> None:
    import_records()
    records = edition(2)
    find(records, "plan")["issued_on"] = "2028-06-30"
    import_records(records)
    assert str(Plan.objects.get().issued_on) == "2028-06-30"


def test_a_withdrawal_that_nobody_applied_is_offered_again() -> None:
    import_records()
    declined = frozenset({("measure", (SLUG, "1.1-2"), "")})
    import_records(edition(2, without("1.1-2")), declined=declined)
    assert Measure.objects.get(code="1.1-2").withdrawn_on is None
    again = import_records(edition(2, without("1.1-2")))
    assert outcome_of(again, SLUG, "1.1-2") is Outcome.WITHDRAW
    assert Measure.objects.get(code="1.1-2").withdrawn_on is not None


def test_measures_of_the_same_words_keep_their_records_when_the_edition_is_imported_again() -> None:
    import_records()
    edit("1.1-1", title="区里的标题")
    records = edition(2, without("1.2-1"))
    find(records, "measure", code="1.1-1").update(title="进一步支持基础研究", text="区里改写的正文。")
    find(records, "measure", code="1.1-2").update(title="区里的标题", text="区里改写的正文。")
    import_records(records)
    assert import_records(records).changes_nothing
