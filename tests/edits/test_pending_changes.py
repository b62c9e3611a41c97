"""Where a plan asks for a second person, what is changed in its published measures waits until somebody else publishes
it; the public and the change feed know nothing of it before."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User

from measures.choices import EditVia, PlanState, ReviewState, Role
from measures.edits import (
    DraftNeededError,
    PendingRefusedError,
    Review,
    SecondPersonError,
    SetPhase,
    change_many,
    drafting,
    edit,
    merge_bodies,
    publish_pending,
    reject_pending,
    seen_version,
    shown,
    undo,
    write_or_draft,
)
from measures.edits.bulk_changes import Assign, SetDeadline
from measures.models import Change, Edit, Measure, PendingChange, Responsibility, Target
from measures.models.edit import Author
from tests.edits.history import gaps
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_target
from tests.made_once import made_once


@made_once
def measure() -> Measure:
    """A published one with a body and a target, in a published plan that asks for a second person."""
    made = make_measure(make_section(make_plan("demo", second_person=True)))
    assign(made, "市科技局")
    make_target(made, value=300, unit="家")
    return Measure.objects.get()


@made_once
def drafter() -> User:
    return person("drafter", "change_measure", "undo_edit")


@made_once
def publisher() -> User:
    return person("publisher", "publish_measure", "confirm_measure", "change_measure", "undo_edit")


def person(name: str, *rights: str) -> User:
    user = User.objects.create_user(name)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


def write(**values: object) -> None:
    """As a form does it: the measure as it is stored, some values, saved."""
    measure = Measure.objects.get(plan__slug="demo", code="1-1")
    for name, value in values.items():
        setattr(measure, name, value)
    measure.save()


def draft(by: Author, **values: object) -> PendingChange:
    measure = Measure.objects.get(plan__slug="demo", code="1-1")
    with edit(by, via=EditVia.ADMIN), drafting(Measure, [measure.pk]):
        write(**values)
    return PendingChange.objects.get()


def publish(by: Author) -> Edit:
    with edit(by, via=EditVia.ADMIN) as unit:
        publish_pending(PendingChange.objects.get())
    return unit.edit


def said() -> tuple[str, list[str], list[str]]:
    measure = Measure.objects.get(plan__slug="demo", code="1-1")
    bodies = [f"{part.body.name} {part.role}" for part in measure.responsibilities.order_by("position", "pk")]
    return measure.title, bodies, [f"{target.value:f}" for target in measure.targets.order_by("code")]


PUBLISHED = ("支持基础研究", ["市科技局 lead"], ["300.0000"])


def test_what_is_drafted_changes_nothing_until_a_second_person_publishes_it(
    measure: Measure, drafter: User, publisher: User
) -> None:
    body = make_body("市财政局")
    head, rows = Change.objects.head(), Measure.history.count()
    with edit(drafter, via=EditVia.ADMIN), drafting(Measure, [measure.pk]) as drafted:
        write(title="新标题")
        Responsibility(measure=measure, body=body, role=Role.SUPPORT, position=2).save()
        target = measure.targets.get()
        target.value = 500
        target.save()
        make_target(measure, text="达到10家", value=10)
    assert [change.measure for change in drafted.pending] == [measure]
    assert said() == PUBLISHED
    stored = Measure.objects.get()
    assert (stored.version, Measure.history.count()) == (measure.version, rows)
    assert Change.objects.filter(pk__gt=head, resource="measures").count() == 0
    change = PendingChange.objects.get()
    assert (change.by, change.by_name, change.version) == (drafter, "drafter", measure.version)
    assert set(change.wanted) == {"title", "responsibilities", "targets"}
    publish(publisher)
    assert said() == ("新标题", ["市科技局 lead", "市财政局 support"], ["500.0000", "10.0000"])
    assert Change.objects.filter(pk__gt=head, resource="measures", key="1-1").exists()
    assert not PendingChange.objects.exists()
    assert not Measure.objects.changed_since_confirmed().exists()
    assert gaps() == []


def test_parts_can_be_drafted_to_go(measure: Measure, drafter: User, publisher: User) -> None:
    with edit(drafter, via=EditVia.ADMIN), drafting(Measure, [measure.pk]):
        measure.responsibilities.get().delete()
        measure.targets.get().delete()
    assert said() == PUBLISHED
    publish(publisher)
    assert said() == ("支持基础研究", [], [])


def test_who_drafted_it_does_not_publish_it_nor_does_who_has_no_right(
    measure: Measure, drafter: User, publisher: User
) -> None:
    draft(publisher, title="新标题")
    outsider = person("outsider")
    for by in (publisher, drafter, outsider, None):
        with pytest.raises(SecondPersonError):
            publish(by)
    drafter.user_permissions.add(Permission.objects.get(codename="publish_measure"))
    with edit(drafter, via=EditVia.ADMIN), drafting(Measure, [measure.pk]):
        write(note="也改了")
    with pytest.raises(SecondPersonError):
        publish(User.objects.get(pk=drafter.pk))
    assert said() == PUBLISHED


def test_a_change_goes_on_with_what_is_pending(measure: Measure, drafter: User, publisher: User) -> None:
    first = draft(drafter, title="新标题")
    number = seen_version(first)
    change = draft(drafter, due_text="2026年底前")
    assert change.wanted == {"title": "新标题", "due_text": "2026年底前"}
    assert seen_version(change) > number
    with edit(drafter, via=EditVia.ADMIN), shown(Measure, [measure.pk]):
        now = Measure.objects.get()
        assert (now.title, now.due_text, now.version) == ("新标题", "2026年底前", seen_version(change))
    assert Measure.objects.get().version == measure.version


def test_a_change_back_to_what_is_published_leaves_nothing_pending(measure: Measure, drafter: User) -> None:
    draft(drafter, title="新标题")
    with edit(drafter, via=EditVia.ADMIN), drafting(Measure, [measure.pk]) as drafted:
        write(title=measure.title)
    assert not PendingChange.objects.exists()
    assert drafted.dropped == [measure.pk]


def test_it_is_sent_back_with_a_word_or_taken_back_by_who_drafted_it(
    measure: Measure, drafter: User, publisher: User
) -> None:
    draft(drafter, title="新标题")
    with pytest.raises(SecondPersonError), edit(person("outsider"), via=EditVia.ADMIN):
        reject_pending(PendingChange.objects.get())
    for by in (publisher, drafter):
        with edit(by, via=EditVia.ADMIN, reason="依据不足"):
            reject_pending(PendingChange.objects.get())
        assert not PendingChange.objects.exists()
        draft(drafter, title="新标题")
    assert said() == PUBLISHED


def test_drafting_and_publishing_can_be_undone(measure: Measure, drafter: User, publisher: User) -> None:
    draft(drafter, title="新标题")
    drafted = Edit.objects.order_by("pk").last()
    assert drafted is not None
    made = publish(publisher)
    undo(made, by=publisher, via=EditVia.ADMIN)
    assert said() == PUBLISHED
    assert PendingChange.objects.get().wanted == {"title": "新标题"}
    undo(drafted, by=drafter, via=EditVia.ADMIN)
    assert not PendingChange.objects.exists()


def test_undoing_past_a_second_person_takes_the_right_to_publish(
    measure: Measure, drafter: User, publisher: User
) -> None:
    draft(drafter, title="新标题")
    made = publish(publisher)
    with pytest.raises(DraftNeededError):
        undo(made, by=drafter, via=EditVia.ADMIN)
    assert said()[0] == "新标题"


def direct_writes(measure: Measure) -> list[tuple[str, Callable[[], None]]]:
    """Ways of writing that make no pending change."""

    def save() -> None:
        write(title="新标题")

    def add() -> None:
        assign(measure, "市财政局")

    def change() -> None:
        part = measure.targets.get()
        part.value = 5
        part.save()

    def delete() -> None:
        measure.responsibilities.earliest("pk").delete()

    return [("save", save), ("add", add), ("change", change), ("delete", delete)]


def test_nobody_writes_a_published_measure_directly(measure: Measure, publisher: User) -> None:
    for name, way in direct_writes(measure):
        with pytest.raises(DraftNeededError, match="支持基础研究"), edit(publisher, via=EditVia.API):
            way()
        assert said() == PUBLISHED, name


@pytest.mark.parametrize(
    "free", [{"state": PlanState.DRAFT}, {"state": PlanState.ARCHIVED}, {"second_person": False}], ids=str
)
def test_where_the_public_reads_nothing_or_the_plan_does_not_ask_all_is_written(
    measure: Measure, publisher: User, free: dict[str, object]
) -> None:
    type(measure.plan).objects.update(**free)
    for _name, way in direct_writes(measure):
        with edit(publisher, via=EditVia.API):
            way()
    assert said() == ("新标题", ["市财政局 lead"], ["5.0000"])
    assert not PendingChange.objects.exists()


def test_steps_and_what_is_not_published_are_written(measure: Measure, publisher: User) -> None:
    other = make_measure(measure.section, review_state=ReviewState.CONFIRMED)
    with edit(publisher, via=EditVia.ADMIN):
        other.title = "新标题"
        other.save()
    change_many(Measure.objects.filter(pk=measure.pk), Review(step="unpublish"), by=publisher, via=EditVia.ADMIN)
    assert Measure.objects.get(pk=measure.pk).review_state == ReviewState.CONFIRMED
    with edit(publisher, via=EditVia.ADMIN):
        write(title="也改了")
    assert said()[0] == "也改了"


def test_a_measure_is_taken_back_and_changed_by_one_save(measure: Measure, publisher: User) -> None:
    with edit(publisher, via=EditVia.ADMIN):
        write(title="新标题", review_state=ReviewState.CONFIRMED)
    assert said()[0] == "新标题"


def test_many_at_once_are_written_or_drafted_each_as_its_plan_asks(
    measure: Measure, drafter: User, publisher: User
) -> None:
    free = make_measure(make_section(make_plan("free")))
    body = make_body("市财政局")
    everything = Measure.objects.all()
    for done in (SetPhase(phase="in_progress"), SetDeadline(due_on="2026-06-30"), Assign(body=body.pk, role="lead")):
        change_many(everything, done, by=drafter, via=EditVia.ADMIN)
    measure.refresh_from_db()
    free.refresh_from_db()
    assert (measure.phase, measure.due_on, said()) == ("not_started", None, PUBLISHED)
    assert (free.phase, free.version) == ("in_progress", 4)
    change = PendingChange.objects.get()
    assert (change.wanted["phase"], change.wanted["due_on"]) == ("in_progress", "2026-06-30")
    assert [row["body_id"] for row in change.wanted["responsibilities"]][1:] == [body.pk]
    publish(publisher)
    measure.refresh_from_db()
    assert (measure.phase, said()[1]) == ("in_progress", ["市科技局 lead", "市财政局 lead"])
    assert gaps() == []


def test_what_is_written_at_once_leaves_nothing_pending(measure: Measure, publisher: User) -> None:
    free = make_measure(measure.section, review_state=ReviewState.CONFIRMED)
    with edit(publisher, via=EditVia.ADMIN):
        drafted = write_or_draft(
            Measure, [free.pk], lambda pks: Measure.objects.get(pk=free.pk).save() if list(pks) else None
        )
    assert (drafted.pending, drafted.dropped) == ([], [])


def test_a_body_that_is_gone_is_named_before_anything_is_written(
    measure: Measure, drafter: User, publisher: User
) -> None:
    body = make_body("市财政局")
    with edit(drafter, via=EditVia.ADMIN), drafting(Measure, [measure.pk]):
        Responsibility(measure=measure, body=body, position=2).save()
        write(title="新标题")
    body.delete()
    with pytest.raises(PendingRefusedError):
        publish(publisher)
    assert said() == PUBLISHED


def test_merging_bodies_is_no_change_of_what_is_published(measure: Measure, publisher: User) -> None:
    kept, gone = make_body("市科学技术局"), make_body("市科技局")
    merge_bodies(kept.pk, gone.pk, by=publisher, via=EditVia.ADMIN)
    assert said()[1] == ["市科学技术局 lead"]


def test_two_targets_never_take_one_code(measure: Measure, drafter: User, publisher: User) -> None:
    with edit(drafter, via=EditVia.ADMIN), drafting(Measure, [measure.pk]):
        make_target(measure, text="达到10家", value=10)
    section = make_section(measure.plan)
    Target.objects.create(plan=measure.plan, section=section, code="1-1/t2", text="别处", value=1)
    publish(publisher)
    assert sorted(Target.objects.values_list("code", flat=True)) == ["1-1/t1", "1-1/t2", "1-1/t3"]
