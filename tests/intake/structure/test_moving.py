"""Measures in another order, or in another section, and what the next reading makes of it."""

import pytest

from measures.intake import structure
from measures.models import Conflict, Plan
from tests.factories import make_measure
from tests.intake.structure.shapes import import_again, measure, move, shape, take_back, titles

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
