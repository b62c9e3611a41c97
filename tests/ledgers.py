"""Ledgers that come back: drawn from what is stored, then edited as a person does in a spreadsheet program."""

from io import BytesIO
from typing import Any

from django.contrib.auth.models import User
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from measures.intake.ledgers.columns import titles
from measures.intake.ledgers.comparing import compare_ledger
from measures.intake.ledgers.comparison import LedgerComparison
from measures.models import Measure, Plan
from measures.parsing.ledgers import Ledger, read_ledger

COLUMNS = (
    *("number", "chapter", "section", "item", "code", "title", "text", "lead", "responsible", "support"),
    *("due", "phase", "review_state", "note", "progress", "slug", "version"),
)


def drawn(*plans: Plan) -> bytes:
    """A ledger of plans with all columns, a sheet a plan, as PolicyHub draws it but for its looks.

    tests/intake/ledgers/test_round_trip.py tries those that it does draw.
    """
    book, by_name = Workbook(), {name: title for title, name in titles().items()}
    for number, plan in enumerate(plans):
        sheet = book.create_sheet(f"{plan.title[:20]}{number or ''}")
        sheet.append([f"{plan.title}任务台账"])
        sheet.append(list(COLUMNS))
        sheet.row_dimensions[2].hidden = True
        sheet.append([by_name.get(name, name) for name in COLUMNS])
        for place, measure in enumerate(plan.measures.order_by("position", "pk"), 1):
            sheet.append([place, *row_of(measure)])
            for cell in sheet[sheet.max_row]:
                cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    book.remove(book.worksheets[0])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def row_of(measure: Measure) -> list[object]:
    headings, section = [str(measure.section)], measure.section
    while section.parent is not None:
        section = section.parent
        headings.insert(0, str(section))
    names = [
        "、".join(part.body.name for part in measure.responsibilities.filter(role=role).order_by("position"))
        for role in ("lead", "responsible", "support")
    ]
    labels = [measure.get_phase_display(), measure.get_review_state_display(), measure.note, None]
    return [
        *[*headings, "", ""][:3],
        *(measure.code, measure.title, measure.text, *names, measure.due_on or measure.due_text, *labels),
        *(measure.plan.slug, measure.version),
    ]


class EditedLedger:
    """A ledger open in a spreadsheet program."""

    def __init__(self, data: bytes) -> None:
        self.book: Workbook = load_workbook(BytesIO(data))
        self.sheet: Worksheet = self.book.worksheets[0]
        self.head = next(row for row in range(1, 20) if self.values(row).count("version") == 1)

    def values(self, row: int) -> list[Any]:
        return [cell.value for cell in self.sheet[row]]

    def column(self, name: str) -> int:
        return self.values(self.head).index(name) + 1

    def row(self, code: str) -> int:
        place = self.column("code")
        return next(
            row for row in range(self.head, self.sheet.max_row + 1) if self.sheet.cell(row, place).value == code
        )

    def cell(self, code: str, name: str) -> Cell:
        cell = self.sheet.cell(self.row(code), self.column(name))
        assert isinstance(cell, Cell)
        return cell

    def say(self, of: str, **values: Any) -> "EditedLedger":
        """Type into the cells of the row of this code."""
        for name, value in values.items():
            cell = self.cell(of, name)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
        return self

    def add_row(self, **values: Any) -> int:
        """A row below all others."""
        number = self.sheet.max_row + 1
        for name, value in values.items():
            self.sheet.cell(number, self.column(name)).value = value
        return number

    def add_column(self, name: str, title: str) -> None:
        """A column that the ledger has left out, under its usual title."""
        place = self.sheet.max_column + 1
        self.sheet.cell(self.head + 1, place, title)
        self.sheet.cell(self.head, place, name)

    def saved(self) -> bytes:
        file = BytesIO()
        self.book.save(file)
        return file.getvalue()


def read(data: bytes) -> Ledger:
    found = read_ledger(data, titles())
    assert found is not None
    return found


def compared(data: bytes, user: User | None = None, **options: Any) -> LedgerComparison:
    return compare_ledger(read(data), user=user, **options)


def measure_of(code: str) -> Measure:
    return Measure.objects.get(code=code)


def back(ledger: EditedLedger, **options: Any) -> LedgerComparison:
    return compared(ledger.saved(), **options)


def changes(found: LedgerComparison) -> dict[str, dict[str, tuple[str, str]]]:
    """By code, what each cell changes from and to."""
    return {str(row.key[1]): {cell.column: (cell.before, cell.after) for cell in row.cells} for row in found.updated}
