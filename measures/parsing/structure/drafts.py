"""Sections and measures while they are being put together, and the frozen tree made of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from measures.parsing.content.targets import read_targets
from measures.parsing.structure.outline import Node
from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.tree import MeasureNode, Responsibility, SectionNode, Span, Target
from measures.terms import MeasureKind


@dataclass(slots=True, eq=False)
class SectionDraft:
    code: str
    node: Node
    title: str
    start: int
    end: int
    texts: list[str] = field(default_factory=list)
    sections: list["SectionDraft"] = field(default_factory=list)
    measures: list["MeasureDraft"] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    has_no_targets: bool = False  # tells of what has been reached, or only lists

    def all_measures(self) -> Iterator["MeasureDraft"]:
        yield from self.measures
        for section in self.sections:
            yield from section.all_measures()


@dataclass(slots=True, eq=False)
class MeasureDraft:
    code: str
    kind: MeasureKind
    label: str
    title: str
    paragraphs: list[Paragraph]
    targets: list[Target] = field(default_factory=list)
    responsibilities: list[Responsibility] = field(default_factory=list)
    due_text: str = ""
    due_on: date | None = None

    @property
    def start(self) -> int:
        return self.paragraphs[0].start

    @property
    def text(self) -> str:
        first, *others = self.paragraphs
        return "\n".join([first.words.strip(), *(paragraph.text for paragraph in others)])


Draft = SectionDraft | MeasureDraft


def targets_in(paragraph: Paragraph, year: int | None, start: int = 0) -> list[Target]:
    """The targets that the words from `start` on name; `year` is the plan's, where it covers a single one."""
    return [
        Target(
            quantity.text,
            quantity.metric,
            quantity.comparator,
            quantity.value,
            quantity.unit,
            quantity.year,
            quantity.nature,
            paragraph.span(start + quantity.start, start + quantity.end),
            quantity.rule,
        )
        for quantity in read_targets(paragraph.text[start:], year)
    ]


def freeze_all(drafts: Iterable[SectionDraft]) -> tuple[SectionNode, ...]:
    """Number sections and measures in one sequence, in document order."""
    roots = list(drafts)
    found: list[tuple[int, int, Draft]] = []
    todo = list(roots)
    while todo:
        draft = todo.pop()
        todo += draft.sections
        found.append((draft.start, 0, draft))
        found += [(measure.start, 1, measure) for measure in draft.measures]
    found.sort(key=lambda entry: entry[:2])
    places = {entry[2]: place for place, entry in enumerate(found, 1)}
    return tuple(_freeze(draft, places) for draft in roots)


def _freeze(draft: SectionDraft, places: dict[Draft, int]) -> SectionNode:
    marker = draft.node.paragraph.marker
    return SectionNode(
        code=draft.code,
        numbering=draft.node.style,
        label=marker.label if marker else "",
        title=draft.title,
        text="\n".join(draft.texts),
        position=places[draft],
        span=Span(draft.start, draft.end),
        sections=tuple(_freeze(child, places) for child in draft.sections),
        measures=tuple(_freeze_measure(measure, places[measure]) for measure in draft.measures),
        targets=tuple(draft.targets),
    )


def _freeze_measure(draft: MeasureDraft, place: int) -> MeasureNode:
    return MeasureNode(
        code=draft.code,
        kind=draft.kind,
        label=draft.label,
        title=draft.title,
        text=draft.text,
        position=place,
        span=Span(draft.start, draft.paragraphs[-1].end),
        due_text=draft.due_text,
        due_on=draft.due_on,
        responsibilities=tuple(draft.responsibilities),
        targets=tuple(draft.targets),
    )
