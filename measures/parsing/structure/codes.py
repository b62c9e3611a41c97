"""The codes of sections: the printed numbers from the top, with a letter for what stands outside their order.

Reads: nodes of the outline, in document order. Writes: a code for each, none twice.
"""

from measures.parsing.structure.nodes import Node
from measures.terms import Numbering


class Codes:
    """Gives each section its code: the printed numbers from the top; none twice."""

    def __init__(self) -> None:
        self.used: set[str] = set()
        self.counts: dict[str, int] = {}

    def give(self, node: Node, prefix: str) -> tuple[str, str]:
        """The code, and what it would be if no other section had that number."""
        scope = _plan_prefix(prefix) if node.style in (Numbering.BOX, Numbering.ANNEX) else prefix
        letter = {Numbering.BOX: "b", Numbering.ANNEX: "x", Numbering.NONE: "u"}.get(node.style, "")
        stem = f"{scope}.{letter}" if scope else letter
        plain = code = f"{stem}{_own_number(node, prefix) or self._next(stem)}"
        while code in self.used:
            code = plain + _suffix(self._next(plain))
        self.used.add(code)
        return code, plain

    def _next(self, stem: str) -> int:
        """1, 2, 3 … for each stem: the numbers of what bears none, and the letters of numbers used before."""
        self.counts[stem] = self.counts.get(stem, 0) + 1
        return self.counts[stem]


def _plan_prefix(prefix: str) -> str:
    return prefix.split(".")[0] if prefix.startswith("p") else ""


def _own_number(node: Node, prefix: str) -> str:
    """1.2 where nothing above it bears the 1, else 2; "" where none is printed."""
    above = node.paragraph.marker.above if node.paragraph.marker else ()
    if node.style is Numbering.BOX:
        return ".".join(map(str, (*above, node.number))) if node.number else ""
    missing = above if not prefix or (prefix.startswith("p") and "." not in prefix) else ()
    return ".".join(map(str, (*missing, node.number))) if node.number else ""


def _suffix(count: int) -> str:
    """b, c … z for the second to the twenty-sixth of a number, then z27, z28 …"""
    return "bcdefghijklmnopqrstuvwxyz"[count - 1] if count < 26 else f"z{count + 1}"
