"""Filling down and pasting in the table of measures where no script does it: the page comes back with the values."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from typing import TypeVar

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from measures.admin.numbers import whole_number

MOST_CELLS = 2000  # of a pasted block: more than any page has

Cell = tuple[int, int, str]  # its line and column, from 0, and its value
FormT = TypeVar("FormT", bound=forms.BaseForm)


@dataclass(frozen=True)
class Filled:
    """What was posted, with the values filled in, and what could not be, in words."""

    data: QueryDict
    problems: list[str]


def filled(lines: Sequence[FormT], data: QueryDict) -> Filled:
    """The posted `data` of these lines, with a column filled down or a block laid over the cells.

    Both begin at `fill_line`, counted from 1, and the field `fill_column`. With `_fill` in the data, the value there is
    taken down to `fill_last`; else `block` is a block of cells, as a spreadsheet copies it.
    """
    columns = columns_of(lines[0]) if lines else []
    line, column = whole_number(data.get("fill_line")) or 0, data.get("fill_column", "")
    if not 1 <= line <= len(lines) or column not in columns:
        return Filled(data, [_("Say at which line and column it begins.")])
    if "_fill" in data:
        last = min(whole_number(data.get("fill_last")) or len(lines), len(lines))
        block = [(down, 0, data.get(lines[line - 1].add_prefix(column), "")) for down in range(1, last - line + 1)]
    else:
        block = cells_of(data.get("block", ""))
    place = columns.index(column)
    return laid_over(lines, data, [(line - 1 + down, place + right, value) for down, right, value in block])


def columns_of(line: FormT) -> list[str]:
    """The fields of a line, from left to right."""
    return [bound.name for bound in line.visible_fields()]


def cells_of(text: str) -> list[Cell]:
    """The cells of a block that a spreadsheet copied: one in quotes may hold line breaks and tabs."""
    rows = csv.reader(StringIO(text.strip("\r\n"), newline=""), "excel-tab")
    cells = ((down, right, value.strip()) for down, row in enumerate(rows) for right, value in enumerate(row))
    return list(islice(cells, MOST_CELLS))


def laid_over(lines: Sequence[FormT], data: QueryDict, cells: Sequence[Cell]) -> Filled:
    """A value outside of the table, or one that its cell does not offer, is left out and named."""
    columns = columns_of(lines[0])
    inside = [(line, column, value) for line, column, value in cells if line < len(lines) and column < len(columns)]
    changed, problems = data.copy(), list[str]()
    for line, column, value in inside:
        cell = lines[line][columns[column]]
        known = value_of(cell, value)
        if known is None:
            said = {"line": line + 1, "column": cell.label, "value": value}
            problems.append(_("Line %(line)d %(column)s: there is no value “%(value)s”.") % said)
        else:
            changed[cell.html_name] = known
    if beyond := len(cells) - len(inside):
        problems.append(_("%(count)d cells lie outside of this page and were left out.") % {"count": beyond})
    return Filled(changed, problems)


def value_of(cell: BoundField, text: str) -> str | None:
    """What a browser would send for a text; None where the cell offers a choice and this is none of it."""
    if not isinstance(cell.field, forms.ChoiceField):
        return text
    offered = {str(each.choice_label): str(each.data["value"]) for each in cell.subwidgets}
    return offered.get(text, text if text in offered.values() else None)
