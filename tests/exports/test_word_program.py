"""Another program than the one that wrote it lays out a Word file: LibreOffice, without a screen."""

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from pypdfium2 import PdfDocument, PdfPage
from pypdfium2.raw import FPDFText_GetFontSize

from measures.exports.contents import Block, Column, Heading, Paragraph, Part, Report, Run, Table
from measures.exports.writers import as_docx

OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(
        not OFFICE and os.environ.get("REQUIRE_SYSTEM_TESTS") != "1", reason="LibreOffice (soffice) is not installed"
    ),
]
MILLIMETRE = 72 / 25.4
COLUMNS = (
    Column("n", "序号", 6),
    Column("task", "任务", 60),
    Column("lead", "牵头单位", 20),
    Column("due", "时限", 12),
)


def text() -> Iterator[Block]:
    """Two pages full of text behind a title and a heading."""
    yield Heading("总则", 1, "一、")
    yield Paragraph((Run("字" * (28 * 22 * 2)),), "1.")


def table() -> Iterator[Block]:
    yield Heading("分工", 1, "一、")
    rows = ((n, "推进示例工程建设，完善配套设施。" * 3, "市科技局", "2025年底前") for n in range(1, 40))
    yield Table(COLUMNS, rows)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, PdfDocument]]:
    """Both documents as PDF, by one start of the program."""
    assert OFFICE, "REQUIRE_SYSTEM_TESTS=1, but LibreOffice (soffice) is not installed"
    folder = tmp_path_factory.mktemp("word")
    for name, blocks in (("text", text()), ("table", table())):
        report = Report(name=name, label=name, title="示例市规划", author="示例市", parts=[Part("", blocks)])
        (folder / f"{name}.docx").write_bytes(b"".join(as_docx.chunks(report)))
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [OFFICE, "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, folder.glob("*.docx"))], check=True, capture_output=True, timeout=600)
    found = {name: PdfDocument(folder / f"{name}.pdf") for name in ("text", "table")}
    yield found
    for document in found.values():
        document.close()


def lines_of(page: PdfPage) -> list[str]:
    return [line.strip() for line in page.get_textpage().get_text_range().splitlines() if line.strip()]


def sizes_of(page: PdfPage, letter: str) -> set[float]:
    """The points in which a letter is printed."""
    words = page.get_textpage()
    return {
        round(FPDFText_GetFontSize(words.raw, i), 1) for i, each in enumerate(words.get_text_range()) if each == letter
    }


def left_of(page: PdfPage, letter: str) -> float:
    """Where the last such letter of a page begins, in points from the left."""
    words = page.get_textpage()
    left: float = words.get_charbox(words.get_text_range().replace("\r\n", "  ").rindex(letter))[0]
    return left


def test_a_page_of_text_has_22_lines_of_28_characters_in_16_points(printed: dict[str, PdfDocument]) -> None:
    document = printed["text"]
    first, second, third = document
    assert lines_of(first)[:2] == ["示例市规划", "一、总则"]
    assert [line for line in lines_of(second) if "字" in line] == ["字" * 28] * 22
    assert (sizes_of(second, "字"), sizes_of(first, "例")) == ({16}, {22})
    assert "字" in lines_of(third)[0]


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages_in_14_points(printed: dict[str, PdfDocument]) -> None:
    first, second, _third = printed["text"]
    assert [lines_of(page)[-1] for page in (first, second)] == ["— 1 —", "— 2 —"]
    assert left_of(first, "1") > 150 * MILLIMETRE
    assert 28 * MILLIMETRE < left_of(second, "2") < 45 * MILLIMETRE
    assert (sizes_of(first, "1") & {14}, sizes_of(second, "2")) == ({14}, {14})


def test_a_long_wide_table_repeats_its_head_on_wide_pages_and_breaks_no_row(printed: dict[str, PdfDocument]) -> None:
    pages = list(printed["table"])
    assert len(pages) > 2
    assert all(page.get_width() > page.get_height() for page in pages)
    assert all("牵头单位" in "".join(lines_of(page)) for page in pages)
    assert {size for page in pages for size in sizes_of(page, "推")} <= {9, 10.5, 12}
    for page in pages:
        words = "".join(lines_of(page))
        assert words.count("推进示例工程建设") % 3 == 0
