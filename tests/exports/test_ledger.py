"""What stands in a ledger, whatever file it goes to."""

import json
import tracemalloc
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from docx import Document
from docx.enum.section import WD_ORIENT
from openpyxl import load_workbook

from measures.exports import FORMATS, Filters, Scope, draw
from measures.exports.contents import Table, Tone, TonedRow
from measures.exports.layouts import Choice, Layout, layout_of
from measures.exports.reports import REPORTS
from measures.exports.reports.ledger import columns
from measures.exports.sources import now
from measures.models import Measure, Plan
from measures.visibility import EVERYTHING, THE_PUBLIC
from tests.exports.ledgers import by_heads, drawn, of, read_csv, reported_plan, scope_of, whole
from tests.factories import assign, make_measure, make_plan, make_section

pytestmark = pytest.mark.django_db


def rows(measures: Any) -> list[dict[str, str]]:
    return by_heads(read_csv(whole("csv", measures)))


def test_a_ledger_has_one_row_a_measure_in_document_order_with_chinese_heads() -> None:
    first, second = rows(of(reported_plan()))
    assert first == {
        "序号": "1",
        "章": "第一章 创新",
        "节": "第一节 研究",
        "编号": "1.1-1",
        "任务举措": "支持基础研究",
        "内容": "支持基础研究。完善投入机制。",
        "牵头单位": "市科技局、市教委",
        "配合单位": "市财政局",
        "完成时限": "2025-06-30",
        "进展阶段": "未启动",
        "时效": "逾期",
        "slug": "shili-plan",
        "version": "5",
    }
    assert (second["编号"], second["完成时限"], second["进展阶段"]) == ("1-1", "长期坚持", "推进中")


def test_each_measure_has_the_bodies_that_answer_for_it() -> None:
    section = make_section(make_plan("shili"))
    leads = ("市科技局", "市教委", "市财政局")
    for number, name in enumerate(leads, 1):
        assign(make_measure(section, code=f"1-{number}", position=number), name)
    assert [row["牵头单位"] for row in rows(of(section.plan))] == [*leads]


def test_the_source_line_is_there_for_layouts_of_what_has_a_source() -> None:
    layout = Layout((Choice("code"), Choice("source_line")))
    found = by_heads(read_csv(drawn("csv", replace(scope_of(of(reported_plan())), layout=layout))))
    assert [(row["编号"], row["原文行号"]) for row in found] == [("1.1-1", "3"), ("1-1", "")]


def test_headings_below_the_third_share_its_column() -> None:
    plan = make_plan()
    section = None
    for title in ("甲", "乙", "丙", "丁"):
        section = make_section(plan, section, title=title)
    assert section is not None
    make_measure(section)
    (row,) = rows(of(plan))
    assert (row["章"], row["节"], row["条目"]) == ("甲", "乙", "丙 / 丁")


def test_a_column_names_the_plan_where_there_are_several() -> None:
    plans = [make_plan(slug, title=title) for slug, title in (("b-plan", "乙规划"), ("a-plan", "甲规划"))]
    for plan in plans:
        make_measure(make_section(plan))
    assert [row["规划"] for row in rows(Measure.objects.all())] == ["甲规划", "乙规划"]


def test_each_plan_of_a_workbook_has_the_columns_in_which_something_stands_there() -> None:
    reported_plan()
    flat = make_plan("flat", title="甲规划")
    make_measure(make_section(flat, label="一、", title="总体部署"), note="待核")
    shown = []
    for as_of in (None, timezone.localdate()):
        for sheet in load_workbook(BytesIO(drawn("xlsx", Scope(EVERYTHING, as_of=as_of)))).worksheets[:2]:
            number = int(str(sheet.freeze_panes).lstrip("A")) - 1
            [titles] = sheet.iter_rows(min_row=number, max_row=number, values_only=True)
            shown.append([title for title in titles if title not in ("slug", "code", "version")])
    usual = ["编号", "任务举措", "内容"]
    deep = ["序号", "章", "节", *usual, "牵头单位", "配合单位", "完成时限", "进展阶段", "时效"]
    assert shown == [["序号", "章", *usual, "进展阶段", "备注"], deep] * 2
    [head, *_rows] = read_csv(drawn("csv", Scope(EVERYTHING)))
    assert head[:4] == ["序号", "规划", "章", "节"]


def test_a_ledger_of_nothing_has_its_head_only() -> None:
    assert rows(of(make_plan())) == []


def test_only_the_measures_asked_for_are_reported() -> None:
    plan = reported_plan()
    assert [row["编号"] for row in rows(of(plan).filter(responsibilities__body__name="市教委"))] == ["1.1-1"]


def test_what_is_completed_is_green_what_is_overdue_red_and_what_is_withdrawn_grey() -> None:
    plan = reported_plan()
    of(plan).filter(code="1-1").update(phase="completed")
    make_measure(plan.sections.get(code="1"), withdrawn_on=timezone.localdate(), position=LAST)
    parts = REPORTS["ledger"].make(Scope(EVERYTHING, Filters(withdrawn="all"))).parts
    rows = [row for part in parts for block in part.blocks if isinstance(block, Table) for row in block.rows]
    late, done, gone = ((row.tones if isinstance(row, TonedRow) else {}) for row in rows)
    assert late == {"due": Tone.LATE, "timeliness": Tone.LATE}
    assert (done, gone) == ({"phase": Tone.GOOD}, {"": Tone.FAINT})


LAST = 1_000_000  # a position after those of whatever the factories have made


def many_measures(plan: Plan, count: int) -> None:
    section = plan.sections.get(code="1")
    new = [
        Measure(plan=plan, section=section, code=f"1-{n}", title="支持", text="支持基础研究。" * 20, position=LAST + n)
        for n in range(100, count + 100)
    ]
    Measure.objects.bulk_create(new)


def test_a_longer_ledger_takes_no_more_queries_but_two_for_each_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(now, "AT_ONCE", 400)
    plan = reported_plan()
    with CaptureQueriesContext(connection) as few:
        whole("csv", of(plan))
    many_measures(plan, 300)
    for measure in plan.measures.filter(code__in=[f"1-{n}" for n in range(100, 150)]):
        assign(measure, "市住建委", "support")
    with CaptureQueriesContext(connection) as many:
        assert len(rows(of(plan))) == 302
    assert len(many) == len(few) == 10
    monkeypatch.setattr(now, "AT_ONCE", 100)
    in_order = rows(of(plan))
    with CaptureQueriesContext(connection) as paged:
        assert rows(of(plan)) == in_order
    assert len(paged) == 16


def test_what_very_many_measures_have_is_found_by_the_filters_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    found = rows(of(reported_plan()))
    monkeypatch.setattr(now, "FEW", 1)
    assert rows(of(Plan.objects.get())) == found


@pytest.mark.parametrize("form", ["csv", pytest.param("xlsx", marks=pytest.mark.only("sqlite"))])
def test_a_long_ledger_is_never_held_in_memory(form: str) -> None:
    plan = reported_plan()
    many_measures(plan, 3000)
    whole(form, of(plan).filter(code="1-1"))
    tracemalloc.start()
    size = sum(len(chunk) for chunk in draw("ledger", form, scope_of(of(plan)))[1])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 100_000
    # A page of 1,000 rows and what writes it, the same whenever it is measured.
    assert peak < 3_000_000


def test_rows_are_numbered_on_from_page_to_page_and_anew_in_each_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(now, "AT_ONCE", 2)
    for slug, count in (("one", 3), ("two", 2)):
        section = make_section(make_plan(slug))
        for number in range(1, count + 1):
            make_measure(section, title=f"{slug}{number}")
    rows = by_heads(read_csv(drawn("csv", Scope(EVERYTHING))))
    assert [(row["任务举措"], row["序号"]) for row in rows] == [
        *(("one1", "1"), ("one2", "2"), ("one3", "3")),
        *(("two1", "1"), ("two2", "2")),
    ]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_notes_are_for_those_alone_who_may_see_them(form: str) -> None:
    plan = reported_plan()
    of(plan).update(note="内部意见")
    scope = Scope(EVERYTHING, Filters(plan=(plan.slug,)), layout=layout_of("title,note", columns()))
    seen = [drawn(form, replace(scope, reader=reader)).decode() for reader in (EVERYTHING, THE_PUBLIC)]
    assert [("支持基础研究" in text, "内部意见" in text) for text in seen] == [(True, True), (True, False)]


def test_no_connection_is_held_while_a_page_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(now, "AT_ONCE", 1)
    source, done = scope_of(of(reported_plan())).source, []
    monkeypatch.setattr(now, "release_connection", lambda alias: done.append("released"))

    def asked(execute: Any, *statement: Any) -> Any:
        done.append("asked")
        return execute(*statement)

    with connection.execute_wrapper(asked):
        pks = [row.pk for row in source.measures()]
        for pages in (source.entries(), source.measures(), source.assignments(), source.these(pks)):
            assert [done[-2:] for _page in pages] == [["asked", "released"]] * 2


LEFT_OUT, MARKED = "注：未列入已撤出的1项。", "注：含已撤出的1项，均已标明。"


@pytest.mark.parametrize(("withdrawn", "said"), [("false", LEFT_OUT), ("all", MARKED), ("true", MARKED)])
def test_the_sheet_says_how_many_withdrawn_measures_are_left_out_or_marked(withdrawn: str, said: str) -> None:
    plan = reported_plan()
    measure = plan.measures.get(code="1-1")
    measure.withdrawn_on = date(2026, 3, 1)
    measure.save()
    for as_of in (None, timezone.localdate()):
        scope = Scope(EVERYTHING, Filters(plan=(plan.slug,), withdrawn=withdrawn), as_of=as_of)
        sheet = load_workbook(BytesIO(drawn("xlsx", scope))).worksheets[0]
        texts = [str(row[0]) for row in sheet.iter_rows(max_col=1, values_only=True) if row[0]]
        assert [text for text in texts if text.startswith("注") and "撤出" in text] == [said]


def test_every_column_of_the_ledger_is_documented_in_both_languages() -> None:
    page = (settings.BASE_DIR / "docs" / "reports.md").read_text(encoding="utf-8")
    for language in ("en", "zh-hans"):
        with translation.override(language):
            described = [(column.name, column.title) for column in columns().values()]
        assert [said for said in described if f"`{said[0]}`" not in page or said[1] not in page] == []


ARRANGED = "title,lead=主责单位,progress,=下周安排,support,note,grouped"


def test_columns_are_chosen_ordered_titled_and_left_blank_and_headings_put_over_rows() -> None:
    scope = replace(scope_of(of(reported_plan())), layout=layout_of(ARRANGED, columns()))
    found = json.loads(drawn("json", scope))
    [table] = found["parts"][0]["blocks"]
    titles = {column["name"]: column["title"] for column in table["columns"]}
    assert list(titles) == ["title", "lead", "progress", "blank_4", "support", "note", "slug", "code", "version"]
    assert (titles["lead"], titles["progress"], titles["blank_4"]) == ("主责单位", "完成情况", "下周安排")
    over, under, first, again = table["rows"][:4]
    assert (over["group"], under["group"]) == (
        {"title": "第一章 创新", "level": 1},
        {"title": "第一节 研究", "level": 2},
    )
    assert (first["title"], first["progress"], first["blank_4"]) == ("支持基础研究", None, None)
    assert again["title"] == "引进人才"
    assert by_heads(read_csv(drawn("csv", scope)))[0]["主责单位"] == "市科技局、市教委"


def heads_of(scope: Scope, layout: str, form: str) -> list[str]:
    """Those that are seen, of a ledger as JSON or as a workbook, whose head stands in the row that stays."""
    scope = replace(scope, layout=layout_of(layout, columns()) if layout else None)
    if form == "json":
        [table] = json.loads(drawn("json", scope))["parts"][0]["blocks"]
        return [column["title"] for column in table["columns"] if column["title"] != column["name"]]
    sheet = load_workbook(BytesIO(drawn("xlsx", scope))).worksheets[0]
    head = sheet[int(str(sheet.freeze_panes).lstrip("A")) - 1]
    return [str(cell.value) for cell in head if cell.value not in (None, "slug", "code", "version")]


@pytest.mark.parametrize("form", ["json", "xlsx"])
def test_remarks_stay_empty_to_be_filled_in_only_where_a_layout_names_them(form: str) -> None:
    scope = scope_of(of(reported_plan()))
    assert heads_of(scope, "title,note=情况说明", form) == ["任务举措", "情况说明"]
    assert heads_of(scope, "title,supervisor,note", form) == ["任务举措", "备注"]
    for usual in ("", "grouped"):
        assert "备注" not in heads_of(scope, usual, form)


def test_a_column_that_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValidationError, match=r"colour.*number、plan.*next_steps"):
        layout_of("title,colour", columns())


def test_as_a_word_file_it_is_a_wide_table_with_the_headings_over_the_rows() -> None:
    document = Document(BytesIO(drawn("docx", scope_of(of(reported_plan())))))
    [table] = document.tables
    assert [cell.text for cell in table.rows[0].cells] == [
        *("序号", "编号", "任务举措", "内容", "牵头单位", "配合单位", "完成时限", "进展阶段", "时效"),
    ]
    lines = [[cell.text for cell in row.cells] for row in table.rows[1:5]]
    assert [set(line) for line in lines[:2]] == [{"第一章 创新"}, {"第一节 研究"}]
    assert (lines[2][2], lines[2][4], lines[2][6]) == ("支持基础研究", "市科技局、市教委", "2025-06-30")
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    own = replace(scope_of(Measure.objects.all()), layout=layout_of("title,chapter", columns()))
    [table] = Document(BytesIO(drawn("docx", own))).tables
    assert [cell.text for cell in table.rows[1].cells] == ["支持基础研究", "第一章 创新"]


def test_each_plan_of_a_word_file_has_a_heading_and_the_columns_in_which_something_stands_there() -> None:
    reported_plan()
    make_measure(make_section(make_plan("flat", title="甲规划"), label="一、", title="总体部署"), note="待核")
    document = Document(BytesIO(drawn("docx", Scope(EVERYTHING))))
    headings = [
        paragraph.text for paragraph in document.paragraphs if paragraph.style and "1" in str(paragraph.style.name)
    ]
    assert headings == ["甲规划", "示例市发展规划"]
    first, second = ([cell.text for cell in table.rows[0].cells] for table in document.tables)
    assert first == ["序号", "编号", "任务举措", "内容", "进展阶段", "备注"]
    assert second == ["序号", "编号", "任务举措", "内容", "牵头单位", "配合单位", "完成时限", "进展阶段", "时效"]


def test_as_a_page_it_has_the_headings_over_the_rows_too() -> None:
    page = drawn("html", scope_of(of(reported_plan()))).decode()
    assert [f'<th scope="{scope}"' in page for scope in ("col", "rowgroup")] == [True, True]
    assert (page.count("第一节 研究"), ">节<" in page) == (1, False)


def test_more_measures_than_a_word_file_holds_are_refused_with_the_formats_to_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(FORMATS, "docx", replace(FORMATS["docx"], most=1))
    with pytest.raises(ValidationError, match="xlsx、csv、json、html"):
        drawn("docx", scope_of(of(reported_plan())))
