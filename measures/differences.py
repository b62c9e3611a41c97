"""What differs between two wordings: the words that went, those that came, and those that stayed, in order.

A number, a Latin word and a run of spaces is one piece; of Chinese each character is. rapidfuzz finds the longest
sequence of pieces that both wordings have; Google's diff-match-patch then makes of that what people would call the
changes (its semantic clean-up). A long text is compared by sentence first.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from diff_match_patch import diff_match_patch
from rapidfuzz.distance import Indel

BY_WORD = 5_000  # characters; of longer texts the cost of finding the longest common sequence is seen
SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]|[^。；！？\n]+")
WORD = re.compile(r"\d+(?:[.,．，]\d+)*[%％]?|[A-Za-zＡ-Ｚａ-ｚ]+|\s+|.", re.DOTALL)
CODES = 0xF0000  # private characters, from here on, stand for pieces of several characters

Run = tuple[str, str, str]  # operation ("equal", "delete", "insert" or "replace"), old words, new words
Difference = tuple[int, str]  # as diff-match-patch has it: -1 what went, 1 what came, 0 what stayed


def runs(old: str, new: str) -> Iterator[Run]:
    """What went and came at one place, and what stayed, in order."""
    if max(len(old), len(new)) <= BY_WORD:
        yield from changes(old, new, WORD)
        return
    for run in changes(old, new, SENTENCE):
        operation, went, came = run
        if operation == "replace" and max(len(went), len(came)) <= BY_WORD:
            yield from changes(went, came, WORD)
        else:
            yield run


def changes(old: str, new: str, piece: re.Pattern[str]) -> Iterator[Run]:
    """The runs where pieces are what the expression finds."""
    codes: dict[str, str] = {}
    before, after = (encoded(piece.findall(text), codes) for text in (old, new))
    pieces = {code: words for words, code in codes.items()}
    for is_change, found in groupby(meaningful(before, after), key=lambda each: each[0] != 0):
        sides = {-1: "", 0: "", 1: ""}
        for kind, coded in found:
            sides[kind] += "".join(pieces.get(character, character) for character in coded)
        yield run_of(sides[-1], sides[1]) if is_change else ("equal", sides[0], sides[0])


def run_of(went: str, came: str) -> Run:
    return ("replace" if went and came else "delete" if went else "insert"), went, came


def encoded(pieces: list[str], codes: dict[str, str]) -> str:
    """The pieces with one character each, as both libraries want them; `codes` remembers which stands for what."""
    return "".join(
        each if len(each) == 1 and ord(each) < CODES else codes.setdefault(each, chr(CODES + len(codes)))
        for each in pieces
    )


def meaningful(before: str, after: str) -> list[Difference]:
    """The differences of two texts, without those that chance makes: 甲的乙 and 丙的丁 have nothing in common."""
    found: list[Difference] = []
    for step in Indel.opcodes(before, after):
        went, came = before[step.src_start : step.src_end], after[step.dest_start : step.dest_end]
        found += [(0, went)] if step.tag == "equal" else [(-1, went), (1, came)]
    library = diff_match_patch()
    library.diff_cleanupMerge(found)
    library.diff_cleanupSemantic(found)
    return found
