"""The change feed, kept by the database: triggers that write a `Change` for whatever is written, by whatever means.

One set of statements serves both engines. They are installed after every migrate, since SQLite drops a table's triggers
when it rebuilds the table, and taken away before one, since SQLite will not rename a table that a trigger mentions.

On PostgreSQL each writing statement first takes one lock and holds it until its transaction ends: numbers are then
given in the order of commits, so that a reader who has seen number 7 never finds that a 6 came in later. SQLite has but
one writer at a time.

What a record shows of others changes with them: a plan's title and state reach everything in the plan, a section's
heading reaches the measures below it, a body's name reaches its measures, plans and related bodies.
"""

from collections.abc import Callable, Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX = "feed_"
LOCK = 7_102_023_001  # any number that nothing else locks

TABLES = {
    "plan": "measures_plan",
    "source": "measures_sourcedocument",
    "section": "measures_section",
    "measure": "measures_measure",
    "successor": "measures_measure_successors",
    "responsibility": "measures_responsibility",
    "target": "measures_target",
    "body": "measures_responsiblebody",
}

Shown = Callable[[str], str]


def log(resource: str, key: str, operation: str, before: str, after: str, rows: str, plan: str = "p.slug") -> str:
    """A statement that writes a change for each of `rows` ("… p WHERE …"; `p` is the plan)."""
    columns = "resource, plan, key, operation, shown_before, shown_after"
    values = f"'{resource}', {plan}, CAST({key} AS varchar(96)), {operation}, {before}, {after}"
    return f"INSERT INTO measures_change ({columns}) SELECT {values} FROM {rows};"


# Whether the public sees a row of each table; `p` is its plan.


def plan_shown(plan: str) -> str:
    return f"({plan}.state = 'published')"


def with_plan(row: str) -> str:
    return plan_shown("p")


def measure_shown(row: str, plan: str = "p") -> str:
    return f"({row}.review_state = 'published' AND {plan_shown(plan)})"


def target_shown(row: str, plan: str = "p") -> str:
    measure = f"SELECT 1 FROM measures_measure tm WHERE tm.id = {row}.measure_id AND tm.review_state = 'published'"
    return f"({plan_shown(plan)} AND ({row}.measure_id IS NULL OR EXISTS ({measure})))"


def changed(*columns: str) -> str:
    return "(" + " OR ".join(f"NEW.{column} <> OLD.{column}" for column in columns) + ")"


def own(resource: str, key: str, shown: Shown, withdrawn: bool = False) -> dict[str, list[str]]:
    """The changes of a plan's part itself. One that takes another key is gone under the old one and new under it."""
    plan_of = "measures_plan p WHERE p.id = {row}.plan_id".format
    withdrawal = "CASE WHEN OLD.withdrawn_on IS NULL AND NEW.withdrawn_on IS NOT NULL THEN 'withdraw' ELSE 'update' END"
    old, new, moved = plan_of(row="OLD"), plan_of(row="NEW"), changed(key, "plan_id")
    gone = (resource, f"OLD.{key}", "'delete'", shown("OLD"), "FALSE")
    come = (resource, f"NEW.{key}", "'create'", "FALSE", shown("NEW"))
    stays = (resource, f"NEW.{key}", withdrawal if withdrawn else "'update'", shown("OLD"), shown("NEW"))
    return {
        "insert": [log(*come, new)],
        "update": [
            log(*stays, f"{new} AND NOT {moved}"),
            log(*gone, f"{old} AND {moved}"),
            log(*come, f"{new} AND {moved}"),
        ],
        "delete": [log(*gone, old)],
    }


def measures_where(condition: str, join: str = "") -> str:
    """Measures that show something that changed, although none of their own columns did."""
    rows = f"measures_measure m JOIN measures_plan p ON p.id = m.plan_id {join} WHERE {condition}"
    return log("measures", "m.code", "'update'", measure_shown("m"), measure_shown("m"), rows)


def part_of_measure(column: str) -> dict[str, list[str]]:
    """A row whose every change is a change of the measure in `column`."""
    old, new = f"m.id = OLD.{column}", f"m.id = NEW.{column}"
    return {
        "insert": [measures_where(new)],
        "update": [measures_where(f"({new} OR {old})")],
        "delete": [measures_where(old)],
    }


def merged(*parts: dict[str, list[str]]) -> dict[str, list[str]]:
    return {
        event: [statement for part in parts for statement in part.get(event, [])]
        for event in ("insert", "update", "delete")
    }


def plan_parts(operation: str, before: str, after: str, slug: str, row: str, condition: str) -> list[str]:
    """The same change for everything in a plan. `before` and `after`: NEW or OLD, or "" where the plan is not there."""

    def part(resource: str, table: str, key: str, shown: Callable[[str], str]) -> str:
        seen, sees = (shown(plan) if plan else "FALSE" for plan in (before, after))
        rows = f"{table} x WHERE x.plan_id = {row}.id AND {condition}"
        return log(resource, f"x.{key}", operation, seen, sees, rows, plan=slug)

    return [
        part("sources", "measures_sourcedocument", "edition", plan_shown),
        part("sections", "measures_section", "code", plan_shown),
        part("measures", "measures_measure", "code", lambda plan: measure_shown("x", plan)),
        part("targets", "measures_target", "code", lambda plan: target_shown("x", plan)),
    ]


def plan_changes() -> dict[str, list[str]]:
    """A plan's own changes, and those of all it holds: present already when it comes, or still when it goes."""
    here = "(SELECT 1 AS one) AS here WHERE"
    gone = ("plans", "OLD.slug", "'delete'", plan_shown("OLD"), "FALSE")
    come = ("plans", "NEW.slug", "'create'", "FALSE", plan_shown("NEW"))
    stays = ("plans", "NEW.slug", "'update'", plan_shown("OLD"), plan_shown("NEW"))
    renamed, retold = changed("slug"), f"(NEW.slug = OLD.slug AND {changed('title', 'state')})"
    return {
        "insert": [
            log(*come, f"{here} TRUE", plan="NEW.slug"),
            *plan_parts("'create'", "", "NEW", "NEW.slug", "NEW", "TRUE"),
        ],
        "update": [
            log(*stays, f"{here} NOT {renamed}", plan="NEW.slug"),
            log(*gone, f"{here} {renamed}", plan="OLD.slug"),
            log(*come, f"{here} {renamed}", plan="NEW.slug"),
            *plan_parts("'update'", "OLD", "NEW", "NEW.slug", "NEW", retold),
            *plan_parts("'delete'", "OLD", "", "OLD.slug", "OLD", renamed),
            *plan_parts("'create'", "", "NEW", "NEW.slug", "NEW", renamed),
        ],
        "delete": [
            *plan_parts("'delete'", "OLD", "", "OLD.slug", "OLD", "TRUE"),
            log(*gone, f"{here} TRUE", plan="OLD.slug"),
        ],
    }


def section_reach() -> dict[str, list[str]]:
    """A heading is shown by the measures under it, by the sections below it and by its own targets."""
    below = " OR ".join(f"substr(s.path, 1, length({row}.path) + 1) = {row}.path || '.'" for row in ("NEW", "OLD"))
    retold = changed("code", "label", "title", "path")
    inside = f"s.plan_id = NEW.plan_id AND {retold}"
    sections = f"measures_section s JOIN measures_plan p ON p.id = s.plan_id WHERE {inside} AND ({below})"
    children = f"measures_section s JOIN measures_plan p ON p.id = s.plan_id WHERE {inside} AND s.parent_id = NEW.id"
    targets = "measures_target t JOIN measures_plan p ON p.id = t.plan_id WHERE t.section_id = NEW.id"
    shown = plan_shown("p")
    return {
        "update": [
            measures_where(
                f"{inside} AND (s.id = NEW.id OR {below})", "JOIN measures_section s ON s.id = m.section_id"
            ),
            log("sections", "s.code", "'update'", shown, shown, sections),
            log("sections", "s.code", "'update'", shown, shown, f"{children} AND NOT ({below})"),
            log("targets", "t.code", "'update'", shown, shown, f"{targets} AND {changed('code')}"),
        ]
    }


def measure_reach() -> dict[str, list[str]]:
    """A measure's targets and its predecessors show its code, and come and go with it."""
    retold = changed("code", "review_state")
    targets = "measures_target t JOIN measures_plan p ON p.id = t.plan_id WHERE t.measure_id = {row}.id".format
    old, new = measure_shown("OLD"), measure_shown("NEW")
    return {
        "update": [
            log("targets", "t.code", "'update'", old, new, f"{targets(row='NEW')} AND {retold}"),
            measures_where(
                f"s.to_measure_id = NEW.id AND {retold}",
                "JOIN measures_measure_successors s ON s.from_measure_id = m.id",
            ),
        ],
        "delete": [log("targets", "t.code", "'delete'", old, "FALSE", targets(row="OLD"))],
    }


def body_changes() -> dict[str, list[str]]:
    here = "(SELECT 1 AS one) AS here WHERE"
    gone = ("bodies", "OLD.uuid", "'delete'", "TRUE", "FALSE")
    come = ("bodies", "NEW.uuid", "'create'", "FALSE", "TRUE")
    stays = ("bodies", "NEW.uuid", "'update'", "TRUE", "TRUE")
    moved, retold = changed("uuid"), changed("uuid", "name")
    relatives = f"measures_responsiblebody b WHERE (b.parent_id = NEW.id OR b.successor_id = NEW.id) AND {retold}"
    issued = f"measures_plan p WHERE p.issuer_id = NEW.id AND {retold}"
    assigned = "m.id IN (SELECT r.measure_id FROM measures_responsibility r WHERE r.body_id = NEW.id)"
    return {
        "insert": [log(*come, f"{here} TRUE", plan="''")],
        "update": [
            log(*stays, f"{here} NOT {moved}", plan="''"),
            log(*gone, f"{here} {moved}", plan="''"),
            log(*come, f"{here} {moved}", plan="''"),
            measures_where(f"{assigned} AND {retold}"),
            log("plans", "p.slug", "'update'", plan_shown("p"), plan_shown("p"), issued),
            log("bodies", "b.uuid", "'update'", "TRUE", "TRUE", relatives, plan="''"),
        ],
        "delete": [log(*gone, f"{here} TRUE", plan="''")],
    }


def source_reach() -> dict[str, list[str]]:
    """Every span counts in its edition's text."""
    retold = f"x.source_id = NEW.id AND {changed('edition', 'text')}"
    plan = "x JOIN measures_plan p ON p.id = x.plan_id WHERE"
    shown = plan_shown("p")
    return {
        "update": [
            log("sections", "x.code", "'update'", shown, shown, f"measures_section {plan} {retold}"),
            log(
                "targets",
                "x.code",
                "'update'",
                target_shown("x"),
                target_shown("x"),
                f"measures_target {plan} {retold}",
            ),
            measures_where(f"m.source_id = NEW.id AND {changed('edition', 'text')}"),
        ]
    }


def statements() -> dict[tuple[str, str], list[str]]:
    """From (record, event) to what is to be written then."""
    changes = {
        "plan": plan_changes(),
        "source": merged(own("sources", "edition", with_plan), source_reach()),
        "section": merged(own("sections", "code", with_plan, withdrawn=True), section_reach()),
        "measure": merged(own("measures", "code", measure_shown, withdrawn=True), measure_reach()),
        "successor": part_of_measure("from_measure_id"),
        "responsibility": part_of_measure("measure_id"),
        "target": merged(own("targets", "code", target_shown), part_of_measure("measure_id")),
        "body": body_changes(),
    }
    return {(record, event): written for record, events in changes.items() for event, written in events.items()}


def wanted(vendor: str) -> dict[str, str]:
    """From a trigger's name to the SQL that makes it."""
    make = postgresql_trigger if vendor == "postgresql" else sqlite_trigger
    return {f"{PREFIX}{record}_{event}": make(record, event, body) for (record, event), body in statements().items()}


def sqlite_trigger(record: str, event: str, body: list[str]) -> str:
    head = f"CREATE TRIGGER {PREFIX}{record}_{event} AFTER {event.upper()} ON {TABLES[record]} FOR EACH ROW"
    return f"{head} BEGIN {' '.join(body)} END"


def postgresql_trigger(record: str, event: str, body: list[str]) -> str:
    return f" BEGIN {' '.join(body)} RETURN NULL; END "


def installed(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """What the database holds, in the form of `wanted`."""
    if connection.vendor == "postgresql":
        sql = (
            "SELECT t.tgname, f.prosrc FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid"
            " WHERE t.tgname LIKE %s AND t.tgname <> %s AND t.tgenabled <> 'D'"
        )
    else:
        sql = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s AND name <> %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [f"{PREFIX}%", f"{PREFIX}lock"])
        return dict(cursor.fetchall())


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the database's triggers those of `wanted`, and give an empty feed its first number."""
    triggers = wanted(connection.vendor)
    if installed(connection) != triggers:
        remove(connection)
        with connection.cursor() as cursor:
            for statement in installation(connection.vendor, triggers):
                cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO measures_change (resource, plan, key, operation, shown_before, shown_after)"
            " SELECT '', '', '', 'start', FALSE, FALSE WHERE NOT EXISTS (SELECT 1 FROM measures_change)"
        )


def installation(vendor: str, triggers: dict[str, str]) -> Iterator[str]:
    if vendor == "sqlite":
        yield from triggers.values()
        return
    hold = f"SELECT pg_advisory_xact_lock({LOCK})"
    yield f"CREATE OR REPLACE FUNCTION {PREFIX}hold() RETURNS void LANGUAGE sql AS $feed${hold}$feed$"
    lock = f" BEGIN PERFORM pg_advisory_xact_lock({LOCK}); RETURN NULL; END "
    yield function(f"{PREFIX}lock", lock)
    for table in TABLES.values():
        yield (
            f"CREATE TRIGGER {PREFIX}lock BEFORE INSERT OR UPDATE OR DELETE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {PREFIX}lock()"
        )
    for name, body in triggers.items():
        _, record, event = name.split("_")
        yield function(name, body)
        yield (
            f"CREATE TRIGGER {name} AFTER {event.upper()} ON {TABLES[record]} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $feed${body}$feed$"


def remove(connection: BaseDatabaseWrapper) -> None:
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in installed(connection):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            return
        for table in tables & set(TABLES.values()):
            for name in [*wanted("postgresql"), f"{PREFIX}lock"]:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
