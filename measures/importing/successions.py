"""Which measures hold the words of those that a new edition merged away."""

from django.db.models import Model

from measures.edits import create_records, delete_records
from measures.importing.comparison import Comparison, Outcome
from measures.importing.records import NaturalKey
from measures.models import Measure, Succession

Ids = dict[tuple[type[Model], NaturalKey], int]
Pair = tuple[int, int]  # primary keys of the withdrawn measure and its successor


def write_successions(comparison: Comparison, ids: Ids) -> None:
    """A measure withdrawn since it was merged names its successor; one that came back names none any more."""
    measures = comparison.of(Measure)
    withdrawn = {change.key for change in measures if change.outcome is Outcome.WITHDRAW}
    merged = {(ids[Measure, key], ids[Measure, into]) for key, into in comparison.merged.items() if key in withdrawn}
    added = sorted(merged - stored_pairs({old for old, _new in merged}))
    create_records(Succession, [Succession(from_measure_id=old, to_measure_id=new) for old, new in added])
    returned = [change.record.pk for change in measures if change.row and "withdrawn_by" in change.updates]
    if returned:
        delete_records(Succession, Succession.objects.filter(from_measure__in=returned).values_list("pk", flat=True))


def stored_pairs(measures: set[int]) -> set[Pair]:
    """The successions of some measures that are stored already."""
    if not measures:
        return set()
    found = Succession.objects.filter(from_measure__in=measures)
    return set(found.values_list("from_measure", "to_measure"))
