"""Sections of a revised document are known again by title, parent and contents."""

from tests.matching.documents import check_matches

KNOWN = """
1 第一章 创新发展
1.1 第一节 基础研究
1.1-1 支持基础研究。完善财政投入机制，鼓励企业设立研发中心。
1.2 第二节 人才
1.2-1 引进高层次人才。到2028年引进高层次人才三百名，落实住房保障。
1.2-2 培养技能人才。支持职业院校与企业共建实训基地，推行学徒制。
2 第二章 协调发展
2.1 第一节 城乡
2.1-1 推进乡村振兴。改造农村厕所，硬化村内道路。
"""


def test_a_section_renumbered_by_one_that_was_inserted_keeps_its_measures() -> None:
    new = KNOWN.replace("1.2", "1.3").replace("第二节 人才", "第三节 人才")
    new = new.replace("1.3 第三节", "1.2 第二节 成果转化\n1.2-1 建设概念验证中心。\n1.3 第三节")
    expected = {
        "1.2": "new",
        "1.2-1": "new",
        "1.3": "words 1.2",
        "1.3-1": "words 1.2-1",
        "1.3-2": "words 1.2-2",
    }
    check_matches(KNOWN, new, expected)


def test_a_section_moved_to_another_chapter_is_the_same_and_its_measures_have_not_moved() -> None:
    new = KNOWN.replace("1.2 第二节 人才", "2.2 第二节 人才").replace("1.2-", "2.2-")
    lines = new.strip().splitlines()
    moved = [line for line in lines if line.startswith("2.2")]
    new = "\n".join([line for line in lines if line not in moved] + moved)
    expected = {"2.2": "words 1.2 moved", "2.2-1": "words 1.2-1", "2.2-2": "words 1.2-2"}
    check_matches(KNOWN, new, expected)


def test_a_reworded_title_is_alike() -> None:
    check_matches(KNOWN, KNOWN.replace("第一节 基础研究", "第一节 加强基础研究"), {"1.1": "alike 1.1"})


def test_a_title_with_no_word_in_common_is_known_by_what_stands_in_the_section() -> None:
    check_matches(KNOWN, KNOWN.replace("第二节 人才", "第二节 汇聚英才"), {"1.2": "contents 1.2"})


def test_a_chapter_is_known_by_its_sections() -> None:
    check_matches(KNOWN, KNOWN.replace("第一章 创新发展", "第一章 科技强区"), {"1": "contents 1"})


def test_the_same_title_under_two_chapters_is_distinguished_by_the_parent() -> None:
    known = "1 第一章 甲\n1.1 第一节 目标\n1.1-1 增加投入。\n2 第二章 乙\n2.1 第一节 目标\n2.1-1 减少排放。"
    check_matches(known, known, {})
    new = known.replace("2 第二章 乙\n2.1", "2 第二章 丙\n2.1-2 乙。\n3 第三章 乙\n3.1").replace("2.1-1", "3.1-1")
    new = new.replace("2.1-2 乙。\n", "")
    check_matches(known, new, {"2": "new", "3": "words 2", "3.1": "words 2.1", "3.1-1": "words 2.1-1"})


def test_a_section_that_is_dropped_is_absent_with_its_measures() -> None:
    new = KNOWN.split("2 第二章")[0]
    check_matches(KNOWN, new, {"-2": "absent", "-2.1": "absent", "-2.1-1": "absent"})
