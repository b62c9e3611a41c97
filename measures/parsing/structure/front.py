"""What stands before the first heading and after the last sentence: the plan's own data, its letter, and the site's.

Reads: paragraphs, and which of them are furniture. Writes: `Front`: the metadata, what each paragraph outside the
outline is, and the paragraphs that are left for the outline.
"""

import re

from measures.parsing.extract import LineKind
from measures.parsing.lexicon import any_of, document_words, section_words
from measures.parsing.patterns import lazy_regex
from measures.parsing.structure.duty_headings import heads_duties
from measures.parsing.structure.foot import mark_foot, mark_signatures, read_signature
from measures.parsing.structure.forms import begins_form
from measures.parsing.structure.frame import (
    ANNEX_LIST,
    PLAN_TEXT,
    PLAN_TITLE,
    SITE,
    SUBTITLE,
    Front,
    Use,
    frame_part,
    tells_adoption,
)
from measures.parsing.structure.furniture import is_site_line
from measures.parsing.structure.looks import first_by_look
from measures.parsing.structure.metadata import (
    document_number_of,
    is_notice_title,
    is_title_like,
    names_a_plan,
)
from measures.parsing.structure.numbering import STRUCTURAL
from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.structure.tables import is_table_head
from measures.parsing.structure.titles import read_titles, take_title_of_note, with_whole_titles
from measures.parsing.structure.wording import is_title
from measures.terms import FramePart, FurnitureKind, Numbering, PassageKind

_COVERING = lazy_regex(
    f"{any_of(document_words.SENT_TO_YOU)}|现[将予]?.{{0,120}}{any_of(document_words.SENT)}|[请望].{{0,24}}{any_of(document_words.TO_BE_DONE)}|"
    f"{document_words.ALREADY}.{{0,60}}{any_of(document_words.AGREED)}"
)
FRONT_LIMIT, TITLE_LINES, EXCERPT_LINES = 120, 8, 12


def read_front(paragraphs: list[Paragraph], furniture: dict[Paragraph, FurnitureKind]) -> Front:
    """Everything but the outline itself."""
    front = Front(uses={paragraph: (PassageKind.FURNITURE, kind) for paragraph, kind in furniture.items()})
    rest = [paragraph for paragraph in paragraphs if paragraph not in furniture]
    mark_foot(front, rest)
    mark_signatures(front, rest)
    rest = [paragraph for paragraph in rest if paragraph not in front.uses]
    head = rest[: _first_heading(rest)]
    titles = read_titles(front, head)
    for paragraph in rest[len(head) : len(head) + 1]:
        take_title_of_note(front, paragraph)
    rest = with_whole_titles(front, rest, titles)
    start = _body_start(front, rest, _first_heading(rest), titles)
    _classify_head(front, rest[:start])
    read_signature(front.meta, [p for p in paragraphs if front.uses.get(p, SITE)[0] is not PassageKind.FURNITURE])
    front.body = [paragraph for paragraph in rest[start:] if paragraph not in front.uses]
    return front


def _first_heading(paragraphs: list[Paragraph]) -> int:
    followings = [*(paragraph.marker for paragraph in paragraphs[1:]), None]
    numbered = next(
        (
            i
            for i, (paragraph, following) in enumerate(zip(paragraphs, followings, strict=False))
            if _opens_excerpt(paragraphs[i : i + EXCERPT_LINES])
            or _opens_body(paragraph, is_first=i < TITLE_LINES and not _is_further_title(paragraphs[: i + 1]))
            or (following and following.number == 1 and heads_duties(paragraph) and not _is_letter(paragraphs[:i]))
        ),
        min(len(paragraphs), FRONT_LIMIT),
    )
    return first_by_look(paragraphs, numbered)


def _is_further_title(paragraphs: list[Paragraph]) -> bool:
    """Whether the last is in the style of titles, apart from others in it above: a plan that has its own title."""
    *above, before, last = [None, *(paragraph.is_title for paragraph in paragraphs)]
    return bool(last and not before and any(above))


def _is_letter(above: list[Paragraph]) -> bool:
    """Whether a document number or a notice's title stands above: what follows are the addressees."""
    return any(document_number_of(paragraph.text) or is_notice_title(paragraph.text) for paragraph in above)


def _opens_body(paragraph: Paragraph, *, is_first: bool) -> bool:
    """A heading, a numbered line or a table; but the title may be set as a heading too."""
    marker = paragraph.marker
    if paragraph.kind is LineKind.ROW:
        return is_table_head(paragraph) or begins_form(paragraph)
    if paragraph.level and not (is_first and is_title_like(paragraph.text) and names_a_plan(paragraph.text)):
        return True
    if paragraph.heads_group:
        return True
    if re.match(r"^[前序引]\s*言$", paragraph.text) or paragraph.text.endswith(section_words.FILLING_NOTES):
        return True
    if marker is None or marker.style is Numbering.ANNEX:
        return False
    return marker.style in STRUCTURAL or (marker.number == 1 and bool(paragraph.words.strip()))


def _opens_excerpt(paragraphs: list[Paragraph]) -> bool:
    """六、建设引领区 above （一）: a text that begins in the middle of a plan."""
    first, *others = paragraphs
    marker = first.marker
    if marker is None or marker.style is not Numbering.HAN_COMMA or "。" in first.text or len(first.text) > 40:
        return False
    below = next((other.marker for other in others if other.marker), None)
    return below is not None and below.number == 1 and below.style is not marker.style


def _body_start(front: Front, rest: list[Paragraph], first_heading: int, titles: set[str]) -> int:
    """Where the outline begins: after the letter, at the first plan's title where the letter has numbers of its own."""
    front.titles = frozenset(titles)
    if any(is_title(p.text, titles) for p in rest[:first_heading]):
        return first_heading
    for i, paragraph in enumerate(rest[first_heading : first_heading + FRONT_LIMIT], first_heading):
        if paragraph.marker is None and is_title(paragraph.text, titles):
            front.uses[paragraph] = PLAN_TITLE
            front.title_paragraph = paragraph
            return i + 1 + _first_heading(rest[i + 1 :])
    return first_heading


# The letter


def _classify_head(front: Front, head: list[Paragraph]) -> None:
    """Each paragraph before the first heading: a part of the letter, the site's, or the plan's preamble."""
    notice_ends = _notice_end(front, head)
    seen_title = False
    for i, paragraph in enumerate(head):
        if paragraph in front.uses:
            seen_title = seen_title or front.uses[paragraph] in (PLAN_TITLE, (PassageKind.FRAME, FramePart.TITLE))
            continue
        if SUBTITLE.match(paragraph.text):
            front.meta.take_occasion(paragraph.text, paragraph.span(0, len(paragraph.text)))
        elif tells_adoption(paragraph.text):
            front.meta.take_adoption(paragraph.text, paragraph.span(0, len(paragraph.text)))
        if match := document_number_of(paragraph.text):
            front.meta.take("document_number", "".join(match["number"].split()), paragraph.span(*match.span("number")))
        before_title = not seen_title and bool(front.meta.title) and front.title_paragraph is not None
        is_listed = i > 0 and front.uses[head[i - 1]] == ANNEX_LIST and _is_entry(paragraph)
        use = _use_in_head(paragraph.text, before_title=before_title, in_notice=i < notice_ends)
        front.uses[paragraph] = ANNEX_LIST if is_listed else use


def _is_entry(paragraph: Paragraph) -> bool:
    """2.水源名单 below 附件：1.任务分工表."""
    return paragraph.marker is not None and paragraph.marker.style is Numbering.ARABIC_DOT


def _use_in_head(text: str, *, before_title: bool, in_notice: bool) -> Use:
    is_sentence = "。" in text
    part = frame_part(text)
    if part is not None:
        return (PassageKind.FRAME, part)
    if not is_sentence and (is_site_line(text) or (before_title and len(text) <= 60)):
        return SITE
    if in_notice or (_COVERING.search(text) and len(text) <= 200):
        return (PassageKind.FRAME, FramePart.COVERING)
    return PLAN_TEXT


def _notice_end(front: Front, head: list[Paragraph]) -> int:
    """A notice's letter ends where the plan's own title is printed; without one only its own sentences are it."""
    notice = next((i for i, p in enumerate(head) if front.uses.get(p) == (PassageKind.FRAME, FramePart.TITLE)), None)
    if notice is None:
        return 0
    return next((i for i, p in enumerate(head[notice:], notice) if front.uses.get(p) == PLAN_TITLE), 0)
