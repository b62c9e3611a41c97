"""The words of a measure as a document prints them: its number, its lead in a strong face, its paragraphs."""

import re

from measures.as_of import MeasureRow
from measures.exports.contents import Run, Runs
from measures.exports.reports.duties import without_duties
from measures.exports.reports.outline import Branch
from measures.terms import Numbering

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_DOTTED = (Numbering.ARABIC_DOT, Numbering.DECIMAL_2, Numbering.DECIMAL_3)
_BULLET = re.compile(r"^\s*(?:[—－―─-]{1,4}|[●◆■▲★•·○◎※⚫])\s*")


def labels(branch: Branch, above: tuple[str, ...]) -> list[str]:
    """The number of each measure of a section: its own; where one has none, all count anew.

    `above` are the styles of the numbers of the section and those above it, so that the next style is taken. The one
    measure that is titled as its section needs none.
    """
    own = [measure.label for measure in branch.measures]
    if all(own) or is_the_whole(branch):
        return own
    return [number(place, above) for place in range(1, len(own) + 1)]


def number(place: int, above: tuple[str, ...]) -> str:
    if not any(style in above for style in _DOTTED):
        return f"{place}."
    if Numbering.ARABIC_PAREN not in above or place > len(_CIRCLED):
        return f"（{place}）"
    return _CIRCLED[place - 1]


def is_the_whole(branch: Branch) -> bool:
    """Whether a section's only measure is all that it says, under the same title."""
    return len(branch.measures) == 1 and branch.measures[0].title == branch.section.title


def paragraphs(measure: MeasureRow, text: str, *, titled: bool = True) -> list[Runs]:
    """The `text` of a measure with its title as a lead; `titled` is false where a heading above says it."""
    first, *others = (_BULLET.sub("", text) or measure.title).split("\n")
    return [lead(measure.title, first) if titled else (Run(first),), *((Run(other),) for other in others if other)]


def lead(title: str, text: str) -> Runs:
    """The title as the first words, in a strong face; before the text where it does not begin with it."""
    if not title or title == text.rstrip("。"):
        return (Run(text),)
    if not text.startswith(title):
        return (Run(f"{title}。", strong=True), Run(text))
    end = len(title) + text[len(title) :].startswith("。")
    return (Run(text[:end], strong=True), Run(text[end:]))


def after_title(title: str, text: str) -> str:
    """What a text says after its title, for a cell beside the title's; all of it where it does not begin so."""
    if not title or not text.startswith(title):
        return text
    rest = text[len(title) :]
    return rest[1:].lstrip() if rest[:1] in ("。", "：", ":", "\n") else rest and text


def task_of_row(measure: MeasureRow) -> str:
    """What a row of a table of tasks asks for: its longest cell, since the row names its bodies as well."""
    cells = [cell.strip() for cell in measure.text.split("\t")]
    return max(cells, key=len) if len(cells) > 1 else measure.text


def wording(measure: MeasureRow) -> str:
    """What is to be done, without who does it."""
    names = frozenset(part.name for part in measure.responsibilities)
    return without_duties(task_of_row(measure), names)
