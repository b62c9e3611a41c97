"""Text as runs of a document."""

import re
from xml.sax.saxutils import escape

from measures.exports.contents import Cell, Mark, Run, Runs, printable, text_of

# Marks such as “ and — are in Chinese fonts as wide as a character: a program is told so.
HINT = '<w:rFonts w:hint="eastAsia"/>'
MARKED = {
    Mark.SAME: ("", ""),
    Mark.ADDED: ('<w:color w:val="1F4E9E"/>', '<w:u w:val="single"/>'),
    Mark.REMOVED: ('<w:strike/><w:color w:val="B00020"/>', ""),
}
_BREAKS = re.compile("([\n\t])")
_ENTITIES = {"\n": "<w:br/>", "\t": "<w:tab/>"}


def run(text: str, properties: str = "") -> str:
    """One run: the words as they are, line ends and tabs as a document has them."""
    words = "".join(
        _ENTITIES.get(piece) or f'<w:t xml:space="preserve">{escape(piece)}</w:t>'
        for piece in _BREAKS.split(printable(text))
        if piece
    )
    return f"<w:r><w:rPr>{HINT}{properties}</w:rPr>{words}</w:r>" if words else ""


def runs(parts: Runs, size: float = 0) -> str:
    """Runs in their looks; `size` is in points, 0 for the style's own."""
    return "".join(run(part.text, look(part, size)) for part in parts)


def look(part: Run, size: float) -> str:
    """The properties of a run, in the order that the format wants."""
    before, after = MARKED[part.mark]
    strong = "<w:b/><w:bCs/>" if part.strong else ""
    half_points = f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else ""
    return f"{strong}{before}{half_points}{after}"


def runs_of(cell: Cell) -> Runs:
    return cell if isinstance(cell, tuple) else (Run(text_of(cell)),)


def paragraph(style: str, content: str, properties: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'
