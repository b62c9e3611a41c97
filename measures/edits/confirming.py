"""Confirming again what changed since it was confirmed: an edit that can be undone, with its version and history."""

from collections.abc import Collection

from measures.choices import ReviewState
from measures.edits.bulk import open_unit
from measures.edits.replaced import keep_replaced
from measures.edits.set_values import set_values
from measures.models import ConfirmedContent, Measure
from measures.models.confirming import confirm_contents
from measures.models.steps import check_step
from measures.prepared import one_of


def confirm_again(pks: Collection[int]) -> None:
    """What these confirmed measures say now is what counts as confirmed. It takes the right to confirm."""
    if not pks:
        return
    unit = open_unit()
    check_step(unit, Measure, [ReviewState.EXTRACTED], ReviewState.CONFIRMED)
    keep_confirmed(pks)
    set_values(unit, Measure, pks)
    confirm_contents(Measure, pks)


def keep_confirmed(pks: Collection[int]) -> None:
    """Keep, with the edit in progress, what was confirmed of these measures so far: undoing the edit restores it."""
    rows = ConfirmedContent.objects.filter(one_of(pks, "measure")).values_list("pk", "content", "changed")
    keep_replaced(ConfirmedContent, {pk: {"content": content, "changed": changed} for pk, content, changed in rows})
