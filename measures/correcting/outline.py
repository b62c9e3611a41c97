"""A reading as it is corrected: sections and measures made of paragraphs, and the tiles of the text they stand on.

Reads: a `PlanTree`. `Outline` is changed in place by `operations`; `freezing` makes a tree of it again.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from measures.correcting.paragraphs import Paragraph, aligned, lines_of
from measures.correcting.words import comparable
from measures.parsing.tree import MeasureNode, PlanTree, SectionNode, Span
from measures.terms import KEPT, MeasureKind, Numbering, PassageKind


@dataclass(slots=True, eq=False)
class Measure:
    """`node` is what was read, None of a measure that a correction made of other words; of one that was cut off
    another, `origin` is what that one was read as."""

    kind: MeasureKind
    label: str
    title: str
    paragraphs: list[Paragraph]
    parent: "Section"
    node: MeasureNode | None = None
    origin: MeasureNode | None = None
    is_changed: bool = False

    @property
    def start(self) -> int:
        return self.paragraphs[0].start


@dataclass(slots=True, eq=False)
class Section:
    """The root, of depth 0, stands for the plan: its `texts` are the plan's own."""

    numbering: Numbering
    label: str
    title: str
    heading: list[Paragraph]
    parent: "Section | None" = None
    texts: list[Paragraph] = field(default_factory=list)
    sections: "list[Section]" = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    node: SectionNode | None = None
    is_changed: bool = False

    @property
    def start(self) -> int:
        """Where the heading stands; of a section without a heading of its own where its contents begin."""
        if self.heading:
            return self.heading[0].start
        return self.node.span.start if self.node else 0

    @property
    def depth(self) -> int:
        return self.parent.depth + 1 if self.parent else 0

    def walk(self) -> "Iterator[Section]":
        yield self
        for section in self.sections:
            yield from section.walk()


Record = Section | Measure
Owner = Record | str  # a record, or what a stretch of frame or furniture is
Home = tuple[Record, str]  # the record of a paragraph, and whether it is its heading, its text or a measure's words


@dataclass(slots=True)
class Tile:
    """A stretch of the text and what it is; tiles touch and cover all of it."""

    start: int
    kind: PassageKind
    owner: Owner


class Outline:
    """The sections below `root`, and the `tiles` of the text."""

    def __init__(self, tree: PlanTree) -> None:
        self.tree, self.text = tree, tree.text
        self.begin = len(self.text) - len(self.text.lstrip())
        self.comparable = comparable(tree.text)
        self.root = Section(Numbering.NONE, "", tree.title, [])
        self.loaded: dict[str, Record] = {"": self.root}
        spans: dict[tuple[str, PassageKind], list[Span]] = {}
        for passage in tree.passages:
            if passage.kind in KEPT:
                spans.setdefault((passage.code, passage.kind), []).append(passage.span)
        self.root.texts = aligned(self.text, tree.plan_text, spans.get(("", PassageKind.TEXT), []))
        self.root.sections = [self.section(node, self.root, spans) for node in tree.sections]
        self.tiles = [
            Tile(passage.span.start, passage.kind, self.owner(passage.kind, passage.code)) for passage in tree.passages
        ]

    def section(self, node: SectionNode, parent: Section, spans: dict[tuple[str, PassageKind], list[Span]]) -> Section:
        """A section that was read, with all below it."""
        section = Section(node.numbering, node.label, node.title, [], parent, node=node)
        self.loaded[node.code] = section
        headings = spans.get((node.code, PassageKind.HEADING), [])
        heading = [line for span in headings for line in lines_of(self.text, span)]
        section.heading = [Paragraph(heading, node.title)] if heading else []
        section.texts = aligned(self.text, node.text, spans.get((node.code, PassageKind.TEXT), []))
        for measure in node.measures:
            found = aligned(self.text, measure.text, spans.get((measure.code, PassageKind.MEASURE), []), measure.label)
            paragraphs = found or [Paragraph([measure.span], measure.text)]
            made = Measure(measure.kind, measure.label, measure.title, paragraphs, section, measure, measure)
            section.measures.append(made)
            self.loaded[measure.code] = made
        section.sections = [self.section(child, section, spans) for child in node.sections]
        return section

    def owner(self, kind: PassageKind, code: str) -> Owner:
        return self.loaded.get(code, code) if kind in KEPT else code

    def sections(self) -> Iterator[Section]:
        """All sections in order, without the root."""
        for section in self.root.sections:
            yield from section.walk()

    def paragraphs(self) -> Iterator[tuple[Paragraph, Home]]:
        """Every paragraph that a record keeps."""
        for section in self.root.walk():
            yield from ((paragraph, (section, "heading")) for paragraph in section.heading)
            yield from ((paragraph, (section, "text")) for paragraph in section.texts)
            for measure in section.measures:
                yield from ((paragraph, (measure, "measure")) for paragraph in measure.paragraphs)

    def in_document_order(self) -> list[tuple[Paragraph, Home]]:
        return sorted(self.paragraphs(), key=lambda each: each[0].start)

    def paragraph_before(self, start: int) -> tuple[Paragraph, Home] | None:
        """The paragraph of a record that stands last before a character of the text."""
        before = [each for each in self.paragraphs() if each[0].start < start]
        return max(before, key=lambda each: each[0].start, default=None)

    def section_before(self, start: int) -> Section:
        """The section in which a character of the text stands; the root before the first heading."""
        found = self.paragraph_before(start)
        if found is None:
            return self.root
        record = found[1][0]
        return record.parent if isinstance(record, Measure) else record

    def tile_at(self, offset: int) -> Tile:
        return self.tiles[bisect_right(self.tiles, offset, key=lambda tile: tile.start) - 1]

    def tile_end(self, index: int) -> int:
        return self.tiles[index + 1].start if index + 1 < len(self.tiles) else len(self.text)

    def assign(self, spans: Iterable[Span], kind: PassageKind, owner: Owner) -> None:
        """Say what stretches of the text are; blanks go with what stands before them, the first with what follows."""
        for span in spans:
            start, end = 0 if span.start <= self.begin else span.start, span.end
            while end < len(self.text) and self.text[end].isspace():
                end += 1
            first, last = self.cut(start), self.cut(end)
            self.tiles[first:last] = [Tile(start, kind, owner)]

    def cut(self, offset: int) -> int:
        """The index of the tile that begins at this character, cut there where none does."""
        if offset >= len(self.text):
            return len(self.tiles)
        index = bisect_right(self.tiles, offset, key=lambda tile: tile.start) - 1
        tile = self.tiles[index]
        if tile.start == offset:
            return index
        self.tiles.insert(index + 1, Tile(offset, tile.kind, tile.owner))
        return index + 1

    def loose_paragraphs(self, span: Span) -> list[Paragraph]:
        """The lines, within a stretch of the text, that no record keeps."""
        found: list[Paragraph] = []
        for index, tile in enumerate(self.tiles):
            start, end = max(span.start, tile.start), min(span.end, self.tile_end(index))
            if start < end and tile.kind not in KEPT:
                lines = lines_of(self.text, Span(start, end))
                found += [Paragraph([line], self.text[line.start : line.end]) for line in lines]
        return found
