"""Widths of columns and heights of rows, and a paper on which they print at no less than nine points.

Widths are counted as spreadsheet programs count them, in digits of the workbook's body type; a Chinese character takes
two. At 10.5 points (五号) a digit of 宋体 is 7 pixels wide and a cell has 5 more at its sides; 96 pixels are an inch.

A program without 宋体 takes another type, whose digits are wider, and makes all columns wider with them. What must fit
a page is therefore planned in the widest: the digits of DejaVu Sans.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from measures.exports.writers.blocks import width_of

BODY, LEAST = 10.5, 9.0  # points: the type of a cell's text, and the smallest that may be printed
SMALLEST = ceil(100 * LEAST / BODY) / 100  # the scale of a page at which it is: programs scale by whole percents
DIGIT, WIDEST_DIGIT = 5.25, 6.7  # points
SIDES = 5 / 7  # digits
LINE_HEIGHT, PADDING, HIGHEST = 15, 4, 408  # points; no row can be higher than 409
MILLIMETRE = 72 / 25.4  # points
MARGIN = 10  # millimetres, left and right
EDGE, FOOT = 12, 6  # millimetres, above and below; the foot stands within the lower margin, which is as much larger
NARROWEST = 8  # below that a column of Chinese text is not made narrower
FOOT_TYPE = 11  # points; LibreOffice prints it smaller with the rest of the page
# The share of its width that a table may lose to its wrapping so that it fits on A4.
SQUEEZED = 0.12


@dataclass(frozen=True, slots=True)
class Paper:
    """A size, printed landscape, in millimetres. `code` is that of ECMA-376, 18.3.1.63, paperSize."""

    name: str
    code: int
    width: int
    height: int

    @property
    def foot(self) -> int:
        """The digits that find room beside each other in the foot of a page, which is not scaled with it."""
        return int((self.width - 2 * MARGIN) * MILLIMETRE / (FOOT_TYPE / 2))

    @property
    def room(self) -> float:
        """The points that a line may have at full size so that it is printed in type of LEAST."""
        return (self.width - 2 * MARGIN) * MILLIMETRE / SMALLEST


A4, A3 = Paper("A4", 9, 297, 210), Paper("A3", 8, 420, 297)


@dataclass(frozen=True, slots=True)
class Grid:
    """The widths of a sheet's columns, 0 for a hidden one. What does not `fit` goes on beside, on further pages."""

    widths: tuple[int, ...]
    paper: Paper
    fits: bool

    @property
    def scale(self) -> float:
        """How large it is printed where digits are widest; programs choose that themselves for what fits a page."""
        if not self.fits:
            return SMALLEST
        return min(1.0, (self.paper.width - 2 * MARGIN) * MILLIMETRE / max(points(self.widths), 1))

    @property
    def percent(self) -> int:
        """The scale as programs take it."""
        return floor(100 * self.scale + 0.001)

    @property
    def height(self) -> float:
        """The points that rows may have below each other on a page of that scale."""
        return (self.paper.height - 2 * EDGE - FOOT) * MILLIMETRE * 100 / self.percent

    @property
    def printed(self) -> float:
        """The size in points that the body type has on paper."""
        return BODY * self.scale

    @property
    def total(self) -> int:
        return sum(self.widths)


def grid(widths: Sequence[int]) -> Grid:
    """Wide columns are made narrower, and their text wraps, where the type would become too small otherwise."""
    if points(widths) <= A4.room / (1 - SQUEEZED):
        chosen = narrowed(widths, A4.room)
        if points(chosen) <= A4.room:
            return Grid(chosen, A4, fits=True)
    return on_a3(narrowed(widths, A3.room))


def on_a3(widths: Sequence[int]) -> Grid:
    return Grid(tuple(widths), A3, fits=points(widths) <= A3.room)


def points(widths: Sequence[int]) -> float:
    """What columns take beside each other at full size, where digits are widest."""
    return sum(width + SIDES for width in widths if width) * WIDEST_DIGIT


def narrowed(widths: Sequence[int], room: float) -> tuple[int, ...]:
    """The widths in `room` points, as far as can be: each column loses the same share of what it has over NARROWEST."""
    excess = points(widths) - room
    spare = sum(max(width - NARROWEST, 0) for width in widths) * WIDEST_DIGIT
    if excess <= 0 or not spare:
        return tuple(widths)
    kept = max(1 - excess / spare, 0)
    return tuple(min(width, NARROWEST + int(max(width - NARROWEST, 0) * kept)) for width in widths)


def lines_of(text: str, width: int) -> int:
    """The lines that a text takes in a column, which loses up to a digit at the end of each. A hidden one, of no width,
    makes no row higher."""
    if not width:
        return 1
    room = width - 1 if width > 2 else 2
    if "\n" not in text:
        return -(-width_of(text) // room) or 1
    return sum(-(-width_of(line) // room) or 1 for line in text.split("\n"))


def height_of(lines: int) -> int:
    """The points that a row of so many lines takes."""
    return min(lines * LINE_HEIGHT + PADDING, HIGHEST)
