"""The ledger 台账: one row a measure in document order, with its headings, its bodies and its place in the source."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from measures.choices import Phase, Role
from measures.exports.table import Cell, Column, Row, Table
from measures.models import Conflict, Measure, Plan, Responsibility, Section, SourceDocument
from measures.prepared import Values, one_of, release_connection
from measures.querysets import MeasureQuerySet

AT_ONCE = 500  # rows held in memory
HEADINGS = 3
ROLES = (Role.LEAD, Role.RESPONSIBLE, Role.SUPPORT)
BETWEEN_BODIES = "、"


def ledger(measures: MeasureQuerySet) -> Table:
    """The ledger of `measures`, in six queries and one a page; plans get a column where there are several."""
    plans = dict(Plan.objects.filter(measures__in=measures.order_by()).distinct().values_list("pk", "title"))
    columns = (
        Column(pgettext("ledger", "Chapter"), 20),
        Column(pgettext("ledger", "Section"), 20),
        Column(pgettext("ledger", "Item"), 20),
        Column(_("Code"), 10),
        Column(_("Measure"), 28),
        Column(_("Text"), 60),
        *(Column(str(role.label), 18) for role in ROLES),
        Column(_("Deadline"), 14),
        Column(_("Phase"), 10),
        Column(_("Source line"), 8),
    )
    withdrawn = measures.filter(withdrawn_on__isnull=False).exists()
    if withdrawn:
        columns = (*columns, Column(_("Withdrawn on"), 12))
    conflicts = Conflict.objects.open().filter(measure__in=measures.order_by()).exists()
    if conflicts:
        columns = (*columns, Column(_("Open conflicts"), 14))
    rows = Ledger(measures, plans, withdrawn, conflicts).rows({phase.value: str(phase.label) for phase in Phase})
    plan_column = [Column(_("Plan"), 24)] if len(plans) > 1 else []
    return Table(_("Ledger"), title_of(plans), (*plan_column, *columns), rows)


def title_of(plans: dict[int, str]) -> str:
    if len(plans) != 1:
        return _("Ledger")
    return _("%(plan)s: ledger") % {"plan": next(iter(plans.values()))}


def in_pages(rows: QuerySet[Measure, Values]) -> Iterator[Values]:
    """The rows in their order, AT_ONCE at a time by the primary key that each begins with.

    Between pages no cursor is open, which a pooler would end, and no connection held, however slowly the file is read.
    """
    pks = list(rows.values_list("pk", flat=True))
    for start in range(0, len(pks), AT_ONCE):
        page = pks[start : start + AT_ONCE]
        found = {row[0]: row for row in rows.order_by().filter(one_of(page))}
        release_connection(rows.db)
        yield from (found.pop(pk) for pk in page if pk in found)


class Ledger:
    """What the rows share, read when the first of them is asked for."""

    def __init__(self, measures: MeasureQuerySet, plans: dict[int, str], withdrawn: bool, conflicts: bool) -> None:
        self.measures, self.plans, self.withdrawn, self.with_conflicts = measures, plans, withdrawn, conflicts

    def rows(self, phases: dict[str, str]) -> Iterator[Row]:
        """In document order. `phases` gives the labels, so that a stream keeps the language it began in."""
        headings, lines, bodies = self.headings(), self.line_starts(), self.bodies()
        newest = self.newest_places()
        conflicts = self.conflicts() if self.with_conflicts else {}
        columns = (
            *("pk", "plan_id", "section_id", "code", "title", "text"),
            *("due_on", "due_text", "phase", "source_id", "source_start", "withdrawn_on"),
        )
        for row in in_pages(self.measures.in_document_order().values_list(*columns)):
            pk, plan, section, code, title, text, due_on, due_text, phase, source, start, withdrawn_on = row
            document, at = newest.get(f"{plan} {code}", (source, start))
            yield (
                *((self.plans.get(plan),) if len(self.plans) > 1 else ()),
                *(*headings.get(section, ()), *[""] * HEADINGS)[:HEADINGS],
                *(code, title, text),
                *(bodies[role].get(pk, "") for role in ROLES),
                *(due_on or due_text, phases[phase], line_of(lines.get(document or 0), at)),
                *((withdrawn_on,) if self.withdrawn else ()),
                *((conflicts.get(pk, ""),) if self.with_conflicts else ()),
            )

    def headings(self) -> dict[int, tuple[str, ...]]:
        """The headings above the measures of each section, at most three: those further down share the third."""
        sections = {section.pk: section for section in Section.objects.filter(plan__in=self.plans).defer("text")}
        headings: dict[int, tuple[str, ...]] = {}
        for pk, section in sections.items():
            path = [str(section)]
            while section.parent_id:
                section = sections[section.parent_id]
                path.insert(0, str(section))
            headings[pk] = (*path[: HEADINGS - 1], *filter(None, [" / ".join(path[HEADINGS - 1 :])]))
        return headings

    def line_starts(self) -> dict[int, list[int]]:
        """Where each line of each source begins."""
        texts = SourceDocument.objects.filter(plan__in=self.plans).values_list("pk", "text")
        return {pk: [0, *(place + 1 for place, c in enumerate(text) if c == "\n")] for pk, text in texts}

    def newest_places(self) -> dict[str, tuple[int | None, int | None]]:
        """By the primary key of the plan and the code, the newest edition, if it has the record, and where."""
        newest = SourceDocument.objects.filter(plan__in=self.plans).newest_editions().only("plan", "text", "passages")
        return {
            f"{document.plan_id} {code}": (document.pk, start)
            for document in newest
            for code, (start, _end) in document.spans.items()
        }

    def conflicts(self) -> dict[int, str]:
        """The fields of each measure, its targets and roles that were changed here and in a new edition."""
        found: dict[int, list[str]] = defaultdict(list)
        for conflict in Conflict.objects.open().filter(measure__in=self.measures.order_by()).order_by("pk"):
            found[conflict.measure_id or 0].append(conflict.label)
        return {pk: BETWEEN_BODIES.join(dict.fromkeys(labels)) for pk, labels in found.items()}

    def bodies(self) -> dict[str, dict[int, str]]:
        """The names of the bodies by role and measure."""
        parts = Responsibility.objects.filter(measure__in=self.measures.order_by(), role__in=ROLES)
        names: dict[str, dict[int, str]] = defaultdict(dict)
        ordered = parts.order_by("position", "pk").values_list("measure_id", "role", "body__name")
        for measure, role, name in ordered.iterator(AT_ONCE):
            before = names[role].get(measure)
            names[role][measure] = f"{before}{BETWEEN_BODIES}{name}" if before else name
        return names


def line_of(starts: list[int] | None, place: int | None) -> Cell:
    return bisect_right(starts, place) if starts and place is not None else None
