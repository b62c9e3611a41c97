"""What a measure says since it was confirmed is marked, whoever writes it in whatever way."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.db import connection

from measures.choices import EditVia, Role
from measures.edits import BulkPlan, Review, StepRefusedError, batches, change_many, create_records, edit, undo
from measures.edits.bulk_changes import AddNote, Assign, SetDeadline, SetPhase, Unassign
from measures.models import ConfirmedContent, Edit, Measure, Responsibility, Target
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_target
from tests.importing.sample import find, import_records, sample
from tests.made_once import made_once


@made_once
def measure() -> Measure:
    """Extracted, with a body and a target, then confirmed."""
    made = make_measure(make_section(make_plan("demo")), review_state="extracted")
    assign(made, "市科技局")
    make_target(made, value=300)
    step("confirm")
    return Measure.objects.get()


def step(name: str, by: User | None = None) -> Edit:
    return change_many(Measure.objects.all(), Review(step=name), by=by, via=EditVia.ADMIN)


def is_marked() -> bool:
    return Measure.objects.changed_since_confirmed().exists()


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def write(measure: Measure, **values: object) -> None:
    for name, value in values.items():
        setattr(measure, name, value)
    measure.save()


CONTENT: dict[str, Callable[[Measure], object]] = {
    "title": lambda measure: write(measure, title="新标题"),
    "text": lambda measure: write(measure, text="新的内容。"),
    "words for the deadline": lambda measure: write(measure, due_text="长期"),
    "another section": lambda measure: write(measure, section=make_section(measure.plan)),
    "a body more": lambda measure: assign(measure, "市财政局", Role.SUPPORT),
    "another role": lambda measure: write(measure.responsibilities.get(), role=Role.SUPPORT),  # type: ignore[arg-type]
    "no body": lambda measure: measure.responsibilities.get().delete(),
    "a target more": lambda measure: make_target(measure, text="达到500家"),
    "another value": lambda measure: write(measure.targets.get(), value=500),  # type: ignore[arg-type]
    "no target": lambda measure: measure.targets.get().delete(),
    "many deadlines": lambda measure: bulk(SetDeadline(due_on="2026-06-30")),
    "many assigned": lambda measure: bulk(Assign(body=make_body("市财政局").pk, role=Role.LEAD)),
    "many unassigned": lambda measure: bulk(Unassign(role=Role.LEAD)),
    "plain SQL": lambda measure: sql("UPDATE measures_measure SET title = '改'"),
    "a part by plain SQL": lambda measure: sql("DELETE FROM measures_responsibility"),
    "a target by plain SQL": lambda measure: sql("UPDATE measures_target SET unit = '个'"),
}
OTHER: dict[str, Callable[[Measure], object]] = {
    "phase": lambda measure: bulk(SetPhase(phase="in_progress")),
    "note": lambda measure: bulk(AddNote(note="注")),
    "place": lambda measure: write(measure, position=99),
    "published": lambda measure: step("publish"),
    "the same again": lambda measure: write(measure, title=measure.title),
}


def bulk(change: object) -> None:
    change_many(Measure.objects.all(), change, by=None, via=EditVia.ADMIN)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", CONTENT)
def test_what_people_check_is_marked_and_confirming_again_clears_it(kind: str, measure: Measure) -> None:
    assert not is_marked()
    CONTENT[kind](measure)
    assert is_marked()
    step("confirm")
    assert not is_marked()
    assert Measure.objects.get().review_state == "confirmed"


@pytest.mark.parametrize("kind", OTHER)
def test_what_nobody_confirms_is_not_marked(kind: str, measure: Measure) -> None:
    OTHER[kind](measure)
    assert not is_marked()


def test_what_says_again_what_was_confirmed_is_not_marked(measure: Measure) -> None:
    title = measure.title
    write(measure, title="新标题")
    write(Measure.objects.get(), title=title)
    assert not is_marked()


def test_undoing_the_change_undoes_the_mark(measure: Measure) -> None:
    body = make_body("市财政局").pk
    made = change_many(Measure.objects.all(), Assign(body=body, role=Role.LEAD), by=None, via=EditVia.ADMIN)
    assert is_marked()
    undo(made, by=None, via=EditVia.ADMIN)
    assert not is_marked()


def test_undoing_a_confirmation_marks_it_again(measure: Measure) -> None:
    write(measure, title="新标题")
    again = step("confirm")
    assert (again.handled, Measure.objects.get().version) == (1, measure.version + 1)
    undo(again, by=None, via=EditVia.ADMIN)
    assert is_marked()


def test_undoing_a_confirmation_of_very_many_marks_them_again(
    measure: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"AT_ONCE": 1, "BATCH": 1, "LARGEST": 1, "PAUSE": 0}.items():
        monkeypatch.setattr(batches, name, value)
    make_measure(measure.section)
    step("confirm")
    for each in Measure.objects.all():
        write(each, title="新标题")
    again = step("confirm")
    assert (again.handled, is_marked()) == (2, False)
    undoing = undo(again, by=None, via=EditVia.ADMIN)
    assert Measure.objects.changed_since_confirmed().count() == 2
    undo(undoing, by=None, via=EditVia.ADMIN)
    assert not is_marked()


def test_a_published_one_stays_published_when_it_is_confirmed_again(measure: Measure) -> None:
    step("publish")
    write(Measure.objects.get(), title="新标题")
    assert is_marked()
    step("confirm")
    assert (Measure.objects.get().review_state, is_marked()) == ("published", False)
    assert BulkPlan(Measure.objects.all(), Review(step="confirm")).count == 0


def test_confirming_again_takes_the_right_to_confirm(measure: Measure) -> None:
    write(measure, title="新标题")
    editor = User.objects.create_user("editor")
    with pytest.raises(StepRefusedError):
        step("confirm", editor)
    editor.user_permissions.add(Permission.objects.get(codename="confirm_measure"))
    step("confirm", User.objects.get(pk=editor.pk))
    assert not is_marked()


def test_one_taken_back_to_checking_is_not_marked(measure: Measure) -> None:
    write(measure, title="新标题")
    step("reopen")
    assert not ConfirmedContent.objects.exists()


@pytest.mark.parametrize("kind", CONTENT)
def test_what_was_loaded_as_confirmed_is_marked_from_the_first_change_on(kind: str, db: None) -> None:
    """As `loaddata` and an import write it: the parts after the measure, which nobody had confirmed here."""
    made = make_measure(make_section(make_plan("demo")), review_state="published")
    with edit(None, via=EditVia.IMPORT):
        create_records(Responsibility, [Responsibility(measure=made, body=make_body())])
        create_records(Target, [Target(plan=made.plan, measure=made, code="1-1/t1", text="达到300家", value=300)])
    ConfirmedContent.objects.all().delete()
    Measure.objects.update(version=7)
    CONTENT[kind](Measure.objects.get())
    assert is_marked()


def test_an_import_marks_what_it_changes_and_nothing_that_it_brings(db: None) -> None:
    import_records(publish=True)
    assert not is_marked()
    records = sample()
    find(records, "measure", code="1.1-2")["text"] = "建设重点实验室，并向企业开放。"
    import_records(records)
    assert list(Measure.objects.changed_since_confirmed().values_list("code", flat=True)) == ["1.1-2"]


def test_what_a_dump_brings_back_is_marked_as_it_was(measure: Measure, tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    same = make_measure(measure.section, review_state="extracted")
    assign(same, "市财政局")
    step("confirm")
    write(measure, title="新标题")
    bulk(AddNote(note="注"))
    models = ("responsiblebody", "plan", "section", "measure", "responsibility", "target", "confirmedcontent")
    call_command("dumpdata", *(f"measures.{name}" for name in models), output=str(path), verbosity=0)
    measure.plan.delete()
    call_command("loaddata", str(path), verbosity=0)
    assert list(Measure.objects.changed_since_confirmed()) == [measure]
    assert ConfirmedContent.objects.count() == 2


def test_a_measure_goes_with_what_it_said(measure: Measure) -> None:
    write(measure, title="新标题")
    measure.plan.delete()
    assert not ConfirmedContent.objects.exists()
