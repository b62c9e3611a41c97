"""`with edit(by, via=…)`: one transaction, one `Edit`, one version a record, every history row pointing to it."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory
from simple_history.models import HistoricalRecords

from measures.choices import EditVia, Phase
from measures.edits import (
    OutsideEditError,
    StaleRecordError,
    create_records,
    delete_records,
    edit,
    raise_versions,
    update_records,
)
from measures.models import Edit, Measure, Responsibility, Section, Succession, Target
from tests.edits.history import gaps, rows_of
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_target
from tests.importing.sample import sample, to_bytes
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


@made_once
def measure() -> Measure:
    return make_measure(make_section(make_plan("demo")))


def test_every_history_row_written_inside_points_to_the_one_edit(measure: Measure, editor: User) -> None:
    with edit(editor, via=EditVia.ADMIN, reason="年度核对") as unit:
        measure.title = "新标题"
        measure.save()
        assign(measure, "市科技局")
        make_target(measure)
    made = Edit.objects.get(pk=unit.edit.pk)
    assert (made.by, made.by_name, made.via, made.reason) == (editor, "editor", "admin", "年度核对")
    assert {type(row).__name__ for row in rows_of(made)} == {
        "HistoricalMeasure",
        "HistoricalResponsibility",
        "HistoricalResponsibleBody",
        "HistoricalTarget",
    }
    assert {row.history_user for row in rows_of(made)} == {editor}
    assert gaps() == []


def test_the_version_rises_once_however_often_and_whatever_of_a_record_is_saved(measure: Measure, editor: User) -> None:
    with edit(editor, via=EditVia.ADMIN):
        part = assign(measure, "市科技局")
        measure.note = "一"
        measure.save()
        part.position = 3
        part.save()
        part.delete()
        measure.note = "二"
        measure.save()
    measure.refresh_from_db()
    assert measure.version == 2


def test_what_is_made_in_an_edit_stays_at_version_one_with_all_its_parts(editor: User) -> None:
    with edit(editor, via=EditVia.API):
        measure = make_measure(make_section(make_plan()))
        assign(measure, "市科技局")
        measure.phase = Phase.IN_PROGRESS
        measure.save()
    measure.refresh_from_db()
    assert measure.version == 1


def test_two_edits_raise_it_twice(measure: Measure, editor: User) -> None:
    for phase in (Phase.IN_PROGRESS, Phase.COMPLETED):
        with edit(editor, via=EditVia.API):
            measure.phase = phase
            measure.save()
    measure.refresh_from_db()
    assert measure.version == 3
    assert Edit.objects.filter(by=editor).count() == 2


def test_an_edit_that_writes_nothing_leaves_no_trace(measure: Measure, editor: User) -> None:
    before = Edit.objects.count()
    with edit(editor, via=EditVia.ADMIN):
        Measure.objects.get(pk=measure.pk)
    assert Edit.objects.count() == before


def test_an_error_takes_everything_back(measure: Measure, editor: User) -> None:
    before = Edit.objects.count()
    with pytest.raises(RuntimeError), edit(editor, via=EditVia.ADMIN):  # noqa: PT012
        measure.title = "新标题"
        measure.save()
        raise RuntimeError
    measure.refresh_from_db()
    assert (measure.title, measure.version) == ("支持基础研究", 1)
    assert Edit.objects.count() == before


def test_an_edit_within_an_edit_is_the_same(measure: Measure, editor: User) -> None:
    with edit(editor, via=EditVia.ADMIN) as outer, edit(None, via=EditVia.IMPORT) as inner:
        assert inner is outer


def test_a_save_over_a_version_that_was_not_read_is_refused(measure: Measure) -> None:
    other = Measure.objects.get(pk=measure.pk)
    other.title = "他人所改"
    other.save()
    measure.note = "我的备注"
    with pytest.raises(StaleRecordError):
        measure.save()
    assert measure.version == 1
    stored = Measure.objects.get(pk=measure.pk)
    assert (stored.title, stored.note, stored.version) == ("他人所改", "", 2)


def test_many_over_a_version_that_was_not_read_are_refused(measure: Measure, editor: User) -> None:
    Measure.objects.filter(pk=measure.pk).update(version=5)
    with pytest.raises(StaleRecordError), edit(editor, via=EditVia.IMPORT):
        update_records(Measure, [measure], ["title"])


def test_many_at_once_are_written_with_their_history(measure: Measure, editor: User) -> None:
    body, second = make_body(), make_measure(measure.section)
    with edit(editor, via=EditVia.IMPORT) as unit:
        new = Measure(plan=measure.plan, section=measure.section, code="1-9", title="新", text="新。", position=9)
        create_records(Measure, [new])
        create_records(Responsibility, [Responsibility(measure=one, body=body) for one in (measure, second, new)])
        measure.title = "新标题"
        update_records(Measure, [measure], ["title"])
        raise_versions(Measure, [measure.pk, second.pk, new.pk])
    assert dict(Measure.objects.values_list("code", "version")) == {"1-1": 2, "1-2": 2, "1-9": 1}
    assert len(rows_of(unit.edit)) == 6
    assert gaps() == []


def test_many_at_once_need_an_edit(measure: Measure) -> None:
    with pytest.raises(OutsideEditError):
        update_records(Measure, [measure], ["title"])


def test_a_save_in_a_shell_is_an_edit_by_nobody(measure: Measure) -> None:
    measure.save()
    made = Edit.objects.latest("pk")
    assert (made.by, made.by_name, made.via) == (None, "", "command")
    assert [row.version for row in rows_of(made)] == [2]


def test_a_save_in_a_request_outside_an_edit_is_refused(measure: Measure, editor: User) -> None:
    HistoricalRecords.context.request = RequestFactory().post("/admin/")
    try:
        for write in (measure.save, measure.delete, lambda: assign(measure, make_body()), measure.successors.clear):
            with pytest.raises(OutsideEditError), transaction.atomic():
                write()
        with edit(editor, via=EditVia.ADMIN):
            measure.save()
    finally:
        del HistoricalRecords.context.request


def load(tmp_path_factory: pytest.TempPathFactory) -> Measure:
    path = tmp_path_factory.mktemp("plan") / "plan.json"
    path.write_bytes(to_bytes(sample()))
    call_command("loaddata", str(path), verbosity=0)
    return Measure.objects.get(code="1.1-1")


def test_the_state_of_a_loaded_record_before_its_first_edit_is_kept(
    editor: User, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """With its parts, dated to when it was loaded, by nobody."""
    loaded = load(tmp_path_factory)
    was_changed_at = loaded.updated_at
    with edit(editor, via=EditVia.API) as unit:
        loaded.title = "新标题"
        loaded.save()
    first, second = loaded.history.order_by("history_id")
    assert (first.title, first.history_date, first.edit, first.history_user) == (
        "支持基础研究",
        was_changed_at,
        None,
        None,
    )
    assert (second.title, second.edit) == ("新标题", unit.edit)
    parts = Responsibility.history.filter(measure=loaded)
    assert {(part.history_type, part.edit, part.history_date) for part in parts} == {("+", None, was_changed_at)}
    assert parts.count() == 2


def test_the_state_of_loaded_parts_is_kept_before_one_is_changed(
    editor: User, tmp_path_factory: pytest.TempPathFactory
) -> None:
    loaded = load(tmp_path_factory)
    with edit(editor, via=EditVia.API):
        loaded.responsibilities.get(role="support").delete()
    assert list(Responsibility.history.filter(measure=loaded).order_by("history_id").values_list("history_type")) == [
        ("+",),
        ("+",),
        ("-",),
    ]
    section = Section.objects.get(code="1.1")
    with edit(editor, via=EditVia.API):
        section.targets.get().delete()
    assert list(Target.history.filter(section=section).order_by("history_id").values_list("history_type")) == [
        ("+",),
        ("-",),
    ]
    section.refresh_from_db()
    assert section.version == 2


def test_what_plain_sql_changed_since_the_newest_row_is_kept_before_the_next_edit(
    measure: Measure, editor: User
) -> None:
    Measure.objects.filter(pk=measure.pk).update(title="绕过系统所改")
    with edit(editor, via=EditVia.ADMIN):
        changed = Measure.objects.get(pk=measure.pk)
        changed.note = "备注"
        changed.save()
    rows = list(measure.history.order_by("history_id").values_list("title", "note", "edit__by_name"))
    assert rows[1:] == [("绕过系统所改", "", None), ("绕过系统所改", "备注", "editor")]


def test_a_record_that_is_as_its_history_says_gets_no_row_more(measure: Measure) -> None:
    measure.title = "新标题"
    measure.save()
    assert measure.history.count() == 2


def test_a_deleted_record_keeps_its_last_state_and_that_of_its_parts(
    editor: User, tmp_path_factory: pytest.TempPathFactory
) -> None:
    loaded = load(tmp_path_factory)
    pk = loaded.pk
    with edit(editor, via=EditVia.ADMIN):
        loaded.delete()
    assert list(Measure.history.filter(id=pk).order_by("history_id").values_list("history_type", flat=True)) == [
        "+",
        "-",
    ]
    assert Responsibility.history.filter(measure=pk, history_type="+").count() == 2
    assert Responsibility.history.filter(measure=pk, history_type="-", edit__by=editor).count() == 2


def test_records_that_are_deleted_together_keep_what_plain_sql_had_made_of_them(measure: Measure, editor: User) -> None:
    Measure.objects.filter(pk=measure.pk).update(title="绕过系统所改")
    with edit(editor, via=EditVia.ADMIN):
        delete_records(Measure, [measure.pk])
    rows = list(Measure.history.filter(id=measure.pk).order_by("history_id").values_list("title", "history_type"))
    assert rows[1:] == [("绕过系统所改", "~"), ("绕过系统所改", "-")]


def test_a_part_that_moves_is_an_edit_of_both_measures(measure: Measure, editor: User) -> None:
    part, other = assign(measure, "市科技局"), make_measure(measure.section)
    with edit(editor, via=EditVia.ADMIN):
        part.measure = other
        part.save()
    assert dict(Measure.objects.values_list("code", "version")) == {"1-1": 3, "1-2": 2}


def test_naming_and_forgetting_successors_are_edits_of_the_withdrawn_measure(measure: Measure, editor: User) -> None:
    heirs = [make_measure(measure.section), make_measure(measure.section)]
    with edit(editor, via=EditVia.ADMIN) as named:
        measure.successors.set(heirs)
    with edit(editor, via=EditVia.ADMIN) as removed:
        heirs[1].predecessors.remove(measure)
    measure.successors.clear()
    measure.refresh_from_db()
    assert measure.version == 4
    assert [heir.version for heir in Measure.objects.filter(pk__in=[heir.pk for heir in heirs])] == [1, 1]
    kinds = {"+": named.edit, "-": removed.edit}
    for kind, made in kinds.items():
        assert {row.edit for row in Succession.history.filter(history_type=kind)} >= {made}
    assert Succession.history.count() == 4
    assert gaps() == []


def test_a_measure_can_be_saved_after_its_successors_were_named(measure: Measure) -> None:
    measure.successors.add(make_measure(measure.section))
    measure.title = "新标题"
    measure.save()
    assert Measure.objects.get(pk=measure.pk).version == 3


def test_no_measure_succeeds_itself_by_whatever_way(measure: Measure) -> None:
    second, third = make_measure(measure.section), make_measure(measure.section)
    measure.successors.add(second)
    second.successors.add(third)
    ways: list[Callable[[], object]] = [
        lambda: measure.successors.add(measure),
        lambda: third.successors.add(measure),
        lambda: measure.predecessors.add(third),
        Succession(from_measure=third, to_measure=measure).full_clean,
    ]
    for name in ways:
        with pytest.raises(ValidationError), transaction.atomic():
            name()
    assert Succession.objects.count() == 2


def test_two_ways_to_the_same_successor_are_no_circle(measure: Measure) -> None:
    second, third = make_measure(measure.section), make_measure(measure.section)
    second.successors.add(third)
    measure.successors.add(second, third)
    assert set(measure.successors.all()) == {second, third}


def test_the_database_itself_refuses_a_measure_as_its_own_successor(measure: Measure) -> None:
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO measures_measure_successors (from_measure_id, to_measure_id) VALUES (%s, %s)",
            [measure.pk, measure.pk],
        )


def test_the_history_of_what_an_edit_creates_begins_with_its_creation(editor: User) -> None:
    with edit(editor, via=EditVia.ADMIN) as unit:
        section = make_section(make_plan("created"))
    rows = Section.history.filter(id=section.pk).values_list("history_type", "edit", "history_user")
    assert [*rows] == [("+", unit.edit.pk, editor.pk)]
