"""Renew the pictures of the admin, in Chinese, from a site that `make run` has started on a fresh database.

    python docs/images/renew.py [http://127.0.0.1:8000]

Needs Chromium, and Chinese fonts. Look at every picture before committing it; none may have more than 150 kB. The
revised document is made up (`tests/importing/revised_haidian.py`): its office never wrote it.
"""

import sys
from base64 import b32decode
from pathlib import Path

from django_otp.oath import TOTP
from playwright.sync_api import FilePayload, Page, sync_playwright

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent.parent))
from docs.images.png import with_palette  # noqa: E402
from tests.importing.revised_haidian import revised  # noqa: E402

MEASURES = "/admin/measures/measure/"
EDITED = "增强中小型科技企业的创新活力"  # the revised document words it anew
LARGEST = 150_000  # bytes


def main(site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(
            base_url=site, locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1200, "height": 600}
        )
        log_in(page)
        plan_as_a_whole(page)
        records(page)
        body(page)
        many(page)
        import_revision(page)
        conflicts(page)
        undo(page)
        history(page)
        reports(page)
        publishing(page)
        signing_in(page)
        browser.close()


def picture(page: Page, name: str) -> None:
    path = FOLDER / f"{name}.png"
    path.write_bytes(with_palette(page.screenshot()))
    if path.stat().st_size > LARGEST:
        print(f"{path.name} has {path.stat().st_size} bytes")


def log_in(page: Page) -> None:
    """As the editor whom the demo makes."""
    page.goto("/admin/")
    page.get_by_label("用户名").fill("editor")
    page.get_by_label("密码").fill("policyhub-demo")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="工作台").wait_for()


def plan_as_a_whole(page: Page) -> None:
    """The start page, a plan with its document, and a measure that is to be split."""
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto("/admin/")
    picture(page, "start-page")
    page.locator(".overview tbody th a").first.click()
    page.locator(".in-place a[href^='#L']").nth(1).click()
    picture(page, "plan-contents")
    page.locator(".in-place a[href$='/split/']").first.click()
    page.locator(".sentences input").nth(1).check()
    page.locator(".sentences button").click()
    page.locator(".pieces").wait_for()
    picture(page, "split")
    page.set_viewport_size({"width": 1200, "height": 600})


def records(page: Page) -> None:
    page.goto(MEASURES)
    picture(page, "admin-measures")
    page.locator("#result_list tbody th a").first.click()
    page.locator(".excerpt").wait_for()
    page.get_by_label("配合单位").press_sequentially("区")
    page.get_by_role("listbox").wait_for()
    picture(page, "admin-measure")


def body(page: Page) -> None:
    """The page of the body that leads most."""
    page.set_viewport_size({"width": 1200, "height": 700})
    page.goto("/admin/measures/responsiblebody/?o=-6")
    page.locator("#result_list tbody tr").first.get_by_role("link", name="概览").click()
    page.locator(".counts-of-body").wait_for()
    picture(page, "body")


def many(page: Page) -> None:
    """What a change of ten measures would do, and the list as a table; nothing is written."""
    page.goto(MEASURES)
    boxes = page.locator("#result_list .action-select")
    boxes.nth(0).check()
    boxes.nth(9).click(modifiers=["Shift"])
    page.locator(".bulk-panel summary").first.click()
    page.locator("#bulk_body").fill("中国科学院")
    page.get_by_role("button", name="指定", exact=True).click()
    page.locator("table.bulk-rows").wait_for()
    picture(page, "many-preview")
    page.goto(f"{MEASURES}grid/")
    page.locator("table.grid textarea").nth(1).fill("中国科学院")
    page.locator("table.grid textarea").nth(1).press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+d")
    picture(page, "many-table")
    page.evaluate("window.onbeforeunload = null")


def import_revision(page: Page) -> None:
    """After an edit here the revised document is uploaded, looked at, compared and applied."""
    page.goto(f"{MEASURES}?q={EDITED}")
    page.locator("#result_list tbody th a").first.click()
    page.locator("#id_title").fill("激发中小型科技企业创新活力")
    page.get_by_role("button", name="保存", exact=True).click()
    page.goto("/admin/measures/import/add/")
    file = FilePayload(name="纲要第三章（中期调整）.txt", mimeType="text/plain", buffer=revised().encode())
    page.locator("#id_documents").set_input_files(file)
    page.locator("#id_plan").select_option(index=1)
    picture(page, "import-upload")
    page.get_by_role("button", name="上传并读取").click()
    page.locator(".reading").wait_for()
    page.keyboard.press("n")
    page.locator(".reading").scroll_into_view_if_needed()
    picture(page, "import-reading")
    page.locator(".record.measure input[name=code]").nth(2).check()
    page.locator(".correcting").scroll_into_view_if_needed()
    picture(page, "import-correcting")
    page.get_by_role("link", name="查看比对").click()
    page.locator(".outcome-conflict").scroll_into_view_if_needed()
    picture(page, "import-comparison")
    page.get_by_role("button", name="应用所勾选的内容").click()
    page.get_by_text("导入已应用").wait_for()
    picture(page, "import-applied")


def conflicts(page: Page) -> None:
    """The two editions side by side, the list of conflicts, and one of them."""
    page.goto("/admin/measures/plan/")
    page.locator("#result_list tbody th a").first.click()
    page.get_by_role("link", name="版本对照").click()
    page.get_by_label("只看不同之处").check()
    page.get_by_role("button", name="显示").click()
    page.locator(".side-by-side ins").first.wait_for()
    picture(page, "editions")
    page.goto("/admin/measures/conflict/?state__exact=open")
    picture(page, "conflicts")
    page.locator("#result_list tbody th a").first.click()
    page.locator("table.sides").wait_for()
    picture(page, "conflict")


def undo(page: Page) -> None:
    page.goto("/admin/measures/edit/")
    page.get_by_role("link", name="撤销这次编辑").first.click()
    page.get_by_role("heading", name="将恢复的内容").wait_for()
    picture(page, "undo-import")


def history(page: Page) -> None:
    """All activity, an earlier version that is restored, and the plan as of today."""
    page.goto("/admin/measures/edit/")
    picture(page, "activity")
    page.goto(f"{MEASURES}?q=激发中小型")
    page.locator("#result_list tbody th a").first.click()
    page.get_by_role("link", name="历史").click()
    page.get_by_role("link", name="恢复到此版本").last.click()
    page.locator("table.restored").wait_for()
    picture(page, "restore")
    page.goto("/admin/measures/plan/")
    page.locator("#result_list tbody th a").first.click()
    page.get_by_role("link", name="截至某日").click()
    page.locator(".past").wait_for()
    picture(page, "as-of")


def reports(page: Page) -> None:
    """The reports page with the beginning of the ledger."""
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto("/admin/reports/?report=ledger&phase=not_started&preview=1")
    page.frame_locator(".report-preview iframe").locator("table").first.wait_for()
    picture(page, "reports-page")


def publishing(page: Page) -> None:
    """A change that waits for a second person; and what is missing before the plan, taken back, is published again."""
    page.goto("/admin/measures/plan/")
    page.locator("#result_list tbody th a").first.click()
    page.locator("#id_second_person").check()
    page.get_by_role("button", name="保存", exact=True).click()
    page.goto(f"{MEASURES}?q=中小型科技企业")
    page.locator("#result_list tbody th a").first.click()
    page.locator("#id_title").fill("全面激发中小型科技企业创新活力")
    page.get_by_role("button", name="保存并继续编辑").click()
    page.locator(".pending ins").first.wait_for()
    page.goto("/admin/")
    page.locator(".overview tbody th a").first.click()
    page.get_by_role("link", name="整体取消发布").click()
    page.get_by_role("button", name="整体取消发布").click()
    page.get_by_role("link", name="整体发布", exact=True).click()
    page.locator("table.missing").wait_for()
    picture(page, "publish")


def signing_in(page: Page) -> None:
    """The second factor is set up, the next login asks for a code, and it is switched off again."""
    page.set_viewport_size({"width": 900, "height": 640})
    page.goto("/admin/account/second-factor/")
    page.get_by_label("您的密码或验证码").fill("policyhub-demo")
    page.get_by_role("button", name="继续").click()
    page.locator("img.qr").wait_for()
    picture(page, "second-factor")
    key = b32decode(page.locator("code.token").inner_text().replace(" ", ""))
    page.get_by_label("验证码").fill(f"{TOTP(key).token():06}")
    page.get_by_role("button", name="启用").click()
    code = page.locator(".recovery-codes code").first.inner_text()
    page.goto("/admin/account/")
    picture(page, "sign-in-security")
    page.get_by_role("button", name="退出").click()
    page.goto("/admin/")
    page.get_by_label("用户名").fill("editor")
    page.get_by_label("密码").fill("policyhub-demo")
    page.get_by_role("button", name="登录").click()
    page.get_by_label("验证码").wait_for()
    picture(page, "second-step")
    page.get_by_label("验证码").fill(code)
    page.get_by_role("button", name="登录").click()
    page.goto("/admin/account/second-factor/off/")
    page.get_by_label("您的密码或验证码").fill("policyhub-demo")
    page.get_by_role("button", name="关闭").click()


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["http://127.0.0.1:8000"]))
