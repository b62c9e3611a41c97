"""A division of work three ways: what was said before, what is here, what it says; and what its tasks name."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from measures import parsing
from measures.choices import ConflictState
from measures.edits import EditVia, edit
from measures.fixture import dumps, records
from measures.importing import (
    ComparisonChangedError,
    FixtureError,
    Outcome,
    apply,
    apply_division,
    compare_division,
    resolve,
)
from measures.models import (
    Conflict,
    DivisionTask,
    Edit,
    Measure,
    Plan,
    Responsibility,
    ResponsibleBody,
    SourceDocument,
)
from tests.factories import assign, make_body, make_plan
from tests.importing.divisions import (
    FIRST,
    HEAD,
    LATER,
    PLAN,
    SLUG,
    UNCLEAR,
    division,
    edited,
    incoming,
    outcomes,
    says,
)
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


@made_once
def plan() -> Plan:
    apply(incoming(PLAN), publish=True)
    return Plan.objects.get()


def test_what_is_new_changed_kept_and_not_named_is_distinguished(plan: Plan) -> None:
    comparison = division()
    assert outcomes(comparison, Responsibility) == {
        "1.1-1 市教育局 support": "new",
        "1.1-1 市科技局 responsible": "update",  # leads now
        "1.1-1 市财政局 responsible": "absent",  # the plan names it, this document does not: it stays
        "1.1-1 示例大学 mentioned": "absent",
        "1.1-2 市科技局 lead": "new",
    }
    assert outcomes(comparison, Measure) == {"1.1-1": "update", "1.1-2": "update"}
    assert (
        says("1.1-1")
        == "2027年底前 2027-12-31, lead 市科技局, responsible 市财政局, mentioned 示例大学, support 市教育局"
    )
    assert says("1.1-2") == "持续推进 None, lead 市科技局"
    assert says("1.2-1") == "2028年底前 2028-12-31, responsible 市人社局"


def test_an_edit_that_the_document_contradicts_stays_and_waits_for_a_person(plan: Plan, editor: User) -> None:
    edited("1.1-1", due_on="2027-06-30", due_text="年中")
    assign(Measure.objects.get(code="1.1-2"), make_body("市科技局"), role="support")
    comparison = division()
    assert says("1.1-1").startswith("年中 2027-06-30")
    assert says("1.1-2") == "持续推进 None, support 市科技局"
    assert {(c.field, str(c.said_before), str(c.here), str(c.said_now)) for c in Conflict.objects.open()} == {
        ("due_on", "None", "2027-06-30", "2027-12-31"),
        ("due_text", "", "年中", "2027年底前"),
        ("role", "[]", "['support']", "['lead']"),
    }
    assert {conflict.source for conflict in Conflict.objects.all()} == {SourceDocument.objects.get(kind="division")}
    again = division()
    assert (again.changes_nothing, Conflict.objects.count()) == (True, 3)
    assert list(again.fields(Outcome.CONFLICT)).__len__() == len(list(comparison.fields(Outcome.CONFLICT))) == 3
    resolve(Conflict.objects.open(), ConflictState.DOCUMENT, by=editor, via=EditVia.ADMIN)
    assert says("1.1-1").startswith("2027年底前 2027-12-31")
    assert says("1.1-2") == "持续推进 None, lead 市科技局"
    division()
    assert not Conflict.objects.open().exists()


def test_what_an_editor_added_removed_or_agrees_with_stays(plan: Plan) -> None:
    assign(Measure.objects.get(code="1.1-1"), make_body("市商务局"))
    assign(Measure.objects.get(code="1.1-2"), make_body("市科技局"), role="lead")
    division()
    assert "lead 市商务局" in says("1.1-1")
    assert says("1.1-1").endswith("support 市教育局")
    assert Responsibility.objects.get(measure__code="1.1-2").origin == "editor"
    Responsibility.objects.get(body__name="市教育局").delete()
    edited("1.1-1", due_on=None)
    again = division()
    assert outcomes(again, Responsibility)["1.1-1 市教育局 support"] == "keep"
    assert says("1.1-1").startswith("2027年底前 None, lead 市科技局")
    assert not Conflict.objects.exists()


def test_a_later_one_is_compared_with_the_earlier_one(plan: Plan) -> None:
    division()
    comparison = division(LATER)
    assert outcomes(comparison, Responsibility) == {
        "1.1-1 市商务局 support": "new",
        "1.1-1 市教育局 support": "remove",
        "1.1-1 市科技局 lead": "update",  # its place is in the newest document
        "1.1-1 市财政局 responsible": "absent",
        "1.1-1 示例大学 mentioned": "absent",
    }
    assert outcomes(comparison, Measure) == {"1.1-1": "update", "1.1-2": "absent"}
    assert says("1.1-1").startswith("2028年底前 2028-12-31, lead 市科技局, responsible 市财政局")
    assert says("1.1-2") == "持续推进 None, lead 市科技局"
    assert Responsibility.objects.get(measure__code="1.1-1", role="lead").source.edition == 2  # type: ignore[union-attr]
    assert division(LATER).changes_nothing


def test_what_a_later_one_drops_and_an_editor_changed_waits_for_a_person(plan: Plan) -> None:
    division()
    part = Responsibility.objects.get(body__name="市教育局")
    part.role = "lead"
    part.save()
    division(LATER)
    [conflict] = Conflict.objects.open()
    assert (conflict.said_before, conflict.here, conflict.said_now) == (["support"], ["lead"], [])
    assert "lead 市教育局" in says("1.1-1")


def test_a_body_that_is_not_named_any_more_and_an_editor_changed_is_still_in_conflict_the_next_time(
    plan: Plan,
) -> None:
    division()
    part = Responsibility.objects.get(body__name="市教育局")
    part.role = "lead"
    part.save()
    division(LATER)
    assert division(LATER).changes_nothing
    [conflict] = Conflict.objects.open()
    assert (conflict.said_before, conflict.here, conflict.said_now) == (["support"], ["lead"], [])


def test_what_a_later_one_says_no_more_falls_back_to_the_plan(plan: Plan) -> None:
    division(f"{HEAD}1.引进人才。（牵头单位：市人社局；完成时限：2027年底前）\n")
    assert says("1.2-1") == "2027年底前 2027-12-31, lead 市人社局"
    division(f"{HEAD}1.引进人才。（配合单位：市教育局）\n")
    assert says("1.2-1") == "2028年底前 2028-12-31, responsible 市人社局, support 市教育局"


def test_what_is_not_taken_stays_and_is_offered_again(plan: Plan) -> None:
    key = Measure.objects.get(code="1.1-1").natural_key()
    body = (*key, "示例市", "市教育局", "support")
    changed = (*key, "示例市", "市科技局", "responsible")
    declined = {("responsibility", body, ""), ("responsibility", changed, "role"), ("measure", key, "due_on")}
    division(declined=frozenset(declined))
    assert says("1.1-1") == "2027年底前 None, responsible 市科技局, responsible 市财政局, mentioned 示例大学"
    again = compare_division(incoming(FIRST))
    offered = {name: outcome for name, outcome in outcomes(again, Responsibility).items() if outcome != "absent"}
    assert offered == {
        "1.1-1 市教育局 support": "new",
        "1.1-1 市科技局 responsible": "update",
        "1.1-2 市科技局 lead": "unchanged",
    }
    assert [field.name for _change, field in again.fields(Outcome.UPDATE) if field.name == "due_on"] == ["due_on"]
    assert not Conflict.objects.exists()


def offered(text: str) -> dict[str, str]:
    """The responsibilities that a comparison would write, or finds in conflict."""
    found = outcomes(compare_division(incoming(text)), Responsibility)
    return {name: outcome for name, outcome in found.items() if outcome not in ("absent", "unchanged")}


@pytest.mark.parametrize("left_out", ["lead", "support"])
def test_of_two_new_roles_the_one_that_is_not_taken_is_offered_again(plan: Plan, left_out: str) -> None:
    text = f"{HEAD}1.支持基础研究。（牵头单位：市教育局；配合单位：市教育局）\n"
    key = (*Measure.objects.get(code="1.1-1").natural_key(), "示例市", "市教育局")
    division(text, declined=frozenset({("responsibility", (*key, left_out), "")}))
    assert offered(text) == {f"1.1-1 市教育局 {left_out}": "new"}
    division(text)
    assert Conflict.objects.count() == 0
    assert division(text).changes_nothing
    assert {"lead 市教育局", "support 市教育局"} <= {*says("1.1-1").split(", ")}


@pytest.mark.parametrize("taken", ["role", "", "neither"])
def test_of_a_role_in_place_of_another_and_one_removed_what_is_not_taken_is_offered_again(
    plan: Plan, taken: str
) -> None:
    division(f"{HEAD}1.支持基础研究。（牵头单位：市教育局；配合单位：市教育局）\n")
    text = f"{HEAD}1.支持基础研究。（责任单位：市教育局）\n"
    key = (*Measure.objects.get(code="1.1-1").natural_key(), "示例市", "市教育局")
    both = {"role": ("responsibility", (*key, "lead"), "role"), "": ("responsibility", (*key, "support"), "")}
    place = Responsibility.objects.get(body__name="市教育局", role="lead").source
    division(text, declined=frozenset(choice for name, choice in both.items() if name != taken))
    left = {"1.1-1 市教育局 lead": "update"} if taken != "role" else {}
    left |= {"1.1-1 市教育局 support": "remove"} if taken != "" else {}
    assert offered(text) == left
    if taken != "role":  # a role that stays keeps its place in the document that gave it
        assert Responsibility.objects.get(body__name="市教育局", role="lead").source == place
    division(text)
    assert Conflict.objects.count() == 0
    assert says("1.1-1").endswith("responsible 市教育局")


def test_a_comparison_that_is_another_by_now_is_not_applied(plan: Plan) -> None:
    shown = compare_division(incoming(FIRST)).fingerprint()
    edited("1.1-1", due_on="2027-06-30")
    with pytest.raises(ComparisonChangedError):
        division(expected=shown)
    with pytest.raises(ComparisonChangedError):
        division(expected=compare_division(incoming(FIRST)).fingerprint(), answers={1: "1.2-1"})
    assert not SourceDocument.objects.filter(kind="division").exists()


def test_a_person_points_at_the_measure_once_for_this_document_and_for_later_ones(plan: Plan) -> None:
    assert [naming.by.value for naming, _said in division(UNCLEAR).division or ()] == ["likeness", "none"]
    assert not ResponsibleBody.objects.filter(name="市民政局").exists()
    division(UNCLEAR, answers={2: "1.1-2"})
    assert says("1.1-2") == " None, lead 市民政局"
    assert division(UNCLEAR).changes_nothing
    later = division(UNCLEAR.replace("市民政局）", "市民政局；完成时限：2027年底前）"))
    assert [naming.code for naming, _said in later.division or ()] == ["1.1-1", "1.1-2"]
    assert says("1.1-2") == "2027年底前 2027-12-31, lead 市民政局"


def test_a_person_says_that_a_task_names_no_measure(plan: Plan) -> None:
    division(answers={1: ""})
    assert says("1.1-1").startswith(" None, responsible 市科技局")
    again = division()
    assert [(naming.code, naming.by.value) for naming, _said in again.division or ()] == [
        ("", "person"),
        ("1.1-2", "before"),
    ]
    assert again.changes_nothing


def test_of_two_tasks_of_one_measure_the_first_keeps_what_is_said_of_it(plan: Plan) -> None:
    twice = division(f"{HEAD}1.支持基础研究。（牵头单位：市科技局）\n2.支持基础研究。（配合单位：市教育局）\n")
    found = [(naming.code, said is not None) for naming, said in twice.division or ()]
    assert found == [("1.1-1", True), ("1.1-1", False)]


def test_a_task_that_another_reading_of_the_document_has_not_is_forgotten(plan: Plan) -> None:
    division()
    apply_division(incoming(LATER, sha256=SourceDocument.objects.get(kind="division").sha256))
    assert list(DivisionTask.objects.values_list("number", "measure__code")) == [(1, "1.1-1")]


def test_a_task_that_was_pointed_elsewhere_takes_back_nothing_of_an_editor(plan: Plan) -> None:
    division(UNCLEAR, answers={2: "1.1-2"})
    division(UNCLEAR, answers={2: "1.2-1"})
    assert says("1.2-1") == "2028年底前 2028-12-31, responsible 市人社局, lead 市民政局"


def test_a_measure_that_was_withdrawn_is_not_named(plan: Plan) -> None:
    edited("1.1-1", withdrawn_on="2027-01-01")
    comparison = division(answers={1: "1.1-1"})
    assert [naming.code for naming, _said in comparison.division or ()] == ["", "1.1-2"]


def test_a_body_is_known_by_its_alias_and_by_being_mentioned_in_the_plan(plan: Plan) -> None:
    body = ResponsibleBody.objects.get(name="市财政局")
    body.aliases = ["财政局"]
    body.save()
    division(f"{HEAD}1.建设实验室。（牵头单位：财政局；配合单位：示例大学、市教育局）\n")
    bodies = {part.body.natural_key() for part in Measure.objects.get(code="1.1-2").responsibilities.all()}
    assert bodies == {("示例市", "市财政局"), ("", "示例大学"), ("示例市", "市教育局")}
    assert ResponsibleBody.objects.filter(name="示例大学").count() == 1


def test_a_next_edition_of_the_plan_leaves_what_the_division_of_work_says(plan: Plan) -> None:
    division()
    edited("1.1-1", due_on="2027-06-30")
    division(LATER)  # leads to a conflict of its own
    assert [conflict.field for conflict in Conflict.objects.open()] == ["due_on"]
    second = PLAN.replace("完善投入机制", "健全投入机制").replace("市财政局）", "市财政局；完成时限：2029年底前）")
    apply(incoming(second))
    assert SourceDocument.objects.latest("pk").numbered == "第2版"
    assert "健全投入机制" in Measure.objects.get(code="1.1-1").text
    assert says("1.1-1").startswith("2028年底前 2027-06-30, lead 市科技局")
    assert says("1.1-2") == "持续推进 None, lead 市科技局"
    found = Conflict.objects.open().order_by("source__pk", "field")
    assert [(each.source.code, each.field, each.said_now) for each in found] == [
        ("division-2", "due_on", "2028-12-31"),
        ("2", "due_on", "2029-12-31"),
        ("2", "due_text", "2029年底前"),
    ]
    apply(incoming(second))
    assert Conflict.objects.open().count() == 3


def test_a_plan_that_was_loaded_has_its_first_state_for_what_was_said_before(tmp_path: Any) -> None:
    file = tmp_path / "plan.json"
    file.write_text(dumps(records(parsing.read(PLAN.encode()), SLUG, "规划.txt")), encoding="utf-8")
    call_command("loaddata", file, verbosity=0)
    edited("1.2-1", due_on="2029-12-31")
    part = Responsibility.objects.get(measure__code="1.2-1")
    part.role = "support"
    part.save()
    division(f"{FIRST}3.引进人才。（牵头单位：市人社局；完成时限：2027年底前）\n")
    assert says("1.1-1").startswith("2027年底前 2027-12-31, lead 市科技局")
    assert says("1.2-1") == "2027年底前 2029-12-31, support 市人社局"
    assert {(each.field, str(each.said_before)) for each in Conflict.objects.open()} == {
        ("due_on", "2028-12-31"),
        ("role", "['responsible']"),
    }
    assert division(f"{FIRST}3.引进人才。（牵头单位：市人社局；完成时限：2027年底前）\n").changes_nothing


def test_a_measure_added_by_hand_keeps_what_its_editor_typed(plan: Plan) -> None:
    section = Measure.objects.get(code="1.2-1").section
    with edit(None, via=EditVia.COMMAND):
        Measure.objects.create(plan=plan, section=section, title="培训人才", text="培训人才。", due_on="2029-12-31")
    division(f"{HEAD}1.培训人才。（牵头单位：市人社局；完成时限：2027年底前）\n")
    measure = Measure.objects.get(title="培训人才")
    assert (str(measure.due_on), [part.role for part in measure.responsibilities.all()]) == ("2029-12-31", ["lead"])
    assert [conflict.field for conflict in measure.conflicts.all()] == ["due_on"]


def test_of_two_measures_of_the_same_title_the_one_under_the_task_s_heading_is_meant(plan: Plan) -> None:
    twice = "一、引进人才。支持毕业生。\n二、支持基础研究。设立人才专项。\n三、引进人才。"
    apply(incoming(PLAN.replace("一、引进人才。", twice)))
    sections = dict(Measure.objects.values_list("code", "section__title"))
    for heading in ("人才", "基础研究"):
        text = HEAD.replace("基础研究", heading) + "1.支持基础研究。（市科技局牵头）\n"
        [(naming, _said)] = compare_division(incoming(text)).division or ()
        assert sections[naming.code] == heading


def test_a_document_is_new_once(plan: Plan) -> None:
    first = division()
    again = division()
    assert [(each.edition, each.is_new_edition) for each in (first, again)] == [
        (first.edition, True),
        (first.edition, False),
    ]
    later = division(LATER)
    assert (later.edition, later.is_new_edition) == (first.edition + 1, True)


def test_its_passages_say_which_measure_each_task_names_and_its_headings_are_none_of_the_plan_s(plan: Plan) -> None:
    division(answers={2: ""})
    source = SourceDocument.objects.get(kind="division")
    said = [(source.text[start:end].strip()[:8], kind, code) for start, end, kind, code in source.passages]
    assert said[1:] == [
        ("一、基础研究", "heading", ""),
        ("1.支持基础研究", "measure", "1.1-1"),
        ("2.建设实验室。", "measure", ""),
    ]


def refusal(text: str) -> str:
    edits = Edit.objects.count()
    with pytest.raises(FixtureError) as caught:
        division(text)
    assert Edit.objects.count() == edits
    return str(caught.value)


def test_what_cannot_be_imported_says_why(plan: Plan) -> None:
    assert "第 1 版" in refusal(PLAN)
    assert "没有" in refusal("示例市任务分工方案\n一、基础研究\n1.支持基础研究。\n2.建设实验室。\n")
    division()
    division(LATER)
    assert "示例市科技创新规划"[:9] in refusal(FIRST)


def test_a_fixture_of_a_division_of_work_is_no_edition(plan: Plan) -> None:
    rows = incoming(FIRST)
    [source] = rows.rows[SourceDocument].values()
    source["kind"] = "division"
    with pytest.raises(FixtureError, match="任务分工方案"):
        apply(rows)


def test_there_must_be_a_plan() -> None:
    make_plan("other")
    assert SLUG in refusal(FIRST)


def test_the_questions_to_the_database_do_not_grow_with_the_plan(
    plan: Plan, django_assert_max_num_queries: Any
) -> None:
    numbers = "二三四五六七八九"
    apply(incoming(PLAN + "".join(f"{each}、推进第{each}号示范工程。\n" for each in numbers)))
    tasks = [f"{n}.推进第{each}号示范工程。（牵头单位：市科技局）\n" for n, each in enumerate(numbers, 3)]
    with django_assert_max_num_queries(64):
        division(FIRST + "".join(tasks))
    assert Responsibility.objects.filter(role="lead").count() == 10
