"""The measures of a list edited as a table: all changed lines are one edit, and a line that is wrong says so."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from measures.choices import Phase, Role
from measures.models import Edit, Measure
from tests.admin.conftest import signed_in
from tests.admin.pages import Editing, page_of, read_form, text_of, url
from tests.edits.history import gaps
from tests.factories import assign, make_body, make_measure, make_plan, make_section
from tests.made_once import made_once


class Grid:
    """One person at the table: `open`, change `cells`, `save`."""

    def __init__(self, client: Client, query: str = "") -> None:
        self.client, self.address = client, url("measure_grid") + (f"?{query}" if query else "")
        self.fields: dict[str, Any] = {}

    def open(self) -> "Grid":
        self.take(self.client.get(self.address))
        return self

    def take(self, response: Any) -> Any:
        page = page_of(response)
        self.fields = read_form(response, "grid-form") | {"pk": page.xpath("//input[@name='pk']/@value")}
        return response

    def set(self, measure: Measure, **cells: str) -> "Grid":
        for name, value in cells.items():
            assert f"m{measure.pk}-{name}" in self.fields
            self.fields[f"m{measure.pk}-{name}"] = value
        return self

    def save(self, **more: str) -> Any:
        response = self.client.post(self.address, self.fields | more)
        if response.status_code == 200:
            self.take(response)
        return response

    def cell(self, measure: Measure, name: str) -> str:
        return str(self.fields[f"m{measure.pk}-{name}"])


@made_once
def measures(measure: Measure) -> list[Measure]:
    """Three of one plan, the first of them led by 市科技局 and supported by 市财政局, and one of another plan."""
    assign(measure, "市科技局")
    assign(measure, "市财政局", Role.SUPPORT, position=2)
    other = make_section(make_plan("other", title="另一规划", jurisdiction="别市"))
    return [
        measure,
        make_measure(measure.section, title="乙"),
        make_measure(measure.section, title="丙"),
        make_measure(other, title="丁"),
    ]


def alert_of(response: Any) -> str:
    """What is said of lines that were not written."""
    return " ".join(page_of(response).xpath("string(//*[@role='alert'])").split())


def bodies(measure: Measure) -> list[str]:
    return [f"{part.body}:{part.role}" for part in measure.responsibilities.order_by("position", "pk")]


def test_the_changed_lines_are_one_edit(measures: list[Measure], editor_client: Client, editor: User) -> None:
    first, second, third, _other = measures
    make_body("市教育局", aliases=["教育局"])
    grid = Grid(editor_client, "plan=demo").open()
    assert (grid.cell(first, "lead"), grid.cell(first, "support")) == ("市科技局", "市财政局")
    grid.set(first, lead="教育局、市科技局", support="", due_on="2026年12月底")
    grid.set(second, phase="completed", supervisor="市财政局")
    answer = grid.save(reason="会议纪要")
    assert answer["Location"] == grid.address
    made = Edit.objects.latest("pk")
    assert (made.reason, made.by, made.handled) == ("会议纪要", editor, 2)
    assert bodies(first) == ["市教育局:lead", "市科技局:lead"]
    assert bodies(second) == ["市财政局:supervisor"]
    states = Measure.objects.order_by("pk").values_list("phase", "version")
    assert [*states] == [("not_started", 4), ("completed", 2), ("not_started", 1), ("not_started", 1)]
    assert str(Measure.objects.get(pk=first.pk).due_on) == "2026-12-31"
    assert (gaps(), Measure.history.filter(edit=made, id=third.pk).count()) == ([], 0)


def test_the_message_undoes_the_whole_table(measures: list[Measure], editor_client: Client) -> None:
    grid = Grid(editor_client).open().set(measures[0], lead="", phase="completed").set(measures[1], phase="suspended")
    [form] = page_of(editor_client.get(grid.save()["Location"])).xpath("//*[@class='undo-offer']/form")
    assert editor_client.post(form.get("action"), dict(form.form_values()))["Location"] == grid.address
    assert set(Measure.objects.values_list("phase", flat=True)) == {Phase.NOT_STARTED}
    assert bodies(measures[0]) == ["市科技局:lead", "市财政局:support"]


def test_it_shows_the_page_of_the_list_that_the_filters_leave(
    measures: list[Measure], editor_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("measures.admin.records.measure.MeasureAdmin.list_per_page", 2)
    page = editor_client.get(f"{url('measure_grid')}?plan=demo&p=2")
    assert page_of(page).xpath("//input[@name='pk']/@value") == [str(measures[2].pk)]
    assert "p=1" in page_of(page).xpath("string(//*[contains(@class, 'paginator')]//a/@href)")
    listed = editor_client.get(f"{url('measure_changelist')}?plan=demo")
    assert f"{url('measure_grid')}?plan=demo" in page_of(listed).xpath("//a/@href")
    assert editor_client.get(f"{url('measure_grid')}?nonsense__in=1")["Location"] == f"{url('measure_grid')}?e=1"


def test_each_field_stands_below_its_heading(measures: list[Measure], editor_client: Client) -> None:
    page = page_of(editor_client.get(url("measure_grid")))
    headings = page.xpath("//table[@class='grid']/thead//th/text()")
    first = page.xpath("//table[@class='grid']/tbody/tr")[0]
    fields = [each.get("aria-label") for each in first.xpath("./td/*[@aria-label and not(@type='hidden')]")]
    assert [f"1-1 {heading}" for heading in headings[2:]] == fields


def test_every_wrong_field_is_named_with_its_line_and_nothing_is_written(
    measures: list[Measure], editor_client: Client
) -> None:
    first, second, third, other = measures
    make_body("区局", "甲市")
    make_body("区局", "乙市")
    grid = Grid(editor_client).open().set(first, phase="completed").set(second, lead="市无此局", due_on="12月底")
    grid.set(third, phase="完工", support="区局").set(other, due_on="2026-02-30")
    answer = grid.save()
    said = alert_of(answer)
    for words in (
        "第 2 行（1-2） 牵头单位：没有名为“市无此局”的单位",
        "第 2 行（1-2） 完成时限：",
        "第 3 行（1-3） 进展阶段：",
        "第 3 行（1-3） 配合单位：“区局”可能指多个单位",
        "第 4 行（1-1） 完成时限：",
    ):
        assert words in said, said
    assert "第 1 行" not in said
    assert (grid.cell(second, "lead"), grid.cell(other, "due_on")) == ("市无此局", "2026-02-30")
    assert not Edit.objects.filter(via="admin").exists()
    grid.set(second, lead="市财政局", due_on="2026年12月底").set(third, phase="completed", support="区局（甲市）")
    assert grid.set(other, due_on="2026.2.28").save().status_code == 302
    assert Measure.objects.filter(phase="completed").count() == 2
    assert bodies(third) == ["区局:support"]


def test_a_deadline_far_from_the_time_of_the_plan_is_asked_about(
    measures: list[Measure], editor_client: Client
) -> None:
    plan = measures[0].plan
    plan.period_start, plan.period_end = 2021, 2025
    plan.save()
    grid = Grid(editor_client).open().set(measures[0], due_on="2062-12-31").set(measures[1], due_on="2062-12-31")
    answer = grid.save()
    assert "2062" in alert_of(answer)
    boxes = page_of(answer).xpath("//td//input[@type='checkbox']/@name")
    assert boxes == [f"m{each.pk}-confirmed_due_on" for each in measures[:2]]
    assert grid.save(**dict.fromkeys(boxes, "2062-12-31")).status_code == 302
    assert Measure.objects.filter(due_on="2062-12-31").count() == 2


def test_a_line_that_a_colleague_changed_meanwhile_says_so_and_keeps_what_was_typed(
    measures: list[Measure], editor_client: Client, colleague_client: Client
) -> None:
    first, second, third, _other = measures
    grid = Grid(editor_client).open().set(first, lead="市财政局", due_on="2026-12-31").set(second, phase="completed")
    Editing(colleague_client, first).open().save(
        lead="市科技局、市教育局" if make_body("市教育局") else "", phase="suspended"
    )
    Editing(colleague_client, third).open().save(phase="cancelled")
    answer = grid.save()
    said = alert_of(answer)
    assert "第 1 行（1-1）" in said
    assert "同事" in said
    assert "第 2 行" not in said
    assert "第 3 行" not in said
    shown = page_of(answer).xpath("string(//*[@class='grid-differences'])")
    assert "暂缓" in shown
    assert Measure.objects.get(pk=second.pk).phase == Phase.NOT_STARTED
    assert (grid.cell(first, "lead"), grid.cell(first, "due_on")) == ("市教育局、市财政局", "2026-12-31")
    assert (grid.cell(first, "phase"), grid.cell(third, "phase")) == ("suspended", "cancelled")
    assert grid.save().status_code == 302
    first.refresh_from_db()
    assert (str(first.due_on), first.phase, sorted(bodies(first))) == (
        "2026-12-31",
        "suspended",
        ["市教育局:lead", "市财政局:lead", "市财政局:support"],
    )
    assert Measure.objects.get(pk=third.pk).phase == Phase.CANCELLED
    assert Measure.objects.get(pk=second.pk).phase == Phase.COMPLETED


def test_a_line_whose_measure_is_gone_shows_what_was_typed(measures: list[Measure], editor_client: Client) -> None:
    grid = Grid(editor_client).open().set(measures[1], lead="市财政局", due_on="2026-12-31")
    grid.set(measures[2], phase="completed")
    measures[1].delete()
    said = alert_of(grid.save())
    assert "该行所填为：市财政局 2026-12-31 not_started" in said
    assert grid.save().status_code == 302
    assert Measure.objects.get(pk=measures[2].pk).phase == Phase.COMPLETED


def test_two_clicks_are_one_edit_and_nothing_typed_is_none(measures: list[Measure], editor_client: Client) -> None:
    grid = Grid(editor_client).open()
    assert "已修改 0 条记录" in text_of(editor_client.get(grid.save()["Location"]))
    grid.open().set(measures[0], phase="completed")
    assert (grid.save().status_code, grid.save().status_code) == (302, 302)
    assert Edit.objects.filter(via="admin").count() == 1


def test_as_many_queries_for_many_lines_as_for_few(measures: list[Measure], editor_client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            Grid(editor_client).open()
        return len(asked)

    few = queries()
    for number in range(20):
        assign(make_measure(measures[0].section, title=f"第{number}项"), "市科技局")
    assert queries() == few


def test_who_may_not_change_measures_or_bodies(measures: list[Measure], outsider: User, viewer_client: Client) -> None:
    address = url("measure_grid")
    assert signed_in(outsider).get(address).status_code == 302
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    for client in (viewer_client, signed_in(User.objects.get(pk=outsider.pk))):
        assert client.get(address).status_code == 403
        assert client.post(address, {"pk": measures[0].pk, f"m{measures[0].pk}-phase": "completed"}).status_code == 403
    links = page_of(viewer_client.get(url("measure_changelist"))).xpath("//a/@href")
    assert not [link for link in links if link.startswith(address)]
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["view_measure", "change_measure"]))
    grid = Grid(signed_in(clerk)).open()
    assert not any(name.endswith("-lead") for name in grid.fields)
    grid.fields |= {f"m{measures[0].pk}-lead": ""}
    assert grid.set(measures[0], phase="completed").save().status_code == 302
    assert bodies(measures[0]) == ["市科技局:lead", "市财政局:support"]
    assert Measure.objects.get(pk=measures[0].pk).phase == Phase.COMPLETED


def test_a_value_is_filled_down_without_a_script_and_saved_only_when_asked(
    measures: list[Measure], editor_client: Client
) -> None:
    grid = Grid(editor_client, "plan=demo").open().set(measures[0], due_on="2026-12-31")
    answer = grid.save(_fill="1", fill_line="1", fill_column="due_on", fill_last="2")
    assert "已填入下表，尚未保存" in alert_of(answer)
    assert [grid.cell(each, "due_on") for each in measures[:3]] == ["2026-12-31", "2026-12-31", ""]
    assert not Edit.objects.filter(via="admin").exists()
    grid.save(_fill="1", fill_line="2", fill_column="due_on", fill_last="")
    assert grid.save().status_code == 302
    assert {str(each.due_on) for each in Measure.objects.exclude(pk=measures[3].pk)} == {"2026-12-31"}
    assert Edit.objects.get(via="admin").handled == 3


def test_a_block_is_pasted_without_a_script(measures: list[Measure], editor_client: Client) -> None:
    first, second, third, _other = measures
    grid = Grid(editor_client, "plan=demo").open()
    block = '市财政局\t2027-06\t推进中\n"市科技局\n市财政局"\t2027年底\t完工了\t多余\n市教委\n'
    answer = grid.save(_paste="1", fill_line="2", fill_column="supervisor", block=block)
    assert "行 3 进展阶段：没有“完工了”这一选项" in alert_of(answer)
    assert "2 个单元格超出本页" in alert_of(answer)
    assert [grid.cell(second, name) for name in ("supervisor", "due_on", "phase")] == [
        "市财政局",
        "2027-06",
        "in_progress",
    ]
    assert [grid.cell(third, name) for name in ("due_on", "phase")] == ["2027年底", "not_started"]
    assert grid.cell(third, "supervisor").split() == ["市科技局", "市财政局"]
    assert grid.cell(first, "support") == "市财政局"
    assert grid.save().status_code == 302
    assert bodies(second) == ["市财政局:supervisor"]
    assert [str(each.due_on) for each in Measure.objects.order_by("pk")[1:3]] == ["2027-06-30", "2027-12-31"]


def test_a_long_reason_is_cut(measures: list[Measure], editor_client: Client) -> None:
    Grid(editor_client, "plan=demo").open().set(measures[1], phase="completed").save(reason="因" * 300)
    assert Edit.objects.get(via="admin").reason == "因" * 255


def test_filling_asks_where_to_begin(measures: list[Measure], editor_client: Client) -> None:
    grid = Grid(editor_client, "plan=demo").open()
    for start in ({"fill_line": "9"}, {"fill_line": "0"}, {"fill_column": "title"}):
        said = alert_of(grid.save(**({"_fill": "1", "fill_line": "1", "fill_column": "lead"} | start)))
        assert "请写明从哪一行、哪一列开始" in said, start
    assert grid.cell(measures[1], "lead") == ""
    assert Grid(editor_client, "q=没有这一条").open().save(_fill="1").status_code == 200


def test_who_may_not_assign_fills_no_body(measures: list[Measure], editor: User) -> None:
    editor.user_permissions.remove(Permission.objects.get(codename="add_responsibility"))
    grid = Grid(signed_in(editor), "plan=demo").open()
    assert "请写明从哪一行" in alert_of(grid.save(_fill="1", fill_line="1", fill_column="lead"))
    grid.save(_paste="1", fill_line="1", fill_column="due_on", block="2027-01-01\t已完成\t市科技局")
    assert (grid.cell(measures[0], "due_on"), grid.cell(measures[0], "phase")) == ("2027-01-01", "completed")
