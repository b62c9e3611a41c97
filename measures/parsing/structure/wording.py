"""What a title or a paragraph is for, as far as its words alone tell: narrative, lead sentence, closing provision.

Reads: strings. Writes: answers about them. The words themselves stand in `lexicon`.
"""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

from measures.parsing.content.labels import starts_with_label
from measures.parsing.lexicon import any_of, section_words
from measures.parsing.numerals import han_to_int
from measures.parsing.patterns import lazy_regex
from measures.parsing.traditional import simplified, with_traditional

HEADING_LENGTH = 60
LEAD_LENGTH = 35

_TITLE_END = f"(?:{any_of(section_words.NARRATIVE_AFTER)})?$"
_NARRATIVE_TITLE = lazy_regex(any_of(section_words.NARRATIVE_TITLES) + _TITLE_END)
_NARRATIVE_ALONE = lazy_regex(
    rf"(?:{any_of(section_words.NARRATIVE_ABOUT)}|[“”十一二三四五六七八九年\d]){{0,6}}{any_of(section_words.NARRATIVE_ALONE)}{_TITLE_END}"
)
# 深化改革的总体要求 tells what is wanted, though it opens with a verb.
_OF_THE_PLAN = lazy_regex(f"的{any_of(section_words.OF_THE_PLAN)}(?:和.{{2,8}})?$")
_JOINERS = lazy_regex(f"[、，,和与及暨]|{section_words.AND_ALSO}")
_TASK_NOUN = lazy_regex(rf"{any_of(section_words.TASK_NOUNS)}{any_of(section_words.TASK_NOUN_ENDS)}?$")
_TASK_VERB = lazy_regex(any_of(section_words.TASK_VERBS))
_NOMINAL_VERB = lazy_regex(any_of(section_words.NOMINAL_VERBS) + "$")
_PAST = lazy_regex(any_of(section_words.PAST_NOUNS))
_AIM = lazy_regex(any_of(section_words.AIM_NOUNS))
_FIVE_YEARS = lazy_regex(
    '[“"「]?\\s*(十[一二三四五六七八九]?)五\\s*[”"」]?\\s*' + any_of(section_words.AFTER_FIVE_YEARS)
)
_RULES_TO_COME = any_of(section_words.RULES_TO_COME)
_CLOSING = lazy_regex(
    rf"^{any_of(section_words.AFTERWORDS)}\s*[:：]|{section_words.EXPLAINED_BY}|[自从].{{0,24}}[起日]{any_of(section_words.TAKING_EFFECT)}|{section_words.MADE_SEPARATELY}|"
    f"{any_of(section_words.TO_BE_MADE)}{_RULES_TO_COME}|{_RULES_TO_COME}.{{0,8}}{section_words.SEPARATELY}|"
    f"{any_of(section_words.VALIDITY)}.{{0,6}}年|{section_words.BEFORE_NOW}.{{0,16}}{section_words.NOT_THE_SAME}|"
    f"遇.{{0,20}}{any_of(section_words.POLICIES_AND_RULES)}有?{any_of(section_words.CHANGES)}"
)
_CLOSING_START = lazy_regex(any_of(section_words.CLOSING_STARTS))
_APPEAL = lazy_regex(
    rf"(?:{section_words.EACH}[^，。；要应]{{1,14}}[、，])?{section_words.EACH}[^，。；要应]{{1,14}}{any_of(section_words.SHALL)}"
)
_SPEECH = lazy_regex(any_of(section_words.SPEECH_OPENINGS))
_SPEECH_STARTS = with_traditional(word[0] for word in section_words.SPEECH_OPENINGS)
_LEAD = lazy_regex(r"(?:[^【。！？；\n][^。！？；\n]{1,34}。|【[^【】。]{2,35}】)(?=.)", re.DOTALL)
_LEAD_DASH = lazy_regex(r"^(?:[—－―─-]{1,4}|[●◆■▲★•·○◎※⚫])\s*")
_BULLETS = frozenset("—－―─-●◆■▲★•·○◎※⚫")
_CLAUSE_END = lazy_regex(r"[，,。；;：:！？!?]|(?<=[\u4e00-\u9fff]{4})(?:\u3000|\s{2})")
# 到2030年，人才总量达到15万人: a time alone names nothing.
_TIME_ALONE = lazy_regex(
    rf"(?:{any_of(section_words.BY_THEN)})?(?:20\d{{2}}年[底末]?前?|{any_of(section_words.TIMES)})[，,]"
)
OPEN_BRACKET = lazy_regex(r"[（(《〔\[【［][^）)》〕\]】］]*$")
_LOOSE = lazy_regex(r"[\s\-－—–―~～·•﹒.．“”\"'‘’「」『』《》〈〉]+")


@lru_cache(4096)  # asked of each heading by every stage that looks at it
def is_narrative(title: str) -> bool:
    """Whether a section so titled tells what was, what is or what is hoped for, and asks for nothing.

    A title of several parts (发展形势与总体要求) is narrative where one part is and none names tasks.
    """
    bare = simplified("".join(title.split()).rstrip("。：:"))
    if _OF_THE_PLAN.search(bare):
        return True
    parts = [part for part in _JOINERS.split(bare) if part]
    if any(_TASK_NOUN.search(part) for part in parts):
        return False
    return _part_is_narrative(bare) or (
        any(map(_part_is_narrative, parts)) and not (_TASK_VERB.match(bare) and not _part_is_narrative(parts[0]))
    )


def _part_is_narrative(part: str) -> bool:
    if _NARRATIVE_ALONE.fullmatch(part):
        return True
    found = _NARRATIVE_TITLE.search(part)
    if found is None:
        return False
    about = part[: found.start()]
    return not _TASK_VERB.match(about) or bool(_NOMINAL_VERB.fullmatch(about))


def tells_of_before(words: str, plan_number: int | None) -> bool:
    """Whether a title, or a text's start, names a five-year plan before this one: “十三五”时期 in the 14th."""
    if plan_number is None:
        return False
    found = _FIVE_YEARS.search(words[:40])
    return found is not None and han_to_int(found[1]) < plan_number


def is_past(title: str) -> bool:
    """Whether a narrative section tells of what has been reached: its quantities are no targets."""
    return _PAST.search(title) is not None and not _AIM.search(title)


def is_closing(text: str) -> bool:
    """本政策由…负责解释, 自…起施行, 实施细则另行制定: how the document itself is to be handled."""
    return len(text) <= 240 and _CLOSING.search(simplified(text)) is not None


def is_closing_item(text: str) -> bool:
    """A closing provision that bears a number: 第九条 本措施自发布之日起施行."""
    return _CLOSING_START.match(simplified(text)) is not None and is_closing(text)


def appeals(text: str) -> bool:
    """各地区、各部门要高度重视，…, after the last task and who answers for it: the document turns to all."""
    return text[:1] == section_words.EACH and _APPEAL.match(simplified(text)) is not None


def addresses_an_audience(text: str) -> bool:
    """各位代表！…: a report turns to those who hear it, and no measure goes on there."""
    return text[:1] in _SPEECH_STARTS and _SPEECH.match(simplified(text)) is not None


def bullet_end(text: str) -> int:
    match = _LEAD_DASH.match(text) if text[:1] in _BULLETS else None
    return match.end() if match else 0


@lru_cache(256)  # several rules look at the same paragraph, one after the other
def lead_of(text: str) -> str:
    """The lead sentence of `text` without its 。, the words in 【】 that open it, or ""."""
    start = bullet_end(text)
    match = _LEAD.match(text, start)
    if match is None or (match[0][0] == "【" and starts_with_label(text[start:])):
        return ""
    return match[0].strip("【】 \u3000").removesuffix("。").strip()


def lead_end(text: str) -> int:
    """Where the words after the lead sentence begin, of a text that has one."""
    start = bullet_end(text)
    return text.index("】" if text[start] == "【" else "。", start) + 1


def first_clause(text: str) -> str:
    """The words up to the first mark, at most 35 of them and no bracket cut in two."""
    start = bullet_end(text)
    time = _TIME_ALONE.match(text, start)
    match = _CLAUSE_END.search(text, time.end() if time else start + 1)
    while match and OPEN_BRACKET.search(text, start, match.start()):
        match = _CLAUSE_END.search(text, match.end())  # the mark stands inside a bracket
    clause = text[start : match.start() if match else len(text)].strip()
    if len(clause) <= LEAD_LENGTH:
        return clause
    opened = OPEN_BRACKET.search(clause, 0, LEAD_LENGTH)
    return clause[: opened.start() if opened and opened.start() > 1 else LEAD_LENGTH].strip()


def clean_title(text: str) -> str:
    words = " ".join(text[bullet_end(text) :].split()).rstrip("。；;：: ")
    is_in_brackets = words[:1] == "【" and words.find("】") == len(words) - 1
    return words[1:-1].strip() if is_in_brackets else words


def is_title(text: str, titles: Collection[str]) -> bool:
    """Whether a line is one of the `titles`, given in their loose forms; a sentence is none."""
    return "。" not in text and loose(text) in titles


def loose(text: str) -> str:
    """A form in which two printings of one title are equal: no spaces, dashes, quotes; half-width marks."""
    return _LOOSE.sub("", unicodedata.normalize("NFKC", text))
