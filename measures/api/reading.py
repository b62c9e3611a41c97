"""How records are read: rows in a fixed small number of queries, shaped once and encoded once.

A page of a list that nothing filters and a single record are read by one prepared query; which records a filter leaves,
a queryset says, asked for primary keys alone. Each `Rows` names the columns it reads, asks for what hangs on a page of
rows, and gives one dictionary a row. No model instance and no serializer is made for reading; `serializers.py`
describes the same shapes for the schema, and a test holds the two together.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, ClassVar

from django.db.models import Q, QuerySet

from measures.api.parts import Record, Row
from measures.folding import marked
from measures.prepared import Prepared, Slot, Tuples, among
from measures.visibility import Scope, Visibility, prepared_condition

# The row limits of prepared pages; a page of another size reads up to the next and drops the rest. Few, since callers
# choose the size; part of the SQL, since PostgreSQL plans a limit that it does not see for a tenth of all rows.
LIMITS = (2, 11, 51, 101, 201, 501)


@dataclass(frozen=True)
class Reading:
    """Who reads, from where, and what of it: `base` is the absolute address of /api/v1/, `marks` words to mark."""

    visibility: Visibility
    base: str
    fields: tuple[str, ...] = ()
    expand: frozenset[str] = field(default_factory=frozenset)
    marks: str = ""

    def wants(self, name: str) -> bool:
        return not self.fields or name in self.fields

    def without_fields(self) -> "Reading":
        return Reading(self.visibility, self.base)


class Rows:
    """One resource. `columns` are read for each row; `expandable` names the parts `expand=` may complete.

    `resource` is its name in addresses, `key` the column that its records are known by there.
    """

    resource: ClassVar[str]
    model: ClassVar[Any]
    key: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    expandable: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    @property
    def quoted(self) -> bool:
        """Are the document's own words asked for?"""
        return "source" in self.reading.expand

    @cached_property
    def scope(self) -> Scope:
        """How much of this kind of record the reader sees."""
        return self.reading.visibility.scope(self.model._meta.model_name)

    @classmethod
    def address(cls, base: str, plan: str, key: Any) -> str:
        """The permanent address of the record known by `key` (in that plan)."""
        return f"{base}{cls.resource}/{key}/"

    @classmethod
    def known_by(cls, names: Iterable[tuple[str, str]]) -> Q:
        """The records of these names, each the slug of a plan ("" for what has none) and a key."""
        return Q(**{f"{cls.key}__in": {key for _plan, key in names}})

    @classmethod
    def named(cls) -> dict[str, Slot]:
        """The conditions on a record that an address names."""
        return {cls.key: Slot("key")}

    @classmethod
    @cache
    def seen(cls, scope: Scope) -> QuerySet[Any]:
        """What a reader of this scope sees; where the plans decide, each query must be given `Visibility.given`."""
        records: QuerySet[Any] = cls.model.objects.order_by()
        return records.filter(prepared_condition(cls.model._meta.model_name, scope))

    @classmethod
    @cache
    def row(cls, quoted: bool) -> Any:
        """Makes what was read into a row: values by the names of their columns, a measure's plan as `plan`."""
        names = [column.removeprefix("measure__") if "measure__plan" in column else column for column in cls.columns]
        return namedtuple("Row", [*names, "passage"] if quoted else names)._make  # type: ignore[attr-defined]

    @classmethod
    def selected(cls, quoted: bool) -> tuple[Any, ...]:
        return cls.columns

    @classmethod
    @cache
    def by_pks(cls, scope: Scope, quoted: bool) -> Prepared:
        return Prepared(lambda: cls.seen(scope).filter(among("pk", "pks")).values_list(*cls.selected(quoted)))

    @classmethod
    @cache
    def by_key(cls, scope: Scope, quoted: bool) -> Prepared:
        return Prepared(lambda: cls.seen(scope).filter(**cls.named()).values_list(*cls.selected(quoted)))

    @classmethod
    @cache
    def page(cls, scope: Scope, quoted: bool, backward: bool, begun: bool, limit: int) -> Prepared:
        records = cls.seen(scope).order_by("-pk" if backward else "pk")
        if begun:
            records = records.filter(**{"pk__lt" if backward else "pk__gt": Slot("last")})
        return Prepared(lambda: records.values_list(*cls.selected(quoted))[:limit])

    def walk(self, size: int, last: int | None = None, backward: bool = False) -> list[Row]:
        """The next rows of all that the reader sees, by primary key, after that of `last` (before it, backward)."""
        return self.rows(self.ask_walk(size, last, backward)())

    def ask_walk(self, size: int, last: int | None, backward: bool = False) -> Callable[[], Tuples]:
        limit = next(limit for limit in LIMITS if limit >= size)
        following = self.page(self.scope, self.quoted, backward, last is not None, limit)
        answer = following.ask(last=last, **self.reading.visibility.given)
        return lambda: answer()[:size]

    def at(self, plan: str, key: Any) -> list[Row]:
        """The row of the record at an address, if there is one that the reader sees."""
        given = self.reading.visibility.given
        return self.rows(self.by_key(self.scope, self.quoted)(plan=plan, key=key, **given))

    def names(self, known: Iterable[str]) -> list[str]:
        """Of the fields in `known`, those that a record shows to this reader."""
        return [name for name in (self.reading.fields or known) if name not in self.left_out()]

    def left_out(self) -> set[str]:
        """Fields that this reading does not show, though they exist."""
        return set() if self.reading.marks else {"highlight"}

    def read(self, queryset: QuerySet[Any]) -> list[Record]:
        return self.build(self.of(list(queryset.values_list("pk", flat=True))))

    def of(self, pks: list[int]) -> list[Row]:
        """The rows of these primary keys that the reader sees, in their order."""
        if not pks:
            return []
        read = self.by_pks(self.scope, self.quoted)(pks=pks, **self.reading.visibility.given)
        found = {row.id: row for row in self.rows(read)}
        return [found[pk] for pk in pks if pk in found]

    def rows(self, found: Tuples) -> list[Row]:
        return list(map(self.row(self.quoted), found))

    def by_pk(self, pks: list[int]) -> dict[int, Record]:
        rows = self.of(pks)
        return dict(zip(pks_of(rows), self.build(rows), strict=True))

    def build(self, rows: list[Row]) -> list[Record]:
        if not rows:
            return []
        self.ask(rows)
        self.load(rows)
        return self.records(rows)

    def ask(self, rows: list[Row]) -> None:
        """Ask the database for what hangs on these rows."""

    def load(self, rows: list[Row]) -> None:
        """Take what was asked for, and read what `expand=` names."""

    def records(self, rows: list[Row]) -> list[Record]:
        """The records of rows that were loaded; asks the database nothing."""
        records = [self.record(row) for row in rows]
        if self.reading.fields:
            records = [{name: record[name] for name in self.reading.fields if name in record} for record in records]
        if words := self.reading.marks:
            for record, row in zip(records, rows, strict=True):
                record["highlight"] = {name: marked(getattr(row, name), words) for name in ("title", "text")}
        return records

    def record(self, row: Row) -> Record:
        raise NotImplementedError

    def expanded(self, name: str, rows: type["Rows"], pks: Iterable[int | None]) -> Any:
        """The full records of `pks` where `expand=` names them, else nothing."""
        if name not in self.reading.expand or not self.reading.wants(name.partition(".")[0]):
            return {}
        return rows(self.reading.without_fields()).by_pk(list({pk for pk in pks if pk}))


def pks_of(rows: list[Row]) -> list[int]:
    return [row.id for row in rows]
