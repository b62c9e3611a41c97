"""A workbook to read, filter, print and take back in: a sheet for each part of a report.

XlsxWriter makes the workbook with its looks, charts and settings, but without cells. These are written by ourselves
(xlsx/cells.py), compressed, to a temporary file, and set into the sheets at the end, so that memory does not grow with
the rows. The file is only sent when it is whole: a report that fails leaves no half of one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZipFile

from xlsxwriter import Workbook

from measures.exports.contents import Block, Part, Report, printable
from measures.exports.writers.blocks import heading_of
from measures.exports.writers.xlsx.data import NAME, Data
from measures.exports.writers.xlsx.looks import DEFAULT, Looks, theme
from measures.exports.writers.xlsx.package import Rows, zipped
from measures.exports.writers.xlsx.sheet import Sheet
from measures.exports.writers.xlsx.text import fitted, sheet_name

LONGEST_PROPERTY = 255


def chunks(report: Report) -> Iterator[bytes]:
    """The file in pieces."""
    with TemporaryFile() as file:
        book = Book(report, file)
        for part in report.parts:
            book.add(part)
        yield from book.pieces()


class Book:
    """A workbook on its way; the rows of its sheets wait in `file`."""

    def __init__(self, report: Report, file: IO[bytes]) -> None:
        self.report, self.file, self.frame = report, file, BytesIO()
        self.book = Workbook(self.frame, {"in_memory": True, "default_format_properties": DEFAULT})
        self.book.use_custom_theme(theme())
        self.book.set_properties(
            {
                "title": fitted(printable(report.title), LONGEST_PROPERTY),
                "author": fitted(printable(report.author), LONGEST_PROPERTY),
            }
        )
        self.looks, self.data = Looks(self.book), Data(self.book)
        self.names = {NAME}
        self.rows: dict[str, Rows] = {}

    def add(self, part: Part) -> None:
        """A sheet for `part`, or several if it has more rows than a sheet holds."""
        heading = heading_of(part, self.report)
        blocks: Iterable[Block] | None = part.blocks
        while blocks is not None:
            rows = Rows(self.file)
            sheet = self.book.add_worksheet(sheet_name(part.title or self.report.label, self.names))
            self.rows[f"xl/worksheets/sheet{len(self.rows) + 1}.xml"] = rows
            report = self.report if len(self.rows) == 1 else replace(self.report, remarks_on_all=())
            blocks = Sheet(sheet, rows, self.looks, self.data, report).write(heading, blocks)

    def pieces(self) -> Iterator[bytes]:
        self.data.write()
        self.book.close()
        with ZipFile(self.frame) as frame:
            yield from zipped(frame, self.rows)
