"""Publishing a plan, or a section with all below it, as a whole: by rules that are declared here, as one edit.

`RULES` says what may be missing. What is obligatory keeps the whole from being published; the rest is told. Publishing
makes every confirmed measure in force a published one and, of a plan, publishes the plan; taking it back does the
opposite. What a person may do is checked where it is written (`measures.models.steps`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.choices import DocumentKind, PlanState, ReviewState
from measures.edits.bulk import open_unit
from measures.edits.bulk_changes import Review
from measures.edits.bulk_plan import BulkPlan
from measures.edits.set_values import set_values
from measures.models import Conflict, Measure, PendingChange, Plan, Section
from measures.models.edit import Edit, unit_of_work
from measures.querysets import MeasureQuerySet


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
    def conflicts(self) -> int:
        """How many are open: of the whole plan, or of the measures and sections there."""
        found = Conflict.objects.open().filter(plan=self.plan)
        if self.section is None:
            return found.count()
        below = Q(path=self.section.path) | Q(path__startswith=f"{self.section.path}.")
        sections = Section.objects.filter(below, plan=self.plan)
        return found.filter(Q(section__in=sections) | Q(measure__section__in=sections)).count()

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
    Rule("waiting", _("Not confirmed yet"), True, lambda it: it.measures.filter(review_state="extracted").count()),
    Rule("changed", _("Changed since confirmed"), True, lambda it: it.measures.changed_since_confirmed().count()),
    Rule("conflicts", _("Open conflicts"), True, lambda it: it.conflicts),
    Rule("unassigned", _("Without responsible body"), False, lambda it: it.measures.unassigned().count()),
    Rule("undated", _("Without deadline"), False, lambda it: it.measures.undated().count()),
    Rule("pending", _("Pending changes"), False, lambda it: pending(it)),
    Rule("problems", _("To look at in the document"), False, lambda it: it.problems),
)


def pending(whole: Whole) -> int:
    return PendingChange.objects.filter(measure__in=whole.measures).count()


@dataclass(frozen=True)
class Missing:
    """A rule that does not hold, and how often."""

    rule: Rule
    count: int


class NotReadyError(Exception):
    """An obligatory rule does not hold; nothing is written."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__("、".join(f"{each.rule.label} {each.count}" for each in missing if each.rule.obligatory))
        self.missing = missing


class SeenOtherwiseError(Exception):
    """The measures are no longer those that a page showed; nothing is written."""


def missing(whole: Whole) -> list[Missing]:
    """What is missing, the obligatory first."""
    found = (Missing(rule, rule.count(whole)) for rule in RULES)
    return [each for each in found if each.count]


def is_ready(found: list[Missing]) -> bool:
    return not any(each.rule.obligatory for each in found)


def planned(whole: Whole, step: str) -> BulkPlan:
    """What `publish` or `unpublish` would do to the measures."""
    return BulkPlan(whole.measures, Review(step=step))


def publish_whole(whole: Whole, edit: Edit, expected: str | None = None) -> Edit:
    """As one edit; `expected` is the fingerprint of the plan that a page showed.

    Raises NotReadyError, SeenOtherwiseError, StepRefusedError.
    """
    with unit_of_work(edit) as unit:
        if not is_ready(found := missing(whole)):
            raise NotReadyError(found)
        take(whole, "publish", PlanState.PUBLISHED, expected)
    return unit.edit


def unpublish_whole(whole: Whole, edit: Edit, expected: str | None = None) -> Edit:
    """Its measures are confirmed ones again, and a plan is a draft. Raises SeenOtherwiseError, StepRefusedError."""
    with unit_of_work(edit) as unit:
        take(whole, "unpublish", PlanState.DRAFT, expected)
    return unit.edit


def take(whole: Whole, step: str, state: PlanState, expected: str | None) -> None:
    plan = planned(whole, step)
    pairs = plan.pairs()
    if expected is not None and plan.fingerprint_of(pairs) != expected:
        raise SeenOtherwiseError
    unit = open_unit()
    after = ReviewState.PUBLISHED if step == "publish" else ReviewState.CONFIRMED
    set_values(unit, Measure, [pk for pk, _version in pairs], {"review_state": after})
    if whole.section is None and whole.plan.state != state:
        set_values(unit, Plan, [whole.plan.pk], {"state": state})
        whole.plan.refresh_from_db(fields=["state", "version"])
    unit.edit.handled = len(pairs)
