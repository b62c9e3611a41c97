"""A plan or a section is published as a whole when the obligatory rules hold, and taken back as easily."""

import pytest
from django.contrib.auth.models import Permission, User

from measures.choices import EditVia, PlanState, ReviewState
from measures.edits import ChangedMeanwhileError, StepRefusedError, undo
from measures.edits.publishing import planned, publish_whole, unpublish_whole
from measures.models import Conflict, Edit, Measure, PendingChange, Plan, Section
from measures.models.edit import new_edit
from measures.models.readiness import RULES, NotReadyError, Rule, Whole, missing
from tests.factories import assign, make_measure, make_plan, make_section, make_source
from tests.made_once import made_once


@made_once
def plan() -> Plan:
    """A draft: 1 > 1.1 and 2 with a confirmed measure each, of which nothing is missing; one is withdrawn."""
    made = make_plan("demo", state=PlanState.DRAFT)
    chapter, second = make_section(made), make_section(made)
    for section in (make_section(made, chapter), second):
        measure = make_measure(section, review_state="extracted", due_text="长期")
        assign(measure, "市科技局")
        Measure.objects.filter(pk=measure.pk).update(review_state=ReviewState.CONFIRMED)
    make_measure(second, review_state="extracted", withdrawn_on="2026-01-01")
    return made


@made_once
def publisher() -> User:
    user = User.objects.create_user("publisher")
    rights = ["publish_measure", "publish_plan", "undo_edit"]
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


def made_by(user: User) -> Edit:
    return new_edit(user, via=EditVia.ADMIN)


def states() -> dict[str, str]:
    return dict(Measure.objects.in_force().order_by("code").values_list("code", "review_state"))


def test_all_is_published_by_one_edit_that_can_be_undone(plan: Plan, publisher: User) -> None:
    assert missing(Whole(plan)) == []
    made = publish_whole(Whole(plan), made_by(publisher))
    assert states() == {"1.1-1": "published", "2-1": "published"}
    assert (Plan.objects.get().state, made.handled) == ("published", 2)
    undo(made, by=publisher, via=EditVia.ADMIN)
    assert states() == {"1.1-1": "confirmed", "2-1": "confirmed"}
    assert Plan.objects.get().state == "draft"


def test_a_section_is_published_with_all_below_it_and_without_its_plan(plan: Plan, publisher: User) -> None:
    publish_whole(Whole(plan, Section.objects.get(code="1")), made_by(publisher))
    assert states() == {"1.1-1": "published", "2-1": "confirmed"}
    assert Plan.objects.get().state == "draft"


def test_taking_back_is_as_easy(plan: Plan, publisher: User) -> None:
    publish_whole(Whole(plan), made_by(publisher))
    unpublish_whole(Whole(Plan.objects.get(), Section.objects.get(code="2")), made_by(publisher))
    assert states() == {"1.1-1": "published", "2-1": "confirmed"}
    assert Plan.objects.get().state == "published"
    unpublish_whole(Whole(Plan.objects.get()), made_by(publisher))
    assert states() == {"1.1-1": "confirmed", "2-1": "confirmed"}
    assert Plan.objects.get().state == "draft"


def lack(plan: Plan, name: str) -> None:
    """Let one rule not hold in section 2."""
    measures = Measure.objects.filter(code="2-1")
    measure = measures.get()
    match name:
        case "waiting":
            measures.update(review_state=ReviewState.EXTRACTED)
        case "changed":
            measures.update(title="改过")
        case "conflicts":
            source = make_source(plan, "原文")
            said = {"model": "measure", "key": "2-1", "field": "title"}
            Conflict.objects.create(plan=plan, measure=measure, source=source, **said)
        case "unassigned":
            measure.responsibilities.all().delete()
            measures.update(review_state=ReviewState.EXTRACTED)
            measures.update(review_state=ReviewState.CONFIRMED)
        case "undated":
            measures.update(review_state=ReviewState.EXTRACTED, due_text="")
            measures.update(review_state=ReviewState.CONFIRMED)
        case "pending":
            PendingChange.objects.create(measure=measure, wanted={"title": "新"}, version=1)
        case "problems":
            make_source(plan, "原文", problems=[{"code": "x", "line": 1, "subject": "", "detail": ""}])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_finds_what_is_missing_and_the_obligatory_ones_stop_it(
    plan: Plan, publisher: User, rule: Rule
) -> None:
    lack(plan, rule.name)
    assert [(each.rule.name, each.count) for each in missing(Whole(plan))] == [(rule.name, 1)]
    if rule.obligatory:
        with pytest.raises(NotReadyError, match=r"\d"):
            publish_whole(Whole(plan), made_by(publisher))
        assert "published" not in {*states().values(), Plan.objects.get().state}
    else:
        publish_whole(Whole(plan), made_by(publisher))
        assert set(states().values()) == {"published"}
    elsewhere = missing(Whole(plan, Section.objects.get(code="1")))
    assert elsewhere == []


def test_what_must_be_done_is_what_the_guides_say() -> None:
    assert [rule.name for rule in RULES if rule.obligatory] == ["waiting", "changed", "conflicts"]


def test_it_takes_the_rights_to_the_steps(plan: Plan, publisher: User) -> None:
    publisher.user_permissions.remove(Permission.objects.get(codename="publish_plan"))
    with pytest.raises(StepRefusedError):
        publish_whole(Whole(plan), made_by(publisher))
    assert set(states().values()) == {"confirmed"}
    publish_whole(Whole(plan, Section.objects.get(code="2")), made_by(publisher))
    outsider = User.objects.create_user("outsider")
    with pytest.raises(StepRefusedError):
        unpublish_whole(Whole(plan, Section.objects.get(code="2")), made_by(outsider))
    assert states()["2-1"] == "published"


def test_what_was_seen_is_what_is_published(plan: Plan, publisher: User) -> None:
    seen = planned(Whole(plan), "publish").fingerprint
    assign(Measure.objects.get(code="2-1"), "市财政局")
    Measure.objects.filter(code="2-1").update(review_state=ReviewState.EXTRACTED)
    Measure.objects.filter(code="2-1").update(review_state=ReviewState.CONFIRMED)
    with pytest.raises(ChangedMeanwhileError):
        publish_whole(Whole(plan), made_by(publisher), seen)
    assert set(states().values()) == {"confirmed"}
