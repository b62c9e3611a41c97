"""A page to read and print: complete in itself, and whatever stands in it is only read, never obeyed."""

import re
from base64 import b64encode
from datetime import date
from hashlib import sha256

import pytest
from django.utils import translation
from lxml import html
from lxml.html import HtmlElement

from measures.exports.contents import (
    Chart,
    Column,
    Fact,
    Group,
    Heading,
    Paragraph,
    Part,
    Report,
    Row,
    Run,
    Table,
    TonedRow,
)
from measures.exports.writers import as_html
from tests.exports import samples
from tests.exports.samples import COLUMNS, HIDDEN, TITLE, ledger_row, ledger_rows, report_in_parts, report_of, table_of


def written(report: Report) -> str:
    return b"".join(as_html.chunks(report)).decode()


def opened(report: Report) -> HtmlElement:
    return html.document_fromstring(written(report))


def found(page: HtmlElement, path: str) -> list[HtmlElement]:
    return [element for element in page.xpath(path) if isinstance(element, HtmlElement)]


def texts(page: HtmlElement, path: str) -> list[str]:
    """Of all elements below each other in `path`: "tr th"."""
    return [str(element.text_content()) for element in found(page, ".//" + "//".join(path.split()))]


def style_of(page: HtmlElement) -> str:
    [sheet] = texts(page, "style")
    return sheet


def test_the_title_block_says_what_the_report_is_of() -> None:
    part = Part("", [table_of(("甲",))])
    page = opened(report_in_parts([part], remarks=("已撤出的任务未列入。",), on_all=("共1个。",)))
    assert texts(page, "title") == texts(page, "h1") == [TITLE]
    assert texts(page, "dt") == ["规划", "截至日期", "筛选条件"]
    assert texts(page, "dd")[1:] == ["2026年11月26日", "全部"]
    assert texts(page, "ul li") == ["注：已撤出的任务未列入。", "注：共1个。"]
    assert page.get("lang") == "zh-Hans"
    assert found(page, "//meta[@name='author']")[0].get("content") == "示例市规划管理系统"


def test_a_long_title_is_parted_where_a_reader_pauses() -> None:
    title = "《示例市国民经济和社会发展第十五个五年规划纲要（2026—2030年）》任务台账（截至2026年11月27日）"
    page = opened(report_of(table_of(("甲",)), title=title))
    lines = texts(page, "h1 span")
    assert "".join(lines) == title
    assert all(any(whole in line for line in lines) for whole in ("（2026—2030年）》", "（截至2026年11月27日）"))
    assert texts(opened(report_of(table_of(("甲",)), title="示例市规划")), "h1 span") == ["示例市规划"]


def test_a_page_in_english_says_so() -> None:
    with translation.override("en"):
        page = opened(report_of(table_of(("甲",))))
    assert page.get("lang") == "en"
    assert '"Page " counter(page) " of " counter(pages) ""' in style_of(page)


def test_a_table_has_its_head_its_groups_and_its_tones_but_no_hidden_columns() -> None:
    toned = [TonedRow((*row.cells, "shili-plan", 1), row.tones) for row in ledger_rows(4)]
    plain: Row = (*ledger_row(4), "shili-plan", 1)
    rows: list[Row | TonedRow | Group] = [Group("第一章"), Group("第一节", 2), *toned, plain]
    page = opened(report_of(Table((*COLUMNS, *HIDDEN), iter(rows), caption="表1")))
    assert texts(page, "caption") == ["表1"]
    assert texts(page, "thead th") == [column.title for column in COLUMNS]
    assert [row.get("class") for row in found(page, "//tr[starts-with(@class, 'group')]")] == ["group", "group inner"]
    assert {row.get("colspan") for row in found(page, "//tr[starts-with(@class, 'group')]/th")} == {"12"}
    last = found(page, "//tbody/tr")[-1]
    assert [str(cell.text_content()) for cell in last] == [str(cell) for cell in ledger_row(4)]
    looks = [[row[0].get("class"), row[-1].get("class")] for row in found(page, "//tbody/tr")[2:6]]
    assert looks == [["c", "c good"], ["c", "c soon"], ["c", "c late"], ["c faint", "c faint"]]
    assert [each.text for each in found(page, "//time")] == ["2025-06-02", "2025-06-03", "2025-06-04"]


def test_differences_links_and_emphasis_are_elements() -> None:
    page = opened(report_of(*samples.overview_blocks(), site="https://example.org"))
    assert (texts(page, "ins"), texts(page, "del"), texts(page, "strong")) == (["新增"], ["删除"], ["重点"])
    [link] = found(page, "//a")
    assert link.get("href") == "https://example.org/admin/x/?a=1&b=2"


def test_without_an_address_of_the_site_there_are_no_links() -> None:
    assert not found(opened(report_of(table_of(((Run("市科技局", link="/admin/x/"),),)))), "//a")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//other.example/x", "https://other.example/", "\x01/x"])
def test_only_addresses_of_the_site_are_links(address: str) -> None:
    page = opened(report_of(table_of(((Run("市科技局", link=address),),)), site="https://example.org"))
    assert not found(page, "//a")
    assert texts(page, "td") == ["市科技局"]


def test_headings_are_one_below_the_other() -> None:
    blocks = (Heading("概况", 1, "一、"), Heading("总量", 2, "（一）"), Paragraph((Run("文"),), "1."))
    alone = opened(report_of(*blocks))
    assert (texts(alone, "h2"), texts(alone, "h3"), texts(alone, "p")) == (["一、概况"], ["（一）总量"], ["1. 文"])
    below = opened(report_in_parts([Part("甲规划", blocks), Part("乙规划", blocks)]))
    assert (texts(below, "h2"), texts(below, "h3")[:1]) == (["甲规划", "乙规划"], ["一、概况"])
    assert len(texts(below, "section")) == 2
    assert texts(below, "h1") == [TITLE]


def test_a_part_called_as_the_report_is_needs_no_heading() -> None:
    assert texts(opened(report_in_parts([Part(TITLE[1:6], [Heading("概况", 1)])])), "h2") == ["概况"]


def test_a_chart_is_told_in_words_too() -> None:
    [figure] = found(opened(report_of(samples.CHART)), "//figure")
    assert texts(figure, "figcaption") == ["各单位任务数"]
    assert texts(figure, "desc") == ["牵头：市科技局 3，市教委 5；配合：市科技局 1，市教委 2"]
    assert found(figure, ".//svg")[0].get("aria-labelledby") == "chart1 chart1-numbers"
    bars = [(bar.get("width"), bar.get("fill")) for bar in found(figure, ".//rect[@x='180'][@height='14']")]
    assert [width for width, _fill in bars] == ["240", "400", "80", "160"]
    assert len({fill for _width, fill in bars}) == 2


def test_a_chart_without_numbers_or_with_long_names_is_drawn() -> None:
    [figure] = found(opened(report_of(Chart("空", ("很" * 30,), (("牵头", (0,)),)))), "//figure")
    assert [text.text for text in found(figure, ".//text")] == ["很" * 13 + "…", "0"]


def test_many_bars_are_thin_so_that_they_find_room_on_a_page_that_lies() -> None:
    [drawing] = found(opened(report_of(samples.HIGH_CHART)), "//svg")
    heights = {bar.get("height") for bar in found(drawing, ".//rect[@x='180']")}
    _x, _y, width, height = map(int, str(drawing.get("viewbox")).split())
    assert heights == {"8", "12"}  # of bars, and of the key
    assert height <= width
    assert {text.get("font-size") for text in found(drawing, ".//text")} == {None, "9"}


def test_wide_tables_lie_and_narrow_ones_stand() -> None:
    page = opened(report_in_parts([Part("甲", [table_of(("一",))]), Part("乙", [Table(COLUMNS, iter(()))])]))
    assert [section.get("class") for section in found(page, "//section")] == [None, "wide"]


def test_short_columns_keep_their_width_where_a_table_is_wide() -> None:
    page = opened(report_of(Table(COLUMNS, iter(()))))
    shares = [float(column.get("width").rstrip("%")) for column in found(page, "//col")]
    assert sum(shares) == pytest.approx(100, abs=0.1)
    assert shares[9] * 1009 / 100 == pytest.approx(14 * 6.4 + 9, abs=0.1)
    assert max(shares) == shares[5]


def test_the_page_allows_its_own_style_and_nothing_else() -> None:
    page = opened(report_of(*samples.overview_blocks()))
    [policy] = found(page, "//meta[@http-equiv='Content-Security-Policy']")
    digest = b64encode(sha256(style_of(page).encode()).digest()).decode()
    assert policy.get("content") == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert not found(page, "//script | //link | //img | //iframe | //*[@style]")
    assert "://" not in style_of(page)


HOSTILE = "<script>alert(1)</script>&\"'</style><!--\\\x01\ud800"
SHOWN = "<script>alert(1)</script>&\"'</style><!--\\"


def test_whatever_stands_in_a_report_is_text() -> None:
    table = Table(
        (Column("a", HOSTILE, 20),), iter([Group(HOSTILE), (HOSTILE,), ((Run(HOSTILE, strong=True),),)]), HOSTILE
    )
    blocks = (
        Heading(HOSTILE, 1),
        Paragraph((Run(HOSTILE),), HOSTILE),
        table,
        Chart(HOSTILE, (HOSTILE,), ((HOSTILE, (1,)),)),
    )
    report = Report(
        name="x",
        label=HOSTILE,
        title=HOSTILE,
        author=HOSTILE,
        parts=[Part(f"{HOSTILE}。", blocks)],
        facts=(Fact(HOSTILE, HOSTILE),),
        remarks=(HOSTILE,),
    )
    page = opened(report)
    assert not found(page, "//script")
    assert len(found(page, "//style")) == 1
    assert texts(page, "h2") == [f"{SHOWN}。"]
    for path in ("h1", "h3", "dt", "dd", "caption", "thead th", "tbody th", "td", "td strong", "figcaption"):
        assert SHOWN in texts(page, path), path
    assert texts(page, "p") == [f"{SHOWN} {SHOWN}"]


def test_the_head_of_printed_pages_cannot_leave_its_string() -> None:
    [head] = re.findall(r'@top-left \{ content: "(.*?)";', as_html.style('a"b\\c</style>\nd&'))
    assert head == r"a\22 b\5c c\3c /style\3e  d\26 "
    assert f'"{"长" * 53}…"' in as_html.style("长" * 80)


def test_the_first_printed_page_has_its_title_once() -> None:
    assert "@page :first { @top-left { content: none; } }" in as_html.style("示例市规划")


def test_a_long_table_is_never_held_in_memory() -> None:
    rows = ((number, "支持基础研究" * 20, date(2026, 1, 1)) for number in range(2000))
    columns = tuple(Column(name, name, 20) for name in "abc")
    pieces = list(as_html.chunks(report_of(Table(columns, rows))))
    assert len(pieces) > 5
    assert max(map(len, pieces)) < 4 * as_html.AT_ONCE
