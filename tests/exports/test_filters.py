"""What is asked for finds the same measures in the records and, as of today, in their history."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from measures.exports import Scope
from measures.exports.filter_form import FiltersForm, choices_of, in_words, read_filters
from measures.exports.filters import Filters
from measures.models import Measure, ResponsibleBody
from measures.visibility import EVERYTHING, THE_PUBLIC
from tests.factories import assign, make_body, make_measure, make_plan, make_section
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


@made_once
def measures() -> None:
    """Two plans; in the first two chapters with measures a to d, in the second e; all but d are in force."""
    today = timezone.localdate()
    plan = make_plan("one")
    first, second = make_section(plan, label="第一章"), make_section(plan, label="第二章")
    under = make_section(plan, first, title="教育")
    district = make_body("区教育局", aliases=["区教委"])
    make_body("市教育委员会", aliases=["市教委"])
    ResponsibleBody.objects.filter(pk=district.pk).update(parent=make_body("市教育委员会"))
    a = make_measure(first, title="甲", text="引进人才。", due_on=today - timedelta(1), label="一、")
    b = make_measure(under, title="乙", text="建设学校。", due_on=today + timedelta(9), phase="in_progress")
    c = make_measure(second, title="丙", text="修路。", kind="project", review_state="extracted", label="（一）")
    d = make_measure(second, title="丁", text="修桥。", withdrawn_on=today - timedelta(3), due_on=today - timedelta(9))
    e = make_measure(make_section(make_plan("two")), title="戊", text="植树。")
    for measure, name, role in (
        (a, "市教育委员会", "lead"),
        (b, "区教育局", "lead"),
        (b, "市财政局", "support"),
        (c, "市财政局", "lead"),
        (d, "市财政局", "lead"),
        (e, "区教育局", "responsible"),
    ):
        assign(measure, name, role)


def found(filters: Filters) -> list[str]:
    """The titles of the measures now, and as of today."""
    scope = Scope(EVERYTHING, filters)
    past = replace(scope, as_of=timezone.localdate())
    return ["".join(row.title for row in each.source.measures()) for each in (scope, past)]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, "甲乙丙戊"),
        ({"plan": ["one"]}, "甲乙丙"),
        ({"plan": ["one,two"]}, "甲乙丙戊"),
        ({"section": ["1"], "plan": ["one"]}, "甲乙"),
        ({"section": ["1.1"]}, "乙"),
        ({"body": ["区教委"]}, "乙戊"),
        ({"body": ["市教委", "市财政局"]}, "甲乙丙"),
        ({"body": ["市财政局"], "role": ["lead"]}, "丙"),
        ({"body": ["市财政局"], "role": ["responsible"]}, ""),
        ({"body_under": ["市教委"]}, "甲乙戊"),
        ({"body_under": ["市教委"], "body": ["区教育局"]}, "乙戊"),
        ({"role": ["responsible", "support"]}, "乙戊"),
        ({"kind": ["project"]}, "丙"),
        ({"phase": ["in_progress,completed"]}, "乙"),
        ({"timeliness": ["overdue"]}, "甲"),
        ({"timeliness": ["due_soon", "on_track"]}, "乙丙戊"),
        ({"review_state": ["extracted"]}, "丙"),
        ({"withdrawn": ["all"]}, "甲乙丙丁戊"),
        ({"withdrawn": ["true"]}, "丁"),
        ({"due_before": ["2100-01-01"]}, "甲乙"),
        ({"due_after": ["2100-01-01"]}, ""),
        ({"q": ["人才"]}, "甲"),
        ({"q": ["市财政局 学校"]}, "乙"),
        ({"q": ["第一章"]}, "甲乙"),
        ({"q": ["1.1"]}, "乙"),
        ({"q": ["2-1"]}, "丙"),
        ({"q": ["（一）"]}, "丙"),
        ({"q": ["，"]}, ""),
    ],
)
def test_a_filter_finds_the_same_now_and_in_history(measures: None, asked: dict[str, list[str]], expected: str) -> None:
    assert found(read_filters(asked, EVERYTHING)) == [expected, expected]


@pytest.mark.parametrize(("asked", "expected"), [("due_before", "甲乙"), ("due_after", "乙")])
def test_both_bounds_of_deadlines_are_within_them(measures: None, asked: str, expected: str) -> None:
    day = timezone.localdate() + timedelta(9)
    assert found(read_filters({asked: [day.isoformat()]}, EVERYTHING)) == [expected, expected]


@pytest.mark.parametrize(
    ("asked", "field", "named"),
    [
        ({"plan": ["three"]}, "plan", "three"),
        ({"section": ["9"]}, "section", "9"),
        ({"section": ["1.1"], "plan": ["two"]}, "section", "1.1"),
        ({"body": ["无此单位"]}, "body", "无此单位"),
        ({"phase": ["done"]}, "phase", "done"),
        ({"due_before": ["1.2.2026"]}, "due_before", ""),
        ({"withdrawn": ["maybe"]}, "withdrawn", "maybe"),
    ],
)
def test_what_is_wrong_is_told_by_field(measures: None, asked: dict[str, list[str]], field: str, named: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_filters(asked, EVERYTHING)
    assert list(refused.value.message_dict) == [field]
    assert named in refused.value.message_dict[field][0]


def test_of_what_a_reader_does_not_see_nothing_is_found(measures: None) -> None:
    make_plan("draft", state="draft")
    with pytest.raises(ValidationError):
        read_filters({"plan": ["draft"]}, THE_PUBLIC)
    seen = Scope(THE_PUBLIC).source.measures()
    assert "".join(row.title for row in seen) == "甲乙戊"


def test_filters_are_said_in_words_and_kept_as_data(measures: None) -> None:
    asked = {"plan": ["one"], "body": ["市教委"], "phase": ["in_progress", "completed"], "withdrawn": ["all"]}
    filters = read_filters(asked, EVERYTHING)
    assert in_words(filters) == "责任单位：市教委；进展阶段：推进中、已完成；已撤出的举措：列入并标明"
    assert filters.as_data() == asked
    assert read_filters(filters.as_data(), EVERYTHING) == filters
    assert Filters().as_data() == {}


def test_the_codes_of_a_filter_are_offered_with_their_labels_where_it_has_codes() -> None:
    offered = {name: dict(choices_of(field)) for name, field in FiltersForm.base_fields.items()}
    assert offered["kind"] == {"measure": "任务举措", "project": "重大工程项目"}
    assert list(offered["withdrawn"]) == ["false", "true", "all"]
    with_codes = [name for name, codes in offered.items() if codes]
    assert with_codes == ["role", "kind", "phase", "timeliness", "review_state", "withdrawn"]


def test_what_a_list_has_chosen_is_what_is_found(measures: None) -> None:
    chosen = Measure.objects.filter(title__in=["丁", "甲"])
    assert [row.title for row in Scope.of_list(EVERYTHING, chosen).source.measures()] == ["甲", "丁"]
    assert [row.title for row in Scope.of_list(THE_PUBLIC, chosen.filter(title="丙")).source.measures()] == []
