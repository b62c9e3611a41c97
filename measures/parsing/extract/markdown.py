"""Markdown → text without its marks, and what they said of each line: # 一、总体要求, **加强领导。** 成立专班.

Only what plans use (CommonMark: ATX headings, emphasis, lists, quotes, links, code fences; tables are read by `plain`
as any table drawn with bars). A text is taken for Markdown where two lines are headings, or three pairs of ** stand in
it.
"""

import re
from typing import NamedTuple

from measures.parsing.patterns import lazy_regex

_HEADING = lazy_regex(r"^ {0,3}(#{1,6})[ \t\u3000]+(?=\S)", re.MULTILINE)
_CLOSING = lazy_regex(r"(?<![ \t#])[ \t]+#+$")
_STRONG = lazy_regex(r"(\*\*|__)(?=\S)(.{1,400}?)(?<=\S)\1")
_ALL_STRONG = lazy_regex(r"(\*\*|__)(?:(?!\1).)+\1")
_FENCE = lazy_regex(r"^ {0,3}(?:```|~~~)")
_QUOTE = lazy_regex(r"^ {0,3}(?:> ?)+")
_BULLET = lazy_regex(r"^(\s*)[*+](?=\s)")
_LINK = lazy_regex(r"!?\[([^\[\]\n]{0,200})\]\([^)\s]{0,400}\)")
_CODE = lazy_regex(r"`([^`\n]+)`")
_ESCAPED = lazy_regex(r"\\(?=[!-/:-@\[-`{-~])")
LEAST_HEADINGS, LEAST_STRONG = 2, 3


class Mark(NamedTuple):
    """Of a line: the depth of its heading, 0 for none; whether all of it is in bold."""

    level: int = 0
    is_bold: bool = False


def looks_like_markdown(text: str) -> bool:
    if "**" not in text and "# " not in text:
        return False
    headings = sum(1 for _ in _HEADING.finditer(text))
    return headings >= LEAST_HEADINGS or sum(1 for _ in _STRONG.finditer(text)) >= LEAST_STRONG


def without_marks(text: str) -> tuple[str, list[Mark]]:
    """The text, and what was marked of each of its lines."""
    read = [_line(line) for line in text.split("\n")]
    return "\n".join(words for words, _ in read), [mark for _, mark in read]


def _line(line: str) -> tuple[str, Mark]:
    if _FENCE.match(line):
        return "", Mark()
    line = _QUOTE.sub("", line)
    heading = _HEADING.match(line)
    words = _CLOSING.sub("", line[heading.end() :].rstrip()) if heading else line
    is_bold = _ALL_STRONG.fullmatch(words.strip()) is not None
    words = _LINK.sub(r"\1", _BULLET.sub(r"\1-", words))
    words = _ESCAPED.sub("", _CODE.sub(r"\1", _STRONG.sub(r"\2", words)))
    return words, Mark(len(heading[1]) if heading else 0, is_bold)
