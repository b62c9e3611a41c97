"""Labels of annotations: 责任单位：, 市级牵头部门（单位）：, 【完成时限】, 牵头领导：."""

import re

from measures.parsing.lexicon import any_of, any_of_spaced, duty_words
from measures.parsing.numerals import HAN_NUMERALS
from measures.parsing.patterns import lazy_regex
from measures.parsing.traditional import simplified
from measures.terms import Role

_ROLE_OF = {word: role for role, words in duty_words.ROLE_LABELS.items() for word in words}
_BODY_NOUN = any_of(duty_words.BODY_NOUNS)
LABEL_NOUN = r"\s{0,2}" + any_of_spaced(duty_words.LABEL_NOUNS)
# 市级责任部门（单位）：, or between 【 and 】 without a colon.
_START = "[【［\\[]?(?:[省市区县州盟镇乡]级)?"
_SAME = any_of(duty_words.SAME_AS_ABOVE)
# … and 责任单位同上 has no colon.
_END = rf"(?:\s*[】］\]]\s*[:：]?|\s*[:：]|(?={_SAME}))\s*"
LABEL = lazy_regex(
    rf"{_START}(?:(?P<label>{any_of_spaced(_ROLE_OF)})(?:{LABEL_NOUN})"
    rf"(?:及{any_of(duty_words.SECOND_LABELS)}{_BODY_NOUN}|[（(](?:{LABEL_NOUN})[)）])?"
    rf"|(?P<short>{any_of(duty_words.SHORT_LABELS)})|{any_of(duty_words.LABELS_OF_ALL)}){_END}"
)
DUE_LABEL = lazy_regex(rf"{_START}{any_of_spaced(duty_words.DUE_LABELS)}{_END}")
# 牵头负责领导：某某 names a person: a line that belongs to the measure and assigns no body.
_PERSON_LABEL = rf"{_START}{any_of(duty_words.PERSON_ROLES)}*{any_of(duty_words.PERSONS)}{_END}"
ANY_LABEL = lazy_regex(f"(?:{re.sub('[?]P<[a-z]+>', '?:', LABEL.pattern)})|(?:{DUE_LABEL.pattern})|(?:{_PERSON_LABEL})")
_BULLETS = "—－―─-●◆■▲★•·○◎※⚫ \u3000"
_NUMBER_ALONE = lazy_regex(rf"[（(]?[{HAN_NUMERALS}\d]{{1,3}}[)）、.．]")


_SAME_AS_ABOVE = lazy_regex(rf"{_SAME}{any_of(duty_words.ITEM_NOUNS)}?(?:{any_of(_ROLE_OF)})?{_BODY_NOUN}?")


def is_same_as_above(words: str) -> bool:
    """同上, 同前, 同上项责任单位: what the task above says of it holds here too."""
    return _SAME_AS_ABOVE.fullmatch(words.strip("。 ")) is not None


def role_of_label(match: re.Match[str]) -> Role:
    """Whom a match of `LABEL` names; a label that names no role (职责分工：) is of those responsible."""
    return _ROLE_OF.get("".join((match["label"] or match["short"] or "").split()), Role.RESPONSIBLE)


def line_label(text: str) -> int | None:
    """Where 责任单位：… outside any bracket begins: at the line's start or after a sentence."""
    if not any(mark in text for mark in "：:】］]"):
        return None
    for match in ANY_LABEL.finditer(text):
        before = text[: match.start()].rstrip()
        if not before.strip(_BULLETS) or before[-1] in "。；;：:" or _NUMBER_ALONE.fullmatch(before):
            return match.start()
    return None


def starts_with_label(text: str) -> bool:
    return ANY_LABEL.match(simplified(text.lstrip(_BULLETS))) is not None
