"""A reading as a page to check it by: the document, line by line, with every passage marked, beside what it became.

The same page for what `build_fixture` reads, for an upload that waits to be applied, and for a stored document.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.template.loader import render_to_string

from measures import fixture
from measures.choices import DocumentKind, FramePart, FurnitureKind, PassageKind, Role
from measures.intake.coverage import Share, problem_sentence, shares, stored_place
from measures.models import Measure, Responsibility, Section, SourceDocument, Target
from measures.parsing.tree import PlanTree
from measures.terms import KEPT
from measures.visibility import User

PARTS: dict[str, type[FramePart | FurnitureKind]] = {"frame": FramePart, "furniture": FurnitureKind}


@dataclass(frozen=True, slots=True)
class Piece:
    """The words of one passage on one line; `code` names the record that they stand in, "" where in none."""

    kind: str
    label: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    start: int
    place: str  # the page, or the sheet and row
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` is None in a document that says no line."""

    line: int | None
    place: str
    sentence: str


@dataclass(slots=True)
class Entry:
    """A section or measure: `parent` is the code of the section above it, `start` where its words begin in the text."""

    code: str
    kind: str  # "heading" or "measure"
    label: str
    title: str
    position: int
    start: int | None
    parent: str | None = None
    pk: int | None = None  # of a stored one
    due_text: str = ""
    due_on: str = ""
    bodies: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    depth: int = 0
    line: int = 1


@dataclass(frozen=True)
class ReadingPage:
    """What the page shows. `plan_text` is the plan's own: its preamble and its closing."""

    document: SourceDocument
    plan_text: str
    entries: list[Entry]
    shares: list[Share]
    problems: list[Problem]
    lines: list[Line]

    @property
    def depths(self) -> list[int]:
        return sorted({entry.depth for entry in self.entries})


def page_of_rows(rows: list[fixture.FixtureRecord]) -> ReadingPage:
    """Of the records of a fixture, as `fixture.records` gives them."""
    by_model: dict[str, list[fixture.Fields]] = defaultdict(list)
    for row in rows:
        by_model[row["model"].removeprefix("measures.")].append(row["fields"])
    [plan], [source] = by_model["plan"], by_model["sourcedocument"]
    document = SourceDocument(**{name: value for name, value in source.items() if name != "plan"})
    entries = {fields["code"]: entry_of_row(fields) for fields in by_model["section"] + by_model["measure"]}
    for part in by_model["responsibility"]:
        entries[part["measure"][1]].bodies.append(described_body(part["role"], part["body"][1]))
    for target in by_model["target"]:
        entries[(target["measure"] or target["section"])[1]].targets.append(target["text"])
    return page(document, plan["text"], entries.values())


def entry_of_row(fields: fixture.Fields) -> Entry:
    """A record of a fixture as a line of the page."""
    above = fields["section"] if "section" in fields else fields["parent"]
    return Entry(
        code=fields["code"],
        kind="measure" if "section" in fields else "heading",
        label=fields["label"],
        title=fields["title"],
        position=fields["position"],
        start=fields["source_start"],
        parent=above[1] if above else None,
        due_text=fields.get("due_text", ""),
        due_on=fields.get("due_on") or "",
    )


def page_of_document(document: SourceDocument, user: User) -> ReadingPage:
    """Of a stored document, with the records that it has and that `user` may see, as they are now."""
    if document.kind == DocumentKind.DIVISION:
        return page_of_division(document, user)
    entries = {entry.code: entry for entry in stored_entries(document, user)}
    parts = Responsibility.objects.visible_to(user).filter(measure__plan=document.plan_id).order_by("position")
    for code, role, name in parts.values_list("measure__code", "role", "body__name"):
        if code in entries:
            entries[code].bodies.append(described_body(role, name))
    targets = Target.objects.visible_to(user).filter(plan=document.plan_id, source__isnull=False).order_by("code")
    for in_measure, in_section, text in targets.values_list("measure__code", "section__code", "text"):
        if (code := in_measure or in_section) in entries:
            entries[code].targets.append(text)
    return page(document, document.plan.text, entries.values())


def stored_entries(document: SourceDocument, user: User) -> Iterator[Entry]:
    """The sections and measures of the plan that the document has, where it has them."""
    columns = ("source_id", "source_start", "pk", "code", "label", "title", "position")
    sections = Section.objects.visible_to(user).filter(plan=document.plan_id)
    measures = Measure.objects.visible_to(user).filter(plan=document.plan_id)
    found = [("heading", *row) for row in sections.values_list(*columns, "parent__code")]
    found += [("measure", *row) for row in measures.values_list(*columns, "section__code", "due_text", "due_on")]
    for kind, source, own_start, pk, code, label, title, position, *others in found:
        start = own_start if source == document.pk else document.spans.get(code, (None,))[0]
        if start is not None:
            yield stored_entry(kind, pk, code, label, title, position, start, *others)


def page_of_division(document: SourceDocument, user: User) -> ReadingPage:
    """Of a division of work, with the measures that its tasks name, each at its first task, and what it gave them."""
    entries: dict[str, Entry] = {}
    seen = Measure.objects.visible_to(user).filter(division_tasks__source=document)
    for task in document.tasks.filter(measure__in=seen).select_related("measure"):
        if task.measure is not None and task.measure.code not in entries:
            of = task.measure
            place = of.pk, of.code, of.label, of.title, task.number, task.source_start, None
            entries[of.code] = stored_entry("measure", *place, of.due_text, of.due_on)
    parts = Responsibility.objects.visible_to(user).filter(measure__in=seen, source=document).order_by("position")
    for code, role, name in parts.values_list("measure__code", "role", "body__name"):
        entries[code].bodies.append(described_body(role, name))
    return page(document, "", entries.values())


def stored_entry(
    kind: str,
    pk: int,
    code: str,
    label: str,
    title: str,
    position: int,
    start: int | None,
    parent: str | None,
    due_text: str = "",
    due_on: object = None,
) -> Entry:
    """A stored record as a line of the page."""
    return Entry(code, kind, label, title, position, start, parent, pk, due_text, str(due_on or ""))


def described_body(role: str, name: str) -> str:
    return f"{Role(role).label}：{name}"


def page(document: SourceDocument, plan_text: str, entries: Iterable[Entry]) -> ReadingPage:
    """Put together: the entries in the order of the document, each with its depth in the tree and its line."""
    starts = line_starts(document.text)
    ordered = sorted(entries, key=lambda entry: entry.position)
    above = {entry.code: entry.parent for entry in ordered}
    for entry in ordered:
        entry.depth = depth(entry.parent, above)
        entry.line = bisect_right(starts, entry.start or 0)
    known = above.keys()
    return ReadingPage(
        document,
        plan_text,
        ordered,
        list(shares(document.coverage)),
        list(problems(document, starts)),
        list(lines(document, starts, known)),
    )


def depth(code: str | None, above: dict[str, str | None]) -> int:
    steps = 0
    while code is not None and steps < len(above):
        code, steps = above.get(code), steps + 1
    return steps


def line_starts(text: str) -> list[int]:
    """The offset at which each line begins."""
    starts = [0]
    for row in text.split("\n")[:-1]:
        starts.append(starts[-1] + len(row) + 1)
    return starts


def lines(
    document: SourceDocument, starts: list[int], known: Iterable[str], first: int = 1, last: int | None = None
) -> Iterator[Line]:
    """Every line from `first` to `last`, counted from 1, cut where its passages meet."""
    codes = set(known) | {""}
    last = len(starts) if last is None else min(last, len(starts))
    begin, end_of_all = starts[first - 1], starts[last] if last < len(starts) else len(document.text)
    pieces: dict[int, list[Piece]] = defaultdict(list)
    for start, end, kind, code in document.passages or [[0, len(document.text), "", ""]]:
        if end <= begin or start >= end_of_all:
            continue
        label, named = label_of_passage(kind, code), code if kind in KEPT and code in codes else ""
        number = bisect_right(starts, start)
        for words in document.text[start:end].split("\n"):
            if words:
                pieces[number].append(Piece(kind, label, named if words.strip() else "", words))  # spaces are no link
            number += 1
    for number in range(first, last + 1):
        start = starts[number - 1]
        yield Line(number, start, stored_place(document.places, start), pieces[number])


def label_of_passage(kind: str, code: str) -> str:
    """What a passage became, and which part of the letter or kind of furniture it is."""
    if not kind:
        return ""
    label = str(PassageKind(kind).label)
    part = PARTS.get(kind)
    return f"{label} · {part(code).label}" if part else label


def problems(document: SourceDocument, starts: list[int] | None = None) -> Iterator[Problem]:
    """What the reader was unsure of, each with the line and the sentence that people read.

    Its place in the file is said where `starts`, the offsets of the lines, are given.
    """
    for problem in document.problems:
        words = (problem.get("code", ""), problem.get("subject", ""), problem.get("detail", ""))
        line = problem.get("line")
        place = stored_place(document.places, starts[line - 1]) if line and starts and line <= len(starts) else ""
        yield Problem(line, place, problem_sentence(*words))


def coverage_page(tree: PlanTree, filename: str) -> str:
    """One HTML file, whole in itself: it asks for nothing from a network, and prints."""
    shown = page_of_rows(fixture.records(tree, "plan", filename))
    return render_to_string("measures/coverage.html", {"tree": tree, "filename": filename, "page": shown})
