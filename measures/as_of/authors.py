"""Who changed which field of which record in a period of time, and when: the edits to which rows of history point."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from measures.as_of.states import among
from measures.models import Edit
from measures.models.base import Part
from measures.models.history import Tracked
from measures.prepared import one_of

WHOLE = ""  # stands for the record itself: that it came or went
FieldKey = tuple[type[Tracked], int, str]  # a record, by its primary key, and a field


@dataclass(frozen=True, slots=True)
class Author:
    """Who made an edit, and when it last wrote what is asked for; `via` and `reason` are the edit's.

    What came to be outside of PolicyHub's interfaces is the system's, and has neither.
    """

    by: str
    at: datetime
    via: str = ""
    reason: str = ""


class Authors:
    """Collects the edits of records by field; the names of their authors outlive the accounts."""

    def __init__(self, period: Q) -> None:
        self.period = period
        self.edits: dict[FieldKey, dict[int | None, datetime]] = {}

    def of(self, model: type[Tracked], pk: int, *fields: str) -> list[Author]:
        """Who changed one of these fields of the record, in the order of time."""
        found: dict[int | None, datetime] = {}
        for name in fields:
            for edit, at in self.edits.get((model, pk, name), {}).items():
                found[edit] = max(at, found.get(edit, at))
        return sorted((self.author(edit, at) for edit, at in found.items()), key=lambda author: author.at)

    def author(self, edit: int | None, at: datetime) -> Author:
        by, via, reason = self.known.get(edit or 0, ("", "", ""))
        return Author(by or _("the system"), at, via, reason)

    @cached_property
    def known(self) -> Mapping[int, tuple[str, str, str]]:
        """Who made each edit that was collected, through what, and why."""
        pks = {edit for edits in self.edits.values() for edit in edits if edit is not None}
        rows = Edit.objects.filter(one_of(pks)).values_list("pk", "by_name", "via", "reason")
        return {pk: (by, via, reason) for pk, by, via, reason in rows}

    def add(self, key: FieldKey, edit: int | None, at: datetime) -> None:
        self.edits.setdefault(key, {})[edit] = at

    def add_fields(self, model: type[Tracked], about: Q, before: Iterable[Tracked]) -> None:
        """What became of the fields of records; `before` are those that were there, as they were."""
        fields = [field.attname for field in model.history.model.tracked_fields]
        values = {record.pk: [getattr(record, name) for name in fields] for record in before}
        rows = model.history.filter(self.period, about).order_by("history_id")
        for pk, kind, edit, at, *said in rows.values_list("id", "history_type", "edit_id", "history_date", *fields):
            if kind != "~":
                self.add((model, pk, WHOLE), edit, at)
            for name, old, new in zip(fields, values.get(pk, said), said, strict=True):
                if old != new:
                    self.add((model, pk, name), edit, at)
            values[pk] = said

    def add_parts(self, part: type[Part], reference: str, pks: Collection[int], by: str) -> None:
        """What became of the parts of records: under the name of the parts' model, and under each value of `by`."""
        owner = next(model for model, name in part.owner_models() if name == reference)
        rows = part.history.filter(self.period, among(reference, pks)).order_by("history_id")
        for pk, value, edit, at in rows.values_list(f"{reference}_id", by, "edit_id", "history_date"):
            for name in (str(part._meta.model_name), str(value)):
                self.add((owner, pk, name), edit, at)
