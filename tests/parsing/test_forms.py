"""Tables that hold one task each, and headings told by their typeface."""

import pytest

from measures.parsing import read
from tests.parsing.checks import check_coverage, outline
from tests.parsing.documents import make_docx, paragraph, table


def form(name: str, lead: str) -> str:
    return table(
        ("项目名称", name),
        ("建设内容\n及目标", "改造危桥6座，受益人口2万人。"),
        ("牵头单位", lead, "配合单位", "县财政局、各乡镇"),
        ("责任领导", "某某", "完成时限", "2025年10月底"),
        ("进度安排", "一季度：完成设计；二季度：开工20处。"),
    )


def test_a_form_is_one_task() -> None:
    body = (
        paragraph("示例县2025年民生实事任务书")
        + form("安防工程", "县交通局")
        + paragraph("")
        + form("供水工程", "县水利局")
    )
    tree = read(make_docx(body))
    check_coverage(tree)
    assert list(outline(tree)) == [
        "p1 示例县2025年民生实事任务书",
        "- p1-1 安防工程 [lead 县交通局, support 县财政局, support 各乡镇] {2025年10月底}",
        "- p1-2 供水工程 [lead 县水利局, support 县财政局, support 各乡镇] {2025年10月底}",
    ]
    first = next(tree.measures())
    assert [(target.metric, str(target.value)) for target in first.targets] == [("改造危桥", "6")]
    assert "开工20处" in first.text


@pytest.mark.parametrize(
    "rows",
    [
        (("项目名称", "安防工程"), ("建设内容", "改造危桥6座。"), ("资金来源", "县级财政")),  # names nobody
        (("项目名称", "安防工程"), ("牵头单位", "县交通局")),
        (("指标名称", "危桥数"), ("牵头单位", "县交通局"), ("完成时限", "10月")),
    ],
)
def test_other_tables_of_labels_are_no_tasks(rows: tuple[tuple[str, ...], ...]) -> None:
    body = paragraph("示例县2025年民生实事任务书") + paragraph("一、实事项目") + table(*rows)
    assert not [measure for measure in read(make_docx(body)).measures() if measure.title == "安防工程"]


def set_in(face: str, text: str) -> str:
    return f'<w:p><w:pPr/><w:r><w:rPr><w:rFonts w:eastAsia="{face}"/></w:rPr><w:t>{text}</w:t></w:r></w:p>'


BODY = "动态调整清单项目，提升服务水平。责任单位：市民政局。"


def test_the_typefaces_of_headings_nest_as_the_standard_has_them() -> None:
    body = [
        set_in("方正小标宋_GBK", "示例市“十五五”养老服务规划"),
        set_in("黑体", "前言"),
        paragraph("为加快建设养老服务体系，编制本规划。"),
        set_in("黑体", "主要任务"),
        set_in("楷体_GB2312", "健全服务制度"),
        paragraph(f"落实服务清单。{BODY}"),
        paragraph(f"完善兜底保障。{BODY}"),
        set_in("楷体_GB2312", "优化居家服务"),
        paragraph(f"发展助餐服务。{BODY}"),
        set_in("黑体", "保障措施"),
        paragraph(f"加强队伍建设。{BODY}"),
    ]
    tree = read(make_docx("".join(body)))
    check_coverage(tree)
    assert list(outline(tree)) == [
        "u1 前言",
        "u2 主要任务",
        "u2.u1 健全服务制度",
        "- u2.u1-1 落实服务清单 [responsible 市民政局]",
        "- u2.u1-2 完善兜底保障 [responsible 市民政局]",
        "u2.u2 优化居家服务",
        "- u2.u2-1 发展助餐服务 [responsible 市民政局]",
        "u3 保障措施",
        "- u3-1 加强队伍建设 [responsible 市民政局]",
    ]


def test_a_typeface_that_the_whole_text_is_set_in_makes_no_headings() -> None:
    words = [
        "为做好养老服务工作，制定本方案。",
        "一、主要任务",
        "落实服务清单",
        f"落实服务清单。{BODY}",
        "二、保障措施",
        BODY,
    ]
    tree = read(make_docx(paragraph("示例市养老服务行动方案") + "".join(set_in("黑体", text) for text in words)))
    assert [section.title for section in tree.walk()] == ["主要任务", "保障措施"]
