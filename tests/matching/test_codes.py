"""Codes are for life: a known record keeps its own, a new one takes one that no record ever had."""

from collections.abc import Iterable

from measures.matching import assign_codes, match
from tests.matching.documents import outline

KNOWN = """
1 第一章 创新发展
1.1 第一节 基础研究
1.1-1 支持基础研究。完善财政投入机制，鼓励企业设立研发中心。
1.1-2 建设重点实验室。新增市级以上重点实验室五家，开放共享仪器设备。
1.2 第二节 人才
1.2-1 引进高层次人才。到2028年引进高层次人才三百名，落实住房保障。
u1 — 组织实施
u1-1 加强统筹协调。成立领导小组，定期调度进展。
"""


def codes(new: str, ever: Iterable[str] = ()) -> dict[str, str]:
    """The stored code of each code of the new document where it is another."""
    known = outline(KNOWN)
    used = {entry.code for entry in (*known.sections, *known.measures)} | {*ever}
    found = assign_codes(match(known, outline(new)), outline(new), used)
    return {code: stored for code, stored in {**found.sections, **found.measures}.items() if code != stored}


def test_a_new_measure_takes_the_next_free_place_of_its_section() -> None:
    new = KNOWN.replace("1.1-2 ", "1.1-3 ").replace("1.1-3 建设", "1.1-2 发展绿色技术。\n1.1-3 建设")
    assert codes(new) == {"1.1-2": "1.1-3", "1.1-3": "1.1-2"}


def test_a_place_that_a_deleted_measure_had_is_not_given_again() -> None:
    assert codes(KNOWN.replace("1.2 第二节", "1.1-3 发展绿色技术。\n1.2 第二节"), ["1.1-7"]) == {"1.1-3": "1.1-8"}


def test_a_section_whose_number_is_taken_gets_a_letter_and_its_measures_follow_it() -> None:
    new = KNOWN.replace("1.2", "1.3").replace("第二节 人才", "第三节 人才")
    new = new.replace("1.3 第三节", "1.2 第二节 成果转化\n1.2-1 建设概念验证中心。\n1.3 第三节")
    expected = {"1.2": "1.2b", "1.2-1": "1.2b-1", "1.3": "1.2", "1.3-1": "1.2-1"}
    assert codes(new) == expected
    assert codes(new, ["1.2b"]) == expected | {"1.2": "1.2c", "1.2-1": "1.2c-1"}


def test_after_z_come_numbers() -> None:
    taken = [f"1.2{letter}" for letter in "bcdefghijklmnopqrstuvwxyz"]
    new = KNOWN.replace("第二节 人才", "第三节 人才").replace("1.2", "1.3")
    new = new.replace("1.3 第三节", "1.2 第二节 成果转化\n1.3 第三节")
    assert codes(new, taken)["1.2"] == "1.2z27"


def test_a_heading_without_number_takes_the_next_number_of_its_kind() -> None:
    new = KNOWN.replace("u1 — 组织实施\nu1-1", "u1 — 形势研判\nu1-1 国际环境。\nu2 — 组织实施\nu2-1")
    assert codes(new) == {"u1": "u2", "u1-1": "u2-1", "u2": "u1", "u2-1": "u1-1"}


def test_what_is_new_below_a_section_that_keeps_another_code_follows_that_code() -> None:
    new = KNOWN.replace("1 第一章", "2 第二章").replace("1.", "2.").replace("2 第二章", "1 第一章 总则\n2 第二章")
    new = new.replace("u1 — ", "2.3 第三节 金融\n2.3-1 设立引导基金。\nu1 — ")
    assert codes(new) == {
        "1": "1b",
        "2": "1",
        "2.1": "1.1",
        "2.1-1": "1.1-1",
        "2.1-2": "1.1-2",
        "2.2": "1.2",
        "2.2-1": "1.2-1",
        "2.3": "1.3",
        "2.3-1": "1.3-1",
    }


def test_a_box_is_numbered_through_the_whole_plan() -> None:
    entries = outline("1 第一章 创新发展\nb1 专栏1 重大工程\nb1-1 建设科学城。")
    assert assign_codes(match(outline(""), entries), entries, {"b1"}).sections["b1"] == "b1b"
