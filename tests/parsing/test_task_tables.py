"""Which tables hold tasks or indicators, and what their columns say: docs/document-format.md, step 6."""

import pytest

from measures.parsing import PlanTree, read
from tests.parsing.checks import check_coverage, check_passages, check_spans, outline, read_text
from tests.parsing.documents import make_docx, paragraph
from tests.parsing.documents import table as word_table

BODY = "加快完善配套设施，着力提升综合服务水平和保障能力，推动各项工作取得实效。"
LONG_UNIT = "亿" * 13
HEAD = "序号\t重点任务\t责任单位\t完成时限"
ROW = "1\t修建园区道路\t市交通局\t6月底"


def table(*rows: str) -> PlanTree:
    tree = read_text("\n".join(["一、重点任务", *rows]))
    check_coverage(tree)
    check_spans(tree)
    check_passages(tree)
    return tree


def measures(*rows: str) -> list[str]:
    return list(outline(table(*rows)))[1:]


def texts(*rows: str) -> list[str]:
    return table(*rows).sections[0].text.split("\n")


@pytest.mark.parametrize(("above", "is_read"), [(3, True), (4, False)])
def test_the_head_stands_among_the_first_four_rows(above: int, is_read: bool) -> None:
    titles = [f"表\t甲{n}\t乙\t丙" for n in range(above)]
    assert (len(measures(*titles, HEAD, ROW)) == 1) is is_read


@pytest.mark.parametrize(
    ("column", "role"),
    [
        ("牵头单位", "lead"),
        ("主办部门", "lead"),
        ("配合单位", "support"),
        ("督办单位", "supervisor"),
        ("责任单位", "responsible"),
        ("责任分工", "responsible"),
        ("起草单位", "responsible"),
        ("实施处室（科室）", "responsible"),
        ("牵头" + "单" * 14, "lead"),
        ("牵头" + "单" * 15, ""),
        ("计量单位", ""),
        ("单位", ""),
        ("备注", ""),
    ],
)
def test_a_column_gives_its_bodies_their_role_by_its_name(column: str, role: str) -> None:
    found = measures(f"序号\t重点任务\t责任部门\t{column}", "1\t修建园区道路\t市交通局\t市财政局")
    assert found == [f"- 1-1 修建园区道路 [responsible 市交通局{f', {role} 市财政局' if role else ''}]"]


@pytest.mark.parametrize(
    ("label", "kept"),
    [
        ("1", "1"),
        ("12.", "12."),
        ("（3）", "（3）"),
        ("三", "三"),
        ("二十一", "二十一"),
        ("1234", ""),
        ("甲", ""),
        ("", ""),
    ],
)
def test_a_number_in_the_first_column_labels_the_task(label: str, kept: str) -> None:
    (measure,) = table(HEAD, f"{label}\t修建园区道路\t市交通局\t6月底").measures()
    assert measure.label == kept


@pytest.mark.parametrize(
    "row",
    ["合计\t3项\t\t", "总 计\t3项\t\t", "备注：\t甲\t\t", "\t小计\t3项\t", HEAD, "2\t\t\t"],
)
def test_totals_notes_heads_printed_again_and_rows_without_a_task_are_text(row: str) -> None:
    assert measures(HEAD, ROW, row) == ["- 1-1 修建园区道路 [responsible 市交通局] {6月底}"]
    assert texts(HEAD, ROW, row) == [HEAD, row.strip(" ")]


def test_an_empty_table_with_a_head_of_two_rows_misses_nothing() -> None:
    head = (("重点任务", "责任分工", ""), ("", "牵头单位", "配合单位"))
    tree = read(make_docx(paragraph("示例市园区方案") + paragraph("一、重点任务") + word_table(*head)))
    assert [problem.code for problem in tree.problems] == ["no_issuer", "no_measures"]


@pytest.mark.parametrize("width", [3, 4])
def test_a_head_may_take_two_rows(width: int) -> None:
    head = ("序号", "重点任务", "责任分工", "")[:width]
    rows = (head, ("", "", "牵头单位", "完成时限"), ("1", "修建园区道路", "市交通局", "6月底"))
    tree = read(make_docx(paragraph("示例市园区方案") + paragraph("一、重点任务") + word_table(*rows)))
    assert list(outline(tree))[1:] == ["- 1-1 修建园区道路 [lead 市交通局] {6月底}"]


@pytest.mark.parametrize(
    ("task", "detail", "title"),
    [
        ("修建道路", "加快修建园区内外道路", "修建道路"),
        ("修建路", "加快修建园区内外道路", "加快修建园区内外道路"),
        ("修" * 35, "加快修建园区内外道路", "修" * 35),
        ("修" * 36, "加快修建园区内外道路", "加快修建园区内外道路"),
        ("", "加快修建园区内外道路", "加快修建园区内外道路"),
        ("修" * 36, "建" * 36, "建" * 35),
    ],
)
def test_a_short_task_titles_its_detail(task: str, detail: str, title: str) -> None:
    (measure,) = table("序号\t重点任务\t具体举措\t责任单位", f"1\t{task}\t{detail}\t市交通局").measures()
    assert measure.title == title


def test_a_long_detail_is_titled_by_its_lead_or_first_clause() -> None:
    rows = [f"1\t推动园区建设。{BODY}\t市交通局\t", f"2\t推动园区建设，{BODY}\t市交通局\t"]
    assert [measure.title for measure in table(HEAD, *rows).measures()] == ["推动园区建设", "推动园区建设"]


def test_a_row_may_be_shorter_or_longer_than_its_head() -> None:
    assert measures(HEAD, "1\t修建园区道路\t市交通局") == ["- 1-1 修建园区道路 [responsible 市交通局]"]
    assert measures(HEAD, f"{ROW}\t附注") == ["- 1-1 修建园区道路 [responsible 市交通局] {6月底}"]


@pytest.mark.parametrize(
    ("rows", "reported"),
    [
        (["名称\t地点\t责任单位", "甲\t东区\t市科技局"], True),
        (["名称\t地点\t数量", "甲\t东区\t3"], False),
        (["指标\t2025年\t责任单位", "产值\t300\t市科技局"], False),
        (["指标\t2025年\t责任单位", "产值\t-\t市科技局"], True),
        (["甲\t乙\t丙", "甲\t乙\t丙", "甲\t乙\t丁", "甲\t责任单位\t丙"], True),
        (["甲\t乙\t丙", "甲\t乙\t戊", "甲\t乙\t丁", "甲\t丙\t丙", "甲\t责任单位\t丙"], False),
    ],
)
def test_a_table_that_names_bodies_and_is_not_read_is_reported(rows: list[str], reported: bool) -> None:
    tree = table(*rows)
    found = [problem for problem in tree.problems if problem.code == "table_not_read"]
    assert [(p.subject, p.detail) for p in found] == ([(" ".join(rows[0].split()), "重点任务")] if reported else [])
    if reported:
        assert tree.text[found[0].span.start : found[0].span.end] == "\n".join(rows)


def targets(*rows: str) -> list[tuple[str, str, str, str, int | None]]:
    return [(t.metric, t.comparator, str(t.value), t.unit, t.year) for t in table(*rows).sections[0].targets]


@pytest.mark.parametrize(
    ("head", "row", "expected"),
    [
        ("指标\t2020年\t2025年", "产值\t3\t5亿元", ("产值", "reach", "5", "亿元", 2025)),
        ("指标\t2020年\t2025年", "产值\t3\t-", None),
        ("指标\t2020年\t2025年", "产值\t3", None),
        ("指标\t2020年\t2025年", "\t3\t5", None),
        ("主要指标\t2023年基期\t目标", "产值\t3\t5", ("产值", "reach", "5", "", None)),
        ("指标\t2020年实际\t2025年", "产值\t3\t5", ("产值", "reach", "5", "", 2025)),
        ("指标\t2021年\t2025年\t年均增长", "产值\t3\t\t5%", ("产值", "annual_growth", "5", "%", 2025)),
        ("指标\t2021年\t2025年\t累计增长", "产值\t3\t\t5%", ("产值", "grow_by", "5", "%", 2025)),
        ("指标\t2021年\t2025年\t累计", "能耗下降\t3\t\t5%", ("能耗下降", "fall_by", "5", "%", 2025)),
        ("指标\t2021年\t2025年", "产值\t3\t-5.5", ("产值", "reach", "-5.5", "", 2025)),
        ("指标\t2021年\t2025年", "产值\t3\t1,234.5", ("产值", "reach", "1234.5", "", 2025)),
        ("指标\t2021年\t2025年", "1.产值（亿元）\t3\t5", ("产值", "reach", "5", "亿元", 2025)),
        ("指标\t2021年\t2025年", "（2）产值[亿元]\t3\t5左右", ("产值[亿元]", "reach", "5", "", 2025)),
        ("指标\t2021年\t2025年", "产值（" + "亿" * 12 + "）\t3\t5", ("产值", "reach", "5", "亿" * 12, 2025)),
        (
            "指标\t2021年\t2025年",
            "产值（" + "亿" * 13 + "）\t3\t5",
            ("产值（" + "亿" * 13 + "）", "reach", "5", "", 2025),
        ),
    ],
)
def test_a_row_of_indicators_gives_its_goal(
    head: str, row: str, expected: tuple[str, str, str, str, int | None] | None
) -> None:
    assert targets(head, row) == ([expected] if expected else [])


def test_tasks_are_read_whatever_table_stands_before_them() -> None:
    other = word_table(("园区", "面积"), ("示例园", "4"))
    tasks = word_table(("重点任务", "责任单位"), ("修建园区道路", "市交通局"))
    for tables in (other + tasks, tasks + other, other + paragraph("说明见上。") + tasks + other):
        tree = read(make_docx(paragraph("示例市园区方案") + paragraph("一、重点任务") + tables))
        assert [measure.title for measure in tree.measures() if measure.label or measure.responsibilities] == [
            "修建园区道路"
        ]


def test_a_table_below_a_principle_is_none_of_tasks_and_nothing_is_missed() -> None:
    rows = ("园区\t责任单位", "示例园\t市科技局")
    tree = read_text("\n".join(["一、基本原则", f"1.统一领导。{BODY}", *rows, "二、重点任务", BODY]))
    assert "table_not_read" not in [problem.code for problem in tree.problems]
    assert rows[1] in tree.sections[0].text


@pytest.mark.parametrize("more", ["", "\t", "\t备注", "\t备注\t再注"])
def test_a_row_of_indicators_may_have_fewer_or_more_cells_than_the_head(more: str) -> None:
    assert targets("指标\t单位\t2025年\t备注", f"产值\t亿元\t5{more}") == [("产值", "reach", "5", "亿元", 2025)]


@pytest.mark.parametrize(
    ("lines", "between"),
    [
        (("修建园区道路。", "完善配套设施"), "\n"),
        (("修建园区道路", "完善配套设施。"), "\n"),
        (("修建园区道路", "完善配套设施"), " "),
    ],
)
def test_a_cell_holds_paragraphs_where_one_of_them_is_a_sentence(lines: tuple[str, str], between: str) -> None:
    row = ("", "\n".join(lines), "市交通局\n市财政局", "6月底\n前")
    tree = read(make_docx(paragraph("一、重点任务") + word_table(tuple(HEAD.split("\t")), row)))
    (measure,) = tree.measures()
    assert measure.text == f"{between.join(lines)}\t市交通局 市财政局\t6月底 前"
    assert "\n" not in measure.title
    assert [part.body for part in measure.responsibilities] == ["市交通局", "市财政局"]
    check_coverage(tree)
    check_spans(tree)
    check_passages(tree)
