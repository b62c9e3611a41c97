"""What every writer must leave behind: history rows that say what is stored, each pointing to an edit."""

from typing import Any

from django.apps import apps

from measures.models import Edit
from measures.models.history import Tracked, differs, newest_rows

TRACKED: list[type[Tracked]] = [
    model for model in apps.get_app_config("measures").get_models() if issubclass(model, Tracked)
]


def gaps() -> list[str]:
    """Each stored record whose newest history row says something else, or is not there."""
    found = []
    for model in TRACKED:
        stored = list(model._base_manager.all())
        rows = newest_rows(model, [record.pk for record in stored]) if stored else {}
        for record in stored:
            row = rows.get(record.pk)
            if row is None or row.history_type == "-" or differs(record, row):
                found.append(f"{model.__name__} {record.pk}")
    return found


def rows_of(edit: Edit) -> list[Any]:
    """The history rows that point to an edit, of every model."""
    return [row for model in TRACKED for row in model.history.filter(edit=edit).order_by("history_id")]


def edits_after(edit: Edit | None = None) -> list[Edit]:
    """The edits made since, oldest first."""
    return list(Edit.objects.filter(pk__gt=edit.pk if edit else 0).order_by("pk"))
