"""Lines drawn on a page → the tables that they form.

Reads straight segments, writes grids of cells. A grid has two rows and two columns at least; a frame round paragraphs
and a table without upright lines are none.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

TOLERANCE = 3.0  # points by which lines that meet may miss each other
MAX_CROSSINGS = 500 * 500  # of a page: more are drawn by a map, not by a table


class Segment(NamedTuple):
    """A straight line, upright or level, in points from the foot of the page."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(slots=True)
class Bar:
    """All segments on one level or upright: `at` its height or its distance from the left, `parts` from and to."""

    at: float
    parts: list[tuple[float, float]] = field(default_factory=list)

    def covers(self, place: float) -> bool:
        return any(start - TOLERANCE <= place <= end + TOLERANCE for start, end in self.parts)


@dataclass(slots=True)
class Grid:
    """`lefts` from left to right, `tops` from the top down, each with the outer edge at its end.

    `owners[row][column]` is the (row, column) of the cell that a place belongs to: its own, or one merged over it.
    """

    lefts: list[float]
    tops: list[float]
    owners: list[list[tuple[int, int]]]
    is_open_above: bool = False  # without a line there: the table goes on from the page before
    is_open_below: bool = False

    def place(self, x: float, y: float) -> tuple[int, int] | None:
        """The cell at a point, None outside."""
        column = bisect_right(self.lefts, x) - 1
        row = bisect_right(self.tops, -y, key=lambda top: -top) - 1
        if 0 <= column < len(self.lefts) - 1 and 0 <= row < len(self.tops) - 1:
            return self.owners[row][column]
        return None


def find_grids(segments: Iterable[Segment]) -> list[Grid]:
    segments = list(segments)
    levels = _bars((s.bottom, s.left, s.right) for s in segments if s.right - s.left > s.top - s.bottom)
    uprights = _bars((s.left, s.bottom, s.top) for s in segments if s.right - s.left <= s.top - s.bottom)
    if len(levels) * len(uprights) > MAX_CROSSINGS:
        return []
    return [grid for group in _groups(levels, uprights) if (grid := _grid(*group))]


def _bars(lines: Iterable[tuple[float, float, float]]) -> list[Bar]:
    """Lines at (nearly) the same height or distance become one bar, its touching parts one part."""
    bars: list[Bar] = []
    for at, start, end in sorted(lines):
        if not bars or at - bars[-1].at > TOLERANCE:
            bars.append(Bar(at))
        bars[-1].parts.append((start, end))
    for bar in bars:
        bar.parts = _merged(sorted(bar.parts))
    # The parts of a bar that do not touch belong to different tables, side by side or one under another.
    return [Bar(bar.at, [part]) for bar in bars for part in bar.parts]


def _merged(parts: list[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for start, end in parts:
        if merged and start <= merged[-1][1] + TOLERANCE:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged


def _groups(levels: list[Bar], uprights: list[Bar]) -> list[tuple[list[Bar], list[Bar]]]:
    """The bars that meet, directly or through others."""
    meets = [[u for u, upright in enumerate(uprights) if _meet(level, upright)] for level in levels]
    groups: list[tuple[set[int], set[int]]] = []
    for number, met in enumerate(meets):
        joined: tuple[set[int], set[int]] = ({number}, set(met))
        apart = []
        for group in groups:
            if group[1] & joined[1]:
                joined = (group[0] | joined[0], group[1] | joined[1])
            else:
                apart.append(group)
        groups = [*apart, joined]
    return [([levels[n] for n in sorted(group[0])], [uprights[n] for n in sorted(group[1])]) for group in groups]


def _meet(level: Bar, upright: Bar) -> bool:
    return level.covers(upright.at) and upright.covers(level.at)


def _grid(levels: list[Bar], uprights: list[Bar]) -> Grid | None:
    lefts, tops = _places(uprights), _places(levels)[::-1]
    if len(lefts) < 3 or len(tops) < 2:
        return None
    highest, lowest = _ends(uprights)
    is_open_above, is_open_below = highest > tops[0] + 2 * TOLERANCE, lowest < tops[-1] - 2 * TOLERANCE
    tops = [*([highest] if is_open_above else []), *tops, *([lowest] if is_open_below else [])]
    if len(tops) < 3:
        return None
    rows, columns = len(tops) - 1, len(lefts) - 1
    owners = [[(row, column) for column in range(columns)] for row in range(rows)]
    for row in range(rows):
        middle = (tops[row] + tops[row + 1]) / 2
        for column in range(columns):
            centre = (lefts[column] + lefts[column + 1]) / 2
            if column and not _is_drawn(uprights, lefts[column], middle):
                owners[row][column] = owners[row][column - 1]
            elif row and not _is_drawn(levels, tops[row], centre):
                owners[row][column] = owners[row - 1][column]
    return Grid(lefts, tops, owners, is_open_above, is_open_below)


def _ends(uprights: list[Bar]) -> tuple[float, float]:
    """How far up and down most upright lines reach."""
    highest = sorted((end for bar in uprights for _, end in bar.parts), reverse=True)
    lowest = sorted(start for bar in uprights for start, _ in bar.parts)
    return highest[len(_places(uprights)) // 2], lowest[len(_places(uprights)) // 2]


def _places(bars: list[Bar]) -> list[float]:
    return sorted({bar.at for bar in bars})


def _is_drawn(bars: list[Bar], at: float, place: float) -> bool:
    return any(bar.at == at and bar.covers(place) for bar in bars)
