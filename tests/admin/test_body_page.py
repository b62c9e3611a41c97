"""The page of a body: its measures by role, phase and timeliness, now and on another day; its place, and its past."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from measures.choices import EditVia
from measures.edits import merge_bodies, record_successions
from measures.models import BodySuccession, Measure, ResponsibleBody
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, text_of, url
from tests.factories import assign, make_body, make_measure
from tests.made_once import made_once

TODAY = timezone.localdate()
PAST, BEFORE = TODAY - timedelta(days=30), TODAY - timedelta(days=31)


@made_once
def body(measure: Measure) -> ResponsibleBody:
    """It leads three measures in several phases, one of them late, and supports one; one is withdrawn."""
    found = make_body("市经信委", aliases=["市经济和信息化委"], parent=make_body("市政府"), kind="department")
    make_body("市经信委下属中心", parent=found)
    for phase, due in (("in_progress", "2020-01-01"), ("completed", "2020-01-01"), ("not_started", None)):
        assign(make_measure(measure.section, phase=phase, due_on=due), found)
    assign(measure, found, "support")
    assign(make_measure(measure.section, withdrawn_on="2025-01-01"), found)
    return found


def page(client: Client, body: ResponsibleBody, **query: str) -> Any:
    return client.get(url("responsiblebody_page", body.pk), query)


def record(old: ResponsibleBody, new: ResponsibleBody, by: User | None = None) -> None:
    succession = BodySuccession(
        from_body=old, to_body=new, counts_from=PAST, document="示编〔2026〕1号", note="内部备注"
    )
    record_successions([succession], by=by, via=EditVia.ADMIN, reason="机构改革")


def counts(answer: Any) -> list[list[str]]:
    rows = page_of(answer).xpath("//table[contains(@class,'counts-of-body')]/tbody/tr")
    return [[cell.text_content().strip() for cell in row] for row in rows]


def test_it_counts_by_role_phase_and_timeliness(body: ResponsibleBody, editor_client: Client) -> None:
    answer = page(editor_client, body)
    heads = page_of(answer).xpath("//table[contains(@class,'counts-of-body')]/thead//th/text()")
    assert heads == ["角色", "全部", "未启动", "推进中", "已完成", "暂缓", "终止", "逾期", "临期"]
    assert counts(answer) == [
        ["牵头单位", "3", "1", "1", "1", "", "", "1", ""],
        ["配合单位", "1", "1", "", "", "", "", "", ""],
    ]
    of_today = page_of(page(editor_client, body, on=TODAY.isoformat()))
    assert len(of_today.xpath("//table[contains(@class,'counts-of-body')]//a")) == 7
    for link in page_of(answer).xpath("//table[contains(@class,'counts-of-body')]//a"):
        listed = editor_client.get(link.get("href"))
        assert listed.context["cl"].result_count == int(link.text)


def test_it_lists_its_measures_and_what_stands_around_it(body: ResponsibleBody, editor_client: Client) -> None:
    answer = page(editor_client, body)
    text = text_of(answer)
    for words in ("职责划转…", "市经济和信息化委", "市政府", "市经信委下属中心", "逾期"):
        assert words in text
    assert len(page_of(answer).xpath("//table[contains(@class,'tasks-of-body')]/tbody/tr")) == 4


def test_an_earlier_day_still_shows_them_with_the_first_body(body: ResponsibleBody, editor_client: Client) -> None:
    new = make_body("市工信局")
    record(body, new)
    assert counts(page(editor_client, body)) == []
    assert [row[:2] for row in counts(page(editor_client, new))] == [["牵头单位", "3"], ["配合单位", "1"]]
    then = BEFORE.isoformat()
    assert [row[:2] for row in counts(page(editor_client, body, on=then))] == [["牵头单位", "3"], ["配合单位", "1"]]
    assert counts(page(editor_client, new, on=then)) == []
    assert "2026年12月31日" in text_of(page(editor_client, body, on="昨天"))


def test_it_tells_of_edits_merges_and_successions(body: ResponsibleBody, editor_client: Client, editor: User) -> None:
    merge_bodies(body.pk, make_body("市经委").pk, by=editor, via=EditVia.ADMIN, reason="同一单位")
    new = make_body("市工信局")
    record(body, new, editor)
    old_page, new_page = text_of(page(editor_client, body)), text_of(page(editor_client, new))
    for words in (
        "同一单位",
        "机构改革",
        f"自 {PAST} 起职责划转（整体）给",
        "已划转 5 条责任分工",
        "示编〔2026〕1号",
        "内部备注",
    ):
        assert words in old_page
    assert f"自 {PAST} 起承接（整体）自" in new_page


def test_its_past_tells_what_an_edit_changed_and_what_part_went_over(
    body: ResponsibleBody, editor_client: Client
) -> None:
    body.aliases = [*body.aliases, "市经信局"]
    body.save()
    past = page_of(page(editor_client, body)).xpath("//table[@class='timeline']")[0].text_content()
    assert "市经信局" in past
    assert "行政区域" not in past  # only what was changed
    section = Measure.objects.latest("pk").section
    [chosen, *_others] = [part.measure_id for part in body.responsibilities.filter(role="lead")]
    record_successions(
        [
            BodySuccession(
                from_body=body,
                to_body=make_body("市工信局"),
                counts_from=PAST,
                plan=section.plan,
                section=section,
                role="lead",
                chosen=[chosen],
            )
        ],
        by=None,
        via=EditVia.ADMIN,
    )
    assert f"{section.plan}、{section}、牵头单位、所选 1 条任务" in text_of(page(editor_client, body))


def test_a_successor_named_by_hand_is_told_to_be_no_succession(body: ResponsibleBody, editor_client: Client) -> None:
    old = make_body("市经委", successor=body)
    assert "尚未登记职责划转" in text_of(page(editor_client, old))


def test_who_may_only_look_sees_no_notes_and_records_nothing(body: ResponsibleBody) -> None:
    record(body, make_body("市工信局"))
    looker = User.objects.create_user("looker", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_responsiblebody"))
    client = signed_in(looker)
    text = text_of(page(client, body, on=BEFORE.isoformat()))
    assert "内部备注" not in text
    assert "职责划转…" not in text
    assert "牵头单位" in text  # what is published
    Measure.objects.update(review_state="confirmed")
    assert "牵头单位" not in text_of(page(client, body, on=BEFORE.isoformat()))


def test_an_outsider_sees_nothing(body: ResponsibleBody) -> None:
    outsider = User.objects.create_user("staff-without-rights", is_staff=True)
    assert page(signed_in(outsider), body).status_code == 403
    assert page(Client(), body).status_code == 302


def test_it_asks_as_many_questions_however_much_there_is(body: ResponsibleBody, editor_client: Client) -> None:
    page(editor_client, body)
    with CaptureQueriesContext(connection) as few:
        page(editor_client, body)
    section = Measure.objects.latest("pk").section
    for number in range(5):
        assign(make_measure(section), body)
        make_body(f"市经信委第{number}处", parent=body)
        body.refresh_from_db()
        body.parent = make_body(f"市政府{number}")
        body.save()
    with CaptureQueriesContext(connection) as many:
        page(editor_client, body)
    assert len(many) == len(few)
