"""Title, issuer, number, dates and period: docs/document-format.md, step 2."""

import pytest

from measures.parsing import PlanTree, read
from measures.parsing.structure.metadata import (
    date_of,
    is_organisation,
    is_title_like,
    jurisdiction_of,
    kind_of,
    period_of,
    plan_title,
    split_issuers,
)

BODY = "一、重点任务\n加快完善配套设施，着力提升综合服务水平和保障能力。\n"


def facts(head: str, foot: str = "") -> PlanTree:
    return read((head + BODY + foot).encode())


def test_a_notice_names_the_issuer_and_the_plan_inside_its_title() -> None:
    tree = facts(
        "示例市经信局印发《示例市园区方案》的通知\n示经信发〔2022〕8号\n各区：\n现印发给你们。\n示例市经信局\n2022年11月2日\n示例市园区方案\n"
    )
    assert (tree.title, tree.issuer, tree.document_number) == ("示例市园区方案", "示例市经信局", "示经信发〔2022〕8号")
    assert str(tree.issued_on) == "2022-11-02"


def test_a_title_over_two_lines_is_joined() -> None:
    assert (
        facts("国务院关于促进示例产业\n高质量发展的若干意见\n国发〔2019〕3号\n").title
        == "国务院关于促进示例产业高质量发展的若干意见"
    )
    assert (
        facts("示例市发展第十四个五年规划\n和二〇三五年远景目标纲要\n").title
        == "示例市发展第十四个五年规划和二〇三五年远景目标纲要"
    )


def test_a_number_cited_in_prose_is_not_the_documents_own() -> None:
    assert facts("示例市行动方案\n根据《通知》（建城函〔2020〕38号）要求，制定本方案。\n").document_number == ""


def test_the_signature_and_date_at_the_foot_are_the_issuers() -> None:
    tree = facts("示例市行动方案\n", "示例市人民政府办公室\n二〇二三年十月九日\n（此件公开发布）\n")
    assert (tree.issuer, str(tree.issued_on)) == ("示例市人民政府办公室", "2023-10-09")
    assert [measure.text.count("示例市") for measure in tree.measures()] == [0]


def test_an_imprint_is_not_part_of_the_last_measure() -> None:
    tree = facts("示例市行动方案\n", "抄送：市委各部门。\n示例市人民政府办公室　　2023年10月9日印发\n")
    assert [measure.text.count("抄送") for measure in tree.measures()] == [0]


def test_a_signature_before_the_annexes_is_not_part_of_the_last_measure() -> None:
    tree = facts(
        "示例市行动方案\n", "附件：1.名单\n示例市人民政府\n2023年5月6日\n（此件公开发布）\n附件1\n名单\n张三\n"
    )
    assert (tree.issuer, str(tree.issued_on)) == ("示例市人民政府", "2023-05-06")
    assert [measure.text.count("\n") for measure in tree.measures()] == [0]


def test_labels_with_their_values_on_the_next_line_are_read() -> None:
    tree = facts("发文机关：\n示例市人民政府\n发布日期：\n2023年5月1日\n示例市行动方案\n")
    assert (tree.issuer, tree.issued_on) == ("示例市人民政府", None)


@pytest.mark.parametrize(
    ("issuer", "expected"),
    [
        ("北京市海淀区人民政府", "北京市海淀区"),
        ("安徽省人民政府办公厅", "安徽省"),
        ("北京市经济和信息化局", "北京市"),
        ("国务院", "全国"),
        ("国家发展改革委", "全国"),
        ("教育部", "全国"),
        ("内蒙古自治区人民政府", "内蒙古自治区"),
        ("示例省样例市试验县人民政府", "示例省样例市试验县"),
        ("上海市浦东新区人民政府", "上海市浦东新区"),
        ("示例市经济开发区管理委员会", "示例市"),
    ],
)
def test_the_jurisdiction_comes_from_the_issuer(issuer: str, expected: str) -> None:
    assert jurisdiction_of(issuer) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("示例市“十四五”规划", (2021, 2025, None)),
        ("示例市第十五个五年规划", (2026, 2030, None)),
        ("示例市第十四个五年规划和二〇三五年远景目标纲要", (2021, 2025, 2035)),
        ("中共示例省委关于制定国民经济和社会发展第十五个五年规划的建议", (2026, 2030, None)),
        ("示例省行动计划（2021—2023年）", (2021, 2023, None)),
        ("示例县2024年实事方案", (2024, 2024, None)),
        ("示例市若干措施", (None, None, None)),
    ],
)
def test_the_period_comes_from_the_title(title: str, expected: tuple[int | None, int | None, int | None]) -> None:
    assert period_of(title) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("示例市国民经济和社会发展第十四个五年规划纲要", "outline"),
        ("示例市“十四五”科技创新规划", "special"),
        ("示例城市群发展规划", "regional"),
        ("示例市2024年重点工作任务清单", "annual"),
        ("示例市三年行动计划（2021—2023年）", "action"),
        ("促进示例产业发展若干措施", "policies"),
        ("示例市规划管理办法", "policies"),
        ("示例市2026年为民办实事项目", "annual"),
        ("示例省数据条例（2024年修订）", "policies"),
        ("政府工作报告", "annual"),
    ],
)
def test_the_kind_comes_from_the_title(title: str, expected: str) -> None:
    assert kind_of(title) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2023年10月9日", "2023-10-09"),
        ("（2023年10月9日）", "2023-10-09"),
        ("二〇二三年十月九日", "2023-10-09"),
        ("二○二三年十二月三十一日", "2023-12-31"),
        ("1998年1月1日", "1998-01-01"),
        ("2023年2月30日", None),
        ("2023年13月1日", None),
        ("自2023年10月9日起", None),
    ],
)
def test_a_line_that_is_a_date_gives_it(line: str, expected: str | None) -> None:
    found = date_of(line)
    assert (found and found.isoformat()) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("示例市教育局 示例市财政局", ["示例市教育局", "示例市财政局"]),
        ("示例市教育局示例市财政局", ["示例市教育局", "示例市财政局"]),
        ("示例市教育局、示例市财政局", ["示例市教育局", "示例市财政局"]),
        ("教育部 财政部", ["教育部", "财政部"]),
        ("示例市示例市场监管局", ["示例市示例市场监管局"]),
    ],
)
def test_the_names_of_those_that_sign_are_separated(text: str, expected: list[str]) -> None:
    assert split_issuers(text) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("《示例市方案》", "示例市方案"),
        ("《甲方案》和《乙方案》", "《甲方案》和《乙方案》"),
        ("示例市方案", "示例市方案"),
        ("《落实〈条例〉的方案》", "落实〈条例〉的方案"),
        ("落实《条例》的方案", "落实《条例》的方案"),
    ],
)
def test_a_plans_name_stands_without_the_marks_round_the_whole(printed: str, expected: str) -> None:
    assert plan_title(printed) == expected


@pytest.mark.parametrize(
    "text", ["示例市方案", "示例市“十四五”教育规划", "示例市行动计划（2021—2025年）", "办法" * 2 + "方案"]
)
def test_short_lines_that_end_like_a_document_may_be_titles(text: str) -> None:
    assert is_title_like(text)


@pytest.mark.parametrize(
    "text",
    [
        "工作方案",
        "本方案是示例市的实施方案",
        "制定方案：",
        "示例市方案。方案",
        "示例市" + "某" * 120 + "方案",
        "加强管理工作",
    ],
)
def test_sentences_and_long_lines_are_no_titles(text: str) -> None:
    assert not is_title_like(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("市局", True), ("局", False), ("示例市财政局、", False), ("市" * 39 + "局", True), ("市" * 40 + "局", False)],
)
def test_an_organisation_is_a_name_and_nothing_else(text: str, expected: bool) -> None:
    assert is_organisation(text) is expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("示例市2026年政府工作报告", "示例市"),
        ("2026年示例市工作要点", "示例市"),
        ("示例省样例市工作方案", "示例省样例市"),
        ("示例区2025年工作要点", "示例区"),
        ("示例区优化营商环境工作方案", "示例区"),
        ("示例市社区养老服务行动方案", "示例市"),
        ("山区促进发展若干措施", ""),
        ("全区2025年工作要点", ""),
        ("示例开发区2025年工作要点", ""),
        ("关于加快发展的意见", ""),
        ("关于加快示例市文旅融合发展的若干政策", "示例市"),
        ("关于进一步优化示例省营商环境的意见", "示例省"),
        ("关于建设制造强市的意见", ""),
        ("关于在全市开展专项行动的通知", ""),
        ("示例区贯彻落实市政府工作报告任务分工方案", "示例区"),
    ],
)
def test_without_an_issuer_the_title_names_the_place(title: str, expected: str) -> None:
    assert jurisdiction_of("", title) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("示例市“十五五”规划", (2026, 2030, None)),
        ("示例市第十三个五年规划纲要", (2016, 2020, None)),
        ("示例市规划（2021-2025年）和2035年远景目标", (2021, 2025, 2035)),
        ("示例市2035年远景目标", (None, None, 2035)),
        ("示例市2030年工作和2035年远景目标", (2030, 2030, 2035)),
    ],
)
def test_years_and_the_horizon_are_distinguished(
    title: str, expected: tuple[int | None, int | None, int | None]
) -> None:
    assert period_of(title) == expected


def test_labels_of_a_page_with_several_on_a_line_are_read_each() -> None:
    tree = facts(
        "发文机关：示例市人民政府　文号：示政发〔2023〕5号\n成文日期：2023-05-06\n"
        "发布日期：2023年6月1日\n示例市行动方案\n"
    )
    assert (tree.issuer, tree.document_number, str(tree.issued_on)) == (
        "示例市人民政府",
        "示政发〔2023〕5号",
        "2023-05-06",
    )


def test_the_years_on_the_line_below_the_title_belong_to_it() -> None:
    tree = facts("示政发〔2024〕1号\n示例市行动计划\n（2023—2025年）\n")
    assert (tree.title, tree.period_start, tree.period_end) == ("示例市行动计划（2023—2025年）", 2023, 2025)


def test_a_division_of_work_is_titled_by_the_plan_that_it_divides_and_up_to_when() -> None:
    title = "《示例市产业发展规划（2021—2025年）》任务分工方案（截至2026年11月26日）"
    tree = facts(f"{title}\n\n")
    assert (tree.title, tree.jurisdiction) == (title, "示例市")
    assert (tree.period_start, tree.period_end) == (2021, 2025)


def test_a_year_in_full_width_figures_is_one() -> None:
    tree = facts("示例市２０２６年工作要点\n")
    assert (tree.title, tree.period_start, tree.kind) == ("示例市２０２６年工作要点", 2026, "annual")


def test_a_prefecture_is_told_by_its_government() -> None:
    assert facts("示例州人民政府关于加快产业发展的意见\n示州政发〔2024〕1号\n").jurisdiction == "示例州"
