"""What can be done to many records at once: which of a selection a change leaves as they are and why, and how it is
written.

A change is kept as text with its edit (`Edit.task`), so that one that stopped can be resumed: `change_of`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import ClassVar

from django.db.models import Case, Exists, Max, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.choices import PlanState, ReviewState
from measures.edits.bulk import create_records, delete_records, open_unit, raise_versions, update_records
from measures.edits.confirming import confirm_again
from measures.edits.set_values import set_values
from measures.models import Measure, Plan, Responsibility, Section
from measures.models.base import Record
from measures.models.readiness import keeps_measures, keeps_plans
from measures.prepared import one_of

Reason = tuple[str, Q]  # why a record stays as it is, for people, and which records these are
CHANGES: dict[str, "type[BulkChange]"] = {}  # by name


@dataclass(frozen=True, kw_only=True)
class BulkChange:
    """What is done to each of many records of one model. The fields of a subclass are its options: text or numbers."""

    name: ClassVar[str]
    model: ClassVar[type[Record]] = Measure
    permissions: ClassVar[Sequence[str]] = ()  # beside the one to change such a record

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        if "name" in vars(cls):
            CHANGES[cls.name] = cls

    def reasons(self) -> list[Reason]:
        """Which records stay as they are; of several reasons the first counts."""
        raise NotImplementedError

    def write(self, pks: Sequence[int]) -> None:
        """Change these records, all of which it changes, within the edit in progress."""
        raise NotImplementedError

    def options(self) -> dict[str, object]:
        return asdict(self)


def change_of(name: str, options: Mapping[str, object]) -> BulkChange:
    """The change that was kept as text."""
    return CHANGES[name](**options)


def already() -> str:
    return _("It is so already.")


def keeping(rules: Iterable[tuple[object, Q]]) -> list[Reason]:
    """Rules of publishing as reasons."""
    return [(_("It cannot be published: %(what)s.") % {"what": label}, condition) for label, condition in rules]


class ValueChange(BulkChange):
    """Gives each record the same values of some fields."""

    def values(self) -> dict[str, object]:
        raise NotImplementedError

    def reasons(self) -> list[Reason]:
        return [(already(), Q(**self.values()))]

    def write(self, pks: Sequence[int]) -> None:
        set_values(open_unit(), self.model, pks, self.values())


# From which review states each step leads to which.
STEPS = {
    "confirm": ((ReviewState.EXTRACTED,), ReviewState.CONFIRMED),
    "publish": ((ReviewState.CONFIRMED,), ReviewState.PUBLISHED),
    "unpublish": ((ReviewState.PUBLISHED,), ReviewState.CONFIRMED),
    "reopen": ((ReviewState.CONFIRMED, ReviewState.PUBLISHED), ReviewState.EXTRACTED),
}


@dataclass(frozen=True, kw_only=True)
class Review(ValueChange):
    """One step of reviewing (see `STEPS`): confirming leaves published measures published.

    What changed since it was confirmed can be confirmed again, whatever its state; before that it is not published.
    """

    name = "review"
    step: str

    @property
    def state(self) -> ReviewState:
        return STEPS[self.step][1]

    def values(self) -> dict[str, object]:
        return {"review_state": self.state}

    def reasons(self) -> list[Reason]:
        others = [state for state in ReviewState if state not in STEPS[self.step][0]]
        message, changed = _("Its review state is “%(state)s”."), Q(confirmed_content__changed=True)
        kept = ~changed if self.step == "confirm" else Q()
        reasons: list[Reason] = [(message % {"state": state.label}, Q(review_state=state) & kept) for state in others]
        return [*reasons, *(keeping(keeps_measures()) if self.step == "publish" else ())]

    def write(self, pks: Sequence[int]) -> None:
        """Of the chosen ones that are confirmed already it is confirmed what they say now."""
        again = self.confirmed(pks) if self.step == "confirm" else set()
        super().write([pk for pk in pks if pk not in again])
        confirm_again(sorted(again))

    def confirmed(self, pks: Sequence[int]) -> set[int]:
        stored = Measure.objects.filter(one_of(pks)).exclude(review_state=ReviewState.EXTRACTED)
        return set(stored.values_list("pk", flat=True))


@dataclass(frozen=True, kw_only=True)
class SetPhase(ValueChange):
    name = "phase"
    phase: str

    def values(self) -> dict[str, object]:
        return {"phase": self.phase}


@dataclass(frozen=True, kw_only=True)
class SetDeadline(ValueChange):
    """`due_on` is an ISO date, or "" for no deadline; `outside`: also where it is far from the time of the plan."""

    name = "deadline"
    due_on: str
    outside: bool = False

    @property
    def day(self) -> date | None:
        return date.fromisoformat(self.due_on) if self.due_on else None

    def values(self) -> dict[str, object]:
        return {"due_on": self.day}

    def reasons(self) -> list[Reason]:
        """A deadline far from the plan's time is most likely a slip of the hand, as in a measure's form."""
        if self.day is None or self.outside:
            return super().reasons()
        outside = Plan.outside_deadline_years(self.day.year, "plan__")
        return [*super().reasons(), (_("The year is outside its plan's time."), outside)]


@dataclass(frozen=True, kw_only=True)
class Withdraw(ValueChange):
    """As a person withdraws a record: no edition does."""

    name = "withdraw"
    withdrawn_on: str = field(default_factory=lambda: timezone.localdate().isoformat())

    def values(self) -> dict[str, object]:
        return {"withdrawn_on": date.fromisoformat(self.withdrawn_on)}

    def reasons(self) -> list[Reason]:
        return [(_("It is withdrawn already."), Q(withdrawn_on__isnull=False))]


@dataclass(frozen=True, kw_only=True)
class BringBack(ValueChange):
    name = "bring_back"

    def values(self) -> dict[str, object]:
        return {"withdrawn_on": None}

    def reasons(self) -> list[Reason]:
        return [(_("It is in force."), Q(withdrawn_on__isnull=True))]


@dataclass(frozen=True, kw_only=True)
class WithdrawSections(Withdraw):
    """Sections in which nothing stands any more."""

    name = "withdraw_sections"
    model = Section

    def reasons(self) -> list[Reason]:
        path = Concat(OuterRef("path"), Value("."))
        below = Q(section=OuterRef("pk")) | Q(section__plan=OuterRef("plan"), section__path__startswith=path)
        standing = Exists(Measure.objects.in_force().filter(below))
        return [*super().reasons(), (_("Measures in force stand in it."), Q(standing))]


@dataclass(frozen=True, kw_only=True)
class BringBackSections(BringBack):
    name = "bring_back_sections"
    model = Section


@dataclass(frozen=True, kw_only=True)
class SetPlanState(ValueChange):
    name = "plan_state"
    model = Plan
    state: str

    def values(self) -> dict[str, object]:
        return {"state": PlanState(self.state)}

    def reasons(self) -> list[Reason]:
        return [*super().reasons(), *(keeping(keeps_plans()) if self.state == PlanState.PUBLISHED else ())]


@dataclass(frozen=True, kw_only=True)
class MoveToSection(ValueChange):
    """To the end of a section of the same plan, in the order that they have."""

    name = "section"
    section: int

    def values(self) -> dict[str, object]:
        section = Section.objects.get(pk=self.section)
        last = section.measures.aggregate(last=Max("position"))["last"]
        return {"section": section, "position": last or section.position}

    def reasons(self) -> list[Reason]:
        plan = Section.objects.values_list("plan", flat=True).get(pk=self.section)
        return [(_("It stands there already."), Q(section=self.section)), (_("It is of another plan."), ~Q(plan=plan))]


@dataclass(frozen=True, kw_only=True)
class AddNote(BulkChange):
    """One more line of each note."""

    name = "note"
    note: str

    def reasons(self) -> list[Reason]:
        return []

    def write(self, pks: Sequence[int]) -> None:
        line, longer = (Value(words, output_field=TextField()) for words in (self.note, f"\n{self.note}"))
        note = Case(When(note="", then=line), default=Concat("note", longer))
        set_values(open_unit(), Measure, pks, {"note": note})


def with_part(**conditions: object) -> Q:
    """Measures with such a responsibility."""
    return Q(Exists(Responsibility.objects.filter(measure=OuterRef("pk"), **conditions)))


@dataclass(frozen=True, kw_only=True)
class Assign(BulkChange):
    """A body gets a role in each measure; `instead`: of whoever has the role there."""

    name = "assign"
    permissions = ("measures.add_responsibility", "measures.delete_responsibility")
    body: int
    role: str
    instead: bool = False

    def reasons(self) -> list[Reason]:
        has = with_part(body=self.body, role=self.role)
        if not self.instead:
            return [(_("The body has this role in it already."), has)]
        others = Responsibility.objects.filter(measure=OuterRef("pk"), role=self.role).exclude(body=self.body)
        return [(_("The body alone has this role in it already."), has & ~Q(Exists(others)))]

    def write(self, pks: Sequence[int]) -> None:
        parts = Responsibility.objects.filter(measure__in=pks)
        if self.instead:
            others = parts.filter(role=self.role).exclude(body=self.body)
            delete_records(Responsibility, list(others.values_list("pk", flat=True)))
        there = set(parts.filter(body=self.body, role=self.role).values_list("measure", flat=True))
        last = dict(parts.order_by().values("measure").annotate(last=Max("position")).values_list("measure", "last"))
        added = [
            Responsibility(measure_id=pk, body_id=self.body, role=self.role, position=last.get(pk, 0) + 1)
            for pk in pks
            if pk not in there
        ]
        create_records(Responsibility, added)
        raise_versions(Measure, pks)


@dataclass(frozen=True, kw_only=True)
class Unassign(BulkChange):
    """A body leaves each measure, in one role or, with "", in every; without a body, whoever has the role leaves."""

    name = "unassign"
    permissions = ("measures.delete_responsibility",)
    body: int | None = None
    role: str = ""

    def conditions(self) -> dict[str, object]:
        return {name: value for name, value in self.options().items() if value}

    def reasons(self) -> list[Reason]:
        return [(_("There is no such body in it."), ~with_part(**self.conditions()))]

    def write(self, pks: Sequence[int]) -> None:
        gone = Responsibility.objects.filter(measure__in=pks, **self.conditions())
        delete_records(Responsibility, list(gone.values_list("pk", flat=True)))
        raise_versions(Measure, pks)


@dataclass(frozen=True, kw_only=True)
class Reassign(BulkChange):
    """Another role for a body, or another body in its place.

    "" as `role` is every role that it has, as `to_role` the one that it has.
    """

    name = "reassign"
    permissions = ("measures.change_responsibility", "measures.delete_responsibility")
    body: int
    role: str = ""
    to_body: int | None = None
    to_role: str = ""

    def chosen(self) -> dict[str, object]:
        return {"body": self.body} | ({"role": self.role} if self.role else {})

    def reasons(self) -> list[Reason]:
        """Where it has the role wanted alone, nothing is left to change."""
        same = Q(body=self.to_body or self.body) & (Q(role=self.to_role) if self.to_role else Q())
        left = Responsibility.objects.filter(measure=OuterRef("pk"), **self.chosen()).exclude(same)
        return [
            (_("There is no such body in it."), ~with_part(**self.chosen())),
            (already(), ~Q(Exists(left))),
        ]

    def write(self, pks: Sequence[int]) -> None:
        """What would stand there twice is left out once."""
        parts = list(Responsibility.objects.filter(measure__in=pks, **self.chosen()).order_by("pk"))
        there = set(Responsibility.objects.filter(measure__in=pks).values_list("measure_id", "body_id", "role"))
        moved: list[Responsibility] = []
        gone: list[int] = []
        for part in parts:
            wanted = (part.measure_id, self.to_body or part.body_id, self.to_role or part.role)
            if wanted == (part.measure_id, part.body_id, part.role):
                continue
            if wanted in there:
                gone.append(part.pk)
                continue
            there.add(wanted)
            moved.append(part)
            _measure, part.body_id, part.role = wanted
        delete_records(Responsibility, gone)
        update_records(Responsibility, moved, ["body", "role"])
        raise_versions(Measure, pks)
