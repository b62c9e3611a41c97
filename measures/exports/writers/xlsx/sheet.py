"""A sheet: title block, then the blocks of a part below each other on one grid of columns."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import Worksheet

from measures.exports.contents import (
    Block,
    Chart,
    Column,
    Fact,
    Group,
    Heading,
    Paragraph,
    Report,
    Table,
    TonedRow,
    printable,
    text_of,
)
from measures.exports.writers.blocks import looked_over, width_of
from measures.exports.writers.titles import title_lines
from measures.exports.writers.xlsx.cells import Line, TableRows, space
from measures.exports.writers.xlsx.data import Data
from measures.exports.writers.xlsx.looks import Looks
from measures.exports.writers.xlsx.package import Rows
from measures.exports.writers.xlsx.paper import (
    BODY,
    EDGE,
    FOOT,
    LINE_HEIGHT,
    MARGIN,
    Grid,
    grid,
    height_of,
    lines_of,
    on_a3,
)
from measures.exports.writers.xlsx.text import footer, in_xml

AT_ONCE = 200  # rows that are compressed together
LAST_ROW = 1_048_576
SPARE = 20  # points that are left free on a page: a program may put a row less on it than is counted here
MOST_BREAKS = 1023  # of one direction that a sheet may have
NARROW, FILLING = 90, 10  # a sheet at least so wide has room for its title; columns of this width are added to it
CHOICES_BELOW = 200  # rows that may be added below a table that comes back
BETWEEN_FACTS = "　　"
TITLE_TYPE = {"title": 16, "heading1": 14, "heading2": 12}


class Sheet:
    """Writes one sheet; `rows` gets its cells, `sheet` all else."""

    def __init__(self, sheet: Worksheet, rows: Rows, looks: Looks, data: Data, report: Report) -> None:
        self.sheet, self.rows, self.looks, self.data, self.report = sheet, rows, looks, data, report
        self.line, self.pending = Line(), ["<sheetData>"]
        self.grid: Grid = grid(())
        self.tables: list[tuple[Table, int, int]] = []  # with the numbers of their first and last row, the head first
        self.charts = self.deepest = 0
        self.used, self.room = 0.0, 0.0  # points of the rows on the page, and those that it has
        self.breaks: list[int] = []  # the numbers of the rows after which a page begins
        self.repeated = 0.0  # points of the head that each further page begins with
        self.waiting: list[float] = []  # the heights of group lines below which no row stands yet
        self.before = 0.0  # points that were used above them

    def write(self, title: str, blocks: Iterable[Block]) -> Iterator[Block] | None:
        """All of `blocks`, or as much as a sheet holds: then what is left is returned, to be written to another one."""
        known, blocks = looked_over(blocks)
        self.grid = grid(widths([block for block in known if isinstance(block, Table)]))
        self.room = self.grid.height
        self.title_block(title)
        rest = self.blocks(blocks)
        self.finish()
        return rest

    def blocks(self, blocks: Iterator[Block]) -> Iterator[Block] | None:
        for block in blocks:
            if isinstance(block, Table):
                if not self.table(block):
                    return chain([replace(block, caption="")], blocks)
            elif isinstance(block, Chart):
                self.chart(block)
            elif isinstance(block, Heading):
                self.merged(block.whole, "heading1" if block.level == 1 else "heading2")
            else:
                self.paragraph(block)
        return None

    def title_block(self, title: str) -> None:
        most = int(self.grid.total * BODY / TITLE_TYPE["title"] - 1) // 2
        self.merged("\n".join(title_lines(self.report.title, most, fewest=True)), "title")
        if title:
            self.merged(title, "heading1")
        for facts in in_lines(self.report.facts, self.grid.total):
            self.merged(facts, "around")
        for remark in (*self.report.remarks, *self.report.remarks_on_all):
            self.merged(_("Note: {}").format(remark), "around")

    def paragraph(self, block: Paragraph) -> None:
        self.merged(f"{block.label} {text_of(block.runs)}".strip(), "paragraph")

    def merged(self, text: str, look: str) -> None:
        """A row with one text over all columns. No program finds out the height of such a row by itself."""
        size = TITLE_TYPE.get(look, BODY)
        height = height_of(lines_of(text, int(self.grid.total * BODY / size))) * size / BODY
        number, style, last = self.line.number, self.looks.number(look), len(self.grid.widths) - 1
        rest = "".join(f'<c r="{xl_col_to_name(place)}{number}" s="{style}"/>' for place in range(1, last + 1))
        row = f'<row r="{number}" ht="{height:g}" customHeight="1">{in_cell("A", number, style, text)}{rest}</row>'
        self.put(row, height)
        if last:
            self.sheet.merge_range(number - 1, 0, number - 1, last, "")

    def put(self, xml: str, height: float) -> None:
        self.pending.append(xml)
        self.line.number += 1
        self.used = self.used + height if self.used + height <= self.room else self.repeated + height
        if len(self.pending) >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        self.rows.write("".join(self.pending))
        self.pending.clear()

    def table(self, table: Table) -> bool:
        """Write the head and the rows that there is room for. Says whether all were written."""
        if self.tables or self.charts:
            self.leave(1)
        if table.caption:
            self.merged(table.caption, "heading2")
        self.widen(table.columns)
        if table.comes_back:
            self.head([column.name for column in table.columns], "names", ' hidden="1"')
        first = self.line.number
        self.head([column.title for column in table.columns], "head")
        complete = self.table_rows(table)
        self.tables.append((table, first, self.line.number - 1))
        self.choices(table.columns, first, CHOICES_BELOW if table.comes_back else 0)
        return complete

    def widen(self, columns: Sequence[Column]) -> None:
        """Add what a table that was not known beforehand has more than those above it."""
        more = [0 if column.hidden else column.width for column in columns[len(self.grid.widths) :]]
        if more:
            self.grid = on_a3((*self.grid.widths, *more))
            self.room = self.grid.height

    def head(self, titles: Sequence[str], look: str, attributes: str = "") -> None:
        number, style = self.line.number, self.looks.number(look)
        titles = [printable(title) for title in titles]
        cells = "".join(in_cell(xl_col_to_name(place), number, style, title) for place, title in enumerate(titles))
        most = max((lines_of(*one) for one in zip(titles, self.grid.widths, strict=False)), default=1)
        height = height_of(most) + 4
        self.put(f'<row r="{number}" ht="{height}"{attributes}>{cells}</row>', height)
        self.repeated = 0 if self.tables or self.charts else height

    def table_rows(self, table: Table) -> bool:
        level = 0
        widths = [0 if column.hidden else width for column, width in zip(table.columns, self.grid.widths, strict=False)]
        rows = TableRows(table.columns, widths, self.looks, self.line, self.report.site)
        while self.line.number <= LAST_ROW:
            row = next(table.rows, None)
            if row is None:
                return True
            if isinstance(row, Group):
                level = row.level
                self.group(row, len(table.columns))
            elif isinstance(row, TonedRow):
                self.row(rows.row(row.cells, row.tones, level), height_of(self.line.lines))
            else:
                self.row(rows.row(row, None, level), height_of(self.line.lines))
        return False

    def row(self, xml: str, height: float) -> None:
        """Group lines stay with the row below them: where it finds no room there, a page begins above them."""
        self.put(xml, height)
        together = sum(self.waiting) + height
        if self.waiting and self.before + together > self.room - SPARE and len(self.breaks) < MOST_BREAKS:
            self.breaks.append(self.line.number - 2 - len(self.waiting))
            self.used = self.repeated + together
        self.waiting.clear()

    def group(self, group: Group, columns: int) -> None:
        """A line that its text runs along: merged cells could not be sorted."""
        number, style = self.line.number, self.looks.number("group1" if group.level == 1 else "group2")
        seen = next((place for place, width in enumerate(self.grid.widths) if width), 0)
        cells = [f'<c r="{xl_col_to_name(place)}{number}" s="{style}"/>' for place in range(columns)]
        cells[seen] = in_cell(xl_col_to_name(seen), number, style, group.title)
        outline = f' outlineLevel="{group.level - 1}"' if group.level > 1 else ""
        self.deepest = max(self.deepest, group.level)
        height = height_of(1) + 2
        self.before = self.before if self.waiting else self.used
        self.waiting.append(height)
        self.put(f'<row r="{number}" ht="{height}"{outline}>{"".join(cells)}</row>', height)

    def choices(self, columns: Sequence[Column], head: int, more: int) -> None:
        """Drop-downs in the rows of a table, and in the `more` below it."""
        for place, column in enumerate(columns):
            if column.choices:
                rule = {"validate": "list", "source": self.data.choices(column.choices)}
                said = {
                    "error_title": _("Not one of the choices"),
                    "error_message": _("Please take one from the list."),
                }
                last = min(self.line.number - 1 + more, LAST_ROW)
                self.sheet.data_validation(head, place, max(last - 1, head), place, rule | said)

    def chart(self, chart: Chart) -> None:
        """A native chart, on rows of its own; where it finds no room on the page, on the next one."""
        self.leave(1)
        self.charts += 1
        rows = self.data.insert(chart, self.sheet, self.line.number - 1, self.grid)
        if self.used + rows * LINE_HEIGHT + SPARE > self.room:
            self.breaks.append(self.line.number - 1)
            self.used = 0
        self.leave(rows)

    def leave(self, rows: int) -> None:
        """Empty rows."""
        self.line.number += rows
        self.used += rows * LINE_HEIGHT

    def finish(self) -> None:
        """End the rows, and tell the program how the sheet is shown and printed."""
        self.flush()
        self.rows.write("</sheetData>")
        self.rows.close()
        for row, column, address in self.line.links:
            self.sheet.write_url(row, column, address, None, "")
        self.rows.reach = xl_range(0, 0, self.line.number - 2, len(self.grid.widths) - 1)
        self.columns()
        self.pages()
        if self.deepest:
            self.sheet.outline_settings(symbols_below=False)
            self.sheet.set_row(0, None, None, {"level": self.deepest})  # tells the program how deep the outline is
        if len(self.tables) == 1 and not self.charts:
            self.only_table(*self.tables[0])

    def columns(self) -> None:
        for place, width in enumerate(self.grid.widths):
            self.sheet.set_column(place, place, width or FILLING, None, {} if width else {"hidden": True})

    def only_table(self, table: Table, first: int, last: int) -> None:
        """Its head stays when one scrolls, can filter, and is on every page."""
        self.sheet.freeze_panes(first, 0)
        self.sheet.repeat_rows(first - 1)
        self.sheet.autofilter(first - 1, 0, last - 1, len(table.columns) - 1)

    def pages(self) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(self.grid.paper.code)
        side, edge, foot = (millimetres / 25.4 for millimetres in (MARGIN, EDGE, FOOT))
        self.sheet.set_margins(side, side, edge, edge + foot)
        self.sheet.center_horizontally()
        page = _("Page {page} of {pages}").format(page="&P", pages="&N")
        self.sheet.set_footer(
            footer(self.report.title, page, self.grid.paper.foot), {"margin": foot, "scale_with_doc": False}
        )
        self.sheet.set_h_pagebreaks(self.breaks)
        if self.grid.fits and not (self.charts or self.breaks):
            self.sheet.fit_to_pages(1, 0)
        else:  # a program that finds the scale itself does not heed breaks
            self.sheet.set_print_scale(self.grid.percent)


def widths(tables: Sequence[Table]) -> list[int]:
    """Of the columns of a sheet, each as wide as the widest of its place in any table; 0 where all are hidden."""
    columns = zip_longest(*([0 if one.hidden else one.width for one in table.columns] for table in tables), fillvalue=0)
    found = [max(column) for column in columns]
    while sum(found) < NARROW:
        found.append(FILLING)
    return found


def in_lines(facts: Sequence[Fact], width: int) -> Iterator[str]:
    """The facts of a title block, as many beside each other as there is room for."""
    line = ""
    for fact in facts:
        text = f"{fact.label}：{fact.value}"
        if line and width_of(line + BETWEEN_FACTS + text) > width:
            yield line
            line = text
        else:
            line = f"{line}{BETWEEN_FACTS}{text}" if line else text
    if line:
        yield line


def in_cell(column: str, row: int, style: int, text: str) -> str:
    xml = in_xml(text)
    return f'<c r="{column}{row}" s="{style}" t="inlineStr"><is><t{space(xml)}>{xml}</t></is></c>'
