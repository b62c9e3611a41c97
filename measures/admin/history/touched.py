"""What each edit of a list touched, as far as a reader may see it: counts by kind, and the first records by name."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Min, Q
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst

from measures.edits.history_rows import TRACKED, names_of
from measures.edits.visible_history import rows_seen
from measures.models import Edit, ResponsibleBody
from measures.models.base import Record
from measures.models.history import HistoryRow, Tracked
from measures.querysets import GuardedQuerySet
from measures.visibility import User

NAMED = 3  # records of an edit that its line names
SMALL = 12  # rows of history: of a larger edit the first record of each kind is named


@dataclass(frozen=True)
class Touched:
    """How many records of a kind an edit created, changed and deleted."""

    label: str
    created: int
    changed: int
    deleted: int

    @property
    def total(self) -> int:
        return self.created + self.changed + self.deleted


@dataclass(frozen=True)
class Named:
    """A record that an edit wrote; `url` is "" where it is not there any more or has no page."""

    name: str
    url: str


@dataclass
class Line:
    """An edit, with what of it the reader may see; `of_records` counts the records that are no parts of others."""

    edit: Edit
    touched: list[Touched] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    of_records: int = 0

    @property
    def more(self) -> int:
        """How many records are not named."""
        return max(self.of_records - len(self.named), 0) if self.named else 0


@dataclass
class Counted:
    """What is known of the rows of one kind that one edit wrote."""

    edit: int
    total: int  # records
    made: int
    gone: int
    rows: int = 0
    first: int | None = None  # the primary key of the first row; None where no record is named


def lines_of_edits(edits: Sequence[Edit], reader: User) -> list[Line]:
    """Takes a fixed number of queries."""
    found = {edit.pk: Line(edit) for edit in edits}
    by_model = {model: list(counted(model, edits, reader)) for model in TRACKED}
    rows: defaultdict[int, int] = defaultdict(int)
    for model, counts in by_model.items():
        for each in counts:
            rows[each.edit] += each.rows
            line, changed = found[each.edit], max(each.total - each.made - each.gone, 0)
            line.touched.append(Touched(capfirst(str(model._meta.verbose_name)), each.made, changed, each.gone))
            line.of_records += each.total if issubclass(model, Record) else 0
    small = {pk for pk, number in rows.items() if number <= SMALL}
    for edit, named in named_records(by_model, small, reader).items():
        found[edit].named = named[:NAMED]
    return [*found.values()]


def counted(model: type[Tracked], edits: Sequence[Edit], reader: User) -> Iterator[Counted]:
    """What each edit wrote of a kind; a bulk change of all that the reader may see has counted itself."""
    seen = rows_seen(model, reader)
    bulk = bulk_changes(model, edits) if not seen else {}
    yield from (Counted(pk, handled, 0, 0) for pk, handled in bulk.items() if handled)
    rows = model.history.filter(seen, edit__in=[edit.pk for edit in edits if edit.pk not in bulk])
    yield from (
        Counted(**each)
        for each in rows.order_by()
        .values("edit")
        .annotate(
            total=Count("id", distinct=True),
            made=Count("id", distinct=True, filter=Q(history_type="+")),
            gone=Count("id", distinct=True, filter=Q(history_type="-")),
            rows=Count("pk"),
            first=Min("history_id"),
        )
    )


def bulk_changes(model: type[Tracked], edits: Sequence[Edit]) -> Mapping[int, int]:
    """By the primary keys of the edits that are bulk changes of this model, how many records they have handled.

    `bulk_of`, annotated by `activity.with_undoing`, names the model of a bulk change.
    """
    name = str(model._meta.model_name)
    return {edit.pk: edit.handled for edit in edits if vars(edit).get("bulk_of") == name}


def named_records(
    by_model: Mapping[type[Tracked], list[Counted]], small: Collection[int], reader: User
) -> dict[int, list[Named]]:
    """By edit, the records that it wrote, bodies last, or, where it wrote none, what else it did.

    Parts go with their record.
    """
    rows: list[HistoryRow] = []
    for model, counts in sorted(by_model.items(), key=lambda item: item[0] is ResponsibleBody):
        whole = [each.edit for each in counts if each.edit in small]
        first = [each.first for each in counts if each.edit not in small and each.first is not None]
        chosen = model.history.filter(rows_seen(model, reader), Q(edit__in=whole) | Q(pk__in=first))
        rows += newest(chosen.order_by("history_id")) if whole or first else []
    with_records = {row.edit_id for row in rows if issubclass(row.instance_type, Record)}
    kept = [row for row in rows if issubclass(row.instance_type, Record) or row.edit_id not in with_records]
    pages = stored(kept, reader)
    found: defaultdict[int, list[Named]] = defaultdict(list)
    for row, name in zip(kept, names_of(kept), strict=True):
        found[row.edit_id or 0].append(Named(name, pages.get((row.instance_type, row.id), "")))
    return found


def newest(rows: Iterable[HistoryRow]) -> list[HistoryRow]:
    """Of each record and edit the last row, in the order of the first ones."""
    found: dict[tuple[int | None, int], HistoryRow] = {}
    for row in rows:
        found[row.edit_id, row.id] = row
    return [*found.values()]


def stored(rows: Iterable[HistoryRow], reader: User) -> dict[tuple[type[object], int], str]:
    """The addresses of the pages of those records that are still there and that the reader may see."""
    pks: defaultdict[type[Record], set[int]] = defaultdict(set)
    for row in rows:
        if issubclass(row.instance_type, Record):
            pks[row.instance_type].add(row.id)
    found: dict[tuple[type[object], int], str] = {}
    for model, wanted in pks.items():
        records = model._default_manager.filter(pk__in=wanted)
        there = records.worked_on_by(reader) if isinstance(records, GuardedQuerySet) else records
        for pk in there.values_list("pk", flat=True):
            found[model, pk] = page_of(model, pk)
    return found


def page_of(model: type[Record], pk: int) -> str:
    try:
        return reverse(f"admin:measures_{model._meta.model_name}_change", args=[pk])
    except NoReverseMatch:
        return ""
