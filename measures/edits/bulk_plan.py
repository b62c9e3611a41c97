"""What a bulk change would do to a selection, found without reading its records: how many, and how many not and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TypeVar

from django.db.models import BigIntegerField, Case, Count, F, IntegerField, QuerySet, Sum, Value, When

from measures.edits.bulk_changes import BulkChange
from measures.models.base import Record

RecordT = TypeVar("RecordT", bound=Record)
CHANGED = -1  # the place of a record that changes, where others have that of their reason
Pair = tuple[int, int]  # primary key and version
Sums = tuple[int, int, int, int]  # records, their keys, versions, and products of both


@dataclass(frozen=True)
class KeptRecords:
    """Records that stay as they are: why, how many, and the first of them."""

    reason: str
    count: int
    records: "QuerySet[Record]"


class BulkPlan:
    """What `change` does to `records`, as long as nobody writes meanwhile."""

    def __init__(self, records: "QuerySet[RecordT]", change: BulkChange) -> None:
        self.change, self.reasons = change, change.reasons()
        places = [When(condition, then=Value(place)) for place, (_reason, condition) in enumerate(self.reasons)]
        place = Case(*places, default=Value(CHANGED), output_field=IntegerField())
        chosen = change.model._default_manager.filter(pk__in=records.order_by().values("pk"))
        self.placed = chosen.order_by().annotate(place=place)

    @cached_property
    def sums(self) -> dict[int, Sums]:
        """By the place of the reason: counted within the database."""
        product = Sum(F("pk") * F("version"), output_field=BigIntegerField())
        rows = self.placed.values("place").annotate(
            count=Count("pk"), keys=Sum("pk"), versions=Sum("version"), products=product
        )
        return {row["place"]: numbers(row["count"], row["keys"], row["versions"], row["products"]) for row in rows}

    @property
    def count(self) -> int:
        """How many records change."""
        return self.sums.get(CHANGED, (0,))[0]

    @property
    def total(self) -> int:
        return sum(each[0] for each in self.sums.values())

    @property
    def kept_count(self) -> int:
        return self.total - self.count

    @property
    def changing(self) -> "QuerySet[Record]":
        return self.placed.filter(place=CHANGED)

    @property
    def kept(self) -> list[KeptRecords]:
        return [
            KeptRecords(reason, self.sums[place][0], self.placed.filter(place=place))
            for place, (reason, _condition) in enumerate(self.reasons)
            if place in self.sums
        ]

    @property
    def fingerprint(self) -> str:
        """Equal as long as the same records would change and none of them was written since."""
        return self.signed(self.sums.get(CHANGED, (0, 0, 0, 0)))

    def fingerprint_of(self, pairs: Iterable[Pair]) -> str:
        count, keys, versions, products = 0, 0, 0, 0
        for pk, version in pairs:
            count, keys, versions, products = count + 1, keys + pk, versions + version, products + pk * version
        return self.signed((count, keys, versions, products))

    def signed(self, sums: Sums) -> str:
        return sha256(repr((self.change.name, self.change.options(), sums)).encode()).hexdigest()

    def pairs(self) -> Sequence[Pair]:
        """The records that change, read now."""
        return list(self.changing.order_by("pk").values_list("pk", "version"))


def numbers(*values: object) -> Sums:
    count, keys, versions, products = (int(str(value)) for value in values)
    return count, keys, versions, products
