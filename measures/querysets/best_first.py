"""What a search finds, best first, as a sequence of keys that a paginator counts and cuts pages from."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, overload

from django.db import connections
from django.db.models import Aggregate, Case, Count, Field, When
from django.db.models.lookups import LessThanOrEqual

from measures.folding import typed_words
from measures.measure_search import Word, filtered, found_by, narrowed, ranks, read, relevance
from measures.prepared import one_of

if TYPE_CHECKING:
    from measures.querysets import MeasureQuerySet

LONGEST_SORTED = 20_000  # measures


class BestFirst(Sequence[int]):
    """The primary keys of those of `measures`, which are sorted, that a query finds, by `measure_search.relevance`.

    Few are sorted as a whole. Of many the best fill the pages that anybody looks at: the measures of one rank are read
    in their order, no further than the page goes, and then those of the next.
    """

    def __init__(self, measures: "MeasureQuerySet", query: str) -> None:
        self.measures, self.query, self.typed = measures, query, typed_words(query)
        self.words = list(read(self.typed))
        self.found = found_by(measures, self.words, whole=True)

        # SQLite reads every row to count as well as to sort.
        self.is_counted = connections[measures.db].vendor == "postgresql"

    @cached_property
    def counted(self) -> tuple[int, list[int]]:
        """How many are found, and their keys where they are to be sorted as a whole."""
        keys = Aggregate("pk", function="array_agg", output_field=Field())
        of_few = Case(When(LessThanOrEqual(Count("pk"), LONGEST_SORTED), then=keys))
        counted = self.found.order_by().aggregate(length=Count("pk"), keys=of_few)
        return counted["length"], counted["keys"] or []

    @property
    def length(self) -> int:
        return self.counted[0] if self.is_counted else len(self.sorted)

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
        every = self.measures.model._default_manager.using(self.measures.db)
        found = every.filter(one_of(self.counted[1])) if self.is_counted else self.found
        ranked = found.order_by(relevance(self.query), *self.found.query.order_by)
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
        """What is not among the last says all words, or has one for its code."""
        found, conditions = filtered(self.measures, self.words), ranks(self.typed)
        has_code = any(word.printed for word in self.words)
        saying = found if has_code else narrowed(self.measures, [Word(word.text) for word in self.words])
        for place, condition in enumerate(conditions):
            yield saying.filter(condition, *(~better for better in conditions[:place]))
        yield found.filter(*(~better for better in conditions))
