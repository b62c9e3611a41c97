"""What a search finds, best first, as a sequence of keys that a paginator counts and cuts pages from."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, overload

from django.db import connections
from django.db.models import Q

from measures.folding import typed_words
from measures.measure_search import filtered, ranks, read, relevance

if TYPE_CHECKING:
    from measures.querysets import MeasureQuerySet

LONGEST_SORTED = 20_000  # measures


class BestFirst(Sequence[int]):
    """The primary keys of those of `measures`, which are sorted, that a query finds, by `measure_search.relevance`.

    Few are sorted as a whole. Of many the best fill the pages that anybody looks at: the measures of one rank are read
    in their order, no further than the page goes, and then those of the next.
    """

    def __init__(self, measures: "MeasureQuerySet", query: str) -> None:
        self.measures, self.query = measures, query
        self.found = measures.search_whole(query)

        # SQLite reads every row to count as well as to sort.
        self.is_counted = connections[measures.db].vendor == "postgresql"

    @cached_property
    def length(self) -> int:
        return self.found.order_by().count() if self.is_counted else len(self.sorted)

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, part: int) -> int: ...

    @overload
    def __getitem__(self, part: slice) -> list[int]: ...

    def __getitem__(self, part: int | slice) -> int | list[int]:
        if isinstance(part, int):
            return self[part : part + 1][0]
        if not self.is_counted or self.length <= LONGEST_SORTED:
            return self.sorted[part]
        start, stop, _ = part.indices(self.length)
        return list(self.cut(start, stop))

    @cached_property
    def sorted(self) -> list[int]:
        ranked = self.found.order_by(relevance(self.query), *self.found.query.order_by)
        return list(ranked.values_list("pk", flat=True))

    def cut(self, start: int, stop: int) -> Iterator[int]:
        for measures in self.by_rank():
            rank = measures.values_list("pk", flat=True)
            keys = list(rank[start:stop])
            yield from keys
            if len(keys) == stop - start:
                return
            passed = start + len(keys) if keys or not start else rank.order_by().count()
            start, stop = max(start - passed, 0), stop - passed

    def by_rank(self) -> "Iterator[MeasureQuerySet]":
        typed = typed_words(self.query)
        found = filtered(self.measures, list(read(typed)))
        conditions = ranks(typed)
        for place, condition in enumerate([*conditions, Q()]):
            yield found.filter(condition, *(~better for better in conditions[:place]))
