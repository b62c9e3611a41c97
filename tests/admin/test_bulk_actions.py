"""Many at once: chosen in the list, shown first, written as one edit, undone with one click more."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.db.models import Model
from django.test import Client

from measures.choices import Phase, PlanState, ReviewState, Role
from measures.edits import batches
from measures.models import Edit, Measure, Plan, ResponsibleBody, Section
from tests.admin.conftest import signed_in
from tests.admin.pages import not_drawn, page_of, read_form, text_of, told, url
from tests.edits.history import gaps
from tests.factories import assign, make_body, make_measure, make_plan, make_section
from tests.made_once import made_once


@made_once
def others(measure: Measure) -> list[Measure]:
    """Three measures beside the first: in its section, in another one of the plan, and in another plan."""
    sibling = make_measure(measure.section, title="乙", review_state=ReviewState.EXTRACTED)
    apart = make_measure(make_section(measure.plan, title="第二章"), title="丙")
    foreign = make_measure(make_section(make_plan("other", title="另一规划")), title="丁")
    return [sibling, apart, foreign]


def choose(client: Client, action: str, *records: Model, of: str = "measure", query: str = "", **data: Any) -> Any:
    """Press a button of the list; the answer is where it leads."""
    chosen = {"action": action, "index": "0", "_selected_action": ["0", *(str(each.pk) for each in records)]}
    return client.post(f"{url(f'{of}_changelist')}?{query}", chosen | data)


def preview(client: Client, action: str, *records: Model, **data: Any) -> Any:
    answer = choose(client, action, *records, **data)
    assert answer.status_code == 302, text_of(answer)
    return client.get(answer["Location"])


def write(client: Client, page: Any, **fields: str) -> Any:
    """Send the form of a preview, and see where that leads."""
    return client.post(address_of(page), read_form(page, "bulk-form") | fields)


def address_of(page: Any) -> str:
    return f"{page.request['PATH_INFO']}?{page.request['QUERY_STRING']}"


def change(client: Client, action: str, *records: Model, **data: Any) -> Edit:
    """Press a button of the list, then that of the preview, which is not drawn."""
    with not_drawn():
        page = preview(client, action, *records, **data)
    shown = page.context_data
    sent = {"fingerprint": shown["plan"].fingerprint, "since": shown["since"], "form_token": str(shown["token"])}
    assert client.post(address_of(page), sent).status_code == 302
    return Edit.objects.latest("pk")


def values(*names: str) -> list[Any]:
    return list(Measure.objects.order_by("pk").values_list(*names, flat=len(names) == 1))


def test_the_preview_says_what_changes_and_what_does_not_and_writes_nothing(
    measure: Measure, others: list[Measure], editor_client: Client
) -> None:
    page = preview(editor_client, "unpublish", measure, *others[:2])
    text = text_of(page)
    assert "将改 2 条，1 条不改" in text
    assert "1 条不改：审核状态为“待核”。" in text
    rows = [[cell.text_content() for cell in row] for row in page_of(page).xpath("//table[@class='bulk-rows']//tr")]
    assert [row[1:] for row in rows[1:]] == [["支持基础研究", "已发布", "已核"], ["丙", "已发布", "已核"]]
    assert {each.version for each in Measure.objects.all()} == {1}


def test_it_is_one_edit_with_one_reason_and_leads_back_to_the_list(
    measure: Measure, others: list[Measure], editor_client: Client, editor: User
) -> None:
    page = preview(editor_client, "unpublish", measure, *others, query="plan=demo")
    answer = write(editor_client, page, reason="会议决定")
    made = Edit.objects.latest("pk")
    assert answer["Location"] == f"{url('measure_changelist')}?plan=demo"
    assert (made.reason, made.by, made.via, made.handled) == ("会议决定", editor, "admin", 3)
    assert values("review_state", "version") == [("confirmed", 2), ("extracted", 1), ("confirmed", 2), ("confirmed", 2)]
    assert gaps() == []
    assert "已修改 3 条记录。" in text_of(editor_client.get(answer["Location"]))


def test_without_a_reason_the_edit_says_what_was_done(measure: Measure, editor_client: Client) -> None:
    make_body("市科技局")
    assigned = change(editor_client, "assign", measure, body="市科技局", role="support")
    assert assigned.reason == "指定：市科技局，配合单位"
    assert change(editor_client, "withdraw", measure).reason == "撤出"


def test_all_that_the_filters_leave_are_meant_on_every_page(
    measure: Measure, others: list[Measure], editor_client: Client
) -> None:
    change(editor_client, "set_completed", query="plan=demo&p=2&o=-2", select_across="1")
    assert values("phase") == ["completed", "completed", "completed", "not_started"]
    change(editor_client, "set_suspended", query="q=丁", select_across="1")
    assert values("phase")[3] == "suspended"


def test_nothing_chosen_is_said(measure: Measure, editor_client: Client) -> None:
    answer = choose(editor_client, "set_completed", query="plan=demo")
    assert answer["Location"].endswith("?plan=demo")
    assert "请先勾选记录" in text_of(editor_client.get(answer["Location"]))


def test_a_value_left_out_or_wrong_is_asked_for_on_the_preview(measure: Measure, editor_client: Client) -> None:
    make_body("市科技局", "甲市")
    make_body("市科技局", "乙市")
    for action, said, shown in [
        ("assign", {}, "必填"),
        ("assign", {"body": "市无此局", "role": "lead"}, "市无此局"),
        ("assign", {"body": "市科技局", "role": "lead"}, "可能指多个单位"),
        ("unassign", {}, "请写明单位或角色"),
        ("reassign", {"from_body": "市科技局（甲市）"}, "请写明改为哪个单位或哪种角色"),
        ("deadline", {"due_on": "12月底"}, "哪一年"),
        ("section", {"section": "第九章"}, "没有章节“第九章”"),
        ("note", {}, "必填"),
    ]:
        page = preview(editor_client, action, measure, **said)
        assert shown in text_of(page), (action, text_of(page))
        assert not page_of(page).xpath("//form[@id='bulk-form']")
        assert editor_client.post(address_of(page), {"fingerprint": "x"}).status_code == 200
    assert not Edit.objects.filter(via="admin").exists()


def test_bodies_are_assigned_replaced_changed_and_removed(
    measure: Measure, others: list[Measure], editor_client: Client
) -> None:
    make_body("市财政局", aliases=["财政局"])
    assign(measure, "市科技局")
    two = [measure, others[0]]
    change(editor_client, "assign", *two, body="财政局", role="lead")
    assert bodies() == ["市科技局:lead 市财政局:lead", "市财政局:lead", "", ""]
    change(editor_client, "replace", *two, body="市科技局", role="lead")
    assert bodies() == ["市科技局:lead", "市科技局:lead", "", ""]
    change(editor_client, "reassign", *two, from_body="市科技局", to_body="市财政局", to_role="support")
    assert bodies() == ["市财政局:support", "市财政局:support", "", ""]
    change(editor_client, "unassign", measure, role="support")
    assert bodies() == ["", "市财政局:support", "", ""]
    change(editor_client, "unassign", *two, body="市财政局")
    assert bodies() == ["", "", "", ""]


def bodies() -> list[str]:
    found = Measure.objects.order_by("pk").prefetch_related("responsibilities__body")
    return [" ".join(f"{part.body}:{part.role}" for part in each.responsibilities.all()) for each in found]


def test_the_preview_of_bodies_shows_who_stands_there_and_who_will(
    measure: Measure, others: list[Measure], editor_client: Client
) -> None:
    make_body("区财政局", "别处")
    assign(measure, "市科技局")
    assign(measure, "市财政局", Role.SUPPORT, position=2)
    both = "市科技局（牵头单位）、市财政局（配合单位）"
    for action, said, now, then in [
        ("assign", {"body": "区财政局", "role": "lead"}, "市科技局", "市科技局、区财政局（别处）"),
        ("replace", {"body": "市财政局", "role": "lead"}, "市科技局", "市财政局"),
        ("unassign", {"body": "市财政局"}, both, "市科技局"),
        ("unassign", {"role": "lead"}, "市科技局", "—"),
        ("reassign", {"from_body": "市财政局", "to_role": "lead"}, both, "市财政局（牵头单位）"),
    ]:
        page = preview(editor_client, action, measure, **said)
        [row] = page_of(page).xpath("//table[@class='bulk-rows']/tbody/tr")
        assert [cell.text_content() for cell in row[2:]] == [now, then]


def test_deadlines_phases_and_states_are_set(measure: Measure, others: list[Measure], editor_client: Client) -> None:
    Measure.objects.filter(pk=measure.pk).update(due_text="年底前")
    change(editor_client, "deadline", measure, others[0], due_on="2026年12月底")
    assert [str(day) for day in values("due_on")] == ["2026-12-31", "2026-12-31", "None", "None"]
    page = preview(editor_client, "no_deadline", measure)
    assert [cell.text_content() for cell in page_of(page).xpath("//tbody/tr/td")[2:]] == ["2026-12-31", "年底前"]
    change(editor_client, "no_deadline", measure)
    assert values("due_on")[0] is None
    for phase in Phase:
        change(editor_client, f"set_{phase}", others[1]) if phase != Phase.NOT_STARTED else None
        assert values("phase")[2] == phase
    for step, state in [("reopen", "extracted"), ("confirm", "confirmed"), ("publish", "published")]:
        change(editor_client, step, measure)
        assert values("review_state")[0] == state


def test_a_deadline_outside_the_time_of_a_plan_is_set_only_where_that_is_said(
    measure: Measure, editor_client: Client
) -> None:
    measure.plan.period_start, measure.plan.period_end = 2021, 2025
    measure.plan.save()
    page = preview(editor_client, "deadline", measure, due_on="2062-12-31")
    assert "1 条不改：年份在其规划期之外。" in text_of(page)
    change(editor_client, "deadline", measure, due_on="2062-12-31", outside="on")
    assert str(values("due_on")[0]) == "2062-12-31"


def test_measures_are_withdrawn_brought_back_moved_and_noted(
    measure: Measure, others: list[Measure], editor_client: Client
) -> None:
    change(editor_client, "withdraw", measure, others[0])
    assert [day is None for day in values("withdrawn_on")] == [False, False, True, True]
    change(editor_client, "bring_back", *others)
    assert [day is None for day in values("withdrawn_on")] == [False, True, True, True]
    for words in ("2", "2 第二章", "第二章"):
        page = preview(editor_client, "section", measure, section=words)
        assert "1 第一章 科技" in text_of(page)
    change(editor_client, "section", measure, others[0], section="第二章")
    assert {each.section.title for each in Measure.objects.exclude(title="丁")} == {"第二章"}
    page = preview(editor_client, "section", measure, others[2], section="第二章")
    assert "请选择同一规划的任务举措" in text_of(page)
    assert page_of(page).xpath("//datalist/option") == []
    change(editor_client, "note", measure, note="待会签")
    assert values("note")[0] == "待会签"


def test_what_a_colleague_changed_meanwhile_is_named_and_nothing_is_written(
    measure: Measure, others: list[Measure], editor_client: Client, colleague_client: Client
) -> None:
    page = preview(editor_client, "set_completed", measure, *others)
    change(colleague_client, "set_suspended", others[0])
    change(colleague_client, "note", make_measure(measure.section, title="旁"), note="与此无关")
    answer = write(editor_client, page)
    assert answer.status_code == 409
    [alert] = page_of(answer).xpath("//*[@role='alert']")
    assert "未写入任何内容" in alert.text_content()
    assert "乙" in alert.text_content()
    assert "李四" in alert.text_content()
    assert "旁" not in alert.text_content()
    assert values("phase")[0] == Phase.NOT_STARTED
    assert write(editor_client, answer).status_code == 302
    assert values("phase")[:4] == [Phase.COMPLETED] * 4


def test_two_clicks_write_once(measure: Measure, editor_client: Client) -> None:
    page = preview(editor_client, "note", measure, note="一次")
    first, second = write(editor_client, page), write(editor_client, page)
    assert (first.status_code, second.status_code) == (302, 302)
    assert values("note", "version") == [("一次", 2)]


def test_the_message_undoes_and_leads_back(measure: Measure, others: list[Measure], editor_client: Client) -> None:
    answer = write(editor_client, preview(editor_client, "assign", measure, *others, query="plan=demo", **lead()))
    [form] = page_of(editor_client.get(answer["Location"])).xpath("//*[@class='undo-offer']/form")
    assert bodies().count("市科技局:lead") == 4
    undone = editor_client.post(form.get("action"), dict(form.form_values()))
    assert undone["Location"] == f"{url('measure_changelist')}?plan=demo"
    assert (bodies(), gaps()) == (["", "", "", ""], [])
    assert Edit.objects.latest("pk").undoes == Edit.objects.order_by("-pk")[1]


def lead() -> dict[str, str]:
    make_body("市科技局")
    return {"body": "市科技局", "role": "lead"}


def test_the_undo_of_the_message_names_what_a_later_edit_touched_and_leaves_all(
    measure: Measure, others: list[Measure], editor_client: Client, colleague_client: Client
) -> None:
    answer = write(editor_client, preview(editor_client, "set_completed", measure, *others))
    [form] = page_of(editor_client.get(answer["Location"])).xpath("//*[@class='undo-offer']/form")
    change(colleague_client, "set_suspended", others[0])
    page = editor_client.post(form.get("action"), dict(form.form_values()))
    assert page.status_code == 200
    assert "乙" in page_of(page).xpath("string(//*[@role='alert'])")
    assert values("phase").count(Phase.COMPLETED) == 3


def test_the_undo_leads_to_no_other_site(measure: Measure, editor_client: Client) -> None:
    made = change(editor_client, "set_completed", measure)
    answer = editor_client.post(url("edit_undo", made.pk), {"whole": "1", "back": "https://example.org/"})
    assert answer["Location"] == url("edit_change", Edit.objects.latest("pk").pk)


def test_a_record_without_history_keeps_how_it_stood(measure: Measure, editor_client: Client) -> None:
    """`loaddata` writes no history."""
    measure.history.all().delete()
    change(editor_client, "set_completed", measure)
    assert list(measure.history.order_by("history_id").values_list("phase", "history_user__username")) == [
        ("not_started", None),
        ("completed", "editor"),
    ]


def test_the_measures_of_sections_and_sections_themselves(
    measure: Measure, others: list[Measure], editor_client: Client
) -> None:
    sections = [measure.section, others[1].section]
    make_measure(make_section(measure.plan, measure.section), title="戊")
    page = preview(editor_client, "unpublish_measures", *sections, of="section", query="plan=demo")
    assert "将改 3 条，1 条不改" in text_of(page)
    assert write(editor_client, page)["Location"] == f"{url('section_changelist')}?plan=demo"
    assert values("review_state") == ["confirmed", "extracted", "confirmed", "published", "confirmed"]
    page = preview(editor_client, "withdraw", *sections, of="section")
    assert "2 条不改：其中仍有未撤出的任务举措。" in text_of(page)
    change(editor_client, "withdraw", *Measure.objects.all())
    change(editor_client, "withdraw", *sections, of="section")
    assert Section.objects.filter(withdrawn_on__isnull=False).count() == 2
    change(editor_client, "bring_back", of="section", select_across="1", query="withdrawn=1")
    assert not Section.objects.filter(withdrawn_on__isnull=False).exists()


def test_plans_and_their_measures(measure: Measure, others: list[Measure], editor_client: Client) -> None:
    plan = measure.plan
    change(editor_client, "unpublish", plan, of="plan")
    page = preview(editor_client, "publish", plan, of="plan")
    assert "不能发布：尚未核定。" in text_of(page)
    Measure.objects.filter(pk=others[0].pk).update(review_state=ReviewState.CONFIRMED)
    for action, state in [("publish", "published"), ("archive", "archived")]:
        made = change(editor_client, action, plan, of="plan")
        plan.refresh_from_db()
        assert (plan.state, made.handled) == (state, 1)
    assert Plan.objects.get(slug="other").state == PlanState.PUBLISHED
    change(editor_client, "unpublish_measures", plan, of="plan")
    assert values("review_state") == ["confirmed", "confirmed", "confirmed", "published"]


def test_an_action_on_very_many_is_left_to_a_process_whose_progress_its_page_shows(
    measure: Measure, editor_client: Client, viewer_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_measure(measure.section)
    started: list[tuple[str, list[Edit]]] = []
    monkeypatch.setattr(batches, "start", lambda *args: started.append(args))
    for name, most in (("IN_REQUEST", 1), ("AT_ONCE", 1), ("BATCH", 1), ("PAUSE", 0)):
        monkeypatch.setattr(batches, name, most)
    page = write(editor_client, preview(editor_client, "set_completed", select_across="1"))
    assert "正在修改 2 条记录，可继续做其他工作。" in text_of(editor_client.get(page["Location"]))
    [(command, [made])] = started
    assert command == "resume_edit"
    page = editor_client.get(url("edit_change", made.pk))
    assert "0 / 2" in text_of(page)
    assert page_of(page).xpath("//*[@data-status]/@data-status") == [url("edit_status", made.pk)]
    assert page_of(page).xpath("//noscript/meta[@http-equiv='refresh']")
    status = viewer_client.get(url("edit_status", made.pk)).json()
    assert (status["running"], status["value"], status["most"]) == (True, 0, 2)
    assert viewer_client.post(url("edit_stop", made.pk)).status_code == 403
    read_form(page, "stop")
    editor_client.post(url("edit_stop", made.pk))
    assert "该编辑批次已不在执行" in told(editor_client, editor_client.post(url("edit_stop", made.pk)))
    editor_client.post(url("edit_resume", made.pk))
    call_command("resume_edit", made.pk)
    assert not editor_client.get(url("edit_status", made.pk)).json()["running"]
    assert Measure.objects.filter(phase=Phase.COMPLETED).count() == 2
    assert len(started) == 2


def test_there_is_no_deleting_in_bulk(measure: Measure, editor_client: Client) -> None:
    choose(editor_client, "delete_selected", measure)
    assert Measure.objects.exists()


ADDRESS = {"ids": "1", "list": ""}


def test_an_outsider_a_viewer_and_who_may_not_write_bodies(
    measure: Measure, outsider: User, viewer_client: Client
) -> None:
    make_body("市科技局")
    address = url("measure_bulk", "set_completed", **ADDRESS)
    assert signed_in(outsider).get(address).status_code == 302
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    for client in (signed_in(User.objects.get(pk=outsider.pk)), viewer_client):
        assert client.get(address).status_code == 403
        assert client.post(address, {"fingerprint": ""}).status_code == 403
    choose(viewer_client, "set_completed", measure)
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.set(
        Permission.objects.filter(codename__in=["view_measure", "change_measure", "confirm_measure"])
    )
    assert signed_in(clerk).get(address).status_code == 200
    assert signed_in(clerk).get(url("measure_bulk", "assign", **ADDRESS)).status_code == 403
    shown = text_of(signed_in(clerk).get(url("measure_changelist")))
    assert "核对通过" in shown
    assert "改由其承担" not in shown
    assert values("phase", "version") == [(Phase.NOT_STARTED, 1)]


def test_unknown_changes_and_addresses(measure: Measure, editor_client: Client) -> None:
    assert editor_client.get(url("measure_bulk", "delete", **ADDRESS)).status_code == 404
    for query in ({"ids": "x,9" + "9" * 30}, {}, {"all": "1", "list": "section=x&nonsense__in=1"}):
        assert "将改 0 条" in text_of(editor_client.get(url("measure_bulk", "set_completed", **query)))


def test_the_address_can_be_opened_again_by_anyone_with_the_rights(
    measure: Measure, editor_client: Client, colleague_client: Client
) -> None:
    answer = choose(editor_client, "assign", measure, query="plan=demo", **lead())
    assert parse_qs(urlsplit(answer["Location"]).query) == {
        "list": ["plan=demo"],
        "ids": [str(measure.pk)],
        "body": ["市科技局"],
        "role": ["lead"],
    }
    own, theirs = (text_of(client.get(answer["Location"])) for client in (editor_client, colleague_client))
    assert own.replace("editor", "") == theirs.replace("李四", "")
    assert ResponsibleBody.objects.count() == 1
