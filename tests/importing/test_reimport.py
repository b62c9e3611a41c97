"""The three-way comparison: what an editor did, what a newer reading of the same document says."""

from typing import Any

import pytest
from django.core.management import call_command

from measures.importing import Comparison, FixtureError, Outcome
from measures.models import Conflict, Measure, Plan, Responsibility, ResponsibleBody, Section, SourceDocument, Target
from tests.factories import assign
from tests.importing.sample import SLUG, find, import_records, measure, responsibility, sample, section, to_bytes

pytestmark = pytest.mark.django_db


def outcomes(comparison: Comparison) -> dict[str, Outcome]:
    """What became of each field that differs, as `code.field`."""
    return {f"{change.key[-1]}.{field.name}": field.outcome for change in comparison.records for field in change.fields}


def outcome_of(comparison: Comparison, *key: str) -> Outcome:
    (found,) = [change.outcome for change in comparison.records if change.key == key]
    return found


def edit(code: str, **values: Any) -> None:
    record = Measure.objects.get(code=code)
    for name, value in values.items():
        setattr(record, name, value)
    record.save()


def read_anew(code: str, **values: Any) -> list[dict[str, Any]]:
    """The fixture as a newer parser reads it, with other values for one measure."""
    records = sample()
    find(records, "measure", code=code).update(values)
    return records


def test_the_same_fixture_again_changes_nothing_and_says_so() -> None:
    import_records()
    before = list(Measure.objects.order_by("pk").values())
    comparison = import_records()
    assert comparison.changes_nothing
    assert {change.outcome for change in comparison.records} == {Outcome.UNCHANGED}
    assert list(Measure.objects.order_by("pk").values()) == before
    assert Measure.history.count() == 3


def test_what_nobody_edited_follows_the_newer_reading() -> None:
    import_records()
    comparison = import_records(read_anew("1.1-2", title="建设重点实验室", due_on="2029-06-30"))
    assert outcomes(comparison) == {"1.1-2.title": Outcome.UPDATE, "1.1-2.due_on": Outcome.UPDATE}
    updated = Measure.objects.get(code="1.1-2")
    assert (updated.title, str(updated.due_on), updated.version) == ("建设重点实验室", "2029-06-30", 2)
    assert updated.history.first().edit.via == "import"
    assert import_records(read_anew("1.1-2", title="建设重点实验室", due_on="2029-06-30")).changes_nothing


def read_by_a_newer_parser() -> list[dict[str, Any]]:
    """The same document, read with passages, the plan's own text and other places of one measure."""
    records = sample()
    find(records, "plan", slug=SLUG)["text"] = "为推动发展，制定本规划。"
    find(records, "sourcedocument", edition=1).update(parser_version="2", passages=[[0, 40, "text", ""]])
    find(records, "measure", code="1.1-2").update(source_start=3, source_end=9)
    return records


def test_reading_an_installed_document_again_gives_it_passages_and_the_plans_text_and_keeps_edits() -> None:
    import_records()
    edit("1.1-2", title="建设实验室群")
    import_records(read_by_a_newer_parser())
    (source,) = SourceDocument.objects.all()
    assert (source.edition, source.parser_version, source.passages) == (1, "2", [[0, 40, "text", ""]])
    assert Plan.objects.get().text == "为推动发展，制定本规划。"
    kept = Measure.objects.get(code="1.1-2")
    assert (kept.title, kept.source_start, kept.source_end) == ("建设实验室群", 3, 9)
    assert import_records(read_by_a_newer_parser()).changes_nothing


def test_a_plans_text_that_an_editor_wrote_stays() -> None:
    import_records(read_by_a_newer_parser())
    Plan.objects.update(text="本规划自印发之日起施行。")
    import_records(read_by_a_newer_parser())
    assert Plan.objects.get().text == "本规划自印发之日起施行。"


def test_an_edit_stays_where_the_reading_did_not_change() -> None:
    import_records()
    edit("1.1-2", title="建好实验室", phase="in_progress")
    comparison = import_records()
    assert outcomes(comparison) == {"1.1-2.title": Outcome.KEEP}
    assert comparison.changes_nothing
    assert Measure.objects.get(code="1.1-2").title == "建好实验室"


def test_an_edit_and_a_newer_reading_of_the_same_field_are_a_conflict_and_the_edit_stays() -> None:
    import_records()
    edit("1.1-2", title="建好实验室")
    comparison = import_records(read_anew("1.1-2", title="建设重点实验室", due_text="2029年"))
    assert outcomes(comparison) == {"1.1-2.title": Outcome.CONFLICT, "1.1-2.due_text": Outcome.UPDATE}
    ((_change, field),) = comparison.fields(Outcome.CONFLICT)
    assert (field.stored, field.incoming, field.baseline) == ("建好实验室", "建设重点实验室", "建设实验室")
    record = Measure.objects.get(code="1.1-2")
    assert (record.title, record.due_text) == ("建好实验室", "2029年")


def test_an_edit_that_agrees_with_the_newer_reading_is_no_difference() -> None:
    import_records()
    edit("1.1-2", title="建设重点实验室")
    assert outcomes(import_records(read_anew("1.1-2", title="建设重点实验室"))) == {}


def test_a_loaded_plan_has_no_baseline_so_what_differs_is_a_conflict(tmp_path: Any) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(to_bytes(sample()))
    call_command("loaddata", str(path), verbosity=0)
    comparison = import_records(read_anew("1.1-2", title="建设重点实验室"))
    assert outcomes(comparison) == {"1.1-2.title": Outcome.CONFLICT}
    assert Measure.objects.get(code="1.1-2").title == "建设实验室"
    assert Measure.objects.values_list("baseline__title", flat=True).get(code="1.1-2") == "建设重点实验室"


def test_what_the_newer_reading_adds_is_new_and_what_it_lacks_is_reported_and_stays() -> None:
    import_records()
    records = [r for r in sample() if r["fields"].get("code") != "1.1-2"]
    records.insert(-5, measure("1.2-2", 7, "引进人才。"))
    comparison = import_records(records, publish=True)
    assert outcome_of(comparison, SLUG, "1.2-2") is Outcome.NEW
    assert outcome_of(comparison, SLUG, "1.1-2") is Outcome.ABSENT
    assert Measure.objects.count() == 4
    assert list(Measure.objects.published().values_list("code", flat=True)) == ["1.2-2"]


def test_what_an_editor_added_is_neither_absent_nor_touched() -> None:
    import_records()
    record = Measure.objects.get(code="1.1-2")
    Measure.objects.create(
        plan=record.plan, section=record.section, code="1.1-9", title="新增", text="新增。", position=9
    )
    comparison = import_records()
    assert comparison.changes_nothing
    assert (SLUG, "1.1-9") not in {change.key for change in comparison.records}


def test_a_deleted_measure_stays_deleted() -> None:
    import_records()
    Measure.objects.get(code="1.2-1").delete()
    comparison = import_records()
    assert outcome_of(comparison, SLUG, "1.2-1") is Outcome.KEEP
    assert outcome_of(comparison, SLUG, "1.2-1", "示例市", "市人社局", "lead") is Outcome.KEEP
    assert comparison.changes_nothing
    assert Measure.objects.count() == 2


def test_a_deleted_section_comes_back_only_for_a_measure_that_stands_in_it() -> None:
    import_records()
    Measure.objects.get(code="1.2-1").delete()
    Section.objects.get(code="1.2").delete()
    import_records()
    assert not Section.objects.filter(code="1.2").exists()
    records = sample()
    records.insert(-5, measure("1.2-2", 7, "引进人才。"))
    import_records(records)
    assert Section.objects.get(code="1.2").path == "0001.0002"
    assert list(Section.objects.get(code="1.2").measures.values_list("code", flat=True)) == ["1.2-2"]


def test_assignments_and_removals_survive_a_newer_reading() -> None:
    import_records()
    Responsibility.objects.get(body__name="市财政局").delete()
    assign(Measure.objects.get(code="1.1-1"), "市教委", "support")
    comparison = import_records(read_anew("1.1-1", title="强化基础研究"))
    names = Responsibility.objects.filter(measure__code="1.1-1").values_list("body__name", flat=True)
    assert set(names) == {"市科技局", "市教委"}
    assert outcome_of(comparison, SLUG, "1.1-1", "示例市", "市财政局", "support") is Outcome.KEEP


def test_a_role_that_an_editor_changed_stays_changed() -> None:
    import_records()
    lead = Responsibility.objects.get(body__name="市人社局")
    lead.role = "responsible"
    lead.save()
    comparison = import_records()
    assert outcome_of(comparison, SLUG, "1.2-1", "示例市", "市人社局", "lead") is Outcome.KEEP
    assert Outcome.ABSENT not in {change.outcome for change in comparison.records}
    assert list(Responsibility.objects.filter(measure__code="1.2-1").values_list("role", flat=True)) == ["responsible"]


@pytest.mark.parametrize(("edited", "expected"), [(True, Outcome.CONFLICT), (False, Outcome.NEW)])
def test_on_a_loaded_measure_a_missing_assignment_is_new_only_if_nobody_edited_it(
    edited: bool, expected: Outcome, tmp_path: Any
) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(to_bytes(sample()))
    call_command("loaddata", str(path), verbosity=0)
    if edited:
        edit("1.1-2", note="核对")
    records = [*sample(), responsibility("1.1-2", "市科技局", "lead", 1)]
    comparison = import_records(records)
    assert outcome_of(comparison, SLUG, "1.1-2", "示例市", "市科技局", "lead") is expected
    assert Responsibility.objects.filter(measure__code="1.1-2").exists() is not edited


@pytest.mark.parametrize(("edited", "expected"), [(True, Outcome.CONFLICT), (False, Outcome.NEW)])
def test_on_a_loaded_measure_a_missing_target_is_new_only_if_nobody_edited_it(
    edited: bool, expected: Outcome, tmp_path: Any
) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(to_bytes([record for record in sample() if record["model"] != "measures.target"]))
    call_command("loaddata", str(path), verbosity=0)
    if edited:
        edit("1.2-1", note="核对")
    assert outcome_of(import_records(), SLUG, "1.2-1/t1") is expected


def test_the_roles_that_a_loaded_measure_has_are_what_its_document_said(tmp_path: Any) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(to_bytes(sample()))
    call_command("loaddata", str(path), verbosity=0)
    edit("1.1-1", note="核对")
    records = sample()
    find(records, "responsibility", body=["示例市", "市财政局"])["role"] = "lead"
    import_records(records)
    conflict = Conflict.objects.get()
    assert (conflict.said_before, conflict.here, conflict.said_now) == (["support"], ["support"], ["lead"])


def test_a_newly_read_responsibility_counts_as_one_edit_of_its_measure() -> None:
    import_records()
    records = [
        *sample(),
        responsibility("1.1-2", "市科技局", "lead", 1),
        responsibility("1.1-2", "市财政局", "support", 2),
    ]
    import_records(records)
    assert Measure.objects.get(code="1.1-2").version == 2
    assert Measure.objects.get(code="1.1-1").version == 1
    assert import_records(records).changes_nothing


def test_a_target_is_compared_field_by_field_and_a_deleted_one_stays_deleted() -> None:
    import_records()
    Target.objects.filter(code="1.1/t1").delete()
    edited = Target.objects.get(code="1.2-1/t1")
    edited.unit = "人"
    edited.save()
    records = sample()
    find(records, "target", code="1.2-1/t1").update({"value": "350", "unit": "名"})
    comparison = import_records(records)
    assert outcomes(comparison) == {"1.2-1/t1.value": Outcome.UPDATE, "1.2-1/t1.unit": Outcome.KEEP}
    assert Target.objects.get().value == 350


def test_equal_numbers_are_equal_however_they_are_written() -> None:
    import_records()
    records = sample()
    find(records, "target", code="1.2-1/t1")["value"] = "300.00"
    assert import_records(records).changes_nothing


def test_an_inserted_section_moves_the_paths_of_the_others() -> None:
    import_records()
    records = sample()
    find(records, "section", code="1.1")["path"] = "0001.0002"
    find(records, "section", code="1.2")["path"] = "0001.0003"
    records.insert(7, section("1.u1", "1", "0001.0001", 2, "第二节", "人才"))
    import_records(records)
    assert dict(Section.objects.values_list("code", "path")) == {
        "1": "0001",
        "1.u1": "0001.0001",
        "1.1": "0001.0002",
        "1.2": "0001.0003",
    }


def test_a_section_that_is_no_longer_read_makes_room_and_goes_last() -> None:
    import_records()
    records = [r for r in sample() if r["fields"].get("code", "").split("-")[0].split("/")[0] != "1.1"]
    records = [r for r in records if r["fields"].get("measure") != [SLUG, "1.1-1"]]
    find(records, "section", code="1.2")["path"] = "0001.0001"
    import_records(records)
    paths = dict(Section.objects.values_list("code", "path"))
    assert (paths["1.2"], paths["1.1"]) == ("0001.0001", "0001.0002")


def test_a_section_that_an_editor_added_is_not_absent_and_makes_room_for_a_new_one() -> None:
    import_records()
    plan = Plan.objects.get()
    Section.objects.create(plan=plan, parent=plan.sections.get(code="1"), code="1.9", path="0001.0003", position=9)
    comparison = import_records()
    assert comparison.changes_nothing
    assert (SLUG, "1.9") not in {change.key for change in comparison.records}
    records = sample()
    records.insert(8, section("1.3", "1", "0001.0003", 7, "第二节", "人才"))
    import_records(records)
    paths = dict(Section.objects.values_list("code", "path"))
    assert (paths["1.3"], paths["1.9"]) == ("0001.0003", "0001.0004")


def test_a_section_that_an_editor_moved_stays_where_it_is_with_all_below_it() -> None:
    import_records()
    moved = Section.objects.get(code="1.2")
    moved.parent, moved.path = Section.objects.get(code="1.1"), "0001.0001.0001"
    moved.save()
    comparison = import_records()
    assert outcomes(comparison) == {"1.2.parent": Outcome.KEEP}
    moved.refresh_from_db()
    assert (moved.parent.code, moved.path) == ("1.1", "0001.0001.0001")


def test_a_move_here_and_one_in_the_document_never_close_a_circle() -> None:
    import_records()
    first, second = Section.objects.get(code="1.1"), Section.objects.get(code="1.2")
    first.parent, first.path = second, "0001.0002.0001"
    first.save()
    records = sample()
    find(records, "section", code="1.2").update({"parent": [SLUG, "1.1"], "path": "0001.0001.0001"})
    comparison = import_records(records)
    assert outcomes(comparison) == {"1.1.parent": Outcome.KEEP, "1.2.parent": Outcome.CONFLICT}
    second.refresh_from_db()
    assert (second.parent.code, second.path) == ("1", "0001.0002")  # type: ignore[union-attr]


def test_a_plan_made_by_hand_keeps_its_slug() -> None:
    Plan.objects.create(slug=SLUG, title="手工规划")
    with pytest.raises(FixtureError, match="shili-plan"):
        import_records()
    assert not Section.objects.exists()


@pytest.mark.parametrize(
    ("state_here", "expected"), [("draft", "published"), ("archived", "archived"), ("published", "published")]
)
def test_publish_on_a_second_run_publishes_a_plan_that_nobody_archived(state_here: str, expected: str) -> None:
    import_records()
    plan = Plan.objects.get()
    plan.state = state_here
    plan.save()
    import_records(publish=True)
    plan.refresh_from_db()
    assert plan.state == expected


def test_publish_publishes_a_plan_that_was_loaded(tmp_path: Any) -> None:
    path = tmp_path / "fixture.json"
    path.write_bytes(to_bytes(sample()))
    call_command("loaddata", str(path), verbosity=0)
    import_records(publish=True)
    assert Plan.objects.get().state == "published"


def test_a_plan_that_an_editor_unpublished_is_not_published_again() -> None:
    import_records(publish=True)
    plan = Plan.objects.get()
    plan.state = "draft"
    plan.save()
    import_records(publish=True)
    plan.refresh_from_db()
    assert plan.state == "draft"


def test_an_edited_body_is_never_overwritten() -> None:
    import_records()
    ResponsibleBody.objects.filter(name="市科技局").update(kind="enterprise")
    assert import_records().changes_nothing
    assert ResponsibleBody.objects.get(name="市科技局").kind == "enterprise"
