"""An editor changes many measures at once: the clicks, keys and pages of each job, and the table by keyboard."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Frame, Locator, Page, expect

from measures.choices import Phase, ReviewState, Role
from measures.models import Edit, Measure, ResponsibleBody
from tests.browser.conftest import SignIn
from tests.factories import make_body, make_measure, make_plan, make_section

pytestmark = [pytest.mark.system, pytest.mark.django_db(transaction=True)]


class Editor:
    """Counts what a person does with a page: clicks, keys, pages that are loaded; begins once its scripts are there."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.keys, self.pages = page, 0, 0, 0
        page.on("framenavigated", self.loaded)

    def loaded(self, frame: Frame) -> None:
        self.pages += frame == self.page.main_frame

    def click(self, place: Locator, *, shift: bool = False) -> None:
        self.clicks += 1
        self.page.wait_for_load_state()
        place.click(modifiers=["Shift"] if shift else [])

    def type(self, text: str) -> None:
        self.keys += len(text)
        self.page.wait_for_load_state()
        self.page.keyboard.type(text)

    def press(self, *names: str) -> None:
        for name in names:
            self.keys += 1
            self.page.wait_for_load_state()
            self.page.keyboard.press(name)

    @contextmanager
    def at_most(self, clicks: int, keys: int, pages: int) -> Iterator[None]:
        """What is done within takes no more of each."""
        self.clicks = self.keys = self.pages = 0
        yield
        assert (self.clicks <= clicks, self.keys <= keys, self.pages <= pages) == (True, True, True), vars(self)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def panel(self, name: str) -> Locator:
        return self.page.locator(".bulk-panel summary", has_text=name)


@pytest.fixture
def measures() -> list[Measure]:
    """65 published ones of a plan, in two sections of 20 and 45."""
    plan = make_plan("demo", title="示例市发展规划")
    for name in ("市发展改革委", "市科技局", "市科学技术局"):
        make_body(name)
    first, second = make_section(plan, title="科技"), make_section(plan, title="民生")
    return [make_measure(first if number < 20 else second, title=f"第{number + 1}项") for number in range(65)]


def test_many_at_once(measures: list[Measure], sign_in: SignIn, complaints: list[str]) -> None:
    page = sign_in()
    editor = Editor(page)
    assign_a_lead_to_the_one_chosen(editor)
    assign_a_lead_to_twenty(editor)
    set_a_deadline_of_twenty(editor)
    unpublish_all(editor)
    merge_two_bodies(editor)
    fill_in_the_table(editor)
    work_without_a_mouse(editor)
    assert complaints == []


def assign_a_lead_to_the_one_chosen(editor: Editor) -> None:
    """From the start page, of all that nobody answers for; and undo it."""
    page = editor.page
    page.goto("/admin/")
    with editor.at_most(clicks=1, keys=0, pages=1):
        editor.click(page.locator(".to-do").get_by_role("link", name="无责任单位", exact=False).first)
        expect(page.locator(".paginator, #toolbar").first).to_contain_text("65")
    page.goto("/admin/")
    with editor.at_most(clicks=4, keys=5, pages=2):
        editor.click(page.get_by_role("link", name="无责任单位：表格"))
        editor.click(page.locator("table.grid tbody tr", has_text="第7项").locator("textarea").first)
        editor.type("发展改革")
        expect(page.get_by_role("option", name="市发展改革委")).to_be_visible()
        editor.press("Enter")
        editor.click(editor.button("全部保存"))
        expect(page.locator(".messagelist .success")).to_contain_text("已修改 1 条记录")
    assert Measure.objects.get(responsibilities__role=Role.LEAD).title == "第7项"
    with editor.at_most(clicks=2, keys=0, pages=1):
        editor.click(page.locator(".undo-offer summary"))
        editor.click(editor.button("确认撤销"))
        expect(page.locator(".messagelist .success")).to_contain_text("已撤销")


def assign_a_lead_to_twenty(editor: Editor) -> None:
    """And undo it, and do it again."""
    page = editor.page
    page.goto("/admin/measures/measure/?plan=demo")
    boxes = page.locator("#result_list .action-select")
    expect(boxes).to_have_count(50)
    for again in (False, True):
        with editor.at_most(clicks=6, keys=7, pages=2):
            editor.click(boxes.nth(0))
            editor.click(boxes.nth(19), shift=True)
            editor.click(editor.panel("责任单位").first)
            expect(page.locator("#bulk_body")).to_be_focused()
            editor.type("发展改革")
            expect(page.get_by_role("option", name="市发展改革委")).to_be_visible()
            editor.press("Enter", "Enter")
            expect(page.get_by_text("将改 20 条")).to_be_visible()
            editor.click(editor.button("修改这 20 条"))
            expect(page.locator(".messagelist .success")).to_contain_text("已修改 20 条记录")
        assert Measure.objects.filter(responsibilities__role=Role.LEAD).count() == 20
        if not again:
            with editor.at_most(clicks=2, keys=0, pages=1):
                editor.click(page.locator(".undo-offer summary"))
                editor.click(editor.button("确认撤销"))
                expect(page.locator(".messagelist .success")).to_contain_text("已撤销")
            assert not Measure.objects.filter(responsibilities__isnull=False).exists()


def set_a_deadline_of_twenty(editor: Editor) -> None:
    page = editor.page
    boxes = page.locator("#result_list .action-select")
    with editor.at_most(clicks=6, keys=10, pages=2):
        editor.click(boxes.nth(0))
        editor.click(boxes.nth(19), shift=True)
        editor.click(editor.panel("完成时限"))
        expect(page.locator("#bulk_due_on")).to_be_focused()
        editor.type("2026-12-31")
        editor.click(editor.button("设定时限"))
        expect(page.get_by_text("将改 20 条")).to_be_visible()
        editor.click(editor.button("修改这 20 条"))
        expect(page.locator(".messagelist .success")).to_contain_text("已修改 20 条记录")
    assert Measure.objects.filter(due_on="2026-12-31").count() == 20


def unpublish_all(editor: Editor) -> None:
    """All 65 that the list leaves, on two pages; and undo it."""
    page = editor.page
    with editor.at_most(clicks=4, keys=0, pages=2):
        editor.click(page.get_by_label("列表全部 65 条"))
        editor.click(editor.panel("审核"))
        editor.click(editor.button("取消发布"))
        expect(page.get_by_text("将改 65 条")).to_be_visible()
        editor.click(editor.button("修改这 65 条"))
        expect(page.locator(".messagelist .success")).to_contain_text("已修改 65 条记录")
    assert not Measure.objects.filter(review_state=ReviewState.PUBLISHED).exists()
    with editor.at_most(clicks=2, keys=0, pages=1):
        editor.click(page.locator(".undo-offer summary"))
        editor.click(editor.button("确认撤销"))
        expect(page.locator(".messagelist .success")).to_contain_text("已撤销")
    assert Measure.objects.filter(review_state=ReviewState.PUBLISHED).count() == 65


def merge_two_bodies(editor: Editor) -> None:
    page = editor.page
    page.goto("/admin/measures/responsiblebody/")
    with editor.at_most(clicks=4, keys=0, pages=2):
        for name in ("市科技局", "市科学技术局"):
            line = page.locator("#result_list tbody tr", has=page.get_by_role("link", name=name, exact=True))
            editor.click(line.locator(".action-select"))
        editor.click(editor.button("合并两个单位"))
        editor.click(editor.button("合并"))
        expect(page.locator(".messagelist .success")).to_contain_text("已并入")
    assert ResponsibleBody.objects.count() == 2


def fill_in_the_table(editor: Editor) -> None:
    """By arrow keys, filling down, a block copied from a spreadsheet, and one save."""
    page = editor.page
    page.goto("/admin/measures/measure/?plan=demo")
    page.get_by_role("link", name="表格编辑").click()
    lines = page.locator("table.grid tbody tr")
    expect(lines).to_have_count(50)
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]
    lines.nth(20).locator("textarea").first.focus()
    editor.type("发展改革")
    expect(page.get_by_role("option", name="市发展改革委")).to_be_visible()
    editor.press("Enter", "Shift+ArrowDown", "Shift+ArrowDown", "Control+d", "ArrowDown", "ArrowRight", "ArrowRight")
    editor.type("市科技局")
    editor.press("ArrowRight", "ArrowRight")
    paste(page, '2027-06-30\t推进中\n2027-12-31\t"已完成"\n\t完工了\n')
    expect(page.locator(".grid-status")).to_have_text("行 24 进展阶段：“完工了” 没有这一选项，未粘贴")
    editor.press("Control+s")
    expect(page.locator(".messagelist .success")).to_contain_text("已修改 3 条记录")
    saved = Measure.objects.filter(responsibilities__role=Role.LEAD, pk__gte=Measure.objects.all()[20].pk)
    assert [each.title for each in saved.distinct()] == ["第21项", "第22项", "第23项"]
    found = [(str(each.due_on), each.phase) for each in Measure.objects.all()[21:24]]
    assert found == [("2027-06-30", Phase.IN_PROGRESS), ("2027-12-31", Phase.COMPLETED), ("None", Phase.NOT_STARTED)]
    assert Measure.objects.get(responsibilities__role=Role.SUPPORT).title == "第22项"
    assert Edit.objects.latest("pk").handled == 3


def paste(page: Page, text: str) -> None:
    """As a browser does with what a spreadsheet has copied."""
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
          document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def work_without_a_mouse(editor: Editor) -> None:
    """Choosing, a panel, the preview and the undoing are all reached by keyboard."""
    page = editor.page
    page.goto("/admin/measures/measure/?plan=demo&q=第30项")
    page.locator("#result_list .action-select").first.focus()
    editor.press("Space")
    editor.panel("进展阶段").focus()
    editor.press("Enter")
    expect(page.get_by_role("button", name="未启动")).to_be_focused()
    editor.press("Escape")
    expect(editor.panel("进展阶段")).to_be_focused()
    editor.press("Enter")
    expect(page.get_by_role("button", name="未启动")).to_be_focused()
    editor.press("Tab", "Enter")
    expect(page.get_by_text("将改 1 条")).to_be_visible()
    page.locator("#bulk-form [name=reason]").focus()
    editor.press("Enter")
    expect(page.locator(".messagelist .success")).to_contain_text("已修改 1 条记录")
    assert Measure.objects.get(title="第30项").phase == Phase.IN_PROGRESS
    page.locator(".undo-offer summary").focus()
    editor.press("Enter", "Tab", "Enter")
    expect(page.locator(".messagelist .success")).to_contain_text("已撤销")
    assert Measure.objects.get(title="第30项").phase == Phase.NOT_STARTED
