"""A corrected outline → a `PlanTree`: codes, positions, spans, passages, and what the changed words say.

What no correction touched is as it was read, to the character.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from measures.correcting.codes import codes_of
from measures.correcting.duties import Duties
from measures.correcting.numbers import settled
from measures.correcting.outline import Measure, Outline, Record, Section
from measures.correcting.placing import spans_of
from measures.parsing.parser import unparsed_problems
from measures.parsing.tree import MeasureNode, Passage, PlanTree, Problem, SectionNode, Span
from measures.terms import PassageKind, ProblemCode


def frozen(outline: Outline) -> PlanTree:
    """The tree of an outline."""
    freezer = Freezer(outline)
    tree = outline.tree
    passages = tuple(freezer.passages())
    root = outline.root
    return replace(
        tree,
        sections=tuple(map(freezer.section, root.sections)),
        plan_text="\n".join(each.words for each in root.texts) if root.is_changed else tree.plan_text,
        passages=passages,
        problems=problems_of(tree, passages),
    )


class Freezer:
    """Makes the nodes of a tree."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.codes = codes_of(outline)
        self.places = places_of(outline)
        self.duties = Duties(outline)

    def section(self, section: Section) -> SectionNode:
        """A section with all below it."""
        text = "\n".join(each.words for each in section.texts)
        return SectionNode(
            code=self.codes[section],
            numbering=section.numbering,
            label=section.label,
            title=section.title,
            text=text if section.is_changed or section.node is None else section.node.text,
            position=self.places[section],
            span=span_of_section(section),
            sections=tuple(map(self.section, section.sections)),
            measures=tuple(map(self.measure, section.measures)),
            targets=tuple(self.duties.targets(section)),
        )

    def measure(self, measure: Measure) -> MeasureNode:
        """A measure with what its words say."""
        node = measure.node
        text = "\n".join(each.words for each in measure.paragraphs)
        due_text, due_on = self.duties.deadline(measure)
        return MeasureNode(
            code=self.codes[measure],
            kind=measure.kind,
            label=measure.label,
            title=measure.title,
            text=text if measure.is_changed or node is None else node.text,
            position=self.places[measure],
            span=Span(measure.start, measure.paragraphs[-1].end) if measure.is_changed or node is None else node.span,
            due_text=due_text,
            due_on=due_on,
            responsibilities=tuple(self.duties.responsibilities(measure)),
            targets=tuple(self.duties.targets(measure)),
        )

    def passages(self) -> Iterator[Passage]:
        """The tiles, those next to one another that are the same as one."""
        outline = self.outline
        begun: Passage | None = None
        for index, tile in enumerate(outline.tiles):
            code = tile.owner if isinstance(tile.owner, str) else self.code(tile.owner)
            span = Span(tile.start, outline.tile_end(index))
            if begun is not None and (begun.kind, begun.code) == (tile.kind, code):
                begun = Passage(Span(begun.span.start, span.end), tile.kind, code)
                continue
            if begun is not None:
                yield begun
            begun = Passage(span, tile.kind, code)
        if begun is not None:
            yield begun

    def code(self, record: Record) -> str:
        return "" if record is self.outline.root else self.codes[record]


def span_of_section(section: Section) -> Span:
    """The heading, and the section's own text as far as it stands before its measures and sections."""
    if section.node is not None and not section.is_changed:
        return section.node.span
    starts = [each.start for each in section.measures] + [each.start for each in section.sections]
    below = min(starts, default=None)
    own = spans_of(section.heading) + [
        span for span in spans_of(section.texts) if span.start > section.start and (below is None or span.end <= below)
    ]
    return Span(section.start, max((span.end for span in own), default=section.start + 1))


def places_of(outline: Outline) -> dict[Record, int]:
    """Sections and measures numbered in one sequence; what was read keeps its number wherever it can."""
    records = [record for section in outline.root.sections for record in in_order(section)]
    numbers = settled([record.node.position if record.node else None for record in records])
    return dict(zip(records, numbers, strict=True))


def in_order(section: Section) -> Iterator[Record]:
    """A section and what stands in it: measures and sections in the order of the document."""
    yield section
    sections = list(section.sections)
    for measure in section.measures:
        while sections and sections[0].start < measure.start:
            yield from in_order(sections.pop(0))
        yield measure
    for child in sections:
        yield from in_order(child)


def problems_of(tree: PlanTree, passages: tuple[Passage, ...]) -> tuple[Problem, ...]:
    """Those of the reading whose words are no furniture by now, and what is still unparsed."""
    starts = [passage.span.start for passage in passages]

    def kind_at(offset: int) -> PassageKind:
        return passages[bisect_right(starts, offset) - 1].kind

    was = [passage.span.start for passage in tree.passages]
    kept = [
        problem
        for problem in tree.problems
        if problem.code is not ProblemCode.UNPARSED_TEXT
        and (
            kind_at(problem.span.start) is not PassageKind.FURNITURE
            or tree.passages[bisect_right(was, problem.span.start) - 1].kind is PassageKind.FURNITURE
        )
    ]
    unparsed = [
        replace(problem, line=tree.text.count("\n", 0, problem.span.start) + 1)
        for problem in unparsed_problems(tree.text, passages)
    ]
    return tuple(sorted([*kept, *unparsed], key=lambda problem: (problem.line, problem.span.start, problem.code)))
