"""What SQLite asks Python about each row."""

import re
import sqlite3
import sys
from collections.abc import Callable
from functools import lru_cache, partial

from django.db.backends.base.base import BaseDatabaseWrapper

from measures import pinyin
from measures.folding import any_of, carriers_of, fold, pattern_of, spellings_of
from measures.search.lookups import (
    LONGEST_PATTERN,
    MATCHES_NOTHING,
    spellings_of_few,
)

BEYOND_BMP = "\U00010000"


def prepare(connection: BaseDatabaseWrapper) -> None:
    """Give a new SQLite connection the functions that the conditions call."""
    if isinstance(connection.connection, sqlite3.Connection):
        create = partial(connection.connection.create_function, deterministic=True)
        create("measures_holds", 2, text_holds)
        create("measures_fold", 1, partial(of_text, fold))
        create("measures_pinyin", 1, partial(of_text, pinyin.sort_key))


def text_holds(text: str | None, folded: str) -> bool | None:
    return None if text is None else matcher(folded)(text)


@lru_cache(1024)
def matcher(folded: str) -> Callable[[str], bool]:
    """Whether a text holds a folded word, as a function of the text; the quickest questions first, as in `holding`.

    A text without any spelling of one of the word's characters does not hold it. That is asked of the characters that
    have few spellings or, where all have many, as Latin letters and digits have, of the one that has the fewest.
    """
    few = spellings_of_few(folded)
    has_rarest = None if few else re.compile(among_astral(min(map(spellings_of, folded), key=len))).search
    carriers, pattern = carriers_of(folded), pattern_of(folded[:LONGEST_PATTERN])
    whole = len(folded) <= LONGEST_PATTERN
    matches = re.compile(pattern if whole else MATCHES_NOTHING).search
    may_match = re.compile(
        (carriers or MATCHES_NOTHING) if whole else "|".join(filter(None, (pattern, carriers)))
    ).search

    def holds(text: str) -> bool:
        if folded in text:
            return True
        for spellings in few:
            if not any_in(text, spellings):
                return False
        if has_rarest and not has_rarest(text):
            return False
        return bool(matches(text) or (may_match(text) and folded in fold(text)))

    return holds


def any_in(text: str, characters: str) -> bool:
    """A plain loop: `any` with a generator takes three times as long."""
    for character in characters:  # noqa: SIM110
        if character in text:
            return True
    return False


def among_astral(characters: str) -> str:
    """A bracket expression for `characters` and, in place of those beyond U+FFFF, all that lie there.

    Python looks up the others in a table, but goes through what lies beyond range by range.
    """
    return f"{any_of(''.join(one for one in characters if one < BEYOND_BMP))[:-1]}{BEYOND_BMP}-{chr(sys.maxunicode)}]"


def of_text(function: Callable[[str], str], text: str | None) -> str | None:
    return None if text is None else function(text)
