"""Pages of made-up characters, each at its place, and what is read of them."""

from measures.parsing.extract.grids import Segment
from measures.parsing.extract.layout import Glyph, Page, build, lay_out
from measures.parsing.extract.model import Extracted, Line

SIZE = 12.0
PROSE = "加强组织领导完善工作机制强化督促检查确保各项任务落到实处推动高质量发展再上新的台阶"


def line(x: float, y: float, text: str, size: float = SIZE, height: float | None = None) -> list[Glyph]:
    """Characters as wide as `size`, on a base line at `y`."""
    height = size if height is None else height
    return [Glyph(char, x + i * size, y, x + (i + 1) * size, y + height) for i, char in enumerate(text)]


def ruled(lefts: list[float], tops: list[float]) -> list[Segment]:
    levels = [Segment(lefts[0], top, lefts[-1], top) for top in tops]
    return [*levels, *(Segment(left, tops[-1], left, tops[0]) for left in lefts)]


def read_pages(*pages: list[list[Glyph]] | Page) -> Extracted:
    return build([lay_out(page if isinstance(page, Page) else Page(page)) for page in pages], "application/pdf")


def lines_of(*pages: list[list[Glyph]] | Page) -> list[Line]:
    return read_pages(*pages).lines


def words(*pages: list[list[Glyph]] | Page) -> list[str]:
    return [found.text for found in lines_of(*pages)]


def body(first: float = 700, count: int = 8, skip: int = 0) -> list[list[Glyph]]:
    """Lines that differ, one under another, 36 characters each."""
    return [line(72, first - 20 * i, f"{PROSE[i + skip :]}{PROSE}"[:36]) for i in range(count)]
