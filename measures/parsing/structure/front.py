"""What stands before the first heading and after the last sentence: the plan's own data, its letter, and the site's.

Reads: paragraphs, and which of them are furniture. Writes: `Front`: the metadata, what each paragraph outside the
outline is, and the paragraphs that are left for the outline.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from measures.parsing.extract import LineKind
from measures.parsing.lexicon import any_of, document_words
from measures.parsing.patterns import lazy_regex
from measures.parsing.structure.furniture import is_site_line
from measures.parsing.structure.looks import first_by_look
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
from measures.parsing.structure.numbering import STRUCTURAL
from measures.parsing.structure.outline import heads_duties
from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.structure.passages import words_of
from measures.parsing.structure.tables import is_table_head
from measures.parsing.structure.wording import addresses_an_audience, is_title, loose
from measures.parsing.tree import Span
from measures.terms import FramePart, FurnitureKind, Numbering, PassageKind

_PUBLIC = lazy_regex(rf"^[（(]{any_of(document_words.THIS_DOCUMENT)}?.{{0,7}}{document_words.PUBLIC}.{{0,6}}[)）]$")
_IMPRINT = lazy_regex(rf"^{any_of(document_words.IMPRINT_LABELS)}\s*[:：]|\d{{1,2}}\s*日\s*{document_words.PRINTED}$")
_ADOPTED = lazy_regex(f"{any_of(document_words.ADOPTED)}[)）]?$")
_DAY = lazy_regex(r"20\d{2}年\d{1,2}月\d{1,2}日")
_ADDRESSEES = lazy_regex(rf"^各[市区县省地有乡镇部].*[:：]$|{any_of(document_words.ADDRESSEE_ENDS)}[)）]?\s*[:：]$")
_COVERING = lazy_regex(
    f"{any_of(document_words.SENT_TO_YOU)}|现[将予]?.{{0,120}}{any_of(document_words.SENT)}|[请望].{{0,24}}{any_of(document_words.TO_BE_DONE)}|"
    f"{document_words.ALREADY}.{{0,60}}{any_of(document_words.AGREED)}"
)
_JOINABLE = lazy_regex(
    f"{document_words.ABOUT}|{any_of(document_words.LINE_ENDS)}$|^(?:[省市区县]|.{{2,8}}[省市区县州])"
)
_SUBTITLE = lazy_regex(
    r"^[—－\-]{1,4}\s*(?:20\d{2}|二[〇○零])\S{0,3}年.{2,60}"
    rf"{any_of(document_words.MEETING_ENDS)}(?:第.{{1,4}}次{document_words.MEETING_ENDS[0]})?上$"
)
_SPEAKER = lazy_regex(rf"^.{{0,12}}{any_of(document_words.SPEAKERS)}(?:[\s\u3000]+\S{{1,3}}(?:[\s\u3000]\S)?)?$")
_ANNEX_LINE = lazy_regex(r"^附\s*件\s*\d{0,2}\s*(?:[:：].*)?$")
_QUOTED = lazy_regex(r"《([^《》]{4,80}(?:《[^《》]*》[^《》]*)?)》")
_MADE = lazy_regex(
    any_of(document_words.MAKING_A_PLAN) + r"[了本]?《(?P<title>[^《》]{6,80}(?:《[^《》]*》[^《》]*)?)》"
)
_SENT = lazy_regex(f"{document_words.SENT_TO_YOU[0]}|{document_words.ALREADY}")
FRONT_LIMIT = 120

Use = tuple[PassageKind, str]
SITE: Use = (PassageKind.FURNITURE, FurnitureKind.SITE)
PLAN_TEXT: Use = (PassageKind.TEXT, "")
PLAN_TITLE: Use = (PassageKind.HEADING, "")
ANNEX_LIST: Use = (PassageKind.FRAME, FramePart.ANNEXES)


@dataclass(slots=True)
class Front:
    """`uses` say what each paragraph outside the outline became; `titles` are the loose forms of the plans' titles.

    `body` are the paragraphs left for the outline.
    """

    meta: Metadata = field(default_factory=Metadata)
    uses: dict[Paragraph, Use] = field(default_factory=dict)
    titles: frozenset[str] = frozenset()
    title_paragraph: Paragraph | None = None
    body: list[Paragraph] = field(default_factory=list)

    def use(self, paragraphs: list[Paragraph], use: Use) -> None:
        self.uses.update(dict.fromkeys(paragraphs, use))


def read_front(paragraphs: list[Paragraph], furniture: dict[Paragraph, FurnitureKind]) -> Front:
    """Everything but the outline itself."""
    front = Front(uses={paragraph: (PassageKind.FURNITURE, kind) for paragraph, kind in furniture.items()})
    rest = [paragraph for paragraph in paragraphs if paragraph not in furniture]
    _mark_foot(front, rest)
    _mark_signatures(front, rest)
    rest = [paragraph for paragraph in rest if paragraph not in front.uses]
    head = rest[: _first_heading(rest)]
    titles = _read_titles(front, head)
    start = _body_start(front, rest, len(head), titles)
    _classify_head(front, rest[:start])
    _read_signature(front.meta, [p for p in paragraphs if front.uses.get(p, SITE)[0] is not PassageKind.FURNITURE])
    front.body = [paragraph for paragraph in rest[start:] if paragraph not in front.uses]
    return front


def _first_heading(paragraphs: list[Paragraph]) -> int:
    followings = [*(paragraph.marker for paragraph in paragraphs[1:]), None]
    numbered = next(
        (
            i
            for i, (paragraph, following) in enumerate(zip(paragraphs, followings, strict=False))
            if _opens_body(paragraph, is_first=i < 3 and not _is_further_title(paragraphs[: i + 1]))
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
        return is_table_head(paragraph)
    if paragraph.level and not (is_first and is_title_like(paragraph.text) and names_a_plan(paragraph.text)):
        return True
    if re.match(r"^[前序引]\s*言$", paragraph.text):
        return True
    if marker is None or marker.style is Numbering.ANNEX:
        return False
    return marker.style in STRUCTURAL or (marker.number == 1 and bool(paragraph.words.strip()))


# The title


def _read_titles(front: Front, head: list[Paragraph]) -> set[str]:
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


def _annexed_title(head: list[Paragraph], notice: str) -> Paragraph | None:
    """What a notice issues without quotation marks bears its full title where it is annexed, below 附件."""
    issued = Metadata()
    take_title(issued, notice, Span(0, 0))
    for above, paragraph in pairwise(head):
        if _ANNEX_LINE.match(above.text) and loose(paragraph.text).startswith(loose(issued.title)):
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


def _title_candidates(head: list[Paragraph]) -> list[tuple[str, list[Paragraph]]]:
    """Lines of the head, alone and joined with up to three of the same style that follow, which could be a title."""
    found = []
    for i, first in enumerate(head):
        for count in range(1, 5):
            group = head[i : i + count]
            if len(group) < count or not all(p.level == first.level and _may_be_title(p) for p in group):
                break
            joined = "".join(paragraph.text for paragraph in group)
            if count > 1 and not (_JOINABLE.search(first.text) and len(first.text) >= 4):
                break
            if is_notice_title(joined) or is_title_like(joined):
                found.append(_extended(joined, group, head[i + count : i + count + 2]))
                break
    return found


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
    )


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
        if _SUBTITLE.match(paragraph.text):
            front.meta.take_occasion(paragraph.text, paragraph.span(0, len(paragraph.text)))
        elif _tells_adoption(paragraph.text):
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
    part = _frame_part(text)
    if part is not None:
        return (PassageKind.FRAME, part)
    if not is_sentence and (is_site_line(text) or (before_title and len(text) <= 60)):
        return SITE
    if in_notice or (_COVERING.search(text) and len(text) <= 200):
        return (PassageKind.FRAME, FramePart.COVERING)
    return PLAN_TEXT


def _frame_part(text: str) -> FramePart | None:
    """The part of the letter that a line is by its own form."""
    if document_number_of(text):
        return FramePart.NUMBER
    if date_of(text) or names_a_month(text):
        return FramePart.DATE
    if _PUBLIC.match(text) or _tells_adoption(text):
        return FramePart.NOTE
    if _IMPRINT.search(text):
        return FramePart.COPIES
    if _SUBTITLE.match(text):
        return FramePart.NOTE
    if len(text) <= 80 and "。" not in text and _ANNEX_LINE.match(text):
        return FramePart.ANNEXES
    if is_organisation(text) or _SPEAKER.match(text):
        return FramePart.SIGNATURE
    if "。" not in text and len(text) <= 300 and (_ADDRESSEES.search(text) or addresses_an_audience(text)):
        return FramePart.ADDRESSEES
    return None


def _tells_adoption(text: str) -> bool:
    """（2025年11月26日…全体会议通过）, as below a title, with or without brackets."""
    return _ADOPTED.search(text) is not None and (
        text[0] in "（(" or (_DAY.match(text) is not None and "。" not in text)
    )


def _notice_end(front: Front, head: list[Paragraph]) -> int:
    """A notice's letter ends where the plan's own title is printed; without one only its own sentences are it."""
    notice = next((i for i, p in enumerate(head) if front.uses.get(p) == (PassageKind.FRAME, FramePart.TITLE)), None)
    if notice is None:
        return 0
    return next((i for i, p in enumerate(head[notice:], notice) if front.uses.get(p) == PLAN_TITLE), 0)


# The foot


def _mark_foot(front: Front, paragraphs: list[Paragraph]) -> None:
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
    part = _frame_part(paragraph.text)
    if part is FramePart.SIGNATURE and not is_dated:
        return None
    return part if part in (FramePart.COPIES, FramePart.NOTE, FramePart.DATE, FramePart.SIGNATURE) else None


def _mark_signatures(front: Front, paragraphs: list[Paragraph]) -> None:
    """Signatures with their date before the annexes or the plan, and （此件公开发布）, belong to no measure."""
    for i, paragraph in enumerate(paragraphs):
        text = paragraph.text
        if text[0] in "（(" and len(text) <= 16 and _PUBLIC.match(text):
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
    return (paragraph.text[-1] in "。；！？" or len(paragraph.text) > 60) and not _IMPRINT.search(paragraph.text)


def _read_signature(meta: Metadata, paragraphs: list[Paragraph]) -> None:
    """Organisations and, on the next line, a date: the issuers' signatures. Else any date alone on its line."""
    for above, month in pairwise(paragraphs):
        if names_a_month(month.text) and is_organisation(above.text):
            meta.take_issuers(["".join(above.text.split())], above.span(0, len(above.text)))
    alone = None
    for i, paragraph in enumerate(paragraphs):
        day = date_of(paragraph.text)
        if day is None or (i and _ADOPTED.search(paragraphs[i - 1].text)):
            continue
        span = paragraph.span(0, len(paragraph.text))
        if names := _names_above(paragraphs, i):
            meta.take_issuers(["".join(name.text.split()) for name in names], Span(names[0].start, names[-1].end))
            if meta.issued_on is None:
                meta.issued_on, meta.spans["issued_on"] = day, span
        alone = alone or (day, span)
    if alone and meta.issued_on is None:
        meta.issued_on, meta.spans["issued_on"] = alone
