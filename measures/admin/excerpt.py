"""The document's own words for a record, in their place."""

import re
from dataclasses import dataclass

from measures.admin.differences import marked_difference
from measures.intake.coverage import stored_place
from measures.models import Measure, Section, SourceDocument, Target

CONTEXT = 60  # characters shown on either side of the quotation
BLANK_LINES = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Excerpt:
    """The sentence that a record was read from, with the words around it and its place in the file."""

    document: SourceDocument
    line: int
    place: str  # the page, or the sheet and row; "" for a file without any
    before: str
    quote: str
    after: str
    difference: str  # marked HTML, "" where the curated text says the same


def excerpt(record: Measure | Section | Target) -> Excerpt | None:
    """None for what an editor added."""
    source, line = record.source, record.source_line
    if source is None or line is None or record.source_start is None or record.source_end is None:
        return None
    before = squeezed(source.text[max(0, record.source_start - CONTEXT) : record.source_start])
    after = squeezed(source.text[record.source_end : record.source_end + CONTEXT])
    quote = record.source_text
    place = stored_place(source.places, record.source_start)
    return Excerpt(source, line, place, before, squeezed(quote), after, changed_words(record, quote))


def squeezed(text: str) -> str:
    return BLANK_LINES.sub("\n", text)


def changed_words(record: Measure | Section | Target, quote: str) -> str:
    """How the curated text differs from the printed one, the printed number aside."""
    if not isinstance(record, Measure):
        return ""
    printed = quote.strip().removeprefix(record.label).strip()
    return "" if printed == record.text.strip() else marked_difference(printed, record.text.strip())
