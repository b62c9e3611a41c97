"""The printed number at the start of a line: 第十二章, 一、, （一）, 1., 1.1.1, 专栏3 …"""

import re
from typing import NamedTuple

from measures.parsing.lexicon import any_of
from measures.parsing.lexicon.section_words import NO_UNITS, NUMBERED_NOUNS
from measures.parsing.numerals import HAN_NUMERALS, han_to_int, int_to_han
from measures.parsing.patterns import lazy_regex
from measures.terms import Numbering

_FORMAL = "壹贰貳叁參肆伍陆陸柒捌玖拾佰"
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟"
_PAREN_DIGITS = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_PAREN_HAN = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
_DOT_DIGITS = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
_UNITS = "万亿千百%％倍个家元米公吨人次～~年月日户项亩度条处座以及至或－—"

WORD_STYLES = {
    "篇": Numbering.PART, "编": Numbering.PART, "編": Numbering.PART, "部分": Numbering.PART,
    "章": Numbering.CHAPTER, "节": Numbering.SECTION, "節": Numbering.SECTION, "条": Numbering.ARTICLE,
    "條": Numbering.ARTICLE,
}  # fmt: skip
STRUCTURAL = (Numbering.PART, Numbering.CHAPTER, Numbering.SECTION)


class Marker(NamedTuple):
    """`label` is the number as printed, `end` where the words after it begin; `number` 0 means none is printed."""

    style: Numbering
    number: int
    label: str
    end: int
    above: tuple[int, ...] = ()  # the numbers a decimal style repeats: (1, 2) in 1.2.3


_WORD = lazy_regex(
    rf"(第\s*([{HAN_NUMERALS}]{{1,6}}|\d{{1,3}})\s*(部分|"
    rf"[篇编編章节節条條]))(?![的款项規规所之中和至到、，])(?:[\s:：、.．]+|$|(?<![条條]))"
)
# 一、二、三产业 and 三、四线城市 count nothing.
_HAN_COMMA = lazy_regex(rf"([{HAN_NUMERALS}]{{1,5}})\s*[、．﹑.]\s*(?![{HAN_NUMERALS}]{{1,3}}[、产线级是])")
# 一是释放潜力。…, a paragraph each; a sentence that goes on with 二是 itself is prose.
_ORDINAL = lazy_regex(r"([一二三四五六七八九十]{1,3})是(?=[\u4e00-\u9fff“])")
# 任务一：…, 行动2 …
_NUMBERED_NOUN = lazy_regex(
    rf"{any_of(NUMBERED_NOUNS)}\s*([{HAN_NUMERALS}]{{1,3}}|\d{{1,2}})(?:\s*[:：、.．]\s*|\s+)(?=[\u4e00-\u9fff“《])"
)
_HAN_PAREN = lazy_regex(rf"[（(〔]\s*([{HAN_NUMERALS}]{{1,5}}|\d{{1,3}})\s*[）)〕]\s*[、.．]?\s*")
_DECIMAL = lazy_regex(
    rf"(\d{{1,2}})[.．](\d{{1,2}})(?:[.．](\d{{1,2}}))?[.．、]?(?:\s+|(?![A-Za-z]))(?={any_of(NO_UNITS)}|[^\d\s.．,，/:：)）%％{_UNITS}])"
)
_ARABIC = lazy_regex(r"(\d{1,3})(?:\s*[.．、﹒﹑·]\s*(?!\d(?![A-Za-z])(?!0\d\d年))|\s*([)）])\s*)")
_PADDED = lazy_regex(r"(0[1-9]|[1-9]\d)\s{1,4}(?=[\u4e00-\u9fff“])")
_FORMAL_HAN = lazy_regex(rf"([{_FORMAL}]{{1,4}})\s*[、．.]\s*")
_ROMAN_MARK = lazy_regex(rf"([{_ROMAN}])\s*[、．.]\s*")
_BOX = lazy_regex(
    rf"[【\[]?[专專]\s*[栏欄]\s*(?:([{HAN_NUMERALS}]{{1,4}}|\d{{1,3}}(?:[-－—]\d{{1,3}})?)[】\]]?[\s:：.、]*|[】\]]?(?:[\s:：]+|$))"
)
_ANNEX = lazy_regex(
    rf"附\s*([件录表錄])\s*([{HAN_NUMERALS}]{{1,3}}|\d{{1,3}}(?!\d)(?:[-－—]\d{{1,3}})?)?(?![属近加带则着有条款中所的])\s*([:：])?\s*"
)
_SPACES = lazy_regex(r"\s+")


def label_of(marker: "Marker", number: int) -> str:
    """The label `marker` would bear with another number: 第三章 and 1 → 第一章."""
    if any(char.isdecimal() for char in marker.label):
        return re.sub(r"\d+(?=\D*$)", str(number), marker.label)
    if any(char in HAN_NUMERALS for char in marker.label):
        return re.sub(f"[{HAN_NUMERALS}]+", int_to_han(number), marker.label, count=1)
    return str(number)


def counts_on(first: Marker | None, following: Marker | None) -> bool:
    """3. after 2. begins a paragraph, whatever stands between."""
    if first is None or following is None:
        return False
    return (first.style, first.number + 1) == (following.style, following.number)


def read_marker(text: str) -> Marker | None:
    """The number that `text` starts with, or None. Whether it heads anything, its neighbours tell."""
    reader = _READERS.get(text[0]) if text else None
    return reader(text) if reader else None


def _read_word(text: str) -> Marker | None:
    match = _WORD.match(text)
    if not match:
        return None
    return Marker(WORD_STYLES[match[3]], han_to_int(match[2]), _SPACES.sub("", match[1]), match.end())


def _read_han(text: str) -> Marker | None:
    if match := _HAN_COMMA.match(text):
        return Marker(Numbering.HAN_COMMA, han_to_int(match[1]), match[0].strip(), match.end())
    match = _ORDINAL.match(text)
    if match is None:
        return None
    number = han_to_int(match[1])
    is_prose = f"{int_to_han(number + 1)}是" in text
    return None if is_prose else Marker(Numbering.ORDINAL, number, match[0], match.end())


def _read_paren(text: str) -> Marker | None:
    match = _HAN_PAREN.match(text)
    if not match:
        return None
    style = Numbering.ARABIC_PAREN if match[1].isdecimal() else Numbering.HAN_PAREN
    return Marker(style, han_to_int(match[1]), match[0].strip(), match.end())


def _read_arabic(text: str) -> Marker | None:
    if match := _DECIMAL.match(text):
        numbers = [int(group) for group in match.groups() if group]
        if 0 in numbers:
            return None
        style = Numbering.DECIMAL_3 if match[3] else Numbering.DECIMAL_2
        return Marker(style, numbers[-1], match[0].strip(), match.end(), tuple(numbers[:-1]))
    if match := _ARABIC.match(text):
        style = Numbering.ARABIC_PAREN if match[2] else Numbering.ARABIC_DOT
        return Marker(style, int(match[1]), match[0].strip(), match.end())
    match = _PADDED.match(text)
    return match and Marker(Numbering.ARABIC_DOT, int(match[1]), match[1], match.end())


def _read_formal(text: str) -> Marker | None:
    match = _FORMAL_HAN.match(text)
    return match and Marker(Numbering.FORMAL_HAN, han_to_int(match[1]), match[0].strip(), match.end())


def _read_roman(text: str) -> Marker | None:
    match = _ROMAN_MARK.match(text)
    return match and Marker(Numbering.ROMAN, _ROMAN.index(match[1]) + 1, match[0].strip(), match.end())


def _read_symbol(text: str) -> Marker:
    for style, symbols in _SYMBOLS:
        if text[0] in symbols:
            end = len(text) - len(text[1:].lstrip(" \t\u3000\xa0、.．"))
            return Marker(style, symbols.index(text[0]) + 1, text[0], end)
    raise AssertionError(text[0])


def _read_box(text: str) -> Marker | None:
    match = _BOX.match(text)
    if not match:
        return None
    *above, number = [han_to_int(part) for part in re.split("[-－—]", match[1])] if match[1] else [0]
    label = _SPACES.sub("", match[0].strip(" \t\u3000\xa0:：.、【】[]"))
    return Marker(Numbering.BOX, number, label, match.end(), tuple(above))


def _read_annex(text: str) -> Marker | None:
    match = _ANNEX.match(text)
    if not match or (match.end() < len(text) and not (match[2] or match[3] or text[match.end() - 1].isspace())):
        return None
    number = han_to_int(re.split("[-－—]", match[2])[0]) if match[2] else 0
    return Marker(Numbering.ANNEX, number, _SPACES.sub("", match[0].strip(" \t\u3000\xa0:：")), match.end())


def _read_noun(text: str) -> Marker | None:
    match = _NUMBERED_NOUN.match(text)
    return match and Marker(Numbering.ORDINAL, han_to_int(match[1]), match[0].strip(" \u3000:：、.．"), match.end())


_SYMBOLS = (
    (Numbering.CIRCLED, _CIRCLED),
    (Numbering.ARABIC_PAREN, _PAREN_DIGITS),
    (Numbering.HAN_PAREN, _PAREN_HAN),
    (Numbering.ARABIC_DOT, _DOT_DIGITS),
)
_READERS = (
    dict.fromkeys(HAN_NUMERALS, _read_han)
    | dict.fromkeys("0123456789０１２３４５６７８９", _read_arabic)
    | dict.fromkeys("（(〔", _read_paren)
    | dict.fromkeys(_FORMAL, _read_formal)
    | dict.fromkeys(_ROMAN, _read_roman)
    | dict.fromkeys("".join(symbols for _, symbols in _SYMBOLS), _read_symbol)
    | dict.fromkeys((noun[0] for noun in NUMBERED_NOUNS), _read_noun)
    | {"第": _read_word, "专": _read_box, "專": _read_box, "【": _read_box, "[": _read_box, "附": _read_annex}
)
