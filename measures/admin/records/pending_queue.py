"""The pending changes that wait for a user, gone through one after another."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet

from measures.querysets import GuardedQuerySet
from measures.visibility import User


@dataclass(frozen=True)
class Queue:
    """`others`: how many records beside the one looked at wait for the user; `following`: the key of the next one."""

    others: int = 0
    following: int | None = None


def queue_after(records: QuerySet[Model], user: User | AnonymousUser, pk: int) -> Queue:
    """What waits for the user among these records beside that of key `pk`: in their order, then from the beginning."""
    if not isinstance(records, GuardedQuerySet):
        return Queue()
    waiting: list[int] = list(records.pending_for(user).values_list("pk", flat=True))
    place = waiting.index(pk) if pk in waiting else 0
    others = [key for key in (*waiting[place:], *waiting[:place]) if key != pk]
    return Queue(len(others), others[0] if others else None)
