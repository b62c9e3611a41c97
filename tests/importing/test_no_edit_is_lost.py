"""For random edits here and random changes there: no edit is lost, and what both changed is shown as a conflict."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from measures.importing import Comparison
from measures.importing.comparison import RecordChange
from measures.models import Conflict, Measure, Responsibility
from tests.examples import examples
from tests.factories import assign
from tests.importing.sample import SLUG, FixtureRecord, find, import_records, measure, sample
from tests.importing.test_editions import edition, without

CODES = ("1.1-1", "1.1-2", "1.2-1")
FIELDS = {
    "title": st.sampled_from(["区里的标题", "进一步支持基础研究", "建设重点实验室"]),
    "text": st.sampled_from(["区里改写的正文。", "支持基础研究。"]),
    "due_on": st.sampled_from(["2028-06-30", "2029-12-31", None]),
    "due_text": st.sampled_from(["2028年", ""]),
    "kind": st.sampled_from(["project", "measure"]),
}
HERE_ALONE = {"note": st.just("已开展"), "phase": st.sampled_from(["in_progress", "completed"])}
BODIES = ("市科技局", "市财政局", "市教委")
ROLES = st.sets(st.sampled_from(["lead", "support", "supervisor"]))

Edits = dict[str, dict[str, Any]]  # measure's code → field → value
Roles = dict[str, set[str]]  # body → the roles that an editor gives it in 1.1-1


FIRST = {code: find(sample(), "measure", code=code) | {"note": "", "phase": "not_started"} for code in CODES}
FIRST_ROLES: Roles = {"市科技局": {"lead"}, "市财政局": {"support"}, "市教委": set()}


def edits_alone(edits: Edits) -> Edits:
    """Without values that are what the first edition says: those are no edits."""
    return {
        code: {name: value for name, value in values.items() if value != FIRST[code][name]}
        for code, values in edits.items()
    }


def of_measures(fields: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Edits]:
    return st.dictionaries(st.sampled_from(CODES), st.fixed_dictionaries({}, optional=fields))


@st.composite
def revisions(draw: st.DrawFn) -> list[FixtureRecord]:
    """The sample as its office might revise it: reworded, one dropped, one inserted, one moved, roles changed.

    One measure keeps its words: a document without any of them is no edition of the plan, and refused.
    """
    dropped = draw(st.sampled_from(["", *CODES]))
    kept = draw(st.sampled_from([code for code in CODES if code != dropped]))
    records = without(dropped) if dropped else sample()
    for code, changes in draw(of_measures(FIELDS)).items():
        if code != dropped:
            words = ("title", "text") if code == kept else ()
            find(records, "measure", code=code).update(
                {name: value for name, value in changes.items() if name not in words}
            )
    for body in BODIES[:2]:
        if dropped != "1.1-1":
            find(records, "responsibility", body=["示例市", body])["role"] = draw(st.sampled_from(["lead", "support"]))
    if draw(st.booleans()):
        new = measure("1.1-9", 1, "建设实验室。新增重点实验室5家。")
        new["fields"].update(title="推广绿色技术", text="推广绿色技术。在园区推广光伏建筑。")
        records.insert(9, new)
    if dropped != "1.1-2" and draw(st.booleans()):
        find(records, "measure", code="1.1-2").update(section=[SLUG, "1.2"], code="1.2-7")
    return edition(2, records)


def write(edits: Edits, roles: Roles) -> None:
    for code, values in edits.items():
        record = Measure.objects.get(code=code)
        for name, value in values.items():
            setattr(record, name, value)
        record.save()
    for body, wanted in roles.items():
        Responsibility.objects.filter(measure__code="1.1-1", body__name=body).delete()
        for role in wanted:
            assign(Measure.objects.get(code="1.1-1"), body, role)


def value_of(record: Measure, name: str) -> object:
    value = getattr(record, name)
    return str(value) if name == "due_on" and value is not None else value


def changes_of_measures(comparison: Comparison) -> dict[str, RecordChange]:
    return {str(change.key[1]): change for change in comparison.of(Measure)}


def check_edits_stand(edits: Edits, roles: Roles) -> None:
    for code, values in edits.items():
        record = Measure.objects.get(code=code)
        assert {name: value_of(record, name) for name in values} == values
    for body, wanted in roles.items():
        parts = Responsibility.objects.filter(measure__code="1.1-1", body__name=body)
        assert set(parts.values_list("role", flat=True)) == wanted


def check_conflicts_are_shown(edits: Edits, comparison: Comparison) -> None:
    """Every field that says three different things has its conflict, and no other has."""
    expected = {
        (code, name, values[name], change.row[name])
        for code, change in changes_of_measures(comparison).items()
        if (values := edits.get(code))
        for name in values.keys() & change.row.keys()
        if change.row[name] not in (FIRST[code][name], values[name])
    }
    stored = Conflict.objects.open().filter(model="measure").values_list("key", "field", "here", "said_now")
    assert set(stored) == expected


@pytest.mark.django_db
@examples(25)
@given(
    edits=of_measures(FIELDS | HERE_ALONE), roles=st.dictionaries(st.sampled_from(BODIES), ROLES), records=revisions()
)
def test_no_edit_is_lost_and_what_both_changed_is_shown(
    edits: Edits, roles: Roles, records: list[FixtureRecord]
) -> None:
    edits = edits_alone(edits)
    roles = {body: wanted for body, wanted in roles.items() if wanted != FIRST_ROLES[body]}
    with transaction.atomic():
        import_records()
        write(edits, roles)
        comparison = import_records(records)
        check_edits_stand(edits, roles)
        check_conflicts_are_shown(edits, comparison)
        assert Measure.objects.filter(code__in=CODES).count() == len(CODES)
        again = import_records(records)
        assert again.changes_nothing
        check_edits_stand(edits, roles)
        check_conflicts_are_shown(edits, comparison)
        transaction.set_rollback(True)
