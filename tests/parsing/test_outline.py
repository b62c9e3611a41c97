"""What stands under what, and what is no heading: numbers, lists of annexes, offices, several plans."""

import pytest

from measures.parsing import PlanTree, read
from measures.parsing.extract import LineKind
from measures.parsing.structure.duty_headings import heads_duties
from measures.parsing.structure.paragraphs import Paragraph
from tests.parsing.checks import check_tree, outline, read_text
from tests.parsing.documents import make_docx, paragraph

BODY = "加快完善配套设施，着力提升综合服务水平和保障能力，推动各项工作取得实效。"


def problems(tree: PlanTree, *codes: str) -> list[tuple[str, int, str, str]]:
    return [(p.code, p.line, p.subject, p.detail) for p in tree.problems if p.code in codes]


# Numbers


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        ("一二三", []),
        ("一二四", [("四、", "三、")]),
        ("一四五", [("四、", "二、")]),
        ("一三二", [("三、", "二、"), ("二、", "四、")]),
    ],
)
def test_a_number_that_is_not_the_next_is_reported_with_the_one_expected(
    numbers: str, found: list[tuple[str, str]]
) -> None:
    tree = read_text("\n".join(f"{number}、任务{number}\n{BODY}" for number in numbers))
    reported = [(subject, detail) for _, _, subject, detail in problems(tree, "number_gap")]
    assert reported == found


def test_numbers_may_begin_again_or_run_on_under_the_next_heading_and_nothing_else() -> None:
    def read_second(first: str) -> list[tuple[str, int, str, str]]:
        text = f"一、甲任务\n（一）道路。{BODY}\n（二）管网。{BODY}\n二、乙任务\n（{first}）电力。{BODY}\n"
        return problems(read_text(text), "number_gap")

    assert read_second("一") == read_second("三") == []
    assert read_second("二") == [("number_gap", 7, "（二）", "（一）")]
    assert read_second("四") == [("number_gap", 7, "（四）", "（一）")]


def test_the_first_number_of_a_style_is_one() -> None:
    tree = read_text(f"一、甲任务\n（二）道路。{BODY}\n（三）管网。{BODY}\n")
    assert problems(tree, "number_gap") == [("number_gap", 4, "（二）", "（一）")]


def test_a_number_that_repeats_those_above_is_checked_against_them() -> None:
    text = f"1 甲任务\n1.1 建设\n{BODY}\n2 乙任务\n2.1 推进\n{BODY}\n1.2 完善\n{BODY}\n"
    assert problems(read_text(text), "wrong_parent") == [("wrong_parent", 9, "1.2", "2")]
    assert problems(read_text(f"1.1 建设\n{BODY}\n1.2 推进\n{BODY}\n"), "wrong_parent", "number_gap") == []


def test_chapters_and_sections_stand_above_whatever_the_document_uses_first() -> None:
    check_tree(
        f"一、前面的话\n{BODY}\n第一章 总任务\n第一节 建设\n一、道路\n{BODY}\n第二节 推进\n{BODY}\n"
        f"第二章 服务\n{BODY}\n",
        """
        1 一、 前面的话
        - 1-1 前面的话
        1b 第一章 总任务
        1b.1 第一节 建设
        1b.1.1 一、 道路
        - 1b.1.1-1 道路
        1b.2 第二节 推进
        - 1b.2-1 推进
        2 第二章 服务
        - 2-1 服务
        """,
    )


@pytest.mark.parametrize(("length", "is_heading"), [(80, True), (81, False)])
def test_a_chapters_line_has_eighty_characters_at_most(length: int, is_heading: bool) -> None:
    line = "第二章 " + "建" * (length - 4)
    tree = read_text(f"第一章 总任务\n{BODY}\n{line}\n{BODY}\n")
    assert [section.code for section in tree.sections] == (["1", "2"] if is_heading else ["1"])


@pytest.mark.parametrize(("length", "is_heading"), [(80, True), (81, False)])
def test_the_line_of_a_box_has_eighty_characters_at_most(length: int, is_heading: bool) -> None:
    line = "专栏1 " + "建" * (length - 4)
    tree = read_text(f"一、总任务\n{BODY}\n{line}\n{BODY}\n")
    assert [section.code for section in tree.walk()] == (["1", "b1"] if is_heading else ["1"])


@pytest.mark.parametrize("mark", "。，；")
def test_a_chapters_line_that_ends_like_a_sentence_is_one(mark: str) -> None:
    tree = read_text(f"第一章 总任务\n{BODY}\n第二章 所列任务由各区落实{mark}\n{BODY}\n")
    assert [section.code for section in tree.sections] == ["1"]


# A line after one that broke off


@pytest.mark.parametrize(
    ("before", "is_number"),
    [
        ("坚持走绿色低碳的高质量发展道路，着力构建", False),
        ("坚持走绿色低碳的高质量发展道路，着力构建：", True),
        ("坚持走绿色低碳的高质量发展道路着力构建", True),  # without a comma: no sentence
        ("坚持绿色低碳，着力构建新型", False),
        ("坚持绿色低碳，着力构建新", True),  # of twelve characters: a heading or a cell
    ],
)
def test_a_number_after_a_line_that_broke_off_is_none(before: str, is_number: bool) -> None:
    tree = read_text(f"一、甲任务\n{BODY}\n{before}\n3.可持续的产业体系不断完善。\n二、乙任务\n{BODY}\n")
    assert (sum(measure.label == "3." for measure in tree.measures()) == 1) is is_number


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("（一）园区建设", "1.1"),
        ("（一）园区建设，", ""),
        ("（二）园区建设", ""),
        ("（一）建设园区。更新管道。\n（二）培育企业。更新管道。", "1-2"),
        ("（一）建设园区。更新管道。\n（三）培育企业。更新管道。", "1-1"),
        ("（一）建设园区。更新管道。\n1.培育企业。更新管道。", "1-1"),
    ],
)
def test_a_first_number_counts_after_a_line_that_broke_off_where_it_is_a_heading_or_counts_on(
    line: str, section: str
) -> None:
    """A full stop may be missing; but the end of a sentence that was cut in two ends with a mark."""
    tree = read_text(f"一、甲任务\n坚持走绿色低碳的高质量发展道路，落实各项工作\n{line}\n{BODY}\n二、乙任务\n{BODY}\n")
    found = [*(below.code for below in tree.walk()), *(measure.code for measure in tree.measures())]
    assert ({"1.1", "1-2"} & set(found)) == ({section} - {"", "1-1"})


def test_a_heading_by_style_counts_whatever_stands_before() -> None:
    body = paragraph("示例市园区方案") + paragraph("一、甲任务", "1") + paragraph("坚持绿色发展道路，落实各项工作任务")
    body += paragraph("（一）建设园区，培育企业", "2") + paragraph(BODY)
    assert [section.code for section in read(make_docx(body)).walk()] == ["1", "1.1"]


def test_a_number_that_is_the_very_next_counts_even_after_a_line_that_broke_off() -> None:
    text = f"一、甲任务\n1.修路。{BODY}\n坚持走绿色低碳的高质量发展道路，着力构建\n2.管网。{BODY}\n"
    assert [measure.label for measure in read_text(text).measures()] == ["1.", "2."]


# Lists of annexes


def test_a_list_of_annexes_is_the_letters_and_stands_under_no_heading() -> None:
    tree = check_tree(
        f"一、甲任务\n{BODY}\n附件：1.园区名单\n2.企业名单\n{BODY}\n",
        "1 一、 甲任务\n- 1-1 甲任务",
    )
    assert [measure.text for measure in tree.measures()] == [f"{BODY}\n{BODY}"]


@pytest.mark.parametrize(("length", "is_listed"), [(59, True), (60, False)])
def test_an_entry_of_the_list_is_shorter_than_a_heading(length: int, is_listed: bool) -> None:
    entry = "2." + "名" * (length - 2)
    tree = read_text(f"一、甲任务\n1.道路。{BODY}\n附件：1.园区名单\n{entry}\n")
    assert ([measure.label for measure in tree.measures()] == ["1."]) is is_listed


def test_an_annex_without_a_colon_opens_one() -> None:
    check_tree(
        f"一、甲任务\n{BODY}\n附件1\n重点任务清单\n1.修路。{BODY}\n2.管网。{BODY}\n",
        """
        1 一、 甲任务
        - 1-1 甲任务
        x1 附件1 重点任务清单
        - x1-1 修路
        - x1-2 管网
        """,
    )


# Offices over a list


def test_offices_over_a_list_are_headings_beside_each_other() -> None:
    check_tree(
        f"""
        一、部门任务
        市水务局：
        1.修渠。{BODY}
        2.治河。{BODY}
        市教育局、市财政局：
        1.建校。{BODY}
        二、保障措施
        {BODY}
        """,
        """
        1 一、 部门任务
        1.u1 市水务局
        - 1.u1-1 修渠 [responsible 市水务局]
        - 1.u1-2 治河 [responsible 市水务局]
        1.u2 市教育局、市财政局
        - 1.u2-1 建校 [responsible 市教育局, responsible 市财政局]
        2 二、 保障措施
        - 2-1 保障措施
        """,
    )


@pytest.mark.parametrize(
    ("line", "following"),
    [
        ("各区政府：", "1.建设"),
        ("市直各单位：", "1.建设"),
        ("市水务局", "1.建设"),
        ("市水务局：", "2.建设"),
        ("主要做法：", "1.建设"),
        ("市水务局" + "、市水务局" * 12 + "：", "1.建设"),
    ],
)
def test_other_lines_over_a_list_are_no_offices(line: str, following: str) -> None:
    tree = read_text(f"一、部门任务\n{line}\n{following}。{BODY}\n")
    assert [section.title for section in tree.walk()] == ["部门任务"]


# Several plans


def test_a_title_where_the_first_numbers_begin_again_opens_a_plan() -> None:
    text = f"示例市园区行动方案\n一、甲任务\n{BODY}\n二、乙任务\n{BODY}\n示例市企业培育方案\n一、丙任务\n{BODY}\n"
    assert list(outline(read(text.encode()))) == [
        "1 一、 甲任务",
        "- 1-1 甲任务",
        "2 二、 乙任务",
        "- 2-1 乙任务",
        "p2 示例市企业培育方案",
        "p2.1 一、 丙任务",
        "- p2.1-1 丙任务",
    ]


@pytest.mark.parametrize("following", ["（一）丙任务", "三、丙任务", "1.丙任务"])
def test_a_line_like_a_title_before_any_other_number_is_text(following: str) -> None:
    text = f"示例市园区行动方案\n一、甲任务\n{BODY}\n二、乙任务\n{BODY}\n示例市企业培育方案\n{following}\n{BODY}\n"
    assert not any(section.code.startswith("p2") for section in read(text.encode()).walk())


@pytest.mark.parametrize(("count", "heads"), [(11, True), (12, False)])
def test_a_line_of_offices_has_sixty_characters_at_most(count: int, heads: bool) -> None:
    text = "市科技局、" * count + "市财政局："
    assert len(text) in (60, 65)
    assert heads_duties(Paragraph(0, len(text), text, LineKind.PARAGRAPH)) is heads


def test_the_number_of_an_annex_over_a_plans_title_is_no_section() -> None:
    plans = ["示例区2025年重点工作清单", "示例区2025年重大改革清单"]
    text = (
        f"关于印发《{plans[0]}》《{plans[1]}》的通知\n\n各单位：\n现将清单印发给你们，请抓好落实。\n\n2025年3月18日\n\n"
        f"附件1\n\n{plans[0]}\n\n1.建设园区。全面建设。\n2.培育企业。全面培育。\n\n"
        f"附件2\n\n{plans[1]}\n\n1.改革审批。全面改革。\n2.改革监管。全面改革。\n"
    )
    tree = read(text.encode())
    assert [line for line in outline(tree) if "附件" in line] == []
    assert [section.title for section in tree.sections][-1] == plans[1]
    frames = [tree.text[p.span.start : p.span.end].strip() for p in tree.passages if p.kind == "frame"]
    assert "附件2" in frames


def test_a_text_may_begin_in_the_middle_of_a_plan() -> None:
    tree = read_text(
        "六、建设引领区\n全面落实意见。\n（一）建设高地\n加快建设。\n七、创造高品质生活\n（一）办好教育\n加快建设。\n"
    )
    assert [section.code for section in tree.walk()] == ["6", "6.1", "7", "7.1"]


def test_a_numbered_line_of_a_letter_does_not_begin_a_plan() -> None:
    tree = read_text("二、按季度报送进展。\n一、重点任务\n（一）办好教育\n加快建设。\n")
    assert [section.code for section in tree.walk()] == ["1", "1.1"]
