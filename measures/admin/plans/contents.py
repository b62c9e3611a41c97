"""A plan as a whole: the tree with what waits in each branch, its measures in place, and the document beside it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from measures.admin.numbers import whole_number
from measures.admin.types import Label, RecordQuerySet
from measures.choices import DocumentKind, Phase, ReviewState, Role, Timeliness
from measures.intake.pages import Line, line_starts, lines
from measures.models import Measure, Plan, Section, SourceDocument
from measures.querysets import MeasureQuerySet
from measures.visibility import User

SHOWN_AT_ONCE = 250  # measures: of a larger plan only the branch that is asked for shows its own
LINES_AT_ONCE = 2000  # of the document beside them
LINES_AFTER = 20  # the one on which the last measure of the branch begins
# What is counted in each branch, with the filters of the list that shows the same.
COUNTED: dict[str, tuple[Label, dict[str, str]]] = {
    "total": (_("Measures"), {}),
    "waiting": (ReviewState.EXTRACTED.label, {"review_state__exact": ReviewState.EXTRACTED.value}),
    "changed": (_("Changed since confirmed"), {"changed": "yes"}),
    "unassigned": (_("Without responsible body"), {"assigned": "no"}),
    "undated": (_("Without deadline"), {"due": "none"}),
    "overdue": (Timeliness.OVERDUE.label, {"timeliness": Timeliness.OVERDUE.value}),
}


@dataclass(frozen=True)
class Cell:
    """A count with the address of what it counts; `label` says what."""

    name: str
    label: Label
    count: int
    url: str


Row = dict[str, object]  # what the page shows of a measure: a dictionary, since templates read it several times as fast


@dataclass
class Branch:
    """A section with what stands in it; `counts` are of it and of all below it.

    `is_open` says that its own measures are among `measures`; else they are only counted.
    """

    section: Section
    counts: dict[str, int]
    own: int
    cells: list[Cell] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    children: "list[Branch]" = field(default_factory=list)
    is_open: bool = False
    holds_open: bool = False
    line: int | None = None

    @property
    def done(self) -> int:
        return round(100 * self.counts["done"] / self.counts["total"]) if self.counts["total"] else 0


@dataclass(frozen=True)
class Contents:
    """The page of a plan. `missing` are counts of what is still to be done in it; `lines` those of the document."""

    plan: Plan
    branches: list[Branch]
    missing: list[Cell]
    document: SourceDocument | None
    lines: list[Line]
    is_whole: bool
    sections: list[Section]


def contents_of(plan: Plan, request: HttpRequest) -> Contents:
    """For the user of the request; `open` is the primary key of the branch that is shown, or "all"."""
    user, asked = request.user, request.GET.get("open", "")
    live = plan.measures.worked_on_by(user).in_force()
    sections = list(plan.sections.worked_on_by(user).defer("text", "baseline").order_by("path"))
    counts = counts_of_sections(live)
    branches = tree(plan, sections, counts)
    total = sum(of["total"] for of in counts.values())
    is_whole = asked == "all" or total <= SHOWN_AT_ONCE
    opened = None if is_whole else next((each for each in sections if each.pk == whole_number(asked)), None)
    show_measures(branches, live, opened, is_whole=is_whole)
    document = newest_document(plan, user)
    return Contents(
        plan,
        [branch for path, branch in branches.items() if path.rpartition(".")[0] not in branches],
        missing(plan, user, branches, document),
        document,
        document_lines(document, branches, is_whole=is_whole) if document else [],
        is_whole,
        [each for each in sections if each.withdrawn_on is None],
    )


def counts_of_sections(live: MeasureQuerySet) -> defaultdict[int, dict[str, int]]:
    """By the section's primary key, what is counted of the measures that stand in the section itself."""
    found: defaultdict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    states = live.order_by().values_list("section", "phase", "review_state").annotate(Count("pk"))
    for section, phase, state, count in states:
        found[section]["total"] += count
        found[section]["done"] += count if phase == Phase.COMPLETED else 0
        found[section]["waiting"] += count if state == ReviewState.EXTRACTED else 0
    counted: dict[str, RecordQuerySet] = {
        "changed": live.changed_since_confirmed(),
        "unassigned": live.unassigned(),
        "undated": live.undated(),
        "overdue": live.with_timeliness(Timeliness.OVERDUE),
    }
    for name, measures in counted.items():
        for section, count in measures.order_by().values_list("section").annotate(Count("pk")):
            found[section][name] = count
    return found


def tree(plan: Plan, sections: list[Section], counts: Mapping[int, Mapping[str, int]]) -> dict[str, Branch]:
    """The branches by their paths, in document order, each with its children; withdrawn ones only if not empty."""
    branches: dict[str, Branch] = {}
    for section in sections:
        own = counts.get(section.pk, {})
        branches[section.path] = Branch(section, defaultdict(int, own), own.get("total", 0))
    for path in sorted(branches, key=len, reverse=True):
        above = branches.get(path.rpartition(".")[0])
        if above is not None:
            for name, count in branches[path].counts.items():
                above.counts[name] += count
    for path, branch in branches.items():
        above = branches.get(path.rpartition(".")[0])
        if above is not None and is_shown(branch):
            above.children.append(branch)
        branch.cells = list(cells(branch.counts, plan=plan.slug, section=str(branch.section.pk)))
    return {path: branch for path, branch in branches.items() if is_shown(branch)}


def is_shown(branch: Branch) -> bool:
    return branch.section.withdrawn_on is None or bool(branch.counts["total"])


def cells(counts: Mapping[str, int], **query: str) -> Iterator[Cell]:
    for name, (label, filters) in COUNTED.items():
        address = reverse("admin:measures_measure_changelist", query=query | filters)
        yield Cell(name, label, counts.get(name, 0), address)


def show_measures(
    branches: Mapping[str, Branch], live: MeasureQuerySet, opened: Section | None, *, is_whole: bool
) -> None:
    """Put the measures of the branch that is open in their sections, with their bodies."""
    if not is_whole and opened is None:
        return
    shown = live if opened is None else live.within(opened)
    by_section: defaultdict[int, list[Measure]] = defaultdict(list)
    parts = shown.defer("text", "note", "baseline").prefetch_related("responsibilities__body").with_marks()
    for measure in parts.order_by("position", "pk"):
        by_section[measure.section_id].append(measure)
    labels = {str(value): str(label) for choices in (ReviewState, Phase) for value, label in choices.choices}
    change, split = (reverse(f"admin:measures_measure_{view}", args=[0]).split("/0/") for view in ("change", "split"))
    for path, branch in branches.items():
        inside = opened is None or path == opened.path or path.startswith(f"{opened.path}.")
        branch.is_open = inside
        branch.holds_open = inside or (opened is not None and opened.path.startswith(f"{path}."))
        branch.measures = by_section.get(branch.section.pk, [])
        branch.rows = [row_of(measure, labels, change, split) for measure in branch.measures]


def row_of(measure: Measure, labels: Mapping[str, str], change: list[str], split: list[str]) -> Row:
    """`change` and `split` are the addresses of those pages in two parts, between which the primary key stands."""
    parts = measure.responsibilities.all()
    return {
        "pk": measure.pk,
        "code": measure.code,
        "title": measure.title,
        "change": f"/{measure.pk}/".join(change),
        "split": f"/{measure.pk}/".join(split),
        "leads": "、".join(part.body.name for part in parts if part.role == Role.LEAD),
        "others": "、".join(part.body.name for part in parts if part.role == Role.RESPONSIBLE),
        "review": measure.review_state,
        "review_label": labels[measure.review_state],
        "changed": measure.changed_since_confirmed,
        "phase": measure.phase,
        "phase_label": labels[measure.phase],
        "due": measure.due_on.isoformat() if measure.due_on else "",
        "due_text": measure.due_text,
        "light": str(measure.timeliness),
        "line": None,
    }


def newest_document(plan: Plan, user: User) -> SourceDocument | None:
    editions = plan.sources.worked_on_by(user).filter(kind=DocumentKind.PLAN, undone=False)
    return editions.defer("coverage").order_by("edition").last()


def missing(plan: Plan, user: User, branches: Mapping[str, Branch], document: SourceDocument | None) -> list[Cell]:
    """What is still to be done in the whole plan: measures, what the reader was unsure of, and conflicts."""
    total: defaultdict[str, int] = defaultdict(int)
    for path, branch in branches.items():
        if path.rpartition(".")[0] not in branches:
            for name, count in branch.counts.items():
                total[name] += count
    conflicts = reverse("admin:measures_conflict_changelist", query={"plan": plan.slug, "state__exact": "open"})
    found = list(cells(total, plan=plan.slug))
    found.append(Cell("conflicts", _("Open conflicts"), plan.conflicts.worked_on_by(user).open().count(), conflicts))
    if document is not None:
        page = reverse("admin:measures_sourcedocument_change", args=[document.pk])
        found.append(Cell("problems", _("To look at in the document"), len(document.problems), page))
    return found


def document_lines(document: SourceDocument, branches: Mapping[str, Branch], *, is_whole: bool) -> list[Line]:
    """The lines of the document from the branch that is open to its end; all of them beside a whole plan.

    Gives the branches and measures that are shown the line on which each begins.
    """
    starts = line_starts(document.text)
    codes = {branch.section.code for branch in branches.values()}
    codes |= {measure.code for branch in branches.values() for measure in branch.measures}
    for branch in branches.values():
        branch.line = line_of(branch.section, document, starts)
        for measure, row in zip(branch.measures, branch.rows, strict=True):
            row["line"] = line_of(measure, document, starts)
    shown = [branch for branch in branches.values() if branch.is_open]
    found = [branch.line for branch in shown] + [row["line"] for branch in shown for row in branch.rows]
    numbers = [number for number in found if isinstance(number, int)]
    if not is_whole and not numbers:
        return []
    first, last = (1, len(starts)) if is_whole else (min(numbers), max(numbers) + LINES_AFTER)
    return list(lines(document, starts, codes, first, min(last, first + LINES_AT_ONCE - 1)))


def line_of(record: Section | Measure, document: SourceDocument, starts: list[int]) -> int | None:
    """On which line of the document a record begins, None for one that it has not."""
    if record.source_id != document.pk or record.source_start is None:
        return None
    return bisect_right(starts, record.source_start)
