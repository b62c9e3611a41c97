"""The rules of publishing: what keeps a plan, a section or a measure from the public, whichever way is taken.

`RULES` says what may be missing. What is obligatory keeps the whole from being published; the rest is told. A plan
becomes public when its obligatory rules hold. Of a single measure two can fail: it says something else than was
confirmed, or a conflict about it is open. That it is confirmed is a step of its own (`measures.models.steps`): whoever
has the rights to both steps may take both at once.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from measures.choices import DocumentKind, PlanState, ReviewState
from measures.feed.confirmed import OWN
from measures.models.conflict import Conflict
from measures.models.measure import Measure
from measures.models.pending import PendingChange
from measures.models.plan import Plan, Section
from measures.prepared import one_of
from measures.querysets import MeasureQuerySet, SectionQuerySet

if TYPE_CHECKING:
    from measures.models.base import Record
    from measures.models.edit import UnitOfWork

NOT_CONFIRMED, CHANGED, OPEN_CONFLICTS = _("Not confirmed yet"), _("Changed since confirmed"), _("Open conflicts")


@dataclass(frozen=True)
class Whole:
    """A plan, or one of its sections with all below it."""

    plan: Plan
    section: Section | None = None

    @property
    def measures(self) -> MeasureQuerySet:
        """Those in force."""
        of_plan = Measure.objects.filter(plan=self.plan).in_force()
        return of_plan if self.section is None else of_plan.within(self.section)

    @property
    def sections(self) -> SectionQuerySet:
        """All of the plan's, or the section and those below it."""
        if self.section is None:
            return Section.objects.filter(plan=self.plan)
        below = Q(path=self.section.path) | Q(path__startswith=f"{self.section.path}.")
        return Section.objects.filter(below, plan=self.plan)

    @property
    def conflicts(self) -> int:
        """How many are open: of the whole plan, or of the measures and sections there."""
        found = Conflict.objects.open().filter(plan=self.plan)
        if self.section is None:
            return found.count()
        return found.filter(Q(section__in=self.sections) | Q(measure__section__in=self.sections)).count()

    @property
    def problems(self) -> int:
        """What the reading of the plan's newest document was unsure of; none of a section."""
        if self.section is not None:
            return 0
        editions = self.plan.sources.filter(kind=DocumentKind.PLAN, undone=False).order_by("edition")
        return len(editions.values_list("problems", flat=True).last() or [])

    @property
    def is_public(self) -> bool:
        return self.section is not None or self.plan.state == PlanState.PUBLISHED


@dataclass(frozen=True)
class Rule:
    """What may be missing: how often it is, and whether that keeps the whole from being published."""

    name: str
    label: object
    obligatory: bool
    count: Callable[[Whole], int]


RULES = (
    Rule("waiting", NOT_CONFIRMED, True, lambda it: it.measures.filter(review_state="extracted").count()),
    Rule("changed", CHANGED, True, lambda it: it.measures.changed_since_confirmed().count()),
    Rule("conflicts", OPEN_CONFLICTS, True, lambda it: it.conflicts),
    Rule("unassigned", _("Without responsible body"), False, lambda it: it.measures.unassigned().count()),
    Rule("undated", _("Without deadline"), False, lambda it: it.measures.undated().count()),
    Rule("pending", _("Pending changes"), False, lambda it: pending(it)),
    Rule("problems", _("To look at in the document"), False, lambda it: it.problems),
)
BY_NAME = {rule.name: rule for rule in RULES}


def pending(whole: Whole) -> int:
    """Of the measures of the whole; of its sections and, of a plan, of what that says of itself."""
    of_it = Q(measure__in=whole.measures) | Q(section__in=whole.sections)
    return PendingChange.objects.filter(of_it if whole.section else of_it | Q(plan=whole.plan)).count()


@dataclass(frozen=True)
class Missing:
    """A rule that does not hold, and how often."""

    rule: Rule
    count: int


class NotReadyError(Exception):
    """An obligatory rule does not hold; nothing is written."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(said_of(missing))
        self.missing = missing


def said_of(missing: list[Missing]) -> str:
    """What keeps it from being published, for people."""
    return "、".join(f"{each.rule.label} {each.count}" for each in missing if each.rule.obligatory)


def missing(whole: Whole) -> list[Missing]:
    """What is missing, the obligatory first."""
    found = (Missing(rule, rule.count(whole)) for rule in RULES)
    return [each for each in found if each.count]


def is_ready(found: list[Missing]) -> bool:
    return not any(each.rule.obligatory for each in found)


def keeps_measures() -> list[tuple[object, Q]]:
    """What keeps a confirmed measure from being published, each with the condition on measures."""
    conflicts = Conflict.objects.open().filter(measure=OuterRef("pk"))
    return [(CHANGED, Q(confirmed_content__changed=True)), (OPEN_CONFLICTS, Q(Exists(conflicts)))]


def keeps_plans() -> list[tuple[object, Q]]:
    """What keeps a plan from being published, each with the condition on plans."""
    measures = Measure.objects.in_force().filter(plan=OuterRef("pk")).order_by()
    conflicts = Conflict.objects.open().filter(plan=OuterRef("pk"))
    return [
        (NOT_CONFIRMED, Q(Exists(measures.filter(review_state=ReviewState.EXTRACTED)))),
        (CHANGED, Q(Exists(measures.changed_since_confirmed()))),
        (OPEN_CONFLICTS, Q(Exists(conflicts))),
    ]


def missing_of(record: "Record") -> list[Missing]:
    """What keeps a stored record, with the values that it has in memory, from being published."""
    if isinstance(record, Plan):
        return missing(Whole(record))
    return missing_of_measures(Measure.objects.filter(pk=record.pk), record) if isinstance(record, Measure) else []


def missing_of_measures(measures: MeasureQuerySet, record: "Record | None" = None) -> list[Missing]:
    """The same of some measures, which as stored are not published; `record` is one of them as it is to be."""
    confirmed = measures.filter(review_state=ReviewState.CONFIRMED)
    if isinstance(record, Measure):
        same = Q(confirmed_content__changed=True) | ~Q(**{name: getattr(record, name) for name in OWN})
        changed = confirmed.filter(same).count()
    else:
        changed = confirmed.changed_since_confirmed().count()
    counts = {"changed": changed, "conflicts": Conflict.objects.open().filter(measure__in=measures.order_by()).count()}
    return [Missing(BY_NAME[name], count) for name, count in counts.items() if count]


def refuse_unready(
    unit: "UnitOfWork", model: "type[Record]", pks: Collection[int], after: str, record: "Record | None" = None
) -> None:
    """Raise NotReadyError where a person would publish what the obligatory rules keep from the public.

    Whoever undoes an edit brings back what was published before.
    """
    if after != ReviewState.PUBLISHED or unit.edit.by_id is None or unit.edit.undoes_id is not None:
        return
    if model is Measure:
        found = missing_of_measures(Measure.objects.filter(one_of(pks)).exclude(review_state=after), record)
    else:
        plans = Plan.objects.filter(one_of(pks)).exclude(state=after)
        found = next((unmet for plan in plans if not is_ready(unmet := missing(Whole(plan)))), [])
    if not is_ready(found):
        raise NotReadyError(found)
