"""Conditions on rows: a field holds some words, however they are written (`measures.folding`), on both engines alike.

SQLite asks Python about every row. PostgreSQL finds candidates by an index on pairs of folded characters (a `tsvector`
of all of them under GIN) and checks these, and whatever rows it reads without the index, by regular expressions made
from the words: they match every spelling, so that hardly a row must be folded to be compared.
"""

import sqlite3
from functools import reduce
from hashlib import sha256
from json import dumps
from operator import or_
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, CharField, F, Func, JSONField, Lookup, Q, TextField, Value

from measures.folding import carriers_of, fold, ignored, pattern_of, spellings_of, table

INDEX = "measures_measure_grams"
INDEXED = ("title", "text")
LONGEST_PATTERN = 64  # characters; of longer words only the beginning is sought by pattern, the whole after folding
BETWEEN_FIELDS = "\uffff"  # is no character and folded to itself
MOST_ASKED, MANY = 6, 12
SPREAD = 101  # a prime: what recurs at a round distance does not hide from it

Params = tuple[str | int, ...]
Sql = tuple[str, Params]


class Holds(Lookup):
    """`field__holds=words`: the words stand somewhere in the field. Words that fold to nothing stand nowhere."""

    lookup_name = "holds"
    prepare_rhs = False
    comparison = "strpos(measures_fold({}), %s) > 0"

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Sql:
        column, params = self.process_lhs(compiler, connection)
        return self.condition(column, tuple(params), connection)

    def condition(self, column: str, params: Params, connection: BaseDatabaseWrapper) -> Sql:
        folded = fold(self.rhs)
        if not folded:
            raise EmptyResultSet
        if connection.vendor == "sqlite":
            return f"measures_{self.lookup_name}({column}, %s)", (*params, folded)
        spelled, hidden = self.spelled(column, params, folded), self.hidden(column, params, folded)
        return joined("OR", spelled, hidden) if hidden else spelled

    def spelled(self, column: str, params: Params, folded: str) -> Sql:
        """The words stand there character by character, each in one of its spellings."""
        found = matching(column, params, self.pattern(folded[:LONGEST_PATTERN]))
        return found if len(folded) <= LONGEST_PATTERN else joined("AND", found, self.compared(column, params, folded))

    def hidden(self, column: str, params: Params, folded: str) -> Sql | None:
        """They stand there with a character that is folded to several."""
        carriers = carriers_of(folded)
        found = matching(column, params, carriers) if carriers else None
        return found and joined("AND", found, self.compared(column, params, folded))

    def compared(self, column: str, params: Params, folded: str) -> Sql:
        return self.comparison.format(column), (*params, folded)

    def pattern(self, folded: str) -> str:
        return pattern_of(folded)


class Reads(Holds):
    """`field__reads=words`: the field says the words and nothing else."""

    lookup_name = "reads"
    comparison = "measures_fold({}) = %s"

    def pattern(self, folded: str) -> str:
        end = "" if len(folded) == LONGEST_PATTERN else f"{ignored()}$"
        return f"^{ignored()}{pattern_of(folded)}{end}"


class AnyHolds(Holds):
    """`field__holds` for a JSON list of names: the words stand in one of them."""

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Sql:
        column, params = self.process_lhs(compiler, connection)
        each = "jsonb_array_elements_text" if connection.vendor == "postgresql" else "json_each"
        condition, words = self.condition("item.value", (), connection)
        return f"EXISTS (SELECT 1 FROM {each}({column}) AS item WHERE {condition})", (*params, *words)


for text_field in (CharField, TextField):
    text_field.register_lookup(Holds)
    text_field.register_lookup(Reads)
JSONField.register_lookup(AnyHolds)


def matching(column: str, params: Params, pattern: str) -> Sql:
    """Hidden from the planner, which would compile the expression each time to guess how many rows it matches, and
    guess so few that it would rather read all rows than go on until a page is full.
    """
    return f"coalesce({column} ~ (SELECT %s), false)", (*params, pattern)


def joined(operator: str, one: Sql, other: Sql) -> Sql:
    return f"({one[0]} {operator} {other[0]})", (*one[1], *other[1])


def any_holds(words: str, *fields: str) -> Q:
    """A condition: one of `fields` holds `words`."""
    return reduce(or_, (Q(**{f"{field}__holds": words}) for field in fields))


class HasPairs(Func):
    """A condition: a measure has all character pairs of `pairs`. Only the index can answer that quickly."""

    output_field = BooleanField()

    def __init__(self, pairs: str) -> None:
        super().__init__(*map(F, INDEXED), Value(pairs))

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper, *args: Any, **context: Any) -> Any:
        *fields, (pairs, params) = (compiler.compile(part) for part in self.get_source_expressions())
        return f"measures_grams({', '.join(field for field, _ in fields)}) @@ {pairs}::tsquery", params


class Spread(Func):
    """A condition: a measure is one of a hundred that stand evenly spread over all. What they hold, many hold."""

    output_field = BooleanField()

    def __init__(self) -> None:
        super().__init__(F("pk"))

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper, *args: Any, **context: Any) -> Any:
        pk, params = compiler.compile(self.get_source_expressions()[0])
        place = f"((SELECT max(id) FROM measures_measure) * place + {SPREAD - 1}) / {SPREAD}"
        return f"{pk} = ANY(ARRAY(SELECT {place} FROM generate_series(1, {SPREAD}) AS place))", params


def pairs_of(*words: str) -> str:
    """The index query for folded words: all their pairs of characters; for a single one, any pair it begins."""
    pairs = {quoted(word[at : at + 2]) for word in words for at in range(len(word) - 1)}
    return " & ".join(sorted(pairs | {f"{quoted(word)}:*" for word in words if len(word) == 1}))


def quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def prepare(connection: BaseDatabaseWrapper) -> None:
    """Give a new SQLite connection the functions that the conditions call."""
    if isinstance(connection.connection, sqlite3.Connection):
        connection.connection.create_function("measures_holds", 2, text_holds, deterministic=True)
        connection.connection.create_function("measures_reads", 2, text_reads, deterministic=True)


def text_holds(text: str | None, folded: str) -> bool | None:
    """Most texts need no folding to be told apart: some character of `folded` is not there in any spelling."""
    if text is None:
        return None
    if folded in text:
        return True
    return all(any_in(text, spellings_of(character)) for character in folded[:MOST_ASKED]) and folded in fold(text)


def any_in(text: str, characters: str) -> bool:
    """The quicker way depends on how many there are: of a Latin letter a hundred, of most ideographs one or two."""
    if len(characters) > MANY:
        return not frozenset(characters).isdisjoint(text)
    return any(character in text for character in characters)


def text_reads(text: str | None, folded: str) -> bool | None:
    return None if text is None else fold(text) == folded


def install(connection: BaseDatabaseWrapper) -> None:
    """Make PostgreSQL's functions and index, unless those that are there are the same."""
    if connection.vendor != "postgresql":
        return
    statements = definitions()
    version = sha256("".join(statements).encode()).hexdigest()
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [INDEX])
        if cursor.fetchone() != (version,):
            for statement in (f"DROP INDEX IF EXISTS {INDEX}", *statements, f"COMMENT ON INDEX {INDEX} IS '{version}'"):
                cursor.execute(statement)


def definitions() -> tuple[str, str, str]:
    """Two functions, and the index that is made by the second.

    The functions name nothing outside pg_catalog, so that an index or a restored dump can call them. They are in
    PL/pgSQL, which reads the table once a session; it is JSON, in which PostgreSQL finds a key by halving.
    """
    texts, fields = ", ".join(["text"] * len(INDEXED)), ", ".join(INDEXED)
    values = " || ".join(f"${number} || {literal(BETWEEN_FIELDS)}" for number in range(1, len(INDEXED) + 1))
    letters = f"SELECT string_to_array({folded(values)}, NULL) AS c"
    pairs = f"SELECT a || b AS pair FROM ({letters}) AS letters, unnest(c, c[2:]) AS pair(a, b) WHERE b IS NOT NULL"
    grams = f"SELECT array_to_tsvector(array_agg(pair)) FROM ({pairs}) AS pairs"
    # So dear that no plan computes it row by row in place of asking the index; and started for one page of a search,
    # parallel workers take longer to come up than the search itself.
    dear = "PARALLEL RESTRICTED COST 10000"
    return (
        function("measures_fold(text) RETURNS text", "PARALLEL SAFE", folded("$1")),
        function(f"measures_grams({texts}) RETURNS tsvector", dear, f"({grams})"),
        f"CREATE INDEX {INDEX} ON measures_measure USING gin (measures_grams({fields}))",
    )


def folded(text: str) -> str:
    """`fold` of an SQL expression."""
    entries = {character: folded for character, folded in table().items() if character != "\0"}
    replaced = f"jsonb {literal(dumps(entries, ensure_ascii=False, sort_keys=True))} ->> c"
    return f"array_to_string(ARRAY(SELECT coalesce({replaced}, c) FROM unnest(string_to_array({text}, NULL)) AS c), '')"


def function(signature: str, options: str, result: str) -> str:
    body = f"$body$BEGIN RETURN {result}; END$body$"
    return f"CREATE OR REPLACE FUNCTION {signature} LANGUAGE plpgsql IMMUTABLE STRICT {options} AS {body}"


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
