"""Placed characters and drawn lines of pages (PDF, OFD) → lines of text in reading order.

Tables are told by the lines round their cells, columns by the gap between them, running heads and page numbers by
standing at the same place on several pages, wrapped lines by reaching the right margin of their column.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from measures.parsing.extract.grids import TOLERANCE, Grid, Segment, find_grids
from measures.parsing.extract.model import SENTENCE_ENDS, Extracted, LineKind, TextBuilder
from measures.parsing.extract.plain import clean
from measures.parsing.patterns import lazy_regex

EDGE = 2  # lines at the head and foot of a page among which running heads are looked for
LEAST_LINES = 6  # of a column
SHORTFALL = 1.6  # characters by which a full line may end before the margin
MARKS, MARK_BLANK = "，。、；：）", 0.6  # the right part of a mark's square is blank
NOT_FIRST = frozenset(f"{MARKS}！？》”’】")  # begins no line: the character before it begins the line instead
CELL_SHORTFALL = 2.0  # characters by which a full line may end before the cell's edge
GAP = 1.5  # characters: what parts two columns is wider
_DIGITS = lazy_regex(r"\d+")
_BARE_NUMBER = lazy_regex(r"^[-—–－―·•\s]*\d{1,4}[-—–－―·•\s]*$")


class Glyph(NamedTuple):
    """A character and its box, in points from the left and the foot of the page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(slots=True)
class Page:
    """`lines` in the order in which they are printed; each holds its characters in order."""

    lines: list[list[Glyph]]
    segments: list[Segment] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """A line of text; `column` is 0 where it takes the whole width, 1 in the left column, 2 in the right."""

    text: str
    left: float
    right: float
    height: float  # above the foot of the page
    size: float
    column: int = 0
    is_edge: bool = False
    is_head: bool = False  # a running head, or a page number


@dataclass(slots=True)
class Table:
    rows: list[list[str | None]]  # as `TextBuilder.add_row` takes them
    grid: Grid
    above: "Table | None" = None  # what stands of the same table on the page before
    region: int = 0


Item = Row | Table


def lay_out(page: Page) -> list[Item]:
    """The rows and tables of a page in reading order."""
    grids = find_grids(page.segments)
    tables: dict[int, dict[tuple[int, int], list[list[Glyph]]]] = defaultdict(lambda: defaultdict(list))
    outside: list[list[Glyph] | int] = []  # a line, or the table that stands here
    for line in page.lines:
        rest = _take_cells(line, grids, tables, outside)
        if any(not glyph.text.isspace() for glyph in rest):
            outside.append(rest)
    gutter = _gutter([line for line in outside if isinstance(line, list)])
    items: list[Item] = []
    lines: list[list[Glyph]] = []
    for part in outside:
        if isinstance(part, list):
            lines.append(part)
            continue
        items += [*_rows(lines, gutter), _table(grids[part], tables[part])]
        lines = []
    items += _rows(lines, gutter)
    _mark_edges([item for item in items if isinstance(item, Row)])
    return items


def _take_cells(
    line: list[Glyph],
    grids: list[Grid],
    tables: dict[int, dict[tuple[int, int], list[list[Glyph]]]],
    outside: list[list[Glyph] | int],
) -> list[Glyph]:
    """Put what stands in a table into its cells; the rest of the line is given back."""
    rest: list[Glyph] = []
    last = None
    for glyph in line:
        found = _cell_of(glyph, grids)
        if found is None:
            rest.append(glyph)
            continue
        number, place = found
        if number not in tables:
            outside.append(number)
        cell = tables[number][place]
        if found != last:
            cell.append([])
        cell[-1].append(glyph)
        last = found
    return rest


def _cell_of(glyph: Glyph, grids: list[Grid]) -> tuple[int, tuple[int, int]] | None:
    x, y = (glyph.left + glyph.right) / 2, (glyph.bottom + glyph.top) / 2
    for number, grid in enumerate(grids):
        if place := grid.place(x, y):
            return number, place
    return None


def _table(grid: Grid, cells: dict[tuple[int, int], list[list[Glyph]]]) -> Table:
    rows: list[list[str | None]] = []
    for row, owners in enumerate(grid.owners):
        words: list[str | None] = []
        for column, owner in enumerate(owners):
            if owner == (row, column):
                words.append(_cell_words(cells.get(owner, []), _right_edge(grid, row, column)))
            else:
                words.append("" if owner[0] == row else None)
        rows.append(words)
    return Table(rows, grid)


def _right_edge(grid: Grid, row: int, column: int) -> float:
    last = max(place for place, owner in enumerate(grid.owners[row]) if owner == (row, column))
    return grid.lefts[last + 1]


def _cell_words(lines: list[list[Glyph]], edge: float) -> str:
    """The cell's lines, joined where one reaches the cell's right edge."""
    words = ""
    previous: Row | None = None
    for row in filter(None, (_row(line) for line in lines)):
        wrapped = previous is not None and _is_full(previous, row.text, edge)
        is_latin = bool(words) and words[-1] < "\x7f" and row.text[0] < "\x7f"
        words += row.text if wrapped and not is_latin else f"\n{row.text}"
        previous = row
    return words.strip()


def _is_full(row: Row, following: str, edge: float) -> bool:
    """Whether the first word of the following line had no room left in this one."""
    shortfall = CELL_SHORTFALL
    shortfall += MARK_BLANK if row.text[-1] in MARKS else 0
    shortfall += 1 if following[1:2] in NOT_FIRST and following[1:2] else 0
    return row.right > edge - shortfall * row.size


def _row(line: list[Glyph], column: int = 0) -> Row | None:
    visible = [glyph for glyph in line if glyph.text.strip() and glyph.text != "\x00"]
    text = clean("".join(glyph.text for glyph in line)).strip(" \t\u3000\xa0\x00\n")
    if not visible or not text:
        return None
    first = visible[0]
    return Row(
        " ".join(text.split("\n")), first.left, visible[-1].right, first.bottom, first.top - first.bottom, column
    )


def _rows(lines: list[list[Glyph]], gutter: float | None) -> list[Row]:
    """As printed; on a page of two columns the left one before the right, between the lines of full width."""
    if gutter is None:
        return [row for line in lines if (row := _row(line))]
    parts = [part for line in lines for part in _split(line, gutter)]
    parts.sort(key=lambda part: -part.height)
    ordered: list[Row] = []
    columns: dict[int, list[Row]] = {1: [], 2: []}
    for part in parts:
        if part.column:
            columns[part.column].append(part)
            continue
        ordered += [*columns[1], *columns[2], part]
        columns = {1: [], 2: []}
    return [*ordered, *columns[1], *columns[2]]


def _split(line: list[Glyph], gutter: float) -> list[Row]:
    """The parts of a line on either side of the gap, or the line itself where it runs across."""
    if any(start < gutter < end for start, end in _stretches(line)):
        row = _row(line)
        return [row] if row else []
    sides = [g for g in line if g.right <= gutter], [g for g in line if g.right > gutter]
    return [row for number, side in enumerate(sides, 1) if (row := _row(side, number))]


def _stretches(line: list[Glyph]) -> list[tuple[float, float]]:
    """From where to where there are characters without a gap wider than two marks leave between them: 。（."""
    visible = sorted((glyph for glyph in line if glyph.text.strip()), key=lambda glyph: glyph.left)
    widest = GAP * max(glyph.top - glyph.bottom for glyph in visible)
    stretches: list[tuple[float, float]] = []
    for glyph in visible:
        if stretches and glyph.left - stretches[-1][1] < widest:
            stretches[-1] = stretches[-1][0], max(stretches[-1][1], glyph.right)
        else:
            stretches.append((glyph.left, glyph.right))
    return stretches


def _gutter(lines: list[list[Glyph]]) -> float | None:
    """The middle of the gap between two columns of wrapped text, None where the page has one."""
    stretches = [_stretches(line) for line in lines]
    flat = [stretch for line in stretches for stretch in line]
    if len(flat) < 2 * LEAST_LINES:
        return None
    left, right = min(start for start, _ in flat), max(end for _, end in flat)
    places = [left + (right - left) * share / 100 for share in range(35, 66)]
    crossing = {place: sum(start < place < end for start, end in flat) for place in places}
    fewest = min(crossing.values())
    if fewest * 4 > len(flat):
        return None
    best = [place for place in places if crossing[place] == fewest]
    gutter = best[len(best) // 2]
    sides = [s for s in flat if s[1] <= gutter], [s for s in flat if s[0] >= gutter]
    return gutter if all(_is_column(side, (right - left) / 3) for side in sides) else None


def _is_column(stretches: list[tuple[float, float]], least: float) -> bool:
    """Whether half the lines or more take the width of the column, as wrapped text does, and it is wide enough."""
    if len(stretches) < LEAST_LINES:
        return False
    width = max(end for _, end in stretches) - min(start for start, _ in stretches)
    wide = sum(end - start > width * 0.8 for start, end in stretches)
    return width > least and wide * 2 >= len(stretches)


def _mark_edges(rows: list[Row]) -> None:
    heights = sorted({round(row.height) for row in rows})
    edges = {*heights[:EDGE], *heights[-EDGE:]}
    for row in rows:
        row.is_edge = round(row.height) in edges


def build(pages: list[list[Item]], media_type: str) -> Extracted:
    """Lines of all pages, each with its page as its place. Raises what TextBuilder raises."""
    rows = [item for page in pages for item in page if isinstance(item, Row)]
    margins = {column: _margins([row for row in rows if row.column == column]) for column in {r.column for r in rows}}
    repeated = _running_heads(pages)
    for row in rows:
        row.is_head = row.is_edge and (_shape(row) in repeated or bool(_BARE_NUMBER.match(row.text)))
    _continue_tables(pages)
    builder = TextBuilder()
    for number, page in enumerate(pages, 1):
        builder.place(number)
        for item in page:
            if isinstance(item, Row):
                _add_row(builder, item, *margins[item.column])
            else:
                _add_table(builder, item)
    return builder.build(media_type)


def _add_row(builder: TextBuilder, row: Row, left: float, right: float, size: float) -> None:
    line = builder.add(row.text, LineKind.CHROME if row.is_head else LineKind.PARAGRAPH)
    if line:
        line.indented = row.left > left + 1.2 * size
        blank = MARK_BLANK if row.text[-1] in MARKS else 0.0
        line.full = row.right > right - (SHORTFALL + blank) * size


def _add_table(builder: TextBuilder, table: Table) -> None:
    table.region = table.above.region if table.above else builder.new_region()
    for row in table.rows:
        builder.add_row(row, LineKind.ROW, table.region)


def _continue_tables(pages: list[list[Item]]) -> None:
    """Find what stands of a table at the head of a page and belongs to the one at the foot of the page before."""
    last: Item | None = None
    for page in pages:
        body = [item for item in page if isinstance(item, Table) or not item.is_head]
        if not body:
            continue
        first = body[0]
        if isinstance(last, Table) and isinstance(first, Table) and _alike(last.grid, first.grid):
            first.above = last
            _join_split_row(last, first, _head_again(last, first))
        last = body[-1]


def _head_again(above: Table, below: Table) -> int:
    """How many rows of its head, one or two, a table prints again on the next page."""
    while above.above is not None:
        above = above.above
    same = [upper == lower for upper, lower in zip(above.rows[:2], below.rows[:-1], strict=False)]
    return same.index(False) if False in same else len(same)


def _join_split_row(above: Table, below: Table, head: int) -> None:
    """Where no line ends a page, the row there may go on on the next one; its number stands in one half only.
    So may a row that lines part in the middle of a sentence.

    Of a row that does not go on, the empty cells may belong to one that began on the page before.
    """
    upper, lower = above.rows[-1], below.rows[head]
    is_open = below.grid.is_open_above and not head
    if not is_open and not _is_cut(above, lower, head):
        return
    if is_open and (not above.grid.is_open_below or (upper[0] and lower[0])):
        below.rows[head] = [cell or None for cell in lower]
        return
    above.rows[-1] = [f"{a or ''}{b or ''}" if a is not None else b or None for a, b in zip(upper, lower, strict=True)]
    del below.rows[head]


def _is_cut(above: Table, lower: list[str | None], head: int) -> bool:
    """Whether a row without a number goes on with a sentence of the row before, though lines were drawn between them.

    Only a column of whole sentences tells that: one in which most cells end with a full stop, and the last does not.
    """
    upper = above.rows[-1]
    if lower[0] or not upper[0]:
        return False
    for column, (words, more) in enumerate(zip(upper, lower, strict=True)):
        others = [cell for row in above.rows[head:-1] if (cell := row[column])]
        sentences = sum(cell.endswith(SENTENCE_ENDS) for cell in others)
        if words and more and not words.endswith(SENTENCE_ENDS) and 2 * sentences > len(others):
            return True
    return False


def _alike(above: Grid, below: Grid) -> bool:
    return len(above.lefts) == len(below.lefts) and all(
        abs(a - b) < 2 * TOLERANCE for a, b in zip(above.lefts, below.lefts, strict=True)
    )


def _margins(rows: list[Row]) -> tuple[float, float, float]:
    """The left edge most lines start at, the right edge the longest tenth ends at, the size of a character."""
    lefts = Counter(round(row.left) for row in rows if len(row.text) > 12) or Counter(round(row.left) for row in rows)
    about = {left: sum(lefts[left + step] for step in range(-2, 3)) for left in lefts}
    rights = sorted(row.right for row in rows)
    return (
        float(max(about, key=lambda left: (about[left], -left))),
        rights[len(rights) * 9 // 10],
        median(row.size for row in rows) or 12.0,
    )


def _running_heads(pages: list[list[Item]]) -> set[tuple[str, int]]:
    edges = [{_shape(item) for item in page if isinstance(item, Row) and item.is_edge} for page in pages]
    shapes = Counter(shape for page in edges for shape in page)
    least = max(3, len(pages) * 3 // 10)
    return {shape for shape, count in shapes.items() if count >= least}


def _shape(row: Row) -> tuple[str, int]:
    """What a running head keeps from page to page: its words but for numbers, and its place."""
    return _DIGITS.sub("#", "".join(row.text.split())), round(row.height / 8)
