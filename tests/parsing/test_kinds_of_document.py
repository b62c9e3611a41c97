"""What offices really hand in: task tables, reports, lists of undertakings, regulations, plans of several issuers."""

from measures.parsing.structure.wording import first_clause
from measures.terms import Role
from tests.parsing.checks import BODY, check_records, check_tree, read_lines


def test_measures_under_a_heading_of_goals_and_tasks_are_read() -> None:
    check_records(
        "示例市2025年养老工作方案\n一、工作目标和重点任务\n（一）增加床位。新建养老院。\n（二）培训护理员。开设课程。\n"
        "二、存在问题和整改措施\n（一）补充人员。招聘专业人员。\n",
        "1 一、 工作目标和重点任务",
        "- 1-1 增加床位",
        "- 1-2 培训护理员",
        "2 二、 存在问题和整改措施",
        "- 2-1 补充人员",
    )


def test_a_clause_that_is_too_long_is_cut_before_a_bracket_and_never_inside() -> None:
    words = "对于在示例园区内为本市（县）提供服务的企业（不含分公司和个体工商户以及其他组织）放宽首次申请资质的要求"
    assert first_clause(words) == "对于在示例园区内为本市（县）提供服务的企业"
    assert first_clause("支持企业（含个体户，下同）发展，扩大规模") == "支持企业（含个体户，下同）发展"


def test_an_item_of_one_long_sentence_is_titled_by_its_first_clause() -> None:
    check_tree(
        """
        一、重点任务
        （一）证书由教育部门监督（技工院校内由人力资源部门负责），人力资源部门组织制定标准，并定期评估。
        （二）建设园区，培育企业。
        """,
        """
        1 一、 重点任务
        - 1-1 证书由教育部门监督（技工院校内由人力资源部门负责）
        - 1-2 建设园区
        """,
    )


def test_an_item_of_one_sentence_is_titled_by_what_stands_before_its_colon() -> None:
    check_tree(
        """
        一、重点任务
        （一）底座工程：建设市级数据中台，到2027年汇聚数据超过2000亿条。
        （二）服务工程：建设政务平台，在全市推广。
        （三）建设“1：N”平台。
        """,
        """
        1 一、 重点任务
        - 1-1 底座工程
        - 1-2 服务工程
        - 1-3 建设“1：N”平台
        """,
    )


def test_an_item_among_items_whose_text_stands_below_its_title_is_no_section() -> None:
    check_tree(
        """
        一、重点任务
        1.1 加强思政教育。建设思政教育基地50个。
        责任部门：市教育局
        1.2 强化体育美育。
        学生体质健康优良率达到60%以上。
        责任部门：市教育局、市体育局
        1.3 推进学前教育普惠。普惠性幼儿园覆盖率达到92%。
        责任部门：市教育局
        """,
        """
        1 一、 重点任务
        - 1-1 加强思政教育 [responsible 市教育局]
        - 1-2 强化体育美育 [responsible 市教育局, responsible 市体育局]
        - 1-3 推进学前教育普惠 [responsible 市教育局]
        """,
    )


def test_a_section_that_only_points_to_an_annex_holds_no_task() -> None:
    check_tree(
        """
        一、主要任务
        具体任务分工详见附表。
        二、保障措施
        （一）加强领导。成立领导小组。
        附表
        示例市任务分工表
        序号\t主要任务\t牵头单位\t完成时限
        1\t新增停车泊位1万个\t市城管局\t2025年12月底前
        2\t编制保护规划\t市规划局\t2024年9月
        """,
        """
        1 一、 主要任务
        2 二、 保障措施
        - 2-1 加强领导
        x1 附表 示例市任务分工表
        - x1-1 新增停车泊位1万个 [lead 市城管局] {2025年12月底前}
        - x1-2 编制保护规划 [lead 市规划局] {2024年9月}
        """,
    )


def test_a_bracket_in_the_middle_of_a_sentence_is_no_end_of_the_title() -> None:
    tree = read_lines(
        "示例市若干措施\n一、重点任务\n（一）允许外市（省）企业在园区登记，简化手续。（责任单位：市市场监管局）\n（二）开放。推进开放。\n"
    )
    assert [measure.title for measure in tree.measures()] == ["允许外市（省）企业在园区登记", "开放"]


# Wrapped text


def test_items_of_nearly_equal_length_stay_apart() -> None:
    items = [
        ("培育示例骨干企业", "新增企业二十家以上。", "责任单位：市工业和信息化局"),
        ("建设示例特色园区", "完成厂房的建设任务。", "牵头单位：市商务局；配合单位：市财政局"),
        ("引进示例龙头企业", "签约落地的项目十个。", "牵头单位：市投资促进局、市商务局"),
        ("保障企业用电用气", "协调解决各有关困难。", "责任单位：市能源局、市供电公司"),
        ("完善园区交通路网", "新建改建公路三十里。", "责任单位：市交通运输局、市公路局"),
        ("推动工业绿色转型", "创建绿色工厂共五家。", "责任单位：市生态环境局、市财政局"),
        ("强化技能人才引育", "引进培养人才五百人。", "责任单位：市人力资源社会保障局"),
        ("降低企业物流成本", "开通货运班列的线路。", "责任单位：市商务局、市交通局"),
    ]
    lines = [f"{n}.{title}。{text}（{bodies}）" for n, (title, text, bodies) in enumerate(items, 1)]
    tree = read_lines("示例市2025年任务分工\n一、工业发展\n" + "\n".join(lines) + "\n")
    assert [measure.title for measure in tree.measures()] == [title for title, _, _ in items]


def test_contents_with_dot_leaders_do_not_keep_wrapped_lines_apart() -> None:
    contents = "".join(
        f"{name}{'.' * (70 - 2 * len(name))}{page}\n" for name, page in (("第一章 背景", 1), ("第二章 主要任务", 3))
    )
    prose = (
        "以骨干河道为依托，连通城区湖泊和湿地，形成互联互通的水系网络，增强调蓄能力，"
        "保护重要水源地，维护河湖健康生命，满足防洪排涝需要。"
    )
    wrapped = "\n".join(prose[i : i + 26] for i in range(0, len(prose), 26))
    title = "优化滨水的游憩空间格局，推进人人共享的健康城市的建设"
    tree = read_lines(
        f"示例市水系规划\n（2021-2035年）\n目 录\n{contents}第一章 背景\n{wrapped}\n第二章 主要任务\n"
        f"一、构建水系网络\n{wrapped}\n二、{title[:24]}\n{title[24:]}\n{wrapped}\n"
    )
    assert [section.title for section in tree.walk()] == ["背景", "主要任务", "构建水系网络", title]
    assert [measure.text for measure in tree.measures()] == [prose, prose]


# Several issuers

LETTER = (
    "示例发改〔2024〕7号\n各区人民政府：\n现将《关于提升示例市用电能力的意见》印发给你们。\n示例市发展和改革委员会\n示例市能源局\n"
    "国家示例监管局\n2024年5月30日\n关于提升示例市用电能力的意见\n为做好用电工作，提出如下意见。\n一、重点任务\n（一）改造电网。更新线路。\n"
)


def test_the_first_of_several_that_sign_issues_the_plan_and_the_others_are_reported() -> None:
    tree = read_lines(f"关于印发《关于提升示例市用电能力的意见》的通知\n{LETTER}")
    assert (tree.issuer, tree.jurisdiction) == ("示例市发展和改革委员会", "示例市")
    (problem,) = [problem for problem in tree.problems if problem.code == "joint_issuers"]
    assert (problem.subject, problem.detail) == ("示例市发展和改革委员会", "示例市能源局、国家示例监管局")


def test_signatures_of_a_page_are_no_part_of_the_title_and_its_message_box_none_of_the_measure() -> None:
    lines = "".join(f"<p>{line}</p>" for line in LETTER.strip().split("\n"))
    page = (
        f"<html><body><h2>关于印发《关于提升示例市用电能力的意见》的通知</h2>{lines}"
        "<div><a href='/x'>政策性文件留言咨询</a><p>（注：1.只接收对该文件的咨询;2.请注明文件名称）</p></div>"
        "</body></html>"
    )
    tree = read_lines(page)
    assert (tree.title, tree.issuer) == ("关于提升示例市用电能力的意见", "示例市发展和改革委员会")
    assert [measure.text for measure in tree.measures()] == ["改造电网。更新线路。"]


def test_issuers_named_without_a_blank_between_are_two() -> None:
    tree = read_lines(
        "示例市教育局示例市财政局关于印发《示例市助学方案》的通知\n一、重点任务\n（一）资助。资助学生。\n"
    )
    assert tree.issuer == "示例市教育局"
    assert [problem.detail for problem in tree.problems if problem.code == "joint_issuers"] == ["示例市财政局"]


# Government work reports

REPORT = "示例省2026年政府工作报告\n一、2026年重点工作\n"


def test_undertakings_in_an_annex_are_measures() -> None:
    tree = check_records(
        "2026年示例市政府工作报告\n一、2026年重点工作\n（一）推动升级。培育企业。\n附件1\n2026年市五件民生实事\n"
        "一、提高养老水平。\n新建服务站30个。\n二、改善交通条件。\n新建公路50公里。\n",
        "1 一、 2026年重点工作",
        "- 1-1 推动升级",
        "x1 附件1 2026年市五件民生实事",
        "x1.1 一、 提高养老水平",
        "- x1.1-1 提高养老水平",
        "x1.2 二、 改善交通条件",
        "- x1.2-1 改善交通条件",
    )
    assert tree.jurisdiction == "示例市"
    assert [target.unit for measure in tree.measures() for target in measure.targets] == ["个", "公里"]


def test_paragraphs_with_a_lead_before_the_first_number_are_measures_too() -> None:
    tree = check_records(
        f"{REPORT}（一）促进安全\n化解风险。健全防控体系。\n加强治理。推进网格管理。\n今年重点抓好以下方面：\n"
        "1.医疗方面。改建卫生院。\n2.养老方面。新建助餐点。\n（二）加强建设\n推进依法行政。规范执法。\n",
        "1 一、 2026年重点工作",
        "1.1 （一） 促进安全",
        "- 1.1-1 化解风险",
        "- 1.1-2 加强治理",
        "- 1.1-3 医疗方面",
        "- 1.1-4 养老方面",
        "1.2 （二） 加强建设",
        "- 1.2-1 推进依法行政",
    )
    assert tree.sections[0].sections[0].text == "今年重点抓好以下方面："


def test_the_closing_of_a_speech_is_the_plans_text() -> None:
    closing = ["各位代表，踏上新征程，我们要加强自身建设。", "各位代表！让我们团结一心，为建设示例省而奋斗！"]
    tree = check_records(
        f"{REPORT}（一）增进福祉\n落实民生工程。提高补助标准。\n严守安全底线。开展排查。\n"
        + "\n".join(closing)
        + "\n相关报道：\n",
        "1 一、 2026年重点工作",
        "1.1 （一） 增进福祉",
        "- 1.1-1 落实民生工程",
        "- 1.1-2 严守安全底线",
    )
    assert tree.plan_text == "\n".join(closing)
    assert [measure.text for measure in tree.measures()][-1] == "严守安全底线。开展排查。"


def test_an_address_in_the_middle_of_a_report_is_its_sections_text() -> None:
    tree = read_lines(f"{REPORT}（一）增进福祉。落实工程。\n各位代表！成绩来之不易。\n（二）守住底线。开展排查。\n")
    assert [measure.text for measure in tree.measures()] == ["增进福祉。落实工程。", "守住底线。开展排查。"]
    assert tree.sections[0].text == "各位代表！成绩来之不易。"


def test_paragraphs_counted_with_firstly_and_secondly_are_measures_without_that_word() -> None:
    tree = check_records(
        f"{REPORT}（一）扩大内需，在消费上开新局。坚持两端发力。\n一是释放潜力。发放消费券。\n二是扩大投资。实施项目。\n"
        "（二）改革开放，在活力上开新局。坚持导向。\n一是深化改革。推进整合。\n二是稳定外贸。支持参展。\n",
        "1 一、 2026年重点工作",
        "1.1 （一） 扩大内需，在消费上开新局",
        "- 1.1-1 释放潜力",
        "- 1.1-2 扩大投资",
        "1.2 （二） 改革开放，在活力上开新局",
        "- 1.2-1 深化改革",
        "- 1.2-2 稳定外贸",
    )
    assert [measure.label for measure in tree.measures()] == ["一是", "二是", "一是", "二是"]
    assert tree.sections[0].sections[0].text == "坚持两端发力。"


def test_firstly_and_secondly_in_one_sentence_are_prose() -> None:
    check_records(
        f"{REPORT}（一）扩大内需。\n一是释放潜力，二是扩大投资，三是稳定外贸，着力打通堵点。\n（二）改革开放。坚持导向。\n",
        "1 一、 2026年重点工作",
        "1.1 （一） 扩大内需",
        "- 1.1-1 扩大内需",
        "- 1-1 改革开放",
    )


def test_items_above_nothing_but_leads_are_headings() -> None:
    check_records(
        f"{REPORT}（一）促进消费，服务新格局。突出主导。\n提振消费。扩大供给。\n稳定投资。实施项目。\n"
        "（二）壮大实体，构建新体系。坚持方向。\n汽车转型。支持新车。\n医药升级。建设平台。\n",
        "1 一、 2026年重点工作",
        "1.1 （一） 促进消费，服务新格局",
        "- 1.1-1 提振消费",
        "- 1.1-2 稳定投资",
        "1.2 （二） 壮大实体，构建新体系",
        "- 1.2-1 汽车转型",
        "- 1.2-2 医药升级",
    )


def test_an_item_above_some_leads_stays_one_and_is_reported() -> None:
    tree = read_lines(
        f"{REPORT}（一）促进消费。突出主导。\n提振消费。扩大供给。\n稳定投资。实施项目。\n{BODY}\n（二）改革。坚持方向。\n{BODY}\n"
    )
    assert [measure.title for measure in tree.measures()] == ["促进消费", "改革"]
    (problem,) = [problem for problem in tree.problems if problem.code == "leads_after_item"]
    assert (problem.subject, problem.detail) == ("促进消费", "提振消费、稳定投资")


# Regulations


def test_a_chapter_and_its_first_article_on_one_line_are_two() -> None:
    tree = check_records(
        "示例州供水管理办法\n　第一章　总则　　第一条 　为规范供水，制定本办法。\n"
        "　　第二条 　示例州的供水活动，适用本办法。\n"
        "　第二章　规划建设　　第三条 　州水务局应当编制供水规划，报州人民政府批准。\n"
        "　　第四条 　县级人民政府应当建立台账。\n"
        "　　台账应当每年更新。\n　第三章　附则　　第五条 　本办法自发布之日起施行。\n",
        "1 第一章 总则",
        "1.1 第一条 为规范供水",
        "1.2 第二条 示例州的供水活动",
        "2 第二章 规划建设",
        "- 2-1 州水务局应当编制供水规划 [mentioned 州水务局]",
        "- 2-2 县级人民政府应当建立台账",
        "3 第三章 附则",
        "3.5 第五条 本办法自发布之日起施行",
    )
    assert [measure.text for measure in tree.measures()][1] == "县级人民政府应当建立台账。\n台账应当每年更新。"
    assert tree.sections[0].sections[0].text == "为规范供水，制定本办法。"


# Who does what


def test_offices_that_head_a_list_of_duties_are_responsible() -> None:
    tree = check_records(
        "示例市节水方案\n一、重点任务\n（一）改造管网。更新管道。\n二、职责分工\n（一）市水务局。负责统筹节水工作。\n"
        "（二）市财政局。负责落实资金。\n市发展改革委：负责完善水价政策。\n",
        "1 一、 重点任务",
        "- 1-1 改造管网",
        "2 二、 职责分工",
        "- 2-1 市水务局 [responsible 市水务局]",
        "- 2-2 市财政局 [responsible 市财政局]",
        "- 2-3 市发展改革委 [responsible 市发展改革委]",
    )
    assert [part.rule for measure in tree.measures() for part in measure.responsibilities] == ["duty_list"] * 3


def test_a_duty_that_goes_on_below_its_line_is_one_measure() -> None:
    tree = check_records(
        "示例市节水方案\n一、职责分工\n1.市水务局：负责统筹节水工作，制定年度计划。\n市财政局：负责落实资金。\n"
        "各单位要加强配合，形成合力。\n2.市教育局：负责宣传教育，组织开展活动。\n市科技局：负责研发。\n市数据局：负责平台。\n",
        "1 一、 职责分工",
        "- 1-1 市水务局 [responsible 市水务局, mentioned 市财政局]",
        "- 1-2 市教育局 [responsible 市教育局]",
        "- 1-3 市科技局 [responsible 市科技局]",
        "- 1-4 市数据局 [responsible 市数据局]",
    )
    assert next(iter(tree.measures())).text.endswith("各单位要加强配合，形成合力。")


def test_an_office_that_opens_a_task_elsewhere_is_only_mentioned() -> None:
    tree = read_lines("示例市节水方案\n一、重点任务\n（一）市水务局。负责统筹节水工作。\n（二）改造管网。更新管道。\n")
    parts = [part for measure in tree.measures() for part in measure.responsibilities]
    assert {part.role for part in parts} == {Role.MENTIONED}


def test_the_deadline_of_a_stage_stands_in_its_lead() -> None:
    tree = read_lines(
        "示例市数据工作方案\n一、主要成果\n（一）服务提升。办件量达到100万件。\n二、进度安排\n（一）启动阶段（2025年3月底前）。动员部署。\n"
        "（二）总结阶段（2025年10月—12月）。组织验收。\n（三）推广阶段（全市范围）。总结经验。\n"
    )
    assert [(measure.due_text, str(measure.due_on)) for measure in tree.measures()] == [
        ("2025年3月底前", "2025-03-31"),
        ("2025年10月—12月", "2025-12-31"),
        ("", "None"),
    ]
    assert not [target for section in tree.walk() for target in section.targets]


# A title inside a sentence


def test_a_sentence_is_no_title_but_may_quote_it() -> None:
    tree = read_lines(
        "　　本世纪末是改革的重要时期\n"
        "根据建议，制定《示例市国民经济和社会发展“九五”计划和二○一○年远景目标纲要》（以下简称《纲要》）\n"
        "　　《纲要》是示例市的第一个中长期规划\n　　一、加强农业\n（一）保护耕地。增加投入。\n"
    )
    assert tree.title == "示例市国民经济和社会发展“九五”计划和二○一○年远景目标纲要"
    assert (tree.kind, tree.period_start, tree.period_end, tree.horizon_year) == ("outline", 1996, 2000, 2010)
    assert tree.plan_text.count("\n") == 2
