"""JSON is for programs: one object, rows by the names of columns."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from measures.exports.contents import (
    Block,
    Chart,
    Column,
    Fact,
    Group,
    Heading,
    Mark,
    Paragraph,
    Part,
    Report,
    Row,
    Run,
    Table,
    Tone,
    TonedRow,
)
from measures.exports.writers import as_json

COLUMNS = (Column("number", "序号", 4), Column("text", "内容", 20), Column("version", "version", 4, hidden=True))


def report(*blocks: Block) -> Report:
    parts = [Part("《示例》", blocks)]
    facts = (Fact("截至日期", "2026年11月26日"),)
    return Report(
        name="x",
        label="报表",
        title="《示例》报表",
        author="站",
        parts=parts,
        facts=facts,
        remarks=("略。",),
        remarks_on_all=("共1个。",),
    )


def written(given: Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(b"".join(as_json.chunks(given)))
    return found


def test_an_object_says_what_the_report_says() -> None:
    found = written(
        report(Heading("总则", 1, "一、"), Paragraph((Run("正文"),), "1."), Chart("图", ("甲",), (("数", (3,)),)))
    )
    assert found == {
        "name": "x",
        "label": "报表",
        "title": "《示例》报表",
        "author": "站",
        "facts": [{"label": "截至日期", "value": "2026年11月26日"}],
        "remarks": ["略。", "共1个。"],
        "parts": [
            {
                "title": "《示例》",
                "blocks": [
                    {"type": "heading", "level": 1, "label": "一、", "text": "总则"},
                    {"type": "paragraph", "label": "1.", "text": "正文"},
                    {"type": "chart", "title": "图", "categories": ["甲"], "series": [{"name": "数", "values": [3]}]},
                ],
            }
        ],
    }


def test_rows_are_objects_by_the_names_of_columns_page_after_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_json, "ROWS_A_CHUNK", 2)
    changed = (Run("旧", Mark.REMOVED), Run("新", Mark.ADDED), Run("文"))
    rows: list[Row | TonedRow | Group] = [
        Group("第一章", 1),
        (1, "=1+1\x01", 3),
        TonedRow((2, date(2026, 1, 2), 1), {"": Tone.LATE}),
        (3, None, 1),
        (4, changed, 1),
        (5, (Run("平"), Run("文", strong=True)), 1),
    ]
    [part] = written(report(Table(COLUMNS, iter(rows), "表")))["parts"]
    [table] = part["blocks"]
    assert (table["type"], table["caption"]) == ("table", "表")
    assert [column["name"] for column in table["columns"]] == ["number", "text", "version"]
    assert table["rows"] == [
        {"group": {"title": "第一章", "level": 1}},
        {"number": 1, "text": "=1+1\x01", "version": 3},
        {"number": 2, "text": "2026-01-02", "version": 1},
        {"number": 3, "text": None, "version": 1},
        {
            "number": 4,
            "text": {
                "text": "新文",
                "runs": [
                    {"text": "旧", "mark": "removed"},
                    {"text": "新", "mark": "added"},
                    {"text": "文", "mark": "same"},
                ],
            },
            "version": 1,
        },
        {"number": 5, "text": "平文", "version": 1},
    ]


def test_a_report_of_nothing_is_an_object_all_the_same() -> None:
    assert written(replace(report(), parts=()))["parts"] == []
    assert written(report())["parts"] == [{"title": "《示例》", "blocks": []}]
