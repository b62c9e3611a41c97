"""The document's own words for a record, in their place."""

import re
from dataclasses import dataclass

from measures.admin.history.differences import marked_difference
from measures.intake.coverage import stored_place
from measures.models import Measure, Section, SourceDocument, Target
from measures.models.places import Place, own_place, place_in, place_of_part_in

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
    """From the newest edition that has the record; None for what an editor added."""
    found = newest_place(record)
    if found is None:
        return None
    document, text = found.edition, found.edition.text
    before = squeezed(text[max(0, found.start - CONTEXT) : found.start])
    after = squeezed(text[found.end : found.end + CONTEXT])
    place = stored_place(document.places, found.start)
    return Excerpt(document, found.line, place, before, squeezed(found.text), after, changed_words(record, found.text))


def newest_place(record: Measure | Section | Target) -> Place | None:
    """Where the newest edition has the record; where it does not find it, the place from which it was last written."""
    if record.source is None:
        return None
    newest = record.plan.sources.newest_editions().first()
    found = in_edition(newest, record) if newest is not None else None
    return found or own_place(record.source, record)


def in_edition(edition: SourceDocument, record: Measure | Section | Target) -> Place | None:
    if not isinstance(record, Target):
        return place_in(edition, record)
    owner = record.measure or record.section
    return place_of_part_in(edition, record, owner, record.source) if owner else None


def squeezed(text: str) -> str:
    return BLANK_LINES.sub("\n", text)


def changed_words(record: Measure | Section | Target, quote: str) -> str:
    """How the curated text differs from the printed one, the printed number aside."""
    if not isinstance(record, Measure):
        return ""
    printed = quote.strip().removeprefix(record.label).strip()
    return "" if printed == record.text.strip() else marked_difference(printed, record.text.strip())
