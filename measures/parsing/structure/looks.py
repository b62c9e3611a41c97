"""Headings without a number that are told by how they look: 【优化布局】, a short line in bold.

Reads: paragraphs. Writes: answers about them.
"""

from itertools import takewhile

from measures.parsing.content.labels import starts_with_label
from measures.parsing.extract import LineKind
from measures.parsing.lexicon import any_of
from measures.parsing.lexicon.section_words import CAPTIONS
from measures.parsing.patterns import lazy_regex
from measures.parsing.structure.metadata import date_of, document_number_of, is_organisation, is_title_like
from measures.parsing.structure.paragraphs import Paragraph

_IN_BRACKETS = lazy_regex(r"【[^【】]{2,30}】$")
_TITLE = lazy_regex(rf"(?!{any_of(CAPTIONS)}\s*[\dA-Z])[^，。；：！？,;:!?\t]{{2,40}}$")
LOOK_OF_BRACKETS, LOOK_OF_GROUPS = 1.0, 0.5


def look_of(paragraph: Paragraph) -> float:
    """How large a heading the paragraph looks like; 0: like none."""
    if paragraph.marker or paragraph.level or paragraph.kind is not LineKind.PARAGRAPH:
        return 0
    if paragraph.text[0] == "【":
        is_title = _IN_BRACKETS.match(paragraph.text) and not starts_with_label(paragraph.text)
        return max(LOOK_OF_BRACKETS, paragraph.look) if is_title else 0
    return paragraph.look if paragraph.look and _TITLE.match(paragraph.text) else 0


def first_by_look(paragraphs: list[Paragraph], limit: int) -> int:
    """The first in bold, below the title, that prose follows: the first heading where none is numbered above it."""
    for i, paragraph in enumerate(paragraphs[1:limit], 1):
        if look_of(paragraph) and not _is_of_the_letter(paragraph.text) and _heads_prose(paragraphs[i:limit]):
            return i
    return min(len(paragraphs), limit)


def _heads_prose(paragraphs: list[Paragraph]) -> bool:
    """Whether a sentence follows the run of headings that begins here, and the run holds no line of a broken title."""
    run = list(takewhile(look_of, paragraphs))
    following = paragraphs[len(run) :][:1]
    return bool(following) and following[0].text[-1] in "。；" and not any(is_title_like(each.text) for each in run)


def _is_of_the_letter(text: str) -> bool:
    return bool(is_organisation(text) or date_of(text) or document_number_of(text)) or text[0] in "（(—-"
