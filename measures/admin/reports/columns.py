"""Columns of a report chosen and put in order on a page: a table with a number for each column that is to be there."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from django import forms
from django.utils.translation import gettext as _

from measures.exports.contents import Column
from measures.exports.layouts import BLANKS, LONGEST_TITLE, OTHER, Choice, Layout, checked, is_blank, read, title_of

SPARE = 3  # rows for further columns to be filled in
MOST_ROWS = 200


@dataclass(frozen=True)
class Row:
    """A row as it was typed: `place` is the number that puts the column in order, "" where it is not chosen."""

    name: str
    place: str = ""
    title: str = ""

    @property
    def is_chosen(self) -> bool:
        """A column of the office's own is, once it has a title."""
        return bool(self.place) or (self.name == OTHER and bool(self.title))


@dataclass(frozen=True)
class Rows:
    """All rows of the table, and whether headings are put over the rows."""

    rows: tuple[Row, ...]
    grouped: bool = False


class ColumnsWidget(forms.Widget):
    """The table: the columns that are chosen in their order, then all others, then some to be named and filled in."""

    template_name = "admin/measures/report/columns.html"

    def __init__(self, known: Mapping[str, Column]) -> None:
        super().__init__()
        self.known = known

    def value_from_datadict(self, data: Mapping[str, object], files: object, name: str) -> Rows:
        """What was typed, wrong or not."""
        said = {key: str(data.get(key, "")).strip() for key in data if key.startswith(f"{name}-")}
        places = [place for place in range(MOST_ROWS) if f"{name}-name-{place}" in said]
        parts = [[said.get(f"{name}-{part}-{place}", "") for part in ("name", "place", "title")] for place in places]
        return Rows(tuple(Row(*part) for part in parts), grouped=f"{name}-grouped" in said)

    def get_context(self, name: str, value: object, attrs: Mapping[str, object] | None) -> dict[str, object]:
        shown = value if isinstance(value, Rows) else self.rows_of(read(str(value or "")))
        rows = [
            {"row": row, "label": title_of(Choice(row.name), self.known), "is_blank": is_blank(row.name), "own": own}
            for row in shown.rows
            for own in [row.name == OTHER]
        ]
        return {"widget": {"name": name, "rows": rows, "grouped": shown.grouped, "longest": LONGEST_TITLE}}

    def rows_of(self, layout: Layout) -> Rows:
        chosen = [Row(each.name, str(place), each.title) for place, each in enumerate(layout.columns, 1)]
        names = {row.name for row in chosen}
        others = [Row(name) for name in (*self.known, *BLANKS) if name not in names]
        return Rows((*chosen, *others, *[Row(OTHER)] * SPARE), layout.grouped)


class ColumnsField(forms.Field):
    """Gives the layout as it is typed (see `measures.exports.layouts.read`)."""

    def __init__(self, known: Mapping[str, Column]) -> None:
        super().__init__(label=_("Columns"), widget=ColumnsWidget(known))
        self.known = known

    def clean(self, value: Rows) -> str:
        """Raises ValidationError with what is wrong with a number, a title, or the columns together."""
        chosen = sorted((row for row in value.rows if row.is_chosen), key=self.number_of)
        if all(is_blank(row.name) or row.name == OTHER for row in chosen):
            raise forms.ValidationError(_("Choose at least one column in which something stands."))
        return str(checked(Layout(tuple(map(self.choice_of, chosen)), value.grouped), self.known))

    def number_of(self, row: Row) -> float:
        """Its place; without one, after all others."""
        try:
            number = float(row.place) if row.place else float("1e9")
        except ValueError:
            number = float("nan")
        if not isfinite(number):
            said = {"column": row.title or title_of(Choice(row.name), self.known), "place": row.place[:20]}
            raise forms.ValidationError(_("%(column)s: “%(place)s” is no number.") % said)
        return number

    def choice_of(self, row: Row) -> Choice:
        """Without a title that only says what the column is called anyway."""
        own = title_of(Choice(row.name), self.known)
        return Choice(row.name, "" if row.name != OTHER and row.title == own else row.title)

    def has_changed(self, initial: object, data: object) -> bool:
        """Of rows without a fault."""
        return isinstance(data, Rows) and self.clean(data) != initial
