"""Lists of names: 甲、乙，丙等有关部门 → 甲, 乙, 丙, each with its place."""

from dataclasses import dataclass

from measures.parsing.lexicon import any_of, duty_words
from measures.parsing.lexicon.duty_words import GOVERNMENT_ENDINGS, OFFICIAL_ENDINGS, OWN_ROLES
from measures.parsing.patterns import lazy_regex
from measures.terms import Role

_CONCERNED, _VAGUE = any_of(duty_words.CONCERNED), any_of(duty_words.VAGUE_BODIES)
_BETWEEN_NAMES = lazy_regex(
    rf"[（()）、，,；;/ \u3000\xa0\t]|{any_of(duty_words.JOINERS)}"
    rf"(?=各(?:[地省市区县级]|{_CONCERNED})|{duty_words.CONCERNED[0]}{any_of(duty_words.VAGUE_PLACES)})"
    # 市财政局和市教育局, each with its level; 市属高校 and 市直部门 are groups.
    rf"|(?<=[局委厅办院会府])(?:{any_of(duty_words.JOINERS)}|与)(?=[省市区县州盟旗](?:直{_CONCERNED}|(?![属直级])))"
    # 税务总局等部门和地方各级人民政府, 各相关部门和试点城市人民政府
    rf"|(?:等(?:{_CONCERNED}?{_VAGUE})?|(?<={_CONCERNED}{duty_words.NOBODY[0]})){any_of(duty_words.JOINERS)}(?=[^、，；]{{2,16}}{any_of(GOVERNMENT_ENDINGS)})"
)
_OWN_ROLE = lazy_regex(rf"[（(]({any_of(OWN_ROLES)}){any_of(duty_words.BODY_NOUNS)}?[)）]$")
_ETC = lazy_regex(
    rf"等(?:[省市区县]|{duty_words.STATE_COUNCIL})?[级直]?各?{_CONCERNED}?{_VAGUE}{{0,2}}(?:[和、]{_CONCERNED}?{_VAGUE})?$"
)
_PREFIX = lazy_regex(f"^{any_of(duty_words.BEFORE_NAMES)}(?!平)")
_PLACE_WORD = lazy_regex(
    rf"^{any_of(duty_words.EVERY_PLACE)}?[^政府委局厅]{{0,14}}{any_of(duty_words.PLACE_ENDS)}(?:[（(][^（）()]*[)）])?$"
)
_PLACE_END = rf"{any_of(duty_words.PLACE_ENDS)}(?:[（(][^（）()]*[)）])?"
# 县（市、区）人民政府 ends a name that began with 各市; 县开发区管委会 is one of its own.
_GOVERNMENT = lazy_regex(
    rf"^(?:[^政府委局厅]{{0,14}}{_PLACE_END}{any_of(GOVERNMENT_ENDINGS[:2])}|{_PLACE_END}{any_of(GOVERNMENT_ENDINGS)})$"
)
_EMPTY = lazy_regex(rf"^(?:等|{any_of(duty_words.OTHERS)})?{_CONCERNED}?{_CONCERNED}?{any_of(duty_words.NOBODY)}?等?$")
_BAD_NAME = lazy_regex(
    rf"^{any_of(duty_words.NO_NAME_STARTS)}|[。！？：:%％+=]|\d{{2,}}|[的了]"
    r"|(?:[是须]|要(?!素)|应(?!急))(?=.{6})"
)


# How an office, a place or a group of either is called; a name that ends otherwise may be anything.
_OFFICIAL = lazy_regex(
    rf"^各.{{0,6}}{any_of(duty_words.PLACES_OF_ALL)}$|{any_of(OFFICIAL_ENDINGS)}(?:[（(〔][^（）()〔〕]*[)）〕])?$"
)


@dataclass(slots=True)
class Named:
    name: str
    role: Role
    start: int
    end: int
    rule: str


def read_names(text: str, start: int, end: int, role: Role, rule: str) -> list[Named]:
    """The names between `start` and `end`; 甲（牵头） has its role in brackets, any other takes `role`."""
    found = []
    for span in _merge_places(text, split_names(text, start, end)):
        first, last = _trim(text, *span)
        own = _OWN_ROLE.search(text, first, last)
        last = own.start() if own else last
        if _is_name(text[first:last]):
            found.append(Named(text[first:last], OWN_ROLES[own[1]] if own else role, first, last, rule))
    return found


def split_names(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Between 、，；/ and spaces outside brackets, before 及各地区, 和各有关省, and between 市财政局和市教育局."""
    spans, depth, piece_start = [], 0, start
    for match in _BETWEEN_NAMES.finditer(text, start, end):
        if match[0] in "（(":
            depth += 1
        elif match[0] in "）)":
            depth -= 1
        elif depth <= 0:
            spans.append((piece_start, match.start()))
            piece_start = match.end()
    return [*spans, (piece_start, end)]


def _merge_places(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """各市、县人民政府 is one name."""
    merged: list[tuple[int, int]] = []
    i = 0
    while i < len(spans):
        start, end = spans[i]
        if _is_of_party_and_government(text, spans[i : i + 2]):
            end, i = spans[i + 1][1], i + 1
        elif text[start:end].lstrip().startswith((*duty_words.EVERY, *duty_words.CONCERNED)) and _PLACE_WORD.match(
            text[start:end].strip()
        ):
            last = next(
                (j for j in range(i + 1, min(i + 5, len(spans))) if _GOVERNMENT.match(text[slice(*spans[j])].strip())),
                None,
            )
            if last and all(_PLACE_WORD.match(text[slice(*spans[j])].strip()) for j in range(i + 1, last)):
                end, i = spans[last][1], last
        merged.append((start, end))
        i += 1
    return merged


def _is_of_party_and_government(text: str, spans: list[tuple[int, int]]) -> bool:
    """各县（市、区）党委、政府 is one name."""
    first, *others = (text[start:end].strip() for start, end in spans)
    return bool(others) and first.endswith(duty_words.PARTY_BODIES) and others[0] in duty_words.GOVERNMENT_ALONE


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in duty_words.NAME_MARKS:
        start += 1
    while start < end and text[end - 1] in " \t\u3000\xa0。":
        end -= 1
    if etc := _ETC.search(text[start:end]):
        end = start + etc.start()
    if prefix := _PREFIX.match(text[start:end]):
        start += prefix.end()
    return start, end


def _is_name(name: str) -> bool:
    return 2 <= len(name) <= 40 and not _EMPTY.match(name) and not _BAD_NAME.search(name)


def is_official(name: str) -> bool:
    return _OFFICIAL.search(name) is not None
