"""What measures said when they were confirmed. The database itself keeps it and marks measures that have changed since,
however they were written.

`measures_confirmedcontent` has a row for a measure once its content may have changed: `content` is what was confirmed,
`changed` whether the measure says something else now. A measure that came confirmed, by `loaddata` or an import, has
no row until something of it is written. Its own columns are kept by the triggers; before its parts are written,
`measures.models.confirming` keeps the content. Plain SQL goes past that: then `changed` is true and `content` empty.

Content is what a document says and people check: no phase, no note, no place. It is a JSON array, and compared as text
within one database alone.
"""

from measures.feed.rows import EACH_ROW, HERE, Statements, when

OWN = ("title", "text", "kind", "label", "section_id", "due_on", "due_text")  # `content` begins with these
OF_ROLE = ("role", "body_id")
OF_TARGET = ("code", "text", "metric", "comparator", "value", "unit", "year", "nature")
TABLE = "measures_confirmedcontent"
STEP = "{row}.review_state <> 'extracted'"


def columns(row: str, names: tuple[str, ...]) -> str:
    return ", ".join(f"{row}.{name}" for name in names)


def parts(table: str, names: tuple[str, ...], row: str, order: str) -> str:
    """SQL: the parts of the measure `row` as an array of arrays."""
    listed = f"SELECT json_array({columns('x', names)}) AS item FROM {table} x WHERE x.measure_id = {row}.id"
    return f"(SELECT json_group_array(json(item)) FROM ({listed} ORDER BY {order}) AS listed)"


def content(row: str) -> str:
    """SQL: what the measure `row` says, its responsibilities and targets included, in SQLite's words."""
    roles = parts("measures_responsibility", OF_ROLE, row, "x.position, x.id")
    targets = parts("measures_target", OF_TARGET, row, "x.code")
    return f"CAST(json_array({columns(row, OWN)}, {roles}, {targets}) AS text)"


def for_postgresql(sql: str) -> str:
    """The same in PostgreSQL's words."""
    return sql.replace("json_array(", "json_build_array(").replace("json_group_array(json(item))", "json_agg(item)")


def differs(row: str) -> str:
    """SQL, in an UPDATE of the row of a measure: whether the measure `row` says something else than was confirmed."""
    return f"{TABLE}.content <> {content(row)}"


def keep(measures: str) -> str:
    """SQL: keep what the confirmed ones of these measures say (a query of primary keys), unless it is kept already."""
    kept = f"SELECT 1 FROM {TABLE} k WHERE k.measure_id = m.id"
    chosen = f"m.id IN ({measures}) AND {STEP.format(row='m')} AND NOT EXISTS ({kept})"
    return (
        f"INSERT INTO {TABLE} (measure_id, content, changed) SELECT m.id, {content('m')}, FALSE"
        f" FROM measures_measure m WHERE {chosen} ON CONFLICT DO NOTHING"
    )


def confirm(measures: str) -> str:
    """SQL: what these measures (a query of primary keys) say now is confirmed."""
    now = f"(SELECT {content('m')} FROM measures_measure m WHERE m.id = {TABLE}.measure_id)"
    return f"UPDATE {TABLE} SET content = {now}, changed = FALSE WHERE measure_id IN ({measures})"


def anything_changed(names: tuple[str, ...]) -> str:
    """SQL: whether one of these columns, which may be null, has another value."""
    pairs = (" <> ".join(f"COALESCE(CAST({row}.{name} AS text), '')" for row in ("NEW", "OLD")) for name in names)
    return f"({' OR '.join(pairs)})"


def of_measure() -> Statements:
    """A measure that is confirmed says what was confirmed; one that says something else since is marked."""
    into = f"INSERT INTO {TABLE} (measure_id, content, changed) SELECT NEW.id,"
    before, after = STEP.format(row="OLD"), STEP.format(row="NEW")
    otherwise = "ON CONFLICT (measure_id) DO UPDATE SET"
    step, other = f"NOT {before} AND {after}", f"{before} AND {after} AND {anything_changed(OWN)}"
    confirmed, said_else = (
        f"{into} {content(row)}, {marked} FROM {HERE} {condition} {otherwise}"
        for row, marked, condition in (("NEW", "FALSE", step), ("OLD", "TRUE", other))
    )
    return {
        "update": [
            *when(step, [f"{confirmed} content = excluded.content, changed = FALSE;"]),
            *when(other, [f"{said_else} changed = {differs('NEW')};"]),
            *when(f"NOT {after}", [f"DELETE FROM {TABLE} WHERE measure_id = NEW.id AND NOT {after};"]),
        ],
        "delete": [f"DELETE FROM {TABLE} WHERE measure_id = OLD.id;"],
    }


def of_part(names: tuple[str, ...]) -> Statements:
    """A part that comes, goes or says something else is a change of what its measure says.

    The parts of a measure that is new come after it: without a row nothing is known to have changed by them.
    """
    now = f"(SELECT {content('m')} FROM measures_measure m WHERE m.id = {TABLE}.measure_id)"
    other = f"{TABLE}.content <> {now}"

    def marked(measures: str, condition: str) -> str:
        chosen = f"measures_measure m WHERE m.id IN ({measures}) AND {STEP.format(row='m')} AND {condition}"
        return (
            f"INSERT INTO {TABLE} (measure_id, content, changed) SELECT m.id, '', TRUE FROM {chosen}"
            f" ON CONFLICT (measure_id) DO UPDATE SET changed = {other};"
        )

    new = f"SELECT NEW.measure_id FROM {EACH_ROW}(SELECT 1 AS one) AS here"
    return {
        "insert": [f"UPDATE {TABLE} SET changed = {other} WHERE measure_id IN ({new});"],
        "update": [marked("OLD.measure_id, NEW.measure_id", anything_changed((*names, "measure_id")))],
        "delete": [marked("OLD.measure_id", "TRUE")],
    }


def statements() -> dict[str, Statements]:
    """By record, what keeps the marks right."""
    return {
        "measure": of_measure(),
        "responsibility": of_part((*OF_ROLE, "position")),
        "target": of_part(OF_TARGET),
    }
