"""The hidden sheet that drop-downs and charts draw on, and the charts."""

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart as NativeChart
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from measures.exports.contents import Chart, printable
from measures.exports.writers.blocks import described
from measures.exports.writers.xlsx.looks import HEAD, TEXT
from measures.exports.writers.xlsx.paper import BODY, Grid
from measures.exports.writers.xlsx.text import fitted

NAME = "_data"  # of the hidden sheet
ROW, DIGIT, SIDES = 20, 7, 5  # pixels of a row without a height, of a digit, and of what a column has beside them
ABOVE = 4  # pixels: a frame right where a page ends would be printed on both
FRAME, BAR, LOWEST, HIGHEST, WIDEST = 110, 22, 220, 900, 900  # pixels of a chart
FONT = {"name": TEXT, "size": BODY}  # as large as that of cells, so that it is printed in at least 9 points too
LONGEST_TITLE = 255
COLOURS = ("#2F6EBA", "#E08A2E", "#5B9A4B", "#9A5FA8", "#7A7A7A", "#C0504D")


class Data:
    """Columns of the hidden sheet, each for a list of choices, or for the categories or a series of a chart."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.lists: list[tuple[str | int, ...]] = []
        self.known: dict[tuple[str, ...], int] = {}

    def column(self, values: tuple[str | int, ...]) -> int:
        self.lists.append(values)
        return len(self.lists) - 1

    def choices(self, words: tuple[str, ...]) -> str:
        """The range that has the choices of a drop-down."""
        if words not in self.known:
            self.known[words] = self.column(words)
        name = xl_col_to_name(self.known[words], col_abs=True)
        return f"='{NAME}'!{name}$1:{name}${len(words)}"

    def insert(self, chart: Chart, sheet: Worksheet, row: int, grid: Grid) -> int:
        """Put a chart on a sheet. Returns the number of rows that it covers."""
        bars = max(len(chart.categories) * len(chart.series), 1)
        height = min(max(FRAME + BAR * bars, LOWEST), HIGHEST)
        width = min(sum(DIGIT * one + SIDES for one in grid.widths if one), WIDEST)
        native = self.native(chart)
        native.set_size({"width": width, "height": height})
        sheet.insert_chart(
            row,
            0,
            native,
            {"y_offset": ABOVE, "object_position": 1, "description": f"{printable(chart.title)}。{described(chart)}"},
        )
        return (height + ABOVE) // ROW + 1

    def native(self, chart: Chart) -> NativeChart:
        """Bars along the page, the first on top, each with its number."""
        native = self.book.add_chart({"type": "bar"})
        last = max(len(chart.categories) - 1, 0)
        categories = self.column(chart.categories)
        for number, (name, values) in enumerate(chart.series):
            place = self.column((name, *values))
            native.add_series(
                {
                    "name": [NAME, 0, place],
                    "categories": [NAME, 0, categories, last, categories],
                    "values": [NAME, 1, place, last + 1, place],
                    "fill": {"color": COLOURS[number % len(COLOURS)]},
                    "data_labels": {"value": True, "font": FONT},
                    "gap": 60,
                }
            )
        native.set_title({"name": printable(chart.title)[:255], "name_font": {"name": HEAD, "size": 12, "bold": False}})
        native.set_y_axis({"reverse": True, "num_font": FONT})
        native.set_x_axis({"num_font": FONT, "major_gridlines": {"visible": False}, "visible": False})
        native.set_legend({"position": "bottom", "font": FONT} if len(chart.series) > 1 else {"none": True})
        native.show_hidden_data()
        return native

    def write(self) -> None:
        """Add the hidden sheet to the book, behind all others, if anything draws on it."""
        if not self.lists:
            return
        sheet = self.book.add_worksheet(NAME)
        sheet.hide()
        for place, values in enumerate(self.lists):
            for row, value in enumerate(values):
                if isinstance(value, int):
                    sheet.write_number(row, place, value)
                else:
                    sheet.write_string(row, place, fitted(printable(value)))
