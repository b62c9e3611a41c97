"""An edited ledger is uploaded where documents are, compared on a page of its own, and applied as it was shown."""

from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from measures.edits import EditVia, edit
from measures.intake import applying
from measures.models import DistinctBodies, Edit, Import, Measure, Plan, PlanLimit, ResponsibleBody
from tests.admin.conftest import signed_in
from tests.admin.pages import next_page, page_of, text_of, url
from tests.factories import assign, make_body, make_measure, make_plan, make_section
from tests.ledgers import EditedLedger, drawn
from tests.made_once import made_once
from tests.uploads import TEXT, document, read_here
from tests.uploads import uploaded as read_of_text


@made_once
def plan() -> Plan:
    plan = make_plan("shili", period_start=2026, period_end=2030)
    section = make_section(plan, label="第一章", title="科技创新")
    for number, title in enumerate(["支持基础研究", "建设实验室"], 1):
        assign(make_measure(section, code=f"1-{number}", title=title, text=f"{title}。"), "市科技局")
    return plan


@made_once
def item(plan: Plan, editor_client: Client) -> Import:
    """A ledger with two changes, a row added, one refused and a name that no body has."""
    ledger = EditedLedger(drawn(plan)).say("1-1", title="支持原始创新", lead="市科技局、市发改委")
    ledger.say("1-2", phase="推进中", note="已报送")
    ledger.add_row(chapter="第一章 科技创新", title="培养人才", support="市科技局")
    ledger.add_row(chapter="第一章 科技创新", title="引进人才", due="2027-02-30")
    make_body("市发展和改革委员会")
    return uploaded(editor_client, ledger.saved())


def uploaded(client: Client, data: bytes, name: str = "台账.xlsx", **fields: Any) -> Import:
    """Through the page, read as by the process that it starts."""
    with patch("measures.admin.imports.admin.start", lambda command, items: read_here(items)):
        response = client.post(url("import_add"), {"documents": SimpleUploadedFile(name, data), **fields})
    assert response.status_code == 302
    return Import.objects.latest("pk")


def apply(client: Client, item: Import, *left_out: str, **sent: str) -> Any:
    """Open the comparison and send its form, without the ticks beside names that hold the words `left_out`."""
    form = page_of(client.get(url("import_comparison", item.pk))).get_element_by_id("comparison_form")
    boxes = form.xpath(".//input[@name='tick']")
    fields: dict[str, Any] = {
        name: form.xpath(f".//input[@name='{name}']")[0].get("value") for name in ("fingerprint", "since", "reason")
    }
    fields["tick"] = [box.get("value") for box in boxes if not any(w in box.get("aria-label") for w in left_out)]
    response = client.post(url("import_comparison", item.pk), fields | sent)
    item.refresh_from_db()
    return response


def answer(client: Client, item: Import, **fields: str) -> Any:
    return client.post(url("import_bodies", item.pk), fields)


@pytest.mark.parametrize(("code", "is_told"), [("编号", True), ("地点", False)])
def test_one_without_its_hidden_columns_is_called_a_ledger_though_it_was_read_as_a_plan(
    editor_client: Client, code: str, is_told: bool
) -> None:
    """Its visible cells were copied into a file of somebody's own. A table without codes may be any plan's."""
    head = ["序号", code, "任务举措", "内容", "牵头单位", "完成时限"]
    row = ["1", "1-1", "支持基础研究", "支持基础研究。完善投入机制。", "市科技局", "2027-06-30"]
    item = read_of_text(f"{TEXT}\n" + "\n".join("\t".join(cells) for cells in (head, row)))
    assert (item.kind, item.state) == ("plan", "read")
    page = page_of(editor_client.get(url("import_change", item.pk)))
    assert bool(page.xpath("//*[@id='seems-ledger']")) is is_told


def test_it_is_known_by_itself_and_its_comparison_says_what_changes_what_is_refused_and_what_is_asked(
    editor_client: Client, item: Import
) -> None:
    assert (item.kind, item.state, item.slug) == ("ledger", "read", "shili")
    assert "查看比对" in text_of(editor_client.get(url("import_change", item.pk)))
    before = Edit.objects.count()
    words = text_of(editor_client.get(url("import_comparison", item.pk)))
    for said in (
        "未启动",
        "推进中",
        "已报送",
        "培养人才",
        "台账中没有的行保持不变",
        "市发改委",
        "“市发展和改革委员会”的别名",
    ):
        assert said in words
    refused = page_of(editor_client.get(url("import_comparison", item.pk))).get_element_by_id("refused")
    assert [cell.text_content() for cell in refused.xpath(".//tbody/tr/td[1]")] == [
        "表“示例市发展规划” H4",
        "表“示例市发展规划” K7",
    ]
    assert Edit.objects.count() == before


def test_it_is_applied_as_one_edit_with_its_reason_and_undone_with_one_click(
    editor_client: Client, editor: User, item: Import
) -> None:
    response = next_page(editor_client, apply(editor_client, item, reason="第三季度更新"))
    assert "已修改 2 条记录" in text_of(response)
    assert Measure.objects.get(code="1-2").phase == "in_progress"
    assert Measure.objects.filter(title="培养人才", bodies__name="市科技局").exists()
    assert item.edit is not None
    assert (item.edit.by, item.edit.reason, item.applied_by_name) == (editor, "第三季度更新", "editor")
    [undoing] = page_of(response).xpath(f"//form[@action='{url('edit_undo', item.edit.pk)}']")
    assert undoing.xpath(".//input[@name='back']")[0].get("value") == url("import_change", item.pk)
    assert page_of(editor_client.get(url("import_change", item.pk))).xpath(
        f"//a[@href='{url('edit_change', item.edit.pk)}']"
    )
    editor_client.post(url("edit_undo", item.edit.pk), {"whole": "1", "back": url("import_change", item.pk)})
    assert Measure.objects.get(code="1-2").phase == "not_started"
    assert not Measure.objects.filter(title="培养人才").exists()


def test_what_is_not_ticked_is_not_written(editor_client: Client, item: Import) -> None:
    apply(editor_client, item, "进展阶段", "培养人才")
    measure = Measure.objects.get(code="1-2")
    assert (measure.phase, measure.note) == ("not_started", "已报送")
    assert not Measure.objects.filter(title="培养人才").exists()


def test_where_a_colleague_saved_meanwhile_nothing_is_written_and_the_page_says_who(
    editor_client: Client, item: Import, outsider: User
) -> None:
    form = page_of(editor_client.get(url("import_comparison", item.pk))).get_element_by_id("comparison_form")
    sent = {name: form.xpath(f".//input[@name='{name}']")[0].get("value") for name in ("fingerprint", "since")}
    with edit(outsider, via=EditVia.API, reason="同时修改"):
        measure = Measure.objects.get(code="1-2")
        measure.phase = "completed"
        measure.save()
    response = editor_client.post(url("import_comparison", item.pk), sent | {"tick": ["0.note"]})
    assert response.status_code == 409
    words = text_of(response)
    assert "同时修改" in words
    assert "台账导出后，此处已有修改：进展阶段（outsider" in words
    assert Measure.objects.get(code="1-2").note == ""


class TestQuestions:
    def test_a_name_becomes_an_alias_and_its_row_is_taken(self, editor_client: Client, item: Import) -> None:
        answer(editor_client, item, asked="示例市 市发改委", merge="1")
        assert ResponsibleBody.objects.get(name="市发展和改革委员会").aliases == ["市发改委"]
        apply(editor_client, item)
        names = (
            Measure.objects.get(code="1-1").responsibilities.order_by("position").values_list("body__name", flat=True)
        )
        assert list(names) == ["市科技局", "市发展和改革委员会"]

    def test_it_is_another_body_which_is_added_with_the_ledger(self, editor_client: Client, item: Import) -> None:
        assert "新增" not in buttons(next_page(editor_client, answer(editor_client, item)))
        response = next_page(editor_client, answer(editor_client, item, asked="示例市 市发改委", distinct="1"))
        assert DistinctBodies.objects.exists()
        assert "是尚未登记的单位：新增" in buttons(response)
        assert "不新增" in buttons(
            next_page(editor_client, answer(editor_client, item, asked="示例市 市发改委", make="1"))
        )
        assert not ResponsibleBody.objects.filter(name="市发改委").exists()
        answer(editor_client, item, unmade="示例市 市发改委")
        answer(editor_client, item, asked="示例市 市发改委", make="1")
        apply(editor_client, item)
        assert Measure.objects.get(code="1-1").bodies.filter(name="市发改委").exists()

    def test_who_may_neither_merge_nor_add_bodies_answers_nothing(
        self, editor_client: Client, editor: User, viewer_client: Client, item: Import
    ) -> None:
        answer(editor_client, item, asked="示例市 市发改委", make="1")
        rights = Permission.objects.filter(codename__in=["merge_responsiblebody", "add_responsiblebody"])
        editor.user_permissions.remove(*rights)
        client = signed_in(User.objects.get(pk=editor.pk))
        for browser in (client, viewer_client):
            assert answer(browser, item, unmade="示例市 市发改委").status_code == 403
        item.refresh_from_db()
        assert item.answers == {"made": [["示例市", "市发改委"]]}
        answer(signed_in(User.objects.create_superuser("root")), item, unmade="示例市 市发改委")
        assert buttons(client.get(url("import_comparison", item.pk))) == []
        for said in ({"merge": "1"}, {"distinct": "1"}, {"make": "1"}):
            assert answer(client, item, asked="示例市 市发改委", **said).status_code == 403
        item.refresh_from_db()
        assert (item.answers["made"], ResponsibleBody.objects.get(name="市发展和改革委员会").aliases) == ([], [])


def buttons(response: Any) -> list[str]:
    found = page_of(response).xpath("//*[@id='bodies']//input[@type='submit']")
    return [button.get("value") for button in found]


class TestRights:
    def test_who_may_not_apply_imports_sees_the_comparison_and_applies_nothing(
        self, editor: User, item: Import
    ) -> None:
        editor.user_permissions.remove(Permission.objects.get(codename="apply_import"))
        client = signed_in(User.objects.get(pk=editor.pk))
        page = client.get(url("import_comparison", item.pk))
        assert page.status_code == 200
        assert not page_of(page).xpath("//form[@id='comparison_form']//input[@type='submit']")
        assert client.post(url("import_comparison", item.pk), {"tick": ["0.phase"]}).status_code == 403

    def test_a_viewer_and_an_outsider_take_no_step(self, viewer_client: Client, outsider: User, item: Import) -> None:
        outsider.is_staff = True
        outsider.save()
        for client, sees in ((viewer_client, 200), (signed_in(outsider), 403)):
            assert client.get(url("import_comparison", item.pk)).status_code == sees
            assert client.post(url("import_comparison", item.pk)).status_code == 403
            assert answer(client, item, asked="示例市 市发改委", make="1").status_code == 403
        item.refresh_from_db()
        assert item.answers == {}

    def test_who_may_apply_but_not_change_measures_has_every_row_refused(self, editor: User, item: Import) -> None:
        editor.user_permissions.set(
            Permission.objects.filter(codename__in=["apply_import", "view_measure", "view_plan"])
        )
        client = signed_in(User.objects.get(pk=editor.pk))
        page = page_of(client.get(url("import_comparison", item.pk)))
        assert page.xpath("//input[@name='tick']") == []
        assert "没有" in page.get_element_by_id("refused").text_content()

    def test_who_is_limited_to_the_plan_takes_its_ledger_back(self, editor: User, plan: Plan) -> None:
        PlanLimit.objects.create(user=editor).plans.set([plan])
        client = signed_in(User.objects.get(pk=editor.pk))
        data = EditedLedger(drawn(plan)).say("1-2", phase="推进中").saved()
        item = uploaded(client, data, plan=str(plan.pk))
        apply(client, item)
        assert Measure.objects.get(code="1-2").phase == "in_progress"


def test_a_large_one_is_applied_by_a_process_of_its_own(
    editor_client: Client, item: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "ROWS_A_SECOND", 0.5)
    with patch("measures.intake.applying.start") as started:
        apply(editor_client, item, reason="第三季度更新")
    started.assert_called_once_with("apply_import", [item])
    assert (item.state, Measure.objects.get(code="1-2").phase) == ("applying", "not_started")
    assert "正在导入" in text_of(editor_client.get(url("import_change", item.pk)))
    call_command("apply_import", str(item.pk))
    item.refresh_from_db()
    assert item.state == "applied"
    assert item.edit is not None
    assert item.edit.reason == "第三季度更新"


def test_a_plan_document_is_still_read_as_one(editor_client: Client, plan: Plan) -> None:
    with patch("measures.admin.imports.admin.start", lambda command, items: read_here(items)):
        editor_client.post(url("import_add"), {"documents": document(), "slug": "bie"})
    assert Import.objects.latest("pk").kind == "plan"
