"""The change feed's triggers in the SQL of each engine: creating them, and comparing them with those of a database.

On PostgreSQL each statement that writes first acquires one lock, which its transaction holds to its end. Changes are
thus numbered in the order of commits, and a reader who has seen number 7 never finds a 6 that was committed later.
SQLite allows one writer at a time anyway.

On PostgreSQL inserts are logged by statement triggers, so that a thousand rows take little longer than one. Everything
else, and everything on SQLite, is logged row by row.

Triggers are upgraded in one transaction that holds the lock, and only where they differ. Functions are replaced in
place and an existing trigger is never dropped, so that no edit goes unlogged during an upgrade.
"""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from measures.feed import confirmed
from measures.feed.rows import EACH_ROW, guarded, unguarded
from measures.feed.statements import TABLES, refresh_all_bodies, statements

PREFIX = "feed_"
LOCK = 7_102_023_001  # any number that nothing else locks
NAMING_BODIES = ("plan", "responsibility", "moved")
IN_BULK = {
    "section",
    "measure",
    "responsibility",
    "target",
    "successor",
    "conflict",
    "moved",
}  # inserted many at a time
# A function's statements are planned once for each connection, often while the tables are small: a sequential scan then
# seems best, and would be kept when they have grown.
BY_INDEX = "enable_seqscan=off"
HOLD = f"SELECT pg_advisory_xact_lock({LOCK})"
# A volatile function in plpgsql sees what was committed while it waited for the lock; the query that calls it does not.
# With the code of a measure, changes of other measures do not count. Nor do those of targets: each is also one of its
# measure.
OF_IT = "measure = '' OR c.resource NOT IN ('measures', 'targets') OR c.resource = 'measures' AND c.key = measure"
READ = f"(c.plan_pk IS NULL OR c.plan = slug AND ({OF_IT}))"
LOOK = f"SELECT 1 FROM measures_change c WHERE c.sequence > before AND {READ}"
RAISE = "RAISE EXCEPTION 'written meanwhile' USING ERRCODE = 'PH001'"  # see CHANGED_SQLSTATES
HOLD_AND_LOOK = f" BEGIN PERFORM pg_advisory_xact_lock({LOCK}); IF EXISTS ({LOOK}) THEN {RAISE}; END IF; END "
REQUIRE_ONE = f" BEGIN IF written <> 1 THEN {RAISE}; END IF; END "
FUNCTIONS = {  # beside those of triggers: the head and the body of each
    f"{PREFIX}hold": ("() RETURNS void LANGUAGE sql", HOLD),
    f"{PREFIX}hold_unless_changed": (
        f"(slug text, before bigint, measure text) RETURNS void LANGUAGE plpgsql SET {BY_INDEX}",
        HOLD_AND_LOOK,
    ),
    f"{PREFIX}require_one": ("(written bigint) RETURNS void LANGUAGE plpgsql", REQUIRE_ONE),
}
WAIT_FOR_LOCK = f" BEGIN PERFORM pg_advisory_xact_lock({LOCK}); RETURN NULL; END "


def wanted(vendor: str) -> dict[str, str]:
    """By the name of each trigger, its SQL (SQLite) or the body of its function (PostgreSQL)."""
    if vendor == "sqlite":
        return {name(*event): sqlite_trigger(*event, body) for event, body in statements().items()}
    logging = dict(postgresql_body(*event, body) for event, body in statements().items())
    locks = {name(record, "lock"): WAIT_FOR_LOCK for record in TABLES}
    deletions = {record: body for (record, event), body in statements().items() if event == "delete"}
    truncations = {name(record, "truncate"): each_row(record, body) for record, body in deletions.items()}
    refreshed = f" BEGIN {guarded(' '.join(refresh_all_bodies()))} RETURN NULL; END "
    return logging | locks | truncations | {name(record, "truncated"): refreshed for record in NAMING_BODIES}


def name(record: str, event: str) -> str:
    return f"{PREFIX}{record}_{event}"


def sqlite_trigger(record: str, event: str, body: list[str]) -> str:
    head = f"CREATE TRIGGER {name(record, event)} AFTER {event.upper()} ON {TABLES[record]} FOR EACH ROW"
    return f"{head} BEGIN {unguarded(for_each_row(body))} END"


def for_each_row(body: list[str]) -> str:
    return " ".join(body).replace(EACH_ROW, "")


def postgresql_body(record: str, event: str, body: list[str]) -> tuple[str, str]:
    """The name of a logging trigger and the body of its function."""
    body = [confirmed.for_postgresql(statement) for statement in body]
    if event != "insert" or record not in IN_BULK:
        return name(record, event), f" BEGIN {guarded(for_each_row(body))} RETURN NULL; END "
    together = unguarded(" ".join(body)).replace(EACH_ROW, "inserted AS new CROSS JOIN ")
    return name(record, "inserted"), f"\n#variable_conflict use_column\nBEGIN {together} RETURN NULL; END "


def each_row(record: str, body: list[str]) -> str:
    """A function that runs before a TRUNCATE, which has no row triggers, and logs the deletion of each row.

    It writes to the log alone. A row that it added to a table that is about to be truncated would be gone when its
    foreign keys are checked at the end of the transaction.
    """
    body = [statement for statement in map(unguarded, body) if statement.startswith("INSERT INTO measures_change ")]
    loop = f"FOR old IN SELECT * FROM {TABLES[record]} LOOP {for_each_row(body)} END LOOP;"
    return f" DECLARE old record; BEGIN PERFORM pg_advisory_xact_lock({LOCK}); {loop} RETURN NULL; END "


def postgresql_trigger(trigger: str) -> str:
    """The statement that attaches the function of the same name."""
    record, event = trigger.removeprefix(PREFIX).split("_")
    when = {
        "lock": "BEFORE INSERT OR UPDATE OR DELETE ON {} FOR EACH STATEMENT",
        "truncate": "BEFORE TRUNCATE ON {} FOR EACH STATEMENT",
        "truncated": "AFTER TRUNCATE ON {} FOR EACH STATEMENT",
        "inserted": "AFTER INSERT ON {} REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT",
    }.get(event, f"AFTER {event.upper()} ON {{}} FOR EACH ROW")
    return f"CREATE TRIGGER {trigger} {when.format(TABLES[record])} EXECUTE FUNCTION {trigger}()"


def function(trigger: str, body: str) -> str:
    head = f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql SET {BY_INDEX}"
    return f"{head} AS $feed${body}$feed$"


def installed(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The triggers of the database, in the form of `wanted`."""
    if connection.vendor == "postgresql":
        sql = (
            f"SELECT t.tgname, CASE WHEN '{BY_INDEX}' = ANY(f.proconfig) THEN f.prosrc ELSE '' END"
            " FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE t.tgname LIKE %s AND t.tgenabled <> 'D' AND c.relnamespace = current_schema()::regnamespace"
        )
    else:
        sql = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [f"{PREFIX}%"])
        return dict(cursor.fetchall())


def can_be_installed(connection: BaseDatabaseWrapper) -> bool:
    """Whether all tables exist: not before the first migrate, nor after one that stopped at an earlier migration."""
    return {*TABLES.values(), "measures_change", confirmed.TABLE} <= set(connection.introspection.table_names())


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """The triggers that are missing, or differ from those of this release."""
    present = installed(connection)
    return {trigger for trigger, sql in wanted(connection.vendor).items() if present.get(trigger) != sql}


def install(connection: BaseDatabaseWrapper) -> bool:
    """Make the triggers of the database those of `wanted`. True where one was missing.

    Edits may then have gone unlogged, so that cursors can no longer be trusted.
    """
    if not missing(connection) and not obsolete(connection) and has_functions(connection):
        return False
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT pg_advisory_xact_lock({LOCK})")
        present = set(installed(connection))
        present |= {trigger.replace("_insert", "_inserted") for trigger in present}  # an earlier release's, row by row
        absent = wanted(connection.vendor).keys() - present
        for statement in changes(connection):
            cursor.execute(statement)
    return bool(absent)


def has_functions(connection: BaseDatabaseWrapper) -> bool:
    """Whether the functions that are no triggers exist as in this release; SQLite needs none."""
    if connection.vendor == "sqlite":
        return True
    sql = (
        "SELECT proname, prosrc FROM pg_proc WHERE proname = ANY(%s) AND pronamespace = current_schema()::regnamespace"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [[*FUNCTIONS]])
        return dict(cursor.fetchall()) == {called: body for called, (_head, body) in FUNCTIONS.items()}


def obsolete(connection: BaseDatabaseWrapper) -> set[str]:
    """Triggers of an earlier release that this one does not have."""
    return installed(connection).keys() - wanted(connection.vendor).keys()


def changes(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """The statements that turn the installed triggers into the wanted ones."""
    vendor, present = connection.vendor, installed(connection)
    triggers = wanted(vendor)
    differing = sorted(missing(connection))
    replaced = present.keys() & differing if vendor == "sqlite" else set()
    yield from removal(connection, obsolete(connection) | replaced)
    if vendor == "sqlite":
        yield from (triggers[trigger] for trigger in differing)
        yield from map(unguarded, refresh_all_bodies())
        return
    for called, (head, body) in FUNCTIONS.items():
        yield f"CREATE OR REPLACE FUNCTION {called}{head} AS $feed${body}$feed$"
    for trigger in differing:
        yield function(trigger, triggers[trigger])
        if trigger not in present:
            record, _event = trigger.removeprefix(PREFIX).split("_")
            yield f"DROP TRIGGER IF EXISTS {trigger} ON {TABLES[record]}"  # one that is switched off
            yield postgresql_trigger(trigger)
    yield from map(unguarded, refresh_all_bodies())


def removal(connection: BaseDatabaseWrapper, triggers: Iterable[str]) -> Iterator[str]:
    """The statements that drop these triggers from their tables."""
    if connection.vendor == "sqlite":
        yield from (f"DROP TRIGGER IF EXISTS {trigger}" for trigger in triggers)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname = ANY(%s)", [list(triggers)]
        )
        found = cursor.fetchall()
    yield from (f"DROP TRIGGER {trigger} ON {table}" for trigger, table in found)
