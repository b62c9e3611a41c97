import csv
from datetime import date
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.exports.contents import Column, Row, Run, Table, TonedRow, printable
from measures.exports.writers.as_csv import as_text, chunks, field_of, fields, is_plain, lines
from tests.exports.ledgers import by_heads, of, read_csv, reported_plan, whole
from tests.exports.samples import report_of, table_of
from tests.factories import make_measure, make_plan, make_section

pytestmark = pytest.mark.django_db


def text_of(text: str) -> str:
    plan = make_plan()
    make_measure(make_section(plan), text=text)
    return str(by_heads(read_csv(whole("csv", of(plan))))[0]["内容"])


def test_the_file_begins_with_a_byte_order_mark_and_its_lines_end_with_cr_lf() -> None:
    data = whole("csv", of(reported_plan()))
    assert data.startswith(b"\xef\xbb\xbf" + "序号,章,节,编号".encode())
    assert data.count(b"\r\n") == data.count(b"\n") == 3


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+86", "-5", "@SUM(A1)", "\t=1", "\n=1", "\t甲", "＝1+1", "＋1", "－1", "＠A1", "﹦1"),
        *(" =1+1", "\u3000=1", "\u200b=1", "\ufeff=1", "\u202e=1", "\x85=1"),
    ],
)
def test_a_cell_that_could_run_as_a_formula_is_quoted(text: str) -> None:
    assert text_of(text) == f"'{text}"


@pytest.mark.parametrize("text", ["\x01=1+1", "\x00\x02=1+1", "\x0b=1+1", "\r=1+1", "\ufffe=1"])
def test_a_control_character_does_not_hide_a_formula(text: str) -> None:
    assert as_text(text) == f"'{printable(text)}"


@pytest.mark.parametrize(
    "text", ["“十四五”，规划；", "（＋）", "5-1", '他说"好"', "一、\n二、", "　全角空格", "𠮷野家"]
)
def test_other_text_arrives_as_it_is(text: str) -> None:
    assert text_of(text) == text


def test_control_characters_are_left_out() -> None:
    assert text_of("甲\x0b乙\x01丙\r\n丁\r戊") == "甲乙丙\n丁\n戊"


@given(st.lists(st.lists(st.text() | st.integers() | st.none(), min_size=2, max_size=2)))
def test_python_reads_what_was_written_but_for_apostrophes(rows: list[list[str | int | None]]) -> None:
    written = lines(tuple(row) for row in rows).decode()
    assert list(csv.reader(StringIO(written, newline=""))) == [[as_text(cell) for cell in row] for row in rows]


@given(st.lists(st.text(max_size=5) | st.integers() | st.dates() | st.none(), min_size=1, max_size=4))
def test_a_column_judged_at_once_is_written_as_cell_by_cell(column: list[str | int | date | None]) -> None:
    assert fields(column) == [field_of(cell) for cell in column]


def test_most_texts_are_judged_at_once() -> None:
    assert is_plain(["1", "支持基础研究。完善投入机制。", "", "2026-01-01", "（＋）5-1", "“十四五”，规划；"])


@pytest.mark.parametrize("text", ["=1", " 甲", "甲\n乙", 'a"b', "a,b", "\x01甲", "甲\u200b", "\t甲", "＝1"])
def test_a_column_is_looked_at_closely_for_one_odd_text(text: str) -> None:
    assert not any(is_plain(texts) for texts in ([text], [text, "甲"], ["甲", text], ["甲", text, "乙"]))


def test_a_number_below_nought_stays_a_number_beside_a_text_that_could_run() -> None:
    assert fields([-5, "-5", (Run("=1"),), date(2026, 1, 1)]) == ["-5", "'-5", "'=1", "2026-01-01"]


def test_tables_of_other_widths_have_heads_of_their_own() -> None:
    report = report_of(table_of(("甲",)), table_of(("乙", "丙"), ("丁", None)), table_of(("戊",)))
    written = b"".join(chunks(report)).decode("utf-8-sig")
    assert written.splitlines() == ["列0", "甲", "列0,列1", "乙,丙", "丁,", "列0", "戊"]


def test_a_hidden_column_is_left_out_from_between_others() -> None:
    columns = (Column("number", "序号", 6), Column("plan", "规划", 20, hidden=True), Column("name", "名称", 20))
    rows: list[Row | TonedRow] = [(1, "示例市规划", "研究"), TonedRow((2, "示例市规划", "创新"), {})]
    written = b"".join(chunks(report_of(Table(columns, iter(rows))))).decode("utf-8-sig")
    assert written.splitlines() == ["序号,名称", "1,研究", "2,创新"]


def test_a_row_of_one_empty_cell_is_a_row() -> None:
    assert lines([(None,), ("",), ("甲",)]).decode() == '""\r\n""\r\n甲\r\n'
