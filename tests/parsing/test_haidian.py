"""The user's own document, read as a careful reader counts it."""

from collections import Counter
from pathlib import Path

import pytest

from measures.parsing import PlanTree, read
from measures.terms import Numbering, PassageKind, Role
from tests.parsing.checks import check_coverage

DOCUMENT = Path(__file__).parents[2] / "fixtures" / "haidian-14fyp-ch3.txt"


@pytest.fixture(scope="module")
def tree() -> PlanTree:
    return read(DOCUMENT.read_bytes())


def test_counts_chapters_sections_items_and_measures(tree: PlanTree) -> None:
    kinds = Counter(section.numbering for section in tree.walk())
    assert kinds == {Numbering.CHAPTER: 1, Numbering.SECTION: 6, Numbering.HAN_COMMA: 18}
    assert len(list(tree.measures())) == 42


def test_three_measures_take_the_title_of_their_item(tree: PlanTree) -> None:
    titled = [s.title for s in tree.walk() for measure in s.measures if measure.title == s.title]
    assert titled == ["完善金融改革创新政策体系", "提升知识产权服务效能", "增强高品质专业化服务供给"]


def test_seven_introductions_are_section_text(tree: PlanTree) -> None:
    assert [s.code for s in tree.walk() if s.text] == ["3", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6"]


def test_knows_the_plan_from_the_notice(tree: PlanTree) -> None:
    assert tree.title == "北京市海淀区国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要"
    assert (tree.issuer, tree.jurisdiction) == ("北京市海淀区人民政府", "北京市海淀区")
    assert (tree.period_start, tree.period_end, tree.horizon_year) == (2021, 2025, 2035)


def test_the_posting_date_is_not_the_issue_date(tree: PlanTree) -> None:
    assert tree.issued_on is None
    assert tree.document_number == ""


def test_has_two_targets(tree: PlanTree) -> None:
    targets = [target for section in tree.walk() for target in section.targets]
    targets += [target for measure in tree.measures() for target in measure.targets]
    assert [(target.text, target.value, target.unit, target.year) for target in targets] == [
        ("到2025年率先建成国际一流的中关村科学城", None, "", 2025),
        ("力争上市企业总数突破300家", 300, "家", None),
    ]


def test_organisations_in_prose_are_mentioned_and_nobody_is_responsible(tree: PlanTree) -> None:
    parts = [part for measure in tree.measures() for part in measure.responsibilities]
    assert {part.role for part in parts} == {Role.MENTIONED}
    assert {"北京智源人工智能研究院", "北京微芯区块链与边缘计算研究院", "清华大学", "中国科学院"} <= {
        part.body for part in parts
    }
    assert all(tree.text[part.span.start : part.span.end] == part.body for part in parts)


def test_lines_of_the_site_are_furniture_and_nothing_is_lost(tree: PlanTree) -> None:
    check_coverage(tree)
    furniture = [p for p in tree.passages if p.kind is PassageKind.FURNITURE]
    printed = [tree.text[p.span.start : p.span.end].split() for p in furniture]
    assert printed[0][0] == "医学资讯内容"
    assert printed[1] == ["中医师承专长", "2024-10-07", "18:32", "17"]
    assert printed[-1] == ["标签:", "提交需求或反馈", "Demand", "feedback"]
    assert tree.coverage()[PassageKind.UNPARSED] == 0
