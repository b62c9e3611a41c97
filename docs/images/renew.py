"""Renew the pictures of the admin, in Chinese, from a site that `make run` has started on a fresh database.

    python docs/images/renew.py [http://127.0.0.1:8000]

Needs Chromium, and Chinese fonts. Look at every picture before committing it.
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parent
MEASURES = "/admin/measures/measure/"


def main(site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(
            base_url=site, locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1366, "height": 768}
        )
        log_in(page)
        page.goto(MEASURES)
        page.screenshot(path=FOLDER / "admin-measures.png")
        page.locator("#result_list tbody th a").first.click()
        page.locator(".excerpt").wait_for()
        page.screenshot(path=FOLDER / "admin-measure.png")
        browser.close()


def log_in(page: Page) -> None:
    """As the editor whom the demo makes."""
    page.goto("/admin/")
    page.get_by_label("用户名").fill("editor")
    page.get_by_label("密码").fill("policyhub-demo")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="工作台").wait_for()


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["http://127.0.0.1:8000"]))
