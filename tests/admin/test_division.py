"""A division of work in the admin: upload, reading, which measures its tasks name, comparison, apply, undo."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from measures.admin.imports.tasks import keep_answers
from measures.edits import EditVia, edit
from measures.importing import apply as import_plan
from measures.intake.imports import answers_of, incoming_of
from measures.models import Conflict, Import, Measure, Plan, SourceDocument
from tests.admin.conftest import signed_in
from tests.admin.pages import next_page, page_of, text_of, url
from tests.admin.test_import_comparison import apply
from tests.admin.test_uploading import grant, limit
from tests.factories import make_plan
from tests.made_once import made_once
from tests.uploads import TEXT, archive, bytes_of, document, read_uploads_here, uploaded

NAME = "任务分工方案.txt"
DIVISION = """示例市科技创新规划重点任务分工方案
一、基础研究
1.支持基础研究。（牵头单位：市科技局；配合单位：市教育局；完成时限：2027年底前）
2.建设实验室。（牵头单位：市科技局）
3.建设养老驿站。（牵头单位：市民政局）
"""


@pytest.fixture(autouse=True)
def reading_here(monkeypatch: pytest.MonkeyPatch) -> None:
    read_uploads_here(monkeypatch)


@made_once
def plan() -> Plan:
    import_plan(incoming_of(uploaded(TEXT, slug="shili")))
    return Plan.objects.get()


@made_once
def item(plan: Plan) -> Import:
    item = uploaded(DIVISION, NAME, plan)
    Import.objects.filter(pk=item.pk).update(kind="division")
    item.refresh_from_db()
    return item


def point(client: Client, item: Import, **answers: str) -> HttpResponse:
    given = {name.replace("_", "-"): code for name, code in answers.items()}
    response: Any = client.post(url("import_tasks", item.pk), given)
    item.refresh_from_db()
    return response  # type: ignore[no-any-return]


def test_of_two_who_point_out_tasks_at_once_both_are_heard(item: Import) -> None:
    colleague = Import.objects.get(pk=item.pk)
    assert keep_answers(item, [("1", "1.1-1"), ("9" * 5000, "1.1-1"), ("²", "")])
    assert keep_answers(colleague, [("2", "1.1-2"), ("3", "")])
    assert answers_of(Import.objects.get(pk=item.pk)) == {1: "1.1-1", 2: "1.1-2", 3: ""}


def duties(code: str) -> list[str]:
    parts = Measure.objects.get(code=code).responsibilities.order_by("position", "pk")
    return [f"{part.role} {part.body.name}" for part in parts]


def test_a_division_of_work_is_uploaded_for_a_plan(editor_client: Client, plan: Plan) -> None:
    fields = {"documents": document(DIVISION, NAME), "kind": "division"}
    assert "请选择该规划" in text_of(editor_client.post(url("import_add"), fields))
    fields["documents"] = document(DIVISION, NAME)
    editor_client.post(url("import_add"), fields | {"plan": plan.pk})
    item = Import.objects.latest("pk")
    assert (item.kind, item.plan, item.slug, item.state) == ("division", plan, "shili", "read")


def question(client: Client, item: Import) -> Any:
    """What the page of the import asks, None where it does not."""
    found = page_of(client.get(url("import_change", item.pk))).xpath("//section[contains(@class,'suggestion')]")
    return found[0] if found else None


def answer(client: Client, item: Import, form: str, **chosen: object) -> None:
    """Press the button of the question that belongs to a form."""
    page = page_of(client.get(url("import_change", item.pk)))
    [element] = page.xpath(f"//form[@id='{form}']")
    fields = {each.get("name"): each.get("value") for each in page.xpath(f"//form[@id='{form}']/input")}
    fields |= {each.get("name"): each.get("value") for each in page.xpath(f"//input[@form='{form}']")}
    assert page.xpath(f"//section[contains(@class,'suggestion')]//button[@form='{form}']")
    client.post(element.get("action"), {name: value or "" for name, value in fields.items()} | chosen)
    item.refresh_from_db()


def test_its_title_asks_whether_it_is_a_division_of_work_and_two_buttons_answer(
    editor_client: Client, plan: Plan
) -> None:
    item = uploaded(DIVISION, NAME, plan)
    assert "标题" in question(editor_client, item).text_content()
    page = page_of(editor_client.get(url("import_change", item.pk)))
    assert page.xpath("//select[@name='kind']/option[@selected]/@value") == ["plan"]  # nothing is decided
    answer(editor_client, item, "division")
    assert (item.kind, item.plan) == ("division", plan)
    assert question(editor_client, item) is None
    other = uploaded(DIVISION, NAME, slug="other")
    answer(editor_client, other, "no_division")
    assert (other.kind, other.plan, other.slug, other.answers) == ("plan", None, "other", {"division": False})
    assert question(editor_client, other) is None
    assert question(editor_client, uploaded(TEXT, plan=plan)) is None


def test_of_no_plan_that_it_names_a_person_chooses_one(editor_client: Client, plan: Plan) -> None:
    item = uploaded(DIVISION.replace("支持基础研究", "改造老旧小区").replace("建设实验室", "修路架桥"), NAME)
    assert question(editor_client, item).xpath(".//select[@name='plan']/option/@value") == ["", str(plan.pk)]
    answer(editor_client, item, "division", plan=plan.pk)
    assert (item.kind, item.plan) == ("division", plan)


UNTITLED = """示例市科技创新工作台账
一、基础研究
1.支持基础研究。编制行动方案。（牵头单位：市科技局；完成时限：2027年底前）
2.建设实验室。（牵头单位：市科技局）
3.引进人才。（牵头单位：市人社局）
"""
NOBODY = re.sub("（市.*）", "", TEXT)  # the plan names no bodies itself


@pytest.mark.parametrize(
    ("of_plan", "text", "is_asked"),
    [
        (NOBODY, UNTITLED, True),
        (NOBODY, UNTITLED.replace("引进人才", "改造老旧小区"), True),  # two of three are called as the plan's
        (NOBODY, UNTITLED.replace("引进人才", "改造老旧小区").replace("建设实验室", "修路架桥"), False),
        (
            NOBODY,
            re.sub("（牵头单位：市人社局）|（牵头单位：市科技局）", "", UNTITLED),
            False,
        ),  # a plan with a deadline
        (NOBODY, "\n".join(UNTITLED.split("\n")[:4]) + "\n", False),  # two tasks
        (TEXT, UNTITLED, False),  # the plan says so itself: it may be an edition of it
    ],
)
def test_tasks_called_as_the_measures_of_a_plan_that_names_nobody_ask_too(
    editor_client: Client, of_plan: str, text: str, is_asked: bool
) -> None:
    import_plan(incoming_of(uploaded(of_plan, slug="shili")))
    make_plan(title="另一规划")
    item = uploaded(text, "台账.txt")
    found = question(editor_client, item)
    assert (found is not None) is is_asked
    if found is not None:
        assert "示例市科技创新规划" in found.text_content()
        answer(editor_client, item, "division")
        assert (item.kind, item.plan) == ("division", Plan.objects.get(slug="shili"))


def test_only_plans_that_the_user_may_import_into_are_named(outsider: User, db: None) -> None:
    import_plan(incoming_of(uploaded(NOBODY, slug="geheim")))
    other = make_plan(title="可见规划")
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    outsider.refresh_from_db()
    client = grant(outsider, "view_import", "upload_import")
    item = uploaded(UNTITLED, "台账.txt")
    assert question(client, item) is not None
    limit(outsider, other)
    assert question(client, uploaded(UNTITLED, "台账.txt", other)) is None
    assert question(client, uploaded(DIVISION, NAME, other)).xpath("//input[@name='plan']/@value")[0] == str(other.pk)


def test_the_comparison_lists_what_its_tasks_name_and_asks_about_the_rest(editor_client: Client, item: Import) -> None:
    page = page_of(editor_client.get(url("import_comparison", item.pk)))
    [waiting] = page.xpath("//details[@class='tasks-waiting']//tbody/tr")
    assert "建设养老驿站" in waiting.text_content()
    assert "市民政局" in waiting.text_content()
    settled = [row.text_content() for row in page.xpath("//details[@class='tasks-settled']//tbody/tr")]
    assert ["1.1-1" in settled[0], "1.1-2" in settled[1], len(settled)] == [True, True, 2]
    groups = {
        each.get("class").split("outcome-")[1]: " ".join(each.text_content().split())
        for each in page.xpath("//details[contains(@class,'outcome')]")
    }
    assert set(groups) == {"new", "update", "absent"}
    assert "1.1-1 配合单位：市教育局" in groups["new"]
    assert "2027年底前" in groups["update"]
    assert "市财政局" in groups["absent"]
    assert "市民政局" not in "".join(groups.values())


def test_it_is_applied_as_one_edit_and_kept_with_the_plan(editor_client: Client, editor: User, item: Import) -> None:
    response = apply(editor_client, item)
    assert duties("1.1-1") == ["lead 市科技局", "support 市财政局", "support 市教育局"]
    assert str(Measure.objects.get(code="1.1-1").due_on) == "2027-12-31"
    assert duties("1.1-2") == ["lead 市科技局"]
    assert Measure.objects.get(code="1.1-2").title == "建设实验室"
    source = SourceDocument.objects.get(kind="division")
    assert (item.state, item.source, bytes_of(source)) == ("applied", source, DIVISION.encode())  # type: ignore[arg-type]
    assert item.edit is not None
    assert (item.edit.by, item.edit.via, item.edit.reason) == (editor, "import", NAME)
    assert "责任分工：新增 2" in text_of(next_page(editor_client, response))
    page = page_of(editor_client.get(url("sourcedocument_change", source.pk)))
    became = page.xpath("//section[@class='became']")[0].text_content()
    assert "支持基础研究" in became
    assert "市教育局" in became
    undo = page_of(editor_client.get(url("edit_undo", item.edit.pk))).xpath("//input[@name='fingerprint']/@value")
    editor_client.post(url("edit_undo", item.edit.pk), {"fingerprint": undo[0]})
    assert duties("1.1-1") == ["lead 市科技局", "support 市财政局"]
    assert Measure.objects.get(code="1.1-1").due_on is None


def test_a_person_points_at_the_measure_and_the_comparison_follows(editor_client: Client, item: Import) -> None:
    words = text_of(next_page(editor_client, point(editor_client, item, task_3="1.2-1", task_1="?")))
    assert "1.2-1 牵头单位：市民政局" in words
    assert item.answers == {"tasks": {"3": "1.2-1"}}
    point(editor_client, item, task_2="")
    apply(editor_client, item)
    assert duties("1.2-1") == ["lead 市人社局", "lead 市民政局"]
    assert duties("1.1-2") == []


def test_what_is_no_measure_of_the_plan_is_no_answer(editor_client: Client, item: Import) -> None:
    point(editor_client, item, task_3="9.9-9", task_x="1.1-1")
    assert item.answers == {"tasks": {}}


def test_the_page_of_a_task_searches_the_plan(editor_client: Client, item: Import) -> None:
    address = url("import_task", item.pk, 3)
    assert "建设养老驿站" in text_of(editor_client.get(address))
    page = page_of(editor_client.get(address, {"q": "人才"}))
    assert page.xpath("//input[@name='task-3']/@value") == ["1.2-1", ""]
    make_plan("other")
    assert "没有找到" in text_of(editor_client.get(address, {"q": "养老"}))
    assert editor_client.get(url("import_task", item.pk, 4)).status_code == 404


def test_an_edited_deadline_is_shown_as_a_conflict_and_stays(editor_client: Client, item: Import) -> None:
    with edit(None, via=EditVia.COMMAND):
        measure = Measure.objects.get(code="1.1-1")
        measure.due_on = "2027-06-30"
        measure.save()
    page = page_of(editor_client.get(url("import_comparison", item.pk)))
    [row] = page.xpath("//details[contains(@class,'outcome-conflict')]//tr[@class='field-conflict']")
    assert "2027-06-30" in row.text_content()
    apply(editor_client, item)
    [conflict] = Conflict.objects.open()
    assert (conflict.here, conflict.said_now, conflict.source.kind) == ("2027-06-30", "2027-12-31", "division")
    assert "市科技局" in text_of(editor_client.get(url("measure_change", measure.pk)))


def test_what_is_not_ticked_stays(editor_client: Client, item: Import) -> None:
    apply(editor_client, item, "市教育局", "完成时限")
    assert duties("1.1-1") == ["lead 市科技局", "support 市财政局"]
    assert Measure.objects.get(code="1.1-1").due_on is None
    assert duties("1.1-2") == ["lead 市科技局"]


def test_applying_what_has_changed_since_is_refused(editor_client: Client, item: Import) -> None:
    page = page_of(editor_client.get(url("import_comparison", item.pk)))
    shown = page.xpath("//input[@name='fingerprint']/@value")[0]
    with edit(None, via=EditVia.COMMAND):
        measure = Measure.objects.get(code="1.1-1")
        measure.due_on = "2027-06-30"
        measure.save()
    assert editor_client.post(url("import_comparison", item.pk), {"fingerprint": shown}).status_code == 409
    assert not SourceDocument.objects.filter(kind="division").exists()


def test_who_may_not_upload_points_at_nothing(outsider: User, item: Import) -> None:
    addresses = [url("import_tasks", item.pk), url("import_task", item.pk, 3)]
    for address in addresses:
        assert signed_in(outsider).get(address)["Location"].startswith("/admin/login/")
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    for codenames in ([], ["apply_import", "view_import", "view_plan"]):
        client = grant(outsider, *codenames)
        assert [client.post(address, {"task-3": "1.2-1"}).status_code for address in addresses] == [403, 403]
    assert not page_of(client.get(url("import_comparison", item.pk))).xpath("//select")
    client = grant(outsider, "upload_import", "view_plan", "view_measure")
    limit(outsider, make_plan("mine"))
    assert client.post(addresses[0], {"task-3": "1.2-1"}).status_code == 404
    item.refresh_from_db()
    assert item.answers == {}
    limit(outsider, Plan.objects.get(slug="shili"))
    assert client.post(addresses[0], {"task-3": "1.2-1"}).status_code == 302


def test_an_edition_has_no_tasks_to_point_at(editor_client: Client, plan: Plan) -> None:
    other = uploaded(TEXT, plan=plan)
    assert editor_client.get(url("import_task", other.pk, 1)).status_code == 404
    assert "各项任务对应" not in text_of(editor_client.get(url("import_comparison", other.pk)))


def test_every_document_of_a_zip_is_a_division_of_work_for_the_plan(editor_client: Client, plan: Plan) -> None:
    fields = {"documents": archive({"一.txt": DIVISION, "二.txt": DIVISION}), "kind": "division", "plan": plan.pk}
    editor_client.post(url("import_add"), fields)
    read = Import.objects.exclude(archive=None)
    assert [(item.kind, item.plan) for item in read] == [("division", plan), ("division", plan)]


def test_what_the_public_reads_of_a_plan_with_a_second_person_is_not_written_and_why_is_said(
    editor_client: Client, item: Import
) -> None:
    point(editor_client, item, task_1="1.1-1", task_2="1.1-2", task_3="")
    Measure.objects.update(review_state="published")
    Plan.objects.update(state="published", second_person=True)
    before = duties("1.1-1")
    page = text_of(apply(editor_client, item))
    assert "要求由他人发布改动" in page
    assert "您不能打开此页面" not in page
    item.refresh_from_db()
    assert (item.state, duties("1.1-1")) == ("read", before)
