"""Two bodies become one: names, duties, places above and below, issued plans; in one edit that can be undone."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from measures.edits import EditVia, add_alias, merge_bodies, undo
from measures.importing import apply
from measures.models import Change, Conflict, Edit, Measure, Plan, Responsibility, ResponsibleBody
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_source
from tests.importing.divisions import PLAN, incoming
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


@made_once
def kept() -> ResponsibleBody:
    return make_body("市发展改革委", aliases=["市计委"])


@made_once
def gone() -> ResponsibleBody:
    return make_body("市发改委", aliases=["发改委"])


@made_once
def measures(kept: ResponsibleBody, gone: ResponsibleBody) -> list[Measure]:
    """One that both lead, one that the one leads and the other supports, one of the one alone."""
    section = make_section(make_plan("shili", issuer=gone))
    both, mixed, alone = (make_measure(section) for _n in range(3))
    for measure, body, role in (
        (both, kept, "lead"),
        (both, gone, "lead"),
        (mixed, kept, "support"),
        (mixed, gone, "lead"),
        (alone, gone, "lead"),
    ):
        assign(measure, body, role)
    return [both, mixed, alone]


def state() -> list[Any]:
    fields = ["pk", "name", "aliases", "parent", "successor", "uuid"]
    return [
        list(ResponsibleBody.objects.order_by("pk").values_list(*fields)),
        sorted(Responsibility.objects.values_list("measure", "body", "role")),
        list(Plan.objects.values_list("slug", "issuer")),
    ]


def roles(measure: Measure) -> list[str]:
    return sorted(f"{part.role} {part.body.name}" for part in measure.responsibilities.all())


def test_names_become_aliases_and_duties_move(
    kept: ResponsibleBody, gone: ResponsibleBody, measures: list[Measure], editor: User
) -> None:
    made = merge_bodies(kept.pk, gone.pk, by=editor, via=EditVia.ADMIN, reason="同一单位")
    kept.refresh_from_db()
    assert (kept.name, kept.aliases, kept.version) == ("市发展改革委", ["市计委", "市发改委", "发改委"], 2)
    assert [roles(measure) for measure in measures] == [
        ["lead 市发展改革委"],
        ["lead 市发展改革委", "support 市发展改革委"],
        ["lead 市发展改革委"],
    ]
    assert not ResponsibleBody.objects.filter(pk=gone.pk).exists()
    assert Plan.objects.get().issuer == kept
    assert (made.by, made.via, made.reason) == (editor, "admin", "同一单位")
    assert Edit.objects.filter(pk__gte=made.pk).count() == 1
    assert [Measure.history.filter(id=measure.pk, edit=made).count() for measure in measures] == [1, 1, 1]


def test_it_can_be_undone(kept: ResponsibleBody, gone: ResponsibleBody, measures: list[Measure], editor: User) -> None:
    make_body("区发改局", parent=gone)
    make_body("市计划局", successor=gone)
    before = state()
    made = merge_bodies(kept.pk, gone.pk, by=editor, via=EditVia.ADMIN)
    assert state() != before
    assert ResponsibleBody.objects.get(name="区发改局").parent == kept
    assert ResponsibleBody.objects.get(name="市计划局").successor == kept
    undo(made, by=editor, via=EditVia.ADMIN)
    assert state() == before


def test_the_feed_has_the_measures_and_the_body_that_went(
    kept: ResponsibleBody, gone: ResponsibleBody, measures: list[Measure]
) -> None:
    head = Change.objects.head()
    merge_bodies(kept.pk, gone.pk, by=None, via=EditVia.ADMIN)
    changes = {
        (resource, key.replace("-", "") if resource == "bodies" else key, operation)
        for resource, key, operation in Change.objects.filter(sequence__gt=head).values_list(
            "resource", "key", "operation"
        )
    }
    assert ("bodies", gone.uuid.hex, "delete") in changes
    assert {("measures", measure.code, "update") for measure in measures} <= changes


def test_one_that_stood_below_or_before_the_other_stands_for_itself(
    kept: ResponsibleBody, gone: ResponsibleBody
) -> None:
    above = make_body("市政府")
    ResponsibleBody.objects.filter(pk=gone.pk).update(parent=above, successor=kept)
    ResponsibleBody.objects.filter(pk=kept.pk).update(parent=gone, successor=gone)
    merge_bodies(kept.pk, gone.pk, by=None, via=EditVia.ADMIN)
    kept.refresh_from_db()
    assert (kept.parent, kept.successor) == (above, None)


def test_open_conflicts_over_its_roles_go_with_it(
    kept: ResponsibleBody, gone: ResponsibleBody, measures: list[Measure]
) -> None:
    source = make_source(measures[0].plan, "规划")
    for measure in measures[:2]:
        Conflict.objects.create(
            plan=measure.plan,
            measure=measure,
            source=source,
            model="responsibility",
            key=f"{measure.code} {gone.uuid}",
            field="role",
        )
    kept_key = f"{measures[0].code} {kept.uuid}"
    Conflict.objects.create(
        plan=source.plan, measure=measures[0], source=source, model="responsibility", key=kept_key, field="role"
    )
    merge_bodies(kept.pk, gone.pk, by=None, via=EditVia.ADMIN)
    assert sorted(Conflict.objects.values_list("key", flat=True)) == sorted(
        [kept_key, f"{measures[1].code} {kept.uuid}"]
    )


def test_a_document_that_uses_the_former_name_means_the_one_that_stayed() -> None:
    apply(incoming(PLAN))
    gone, kept = ResponsibleBody.objects.get(name="市科技局"), make_body("市科学技术局")
    merge_bodies(kept.pk, gone.pk, by=None, via=EditVia.ADMIN)
    again = apply(incoming(PLAN))
    assert again.changes_nothing
    assert not ResponsibleBody.objects.filter(name="市科技局").exists()


def test_two_jurisdictions_and_one_body_are_refused(kept: ResponsibleBody) -> None:
    other = make_body("市发改委", jurisdiction="另一市")
    for gone in (other.pk, kept.pk, 0):
        with pytest.raises(ValidationError):
            merge_bodies(kept.pk, gone, by=None, via=EditVia.ADMIN)
    assert ResponsibleBody.objects.count() == 2


def test_an_alias_that_another_body_has_is_refused(kept: ResponsibleBody, gone: ResponsibleBody) -> None:
    with pytest.raises(ValidationError, match="市发改委"):
        add_alias(kept.pk, "发改委", by=None, via=EditVia.ADMIN)
    add_alias(kept.pk, "市发展和改革委员会", by=None, via=EditVia.ADMIN)
    kept.refresh_from_db()
    assert kept.aliases == ["市计委", "市发展和改革委员会"]
