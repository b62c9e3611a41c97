"""Publishing a plan, or a section with all below it, as a whole, where `measures.models.readiness` lets it.

One edit makes every confirmed measure in force a published one and, of a plan, publishes the plan; taking it back does
the opposite. What a person may do is checked where it is written (`measures.models.steps`).
"""

from measures.choices import PlanState, ReviewState
from measures.edits.batches import checked_pairs
from measures.edits.bulk import open_unit
from measures.edits.bulk_changes import Review
from measures.edits.bulk_plan import BulkPlan
from measures.edits.set_values import set_values
from measures.models import Measure, Plan
from measures.models.edit import Edit, unit_of_work
from measures.models.readiness import NotReadyError, Whole, is_ready, missing


def planned(whole: Whole, step: str) -> BulkPlan:
    """What `publish` or `unpublish` would do to the measures."""
    return BulkPlan(whole.measures, Review(step=step))


def publish_whole(whole: Whole, edit: Edit, expected: str | None = None) -> Edit:
    """As one edit; `expected` is the fingerprint of the plan that a page showed.

    Raises NotReadyError, ChangedMeanwhileError, StepRefusedError.
    """
    with unit_of_work(edit) as unit:
        if not is_ready(found := missing(whole)):
            raise NotReadyError(found)
        take(whole, "publish", PlanState.PUBLISHED, expected)
    return unit.edit


def unpublish_whole(whole: Whole, edit: Edit, expected: str | None = None) -> Edit:
    """Its measures are confirmed ones again, and a plan is a draft. Raises ChangedMeanwhileError, StepRefusedError."""
    with unit_of_work(edit) as unit:
        take(whole, "unpublish", PlanState.DRAFT, expected)
    return unit.edit


def take(whole: Whole, step: str, state: PlanState, expected: str | None) -> None:
    pairs = checked_pairs(planned(whole, step), expected)
    unit = open_unit()
    after = ReviewState.PUBLISHED if step == "publish" else ReviewState.CONFIRMED
    set_values(unit, Measure, [pk for pk, _version in pairs], {"review_state": after})
    if whole.section is None and whole.plan.state != state:
        set_values(unit, Plan, [whole.plan.pk], {"state": state})
        whole.plan.refresh_from_db(fields=["state", "version"])
    unit.edit.handled = len(pairs)
