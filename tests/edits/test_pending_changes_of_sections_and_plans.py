"""Where a plan asks for a second person, its sections' words and its own fields wait, as its measures' do."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from django.db import IntegrityError, transaction
from django.utils import timezone

from measures.choices import EditVia, PlanState
from measures.edits import (
    DraftNeededError,
    PendingRefusedError,
    SecondPersonError,
    change_many,
    drafting,
    edit,
    publish_pending,
    reject_pending,
    undo,
)
from measures.edits.batches import preview_undo
from measures.edits.bulk_changes import WithdrawSections
from measures.edits.visible_history import rows_seen
from measures.models import Change, Edit, PendingChange, Plan, Section, Target
from measures.models.base import Record
from measures.models.edit import Author
from measures.models.readiness import Whole, missing
from tests.edits.history import gaps
from tests.factories import make_body, make_plan, make_section


@pytest.fixture
def section(db: None) -> Section:
    """With a target, in a published plan that asks for a second person."""
    made = make_section(make_plan("demo", second_person=True), title="创新驱动", text="原文。")
    Target(plan=made.plan, section=made, code="1/t1", text="突破300家", value=300, unit="家").save()
    return made


@pytest.fixture
def drafter(db: None) -> User:
    return person("drafter", "change_section", "change_plan", "undo_edit")


@pytest.fixture
def publisher(db: None) -> User:
    return person("publisher", "publish_plan", "change_section", "change_plan", "undo_edit")


def person(name: str, *rights: str) -> User:
    user = User.objects.create_user(name)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


def draft(by: Author, record: Record, **values: object) -> Edit:
    with edit(by, via=EditVia.ADMIN) as unit, drafting(type(record), [record.pk]):
        stored = type(record)._base_manager.get(pk=record.pk)
        for name, value in values.items():
            setattr(stored, name, value)
        stored.save()
    return unit.edit


def decide(by: Author, what: Callable[[PendingChange], None] = publish_pending) -> Edit:
    with edit(by, via=EditVia.ADMIN, reason="依据不足") as unit:
        what(PendingChange.objects.get())
    return unit.edit


def test_a_section_and_a_plan_say_what_was_drafted_once_a_second_person_publishes_it(
    section: Section, drafter: User, publisher: User
) -> None:
    for record in (section, section.plan):
        head = Change.objects.head()
        drafted = draft(drafter, record, title="新标题", text="新文。")
        published = record.title, record.text, record.version
        record.refresh_from_db()
        assert (record.title, record.text, record.version) == published
        assert not Change.objects.filter(pk__gt=head).exists()
        assert PendingChange.objects.get().wanted == {"title": "新标题", "text": "新文。"}
        for by in (drafter, person(f"outsider of {record}"), None):
            with pytest.raises(SecondPersonError):
                decide(by)
        made = decide(publisher)
        record.refresh_from_db()
        assert (record.title, record.text) == ("新标题", "新文。")
        assert Change.objects.filter(pk__gt=head).exists()
        assert not PendingChange.objects.exists()
        undo(made, by=publisher, via=EditVia.ADMIN)
        assert PendingChange.objects.get().owner == record
        assert f"measures.change_{record._meta.model_name}" in preview_undo(drafted, 9).permissions()
        undo(drafted, by=drafter, via=EditVia.ADMIN)
        assert not PendingChange.objects.exists()
    assert gaps() == []


def test_the_targets_of_a_section_wait_with_it(section: Section, drafter: User, publisher: User) -> None:
    with edit(drafter, via=EditVia.ADMIN), drafting(Section, [section.pk]):
        target = section.targets.get()
        target.value = 500
        target.save()
        Target(plan=section.plan, section=section, code="1/t9", text="达到10家", value=10).save()
    assert [str(each.value.normalize()) for each in section.targets.all() if each.value] == ["3E+2"]
    decide(publisher)
    assert sorted(int(each.value) for each in section.targets.all() if each.value) == [10, 500]


def test_nobody_writes_past_a_second_person(section: Section, publisher: User) -> None:
    def write(record: Section | Plan) -> None:
        record.title = "新标题"
        record.save()

    def target() -> None:
        part = section.targets.get()
        part.value = 5
        part.save()

    ways: list[Callable[[], None]] = [lambda: write(section), lambda: write(section.plan), target]
    for way in ways:
        with pytest.raises(DraftNeededError), edit(publisher, via=EditVia.API):
            way()
    assert Section.objects.get().title == "创新驱动"
    assert not Plan.objects.filter(title="新标题").exists()


@pytest.mark.parametrize("free", [{"state": PlanState.DRAFT}, {"second_person": False}], ids=str)
def test_by_the_save_that_takes_it_from_the_public_or_asks_no_more_a_plan_is_written(
    section: Section, publisher: User, free: dict[str, object]
) -> None:
    plan = section.plan
    for name, value in {"title": "新标题", **free}.items():
        setattr(plan, name, value)
    with edit(publisher, via=EditVia.ADMIN):
        plan.save()
        section.title = "新章节"
        section.save()
    assert (Plan.objects.get().title, Section.objects.get().title) == ("新标题", "新章节")


def test_withdrawing_many_sections_waits(section: Section, drafter: User) -> None:
    empty = make_section(section.plan, code="2", title="空章节")
    change_many(Section.objects.filter(pk=empty.pk), WithdrawSections(), by=drafter, via=EditVia.ADMIN)
    empty.refresh_from_db()
    assert empty.withdrawn_on is None
    change = PendingChange.objects.get()
    assert (change.owner, change.wanted) == (empty, {"withdrawn_on": timezone.localdate().isoformat()})


def test_it_is_sent_back_or_refused_where_what_it_names_is_gone(
    section: Section, drafter: User, publisher: User
) -> None:
    body = make_body("市政府办")
    draft(drafter, section.plan, issuer=body)
    body.delete()
    with pytest.raises(PendingRefusedError):
        decide(publisher)
    decide(publisher, reject_pending)
    assert not PendingChange.objects.exists()


def test_it_is_told_before_the_whole_is_published_and_seen_in_the_history_with_its_record(
    section: Section, drafter: User
) -> None:
    draft(drafter, section, title="新标题")
    draft(drafter, section.plan, title="新规划")
    for whole, count in ((Whole(section.plan), 2), (Whole(section.plan, section), 1)):
        assert [each.count for each in missing(whole) if each.rule.name == "pending"] == [count]
    for right, seen in (("view_section", "section"), ("view_plan", "plan")):
        reader = person(right, right)
        rows = PendingChange.history.filter(rows_seen(PendingChange, reader))
        assert [row.history_object.owner._meta.model_name for row in rows] == [seen]


def test_it_is_about_one_record(section: Section) -> None:
    for owners in ({}, {"section": section, "plan": section.plan}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PendingChange(wanted={}, version=1, **owners).save()
