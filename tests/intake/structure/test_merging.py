"""Merging measures: what stays, what goes, and what the next reading makes of it."""

import pytest

from measures.choices import EditVia
from measures.edits import edit
from measures.intake import structure
from measures.models import Conflict, Correction, DivisionTask, Measure, Plan, Target
from tests.factories import assign, make_measure, make_plan, make_section, make_target
from tests.intake.structure.shapes import import_again, measure, merge, roles, shape, take_back, titles
from tests.uploads import TEXT

THREE = [("1.1-1", "支持基础研究"), ("1.1-2", "建设实验室"), ("1.2-1", "引进人才")]


def test_drafts_become_the_first_of_them_with_all_words_bodies_and_targets(plan: Plan) -> None:
    first, second, third = (measure(code) for code, _title in THREE)
    source = plan.sources.get()
    task = DivisionTask.objects.create(
        source=source, number=1, measure=third, words="引进人才", source_start=0, source_end=4
    )
    made = merge(first, third)
    assert shape(plan) == THREE[:2]
    merged = measure("1.1-1")
    assert merged.pk == first.pk
    assert merged.text == f"{first.text}\n一、{third.text}"
    assert roles(merged) == {("市科技局", "lead"), ("市财政局", "support"), ("市人社局", "lead")}
    assert [target.value for target in merged.targets.all()] == [300]
    assert not Measure.objects.filter(pk=third.pk).exists()
    task.refresh_from_db()
    assert task.measure_id == merged.pk
    take_back(made)
    assert shape(plan) == THREE
    assert measure("1.2-1").targets.get().value == 300
    assert roles(measure("1.2-1")) == {("市人社局", "lead")}
    assert not Correction.objects.exists()
    assert second.version == measure("1.1-2").version


def test_published_ones_are_withdrawn_and_name_the_merged_one(published: Plan) -> None:
    first, second = measure("1.1-1"), measure("1.1-2")
    made = merge(first, second)
    assert titles(published) == ["支持基础研究", "引进人才"]
    [merged, _third] = published.measures.in_force().order_by("position", "pk")
    for old in (first, second):
        old.refresh_from_db()
        assert old.withdrawn_on is not None
        assert [each.pk for each in old.successors.all()] == [merged.pk]
    assert (first.text, merged.review_state) == (measure("1.1-1").text, "published")
    take_back(made)
    assert shape(published) == THREE
    assert {each.pk for each in merged.successors.all()} == {first.pk, second.pk}


@pytest.mark.parametrize("state", ["extracted", "published"])
def test_the_same_document_again_and_the_next_edition_keep_the_merged_one(plan: Plan, state: str) -> None:
    Measure.objects.update(review_state=state)
    merge(measure("1.1-1"), measure("1.1-2"))
    before = shape(plan)
    assert import_again(plan) == []
    assert shape(plan) == before
    import_again(plan, TEXT.replace("引进人才300名", "引进人才500名"))
    assert shape(plan) == before
    assert not Conflict.objects.exists()


@pytest.mark.parametrize("state", ["extracted", "published"])
def test_an_edition_in_which_they_are_worded_anew_loses_none_of_their_words(plan: Plan, state: str) -> None:
    Measure.objects.update(review_state=state)
    merge(measure("1.1-1"), measure("1.1-2"))
    import_again(plan, TEXT.replace("二、建设实验室。到2028年", "二、建设一批重点实验室。到2029年"))
    words = "".join(plan.measures.in_force().values_list("text", flat=True))
    assert "支持基础研究" in words
    assert "建设一批重点实验室" in words


def test_what_editors_changed_or_added_is_in_the_merged_one(plan: Plan) -> None:
    first, second = measure("1.1-1"), measure("1.1-2")
    words = {"title": "开放共享", "text": "开放共享。", "note": "新增", "position": second.position}
    added = make_measure(first.section, review_state="confirmed", due_on="2027-01-01", **words)
    assign(added, "市教委", role="lead")
    make_target(added, text="开放共享5项", value=5)
    with edit(None, via=EditVia.ADMIN):
        second.text, second.note = "建好实验室。到2028年新增重点实验室5家。", "已报市长"
        second.save()
    merge(first, measure("1.1-2"), added)
    merged = measure("1.1-1")
    assert merged.text == f"{first.text}\n二、建好实验室。到2028年新增重点实验室5家。\n开放共享。"
    assert (merged.note, merged.review_state, str(merged.due_on)) == ("已报市长\n新增", "confirmed", "2027-01-01")
    assert ("市教委", "lead") in roles(merged)
    assert set(Target.objects.filter(measure=merged).values_list("value", flat=True)) == {5}
    assert merged.targets.count() == 2
    before = shape(plan)
    assert import_again(plan) == []
    assert shape(plan) == before
    assert not Conflict.objects.exists()


def test_a_draft_in_whose_place_a_published_one_goes_keeps_its_record(plan: Plan) -> None:
    Measure.objects.filter(code="1.1-2").update(review_state="published")
    first, second = measure("1.1-1"), measure("1.1-2")
    planned = structure.plan_merge([first, second])
    assert (planned.kept, planned.withdrawn, planned.deleted) == (first, [second], [])
    merge(first, second)
    merged = measure("1.1-1")
    assert (merged.pk, merged.review_state) == (first.pk, "published")
    assert list(measure("1.1-2").successors.all()) == [merged]


def test_what_a_deleted_draft_had_succeeded_leads_to_the_merged_one(published: Plan) -> None:
    first, draft, third = measure("1.1-1"), measure("1.1-2"), measure("1.2-1")
    Measure.history.filter(id=draft.pk).update(review_state="extracted")
    Measure.objects.filter(pk=draft.pk).update(review_state="extracted")
    Measure.objects.filter(pk=third.pk).update(withdrawn_on="2026-01-01")
    third.successors.add(draft)
    planned = structure.plan_merge([first, measure("1.1-2")])
    assert (planned.withdrawn, planned.deleted) == ([first], [draft])
    merge(first, measure("1.1-2"))
    [merged] = published.measures.in_force()
    assert list(third.successors.all()) == [merged]
    assert not Measure.objects.filter(pk=draft.pk).exists()


def test_one_that_the_document_has_is_kept_before_one_that_an_editor_added(plan: Plan) -> None:
    first = measure("1.1-1")
    place = {"position": first.position - 1, "review_state": "extracted"}
    added = make_measure(first.section, title="开放共享", text="开放共享。", **place)
    planned = structure.plan_merge([added, first])
    assert (planned.kept, planned.deleted) == (first, [added])
    structure.merge({each.pk: each.version for each in (added, first)}, "题" * 300, [], None)
    assert measure("1.1-1").title == "题" * 255
    assert measure("1.1-1").text == f"开放共享。\n一、{first.text}"


def test_what_cannot_be_merged_is_said(plan: Plan) -> None:
    elsewhere = make_measure(make_section(make_plan()))
    first = measure("1.1-1")
    for measures in ([first], [first, elsewhere]):
        with pytest.raises(structure.StructureRefusedError):
            structure.plan_merge(measures)
    with pytest.raises(structure.StructureChangedError):
        structure.merge({first.pk: first.version, measure("1.1-2").pk: 99}, "", [], None)
    assert shape(plan) == THREE
