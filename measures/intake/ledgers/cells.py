"""What a cell says: whether it says what a record does, and the value that it means where it says something else."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import cache

from django.conf import settings
from django.db.models import TextChoices
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from measures.choices import Phase, ReviewState
from measures.exports.contents import printable
from measures.exports.writers.as_csv import could_run
from measures.exports.writers.xlsx.text import LONGEST, units
from measures.importing.records import FieldValues
from measures.intake.dates import EARLIEST, LATEST, NoYearError, read_date
from measures.models import Measure
from measures.models.history import HistoryRow
from measures.parsing.ledgers import Cell, CellKind
from measures.parsing.ledgers.model import decoded

CUT = "…"
DAY_ZERO = date(1899, 12, 30)  # of the days that workbooks count
FIRST_SERIAL, LAST_SERIAL = ((date(year, 1, 1) - DAY_ZERO).days for year in (1955, LATEST + 1))
# What is written with digits and what goes with them alone is meant as a day.
LIKE_DAY = re.compile(r"[\d\s年月日号底末前之以份./／．－—-]*\d[\d\s年月日号底末前之以份./／．－—-]*")
CHOICES: Mapping[str, type[TextChoices]] = {"phase": Phase, "review_state": ReviewState}
TEXTS = ("title", "text", "note")
EMPTY = Cell("")


class CellError(Exception):
    """A cell whose value cannot be taken; the message, for people, says why."""


@dataclass(frozen=True)
class Said:
    """What a measure says, now or at an earlier version. `bodies`: their primary keys by role, in their order."""

    title: str
    text: str
    note: str
    phase: str
    review_state: str
    due_on: date | None
    due_text: str
    withdrawn_on: date | None
    bodies: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, record: Measure | HistoryRow, bodies: Mapping[str, tuple[int, ...]]) -> "Said":
        """Of a measure or a row of its history."""
        own = {name: getattr(record, name) for name in FIELDS}
        return cls(**own, bodies=bodies)

    def words(self, column: str) -> str:
        """What the ledger says in one of its columns but those of bodies."""
        if column == "due":
            return self.due_on.isoformat() if self.due_on else self.due_text
        value = getattr(self, column)
        if column in CHOICES:
            return str(CHOICES[column](value).label)
        return value.isoformat() if isinstance(value, date) else str(value or "")

    def with_values(self, values: FieldValues) -> "Said":
        """The same with other values of its fields."""
        return replace(self, **values)


FIELDS = tuple(each.name for each in fields(Said) if each.name != "bodies")
NOTHING = Said("", "", "", Phase.NOT_STARTED.value, ReviewState.EXTRACTED.value, None, "", None, {})


@dataclass(frozen=True)
class CellReader:
    """`encoding` is that of delimited text, "" for a workbook: what was guarded or lost there is told from a change."""

    encoding: str = ""

    def says(self, column: str, cell: Cell, said: Said) -> bool:
        """Whether the cell of a column says what the record does; columns of bodies apart."""
        if cell.kind is CellKind.FORMULA:
            return False
        if column in TEXTS or (column == "due" and said.due_on is None):
            return self.is_same(cell.text, said.words(column))
        if cell.text.strip() == said.words(column):
            return True
        try:
            return all(getattr(said, name) == value for name, value in self.values(column, cell).items())
        except CellError:
            return False

    def is_same(self, text: str, stored: str) -> bool:
        """White space at the ends makes no difference, nor what a cell cannot hold, or LibreOffice decodes twice."""
        written = printable(stored).strip()
        if text.strip() in (written, decoded(written)) or self.typed(text) == written or is_cut(text, written):
            return True
        return bool(self.encoding) and not self.encoding.startswith("utf") and text.strip() == lossy(written)

    def typed(self, text: str) -> str:
        """The text that was meant: in delimited text an apostrophe keeps it from running as a formula."""
        text = text.strip()
        is_guarded = bool(self.encoding) and text.startswith("'") and could_run(text[1:])
        return text[1:].strip() if is_guarded else text

    def values(self, column: str, cell: Cell) -> dict[str, object]:
        """The values of the fields that the cell means. Raises CellError."""
        refuse_unreadable(cell)
        text = self.typed(cell.text)
        if column in CHOICES:
            return {column: choice_of(text, CHOICES[column])}
        if column == "due":
            return deadline_of(text, cell.kind)
        if column == "withdrawn_on":
            return {column: day_of(text) if text else None}
        return {column: " ".join(text.split("\n")) if column == "title" else text}


def refuse_cut(column: str, said: Said) -> None:
    """What a cell could hold in part only is lost where it is written back."""
    if column in TEXTS and units(said.words(column)) > LONGEST:
        raise CellError(_("The cell holds only the beginning of the text: change it in the form."))


def refuse_unreadable(cell: Cell) -> None:
    if cell.kind is CellKind.FORMULA:
        raise CellError(_("It holds a formula: put its value in its place."))
    if cell.kind is CellKind.ERROR:
        raise CellError(_("It holds the error %(error)s.") % {"error": cell.text})


def is_cut(text: str, written: str) -> bool:
    """Whether a cell could not hold more of what is written."""
    return (
        units(written) > LONGEST and units(text) > LONGEST // 2 and written.startswith(text.strip().removesuffix(CUT))
    )


def lossy(text: str) -> str:
    """The text as a program writes it in the encoding of a Chinese Windows: ? in place of what it has not."""
    return "".join(one if in_gbk(one) else "?" * units(one) for one in text)


def in_gbk(character: str) -> bool:
    try:
        character.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def choice_of(text: str, choices: type[TextChoices]) -> str:
    """The value of a label in any language of the site, or of a code. Raises CellError, which says what there is."""
    known = labels_of(choices)
    if (value := known.get(folded(text))) is not None:
        return value
    offered = "、".join(str(label) for label in choices.labels)
    if not text:
        raise CellError(_("It cannot be empty; it is one of %(labels)s.") % {"labels": offered})
    raise CellError(_("There is no value “%(value)s”; it is one of %(labels)s.") % {"value": text, "labels": offered})


@cache
def labels_of(choices: type[TextChoices]) -> dict[str, str]:
    found = {folded(str(choice.value)): str(choice.value) for choice in choices}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {folded(str(choice.label)): str(choice.value) for choice in choices}
    return found


def folded(text: str) -> str:
    """Widths, capitals and white space make no difference."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def deadline_of(text: str, kind: CellKind) -> dict[str, object]:
    """A day, or words where it names none; without either there is no deadline. Raises CellError.

    A day leaves the document's own words as they are.
    """
    if not text:
        return {"due_on": None, "due_text": ""}
    if kind is not CellKind.TEXT or LIKE_DAY.fullmatch(text):
        return {"due_on": day_of(text)}
    try:
        return {"due_on": day_of(text)}
    except CellError as error:
        if error.__cause__ is None or isinstance(error.__cause__, NoYearError):
            raise
        return {"due_on": None, "due_text": text}


def day_of(text: str) -> date:
    """A day as a cell has it: as such, as the number that a workbook counts it by, or as people type it.

    Raises CellError, with a NoYearError as its cause where the year is missing and a ValueError where it is no day.
    """
    day = read_day(text)
    if not EARLIEST <= day.year <= LATEST:
        raise CellError(_("The year %(year)s cannot be right.") % {"year": day.year})
    return day


def read_day(text: str) -> date:
    number = text.removesuffix(".0")
    if number.isdecimal() and FIRST_SERIAL <= int(number[:9]) < LAST_SERIAL:
        return DAY_ZERO + timedelta(days=int(number))
    try:
        return read_date(text, month_end=True)
    except NoYearError as error:
        message = _("“%(typed)s” of which year? Write the year, too: %(year)s年%(typed)s.")
        raise CellError(message % {"typed": text, "year": timezone.localdate().year}) from error
    except ValueError as error:
        message = _("“%(typed)s” is no day. Write one such as 2026-12-31, 2026年12月31日 or 2026-12.")
        raise CellError(message % {"typed": text}) from error
