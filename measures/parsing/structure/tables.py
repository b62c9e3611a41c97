"""Tables with a head: one measure a row of a table of tasks, one target a row of a table of indicators.

Reads: the rows of one table. Writes: `TaskRow`s or `IndicatorRow`s, and whether the head names bodies.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from measures.parsing.lexicon import any_of, duty_words, section_words
from measures.parsing.patterns import lazy_regex
from measures.parsing.structure.numbering import read_marker
from measures.parsing.structure.paragraphs import Paragraph
from measures.terms import Comparator, Nature, Role

_TASK = lazy_regex(rf".{{0,8}}{any_of(section_words.TASK_COLUMNS)}(?:及.*|与.*|和.*|[（(].*)?$")
_DETAIL = lazy_regex(any_of(section_words.DETAIL_COLUMNS))
_ROLES = [(lazy_regex(any_of(words)), role) for role, words in section_words.ROLE_COLUMNS.items()]
_BODY_COLUMN = lazy_regex(
    rf"(?!{any_of(section_words.NO_BODY_COLUMNS)}).{{1,8}}{any_of(section_words.BODY_COLUMNS)}(?:[（(].*)?$"
)
_DUE = lazy_regex(any_of(section_words.DUE_COLUMNS))
_PERSONS = lazy_regex(any_of(duty_words.PERSONS) + "$")
_TOLD = lazy_regex(any_of(section_words.TOLD_COLUMNS))
_INDICATOR = lazy_regex(f"{any_of(section_words.INDICATOR_ENDS)}$|^{any_of(section_words.INDICATOR_STARTS)}")
_UNIT = lazy_regex(f"^{any_of(section_words.UNIT_COLUMNS)}$")
_NATURE = lazy_regex(any_of(section_words.NATURE_COLUMNS))
_GOAL_COLUMN = lazy_regex(rf"(20\d{{2}})年?|{any_of(section_words.GOAL_COLUMNS)}")
_BASE_COLUMN = lazy_regex(any_of(section_words.BASE_COLUMNS))
_GROWTH_COLUMN = lazy_regex(any_of(section_words.GROWTH_COLUMNS))
_BOUNDS = {word: comparator for comparator, words in section_words.CELL_BOUNDS.items() for word in words}
# A figure in brackets of its own, as 【13.5】 or ［13.5］, is the sum of all the years.
_VALUE = lazy_regex(
    rf"(?P<mark>{any_of(_BOUNDS)})?\s*(?P<sum>[【［\[〔]|{section_words.SUM_COLUMN})?\s*"
    r"(?P<value>-?\d[\d,]*(?:\.\d+)?)\s*[】］\]〕]?\s*"
    r"(?P<unit>%|％|‰|[\u4e00-\u9fff/㎡³²a-zA-Z]{0,8}?)\s*"
    rf"(?P<after>{any_of(section_words.AFTER_A_FIGURE)})?(?:\s*[\[【（(].*)?$"
)
_ROW_NUMBER = lazy_regex(r"^(?:\d{1,3}\s*[.．、]|[（(]\d{1,3}[)）]|[①-⑳])\s*(?=\D)")
_FALLS = lazy_regex(any_of(section_words.FALLING_INDICATORS))
_UNIT_IN_NAME = lazy_regex(r"[（(]([^（）()]{1,12})[)）]\s*$")
_TOTAL = lazy_regex(f"{any_of(section_words.TOTALS)}|{any_of(section_words.NOTES)}[:：]")
_WORDS = lazy_regex(r"^[^。；，]*[\u4e00-\u9fff]{2}[^。；]*$")
HEAD_ROWS = 4
TITLE_LENGTH = 35


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    start: int
    end: int


RoleCell = tuple[Role, Paragraph, int, int]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """`bodies` are (role, row, start, end) of the cells that name who is responsible, counted in that row; `told` are
    (start, end) of those that tell how far the task has come."""

    row: Paragraph
    title: str
    label: str
    due: str
    bodies: tuple["RoleCell", ...]
    told: tuple[tuple[int, int], ...] = ()
    due_row: Paragraph | None = None  # where the deadline stands, if in another row
    stated: Paragraph | None = None  # what states targets, if in another row

    @property
    def wording(self) -> Paragraph:
        """The row with what it tells blotted out: what else it says is to be reached."""
        if self.stated:
            return self.stated
        text = self.row.text
        for start, end in self.told:
            text = text[:start] + "\t" * (end - start) + text[end:]
        return replace(self.row, text=text) if self.told else self.row


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    row: Paragraph
    metric: str
    comparator: Comparator
    value: Decimal | None
    unit: str
    year: int | None
    nature: Nature


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A row whose one cell names the tasks of the rows below: 一、提升服务效能."""

    row: Paragraph


@dataclass(slots=True)
class TaskTable:
    """The rows of a table of tasks, each as a task, as the name of those below it, or as the paragraph it is.

    `unread` are those that name a body or a deadline and no task to go with it.
    """

    rows: list["TaskRow | GroupRow | Paragraph"]
    unread: list[Paragraph] = field(default_factory=list)


@dataclass(slots=True)
class IndicatorTable:
    """The rows that give a goal; `unread` are those that give a figure for it and name no indicator."""

    rows: list[IndicatorRow] = field(default_factory=list)
    unread: list[Paragraph] = field(default_factory=list)


def cells_of(row: Paragraph) -> list[Cell]:
    cells, start = [], 0
    for raw in row.text.split("\t"):
        text = raw.strip()
        offset = start + (raw.index(text) if text else 0)
        cells.append(Cell(text, offset, offset + len(text)))
        start += len(raw) + 1
    return cells


def read_tasks(rows: list[Paragraph], *, of_projects: bool = False) -> TaskTable | None:
    """None where the table holds no tasks; `of_projects`: a list of projects says not who answers for them."""
    is_head = _is_project_head if of_projects else _is_task_head
    head = next((i for i in range(min(HEAD_ROWS, len(rows))) if is_head(_head(rows, i, _is_below_roles)[0])), None)
    if head is None:
        return None
    names, height = _head(rows, head, _is_below_roles)
    table = TaskTable([*map(_named_above, rows[:head]), *rows[head : head + height]])
    above: dict[int, tuple[Paragraph, Cell]] = {}
    body = rows[head + height :]
    for row, following in zip(body, [*body, None][1:], strict=True):
        cells = cells_of(row)
        above = {i: above.get(i, (row, cell)) if i in row.merged else (row, cell) for i, cell in enumerate(cells)}
        is_head_again = [squeezed(cell.text) for cell in cells] == names
        grouped = {*row.merged, *(following.merged if following else ())}
        is_row = not (is_head_again or _is_total(cells))
        task = _task(row, cells, names, above, grouped) if is_row else None
        table.rows.append(task or (GroupRow(row) if is_row and _names_group(row, cells) else row))
        if is_row and task is None and _says_who_or_when(cells, names):
            table.unread.append(row)
    return table


def _named_above(row: Paragraph) -> GroupRow | Paragraph:
    """A numbered name of the first group may stand above the head; what bears no number there is the table's title."""
    return GroupRow(row) if read_marker(row.text) and _names_group(row, cells_of(row)) else row


def _names_group(row: Paragraph, cells: list[Cell]) -> bool:
    """Whether the first cell, which no other stands beside, names what follows."""
    words = cells[0].text
    is_alone = bool(words) and not row.merged and not any(cell.text for cell in cells[1:])
    return is_alone and len(words) <= TITLE_LENGTH and _WORDS.search(words) is not None


def _says_who_or_when(cells: list[Cell], names: list[str]) -> bool:
    return any(
        cell.text and (role_of_column(name) or _DUE.search(name)) for cell, name in zip(cells, names, strict=False)
    )


def is_table_head(row: Paragraph) -> bool:
    """Whether a row alone shows that its table is one of tasks or of indicators, or names the first of its groups."""
    marker = read_marker(row.text)
    if marker and marker.number == 1 and _names_group(row, cells_of(row)):
        return True
    names = [squeezed(cell.text) for cell in cells_of(row)]
    return _is_task_head(names) or _is_indicator_head(names)


def names_bodies(rows: list[Paragraph]) -> bool:
    """Whether a column of the head holds bodies: such a table wants a look where it is not read."""
    return any(role_of_column(squeezed(cell.text)) for row in rows[:HEAD_ROWS] for cell in cells_of(row))


def _head(rows: list[Paragraph], first: int, is_below: Callable[[str], object]) -> tuple[list[str], int]:
    """The columns' names and the rows they take: 责任分工 over 牵头部门 and 责任部门 is a head of two.

    `is_below` tells what may stand in a second row of the head.
    """
    names = [squeezed(cell.text) for cell in cells_of(rows[first])]
    if first + 1 < len(rows):
        below = [squeezed(cell.text) for cell in cells_of(rows[first + 1])]
        given = [name for name in below if name]
        if given and all(map(is_below, given)) and len(below) >= len(names):
            names += [""] * (len(below) - len(names))
            return [lower or upper for upper, lower in zip(names, below, strict=True)], 2
    return names, 1


def _is_below_roles(name: str) -> bool:
    return role_of_column(name) is not None or _DUE.search(name) is not None


def _is_below_years(name: str) -> bool:
    """目标值 over 2025年 and 2030年, or 年均 beside 累计."""
    return len(name) <= 12 and any(each.search(name) for each in (_GOAL_COLUMN, _BASE_COLUMN, _GROWTH_COLUMN))


def squeezed(text: str) -> str:
    return "".join(text.split())


def _is_task_head(names: list[str]) -> bool:
    return any(_TASK.match(name) and not role_of_column(name) for name in names) and any(map(role_of_column, names))


def _is_project_head(names: list[str]) -> bool:
    return _is_task_head(names) or any(_TASK.match(name) and section_words.NAME_COLUMN in name for name in names)


def is_task(name: str) -> bool:
    return _TASK.match(name) is not None and role_of_column(name) is None


def is_detail(name: str) -> bool:
    return _DETAIL.search(name) is not None


def is_due(name: str) -> bool:
    return _DUE.search(name) is not None


def role_of_column(name: str) -> Role | None:
    """The role of the bodies in a column so named; a column …单位 or …部门 of another kind is of those responsible."""
    if len(name) > 16 or _PERSONS.search(name):
        return None
    named = next((role for pattern, role in _ROLES if pattern.search(name)), None)
    return named or (Role.RESPONSIBLE if _BODY_COLUMN.match(name) else None)


def _is_total(cells: list[Cell]) -> bool:
    """A last row 合计 or a note under the table is no task."""
    return _TOTAL.match(squeezed(next((cell.text for cell in cells if cell.text), ""))) is not None


def _task(
    row: Paragraph,
    cells: list[Cell],
    names: list[str],
    above: dict[int, tuple[Paragraph, Cell]],
    grouped: set[int],
) -> TaskRow | None:
    """`above` has for each column the row and cell that hold for this row, further up where cells are merged.

    `grouped` are the columns that this row shares with its neighbours: what stands there titles none of them.
    """
    columns = list(zip(cells, names, strict=False))
    filled = [i for i, (_, cell) in above.items() if cell.text]
    if len(filled) < 2 and filled[:1] in ([], [0]):
        return None  # the heading of a group of rows stands in the first column
    wording = [(cell, name) for cell, name in columns if not role_of_column(name) and cell.text]
    tasks = [(cell, name) for cell, name in wording if _TASK.match(name)]
    if not tasks:
        return None
    detail = next((cell for cell, name in reversed(tasks) if _DETAIL.search(name)), tasks[-1][0])
    own = [name for i, name in enumerate(names) if i not in grouped]
    named = next((cell for cell, name in tasks if cell is not detail and name in own and _is_title(cell, name)), None)
    label = (
        cells[0].text
        if re.fullmatch(r"\d{1,3}[.．、]?[▲★△☆*※●]?|[（(]\d{1,3}[)）]|[一二三四五六七八九十]{1,3}", cells[0].text)
        else ""
    )
    held = [(*above[i], name) for i, name in enumerate(names[: len(cells)])]
    due = next((cell.text for _, cell, name in held if _DUE.search(name) and not role_of_column(name)), "")
    bodies = tuple(
        (role, at, cell.start, cell.end) for at, cell, name in held if (role := role_of_column(name)) and cell.text
    )
    told = tuple((cell.start, cell.end) for cell, name in columns if _tells(name))
    title = _ROW_NUMBER.sub("", (named or detail).text)
    return TaskRow(row, title, label, due, bodies, told)


def _tells(name: str) -> bool:
    """A column that tells how far a task has come or by when it is due: its figures are no targets."""
    return not role_of_column(name) and (_TOLD.search(name) or _DUE.search(name)) is not None


def _is_title(cell: Cell, column: str) -> bool:
    return section_words.NAME_COLUMN in column or 4 <= len(cell.text) <= TITLE_LENGTH


def read_indicators(rows: list[Paragraph]) -> IndicatorTable:
    heads = range(min(HEAD_ROWS, len(rows)))
    head = next((i for i in heads if _is_indicator_head(_head(rows, i, _is_below_years)[0])), None)
    table = IndicatorTable()
    if head is None:
        return table
    names, height = _head(rows, head, _is_below_years)
    for row in rows[head + height :]:
        cells = cells_of(row)
        if found := _indicator(row, cells, names):
            table.rows.append(found)
        elif not _metric(cells, names) and not _is_total(cells) and _goal(cells, names):
            table.unread.append(row)
    return table


def _is_indicator_head(names: list[str]) -> bool:
    return any(_INDICATOR.search(name) for name in names) and any(_GOAL_COLUMN.search(name) for name in names)


def _goal_columns(names: list[str]) -> Iterator[tuple[int, int | None]]:
    """(column, year) of the goals, the best first: the latest year, a nameless 目标, then 年均 or 累计."""
    years = [
        (i, int(match[1]))
        for i, name in enumerate(names)
        if (match := re.search(r"(20\d{2})", name)) and not _BASE_COLUMN.search(name)
    ]
    first = min((year for _, year in years), default=0)
    yield from sorted((pair for pair in years if pair[1] > first or len(years) == 1), key=lambda pair: -pair[1])
    yield from (
        (i, None)
        for i, name in enumerate(names)
        if section_words.GOAL_COLUMN in name and not re.search(r"20\d{2}", name) and not _INDICATOR.search(name)
    )
    last = max((year for _, year in years), default=None)
    yield from ((i, last) for i, name in enumerate(names) if _GROWTH_COLUMN.search(name))


def _indicator(row: Paragraph, cells: list[Cell], names: list[str]) -> IndicatorRow | None:
    metric, goal = _metric(cells, names), _goal(cells, names)
    if not metric or goal is None:
        return None
    column, year, match, value = goal
    named = {name: cell.text for cell, name in zip(cells, names, strict=False)}
    unit = next((text for name, text in named.items() if _UNIT.match(name)), "")
    kind = next((text for name, text in named.items() if _NATURE.search(name)), "")
    inner = _UNIT_IN_NAME.search(metric)
    unit = unit.strip("-—－–/") or match["unit"] or (re.split("[，,；]", inner[1])[0] if inner else "")
    comparator = _comparator(match, names[column], metric)
    return IndicatorRow(row, _bare(metric, inner), comparator, value, unit, year, _nature(kind))


def _metric(cells: list[Cell], names: list[str]) -> str:
    named = (cell.text for cell, name in zip(cells, names, strict=False) if _INDICATOR.search(name))
    return next(filter(None, named), "")


def _goal(cells: list[Cell], names: list[str]) -> tuple[int, int | None, re.Match[str], Decimal] | None:
    """The column, year, cell and value of a row's goal, in the best column that gives a figure."""
    for column, year in _goal_columns(names):
        match = _VALUE.match(cells[column].text) if column < len(cells) else None
        if match and (value := _decimal(match["value"])) is not None:
            return column, year, match, value
    return None


def _bare(metric: str, unit: re.Match[str] | None) -> str:
    """The indicator's name without the row's number before it and the unit after it."""
    return _ROW_NUMBER.sub("", metric[: unit.start()] if unit else metric).strip()


def _comparator(match: re.Match[str], column: str, metric: str) -> Comparator:
    marked = _bound(match["mark"]) or _bound(match["after"])
    if marked or not (match["sum"] or _GROWTH_COLUMN.search(column)):
        return marked or Comparator.REACH
    is_sum = match["sum"] or (section_words.SUM_COLUMN in column and section_words.YEARLY_COLUMN not in column)
    if not is_sum:
        return Comparator.ANNUAL_GROWTH
    return Comparator.FALL_BY if _FALLS.search(metric) else Comparator.GROW_BY


def _bound(words: str | None) -> Comparator | None:
    """At least, at most or over; 左右 and 达到 bind as a figure alone does."""
    bound = _BOUNDS.get(words or "")
    return None if bound is Comparator.REACH else bound


def _nature(kind: str) -> Nature:
    return next((nature for word, nature in section_words.NATURES.items() if word in kind), Nature.UNSTATED)


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
