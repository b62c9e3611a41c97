"""What is the same text to a search, however it is written.

`fold` leaves out what a reader does not see or a writer does not mind (white space, zero-width characters, quotation
marks, accents) and writes everything else in one way: lower case, half width, simplified characters, ideographs for
radicals, one kind of dash and of bracket. It goes character by character: what a character becomes does not depend on
its neighbours. The table is `folding.json`, written by `policyhub/folding.py`; PostgreSQL is given the same one.
"""

import json
import unicodedata
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from django.utils.html import escape

MOST_WORDS = 32


@cache
def table() -> dict[str, str]:
    """Each character that folding changes → what becomes of it: nothing, one character or several."""
    spellings = json.loads((Path(__file__).parent / "folding.json").read_text(encoding="utf-8"))
    return {character: folded for folded, characters in spellings.items() for character in characters}


def fold(text: str) -> str:
    return "".join(map(table().get, text, text))


def words_of(query: str) -> list[str]:
    """The words of a query, folded, each once; those beyond the 32nd and those that fold to nothing do not count."""
    return list(dict.fromkeys(filter(None, map(fold, query.split()))))[:MOST_WORDS]


@cache
def same_characters() -> dict[str, str]:
    """A folded character → all characters that are folded to it alone; "" → all that are left out."""
    same: dict[str, str] = {}
    for character, folded in table().items():
        if len(folded) < 2:
            same[folded] = same.get(folded, folded) + character
    return same


@cache
def longer_characters() -> dict[str, str]:
    """A folded character → the characters that are folded to several, of which it is one: m → ㎡, ㎞, …"""
    longer: dict[str, str] = {}
    for character, folded in table().items():
        if len(folded) > 1:
            for part in set(folded):
                longer[part] = longer.get(part, "") + character
    return longer


@lru_cache(1024)
def spellings_of(character: str) -> str:
    """All characters in whose folding a folded character is, itself first."""
    return same_characters().get(character, character) + longer_characters().get(character, "")


def escaped(character: str) -> str:
    """As it may stand in a bracket expression."""
    return f"\\u{ord(character):04x}" if character in "[]\\^-" else character


def any_of(characters: str) -> str:
    """A bracket expression of regular expressions that matches any of them. PostgreSQL knows no NUL."""
    points = sorted({ord(character) for character in characters if character != "\0"})
    runs = [[point for _, point in run] for _, run in groupby(enumerate(points), lambda pair: pair[1] - pair[0])]
    return "[" + "".join(f"{escaped(chr(run[0]))}-{escaped(chr(run[-1]))}" for run in runs) + "]"


@cache
def ignored() -> str:
    return any_of(same_characters()[""]) + "*"


@lru_cache(1024)
def pattern_of(folded: str) -> str:
    """A regular expression for the texts that fold to `folded`, those aside that hold `carriers_of(folded)`."""
    return ignored().join(any_of(same_characters().get(character, character)) for character in folded)


@lru_cache(1024)
def carriers_of(folded: str) -> str:
    """One for the characters in which a part of `folded` may hide, as m2 does in ㎡; "" where there are none."""
    carriers = "".join(longer_characters().get(character, "") for character in set(folded))
    return any_of(carriers) if carriers else ""


def marked(text: str, query: str) -> str:
    """`text` as HTML with every place that matches a word of `query` in <mark>."""
    parts, at = [], 0
    for start, end in places(text, words_of(query)):
        parts += [escape(text[at:start]), f"<mark>{escape(text[start:end])}</mark>"]
        at = end
    return "".join([*parts, escape(text[at:])])


def places(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Where the folded `words` stand in `text`: (start, end), in order, none within or across another."""
    origins = [at for at, character in enumerate(text) for _ in fold(character)]
    folded, found, free = fold(text), [], 0
    for start in range(len(folded)):
        ends = [start + len(word) for word in words if folded.startswith(word, start)]
        if ends and start >= free:
            free = max(ends)
            found.append((origins[start], with_marks(text, origins[free - 1] + 1)))
    return found


def with_marks(text: str, end: int) -> int:
    """`end` moved behind the accents of the last letter."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end
