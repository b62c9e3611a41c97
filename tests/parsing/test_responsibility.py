"""Who is responsible, in every form: docs/document-format.md, step 7."""

import pytest

from measures.parsing.content.bodies import BodyReader
from measures.parsing.content.deadlines import due_date
from tests.parsing.checks import check_problem, check_tree, read_text

BODY = "加快完善配套设施，着力提升综合服务水平和保障能力，推动各项工作取得实效。"
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


def test_labels_after_the_text_and_on_lines_of_their_own_belong_to_the_measure() -> None:
    check_tree(
        f"""
        一、重点任务
        1.修建道路。{BODY}责任单位：市交通局。配合单位：市财政局。
        2.铺设管网。
        牵头单位：市城管局
        责任单位：市水务局、市住建局
        完成时限：2024年6月底
        """,
        """
        1 一、 重点任务
        - 1-1 修建道路 [responsible 市交通局, support 市财政局]
        - 1-2 铺设管网 [lead 市城管局, responsible 市水务局, responsible 市住建局] {2024年6月底}
        """,
    )


def test_the_first_named_leads_only_once_the_document_says_so() -> None:
    check_tree(
        """
        一、重点任务
        1.修建道路。全面修建。（市交通局、市财政局负责）
        2.铺设管网。全面铺设。（市城管局、市水务局负责，列第一位者为牵头单位，下同）
        3.架设电网。全面架设。（市发展改革委、市财政局负责）
        """,
        """
        1 一、 重点任务
        - 1-1 修建道路 [responsible 市交通局, responsible 市财政局]
        - 1-2 铺设管网 [lead 市城管局, responsible 市水务局]
        - 1-3 架设电网 [lead 市发展改革委, responsible 市财政局]
        """,
    )


def test_several_brackets_in_one_paragraph_are_all_read() -> None:
    text = "推进A项目（市科技局负责），推进B项目（市财政局负责）。"
    assert named(text) == [("responsible", "市科技局"), ("responsible", "市财政局")]


def test_an_annotated_paragraph_is_a_measure_in_a_narrative_section_too() -> None:
    check_tree(
        f"一、总体要求\n{BODY}\n加强统筹。（责任单位：市科技局）\n二、重点任务\n{BODY}\n",
        "1 一、 总体要求\n- 1-1 加强统筹 [responsible 市科技局]\n2 二、 重点任务\n- 2-1 重点任务",
    )


def test_a_bracket_after_the_last_of_several_may_speak_for_all() -> None:
    check_problem(
        f"一、重点任务\n1.甲工程。{BODY}\n2.乙工程。{BODY}（责任单位：市科技局）\n",
        "speaks_for_parent",
        "市科技局",
        "乙工程",
    )


def test_text_on_a_heading_with_an_annotation_is_a_measure_that_may_speak_for_those_below() -> None:
    text = f"一、重点任务\n（一）建设园区。{BODY}（市科技局牵头）\n1.道路。{BODY}\n"
    check_tree(
        text,
        """
        1 一、 重点任务
        1.1 （一） 建设园区
        - 1.1-1 建设园区 [lead 市科技局]
        - 1.1-2 道路
        """,
    )
    check_problem(text, "speaks_for_parent")


def test_an_annotation_on_a_heading_holds_for_the_measures_below_and_is_reported() -> None:
    text = f"一、强化创新（市科技局牵头）\n{BODY}\n（一）建设平台。{BODY}\n（二）引进人才。{BODY}（市人社局负责）\n"
    check_tree(
        text,
        """
        1 一、 强化创新
        - 1-1 建设平台 [lead 市科技局]
        - 1-2 引进人才 [responsible 市人社局, lead 市科技局]
        """,
    )
    assert "speaks_for_parent" in [problem.code for problem in read_text(text).problems]


def test_an_annotation_on_a_leaf_heading_is_its_measures() -> None:
    check_tree(
        f"一、强化创新\n（一）建设平台（市科技局牵头）\n{BODY}\n（二）引进人才（市人社局负责）\n{BODY}\n",
        """
        1 一、 强化创新
        1.1 （一） 建设平台
        - 1.1-1 建设平台 [lead 市科技局]
        1.2 （二） 引进人才
        - 1.2-1 引进人才 [responsible 市人社局]
        """,
    )


def test_a_bracket_that_names_nobody_known_is_reported() -> None:
    check_problem(
        f"一、重点任务\n1.修建道路。{BODY}（责任单位：另行确定的机构）\n", "unclear_bracket", "责任单位：另行确定的机构"
    )


def test_two_names_of_one_body_are_offered_and_not_merged() -> None:
    text = "一、重点任务\n1.甲工程。推进。（市发改委负责）\n2.乙工程。推进。（市发展和改革委员会负责）\n"
    check_problem(text, "alias_candidate", "市发改委", "市发展和改革委员会")
    assert {part.body for m in read_text(text).measures() for part in m.responsibilities} == {
        "市发改委", "市发展和改革委员会",
    }  # fmt: skip


def test_a_deadline_keeps_its_words_and_gets_a_date_where_they_name_one() -> None:
    tree = read_text(
        """
        一、重点任务
        1.甲工程（2023年6月底前完成，牵头考核单位：市科技局）
        2.乙工程（5月底取得阶段性成效并持续推进，牵头考核单位：市财政局）
        3.丙工程（长期坚持，牵头考核单位：市教育局）
        """
    )
    assert [(m.due_text, m.due_on and m.due_on.isoformat()) for m in tree.measures()] == [
        ("2023年6月底前完成", "2023-06-30"),
        ("5月底取得阶段性成效并持续推进", None),
        ("长期坚持", None),
    ]


def test_a_deadline_that_names_a_month_and_no_day_is_reported() -> None:
    check_problem(
        "一、重点任务\n1.甲工程（5月底取得阶段性成效并持续推进，牵头考核单位：市财政局）\n",
        "deadline_not_a_date",
        "5月底取得阶段性成效并持续推进",
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2023年12月31日", "2023-12-31"),
        ("2023年2月底前", "2023-02-28"),
        ("2023年6月", "2023-06-30"),
        ("2023年上半年", "2023-06-30"),
        ("2024年三季度", "2024-09-30"),
        ("2025年底前完成", "2025-12-31"),
        ("12月底完成", "2022-12-31"),
        ("2023年13月", None),
        ("2025年3月底前完成方案编制；2025年12月底前完成试点", "2025-12-31"),
        ("6月底、12月底前各一次", "2022-12-31"),
        ("2024年6月底前完成，9月底前验收", "2024-09-30"),
        ("12月底前启动", None),
        ("6月底前开工，12月底前完工", "2022-12-31"),
        ("5月中旬", "2022-05-20"),
        ("5月上旬", "2022-05-10"),
        ("持续推进", None),
    ],
)
def test_the_last_day_of_a_deadline(words: str, expected: str | None) -> None:
    found = due_date(words, year=2022)
    assert (found and found.isoformat()) == expected


@pytest.mark.parametrize(
    ("sentence", "expected", "due"),
    [
        ("该项工作于2025年4月底前完成。", "", "2025年4月底前"),
        ("以上工作要在2025年6月底前完成。", "", "2025年6月底前"),
        (
            "由市自然资源局牵头，市住房城乡建设局配合，2025年9月底前完成。",
            "lead 市自然资源局, support 市住房城乡建设局",
            "2025年9月底前",
        ),
        ("由市财政局、市税务局负责。", "responsible 市财政局, responsible 市税务局", ""),
    ],
)
def test_a_last_sentence_that_speaks_of_the_whole_item_is_as_good_as_a_bracket(
    sentence: str, expected: str, due: str
) -> None:
    (measure,) = read_text(f"一、工作措施\n1.摸底排查。以县为单位开展。{sentence}\n").measures()
    assert ", ".join(f"{part.role} {part.body}" for part in measure.responsibilities) == expected
    assert measure.due_text == due


@pytest.mark.parametrize(
    "sentence",
    [
        "由市财政局负责解释。",
        "由市场主体自主决定，政府部门给予支持。",
        "项目建设工作于2025年4月底前完成。",
        "由企业牵头，高校配合。",
    ],
)
def test_any_other_last_sentence_assigns_nobody_and_sets_no_deadline(sentence: str) -> None:
    (measure,) = read_text(f"一、工作措施\n1.摸底排查。以县为单位开展。{sentence}\n").measures()
    assert not [part for part in measure.responsibilities if part.role != "mentioned"]
    assert measure.due_text == ""


def test_a_time_limit_under_its_own_label_is_the_deadline() -> None:
    (measure,) = read_text("一、园区\n1.建设园区。建成厂房。[牵头单位：市商务局；时限：2025年12月底]\n").measures()
    assert (measure.due_text, str(measure.due_on)) == ("2025年12月底", "2025-12-31")
