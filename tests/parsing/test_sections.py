"""Which numbered lines are sections, measures or text, and with which code: docs/document-format.md, steps 4 and 5."""

import pytest

from measures.parsing import PlanTree, read
from tests.parsing.checks import check_coverage, check_passages, check_spans, check_tree, outline, read_text, unparsed

BODY = "加快完善配套设施，着力提升综合服务水平和保障能力，推动各项工作取得实效。"
LONG = "坚持创新驱动发展战略，完善现代产业体系，推动区域协调发展，加快建设统一开放、竞争有序的市场。"


def tree_of(*lines: str) -> PlanTree:
    tree = read_text("\n".join(lines))
    check_coverage(tree)
    check_spans(tree)
    check_passages(tree)
    assert not unparsed(tree)
    return tree


def codes(*lines: str) -> list[str]:
    return [line.split(" ")[0] if line[0] != "-" else f"- {line.split(' ')[1]}" for line in outline(tree_of(*lines))]


# A numbered line is a heading


@pytest.mark.parametrize(("length", "is_section"), [(60, True), (61, False)])
def test_a_line_of_sixty_characters_over_a_paragraph_is_a_heading(length: int, is_section: bool) -> None:
    found = codes("一、甲任务", "（一）" + "建" * length, BODY, "（二）道路", BODY)
    assert found == ["1", "1.1" if is_section else "- 1-1", *(["- 1.1-1"] if is_section else []), "1.2", "- 1.2-1"]


@pytest.mark.parametrize(
    ("words", "is_section"),
    [
        ("建设园区", True),
        ("建设园区。", True),
        ("建设园区；", False),
        ("建设园区;", False),
        ("建设园区，", False),
        ("建设园区。培育", False),
        ("建设：园" + "区" * 26, True),
        ("建设：园" + "区" * 27, False),
        ("建设园" + "区" * 27 + "：", True),
    ],
)
def test_a_line_that_ends_or_divides_like_a_sentence_is_no_heading(words: str, is_section: bool) -> None:
    found = codes("一、甲任务", f"（一）{words}", BODY, "（二）道路", BODY)
    assert found[1] == ("1.1" if is_section else "- 1-1")


@pytest.mark.parametrize(
    ("words", "is_section"),
    [
        ("建设园区（市科技局牵头）", True),
        ("建" * 60 + "（市科技局牵头）", True),
        ("建" * 61 + "（市科技局牵头）", False),
        ("建设园区（市科技局牵头）加快推进", False),
        ("建设园区。推进（市科技局牵头）", False),
        ("建设园区，培育企业（市科技局牵头）", True),
    ],
)
def test_a_heading_may_bear_an_annotation_over_paragraphs(words: str, is_section: bool) -> None:
    found = codes("一、甲任务", f"（一）{words}", BODY, "（二）道路", BODY)
    assert found[1] == ("1.1" if is_section else "- 1-1")


def test_an_annotation_on_a_line_of_its_own_belongs_to_the_item_above() -> None:
    for line in ("（市科技局牵头）", "责任单位：市科技局", "【责任单位：市科技局】", "完成时限：6月底"):
        tree = tree_of("一、甲任务", "（一）建设园区", line, "（二）修建道路", line)
        assert [(m.code, m.text.count("\n")) for m in tree.measures()] == [("1-1", 1), ("1-2", 1)], line
    two = tree_of("一、甲任务", "（一）建设园区", "（市科技局牵头）（续）", "（二）修建道路", "（待定）")
    assert [section.code for section in two.walk()] == ["1", "1.1", "1.2"]


@pytest.mark.parametrize(
    ("others", "kind"),
    [
        (["（二）道路", BODY], "measure"),
        (["（二）道路", BODY, "（三）管网", BODY], "section"),
        (["（二）道路", BODY, "（三）管网。" + BODY], "measure"),
        (["（二）道路", "1.修建。" + BODY, "（三）管网", "专栏1 工程", BODY], "section"),
    ],
)
def test_a_number_with_nothing_below_it_is_what_most_of_its_siblings_are(others: list[str], kind: str) -> None:
    assert codes("一、甲任务", "（一）建设园区", *others)[1] == ("1.1" if kind == "section" else "- 1-1")


# Items whose paragraphs are tasks


@pytest.mark.parametrize(
    ("paragraphs", "are_headings"),
    [
        ([f"甲。{BODY}"], False),
        ([f"修建道路。{BODY}", f"铺设管网。{BODY}"], True),
        ([f"修建道路。{BODY}", BODY], False),
    ],
)
def test_items_over_two_leads_each_without_exception_are_headings(paragraphs: list[str], are_headings: bool) -> None:
    text = ["一、甲任务", f"1.建设园区。{LONG}", *paragraphs, f"2.培育企业。{LONG}", *paragraphs]
    assert (codes(*text)[1] == "1.1") is are_headings


@pytest.mark.parametrize(
    ("leads", "others", "reported"),
    [(2, 0, True), (4, 0, True), (2, 1, True), (2, 2, False), (3, 2, True), (1, 0, False)],
)
def test_an_item_with_leads_below_for_the_most_part_is_reported(leads: int, others: int, reported: bool) -> None:
    below = [*(f"修建道路{n}。{BODY}" for n in "一二三四"[:leads]), *[BODY] * others]
    tree = tree_of("一、甲任务", f"1.建设园区。{LONG}", *below, f"2.培育企业。{LONG}", BODY)
    found = [(p.subject, p.detail, p.line) for p in tree.problems if p.code == "leads_after_item"]
    words = "、".join(f"修建道路{n}" for n in "一二三"[:leads])
    assert found == ([("建设园区", words, 4)] if reported else [])


@pytest.mark.parametrize(("leads", "count"), [(2, 10), (3, 10), (1, 3), (1, 4)])
def test_leads_count_where_three_in_ten_paragraphs_have_one(leads: int, count: int) -> None:
    """The first paragraph has one; more stand under the next heading."""
    others = [f"{LONG}{sign}{BODY}" for sign in "甲乙丙丁戊己庚辛"[: count - leads]]
    more = ["二、乙任务", *(f"铺设管网{n}。{BODY}" for n in range(leads - 1))] if leads > 1 else []
    first, *_ = tree_of("一、甲任务", f"修建道路。{BODY}", *others, *more).measures()
    assert (first.title == "修建道路") is (leads * 10 >= count * 3)


@pytest.mark.parametrize("last", [["二、发展目标", BODY], ["附件1 重点任务分工", f"甲任务。{BODY}"]])
def test_leads_count_whatever_stands_after_them(last: list[str]) -> None:
    first, *_ = tree_of("一、甲任务", f"修建道路。{BODY}", f"{LONG}。{BODY}", f"{LONG}，{BODY}", *last).measures()
    assert first.title == "修建道路"


# Long headings


@pytest.mark.parametrize(("length", "is_whole"), [(80, True), (81, False)])
def test_a_long_line_without_a_lead_is_titled_by_its_first_clause(length: int, is_whole: bool) -> None:
    words = "建设园区，" + "培" * (length - 5)
    tree = tree_of("一、甲任务", f"（一）{words}", "1.修建道路", "2.铺设管网")
    assert [section.title for section in tree.walk()][1] == (words if is_whole else "建设园区")


def test_a_title_below_its_number_has_forty_characters_at_most_and_no_sentence() -> None:
    def second(line: str) -> str:
        return [section.title for section in tree_of("第一章 总则", BODY, "第二章", line, BODY).walk()][1]

    assert second("重点任务") == "重点任务"
    assert second("建" * 40) == "建" * 40
    assert second("建" * 41) == ""
    assert second("建设。园区") == ""


# Codes


def test_numbers_that_are_missing_above_stand_in_the_code() -> None:
    assert codes("1.1 建设", BODY, "1.2 推进", BODY, "2.1.3 完善", BODY) == [
        *("1.1", "- 1.1-1", "1.2", "1.2.3", "- 1.2.3-1"),
    ]
    second = (
        f"示例市园区建设行动方案\n1.1 甲建设\n{BODY}\n示例市企业培育行动方案\n1.1 乙建设\n{BODY}\n1.2 丙建设\n{BODY}\n"
    )
    assert [line for line in outline(read(second.encode())) if line[0] != "-"] == [
        *("1.1 1.1 甲建设", "p2 示例市企业培育行动方案", "p2.1.1 1.1 乙建设", "p2.1.2 1.2 丙建设"),
    ]


def test_a_box_of_a_second_plan_counts_for_that_plan() -> None:
    second = f"示例市园区建设行动方案\n一、甲任务\n{BODY}\n示例市企业培育行动方案\n一、乙任务\n专栏1 工程\n{BODY}\n"
    assert [section.code for section in read(second.encode()).walk()] == ["1", "p2", "p2.1", "p2.b1"]


def test_a_repeated_number_takes_the_letters_in_their_order() -> None:
    lines = [line for n in range(28) for line in ("一、甲任务", BODY)]
    found = [code for code in codes(*lines) if code[0] != "-"]
    assert found[:4] == ["1", "1b", "1c", "1d"]
    assert found[24:] == ["1y", "1z", "1z27", "1z28"]


def test_boxes_and_annexes_count_for_the_whole_plan_and_what_bears_no_number_for_itself() -> None:
    assert codes(
        *("一、甲任务", "专栏", BODY, "专栏2-1 工程", BODY, "二、乙任务", "专栏", BODY),
        *("前言", BODY, "附件", "任务清单", "一、丙任务", BODY, "附件", "责任清单", "一、丁任务", BODY),
    ) == [
        *("1", "b1", "- b1-1", "b2.1", "- b2.1-1", "2", "b2", "- b2-1"),
        "u1",
        *("x1", "x1.1", "- x1.1-1", "x2", "x2.1", "- x2.1-1"),
    ]


# Articles


def test_an_article_is_a_measure_and_in_a_narrative_chapter_a_section() -> None:
    check_tree(
        f"第一章 总则\n第一条 为规范管理，制定本办法。\n第二章 管理\n第二条 各区应当建立目录，按月更新。\n{BODY}\n"
        f"第三条 名录\n{BODY}\n",
        """
        1 第一章 总则
        1.1 第一条 为规范管理
        2 第二章 管理
        - 2-1 各区应当建立目录
        2.3 第三条 名录
        - 2.3-1 名录
        """,
    )


# Closing provisions and speeches

CLOSING = "本方案自印发之日起施行，由市财政局负责解释。"


def test_closing_paragraphs_after_the_last_section_are_the_plans_own_text() -> None:
    assert tree_of("一、甲任务", BODY, "二、乙任务", BODY, CLOSING).plan_text == CLOSING
    item = tree_of("一、甲任务", f"1.道路。{BODY}", f"2.管网。{BODY}", CLOSING)
    assert (item.plan_text, [m.text for m in item.measures()][1]) == (CLOSING, f"管网。{BODY}")


def test_closing_paragraphs_inside_the_plan_are_their_sections_text() -> None:
    tree = tree_of("一、甲任务", BODY, CLOSING, "二、乙任务", BODY)
    assert (tree.plan_text, tree.sections[0].text) == ("", CLOSING)
    loose = "市财政局负责解释。"
    assert tree_of("一、甲任务", BODY, loose, "二、乙任务", BODY).sections[0].text == ""
    assert tree_of("一、甲任务", BODY, "二、乙任务", BODY, loose).plan_text == loose


def test_a_closing_item_is_its_sections_text_and_one_with_bodies_is_a_measure() -> None:
    tree = tree_of("一、甲任务", f"1.道路。{BODY}", f"2.{CLOSING}")
    assert ([m.code for m in tree.measures()], tree.sections[0].text) == (["1-1"], f"2.{CLOSING}")
    assigned = tree_of("一、甲任务", BODY, "实施细则另行制定。（责任单位：市财政局）")
    assert assigned.plan_text == ""


def test_a_speech_in_the_last_section_is_the_plans_and_elsewhere_its_sections() -> None:
    speech = "各位代表！让我们团结奋斗。"
    last = tree_of("一、甲任务", BODY, "二、乙任务", f"1.道路。{BODY}", speech, BODY)
    assert last.plan_text == f"{speech}\n{BODY}"
    inside = tree_of("一、甲任务", BODY, speech, BODY, "二、乙任务", BODY)
    assert (inside.plan_text, inside.sections[0].text) == ("", f"{speech}\n{BODY}")


def test_a_second_plans_closing_is_its_sections_text() -> None:
    text = f"示例市园区建设行动方案\n一、甲任务\n{BODY}\n示例市企业培育行动方案\n一、乙任务\n{BODY}\n{CLOSING}\n"
    tree = read(text.encode())
    assert (tree.plan_text, [section.text for section in tree.walk()][-1]) == ("", CLOSING)


# Sections that tell


@pytest.mark.parametrize(
    ("heading", "values"),
    [("发展成效", []), ("发展目标", ["300"]), ("现状与目标", ["300"]), ("面临形势", [])],
)
def test_a_section_that_tells_of_the_past_states_no_targets_nor_do_those_below(heading: str, values: list[str]) -> None:
    tree = tree_of(f"一、{heading}", "（一）产业", "产值达到300亿元，各项工作取得实效。", "二、重点任务", BODY)
    assert [str(target.value) for section in tree.walk() for target in section.targets] == values


def test_a_list_of_members_in_an_annex_states_no_targets_and_no_measures() -> None:
    tree = tree_of("一、甲任务", BODY, "附件1 领导小组名单", "一、职责", "（一）产值达到300亿元，各项工作取得实效。")
    assert len(list(tree.measures())) == 1
    assert [target for section in tree.walk() for target in section.targets] == []


def test_a_narrative_section_with_bodies_holds_measures() -> None:
    tree = tree_of("一、总体要求", BODY, f"推进建设。{BODY}（责任单位：市科技局）", "二、重点任务", BODY)
    assert [(m.code, m.title) for m in tree.measures()] == [("1-1", "推进建设"), ("2-1", "重点任务")]
    assert tree.sections[0].text == BODY


def test_paragraphs_before_the_first_number_are_measures_where_the_first_or_two_open_with_leads() -> None:
    rest = [f"1.道路。{BODY}", "二、乙任务", f"拓宽渠道。{BODY}", f"完善政策。{BODY}"]
    assert next(m.title for m in tree_of("一、甲任务", f"建设园区。{BODY}", BODY, *rest).measures()) == "建设园区"
    assert next(m.title for m in tree_of("一、甲任务", BODY, f"建设园区。{BODY}", *rest).measures()) == "道路"
    two = tree_of("一、甲任务", BODY, f"建设园区。{BODY}", f"培育企业。{BODY}", *rest)
    assert [m.title for m in two.measures()][:2] == ["建设园区", "培育企业"]
    assert two.sections[0].text == BODY


def test_where_several_paragraphs_say_who_answers_each_ends_a_measure() -> None:
    second, third = f"{LONG}（市科技局负责）", f"{BODY}（市财政局负责）"
    tree = tree_of("一、甲任务", BODY, second, third, LONG)
    assert [measure.text for measure in tree.measures()] == [f"{BODY}\n{second}", third, LONG]
    titles = ["加快完善配套设施", "加快完善配套设施", "坚持创新驱动发展战略"]
    assert [measure.title for measure in tree.measures()] == titles
    whole = tree_of("一、甲任务", BODY, second, LONG)
    assert [(m.title, m.text) for m in whole.measures()] == [("甲任务", f"{BODY}\n{second}\n{LONG}")]
    exact = tree_of("一、甲任务", second, third)
    assert [measure.text for measure in exact.measures()] == [second, third]


def test_a_paragraph_after_a_lead_goes_on_with_its_measure() -> None:
    tree = tree_of("一、甲任务", f"建设园区。{BODY}", LONG, f"培育企业。{BODY}")
    assert [measure.text for measure in tree.measures()] == [f"建设园区。{BODY}\n{LONG}", f"培育企业。{BODY}"]


def test_paragraphs_with_leads_after_an_item_that_is_not_the_last_go_on_with_it() -> None:
    own = [
        "一、甲任务",
        f"拓宽渠道。{BODY}",
        f"1.道路。{LONG}",
        f"完善政策。{BODY}",
        f"2.管网。{LONG}",
        f"强化保障。{BODY}",
    ]
    assert [measure.title for measure in tree_of(*own).measures()] == ["拓宽渠道", "道路", "管网", "强化保障"]
    without = ["一、甲任务", f"1.道路。{LONG}", f"2.管网。{LONG}", f"强化保障。{BODY}"]
    assert [measure.title for measure in tree_of(*without).measures()] == ["道路", "管网"]


def test_one_item_over_leads_is_a_heading_only_where_leads_count() -> None:
    item = [f"1.建设园区。{LONG}", f"修建道路。{BODY}", f"铺设管网。{BODY}", f"2.培育企业。{LONG}"]
    assert codes("一、甲任务", *item) == ["1", "- 1-1", "- 1-2"]
    assert codes("一、甲任务", *item, "二、乙任务", f"稳定就业。{BODY}", f"办好教育。{BODY}")[:3] == [
        "1",
        "1.1",
        "- 1.1-1",
    ]


def test_a_box_of_indicators_is_text_and_any_other_a_measure() -> None:
    tree = tree_of("一、甲任务", BODY, "专栏1 园区建设指标", LONG, "专栏2 园区建设工程", LONG)
    assert [measure.code for measure in tree.measures()] == ["1-1", "b2-1"]


def test_the_closing_of_a_second_plans_last_item_is_its_sections_text() -> None:
    text = (
        f"示例市园区建设行动方案\n一、甲任务\n{BODY}\n示例市企业培育行动方案\n一、乙任务\n1.道路。{BODY}\n{CLOSING}\n"
    )
    tree = read(text.encode())
    check_passages(tree)
    assert (tree.plan_text, [section.text for section in tree.walk()][-1]) == ("", CLOSING)


def test_words_under_a_table_that_is_the_whole_plan_are_the_plans_own() -> None:
    tree = tree_of("序号\t重点任务\t责任单位", "1\t修建园区道路\t市交通局", BODY)
    assert (tree.plan_text, [measure.code for measure in tree.measures()]) == (BODY, ["p1-1"])


def test_annexes_stand_under_the_plan_and_never_under_each_other() -> None:
    tree = tree_of("一、甲任务", BODY, "附件1 任务清单", "1.道路", "2.管网", "附件2 责任清单", "1.电力", "2.通信")
    assert [section.code for section in tree.sections] == ["1", "x1", "x2"]
