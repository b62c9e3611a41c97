"""Ledgers as spreadsheet programs read them, and a plan to report on."""

import csv
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from measures.exports import Scope, draw
from measures.exports.layouts import layout_of
from measures.exports.reports.ledger import columns
from measures.models import Measure, Plan
from measures.querysets import MeasureQuerySet
from measures.visibility import EVERYTHING
from tests.factories import assign, make_measure, make_plan, make_section, make_source

TEXT = "示例市发展规划\n第一章 创新\n一、支持基础研究。完善投入机制。\n引进人才。\n"


def reported_plan(slug: str = "shili-plan") -> Plan:
    """Two measures at different depths, with bodies, a deadline and a source."""
    plan = make_plan(slug)
    source = make_source(plan, TEXT)
    chapter = make_section(plan, label="第一章", title="创新")
    section = make_section(plan, chapter, label="第一节", title="研究")
    start = TEXT.index("支持基础研究")
    place = {"source": source, "source_start": start, "source_end": start + 14}
    first = make_measure(section, code="1.1-1", due_on=date(2025, 6, 30), label="一、", **place)
    assign(first, "市科技局", "lead")
    assign(first, "市教委", "lead", position=2)
    assign(first, "市财政局", "support")
    assign(first, "样例大学", "mentioned")
    make_measure(chapter, code="1-1", title="引进人才", text="引进人才。", due_text="长期坚持", phase="in_progress")
    return plan


def of(plan: Plan) -> MeasureQuerySet:
    measures: MeasureQuerySet = Measure.objects.filter(plan=plan)
    return measures


def scope_of(measures: MeasureQuerySet) -> Scope:
    """As a list of everything would ask for these measures."""
    return Scope.of_list(EVERYTHING, measures)


def drawn(form: str, scope: Scope) -> bytes:
    """The ledger's file."""
    return b"".join(draw("ledger", form, scope)[1])


def drawn_in_columns(form: str, measures: MeasureQuerySet, layout: str) -> bytes:
    """In the columns of a layout, as it is typed."""
    return drawn(form, replace(scope_of(measures), layout=layout_of(layout, columns())))


def whole(form: str, measures: MeasureQuerySet) -> bytes:
    return drawn(form, scope_of(measures))


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def by_heads(table: list[list[Any]]) -> list[dict[str, Any]]:
    """The rows below the first, by its words."""
    head, *body = table
    return [dict(zip(head, row, strict=True)) for row in body]


def read_sheet(data: bytes) -> Worksheet:
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def read_xlsx(data: bytes) -> list[list[Any]]:
    """The table of the first sheet, from its head on, which stays when one scrolls."""
    sheet = read_sheet(data)
    head = int(str(sheet.freeze_panes or "A2").lstrip("A")) - 1
    return [list(row) for row in sheet.iter_rows(min_row=head, values_only=True)]
