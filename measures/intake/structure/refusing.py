"""What keeps measures from being split, merged or moved."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from measures.edits import DraftNeededError, asking_for_draft
from measures.models import Conflict, Measure


class StructureRefusedError(Exception):
    """Nothing was written: the message, for people, says why."""


class StructureChangedError(Exception):
    """The measures are others than the person saw."""


def locked(pks: Sequence[int], seen: Mapping[int, int]) -> list[Measure]:
    """The measures in document order, locked.

    Raises StructureChangedError where one has another version than `seen`.
    """
    found = Measure.objects.select_for_update(of=("self",)).select_related("plan", "section").filter(pk__in=pks)
    measures = list(found.order_by("position", "pk"))
    if {measure.pk: measure.version for measure in measures} != {pk: seen.get(pk) for pk in pks}:
        raise StructureChangedError
    return measures


def check(measures: Sequence[Measure]) -> None:
    """Raises StructureRefusedError for measures of several plans, withdrawn ones, those with open conflicts, and
    published ones whose plan asks for a second person: what happens to several records at once cannot wait as a draft.
    """
    if len({measure.plan_id for measure in measures}) != 1:
        raise StructureRefusedError(_("Choose measures of one plan."))
    conflicts = set(Conflict.objects.filter(measure__in=measures).open().values_list("measure_id", flat=True))
    drafted = asking_for_draft(Measure, [measure.pk for measure in measures])
    for measure in measures:
        if measure.pk in drafted:
            raise StructureRefusedError(str(DraftNeededError(measure.title)))
        if measure.withdrawn_on is not None:
            raise StructureRefusedError(_("“%(measure)s” is withdrawn.") % {"measure": measure})
        if measure.pk in conflicts:
            raise StructureRefusedError(
                _("“%(measure)s” has open conflicts: decide them first.") % {"measure": measure}
            )
