"""A comparison of a ledger → one edit by whoever applies it, which can be undone like any other."""

from collections.abc import Collection, Mapping

from measures.choices import ReviewState
from measures.edits import write_or_draft
from measures.edits.assigning import write_lines
from measures.intake.ledgers.bodies import checked
from measures.intake.ledgers.comparison import LedgerComparison, RowChange, new_bodies
from measures.models import Measure, ResponsibleBody


def write_ledger(comparison: LedgerComparison) -> None:
    """Write, within the edit in progress, a comparison that was made within it.

    What a published measure says becomes a pending change where its plan asks for a second person, unless the row takes
    it back from the public. Raises ValidationError where a body cannot be made.
    """
    rows = comparison.changes
    made = make_bodies(rows)
    changed = {row.measure.pk: row for row in rows if row.measure is not None}
    back = {pk for pk, row in changed.items() if takes_back(row)}

    def write(pks: Collection[int]) -> None:
        for measure in Measure.objects.select_related("plan").filter(pk__in=pks):
            write_row(measure, changed[measure.pk], made)

    write(back)
    write_or_draft(Measure, [pk for pk in changed if pk not in back], write)
    for row in rows:
        if row.measure is None:
            write_row(Measure(plan=row.plan, section=row.section), row, made)


Made = Mapping[tuple[str, str], ResponsibleBody]


def make_bodies(rows: list[RowChange]) -> Made:
    found = {}
    for body in new_bodies(rows):
        fresh = checked(ResponsibleBody(jurisdiction=body.jurisdiction, name=body.name))
        fresh.save()
        found[body.jurisdiction, body.name] = fresh
    return found


def takes_back(row: RowChange) -> bool:
    return row.values().get("review_state", ReviewState.PUBLISHED) != ReviewState.PUBLISHED


def write_row(measure: Measure, row: RowChange, made: Made) -> None:
    """The fields that the row gives, then the bodies."""
    values = row.values()
    for name, value in values.items():
        setattr(measure, name, value)
    if values:
        measure.save()
    wanted = {
        role: [body if body.pk else made[body.jurisdiction, body.name] for body in bodies]
        for role, bodies in row.bodies().items()
    }
    if wanted:
        write_lines(measure, wanted)
