"""The XML of a table's rows (ECMA-376, 18.3.1.73, row, and 18.3.1.4, c), written by ourselves to be fast.

Most cells of a report say what another one in their column said: a name, a heading, a phase. Their XML is kept, so that
a row is mostly looked up. XlsxWriter takes five times as long for the same cells (benchmarks/exports).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from xlsxwriter.utility import xl_col_to_name

from measures.exports.contents import Cell, Column, Mark, Row, Run, Runs, Tone, printable, text_of
from measures.exports.writers.blocks import SHORT
from measures.exports.writers.xlsx.looks import Looks, run_properties
from measures.exports.writers.xlsx.paper import height_of, lines_of
from measures.exports.writers.xlsx.text import LONGEST, fitted, in_xml, units

KEPT, KEPT_LENGTH = 500, 200  # pieces of XML that are kept of a column and tone, and their length
NEVER_ALIKE = 5  # times that they were all given up: then nothing is kept of a column that never says the same
EARLIEST = date(1900, 1, 1)  # a workbook knows no day before
# Excel counts 29 February 1900, which never was.
LEAP, DAY_0 = date(1900, 3, 1), date(1899, 12, 30).toordinal()
MOST_DIGITS = 10**15  # a workbook's numbers have fifteen digits
# A cell that begins so becomes a formula when it is edited, unless it is marked as text.
FORMULA = frozenset("=+-@＝＋－＠﹦﹢﹣﹫")
MOST_LINKS = 1000  # on a sheet: they stand in memory; Excel takes 65,530


@dataclass(slots=True)
class Line:
    """What the cells of the row that is written tell about it. `links` are those of all rows: row, column, address."""

    number: int = 1
    lines: int = 1
    links: list[tuple[int, int, str]] = field(default_factory=list)


class TableRows:
    """Writes rows under `columns`, which have `widths`."""

    def __init__(self, columns: Sequence[Column], widths: Sequence[int], looks: Looks, line: Line, site: str) -> None:
        self.columns, self.widths, self.looks, self.line, self.site = columns, widths, looks, line, site
        self.endings = [f'<c r="{xl_col_to_name(place)}' for place in range(1, len(columns))] + ["</row>"]
        self.known: dict[tuple[int, Tone], ColumnCells] = {}
        self.toned: dict[tuple[tuple[str, Tone], ...], list[ColumnCells]] = {}
        self.plain = self.in_tones({})

    def row(self, cells: Row, tones: dict[str, Tone] | None = None, level: int = 0) -> str:
        """The XML of a row. `line.number` must be its number."""
        line = self.line
        line.lines = 1
        columns = self.in_tones(tones) if tones else self.plain
        xml = [column[cell] for column, cell in zip(columns, cells, strict=True)]
        outline = f' outlineLevel="{level}"' if level else ""
        return str(line.number).join(('<row r="', f'" ht="{height_of(line.lines)}"{outline}><c r="A', *xml))

    def in_tones(self, tones: dict[str, Tone]) -> list["ColumnCells"]:
        """The cells of each column; those in the same tone are shared by all rows."""
        key = tuple(sorted(tones.items()))
        if key not in self.toned:
            whole = tones.get("", Tone.PLAIN)
            self.toned[key] = [
                self.cells(place, tones.get(column.name, whole)) for place, column in enumerate(self.columns)
            ]
        return self.toned[key]

    def cells(self, place: int, tone: Tone) -> "ColumnCells":
        if (place, tone) not in self.known:
            look = "centred" if self.columns[place].width <= SHORT else "text"
            self.known[place, tone] = ColumnCells(place, look, tone, self)
        return self.known[place, tone]


class ColumnCells(dict[Cell, str]):
    """By a cell's value the XML behind the row's number: `" s="3"><v>1</v></c><c r="B`, up to the next one.

    What takes more than one line is kept apart, since it makes its row higher.
    """

    def __init__(self, place: int, look: str, tone: Tone, rows: TableRows) -> None:
        self.place, self.look, self.tone = place, look, tone
        self.width, self.ending = rows.widths[place], rows.endings[place]
        self.looks, self.line, self.site = rows.looks, rows.line, rows.site
        self.number, self.day = self.looks.number(look, tone), self.looks.number("day", tone)
        self.before, self.behind = f'" s="{self.number}" t="inlineStr"><is><t>', f"</t></is></c>{self.ending}"
        self.high: dict[Cell, tuple[str, int]] = {}
        self.cleared = 0

    def __missing__(self, cell: Cell) -> str:
        found = self.high.get(cell)
        if not found:
            found = self.text(cell) if isinstance(cell, str) else self.value(cell)
            if self.cleared < NEVER_ALIKE and len(found[0]) <= KEPT_LENGTH and not isinstance(cell, tuple):
                self.keep(cell, *found)
        xml, lines = found
        if lines > self.line.lines:
            self.line.lines = lines
        return xml

    def keep(self, cell: Cell, xml: str, lines: int) -> None:
        if len(self) + len(self.high) >= KEPT:
            self.clear()
            self.high.clear()
            self.cleared += 1
        if lines == 1:
            self[cell] = xml
        else:
            self.high[cell] = xml, lines

    def value(self, cell: Cell) -> tuple[str, int]:
        """The XML of what is no plain text, and the lines that it takes."""
        if isinstance(cell, int) and abs(cell) < MOST_DIGITS:
            return f'" s="{self.number}"><v>{int(cell)}</v></c>{self.ending}', 1
        if isinstance(cell, tuple):
            return self.runs(cell)
        if isinstance(cell, date) and cell >= EARLIEST:
            return f'" s="{self.day}"><v>{cell.toordinal() - DAY_0 - (cell < LEAP)}</v></c>{self.ending}', 1
        return self.text(text_of(cell))

    def text(self, text: str) -> tuple[str, int]:
        """Text is text, whatever it begins with."""
        if not text.isprintable():
            text = printable(text)
        length, bare = len(text), text.strip()
        if not length:
            return f'" s="{self.number}"/>{self.ending}', 1
        lines = lines_of(text, self.width) if 2 * length >= self.width or "\n" in text else 1
        if "&" in text or "<" in text or ">" in text or "_x" in text or 2 * length > LONGEST:
            text = in_xml(text)
        if len(bare) == length and bare[0] not in FORMULA:
            return f"{self.before}{text}{self.behind}", lines
        look = self.quoted() if bare[:1] in FORMULA else self.number
        return f'" s="{look}" t="inlineStr"><is><t{space(text)}>{text}{self.behind}', lines

    def quoted(self) -> int:
        return self.looks.number(self.look, self.tone, quoted=True)

    def runs(self, runs: Runs) -> tuple[str, int]:
        """Text in several looks, at most as long as a cell holds; its first link is that of the cell."""
        whole = printable("".join(run.text for run in runs))
        if not whole or all(is_plain(run) for run in runs):
            return self.text(whole)
        look = self.number
        link = next((run.link for run in runs if run.link), "")
        if link and self.site and len(self.line.links) < MOST_LINKS:
            self.line.links.append((self.line.number - 1, self.place, self.site + link))
            look = self.looks.number(self.look, self.tone, link=True)
        if all(run.mark is Mark.SAME and not run.strong for run in runs):
            xml = f"<t{space(whole)}>{in_xml(whole)}</t>"
        else:
            xml = "".join(pieces(runs))
        return f'" s="{look}" t="inlineStr"><is>{xml}</is></c>{self.ending}', lines_of(whole, self.width)


def pieces(runs: Runs) -> Iterator[str]:
    """A piece of XML for each run that still finds room in a cell."""
    room = LONGEST
    for run in runs:
        whole = printable(run.text)
        text = fitted(whole, room) if whole else ""
        room -= units(text)
        if text:
            yield f"<r>{run_properties(run)}<t{space(text)}>{in_xml(text)}</t></r>"
        if text != whole or not room:
            return


def is_plain(run: Run) -> bool:
    return run.mark is Mark.SAME and not run.strong and not run.link


def space(text: str) -> str:
    """Programs leave out white space at the ends of a text that does not say that it is to stay."""
    return ' xml:space="preserve"' if text != text.strip() else ""
