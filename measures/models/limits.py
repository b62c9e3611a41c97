"""Enforces the limit of an account to some plans: its edits write in no other plan."""

from collections.abc import Collection, Iterator

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from measures.visibility import limit_of

BEYOND_LIMIT = _("Your account is limited to some plans, and this is about another one.")
# The kinds of records that tell of a plan, each with the column of its history that names the plan. What is written of
# others (a responsibility, a succession) raises the version of its measure, and so stands in the history of measures.
PLAN_COLUMNS = {"plan": "id", "section": "plan_id", "measure": "plan_id", "target": "plan_id", "conflict": "plan_id"}


def histories() -> Iterator[tuple[QuerySet[Model], str]]:
    for name, column in PLAN_COLUMNS.items():
        yield apps.get_model("measures", f"historical{name}")._base_manager.order_by(), column


def reaches_beyond(edit_pk: int, plans: Collection[int]) -> bool:
    """Whether an edit wrote something in another plan than these."""
    return any(rows.filter(edit=edit_pk).exclude(**{f"{column}__in": plans}).exists() for rows, column in histories())


def refuse_beyond_limit(edit_pk: int, author_pk: int) -> None:
    """Called before an edit is committed, whichever page or program wrote it.

    Raises PermissionDenied; nothing is written then.
    """
    plans = limit_of(author_pk)
    if plans is not None and reaches_beyond(edit_pk, plans):
        raise PermissionDenied(BEYOND_LIMIT)
