"""The words that rules of reading depend on, each list once, with where it comes from.

document_words.py   kinds and titles of documents, the parts of letters, lines of web sites, common characters
section_words.py    titles of sections, annexes, columns of tables
body_words.py       bodies and places: how their names begin, end and are shortened
duty_words.py       roles, lists of names, deadlines
target_words.py     units, ways and quantities of targets

Rules build their patterns from these lists with `any_of`; a word that documents turn out to use is added here and
nowhere else. Words are in simplified characters: traditional text is folded before it is compared (`traditional`).

Sources. GB/T 9704: 党政机关公文格式 (2012), the parts of an official document. Regulations:
党政机关公文处理工作条例 (2012), kinds of documents. Organs: the State Council's list of organs (2018,
2023) and their local namesakes. Units: GB 3100 and the outlines' own tables of indicators. "Seen" marks what was
collected from published documents.
"""

import re
from collections.abc import Iterable


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def any_of(alternatives: Iterable[str]) -> str:
    """A regular expression for one of the words, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(alternatives, key=len, reverse=True))) + ")"


def any_of_spaced(alternatives: Iterable[str]) -> str:
    """As `any_of`, with blanks between the characters perhaps: 责 任 单 位."""
    ordered = sorted(alternatives, key=len, reverse=True)
    return "(?:" + "|".join(r"[ \u3000]{0,2}".join(map(re.escape, word)) for word in ordered) + ")"


def one_of_first(alternatives: Iterable[str], others: str = "") -> str:
    """A look ahead for the first characters of the words, or one of `others`.

    A pattern that may begin in many ways is tried at every character; this says at once where it cannot begin.
    """
    return f"(?=[{others}{''.join(sorted({word[0] for word in alternatives}))}])"
