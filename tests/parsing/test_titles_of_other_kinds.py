"""Titles and issuers of documents that end in no word of plans, approve a plan, or name their bureau and year."""

import pytest

from measures.parsing import read
from measures.terms import PassageKind
from tests.parsing.checks import BODY, check_tree, read_lines
from tests.parsing.documents import make_docx, paragraph

TASKS = "一、重点任务\n1.建设园区。加快完善配套设施，提升服务水平。\n2.培育企业。加快完善配套设施，提升服务水平。\n"


def test_the_first_line_is_the_title_where_no_line_ends_as_titles_do() -> None:
    tree = read_lines(f"示例区2025年重要实事和折子工程\n（共38项）\n{TASKS}")
    assert (tree.title, tree.period_start, tree.plan_text) == ("示例区2025年重要实事和折子工程", 2025, "（共38项）")


@pytest.mark.parametrize("line", ["示例市人民政府公报", "2025年3月1日", "为推进2025年工作，制定如下措施。", "首页"])
def test_no_other_first_line_is_a_title(line: str) -> None:
    assert read_lines(f"{line}\n{TASKS}").title == ""


def test_a_reply_is_titled_by_the_plan_that_it_approves() -> None:
    tree = read_lines(
        "示例省人民政府\n关于《示例新区总体规划（2025—2035年）》的批复\n示政函〔2025〕19号\n示例新区管委会：\n"
        "《示例新区总体规划（2025—2035年）》收悉。现批复如下：\n一、原则同意《规划》，请认真组织实施。\n二、加强领导。\n"
        f"示例省人民政府\n2025年2月26日\n附件\n示例新区总体规划\n（2025—2035年）\n{TASKS}"
    )
    assert (tree.title, tree.issuer) == ("示例新区总体规划（2025—2035年）", "示例省人民政府")
    assert (tree.period_start, tree.period_end) == (2025, 2035)
    assert [measure.title for measure in tree.measures()][-2:] == ["建设园区", "培育企业"]


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("示例区教育局2025年工作要点", "示例区教育局"),
        ("示例集团有限公司2025年重点工作任务清单", "示例集团有限公司"),
        ("示例市2025年政府工作要点", ""),
    ],
)
def test_the_body_before_the_year_in_a_title_issues_it(title: str, issuer: str) -> None:
    assert read_lines(f"{title}\n{TASKS}").issuer == issuer


def test_a_university_signs_what_it_issues() -> None:
    assert read_lines(f"三年行动计划（2025—2027年）\n{TASKS}\n示例理工大学\n2025年4月22日\n").issuer == "示例理工大学"


def test_a_table_of_labels_and_values_is_the_pages_own() -> None:
    tree = read_lines(
        "索引号\tjx001/2025-00023\t发布机构\t示例县人民政府办公室\n"
        "生成日期\t2025-02-18\t文号\t示政办发〔2025〕6号\n"
        f"示例县2025年工作要点\n{TASKS}"
    )
    assert (tree.title, tree.issuer) == ("示例县2025年工作要点", "示例县人民政府办公室")
    assert tree.document_number == "示政办发〔2025〕6号"
    assert [measure.title for measure in tree.measures()] == ["建设园区", "培育企业"]


def test_a_heading_in_bold_over_its_text_holds_no_number_in_the_same_bold() -> None:
    bold = "<w:p><w:pPr/><w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r></w:p>".format
    body = [
        paragraph("示例大学三年行动计划（2025—2027年）"),
        paragraph("为推动学校发展，制定本计划。"),
        bold("总体目标"),
        paragraph("到2027年，学校综合实力显著增强，进入先进行列。"),
        bold("一、提升人才培养质量"),
        paragraph("推进专业优化。对接区域产业需求，新增专业5个。"),
        bold("二、提升创新能力"),
        paragraph("建设重点实验室。申报建设重点实验室1个。"),
    ]
    tree = read(make_docx("".join(body)))
    assert [(section.code, section.title) for section in tree.walk()] == [
        ("u1", "总体目标"),
        ("1", "提升人才培养质量"),
        ("2", "提升创新能力"),
    ]
    assert [measure.code for measure in tree.measures()] == ["1-1", "2-1"]


def test_a_sentence_of_several_clauses_is_titled_by_the_first() -> None:
    check_tree(
        "一、重点任务\n"
        "1.改造老旧小区26个，新增停车泊位1200个。\n"
        "2.坚持产业立县，推进产业强县\n"
        "二、任务分工\n"
        "序号\t工作任务\t责任单位\n"
        "1\t举办旅游节，接待游客260万人次\t市文旅局\n"
        "2\t建设“一带、一路”\t市商务局\n",
        """
        1 一、 重点任务
        - 1-1 改造老旧小区26个
        - 1-2 坚持产业立县，推进产业强县
        2 二、 任务分工
        - 2-1 举办旅游节 [responsible 市文旅局]
        - 2-2 建设“一带、一路” [responsible 市商务局]
        """,
    )


def test_an_issuer_on_the_line_above_is_no_part_of_the_title() -> None:
    tree = read_lines(f"示例区人民政府\n示例区数字政府建设行动方案（2025—2027年）\n{TASKS}")
    assert tree.title == "示例区数字政府建设行动方案（2025—2027年）"


def test_a_report_on_one_years_plan_and_the_next_is_of_the_next() -> None:
    tree = read_lines(f"示例市2025年国民经济和社会发展计划执行情况与2026年计划草案的报告\n{TASKS}")
    assert (tree.period_start, tree.period_end) == (2026, 2026)


def test_a_row_in_which_a_cell_is_no_label_is_no_metadata() -> None:
    assert read_lines(f"项目\t甲\t发布机构\t示例县人民政府\n示例县2025年工作要点\n{TASKS}").issuer == ""


@pytest.mark.parametrize("issuer", ["示例县人民政府办公室\n", ""])
def test_a_notice_without_about_is_titled_by_what_it_issues(issuer: str) -> None:
    tree = read_lines(f"{issuer}印发示例县2025年工作方案的通知\n{TASKS}")
    assert (tree.title, tree.issuer) == ("示例县2025年工作方案", issuer.strip())


def test_a_notice_may_issue_two_plans_of_which_one_has_its_title_on_two_lines() -> None:
    tree = read_lines(
        "示例市人民政府办公室关于印发园区单位改制和支持企业发展两个规定的通知\n示政办发〔2024〕8号\n各区人民政府：\n"
        "《园区单位改制为企业的规定》和《支持园区企业发展的规定》已经市政府同意，现印发给你们，请认真执行。\n"
        "示例市人民政府办公室\n2024年3月1日\n园区单位改制\n为企业的规定\n为推进改制，制定以下规定：\n"
        f"一、资产管理\n（一）清查资产。{BODY}\n支持园区企业发展的规定\n一、财政税收\n（一）安排资金。{BODY}\n"
    )
    assert [(section.code, section.title) for section in tree.walk()] == [
        ("1", "资产管理"),
        ("p2", "支持园区企业发展的规定"),
        ("p2.1", "财政税收"),
    ]
    assert tree.plan_text == "为推进改制，制定以下规定："
    assert not [passage for passage in tree.passages if passage.kind is PassageKind.UNPARSED]


def test_a_plan_that_is_annexed_bears_the_place_that_the_notices_title_leaves_out() -> None:
    tree = read_lines(
        "示例省人民政府办公厅关于印发贯彻落实商业体系建设行动任务分工表的通知\n示政办函〔2025〕41号\n"
        "《示例省贯彻落实商业体系建设行动任务分工表》已经省政府同意，现印发给你们。\n示例省人民政府办公厅\n2025年4月18日\n"
        f"附件\n示例省贯彻落实商业体系建设行动任务分工表\n{TASKS}"
    )
    assert tree.title == "示例省贯彻落实商业体系建设行动任务分工表"
