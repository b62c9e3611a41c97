"""The ledger 台账: one row a measure in document order, with its headings, its bodies and its place in the source."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache, cached_property, lru_cache, partial
from itertools import count, groupby, islice
from operator import attrgetter

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from measures.choices import Phase, ReviewState, Timeliness
from measures.exports.contents import Cell, Column, Group, Part, Report, Row, Table, Tone, TonedRow
from measures.exports.layouts import Choice, Layout, arranged, without_empty
from measures.exports.scope import Scope, site_name
from measures.exports.sources import BETWEEN_NAMES, ENTRY_ROLES, Entries, Filled
from measures.models import Conflict, SourceDocument
from measures.querysets import SourceDocumentQuerySet, timeliness

HEADINGS = ("chapter", "section", "item")
# What stands in a ledger whose office has not chosen: the rest is there for layouts.
NOT_USUAL = {"review_state", "source_line"}
HIDDEN = ("slug", "code", "version")
ROLES = tuple(role.value for role in ENTRY_ROLES)
TONES = {
    Timeliness.DUE_SOON: {"due": Tone.SOON, "timeliness": Tone.SOON},
    Timeliness.OVERDUE: {"due": Tone.LATE, "timeliness": Tone.LATE},
}
DONE, GONE = {"phase": Tone.GOOD}, {"": Tone.FAINT}

Cells = Callable[[Entries], Iterable[Cell]]
Tones = dict[str, Tone] | None


def ledger(scope: Scope) -> Report:
    """One part a plan; plans get a column where there are several."""
    label = _("Ledger")
    return Report(
        name="ledger",
        label=label,
        title=scope.title(label),
        author=site_name(),
        facts=scope.facts(),
        remarks=(*scope.withdrawn_remarks(), *scope.remarks()),
        parts=Ledger(scope).parts(),
    )


def columns() -> dict[str, Column]:
    """Every column that a ledger can have, by name, in the usual order."""
    roles = (Column(role.value, str(role.label), 18) for role in ENTRY_ROLES)
    every = (
        Column("number", pgettext("ledger", "No."), 5),
        Column("plan", _("Plan"), 24, shared=True),
        Column("chapter", pgettext("ledger", "Chapter"), 20),
        Column("section", pgettext("ledger", "Section"), 20),
        Column("item", pgettext("ledger", "Item"), 20),
        Column("code", _("Code"), 10),
        Column("title", _("Measure"), 28),
        Column("text", _("Text"), 60),
        *roles,
        Column("due", _("Deadline"), 12),
        Column("phase", _("Phase"), 8, choices=tuple(str(phase.label) for phase in Phase)),
        Column("timeliness", _("Timeliness"), 8),
        Column("review_state", _("Review state"), 10, choices=tuple(str(state.label) for state in ReviewState)),
        Column("source_line", _("Source line"), 8),
        Column("withdrawn_on", _("Withdrawn on"), 12),
        Column("open_conflicts", _("Open conflicts"), 14),
        Column("note", _("Remarks"), 24),
    )
    return {column.name: column for column in every}


def complete(layout: Layout) -> Layout:
    """The layout; where it names no columns, with the usual ones."""
    left_out = NOT_USUAL | ({*HEADINGS} if layout.grouped else set())
    usual = tuple(Choice(name) for name in columns() if name not in left_out)
    return layout if layout.columns else replace(layout, columns=usual)


class Ledger:
    """The columns, and what the rows share."""

    def __init__(self, scope: Scope) -> None:
        self.scope, self.source, self.filled = scope, scope.source, scope.filled
        self.plans = {plan.pk: plan for plan in self.source.plans()}
        self.conflicts = open_conflicts(scope) if scope.as_of is None else {}
        asked = scope.layout or Layout(grouped=bool(scope.options.get("grouped")))
        self.asks_for_notes = any(choice.name == "note" for choice in asked.columns)
        layout = complete(asked)
        self.grouped = layout.grouped
        self.every = columns()
        self.shown = arranged(layout, without_empty(self.every, self.names_filled(self.filled)))
        self.phases = {phase.value: str(phase.label) for phase in Phase}
        self.states = {state.value: str(state.label) for state in ReviewState}
        self.timing_labels = {each: str(each.label) for each in Timeliness}
        self.timing_of = cache(self.timing)

    def names_filled(self, filled: Filled) -> set[str]:
        """The columns in which something stands, for all plans or for one, and remarks that are to be filled in."""
        sometimes = {
            "plan": len(self.plans) > 1,
            "due": filled.due,
            "timeliness": filled.due,
            "withdrawn_on": filled.withdrawn > 0,
            "open_conflicts": bool(self.conflicts),
            "note": filled.notes or self.asks_for_notes,
            **{name: filled.depth > place for place, name in enumerate(HEADINGS)},
            **{role: role in filled.roles for role in ROLES},
        }
        return {name for name in self.every if sometimes.get(name, True)}

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Those that are shown and, where the ledger may come back in, those by which it is known again."""
        shown = {column.name for column in self.shown}
        hidden = [name for name in HIDDEN if name not in shown] if self.comes_back else []
        return (*self.shown, *(Column(name, name, 8, hidden=True) for name in hidden))

    @property
    def comes_back(self) -> bool:
        """Whether it may be taken back in: not where remarks only seem to be empty, since that would delete them."""
        return self.scope.as_of is None and (self.scope.visibility.notes or not self.asks_for_notes)

    def parts(self) -> Iterator[Part]:
        """A part for each plan; without any, an empty one."""
        for plan, pages in groupby(self.source.entries(), lambda entries: entries.plan[0]):
            empty = self.every.keys() - self.names_filled(self.filled.of_plans.get(plan, self.filled))
            yield Part(self.plans[plan].title, [self.table(self.rows(plan, pages), frozenset(empty))])
        if not self.filled.count:
            yield Part("", [self.table(iter(()))])

    def table(self, rows: Iterator[Row | TonedRow | Group], empty: frozenset[str] = frozenset()) -> Table:
        return Table(self.columns, rows, comes_back=self.comes_back, empty=empty)

    def rows(self, plan: int, pages: Iterable[Entries]) -> Iterator[Row | TonedRow | Group]:
        """In document order, numbered from 1."""
        known = self.cells(plan)
        columns = [known.get(column.name, nothing) for column in self.columns]  # what is blank is known to nobody
        above: tuple[str, ...] = ()
        for page in pages:
            rows = zip(*[cells(page) for cells in columns], strict=True)
            tones = [tones for _words, tones in self.timings(page)]
            for row, toned, headings in zip(rows, tones, page.headings, strict=True):
                if self.grouped and headings is not above:
                    yield from groups(above, headings)
                    above = headings
                yield TonedRow(row, toned) if toned else row

    def timings(self, page: Entries) -> Iterator[tuple[str, Tones]]:
        return map(self.timing_of, page.due_on, page.phase, page.withdrawn_on)

    def timing(self, due_on: date | None, phase: str, withdrawn_on: date | None) -> tuple[str, Tones]:
        """How timely a measure is, in words, and the colours of its row."""
        found = timeliness(due_on, phase, withdrawn_on, today=self.source.day)
        return self.timing_labels[found], tones_of(phase, withdrawn_on, found)

    def cells(self, plan: int) -> dict[str, Cells]:
        """What stands in each column of a plan's rows that is not blank."""
        numbers = count(1)
        title, slug = self.plans[plan].title, self.plans[plan].slug
        return {
            **self.alike,
            "number": lambda page: islice(numbers, len(page.pk)),
            "plan": lambda page: [title] * len(page.pk),
            "slug": lambda page: [slug] * len(page.pk),
            "source_line": Lines(plan).of,
        }

    @cached_property
    def alike(self) -> dict[str, Cells]:
        """The same of what is told alike in all plans."""
        return {
            **{name: attrgetter(name) for name in Entries._fields},
            **{name: partial(headings_in, place) for place, name in enumerate(HEADINGS)},
            "due": lambda page: [day or text for day, text in zip(page.due_on, page.due_text, strict=True)],
            "phase": lambda page: map(self.phases.__getitem__, page.phase),
            "timeliness": lambda page: [words for words, _tones in self.timings(page)],
            "review_state": lambda page: map(self.states.__getitem__, page.review_state),
            "open_conflicts": lambda page: [self.conflicts.get(pk, "") for pk in page.pk],
        }


def tones_of(phase: str, withdrawn_on: date | None, timing: Timeliness) -> Tones:
    """The colours of a row: withdrawn, late, soon to be late, done."""
    if withdrawn_on is not None:
        return GONE
    return DONE if phase == Phase.COMPLETED else TONES.get(timing)


@lru_cache(1000)
def in_columns(headings: tuple[str, ...]) -> tuple[str, ...]:
    """The headings above a measure as HEADINGS have them."""
    chapter, section, *_rest = (*headings, "", "")
    return chapter, section, " / ".join(headings[2:])


def headings_in(place: int, page: Entries) -> list[str]:
    """What stands in one of the columns of headings."""
    return [in_columns(headings)[place] for headings in page.headings]


def nothing(page: Entries) -> Iterable[Cell]:
    return [None] * len(page.pk)


def groups(above: tuple[str, ...], headings: tuple[str, ...]) -> Iterator[Group]:
    """The headings that begin, given those that stood above the row before."""
    same = 0
    while same < min(len(above), len(headings)) and above[same] == headings[same]:
        same += 1
    yield from (Group(title, level) for level, title in enumerate(headings[same:], same + 1))


def open_conflicts(scope: Scope) -> dict[int, str]:
    """The fields of each measure, its targets and roles that were changed here and in a new edition."""
    found: dict[int, list[str]] = defaultdict(list)
    seen = Conflict.objects.visible_to(scope.visibility).open()
    for conflict in seen.filter(measure__in=scope.measures.order_by().values("pk")).order_by("pk"):
        found[conflict.measure_id or 0].append(conflict.label)
    return {pk: BETWEEN_NAMES.join(dict.fromkeys(labels)) for pk, labels in found.items()}


class Lines:
    """The lines of a plan's sources, by place; read when the first is asked for."""

    def __init__(self, plan: int) -> None:
        self.plan = plan

    @cached_property
    def documents(self) -> SourceDocumentQuerySet:
        return SourceDocument.objects.filter(plan=self.plan)

    @cached_property
    def starts(self) -> dict[int, list[int]]:
        return {pk: line_starts(text) for pk, text in self.documents.values_list("pk", "text")}

    @cached_property
    def newest(self) -> dict[str, tuple[int, int]]:
        """By code, the document and place of its passage in the newest edition."""
        newest = self.documents.newest_editions().only("plan", "text", "passages")
        return {code: (document.pk, start) for document in newest for code, (start, _end) in document.spans.items()}

    def of(self, page: Entries) -> Iterator[Cell]:
        return map(self.line, page.code, page.source, page.source_start)

    def line(self, code: str, source: int | None, source_start: int | None) -> Cell:
        """Where the passage begins, in the newest edition that has it, else in its own source."""
        document, place = self.newest.get(code, (source, source_start))
        starts = self.starts.get(document or 0)
        return bisect_right(starts, place) if starts and place is not None else None


def line_starts(text: str) -> list[int]:
    """Where each line begins."""
    found, place = [0], text.find("\n")
    while place >= 0:
        found.append(place + 1)
        place = text.find("\n", place + 1)
    return found
