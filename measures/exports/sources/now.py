"""The rows of a report from the records as they are now."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Count, Max, Q
from django.db.models.functions import Length
from django.utils import timezone

from measures.as_of import BodyRow, MeasureRow, PlanRow, SectionRow, UnknownRecord
from measures.exports.sources import BETWEEN_NAMES, ENTRY_ROLES, Assignment, Entries, Filled
from measures.exports.sources.headings import Headings
from measures.exports.sources.records import Records
from measures.models import Measure, Responsibility, ResponsibleBody
from measures.prepared import PreparedQuery, Values, in_list, one_of, release_connection
from measures.querysets import MeasureQuerySet, PlanQuerySet
from measures.visibility import Visibility

AT_ONCE = 1000  # measures held in memory
FETCHED = 5000  # primary keys fetched at once
FEW = 5000  # measures that are asked for again by their primary keys
STEP = 5  # characters of a path for each heading: 0001.0002

OWN = (
    *("pk", "plan_id", "section_id", "version", "code", "title", "text", "due_on", "due_text", "phase"),
    *("review_state", "note", "withdrawn_on", "source_id", "source_start"),
)
PLAN_FIELDS = [field.name for field in fields(PlanRow) if field.name != "issuer"]
OF_PLANS = (*PLAN_FIELDS, "issuer__name")
MEASURES = PreparedQuery(lambda: Measure.objects.order_by().filter(in_list("pk", "pks")).values_list(*OWN))
BODIES = PreparedQuery(
    lambda: (
        Responsibility.objects.filter(in_list("measure", "pks"), role__in=ENTRY_ROLES)
        .order_by("position", "pk")
        .values_list("measure_id", "role", "body_id")
    )
)
NOBODY = ("",) * len(ENTRY_ROLES)
PLACES = {role.value: place for place, role in enumerate(ENTRY_ROLES)}


class Now:
    """See `Source`. `chosen` are the measures that are asked for, among those that the reader sees; `count_left_out`
    counts what is left out of them as withdrawn."""

    def __init__(
        self,
        chosen: MeasureQuerySet,
        plans: PlanQuerySet,
        visibility: Visibility,
        count_left_out: Callable[[], int],
    ) -> None:
        self.day: date = timezone.localdate()
        self.chosen, self.chosen_plans, self.visibility = chosen, plans, visibility
        self.count_left_out, self.records = count_left_out, Records(visibility)

    def plans(self) -> list[PlanRow]:
        return self.known

    @cached_property
    def known(self) -> list[PlanRow]:
        plans = self.chosen_plans.order_by("slug").values_list(*OF_PLANS)
        return [PlanRow(**dict(zip(PLAN_FIELDS, own, strict=True)), issuer=issuer or "") for *own, issuer in plans]

    def sections(self, plan: int) -> list[SectionRow]:
        return self.records.sections(plan)

    def measures(self, plan: int | None = None) -> Iterator[MeasureRow]:
        for page in self.pages(self.chosen if plan is None else self.chosen.filter(plan=plan)):
            rows = self.records.measures(page)
            release_connection(self.chosen.db)
            yield from rows

    def headings(self) -> Mapping[int, tuple[str, ...]]:
        return self.records.headings([plan.pk for plan in self.known])

    def assignments(self) -> Iterator[list[Assignment]]:
        for page in self.pages(self.chosen):
            found = self.records.assignments(page)
            release_connection(self.chosen.db)
            yield from found

    def these(self, pks: Sequence[int]) -> Iterator[MeasureRow | None]:
        for start in range(0, len(pks), AT_ONCE):
            page = pks[start : start + AT_ONCE]
            rows = {row.pk: row for row in self.records.measures(dict.fromkeys(page))}
            release_connection(self.chosen.db)
            yield from map(rows.get, page)

    def bodies(self, pks: Collection[int]) -> list[BodyRow]:
        found = ResponsibleBody.objects.filter(one_of(pks)).values_list("pk", "name", "jurisdiction", "parent__name")
        rows = {
            pk: BodyRow(pk=pk, name=name, jurisdiction=jurisdiction, parent=parent or "")
            for pk, name, jurisdiction, parent in found
        }
        return [rows[pk] for pk in pks if pk in rows]

    def count_bodies(self) -> int:
        return ResponsibleBody.objects.visible_to(self.visibility).count()

    def entries(self) -> Iterator[Entries]:
        """In three queries a page, two more where other sections begin."""
        names = dict(ResponsibleBody.objects.order_by().values_list("pk", "name"))
        headings = Headings()
        for page in self.pages(self.chosen):
            rows = {row[0]: row for row in MEASURES(pks=page)}
            bodies = named(BODIES(pks=page), names)
            above = headings.above({row[2] for row in rows.values()})
            release_connection(self.chosen.db)
            found = [rows[pk] for pk in page if pk in rows]
            for _plan, own in groupby(found, itemgetter(1)):
                yield self.as_seen(entries_of(own, above, bodies))

    def as_seen(self, entries: Entries) -> Entries:
        return entries if self.visibility.notes else entries._replace(note=[""] * len(entries.pk))

    def filled(self) -> Filled:
        """In three queries, however many the measures are; where they are few they are asked for by their primary keys,
        which costs less than the filters."""
        few = self.keys if len(self.keys) <= FEW else None
        chosen = self.chosen.order_by() if few is None else Measure.objects.order_by().filter(one_of(few))
        by_plan = chosen.values("plan").annotate(
            count=Count("pk"),
            withdrawn=Count("pk", Q(withdrawn_on__isnull=False)),
            due=Count("pk", Q(due_on__isnull=False) | ~Q(due_text="")),
            notes=Count("pk", ~Q(note="")),
            longest=Max(Length("section__path")),
        )
        found = by_plan.values_list("plan", "count", "withdrawn", "due", "notes", "longest")
        among = Q(measure__in=chosen.values("pk")) if few is None else one_of(few, "measure")
        roles: defaultdict[int, set[str]] = defaultdict(set)
        parts = Responsibility.objects.filter(among).order_by()
        for plan, role in parts.values_list("measure__plan", "role").distinct():
            roles[plan].add(role)
        of_plans = {
            plan: Filled(
                count=count,
                withdrawn=withdrawn,
                due=due > 0,
                notes=self.visibility.notes and notes > 0,
                depth=(longest + 1) // STEP,
                roles=frozenset(roles[plan]),
            )
            for plan, count, withdrawn, due, notes, longest in found
        }
        return Filled.together(of_plans, self.count_left_out())

    @cached_property
    def keys(self) -> "array[int]":
        """The primary keys in document order, found once."""
        return keys_of(self.chosen)

    def pages(self, chosen: MeasureQuerySet) -> Iterator[list[int]]:
        """The primary keys in document order, some hundred at a time.

        Between pages no cursor is open, which a pooler would end, and no connection held, however slowly one reads.
        """
        keys = self.keys if chosen is self.chosen else keys_of(chosen)
        release_connection(chosen.db)
        yield from (keys[start : start + AT_ONCE].tolist() for start in range(0, len(keys), AT_ONCE))

    def unknown(self) -> list[UnknownRecord]:
        return []


def keys_of(measures: MeasureQuerySet) -> "array[int]":
    """The primary keys in document order: eight bytes each."""
    found = array("q")
    ordered = measures.in_document_order().values_list("pk")
    try:
        sql, params = ordered.query.get_compiler(measures.db).as_sql()
    except EmptyResultSet:
        return found
    with connections[measures.db].cursor() as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(FETCHED):
            found.extend([pk for (pk, *_order) in rows])
    return found


def entries_of(
    rows: Iterable[Values], headings: Mapping[int, tuple[str, ...]], bodies: Mapping[int, Sequence[str]]
) -> Entries:
    """The entries of rows of `OWN` below these headings."""
    own = list(zip(*rows, strict=True))
    pks, sections = own[0], own[2]
    roles = zip(*[bodies.get(pk, NOBODY) for pk in pks], strict=True)
    return Entries._make((*own, [headings.get(section, ()) for section in sections], *roles))


def named(rows: Sequence[tuple[int, str, int]], names: Mapping[int, str]) -> Mapping[int, Sequence[str]]:
    """By measure, the names of its bodies for each of `ENTRY_ROLES`, joined."""
    found: dict[int, list[str]] = {}
    for measure, role, body in rows:
        joined = found.get(measure)
        if joined is None:
            joined = found[measure] = [*NOBODY]
        place = PLACES[role]
        before, name = joined[place], names.get(body, "")
        joined[place] = f"{before}{BETWEEN_NAMES}{name}" if before else name
    return found
