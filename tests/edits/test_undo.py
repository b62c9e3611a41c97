"""Taking an edit back, itself an edit: field by field, parts included; what a later edit touched stays and is named."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from measures.choices import EditVia, Phase, Role
from measures.edits import UndoRefusedError, edit, plan_undo, undo, undo_checks
from measures.models import Edit, Measure, Plan, Responsibility, ResponsibleBody, Section, SourceDocument, Target
from tests.edits.history import gaps
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_target
from tests.importing.sample import find, import_records, sample
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


@made_once
def measure() -> Measure:
    return make_measure(make_section(make_plan("demo")), due_on=date(2025, 6, 30))


def edited(by: User, write: Callable[[], object]) -> Edit:
    """The edit in which `write` was called."""
    with edit(by, via=EditVia.ADMIN) as unit:
        write()
    return unit.edit


def change(record: Any, **values: Any) -> Callable[[], None]:
    def write() -> None:
        stored = type(record)._default_manager.get(pk=record.pk)
        for name, value in values.items():
            setattr(stored, name, value)
        stored.save()

    return write


def take_back(made: Edit, by: User | None = None) -> Edit:
    return undo(made, by=by, via=EditVia.ADMIN)


def refusals(made: Edit) -> list[tuple[str, str]]:
    return [(refusal.field, refusal.reason) for refusal in plan_undo(made).refusals]


def test_changed_fields_take_their_old_values_as_a_new_version(measure: Measure, editor: User) -> None:
    made = edited(editor, change(measure, title="新标题", due_on=None))
    undoing = take_back(made, editor)
    measure.refresh_from_db()
    assert (measure.title, measure.due_on, measure.version) == ("支持基础研究", date(2025, 6, 30), 3)
    assert (undoing.undoes, undoing.by, measure.history.latest().edit) == (made, editor, undoing)
    assert gaps() == []


def test_fields_that_a_later_edit_left_alone_are_restored_and_the_others_named(measure: Measure, editor: User) -> None:
    made = edited(editor, change(measure, title="新标题", note="备注"))
    later = edited(editor, change(measure, note="后来的备注", phase=Phase.COMPLETED))
    assert refusals(made) == [("备注", f"此后已被修改：{later}。")]
    take_back(made)
    measure.refresh_from_db()
    assert (measure.title, measure.note, measure.phase) == ("支持基础研究", "后来的备注", "completed")


def test_a_field_changed_there_and_back_again_was_touched(measure: Measure, editor: User) -> None:
    made = edited(editor, change(measure, title="新标题"))
    edited(editor, change(measure, title="再改"))
    edited(editor, change(measure, title="新标题"))
    assert [field for field, _ in refusals(made)] == ["标题"]
    with pytest.raises(UndoRefusedError):
        take_back(made)


def test_what_plain_sql_changed_since_stays(measure: Measure, editor: User) -> None:
    made = edited(editor, change(measure, title="新标题"))
    Measure.objects.update(title="绕过系统所改")
    assert refusals(made) == [("标题", "此后已在本系统之外被修改。")]


def test_an_undo_can_be_undone(measure: Measure, editor: User) -> None:
    made = edited(editor, change(measure, title="新标题"))
    take_back(take_back(made))
    measure.refresh_from_db()
    assert (measure.title, measure.version) == ("新标题", 4)


def test_what_is_undone_already_is_not_undone_again(measure: Measure, editor: User) -> None:
    made = edited(editor, change(measure, title="新标题"))
    take_back(made)
    with pytest.raises(UndoRefusedError, match="没有可撤销"):
        take_back(made)
    measure.refresh_from_db()
    assert measure.version == 3


def test_parts_come_back_go_and_change_back(measure: Measure, editor: User) -> None:
    lost, kept = assign(measure, "市科技局"), assign(measure, "市财政局", Role.SUPPORT)
    target = make_target(measure, value=300)

    def write() -> None:
        lost.delete()
        kept.role = Role.SUPERVISOR
        kept.save()
        assign(measure, "市审计局")
        target.delete()

    version = Measure.objects.get(pk=measure.pk).version
    keys = lost.pk, target.pk
    take_back(edited(editor, write))
    assert dict(Responsibility.objects.values_list("body__name", "role")) == {"市科技局": "lead", "市财政局": "support"}
    assert (Responsibility.objects.get(role="lead").pk, Target.objects.get().pk) == keys
    assert Target.objects.get().value == 300
    assert Measure.objects.get(pk=measure.pk).version == version + 2
    assert gaps() == []


def test_successors_come_back(measure: Measure, editor: User) -> None:
    heir = make_measure(measure.section)
    measure.successors.add(heir)
    take_back(edited(editor, measure.successors.clear))
    assert list(measure.successors.all()) == [heir]


@pytest.mark.parametrize("state", ["extracted", "published"])
def test_a_successor_that_readers_know_is_succeeded_by_the_measure_that_comes_back(
    measure: Measure, editor: User, state: str
) -> None:
    def write() -> None:
        change(measure, withdrawn_on=date(2026, 1, 1))()
        measure.successors.add(make_measure(measure.section, title="后继举措", review_state=state))

    take_back(edited(editor, write))
    left = Measure.objects.filter(title="后继举措")
    assert [list(each.successors.all()) for each in left] == ([[measure]] if state == "published" else [])
    assert Measure.objects.get(pk=measure.pk).withdrawn_on is None
    assert not measure.successors.exists()


def test_a_part_that_took_the_place_of_another_gives_it_back(measure: Measure, editor: User) -> None:
    part = assign(measure, "市科技局")
    key = part.pk

    def write() -> None:
        part.delete()
        assign(measure, "市科技局", position=5)

    take_back(edited(editor, write))
    assert (Responsibility.objects.get().pk, Responsibility.objects.get().position) == (key, 1)


def test_a_part_whose_place_is_taken_since_stays_away_and_is_named(measure: Measure, editor: User) -> None:
    made = edited(editor, assign(measure, "市科技局").delete)
    edited(editor, lambda: assign(measure, "市科技局", position=5))
    assert [reason for _, reason in refusals(made)] == ["此后已被另一条记录占用：责任分工 牵头单位：市科技局。"]


def test_a_deleted_plan_whose_slug_is_taken_since_stays_away(editor: User) -> None:
    made = edited(editor, make_plan("demo", state="draft").delete)
    make_plan("demo", title="新规划")
    assert [reason for _, reason in refusals(made)] == ["此后已被另一条记录占用：规划 新规划。"]


def test_a_deleted_measure_comes_back_with_its_parts_and_its_key(measure: Measure, editor: User) -> None:
    assign(measure, "市科技局")
    make_target(measure)
    pk, version = measure.pk, Measure.objects.get(pk=measure.pk).version
    undoing = take_back(edited(editor, Measure.objects.get(pk=pk).delete))
    back = Measure.objects.get(pk=pk)
    assert (back.code, back.version, back.created_at) == ("1-1", version + 1, measure.created_at)
    assert (back.responsibilities.count(), back.targets.count()) == (1, 1)
    assert back.history.latest().edit == undoing
    assert gaps() == []


def test_a_created_record_goes_unless_others_refer_to_it(measure: Measure, editor: User) -> None:
    made = edited(editor, lambda: make_body("市新设局"))
    body = ResponsibleBody.objects.get(name="市新设局")
    later = edited(editor, lambda: assign(measure, body))
    assert "引用了它" in refusals(made)[0][1]
    with pytest.raises(UndoRefusedError):
        take_back(made)
    take_back(later)
    take_back(made)
    assert not ResponsibleBody.objects.filter(name="市新设局").exists()
    assert ResponsibleBody.history.filter(id=body.pk, history_type="-").count() == 1


def test_a_created_record_that_was_edited_since_stays(measure: Measure, editor: User) -> None:
    made = edited(editor, lambda: make_measure(measure.section, title="新增"))
    new = Measure.objects.get(title="新增")
    edited(editor, change(new, note="补充"))
    assert len(refusals(made)) == 1
    assert plan_undo(made).changes_nothing


def test_nothing_refers_again_to_what_was_deleted_since(measure: Measure, editor: User) -> None:
    elsewhere, old = make_section(measure.plan), measure.section
    made = edited(editor, change(measure, section=elsewhere, title="新标题"))
    edited(editor, old.delete)
    assert refusals(made) == [("章节", "它所引用的章节此后已被删除。")]
    take_back(made)
    measure.refresh_from_db()
    assert (measure.section, measure.title) == (elsewhere, "支持基础研究")


def test_an_import_is_undone_as_a_whole_and_can_be_made_again(editor: User) -> None:
    import_records(user=editor)
    made = Edit.objects.get()
    take_back(made, editor)
    for model in (Plan, Section, Measure, Responsibility, Target, ResponsibleBody, SourceDocument):
        assert not model._default_manager.exists()
    import_records()
    assert Measure.objects.count() == 3
    assert Responsibility.objects.count() == 3


def test_what_undoing_an_import_deleted_comes_with_the_next_one(editor: User) -> None:
    import_records()
    records = sample()
    new = find(records, "measure", code="1.1-2") | {"code": "1.1-3", "position": 9}
    records.append({"model": "measures.measure", "fields": new})
    import_records(records)
    take_back(Edit.objects.latest("pk"), editor)
    assert not Measure.objects.filter(code="1.1-3").exists()
    import_records(records)
    assert Measure.objects.filter(code="1.1-3").exists()


def test_a_newer_reading_is_undone_paths_included(editor: User) -> None:
    import_records()
    before = list(Section.objects.order_by("code").values_list("code", "path"))
    records = sample()
    find(records, "section", code="1.1")["path"] = "0001.0002"
    find(records, "section", code="1.2")["path"] = "0001.0001"
    find(records, "measure", code="1.1-2")["title"] = "建设重点实验室"
    import_records(records)
    assert list(Section.objects.order_by("code").values_list("code", "path")) != before
    take_back(Edit.objects.latest("pk"))
    assert list(Section.objects.order_by("code").values_list("code", "path")) == before
    assert Measure.objects.get(code="1.1-2").title == "建设实验室"
    assert gaps() == []


def test_what_was_shown_is_what_is_written(measure: Measure, editor: User) -> None:
    made = edited(editor, change(measure, title="新标题", note="备注"))
    shown = plan_undo(made).fingerprint
    edited(editor, change(measure, note="后来的备注"))
    with pytest.raises(UndoRefusedError, match="重新查看"):
        undo(made, by=editor, via=EditVia.ADMIN, expected=shown)
    assert undo(made, by=editor, via=EditVia.ADMIN, expected=plan_undo(made).fingerprint).undoes == made


def test_the_rights_that_an_undo_needs_follow_from_what_it_does(measure: Measure, editor: User) -> None:
    undo_edit = "measures.undo_edit"
    assert plan_undo(edited(editor, change(measure, note="备注"))).permissions() == {
        undo_edit,
        "measures.change_measure",
    }
    assert plan_undo(edited(editor, lambda: make_body("新设局"))).permissions() == {
        undo_edit,
        "measures.delete_responsiblebody",
    }
    part = assign(measure, "市科技局")
    assert plan_undo(edited(editor, part.delete)).permissions() == {
        undo_edit,
        "measures.add_responsibility",
        "measures.change_measure",
    } - {"measures.change_measure"}


def test_a_part_whose_body_was_deleted_since_stays_away_and_is_named(measure: Measure, editor: User) -> None:
    part = assign(measure, "市科技局")
    made = edited(editor, part.delete)
    edited(editor, part.body.delete)
    assert refusals(made) == [("责任单位", "它所引用的责任单位此后已被删除。")]
    assert plan_undo(made).changes_nothing


def test_a_changed_record_that_was_deleted_since_is_named_with_that_edit(measure: Measure, editor: User) -> None:
    made = edited(editor, change(measure, title="新标题"))
    deletion = edited(editor, Measure.objects.get(pk=measure.pk).delete)
    assert refusals(made) == [("", f"此后已被删除：{deletion}。")]


def test_a_changed_record_that_plain_sql_deleted_since_is_named(measure: Measure, editor: User) -> None:
    made = edited(editor, change(measure, title="新标题"))
    Measure.objects.filter(pk=measure.pk)._raw_delete("default")
    assert refusals(made) == [("", "此后已被删除。")]


def test_what_the_database_refuses_in_a_large_undo_is_explained_and_nothing_is_written(
    measure: Measure, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undo_checks, "CHECKED_ONE_BY_ONE", 0)
    made = edited(editor, assign(measure, "市科技局").delete)
    edited(editor, lambda: assign(measure, "市科技局", position=5))
    with transaction.atomic(), pytest.raises(UndoRefusedError, match="其他记录"):
        take_back(made)
    assert Responsibility.objects.get().position == 5
