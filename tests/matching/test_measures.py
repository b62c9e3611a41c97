"""Measures of a revised document are known again by their words."""

from tests.matching.documents import check_matches

KNOWN = """
1 第一章 创新发展
1.1 第一节 基础研究
1.1-1 支持基础研究。完善财政投入机制，鼓励企业设立研发中心。
1.1-2 建设重点实验室。新增市级以上重点实验室五家，开放共享仪器设备。
1.1-3 培育创新主体。对首次认定的高新技术企业给予奖励。
1.2 第二节 人才
1.2-1 引进高层次人才。到2028年引进高层次人才三百名，落实住房保障。
1.2-2 培养技能人才。支持职业院校与企业共建实训基地，推行学徒制。
"""


def test_the_same_document_is_the_same() -> None:
    check_matches(KNOWN, KNOWN, {})


def test_a_paragraph_inserted_in_the_middle_renumbers_nothing() -> None:
    new = KNOWN.replace("1.1-3 ", "1.1-4 ").replace("1.1-2 ", "1.1-3 ")
    new = new.replace("1.1-3 建设", "1.1-2 发展绿色低碳技术。开展碳捕集示范应用。\n1.1-3 建设")
    check_matches(KNOWN, new, {"1.1-2": "new", "1.1-3": "words 1.1-2", "1.1-4": "words 1.1-3"})


def test_a_reworded_measure_is_alike() -> None:
    new = KNOWN.replace(
        "引进高层次人才。到2028年引进高层次人才三百名", "引进和留住高层次人才。到2030年引进高层次人才五百名"
    )
    check_matches(KNOWN, new, {"1.2-1": "alike 1.2-1"})


def test_a_short_title_with_a_word_more_is_alike() -> None:
    known = "1 一、 人才\n1-1 引进人才。\n1-2 培养人才。\n1-3 服务企业。"
    new = known.replace("引进人才", "引进优秀人才")
    check_matches(known, new, {"1-1": "alike 1-1"})


def test_the_same_title_in_the_same_section_is_enough_where_the_text_is_another() -> None:
    new = KNOWN.replace("对首次认定的高新技术企业给予奖励", "设立种子基金、搭建孵化载体")
    check_matches(KNOWN, new, {"1.1-3": "alike 1.1-3"})


def test_a_measure_that_moved_to_another_section_is_the_same() -> None:
    new = KNOWN.replace("1.1-3 培育", "1.2-3 培育")
    check_matches(KNOWN, new, {"1.2-3": "words 1.1-3 moved"})


def test_a_measure_that_moved_and_was_reworded_is_alike() -> None:
    new = KNOWN.replace("1.1-3 培育创新主体。对首次认定", "1.2-3 培育创新主体。对首次通过认定")
    check_matches(KNOWN, new, {"1.2-3": "alike 1.1-3 moved"})


def test_a_measure_split_in_two_goes_on_as_the_larger_part() -> None:
    new = KNOWN.replace(
        "1.1-2 建设重点实验室。新增市级以上重点实验室五家，开放共享仪器设备。",
        "1.1-2 建设重点实验室。新增市级以上重点实验室五家。\n1.1-9 开放共享仪器设备。",
    )
    check_matches(KNOWN, new, {"1.1-2": "split 1.1-2", "1.1-9": "split 1.1-2"})


def test_a_measure_split_in_three_equal_parts_goes_on_as_the_largest() -> None:
    known = "1 一、 产业\n1-1 建设创新研究院平台基地，发展生物医药产业集群，打造智能制造示范工厂。"
    new = "1 一、 产业\n1-1 建设创新研究院平台基地。\n1-2 发展生物医药产业集群。\n1-3 打造智能制造示范工厂。"
    check_matches(known, new, {"1-1": "split 1-1", "1-2": "split 1-1", "1-3": "split 1-1"})


def test_two_measures_merged_go_on_as_the_more_alike_and_the_other_names_what_holds_it() -> None:
    new = KNOWN.replace("1.1-3 培育创新主体。对首次认定的高新技术企业给予奖励。\n", "").replace(
        "开放共享仪器设备。", "开放共享仪器设备。培育创新主体。对首次认定的高新技术企业给予奖励。"
    )
    check_matches(KNOWN, new, {"1.1-2": "merged 1.1-2", "-1.1-3": "merged 1.1-2"})


def test_what_is_dropped_is_absent_and_what_has_nothing_in_common_is_new() -> None:
    new = KNOWN.replace(
        "培养技能人才。支持职业院校与企业共建实训基地，推行学徒制。", "整治河道水系。清淤疏浚，修复湿地生态。"
    )
    check_matches(KNOWN, new, {"1.2-2": "new", "-1.2-2": "absent"})


def test_words_that_an_editor_changed_are_known_by_what_the_document_said() -> None:
    known = KNOWN.replace(
        "1.1-3 培育创新主体。对首次认定的高新技术企业给予奖励。",
        "1.1-3 培育创新主体。对首次认定的高新技术企业给予奖励。 = 扶持企业。按年度清单执行。",
    )
    check_matches(known, KNOWN, {})


def test_words_that_an_editor_wrote_before_the_document_did_are_known_too() -> None:
    known = KNOWN.replace(
        "1.1-3 培育创新主体。对首次认定的高新技术企业给予奖励。",
        "1.1-3 旧的文字。 = 培育创新主体。对首次认定的高新技术企业给予奖励。",
    )
    check_matches(known, KNOWN, {})


def test_what_was_withdrawn_comes_back_with_its_words() -> None:
    known = KNOWN.replace("1.1-3 培育", "[withdrawn] 1.1-3 培育")
    check_matches(known, KNOWN, {})


def test_what_was_withdrawn_is_not_missed() -> None:
    known = KNOWN + "[withdrawn] 1.2-3 推广数字技术。\n"
    check_matches(known, KNOWN, {})


def test_what_a_person_deleted_is_known_where_it_stood_and_another_elsewhere() -> None:
    known = KNOWN.replace("1.1-3 培育", "[deleted] 1.1-3 培育")
    check_matches(known, KNOWN, {})
    elsewhere = KNOWN.replace("1.1-3 培育", "1.2-3 培育")
    check_matches(known, elsewhere, {"1.2-3": "new"})


def test_what_an_editor_added_is_taken_over_only_where_the_words_are_nearly_the_same() -> None:
    known = KNOWN + "[added] 1.2-9 打造青年人才社区，提供租住补贴。\n"
    new = KNOWN + "1.2-3 打造青年人才社区，提供租住补贴。\n"
    check_matches(known, new, {"1.2-3": "words 1.2-9"})
    check_matches(known, KNOWN + "1.2-3 打造青年友好城市，提供就业补贴。\n", {"1.2-3": "new"})


def test_the_same_words_twice_are_distinguished_by_section_and_order() -> None:
    known = "1 一、 甲\n1-1 加强宣传引导。\n2 二、 乙\n2-1 加强宣传引导。\n2-2 加强宣传引导。"
    check_matches(known, known, {})
    new = known.replace("2-1 加强宣传引导。\n", "2-1 健全考核机制，定期通报。\n")
    check_matches(known, new, {"2-1": "new", "-2-1": "absent"})


def test_another_reading_of_the_same_document_keeps_what_has_only_its_code() -> None:
    new = KNOWN.replace(
        "培养技能人才。支持职业院校与企业共建实训基地，推行学徒制。", "整治河道水系。清淤疏浚，修复湿地生态。"
    )
    check_matches(KNOWN, new, {"1.2-2": "code 1.2-2"}, same_document=True)
