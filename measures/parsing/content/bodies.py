"""Who is responsible, from annotations: （甲牵头，乙、丙配合）, （责任单位：甲、乙）, 牵头单位：甲；配合单位：乙."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from measures.parsing.content.brackets import BRACKET_LENGTH, brackets, unclosed
from measures.parsing.content.labels import ANY_LABEL, DUE_LABEL, LABEL, LABEL_NOUN, line_label, role_of_label
from measures.parsing.content.names import Named, is_official, read_names, split_names
from measures.parsing.lexicon import any_of, any_of_spaced, duty_words
from measures.parsing.lexicon.body_words import LEVELS
from measures.parsing.lexicon.duty_words import (
    ANNOTATION_WORDS,
    OFFICE_ENDINGS,
    WEAK_DUTY_VERBS,
)
from measures.parsing.lexicon.target_words import FIVE_YEAR_ENDS
from measures.parsing.numerals import HAN_NUMERALS
from measures.parsing.patterns import lazy_regex
from measures.parsing.traditional import simplified
from measures.terms import Role

_NOUN = any_of(duty_words.BODY_NOUNS)
# 适用范围：所有试验区: what follows a label that names no role, up to the next label, names nobody.
_OTHER_LABEL = lazy_regex(r"[\u4e00-\u9fff]{2,10}\s*[:：]")
# 技工院校内由某部门负责, 其中…由: who does a part of the task is not responsible for the whole.
_IN_PART = lazy_regex(f"^(?:{duty_words.IN_PART})?[^、，；]{{2,}}[内中]由|^{duty_words.IN_PART}")
# How a name list ends that says its role in words; the longest first.
_ETC = rf"等[省市区县]?[级直]?{any_of(duty_words.ETC_LEVELS)}?{any_of(duty_words.ETC_BODIES)}?"
_MANNER = (
    rf"(?:{any_of(duty_words.TOGETHER)}|[要须应]?{any_of(duty_words.CLOSELY)}?{any_of(duty_words.IN_LINE_WITH)}(?:{duty_words.TOGETHER[-1]})?"
    rf"{any_of(duty_words.OWN_SITUATION)}?{any_of(duty_words.SITUATIONS)})"
)
_TAIL = lazy_regex(
    rf"(?P<etc>{_ETC})?\s*{_MANNER}?\s*"
    rf"(?:(?P<lead>{duty_words.LEADING[0]}{any_of(duty_words.LEADING_VERBS)}?|{any_of(duty_words.LEADING)})"
    rf"|{any_of(duty_words.BY)}(?:{duty_words.TOGETHER[-1]})?{any_of(duty_words.DUTIES)}{any_of(duty_words.DUTY_BOUNDS)}?"
    rf"{any_of(duty_words.SHARED)}?(?P<by_duty>{any_of(duty_words.BY_DUTY)})?"
    rf"{any_of(duty_words.DOING_WELL)}?{any_of(duty_words.RELATED_WORK)}?"
    rf"|(?P<support>{any_of(duty_words.SUPPORTING)}){any_of(duty_words.SUPPORTING_VERBS)}?"
    rf"|(?P<supervise>{any_of(duty_words.SUPERVISING)})"
    rf"|(?P<responsible>{any_of(duty_words.ANSWERING)}))$"
)
# 甲牵头、乙配合: a 、 after a role's verb ends what that role is said of.
_SAYS_ROLE = lazy_regex(
    rf"{any_of((*duty_words.ANNOTATING_VERBS, *duty_words.SUPPORTING))}(?:{any_of(duty_words.LEADING_VERBS)})?$"
)
# 市场主体按要求落实 assigns nobody, 各区政府落实 does: these words count only after what is called an office.
_WEAK_TAILS = frozenset(WEAK_DUTY_VERBS)
_RULE = lazy_regex(
    rf"[排列居]?[在名]?{any_of(duty_words.FIRST_PLACE)}[的者]?{any_of(duty_words.FIRST_DUTIES)}?{any_of(duty_words.FIRST_BODIES)}?均?[为是系]?"
    rf"{any_of(duty_words.FIRST_ROLES)}{any_of(duty_words.FIRST_DUTIES)}?{_NOUN}?"
)
_ROLE_IN_CELL = lazy_regex(rf"{any_of(duty_words.CELL_ROLES)}(?:[，；。,;]|$|\s*[:：])")
_DUE_START = lazy_regex(
    rf"(?:20\d{{2}}\s*年|\d{{1,2}}\s*月|[一二三四1-4]{duty_words.QUARTER}|{any_of(duty_words.DUE_STARTS)}|按{any_of(duty_words.DUE_STEPS)}"
    rf"|\d{{4}}[-.]\d|“?十[一二三四五六七八九]五”?{any_of(FIVE_YEAR_ENDS)})"
)
_WHEN = (
    rf"(?:20\d{{2}}\s*年\s*)?(?:\d{{1,2}}\s*月\s*(?:\d{{1,2}}\s*日|{any_of(duty_words.MONTH_PARTS)})?|第?[一二三四1-4]{duty_words.QUARTER}末?"
    rf"|[上下]{duty_words.HALF}|{any_of(duty_words.YEAR_ENDS)}|[底末]){any_of(duty_words.BEFORE_THEN)}?"
)
_ITEM, _ITEM_NOUN = any_of(duty_words.THE_ITEM), any_of(duty_words.ITEM_NOUNS)
_LAST_SENTENCE = lazy_regex(
    rf"\s*(?:(?:{_ITEM}|{duty_words.ALL_ITEMS}){_ITEM_NOUN}{any_of(duty_words.MUST)}?[于在]?\s*(?P<due>{_WHEN}){any_of(duty_words.WHOLLY)}?"
    rf"{duty_words.DONE}|(?:{_ITEM}{_ITEM_NOUN})?由(?P<who>[^。；]{{4,200}}))[。；]?\s*$"
)
_LAST_CLAUSE = lazy_regex(rf"[，,]\s*(?P<due>{_WHEN}){any_of(duty_words.WHOLLY)}?{duty_words.DONE}[。；]?\s*$")
_MARKS = lazy_regex(r"[（(〔【\[［：:]")  # no annotation is without a bracket or a label's colon
_NUMBERED = lazy_regex(rf"[（(]?[{HAN_NUMERALS}\d]{{1,3}}[)）、.．]|[①-⑳]")
_OFFICE = lazy_regex(f"{any_of(OFFICE_ENDINGS)}$|^{any_of(LEVELS)}.{{2,}}{any_of(duty_words.ORGAN_ENDINGS)}$")
_INNER_OFFICE = lazy_regex(rf"{any_of(duty_words.INNER_OFFICE_ENDINGS)}(?:[（(〔][^（）()〔〕]*[)）〕])?$")


class _Segment(NamedTuple):
    """A piece with the role that its label gives; `is_due` stands behind a deadline's label."""

    start: int
    end: int
    label: Role | None = None
    is_due: bool = False


@dataclass(slots=True)
class Annotation:
    """What one bracket or labelled line says: bodies with roles, and a deadline's words."""

    start: int
    end: int
    named: list[Named] = field(default_factory=list)
    due: str = ""
    unclear: str = ""
    _due_start: int | None = None

    def add_due(self, text: str, start: int, end: int) -> None:
        """6月底开工，12月底完工 is one deadline of two parts."""
        if self._due_start is None:
            self._due_start = start
        self.due = text[self._due_start : end].strip(" \u3000,，;；。")


@dataclass(slots=True)
class BodyReader:
    """Reads annotations in document order; remembers 列第一位者为牵头单位，下同."""

    first_leads: bool = False

    def read(self, text: str, *, is_below: bool = False) -> list[Annotation]:
        """`is_below`: the text stands below a sentence of the same measure, so that names alone answer for it."""
        if not _MARKS.search(text):
            return []
        printed, text = text, simplified(text)
        found = self._read(text, is_below)
        if text is not printed:
            for one in (one for annotation in found for one in annotation.named):
                one.name = printed[one.start : one.end]
        return found

    def _read(self, text: str, is_below: bool) -> list[Annotation]:
        found = [annotation for start, end in brackets(text) if (annotation := self._bracket(text, start, end))]
        if not found and (start := unclosed(text)) is not None:
            closed = text + "）"
            found += filter(None, [self._bracket(closed, start, len(closed)) or self._bare_names(closed, is_below)])
        label = None if any(annotation.named for annotation in found) else line_label(text)
        if label is None and not found and text[-1:] in "）)】]］〕。；" and (bare := self._bare_names(text, is_below)):
            return [bare]
        if label is not None:
            annotation = Annotation(label, len(text))
            self._content(text, label, len(text), annotation)
            found += [annotation] if annotation.named or annotation.due else []
        return found

    def read_last_sentence(self, text: str) -> Annotation | None:
        """A last sentence that speaks of the whole item: 该项工作于4月底前完成, 由甲牵头，乙配合，9月底前完成."""
        last = len(text.rstrip()) - 1
        match = _LAST_SENTENCE.match(text, max(text.rfind("。", 0, last), text.rfind("；", 0, last)) + 1)
        if match is None:
            return self.read_last_clause(text)
        annotation = Annotation(match.start(), len(text))
        if match["due"]:
            annotation.due = match["due"]
            return annotation
        self._content(text, match.start("who"), match.end("who"), annotation)
        annotation.due = annotation.due.removesuffix(duty_words.DONE).removesuffix(f"{duty_words.DONE}。")
        segments = _segments(text, match.start("who"), match.end("who"))
        said = len({one.role for one in annotation.named}) + bool(annotation.due)
        is_whole = said >= len(segments) and annotation.named and all(is_official(one.name) for one in annotation.named)
        return annotation if is_whole else None

    def read_last_clause(self, text: str) -> Annotation | None:
        """推行联合报装，8月底前完成。: how the only sentence of a measure ends is when all of it is due."""
        match = _LAST_CLAUSE.search(text) if "。" not in text.rstrip("。 ") and "；" not in text else None
        return Annotation(match.start("due"), len(text), due=match["due"]) if match else None

    def read_cell(self, text: str, start: int, end: int, role: Role) -> list[Named]:
        """The names in a table's cell under a column of `role`; words in the cell (甲牵头，乙配合) come first."""
        annotation = Annotation(start, end)
        if LABEL.search(text, start, end) or _ROLE_IN_CELL.search(text, start, end):
            self._content(text, start, end, annotation)
        return annotation.named or read_names(text, start, end, role, "table")

    def _bracket(self, text: str, start: int, end: int) -> Annotation | None:
        content = text[start + 1 : end - 1]
        is_annotation = any(word in content for word in ANNOTATION_WORDS) or LABEL.search(content)
        if not is_annotation or _IN_PART.match(content) or ANY_LABEL.fullmatch(text[start:end]):
            return None
        annotation = Annotation(start, end)
        self._content(text, start + 1, end - 1, annotation)
        return annotation if annotation.named or annotation.due or annotation.unclear else None

    def _bare_names(self, text: str, is_below: bool) -> Annotation | None:
        """（市发展改革委、市财政局） after the last sentence or on the line below: names alone, each an office's."""
        found = brackets(text[-BRACKET_LENGTH:])
        if not found:
            return None
        start, end = (place + max(0, len(text) - BRACKET_LENGTH) for place in found[-1])
        before = text[:start].rstrip()
        is_after_sentence = before[-1:] in ("。", "；") or (is_below and not before)
        if end < len(text.rstrip("。； ")) or not (is_after_sentence or _is_line_of_a_list(text)):
            return None
        annotation = Annotation(start, end)
        spans = []
        for segment in _segments(text, start + 1, end - 1):
            if _is_deadline(text, segment):
                annotation.add_due(text, segment.start, segment.end)
            else:
                spans.append((segment.start, segment.end))
        annotation.named += _named_alone(text, spans, "bare_names")
        if self.first_leads:
            _promote_first(annotation.named)
        is_office = _is_inner_office if is_after_sentence else _OFFICE.search
        are_offices = [is_office(one.name) for one in annotation.named]
        return annotation if any(are_offices) and (is_after_sentence or all(are_offices)) else None

    def _content(self, text: str, start: int, end: int, annotation: Annotation) -> None:
        content = text[start:end]
        says_rule = bool(_RULE.search(content.replace(duty_words.HENCEFORTH, "")))
        if says_rule and duty_words.HENCEFORTH in content:
            self.first_leads = True
        pending: list[tuple[int, int]] = []
        for segment in _segments(text, start, end):
            self._segment(text, segment, pending, annotation)
        if annotation.due and not annotation.named:
            annotation.named += _named_alone(text, pending, "words")
        if not (annotation.named or annotation.due or says_rule) and _is_annotation_like(content):
            annotation.unclear = content
        if self.first_leads or says_rule:
            _promote_first(annotation.named)

    def _segment(
        self,
        text: str,
        segment: _Segment,
        pending: list[tuple[int, int]],
        annotation: Annotation,
    ) -> None:
        start, end, label, _is_due = segment
        words = text[start:end]
        if _RULE.search(words):
            return
        if _is_deadline(text, segment):
            annotation.add_due(text, start, end)
            return
        if label is not None:
            pending.clear()
            tail = _TAIL.search(words.rstrip("。；; 　"))
            role = _role_of(tail) if tail and (tail["lead"] or tail["support"]) else label
            annotation.named += _read_joint(text, start, start + tail.start() if tail else end, role, "label")
            return
        tail = _TAIL.search(words.rstrip("。；; 　"))
        if tail is None:
            pending.append((start, end))
            return
        role = _role_of(tail)
        body_end = start + tail.start()
        spans = [*pending, (start, body_end)]
        named = [one for span in spans for one in _read_joint(text, *span, role, "words")]
        pending.clear()
        verb = tail["responsible"] or tail["support"] or tail["supervise"]
        if verb not in _WEAK_TAILS or all(is_official(one.name) for one in named):
            annotation.named += named


def _is_inner_office(name: str) -> bool:
    """宣传科, 教研院 and 审计部 are offices of a bureau, a school or a company, 本科 is none."""
    return bool(_OFFICE.search(name) or (_INNER_OFFICE.search(name) and name not in duty_words.NO_OFFICES))


def _is_deadline(text: str, segment: _Segment) -> bool:
    """Words that begin as a deadline does; behind 完成时限： any but those of an office or of who does it."""
    words = text[segment.start : segment.end].strip("。 ")
    if _TAIL.search(words):
        return False
    return bool(_DUE_START.match(words)) or (segment.is_due and bool(words) and not _names_offices(text, segment))


def _names_offices(text: str, segment: _Segment) -> bool:
    named = read_names(text, segment.start, segment.end, Role.RESPONSIBLE, "")
    return bool(named) and all(is_official(one.name) for one in named)


def _named_alone(text: str, spans: list[tuple[int, int]], rule: str) -> list[Named]:
    """（市金融办、人民银行示例市分行，9月底前完成）: names alone answer for it where every one is an office's."""
    if any(duty_words.JOINTLY in text[start:end] for start, end in spans):
        named = [one for span in spans for one in _read_joint(text, *span, Role.RESPONSIBLE, rule)]
        return named if all(is_official(one.name) for one in named) else []
    named = [one for span in spans for one in read_names(text, *span, Role.RESPONSIBLE, rule)]
    pieces = [piece for span in spans for piece in split_names(text, *span)]
    return named if len(named) == len(pieces) and all(is_official(one.name) for one in named) else []


def _role_of(tail: re.Match[str]) -> Role:
    if tail["lead"]:
        return Role.LEAD
    if tail["support"] or tail["by_duty"] in duty_words.SUPPORT_VERBS:
        return Role.SUPPORT
    return Role.SUPERVISOR if tail["supervise"] else Role.RESPONSIBLE


def _read_joint(text: str, start: int, end: int, role: Role, rule: str) -> list[Named]:
    """甲会同乙牵头: 甲 leads, 乙 supports; 甲会同乙负责: 甲 is responsible, 乙 supports."""
    middle = text.find(duty_words.JOINTLY, start, end)
    if middle < 0:
        return read_names(text, start, end, role, rule)
    after = middle + len(duty_words.JOINTLY)
    return read_names(text, start, middle, role, "joint") + read_names(text, after, end, Role.SUPPORT, "joint")


def _promote_first(named: list[Named]) -> None:
    if named and named[0].role is Role.RESPONSIBLE and not any(one.role is Role.LEAD for one in named):
        named[0].role = Role.LEAD
        named[0].rule = "first_leads"


def says_first_leads(text: str) -> bool:
    """列第一位的责任单位为牵头单位, said in a letter or an introduction, holds for the whole document."""
    return _RULE.search(text) is not None


def _segments(text: str, start: int, end: int) -> list[_Segment]:
    """Pieces between ，；。 outside brackets; a label holds until the next 。."""
    pieces: list[_Segment] = []
    label: Role | None = None
    names_somebody, is_due = True, False
    for piece_start, piece_end, mark in _pieces(text, start, end):
        while piece_start < piece_end and text[piece_start] in " \t\u3000\xa0":
            piece_start += 1
        if match := DUE_LABEL.match(text, piece_start, piece_end):
            label, names_somebody, is_due = None, True, True
            pieces.append(_Segment(match.end(), piece_end, is_due=True))
        elif match := LABEL.match(text, piece_start, piece_end):
            label = role_of_label(match)
            names_somebody, is_due = True, False
            pieces.append(_Segment(match.end(), piece_end, label))
        elif is_due and _DUE_START.search(text, piece_start, piece_end):
            pieces.append(_Segment(piece_start, piece_end, is_due=True))  # 开工：6月底前；竣工：12月底前
        elif _OTHER_LABEL.match(text, piece_start, piece_end):
            names_somebody = False
        elif piece_start < piece_end and names_somebody:
            pieces.append(_Segment(piece_start, piece_end, label, is_due))
        if mark == "。":
            label, names_somebody, is_due = None, True, False
    return pieces


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    pieces, depth, piece_start = [], 0, start
    for i in range(start, end):
        char = text[i]
        if char in "（(":
            depth += 1
        elif char in "）)":
            depth -= 1
        elif depth <= 0 and (
            char in "，,；;。\n"
            or (char == "、" and _SAYS_ROLE.search(text, max(piece_start, i - 4), i))
            or (char in " \u3000\xa0\t" and (ANY_LABEL.match(text, i + 1, end) or _DUE_START.match(text, i + 1, end)))
        ):
            pieces.append((piece_start, i, char))
            piece_start = i + 1
        elif char in "【［[" and i > piece_start and ANY_LABEL.match(text, i, end):
            pieces.append((piece_start, i, "；"))
            piece_start = i
    return [*pieces, (piece_start, end, "；")]


def _is_annotation_like(content: str) -> bool:
    return bool(_UNCLEAR.match(content))


_UNCLEAR = lazy_regex(any_of(duty_words.UNCLEAR_LABELS) + _NOUN)
_ANNOTATED = lazy_regex(
    rf"[（(【\[［][^（）()]{{0,400}}(?:{any_of(duty_words.ANNOTATING_VERBS)}|{any_of(duty_words.ANNOTATING_LABELS)}(?:{LABEL_NOUN}))"
    rf"|^{any_of_spaced(duty_words.OPENING_LABELS)}(?:{LABEL_NOUN})\s*[:：]|[。；]{any_of(duty_words.CLOSING_LABELS)}(?:{LABEL_NOUN})\s*[:：]"
)


def has_annotation(text: str) -> bool:
    """A quick look: whether `text` holds what `BodyReader.read` would make bodies of."""
    is_likely = _is_line_of_a_list(text) or _ANNOTATED.search(simplified(text)) is not None
    return is_likely and any(one.named for one in BodyReader().read(text))


def _is_line_of_a_list(text: str) -> bool:
    """3.改革审批（市数据局）: in a numbered line without a sentence the offices at the end answer for it."""
    return text[-1:] in tuple("）)］]】〕") and "。" not in text and _NUMBERED.match(text) is not None


def assigns_bodies(text: str) -> bool:
    """Whether an annotation in `text` names who is responsible."""
    return _MARKS.search(text) is not None and any(annotation.named for annotation in BodyReader().read(text))


_DUTY = lazy_regex(
    rf"(?P<names>[^。：:，,；;\d]{{2,40}}?)\s*[。：:，,]?\s*{any_of(duty_words.BEFORE_ON_DUTY)}?"
    rf"{duty_words.ON_DUTY}(?!{any_of(duty_words.NOT_ON_DUTY)})"
)


def duty_opening(text: str) -> tuple[int, int] | None:
    """Where the offices stand that a paragraph of a list of duties opens with: 市水务局：负责统筹…."""
    found = _DUTY.match(text)
    if found is None:
        return None
    names = read_names(text, *found.span("names"), Role.RESPONSIBLE, "duty_list")
    return found.span("names") if names and all(is_official(one.name) for one in names) else None
