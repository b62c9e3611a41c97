"""Measures in another order, or in another section, and what the next reading makes of it."""

import pytest

from measures.intake import structure
from measures.models import Conflict, Plan
from tests.factories import make_measure
from tests.intake.structure.shapes import import_again, measure, merge, move, shape, split, take_back, titles
from tests.uploads import TEXT

THREE = [("1.1-1", "支持基础研究"), ("1.1-2", "建设实验室"), ("1.2-1", "引进人才")]


def test_one_goes_down_past_the_next_and_comes_back_with_an_undo(published: Plan) -> None:
    made = move(measure("1.1-1"), place="down")
    assert titles(published) == ["建设实验室", "支持基础研究", "引进人才"]
    assert import_again(published) == []
    assert titles(published) == ["建设实验室", "支持基础研究", "引进人才"]
    take_back(made)
    assert shape(published) == THREE


def test_some_go_into_another_section_and_stay_there(published: Plan) -> None:
    move(measure("1.1-1"), measure("1.1-2"), into="1.2")
    assert {each.section.code for each in published.measures.all()} == {"1.2"}
    assert {code for code, _title in shape(published)} == {code for code, _title in THREE}
    before = shape(published)
    assert import_again(published) == []
    assert shape(published) == before
    assert not Conflict.objects.exists()


def test_one_that_an_editor_added_or_moved_goes_with_the_others(plan: Plan) -> None:
    section = plan.sections.get(code="1.1")
    place = {"position": measure("1.1-2").position, "title": "开放共享", "review_state": "extracted"}
    added = make_measure(section, **place)
    assert titles(plan)[1:3] == ["建设实验室", "开放共享"]
    move(added, place="up")
    assert titles(plan)[:3] == ["支持基础研究", "开放共享", "建设实验室"]
    added.refresh_from_db()
    move(measure("1.2-1"), added, into="1.1")
    assert {each.section_id for each in plan.measures.all()} == {section.pk}
    before = shape(plan)
    assert import_again(plan) == []
    assert shape(plan) == before


def test_what_cannot_be_moved_is_said(plan: Plan) -> None:
    first, other = measure("1.1-1"), measure("1.2-1")
    for measures, place in (([first], "up"), ([other], "down"), ([first, other], "down")):
        with pytest.raises(structure.StructureRefusedError):
            structure.plan_move(measures, place)
    assert shape(plan) == THREE


NEXT = (
    TEXT.replace("一、支持基础研究", "一、开放共享。向企业开放仪器。\n二、支持基础研究")
    .replace("二、建设", "三、建设")
    .replace("300名", "500名")
)


def test_the_next_edition_follows_what_was_moved_up_down_and_into_another_section(published: Plan) -> None:
    """The edition has a measure more at the head of the section, and another number in the last one."""
    move(measure("1.1-1"), place="down")
    move(measure("1.2-1"), into="1.1")
    import_again(published, NEXT)
    assert titles(published) == ["开放共享", "建设实验室", "支持基础研究", "引进人才"]
    moved = measure("1.2-1")
    assert (moved.section.code, "500名" in moved.text) == ("1.1", True)
    assert not Conflict.objects.exists()
    assert import_again(published, NEXT) == []


def test_the_next_edition_follows_a_plan_that_was_moved_split_and_merged(published: Plan) -> None:
    split(measure("1.1-1"), [1])
    _first, second, lab, talent = published.measures.in_force().order_by("position", "pk")
    merge(second, lab)
    move(talent, into="1.1")
    [merged] = published.measures.in_force().filter(title=second.title)
    move(merged, place="up")
    assert titles(published) == ["完善投入机制", "支持基础研究", "引进人才"]
    import_again(published, NEXT)
    assert not Conflict.objects.exists()
    assert sorted(titles(published)) == ["完善投入机制", "开放共享", "引进人才", "支持基础研究"]
    assert titles(published).index("完善投入机制") < titles(published).index("支持基础研究")
    assert "500名" in measure("1.2-1").text
    assert {each.section.code for each in published.measures.in_force()} == {"1.1"}
    assert import_again(published, NEXT) == []
