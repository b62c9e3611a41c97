"""Which columns a table has, and in which order: as a layout says, else as the report does; empty ones are left out."""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.exports.contents import UNPRINTABLE, Column

BLANK_WIDTH = 24
# Columns that are filled in by hand, by name; any other has the name OTHER and a title of its own.
BLANKS = {
    "progress": gettext_lazy("Progress so far"),
    "problems": gettext_lazy("Problems found"),
    "next_steps": gettext_lazy("Next steps"),
}
OTHER = "blank"
GROUPED = "grouped"
MOST_COLUMNS, LONGEST_TITLE = 60, 40
COMMAS = re.compile("[,，]")
# With these a spreadsheet program begins a formula, in either width.
BEGINS_A_FORMULA = tuple("=+-@＝＋－＠")


@dataclass(frozen=True)
class Choice:
    """A column of a layout: a name of the report's or of BLANKS with, where the office has one, its own title; or OTHER
    with a title."""

    name: str
    title: str = ""

    def __str__(self) -> str:
        """As it is typed."""
        name = "" if self.name == OTHER else self.name
        return f"{name}={self.title}" if self.title else name


@dataclass(frozen=True)
class Layout:
    """Columns in their order, none for the report's own; `grouped`: headings stand over the rows, not in columns.

    `name` is what an office keeps it under, "" for one that is asked for column by column.
    """

    columns: tuple[Choice, ...] = ()
    grouped: bool = False
    name: str = ""

    def __str__(self) -> str:
        """As it is typed: `read` gives it back."""
        return ",".join([*map(str, self.columns), *([GROUPED] if self.grouped else [])])


def read(text: str) -> Layout:
    """A layout as it is typed: names in their order, parted by commas; `lead=主责单位` gives a column a title of the
    office's own, `=下周安排` adds one to be filled in; `grouped` puts the headings over the rows."""
    pieces = [piece.strip() for piece in COMMAS.split(text) if piece.strip()]
    parted = [piece.partition("=") for piece in pieces if piece != GROUPED]
    choices = tuple(Choice(name.strip() or OTHER, title.strip()) for name, _equals, title in parted)
    return Layout(choices, grouped=GROUPED in pieces)


def checked(layout: Layout, known: Mapping[str, Column]) -> Layout:
    """The layout. Raises ValidationError with all that is wrong with it, given the columns that the report can have."""
    names = Counter(choice.name for choice in layout.columns if choice.name != OTHER)
    others = [choice for choice in layout.columns if choice.name == OTHER and choice.title]
    each_once = {choice.name: choice for choice in layout.columns if choice.name != OTHER}
    titles = Counter(title_of(choice, known) for choice in (*each_once.values(), *others))
    errors = [
        *unknown(names.keys() - {*known, *BLANKS}, known),
        *(_("The column %(name)s stands there twice.") % {"name": name} for name, times in names.items() if times > 1),
        *(_("Two columns are called %(title)s.") % {"title": title} for title, times in titles.items() if times > 1),
        *(problem for choice in layout.columns for problem in problems_of(choice)),
    ]
    if len(layout.columns) > MOST_COLUMNS:
        errors.append(_("These are more than %(most)d columns.") % {"most": MOST_COLUMNS})
    if errors:
        raise ValidationError([*dict.fromkeys(errors)])
    return layout


def unknown(names: Collection[str], known: Collection[str]) -> list[str]:
    """What is wrong with names that there are not, each once in the order of the alphabet."""
    said = {"names": "、".join(sorted(names)), "known": "、".join([*known, *BLANKS])}
    return [_("There is no column %(names)s. There are: %(known)s.") % said] if names else []


def title_of(choice: Choice, known: Mapping[str, Column]) -> str:
    """What stands above the column."""
    column = column_of(choice, 0, known)
    return choice.title or (column.title if column else choice.name)


def in_words(layout: Layout, known: Mapping[str, Column]) -> str:
    """序号、任务举措、主责单位, and whether headings stand over the rows."""
    titles = "、".join(title_of(choice, known) for choice in layout.columns)
    return _("%(columns)s (headings over the rows)") % {"columns": titles} if layout.grouped else titles


def problems_of(choice: Choice) -> list[str]:
    """What is wrong with the title that an office gives a column."""
    title, said = choice.title, {"title": choice.title[: LONGEST_TITLE + 1], "most": LONGEST_TITLE}
    rules = (
        (choice.name == OTHER and not title, _("A blank column needs a title.")),
        (len(title) > LONGEST_TITLE, _("“%(title)s…” is longer than the %(most)d characters of a title.")),
        (title.startswith(BEGINS_A_FORMULA), _("“%(title)s” begins as a formula does: with one of = + - @.")),
        (not is_one_line(title), _("A title is one line of letters, without commas.")),
    )
    return [sentence % said for is_broken, sentence in rules if is_broken]


def is_one_line(title: str) -> bool:
    return not (UNPRINTABLE.search(title) or COMMAS.search(title) or "\t" in title) and len(title.splitlines()) < 2


def layout_of(text: str, known: Mapping[str, Column]) -> Layout:
    """The layout that is typed. Raises ValidationError as `checked` does."""
    return checked(read(text), known)


def arranged(layout: Layout, columns: Mapping[str, Column]) -> tuple[Column, ...]:
    """The columns of the layout, of those that there are."""
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
