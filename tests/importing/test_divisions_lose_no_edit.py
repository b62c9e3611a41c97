"""For random editing here and random divisions of work: no edit is lost without a conflict that shows it, and of the
plan nothing but bodies and deadlines changes."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from measures.importing import apply, apply_division
from measures.models import Conflict, Measure, Plan, Responsibility, ResponsibleBody, Section, Target
from tests.examples import examples
from tests.factories import assign
from tests.importing.divisions import HEAD, PLAN, incoming

TITLES = {"1.1-1": "支持基础研究", "1.1-2": "建设实验室", "1.2-1": "引进人才"}
BODIES = ("市科技局", "市财政局", "市人社局", "市教育局")
LABELS = {"lead": "牵头单位", "support": "配合单位", "responsible": "责任单位"}
DUE = {"": (None, ""), "2027年底前": ("2027-12-31", "2027年底前"), "持续推进": (None, "持续推进")}

Roles = dict[str, frozenset[str]]  # body → its roles
Deadline = tuple[str | None, str]


@dataclass
class Said:
    """What is said of a measure."""

    due: Deadline
    roles: Roles = field(default_factory=dict)


BY_PLAN = {
    "1.1-1": Said((None, ""), {"市科技局": frozenset({"responsible"}), "市财政局": frozenset({"responsible"})}),
    "1.1-2": Said((None, "")),
    "1.2-1": Said(("2028-12-31", "2028年底前"), {"市人社局": frozenset({"responsible"})}),
}
ROLES = st.sets(st.sampled_from(sorted(LABELS)), max_size=2).map(frozenset)
ROWS = st.dictionaries(
    st.sampled_from(sorted(TITLES)),
    st.builds(Said, st.sampled_from(list(DUE.values())), st.dictionaries(st.sampled_from(BODIES), ROLES)).filter(
        lambda said: any(said.roles.values()) or said.due[1]
    ),
    min_size=1,
)
EDITS = st.dictionaries(
    st.sampled_from(sorted(TITLES)),
    st.tuples(
        st.fixed_dictionaries(
            {},
            optional={
                "due_on": st.sampled_from(["2027-06-30", "2027-12-31", None]),
                "due_text": st.sampled_from(["区里定", "2027年底前", ""]),
                "title": st.just("区里的标题"),
                "note": st.just("已开展"),
            },
        ),
        st.dictionaries(st.sampled_from(BODIES), ROLES),
    ),
)


def document(rows: dict[str, Said]) -> str:
    """The rows as paragraphs with brackets."""
    lines = [HEAD.rstrip("\n")]
    for number, (code, said) in enumerate(rows.items(), 1):
        by_role = {role: [body for body, roles in said.roles.items() if role in roles] for role in LABELS}
        parts = [f"{LABELS[role]}：{'、'.join(bodies)}" for role, bodies in by_role.items() if bodies]
        parts += [f"完成时限：{said.due[1]}"] if said.due[1] else []
        lines.append(f"{number}.{TITLES[code]}。（{'；'.join(parts)}）")
    return "\n".join(lines) + "\n"


def here() -> dict[str, Said]:
    """What the plan says now, without bodies that are only mentioned."""
    found = {
        measure.code: Said((str(measure.due_on) if measure.due_on else None, measure.due_text))
        for measure in Measure.objects.all()
    }
    for part in Responsibility.objects.exclude(role="mentioned").select_related("measure", "body"):
        roles = found[part.measure.code].roles
        roles[part.body.name] = roles.get(part.body.name, frozenset()) | {part.role}
    return found


def others() -> list[Any]:
    """Everything of the plan that no division of work may change."""
    changed = ("version", "updated_at", "due_on", "due_text")
    measures = [
        {name: value for name, value in row.items() if name not in changed}
        for row in Measure.objects.order_by("pk").values()
    ]
    mentioned = Responsibility.objects.filter(role="mentioned").order_by("pk").values()
    return [measures, *(list(of.objects.order_by("pk").values()) for of in (Plan, Section, Target)), list(mentioned)]


def write(edits: dict[str, tuple[dict[str, Any], Roles]]) -> None:
    for code, (values, roles) in edits.items():
        measure = Measure.objects.get(code=code)
        for name, value in values.items():
            setattr(measure, name, value)
        measure.save()
        for body, wanted in roles.items():
            Responsibility.objects.filter(measure=measure, body__name=body).exclude(role="mentioned").delete()
            for role in wanted:
                assign(measure, body, role)


def settled(before: object, here: object, now: object) -> tuple[object, bool]:
    """The value that must stand afterwards, and whether a person must be asked."""
    if here in (now, before):
        return now, False
    return here, before != now


def expected(before: dict[str, Said], here: dict[str, Said], rows: dict[str, Said]) -> tuple[Any, set[Any]]:
    """By the rules: the state afterwards, and the conflicts as (code, field or body)."""
    state, conflicts = {}, set()
    for code, now in rows.items():
        due = now.due if now.due[1] else BY_PLAN[code].due
        fields = []
        for place, name in enumerate(("due_on", "due_text")):
            value, is_asked = settled(before[code].due[place], here[code].due[place], due[place])
            fields.append(value)
            conflicts |= {(code, name)} if is_asked else set()
        roles = {}
        for body in {*now.roles, *before[code].roles, *here[code].roles}:
            said = now.roles.get(body) or BY_PLAN[code].roles.get(body, frozenset())
            was, stands = (of[code].roles.get(body, frozenset()) for of in (before, here))
            roles[body], is_asked = settled(was, stands, said)
            conflicts |= {(code, body)} if is_asked else set()
        state[code] = (tuple(fields), {body: of for body, of in roles.items() if of})
    kept = {code: (said.due, said.roles) for code, said in here.items() if code not in rows}
    return kept | state, conflicts


def asked() -> set[tuple[str, str]]:
    """The open conflicts, by the code of the measure and the field or the body."""
    names = {str(body.uuid): body.name for body in ResponsibleBody.objects.all()}
    found = set()
    for conflict in Conflict.objects.open().select_related("measure"):
        [about] = [name for uuid, name in names.items() if uuid in conflict.key] or [conflict.field]
        assert conflict.measure is not None
        found.add((conflict.measure.code, about))
    return found


def check_division(before: dict[str, Said], rows: dict[str, Said]) -> dict[str, Said]:
    """Import it, compare with the rules, and give what is said of each measure from now on."""
    stood, untouched = here(), others()
    state, conflicts = expected(before, stood, rows)
    text = document(rows)
    apply_division(incoming(text))
    assert {code: (said.due, said.roles) for code, said in here().items()} == state
    assert asked() == conflicts
    assert others() == untouched
    assert apply_division(incoming(text)).changes_nothing
    assert asked() == conflicts
    now = {
        code: Said(
            said.due if said.due[1] else BY_PLAN[code].due,
            BY_PLAN[code].roles | {body: of for body, of in said.roles.items() if of},
        )
        for code, said in rows.items()
    }
    return before | now


@pytest.mark.django_db
@examples(30)
@given(edits=EDITS, first=ROWS, later=ROWS, is_second=st.booleans())
def test_no_edit_is_lost_and_nothing_but_bodies_and_deadlines_changes(
    edits: dict[str, tuple[dict[str, Any], Roles]], first: dict[str, Said], later: dict[str, Said], is_second: bool
) -> None:
    with transaction.atomic():
        apply(incoming(PLAN))
        said = check_division(BY_PLAN, first) if is_second else BY_PLAN
        write(edits)
        check_division(said, later)
        transaction.set_rollback(True)
