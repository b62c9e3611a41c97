"""Tables of a document: the head repeated on every page, no row broken across two but one that takes more than three
quarters of one, colours for tones."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from measures.exports.contents import Cell, Column, Group, Row, Run, Runs, Table, Tone, TonedRow, text_of
from measures.exports.writers.as_docx.page import LANDSCAPE, PORTRAIT, Page
from measures.exports.writers.as_docx.words import paragraph, runs, runs_of
from measures.exports.writers.blocks import shared

SIZES = (12, 10.5, 9)  # points: 小四, 五号, 小五; nobody reads less
PADDING = 160  # twips at both sides of a cell
SIDES, LINE_HEIGHT = 120, 1.3  # twips that a cell loses to its margins; of a line, in sizes of its type
NARROW = 12  # characters: a column up to so wide is centred
KEPT = 17  # one up to so wide keeps its width where there is too little: a day, also in words, is not broken
BOX_SIZE = 14
WHOLE = 0.75  # of a page: a higher row would leave most of one blank, and may break
TONES = {Tone.GOOD: "E2F0D9", Tone.SOON: "FFF2CC", Tone.LATE: "F8D7DA", Tone.FAINT: "EDEDED"}
HEAD_COLOUR, GROUP_COLOUR = "DDE6F0", "F2F2F2"
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
MARGINS = "".join(
    f'<w:{side} w:w="{width}" w:type="dxa"/>'
    for side, width in (("top", 30), ("left", 60), ("bottom", 30), ("right", 60))
)
LEFT = '<w:jc w:val="left"/>'
CENTRED = '<w:jc w:val="center"/>'


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table fits a page: widths in twips and the size of its words in points."""

    page: Page
    widths: tuple[int, ...]
    size: float


def layout_of(table: Table, *, may_turn: bool = True) -> Layout:
    """The upright page where the words fit in its larger sizes, else the wide one. A box takes the upright one."""
    columns = shown(table)
    if len(columns) == 1:
        return Layout(PORTRAIT, (PORTRAIT.width,), BOX_SIZE)
    wanted = sum(column.width for column in columns)
    pages = ((PORTRAIT, SIZES[:2]), (LANDSCAPE, SIZES)) if may_turn else ((PORTRAIT, SIZES),)
    for page, sizes in pages:
        for size in sizes:
            if wanted * size * 10 + PADDING * len(columns) <= page.width:
                return Layout(page, widths(columns, page, size), size)
    page = pages[-1][0]
    return Layout(page, widths(columns, page, SIZES[-1]), SIZES[-1])


def widths(columns: tuple[Column, ...], page: Page, size: float) -> tuple[int, ...]:
    """The page's width shared out; where there is too little, narrow columns keep theirs and the text wraps more."""
    wanted = [column.width for column in columns]
    room = (page.width - PADDING * len(columns)) / (size * 10)  # characters
    flexible = [place for place, width in enumerate(wanted) if width > KEPT] or [*range(len(wanted))]
    rest = room - sum(width for place, width in enumerate(wanted) if place not in flexible)
    found = dict(zip(flexible, shared([wanted[place] for place in flexible], rest), strict=True))
    chosen = [found.get(place, width) for place, width in enumerate(wanted)]
    scale = (page.width - PADDING * len(columns)) / sum(chosen)
    return tuple(int(width * scale) + PADDING for width in chosen)


def shown(table: Table) -> tuple[Column, ...]:
    return tuple(column for column in table.columns if not column.hidden)


def chunks(table: Table, layout: Layout) -> Iterator[str]:
    """The table piece by piece."""
    if table.caption:
        yield paragraph("Caption", runs((Run(table.caption),)))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in layout.widths)
    yield (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(layout.widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{MARGINS}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    )
    rows = Rows(table, layout)
    yield rows.head()
    for row in table.rows:
        yield rows.group(row) if isinstance(row, Group) else rows.row(row)
    yield "</w:tbl>"


class Rows:
    """Writes the rows of one table. A table of one column is a box: its paragraphs are indented as text is."""

    def __init__(self, table: Table, layout: Layout) -> None:
        self.layout, self.columns = layout, shown(table)
        self.style = "BoxText" if len(self.columns) == 1 else "TableText"
        self.kept = [place for place, column in enumerate(table.columns) if not column.hidden]

    def head(self) -> str:
        cells = zip((column.title for column in self.columns), self.layout.widths, strict=True)
        return self.whole((self.headed(title, width, HEAD_COLOUR) for title, width in cells), is_head=True)

    def group(self, group: Group) -> str:
        """A line across all columns that does not part from the row after it."""
        span = f'<w:gridSpan w:val="{len(self.columns)}"/>'
        return self.whole([self.headed(group.title, sum(self.layout.widths), GROUP_COLOUR, span)])

    def headed(self, title: str, width: int, colour: str, span: str = "") -> str:
        words = paragraph("TableHead", runs((Run(title),), self.layout.size), LEFT if span else CENTRED)
        return cell(words, width, colour, span)

    def row(self, row: Row | TonedRow) -> str:
        cells, tones = (row.cells, row.tones) if isinstance(row, TonedRow) else (row, {})
        whole = tones.get("", Tone.PLAIN)
        places = list(zip(self.kept, self.columns, self.layout.widths, strict=True))
        lines = max(self.lines(text_of(cells[place]), width) for place, _column, width in places)
        return self.whole(
            (
                cell(self.words(cells[place], column), width, TONES.get(tones.get(column.name, whole), ""))
                for place, column, width in places
            ),
            may_break=lines * self.layout.size * LINE_HEIGHT * 20 > self.layout.page.height * WHOLE,
        )

    def lines(self, text: str, width: int) -> int:
        """How many a text takes in a column of so many twips, in characters as wide as they are high."""
        room = max((width - SIDES) / 20 // self.layout.size, 1)
        return sum(ceil(sum(0.5 if letter.isascii() else 1 for letter in line) / room) for line in text.split("\n"))

    def words(self, content: Cell, column: Column) -> str:
        """A paragraph for each line; what is short stands in the middle."""
        is_centred = self.style == "TableText" and (column.width <= NARROW or isinstance(content, int | date))
        side = CENTRED if is_centred else LEFT
        return "".join(paragraph(self.style, runs(line, self.layout.size), side) for line in lines_of(runs_of(content)))

    @staticmethod
    def whole(cells: Iterable[str], *, is_head: bool = False, may_break: bool = False) -> str:
        """A row that stands on one page unless it `may_break`."""
        kept, repeated = "" if may_break else "<w:cantSplit/>", "<w:tblHeader/>" if is_head else ""
        return f"<w:tr><w:trPr>{kept}{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def cell(words: str, width: int, colour: str = "", span: str = "") -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>' if colour else ""
    look = f'<w:tcW w:w="{width}" w:type="dxa"/>{span}{shade}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{words}</w:tc>"


def lines_of(content: Runs) -> list[Runs]:
    """The runs of each line, where texts have several."""
    found: list[list[Run]] = [[]]
    for run in content:
        first, *others = run.text.split("\n")
        found[-1].append(replace(run, text=first))
        found += [[replace(run, text=other)] for other in others]
    return [tuple(line) for line in found]
