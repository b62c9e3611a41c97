"""The one way in: bytes of a document → its tree. Every paragraph ends in exactly one passage of it."""

from hashlib import sha256

from measures.parsing.content.aliases import find_aliases
from measures.parsing.content.bodies import says_first_leads
from measures.parsing.extract import Extracted, extract
from measures.parsing.structure.assembly import Assembler
from measures.parsing.structure.front import Front, read_front
from measures.parsing.structure.metadata import five_year_number, jurisdiction_of, kind_of, period_of
from measures.parsing.structure.outline import build_outline
from measures.parsing.structure.paragraphs import Paragraph, to_paragraphs
from measures.parsing.structure.passages import PassageMap
from measures.parsing.tree import DocumentError, MeasureNode, PlanTree, Problem, SectionNode, Span
from measures.terms import PassageKind, ProblemCode


def read(data: bytes, filename: str = "") -> PlanTree:
    """Read a plan document. The format is told by the bytes; `filename` only names what has no title of its own.

    Raises DocumentError (codes: see there) for what cannot be read; what is merely unclear is in `problems`.
    """
    return parse(extract(data), sha256(data).hexdigest())


def parse(extracted: Extracted, digest: str) -> PlanTree:
    """Raises DocumentError `no_headings` where nothing is numbered and no heading is styled."""
    front, body = read_front(to_paragraphs(extracted.lines))
    outline = build_outline(body, front.titles)
    passages = _passages(extracted.text, front, outline.tail)
    start, end, horizon = period_of(front.meta.title)
    assembler = Assembler(passages, front, start if start == end else None, five_year_number(front.meta.title))
    letter = [paragraph.text for paragraph, kind in front.kinds.items() if kind is PassageKind.TEXT]
    assembler.duties.bodies.first_leads = any(says_first_leads(words) for words in letter)
    sections = assembler.assemble(outline.plans)
    if not sections:
        raise DocumentError("no_headings", line=1)
    problems = [*extracted.problems, *outline.problems, *assembler.problems, *find_aliases(_measures(sections))]
    meta = front.meta
    return PlanTree(
        title=meta.title,
        kind=kind_of(meta.title),
        issuer=meta.issuer,
        document_number=meta.document_number,
        issued_on=meta.issued_on,
        period_start=start,
        period_end=end,
        horizon_year=horizon,
        jurisdiction=jurisdiction_of(meta.issuer, meta.title),
        text=extracted.text,
        media_type=extracted.media_type,
        encoding=extracted.encoding,
        sha256=digest,
        sections=sections,
        passages=passages.passages(),
        problems=_numbered(extracted.text, [*problems, *_missing(extracted, meta.title, meta.issuer, start)]),
        metadata_spans=meta.spans,
        places=tuple(extracted.places),
    )


def _passages(text: str, front: Front, tail: list[Paragraph]) -> PassageMap:
    passages = PassageMap(text)
    for paragraph, kind in front.kinds.items():
        passages.take(paragraph, kind)
    for paragraph in tail:
        passages.take(paragraph, PassageKind.TEXT)
    return passages


def _measures(sections: tuple[SectionNode, ...]) -> list[MeasureNode]:
    return [measure for section in sections for part in section.walk() for measure in part.measures]


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
