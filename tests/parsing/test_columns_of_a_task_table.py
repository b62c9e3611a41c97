"""Where a table of tasks has its numbers, the names of its groups, and offices within those that answer."""

from tests.parsing.checks import check_records, read_lines

HEAD = "示例市2025年重点任务分工表\n"


def test_the_number_may_stand_in_any_column() -> None:
    tree = read_lines(
        f"{HEAD}牵头单位\t配合单位\t序号\t任务名称\t目标要求\n"
        "市商务局\t市供销社\t1\t建设商贸中心\t建设商贸中心8个。\n市供销社\t市商务局\t2\t规范集贸市场\t制定管理规范。\n"
    )
    assert [(measure.label, measure.title) for measure in tree.measures()] == [
        ("1", "建设商贸中心"),
        ("2", "规范集贸市场"),
    ]


def test_a_numbered_cell_over_several_rows_of_a_column_of_groups_is_their_section() -> None:
    rows = "".join(
        f"<tr>{group}<td>{i}</td><td>{task}</td><td>{who}</td></tr>"
        for i, (group, task, who) in enumerate(
            [
                ("<td rowspan=2>一、稳经济</td>", "修路五条。", "市交通局"),
                ("", "培育企业。", "市工信局"),
                ("<td>二、惠民生</td>", "新建学校。", "市教育局"),
            ],
            1,
        )
    )
    head = "<tr><td>类别</td><td>序号</td><td>工作任务</td><td>牵头单位</td></tr>"
    check_records(
        f"<html><body><p>示例市2025年重点任务分工表</p><table>{head}{rows}</table></body></html>",
        "p1 示例市2025年重点任务分工表",
        "p1.1 一、 稳经济",
        "- p1.1-1 修路五条 [lead 市交通局]",
        "- p1.1-2 培育企业 [lead 市工信局]",
        "p1.2 二、 惠民生",
        "- p1.2-1 新建学校 [lead 市教育局]",
    )


def test_a_column_of_offices_within_those_that_lead_names_no_bodies() -> None:
    table = "序号\t工作任务\t牵头单位\t责任科室\t协办单位\n1\t稳定投资。\t市发展改革委\t投资科\t市财政局\n"
    tree = read_lines(f"{HEAD}{table}2\t培育企业。\t市工信局\t中小企业科\t市科技局\n")
    assert [[part.body for part in measure.responsibilities] for measure in tree.measures()] == [
        ["市发展改革委", "市财政局"],
        ["市工信局", "市科技局"],
    ]


def test_where_only_offices_answer_they_are_the_bodies() -> None:
    tree = read_lines(f"{HEAD}序号\t工作任务\t责任科室\n1\t稳定投资。\t投资科\n2\t培育企业。\t企业科\n")
    assert [[part.body for part in measure.responsibilities] for measure in tree.measures()] == [["投资科"], ["企业科"]]


def test_how_a_workbook_is_to_be_filled_in_is_no_task() -> None:
    tree = read_lines(
        "示例市2026年重点任务清单填报说明\n1.本清单由市委改革办汇总。\n2.各单位每季度报送进展。\n一、经济改革\n"
        "序号\t工作任务\t牵头单位\n1\t稳定投资。\t市发展改革委\n"
    )
    assert tree.title == "示例市2026年重点任务清单"
    assert [measure.title for measure in tree.measures()] == ["稳定投资"]


def test_a_head_of_two_rows_that_is_printed_again_is_no_task() -> None:
    head = "序号\t工作任务\t责任分工\t\n\t\t牵头单位\t配合单位\n"
    tree = read_lines(f"{HEAD}{head}1\t稳定投资。\t市发展改革委\t市财政局\n{head}2\t培育企业。\t市工信局\t市科技局\n")
    assert [measure.title for measure in tree.measures()] == ["稳定投资", "培育企业"]
