"""The change feed: its numbers, its lock, and what a reader sees of it."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import connections, models
from django.db.models import Q
from django.utils import timezone

from measures.choices import Operation
from measures.querysets.guarded import Reader
from measures.visibility import BODY, Scope, visibility_of

if TYPE_CHECKING:
    from measures.models import Change

# The kinds of records that the change feed tells of, by their names in the API.
RESOURCES = {
    "plans": "plan",
    "sources": "sourcedocument",
    "sections": "section",
    "measures": "measure",
    "targets": "target",
    "bodies": BODY,
}


class ChangeQuerySet(models.QuerySet["Change"]):
    """Numbers up to the head never change and never gain a smaller neighbour: they rise in the order of commits."""

    def last_change(self) -> "Change":
        """The newest change; in a feed that was never begun, an unsaved one of number 0."""
        return self.order_by("-pk").first() or self.model(pk=0, at=timezone.now())

    def head(self) -> int:
        """The newest number, 0 in a feed that was never begun."""
        return int(self.last_change().pk)

    def oldest(self) -> int:
        """The number of the oldest change still kept: whoever has read up to it, or further, has missed nothing."""
        return self.order_by("pk").values_list("pk", flat=True).first() or 0

    def visible_to(self, reader: Reader) -> Self:
        """The changes of records that `reader` sees or, where it is the public's rule that decides, saw before."""
        visibility, condition = visibility_of(reader), Q(shown_before=True) | Q(shown_after=True)
        for resource, model_name in RESOURCES.items():
            scope = visibility.scope(model_name)
            if scope is Scope.ALL:
                condition |= Q(resource=resource)
            elif scope is Scope.PLANS:
                condition |= Q(resource=resource, plan_pk__in=visibility.plans)
        return self.filter(condition)

    def lock(self) -> None:
        """Acquire the change feed's lock for the rest of the transaction, so that nobody else writes a record.

        To be called before any row is locked. On SQLite the transaction itself is this lock.
        """
        connection = connections[self.db]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT feed_hold()")

    def prune(self, before: datetime) -> int:
        """Forget what happened before that moment, but for the last of it: that marks how far the feed reaches back."""
        last = self.filter(at__lt=before).order_by("-pk").values_list("pk", flat=True).first() or 0
        return self.filter(pk__lt=last).delete()[0]

    def restart(self) -> None:
        """Make every cursor given so far expire: after a backup was restored, or data was changed around the feed."""
        self.all().delete()
        self.bulk_create([self.model(operation=Operation.START, shown_before=False, shown_after=False)])
