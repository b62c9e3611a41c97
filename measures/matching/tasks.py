"""The tasks of a division of work (任务分工方案), from its own reading: what is to be done, who does it, by when.

Takes the rows of a fixture, whatever the document's form: paragraphs with brackets, or the rows of a table.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]  # the fields of a record of a fixture
TITLES = re.compile("分工|任务分解|责任分解|任务落实|责任落实")
MENTIONED = "mentioned"
OPENING, CLOSING = "（(〔[［【", "）)〕]］】"
ROW_NUMBER = re.compile(r"[（(]?(?:\d{1,4}|[一二三四五六七八九十百]{1,4})[)）.．、]?")
NUMBER_BEFORE = re.compile(r"^(?:[（(][\d一二三四五六七八九十百]{1,4}[)）]|[\d一二三四五六七八九十百]{1,4}[.．、])\s*")
LABELLED = re.compile(r"[^。；\t\n]{0,12}[：:]")


@dataclass(frozen=True, slots=True)
class Duty:
    """A body and its role; `start` and `end` are where the document says so."""

    body: str
    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Task:
    """`code` is its own in the reading of the document; `number` counts the tasks from 1.

    `words` say what is to be done, without who and when; `parts` are the title, the cells of a row that say so, the
    first sentence of each, and the cells that hold for a group of rows; `headings` those that it stands under, the
    nearest first.
    """

    number: int
    code: str
    title: str
    words: str
    parts: tuple[str, ...]
    headings: tuple[str, ...]
    start: int
    end: int
    due_on: str | None
    due_text: str
    duties: tuple[Duty, ...]


def is_division(title: str) -> bool:
    """Whether a document of this title says who does what of a plan."""
    return TITLES.search(title) is not None


def tasks_of(
    text: str, sections: Iterable[Row], measures: Iterable[Row], responsibilities: Iterable[Row]
) -> list[Task]:
    """A task for each measure of the reading for which anybody or any deadline is named, in document order."""
    duties: dict[str, list[Row]] = {}
    for row in responsibilities:
        if row["role"] != MENTIONED:
            duties.setdefault(row["measure"][1], []).append(row)
    headings = headings_of(sections)
    ordered = sorted(measures, key=lambda row: int(row["position"]))
    named = [row for row in ordered if row["code"] in duties or row.get("due_text")]
    return [
        task_of(number, text, row, duties.get(row["code"], []), headings.get(row["section"][1], ()), groups)
        for number, (row, groups) in enumerate(zip(named, groups_of(text, named), strict=True), 1)
    ]


def headings_of(sections: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """From a section's code to its title and those above it."""
    by_code = {row["code"]: row for row in sections}

    def above(code: str) -> Iterator[str]:
        while code in by_code:
            yield by_code[code]["title"]
            parent = by_code[code].get("parent")
            code = parent[1] if parent else ""

    return {code: tuple(above(code)) for code in by_code}


def task_of(
    number: int, text: str, row: Row, duties: list[Row], headings: tuple[str, ...], groups: tuple[str, ...]
) -> Task:
    """One task; its words are those of its passage that no duty and no deadline stands in."""
    start, end, due = row["source_start"], row["source_end"], row.get("due_text") or ""
    said = [each["source_start"] - start for each in duties if start <= each["source_start"] < end]
    parts = what_parts(text[start:end], said, due)
    if parts and row.get("label"):
        parts[0] = parts[0].removeprefix(row["label"]).strip() or row["title"]
    return Task(
        number=number,
        code=row["code"],
        title=row["title"],
        words=" ".join(parts) or row["title"],
        parts=tuple(dict.fromkeys((row["title"], *parts, *(part.split("。")[0] for part in parts), *groups))),
        headings=(*groups, *headings),
        start=start,
        end=end,
        due_on=row.get("due_on"),
        due_text=due,
        duties=tuple(Duty(each["body"][1], each["role"], each["source_start"], each["source_end"]) for each in duties),
    )


def groups_of(text: str, rows: Iterable[Row]) -> Iterator[tuple[str, ...]]:
    """For each row of a table what is said once for it and others, the nearest first; () for a paragraph.

    That is a cell that reaches down over rows, blank in all but the first, or a row of one cell above them.
    """
    above: dict[int, str] = {}
    group, end = "", 0
    for row in rows:
        start = text.rfind("\n", 0, row["source_start"]) + 1
        cells = text[start : row["source_end"]].split("\n")[0].split("\t")
        between = [line.split("\t") for line in text[end:start].split("\n") if line.strip()]
        if len(cells) == 1 or any(len(line) == 1 for line in between):
            above, group = {}, ""
        for line in between:
            said = [cell.strip() for cell in line if cell.strip()]
            group = NUMBER_BEFORE.sub("", said[0]) if len(said) == 1 else group
        first = next((place for place, cell in enumerate(cells) if says_more_than_a_number(cell)), 0)
        blank = [above[place] for place in range(first) if not cells[place].strip() and place in above]
        yield tuple(filter(None, (*reversed(blank), group))) if len(cells) > 1 else ()
        above |= {place: cell.strip() for place, cell in enumerate(cells) if says_more_than_a_number(cell)}
        end = row["source_end"]


def says_more_than_a_number(cell: str) -> bool:
    return bool(cell.strip()) and not ROW_NUMBER.fullmatch(cell.strip())


def what_parts(passage: str, said: list[int], due: str) -> list[str]:
    """The cells of a row, or the lines of a paragraph, that say what is to be done.

    `said` are the places of the bodies in the passage, `due` the words of the deadline.
    """
    places = [*said, *([passage.rfind(due)] if due and due in passage else [])]
    if "\t" in passage:
        return [cell.strip() for start, cell in cells_of(passage) if says_what(start, cell, places)]
    kept = without(passage, [around(passage, place) for place in places])
    return [line.strip() for line in kept.splitlines() if line.strip()]


def cells_of(row: str) -> Iterator[tuple[int, str]]:
    """Each cell with the place at which it starts."""
    start = 0
    for cell in re.split(r"[\t\n]", row):
        yield start, cell
        start += len(cell) + 1


def says_what(start: int, cell: str, places: list[int]) -> bool:
    """Whether a cell holds more than a number, and neither a body nor the deadline."""
    return says_more_than_a_number(cell) and not any(start <= place < start + len(cell) for place in places)


def around(passage: str, place: int) -> tuple[int, int]:
    """The bracket that holds a place; else its line from a label (责任单位：) on; else nothing."""
    start = opening_before(passage, place)
    if start is not None:
        return start, closing_after(passage, place)
    line = passage.rfind("\n", 0, place) + 1
    if LABELLED.match(passage[line : place + 1]) and line > 0:
        end = passage.find("\n", place)
        return line, len(passage) if end < 0 else end
    return place, place


def opening_before(passage: str, place: int) -> int | None:
    """Where the outermost bracket opens that is still open at a place."""
    opened: list[int] = []
    for at, character in enumerate(passage[:place]):
        if character in OPENING:
            opened.append(at)
        elif character in CLOSING and opened:
            opened.pop()
    return opened[0] if opened else None


def closing_after(passage: str, place: int) -> int:
    """The end of the outermost bracket that is open at a place; of one that never closes, the end of the passage."""
    depth = sum((each in OPENING) - (each in CLOSING) for each in passage[:place])
    for at in range(place, len(passage)):
        depth += (passage[at] in OPENING) - (passage[at] in CLOSING)
        if depth <= 0:
            return at + 1
    return len(passage)


def without(passage: str, cuts: list[tuple[int, int]]) -> str:
    """The passage without some stretches of it."""
    kept, at = [], 0
    for start, end in sorted(cuts):
        kept.append(passage[at : max(at, start)])
        at = max(at, end)
    return "".join([*kept, passage[at:]])
