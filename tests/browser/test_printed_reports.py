"""A report's page printed by Chromium, as an office prints it or keeps it as PDF."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pypdfium2 import PdfDocument

from measures.exports import REPORTS, Filters, Scope, draw
from measures.models import Plan
from measures.visibility import EVERYTHING
from tests.browser.conftest import listen
from tests.exports.samples import TITLE, page_of_all, page_of_parts
from tests.exports.test_every_report_in_another_program import write_plan

UPRIGHT, LYING = (595, 842), (842, 595)  # points
CUT = "cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.innerText)"


def test_a_report_prints_without_a_blank_page_with_heads_feet_and_numbers(
    browser: Browser, complaints: list[str], tmp_path: Path
) -> None:
    (tmp_path / "a.html").write_bytes(page_of_all(30))
    page = browser.new_page()
    listen(page, complaints)
    page.goto(f"file://{tmp_path / 'a.html'}")
    # Its own policy lets its style through.
    assert page.locator("h1").evaluate("element => getComputedStyle(element).textAlign") == "center"
    page.set_viewport_size({"width": 600, "height": 600})  # as a preview beside its form has it
    assert page.locator("td").evaluate_all(CUT) == []
    page.pdf(path=tmp_path / "a.pdf", prefer_css_page_size=True)
    page.close()
    document = PdfDocument(tmp_path / "a.pdf")
    sizes = [tuple(map(round, each.get_size())) for each in document]
    texts = [str(each.get_textpage().get_text_range()) for each in document]
    document.close()
    assert sizes == [LYING] * (len(texts) - 1) + [UPRIGHT]
    for number, text in enumerate(texts, 1):
        assert TITLE in text
        assert f"第 {number} 页 共 {len(texts)} 页" in text
    assert texts[0].count(TITLE) == 1  # in no head above it
    for text in texts[:-2]:
        assert "任务举措" in text
        assert "支持基础研究" in text
    assert all(words in texts[-2] for words in ("十五个单位", "第1个单位", "第15个单位"))
    assert sum(text.count("各街镇") for text in texts) == 30
    assert all(words in texts[-1] for words in ("一、概况", "原有新增删除重点", "各单位任务数"))
    assert complaints == []


def test_each_part_begins_a_page_of_its_own(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page_of_parts("甲局", "乙局", "丙局"))
    page = browser.new_page()
    page.goto(f"file://{tmp_path / 'a.html'}")
    page.pdf(path=tmp_path / "a.pdf", prefer_css_page_size=True)
    page.close()
    document = PdfDocument(tmp_path / "a.pdf")
    texts = [str(each.get_textpage().get_text_range()) for each in document]
    document.close()
    assert [[name for name in ("甲局", "乙局", "丙局") if f"{name}的任务" in text] for text in texts] == [
        *(["甲局"], ["乙局"], ["丙局"]),
    ]


@pytest.mark.django_db
def test_each_report_is_printed_on_a4_with_its_words_a_numbered_foot_and_a_head_on_all_pages_but_the_first(
    browser: Browser, complaints: list[str], tmp_path: Path
) -> None:
    write_plan()
    Plan.objects.update(title=f"示例市{'国民经济和社会发展' * 4}规划（2021—2025年）")
    page = browser.new_page()
    listen(page, complaints)
    for kind in REPORTS.values():
        since = timezone.localdate() - timedelta(1) if "since" in kind.asks else None
        title, pieces = draw(kind.name, "html", Scope(EVERYTHING, Filters(plan=("shili",)), since=since))
        (tmp_path / "a.html").write_bytes(b"".join(pieces))
        page.goto(f"file://{tmp_path / 'a.html'}")
        page.pdf(path=tmp_path / "a.pdf", prefer_css_page_size=True)
        document = PdfDocument(tmp_path / "a.pdf")
        texts = []
        for number, each in enumerate(document, 1):
            text = each.get_textpage()
            width, height = map(round, each.get_size())
            assert (width, height) in (UPRIGHT, LYING), kind.name
            head = "".join(text.get_text_bounded(bottom=height - 50).split())
            # Whole or shortened, it ends where the words below it do.
            assert head == title.removesuffix(".html")[: len(head)] or head.endswith("…"), kind.name
            assert len(head) > 30 if number > 1 else not head, kind.name
            assert not text.get_text_bounded(left=width - 40).strip(), kind.name
            assert f"第 {number} 页 共 {len(document)} 页" in text.get_text_bounded(top=50), kind.name
            texts.append(text.get_text_bounded(bottom=50, top=height - 50))
        document.close()
        assert all(text.strip() for text in texts), kind.name
        assert "第二章" in "".join(texts), kind.name
    page.close()
    assert complaints == []
