"""How Chinese names are read: the order of pinyin, and initials by which a name is found (fgw for 发改委).

The table is `pinyin.json`, written by `policyhub/pinyin.py`; PostgreSQL is given the same one, as a function whose
results it keeps in an index (`measures.search`).
"""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, TextField
from django.db.models.sql.compiler import SQLCompiler

from measures.folding import fold

LONGEST_PHRASE = 3  # characters


class Readings(NamedTuple):
    """Of a character its syllable with its tone, zhong4; of a phrase those of its characters, chong2 qing4."""

    characters: dict[str, str]
    phrases: dict[str, str]


@cache
def table() -> Readings:
    """The readings of the file."""
    stored = json.loads((Path(__file__).parent / "pinyin.json").read_text(encoding="utf-8"))
    spelled = stored["characters"].items()
    return Readings(
        {character: reading for reading, characters in spelled for character in characters}, stored["phrases"]
    )


def read(folded: str, readings: Readings) -> list[str]:
    """The reading of each character; of one that has none, the character. Of phrases the longest is read first."""
    found: list[str] = []
    while len(found) < len(folded):
        rest = folded[len(found) :]
        lengths = range(min(LONGEST_PHRASE, len(rest)), 1, -1)
        phrase = next((rest[:length] for length in lengths if rest[:length] in readings.phrases), "")
        alone = readings.characters.get(rest[0], rest[0])
        found += readings.phrases[phrase].split(" ") if phrase else [alone]
    return found


@lru_cache(20_000)
def sort_key(name: str) -> str:
    """What names are sorted by: of each character its reading and itself, so that equal sounds stand together."""
    folded = fold(name)
    return "".join(map(keyed, read(folded, table()), folded))


def keyed(reading: str, character: str) -> str:
    return character if reading == character else f"{reading}{character}"


@lru_cache(20_000)
def syllables(name: str) -> tuple[str, ...]:
    """The readings of a name's characters without their tones: fa, gai, wei."""
    folded = fold(name)
    return tuple(
        character if reading == character else reading[:-1]
        for reading, character in zip(read(folded, table()), folded, strict=True)
    )


def is_read(letters: str, name: str) -> bool:
    """Whether small letters are initials that follow one another in a name (fgw), or its syllables (fagai…)."""
    parts = syllables(name)
    if letters in "".join(part[0] for part in parts):
        return True
    return any("".join(parts[at:]).startswith(letters) for at in range(len(parts)))


class PinyinOrder(Func):
    """Sorts by pinyin: `order_by(PinyinOrder("name"))`."""

    function = "measures_pinyin"
    output_field = TextField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        sql, params = self.as_sql(compiler, connection, template='%(function)s(%(expressions)s) COLLATE "C"')
        return sql, tuple(params)


def entries() -> tuple[dict[str, str], dict[str, str]]:
    """The keys of single characters and of phrases, as PostgreSQL is given them."""
    readings = table()
    characters = {character: keyed(reading, character) for character, reading in readings.characters.items()}
    phrases = {phrase: "".join(map(keyed, reading.split(" "), phrase)) for phrase, reading in readings.phrases.items()}
    return characters, phrases
