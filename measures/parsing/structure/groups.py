"""Headings without a number or a look, between items whose numbers count on through all of them.

Reads: paragraphs. Writes: `heads_group` of those that are such a heading.
"""

from dataclasses import replace

from measures.parsing.content.labels import starts_with_label
from measures.parsing.extract import LineKind
from measures.parsing.patterns import lazy_regex
from measures.parsing.structure.metadata import date_of, document_number_of, is_organisation, is_title_like
from measures.parsing.structure.numbering import STRUCTURAL, Marker
from measures.parsing.structure.paragraphs import TERMINAL, Paragraph
from measures.terms import Numbering

_SHORT = lazy_regex(r"[^，。；：！？,;:!?\t\d（）()]{4,30}$")
FEWEST = 2


def with_group_headings(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """优化教育布局 between 4. and 5. heads what follows, where the document does so twice; so does the line above 1."""
    found: dict[Numbering, list[int]] = {}
    opening: dict[Numbering, int] = {}
    last: dict[Numbering, Marker] = {}
    for i, paragraph in enumerate(paragraphs[:-1]):
        following = paragraphs[i + 1].marker
        if paragraph.marker:
            last[paragraph.marker.style] = paragraph.marker
        elif following and following.style not in STRUCTURAL and _may_head(paragraph, paragraphs[i - 1] if i else None):
            before = last.get(following.style)
            if before and following.number == before.number + 1:
                found.setdefault(following.style, []).append(i)
            elif before is None and following.number == 1:
                opening[following.style] = i
    heads = [i for style, places in found.items() if len(places) >= FEWEST for i in (*places, opening.get(style, -1))]
    for i in heads:
        if i >= 0:
            paragraphs[i] = replace(paragraphs[i], heads_group=True)
    return paragraphs


def _may_head(paragraph: Paragraph, above: Paragraph | None) -> bool:
    """A short line of words alone, after a paragraph that is at its end."""
    if (
        paragraph.level
        or paragraph.look
        or paragraph.kind is not LineKind.PARAGRAPH
        or not _SHORT.match(paragraph.text)
    ):
        return False
    if above is not None and above.kind is LineKind.PARAGRAPH and above.text[-1] not in TERMINAL:
        return False
    text = paragraph.text
    return not (
        starts_with_label(text)
        or is_title_like(text)
        or is_organisation(text)
        or date_of(text)
        or document_number_of(text)
    )
