"""Annotations one by one, in every form they take: docs/document-format.md, step 7."""

import pytest

from measures.parsing.content.bodies import BodyReader, duty_opening
from measures.parsing.content.brackets import brackets, unclosed
from measures.terms import Role

Found = list[tuple[str, str]]


def named(text: str) -> Found:
    return [(one.role.value, one.name) for annotation in BodyReader().read(text) for one in annotation.named]


FORMS = """
（责任单位：市科技局、市财政局）
  responsible 市科技局, responsible 市财政局
（牵头单位：市科技局；配合单位：市财政局，各区人民政府）
  lead 市科技局, support 市财政局, support 各区人民政府
（市科技局牵头，市财政局、市教育局按职责分工配合）
  lead 市科技局, support 市财政局, support 市教育局
（市科技局、市财政局负责）
  responsible 市科技局, responsible 市财政局
（市科技局、市财政局牵头，市教育局负责）
  lead 市科技局, lead 市财政局, responsible 市教育局
（科技部、财政部等按职责分工负责）
  responsible 科技部, responsible 财政部
（海关总署、商务部等有关部门负责）
  responsible 海关总署, responsible 商务部
（责任单位：市科技局 市财政局　市教育局）
  responsible 市科技局, responsible 市财政局, responsible 市教育局
（责任单位：市科技局，市财政局；市教育局）
  responsible 市科技局, responsible 市财政局, responsible 市教育局
（科技部牵头，各省、自治区、直辖市人民政府负责）
  lead 科技部, responsible 各省、自治区、直辖市人民政府
（各有关省级人民政府负责）
  responsible 各有关省级人民政府
（市科技局会同市财政局负责）
  responsible 市科技局, support 市财政局
（主办单位：市科技局；协办单位：市财政局；督办单位：市政府督查室）
  lead 市科技局, support 市财政局, supervisor 市政府督查室
（省科技厅牵头，省财政厅等部门及各地区按职责分工负责）
  lead 省科技厅, responsible 省财政厅, responsible 各地区
（发展和改革委员会、国家标准化管理委员会负责）
  responsible 发展和改革委员会, responsible 国家标准化管理委员会
（5月底完成，牵头考核单位：市科技局）
  lead 市科技局
（各县（市、区）人民政府负责）
  responsible 各县（市、区）人民政府
〔牵头单位：市科技局，责任单位：市财政局〕
  lead 市科技局, responsible 市财政局
（责任单位：市科技局（牵头）、市财政局、市教育局（配合））
  lead 市科技局, responsible 市财政局, support 市教育局
（各工作组牵头单位、市财政局负责）
  responsible 各工作组牵头单位, responsible 市财政局
（责任单位：市科技局、市财政局，以下均需各区落实，不再列出）
  responsible 市科技局, responsible 市财政局
（市科技局、市财政局）
  responsible 市科技局, responsible 市财政局
（市金融办、人民银行示例市分行，9月底前完成）
  responsible 市金融办, responsible 人民银行示例市分行
（市科技局、市财政局按职责分工负责，各地级以上市人民政府结合实际落实）
  responsible 市科技局, responsible 市财政局, responsible 各地级以上市人民政府
（责任单位：市科技局；适用范围：所有园区，适用对象均为园区内企业集团）
  responsible 市科技局
（适用范围：所有园区，不含出口加工区；牵头单位：市科技局、市财政局）
  lead 市科技局, lead 市财政局
（国家发展改革委、国家自然科学基金委员会分工负责）
  responsible 国家发展改革委, responsible 国家自然科学基金委员会
（市科技局、市公共资源交易中心）
  responsible 市科技局, responsible 市公共资源交易中心
（市委督查室、市政府督查室）
  responsible 市委督查室, responsible 市政府督查室
（市司法局，市直各行政执法部门，各县（市、区））
  responsible 市司法局, responsible 市直各行政执法部门, responsible 各县（市、区）
（牵头：市科技局；配合：市财政局、各镇街）
  lead 市科技局, support 市财政局, support 各镇街
牵头：市科技局  配合：市财政局
  lead 市科技局, support 市财政局
（市科技局牵头、市财政局配合）
  lead 市科技局, support 市财政局
（市科技局、市水务局牵头负责、市财政局和市教育局等部门配合、各区政府落实）
  lead 市科技局, lead 市水务局, support 市财政局, support 市教育局, responsible 各区政府
（市科技局牵头、市财政局参与、市教育局协助）
  lead 市科技局, support 市财政局, support 市教育局
（责任单位：各乡镇（街道）、县开发区管委会）
  responsible 各乡镇（街道）, responsible 县开发区管委会
"""


LINES = [line.strip() for line in FORMS.strip().split("\n")]


@pytest.mark.parametrize(("annotation", "expected"), list(zip(LINES[::2], LINES[1::2], strict=True)))
def test_each_form_of_annotation_is_read_with_its_roles_in_order(annotation: str, expected: str) -> None:
    assert ", ".join(f"{role} {name}" for role, name in named(f"推进园区建设。{annotation}")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "本政策由市科技局负责解释。",
        "市科技局负责数据专区的统筹协调，市财政局配合做好资金保障。",
        "相关部门（以下统称专区监管部门）落实各项决策。",
        "鼓励企业（含个体工商户）参与。",
        "支持牵头单位组建联合体。",
        "推行告知承诺（市场主体按要求落实）。",
        "职业证书由教育部门监督（技工院校内由人力资源部门负责），并定期评估。",
        "（产业协同效应，9月底前完成）",
    ],
)
def test_prose_assigns_nobody(text: str) -> None:
    assert named(text) == []


def test_a_label_may_have_a_number_of_its_own() -> None:
    assert named("（三）责任单位：市科技局。") == [("responsible", "市科技局")]
    assert named("3.牵头单位：市科技局；配合单位：市财政局") == [("lead", "市科技局"), ("support", "市财政局")]


def test_several_brackets_in_one_paragraph_are_all_read() -> None:
    text = "推进A项目（市科技局负责），推进B项目（市财政局负责）。"
    assert named(text) == [("responsible", "市科技局"), ("responsible", "市财政局")]


def test_names_in_traditional_characters_stay_as_printed() -> None:
    assert named("改造社區。（市發展改革委、市財政局負責）") == [
        ("responsible", "市發展改革委"),
        ("responsible", "市財政局"),
    ]


def test_offices_alone_in_the_last_bracket_answer_however_long_the_text_before_is() -> None:
    offices = [("responsible", "市科技局"), ("responsible", "市财政局")]
    assert named("推进建设。" * 200 + "（市科技局、市财政局）") == offices
    assert named("推进建设。（市科技局、市财政局）。") == offices


@pytest.mark.parametrize(
    ("bracket", "due"),
    [
        ("（市科技局、市财政局，2028年12月）", "2028年12月"),
        ("（市科技局、市财政局；2028年）", "2028年"),
        ("（2028年6月底前，市科技局、市财政局）", "2028年6月底前"),
    ],
)
def test_offices_alone_in_the_last_bracket_may_have_a_deadline_beside_them(bracket: str, due: str) -> None:
    (annotation,) = BodyReader().read(f"推进建设。{bracket}")
    assert [(one.role, one.name) for one in annotation.named] == [
        (Role.RESPONSIBLE, "市科技局"),
        (Role.RESPONSIBLE, "市财政局"),
    ]
    assert annotation.due == due


@pytest.mark.parametrize(
    "text",
    [
        "加强部门协作（市科技局、市财政局）",  # inside the sentence: an example, not an assignment
        "推进。（市科技局、市财政局）并加强协作。",
        "推进。（市科技局、张三）",
        "推进。（市中心、区中心）",
        "推进。（各地区、各部门）",
        "推进。（市属企业、市直部门）",
        "推进。（2027年）",
        "（市科技局、市财政局）",
        "实施改造（2023年）。",
        "推进责任单位：市科技局。",
    ],
)
def test_a_bracket_or_label_elsewhere_assigns_nobody_and_sets_no_deadline(text: str) -> None:
    assert BodyReader().read(text) == []


def test_the_first_of_names_alone_leads_once_the_document_says_so() -> None:
    reader = BodyReader()
    reader.read("推进。（市城管局负责，列第一位者为牵头单位，下同）")
    (annotation,) = reader.read("推进。（市科技局、市财政局）")
    assert [(one.role, one.name) for one in annotation.named] == [("lead", "市科技局"), ("responsible", "市财政局")]


def test_a_rule_of_one_bracket_is_not_the_documents() -> None:
    reader = BodyReader()
    assert named("推进。（市城管局、市水务局负责，列第一位者为牵头单位）")[0] == ("lead", "市城管局")
    reader.read("推进。（市城管局负责，列第一位者为牵头单位）")
    assert not reader.first_leads


def test_who_leads_by_name_is_not_joined_by_the_first_of_the_others() -> None:
    assert named("推进。（市教育局负责，市科技局牵头，列首位者为牵头单位）") == [
        ("responsible", "市教育局"),
        ("lead", "市科技局"),
    ]


def test_marks_inside_a_names_own_bracket_do_not_divide_it() -> None:
    assert named("推进。（责任单位：市科技局（含园区，厂区）；市财政局）") == [
        ("responsible", "市科技局（含园区，厂区）"),
        ("responsible", "市财政局"),
    ]


def test_a_label_holds_up_to_the_next_full_stop() -> None:
    assert named("牵头单位：市科技局，市教育局。市财政局配合") == [
        ("lead", "市科技局"),
        ("lead", "市教育局"),
        ("support", "市财政局"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("（甲（乙）丙）", [(0, 7)]),
        ("（一）（二）", [(0, 3), (3, 6)]),
        ("）甲（乙）", [(2, 5)]),
        ("（甲（乙）", [(2, 5)]),
        (f"（{'字' * 599}）", [(0, 601)]),
        (f"（{'字' * 600}）", []),
        (f"（（（{'字' * 597}）", [(2, 601)]),
        (f"（甲{'字' * 600}（丙）", [(602, 605)]),
        ("（甲（乙）丙）（丁）", [(0, 7), (7, 10)]),
        ("（甲）（", [(0, 3)]),
    ],
)
def test_brackets_are_the_outermost_that_close_within_six_hundred_characters(
    text: str, expected: list[tuple[int, int]]
) -> None:
    assert brackets(text) == expected


def test_a_role_in_brackets_after_a_name_is_that_names() -> None:
    assert named("推进。（市科技局（主办单位）、市财政局（协办）负责）") == [
        ("lead", "市科技局"),
        ("support", "市财政局"),
    ]


def test_a_name_of_forty_characters_is_one_and_a_longer_one_a_sentence() -> None:
    name = "市" + "科" * 38 + "局"
    assert named(f"推进。（责任单位：{name}、市财政局）")[0] == ("responsible", name)
    assert named(f"推进。（责任单位：科{name}、市财政局）") == [("responsible", "市财政局")]


def test_places_with_one_government_are_one_body() -> None:
    assert named("推进。（责任单位：市科技局、各市、县、区人民政府、市财政局）") == [
        ("responsible", "市科技局"),
        ("responsible", "各市、县、区人民政府"),
        ("responsible", "市财政局"),
    ]
    assert named("推进。（责任单位：各市、县人民政府，市科技局）")[0] == ("responsible", "各市、县人民政府")


def test_a_bracket_that_was_understood_is_not_reported_as_unclear() -> None:
    (annotation,) = BodyReader().read("推进。（责任单位：市科技局）")
    assert (annotation.unclear, len(annotation.named)) == ("", 1)


def test_names_before_a_role_are_of_that_role_and_of_no_later_one() -> None:
    assert named("推进园区建设。（市科技局，市财政局牵头，市教育局配合）") == [
        ("lead", "市科技局"),
        ("lead", "市财政局"),
        ("support", "市教育局"),
    ]


@pytest.mark.parametrize(
    ("text", "found", "due"),
    [
        ("（责任单位：市科技局牵头，市财政局配合）", "lead 市科技局, support 市财政局", ""),
        ("责任单位：市科技局 配合单位：市财政局", "responsible 市科技局, support 市财政局", ""),
        ("责任单位：市科技局　完成时限：6月底", "responsible 市科技局", "6月底"),
        ("（市民参与，市科技局负责）", "responsible 市科技局", ""),
        ("组织（市科技局、市财政局等单位）开展培训", "", ""),
        ("（市民监督，市科技局负责）", "responsible 市科技局", ""),  # no office watches over it
        ("（市政府督查室督办，市科技局负责）", "supervisor 市政府督查室, responsible 市科技局", ""),
        ("建设园区（一期）。（市科技局、市财政局）", "responsible 市科技局, responsible 市财政局", ""),
        ("建设园区。（市科技局、市财政局）；", "responsible 市科技局, responsible 市财政局", ""),
        ("建设园区；（市科技局）", "responsible 市科技局", ""),
        ("建设园区。（市科技局、示例）", "", ""),
        ("建设园区（市科技局、市财政局）。", "", ""),
        ("（市科技局、市财政局，9月底前完成）", "responsible 市科技局, responsible 市财政局", "9月底前完成"),
        ("（6月底前开工，12月底前完成，市科技局负责）", "responsible 市科技局", "6月底前开工，12月底前完成"),
        ("完成时限：6月底前开工，12月底前完成", "", "6月底前开工，12月底前完成"),
        ("责任单位：市科技局\n时间进度：2026—2030年", "responsible 市科技局", "2026—2030年"),
        ("责任单位：市科技局；计划完成时间：2028年", "responsible 市科技局", "2028年"),
        (
            "责任单位：市科技局；完成时限：2028 年 12 月底前",
            "responsible 市科技局",
            "2028 年 12 月底前",
        ),  # as a page sets it
        (
            "（市科技局（含分局），市财政局（含分局）负责）",
            "responsible 市科技局（含分局）, responsible 市财政局（含分局）",
            "",
        ),
        ("（市科技局））（市财政局负责）", "responsible 市财政局", ""),
        ("（适用范围：全市，责任单位：市科技局）", "responsible 市科技局", ""),
        ("（适用范围：全市，各区。市财政局负责）", "responsible 市财政局", ""),
        ("（责任单位：市科技局。市财政局负责）", "responsible 市科技局, responsible 市财政局", ""),
        ("（其中园区由市科技局负责）", "", ""),
        ("推进：责任单位：市科技局", "responsible 市科技局", ""),
        ("推进，责任单位：市科技局", "", ""),
        ("（牵头单位：市科技局；完成时限：“十四五”期间）", "lead 市科技局", "“十四五”期间"),
        ("（完成时限：待定，视资金情况；牵头单位：市科技局）", "lead 市科技局", "待定，视资金情况"),
        ("（完成时限：2025年12月，市科技局、市财政局）", "responsible 市科技局, responsible 市财政局", "2025年12月"),
        ("（完成时限：2025年12月，市科技局牵头）", "lead 市科技局", "2025年12月"),
        ("（市科技局会同市财政局、市教育局牵头）", "lead 市科技局, support 市财政局, support 市教育局", ""),
    ],
)
def test_an_annotation_gives_each_body_its_role_and_the_deadline_its_words(text: str, found: str, due: str) -> None:
    annotations = BodyReader().read(text)
    assert ", ".join(f"{role} {name}" for role, name in named(text)) == found
    assert "".join(annotation.due for annotation in annotations) == due


def test_that_the_first_leads_holds_for_the_annotations_after_it() -> None:
    reader = BodyReader()
    texts = (
        "（市科技局、市财政局，列第一位者为牵头单位，下同）",
        "建设园区。（市科技局、市财政局）",
        "（市科技局负责，市财政局牵头）",
    )
    found = [
        [(one.role.value, one.rule) for annotation in reader.read(text) for one in annotation.named] for text in texts
    ]
    assert reader.first_leads
    assert found == [
        [],
        [("lead", "first_leads"), ("responsible", "bare_names")],
        [("responsible", "words"), ("lead", "words")],
    ]


@pytest.mark.parametrize(
    ("text", "start", "found", "due"),
    [
        ("推进建设。该项工作于4月底前完成。", 5, "", "4月底前"),
        ("推进建设。该项工作于 2028 年 4 月 5 日前完成。", 5, "", "2028 年 4 月 5 日前"),
        ("推进建设。各项任务须于12月底前全部完成。", 5, "", "12月底前"),
        ("推进建设；由市科技局牵头，市财政局配合，9月底前完成。", 5, "lead 市科技局, support 市财政局", "9月底前"),
        ("推进建设。由市科技局负责。 ", 5, "responsible 市科技局", ""),
        ("由市科技局负责。", 0, "responsible 市科技局", ""),
    ],
)
def test_a_last_sentence_speaks_of_the_whole_item(text: str, start: int, found: str, due: str) -> None:
    annotation = BodyReader().read_last_sentence(text)
    assert annotation is not None
    assert (annotation.start, annotation.end, annotation.due) == (start, len(text), due)
    assert ", ".join(f"{one.role.value} {one.name}" for one in annotation.named) == found


@pytest.mark.parametrize(
    "text", ["推进建设。由市科技局牵头，市财政局配合，示例，9月底前完成。", "推进建设，由市科技局负责。加强管理。"]
)
def test_a_last_sentence_that_says_more_or_stands_elsewhere_assigns_nobody(text: str) -> None:
    assert BodyReader().read_last_sentence(text) is None


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("市科技局牵头，市财政局配合", [("lead", "市科技局", "words"), ("support", "市财政局", "words")]),
        ("市科技局牵头。", [("lead", "市科技局", "words")]),
        ("市科技局、市财政局", [("support", "市科技局", "table"), ("support", "市财政局", "table")]),
        ("责任单位：市科技局", [("responsible", "市科技局", "label")]),
    ],
)
def test_words_in_a_cell_come_before_its_column(cell: str, found: list[tuple[str, str, str]]) -> None:
    for row, start in ((cell, 0), (f"甲\t{cell}\t乙", 2)):
        names = BodyReader().read_cell(row, start, start + len(cell), Role.SUPPORT)
        assert [(one.role.value, one.name, one.rule) for one in names] == found
        assert [row[one.start : one.end] for one in names] == [name for _, name, _ in found]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("市水务局：负责统筹", (0, 4)),
        ("市水务局、市财政局：负责统筹推进。", (0, 9)),
        ("市水务局负责统筹，管理", (0, 4)),
        ("示例负责统筹", None),
        ("某人负责统筹推进。", None),
        ("统筹推进。", None),
        ("市水务局负责人管理", None),
    ],
)
def test_a_list_of_duties_opens_with_an_office(text: str, place: tuple[int, int] | None) -> None:
    assert duty_opening(text) == place


def test_of_brackets_left_open_the_outer_one_counts() -> None:
    assert unclosed("全面建设。（市商务局（市开放办、市财政局") == 5
    assert unclosed("全面建设（市商务局、市财政局") is None
