"""Drafts as they are put together: each paragraph goes into one record, which claims it.

Reads: paragraphs and the records they go into. Writes: `Assembly`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from measures.parsing.structure.codes import Codes
from measures.parsing.structure.drafts import MeasureDraft, SectionDraft
from measures.parsing.structure.grouping import lists_duties
from measures.parsing.structure.nodes import Node
from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.structure.passages import Claim, claim
from measures.parsing.structure.wording import first_clause
from measures.parsing.tree import Problem, Span
from measures.terms import MeasureKind, PassageKind, ProblemCode


@dataclass(slots=True)
class Assembly:
    """`plan_texts` are the paragraphs that belong to the plan itself."""

    sections: list[SectionDraft] = field(default_factory=list)
    plan_texts: list[Paragraph] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Drafting:
    """Adds text and measures to sections, and says which record each paragraph is in."""

    def __init__(self) -> None:
        self.result = Assembly()
        self.codes = Codes()

    def claim(self, paragraph: Paragraph, kind: PassageKind, code: str, start: int = 0, end: int | None = None) -> None:
        self.result.claims += claim(paragraph, kind, code, start, end)

    def add_to_plan(self, paragraphs: Iterable[Paragraph]) -> None:
        for paragraph in paragraphs:
            self.claim(paragraph, PassageKind.TEXT, "")
            self.result.plan_texts.append(paragraph)

    def add_text(self, draft: SectionDraft, paragraphs: Iterable[Paragraph], *, stated: bool = True) -> None:
        """`stated` is false for what states no targets: a row or cell of a table, a note under it, an annotation."""
        for paragraph in paragraphs:
            self.claim(paragraph, PassageKind.TEXT, draft.code)
            draft.texts.append(paragraph)
            if stated and not draft.measures and not draft.sections and draft.end <= paragraph.start:
                draft.end = paragraph.end
            if stated and not draft.has_no_targets:
                draft.stated.append(paragraph)

    def add_measure(
        self,
        draft: SectionDraft,
        paragraphs: list[Paragraph],
        label: str,
        title: str,
        kind: MeasureKind = MeasureKind.MEASURE,
    ) -> None:
        code = f"{draft.code}-{len(draft.measures) + 1}"
        title = title or first_clause(paragraphs[0].words)
        in_duties = lists_duties(draft.title)
        draft.measures.append(MeasureDraft(code, kind, label, title, paragraphs, in_duties=in_duties))
        for paragraph in paragraphs:
            self.claim(paragraph, PassageKind.MEASURE, code)

    def code(self, node: Node, prefix: str) -> str:
        code, plain = self.codes.give(node, prefix)
        if code != plain:
            label = node.paragraph.marker.label if node.paragraph.marker else node.paragraph.text
            span = node.paragraph.span(0, len(label))
            self.report(ProblemCode.NUMBER_REPEATED, span, label, code)
        return code

    def report(self, code: ProblemCode, span: Span, subject: str, detail: str) -> None:
        self.result.problems.append(Problem(code, 0, span, subject, detail))
