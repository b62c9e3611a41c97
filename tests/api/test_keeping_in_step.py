"""A reader that pulled everything once and then follows the change feed holds what a new full pull would give."""

from collections.abc import Callable
from copy import copy
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from measures import visibility
from measures.choices import Nature, Phase, PlanState, ReviewState, Role
from measures.models import Change, Measure, Plan, Responsibility, ResponsibleBody, Section, SourceDocument, Target
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_source, make_target
from tests.made_once import made_once

pytestmark = pytest.mark.django_db

RESOURCES = ("plans", "sections", "measures", "targets", "sources", "bodies")
seconds = count(1)
Copy = dict[str, dict[str, Any]]


class Reader:
    """Another system: a copy by address, and the cursor up to which it is complete."""

    def __init__(self, api: APIClient) -> None:
        self.api = api
        self.cursor = self.api.get("/api/v1/changes/").json()["cursor"]
        self.copy = self.pull()

    def pull(self) -> Copy:
        return {row["url"]: row for resource in RESOURCES for row in self.rows(f"/api/v1/{resource}/?page_size=500")}

    def rows(self, address: str) -> list[dict[str, Any]]:
        page: dict[str, Any] = self.api.get(address).json()
        return list(page["results"]) + (self.rows(page["next"]) if page["next"] else [])

    def follow(self) -> list[tuple[str, str, str]]:
        """Apply what happened; give it as (operation, resource, key)."""
        address, happened = f"/api/v1/changes/?since={self.cursor}&expand=record&page_size=6", []
        while address:
            page = self.api.get(address).json()
            for change in page["results"]:
                happened.append((change["operation"], change["resource"], change["key"]))
                self.apply(change)
            self.cursor, address = page["cursor"], page["next"]
        return happened

    def apply(self, change: dict[str, Any]) -> None:
        if change["operation"] == "delete" or change["record"] is None:
            self.copy.pop(change["url"], None)
        else:
            self.copy[change["url"]] = change["record"]

    def __copy__(self) -> "Reader":
        twin = object.__new__(type(self))
        vars(twin).update(vars(self), copy=dict(self.copy))
        return twin


@made_once
def world(plan: Plan, hidden: list[Measure]) -> Plan:
    """Two plans, one a draft, with everything that one record can show of another."""
    issuer = make_body("市政府")
    make_body("市科技局").save()
    ResponsibleBody.objects.filter(name="市科技局").update(parent=issuer)
    Plan.objects.update(issuer=issuer)
    chapter = plan.sections.get(code="1")
    Target.objects.create(plan=plan, section=chapter, code="1/t1", text="到2025年全面建成")
    plan.measures.get(code="1.1-2").successors.set([plan.measures.get(code="1.2-1"), hidden[0]])
    make_target(hidden[0])
    assign(hidden[1], "市科技局")
    make_source(hidden[1].plan, "草案")
    Plan.objects.filter(slug="draft").update(issuer=make_body("筹建中的市数据局"))
    return plan


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def measure(code: str) -> Measure:
    return Measure.objects.get(plan__slug="example", code=code)


def delete_plan() -> None:
    for one in Measure.objects.filter(plan__slug="example"):
        one.delete()
    Section.objects.filter(plan__slug="example").delete()
    Plan.objects.get(slug="example").delete()


ACTIONS: dict[str, Callable[[], Any]] = {
    "a measure is edited": lambda: measure("1.1-1").save(),
    "measures are edited in bulk": lambda: Measure.objects.update(phase=Phase.COMPLETED),
    "measures are edited by SQL": lambda: sql("UPDATE measures_measure SET title = 'x'"),
    "measures are published in bulk": lambda: Measure.objects.update(review_state=ReviewState.PUBLISHED),
    "measures are taken back in bulk": lambda: Measure.objects.update(review_state=ReviewState.CONFIRMED),
    "a measure is withdrawn": lambda: Measure.objects.filter(code="1.1-1").update(withdrawn_on="2025-01-01"),
    "a measure is deleted": lambda: measure("1.1-1").delete(),
    "a measure takes another code": lambda: Measure.objects.filter(code="1.2-1").update(code="1.2-9"),
    "a measure moves to another section": lambda: Measure.objects.filter(code="1.2-1").update(
        section=Section.objects.get(plan__slug="example", code="1.1")
    ),
    "a successor is named": lambda: measure("1.1-1").successors.add(measure("1.2-1")),
    "a successor is forgotten": lambda: measure("1.1-2").successors.clear(),
    "a successor is published": lambda: Measure.objects.filter(title="未公开举措").update(review_state="published"),
    "a body is assigned": lambda: assign(measure("1.2-1"), "市教育局"),
    "a body's role changes": lambda: Responsibility.objects.update(role=Role.SUPERVISOR),
    "responsibilities move to another measure": lambda: Responsibility.objects.filter(role=Role.SUPPORT).update(
        measure=measure("1.1-2")
    ),
    "responsibilities are removed": lambda: Responsibility.objects.all().delete(),
    "bodies are assigned in bulk": lambda: Responsibility.objects.bulk_create(
        [Responsibility(measure=one, body=make_body("市卫健委")) for one in Measure.objects.all()]
    ),
    "a body is renamed": lambda: ResponsibleBody.objects.filter(name="市科技局").update(name="市科学技术局"),
    "a plan's issuer is renamed": lambda: ResponsibleBody.objects.filter(name="市政府").update(name="市人民政府"),
    "what alone names a body publicly is taken back": lambda: [
        assign(measure("1.2-1"), "市教育局"),
        Measure.objects.filter(plan__slug="example", code="1.2-1").update(review_state=ReviewState.CONFIRMED),
    ],
    "a published measure takes the only mention of a body to a draft": lambda: [
        assign(measure("1.2-1"), "市教育局"),
        Responsibility.objects.filter(body__name="市教育局").update(measure=Measure.objects.get(title="未公开举措")),
    ],
    "a plan gets another issuer": lambda: Plan.objects.filter(slug="example").update(issuer=make_body("市人大")),
    "a body comes to stand below one that nothing names": lambda: ResponsibleBody.objects.filter(
        name="市财政局"
    ).update(parent=make_body("市金融委"), successor=make_body("市金融局")),
    "bodies stand above each other, and the lowest leaves the public's sight": lambda: [
        assign(measure("1.2-1"), make_body("市科", parent=make_body("市局", parent=make_body("市委")))),
        Measure.objects.filter(plan__slug="example", code="1.2-1").update(review_state=ReviewState.CONFIRMED),
    ],
    "a body comes to stand above others after they are public": lambda: [
        assign(measure("1.2-1"), make_body("市科")),
        make_body("市局", parent=make_body("市委")),
        ResponsibleBody.objects.filter(name="市科").update(parent=make_body("市局")),
    ],
    "the body above another is named publicly": lambda: [
        ResponsibleBody.objects.filter(name="市财政局").update(parent=make_body("市金融委")),
        assign(measure("1.2-1"), "市金融委"),
    ],
    "a body is added and removed": lambda: make_body("市体育局").delete(),
    "a target changes": lambda: Target.objects.update(nature=Nature.BINDING),
    "a target is removed": lambda: Target.objects.filter(code="1.1-1/t1").delete(),
    "a target takes another code": lambda: Target.objects.filter(code="1.1-1/t1").update(code="1.1-1/t7"),
    "a heading is retold": lambda: Section.objects.filter(plan__slug="example", code="1").update(title="科技创新"),
    "a section takes another code": lambda: Section.objects.filter(plan__slug="example", code="1").update(code="9"),
    "a section moves": lambda: Section.objects.filter(plan__slug="example", code="1.2").update(path="0001.0009"),
    "a chapter and what is below it move": lambda: [
        Section.objects.filter(plan__slug="example", path=old).update(path=new)
        for old, new in (("0001", "0002"), ("0001.0001", "0002.0001"), ("0001.0002", "0002.0002"))
    ],
    "a section is withdrawn": lambda: Section.objects.filter(code="1.2").update(withdrawn_on="2025-01-01"),
    "a section is added": lambda: make_section(Plan.objects.get(slug="example"), title="附则"),
    "a plan is retitled": lambda: Plan.objects.filter(slug="example").update(title="示例市新规划"),
    "a plan takes another slug": lambda: Plan.objects.filter(slug="example").update(slug="renamed"),
    "a plan is published": lambda: Plan.objects.filter(slug="draft").update(state=PlanState.PUBLISHED),
    "plans are archived in bulk": lambda: Plan.objects.update(state=PlanState.ARCHIVED),
    "a plan is added": lambda: make_measure(make_section(make_plan("new"))),
    "a plan is deleted": delete_plan,
    "a plan is deleted by SQL before what it holds": lambda: sql_delete_plan(),
    "a source is corrected": lambda: SourceDocument.objects.filter(plan__slug="example").update(
        text="第一章 改革\n" * 9
    ),
    "a source takes another edition": lambda: SourceDocument.objects.filter(plan__slug="example").update(edition=2),
    "a source is added": lambda: SourceDocument.objects.bulk_create(
        [SourceDocument(plan=plan, edition=5, filename="新.txt", text="新") for plan in Plan.objects.all()]
    ),
}


def sql_delete_plan() -> None:
    """Foreign keys are checked at the end of the transaction: plain SQL may begin with the plan."""
    plan = Plan.objects.get(slug="example").pk
    parts = f"IN (SELECT id FROM measures_measure WHERE plan_id = {plan})"
    for statement in (
        f"DELETE FROM measures_plan WHERE id = {plan}",
        f"DELETE FROM measures_responsibility WHERE measure_id {parts}",
        f"DELETE FROM measures_measure_successors WHERE from_measure_id {parts}",
        f"DELETE FROM measures_target WHERE plan_id = {plan}",
        f"DELETE FROM measures_measure WHERE plan_id = {plan}",
        f"DELETE FROM measures_section WHERE plan_id = {plan}",
        f"DELETE FROM measures_sourcedocument WHERE plan_id = {plan}",
    ):
        sql(statement)


def reader_as(user: User) -> Reader:
    api = APIClient()
    api.force_authenticate(user)
    return Reader(api)


@pytest.fixture
def limited(editor: User, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], User]:
    """Gives someone who has the editor's rights in the plan of this slug only."""
    limits: dict[Any, frozenset[int]] = {}
    monkeypatch.setattr(visibility, "plans_of", lambda user: limits.get(user.pk))

    def make(slug: str) -> User:
        user = User.objects.create_user(f"limited-to-{slug}")
        user.user_permissions.set(editor.user_permissions.all())
        limits[user.pk] = frozenset([Plan.objects.get(slug=slug).pk])
        return user

    return make


def test_a_readers_copy_stays_equal_whoever_reads_when(
    world: Plan, api: APIClient, editor: User, limited: Callable[[str], User], subtests: pytest.Subtests
) -> None:
    """Each action is done to the same world, with the same readers, and taken back.

    What the triggers of the feed keep is another question on each engine; what of it someone sees is asked of both by
    the same conditions: on PostgreSQL for the public and for a limit, which take all of them.
    """
    readers = [Reader(api), reader_as(limited("draft"))]
    if connection.vendor == "sqlite":
        readers += [reader_as(editor), reader_as(limited("example"))]
    for name, action in ACTIONS.items():
        with subtests.test(name), transaction.atomic():
            action()
            for reader in map(copy, readers):
                happened = reader.follow()
                assert reader.copy == reader.pull(), happened
            transaction.set_rollback(True)


def test_each_operation_comes_under_its_own_name(world: Plan, api: APIClient) -> None:
    reader = Reader(api)
    body = make_body("市体育局")
    assign(measure("1.2-1"), body)
    Measure.objects.filter(code="1.2-1").update(withdrawn_on="2025-01-01")
    make_measure(Section.objects.get(plan__slug="example", code="1.2"), review_state=ReviewState.EXTRACTED)
    Measure.objects.filter(code="1.2-2").update(review_state=ReviewState.PUBLISHED)
    Measure.objects.filter(code="1.2-2").update(review_state=ReviewState.CONFIRMED)
    assert reader.follow() == [
        ("update", "measures", "1.2-1"),
        ("update", "measures", "1.2-1"),
        ("create", "bodies", str(body.uuid)),
        ("withdraw", "measures", "1.2-1"),
        ("create", "measures", "1.2-2"),
        ("delete", "measures", "1.2-2"),
    ]


def test_drafts_leave_no_trace_for_those_who_may_not_see_them(world: Plan, api: APIClient, outsider: User) -> None:
    readers = [Reader(api), reader_as(outsider)]
    draft = Plan.objects.get(slug="draft")
    draft.save()
    draft.measures.get().save()
    make_target(draft.measures.get())
    assign(draft.measures.get(), "筹建中的市数据局")
    ResponsibleBody.objects.get(name="筹建中的市数据局").save()
    assert [reader.follow() for reader in readers] == [[], []]


def test_the_feed_can_be_narrowed_without_losing_the_place(world: Plan, api: APIClient) -> None:
    cursor = Reader(api).cursor
    make_body("市体育局")
    measure("1.2-1").save()
    page = api.get(f"/api/v1/changes/?since={cursor}&resource=measures&plan=example").json()
    assert [change["key"] for change in page["results"]] == ["1.2-1"]
    assert page["cursor"] == api.get("/api/v1/changes/").json()["cursor"]


def test_a_rolled_back_change_is_not_in_the_feed(world: Plan, api: APIClient) -> None:
    reader = Reader(api)
    with transaction.atomic():
        measure("1.1-1").save()
        transaction.set_rollback(True)
    assert reader.follow() == []


@pytest.mark.parametrize("since", ["1x", "-1", "", "99999999999999999999", "7-xyz", "7-0123456789ab-1"])
def test_a_malformed_cursor_is_named(world: Plan, api: APIClient, since: str) -> None:
    response = api.get(f"/api/v1/changes/?since={since}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "since"


def test_a_malformed_filter_is_named_before_the_cursor_is_judged(world: Plan, api: APIClient) -> None:
    response = api.get(f"/api/v1/changes/?since={Change.objects.head() + 1000}&resource=none")
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "resource"


def status(api: APIClient, cursor: str) -> int:
    return api.get(f"/api/v1/changes/?since={cursor}").status_code


def test_the_answer_to_an_expired_cursor_says_where_to_start_again(world: Plan, api: APIClient) -> None:
    reader = Reader(api)
    Change.objects.restart()
    response = api.get(f"/api/v1/changes/?since={reader.cursor}")
    assert response.status_code == 410
    assert "X-Changes-Cursor" in response.json()["detail"]
    assert Reader(api).follow() == []


def test_a_cursor_of_an_earlier_release_has_expired(world: Plan, api: APIClient) -> None:
    assert status(api, str(Change.objects.head())) == 410
    assert status(api, str(Change.objects.head() + 1000)) == 410


def test_after_a_restored_backup_a_lost_cursor_stays_expired_however_much_is_written(
    world: Plan, api: APIClient
) -> None:
    """The numbers after the backup are given once more, to other changes."""
    before, backup = Reader(api), back_up()
    edit_later("1.1-1")
    edit_later("1.1-2")
    lost = Reader(api).cursor
    restore(backup)
    assert status(api, lost) == 410
    for _ in range(4):
        edit_later("1.2-1")
    assert Change.objects.filter(pk=int(lost.partition("-")[0])).exists()
    assert status(api, lost) == 410
    before.follow()
    assert before.copy == before.pull()


def test_an_etag_of_before_the_restore_does_not_vouch_for_what_came_after(world: Plan, api: APIClient) -> None:
    backup = back_up()
    edit_later("1.1-1")
    etag, lost = api.get("/api/v1/plans/").headers["ETag"], Change.objects.head()
    restore(backup)
    edit_later("1.1-2")
    assert Change.objects.head() == lost
    assert api.get("/api/v1/plans/", headers={"If-None-Match": etag}).status_code == 200


def back_up() -> tuple[str, int]:
    """A savepoint, and the number that PostgreSQL gave last: a backup holds its sequences, which do not roll back."""
    last = 0
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT last_value FROM measures_change_sequence_seq")
            (last,) = cursor.fetchone()
    return transaction.savepoint(), last


def restore(backup: tuple[str, int]) -> None:
    savepoint, last = backup
    transaction.savepoint_rollback(savepoint)
    if connection.vendor == "postgresql":
        sql(f"SELECT setval('measures_change_sequence_seq', {last})")


def edit_later(code: str) -> None:
    """One transaction is one moment to PostgreSQL, in which the whole of a test happens."""
    head = Change.objects.head()
    measure(code).save()
    moment = timezone.now() + timedelta(seconds=next(seconds))
    Change.objects.filter(pk__gt=head).update(at=moment)


def test_a_cursor_expires_when_what_its_reader_may_see_changes(world: Plan, editor: User) -> None:
    reader = reader_as(editor)
    assert status(reader.api, reader.cursor) == 200
    editor.user_permissions.remove(*editor.user_permissions.filter(codename__endswith="_plan"))
    reader.api.force_authenticate(User.objects.get(pk=editor.pk))
    assert status(reader.api, reader.cursor) == 410


def test_expanding_reads_the_records_of_the_changes_and_no_others(world: Plan, api: APIClient) -> None:
    """The same codes stand in every plan: as many plans as codes would give their product."""
    cursor = Reader(api).cursor
    for number in range(1, 7):
        section = make_section(make_plan(f"plan-{number}"))
        for _ in range(6):
            make_measure(section)
    Change.objects.filter(pk__gt=int(cursor.partition("-")[0])).exclude(resource="measures").delete()
    named = [(f"plan-{number}", f"1-{number}") for number in range(1, 7)]
    for plan, code in named:
        Change.objects.filter(plan=plan).exclude(key=code).delete()
    with CaptureQueriesContext(connection) as queries:
        changes = api.get(f"/api/v1/changes/?since={cursor}&expand=record").json()["results"]
    assert [(change["plan"], change["record"]["code"]) for change in changes] == named
    assert max(rows_of(query["sql"]) for query in queries if "measures_measure" in query["sql"]) == len(named)


def rows_of(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return len(cursor.fetchall())
