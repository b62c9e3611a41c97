"""A report's file is called what the report is called, wherever it is saved."""

import unicodedata
from email.message import Message
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.exports.filenames import LONGEST, disposition, filename


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("示例市“十四五”规划（2021—2025年）：任务台账", "示例市“十四五”规划（2021—2025年）：任务台账.xlsx"),
        ("《示例》，第一版；增订", "《示例》，第一版；增订.xlsx"),
        ('a/b\\c:d*e?f"g<h>i|j', "a／b＼c：d＊e？f＂g＜h＞i｜j.xlsx"),
        ("规划\r\n\t 二\x0b三\u3000四", "规划 二 三 四.xlsx"),
        ("规划\u202egpj\u200b\x00", "规划gpj.xlsx"),
        ("..", "_.xlsx"),
        ("  .规划. ", "规划.xlsx"),
        ("con", "_con.xlsx"),
        ("COM1.规划", "_COM1.规划.xlsx"),
        ("CONTENT", "CONTENT.xlsx"),
        ("示" * 255, "示" * 78 + ".xlsx"),
        ("e\u0301" * 99, "e\u0301" * 78 + ".xlsx"),
        ("a" * 234 + "e\u0301", "a" * 234 + ".xlsx"),
    ],
)
def test_a_title_is_the_name_as_far_as_systems_allow(title: str, name: str) -> None:
    assert filename(title, "xlsx") == name


@given(st.text())
def test_any_title_names_a_file_that_can_be_written(title: str) -> None:
    name = filename(title, "csv")
    assert name.endswith(".csv")
    assert len(name.encode()) <= LONGEST
    assert not set(name) & set('\\/:*?"<>|')
    assert not any(unicodedata.category(character) in ("Cc", "Cf") for character in name)


def test_the_longest_name_fits_into_a_folder(tmp_path: Path) -> None:
    (tmp_path / filename("示" * 255, "xlsx")).write_bytes(b"")


def test_the_header_names_the_file_in_full_and_for_programs_that_read_ascii_alone() -> None:
    header = disposition("规划（一）—'二'.xlsx", "ledger.xlsx")
    plain, full = header.removeprefix("attachment; ").split("; ")
    assert plain == 'filename="ledger.xlsx"'
    message = Message()  # Python's mail parser reads RFC 5987's form
    message["Content-Disposition"] = f"attachment; {full}"
    assert message.get_filename() == "规划（一）—'二'.xlsx"
