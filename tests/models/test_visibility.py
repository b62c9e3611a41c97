"""Who sees which record: each kind of reader, through the queryset, the API, the feed and the admin."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from measures.choices import PlanState, ReviewState, Role
from measures.models import (
    Change,
    Measure,
    Plan,
    PlanLimit,
    PublicBody,
    Responsibility,
    ResponsibleBody,
    Section,
    Target,
)
from measures.visibility import KINDS, OFFICE, THE_PUBLIC, Visibility, visibility_of
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_source, make_target

pytestmark = pytest.mark.django_db

MODELS = (Plan, Section, Measure, Responsibility, Target, ResponsibleBody)


def fill(slug: str, state: str = PlanState.PUBLISHED) -> Plan:
    """A plan with a published measure and one that is not, each with a body, a target and the other as successor."""
    plan = make_plan(slug, state=state, title=f"规划{slug}", issuer=make_body(f"{slug}发布机关"))
    make_source(plan, "正文")
    section = make_section(plan, title=f"章节{slug}")
    published = make_measure(section, title=f"{slug}已发布")
    draft = make_measure(section, title=f"{slug}未发布", review_state=ReviewState.CONFIRMED)
    for measure, name in ((published, "公开单位"), (draft, "草案单位")):
        assign(measure, f"{slug}{name}")
        make_target(measure)
    published.successors.add(draft)
    return plan


@pytest.fixture
def plans(db: None) -> tuple[Plan, Plan]:
    return fill("open"), fill("draft", PlanState.DRAFT)


def user_with(*permissions: str) -> User:
    user = User.objects.create_user("-".join(permissions) or "nobody", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def everything(user: Any) -> dict[str, int]:
    return {model.__name__: model._default_manager.visible_to(user).count() for model in MODELS}


PUBLIC = {"Plan": 1, "Section": 1, "Measure": 1, "Responsibility": 1, "Target": 1, "ResponsibleBody": 2}
ALL = {"Plan": 2, "Section": 2, "Measure": 4, "Responsibility": 4, "Target": 4, "ResponsibleBody": 6}


def test_the_public_and_an_account_without_rights_see_what_is_published(
    plans: tuple[Plan, Plan], outsider: User
) -> None:
    assert everything(THE_PUBLIC) == everything(outsider) == PUBLIC
    assert visibility_of(outsider) == THE_PUBLIC


def test_a_permission_opens_its_own_kind_of_record_and_no_other(plans: tuple[Plan, Plan]) -> None:
    assert everything(user_with("view_plan")) == PUBLIC | {"Plan": 2}
    assert everything(user_with("change_section")) == PUBLIC | {"Section": 2}
    assert everything(user_with("view_measure")) == PUBLIC | {"Measure": 4, "Responsibility": 4}
    assert everything(user_with("view_responsiblebody")) == PUBLIC | {"ResponsibleBody": 6}


def test_staff_see_everything(plans: tuple[Plan, Plan], editor: User) -> None:
    assert everything(editor) == everything(User.objects.create_superuser("root")) == ALL


def test_staff_limited_to_a_plan_see_its_drafts_and_of_others_what_the_public_sees(plans: tuple[Plan, Plan]) -> None:
    """Bodies belong to no plan: whoever assigns them sees them all."""
    of_draft = Visibility(KINDS, frozenset([plans[1].pk]))
    assert everything(of_draft) == {"Plan": 2, "Section": 2, "Measure": 3, "Responsibility": 3, "Target": 3} | {
        "ResponsibleBody": 6
    }
    assert everything(Visibility(KINDS, frozenset())) == PUBLIC | {"ResponsibleBody": 6}
    assert not Measure.objects.visible_to(of_draft).filter(title="open未发布").exists()


def test_somebody_who_is_not_active_sees_what_the_public_sees(plans: tuple[Plan, Plan], editor: User) -> None:
    editor.is_active = False
    assert everything(editor) == PUBLIC


def test_of_a_superuser_no_right_is_looked_up(django_assert_num_queries: Any) -> None:
    root = User.objects.create_superuser("root")
    with django_assert_num_queries(1):  # for the plans that it might be limited to
        visibility_of(root)
    root = User.objects.get(username="root")
    root.is_active = False
    assert visibility_of(root) == THE_PUBLIC


def test_equal_rights_give_the_same_visibility_others_another(plans: tuple[Plan, Plan], editor: User) -> None:
    assert visibility_of(editor) == Visibility(KINDS, notes=True, office=frozenset(OFFICE))
    assert visibility_of(editor).digest == Visibility(KINDS, notes=True).digest
    different = [THE_PUBLIC, Visibility(KINDS), Visibility(KINDS, frozenset()), Visibility(KINDS, frozenset([1]))]
    different.append(Visibility(KINDS, notes=True))
    assert len({one.digest for one in different}) == 5


def api_of(user: User | None) -> APIClient:
    api = APIClient()
    if user is not None:
        api.force_authenticate(user)
    return api


def results(api: APIClient, address: str) -> list[dict[str, Any]]:
    answer = api.get(f"/api/v1/{address}").json()
    return answer if isinstance(answer, list) else list(answer["results"])


def test_who_may_view_plans_alone_reads_no_heading_of_a_draft(plans: tuple[Plan, Plan]) -> None:
    api = api_of(user_with("view_plan"))
    assert api.get("/api/v1/plans/draft/").status_code == 200
    assert results(api, "plans/draft/tree/") == []
    [branch] = results(api, "plans/open/tree/")
    assert branch["measures"] == 1
    assert api_of(None).get("/api/v1/plans/draft/tree/").status_code == 404


def test_the_tree_counts_what_its_reader_sees(plans: tuple[Plan, Plan], editor: User) -> None:
    for user, expected in ((None, 1), (user_with("view_section"), 1), (editor, 2)):
        [branch] = results(api_of(user), "plans/open/tree/")
        assert branch["measures"] == expected


def test_a_draft_successor_is_shown_neither_by_the_record_nor_by_the_filter(
    plans: tuple[Plan, Plan], editor: User, outsider: User
) -> None:
    for user, codes in ((None, []), (outsider, []), (editor, ["1-1"])):
        api = api_of(user)
        found = results(api, "measures/?plan=open&successor=1-2&fields=code")
        assert [row["code"] for row in found] == codes
        [measure] = results(api, "measures/?plan=open&code=1-1")
        assert [successor["code"] for successor in measure["successors"]] == (["1-2"] if codes else [])
    assert [row["code"] for row in results(api_of(None), "measures/?successor=none")] == []


def test_what_expand_gives_follows_the_rule_of_what_it_gives(plans: tuple[Plan, Plan]) -> None:
    """A measure shows its draft plan's title; the whole plan, its section and its bodies want their own right."""
    [measure] = results(
        api_of(user_with("view_measure")),
        "measures/?plan=draft&code=1-2&expand=plan,section,responsibilities.body",
    )
    assert measure["plan"] == {"slug": "draft", "title": "规划draft"}
    assert measure["section"].keys() == {"code", "title", "path"}
    assert measure["responsibilities"][0]["body"].keys() == {"uuid", "name"}


def test_a_body_that_stands_only_in_drafts_is_not_public(plans: tuple[Plan, Plan], editor: User) -> None:
    hidden = ResponsibleBody.objects.get(name="draft公开单位")
    hidden.aliases = ["筹备组"]
    hidden.save()
    assert {row["name"] for row in results(api_of(None), "bodies/")} == {"open公开单位", "open发布机关"}
    assert api_of(None).get(f"/api/v1/bodies/{hidden.uuid}/").status_code == 404
    assert results(api_of(None), "bodies/?q=筹备组") == []
    assert api_of(editor).get(f"/api/v1/bodies/{hidden.uuid}/").json()["aliases"] == ["筹备组"]
    Plan.objects.filter(slug="draft").update(state=PlanState.PUBLISHED)
    assert api_of(None).get(f"/api/v1/bodies/{hidden.uuid}/").status_code == 200


def names_of_public_bodies() -> set[str]:
    return set(PublicBody.objects.values_list("body__name", flat=True))


def test_a_body_above_a_public_one_or_after_it_is_public_too() -> None:
    """Else whoever reads of a bureau could not tell of whose."""
    top = make_body("市政府")
    bureau = make_body("市科技局", parent=make_body("市政府办", parent=top), successor=make_body("市数据局"))
    make_body("区科技局", parent=bureau)
    assert names_of_public_bodies() == set()
    part = assign(make_measure(make_section(make_plan())), bureau)
    assert names_of_public_bodies() == {"市科技局", "市政府办", "市政府", "市数据局"}
    part.delete()
    assert names_of_public_bodies() == set()


def test_bodies_that_took_over_from_each_other_end_nothing() -> None:
    first, second = make_body("甲局"), make_body("乙局")
    ResponsibleBody.objects.filter(pk=first.pk).update(successor=second)
    ResponsibleBody.objects.filter(pk=second.pk).update(successor=first)
    assign(make_measure(make_section(make_plan())), first)
    assert names_of_public_bodies() == {"甲局", "乙局"}


WRITES: dict[str, Callable[[Measure], Any]] = {
    "its measure is taken back": lambda one: Measure.objects.filter(pk=one.pk).update(review_state="confirmed"),
    "its plan is archived": lambda one: Plan.objects.filter(pk=one.plan_id).update(state="archived"),
    "its role is removed": lambda one: one.responsibilities.all().delete(),
    "its role goes to another body": lambda one: one.responsibilities.update(body=make_body("他局")),
    "its measure is deleted": lambda one: one.delete(),
}


@pytest.mark.parametrize("write", WRITES)
def test_a_body_leaves_the_publics_sight_with_the_last_that_named_it(write: str) -> None:
    first, second = (make_measure(make_section(make_plan())) for _ in range(2))
    for measure in (first, second):
        assign(measure, "市科技局")
    WRITES[write](first)
    assert "市科技局" in names_of_public_bodies()
    WRITES[write](second)
    assert "市科技局" not in names_of_public_bodies()


def test_a_body_may_be_removed_by_plain_deletion() -> None:
    body = make_body("市科技局")
    part = assign(make_measure(make_section(make_plan())), body)
    part.delete()
    body.delete()
    assert not PublicBody.objects.exists()


def test_a_deletion_reaches_whoever_could_see_the_record_and_nobody_else(
    plans: tuple[Plan, Plan], editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    since = Change.objects.head()
    Measure.objects.get(title="draft未发布").delete()
    of_draft, of_open = (Visibility(KINDS, frozenset([plan.pk])) for plan in (plans[1], plans[0]))

    def deleted_codes(reader: Any) -> list[str]:
        changes = Change.objects.visible_to(reader).filter(pk__gt=since, operation="delete", resource="measures")
        return list(changes.values_list("key", flat=True))

    assert deleted_codes(of_draft) == deleted_codes(editor) == deleted_codes(user_with("view_measure")) == ["1-2"]
    assert (
        deleted_codes(of_open)
        == deleted_codes(THE_PUBLIC)
        == deleted_codes(user_with("view_plan", "view_section"))
        == []
    )


@pytest.fixture
def limited_editor(plans: tuple[Plan, Plan], editor: User) -> User:
    """Limited to the draft plan."""
    PlanLimit.objects.create(user=editor).plans.add(plans[1])
    return editor


def signed_in(user: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def test_the_admin_shows_what_its_user_may_see(limited_editor: User) -> None:
    limited, whole = signed_in(limited_editor), signed_in(User.objects.create_superuser("root"))
    address, hidden = reverse("admin:measures_measure_changelist"), Measure.objects.get(title="open未发布")
    assert "open未发布" in whole.get(address).content.decode()
    page = limited.get(address).content.decode()
    assert "open未发布" not in page
    assert "draft未发布" in page
    assert "open未发布" not in b"".join(limited.get(f"{address}export/csv/").streaming_content).decode()  # type: ignore[attr-defined]
    change = limited.get(reverse("admin:measures_measure_change", args=[hidden.pk]))
    assert change.status_code == 302


def test_choices_of_the_admin_are_those_its_user_may_see(limited_editor: User) -> None:
    Plan.objects.filter(slug="open").update(state=PlanState.ARCHIVED)
    asked = {"app_label": "measures", "model_name": "measure", "field_name": "section", "term": ""}
    answer = signed_in(limited_editor).get(reverse("admin:autocomplete"), asked).json()
    assert len(answer["results"]) == 1
    assert "章节draft" in answer["results"][0]["text"]


def test_a_section_of_another_plan_cannot_be_posted_either(limited_editor: User) -> None:
    Plan.objects.filter(slug="open").update(state=PlanState.ARCHIVED)
    other = Section.objects.get(plan__slug="open")
    form = {"title": "举措", "text": "举措。", "section": other.pk, "phase": "not_started"}
    response = signed_in(limited_editor).post(reverse("admin:measures_measure_add"), form)
    assert response.status_code == 200
    assert "section" in response.context["adminform"].form.errors


def test_the_overview_counts_what_its_user_may_see(limited_editor: User) -> None:
    Plan.objects.filter(slug="open").update(state=PlanState.ARCHIVED)
    shown = signed_in(limited_editor).get(reverse("admin:index")).context["overview"]
    assert [row.plan.slug for row in shown.rows] == ["draft"]
    assert shown.rows[0].cells[0].count == 2


def test_pages_and_single_records_of_a_limited_reader_hold_their_plans_drafts(limited_editor: User) -> None:
    api = api_of(limited_editor)
    titles = {row["title"] for row in results(api, "measures/")}
    assert titles == {"open已发布", "draft已发布", "draft未发布"}
    assert {row["title"] for row in results(api, "measures/?ordering=code")} == titles
    streamed = b"".join(api.get("/api/v1/measures/?format=ndjson").streaming_content).decode()  # type: ignore[attr-defined]
    assert "open未发布" not in streamed
    assert "draft未发布" in streamed
    assert api.get("/api/v1/plans/draft/measures/1-2/").status_code == 200
    assert api.get("/api/v1/plans/open/measures/1-2/").status_code == 404


def test_whoever_may_only_add_reads_back_what_was_added(plans: tuple[Plan, Plan]) -> None:
    api = api_of(user_with("add_measure"))
    sent = {"plan": "open", "section": "1", "title": "新举措", "text": "新举措。"}
    answer = api.post("/api/v1/measures/", sent, format="json")
    assert answer.status_code == 201, answer.json()
    assert answer.json()["title"] == "新举措"
    assert api.get(answer.json()["url"]).status_code == 404


def test_a_body_that_its_writer_cannot_see_is_no_body(plans: tuple[Plan, Plan]) -> None:
    """Else whoever may change one measure could try out which bodies there are."""
    hidden, shown = (ResponsibleBody.objects.get(name=name) for name in ("draft草案单位", "open公开单位"))
    api = api_of(user_with("change_measure"))
    one = Measure.objects.get(title="open已发布")
    for body, status in ((hidden, 400), (shown, 200)):
        answer = api.post(
            "/api/v1/plans/open/measures/1-1/assign/",
            {"body": str(body.uuid), "role": Role.SUPERVISOR},
            format="json",
            headers={"If-Match": f'"{one.version}"'},
        )
        assert answer.status_code == status, answer.json()
