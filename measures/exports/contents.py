"""What a report holds, as any format can put it down: parts with headings, paragraphs, tables and charts.

Reports yield it and know no format; writers read it and know no record. Whatever is an iterator can be read once, in
order, so that a long report never stands in memory whole.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets): a program refuses a file that has it.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A number that a space parts from what it numbers.
IN_WORDS = re.compile(r"^[第专專附]|\w$(?<![①-㊿是])")


class Mark(StrEnum):
    """How a piece of text differs from the other wording, which stands in another cell of the row: the earlier wording
    has removed pieces, the later one added ones."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Tone(StrEnum):
    """What a cell's colour tells, always said in words too."""

    PLAIN = "plain"
    GOOD = "good"
    SOON = "soon"
    LATE = "late"
    FAINT = "faint"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one look; `link` is an address of this site, from the root."""

    text: str
    mark: Mark = Mark.SAME
    strong: bool = False
    link: str = ""


Runs = tuple[Run, ...]
Cell = str | int | date | Runs | None
# One cell a column, in their order.
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class TonedRow:
    """A row with a tone for some of its columns, by their names; "" is the whole row."""

    cells: Row
    tones: dict[str, Tone]


@dataclass(frozen=True, slots=True)
class Group:
    """A line over the rows that follow it in a table: the heading that they share. Level 1 is the outermost."""

    title: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is what layouts and programs call it. `width` is in characters; a Chinese one takes two.

    `choices` are the words that may be filled in; `hidden` columns are for programs and for coming back in. A `shared`
    one says in every row what the part is called: a writer that gives each part a sheet or a page leaves it out.
    """

    name: str
    title: str
    width: int
    choices: tuple[str, ...] = ()
    hidden: bool = False
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a document: level 1 is 一、, 2 （一）, 3 1., 4 （1）. `label` is its printed number or "".

    `is_title`: a further plan of the same document begins, which numbers its sections anew.
    """

    text: str
    level: int
    label: str = ""
    is_title: bool = False

    @property
    def whole(self) -> str:
        """一、 and （一） stand close to the text, 第一章 and 1. apart."""
        return f"{self.label}{'' if self.label.endswith(('、', '）')) else ' '}{self.text}".strip()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`label` is a printed number before the text, such as 1."""

    runs: Runs
    label: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. `caption` may be "". In the columns named in `empty` nothing stands here, though it does in
    the same table of another part: a writer that gives each part a sheet or a page leaves them out.

    `comes_back`: it can be edited and taken back in. It has the hidden columns `slug` (of the plan), `code` and
    `version` of the measure; a workbook carries the names of all columns in a hidden row right above the head, which
    goes along when columns are moved and tells them when heads are retyped.
    """

    columns: tuple[Column, ...]
    rows: Iterator[Row | TonedRow | Group]
    caption: str = ""
    comes_back: bool = False
    empty: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars: a value for each category, in one or several named series."""

    title: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[int, ...]], ...]


Block = Heading | Paragraph | Table | Chart


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet of a workbook, a chapter of a document, a file of an archive; `title` may be "" where there is one."""

    title: str
    blocks: Iterable[Block]


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the title block: 截至日期 and the day, 筛选条件 and what was asked."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report on its way to a file.

    `name` is that of the registry ("ledger"), `label` what it is called (任务台账), `title` the title of the document
    and the stem of the file's name, `author` the site's name. `remarks` stand under the title block: what is left out
    or not known; `remarks_on_all` tell of all parts together, so that a file or a later sheet of one part leaves them
    out. `site` is the address of the site, such as https://example.org, before links in files that leave it;
    without it they have no links. `files`: in an archive, the format of the file that each part becomes.
    """

    name: str
    label: str
    title: str
    author: str
    parts: Iterable[Part]
    facts: tuple[Fact, ...] = ()
    remarks: tuple[str, ...] = ()
    remarks_on_all: tuple[str, ...] = ()
    site: str = ""
    files: str = "xlsx"


def labelled(label: str, text: str, space: str = " ") -> str:
    """第一章 总则 with a space, 一、总则 and ①总则 without."""
    return f"{label}{space if IN_WORDS.search(label) and text else ''}{text}"


def text_of(cell: Cell) -> str:
    """A cell in words, without any look."""
    if isinstance(cell, tuple):
        return "".join(run.text for run in cell)
    return "" if cell is None else str(cell)


def printable(text: str) -> str:
    """The text without control characters, its line ends as spreadsheet programs write them."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
