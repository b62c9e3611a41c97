"""What an editor and the document changed differently waits for a person; deciding is an edit."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from measures.choices import ConflictState, EditVia
from measures.importing import Outcome, here, resolve
from measures.models import Change, Conflict, Measure, Plan, Responsibility, ResponsibleBody, Section, Target
from tests.importing.sample import SLUG, find, import_records, sample
from tests.importing.test_editions import edition
from tests.importing.test_reimport import edit
from tests.made_once import made_once

pytestmark = pytest.mark.django_db


def revised() -> list[dict[str, Any]]:
    """An edition that changes a title."""
    records = edition(2)
    find(records, "measure", code="1.1-2")["title"] = "建设重点实验室"
    return records


@made_once
def conflict() -> Conflict:
    import_records()
    edit("1.1-2", title="建好实验室")
    import_records(revised())
    return Conflict.objects.get()


def decide(conflict: Conflict, choice: ConflictState, value: object = None, by: User | None = None) -> Any:
    return resolve([conflict], choice, by=by, via=EditVia.ADMIN, value=value)


def test_a_conflict_says_what_each_side_says(conflict: Conflict) -> None:
    said = (conflict.model, conflict.key, conflict.field, conflict.said_before, conflict.here, conflict.said_now)
    assert said == ("measure", "1.1-2", "title", "建设实验室", "建好实验室", "建设重点实验室")
    assert (conflict.state, conflict.source.edition) == ("open", 2)
    assert conflict.measure == Measure.objects.get(code="1.1-2")


def test_a_second_import_lists_the_same_open_conflict_and_opens_no_other(conflict: Conflict) -> None:
    comparison = import_records(revised())
    ((change, field),) = comparison.fields(Outcome.CONFLICT)
    assert (change.key, field.name, field.baseline) == ((SLUG, "1.1-2"), "title", "建设实验室")
    assert comparison.changes_nothing
    assert Conflict.objects.get() == conflict


def test_a_later_edition_brings_an_open_conflict_up_to_date(conflict: Conflict) -> None:
    records = edition(3)
    find(records, "measure", code="1.1-2")["title"] = "建设国家重点实验室"
    import_records(records)
    conflict.refresh_from_db()
    assert (conflict.said_before, conflict.said_now) == ("建设实验室", "建设国家重点实验室")
    assert (conflict.source.edition, conflict.state) == (3, "open")


def test_a_conflict_is_over_when_both_sides_agree(conflict: Conflict) -> None:
    edit("1.1-2", title="建设重点实验室")
    assert not list(import_records(revised()).fields(Outcome.CONFLICT))
    conflict.refresh_from_db()
    assert (conflict.state, conflict.by, conflict.at is not None) == ("document", None, True)


def test_keeping_what_is_here_writes_no_record_and_is_not_asked_again(conflict: Conflict) -> None:
    version = Measure.objects.get(code="1.1-2").version
    made = decide(conflict, ConflictState.HERE)
    kept = Measure.objects.get(code="1.1-2")
    assert (kept.title, kept.version) == ("建好实验室", version)
    assert Conflict.history.get(edit=made).state == "here"
    assert not list(import_records(revised()).fields(Outcome.CONFLICT))
    assert not Conflict.objects.open().exists()


def test_taking_the_documents_value_is_an_edit_by_whoever_decided(conflict: Conflict) -> None:
    user = User.objects.create_user("wang")
    made = decide(conflict, ConflictState.DOCUMENT, by=user)
    conflict.refresh_from_db()
    assert Measure.objects.get(code="1.1-2").title == "建设重点实验室"
    assert (conflict.state, conflict.by, conflict.by_name) == ("document", user, "wang")
    assert Measure.history.get(edit=made).title == "建设重点实验室"


def test_a_third_value_is_written(conflict: Conflict) -> None:
    decide(conflict, ConflictState.OTHER, "建好重点实验室")
    assert Measure.objects.get(code="1.1-2").title == "建好重点实验室"
    assert not list(import_records(revised()).fields(Outcome.CONFLICT))


def test_a_third_value_that_the_field_refuses_leaves_all_as_it_was(conflict: Conflict) -> None:
    with pytest.raises(ValidationError):
        decide(conflict, ConflictState.OTHER, "")
    assert Measure.objects.get(code="1.1-2").title == "建好实验室"
    assert Conflict.objects.open().count() == 1


def test_a_conflict_is_decided_once(conflict: Conflict) -> None:
    decide(conflict, ConflictState.HERE)
    with pytest.raises(ValidationError, match="已处理"):
        decide(conflict, ConflictState.DOCUMENT)
    assert Measure.objects.get(code="1.1-2").title == "建好实验室"


def test_readers_of_the_feed_hear_of_a_measure_whose_conflict_opens_or_is_decided(conflict: Conflict) -> None:
    assert Change.objects.filter(resource="measures", key="1.1-2", operation="update").exists()
    head = Change.objects.head()
    decide(conflict, ConflictState.HERE)
    assert list(Change.objects.filter(pk__gt=head).values_list("key", flat=True)) == ["1.1-2"]


def test_roles_are_taken_from_the_document_together() -> None:
    import_records()
    part = Responsibility.objects.get(body__name="市财政局")
    part.role = "responsible"
    part.save()
    records = edition(2)
    find(records, "responsibility", body=["示例市", "市财政局"])["role"] = "lead"
    import_records(records)
    conflict = Conflict.objects.get()
    assert (conflict.said_before, conflict.here, conflict.said_now) == (["support"], ["responsible"], ["lead"])
    decide(conflict, ConflictState.DOCUMENT)
    found = Responsibility.objects.filter(body__name="市财政局").values_list("measure__code", "role")
    assert list(found) == [("1.1-1", "lead")]
    assert not list(import_records(records).fields(Outcome.CONFLICT))
    assert list(found.all()) == [("1.1-1", "lead")]


def test_roles_of_a_body_that_is_not_here_any_more_cannot_be_taken() -> None:
    import_records()
    part = Responsibility.objects.get(body__name="市财政局")
    part.role = "responsible"
    part.save()
    records = edition(2)
    find(records, "responsibility", body=["示例市", "市财政局"])["role"] = "lead"
    import_records(records)
    body = part.body
    part.delete()
    body.delete()
    with pytest.raises(ValidationError) as refused:
        decide(Conflict.objects.get(), ConflictState.DOCUMENT)
    assert [error.code for error in refused.value.error_list] == ["gone"]
    assert Conflict.objects.open().exists()


def test_a_target_that_the_document_dropped_goes_when_the_document_is_taken() -> None:
    import_records()
    edited = Target.objects.get(code="1.2-1/t1")
    edited.value = 400
    edited.save()
    import_records(edition(2, [r for r in sample() if r["model"] != "measures.target"]))
    conflict = Conflict.objects.get()
    assert (conflict.key, conflict.said_now, conflict.measure) == ("1.2-1/t1", None, edited.measure)
    decide(conflict, ConflictState.DOCUMENT)
    assert not Target.objects.filter(code="1.2-1/t1").exists()


def test_a_section_moved_here_and_there_moves_with_its_path_when_the_document_is_taken() -> None:
    import_records()
    moved = Section.objects.get(code="1.2")
    moved.parent, moved.path = None, "0002"
    moved.save()
    records = edition(2)
    find(records, "section", code="1.2").update(parent=[SLUG, "1.1"], path="0001.0001.0001")
    import_records(records)
    decide(Conflict.objects.get(field="parent"), ConflictState.DOCUMENT)
    assert Section.objects.filter(code="1.2", parent__code="1.1", path="0001.0001.0002").exists()


def test_a_section_that_the_document_has_at_the_top_leaves_the_one_above_it() -> None:
    import_records()
    moved = Section.objects.get(code="1.2")
    moved.parent, moved.path = Section.objects.get(code="1.1"), "0001.0001.0001"
    moved.save()
    records = edition(2)
    find(records, "section", code="1.2").update(parent=None, path="0002")
    import_records(records)
    decide(Conflict.objects.get(field="parent"), ConflictState.DOCUMENT)
    assert Section.objects.filter(code="1.2", parent=None, path="0002").exists()


def test_a_plans_field_and_a_date_can_be_in_conflict() -> None:
    import_records()
    plan = Plan.objects.get()
    plan.issued_on = "2026-02-01"
    plan.save()
    records = edition(2)
    find(records, "plan")["issued_on"] = "2028-06-30"
    import_records(records)
    conflict = Conflict.objects.get()
    assert (conflict.model, conflict.key, here(conflict)) == ("plan", "", "2026-02-01")
    decide(conflict, ConflictState.DOCUMENT)
    assert str(Plan.objects.get().issued_on) == "2028-06-30"


@pytest.mark.parametrize("issuer", [["示例市", "市科技局"], None])
def test_a_body_that_the_document_names_or_names_no_more_is_taken_from_it(issuer: list[str] | None) -> None:
    import_records()
    plan = Plan.objects.get()
    plan.issuer = ResponsibleBody.objects.get(name="市财政局")
    plan.save()
    records = edition(2)
    find(records, "plan")["issuer"] = issuer
    import_records(records)
    conflict = Conflict.objects.get()
    assert here(conflict) == ["示例市", "市财政局"]
    decide(conflict, ConflictState.DOCUMENT)
    found = Plan.objects.get().issuer
    assert (found and [found.jurisdiction, found.name]) == issuer


@pytest.mark.parametrize("code", ["1.2-1/t1", "1.1/t1"])
def test_a_target_deleted_while_its_conflict_waits_is_back_when_the_document_is_taken(code: str) -> None:
    import_records()
    target = Target.objects.get(code=code)
    target.value = 400
    target.save()
    records = edition(2)
    find(records, "target", code=code)["value"] = "500"
    import_records(records)
    target.delete()
    conflict = Conflict.objects.get()
    assert (conflict.key, here(conflict)) == (code, None)
    decide(conflict, ConflictState.DOCUMENT)
    back = Target.objects.get(code=code)
    owner = back.measure or back.section
    assert owner is not None
    assert f"{owner.code}/t1" == code
    assert back.value == 500


@made_once
def two_conflicts() -> list[Conflict]:
    import_records()
    edit("1.1-1", title="甲")
    edit("1.1-2", title="乙")
    records = edition(2)
    find(records, "measure", code="1.1-1")["title"] = "强化基础研究"
    find(records, "measure", code="1.1-2")["title"] = "建设重点实验室"
    import_records(records)
    return list(Conflict.objects.order_by("key"))


def test_several_conflicts_are_decided_in_one_edit(two_conflicts: list[Conflict]) -> None:
    made = resolve(two_conflicts, ConflictState.DOCUMENT, by=None, via=EditVia.ADMIN)
    assert set(Measure.history.filter(edit=made).values_list("title", flat=True)) == {"强化基础研究", "建设重点实验室"}
    assert not Conflict.objects.open().exists()


def test_where_one_of_several_is_decided_already_none_is(two_conflicts: list[Conflict]) -> None:
    decide(two_conflicts[0], ConflictState.HERE)
    with pytest.raises(ValidationError, match="已处理"):
        resolve(two_conflicts, ConflictState.DOCUMENT, by=None, via=EditVia.ADMIN)
    assert list(Conflict.objects.open()) == two_conflicts[1:]
