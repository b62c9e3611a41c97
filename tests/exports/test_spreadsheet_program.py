"""Other programs than the one that wrote them read the files: LibreOffice, without a screen, and its printed pages."""

import ctypes
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument, PdfPage, raw

from measures.exports.contents import Group, Part, Report, Table, TonedRow
from measures.exports.writers import as_csv, as_xlsx
from tests.exports.ledgers import read_xlsx
from tests.exports.samples import (
    COLUMNS,
    HIDDEN,
    in_groups,
    ledger_row,
    ledger_rows,
    overview_blocks,
    report_in_parts,
    report_of,
    table_of,
)

OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(
        not OFFICE and os.environ.get("REQUIRE_SYSTEM_TESTS") != "1", reason="LibreOffice (soffice) is not installed"
    ),
]
A3, A4 = (1191, 842), (842, 595)  # points
FOOT = 51  # points of the lower margin, in which the foot stands
AWKWARD = ("=1+1", "\x01=1+1", "A_x0041_B_x000D_", "《示例》“引号”，\n第二行𠮷。")


def reports() -> dict[str, Report]:
    """By the names of their files."""
    rows = [(*ledger_row(number), "shili-plan", number) for number in range(30)]
    parts = [Part(title, [Table(COLUMNS[:6], (row.cells[:6] for row in ledger_rows(3)))]) for title in ("甲", "乙")]
    return {
        "台账": report_of(Table((*COLUMNS, *HIDDEN), iter(rows), comes_back=True), remarks=("已撤出的任务未列入。",)),
        "分组": report_of(Table(COLUMNS, in_groups(ledger_rows(20)))),
        "分组多页": report_of(Table(COLUMNS, in_small_groups())),
        "概况": report_of(*overview_blocks()),
        "分规划": report_in_parts(parts),
        "文字": report_of(table_of(AWKWARD)),
    }


def in_small_groups() -> Iterator[Group | TonedRow]:
    """Of one to seven rows each, in two levels, so that a line of a group comes to stand anywhere on a page."""
    for number in range(70):
        if number % 5 == 0:
            yield Group(f"第{number}部分", 1)
        yield Group(f"第{number}组", 2)
        yield from ledger_rows(number % 7 + 1)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, PdfDocument]]:
    """The workbooks as LibreOffice prints them, all in one call."""
    folder = tmp_path_factory.mktemp("workbooks")
    for name, report in reports().items():
        (folder / f"{name}.xlsx").write_bytes(b"".join(as_xlsx.chunks(report)))
    convert(folder, "pdf", *(f"{name}.xlsx" for name in reports()))
    found = {name: PdfDocument(folder / f"{name}.pdf") for name in reports()}
    yield found
    for document in found.values():
        document.close()


def convert(folder: Path, target: str, *arguments: str) -> None:
    """Files as LibreOffice saves them in another format, in a profile of its own."""
    assert OFFICE, "REQUIRE_SYSTEM_TESTS=1, but LibreOffice (soffice) is not installed"
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [OFFICE, "--headless", profile, "--convert-to", target, *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=600, cwd=folder)


def text_of(page: PdfPage) -> str:
    return str(page.get_textpage().get_text_range()).replace("\r\n", "\n")


def sizes(page: PdfPage) -> Counter[float]:
    """How many characters the page has in each size of type, in points."""
    text, matrix = page.get_textpage(), raw.FS_MATRIX()
    found: Counter[float] = Counter()
    for place in range(text.count_chars()):
        if raw.FPDFText_GetUnicode(text.raw, place) > ord(" "):
            raw.FPDFText_GetMatrix(text.raw, place, ctypes.byref(matrix))
            found[round(raw.FPDFText_GetFontSize(text.raw, place) * abs(matrix.d), 1)] += 1
    return found


def paper(page: PdfPage) -> tuple[int, int]:
    width, height = page.get_size()
    return round(width), round(height)


def test_a_ledger_is_printed_on_a3_in_type_of_nine_points_with_its_head_on_every_page(
    printed: dict[str, PdfDocument],
) -> None:
    pages = list(printed["台账"])
    assert 2 <= len(pages) <= 4
    for number, page in enumerate(pages, 1):
        text = text_of(page)
        assert paper(page) == A3
        assert min(sizes(page)) >= 9
        assert ("任务举措" in text, "时效" in text) == (True, True)
        assert f"第 {number} 页 共 {len(pages)} 页" in text
        assert "shili-plan" not in text
    first = text_of(pages[0])
    assert "《示例市“十四五”规划（2021—2025年）》任务台账（截至2026年11月26日）" in first
    assert "注：已撤出的任务未列入。" in first
    assert "2025-06-02" in first
    assert sum(text_of(page).count("支持基础研究") >= 5 for page in pages) == len(pages)


def test_groups_a_chart_and_several_plans_are_printed(printed: dict[str, PdfDocument]) -> None:
    assert all("第1章 创新发展" in text_of(page) or "第2章 创新发展" in text_of(page) for page in printed["分组"])
    [overview] = printed["概况"]
    text = text_of(overview)
    assert paper(overview) == A4
    assert all(words in text for words in ("一、概况", "原有新增删除重点", "各单位任务数", "配合"))
    assert min(sizes(overview)) >= 9
    plans = [text_of(page) for page in printed["分规划"]]
    assert ["甲" in plans[0], "乙" in plans[1], len(plans)] == [True, True, 2]


def test_the_line_of_a_group_is_not_the_last_of_a_printed_page(printed: dict[str, PdfDocument]) -> None:
    pages = list(printed["分组多页"])
    assert len(pages) > 8
    last = [lowest_line(page) for page in pages]
    assert [line for line in last if re.search(r"第\d+(?:组|部分)", line)] == []
    assert sum(text_of(page).count("组") for page in pages) == 70


def lowest_line(page: PdfPage) -> str:
    """The words that stand lowest on a page, its foot aside."""
    text = page.get_textpage()
    boxes = [text.get_rect(number) for number in range(text.count_rects())]
    bottom = min(box[1] for box in boxes if box[3] > FOOT)
    words = "".join(text.get_text_bounded(*box) for box in boxes if abs(box[1] - bottom) < 6)
    return "".join(words.split())


def test_a_workbook_shows_text_as_it_is_and_runs_no_formula(printed: dict[str, PdfDocument]) -> None:
    [page] = printed["文字"]
    text = text_of(page)
    assert text.count("=1+1") == 2
    assert all(words in text for words in ("A_x0041_B_x000D_", "《示例》“引号”，", "第二行𠮷。"))


def test_a_csv_file_opens_with_its_chinese_and_without_a_formula(tmp_path: Path) -> None:
    (tmp_path / "台账.csv").write_bytes(b"".join(as_csv.chunks(report_of(table_of(AWKWARD)))))
    convert(tmp_path, "xlsx", "--infilter=Text - txt - csv (StarCalc):44,34,76,1", "台账.csv")
    head, row = read_xlsx((tmp_path / "台账.xlsx").read_bytes())
    assert head == ["列0", "列1", "列2", "列3"]
    assert row == ["'=1+1", "'=1+1", "A_x0041_B_x000D_", "《示例》“引号”，\n第二行𠮷。"]
