"""What is the same text to a search, however it is written.

`fold` leaves out what a reader does not see or a writer does not mind (white space, zero-width characters, punctuation,
accents) and writes everything else in one way: lower case, half width, simplified characters, ideographs for radicals,
one kind of dash. It goes character by character: what a character becomes does not depend on its neighbours. The table
is `folding.json`, written by `policyhub/folding.py`, less the punctuation; PostgreSQL is given the same one.

In a short word punctuation counts all the same: 平台 does not stand in 水平，台账.
"""

import json
import re
import unicodedata
from functools import cache, lru_cache
from itertools import groupby, pairwise
from pathlib import Path

from django.utils.html import escape

MOST_WORDS = 32
SHORT = 2  # characters of a word, folded
# As the table writes them. The other marks (. - ~ / %) stand in numbers and codes, where they count.
BREAKS = ",、;:!?"
AROUND_NAMES = "()《》·"
FULL_STOPS = "。｡"  # the table writes a point for them, which counts
COMMA = ","  # stands within numbers: 1,000 is 1000
STOP_IN_NUMBER = re.compile(rf"(?<=\d)[{FULL_STOPS}](?=\d)")  # as a Chinese keyboard gives it: 3。1。1


@cache
def stored_table() -> dict[str, str]:
    """The table of the file, in which punctuation counts."""
    spellings = json.loads((Path(__file__).parent / "folding.json").read_text(encoding="utf-8"))
    return {character: folded for folded, characters in spellings.items() for character in characters}


@cache
def table() -> dict[str, str]:
    """Each character that folding changes → what becomes of it: nothing, one character or several."""
    marks = str.maketrans("", "", BREAKS + AROUND_NAMES)
    dropped = dict.fromkeys(BREAKS + AROUND_NAMES, "") | dict.fromkeys(breaks(), "")
    return {character: folded.translate(marks) for character, folded in stored_table().items()} | dropped


@cache
def breaks() -> str:
    """All characters that part two words or sentences, in any width."""
    of_one = (character for character, folded in stored_table().items() if folded in {*BREAKS, "..", "..."})
    return "".join(dict.fromkeys((*BREAKS, *FULL_STOPS, *of_one)))


def fold(text: str) -> str:
    return "".join(map(table().get, text, text))


def fold_but_punctuation(text: str) -> str:
    return "".join(map(stored_table().get, text, text))


def typed_words(query: str) -> list[str]:
    """The words of a query as they are typed; those beyond the 32nd and those that fold to nothing do not count."""
    found: dict[str, str] = {}
    for word in STOP_IN_NUMBER.sub(".", query).split():
        found.setdefault(fold(word), word)
    found.pop("", None)
    return list(found.values())[:MOST_WORDS]


def words_of(query: str) -> list[str]:
    """The words of a query, folded, each once."""
    return list(map(fold, typed_words(query)))


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
def gap(between: str) -> str:
    """A regular expression for what may stand between two characters of a word and is left out.

    `between`: "characters" of a longer word, of a "short" one, or "digits".
    """
    dropped = same_characters()[""]
    if between == "characters":
        return any_of(dropped) + "*"
    allowed = {*dropped} - {*breaks()}
    commas = {character for character, folded in stored_table().items() if folded == COMMA} | {COMMA}
    return any_of("".join(allowed | commas if between == "digits" else allowed)) + "*"


@lru_cache(1024)
def pattern_of(folded: str) -> str:
    """A regular expression for the texts that fold to `folded`, those aside that hold `carriers_of(folded)`."""
    if len(folded) <= SHORT:
        return pattern_of_short(*folded)
    pattern = any_of(spellings_in_place(folded[0]))
    for before, after in pairwise(folded):
        between = "digits" if before.isdecimal() and after.isdecimal() else "characters"
        pattern += gap(between) + any_of(spellings_in_place(after))
    return pattern


def spellings_in_place(character: str) -> str:
    """All characters that are folded to this one alone."""
    return same_characters().get(character, character)


def pattern_of_short(first: str, last: str = "") -> str:
    """A regular expression for all texts that hold a word of one or two characters, whole or at a character's edge."""
    if not last:
        return any_of(spellings_of(first))
    longer = longer_characters()
    begins = [one for one in longer.get(first, "") if table()[one].endswith(first)]
    ends = [one for one in longer.get(last, "") if table()[one].startswith(last)]
    whole = [one for one in longer.get(first, "") if first + last in table()[one]]
    parts = (spellings_in_place(first) + "".join(begins), spellings_in_place(last) + "".join(ends))
    pattern = gap("short").join(map(any_of, parts))
    return f"{pattern}|{any_of(''.join(whole))}" if whole else pattern


@lru_cache(1024)
def carriers_of(folded: str) -> str:
    """One for the characters in which a part of `folded` may hide, as m2 does in ㎡; "" where there are none.

    The pattern of a short word knows them already.
    """
    if len(folded) <= SHORT:
        return ""
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
        ends = [end for end in ends if not is_broken(text[origins[start] : origins[end - 1]], end - start)]
        if ends and start >= free:
            free = max(ends)
            found.append((origins[start], with_marks(text, origins[free - 1] + 1)))
    return found


def is_broken(printed: str, length: int) -> bool:
    """Whether punctuation parts what would else be a short word."""
    return length <= SHORT and any(mark in printed for mark in breaks())


def with_marks(text: str, end: int) -> int:
    """`end` moved behind the accents of the last letter."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end
