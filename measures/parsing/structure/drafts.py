"""Sections and measures while they are put together: what `assembly` writes and `records` reads."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from measures.parsing.structure.indicators import IndicatorRow
from measures.parsing.structure.nodes import Node
from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.structure.tables import TaskRow
from measures.terms import MeasureKind


@dataclass(slots=True, eq=False)
class SectionDraft:
    """A section with its own paragraphs in order; `stated` are those of them that may state targets."""

    code: str
    node: Node
    title: str
    start: int
    end: int
    texts: list[Paragraph] = field(default_factory=list)
    stated: list[Paragraph] = field(default_factory=list)
    indicators: list[IndicatorRow] = field(default_factory=list)
    sections: list["SectionDraft"] = field(default_factory=list)
    measures: list["MeasureDraft"] = field(default_factory=list)
    office: Paragraph | None = None  # the heading of a list of duties, which names who answers for them
    annotation: Paragraph | None = None  # （市科技局牵头） on the heading's own line
    has_no_targets: bool = False  # tells of what has been reached, or only lists

    def all_measures(self) -> Iterator["MeasureDraft"]:
        yield from self.measures
        for section in self.sections:
            yield from section.all_measures()


@dataclass(slots=True, eq=False)
class MeasureDraft:
    """A measure with its paragraphs, the first without its number; `task` where it is a table's row."""

    code: str
    kind: MeasureKind
    label: str
    title: str
    paragraphs: list[Paragraph]
    task: TaskRow | None = None
    speaks_for: str = ""  # the title of the section whose heading's line it stands on
    in_duties: bool = False  # stands in a list of who does what: its opening office is responsible

    @property
    def start(self) -> int:
        return self.paragraphs[0].start

    @property
    def text(self) -> str:
        first, *others = self.paragraphs
        words = first.in_paragraphs if self.task else first.words
        return "\n".join([words.strip(), *(paragraph.text for paragraph in others)])
