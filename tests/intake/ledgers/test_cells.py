"""A cell is compared with what a record says by what was meant; what a file could not hold is no change."""

from dataclasses import replace
from datetime import date

import pytest

from measures.intake.ledgers.cells import NOTHING, CellError, CellReader, refuse_cut
from measures.parsing.ledgers import Cell, CellKind

LONG = "长句。" * 12_000
WORKBOOK, UTF_8, GBK = CellReader(), CellReader("utf-8"), CellReader("gb18030")


@pytest.mark.parametrize(
    ("reader", "stored", "said", "same"),
    [
        (WORKBOOK, LONG, LONG[:32_766] + "…", True),
        (WORKBOOK, LONG, LONG[:32_767], True),
        (WORKBOOK, LONG, LONG[:9_000], False),
        (WORKBOOK, LONG[:20_000], LONG[:19_999], False),
        (GBK, "引进🙂人才", "引进??人才", True),
        (GBK, "引进人才", "引进?才", False),
        (UTF_8, "引进🙂人才", "引进??人才", False),
        (WORKBOOK, "引进🙂人才", "引进??人才", False),
        (UTF_8, "=1+1", "'=1+1", True),
        (WORKBOOK, "=1+1", "'=1+1", False),
        (UTF_8, "'=1+1", "'=1+1", True),
        (UTF_8, "甲", "'甲", False),
        (WORKBOOK, "a\r\nb\x01", " a\nb\n", True),
        (WORKBOOK, "_x005F_x000D_", "_x000D_", True),
        (WORKBOOK, "甲 乙", "甲乙", False),
    ],
)
def test_text_is_the_same_where_only_the_file_made_it_another(
    reader: CellReader, stored: str, said: str, same: bool
) -> None:
    assert reader.says("text", Cell(said), replace(NOTHING, text=stored)) is same


@pytest.mark.parametrize(
    ("reader", "column", "cell", "values"),
    [
        (WORKBOOK, "title", Cell(" 两行\n标题 "), {"title": "两行 标题"}),
        (WORKBOOK, "text", Cell("两行\n内容"), {"text": "两行\n内容"}),
        (UTF_8, "note", Cell("'-5"), {"note": "-5"}),
        (WORKBOOK, "note", Cell("2027-06-30", CellKind.DAY), {"note": "2027-06-30"}),
        (WORKBOOK, "due", Cell("46203", CellKind.NUMBER), {"due_on": date(2026, 6, 30)}),
        (WORKBOOK, "due", Cell("2026-06-30", CellKind.DAY), {"due_on": date(2026, 6, 30)}),
        (WORKBOOK, "due", Cell("20260630"), {"due_on": date(2026, 6, 30)}),
        (WORKBOOK, "due", Cell("二〇二六年六月底前"), {"due_on": date(2026, 6, 30)}),
        (WORKBOOK, "due", Cell("2026年底前完成"), {"due_on": None, "due_text": "2026年底前完成"}),
        (WORKBOOK, "due", Cell(""), {"due_on": None, "due_text": ""}),
        (WORKBOOK, "withdrawn_on", Cell("2026/6"), {"withdrawn_on": date(2026, 6, 30)}),
        (WORKBOOK, "withdrawn_on", Cell(""), {"withdrawn_on": None}),
        (WORKBOOK, "phase", Cell("in_progress"), {"phase": "in_progress"}),
        (WORKBOOK, "review_state", Cell("ＣＯＮＦＩＲＭＥＤ"), {"review_state": "confirmed"}),
    ],
)
def test_what_a_cell_means(reader: CellReader, column: str, cell: Cell, values: dict[str, object]) -> None:
    assert reader.values(column, cell) == values


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("due", Cell("2025", CellKind.NUMBER)),
        ("due", Cell("1.5e+20", CellKind.NUMBER)),
        ("due", Cell("99999999999", CellKind.NUMBER)),
        ("due", Cell("1899-12-31", CellKind.DAY)),
        ("due", Cell("2026.13")),
        ("due", Cell("三〇二七年六月底")),
        ("withdrawn_on", Cell("长期")),
        ("phase", Cell("")),
        ("title", Cell("2", CellKind.FORMULA)),
        ("note", Cell("#N/A", CellKind.ERROR)),
    ],
)
def test_what_a_cell_cannot_mean_is_refused(column: str, cell: Cell) -> None:
    with pytest.raises(CellError):
        WORKBOOK.values(column, cell)


def test_a_text_of_which_a_cell_held_the_beginning_alone_is_not_written_back() -> None:
    with pytest.raises(CellError, match="表单"):
        refuse_cut("text", replace(NOTHING, text=LONG))
    refuse_cut("text", replace(NOTHING, text=LONG[:32_767]))
    refuse_cut("due", replace(NOTHING, text=LONG))
