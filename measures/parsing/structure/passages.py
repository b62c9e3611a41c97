"""The map of passages: every character of the text in exactly one passage."""

from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.tree import Passage, Span
from measures.terms import PassageKind


class PassageMap:
    """Collects where each passage begins; a passage reaches to the next one, and the blank between goes with it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: dict[int, tuple[PassageKind, str]] = {}

    def add(self, start: int, kind: PassageKind, code: str = "") -> None:
        self._starts[start] = (kind, code)

    def take(self, paragraph: Paragraph, kind: PassageKind, code: str = "") -> None:
        """All of a paragraph, also where a running head parts it."""
        self.add(paragraph.start, kind, code)
        for _, start in paragraph.pieces:
            self.add(start, kind, code)

    def passages(self) -> tuple[Passage, ...]:
        merged: list[tuple[int, PassageKind, str]] = []
        for start, (kind, code) in sorted(self._starts.items()):
            if not merged or merged[-1][1:] != (kind, code):
                merged.append((start if merged else 0, kind, code))
        ends = [start for start, _, _ in merged[1:]] + [len(self.text)]
        return tuple(
            Passage(Span(start, end), kind, code) for (start, kind, code), end in zip(merged, ends, strict=True)
        )
