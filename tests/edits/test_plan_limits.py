"""An account that is limited to some plans: what it sees of others, and that it writes in none of them."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from measures.choices import ReviewState
from measures.edits import EditVia, edit, undo
from measures.edits.visible_history import edits_seen
from measures.models import ApiToken, Edit, Measure, Plan, PlanLimit, ResponsibleBody
from measures.visibility import may_write_in, plans_of
from tests.factories import assign, make_body, make_measure, make_plan, make_section
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


@made_once
def own() -> Measure:
    return make_measure(make_section(make_plan("own")), title="本规划举措", note="本规划备注")


@made_once
def other() -> Measure:
    return make_measure(make_section(make_plan("other")), title="他规划举措", note="他规划备注")


@pytest.fixture
def limited(own: Measure, editor: User) -> User:
    """May write every record, in one plan."""
    PlanLimit.objects.create(user=editor).plans.add(own.plan)
    return editor


def api_of(user: User) -> APIClient:
    secret = ApiToken.objects.create(user, name="系统", read_only=False)[1]
    return APIClient(headers={"Authorization": f"Bearer {secret}", "Accept-Language": "en"})


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def again(user: User) -> User:
    """The account as the next request reads it."""
    return User.objects.get(pk=user.pk)


def test_no_limit_and_an_empty_one_are_two_things(limited: User, own: Measure, outsider: User) -> None:
    assert plans_of(limited) == frozenset([own.plan_id])
    assert plans_of(outsider) is None
    assert may_write_in(limited, own.plan_id)
    assert not may_write_in(limited, None)
    own.delete()
    own.section.delete()
    own.plan.delete()
    assert plans_of(again(limited)) == frozenset()
    User.objects.filter(pk=limited.pk).update(is_superuser=True)
    assert plans_of(again(limited)) is None


def test_the_admin_shows_the_plans_of_the_limit_and_no_other(limited: User, own: Measure, other: Measure) -> None:
    browser = browser_of(limited)
    for name in ("plan", "section", "measure"):
        page = browser.get(reverse(f"admin:measures_{name}_changelist"))
        assert [each.pk for each in page.context["cl"].result_list] == [getattr(own, name, own).pk]
    for address in ("change", "history"):
        assert browser.get(reverse(f"admin:measures_measure_{address}", args=[own.pk])).status_code == 200
        assert browser.get(reverse(f"admin:measures_measure_{address}", args=[other.pk])).status_code == 302
    rows = browser.get(reverse("admin:index")).context["overview"].rows
    assert [row.plan.slug for row in rows] == ["own"]


def test_the_api_shows_of_other_plans_what_the_public_sees(limited: User, own: Measure, other: Measure) -> None:
    make_measure(other.section, title="他规划草稿", review_state=ReviewState.CONFIRMED)
    found = api_of(limited).get("/api/v1/measures/?ordering=code").json()["results"]
    assert {row["title"]: row.get("note") for row in found} == {"本规划举措": "本规划备注", "他规划举措": None}
    assert "note" not in next(row for row in found if row["title"] == "他规划举措")
    streamed = api_of(limited).get("/api/v1/measures.csv").streaming_content  # type: ignore[attr-defined]
    text = b"".join(streamed).decode()
    assert "本规划备注" in text
    assert "他规划备注" not in text
    assert "他规划草稿" not in text


def test_the_api_writes_in_no_other_plan_and_says_why(limited: User, own: Measure, other: Measure) -> None:
    body = make_body("市科技局")
    new = {"section": "1", "title": "新举措", "text": "新举措。"}
    plan = {"slug": "new", "title": "新规划", "jurisdiction": "示例市"}
    calls: list[tuple[str, str, dict[str, Any], int]] = [
        ("patch", "plans/other/measures/1-1/", {"phase": "completed"}, 403),
        ("patch", "plans/other/sections/1/", {"title": "改"}, 403),
        ("patch", "plans/other/", {"title": "改"}, 403),
        ("post", "plans/other/measures/1-1/withdraw/", {}, 403),
        ("post", "plans/other/measures/1-1/assign/", {"body": str(body.uuid), "role": "lead"}, 403),
        ("post", "measures/", {"plan": "other", **new}, 403),
        ("post", "sections/", {"plan": "other", "title": "新章节"}, 403),
        ("post", "plans/", plan, 403),
        ("patch", f"bodies/{body.uuid}/", {"name": "市科学技术局"}, 403),
        ("post", "bodies/", {"name": "市数据局", "jurisdiction": "示例市"}, 201),
        ("post", "measures/", {"plan": "own", **new}, 201),
        ("patch", "plans/own/measures/1-1/", {"phase": "completed"}, 200),
    ]
    api = api_of(limited)
    for method, address, sent, status in calls:
        answer = getattr(api, method)(f"/api/v1/{address}", sent, format="json", headers={"If-Match": '"1"'})
        assert answer.status_code == status, (address, answer.json())
        if status == 403:
            assert answer.json()["detail"] == "Your account is limited to some plans, and this is about another one."
    assert not Plan.objects.filter(slug="new").exists()
    assert Measure.objects.filter(plan=other.plan).get().version == 1
    assert ResponsibleBody.objects.get(pk=body.pk).name == "市科技局"


def test_no_page_or_program_writes_beyond_its_authors_limit(limited: User, own: Measure, other: Measure) -> None:
    """Whatever checks a page forgets, the edit itself is refused as a whole."""

    def both(title: str) -> None:
        with edit(limited, via=EditVia.ADMIN):
            for measure in (own, other):
                measure.title = title
                measure.save()

    with pytest.raises(PermissionDenied):
        both("改过")
    with pytest.raises(PermissionDenied), edit(limited, via=EditVia.ADMIN):
        assign(other, "市教育局")
    assert set(Measure.objects.values_list("title", flat=True)) == {"本规划举措", "他规划举措"}
    with edit(None, via=EditVia.COMMAND) as unit:
        made = unit.edit
        for pk in (own.pk, other.pk):
            measure = Measure.objects.get(pk=pk)
            measure.title = "由命令修改"
            measure.save()
    with pytest.raises(PermissionDenied):
        undo(made, by=limited, via=EditVia.ADMIN)
    assert set(Measure.objects.values_list("title", flat=True)) == {"由命令修改"}


def test_nor_does_an_edit_that_takes_the_lock_at_its_first_write(limited: User, own: Measure, other: Measure) -> None:
    for measure, version in ((own, 2), (other, 1)):
        measure.title = "改写"
        try:
            with edit(limited, via=EditVia.API, plan=measure.plan.slug):
                measure.save()
        except PermissionDenied:
            assert measure == other
        assert Measure.objects.get(pk=measure.pk).version == version


def test_the_list_of_edits_is_that_of_the_limits_plans(limited: User, own: Measure, other: Measure) -> None:
    made = {}
    for measures in ((own,), (other,), (own, other)):
        with edit(None, via=EditVia.COMMAND) as unit:
            for measure in measures:
                measure.phase = "completed" if measure.phase != "completed" else "suspended"
                measure.save()
        made[measures] = unit.edit
    assert set(Edit.objects.filter(edits_seen(limited))) >= {made[own,], made[own, other]}
    assert made[other,] not in Edit.objects.filter(edits_seen(limited))
    browser = browser_of(limited)
    statuses = {
        which: browser.get(reverse("admin:measures_edit_undo", args=[each.pk])).status_code
        for which, each in made.items()
    }
    assert statuses == {(own,): 200, (other,): 404, (own, other): 403}
    page = browser.get(reverse("admin:measures_edit_change", args=[made[own, other].pk]))
    assert "他规划举措" not in page.content.decode()


def test_a_section_of_another_plan_takes_no_measure(limited: User, own: Measure, other: Measure) -> None:
    browser = browser_of(limited)
    for section, refused in ((other.section, True), (own.section, False)):
        form = {"title": "举措", "section": section.pk, "targets-TOTAL_FORMS": "0", "targets-INITIAL_FORMS": "0"}
        page = browser.post(reverse("admin:measures_measure_add"), form)
        assert ("section" in page.context["adminform"].form.errors) is refused
    asked = {"app_label": "measures", "model_name": "measure", "field_name": "section", "term": ""}
    offered = browser.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert [each["id"] for each in offered] == [str(own.section_id)]


def test_bodies_and_new_plans_are_for_those_without_a_limit(limited: User, own: Measure) -> None:
    body, browser = make_body("市科技局"), browser_of(limited)
    page = browser.get(reverse("admin:measures_responsiblebody_change", args=[body.pk]))
    assert not page.context["has_change_permission"]
    assert browser.get(reverse("admin:measures_responsiblebody_delete", args=[body.pk])).status_code == 403
    assert browser.get(reverse("admin:measures_responsiblebody_add")).status_code == 200
    assert browser.get(reverse("admin:measures_plan_add")).status_code == 403


def test_a_cursor_expires_with_the_limit_and_equal_limits_share_an_answer(
    limited: User, own: Measure, other: Measure, django_user_model: Any
) -> None:
    twin = django_user_model.objects.create_user("twin", is_staff=True)
    twin.user_permissions.set(limited.user_permissions.all())
    PlanLimit.objects.create(user=twin).plans.add(own.plan)
    answers = [api_of(user).get("/api/v1/measures/") for user in (limited, twin)]
    assert answers[0].content == answers[1].content
    assert answers[0]["ETag"] == answers[1]["ETag"]
    cursor = answers[0]["X-Changes-Cursor"]
    assert api_of(limited).get(f"/api/v1/changes/?since={cursor}").status_code == 200
    limited.plan_limit.plans.add(other.plan)
    expired = api_of(limited).get(f"/api/v1/changes/?since={cursor}")
    assert (expired.status_code, expired["Content-Type"]) == (410, "application/problem+json")
    assert api_of(twin).get(f"/api/v1/changes/?since={cursor}").status_code == 200
    PlanLimit.objects.filter(user=twin).delete()
    assert api_of(twin).get(f"/api/v1/changes/?since={cursor}").status_code == 410


def test_what_leaves_the_publics_sight_in_another_plan_leaves_a_limited_readers_copy(
    limited: User, own: Measure, other: Measure
) -> None:
    api = api_of(limited)
    cursor = api.get("/api/v1/changes/").json()["cursor"]
    for measure, state in (
        (other, ReviewState.CONFIRMED),
        (own, ReviewState.CONFIRMED),
        (other, ReviewState.PUBLISHED),
    ):
        Measure.objects.filter(pk=measure.pk).update(review_state=state)
    told = api.get(f"/api/v1/changes/?since={cursor}&resource=measures").json()["results"]
    assert [(row["plan"], row["operation"]) for row in told] == [
        ("other", "delete"),
        ("own", "update"),
        ("other", "create"),
    ]
