"""What stands before the first heading and after the last sentence: each part of an official letter by itself."""

import pytest

from measures.parsing import PlanTree, read
from measures.terms import PassageKind
from tests.parsing.checks import check_coverage, check_refused
from tests.parsing.documents import make_docx, paragraph

BODY = "加快完善配套设施，着力提升综合服务水平和保障能力，推动各项工作取得实效。"
TASKS = f"一、重点任务\n（一）建设园区。{BODY}\n（二）培育企业。{BODY}"
TITLE = "示例市园区行动方案"

# Part, its line, and what it becomes.
LETTER = (
    ("notice", "示例市人民政府关于印发《示例市园区行动方案》的通知", "frame title"),
    ("number", "示政发〔2024〕8号", "frame number"),
    ("addressees", "各区人民政府，市政府各部门：", "frame addressees"),
    ("covering", "现将《示例市园区行动方案》印发给你们，请认真贯彻执行。", "frame covering"),
    ("signature", "示例市人民政府", "frame signature"),
    ("date", "2024年3月5日", "frame date"),
    ("note", "（此件公开发布）", "frame note"),
    ("title", TITLE, "heading"),
    ("preamble", "为推动园区发展，根据有关规定，制定本方案。", "text"),
)
FOOT = (("annexes", "附件：园区名单", "frame annexes"), ("copies", "抄送：市委各部门。", "frame copies"))


def uses(tree: PlanTree) -> list[str]:
    """What each line became that belongs to no section and no measure, in order: `kind code: words`."""
    own = [
        passage
        for passage in tree.passages
        if passage.kind not in (PassageKind.MEASURE,) and not is_record(passage.code)
    ]
    lines = []
    for passage in own:
        said = f"{passage.kind} {passage.code}".strip()
        words = tree.text[passage.span.start : passage.span.end].strip().split("\n")
        lines += [f"{said}: {line}" for line in words]
    return lines


def is_record(code: str) -> bool:
    return code[:1].isdecimal() or code[:2] in ("p1", "u1", "x1")


def read_lines(*lines: str) -> PlanTree:
    tree = read("\n".join(lines).encode())
    check_coverage(tree)
    return tree


def used_above(*lines: str) -> list[str]:
    return uses(read_lines(*lines, TASKS))


def used_below(*lines: str) -> list[str]:
    return uses(read_lines(TITLE, TASKS, *lines))[1:]


# The whole letter, and the same without one of its parts


@pytest.mark.parametrize("missing", ["", *(part for part, _, _ in (*LETTER, *FOOT))])
def test_each_part_of_a_letter_is_recognised_whatever_else_is_missing(missing: str) -> None:
    head, foot = ([one for one in parts if one[0] != missing] for parts in (LETTER, FOOT))
    tree = read_lines(*(line for _, line, _ in head), TASKS, *(line for _, line, _ in foot))
    expected = [f"{use}: {line}" for _, line, use in (*head, *foot)]
    if missing == "notice":  # without it nothing says that a letter is sent, but the parts are the same
        assert tree.issuer == "示例市人民政府"
    assert uses(tree) == expected
    assert (tree.title, tree.issuer) == (TITLE, "示例市人民政府")
    assert tree.document_number == ("" if missing == "number" else "示政发〔2024〕8号")
    assert str(tree.issued_on) == ("None" if missing == "date" else "2024-03-05")
    assert tree.plan_text == ("" if missing == "preamble" else LETTER[-1][1])


@pytest.mark.parametrize("first", range(1, 4))
def test_the_parts_under_the_notice_may_stand_in_another_order(first: int) -> None:
    parts = [LETTER[0], *LETTER[1:4][first - 1 :], *LETTER[1:4][: first - 1], *LETTER[4:]]
    tree = read_lines(*(line for _, line, _ in parts), TASKS)
    assert uses(tree) == [f"{use}: {line}" for _, line, use in parts]


def test_signature_and_date_may_stand_at_the_foot() -> None:
    parts = [*LETTER[:4], *LETTER[7:]]
    tree = read_lines(*(line for _, line, _ in parts), TASKS, *(line for _, line, _ in LETTER[4:7]))
    assert uses(tree) == [f"{use}: {line}" for _, line, use in (*parts, *LETTER[4:7])]
    assert (tree.issuer, str(tree.issued_on)) == ("示例市人民政府", "2024-03-05")


# Lines that tell by their own form what they are


@pytest.mark.parametrize(
    ("line", "use"),
    [
        ("示政办函〔2024〕12号", "frame number"),
        ("二〇二四年三月五日", "frame date"),
        ("2024年3月", "frame date"),
        ("（不公开）", "frame note"),
        ("（2024年3月1日示例市第三届人民代表大会常务委员会通过）", "frame note"),
        ("——2024年1月10日在示例市第十六届人民代表大会第五次会议上", "frame note"),
        ("抄送：市委各部门", "frame copies"),
        ("联系电话：12345678", "frame copies"),
        ("示例市人民政府办公室 2024年3月6日印发", "frame copies"),
        ("附件：1.园区名单", "frame annexes"),
        ("示例市财政局", "frame signature"),
        ("示例市市长　张　三", "frame signature"),
        ("各市人民政府：", "frame addressees"),
        ("各位代表：", "frame addressees"),
        ("市直各单位：", "frame addressees"),
        ("请结合实际认真组织实施。", "frame covering"),
        ("本方案的说明", "text"),
        ("总的要求如下：", "text"),
    ],
)
def test_a_line_under_the_title_is_recognised_by_its_form(line: str, use: str) -> None:
    assert used_above(TITLE, line) == [f"heading: {TITLE}", f"{use}: {line}"]


@pytest.mark.parametrize(
    ("line", "use"),
    [
        ("附件：" + "名" * 77, "frame annexes"),
        ("附件：" + "名" * 78, "text"),
        ("附件：名单。", "text"),
        ("某" * 11 + "市市长　张　三", "frame signature"),
        ("某" * 12 + "市市长　张　三", "text"),
        ("各市" + "某" * 297 + "：", "frame addressees"),
        ("各市" + "某" * 298 + "：", "text"),
        ("各市都要落实。各部门：", "text"),
        ("请" + "某" * 20 + "执行" + "某" * 176 + "。", "frame covering"),
        ("请" + "某" * 20 + "执行" + "某" * 177 + "。", "text"),
    ],
)
def test_a_line_of_a_letter_has_a_longest_length(line: str, use: str) -> None:
    assert used_above(TITLE, line)[1:] == [f"{use}: {line}"]


def test_everything_between_a_notice_and_the_plans_title_is_its_letter() -> None:
    sentence = "该方案分三个阶段推进。" + BODY
    used = used_above(LETTER[0][1], sentence, "要点说明", TITLE, sentence)
    assert used == [
        f"frame title: {LETTER[0][1]}",
        f"frame covering: {sentence}",
        "frame covering: 要点说明",
        f"heading: {TITLE}",
        f"text: {sentence}",
    ]


def test_without_the_plans_title_only_the_letters_own_sentences_are_it() -> None:
    used = used_above(LETTER[0][1], "现将方案印发给你们，请执行。", BODY)
    assert used == [f"frame title: {LETTER[0][1]}", "frame covering: 现将方案印发给你们，请执行。", f"text: {BODY}"]


def test_an_office_under_a_notice_is_addressed_and_heads_no_list() -> None:
    used = used_above("示例市人民政府关于印发园区行动方案的通知", "示政发〔2024〕8号", "市财政局：", "1.现印发给你们。")
    assert "frame addressees: 市财政局：" in used


@pytest.mark.parametrize(
    ("note", "is_note"), [("（此件经审核后公开范围为示例市）", True), ("（此件已经审核后公开范围为示例市）", False)]
)
def test_a_note_inside_the_text_has_sixteen_characters_at_most(note: str, is_note: bool) -> None:
    used = uses(read_lines(TITLE, TASKS, note, f"二、保障措施\n{BODY}"))
    assert (f"frame note: {note}" in used) is is_note


# The site's own lines


@pytest.mark.parametrize(
    ("line", "use"),
    [("某" * 60, "furniture site"), ("某" * 61, "text"), ("要闻。今日", "text"), ("首页", "furniture site")],
)
def test_short_lines_above_the_title_are_the_sites(line: str, use: str) -> None:
    assert used_above(line, TITLE) == [f"{use}: {line}", f"heading: {TITLE}"]


def test_below_the_title_only_what_reads_like_a_sites_line_is_its() -> None:
    assert used_above(TITLE, "首页", "要闻快讯")[1:] == ["furniture site: 首页", "text: 要闻快讯"]


def test_without_a_title_short_lines_are_the_plans_words() -> None:
    tree = read_lines("要闻快讯", TASKS)
    assert uses(tree) == ["text: 要闻快讯"]
    assert tree.title == ""


@pytest.mark.parametrize(("count", "is_foot"), [(60, True), (61, False)])
def test_the_sites_foot_has_sixty_lines_at_most(count: int, is_foot: bool) -> None:
    lines = ["责任编辑：某某", *(f"快讯{n}" for n in range(1, count))]
    assert used_below(*lines) == ([f"furniture site: {line}" for line in lines] if is_foot else [])


def test_the_sites_foot_begins_below_the_last_sentence_and_at_no_number() -> None:
    used = used_below("责任编辑：某某", BODY, "上一篇", "快讯")
    assert used == ["furniture site: 上一篇", "furniture site: 快讯"]
    assert used_below("1.分享") == []


@pytest.mark.parametrize(("length", "is_prose"), [(60, False), (61, True)])
def test_a_line_of_more_than_sixty_characters_is_prose_even_without_a_full_stop(length: int, is_prose: bool) -> None:
    used = used_below("责任编辑：某某", "快" * length)
    assert used == ([] if is_prose else ["furniture site: 责任编辑：某某", f"furniture site: {'快' * length}"])


# The foot of the letter


@pytest.mark.parametrize(
    ("lines", "uses_of"),
    [
        (("示例市人民政府", "2024年3月5日"), ("signature", "date")),
        (
            ("示例市人民政府", "2024年3月5日", "（此件公开发布）", "抄送：市委。"),
            ("signature", "date", "note", "copies"),
        ),
        (("示例市教育局", "示例市财政局", "2024年3月5日"), ("signature", "signature", "date")),
        (("2024年3月5日",), ("date",)),
    ],
)
def test_the_foot_is_read_from_its_end_up_to_the_last_sentence(
    lines: tuple[str, ...], uses_of: tuple[str, ...]
) -> None:
    assert used_below(*lines) == [f"frame {use}: {line}" for use, line in zip(uses_of, lines, strict=True)]


def test_a_name_without_a_date_below_it_is_no_signature() -> None:
    tree = read_lines(TITLE, TASKS, "示例市人民政府")
    assert uses(tree)[1:] == []
    assert next(reversed(list(tree.measures()))).text.endswith("示例市人民政府")


@pytest.mark.parametrize(("length", "is_copies"), [(120, True), (121, False)])
def test_a_line_of_the_foot_has_120_characters_at_most(length: int, is_copies: bool) -> None:
    line = "抄送：" + "市" * (length - 3)
    assert used_below(line) == ([f"frame copies: {line}"] if is_copies else [])


@pytest.mark.parametrize(("note", "is_note"), [("（此件依申请公开）", True), ("（一）公开" + "信" * 20 + "）", False)])
def test_a_note_on_publication_inside_the_text_belongs_to_no_measure(note: str, is_note: bool) -> None:
    used = uses(read_lines(TITLE, TASKS, note, f"二、保障措施\n{BODY}"))
    assert (f"frame note: {note}" in used) is is_note


def test_a_signature_inside_the_text_belongs_to_no_measure_and_a_date_alone_does() -> None:
    signed = read_lines(TITLE, TASKS, "示例市人民政府", "2024年3月5日", "附件1", "园区名单", "甲园区")
    assert uses(signed)[1:3] == ["frame signature: 示例市人民政府", "frame date: 2024年3月5日"]
    alone = read_lines(TITLE, TASKS, "2024年3月5日", f"二、保障措施\n{BODY}")
    assert uses(alone)[1:] == []


# Who issued it, and when


def test_the_first_of_several_signatures_issues_and_the_others_are_reported() -> None:
    tree = read_lines(TITLE, TASKS, "示例市教育局", "示例市财政局", "2024年3月5日")
    assert (tree.issuer, str(tree.issued_on)) == ("示例市教育局", "2024-03-05")
    assert [(p.subject, p.detail) for p in tree.problems if p.code == "joint_issuers"] == [
        ("示例市教育局", "示例市财政局")
    ]
    span = tree.metadata_spans["issuer"]
    assert tree.text[span.start : span.end] == "示例市教育局\n示例市财政局"


def test_the_date_under_a_signature_counts_before_one_that_stands_alone() -> None:
    tree = read_lines(TITLE, "2024年1月1日", TASKS, "示例市人民政府", "2024年3月5日")
    assert str(tree.issued_on) == "2024-03-05"
    assert str(read_lines(TITLE, "2024年1月1日", "2024年2月1日", TASKS).issued_on) == "2024-01-01"


def test_a_name_over_a_month_on_a_cover_is_the_issuer() -> None:
    tree = read_lines(TITLE, "示例市发展和改革委员会", "2021年5月", TASKS)
    assert (tree.issuer, tree.issued_on) == ("示例市发展和改革委员会", None)


def test_spaces_that_fill_a_printed_line_are_no_part_of_a_name() -> None:
    assert read_lines(TITLE, TASKS, "示例市　人民政府", "2024年3月5日").issuer == "示例市人民政府"


# The title


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("示例市样例区", "园区行动方案"), "示例市样例区园区行动方案"),
        (
            ("示例省人民政府办公厅关于", "推动园区", "高质量发展的", "实施意见"),
            "示例省人民政府办公厅关于推动园区高质量发展的实施意见",
        ),
        (("示例市园区行动方案", "（2023—2025年）"), "示例市园区行动方案（2023—2025年）"),
        (("示例市园区行动方案", "（2023年3月）"), "示例市园区行动方案"),
        (("示例市园区发展规划", "和二〇三五年远景目标纲要"), "示例市园区发展规划和二〇三五年远景目标纲要"),
        (("示例市园区发展规划", "和平街道"), "示例市园区发展规划"),
        (("示例市示", "范园区行动方案"), "示例市示范园区行动方案"),
        (("示例市", "园区行动方案"), "园区行动方案"),
    ],
)
def test_a_title_may_stand_on_several_lines(lines: tuple[str, ...], title: str) -> None:
    tree = read_lines(*lines, TASKS)
    assert tree.title == title


def test_a_title_on_five_lines_is_none() -> None:
    assert (
        read_lines("示例省关于", "推动", "园区", "发展的", "实施意见", TASKS).title
        != "示例省关于推动园区发展的实施意见"
    )


def test_a_line_that_names_a_plan_counts_before_one_that_only_ends_like_one() -> None:
    assert read_lines("政府信息公开指南", TITLE, TASKS).title == TITLE
    assert read_lines("信息公开指南", TASKS).title == "信息公开指南"


@pytest.mark.parametrize(("above", "is_title"), [(2, True), (7, True), (8, False)])
def test_a_heading_among_the_first_eight_lines_may_be_the_title(above: int, is_title: bool) -> None:
    lines = ["示例市人民政府公报", "2024年第3期", "总第58期", *["新闻中心"] * 5][:above]
    body = "".join(map(paragraph, lines)) + paragraph(TITLE, "1") + paragraph("一、建设园区", "2") + paragraph(BODY)
    tree = read(make_docx(body))
    assert (tree.title, [section.code for section in tree.walk()]) == (
        (TITLE, ["1"]) if is_title else ("", ["u1", "u1.1"])
    )


@pytest.mark.parametrize("lead", ["根据市委建议，制定", "编制", "出台了"])
def test_a_plan_without_a_title_line_may_name_itself(lead: str) -> None:
    tree = read_lines(f"{lead}《示例市国民经济和社会发展第十四个五年规划纲要》，主要阐明战略意图。", TASKS)
    assert tree.title == "示例市国民经济和社会发展第十四个五年规划纲要"
    span = tree.metadata_spans["title"]
    assert tree.text[span.start : span.end] == tree.title


def test_what_is_issued_without_quotation_marks_has_its_full_title_where_it_is_annexed() -> None:
    notice = "示例县人民政府关于印发2025年实事项目的通知"
    tree = read_lines(notice, "现印发给你们。", "附件", "2025年实事项目清单", TASKS)
    assert (tree.title, tree.issuer) == ("2025年实事项目清单", "示例县人民政府")
    other = read_lines(notice, "现印发给你们。", "附件", "领导小组名单", TASKS)
    assert other.title == "2025年实事项目"


def test_a_letter_with_numbers_of_its_own_ends_at_the_plans_title() -> None:
    tree = read_lines(
        LETTER[0][1], "现印发给你们，并提出要求。", "一、提高认识。", "二、抓好落实。", TITLE, BODY, TASKS
    )
    assert [section.title for section in tree.walk()] == ["重点任务"]
    assert tree.plan_text == BODY


def test_after_120_lines_without_a_heading_the_rest_is_no_front() -> None:
    lines = [f"说明第{n}段。" for n in range(200)]
    used = uses(read_lines(TITLE, *lines, TASKS))
    assert sum(line.startswith("text") for line in used) >= 119
    check_refused("\n".join([TITLE, *lines]).encode(), "no_headings")


def test_a_notice_with_a_table_and_no_plan_of_its_own_titles_what_it_assigns() -> None:
    notice = "示例市人民政府办公室关于做好2025年重点工作的通知"
    tree = read_lines(notice, "各区人民政府：", "重点任务\t责任单位\t完成时限", "建设物流园区\t市交通局\t6月底")
    assert [(section.code, section.title) for section in tree.walk()] == [("p1", notice)]
    assert tree.text[tree.sections[0].span.start : tree.sections[0].span.end] == notice


@pytest.mark.parametrize("date", ["2 0 2 4 年 1 1 月 2 5 日", "（ 2 0 2 4 年 1 1 月 2 5 日 ）"])
def test_a_date_may_be_printed_with_spaces_between_its_figures(date: str) -> None:
    tree = read_lines(TITLE, TASKS, "示例市人民政府", date)
    assert (str(tree.issued_on), tree.issuer) == ("2024-11-25", "示例市人民政府")


def test_a_title_with_its_number_behind_it_is_a_title() -> None:
    line = f"{TITLE}（示政发〔2024〕8号）"
    assert used_above(line)[0] == f"frame title: {line}"


def test_a_sites_line_over_a_document_without_a_sentence_does_not_end_it() -> None:
    tree = read_lines(
        "首页 > 政务公开", "示例市2024年重点任务分工表", "重点任务\t责任单位\t完成时限", "修路\t市交通局\t6月底"
    )
    assert (tree.title, [measure.title for measure in tree.measures()]) == ("示例市2024年重点任务分工表", ["修路"])
    assert uses(tree)[0] == "furniture site: 首页 > 政务公开"


def test_a_numbered_line_above_the_first_heading_is_an_annex_only_below_one() -> None:
    assert used_above(TITLE, "3.有关要求")[1:] == ["text: 3.有关要求"]
    assert used_above(TITLE, "附件：1.园区名单", "2.企业名单")[1:] == [
        "frame annexes: 附件：1.园区名单",
        "frame annexes: 2.企业名单",
    ]
