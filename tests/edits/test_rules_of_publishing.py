"""The rules of publishing hold whichever way something is published: one by one, many at once, or as a whole."""

import pytest
from django.contrib.auth.models import Permission, User

from measures.choices import EditVia
from measures.edits import BulkPlan, Review, change_many, edit, undo
from measures.edits.bulk_changes import SetPlanState
from measures.models import Conflict, Measure, Plan
from measures.models.readiness import NotReadyError
from tests.factories import make_measure, make_plan, make_section, make_source
from tests.made_once import made_once

RIGHTS = ["change_measure", "confirm_measure", "publish_measure", "change_plan", "publish_plan", "archive_plan"]


@made_once
def publisher() -> User:
    user = User.objects.create_user("publisher")
    user.user_permissions.set(Permission.objects.filter(codename__in=[*RIGHTS, "undo_edit"]))
    return user


@made_once
def plan(publisher: User) -> Plan:
    """A draft with four measures: ready, not confirmed, changed since, and with an open conflict."""
    made = make_plan("demo", state="draft")
    section, source = make_section(made), make_source(made, "原文")
    for title in ("已备", "待核", "改动", "冲突"):
        make_measure(section, title=title, review_state="extracted")
    Measure.objects.exclude(title="待核").update(review_state="confirmed")
    Measure.objects.filter(title="改动").update(text="改过。")
    said = {"model": "measure", "key": "1-4", "field": "title"}
    Conflict.objects.create(plan=made, measure=Measure.objects.get(title="冲突"), source=source, **said)
    return made


def unmet(error: "pytest.ExceptionInfo[NotReadyError]") -> dict[str, int]:
    return {each.rule.name: each.count for each in error.value.missing if each.rule.obligatory}


def save(title: str, by: User | None, **values: str) -> None:
    with edit(by, via=EditVia.API):
        measure = Measure.objects.get(title=title)
        for name, value in {"review_state": "published", **values}.items():
            setattr(measure, name, value)
        measure.save()


def publish(plan: Plan, by: User | None) -> None:
    with edit(by, via=EditVia.API):
        plan.refresh_from_db()
        plan.state = "published"
        plan.save()


def states() -> dict[str, str]:
    return dict(Measure.objects.order_by("pk").values_list("title", "review_state"))


def test_one_measure_is_published_as_it_was_confirmed_and_without_a_conflict(plan: Plan, publisher: User) -> None:
    for title, rule in (("改动", "changed"), ("冲突", "conflicts")):
        with pytest.raises(NotReadyError) as refused:
            save(title, publisher)
        assert unmet(refused) == {rule: 1}
    with pytest.raises(NotReadyError) as refused:
        save("已备", publisher, text="发布时改。")
    assert unmet(refused) == {"changed": 1}
    assert "published" not in states().values()
    save("已备", publisher, note="备注不是内容")
    save("待核", publisher, text="核定并发布。")  # both steps at once: what it says is confirmed
    assert [title for title, state in states().items() if state == "published"] == ["已备", "待核"]
    assert not Measure.objects.filter(title="待核").changed_since_confirmed().exists()


def test_many_at_once_leave_those_that_are_not_ready_and_say_why(plan: Plan, publisher: User) -> None:
    planned = BulkPlan(Measure.objects.all(), Review(step="publish"))
    kept = {each.reason: [str(record) for record in each.records] for each in planned.kept}
    assert kept == {
        "审核状态为“待核”。": ["待核"],
        "不能发布：核定后有改动。": ["改动"],
        "不能发布：待处理冲突。": ["冲突"],
    }
    change_many(Measure.objects.all(), Review(step="publish"), by=publisher, via=EditVia.ADMIN)
    assert [title for title, state in states().items() if state == "published"] == ["已备"]


def test_a_plan_becomes_public_when_its_rules_hold(plan: Plan, publisher: User) -> None:
    for state in ("draft", "archived"):
        Plan.objects.update(state=state)
        with pytest.raises(NotReadyError) as refused:
            publish(plan, publisher)
        assert unmet(refused) == {"waiting": 1, "changed": 1, "conflicts": 1}
    kept = BulkPlan(Plan.objects.all(), SetPlanState(state="published")).kept
    assert [each.reason for each in kept] == ["不能发布：尚未核定。"]
    Measure.objects.filter(title="待核").update(withdrawn_on="2026-01-01")
    Measure.objects.filter(title="改动").delete()
    kept = BulkPlan(Plan.objects.all(), SetPlanState(state="published")).kept
    assert [each.reason for each in kept] == ["不能发布：待处理冲突。"]
    Conflict.objects.update(state="here")
    change_many(Plan.objects.all(), SetPlanState(state="published"), by=publisher, via=EditVia.ADMIN)
    assert Plan.objects.get().state == "published"


def test_what_is_published_already_goes_on_and_may_leave_the_public(plan: Plan, publisher: User) -> None:
    Measure.objects.update(review_state="published")
    Measure.objects.update(text="改。")
    Plan.objects.update(state="published")
    save("改动", publisher, note="新")
    with edit(publisher, via=EditVia.API):
        plan = Plan.objects.get()
        plan.title = "新名"
        plan.save()
    taken = change_many(Measure.objects.all(), Review(step="unpublish"), by=publisher, via=EditVia.ADMIN)
    assert set(states().values()) == {"confirmed"}
    undo(taken, by=publisher, via=EditVia.ADMIN)  # what was public before is again
    assert set(states().values()) == {"published"}


def test_what_no_person_does_asks_for_no_rule(plan: Plan) -> None:
    save("改动", None)
    publish(plan, None)
    assert Plan.objects.get().state == "published"
