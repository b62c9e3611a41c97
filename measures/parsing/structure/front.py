"""What stands before the first heading and after the last sentence: the plan's own data, its letter, and the site's."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from measures.parsing.extract import LineKind
from measures.parsing.structure.furniture import CHROME, find_furniture
from measures.parsing.structure.metadata import (
    Metadata,
    date_of,
    document_number_of,
    is_notice_title,
    is_organisation,
    is_title_like,
    names_a_month,
    plan_title,
    read_labels,
    take_title,
)
from measures.parsing.structure.numbering import STRUCTURAL
from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.structure.wording import loose
from measures.parsing.tree import Span
from measures.terms import Numbering, PassageKind

_PUBLIC = re.compile(r"^[（(](?:此件|本件|此文)?.{0,4}(?:公开|不公开|依申请公开|主动公开).{0,6}[)）]$")
_PLAN_WORDS = re.compile("关于|[省市区县州盟旗]|国务院|全国|国家|“|20[0-9]{2}|[〇一二三四五六七八九]年|促进|支持|推进")
_IMPRINT = re.compile(r"^(?:抄送|主送|分送|信息公开选项|联系人|联系电话)\s*[:：]|\d{1,2}\s*日\s*印发$")
_ADOPTED = re.compile(r"(?:通过|批准)[)）]?$")
_JOINABLE = re.compile(
    r"关于|(?:省|市|区|县|州|国务院|委员会|政府|办公[室厅]|[局厅委部会])$|^(?:省|市|区|县|.{2,8}(?:省|市|区|县|州))"
)
_QUOTED = re.compile(r"《([^《》]{4,80}(?:《[^《》]*》[^《》]*)?)》")
FRONT_LIMIT = 120


@dataclass(slots=True)
class Front:
    """`kinds` say what each paragraph outside the outline became; `titles` are the loose forms of the plans' titles."""

    meta: Metadata = field(default_factory=Metadata)
    kinds: dict[Paragraph, PassageKind] = field(default_factory=dict)
    titles: frozenset[str] = frozenset()
    title_paragraph: Paragraph | None = None


def read_front(paragraphs: list[Paragraph]) -> tuple[Front, list[Paragraph]]:
    """The front and foot matter, and the paragraphs left for the outline."""
    front = Front()
    front.kinds.update(dict.fromkeys(find_furniture(paragraphs), PassageKind.BOILERPLATE))
    rest = [paragraph for paragraph in paragraphs if paragraph not in front.kinds]
    _mark_foot(front, rest)
    _mark_signatures(front, rest)
    rest = [paragraph for paragraph in rest if paragraph not in front.kinds]
    head = rest[: _first_heading(rest)]
    titles = _read_titles(front, head)
    start = _body_start(front, rest, len(head), titles)
    _classify_head(front, rest[:start])
    _read_signature(front.meta, [p for p in paragraphs if front.kinds.get(p) is not PassageKind.BOILERPLATE])
    return front, [paragraph for paragraph in rest[start:] if paragraph not in front.kinds]


def _first_heading(paragraphs: list[Paragraph]) -> int:
    return next(
        (i for i, paragraph in enumerate(paragraphs) if _opens_body(paragraph)), min(len(paragraphs), FRONT_LIMIT)
    )


def _opens_body(paragraph: Paragraph) -> bool:
    marker = paragraph.marker
    if paragraph.level or re.match(r"^[前序引]\s*言$", paragraph.text):
        return True
    if marker is None or marker.style is Numbering.ANNEX:
        return False
    return marker.style in STRUCTURAL or (marker.number == 1 and bool(paragraph.words.strip()))


def _read_titles(front: Front, head: list[Paragraph]) -> set[str]:
    """The plan's title from the head; the loose forms of all titles that the head says are issued."""
    labelled = read_labels(head, front.meta)
    front.kinds.update(dict.fromkeys(labelled, PassageKind.BOILERPLATE))
    candidates = _title_candidates([paragraph for paragraph in head if paragraph not in front.kinds])
    notices = [found for found in candidates if is_notice_title(found[0])]
    likely = [found for found in candidates if is_title_like(found[0])]
    chosen = notices or [found for found in likely if _names_a_plan(found[0])] or likely
    if chosen:
        line, group = chosen[0]
        take_title(front.meta, line, Span(group[0].start, group[-1].end))
    titles = {loose(front.meta.title)} if front.meta.title else set()
    for text in [found[0] for found in notices] + [p.text for p in head if "印发给你们" in p.text or "已经" in p.text]:
        titles.update(loose(title) for title in _QUOTED.findall(text) if is_title_like(title))
    known = titles | {loose(found[0]) for found in notices}
    for line, group in candidates:
        if loose(line) in known or loose(plan_title(line)) in known:
            front.kinds.update(dict.fromkeys(group, PassageKind.HEADING))
            front.title_paragraph = (
                group[0] if loose(line) in titles or front.title_paragraph is None else front.title_paragraph
            )
    if chosen and not any(p in front.kinds for p in chosen[0][1]):
        front.kinds.update(dict.fromkeys(chosen[0][1], PassageKind.HEADING))
        front.title_paragraph = front.title_paragraph or chosen[0][1][0]
    return titles


def _title_candidates(head: list[Paragraph]) -> list[tuple[str, list[Paragraph]]]:
    """Lines of the head, alone and joined with up to three that follow, which could be a title."""
    found = []
    for i, first in enumerate(head):
        for count in range(1, 5):
            group = head[i : i + count]
            if len(group) < count or not all(_may_be_title(paragraph) for paragraph in group):
                break
            joined = "".join(paragraph.text for paragraph in group)
            if count > 1 and not (_JOINABLE.search(first.text) and len(first.text) >= 4):
                break
            if is_notice_title(joined) or is_title_like(joined):
                found.append(_extended(joined, group, head[i + count : i + count + 2]))
                break
    return found


def _names_a_plan(title: str) -> bool:
    """示例市行动方案, 关于…的意见, “十四五”规划; not a menu's 政府信息公开指南."""
    return len(title) >= 9 and _PLAN_WORDS.search(title) is not None


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
    if front.kinds and any(loose(p.text) in titles for p in rest[:first_heading]):
        return first_heading
    for i, paragraph in enumerate(rest[first_heading : first_heading + FRONT_LIMIT], first_heading):
        if paragraph.marker is None and loose(paragraph.text) in titles:
            front.kinds[paragraph] = PassageKind.HEADING
            front.title_paragraph = paragraph
            return i + 1 + _first_heading(rest[i + 1 :])
    return first_heading


def _classify_head(front: Front, head: list[Paragraph]) -> None:
    seen_title = False
    for paragraph in head:
        if paragraph in front.kinds:
            seen_title = seen_title or front.kinds[paragraph] is PassageKind.HEADING
            continue
        if match := document_number_of(paragraph.text):
            front.meta.take("document_number", "".join(match["number"].split()), paragraph.span(*match.span("number")))
        is_noise = CHROME.search(paragraph.text) and "。" not in paragraph.text
        before = not seen_title and bool(front.meta.title) and "。" not in paragraph.text and not match
        front.kinds[paragraph] = PassageKind.BOILERPLATE if is_noise or before else PassageKind.TEXT


def _mark_foot(front: Front, paragraphs: list[Paragraph]) -> None:
    """From the first line of site furniture on, where nothing but short lines follows; then signature and date."""
    last_prose = next((i for i in range(len(paragraphs) - 1, -1, -1) if _is_prose(paragraphs[i])), -1)
    foot = next(
        (
            i
            for i in range(last_prose + 1, len(paragraphs))
            if CHROME.search(paragraphs[i].text) and not paragraphs[i].marker
        ),
        None,
    )
    if foot is not None and len(paragraphs) - foot <= 60:
        front.kinds.update(dict.fromkeys(paragraphs[foot:], PassageKind.BOILERPLATE))
        del paragraphs[foot:]
    is_dated = False
    while len(paragraphs) > last_prose + 1 and _is_signature(paragraphs[-1], is_dated):
        is_dated = is_dated or date_of(paragraphs[-1].text) is not None
        front.kinds[paragraphs.pop()] = PassageKind.TEXT


def _mark_signatures(front: Front, paragraphs: list[Paragraph]) -> None:
    """A signature with its date before the annexes, and （此件公开发布）, belong to no measure."""
    for above, paragraph in pairwise(paragraphs):
        if "日" in paragraph.text[-2:] and date_of(paragraph.text) and is_organisation(above.text) and not above.marker:
            front.kinds[above] = front.kinds[paragraph] = PassageKind.TEXT
        elif paragraph.text[0] in "（(" and len(paragraph.text) <= 16 and _PUBLIC.match(paragraph.text):
            front.kinds[paragraph] = PassageKind.TEXT


def _is_prose(paragraph: Paragraph) -> bool:
    return (paragraph.text[-1] in "。；！？" or len(paragraph.text) > 60) and not _IMPRINT.search(paragraph.text)


def _is_signature(paragraph: Paragraph, is_dated: bool) -> bool:
    """A date and the names above it, （此件公开发布）, 抄送：…, 某办公厅 2021年9月2日印发."""
    text = paragraph.text
    if paragraph.kind is not LineKind.PARAGRAPH or paragraph.marker is not None or len(text) > 120:
        return False
    if _IMPRINT.search(text) or _PUBLIC.match(text) or date_of(text):
        return True
    return is_dated and is_organisation(text)


def _read_signature(meta: Metadata, paragraphs: list[Paragraph]) -> None:
    """An organisation and, on the next line, a date: the issuer's signature. Else any date alone on its line."""
    alone = None
    for above, month in pairwise(paragraphs):
        if names_a_month(month.text) and is_organisation(above.text):
            meta.take("issuer", "".join(above.text.split()), above.span(0, len(above.text)))
    for before, paragraph in zip([None, *paragraphs], paragraphs, strict=False):
        day = date_of(paragraph.text) if len(paragraph.text) <= 24 and "日" in paragraph.text else None
        if day is None or (before is not None and _ADOPTED.search(before.text)):
            continue
        span = paragraph.span(0, len(paragraph.text))
        if before is not None and is_organisation(before.text):
            meta.take("issuer", "".join(before.text.split()), before.span(0, len(before.text)))
            if meta.issued_on is None:
                meta.issued_on, meta.spans["issued_on"] = day, span
        alone = alone or (day, span)
    if alone and meta.issued_on is None:
        meta.issued_on, meta.spans["issued_on"] = alone
