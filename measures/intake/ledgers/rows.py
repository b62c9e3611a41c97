"""What one row says: which cells say something else than is stored, and what they mean."""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from measures.edits.assigning import body_label, split_names
from measures.importing.records import FieldValues
from measures.intake.ledgers.bodies import Names
from measures.intake.ledgers.cells import EMPTY, CellError, CellReader, Said, refuse_cut, refuse_unreadable
from measures.intake.ledgers.columns import ROLES, TAKEN
from measures.intake.ledgers.comparison import CellChange, Place, Refusal
from measures.intake.ledgers.states import bodies_of, names_of
from measures.models import Measure, Plan, ResponsibleBody
from measures.models.names import comparable
from measures.parsing.ledgers import Cell, CellKind, LedgerRow, LedgerSheet

BETWEEN_BODIES = "、"
COLUMN_OF = {"due_on": "due", "due_text": "due"}  # of the field that an error is about


class Stored:
    """The measures that the rows of a sheet name, with their bodies."""

    def __init__(self, measures: Sequence[Measure]) -> None:
        self.measures = {(each.plan.slug, each.code): each for each in measures}
        roles = bodies_of([each.pk for each in measures])
        self.said = {each.pk: Said.of(each, roles.get(each.pk, {})) for each in measures}
        self.bodies: dict[int, ResponsibleBody] = {}
        self.names: dict[int, set[str]] = {}
        self.learn_bodies(self.said.values())

    def learn_bodies(self, said: Iterable[Said]) -> None:
        """The bodies that these name, and all names that they have or had."""
        pks = {pk for each in said for found in each.bodies.values() for pk in found}
        self.bodies |= ResponsibleBody.objects.in_bulk(pks)
        self.names |= {pk: {comparable(name) for name in names} for pk, names in names_of(pks).items()}

    def bodies_in(self, said: Said, column: str) -> list[ResponsibleBody]:
        return [self.bodies[pk] for pk in said.bodies.get(column, ()) if pk in self.bodies]


class RowReader:
    """Reads the rows of one sheet."""

    def __init__(self, sheet: LedgerSheet, reader: CellReader, names: Names, stored: Stored) -> None:
        self.sheet, self.reader, self.names, self.stored = sheet, reader, names, stored
        self.columns = [name for name in TAKEN if name in sheet.columns]

    def place(self, row: LedgerRow, column: str = "") -> Place:
        return Place(self.sheet.name, row.number, self.sheet.columns.get(column, ""))

    def different(self, row: LedgerRow, said: Said) -> list[str]:
        """The columns in which the row says something else."""
        return [name for name in self.columns if self.differs(name, row.cells.get(name, EMPTY), said)]

    def differs(self, column: str, cell: Cell, said: Said) -> bool:
        if column not in ROLES:
            return not self.reader.says(column, cell, said)
        if cell.kind in (CellKind.FORMULA, CellKind.ERROR):
            return True
        pks, text = said.bodies.get(column, ()), self.reader.typed(cell.text)
        if text == self.words(column, said):
            return False
        names = [comparable(name) for name in split_names(text)]
        known = [self.stored.names.get(pk, set()) for pk in pks]
        return len(names) != len(known) or any(name not in of for name, of in zip(names, known, strict=True))

    def words(self, column: str, said: Said) -> str:
        if column in ROLES:
            return BETWEEN_BODIES.join(body.name for body in self.stored.bodies_in(said, column))
        return said.words(column)

    def change(self, row: LedgerRow, column: str, said: Said, plan: Plan) -> CellChange:
        """What a cell changes. Raises CellError, ValidationError."""
        cell, place = row.cells.get(column, EMPTY), self.place(row, column)
        if column in row.merged:
            raise CellError(_("It is part of merged cells: part them."))
        refuse_unreadable(cell)
        if column in ROLES:
            bodies = self.names.in_jurisdiction(plan.jurisdiction).read(
                self.reader.typed(cell.text), self.stored.bodies_in(said, column), place
            )
            after = BETWEEN_BODIES.join(body_label(body, plan.jurisdiction) for body in bodies)
            return CellChange(column, place, self.words(column, said), after, {}, bodies)
        values = self.reader.values(column, cell)
        refuse_cut(column, said)
        return CellChange(column, place, said.words(column), said.with_values(values).words(column), values)

    def changes(self, row: LedgerRow, columns: Iterable[str], said: Said, plan: Plan) -> Iterator[CellChange | Refusal]:
        """Of each of these columns what it changes, or why not."""
        for column in columns:
            try:
                yield self.change(row, column, said, plan)
            except CellError as error:
                yield Refusal(self.place(row, column), "", str(error))
            except ValidationError as error:
                yield Refusal(self.place(row, column), "", " ".join(map(str, error.messages)))


def faults(measure: Measure, values: FieldValues) -> dict[str, str]:
    """By column, what is wrong with a measure that has these values."""
    tried = copy(measure)
    for name, value in values.items():
        setattr(tried, name, value)
    unchecked = {field.name for field in Measure._meta.fields} - values.keys()
    found: dict[str, list[str]] = {}
    try:
        tried.clean_fields(exclude=unchecked)
        tried.check_deadline()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            found.setdefault(COLUMN_OF.get(name, name), []).extend(messages)
    return {column: " ".join(map(str, messages)) for column, messages in found.items()}
