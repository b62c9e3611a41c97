"""LibreOffice opens each report in each format that it knows and prints it: words, sizes of type, no page in vain."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pypdfium2 import PdfDocument

from measures.choices import Phase, Role
from measures.exports import REPORTS, Filters, Scope, draw
from measures.visibility import EVERYTHING
from tests.as_of.past import recorded_on
from tests.exports.test_spreadsheet_program import convert, pytestmark, sizes, text_of
from tests.factories import assign, make_measure, make_plan, make_section

__all__ = ["pytestmark"]  # the mark of a test that needs LibreOffice

KNOWN = ("xlsx", "docx")  # pages are printed by browsers: tests/browser/test_printed_reports.py
LEAST, MOST_PAGES = 9, {"by_body": 3, "overview": 6}  # points; pages, 2 where none are named
TEXT = "培育龙头企业。支持示例行业的骨干企业扩大产能，建设公共服务平台，每年新增规模以上企业不少于二十家。"


def write_plan() -> None:
    """Six tasks of two bodies in two chapters; one of them was changed today."""
    with recorded_on("2026-01-05"):
        plan = make_plan("shili", title="示例市数字经济行动计划（2025—2027年）")
        for chapter, title in zip("一二", ("总体部署", "重点产业"), strict=True):
            section = make_section(plan, label=f"第{chapter}章", title=title)
            for number in range(3):
                measure = make_measure(section, title="培育龙头企业", text=TEXT, due_on=date(2027, 6, 30))
                assign(measure, "市工业和信息化局")
                assign(measure, "市财政局", Role.SUPPORT, position=2)
                measure.label = f"{number + 1}."
                measure.save()
    measure.phase = Phase.COMPLETED
    measure.save()


@pytest.mark.django_db
def test_each_report_is_printed_with_its_words_in_legible_type_and_without_a_blank_page(tmp_path: Path) -> None:
    write_plan()
    yesterday, files = timezone.localdate() - timedelta(1), {}
    for kind in REPORTS.values():
        scope = Scope(EVERYTHING, Filters(plan=("shili",)), since=yesterday if "since" in kind.asks else None)
        for form in filter(KNOWN.__contains__, kind.formats):
            file = tmp_path / f"{kind.name}-{form}.{form}"
            file.write_bytes(b"".join(draw(kind.name, form, scope)[1]))
            files[file] = kind
    convert(tmp_path, "pdf", *(file.name for file in files))
    for file, kind in files.items():
        document = PdfDocument(file.with_suffix(".pdf"))
        pages = [text_of(page) for page in document]
        words = "".join("".join(pages).split())
        assert f"示例市数字经济行动计划（2025—2027年）》{kind.label}" in words, file.name
        assert "第二章" in words, file.name
        assert all(len(page.strip()) > len("— 1 —") for page in pages), file.name
        assert len(pages) <= MOST_PAGES.get(kind.name, 2), (file.name, len(pages))
        assert min(size for page in document for size in sizes(page)) >= LEAST, file.name
        document.close()
