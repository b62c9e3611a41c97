"""A report on its way to a file: a title, columns and a stream of rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

Cell = str | int | date | None
Row = tuple[Cell, ...]

# What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets): a spreadsheet program refuses a file that has it.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is in characters, as spreadsheet programs count; a Chinese one takes two."""

    title: str
    width: int


@dataclass(frozen=True, slots=True)
class Table:
    """`name` names the sheet, `title` the file and the printed page. `rows` can be read once."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterator[Row]


def printable(text: str) -> str:
    """The text without control characters, its line ends as spreadsheet programs write them."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
