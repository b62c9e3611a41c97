"""The one way in: bytes of a document → its tree, by the stages of docs/document-format.md in their order."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from measures.parsing.content.aliases import find_aliases
from measures.parsing.content.bodies import says_first_leads
from measures.parsing.extract import Extracted, extract
from measures.parsing.records import Conventions, make_records
from measures.parsing.structure.assembly import assemble
from measures.parsing.structure.flattened import with_indicator_rows
from measures.parsing.structure.frame import Front
from measures.parsing.structure.front import read_front
from measures.parsing.structure.furniture import find_furniture
from measures.parsing.structure.groups import with_group_headings
from measures.parsing.structure.legibility import readable
from measures.parsing.structure.metadata import (
    Metadata,
    five_year_number,
    horizon_in,
    jurisdiction_of,
    kind_of,
    period_of,
)
from measures.parsing.structure.outline import build_outline
from measures.parsing.structure.paragraphs import Paragraph, to_paragraphs
from measures.parsing.structure.passages import Claim, Wording, claim, tile
from measures.parsing.tree import DocumentError, MeasureNode, Passage, PlanTree, Problem, SectionNode, Span
from measures.terms import FramePart, FurnitureKind, PassageKind, PlanKind, ProblemCode

# What a format's own chrome is: a page's menus, a PDF's running heads, a Word file's footnotes.
CHROME = {
    "text/html": FurnitureKind.SITE,
    "application/pdf": FurnitureKind.RUNNING_HEAD,
    "text/plain": FurnitureKind.RUNNING_HEAD,
}
WITH_PERIOD = (PlanKind.OUTLINE, PlanKind.SPECIAL, PlanKind.REGIONAL)
SHOWN = 40  # characters of a passage that a problem quotes


def read(data: bytes) -> PlanTree:
    """Read a plan document; its format is told by its bytes.

    Raises DocumentError (codes: see there) for what cannot be read; what is merely unclear is in `problems`.
    """
    return parse(extract(data), sha256(data).hexdigest())


@dataclass(slots=True)
class _Reading:
    """What the stages up to the records have made of a document: all that the tree needs of them."""

    meta: Metadata
    period: tuple[int | None, int | None, int | None]  # first and last year, horizon
    plan_text: str
    sections: tuple[SectionNode, ...]
    claims: list[Claim]
    problems: list[Problem]


def parse(extracted: Extracted, digest: str) -> PlanTree:
    """Raises DocumentError `no_headings` where nothing is numbered, no heading styled and no table one of tasks."""
    reading = _read_records(extracted)
    meta, sections = reading.meta, reading.sections
    passages = tile(extracted.text, reading.claims, _Wordings(meta.title, reading.plan_text, sections).of)
    start, end, horizon = reading.period
    kind = kind_of(meta.title)
    problems = [
        *extracted.problems,
        *reading.problems,
        *find_aliases(_measures(sections)),
        *unparsed_problems(extracted.text, passages),
        *_of_the_whole(extracted, meta, kind, start, sections),
    ]
    return PlanTree(
        title=meta.title,
        kind=kind,
        issuer=meta.issuer,
        document_number=meta.document_number,
        issued_on=meta.issued_on,
        period_start=start,
        period_end=end,
        horizon_year=horizon,
        jurisdiction=jurisdiction_of(meta.issuer, meta.title) or meta.place,
        text=extracted.text,
        plan_text=reading.plan_text,
        media_type=extracted.media_type,
        encoding=extracted.encoding,
        sha256=digest,
        sections=sections,
        passages=passages,
        problems=_placed(extracted.text, problems),
        metadata_spans=meta.spans,
        places=tuple(extracted.places),
    )


def _read_records(extracted: Extracted) -> _Reading:
    """Lines → records. Paragraphs, outline and drafts, larger than the text, are let go before passages are made."""
    paragraphs = with_group_headings(with_indicator_rows(to_paragraphs(extracted.lines)))
    extracted.lines.clear()  # nothing asks for them again
    furniture = find_furniture(paragraphs, CHROME.get(extracted.media_type, FurnitureKind.NOTE))
    front = read_front(paragraphs, furniture)
    outline = build_outline(readable(front.body), front.titles)
    meta = front.meta
    start, end, horizon = period_of(meta.title)
    if start is None and meta.year:
        start = end = meta.year
    elif start is None:
        start = end = _year_reported(meta)
    assembly = assemble(outline.plans, front.title_paragraph, five_year_number(meta.title))
    if not assembly.sections:
        raise DocumentError("no_headings", line=1)
    horizon = horizon or horizon_in(extracted.text, end)
    issued_on = None if start else meta.issued_on
    conventions = Conventions(start if start == end else None, _first_leads(front), issued_on)
    sections, problems = make_records(assembly.sections, conventions)
    return _Reading(
        meta=meta,
        period=(start, end, horizon),
        plan_text=_plan_text(front, assembly.plan_texts),
        sections=sections,
        claims=[*_front_claims(front, outline.annex_lines), *assembly.claims],
        problems=[*outline.problems, *assembly.problems, *problems],
    )


def _year_reported(meta: Metadata) -> int | None:
    """The year of a yearly plan that names none: that of its issue, in the first half of it."""
    is_yearly = kind_of(meta.title) is PlanKind.ANNUAL and meta.issued_on is not None and meta.issued_on.month <= 6
    return meta.issued_on.year if meta.issued_on and is_yearly else None


def _first_leads(front: Front) -> bool:
    """Whether the letter says that the first body named leads."""
    letter = (paragraph for paragraph, use in front.uses.items() if use[0] in (PassageKind.FRAME, PassageKind.TEXT))
    return any(says_first_leads(paragraph.text) for paragraph in letter)


def _front_claims(front: Front, annex_lines: Iterable[Paragraph]) -> Iterable[Claim]:
    for paragraph, (kind, code) in front.uses.items():
        yield from claim(paragraph, kind, code)
    for paragraph in annex_lines:
        yield from claim(paragraph, PassageKind.FRAME, FramePart.ANNEXES)


def _plan_text(front: Front, closing: Iterable[Paragraph]) -> str:
    """The plan's own words: its preamble and what follows its last section, in document order."""
    own = [paragraph for paragraph, use in front.uses.items() if use == (PassageKind.TEXT, "")]
    return "\n".join(paragraph.text for paragraph in sorted([*own, *closing], key=lambda each: each.start))


class _Wordings:
    """The words of each record by its code, those of the plan under ""."""

    def __init__(self, title: str, text: str, sections: tuple[SectionNode, ...]) -> None:
        self.plan = Wording("", title, text)
        self.nodes: dict[str, SectionNode | MeasureNode] = {}
        for section in (part for root in sections for part in root.walk()):
            self.nodes[section.code] = section
            self.nodes.update((measure.code, measure) for measure in section.measures)

    def of(self, code: str) -> Wording | None:
        if not code:
            return self.plan
        node = self.nodes.get(code)
        return Wording(node.label, node.title, node.text) if node else None


def _measures(sections: tuple[SectionNode, ...]) -> list[MeasureNode]:
    return [measure for section in sections for part in section.walk() for measure in part.measures]


# Problems


def unparsed_problems(text: str, passages: tuple[Passage, ...]) -> Iterable[Problem]:
    """A problem for each passage that became nothing; its line is not counted yet."""
    for passage in passages:
        if passage.kind is PassageKind.UNPARSED:
            words = " ".join(text[passage.span.start : passage.span.start + 2 * SHOWN].split())[:SHOWN]
            yield Problem(ProblemCode.UNPARSED_TEXT, 0, passage.span, words)


def _of_the_whole(
    extracted: Extracted, meta: Metadata, kind: PlanKind, period_start: int | None, sections: tuple[SectionNode, ...]
) -> list[Problem]:
    """What is missing or doubtful of the document as a whole."""
    found = (
        (ProblemCode.NO_TITLE, not meta.title, "", ""),
        (ProblemCode.NO_ISSUER, not meta.issuer, "", ""),
        (ProblemCode.JOINT_ISSUERS, bool(meta.others), meta.issuer, "、".join(meta.others)),
        (ProblemCode.NO_PERIOD, period_start is None and kind in WITH_PERIOD, "", ""),
        (ProblemCode.NO_MEASURES, not _measures(sections), "", ""),
        (ProblemCode.GUESSED_ENCODING, extracted.guessed, "", extracted.encoding),
    )
    start = Span(0, min(1, len(extracted.text)))
    return [Problem(code, 1, start, subject, detail) for code, is_so, subject, detail in found if is_so]


def _placed(text: str, problems: list[Problem]) -> tuple[Problem, ...]:
    """The problems in document order, each with the line it is on."""
    placed: list[Problem] = []
    line, counted = 1, 0
    for problem in sorted(problems, key=lambda p: (p.span.start, p.code)):
        line += text.count("\n", counted, problem.span.start)
        counted = problem.span.start
        placed.append(Problem(problem.code, line, problem.span, problem.subject, problem.detail))
    return tuple(placed)
