"""Where the facts of a plan were found, and what its title line says: docs/document-format.md, step 2."""

import pytest

from measures.parsing import PlanTree, read
from measures.parsing.structure.metadata import jurisdiction_of, kind_of, names_a_plan, period_of, split_issuers

BODY = "一、重点任务\n加快完善配套设施，着力提升综合服务水平和保障能力。"


def facts(*lines: str) -> PlanTree:
    return read("\n".join([*lines, BODY]).encode())


def found(tree: PlanTree) -> dict[str, str]:
    return {name: tree.text[span.start : span.end] for name, span in tree.metadata_spans.items()}


def test_each_label_of_a_page_tells_where_its_value_stands() -> None:
    tree = facts(
        "【发文机关】示例市人民政府　【文号】 示政发〔2023〕5号",
        "索引号：123　成文日期：2023-05-06",
        "标题：示例市园区行动方案",
        "示例市园区行动方案",
    )
    assert found(tree) == {
        "issuer": "示例市人民政府",
        "document_number": "示政发〔2023〕5号",
        "issued_on": "2023-05-06",
        "title": "示例市园区行动方案",
    }
    assert (tree.issuer, tree.document_number, str(tree.issued_on)) == (
        "示例市人民政府",
        "示政发〔2023〕5号",
        "2023-05-06",
    )
    assert tree.text[: tree.metadata_spans["title"].start].endswith("标题：")


def test_a_label_alone_takes_the_line_below_it() -> None:
    tree = facts("发文机关：", "示例市人民政府", "文号：", "示政发〔2023〕5号", "示例市园区行动方案")
    assert found(tree) == {
        "issuer": "示例市人民政府",
        "document_number": "示政发〔2023〕5号",
        "title": "示例市园区行动方案",
    }
    other = facts("发文机关：", "文号：示政发〔2023〕5号", "示例市园区行动方案")
    assert (other.issuer, other.document_number) == ("", "示政发〔2023〕5号")


@pytest.mark.parametrize(
    ("line", "issuer", "number"),
    [
        ("文号：无", "", ""),
        ("主动公开　发文机关：示例市人民政府", "", ""),
        ("按发文机关：示例市人民政府", "示例市人民政府", ""),
        ("发文机关：示例市人民政府。", "", ""),
        ("发布日期：2023年5月6日", "", ""),
    ],
)
def test_other_lines_with_a_label_are_none(line: str, issuer: str, number: str) -> None:
    tree = facts(line, "示例市园区行动方案")
    assert (tree.issuer, tree.document_number, tree.issued_on) == (issuer, number, None)


def test_the_first_of_two_labels_counts() -> None:
    tree = facts(
        "成文日期：2023年5月6日",
        "成文日期：2024年1月1日",
        "发文机关：甲市政府",
        "发文机关：乙市政府",
        "示例市园区行动方案",
    )
    assert (str(tree.issued_on), tree.issuer) == ("2023-05-06", "甲市政府")


@pytest.mark.parametrize(
    ("line", "title", "issuer"),
    [
        ("示例市人民政府关于印发《示例市园区行动方案》的通知", "示例市园区行动方案", "示例市人民政府"),
        ("示例市人民政府印发示例市园区行动方案的通知", "示例市园区行动方案", "示例市人民政府"),
        ("关于印发《示例市园区行动方案》的通知", "示例市园区行动方案", ""),
        ("示例市人民政府关于印发示例市园区行动方案", "示例市园区行动方案", "示例市人民政府"),
        ("示例市人民政府关于促进园区发展的实施意见", "示例市人民政府关于促进园区发展的实施意见", "示例市人民政府"),
        ("示政发〔2024〕8号《示例市园区行动方案》", "示例市园区行动方案", ""),
        ("示例市园区行动方案（示政发〔2024〕8号）", "示例市园区行动方案", ""),
        ("《示例市园区行动方案》", "示例市园区行动方案", ""),
        ("《示例市规划》和《示例市方案》", "《示例市规划》和《示例市方案》", ""),
        ("示例市 园区 行动方案", "示例市园区行动方案", ""),
        (
            "示例市教育局 示例市财政局关于 促进园区 发展的意见",
            "示例市教育局 示例市财政局关于促进园区发展的意见",
            "示例市教育局",
        ),
    ],
)
def test_a_title_line_names_the_plan_and_perhaps_its_issuer(line: str, title: str, issuer: str) -> None:
    tree = facts(f"标题：{line}", "内容")
    assert (tree.title, tree.issuer) == (title, issuer)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("示例市教育局，示例市财政局、示例市水务局", ["示例市教育局", "示例市财政局", "示例市水务局"]),
        ("示例省教育厅示例省财政厅示例省水利厅", ["示例省教育厅", "示例省财政厅", "示例省水利厅"]),
        ("教育部", ["教育部"]),
        ("", [""]),
    ],
)
def test_issuers_are_divided_where_their_place_begins_again(text: str, expected: list[str]) -> None:
    assert split_issuers(text) == expected


@pytest.mark.parametrize(
    ("issuer", "expected"),
    [
        ("示例省示例市示例区人民政府", "示例省示例市示例区"),
        ("示例市示例开发区管理委员会", "示例市"),
        ("示例市高新区管委会", "示例市"),
        ("示例自治州人民政府", "示例自治州"),
        ("中共示例市委办公室", "示例市"),
        ("全国人民代表大会常务委员会办公厅", "全国"),
        ("某某协会", ""),
    ],
)
def test_the_place_of_an_issuer_is_its_jurisdiction(issuer: str, expected: str) -> None:
    assert jurisdiction_of(issuer) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("示例市规划（2021-2025年）", (2021, 2025, None)),
        ("示例市规划（2021年至2025年）", (2021, 2025, None)),
        ("示例市第二十个五年规划", (2051, 2055, None)),
        ("示例市“九五”规划", (1996, 2000, None)),
        ("示例市2026年工作要点", (2026, 2026, None)),
        ("示例市2035年远景规划", (None, None, 2035)),
        ("示例市一五计划", (None, None, None)),
    ],
)
def test_a_plans_years_come_from_its_title(title: str, expected: tuple[int | None, int | None, int | None]) -> None:
    assert period_of(title) == expected


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("示例市国土空间总体规划", "outline"),
        ("示例市产业发展实施方案", "action"),
        ("示例都市圈发展规划", "regional"),
        ("示例市年度计划", "annual"),
        ("关于加强管理的意见", "policies"),
        ("示例市园区事项", "action"),
    ],
)
def test_a_plans_kind_comes_from_the_words_of_its_title(title: str, kind: str) -> None:
    assert kind_of(title) == kind


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("示例市园区建设方案", True),
        ("示例市建设方案", False),
        ("政府信息公开工作指南", False),
        ("园区建设方案2025版本", True),
    ],
)
def test_a_title_of_nine_characters_with_a_place_a_year_or_a_purpose_names_a_plan(title: str, expected: bool) -> None:
    assert names_a_plan(title) is expected


def test_a_report_takes_its_place_and_day_from_where_it_was_given() -> None:
    tree = facts("政府工作报告", "——2026年1月10日在示例市第十六届人民代表大会第五次会议上")
    assert (str(tree.issued_on), tree.jurisdiction, tree.period_start) == ("2026-01-10", "示例市", 2026)
    assert found(tree)["issued_on"] == "——2026年1月10日在示例市第十六届人民代表大会第五次会议上"


def test_what_a_document_lacks_is_reported_at_its_start() -> None:
    tree = read(BODY.encode())
    reported = [(p.code, p.line, p.span.start, p.span.end) for p in tree.problems]
    assert reported == [("no_issuer", 1, 0, 1), ("no_title", 1, 0, 1)]
    without = read("示例市园区发展规划\n一、总体要求\n加快发展。".encode())
    assert [p.code for p in without.problems] == ["no_issuer", "no_measures", "no_period"]


@pytest.mark.parametrize("count", [40, 41])
def test_a_stretch_that_is_no_text_is_quoted_with_forty_characters(count: int) -> None:
    noise = ("qwfpgjluy;" * 20)[:count]
    tree = read(f"{BODY}\n{noise}\n二、保障措施\n加快发展。".encode())
    (problem,) = [problem for problem in tree.problems if problem.code == "unparsed_text"]
    assert (problem.subject, problem.line) == (noise[:40], 3)
    assert tree.text[problem.span.start : problem.span.end].strip() == noise
