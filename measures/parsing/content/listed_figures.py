"""Names and figures that go together: 人参、食用菌产值分别达到120亿元、30亿元.

Reads: the names, and the first figure in its sentence. Writes: as many names as matches of `QUANTITY`.
"""

import re

from measures.parsing.content.figures import QUANTITY
from measures.parsing.lexicon import any_of, duty_words


def names_and_figures(
    words: str, names: str, first: re.Match[str], years: list[int]
) -> tuple[list[str], list[re.Match[str]]]:
    """As many names as figures; 京津冀及周边地区、长三角地区 are two of them where there are two figures."""
    for marks in (f"、|{any_of((*duty_words.JOINERS, '与'))}", "、"):
        each = re.split(marks, names)
        each = [names] * len(years) if years and len(each) == 1 else each
        matches = _listed_figures(words, first, len(each))
        if len(matches) == len(each) >= 2:
            return each, matches
    return [], []


def _listed_figures(words: str, first: re.Match[str], most: int) -> list[re.Match[str]]:
    """120亿元、30亿元: at most so many of them, () where one is without a unit."""
    matches = [first]
    while len(matches) < most and (
        following := re.match(f"[、，]|{any_of(duty_words.JOINERS)}", words[matches[-1].end() :])
    ):
        match = QUANTITY.match(words, matches[-1].end() + following.end())
        if match is None or not (match["unit"] or match["scale"]):
            return []
        matches.append(match)
    return matches
