"""What matches a search: every case-insensitive substring, so that 人才 finds every 人才 and ＡＩ every ａｉ.

`fold` says what is the same letter in another case, one character for one, so that places in a folded text are places
in the text. Both engines fold alike: SQLite by calling `fold`, PostgreSQL by a function that a test compares with it
for every character there is.

PostgreSQL finds candidates by an index on character pairs (a `tsvector` of all of them under GIN); the substring itself
is then checked, on both engines in the same way. SQLite checks every row.
"""

import sqlite3
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, CharField, Expression, F, Func, JSONField, Lookup, Q, TextField
from django.utils.html import escape

INDEX = "measures_measure_grams"
BEYOND_CASE = 0x20000  # no script up here has upper and lower case


@cache
def variants() -> dict[int, str]:
    """Lower-case letters that are another lower-case letter in a particular place or hand: ς is σ, ſ is s, ϑ is θ."""
    found = {}
    for point in range(BEYOND_CASE):
        letter = chr(point)
        folded = letter.casefold()
        if len(folded) == 1 and letter.lower() == letter != folded == folded.lower():
            found[point] = folded
    return found


def fold(text: str) -> str:
    """`text` without case, as long as it was. İ alone has no lower case of one character: it becomes i."""
    return text.replace("İ", "i").lower().translate(variants())


def has_case(text: str) -> bool:
    """Could `text` be written in another case? Chinese cannot; it is then sought as it is, which is quicker."""
    return any(letter.lower() != letter or letter.upper() != letter for letter in text)


def marked(text: str, words: str) -> str:
    """`text` as HTML with every place that matches `words` in <mark>."""
    folded, sought, parts, at = fold(text), fold(words), [], 0
    while (found := folded.find(sought, at)) >= 0:
        end = found + len(sought)
        parts += [escape(text[at:found]), f"<mark>{escape(text[found:end])}</mark>"]
        at = end
    return "".join([*parts, escape(text[at:])])


class Holds(Lookup):
    """`field__holds=words`: the words stand in the field just so."""

    lookup_name = "holds"
    prepare_rhs = False
    column = "{}"

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:
        column, params = self.process_lhs(compiler, connection)
        return self.place(column, connection), [*params, self.rhs]

    def place(self, column: str, connection: BaseDatabaseWrapper) -> str:
        find = "strpos" if connection.vendor == "postgresql" else "instr"
        return f"{find}({self.column.format(column)}, %s) > 0"


class FoldedHolds(Holds):
    """`field__folded_holds=words`: folded words stand in the folded field."""

    lookup_name = "folded_holds"
    column = "measures_fold({})"


class AnyHolds(Holds):
    """The same for a JSON list of names: the words stand in one of them."""

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:
        column, params = self.process_lhs(compiler, connection)
        each = "jsonb_array_elements_text" if connection.vendor == "postgresql" else "json_each"
        condition = self.place("item.value", connection)
        return f"EXISTS (SELECT 1 FROM {each}({column}) AS item WHERE {condition})", [*params, self.rhs]


class AnyFoldedHolds(AnyHolds, FoldedHolds):
    pass


for text_field in (CharField, TextField):
    text_field.register_lookup(Holds)
    text_field.register_lookup(FoldedHolds)
JSONField.register_lookup(AnyHolds)
JSONField.register_lookup(AnyFoldedHolds)


def sought(words: str) -> tuple[str, bool]:
    """What to look for, and whether in folded text."""
    return (fold(words), True) if has_case(words) else (words, False)


def matches(words: str, *fields: str) -> Q:
    """A condition true where any of `fields` holds `words`."""
    return holding(*sought(words), *fields)


def holding(sought: str, folded: bool, *fields: str) -> Q:
    condition = Q()
    for field in fields:
        condition |= Q(**{f"{field}__folded_holds" if folded else f"{field}__holds": sought})
    return condition


class HasPairs(Func):
    """Whether a measure has all character pairs that `pairs_of` gives. Only the index can answer that quickly."""

    output_field = BooleanField()

    def __init__(self, pairs: Expression) -> None:
        super().__init__(F("title"), F("text"), pairs)

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper, *args: Any, **context: Any) -> Any:
        title, text, pairs = (compiler.compile(part) for part in self.get_source_expressions())
        return f"measures_grams({title[0]}, {text[0]}) @@ {pairs[0]}::tsquery", (*title[1], *text[1], *pairs[1])


SPREAD = 101  # a prime: what recurs at a round distance does not hide from it


class Spread(Func):
    """Whether a measure is one of a hundred that stand evenly spread over all: what these hold is held by many."""

    output_field = BooleanField()

    def __init__(self) -> None:
        super().__init__(F("pk"))

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper, *args: Any, **context: Any) -> Any:
        pk, params = compiler.compile(self.get_source_expressions()[0])
        place = f"((SELECT max(id) FROM measures_measure) * place + {SPREAD - 1}) / {SPREAD}"
        return f"{pk} = ANY(ARRAY(SELECT {place} FROM generate_series(1, {SPREAD}) AS place))", params


def pairs_of(words: str) -> str:
    """The index query for words: all their pairs of characters, or all pairs that begin with a single one."""
    folded = fold(words)
    if len(folded) == 1:
        return f"{quoted(folded)}:*"
    return " & ".join(sorted({quoted(folded[at : at + 2]) for at in range(len(folded) - 1)}))


def quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def teach(connection: BaseDatabaseWrapper) -> None:
    """Give a new SQLite connection the function `measures_fold`."""
    if isinstance(connection.connection, sqlite3.Connection):
        connection.connection.create_function("measures_fold", 1, folded_or_null, deterministic=True)


def folded_or_null(text: str | None) -> str | None:
    return None if text is None else fold(text)


def install(connection: BaseDatabaseWrapper) -> None:
    """Make PostgreSQL's functions and index, where they are not there yet."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for statement in installation():
                cursor.execute(statement)


def installation() -> Iterable[str]:
    """The functions name nothing outside pg_catalog, so that an index or a restored dump can call them."""
    source, target = "".join(map(chr, variants())), "".join(variants().values())
    folded = f"""translate(lower({{}} COLLATE "pg_c_utf8"), '{source}', '{target}')""".format
    both = folded(r"$1 || E'\n' || $2 || E'\n'")
    letters = f"SELECT string_to_array({both}, NULL) AS c"
    pairs = f"SELECT a || b AS g FROM ({letters}) AS letters, unnest(c, c[2:]) AS pair(a, b) WHERE b IS NOT NULL"
    kind, serial = (f"LANGUAGE sql IMMUTABLE STRICT PARALLEL {how}" for how in ("SAFE", "RESTRICTED"))
    yield f"CREATE OR REPLACE FUNCTION measures_fold(text) RETURNS text {kind} AS $fold$SELECT {folded('$1')}$fold$"
    # So dear that no plan computes it row by row in place of asking the index; and started for one page of a search,
    # parallel workers take longer to come up than the search itself.
    yield (
        f"CREATE OR REPLACE FUNCTION measures_grams(text, text) RETURNS tsvector {serial} COST 10000"
        f" AS $grams$SELECT array_to_tsvector(array_agg(g)) FROM ({pairs}) AS pairs$grams$"
    )
    yield f"CREATE INDEX IF NOT EXISTS {INDEX} ON measures_measure USING gin (measures_grams(title, text))"
