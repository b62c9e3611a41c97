"""Which records of a document an annotation is of, and what is reported: docs/document-format.md, step 7."""

import pytest

from tests.parsing.checks import BODY, check_problem, check_tree, read_text


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


def test_a_mention_of_another_name_does_not_end_the_search_for_aliases() -> None:
    text = (
        "一、重点任务\n1.甲工程。推进。（市财政局、市发改委负责）\n"
        "2.乙工程。推进。（市财政局、市发展和改革委员会负责）\n3.丙工程。推进。（省发展和改革委员会负责）\n"
    )
    check_problem(text, "alias_candidate", "市发改委", "市发展和改革委员会")


def test_a_rule_in_the_introduction_holds_for_the_whole_document() -> None:
    check_tree(
        """
        为落实各项任务，制定本计划，列第一位的责任单位为牵头单位。
        一、重点任务
        1.修建道路。全面修建。（市交通局、市财政局负责）
        2.铺设管网。全面铺设。（责任单位：市城管局、市水务局）
        """,
        """
        1 一、 重点任务
        - 1-1 修建道路 [lead 市交通局, responsible 市财政局]
        - 1-2 铺设管网 [lead 市城管局, responsible 市水务局]
        """,
    )


@pytest.mark.parametrize(
    ("words", "bodies"),
    [
        ("（责任科室：城管科；协同科室：执法队、各社区）", ["responsible 城管科", "support 执法队", "support 各社区"]),
        ("（责任处室：教务处）", ["responsible 教务处"]),
        ("（责任单位：市商务局、市财政局", ["responsible 市商务局", "responsible 市财政局"]),
        ("（市商务局牵头，市财政局配合", ["lead 市商务局", "support 市财政局"]),
        ("（市商务局、市财政局", ["responsible 市商务局", "responsible 市财政局"]),
        ("（牵头单位：市商务局；配合单位：市财政局］", ["lead 市商务局", "support 市财政局"]),
        ("责任单位：市商务局会同市财政局、市教育局", ["responsible 市商务局", "support 市财政局", "support 市教育局"]),
        (
            "（市商务局会同市财政局，甲公司按职责分工负责）",
            ["responsible 市商务局", "support 市财政局", "responsible 甲公司"],
        ),
    ],
)
def test_who_answers_is_read_from_brackets_as_offices_leave_them(words: str, bodies: list[str]) -> None:
    (measure,) = read_text(f"一、重点任务\n1.建设园区。全面建设到位。{words}\n").measures()
    assert [f"{part.role} {part.body}" for part in measure.responsibilities] == bodies


def test_words_on_how_to_report_below_the_last_item_leave_it_an_item() -> None:
    tree = check_tree(
        """
        一、重点任务
        1.修建道路。（牵头单位：市交通局）
        2.铺设管网。（牵头单位：市水务局）
        有关要求：各单位每月25日前报送进展。
        """,
        """
        1 一、 重点任务
        - 1-1 修建道路 [lead 市交通局]
        - 1-2 铺设管网 [lead 市水务局]
        """,
    )
    assert tree.plan_text == "有关要求：各单位每月25日前报送进展。"


def test_tasks_numbered_in_words_head_what_is_below_them() -> None:
    check_tree(
        """
        一、重点任务
        任务一：建设园区
        1.修建道路。全面修建。
        任务二：培育企业
        2.兑现政策。全面兑现。
        """,
        """
        1 一、 重点任务
        1.1 任务一 建设园区
        - 1.1-1 修建道路
        1.2 任务二 培育企业
        - 1.2-1 兑现政策
        """,
    )


def test_offices_alone_in_a_bracket_at_the_end_of_a_line_answer_for_it() -> None:
    check_tree(
        """
        一、重大改革
        1.“一老一小”服务改革（市民政局、市卫生健康委）
        2.推进“两票制”（市医保局）
        3.发挥专家（某某、某某）作用
        4.服务驻区单位（某大学、市属企业）
        5.加强协作。发挥有关部门（市科技局、市财政局）
        """,
        """
        1 一、 重大改革
        - 1-1 “一老一小”服务改革 [responsible 市民政局, responsible 市卫生健康委]
        - 1-2 推进“两票制” [responsible 市医保局]
        - 1-3 发挥专家（某某、某某）作用
        - 1-4 服务驻区单位（某大学、市属企业）
        - 1-5 加强协作 [mentioned 市科技局, mentioned 市财政局]
        """,
    )


def test_a_branch_of_a_bank_alone_in_the_last_bracket_answers_for_the_task() -> None:
    check_tree(
        "一、重点任务\n1.稳定贷款。增速不低于20%。（人民银行示例中心支行）\n",
        "1 一、 重点任务\n- 1-1 稳定贷款 [responsible 人民银行示例中心支行]",
    )
