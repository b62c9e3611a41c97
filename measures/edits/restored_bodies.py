"""Bodies that an earlier version names: some are called otherwise by now, are merged into others, or gone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from measures.models import ResponsibleBody
from measures.models.history import HistoryRow
from measures.models.names import comparable


@dataclass(frozen=True)
class PastBody:
    """What a body was called, and the body that it is now: another one where it was merged, None where it is gone."""

    pk: int
    name: str
    now: ResponsibleBody | None

    @property
    def note(self) -> str:
        """What to say of it, "" where nothing has changed."""
        if self.now is None:
            return _("“%(name)s” was deleted since: what it answered for stays as it is.") % {"name": self.name}
        if self.now.pk != self.pk:
            words = _("“%(name)s” is “%(now)s” by now: that one is restored in its place.")
            return words % {"name": self.name, "now": self.now.name}
        if self.now.name != self.name:
            return _("“%(name)s” is called “%(now)s” by now.") % {"name": self.name, "now": self.now.name}
        return ""


def past_bodies(pks: Collection[int], at: datetime) -> dict[int, PastBody]:
    """The bodies of these primary keys, as they were called at a time."""
    stored, last, then = ResponsibleBody.objects.in_bulk(pks), newest(pks), newest(pks, at)
    found: dict[int, PastBody] = {}
    for pk in pks:
        known = then.get(pk) or last.get(pk) or stored.get(pk)
        if known is not None:
            found[pk] = PastBody(pk, known.name, stored.get(pk) or having_name_of(last.get(pk, known)))
    return found


def newest(pks: Collection[int], at: datetime | None = None) -> dict[int, ResponsibleBody]:
    """The bodies as the newest row of the history of each says, until a time where one is given."""
    rows: Iterable[HistoryRow] = ResponsibleBody.history.filter(id__in=pks).order_by("history_id")
    found = {row.id: row.history_object for row in rows if at is None or row.history_date <= at}
    return {pk: body for pk, body in found.items() if isinstance(body, ResponsibleBody)}


def having_name_of(gone: ResponsibleBody) -> ResponsibleBody | None:
    """The stored body that has, or bears as an alias, the name that a deleted one had last."""
    wanted = comparable(gone.name)
    for body in ResponsibleBody.objects.filter(jurisdiction=gone.jurisdiction):
        if wanted in map(comparable, (body.name, *body.aliases)):
            return body
    return None
