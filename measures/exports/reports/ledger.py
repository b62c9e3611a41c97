"""The ledger 台账: one row a measure in document order, with its headings, its bodies and its place in the source."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from measures.as_of import MeasureRow
from measures.choices import Phase, Role
from measures.exports.contents import Cell, Column, Part, Report, Row, Table
from measures.exports.scope import Scope, site_name
from measures.exports.sources import headings_above
from measures.models import Conflict, SourceDocument

HEADINGS = 3
ROLES = (Role.LEAD, Role.RESPONSIBLE, Role.SUPPORT)
BETWEEN_BODIES = "、"


def ledger(scope: Scope) -> Report:
    """One part a plan; plans get a column where there are several."""
    label = _("Ledger")
    return Report(
        name="ledger",
        label=label,
        title=scope.title(label),
        author=site_name(),
        facts=scope.facts(),
        parts=Ledger(scope).parts(),
    )


class Ledger:
    """What the rows share, read when the first of them is asked for."""

    def __init__(self, scope: Scope) -> None:
        self.scope, self.source = scope, scope.source
        self.plans = {plan.pk: plan.title for plan in self.source.plans()}
        self.withdrawn = scope.measures.filter(withdrawn_on__isnull=False).exists()
        self.conflicts = self.open_conflicts() if scope.as_of is None else {}
        self.phases = {phase.value: str(phase.label) for phase in Phase}
        self.columns = self.all_columns()

    def all_columns(self) -> tuple[Column, ...]:
        """Those that have something to say."""
        return (
            *([Column("plan", _("Plan"), 24)] if len(self.plans) > 1 else []),
            Column("chapter", pgettext("ledger", "Chapter"), 20),
            Column("section", pgettext("ledger", "Section"), 20),
            Column("item", pgettext("ledger", "Item"), 20),
            Column("code", _("Code"), 10),
            Column("title", _("Measure"), 28),
            Column("text", _("Text"), 60),
            *(Column(role.value, str(role.label), 18) for role in ROLES),
            Column("due", _("Deadline"), 14),
            Column("phase", _("Phase"), 10),
            Column("source_line", _("Source line"), 8),
            *([Column("withdrawn_on", _("Withdrawn on"), 12)] if self.withdrawn else []),
            *([Column("open_conflicts", _("Open conflicts"), 14)] if self.conflicts else []),
        )

    def parts(self) -> Iterator[Part]:
        """A part for each plan; without any, an empty one."""
        found = False
        for plan, rows in groupby(self.source.measures(), lambda row: row.plan):
            found = True
            yield Part(self.plans[plan], [Table(self.columns, self.rows(plan, rows))])
        if not found:
            yield Part("", [Table(self.columns, iter(()))])

    def rows(self, plan: int, measures: Iterator[MeasureRow]) -> Iterator[Row]:
        """In document order."""
        headings, lines = headings_above(self.source.sections(plan)), Lines(plan)
        for measure in measures:
            names = measure.names_by_role()
            yield (
                *([self.plans[plan]] if len(self.plans) > 1 else []),
                *shortened(headings.get(measure.section, ())),
                *(measure.code, measure.title, measure.text),
                *(BETWEEN_BODIES.join(names.get(role, ())) for role in ROLES),
                *(measure.due_on or measure.due_text, self.phases[measure.phase], lines.of(measure)),
                *([measure.withdrawn_on] if self.withdrawn else []),
                *([self.conflicts.get(measure.pk, "")] if self.conflicts else []),
            )

    def open_conflicts(self) -> dict[int, str]:
        """The fields of each measure, its targets and roles that were changed here and in a new edition."""
        found: dict[int, list[str]] = defaultdict(list)
        seen = Conflict.objects.visible_to(self.scope.reader).open()
        for conflict in seen.filter(measure__in=self.scope.measures.order_by()).order_by("pk"):
            found[conflict.measure_id or 0].append(conflict.label)
        return {pk: BETWEEN_BODIES.join(dict.fromkeys(labels)) for pk, labels in found.items()}


class Lines:
    """The lines of a plan's sources, by place."""

    def __init__(self, plan: int) -> None:
        texts = SourceDocument.objects.filter(plan=plan).values_list("pk", "text")
        self.starts = {
            pk: [0, *(place + 1 for place, letter in enumerate(text) if letter == "\n")] for pk, text in texts
        }
        newest = SourceDocument.objects.filter(plan=plan).newest_editions().only("plan", "text", "passages")
        self.newest = {
            code: (document.pk, start) for document in newest for code, (start, _end) in document.spans.items()
        }

    def of(self, measure: MeasureRow) -> Cell:
        """Where the passage begins, in the newest edition that has it, else in its own source."""
        document, place = self.newest.get(measure.code, (measure.source, measure.source_start))
        starts = self.starts.get(document or 0)
        return bisect_right(starts, place) if starts and place is not None else None


def shortened(headings: tuple[str, ...]) -> tuple[str, ...]:
    """Three headings: those further down share the third, those that are not there are empty."""
    shared = " / ".join(headings[HEADINGS - 1 :])
    return (*headings[: HEADINGS - 1], shared, "", "")[:HEADINGS] if shared else (*headings, "", "", "")[:HEADINGS]
