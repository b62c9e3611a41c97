"""Two editions of a plan side by side, and a record's wording in each edition."""

from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from lxml.html import HtmlElement

from measures import importing
from measures.admin.imports.editions import EditionsForm, counted, side_by_side
from measures.intake.imports import incoming_of
from measures.models import Measure, Plan, Section, SourceDocument
from tests.admin.conftest import signed_in
from tests.admin.pages import page_of, text_of, url
from tests.admin.test_uploading import grant
from tests.factories import make_plan
from tests.made_once import made_once
from tests.uploads import TEXT, uploaded

REVISED = """示例市科技创新规划（2026—2030年）
第一章 科技创新
第一节 基础研究
一、建设实验室。新增重点实验室5家。（市科技局牵头，市财政局配合）
二、支持基础研究。完善投入机制，加大稳定支持。（市科技局牵头）
三、培育科技企业。完善梯度培育体系。
"""


@made_once
def plan() -> Plan:
    """Imported in two editions: one measure moved, one reworded, one new, a section with its measure dropped."""
    for text in (TEXT, REVISED):
        importing.apply(incoming_of(uploaded(text, slug="shili", plan=Plan.objects.filter(slug="shili").first())))
    return Plan.objects.get(slug="shili")


def rows_of(page: HtmlElement) -> dict[str, tuple[str, str, str]]:
    """By code: what became of it, and what both sides say."""
    found = {}
    for row in page.xpath("//table[contains(@class,'side-by-side')]/tbody/tr"):
        outcome = row.get("class").removeprefix("difference-")
        if outcome != "gone":
            before, after = (" ".join(cell.text_content().split()) for cell in row.xpath("td")[1:])
            found[row.xpath("string(td[1]/a[1])")] = (outcome, before, after)
    return found


def test_each_record_stands_beside_itself_with_the_differences_marked(plan: Plan, editor_client: Client) -> None:
    page = page_of(editor_client.get(url("plan_editions", plan.pk)))
    rows = rows_of(page)
    codes = dict(Measure.objects.values_list("title", "code"))
    assert rows["1"] == ("same", "第一章 科技创新", "第一章 科技创新")
    outcome, before, after = rows[codes["支持基础研究"]]
    assert outcome in ("changed", "moved")
    assert "完善投入机制。" in before
    assert "加大稳定支持" in after
    [came] = page.xpath("//ins[contains(.,'加大稳定支持')]")
    assert not page.xpath("//td[2]//ins | //td[3]//del")
    assert rows[codes["培育科技企业"]][:2] == ("new", "")
    outcome, before, after = rows[codes["引进人才"]]
    assert (outcome, after) == ("dropped", "")
    assert "引进人才300名" in before
    assert came.text_content()


def test_what_has_moved_is_listed_at_its_old_and_at_its_new_place(plan: Plan, editor_client: Client) -> None:
    page = page_of(editor_client.get(url("plan_editions", plan.pk)))
    [moved], [gone] = (page.xpath(f"//tr[@class='difference-{each}']") for each in ("moved", "gone"))
    assert moved.xpath("td[1]/a[1]/@href") == gone.xpath("td[1]/a[1]/@href")
    assert gone.xpath("string(td[3])") == ""


def test_the_differences_are_counted_and_each_leads_to_the_next(plan: Plan, editor_client: Client) -> None:
    page = page_of(editor_client.get(url("plan_editions", plan.pk)))
    numbered = page.xpath("//tr[starts-with(@id,'d')]/@id")
    assert numbered == [f"d{number}" for number in range(1, len(numbered) + 1)]
    [counts] = page.xpath("//p[@class='difference-counts']")
    assert sum(int(count.text) for count in counts.xpath(".//b")) == len(numbered)
    links = page.xpath("//tr//a[@class='walk']/@href")
    assert links == [f"#{each}" for each in numbered[1:]]
    only = page_of(editor_client.get(url("plan_editions", plan.pk), {"before": "1", "after": "2", "only": "on"}))
    assert len(only.xpath("//table[contains(@class,'side-by-side')]/tbody/tr")) == len(numbered)


def test_any_two_editions_may_be_chosen(plan: Plan, editor_client: Client) -> None:
    page = page_of(editor_client.get(url("plan_editions", plan.pk), {"before": 2, "after": 1}))
    codes = dict(Measure.objects.values_list("title", "code"))
    assert rows_of(page)[codes["引进人才"]][0] == "new"
    assert "两个版本内容相同" in text_of(editor_client.get(url("plan_editions", plan.pk), {"before": 2, "after": 2}))
    assert editor_client.get(url("plan_editions", plan.pk), {"before": 9, "after": 1}).status_code == 200


def test_the_plan_and_its_documents_lead_to_the_page_where_there_are_two_editions(
    plan: Plan, editor_client: Client
) -> None:
    address = url("plan_editions", plan.pk)
    documents = [url("sourcedocument_change", each.pk) for each in SourceDocument.objects.all()]
    for page in (url("plan_change", plan.pk), *documents):
        assert page_of(editor_client.get(page)).xpath(f"//ul[@class='object-tools']//a[@href='{address}']")
    other = make_plan("single")
    assert url("plan_editions", other.pk) not in editor_client.get(url("plan_change", other.pk)).content.decode()
    assert "没有可对照的版本" in text_of(editor_client.get(url("plan_editions", other.pk)))


def test_it_is_for_those_who_may_view_the_plan_and_its_documents(plan: Plan, outsider: User) -> None:
    address = url("plan_editions", plan.pk)
    assert signed_in(outsider).get(address)["Location"].startswith("/admin/login/")
    User.objects.filter(pk=outsider.pk).update(is_staff=True)
    assert grant(outsider, "view_measure").get(address).status_code == 404
    client = grant(outsider, "view_plan")
    assert "没有可对照的版本" in text_of(client.get(address))  # a draft's documents want a right of their own
    page = page_of(grant(outsider, "view_plan", "view_sourcedocument").get(address))
    assert "引进人才" in page.text_content()
    assert not page.xpath("//tbody//td[@class='code']/a[not(@class)]")  # no way to the drafts of measures
    document = url("sourcedocument_change", plan.sources.latest("pk").pk)
    assert address not in grant(outsider, "view_sourcedocument").get(document).content.decode()


def test_a_record_shows_its_wording_in_each_edition(plan: Plan, editor_client: Client) -> None:
    measure = Measure.objects.get(title="支持基础研究")
    page = page_of(editor_client.get(url("measure_change", measure.pk)))
    first, second = page.xpath("//details[@class='wordings']//tr")
    assert "完善投入机制。" in first.text_content()
    assert [each.text_content() for each in second.xpath(".//ins")]
    assert "加大稳定支持" in second.text_content()
    gone = Section.objects.get(title="人才")
    words = page_of(editor_client.get(url("section_change", gone.pk))).xpath("//details[@class='wordings']//tr")
    assert "第二节 人才" in words[0].text_content()
    assert "该版本没有相应内容" in words[1].text_content()


def test_a_plan_of_one_edition_shows_no_list_of_wordings(editor_client: Client) -> None:
    importing.apply(incoming_of(uploaded(slug="shili")))
    measure = Measure.objects.get(title="支持基础研究")
    page = page_of(editor_client.get(url("measure_change", measure.pk)))
    assert not page.xpath("//details[@class='wordings']")


def test_a_hundred_thousand_characters_are_one_page_in_as_many_queries(
    plan: Plan, editor_client: Client, django_assert_max_num_queries: Any
) -> None:
    words = [f"{number}、完善第{number}项服务保障。" + "各部门抓好落实。" * 30 for number in range(1, 420)]
    long = "\n".join(words)
    for edition in plan.sources.all():
        edition.text = long if edition.edition == 1 else long.replace("抓好", "切实抓好", 200)
        starts, at = [], 0
        for line in edition.text.split("\n"):
            starts.append((at, at + len(line)))
            at += len(line) + 1
        edition.passages = [[*place, "measure", f"9-{number}"] for number, place in enumerate(starts)]
        edition.save()
    with django_assert_max_num_queries(12):
        response = editor_client.get(url("plan_editions", plan.pk))
    page = page_of(response)
    assert len(page.xpath("//table[contains(@class,'side-by-side')]/tbody/tr")) == 419
    assert len(response.content) < 2_000_000
    assert not page.xpath("//*[@style or @onclick] | //main//script")


def test_the_part_of_the_letter_is_named_and_furniture_left_out() -> None:
    text = "某某市文件\n第1页\n正文\n"
    passages = [[0, 5, "frame", "title"], [6, 9, "furniture", "page_number"], [10, 12, "text", ""]]
    one, two = (SourceDocument(text=text, passages=passages) for _ in range(2))
    assert [(str(row.label), row.outcome, row.before) for row in side_by_side(one, two, {})] == [
        ("通知标题", "same", "某某市文件"),
        ("规划自身的文字", "same", "正文"),
    ]


def test_what_was_split_or_merged_says_from_what_or_into_what() -> None:
    lab, share, people = "建设重点实验室五家", "开放共享大型科研仪器和设施", "优化人才公寓和子女就学服务"
    train = "实施青年人才培养计划"
    texts: list[dict[str, str]] = [
        {"1-1": lab + share, "2-1": train, "2-2": people, "2-3": "每年举办科普周活动"},
        {"1-1": lab, "1-2": share, "2-1": train + people, "2-4": "完善梯度培育企业体系"},
    ]
    before, after = map(edition_of, texts)
    rows = side_by_side(before, after, {})
    said = {row.code: str(row.outcome_label) for row in rows}
    assert said == {
        "1-1": "有改动",
        "1-2": "拆分自 1-1",
        "2-1": "有改动",
        "2-2": "合并到 2-1",
        "2-3": "已无",
        "2-4": "新增",
    }
    assert [(str(label), count) for label, count in counted(rows)] == [
        ("有改动", 2),
        ("新增", 1),
        ("拆分", 1),
        ("已无", 1),
        ("合并", 1),
    ]


def edition_of(texts: dict[str, str]) -> SourceDocument:
    """Measures by code, each a passage of its own."""
    passages: list[list[object]] = []
    start = 0
    for code, text in texts.items():
        passages.append([start, start + len(text), "measure", code])
        start += len(text)
    return SourceDocument(text="".join(texts.values()), passages=passages)


def test_what_has_moved_word_for_word_is_no_unchanged_passage() -> None:
    def edition(order: str) -> SourceDocument:
        passages = [[place, place + 1, "measure", f"1-{word}"] for place, word in enumerate(order)]
        return SourceDocument(text=order, passages=passages)

    rows = side_by_side(edition("甲乙丙"), edition("丙甲乙"), {})
    assert [(row.code, row.outcome, row.number) for row in rows] == [
        ("1-丙", "moved", 1),
        ("1-甲", "same", 0),
        ("1-乙", "same", 0),
        ("1-丙", "gone", 0),
    ]


def test_unasked_the_last_two_editions_that_count_are_shown() -> None:
    editions = [SourceDocument(edition=number, undone=number == 3) for number in (1, 2, 3)]
    assert EditionsForm(None, editions).chosen == (1, 2)
    assert EditionsForm(None, editions[1:]).chosen == (2, 3)  # one of them alone would be compared with itself
    assert EditionsForm(None, editions[2:]).chosen == (3, 3)
    assert EditionsForm(None, []).chosen == (0, 0)
