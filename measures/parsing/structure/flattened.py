"""Tables of indicators that a text holds one cell a line, or a row a line parted by blanks → rows of cells.

Reads: paragraphs. Writes: the same paragraphs in order, those of such a table joined to rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from measures.parsing.extract import LineKind
from measures.parsing.lexicon import any_of, section_words
from measures.parsing.patterns import lazy_regex
from measures.parsing.structure.indicators import is_figure, is_figure_column
from measures.parsing.structure.paragraphs import Paragraph, is_page_number

_WORD = lazy_regex(r"\S+")
_NAME_COLUMN = lazy_regex(f"{any_of((*section_words.INDICATOR_STARTS, *section_words.INDICATOR_ENDS))}$")
_UNIT_COLUMN = lazy_regex(f"{any_of(section_words.UNIT_COLUMNS)}$")
_NATURE_COLUMN = lazy_regex(f"(?:{section_words.INDICATORS})?{any_of(section_words.NATURE_COLUMNS)}$")
_NATURE = lazy_regex(f"{any_of(section_words.NATURES)}性?(?:{section_words.INDICATORS})?$")
_GOES_ON = lazy_regex(r"[（(〔\[【［]|年[）)]?$")  # 年均增长 over 〔累计〕, 2025 beside 年
_NUMBER = lazy_regex(r"(\d{1,2})(?:[.．、](?!\d)|$)")
_DASH = lazy_regex(r"[-—－–/]{1,2}$")
_HAN = lazy_regex(r"[\u4e00-\u9fff]")
LONGEST_LINE, LONGEST_HEAD, LONGEST_ROW, LONGEST_TABLE, FEWEST_ROWS = 120, 24, 16, 2_000, 2
NARROW = 4  # characters of a line in a column of groups


@dataclass(slots=True, frozen=True)
class _Token:
    """A word of a line, where it stands in the document, and the index of its paragraph."""

    text: str
    start: int
    paragraph: int


Cell = list[_Token]


@dataclass(slots=True, frozen=True)
class _Columns:
    """How many columns of figures a table has, and which other columns."""

    figures: int
    has_unit: bool
    has_nature: bool


def with_indicator_rows(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """`paragraphs` with the rows of flattened tables of indicators; all others are as they were."""
    result: list[Paragraph] = []
    at, region = 0, max((paragraph.region for paragraph in paragraphs), default=0)
    for i, paragraph in enumerate(paragraphs):
        if i < at or not _may_open(paragraph):
            continue
        rows = _read_table(_tokens(paragraphs, i))
        if len(rows) > FEWEST_ROWS:
            region += 1
            used = {token.paragraph for cells in rows for cell in cells for token in cell}
            end = max(used) + 1
            kept = [paragraphs[k] for k in range(i, end) if k not in used]
            made = [_row(cells, region) for cells in rows]
            result += [*paragraphs[at:i], *sorted([*kept, *made], key=lambda each: each.start)]
            at = end
    return [*result, *paragraphs[at:]]


def _may_open(paragraph: Paragraph) -> bool:
    """A line with 指标 for a word of its own; the names of columns before it stay a line of text."""
    if paragraph.kind is not LineKind.PARAGRAPH or len(paragraph.text) > LONGEST_LINE:
        return False
    return section_words.INDICATORS in paragraph.text and any(map(_NAME_COLUMN.match, paragraph.text.split()))


def _tokens(paragraphs: list[Paragraph], first: int) -> Iterator[_Token]:
    """The words of the lines from `first` on, up to one that is no line of a table."""
    for i in range(first, len(paragraphs)):
        paragraph = paragraphs[i]
        if paragraph.kind is LineKind.CHROME or is_page_number(paragraph.text):
            continue
        if paragraph.kind is not LineKind.PARAGRAPH or len(paragraph.text) > LONGEST_LINE or "。" in paragraph.text:
            return
        for here, limit in pairwise([*(here for here, _ in paragraph.pieces or ((0, 0),)), len(paragraph.text)]):
            for match in _WORD.finditer(paragraph.text, here, limit):
                yield _Token(match[0], paragraph.at(match.start()), i)


def _read_table(words: Iterator[_Token]) -> list[list[Cell]]:
    """The head and the rows, each as cells; [] where there is no head."""
    opening = list(islice(words, LONGEST_HEAD))
    head = _read_head(opening)
    if head is None:
        return []
    cells, end, columns = head
    tokens = [*opening[end:], *islice(words, LONGEST_TABLE)]
    rows, number, last = [cells], 0, 0
    row: list[_Token] = []
    for i, token in enumerate(tokens):
        begins = _NUMBER.match(token.text)
        is_started = any(_NUMBER.match(each.text) for each in row)
        if begins and int(begins[1]) == number + 1 and not (is_started and begins[0] == token.text):
            number += 1
            if is_started:  # 6.招生规模, 明显增长: words for a figure
                rows.append([[], *([each] for each in row)])
                row = []
        row.append(token)
        if _is_whole(row, columns):
            rows.append(_cells(row, columns))
            row, last = [], i + 1
        if len(row) > LONGEST_ROW:
            break
    return _whole_paragraphs(rows, tokens[last] if last < len(tokens) else None)


def _whole_paragraphs(rows: list[list[Cell]], following: _Token | None) -> list[list[Cell]]:
    """Without the rows at the end that share a paragraph with words that are in none."""
    while rows and following and rows[-1][-1][-1].paragraph >= following.paragraph:
        rows.pop()
    return rows


def _read_head(tokens: list[_Token]) -> tuple[list[Cell], int, _Columns] | None:
    """Its cells from the indicator's name on, where it ends, and what its columns hold."""
    name = next((i for i, token in enumerate(tokens[:LONGEST_HEAD]) if _NAME_COLUMN.match(token.text)), None)
    if name is None:
        return None
    unit: Cell = []
    figures: list[Cell] = []
    for i, token in enumerate(tokens[name + 1 : name + LONGEST_HEAD], name + 1):
        if figures and (words := _nature_column(tokens[i : i + 2])):
            return _head(tokens, name, unit, [*figures, words], i + len(words), has_nature=True)
        if _UNIT_COLUMN.match(token.text) and not figures:
            unit = [token]
        elif figures and _GOES_ON.match(token.text):
            figures[-1].append(token)
        elif is_figure_column(token.text):
            figures.append([token])
        else:
            return _head(tokens, name, unit, figures, i, has_nature=False) if figures else None
    return None


def _nature_column(words: list[_Token]) -> list[_Token]:
    """属性, 指标属性, or that on two lines."""
    counts = (count for count in (1, 2) if _NATURE_COLUMN.match("".join(word.text for word in words[:count])))
    return words[: next(counts, 0)]


def _head(
    tokens: list[_Token], name: int, unit: Cell, figures: list[Cell], end: int, *, has_nature: bool
) -> tuple[list[Cell], int, _Columns]:
    columns = _Columns(len(figures) - has_nature, bool(unit), has_nature)
    return [tokens[:name], [tokens[name]], *([unit] if unit else []), *figures], end, columns


def _is_whole(row: list[_Token], columns: _Columns) -> bool:
    """Whether a name, and a unit perhaps, stands before as many figures as there are columns."""
    words = [token.text for token in row]
    if columns.has_nature and not _NATURE.match(words.pop()):
        return False
    named = words[: -columns.figures]
    filled = all(is_figure(word) or _DASH.match(word) for word in words[-columns.figures :])
    return len(named) > columns.has_unit and filled and any(map(_HAN.search, named))


def _cells(row: list[_Token], columns: _Columns) -> list[Cell]:
    tail = columns.figures + columns.has_nature
    unit = [row[-tail - 1]] if columns.has_unit else []
    named = row[: len(row) - tail - len(unit)]
    number = next((i for i, token in enumerate(named) if _NUMBER.fullmatch(token.text)), -1)
    begins = next((i for i, token in enumerate(named) if _NUMBER.match(token.text)), number)
    name = _name(named[number + 1 :] if number >= 0 else named[max(0, begins) :])
    before = named[: len(named) - len(name)]
    return [before, name, *([unit] if unit else []), *([token] for token in row[len(row) - tail :])]


def _name(words: list[_Token]) -> list[_Token]:
    """The indicator's name at the end of `words`, without that of its group before it."""
    *others, last = words
    name = [last]
    for word in reversed(others):
        if not _goes_on(word, name):
            break
        name.insert(0, word)
    return name


def _goes_on(word: _Token, name: list[_Token]) -> bool:
    """Whether a name goes on: in a bracket, beside a figure or letter, or from a wide line to the next."""
    joined = "".join(each.text for each in name)
    if joined.count("）") > joined.count("（") or not (_HAN.match(word.text[-1]) and _HAN.match(joined[0])):
        return True
    bare = joined.partition("（")[0]
    return word.paragraph != name[0].paragraph and (len(word.text) > NARROW or len(bare) <= NARROW + 1)


def _row(cells: list[Cell], region: int) -> Paragraph:
    """The cells parted by tabs, the words of one joined."""
    text = ""
    pieces: list[tuple[int, int]] = [] if cells[0] else [(0, next(filter(None, cells))[0].start)]
    for i, cell in enumerate(cells):
        text += "\t" if i else ""
        for token in cell:
            pieces.append((len(text), token.start))
            text += token.text
    last = next(cell for cell in reversed(cells) if cell)[-1]
    end = last.start + len(last.text)
    return Paragraph(pieces[0][1], end, text, LineKind.ROW, 0, region, None, tuple(pieces))
