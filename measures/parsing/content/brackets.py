"""Brackets of a paragraph, and one that nobody closed."""

from collections import deque

from measures.parsing.patterns import lazy_regex

_MARKS = lazy_regex(r"[（(〔【\[［）)〕】\]］]")
OPENING = frozenset("（(〔【[［")
BRACKET_LENGTH = 600


def brackets(text: str) -> list[tuple[int, int]]:
    """The outermost brackets of `text` that close within 600 characters, with their marks."""
    pairs: list[tuple[int, int]] = []
    opened: deque[int] = deque()
    for match in _MARKS.finditer(text):
        position = match.start()
        while opened and position - opened[0] > BRACKET_LENGTH:
            opened.popleft()
        if match[0] in OPENING:
            opened.append(position)
        elif opened:
            pairs.append((opened.pop(), match.end()))
    outermost: list[tuple[int, int]] = []
    for start, end in sorted(pairs):
        if not outermost or start >= outermost[-1][1]:
            outermost.append((start, end))
    return outermost


def unclosed(text: str) -> int | None:
    """Where a bracket after the last sentence opens that the writer forgot to close."""
    opened: list[int] = []
    for match in _MARKS.finditer(text, max(0, len(text) - BRACKET_LENGTH)):
        if match[0] in OPENING:
            opened.append(match.start())
        elif opened:
            opened.pop()
    return opened[0] if opened and text[: opened[0]].rstrip()[-1:] in tuple("。；;％%”") else None
