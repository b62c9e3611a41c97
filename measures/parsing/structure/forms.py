"""Tables that hold one task each: a form with 项目名称, 建设内容, 牵头单位, 完成时限 beside their values.

Reads: the rows of one table. Writes: the task that it is, or None.
"""

from measures.parsing.structure.cells import Cell, cells_of, squeezed
from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.structure.tables import TaskRow, is_detail, is_due, is_task, role_of_column

LONGEST_LABEL = 12
FEWEST_ROWS = 3
Field = tuple[str, Paragraph, Cell]  # a label with the row and cell of its value


def read_form(rows: list[Paragraph]) -> TaskRow | None:
    """A form names its task and who answers for it; its values stand to the right of their labels."""
    fields = [field for row in rows for field in _fields(row)]
    tasks = [field for field in fields if is_task(field[0])]
    bodies = tuple((role, row, cell.start, cell.end) for label, row, cell in fields if (role := role_of_column(label)))
    if len(rows) < FEWEST_ROWS or not (tasks and bodies) or not begins_form(rows[0]):
        return None
    detail = next((field for field in tasks if is_detail(field[0])), tasks[0])
    due = next(((row, cell.text) for label, row, cell in fields if is_due(label)), (rows[0], ""))
    stated = detail[1].part(detail[2].start, detail[2].end)
    return TaskRow(rows[0], tasks[0][2].text, "", due[1], bodies, due_row=due[0], stated=stated)


def begins_form(row: Paragraph) -> bool:
    """项目名称 | 农村公路安防工程: a label and the task's name, and nothing else."""
    filled = [cell.text for cell in cells_of(row) if cell.text]
    return len(filled) == 2 and is_task(squeezed(filled[0])) and not is_task(squeezed(filled[1]))


def _fields(row: Paragraph) -> list[Field]:
    cells = [cell for cell in cells_of(row) if cell.text]
    labels = [squeezed(cell.text) for cell in cells[::2]]
    if len(cells) % 2 or any(len(label) > LONGEST_LABEL for label in labels):
        return []
    return [(label, row, value) for label, value in zip(labels, cells[1::2], strict=True)]
