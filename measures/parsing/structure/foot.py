"""Signatures, dates, whom a letter is copied to, and what a site prints below.

Reads: paragraphs. Writes: which of them stand at the foot or sign, and the issuers and date that they give.
"""

from itertools import pairwise

from measures.parsing.extract import LineKind
from measures.parsing.structure.frame import ADOPTED, IMPRINT, PUBLIC, SITE, Front, frame_part
from measures.parsing.structure.furniture import is_site_line
from measures.parsing.structure.metadata import Metadata, date_of, is_organisation, names_a_month
from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.tree import Span
from measures.terms import FramePart, PassageKind


def mark_foot(front: Front, paragraphs: list[Paragraph]) -> None:
    """From the first line of the site's own on, where nothing but short lines follows; then signature and date."""
    start = len(paragraphs)
    while start and not _is_prose(paragraphs[start - 1]):
        start -= 1
    following = enumerate(paragraphs[start:], start)
    foot = next((i for i, each in following if is_site_line(each.text) and not each.marker), None)
    if foot is not None and len(paragraphs) - foot <= 60:
        front.use(paragraphs[foot:], SITE)
        del paragraphs[foot:]
    is_dated = False
    while len(paragraphs) > start and (part := _foot_part(paragraphs[-1], is_dated)):
        is_dated = is_dated or part is FramePart.DATE
        front.uses[paragraphs.pop()] = (PassageKind.FRAME, part)


def _foot_part(paragraph: Paragraph, is_dated: bool) -> FramePart | None:
    """A date and the names above it, （此件公开发布）, 抄送：…, 某办公厅 2021年9月2日印发."""
    if paragraph.kind is not LineKind.PARAGRAPH or paragraph.marker is not None or len(paragraph.text) > 120:
        return None
    part = frame_part(paragraph.text)
    if part is FramePart.SIGNATURE and not is_dated:
        return None
    return part if part in (FramePart.COPIES, FramePart.NOTE, FramePart.DATE, FramePart.SIGNATURE) else None


def mark_signatures(front: Front, paragraphs: list[Paragraph]) -> None:
    """Signatures with their date before the annexes or the plan, and （此件公开发布）, belong to no measure."""
    for i, paragraph in enumerate(paragraphs):
        text = paragraph.text
        if text[0] in "（(" and len(text) <= 16 and PUBLIC.match(text):
            front.uses[paragraph] = (PassageKind.FRAME, FramePart.NOTE)
        elif date_of(text) and (names := _names_above(paragraphs, i)):
            front.use(names, (PassageKind.FRAME, FramePart.SIGNATURE))
            front.uses[paragraph] = (PassageKind.FRAME, FramePart.DATE)


def _names_above(paragraphs: list[Paragraph], date: int) -> list[Paragraph]:
    """The organisations on the lines right above a date, in order: those that issue the document."""
    first = date
    while first and not paragraphs[first - 1].marker and is_organisation(paragraphs[first - 1].text):
        first -= 1
    return paragraphs[first:date]


def _is_prose(paragraph: Paragraph) -> bool:
    if paragraph.kind is LineKind.ROW:
        return True  # of a table: no foot begins above it
    return (paragraph.text[-1] in "。；！？" or len(paragraph.text) > 60) and not IMPRINT.search(paragraph.text)


def read_signature(meta: Metadata, paragraphs: list[Paragraph]) -> None:
    """Organisations and, on the next line, a date: the issuers' signatures. Else any date alone on its line."""
    for above, month in pairwise(paragraphs):
        if names_a_month(month.text) and is_organisation(above.text):
            meta.take_issuers(["".join(above.text.split())], above.span(0, len(above.text)))
    alone = None
    for i, paragraph in enumerate(paragraphs):
        day = date_of(paragraph.text)
        if day is None or (i and ADOPTED.search(paragraphs[i - 1].text)):
            continue
        span = paragraph.span(0, len(paragraph.text))
        if names := _names_above(paragraphs, i):
            meta.take_issuers(["".join(name.text.split()) for name in names], Span(names[0].start, names[-1].end))
            if meta.issued_on is None:
                meta.issued_on, meta.spans["issued_on"] = day, span
        alone = alone or (day, span)
    if alone and meta.issued_on is None:
        meta.issued_on, meta.spans["issued_on"] = alone
