"""Which columns a table has, and in which order: as a layout says, else as the report does; empty ones are left out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.exports.contents import Column

BLANK_WIDTH = 24
# Columns that are filled in by hand, by name; any other has the name OTHER and a title of its own.
BLANKS = {
    "progress": _("Progress so far"),
    "problems": _("Problems found"),
    "next_steps": _("Next steps"),
}
OTHER = "blank"
GROUPED = "grouped"


@dataclass(frozen=True)
class Choice:
    """A column of a layout: a name of the report's or of BLANKS with, where the office has one, its own title; or OTHER
    with a title."""

    name: str
    title: str = ""


@dataclass(frozen=True)
class Layout:
    """Columns in their order, none for the report's own; `grouped`: headings stand over the rows, not in columns."""

    columns: tuple[Choice, ...] = ()
    grouped: bool = False


def layout_of(text: str, known: Collection[str]) -> Layout:
    """A layout as it is typed: names in their order, parted by commas; `lead=主责单位` gives a column a title of the
    office's own, `=下周安排` adds one to be filled in; `grouped` puts the headings over the rows.

    Raises ValidationError for a name that the report does not have.
    """
    pieces = [piece.strip() for piece in text.replace("，", ",").split(",") if piece.strip()]
    parted = [piece.partition("=") for piece in pieces if piece != GROUPED]
    choices = tuple(Choice(name.strip() or OTHER, title.strip()) for name, _equals, title in parted)
    wrong = [choice.name for choice in choices if choice.name not in {*known, *BLANKS, OTHER}]
    if wrong:
        said = {"names": "、".join(wrong), "known": "、".join([*known, *BLANKS])}
        raise ValidationError(gettext("There is no column %(names)s. There are: %(known)s.") % said)
    return Layout(choices, grouped=GROUPED in pieces)


def arranged(layout: Layout | None, columns: Mapping[str, Column], usual: Sequence[str]) -> tuple[Column, ...]:
    """The columns of the layout, of those that there are; without one, the usual ones in the order of `columns`."""
    if layout is None or not layout.columns:
        return tuple(columns[name] for name in columns if name in usual)
    found = [(choice, column_of(choice, number, columns)) for number, choice in enumerate(layout.columns, 1)]
    return tuple(replace(column, title=choice.title or column.title) for choice, column in found if column)


def column_of(choice: Choice, number: int, columns: Mapping[str, Column]) -> Column | None:
    """The column that is chosen, None where the report has none of the name or nothing to say in it."""
    if choice.name == OTHER:
        return Column(f"{OTHER}_{number}", choice.title, BLANK_WIDTH)
    if choice.name in BLANKS:
        return Column(choice.name, str(BLANKS[choice.name]), BLANK_WIDTH)
    return columns.get(choice.name)


def is_blank(name: str) -> bool:
    return name in BLANKS or name.startswith(f"{OTHER}_")


def without_empty(columns: Mapping[str, Column], filled: Collection[str]) -> dict[str, Column]:
    """Those in which something stands."""
    return {name: column for name, column in columns.items() if name in filled}
