"""The ledger 台账: one row a measure in document order, with its headings, its bodies and its place in the source."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache, cached_property, partial
from itertools import count, groupby
from operator import attrgetter, itemgetter

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from measures.choices import Phase, ReviewState, Timeliness
from measures.exports.contents import Cell, Column, Group, Part, Report, Row, Table, Tone, TonedRow
from measures.exports.layouts import Choice, Layout, arranged, without_empty
from measures.exports.scope import Scope, site_name
from measures.exports.sources import BETWEEN_NAMES, ENTRY_ROLES, Entry, Filled
from measures.models import Conflict, SourceDocument
from measures.querysets import timeliness

HEADINGS = ("chapter", "section", "item")
# What stands in a ledger whose office has not chosen: the rest is there for layouts.
NOT_USUAL = {"review_state", "source_line"}
HIDDEN = ("slug", "code", "version")
ROLES = tuple(role.value for role in ENTRY_ROLES)
# Columns whose values are at hand for every row: fields of entries as they are, headings, timeliness.
AT_HAND = {"code", "title", "text", "version", "note", "withdrawn_on", *ROLES, *HEADINGS, "timeliness"}
TONES = {
    Timeliness.DUE_SOON: {"due": Tone.SOON, "timeliness": Tone.SOON},
    Timeliness.OVERDUE: {"due": Tone.LATE, "timeliness": Tone.LATE},
}
DONE, GONE = {"phase": Tone.GOOD}, {"": Tone.FAINT}

Get = Callable[[Entry], Cell]


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
        self.timings = {each.value: str(each.label) for each in Timeliness}
        self.timely = cache(partial(timeliness, today=self.source.day))
        self.told = [column.name for column in self.columns if column.name not in AT_HAND]
        values = (*Entry._fields, *HEADINGS, "timeliness", *self.told)
        places = {name: place for place, name in enumerate(values)}  # of two values of one name the later one
        self.pick = at_places([places[column.name] for column in self.columns])

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
        for plan, entries in groupby(self.source.entries(), attrgetter("plan")):
            empty = self.every.keys() - self.names_filled(self.filled.of_plans.get(plan, self.filled))
            yield Part(self.plans[plan].title, [self.table(self.rows(plan, entries), frozenset(empty))])
        if not self.filled.count:
            yield Part("", [self.table(iter(()))])

    def table(self, rows: Iterator[Row | TonedRow | Group], empty: frozenset[str] = frozenset()) -> Table:
        return Table(self.columns, rows, comes_back=self.comes_back, empty=empty)

    def rows(self, plan: int, entries: Iterable[Entry]) -> Iterator[Row | TonedRow | Group]:
        """In document order, numbered from 1."""
        known, pick = self.cells(plan), self.pick
        cells = [known.get(name, nothing) for name in self.told]  # what is blank is known to nobody
        above: tuple[str, ...] = ()
        headings = in_columns(above)
        for entry in entries:
            if entry.headings is not above:
                yield from groups(above, entry.headings) if self.grouped else ()
                above, headings = entry.headings, in_columns(entry.headings)
            timing = self.timely(entry.due_on, entry.phase, entry.withdrawn_on)
            row = pick((*entry, *headings, self.timings[timing], *[cell(entry) for cell in cells]))
            tones = tones_of(entry, timing)
            yield TonedRow(row, tones) if tones else row

    def cells(self, plan: int) -> dict[str, Get]:
        """What stands in the columns of a plan's rows that are not `AT_HAND`."""
        numbers = count(1)
        title, slug = self.plans[plan].title, self.plans[plan].slug
        return {
            **self.alike,
            "number": lambda entry: next(numbers),
            "plan": lambda entry: title,
            "slug": lambda entry: slug,
            "source_line": Lines(plan).of if "source_line" in self.told else nothing,
        }

    @cached_property
    def alike(self) -> dict[str, Get]:
        """The same of what is told alike in all plans."""
        return {
            "due": lambda entry: entry.due_on or entry.due_text,
            "phase": lambda entry: self.phases[entry.phase],
            "review_state": lambda entry: self.states[entry.review_state],
            "open_conflicts": lambda entry: self.conflicts.get(entry.pk, ""),
        }


def tones_of(entry: Entry, timing: Timeliness) -> dict[str, Tone] | None:
    """The colours of a row: withdrawn, late, soon to be late, done."""
    if entry.withdrawn_on is not None:
        return GONE
    return DONE if entry.phase == Phase.COMPLETED else TONES.get(timing)


def in_columns(headings: tuple[str, ...]) -> tuple[str, ...]:
    """The headings above a measure as HEADINGS have them."""
    chapter, section, *_rest = (*headings, "", "")
    return chapter, section, " / ".join(headings[2:])


def at_places(places: list[int]) -> Callable[[tuple[object, ...]], Row]:
    """What takes the values at these places out of others."""
    take = itemgetter(*places)
    return take if len(places) > 1 else lambda values: (take(values),)


def nothing(entry: Entry) -> Cell:
    return None


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
    """The lines of a plan's sources, by place."""

    def __init__(self, plan: int) -> None:
        texts = SourceDocument.objects.filter(plan=plan).values_list("pk", "text")
        self.starts = {pk: line_starts(text) for pk, text in texts}
        newest = SourceDocument.objects.filter(plan=plan).newest_editions().only("plan", "text", "passages")
        self.newest = {
            code: (document.pk, start) for document in newest for code, (start, _end) in document.spans.items()
        }

    def of(self, entry: Entry) -> Cell:
        """Where the passage begins, in the newest edition that has it, else in its own source."""
        document, place = self.newest.get(entry.code, (entry.source, entry.source_start))
        starts = self.starts.get(document or 0)
        return bisect_right(starts, place) if starts and place is not None else None


def line_starts(text: str) -> list[int]:
    """Where each line begins."""
    found, place = [0], text.find("\n")
    while place >= 0:
        found.append(place + 1)
        place = text.find("\n", place + 1)
    return found
