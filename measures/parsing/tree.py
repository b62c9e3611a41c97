"""What the parser hands over: one frozen tree a document.

Every `Span` counts characters of `PlanTree.text`, the whole extracted text with its furniture, so
`text[span.start:span.end]` is the proof of the record that carries it.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from measures.terms import (
    Comparator,
    MeasureKind,
    Nature,
    Numbering,
    PassageKind,
    PlanKind,
    ProblemCode,
    Role,
)

PARSER_VERSION = "12"  # raised when the same document is read differently


class DocumentError(Exception):
    """A document that cannot be read at all: `code` says why, `line` (from 1) where, if anywhere.

    Codes: `empty`, `binary`, `encoding`, `no_headings`, `no_text_layer`, `too_large`, `too_many_characters`,
    `too_many_cells`, `too_many_lines`, `too_many_pages`, `damaged`, `locked` (a password), `unknown_format`,
    `needs_office` (an office program has to convert it first). Of a reading
    that was ended: `too_slow`, `stopped`; of one that is not enough: `unparsed`.
    """

    def __init__(self, code: str, line: int | None = None, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.line, self.detail = code, line, detail


class Span(NamedTuple):
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where the text from `start` on stands in its file: a page, or a row of a sheet."""

    start: int
    number: int  # the page's or the row's, from 1
    sheet: str = ""


class Passage(NamedTuple):
    """A stretch of the text and what it became.

    `code` names its record, "" the plan itself; of `frame` and `furniture` it says what it is (`terms.FramePart`,
    `terms.FurnitureKind`).
    """

    span: Span
    kind: PassageKind
    code: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something for a person to look at. `line` counts from 1 in the extracted text."""

    code: ProblemCode
    line: int
    span: Span
    subject: str = ""  # the words it is about
    detail: str = ""  # what was expected or what else it could be


@dataclass(frozen=True, slots=True)
class Responsibility:
    """`rule` names the step of docs/document-format.md that read it; `position` counts from 1 in its measure."""

    body: str
    role: Role
    position: int
    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class Target:
    """A quantity with its year. `value` is None where the text gives a year only."""

    text: str
    metric: str
    comparator: Comparator
    value: Decimal | None
    unit: str
    year: int | None
    nature: Nature
    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class MeasureNode:
    code: str
    kind: MeasureKind
    label: str
    title: str
    text: str
    position: int  # place in the document, counted with the sections
    span: Span
    due_text: str = ""
    due_on: date | None = None
    responsibilities: tuple[Responsibility, ...] = ()
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionNode:
    code: str
    numbering: Numbering
    label: str
    title: str
    text: str
    position: int  # place in the document, counted with the measures
    span: Span  # the heading and the section's own text
    sections: tuple["SectionNode", ...] = ()
    measures: tuple[MeasureNode, ...] = ()
    targets: tuple[Target, ...] = ()

    def walk(self) -> Iterator["SectionNode"]:
        yield self
        for child in self.sections:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class PlanTree:
    """One plan as its document prints it."""

    title: str
    kind: PlanKind
    issuer: str  # "" where the document does not say
    document_number: str
    issued_on: date | None
    period_start: int | None
    period_end: int | None
    horizon_year: int | None
    jurisdiction: str  # "" where it cannot be told
    text: str  # everything extracted: all spans count in it
    plan_text: str  # the plan's own words: its preamble and its closing paragraphs
    media_type: str
    encoding: str  # "" for formats that carry their own
    sha256: str  # of the bytes as given
    sections: tuple[SectionNode, ...]
    passages: tuple[Passage, ...]  # in order, touching, covering all of `text`
    problems: tuple[Problem, ...] = ()
    metadata_spans: dict[str, Span] = field(default_factory=dict)  # field name → where it was found
    places: tuple[Place, ...] = ()  # of a file with pages or sheets, in order

    def place_at(self, offset: int) -> Place | None:
        """The page, or the sheet and row, of the character at `offset`; None for a file that has neither."""
        index = bisect_right(self.places, offset, key=lambda place: place.start) - 1
        return self.places[index] if index >= 0 else None

    def walk(self) -> Iterator[SectionNode]:
        for section in self.sections:
            yield from section.walk()

    def measures(self) -> Iterator[MeasureNode]:
        for section in self.walk():
            yield from section.measures

    def coverage(self) -> dict[PassageKind, int]:
        """Characters of each kind; the sum is `len(text)`."""
        counts = dict.fromkeys(PassageKind, 0)
        for passage in self.passages:
            counts[passage.kind] += passage.span.end - passage.span.start
        return counts
