"""Several records at once: they move together and keep their order; what stands below a section goes along with it."""

import pytest

from measures.correcting import ImpossibleError
from measures.parsing import PlanTree
from measures.terms import CorrectionFault
from tests.correcting.checks import PLAN, correct, wishes
from tests.correcting.test_kinds import section
from tests.parsing.checks import read_text

FIVE = PLAN.replace(
    "三、开放科研设施。面向企业共享仪器设备。", "三、开放科研设施。\n    四、转化成果。\n    五、保护知识产权。"
)
BASIC, LAB, OPEN, USE, RIGHTS = "支持基础研究", "建设实验室", "开放科研设施", "转化成果", "保护知识产权"
HIRE, TRAIN = "引进人才", "培养人才"


def titles(tree: PlanTree, code: str) -> list[str]:
    return [each.title for each in section(tree, code).measures]


def moved(codes: str, place: str, into: str = "") -> PlanTree:
    tree = read_text(FIVE)
    return correct(tree, wishes(tree, "move", *codes.split(), place=place, into=into))


@pytest.mark.parametrize(
    ("codes", "place", "first", "second"),
    [
        ("1.1-2 1.1-3", "up", [LAB, OPEN, BASIC, USE, RIGHTS], [HIRE, TRAIN]),
        ("1.1-3 1.1-2", "up", [LAB, OPEN, BASIC, USE, RIGHTS], [HIRE, TRAIN]),  # ticked in another order
        ("1.1-2 1.1-3", "down", [BASIC, USE, LAB, OPEN, RIGHTS], [HIRE, TRAIN]),
        ("1.1-2 1.1-4", "up", [LAB, BASIC, USE, OPEN, RIGHTS], [HIRE, TRAIN]),  # two groups, each past its neighbour
        ("1.1-2 1.1-4", "down", [BASIC, OPEN, LAB, RIGHTS, USE], [HIRE, TRAIN]),
        ("1.1-4 1.1-5", "down", [BASIC, LAB, OPEN], [USE, RIGHTS, HIRE, TRAIN]),
        ("1.2-1 1.2-2", "up", [BASIC, LAB, OPEN, USE, RIGHTS, HIRE, TRAIN], []),
        ("1.1-5 1.2-1", "down", [BASIC, LAB, OPEN, USE], [RIGHTS, TRAIN, HIRE]),
    ],
)
def test_what_is_ticked_moves_together_and_keeps_its_order(
    codes: str, place: str, first: list[str], second: list[str]
) -> None:
    after = moved(codes, place)
    assert (titles(after, "1.1"), titles(after, "1.2")) == (first, second)


def test_a_selection_goes_into_a_section_in_the_order_of_the_document() -> None:
    assert titles(moved("1.1-4 2-1 1.1-2", "into", "1.2"), "1.2") == [LAB, USE, HIRE, TRAIN, "加强领导"]


def test_what_was_put_in_another_order_keeps_it_in_another_section() -> None:
    tree = read_text(FIVE)
    swapped = correct(tree, wishes(tree, "move", "1.1-5", place="up"))
    assert titles(swapped, "1.1")[-2:] == [RIGHTS, USE]
    after = correct(swapped, wishes(swapped, "move", "1.1-4", "1.1-5", place="into", into="1.2"))
    assert titles(after, "1.2") == [RIGHTS, USE, HIRE, TRAIN]


def test_sections_move_together_and_take_along_what_stands_below_them() -> None:
    tree = read_text(PLAN + "    第三章 附则\n    第四章 名录\n")
    up = correct(tree, wishes(tree, "move", "2", "3", place="up", branch=True))
    assert [each.title for each in up.sections] == ["组织实施", "附则", "科技创新", "名录"]
    assert titles(up, "2") == ["加强领导"]
    top = correct(tree, wishes(tree, "move", "1.2", "1.1", "1.1-2", place="top"))
    assert [each.title for each in top.sections] == ["科技创新", "基础研究", "人才", "组织实施", "附则", "名录"]
    assert len(top.sections[1].measures) == 3


def test_a_branch_goes_down_a_level_whole() -> None:
    tree = read_text(PLAN)
    after = correct(tree, wishes(tree, "level", "2", level=2, branch=True))
    assert [(each.title, len(each.measures)) for each in section(after, "1").sections][-1] == ("组织实施", 1)


def test_a_branch_is_called_otherwise_without_what_stands_below() -> None:
    tree = read_text(PLAN)
    after = correct(tree, wishes(tree, "title", "1.2", title="人才队伍", branch=True))
    assert (section(after, "1.2").title, titles(after, "1.2")) == ("人才队伍", [HIRE, TRAIN])


def test_measures_marked_in_the_document_move_together() -> None:
    tree = read_text(FIVE)
    after = correct(tree, wishes(tree, "move", at="二、建设实验室", to="四、转化成果", place="up"))
    assert titles(after, "1.1") == [LAB, OPEN, BASIC, USE, RIGHTS]


@pytest.mark.parametrize(
    ("codes", "place", "fault"),
    [
        ("1.1-2 2-1", "down", CorrectionFault.NOTHING_AFTER),
        ("1 2", "up", CorrectionFault.NOTHING_BEFORE),
        ("1.1 2", "down", CorrectionFault.NOTHING_AFTER),
    ],
)
def test_a_selection_of_which_one_has_nothing_beside_it_does_not_move(
    codes: str, place: str, fault: CorrectionFault
) -> None:
    with pytest.raises(ImpossibleError) as refused:
        moved(codes, place)
    assert refused.value.reason == fault
