"""Correcting a reading in the browser: mark and click in the document, tick in the tree, press a key, undo."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from measures.intake.imports import rows_of
from measures.models import Import
from tests.browser.conftest import SignIn
from tests.uploads import TEXT, uploaded

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]

CONTENTS = "".join(f"{number}.推进示例工程之{number}\n" for number in range(1, 67))


def titles(item: Import) -> list[str]:
    return [row["fields"]["title"] for row in rows_of(item) if row["model"] == "measures.measure"]


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_contents_are_dropped_a_measure_is_split_and_the_split_undone(sign_in: SignIn, complaints: list[str]) -> None:
    item = uploaded(TEXT.replace("第一节 基础研究", f"第三节 工程名录\n{CONTENTS}第一节 基础研究"), slug="shili")
    page = sign_in()
    page.goto(f"/admin/measures/import/{item.pk}/change/")
    page.locator("[id='r-1.3'] input[name=code]").check()
    page.get_by_label("含下级").check()
    expect(page.locator("output.marked")).to_contain_text("1 条记录")
    picture(page, "correcting")
    page.keyboard.press("x")
    expect(page.locator(".messagelist .success")).to_contain_text("已更正")
    assert titles(item) == ["支持基础研究", "建设实验室", "引进人才"]

    page.wait_for_load_state()  # clicks and keys are a script's
    passage = page.locator("a.measure", has_text="完善投入机制")
    passage.scroll_into_view_if_needed()
    place = passage.evaluate(
        """(element) => {
            const range = document.createRange();
            const at = element.textContent.indexOf("完善投入机制");
            range.setStart(element.firstChild, at);
            range.setEnd(element.firstChild, at + 1);
            const box = range.getBoundingClientRect();
            return [box.left + 2, box.top + box.height / 2];
        }"""
    )
    page.mouse.click(*place)
    expect(page.locator("output.marked")).to_contain_text("▏完善投入机制")
    page.keyboard.press("s")
    expect(page.locator(".messagelist .success")).to_contain_text("已更正")
    assert titles(item)[:2] == ["支持基础研究", "完善投入机制"]
    picture(page, "corrected")

    page.locator(".messagelist .success a").last.click()
    page.locator("form input[type=submit], form button[type=submit]").last.click()
    expect(page.locator(".messagelist")).to_contain_text("已撤销")
    assert titles(item) == ["支持基础研究", "建设实验室", "引进人才"]
    assert complaints == []
