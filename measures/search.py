"""Conditions on rows: a field holds some words, however they are written (`measures.folding`), on both engines alike.

SQLite asks Python about every row (`matcher`). PostgreSQL finds candidates by an index on pairs of folded characters (a
`tsvector` of all of them under GIN) and checks these, and whatever rows it reads without the index, by the function
`measures_holds`. It is given each word as a list, made once by Python (`sought`), so that hardly a row must be folded.
"""

import re
import sqlite3
import sys
from collections.abc import Callable
from functools import lru_cache, partial, reduce
from hashlib import sha256
from json import dumps
from operator import or_

from django.core.exceptions import EmptyResultSet
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, F, Func, JSONField, Lookup, Q, TextField
from django.db.models.sql.compiler import SQLCompiler

from measures import pinyin
from measures.folding import any_of, carriers_of, fold, pattern_of, spellings_of, table
from measures.prepared import ParameterName, array

INDEX = "measures_measure_grams"
INDEXED = ("title", "text")
HOLDS = "measures_holds(text, text[])"
SECTION_NUMBERS = ("code", "label")  # of sections; an index each, on what they fold to
LONGEST_PATTERN = 64  # characters; of longer words only the beginning is sought by pattern, the whole after folding
MATCHES_NOTHING = "(?!)"
BETWEEN_FIELDS = "\uffff"  # is no character and folded to itself
BEYOND_BMP = "\U00010000"
MOST_REQUIRED, FEW_SPELLINGS = 3, 3
# A tsvector that is given more than a megabyte loses some without an error. Each character stands in two pairs.
MOST_INDEXED_BYTES = 500_000
LONGEST_LIST = "1GB"  # of what the index has not sorted yet; twenty thousand measures take some fifty megabytes
TOO_LONG = "long"  # all that the index holds of a longer text, found by each query: no pair is of four characters
COMMON = "，。；：（）“”！？、《》—–　 \n,;:!?()"  # beside A to Z all that most texts hold of what folding changes
SAMPLES = 101  # a prime: what recurs at a round distance does not hide from it

Params = tuple[str | int, ...]
Sql = tuple[str, Params]


class Holds(Lookup):
    """`field__holds=words`: the words stand somewhere in the field. Words that fold to nothing stand nowhere.

    In a prepared query `words` is a placeholder, and each call gives what `value_of` makes of a folded word.
    """

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        column, params = self.process_lhs(compiler, connection)
        return self.condition(column, tuple(params), connection)

    def condition(self, column: str, params: Params, connection: BaseDatabaseWrapper) -> Sql:
        """The SQL of the comparison. Raises EmptyResultSet for words that fold to nothing."""
        if isinstance(self.rhs, ParameterName):
            return self.comparison(column, connection.vendor), (*params, self.rhs)
        folded = fold(self.rhs)
        if not folded:
            raise EmptyResultSet
        return self.comparison(column, connection.vendor), (*params, self.value(folded, connection.vendor))

    def comparison(self, column: str, vendor: str) -> str:
        return f"measures_holds({column}, %s{'::text[]' if vendor == 'postgresql' else ''})"

    def value(self, folded: str, vendor: str) -> str:
        return value_of(folded, vendor)


class Reads(Holds):
    """`field__reads=words`: the field says the words and nothing else."""

    lookup_name = "reads"

    def comparison(self, column: str, vendor: str) -> str:
        return f"measures_fold({column}) = %s"

    def value(self, folded: str, vendor: str) -> str:
        return folded


class AnyHolds(Holds):
    """`field__holds` for a JSON list of names: the words stand in one of them."""

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        column, params = self.process_lhs(compiler, connection)
        each = "jsonb_array_elements_text" if connection.vendor == "postgresql" else "json_each"
        condition, words = self.condition("item.value", (), connection)
        return f"EXISTS (SELECT 1 FROM {each}({column}) AS item WHERE {condition})", (*params, *words)


for text_field in (CharField, TextField):
    text_field.register_lookup(Holds)
    text_field.register_lookup(Reads)
JSONField.register_lookup(AnyHolds)


def value_of(folded: str, vendor: str) -> str:
    """What `measures_holds` of this engine is to be given for a folded word."""
    return sought(folded) if vendor == "postgresql" else folded


@lru_cache(1024)
def sought(folded: str) -> str:
    """A folded word as PostgreSQL's `measures_holds` wants it: an array of text.

    The word; a pattern for the texts that hold it in any spelling; one for those that may hold it, which must be folded
    to know ("" for none); then for a few of its characters their few spellings: a text that has none of one character's
    spellings does not hold the word. Places that are left over hold "", which every text has, or nothing.
    """
    carriers, pattern = carriers_of(folded), pattern_of(folded[:LONGEST_PATTERN])
    if len(folded) > LONGEST_PATTERN:
        return array([folded, MATCHES_NOTHING, f"{pattern}|{carriers}" if carriers else pattern])
    spellings = (part for one in required(folded) for part in (*one, *[None] * (FEW_SPELLINGS - len(one))))
    return array([folded, pattern, carriers, *spellings])


def required(folded: str) -> list[str | tuple[str]]:
    """The spellings of those characters of a word that have the fewest; `("",)` in place of those that have many."""
    few = spellings_of_few(folded)[:MOST_REQUIRED]
    return [*few, *[("",)] * (MOST_REQUIRED - len(few))]


def spellings_of_few(folded: str) -> list[str]:
    """The spellings of those characters of a word that have but a few, the fewest first."""
    spellings = sorted(map(spellings_of, dict.fromkeys(folded)), key=len)
    return [one for one in spellings if len(one) <= FEW_SPELLINGS]


def any_holds(words: str, *fields: str) -> Q:
    """A condition: one of `fields` holds `words`."""
    return reduce(or_, (Q(**{f"{field}__holds": words}) for field in fields))


class HasPairs(Lookup):
    """A condition: what the index holds of a measure has all pairs of an index query (`pairs_of`)."""

    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        grams, params = self.process_lhs(compiler, connection)
        return f"{grams} @@ %s::tsquery", (*params, self.rhs)


class IsSampled(Lookup):
    """A condition: the primary key is one of `rhs` that stand evenly spread over all. What they hold, many hold."""

    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        pk, params = self.process_lhs(compiler, connection)
        place = f"((SELECT max(id) FROM measures_measure) * place + {self.rhs - 1}) / {self.rhs}"
        return f"{pk} = ANY(ARRAY(SELECT {place} FROM generate_series(1, {self.rhs}) AS place))", tuple(params)


def has_pairs(pairs: str) -> HasPairs:
    """A condition on measures that only the index can answer quickly."""
    grams = Func(*map(F, INDEXED), function="measures_grams", output_field=TextField())
    return HasPairs(grams, pairs)


def sampled() -> IsSampled:
    """A condition: one of a hundred measures."""
    return IsSampled(F("pk"), SAMPLES)


def pairs_of(*words: str) -> str:
    """The index query for folded words: all their pairs of characters; for a single one, any pair it begins.

    Texts that are too long for the index to tell are found as well.
    """
    pairs = {quoted(word[at : at + 2]) for word in words for at in range(len(word) - 1)}
    all_pairs = " & ".join(sorted(pairs | {f"{quoted(word)}:*" for word in words if len(word) == 1}))
    return f"({all_pairs}) | {quoted(TOO_LONG)}"


def quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


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


def install(connection: BaseDatabaseWrapper) -> None:
    """Make PostgreSQL's functions and indexes, unless those that are there are the same."""
    if connection.vendor != "postgresql":
        return
    wanted = version(*functions()), version(pairs_of_fields(), reading(), dumps(indexes()))
    if installed(connection) == wanted:
        return
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        for statement in functions():
            cursor.execute(statement)
        cursor.execute(f"COMMENT ON FUNCTION {HOLDS} IS '{wanted[0]}'")
    if installed(connection) != wanted:
        build_indexes(connection, wanted[1])


def installed(connection: BaseDatabaseWrapper) -> tuple[str | None, str | None]:
    """The versions of the functions and of the indexes that a database has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT obj_description(to_regprocedure(%s), 'pg_proc'), obj_description(to_regclass(%s), 'pg_class')",
            [HOLDS, INDEX],
        )
        functions, indexes = cursor.fetchone()
    return functions, indexes


def version(*statements: str) -> str:
    return sha256("".join(statements).encode()).hexdigest()


def build_indexes(connection: BaseDatabaseWrapper, version: str) -> None:
    """Build each index beside the one that is there, without blocking writers, and then put them in its place.

    Inside a transaction, as in tests, PostgreSQL cannot do so without blocking them.
    """
    concurrently = "" if connection.in_atomic_block else "CONCURRENTLY"
    with connection.cursor() as cursor:
        for name, target in indexes().items():
            cursor.execute(f"DROP INDEX {concurrently} IF EXISTS {name}_new")  # left by one that was interrupted
            cursor.execute(f"CREATE INDEX {concurrently} {name}_new ON {target}")
            cursor.execute(f"DROP INDEX {concurrently} IF EXISTS {name}_old")  # left likewise
        with transaction.atomic(connection.alias):  # renaming an index locks no table
            for name in indexes():
                cursor.execute(f"ALTER INDEX IF EXISTS {name} RENAME TO {name}_old")
                cursor.execute(f"ALTER INDEX {name}_new RENAME TO {name}")
        for name in indexes():
            cursor.execute(f"DROP INDEX {concurrently} IF EXISTS {name}_old")
        cursor.execute(f"COMMENT ON INDEX {INDEX} IS '{version}'")  # last: without it all is done again


def index_afterwards(connection: BaseDatabaseWrapper) -> None:
    """Before many measures are written in a transaction: let the index of pairs keep them as a list, and be sorted into
    it once others need not wait any more. Until then a search reads that list.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL gin_pending_list_limit = '{LONGEST_LIST}'")
        transaction.on_commit(partial(index_listed, connection), using=connection.alias)


def index_listed(connection: BaseDatabaseWrapper) -> None:
    """Sort into the index what it keeps as a list; where the index is another user's, autovacuum does."""
    mine = "SELECT oid FROM pg_class WHERE oid = to_regclass(%s) AND pg_has_role(relowner, 'USAGE')"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT gin_clean_pending_list(oid) FROM ({mine}) AS index", [INDEX])


def functions() -> tuple[str, ...]:
    """All functions; but for the third they are in indexes.

    Those name nothing outside pg_catalog, so that an index or a restored dump can call them. They are in PL/pgSQL,
    which reads the table once a session. The third is in SQL, so that the planner puts its text in place of the call.
    """
    # So costly that no plan computes it row by row in place of asking the index; and started for one page of a search,
    # parallel workers take longer to come up than the search itself.
    costly = "LANGUAGE plpgsql STRICT PARALLEL RESTRICTED COST 10000"
    texts = ", ".join(["text"] * len(INDEXED))
    return (
        function("measures_fold(text) RETURNS text", "LANGUAGE plpgsql STRICT PARALLEL SAFE", folding("$1")),
        function(f"measures_grams({texts}) RETURNS tsvector", costly, pairs_of_fields()),
        function(f"{HOLDS} RETURNS boolean", "LANGUAGE sql PARALLEL SAFE", holding()),
        function("measures_pinyin(text) RETURNS text", costly, reading()),
    )


def indexes() -> dict[str, str]:
    """The table and the expression of each index, by its name."""
    grams = f"measures_measure USING gin (measures_grams({', '.join(INDEXED)}))"
    numbers = {
        f"measures_section_{field}_folded": f"measures_section (measures_fold({field}))" for field in SECTION_NUMBERS
    }
    names = 'measures_responsiblebody ((measures_pinyin(name) COLLATE "C"))'
    return {INDEX: grams, "measures_responsiblebody_pinyin": names} | numbers


def pairs_of_fields() -> str:
    """SQL of the pairs that the index holds of the fields of a row."""
    # Cut at every second place, from the first character and from the second, by patterns: in half the time that it
    # takes to join each character of a list to the next. What is folded holds no space.
    values = " || ".join(f"${number} || {literal(BETWEEN_FIELDS)}" for number in range(1, len(INDEXED) + 1))
    cut = "regexp_replace({}, '(..)|.', '\\1 ', 'g')".format
    pairs = f"rtrim(rtrim({cut('folded')}) || ' ' || {cut('substr(folded, 2)')})"
    pair_vector = f"array_to_tsvector(string_to_array({pairs}, ' '))"
    marker = f"array_to_tsvector(ARRAY[{literal(TOO_LONG)}])"
    result = f"CASE WHEN octet_length(folded) > {MOST_INDEXED_BYTES} THEN {marker} ELSE {pair_vector} END"
    return folding(values).replace("RETURN folded;", f"RETURN {result};")


def folding(text: str) -> str:
    """A body that returns `fold` of an SQL expression.

    Most texts hold of all that folding changes only what two calls change: a pattern takes marks out in half the time
    of `translate`, which compares each character with all of them. The others, which hold something else of it, are
    looked up in the table character by character; it is JSON, in which PostgreSQL finds a key by halving.
    """
    entries = {character: folded for character, folded in table().items() if character != "\0"}
    dropped, kept = ([each for each in COMMON if bool(entries[each]) == is_kept] for is_kept in (False, True))
    quickly = f"regexp_replace(lower(({text}) COLLATE \"C\"), {literal(any_of(''.join(dropped)) + '+')}, '', 'g')"
    quickly = f"translate({quickly}, {literal(''.join(kept))}, {literal(''.join(entries[each] for each in kept))})"
    others = any_of("".join(one for one in entries if one not in COMMON and not (one.isascii() and one.isalpha())))
    replaced = f"jsonb {literal(dumps(entries, ensure_ascii=False, sort_keys=True))} ->> c"
    slowly = f"SELECT coalesce({replaced}, c) FROM unnest(string_to_array(folded, NULL)) AS c"
    return f"""DECLARE folded text := {quickly}; BEGIN
        IF folded ~ {literal(others)} THEN folded := array_to_string(ARRAY({slowly}), ''); END IF;
        RETURN folded;
    END"""


def reading() -> str:
    """A body that returns `measures.pinyin.sort_key` of its argument."""
    characters, phrases = (dumps(part, ensure_ascii=False, sort_keys=True) for part in pinyin.entries())
    lookup = f"""DECLARE key text := ''; at int := 1; part text; BEGIN
        WHILE at <= length(folded) LOOP
            part := NULL;
            FOR width IN REVERSE {pinyin.LONGEST_PHRASE}..2 LOOP
                part := jsonb {literal(phrases)} ->> substr(folded, at, width);
                IF part IS NOT NULL THEN at := at + width; EXIT; END IF;
            END LOOP;
            IF part IS NULL THEN
                part := coalesce(jsonb {literal(characters)} ->> substr(folded, at, 1), substr(folded, at, 1));
                at := at + 1;
            END IF;
            key := key || part;
        END LOOP;
        RETURN key;
    END;"""
    return folding("$1").replace("RETURN folded;", lookup)


def holding() -> str:
    """Whether a text holds a word, given as `sought` makes it; the quickest questions first.

    regexp_like rather than ~, for which the planner would compile the pattern each time to guess how many rows match,
    and guess so few that it would rather read all rows than go on until a page is full.
    """
    step = FEW_SPELLINGS
    groups = (range(at, at + step) for at in range(4, 4 + MOST_REQUIRED * step, step))
    present = (" OR ".join(f"coalesce(strpos($1, $2[{at}]) > 0, false)" for at in group) for group in groups)
    spelled = f"{' AND '.join(f'({one})' for one in present)} AND regexp_like($1, $2[2])"
    hidden = "$2[3] <> '' AND regexp_like($1, $2[3]) AND strpos(measures_fold($1), $2[1]) > 0"
    return f"SELECT coalesce(strpos($1, $2[1]) > 0 OR ({spelled}) OR ({hidden}), false)"


def function(signature: str, options: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {signature} {options} IMMUTABLE AS $body${body}$body$"


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
