"""The steps of publishing, each with a permission of its own, checked wherever a record is written.

A measure is extracted, confirmed, published; a plan is a draft, published, archived. Whoever writes a state needs the
right of each step between the state that is stored (or the first one, of a new record) and the one that is written.
What no person does (a command, a script) needs no right.
"""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _

from measures.prepared import one_of

if TYPE_CHECKING:
    from measures.models.base import Record
    from measures.models.edit import UnitOfWork
    from measures.visibility import User


class StepRefusedError(PermissionDenied):
    """The author of an edit has no right to a step; the message, for people, names the field and the rights."""

    def __init__(self, model: "type[Record]", before: str, after: str, rights: Collection[str]) -> None:
        labels = states_of(model)
        said = {
            "field": state_field(model).verbose_name,
            "before": labels.get(before, before),
            "after": labels.get(after, after),
            "rights": "、".join(f"“{name_of(model, right)}”" for right in sorted(rights)),
        }
        message = _("To change %(field)s from “%(before)s” to “%(after)s” you need the right %(rights)s.")
        super().__init__(message % said)
        self.field, self.rights = model.step_field, sorted(rights)


def state_field(model: "type[Record]") -> "models.Field[str, str]":
    return next(field for field in model._meta.concrete_fields if field.name == model.step_field)


def first_state(model: "type[Record]") -> str:
    return str(state_field(model).get_default())


def states_of(model: "type[Record]") -> dict[str, str]:
    """The states with their labels, in the order of the steps."""
    return {str(value): str(label) for value, label in state_field(model).flatchoices}


def name_of(model: "type[Record]", right: str) -> str:
    """How the permission box calls a right to a step of the model."""
    return str(dict(model._meta.permissions)[right.partition(".")[2]])


def lacking(user: "User", rights: Iterable[str]) -> set[str]:
    has_perm = getattr(user, "has_perm", None)
    return {right for right in rights if has_perm is None or not has_perm(right)}


def reachable(user: "User", model: "type[Record]", before: str) -> list[str]:
    """The states that the user may give a record that has the state `before`, that one included."""
    return [state for state in states_of(model) if not lacking(user, model.steps_between(before, state))]


def check_step(unit: "UnitOfWork", model: "type[Record]", before: Iterable[str], after: str) -> None:
    """Raise StepRefusedError where the author of the edit may not lead records from one of these states to `after`."""
    author = unit.edit.by if unit.edit.by_id else None
    if author is None:
        return
    for state in before:
        if rights := lacking(author, model.steps_between(state, after)):
            raise StepRefusedError(model, state, after, rights)


def check_steps(
    unit: "UnitOfWork", model: "type[Record]", pks: Collection[int], after: str, record: "Record | None" = None
) -> None:
    """The same for stored records, `record` being the one of them as it is to be; and the rules of publishing.

    Raises NotReadyError, too.
    """
    from measures.models.readiness import refuse_unready  # not there yet while the models are loaded

    if unit.edit.by_id:
        stored = model._base_manager.filter(one_of(pks)).order_by().values_list(model.step_field, flat=True).distinct()
        check_step(unit, model, list(stored), after)
        refuse_unready(unit, model, pks, after, record)


def check_new(unit: "UnitOfWork", model: "type[Record]", records: "Iterable[Record]") -> None:
    """The same for records that are about to be created."""
    first = first_state(model)
    for state in {str(getattr(record, model.step_field)) for record in records}:
        check_step(unit, model, [first], state)
