"""Splitting a measure at its sentences: what stays, what is new, and what the next reading makes of it."""

import pytest
from django.contrib.auth.models import User

from measures.choices import EditVia
from measures.edits import edit
from measures.intake import structure
from measures.models import Conflict, Correction, Measure, Plan, Target
from tests.edits.history import gaps
from tests.factories import assign, make_measure, make_target
from tests.intake.structure.shapes import import_again, measure, roles, shape, split, take_back, titles
from tests.uploads import TEXT

THREE = [("1.1-1", "支持基础研究"), ("1.1-2", "建设实验室"), ("1.2-1", "引进人才")]
SPLIT = ["支持基础研究", "完善投入机制", "建设实验室", "引进人才"]


def test_a_draft_keeps_its_first_piece_and_the_others_are_new_beside_the_same_bodies(plan: Plan, person: User) -> None:
    old = measure("1.1-1")
    made = split(old, [1], by=person)
    assert titles(plan) == SPLIT
    [first, second] = Measure.objects.filter(section__code="1.1").order_by("position", "pk")[:2]
    assert (first.pk, first.code, first.text) == (old.pk, "1.1-1", "支持基础研究。")
    assert second.text == "完善投入机制。（市科技局牵头，市财政局配合）"
    assert second.source_text == "完善投入机制。（市科技局牵头，市财政局配合）"
    assert roles(first) == roles(second) == {("市科技局", "lead"), ("市财政局", "support")}
    assert not Measure.objects.exclude(withdrawn_on=None).exists()
    assert (made.author_name, made.via) == ("王五", EditVia.ADMIN)
    take_back(made)
    assert shape(plan) == THREE
    assert measure("1.1-1").text == old.text
    assert roles(measure("1.1-1")) == {("市科技局", "lead"), ("市财政局", "support")}
    assert not Correction.objects.exists()


def test_a_published_measure_is_withdrawn_and_names_its_successors(published: Plan) -> None:
    old = measure("1.1-1")
    make_target(old, text="投入强度达到3%", value=3)
    made = split(old, [1])
    assert titles(published) == SPLIT
    [first, second] = published.measures.in_force().order_by("position", "pk")[:2]
    old.refresh_from_db()
    assert (old.code, old.text[:6], old.withdrawn_on is None) == ("1.1-1", "支持基础研究", False)
    assert list(old.successors.order_by("position", "pk")) == [first, second]
    assert {each.code for each in (first, second)}.isdisjoint({"1.1-1", "1.1-2"})
    assert [each.review_state for each in (first, second)] == ["published"] * 2
    assert [roles(each) for each in (first, second)] == [roles(old)] * 2
    owners = Target.objects.filter(text="投入强度达到3%").values_list("measure__code", flat=True)
    assert list(owners.order_by("pk")) == ["1.1-1", first.code]
    back = take_back(made)
    assert shape(published) == THREE
    assert not old.successors.exists()
    assert [list(each.successors.all()) for each in (first, second)] == [[old], [old]]
    again = take_back(back)
    assert titles(published) == SPLIT
    assert list(old.successors.order_by("position", "pk")) == [first, second]
    assert [each.successors.count() for each in (first, second)] == [0, 0]
    take_back(again)
    assert (shape(published), old.successors.count()) == (THREE, 0)
    assert [list(each.successors.all()) for each in (first, second)] == [[old], [old]]
    assert not [each for each in gaps() if "Succession" in each]


@pytest.mark.parametrize("state", ["extracted", "published"])
def test_the_same_document_again_and_the_next_edition_keep_the_split(plan: Plan, state: str) -> None:
    Measure.objects.update(review_state=state)
    split(measure("1.1-1"), [1])
    before = shape(plan)
    assert import_again(plan) == []
    assert shape(plan) == before
    changes = import_again(plan, TEXT.replace("引进人才300名", "引进人才500名"))
    assert "conflict" not in {outcome for _model, outcome in changes}
    assert [title for _code, title in shape(plan)] == SPLIT
    assert {code for code, _title in before} <= {code for code, _title in shape(plan)}
    assert not Conflict.objects.exists()


def test_an_edition_that_words_the_passage_anew_loses_nothing(published: Plan) -> None:
    split(measure("1.1-1"), [1])
    import_again(published, TEXT.replace("完善投入机制", "健全多元投入机制"))
    words = "".join(published.measures.in_force().values_list("text", flat=True))
    assert "支持基础研究" in words
    assert "健全多元投入机制" in words


def test_what_editors_changed_goes_with_the_pieces_and_makes_no_conflict(plan: Plan) -> None:
    old = measure("1.1-1")
    with edit(None, via=EditVia.ADMIN):
        old.text = "大力支持基础研究。完善长期投入机制。（市科技局牵头，市财政局配合）"
        old.phase, old.note = "in_progress", "已报市长"
        old.save()
        old.responsibilities.get(role="support").delete()
        assign(old, "市教委", role="support")
        make_target(old, text="完善长期投入机制5项", value=5)
    old.refresh_from_db()
    split(old, [1])
    [first, second] = plan.measures.in_force().order_by("position", "pk")[:2]
    assert (first.text, second.text[:9]) == ("大力支持基础研究。", "完善长期投入机制。")
    assert [(each.phase, each.note) for each in (first, second)] == [("in_progress", "已报市长")] * 2
    assert [roles(each) for each in (first, second)] == [{("市科技局", "lead"), ("市教委", "support")}] * 2
    assert not Conflict.objects.exists()
    before = shape(plan)
    assert import_again(plan) == []
    assert shape(plan) == before


def test_a_person_says_who_answers_for_which_piece_and_what_it_is_called(plan: Plan) -> None:
    old = measure("1.1-1")
    lead, support = (old.responsibilities.get(role=role).pk for role in ("lead", "support"))
    pieces = [structure.Piece("甲", "", frozenset({lead})), structure.Piece("乙", "", frozenset({support}))]
    structure.split(old.pk, old.version, [1], pieces, None)
    [first, second] = plan.measures.in_force().order_by("position", "pk")[:2]
    assert [(each.title, roles(each)) for each in (first, second)] == [
        ("甲", {("市科技局", "lead")}),
        ("乙", {("市财政局", "support")}),
    ]


def test_one_that_an_editor_added_is_split_in_its_place(plan: Plan) -> None:
    place = {"code": "1.1-7", "position": measure("1.1-1").position, "review_state": "extracted"}
    words = {"title": "开放共享", "text": "开放共享。建立平台。"}
    added = make_measure(plan.sections.get(code="1.1"), **place, **words)
    split(added, [1])
    assert titles(plan) == ["支持基础研究", "开放共享", "建立平台", "建设实验室", "引进人才"]
    assert import_again(plan) == []


def test_one_that_an_editor_added_is_split_in_three_of_different_codes(plan: Plan) -> None:
    words = {"title": "开放共享", "text": "开放共享。建立平台。培训人员。"}
    added = make_measure(plan.sections.get(code="1.2"), code="1.2-7", review_state="extracted", position=999, **words)
    split(added, [1, 2])
    assert titles(plan)[-3:] == ["开放共享", "建立平台", "培训人员"]
    assert len(set(plan.measures.values_list("code", flat=True))) == 6


@pytest.mark.parametrize("state", ["extracted", "published"])
def test_a_target_whose_words_an_editor_replaced_goes_where_the_document_has_it(plan: Plan, state: str) -> None:
    Measure.objects.update(review_state=state)
    old = measure("1.1-2")
    with edit(None, via=EditVia.ADMIN):
        old.text = "建设实验室。到2028年新建重点实验室5家。"
        old.save()
    split(measure("1.1-2"), [1])
    [target] = Target.objects.filter(measure__section__code="1.1", measure__withdrawn_on=None)
    assert target.measure is not None
    assert target.value == 5
    assert target.measure.text == "到2028年新建重点实验室5家。"


def test_what_cannot_be_split_is_said_and_nothing_is_written(plan: Plan) -> None:
    old = measure("1.1-1")
    for cuts in ([], [0], [9], [1, 1]):
        with pytest.raises(structure.StructureRefusedError):
            structure.plan_split(old, cuts)
    with pytest.raises(structure.StructureChangedError):
        structure.split(old.pk, old.version + 1, [1], [], None)
    Conflict.objects.create(plan=plan, source=plan.sources.get(), measure=old, model="measure", key="x", field="text")
    with pytest.raises(structure.StructureRefusedError, match="冲突"):
        structure.plan_split(old, [1])
    assert shape(plan) == THREE
