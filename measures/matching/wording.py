"""How alike two wordings are. Punctuation, white space, width and case do not count."""

import re
import unicodedata
from collections.abc import Mapping
from zlib import crc32

from rapidfuzz import fuzz

from measures.matching.thresholds import ALIKE_IN_PLACE, SKETCH

NO_WORD = re.compile(r"[\W_]+")
MARKS = re.compile(r"[\s，。；：、（）“”《》！？,.;:()]+")  # the usual ones, which are no part of any word
GRAM = 3


def comparable(text: str) -> str:
    """The letters, digits and characters of a text, in half width and lower case."""
    bare = MARKS.sub("", text)
    if bare.isalnum() and unicodedata.is_normalized("NFKC", bare):  # a fifth of the time, and true of most
        return bare.lower()
    return NO_WORD.sub("", unicodedata.normalize("NFKC", text)).lower()


def likeness(words: str, others: str, at_least: float = 0) -> float:
    """0 to 100; 0 where it is below `at_least`, which saves most of the time."""
    return fuzz.ratio(words, others, score_cutoff=at_least)


def grams(words: str) -> set[str]:
    """The groups of three characters of comparable words; shorter words are one group."""
    return set(groups(words))


def groups(words: str, step: int = 1) -> list[str]:
    """Those that begin at every character, or at every `step`th."""
    return [words[start : start + GRAM] for start in range(0, max(1, len(words) - GRAM + 1), step)]


def share_within(part: str, whole: str) -> float:
    """What share of the groups of `part` stand in `whole`, 0 to 1."""
    own = grams(part)
    return len(own & grams(whole)) / len(own)


def sketch(words: str) -> list[int]:
    """A few groups of a wording, chosen by their checksums: those of a part are among those of the whole."""
    return sorted({crc32(gram.encode()) for gram in grams(words)})[:SKETCH]


def most_alike(new: Mapping[int, str], known: Mapping[str, str]) -> dict[int, str]:
    """From the place of a new text to the code of the known one that it is, the most alike first; for a few texts."""
    words = {code: comparable(text) for code, text in known.items()}
    scored = [
        (-likeness(comparable(text), words[code], ALIKE_IN_PLACE), place, code)
        for place, text in new.items()
        for code in words
    ]
    found: dict[int, str] = {}
    for score, place, code in sorted(scored):
        if score < 0 and place not in found and code not in found.values():
            found[place] = code
    return found
