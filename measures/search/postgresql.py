"""The functions and indexes of PostgreSQL, made and kept up to date after each migration."""

from functools import cache, partial
from hashlib import sha256
from json import dumps

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from measures import pinyin
from measures.folding import any_of, breaks, table
from measures.search.lookups import BETWEEN_FIELDS, FEW_SPELLINGS, INDEXED, MOST_REQUIRED, PARTED, TOO_LONG

INDEX = "measures_measure_grams"
HOLDS = "measures_holds(text, text[])"
SECTION_NUMBERS = ("code", "label")  # of sections; an index each, on what they fold to
# A tsvector that is given more than a megabyte loses some without an error. Each character stands in two pairs.
MOST_INDEXED_BYTES = 500_000
LONGEST_LIST = "1GB"  # of what the index has not sorted yet; twenty thousand measures take some fifty megabytes
COMMON = "，。；：（）“”！？、《》—–　 \n,;:!?()"  # beside A to Z all that most texts hold of what folding changes


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


@cache
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


@cache
def pairs_of_fields() -> str:
    """SQL of what the index holds of the fields of a row: each pair of characters that stand side by side as folded,
    and those once more, with PARTED, that do so nowhere without punctuation between them.
    """
    # Cut at every second place, from the first character and from the second, by patterns: in half the time that it
    # takes to join each character of a list to the next. What is folded holds no space.
    values = " || ".join(f"${number} || {literal(BETWEEN_FIELDS)}" for number in range(1, len(INDEXED) + 1))
    cut = "regexp_replace({}, '(..)|.', '\\1 ', 'g')".format
    pairs = f"string_to_array(rtrim(rtrim({cut('whole')}) || ' ' || {cut('substr(whole, 2)')}), ' ')"
    around = "unnest(parts, parts[2:]) AS around(before, after)"
    across = f"SELECT right(before, 1) || left(after, 1) AS pair FROM {around}"
    across = f"ARRAY(SELECT pair || '{PARTED}' FROM ({across}) AS parted WHERE strpos(folded, pair) = 0)"
    result = f"""DECLARE
            parts text[] := string_to_array(folded, '{PARTED}'); whole text := array_to_string(parts, '');
        BEGIN
            IF octet_length(whole) > {MOST_INDEXED_BYTES} THEN RETURN array_to_tsvector(ARRAY['{TOO_LONG}']); END IF;
            RETURN array_to_tsvector({pairs} || {across});
        END;"""
    return folding(values, PARTED).replace("RETURN folded;", result)


def folding(text: str, parted: str = "") -> str:
    """A body that returns `fold` of an SQL expression, with `parted` in place of what parts words.

    Most texts hold of all that folding changes only what a few calls change: a pattern takes marks out in half the time
    of `translate`, which compares each character with all of them. The others, which hold something else of it, are
    looked up in the table character by character; it is JSON, in which PostgreSQL finds a key by halving.
    """
    entries = {character: folded for character, folded in table().items() if character != "\0"}
    entries |= dict.fromkeys(breaks(), parted)
    folded = f'lower(({text}) COLLATE "C")'
    for written in dict.fromkeys(("", parted)):
        marks = any_of("".join(each for each in COMMON if entries[each] == written))
        folded = f"regexp_replace({folded}, {literal(marks + '+')}, {literal(written)}, 'g')"
    kept = "".join(each for each in COMMON if entries[each] not in {"", parted})
    folded = f"translate({folded}, {literal(kept)}, {literal(''.join(entries[each] for each in kept))})"
    others = any_of("".join(one for one in entries if one not in COMMON and not (one.isascii() and one.isalpha())))
    replaced = f"jsonb {literal(dumps(entries, ensure_ascii=False, sort_keys=True))} ->> c"
    slowly = f"SELECT coalesce({replaced}, c) FROM unnest(string_to_array(folded, NULL)) AS c"
    slowly = f"array_to_string(ARRAY({slowly}), '')"
    if parted:
        slowly = f"regexp_replace({slowly}, {literal(any_of(parted) + '+')}, {literal(parted)}, 'g')"
    return f"""DECLARE folded text := {folded}; BEGIN
        IF folded ~ {literal(others)} THEN folded := {slowly}; END IF;
        RETURN folded;
    END"""


@cache
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
