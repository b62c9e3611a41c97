"""A report's page printed by Chromium, as an office prints it or keeps it as PDF."""

from pathlib import Path

from playwright.sync_api import Browser
from pypdfium2 import PdfDocument

from tests.browser.conftest import listen
from tests.exports.samples import TITLE, page_of_all

UPRIGHT, LYING = (595, 842), (842, 595)  # points


def test_a_report_prints_without_a_blank_page_with_heads_feet_and_numbers(
    browser: Browser, complaints: list[str], tmp_path: Path
) -> None:
    (tmp_path / "a.html").write_bytes(page_of_all(30))
    page = browser.new_page()
    listen(page, complaints)
    page.goto(f"file://{tmp_path / 'a.html'}")
    # Its own policy lets its style through.
    assert page.locator("h1").evaluate("element => getComputedStyle(element).textAlign") == "center"
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
    assert texts[0].count(TITLE) == 2
    for text in texts[:-2]:
        assert "任务举措" in text
        assert "支持基础研究" in text
    assert all(words in texts[-2] for words in ("十五个单位", "第1个单位", "第15个单位"))
    assert sum(text.count("各街镇") for text in texts) == 30
    assert all(words in texts[-1] for words in ("一、概况", "原有新增删除重点", "各单位任务数"))
    assert complaints == []
