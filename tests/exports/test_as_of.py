"""A ledger of a past day says what was recorded by then."""

import json
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.core.exceptions import PermissionDenied

from measures.choices import EditVia
from measures.edits import record_successions
from measures.exports import Filters, Scope
from measures.exports.sources import past
from measures.models import BodySuccession, Measure, Plan, PlanLimit, ResponsibleBody, Section
from measures.rights import VIEW, permissions_of
from measures.visibility import EVERYTHING
from tests.as_of.past import move, noon, recorded_on
from tests.exports.ledgers import drawn
from tests.factories import assign, make_body, make_measure, make_plan, make_section
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


@made_once
def plan() -> Plan:
    """Recorded on 1 March, changed on 1 May: another heading, title and name of the body, one measure withdrawn, one
    added."""
    with recorded_on("2026-03-01"):
        plan = make_plan("demo", title="旧规划")
        section = make_section(plan, title="旧章")
        kept = make_measure(section, title="旧举措", due_on=date(2026, 4, 1))
        gone = make_measure(section, title="将撤出")
        body = make_body("市经信委")
        assign(kept, body)
    with recorded_on("2026-05-01"):
        for record, values in (
            (plan, {"title": "新规划"}),
            (section, {"title": "新章"}),
            (kept, {"title": "新举措", "phase": "completed"}),
            (gone, {"withdrawn_on": date(2026, 5, 1)}),
            (body, {"name": "市经济和信息化局"}),
        ):
            for name, value in values.items():
                setattr(record, name, value)
            record.save()
        make_measure(section, title="新增")
    return plan


def ledger(day: str, **asked: Any) -> dict[str, Any]:
    scope = Scope(EVERYTHING, Filters(plan=("demo",), **asked), as_of=date.fromisoformat(day))
    found: dict[str, Any] = json.loads(drawn("json", scope))
    return found


def rows(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for part in report["parts"] for block in part["blocks"] for row in block["rows"]]


def test_it_shows_wording_headings_bodies_and_states_of_the_day(plan: Plan) -> None:
    report = ledger("2026-04-15")
    assert report["title"] == "《旧规划》任务台账（截至2026年4月15日）"
    first, second = rows(report)
    assert (first["chapter"], first["title"], first["lead"]) == ("旧章", "旧举措", "市经信委")
    assert (first["phase"], first["timeliness"], first["due"]) == ("未启动", "逾期", "2026-04-01")
    assert second["title"] == "将撤出"
    assert "version" not in first  # what is past does not come back in


def test_later_it_shows_what_was_changed_and_leaves_out_what_was_withdrawn(plan: Plan) -> None:
    report = ledger("2026-05-02")
    assert [(row["chapter"], row["title"]) for row in rows(report)] == [("新章", "新举措"), ("新章", "新增")]
    assert rows(report)[0]["lead"] == "市经济和信息化局"
    assert report["remarks"] == ["未列入已撤出的1项。"]
    marked = ledger("2026-05-02", withdrawn="all")
    assert [row["withdrawn_on"] for row in rows(marked)] == [None, "2026-05-01", None]
    assert marked["remarks"] == ["含已撤出的1项，均已标明。"]


def test_before_the_plan_was_there_it_is_empty(plan: Plan) -> None:
    report = ledger("2026-02-01")
    assert rows(report) == []
    assert report["title"] == "任务台账（截至2026年2月1日）"


def test_what_is_not_known_is_said_and_not_guessed(plan: Plan) -> None:
    extra = make_measure(Section.objects.get(plan=plan), title="无历史")
    Measure.history.filter(id=extra.pk).delete()
    Measure.objects.filter(pk=extra.pk).update(created_at="2026-01-01T00:00Z", updated_at="2026-06-01T04:00Z")
    report = ledger("2026-05-02")
    assert "无历史" not in [row["title"] for row in rows(report)]
    assert report["remarks"][-1] == "有1条记录当日已存在，但其历史自之后才有记载，未列入：无历史"


def test_a_succession_counts_from_its_own_day(plan: Plan) -> None:
    before, after = ResponsibleBody.objects.get(), make_body("市数据局")
    succession = BodySuccession(from_body=before, to_body=after, counts_from=date(2026, 6, 1))
    move(record_successions([succession], by=None, via=EditVia.COMMAND), noon("2026-05-10"))
    assert rows(ledger("2026-05-20"))[0]["lead"] == "市经济和信息化局"
    assert rows(ledger("2026-06-02"))[0]["lead"] == "市数据局"


def test_pages_hold_what_one_page_holds(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ledger("2026-05-02", withdrawn="all")
    monkeypatch.setattr(past, "AT_ONCE", 1)
    assert ledger("2026-05-02", withdrawn="all") == whole


def test_only_who_sees_edits_and_drafts_sees_the_past(plan: Plan, outsider: User, editor: User) -> None:
    for reader in (AnonymousUser(), outsider):
        with pytest.raises(PermissionDenied):
            Scope(reader, as_of=date(2026, 4, 15))
    assert [row.title for row in Scope(editor, as_of=date(2026, 4, 15)).source.measures()] == ["旧举措", "将撤出"]
    editor.user_permissions.remove(Permission.objects.get(codename="view_edit"))
    without = User.objects.get(pk=editor.pk)
    without.groups.clear()
    without.user_permissions.add(Permission.objects.get(codename="view_measure"))
    with pytest.raises(PermissionDenied):
        Scope(User.objects.get(pk=editor.pk), as_of=date(2026, 4, 15))


def test_a_limit_to_some_plans_holds_in_the_past(plan: Plan, editor: User) -> None:
    PlanLimit.objects.create(user=editor).plans.add(make_plan("other"))
    limited = User.objects.get(pk=editor.pk)
    assert list(Scope(limited, as_of=date(2026, 4, 15)).source.measures()) == []


def test_only_who_may_write_notes_sees_those_of_the_past(plan: Plan, editor: User) -> None:
    with recorded_on("2026-03-02"):
        measure = Measure.objects.get(title="新举措")
        measure.note = "内部意见"
        measure.save()
    viewer = User.objects.create_user("viewer", is_staff=True)
    codenames = [each.removeprefix("measures.") for each in permissions_of(VIEW)]
    viewer.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    assert notes_as_seen_by(editor) == {"内部意见"}
    assert notes_as_seen_by(viewer) == {""}


def notes_as_seen_by(reader: User) -> set[str]:
    """In all that a source of the past gives."""
    source = Scope(reader, as_of=date(2026, 6, 1)).source
    rows = list(source.measures())
    whole = {row.note for row in (*rows, *source.these([row.pk for row in rows])) if row and row.title == "新举措"}
    pages = source.entries()
    return whole | {
        note for page in pages for title, note in zip(page.title, page.note, strict=True) if title == "新举措"
    }
