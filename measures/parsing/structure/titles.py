"""The plan's title, and the titles of all plans that a letter says are issued.

Reads: the paragraphs before the first heading. Writes: title and issuer, and which paragraphs print a title.
"""

from collections.abc import Collection
from itertools import pairwise

from measures.parsing.extract import LineKind
from measures.parsing.lexicon import any_of, document_words, section_words
from measures.parsing.patterns import lazy_regex
from measures.parsing.structure.frame import ANNEX_LINE, PLAN_TITLE, Front
from measures.parsing.structure.furniture import is_site_line
from measures.parsing.structure.metadata import (
    Metadata,
    date_of,
    document_number_of,
    is_notice_title,
    is_organisation,
    is_title_like,
    names_a_month,
    names_a_plan,
    plan_title,
    read_labels,
    take_title,
)
from measures.parsing.structure.paragraphs import Paragraph, joined
from measures.parsing.structure.passages import words_of
from measures.parsing.structure.wording import is_title, loose
from measures.parsing.traditional import simplified
from measures.parsing.tree import Span
from measures.terms import FramePart, FurnitureKind, PassageKind

_JOINABLE = lazy_regex(
    f"{document_words.ABOUT}|{any_of(document_words.LINE_ENDS)}$|^(?:[省市区县]|.{{2,8}}[省市区县州])"
)
_QUOTED = lazy_regex(r"《([^《》]{4,80}(?:《[^《》]*》[^《》]*)?)》")
_MADE = lazy_regex(
    any_of(document_words.MAKING_A_PLAN) + r"[了本]?《(?P<title>[^《》]{6,80}(?:《[^《》]*》[^《》]*)?)》"
)
_FILLING_NOTE = lazy_regex(rf"([^，。；：]{{6,60}}){any_of(section_words.FILLING_NOTES)}")
_PERIODICAL = lazy_regex(any_of(document_words.PERIODICALS) + "$")
LONGEST_FIRST_LINE, LONGEST_TITLE = 60, 3  # characters, lines
_SENT = lazy_regex(f"{document_words.SENT_TO_YOU[0]}|{document_words.ALREADY}")


def read_titles(front: Front, head: list[Paragraph]) -> set[str]:
    """The plan's title from the head; the loose forms of all titles that the head says are issued."""
    front.use(read_labels(head, front.meta), (PassageKind.FURNITURE, FurnitureKind.METADATA))
    candidates = _title_candidates([paragraph for paragraph in head if paragraph not in front.uses])
    notices = [found for found in candidates if is_notice_title(found[0])]
    likely = [found for found in candidates if is_title_like(found[0])]
    chosen = notices or [found for found in likely if names_a_plan(found[0])] or likely
    if chosen:
        line, group = chosen[0]
        annexed = _annexed_title(head, line) if notices else None
        if annexed:
            front.meta.take("title", annexed.text, Span(annexed.start, annexed.end))
        take_title(front.meta, line, Span(group[0].start, group[-1].end))
    elif not front.meta.title:
        _take_quoted_title(front, head)
        _take_first_line(front, head)
    titles = {loose(front.meta.title)} if front.meta.title else set()
    for text in [found[0] for found in notices] + [p.text for p in head if _SENT.search(p.text)]:
        titles.update(loose(title) for title in _QUOTED.findall(text) if is_title_like(title))
    known = titles | {loose(found[0]) for found in notices}
    for line, group in candidates:
        if loose(line) in known or loose(plan_title(line)) in known:
            _use_title(front, group, is_plan=loose(line) in titles)
    if chosen and not any(p in front.uses for p in chosen[0][1]):
        _use_title(front, chosen[0][1], is_plan=False)
    return titles


def take_title_of_note(front: Front, paragraph: Paragraph) -> None:
    """示例市任务清单填报说明, the first heading, names what is to be filled in."""
    note = _FILLING_NOTE.fullmatch(paragraph.text)
    if note and not front.meta.title:
        front.meta.take("title", note[1], paragraph.span(*note.span(1)))


def with_whole_titles(front: Front, paragraphs: list[Paragraph], titles: Collection[str]) -> list[Paragraph]:
    """`paragraphs`, those joined that print one of the `titles` (loose forms) on two or three lines; the first of them
    is the plan's own."""
    result: list[Paragraph] = []
    at = 0
    for i, paragraph in enumerate(paragraphs):
        if i >= at:
            count = _lines_of_title(paragraphs[i : i + LONGEST_TITLE], titles)
            result.append(joined(paragraphs[i : i + count]) if count > 1 else paragraph)
            at = i + count
            if count > 1 and not (front.title_paragraph and is_title(front.title_paragraph.text, titles)):
                _use_title(front, result[-1:], is_plan=True)
    return result


def _lines_of_title(lines: list[Paragraph], titles: Collection[str]) -> int:
    first = loose(lines[0].text) if len(lines[0].text) <= LONGEST_FIRST_LINE else ""
    if not any(first and title.startswith(first) for title in titles):
        return 1
    counts = range(2, len(lines) + 1)
    return next((count for count in counts if loose("".join(p.text for p in lines[:count])) in titles), 1)


def _annexed_title(head: list[Paragraph], notice: str) -> Paragraph | None:
    """What a notice issues without quotation marks bears its full title where it is annexed, below 附件."""
    issued = Metadata()
    take_title(issued, notice, Span(0, 0))
    for above, paragraph in pairwise(head):
        own = loose(paragraph.text)
        is_issued = own.startswith(loose(issued.title)) or own.endswith(loose(issued.title))
        if ANNEX_LINE.match(above.text) and issued.title and is_issued:
            return paragraph if is_title_like(paragraph.text) else None
    return None


def _use_title(front: Front, group: list[Paragraph], *, is_plan: bool) -> None:
    """A line of the plan's own title is a heading; a notice's, which says more, is part of the letter's frame."""
    title = words_of(front.meta.title)
    for paragraph in group:
        is_own = words_of(paragraph.text) in title
        front.uses[paragraph] = PLAN_TITLE if is_own else (PassageKind.FRAME, FramePart.TITLE)
    if is_plan or front.title_paragraph is None:
        front.title_paragraph = group[0]


def _take_quoted_title(front: Front, head: list[Paragraph]) -> None:
    """根据建议，制定《示例市…规划纲要》: a document without a title line may name itself."""
    for paragraph in head:
        made = _MADE.search(paragraph.text)
        if made and is_title_like(made["title"]):
            front.meta.take("title", made["title"], paragraph.span(*made.span("title")))
            return


def _take_first_line(front: Front, head: list[Paragraph]) -> None:
    """示例区2025年重要实事和折子工程: whatever a title ends in, the first line of prose may be none."""
    own = (paragraph for paragraph in head if paragraph not in front.uses and not is_site_line(paragraph.text))
    first = next((each for each in own if each.kind is LineKind.PARAGRAPH), None)
    if (
        first is None
        or front.meta.title
        or not _may_be_title(first)
        or is_organisation(first.text)
        or _PERIODICAL.search(first.text)
    ):
        return
    if len(first.text) <= LONGEST_FIRST_LINE and names_a_plan(simplified(first.text)):
        take_title(front.meta, first.text, Span(first.start, first.end))
        _use_title(front, [first], is_plan=True)


def _title_candidates(head: list[Paragraph]) -> list[tuple[str, list[Paragraph]]]:
    """Lines of the head, alone and joined with up to three of the same style that follow, which could be a title."""
    found = []
    for i, first in enumerate(head):
        for count in range(1, 5):
            group = head[i : i + count]
            if len(group) < count or not all(p.level == first.level and _may_be_title(p) for p in group):
                break
            joined = "".join(paragraph.text for paragraph in group)
            if count > 1 and is_organisation(first.text) and _is_whole(joined.removeprefix(first.text)):
                break  # the issuer above the title
            if count > 1 and not (_JOINABLE.search(first.text) and len(first.text) >= 4):
                break
            if is_notice_title(joined) or is_title_like(joined):
                found.append(_extended(joined, group, head[i + count : i + count + 2]))
                break
    return found


def _is_whole(title: str) -> bool:
    """A title that needs no issuer before it, as 关于…的通知 does."""
    is_said_of = title.startswith(document_words.ABOUT) or is_notice_title(title)
    return is_title_like(title) and names_a_plan(title) and not is_said_of


def _extended(title: str, group: list[Paragraph], following: list[Paragraph]) -> tuple[str, list[Paragraph]]:
    """和二〇三五年远景目标纲要 or （2023—2025年） on the next line belongs to the title above it."""
    for paragraph in following:
        goes_on = paragraph.text.startswith(("和", "与", "及", "暨", "（", "(")) and _may_be_title(paragraph)
        if not goes_on or not (is_title_like(title + paragraph.text) or is_notice_title(title + paragraph.text)):
            break
        title, group = title + paragraph.text, [*group, paragraph]
    return title, group


def _may_be_title(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return (
        len(text) <= 120
        and not any(mark in text for mark in "。；>：:")
        and not document_number_of(text)
        and not date_of(text)
        and not names_a_month(text)
    )
