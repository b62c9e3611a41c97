"""Text in a page: escaped, and nothing in it that a browser would not show."""

from datetime import date
from html import escape

from measures.exports.contents import Cell, Mark, Run, printable

ELEMENTS = {Mark.SAME: "{}", Mark.ADDED: "<ins>{}</ins>", Mark.REMOVED: "<del>{}</del>"}


def in_html(text: str) -> str:
    return escape(text if text.isprintable() else printable(text))


def cell(value: Cell, site: str) -> str:
    """The content of a table's cell or of a paragraph."""
    if isinstance(value, str):
        return in_html(value)
    if isinstance(value, tuple):
        return "".join(in_look(run, site) for run in value)
    if isinstance(value, date):
        return f"<time>{value.isoformat()}</time>"
    return "" if value is None else str(value)


def in_look(run: Run, site: str) -> str:
    """A piece of text in its look. Only addresses of this site become links, where it is known."""
    text = ELEMENTS[run.mark].format(in_html(run.text))
    if run.strong:
        text = f"<strong>{text}</strong>"
    if site and run.link.startswith("/") and not run.link.startswith("//"):
        text = f'<a href="{in_html(site + run.link)}">{text}</a>'
    return text
