"""Tables of tasks: one measure a row.

Reads: the rows of one table. Writes: `TaskRow`s, and whether the head names bodies.
"""

from dataclasses import dataclass, field, replace

from measures.parsing.lexicon import any_of, duty_words, section_words
from measures.parsing.patterns import lazy_regex
from measures.parsing.structure.cells import HEAD_ROWS, ROW_NUMBER, Cell, cells_of, head_of, is_total, squeezed
from measures.parsing.structure.indicators import is_indicator_head
from measures.parsing.structure.numbering import read_marker
from measures.parsing.structure.paragraphs import Paragraph
from measures.terms import Role

_TASK = lazy_regex(rf".{{0,8}}{any_of(section_words.TASK_COLUMNS)}(?:及.*|与.*|和.*|[（(].*)?$")
_DETAIL = lazy_regex(any_of(section_words.DETAIL_COLUMNS))
_ROLES = [(lazy_regex(any_of(words)), role) for role, words in section_words.ROLE_COLUMNS.items()]
_BODY_COLUMN = lazy_regex(
    rf"(?!{any_of(section_words.NO_BODY_COLUMNS)}).{{1,8}}{any_of(section_words.BODY_COLUMNS)}(?:[（(].*)?$"
)
_DUE = lazy_regex(any_of(section_words.DUE_COLUMNS))
_PERSONS = lazy_regex(any_of(duty_words.PERSONS) + "$")
_TOLD = lazy_regex(any_of(section_words.TOLD_COLUMNS))
_LABEL = lazy_regex(r"\d{1,3}[.．、]?[▲★△☆*※●]?|[（(]\d{1,3}[)）]|[一二三四五六七八九十]{1,3}")
_INNER = lazy_regex(f"{any_of(section_words.INNER_OFFICE_COLUMNS)}(?:[（(].*)?$")
_WORDS = lazy_regex(r"^[^。；，]*[\u4e00-\u9fff]{2}[^。；]*$")
TITLE_LENGTH = 35

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


def read_tasks(rows: list[Paragraph], *, of_projects: bool = False) -> TaskTable | None:
    """None where the table holds no tasks; `of_projects`: a list of projects says not who answers for them."""
    is_head = _is_project_head if of_projects else _is_task_head
    head = next((i for i in range(min(HEAD_ROWS, len(rows))) if is_head(head_of(rows, i, _is_below_roles)[0])), None)
    if head is None:
        return None
    names, height = head_of(rows, head, _is_below_roles)
    table = TaskTable([*map(_named_above, rows[:head]), *rows[head : head + height]])
    above: dict[int, tuple[Paragraph, Cell]] = {}
    body, columns, group = rows[head + height :], _without_inner_offices(names), ""
    heads = [names, *([squeezed(cell.text) for cell in cells_of(row)] for row in rows[head : head + height])]
    for row, following in zip(body, [*body, None][1:], strict=True):
        cells = cells_of(row)
        above = {i: above.get(i, (row, cell)) if i in row.merged else (row, cell) for i, cell in enumerate(cells)}
        is_head_again = [squeezed(cell.text) for cell in cells] in heads
        grouped = {*row.merged, *(following.merged if following else ())}
        is_row = not (is_head_again or is_total(cells))
        if is_row and group != (named := _group_in_column(cells, names) or group):
            group = named
            table.rows.append(GroupRow(row.part(cells[0].start, cells[0].end)))
        task = _task(row, cells, columns, above, grouped) if is_row else None
        table.rows.append(task or (GroupRow(row) if is_row and _names_group(row, cells) else row))
        if is_row and task is None and _says_who_or_when(cells, names):
            table.unread.append(row)
    return table


def _without_inner_offices(names: list[str]) -> list[str]:
    """责任科室 beside 牵头单位 names an office within that one, which is no body of its own."""
    inner = [_INNER.search(name) is not None for name in names]
    has_outer = any(role_of_column(name) is Role.LEAD and not within for name, within in zip(names, inner, strict=True))
    return ["" if within and has_outer else name for name, within in zip(names, inner, strict=True)]


def _group_in_column(cells: list[Cell], names: list[str]) -> str:
    """一、稳经济 in a column 类别, over several rows, names the tasks beside it."""
    marker = read_marker(cells[0].text) if names[0] in section_words.GROUP_COLUMNS else None
    return cells[0].text if marker and len(cells[0].text) <= TITLE_LENGTH else ""


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
    return _is_task_head(names) or is_indicator_head(names)


def names_bodies(rows: list[Paragraph]) -> bool:
    """Whether a column of the head holds bodies: such a table wants a look where it is not read."""
    return any(role_of_column(squeezed(cell.text)) for row in rows[:HEAD_ROWS] for cell in cells_of(row))


def _is_below_roles(name: str) -> bool:
    return role_of_column(name) is not None or _DUE.search(name) is not None


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
    number = next((cell.text for cell, name in columns if name in section_words.NUMBER_COLUMNS), cells[0].text)
    label = number if _LABEL.fullmatch(number) else ""
    held = [(*above[i], name) for i, name in enumerate(names[: len(cells)])]
    due = next((cell.text for _, cell, name in held if _DUE.search(name) and not role_of_column(name)), "")
    bodies = tuple(
        (role, at, cell.start, cell.end) for at, cell, name in held if (role := role_of_column(name)) and cell.text
    )
    told = tuple((cell.start, cell.end) for cell, name in columns if _tells(name))
    title = ROW_NUMBER.sub("", (named or detail).text)
    return TaskRow(row, title, label, due, bodies, told)


def _tells(name: str) -> bool:
    """A column that tells how far a task has come or by when it is due: its figures are no targets."""
    return not role_of_column(name) and (_TOLD.search(name) or _DUE.search(name)) is not None


def _is_title(cell: Cell, column: str) -> bool:
    return section_words.NAME_COLUMN in column or 4 <= len(cell.text) <= TITLE_LENGTH
