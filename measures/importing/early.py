"""Checks under the change feed's lock whether what an import read before acquiring it is still unchanged."""

from dataclasses import dataclass

from django.db import connections, router

from measures.importing.records import KEY_FIELDS
from measures.models import BodySuccession, Change, Conflict, Correction, DivisionTask, Plan, ResponsibleBody

NOT_IN_FEED = (BodySuccession, Conflict, Correction, DivisionTask)  # or not always with their plan; each has a history


@dataclass(frozen=True)
class StateRead:
    """What an import of the plan `slug` may read, as it was when the newest change was `head`.

    Of bodies it reads what they are called. `others` are the newest rows of the history that no change tells of, and on
    SQLite the last primary keys, after which the import numbers its new records itself.
    """

    slug: str
    head: int
    bodies: int
    others: tuple[int | None, ...]

    @classmethod
    def now(cls, slug: str) -> "StateRead":
        head = Change.objects.head()  # first: whatever is written after it has a higher number
        bodies = ResponsibleBody.objects.order_by("pk").values_list("pk", "uuid", "jurisdiction", "name", "aliases")
        return cls(slug, head, hash(repr(list(bodies))), (*newest_rows(), *last_keys()))

    def still_holds(self) -> bool:
        """Whether, under the change feed's lock, nothing of the plan and no body's name was written since."""
        now = StateRead.now(self.slug)
        if (self.bodies, self.others) != (now.bodies, now.others):
            return False
        return not Change.objects.filter(pk__gt=self.head, plan=self.slug).exists()


def newest_rows() -> tuple[int | None, ...]:
    """The last primary key of the history of each model that is not in the feed, in one query."""
    tables = (model.history.model._meta.db_table for model in NOT_IN_FEED)
    newest = ", ".join(f"(SELECT MAX(history_id) FROM {table})" for table in tables)  # noqa: S608 -- the models' names
    with connections[router.db_for_write(Plan)].cursor() as cursor:
        cursor.execute(f"SELECT {newest}")
        return tuple(cursor.fetchone())


def last_keys() -> list[int]:
    """On SQLite, the last primary key of each table into which an import inserts; PostgreSQL reserves its keys."""
    connection = connections[router.db_for_write(Plan)]
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence")
        last = dict(cursor.fetchall())
    return [last.get(model._meta.db_table, 0) for model in KEY_FIELDS]
