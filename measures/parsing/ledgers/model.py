"""What a file says cell by cell, and what is read of it as a ledger."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from measures.parsing.patterns import lazy_regex

# A character that XML cannot hold, or the beginning of such a code itself (ECMA-376 part 1, 22.9.2.19, ST_Xstring).
_CODED = lazy_regex("_x([0-9A-Fa-f]{4})_")


class CellKind(StrEnum):
    """What a cell holds. The text of a day is in ISO form, that of a formula the value that it had last."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    FORMULA = "formula"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    kind: CellKind = CellKind.TEXT


@dataclass(slots=True)
class Grid:
    """A sheet, or a file of delimited text. Rows and columns count from 1; `cells` holds what is not empty, `merged`
    of each merged cell its first row and column and its last ones."""

    name: str
    is_hidden: bool = False
    cells: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row by the names of its columns. `merged`: the columns whose cell is part of one that is merged with others.

    `said` is what the row holds in columns that are none of a ledger's, by letter.
    """

    number: int
    cells: Mapping[str, Cell]
    merged: tuple[str, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What the cell of a column says, without white space at its ends; "" where it has none."""
        cell = self.cells.get(name)
        return cell.text.strip() if cell else ""


@dataclass(frozen=True, slots=True)
class LedgerSheet:
    """`columns` gives the letter of each column by its name, `others` the titles of columns that are none of a ledger's
    by their letters, `doubled` the letters of columns that are there twice."""

    name: str
    columns: Mapping[str, str]
    others: Mapping[str, str]
    doubled: tuple[str, ...]
    rows: Sequence[LedgerRow]


@dataclass(frozen=True, slots=True)
class Ledger:
    """`left_out`: the visible sheets that are no ledger. `lacking`: those that seem to be one, each with the columns
    without which it is none. `encoding` is that of delimited text, "" for a workbook."""

    sheets: Sequence[LedgerSheet]
    left_out: tuple[str, ...] = ()
    encoding: str = ""
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """For storing; `from_json` gives the same again."""
        return {
            "encoding": self.encoding,
            "left_out": list(self.left_out),
            "lacking": {name: list(columns) for name, columns in self.lacking.items()},
            "sheets": [
                {
                    "name": sheet.name,
                    "columns": dict(sheet.columns),
                    "others": dict(sheet.others),
                    "doubled": list(sheet.doubled),
                    "rows": [row_as_json(row) for row in sheet.rows],
                }
                for sheet in self.sheets
            ],
        }


def row_as_json(row: LedgerRow) -> list[object]:
    cells = {name: [cell.text, cell.kind.value] for name, cell in row.cells.items()}
    return [row.number, cells, list(row.merged), dict(row.said)]


def ledger_from_json(stored: Mapping[str, object]) -> Ledger:
    """What `Ledger.as_json` gave."""
    sheets = tuple(sheet_from_json(each) for each in mappings(stored["sheets"]))
    return Ledger(sheets, words(stored["left_out"]), str(stored["encoding"]), lists(stored.get("lacking")))


def sheet_from_json(stored: Mapping[str, object]) -> LedgerSheet:
    rows = stored["rows"]
    return LedgerSheet(
        str(stored["name"]),
        pairs(stored["columns"]),
        pairs(stored["others"]),
        words(stored["doubled"]),
        [row_from_json(row) for row in rows] if isinstance(rows, list) else [],
    )


def row_from_json(stored: Sequence[object]) -> LedgerRow:
    number, cells, merged, said = stored
    found = cells if isinstance(cells, dict) else {}
    return LedgerRow(
        int(str(number)),
        {name: Cell(text, CellKind(kind)) for name, (text, kind) in found.items()},
        words(merged),
        pairs(said),
    )


def mappings(value: object) -> Iterator[Mapping[str, object]]:
    yield from value if isinstance(value, list) else ()


def words(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def lists(value: object) -> dict[str, tuple[str, ...]]:
    return {str(name): words(each) for name, each in value.items()} if isinstance(value, dict) else {}


def pairs(value: object) -> dict[str, str]:
    return {str(name): str(text) for name, text in value.items()} if isinstance(value, dict) else {}


def decoded(text: str) -> str:
    """The text with its coded characters, line ends as everywhere else."""
    text = _CODED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
    return text.replace("\r\n", "\n").replace("\r", "\n")
