"""What an outline is made of: nodes with what stands under them, and the orders in which numbers count."""

from dataclasses import dataclass, field, replace

from measures.parsing.extract import LineKind
from measures.parsing.structure.numbering import Marker, read_marker
from measures.parsing.structure.paragraphs import Paragraph
from measures.terms import Numbering

NOWHERE = Paragraph(0, 0, "", LineKind.PARAGRAPH)  # where the first plan of a document has no title line


@dataclass(slots=True, eq=False)
class Node:
    """A numbered paragraph, a box, an annex or a plan, with what stands under it before anything else is numbered."""

    style: Numbering
    paragraph: Paragraph
    number: int = 0
    body: list[Paragraph] = field(default_factory=list)
    tables: list[Paragraph] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    is_plan: bool = False
    is_office: bool = False  # names who answers for all that stands below
    look: float = 0  # a heading by its look alone: how large

    @classmethod
    def of(cls, paragraph: Paragraph) -> "Node":
        """One with the number that the paragraph's words start with, though it is no prose."""
        marker = read_marker(paragraph.text)
        return (
            cls(marker.style, replace(paragraph, marker=marker), marker.number)
            if marker
            else cls(Numbering.NONE, paragraph)
        )

    @property
    def holds_no_numbers(self) -> bool:
        """前言 holds nothing that is numbered."""
        return self.style is Numbering.NONE and not (self.paragraph.level or self.is_office or self.look)

    @property
    def boxes(self) -> list["Node"]:
        return [child for child in self.children if child.style is Numbering.BOX]

    @property
    def numbered(self) -> list["Node"]:
        return [child for child in self.children if child.style is not Numbering.BOX]


@dataclass(slots=True)
class Scope:
    """One order of numbers: the plan's own, or that of a box or an annex."""

    node: Node
    open: list[Node] = field(default_factory=list)
    last: dict[Numbering, int] = field(default_factory=dict)
    above: set[tuple[Numbering, Numbering]] = field(default_factory=set)

    @property
    def top(self) -> Node:
        return self.open[-1] if self.open else self.node

    def depth_of(self, style: Numbering) -> int | None:
        return next((i for i in range(len(self.open) - 1, -1, -1) if self.open[i].style is style), None)

    def expects(self, marker: Marker) -> bool:
        """Whether `marker` is the very next of a style that is open."""
        depth = self.depth_of(marker.style)
        return depth is not None and marker.number == self.open[depth].number + 1


def last_section(plan: Node) -> Node:
    """The section a plan ends with, its annexes and boxes aside."""
    node = plan
    while children := [child for child in node.numbered if child.style is not Numbering.ANNEX]:
        node = children[-1]
    return node


def paragraphs_of(node: Node) -> list[Paragraph]:
    """The node's own paragraphs and those of all nodes below it, in their order."""
    return [node.paragraph, *node.body, *(paragraph for child in node.children for paragraph in paragraphs_of(child))]


def heading_span(title: Paragraph | None, plan: Node) -> tuple[int, int]:
    """Where a plan's own title stands, or at least where it begins."""
    if title:
        return title.start, title.end
    first = next((child.paragraph for child in plan.children), None) or next(iter(plan.tables), None)
    return (first.start, first.start + 1) if first else (0, 1)
