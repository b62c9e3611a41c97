"""How records are read: rows in a small fixed number of queries, made into dictionaries once and encoded once.

A page of a list that is not filtered, and a single record, are read by one prepared query each. Which records a filter
leaves is decided by a queryset, which is asked for primary keys only. Each `Resource` declares its fields, reads what
is related to a page of rows, and makes one dictionary of each row. Reading makes neither model instances nor
serializers; `derived.py` describes the same fields for the OpenAPI document.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property, lru_cache, partial, reduce
from operator import itemgetter
from typing import Any, ClassVar, Generic, NamedTuple, TypeAlias, cast

from django.db.models import Expression, Model, Q, QuerySet, Subquery
from django.utils import timezone
from django_filters import Filter

from measures.api.records.fields import Field
from measures.api.records.filter_types import Text
from measures.api.records.filtersets import Conditions, RecordFilter
from measures.api.records.rows import Key, R, Representation, Row, declared_columns, make_row_factory
from measures.api.shared_answer import SharedAnswer
from measures.models import Change
from measures.prepared import GivenByQuery, Placeholder, PreparedQuery, Tuples, in_list
from measures.querysets import timeliness
from measures.visibility import Scope, Visibility, prepared_condition

# The row limits of prepared pages; a page of another size reads up to the next and drops the rest. Few, since callers
# choose the size; part of the SQL, since PostgreSQL plans a limit that it does not see for a tenth of all rows.
LIMITS = (2, 11, 51, 101, 201, 501)

NEWEST = Change.objects.order_by("-pk")
NEWEST_CHANGE = PreparedQuery(lambda: NEWEST.values_list("pk", "at")[:1])
# The same beside each row, at the end: one statement sees one state of the database.
FEED_HEAD = (Subquery(NEWEST.values("pk")[:1]), Subquery(NEWEST.values("at")[:1]))


@cache
def shared_newest_change(_alias: str) -> SharedAnswer[Tuples]:
    """For all readers of one database, each outside of any transaction."""
    return SharedAnswer(NEWEST_CHANGE)


class FeedHead(NamedTuple):
    """The change feed's newest number and its time; None in a feed that was never begun."""

    sequence: int | None = None
    at: datetime | None = None

    @classmethod
    def now(cls) -> "FeedHead":
        """Asked for by a query of its own, before the rows that it is to vouch for."""
        connection = NEWEST_CHANGE.connection
        ask = NEWEST_CHANGE if connection.in_atomic_block else shared_newest_change(connection.alias)
        return cls(*next(iter(ask()), ()))


@dataclass(frozen=True)
class ReadContext:
    """What one request may see and asks to see of each record.

    `base_url` is the absolute address of /api/v1/, `highlight` the words to mark; no `fields` stands for all of them.
    """

    visibility: Visibility
    base_url: str
    fields: tuple[str, ...] = ()
    expand: frozenset[str] = field(default_factory=frozenset)
    highlight: str = ""

    def includes(self, name: str) -> bool:
        return not self.fields or name in self.fields

    @cached_property
    def timeliness(self) -> Callable[..., str]:
        """`timeliness` of a measure as of the day on which the request came: a pull asks the same again and again."""
        return cache(partial(timeliness, today=timezone.localdate()))

    def for_expanded(self) -> "ReadContext":
        return ReadContext(self.visibility, self.base_url)


class Selection(NamedTuple):
    """What is read of each record: its passage, and of a single one what is related to it, with the office's own."""

    scope: Scope
    with_passage: bool
    with_related: bool = False
    with_office: bool = False


class Resource(Generic[R]):
    """One resource of the API: the declaration of its fields, and how its records are read.

    `name` is what it is called in addresses, `component` in the OpenAPI document; `key` is the column that its records
    are known by in addresses. `fields` declares what each record shows. `row_type` declares the columns that are read
    beside those of the fields, for the methods `get_<field>`. `filters` and `orderings` are those of no single field.
    `requests` has an example of the body of each writing operation. `moves_feed`: whether the change feed moves with
    every change of its records.
    """

    name: ClassVar[str]
    component: ClassVar[str]
    model: ClassVar[type[Model]]
    key: ClassVar[str]
    key_meaning: ClassVar[Text] = ""
    fields: ClassVar[tuple[Field, ...]]
    row_type: ClassVar[type[Row]]
    plan_prefix: ClassVar[str] = ""  # of the lookups of a plan's columns, where they do not begin with `plan`
    filters: ClassVar[Mapping[str, Filter]] = {}
    filterset_base: ClassVar[type[RecordFilter]] = RecordFilter
    orderings: ClassVar[Mapping[str, str]] = {}
    requests: ClassVar[Mapping[str, Mapping[str, object]]] = {}
    moves_feed: ClassVar[bool] = True
    expandable: ClassVar[frozenset[str]]
    detailed: ClassVar[frozenset[str]]
    head: FeedHead  # of the page or record that was read

    def __init_subclass__(cls) -> None:
        if "fields" in cls.__dict__:
            cls.expandable = frozenset(field.expand for field in cls.fields if field.expand)
            cls.detailed = frozenset(field.expand for field in cls.fields if field.in_detail)

    def __init__(self, context: ReadContext) -> None:
        self.context = context

    @classmethod
    def field_names(cls, *, listed: bool = False) -> list[str]:
        """The fields of a single record, or of one in a list."""
        return [field.name for field in cls.fields if listed or not field.list_only]

    @classmethod
    def all_records(cls) -> QuerySet[Any]:
        return cls.model._default_manager.all()

    @classmethod
    @lru_cache(256)
    def records_visible_to(cls, visibility: Visibility) -> QuerySet[Any]:
        """What a reader sees, unsorted: to be filtered or copied, since whatever it read it would keep."""
        return cls.all_records().order_by().filter(visibility.condition(cls.model_name()))

    @classmethod
    def model_name(cls) -> str:
        return str(cls.model._meta.model_name)

    @classmethod
    def is_computed(cls, field: Field) -> bool:
        return hasattr(cls, f"get_{field.name}")

    @classmethod
    @cache
    def read_columns(cls) -> tuple[str, ...]:
        own = (field.column or field.name for field in cls.fields if not cls.is_computed(field))
        return tuple(dict.fromkeys([*declared_columns(cls.row_type), *own]))

    @cached_property
    def selected_fields(self) -> list[Field]:
        """The fields that this request asks for, in its order."""
        declared = {field.name: field for field in self.fields}
        wanted = [declared[name] for name in self.context.fields] or self.fields
        return [field for field in wanted if field.included_if is None or field.included_if(self.context)]

    @cached_property
    def with_passage(self) -> bool:
        """Whether the passage of the document is asked for."""
        return "source" in self.context.expand

    @cached_property
    def scope(self) -> Scope:
        """How much of this kind of record the reader sees."""
        return self.context.visibility.scope(self.model_name())

    @cached_property
    def selection(self) -> Selection:
        return Selection(self.scope, self.with_passage)

    @property
    def related_is_written(self) -> bool:
        """Whether what is related to a record is all wanted, in brief: then PostgreSQL writes it."""
        return not self.context.fields and NEWEST_CHANGE.connection.vendor == "postgresql"

    @classmethod
    def address(cls, base_url: str, plan: str, key: Key) -> str:
        """The permanent address of the record known by `key` (in that plan)."""
        return f"{base_url}{cls.name}/{key}/"

    @classmethod
    def identified_by(cls, names: Iterable[tuple[str, Key]]) -> Q:
        """The records of these names, each the slug of a plan ("" for what has none) and a key."""
        return Q(**{f"{cls.key}__in": {key for _plan, key in names}})

    @classmethod
    def address_lookup(cls) -> dict[str, Placeholder]:
        """The conditions on a record that an address names."""
        return {cls.key: Placeholder("key")}

    @classmethod
    @cache
    def visible_records(cls, scope: Scope) -> QuerySet[Model]:
        """What a reader of this scope sees; a prepared query of it needs the values of `Visibility.parameters`."""
        return cls.model._default_manager.order_by().filter(prepared_condition(cls.model_name(), scope))

    @classmethod
    @cache
    def row_factory(cls, selection: Selection) -> Callable[[Iterable[object]], Row]:
        """A function that makes a row of the values that were read."""
        beside = cls.columns_beside(selection) if selection.with_related else {}
        passage = ["passage"] if selection.with_passage else []
        return make_row_factory(cls.row_type, [*cls.read_columns(), *passage, *beside])

    @classmethod
    def selected_columns(cls, with_passage: bool) -> tuple[str | Expression, ...]:
        """The lookups of the columns that are read, in their order."""
        columns = cls.read_columns()
        return tuple(f"{cls.plan_prefix}{name}" if name.startswith("plan_") else name for name in columns)

    @classmethod
    def columns_beside(cls, selection: Selection) -> dict[str, Subquery]:
        """What PostgreSQL writes beside a single record of what is related to it, by the row's names for it."""
        return {}

    @classmethod
    def all_columns(cls, selection: Selection) -> tuple[str | Expression | Subquery, ...]:
        beside = cls.columns_beside(selection) if selection.with_related else {}
        return (*cls.selected_columns(selection.with_passage), *beside.values())

    @classmethod
    @cache
    def pks_query(cls, selection: Selection) -> PreparedQuery:
        """The rows of the primary keys that are given as `pks`."""
        records = cls.visible_records(selection.scope).filter(in_list("pk", "pks"))
        return PreparedQuery(lambda: records.values_list(*cls.all_columns(selection)))

    @classmethod
    @cache
    def address_query(cls, selection: Selection) -> PreparedQuery:
        """The row of the record whose address is given as `key` and, in a plan, `plan`."""
        records = cls.visible_records(selection.scope).filter(**cls.address_lookup())
        return PreparedQuery(lambda: records.values_list(*cls.all_columns(selection), *FEED_HEAD))

    @classmethod
    def records_by_key(cls, scope: Scope, backward: bool, begun: bool) -> QuerySet[Model]:
        """What a reader of this scope sees, by primary key, once `begun` after that of `last` (before it, backward)."""
        records = cls.visible_records(scope).order_by("-pk" if backward else "pk")
        return records.filter(**{"pk__lt" if backward else "pk__gt": Placeholder("last")}) if begun else records

    @classmethod
    @cache
    def page_query(cls, selection: Selection, backward: bool, begun: bool, limit: int) -> PreparedQuery:
        records = cls.records_by_key(selection.scope, backward, begun)
        return PreparedQuery(lambda: records.values_list(*cls.all_columns(selection), *FEED_HEAD)[:limit])

    def read_page(self, size: int, last: int | None = None, backward: bool = False) -> list[R]:
        """The next rows of all that the reader sees, by primary key, after that of `last` (before it, backward)."""
        found = self.following(size, last, backward)
        self.head = FeedHead(*found[0][-2:]) if found else FeedHead()
        if found or not self.moves_feed:
            return self.rows(found)
        self.head = FeedHead.now()
        return self.rows(self.following(size, last, backward))

    def following(self, size: int, last: int | None, backward: bool) -> Tuples:
        limit = next(limit for limit in LIMITS if limit >= size)
        following = self.page_query(self.selection, backward, last is not None, limit)
        return following(last=last, **self.context.visibility.parameters)[:size]

    @classmethod
    @lru_cache(256)
    def chosen_query(
        cls, conditions: Conditions, names: frozenset[str], scope: Scope, backward: bool, begun: bool, limit: int
    ) -> PreparedQuery:
        """The primary keys of a page of what the filters of these names leave.

        Planned for the values, which few rows may have or most, unless a query gives the few rows that can be meant.
        """
        chosen = conditions(names)
        records = cls.records_by_key(scope, backward, begun).filter(*chosen)
        planned_once = any(isinstance(condition, GivenByQuery) for condition in chosen)
        return PreparedQuery(lambda: records.values_list("pk")[:limit], planned_once=planned_once)

    def read_chosen_page(
        self,
        conditions: Conditions,
        values: Mapping[str, object],
        size: int,
        last: int | None = None,
        backward: bool = False,
    ) -> list[R]:
        """Like `read_page`, of what the filters leave that are given these values; `conditions` makes theirs."""
        limit = next(limit for limit in LIMITS if limit >= size)
        chosen = self.chosen_query(conditions, frozenset(values), self.scope, backward, last is not None, limit)
        found = chosen(last=last, **values, **self.context.visibility.parameters)
        return self.rows_of([pk for (pk,) in found[:size]])

    def rows_at(self, plan: str, key: Key) -> list[R]:
        """The row of the record at an address, if there is one that the reader sees."""
        notes = self.context.visibility.notes
        self.selection = Selection(self.scope, self.with_passage, self.related_is_written, with_office=notes)
        found = self.address_query(self.selection)(plan=plan, key=key, **self.context.visibility.parameters)
        self.head = FeedHead(*found[0][-2:]) if found else FeedHead()
        return self.rows(found)

    def read(self, queryset: QuerySet[Model]) -> list[Representation]:
        return self.to_records(self.rows_of(list(queryset.values_list("pk", flat=True))))

    def rows_of(self, pks: list[int]) -> list[R]:
        """The rows of these primary keys that the reader sees, in their order."""
        return self.send_rows_query(pks)() if pks else []

    def send_rows_query(self, pks: list[int]) -> Callable[[], list[R]]:
        answer = self.pks_query(self.selection).send(pks=pks, **self.context.visibility.parameters)
        return lambda: self.rows_in_order(pks, answer())

    def rows_in_order(self, pks: list[int], read: Tuples) -> list[R]:
        rows = self.rows(read)
        if pks_of(rows) == pks:  # as they mostly come
            return rows
        found = {row.id: row for row in rows}
        return [found[pk] for pk in pks if pk in found]

    def rows(self, found: Tuples) -> list[R]:
        return cast(list[R], list(map(self.row_factory(self.selection), found)))

    def row_of(self, record: Model) -> R:
        """The row of a record in memory, which has the references that the columns name, and its passage if asked."""
        names = [*self.read_columns(), *(["passage"] if self.with_passage else [])]
        values = (reduce(attribute_of, name.split("__"), cast(object, record)) for name in names)
        return cast(R, self.row_factory(self.selection)(values))

    def records_by_pk(self, pks: list[int]) -> dict[int | None, Representation]:
        rows = self.rows_of(pks)
        return dict(zip(pks_of(rows), self.to_records(rows), strict=True))

    def to_records(self, rows: list[R]) -> list[Representation]:
        """The records of these rows, with what is related to them."""
        if not rows:
            return []
        self.send_related_query(rows)
        self.load_related(rows)
        return self.make_records(rows)

    def send_related_query(self, rows: list[R]) -> None:
        """Send the query for what is related to these rows."""

    def load_related(self, rows: list[R]) -> None:
        """Wait for the answer of that query, and read what `expand=` names."""

    def make_records(self, rows: list[R]) -> list[Representation]:
        """The records of rows that were loaded; asks the database nothing.

        What is read as it stands is taken from a row at once, in C; a copied dictionary need not grow.
        """
        names = tuple(field.name for field in self.selected_fields)
        read, values = self.plain_values(names)
        computed = [(name, getattr(self, f"get_{name}")) for name in names if name not in read]
        blank: Representation = dict.fromkeys(names)
        records: list[Representation] = []
        for row in rows:
            record = blank.copy()
            record.update(zip(read, values(row), strict=False))
            for name, compute in computed:
                record[name] = compute(row)
            records.append(record)
        return records

    @classmethod
    @lru_cache(256)
    def plain_values(cls, names: tuple[str, ...]) -> tuple[list[str], Callable[[R], tuple[object, ...]]]:
        """Which of these fields are read as they stand, and a function that takes their values from a row.

        `itemgetter` returns a tuple only for two or more places, so two are added that nobody uses.
        """
        places = {column: place for place, column in enumerate(cls.read_columns())}
        declared = {field.name: field for field in cls.fields}
        fields = [declared[name] for name in names if not cls.is_computed(declared[name])]
        chosen = (places[field.column or field.name] for field in fields)
        return [field.name for field in fields], itemgetter(*chosen, 0, 0)

    def expanded_records(
        self, name: str, resource: "type[AnyResource]", pks: Iterable[int | None]
    ) -> dict[int | None, Representation]:
        """The full records of `pks` where `expand=` names them, else nothing."""
        if name not in self.context.expand or not self.context.includes(name.partition(".")[0]):
            return {}
        return resource(self.context.for_expanded()).records_by_pk(list({pk for pk in pks if pk}))


AnyResource: TypeAlias = Resource[Any]  # whatever its rows are


def attribute_of(record: object, name: str) -> object:
    """Null where there is no record."""
    return None if record is None else getattr(record, name)


def pks_of(rows: Sequence[Row]) -> list[int]:
    return [row.id for row in rows]
