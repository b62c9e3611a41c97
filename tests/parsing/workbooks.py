"""Excel workbooks, made in memory by openpyxl and xlwt."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import xlwt
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Rows = list[list[object]]
DIVISION: Rows = [
    ["示例市2025年重点任务分工表"],
    [],
    ["序号", "重点任务", "责任单位", "完成时限"],
    [1, "建设物流园区", "市交通运输局、市商务局", "2025年6月底"],
    [2, "培育电商企业", None, "长期坚持"],
]
MERGED = ["A1:D1", "C4:C5"]


def make_xlsx(
    sheets: dict[str, Rows], merged: list[str] | None = None, change: Callable[[Worksheet], None] | None = None
) -> bytes:
    """One sheet a name. `merged` and `change` concern the first sheet."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    first = workbook.worksheets[0]
    for cells in merged or []:
        first.merge_cells(cells)
    if change:
        change(first)
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def make_xls(name: str, rows: Rows, merged: tuple[int, int, int, int]) -> bytes:
    """`merged`: first row, last row, first column, last column, from 0."""
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet(name)
    top, bottom, left, right = merged
    sheet.write_merge(top, bottom, left, right, rows[top][left])
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None and not (top <= number <= bottom and left <= column <= right):
                sheet.write(number, column, value)
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def with_parts(data: bytes, **parts: str) -> bytes:
    """The workbook with parts replaced, named by their path with __ for / and without .xml."""
    buffer = BytesIO()
    changed = {f"{name.replace('__', '/')}.xml": content for name, content in parts.items()}
    with ZipFile(BytesIO(data)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *changed}:
            new.writestr(name, changed.get(name) or old.read(name))
    return buffer.getvalue()
