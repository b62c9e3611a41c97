"""Extracted lines → PlanTree. Every paragraph ends in exactly one passage of the tree."""

from measures.parsing.aliases import find_aliases
from measures.parsing.assembly import Assembler
from measures.parsing.bodies import says_first_leads
from measures.parsing.extract import Extracted
from measures.parsing.front import read_front
from measures.parsing.ledger import Ledger
from measures.parsing.metadata import five_year_number, jurisdiction_of, kind_of, period_of
from measures.parsing.outline import build_outline
from measures.parsing.paragraphs import to_paragraphs
from measures.parsing.tree import DocumentError, PlanTree, Problem, Span
from measures.terms import PassageKind, ProblemCode


def parse(extracted: Extracted, sha256: str) -> PlanTree:
    """Raises DocumentError `no_headings` where nothing is numbered and no heading is styled."""
    text = extracted.text
    front, body = read_front(to_paragraphs(extracted.lines))
    outline = build_outline(body, front.titles)
    ledger = Ledger(text)
    for paragraph, kind in front.kinds.items():
        ledger.take(paragraph, kind)
    for paragraph in outline.tail:
        ledger.take(paragraph, PassageKind.TEXT)
    meta, title = front.meta, front.meta.title
    period_start, period_end, horizon = period_of(title)
    assembler = Assembler(ledger, front, period_start if period_start == period_end else None, five_year_number(title))
    letter = [paragraph.text for paragraph, kind in front.kinds.items() if kind is PassageKind.TEXT]
    assembler.duties.bodies.first_leads = any(says_first_leads(words) for words in letter)
    sections = assembler.assemble(outline.plans)
    if not sections:
        raise DocumentError("no_headings", line=1)
    aliases = find_aliases([measure for section in sections for part in section.walk() for measure in part.measures])
    problems = [
        *outline.problems,
        *assembler.problems,
        *aliases,
        *_missing(extracted, title, meta.issuer, period_start),
    ]
    return PlanTree(
        title=title,
        kind=kind_of(title),
        issuer=meta.issuer,
        document_number=meta.document_number,
        issued_on=meta.issued_on,
        period_start=period_start,
        period_end=period_end,
        horizon_year=horizon,
        jurisdiction=jurisdiction_of(meta.issuer, title),
        text=text,
        media_type=extracted.media_type,
        encoding=extracted.encoding,
        sha256=sha256,
        sections=sections,
        passages=ledger.passages(),
        problems=_numbered(text, problems),
        metadata_spans=meta.spans,
    )


def _missing(extracted: Extracted, title: str, issuer: str, period_start: int | None) -> list[Problem]:
    absent = (
        (ProblemCode.NO_TITLE, not title),
        (ProblemCode.NO_ISSUER, not issuer),
        (ProblemCode.NO_PERIOD, period_start is None),
        (ProblemCode.GUESSED_ENCODING, extracted.guessed),
    )
    start = Span(0, min(1, len(extracted.text)))
    return [
        Problem(code, 1, start, detail=extracted.encoding if code is ProblemCode.GUESSED_ENCODING else "")
        for code, is_so in absent
        if is_so
    ]


def _numbered(text: str, problems: list[Problem]) -> tuple[Problem, ...]:
    """The problems in document order, each with the line it is on."""
    placed: list[Problem] = []
    line, counted = 1, 0
    for problem in sorted(problems, key=lambda p: (p.span.start, p.code)):
        line += text.count("\n", counted, problem.span.start)
        counted = problem.span.start
        placed.append(Problem(problem.code, line, problem.span, problem.subject, problem.detail))
    return tuple(placed)
