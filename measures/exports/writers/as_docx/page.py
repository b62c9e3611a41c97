"""The page of an official document (GB/T 9704-2012, 5.2), in twips, twentieths of a point."""

from dataclasses import dataclass

A_MM = 1440 / 25.4
LINES, CHARACTERS = 22, 28
TEXT_SIZE = 16  # points: 3号
FOOT = round(11 * A_MM)  # the page number, 4 mm high, stands 7 mm under the text (7.5)


@dataclass(frozen=True, slots=True)
class Page:
    """A4 in one of its two directions; `width` and `height` are those of the text."""

    paper: tuple[int, int]
    margins: tuple[int, int, int, int]  # top, right, bottom, left
    is_landscape: bool = False

    @property
    def width(self) -> int:
        return self.paper[0] - self.margins[1] - self.margins[3]

    @property
    def height(self) -> int:
        return self.paper[1] - self.margins[0] - self.margins[2]

    @property
    def properties(self) -> str:
        """The properties of a section that is printed so. A wide page has no grid of characters: it holds a table."""
        top, right, bottom, left = self.margins
        turned = ' w:orient="landscape"' if self.is_landscape else ""
        # The grid counts what a character takes more or less than its size, in 4096ths of a point.
        spare = round((self.width / 20 / CHARACTERS - TEXT_SIZE) * 4096)
        grid = (
            ""
            if self.is_landscape
            else f'<w:docGrid w:type="linesAndChars" w:linePitch="{LINE}" w:charSpace="{spare}"/>'
        )
        return (
            '<w:sectPr><w:footerReference w:type="default" r:id="odd"/><w:footerReference w:type="even" r:id="even"/>'
            f'<w:pgSz w:w="{self.paper[0]}" w:h="{self.paper[1]}"{turned}/>'
            f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}"'
            f' w:header="851" w:footer="{bottom - FOOT}" w:gutter="0"/>{grid}</w:sectPr>'
        )


def twips(*millimetres: int) -> tuple[int, ...]:
    return tuple(int(each * A_MM) for each in millimetres)


_TOP, _RIGHT, _BOTTOM, _LEFT = twips(37, 26, 35, 28)
PORTRAIT = Page((11906, 16838), (_TOP, _RIGHT, _BOTTOM, _LEFT))
LANDSCAPE = Page((16838, 11906), (_LEFT, _BOTTOM, _RIGHT, _TOP), is_landscape=True)
LINE = PORTRAIT.height // LINES
