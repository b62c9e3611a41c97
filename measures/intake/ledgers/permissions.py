"""What the loader of a ledger may do: the same rights as in the forms of the admin."""

from typing import TypeVar

from django.contrib.auth.models import User
from django.db.models import Model
from django.utils.translation import gettext as _

from measures.choices import ReviewState
from measures.edits.assigning import RIGHTS
from measures.intake.ledgers.comparison import RowChange, new_bodies
from measures.models import Measure, Plan
from measures.models.limits import BEYOND_LIMIT
from measures.models.steps import StepRefusedError, lacking
from measures.querysets import MeasureQuerySet, PlanQuerySet
from measures.visibility import may_write_in

ModelT = TypeVar("ModelT", bound=Model)
ADD_BODY = "measures.add_responsiblebody"


class Rights:
    """Those of a user; of nobody, as a command writes, all."""

    def __init__(self, user: User | None) -> None:
        self.user = user

    def plans(self) -> PlanQuerySet:
        return Plan.objects.all() if self.user is None else Plan.objects.visible_to(self.user)

    def measures(self) -> MeasureQuerySet:
        return Measure.objects.all() if self.user is None else Measure.objects.visible_to(self.user)

    def may_add_bodies(self) -> bool:
        """A body answers for measures of every plan: whoever is limited to some plans adds none."""
        return self.user is None or (self.user.has_perm(ADD_BODY) and may_write_in(self.user, None))

    def why_not(self, row: RowChange) -> str:
        """Why the user may not change or add what the row says, "" where they may."""
        if self.user is None:
            return ""
        if not may_write_in(self.user, row.plan.pk):
            return str(BEYOND_LIMIT)
        if new_bodies([row]) and not self.may_add_bodies():
            return _("You have no right to add bodies.")
        if lacking(self.user, needed(row)):
            if row.measure is None:
                return _("You have no right to add measures with what the row says.")
            return _("You have no right to change this.")
        return self.step_refused(row)

    def step_refused(self, row: RowChange) -> str:
        """Why the review state may not be changed so."""
        before = row.measure.review_state if row.measure else ReviewState.EXTRACTED.value
        after = str(row.values().get("review_state", before))
        rights = lacking(self.user, Measure.steps_between(before, after)) if self.user else set()
        return str(StepRefusedError(Measure, before, after, rights)) if rights else ""


def needed(row: RowChange) -> list[str]:
    """The rights beside those of steps."""
    writes = row.values().keys() - {"review_state"}
    own = ["measures.add_measure"] if row.measure is None else ["measures.change_measure"] if writes else []
    return [*own, *(RIGHTS if row.bodies() else [])]
