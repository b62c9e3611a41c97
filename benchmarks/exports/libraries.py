"""Are workbooks written fast? `python -m benchmarks.exports.libraries` takes a minute, without a database.

The same cells in the same looks (borders, wrapping, days): by PolicyHub, with heights of rows, and by libraries alone.
rustpy-xlsxwriter is measured where it is installed; it sets looks by columns, and no borders on empty cells. Seconds
are those of the processor.
"""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import django
from xlsxwriter import Workbook

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "policyhub.settings")
os.environ.setdefault("DEBUG", "1")  # without a database it needs no secret
django.setup()

from measures.exports.contents import Column, Part, Report, Row, Table  # noqa: E402
from measures.exports.writers import as_xlsx  # noqa: E402

ROWS, TIMES = 100_000, 1.3
TEXT = "支持基础研究和应用研究，完善多元化投入机制，引进培养高水平创新人才，建设具有全球影响力的科技创新中心核心区。"
BODIES = ("市科技局", "市教委", "市财政局", "市发展改革委", "市人力资源社会保障局", "各街镇", "市城市管理委")
WIDTHS = {
    "章": 20,
    "节": 20,
    "条目": 20,
    "编号": 10,
    "任务": 28,
    "内容": 60,
    "牵头": 18,
    "责任": 18,
    "配合": 18,
    "时限": 14,
}
WIDTHS |= {"阶段": 10, "行号": 8}


def rows() -> Iterator[Row]:
    for number in range(ROWS):
        lead, responsible, support = (BODIES[(number + place) % len(BODIES)] for place in (0, 1, 3))
        yield (
            *(f"第{number % 12 + 1}章 创新发展", "第一节 研究与试验", "", f"1.1-{number}"),
            *(f"支持基础研究{number}", f"{TEXT}{number}", lead, f"{responsible}、{support}", support),
            *(date(2025, 6, 1 + number % 28), "未启动", number),
        )


def ours(path: Path) -> None:
    table = Table(tuple(Column(title, title, width) for title, width in WIDTHS.items()), rows())
    report = Report(name="ledger", label="台账", title="台账", author="", parts=[Part("", [table])])
    with path.open("wb") as file:
        file.writelines(as_xlsx.chunks(report))


def xlsxwriter(path: Path) -> None:
    """XlsxWriter with constant_memory."""
    with Workbook(path, {"constant_memory": True}) as book:
        look: dict[str, object] = {"font_name": "宋体", "font_size": 10.5, "border": 1, "text_wrap": True}
        text, day = book.add_format(look), book.add_format(look | {"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        for number, row in enumerate(rows()):
            for place, cell in enumerate(row):
                sheet.write(number, place, cell, day if isinstance(cell, date) else text)


def rust(path: Path) -> None:
    """rustpy-xlsxwriter, looks by columns."""
    library = import_module("rustpy_xlsxwriter")
    looks = {title: library.Format() for title in WIDTHS}
    for title, look in looks.items():
        look.set_font_name("宋体").set_font_size(10.5).set_border("thin").set_text_wrap()
        if title == "时限":
            look.set_num_format("yyyy-mm-dd")
    records = (dict(zip(WIDTHS, row, strict=True)) for row in rows())
    library.FastExcel(str(path)).sheet("台账", records, column_formats=looks).save()


def measured(write: Callable[[Path], None], folder: Path) -> float:
    began = process_time()
    write(folder / f"{write.__name__}.xlsx")
    return process_time() - began


def main() -> None:
    """Print what each takes. Ends with status 1 where PolicyHub takes too many times what the fastest does."""
    with TemporaryDirectory() as name:
        found = {"PolicyHub": measured(ours, Path(name)), "XlsxWriter": measured(xlsxwriter, Path(name))}
        try:
            found["rustpy-xlsxwriter"] = measured(rust, Path(name))
        except ModuleNotFoundError:
            print("rustpy-xlsxwriter is not installed")
    for library, seconds in found.items():
        print(f"{library:<20}{seconds:6.2f} s{found['PolicyHub'] / seconds:8.2f}")
    if found["PolicyHub"] > TIMES * min(found.values()):
        sys.exit(f"Missed: more than {TIMES} times the fastest")


if __name__ == "__main__":
    main()
