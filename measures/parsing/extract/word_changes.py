"""Tracked changes of a Word file, all accepted: what was deleted or moved away goes (ECMA-376 part 1, 17.13.5)."""

from lxml import etree

from measures.parsing.extract.word_numbers import W

_GONE = (f"{W}del", f"{W}moveFrom")


def accept_changes(root: etree._Element) -> None:
    """Change the tree in place, so that it holds what is printed once every change is accepted."""
    for row in list(root.iter(f"{W}tr")):
        if row.find(f"{W}trPr/{W}del") is not None:
            _remove(row)
    for paragraph in list(root.iter(f"{W}p")):
        if any(paragraph.find(f"{W}pPr/{W}rPr/{gone}") is not None for gone in _GONE):
            _join_to_next(paragraph)
    for element in list(root.iter(*_GONE)):
        _remove(element)


def _join_to_next(paragraph: etree._Element) -> None:
    """Where the mark that ends a paragraph was deleted, its words begin the next one, which keeps its own style."""
    following = paragraph.getnext()
    if following is None or following.tag != f"{W}p":
        return
    start = 1 if following.find(f"{W}pPr") is not None else 0
    following[start:start] = [child for child in paragraph if child.tag != f"{W}pPr"]
    _remove(paragraph)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
