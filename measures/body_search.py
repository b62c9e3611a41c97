"""Which bodies a word finds: in a name or alias, by a short form (发改委 for 发展和改革委员会) and by pinyin.

A short form takes some characters of a name in their order, from the first of its function on, and ends as such bodies
do: that is a rule, not a list, so that it knows the bodies of every place. All names are read and compared here: an
office has some hundreds, and what is compared is right whoever wrote them.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from measures.folding import fold
from measures.pinyin import is_read, syllables
from measures.search import text_holds

LEVELS = "省市区县州盟旗"
OF_THE_COUNTRY = ("国家", "国务院", "中国", "全国", "中共")
# How names end, and how their short forms do.
ENDINGS = {"委员会": "委", "办公室": "办", "办公厅": "办", "联合会": "联", "协会": "协"}
SAME_ENDINGS = "委局厅办部署府"
BRIEF_ENDINGS = ENDINGS | {ending: ending for ending in SAME_ENDINGS}
SHORTEST, SHORTEST_OF_ENDINGS, LONGEST = 3, 2, 12  # characters: 教委 for 教育委员会, but not 科局 for 科技局
LETTERS = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*")


class NamedBody(NamedTuple):
    """What is compared of a body: the row of a query."""

    pk: int
    name: str
    aliases: list[str]
    jurisdiction: str = ""

    @property
    def names(self) -> list[str]:
        return [self.name, *self.aliases]

    @property
    def whole_name(self) -> str:
        """With its jurisdiction: 海淀区科技局 for 区科技局 of 北京市海淀区."""
        place = self.jurisdiction
        return place + (self.name[1:] if place and place[-1] == self.name[:1] else self.name)


def is_called(word: str, body: NamedBody) -> bool:
    """Whether a folded word stands in a name of the body or is short for one, or a name is short for the word."""
    names = body.names if text_holds(body.jurisdiction, word) else [*body.names, body.whole_name]
    return any(text_holds(name, word) or are_one_name(word, fold(name)) for name in names)


def finds(word: str, body: NamedBody) -> bool:
    """The same, or the word stands in its jurisdiction or says how a name is read."""
    if is_called(word, body) or text_holds(body.jurisdiction, word):
        return True
    if LETTERS.fullmatch(word) is None:
        return False
    return any(is_read(word, name) or are_initials_of_short_form(word, name) for name in body.names)


def bodies_found(words: Sequence[str], bodies: Iterable[NamedBody]) -> list[int]:
    """The primary keys of the bodies that all the folded words find."""
    return [body.pk for body in bodies if all(finds(word, body) for word in words)]


def may_be_short(word: str) -> bool:
    """Whether a word ends as names and their short forms do, so that bodies are to be asked for it one by one."""
    return len(word) >= SHORTEST_OF_ENDINGS and word.endswith((*ENDINGS, *ENDINGS.values(), *SAME_ENDINGS))


@lru_cache(20_000)
def are_one_name(one: str, other: str) -> bool:
    return is_short_for(one, other) or is_short_for(other, one)


def is_short_for(short: str, name: str) -> bool:
    """Whether one folded name is a short form of another: 市发改委 of 市发展和改革委员会, 发改委 of either."""
    if not SHORTEST_OF_ENDINGS <= len(short) <= LONGEST or len(short) >= len(name):
        return False
    level = short[0] in LEVELS and not any(level in name for level in LEVELS)  # the name says of itself no level
    taken = [short[:-1], short[1:-1]] if level else [short[:-1]]
    return any(
        begins(taken_part, function) for function in functions_of(name, short) for taken_part in taken if taken_part
    )


def functions_of(name: str, short: str) -> list[str]:
    """What a name says before its ending, where the short form ends as names with this ending do."""
    endings = [ending for ending, brief in ENDINGS.items() if brief == short[-1] and name.endswith(ending)]
    found = [name.removesuffix(ending) for ending in endings]
    if len(short) >= SHORTEST and short[-1] in SAME_ENDINGS and name[-1] == short[-1]:
        found.append(name[:-1])
    return found


def begins(taken: str, function: str) -> bool:
    """Whether characters stand in a function in their order, the first where the function or its level begins."""
    return any(function[at : at + 1] == taken[0] and is_within(taken, function[at:]) for at in starts_of(function))


def starts_of(function: str) -> list[int]:
    """Where a function or its level begins."""
    levels = (at + step for at, character in enumerate(function) if character in LEVELS for step in (0, 1))
    return [0, *levels, *(len(word) for word in OF_THE_COUNTRY if function.startswith(word))]


@lru_cache(20_000)
def are_initials_of_short_form(letters: str, name: str) -> bool:
    """Whether small letters are the initials of a short form of a name: fgw (发改委) of 市发展和改革委员会."""
    if not SHORTEST <= len(letters) <= LONGEST:
        return False
    folded, initials = fold(name), "".join(part[0] for part in syllables(name))
    functions = (
        len(folded) - len(ending)
        for ending, brief in BRIEF_ENDINGS.items()
        if folded.endswith(ending) and syllables(brief)[0][0] == letters[-1]
    )
    return any(
        initials[at] == letters[0] and is_within(letters[:-1], initials[at:end])
        for end in functions
        for at in starts_of(folded[:end])
    )


def is_within(characters: str, text: str) -> bool:
    """Whether the characters stand in the text in their order, others between them."""
    rest = iter(text)
    return all(character in rest for character in characters)
