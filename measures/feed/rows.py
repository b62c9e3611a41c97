"""Building blocks of the SQL of the feed's triggers."""

import re
from collections.abc import Iterable

from measures.visibility import PUBLIC

Statements = dict[str, list[str]]  # from the event (insert, update, delete) to what is written then

HERE = "(SELECT 1 AS one) AS here WHERE"  # one row, where the condition holds
OF_THE_PLAN = "p.slug", "p.id"
WHEN = re.compile(r"/\* when (.*?) \*/ ([^;]*;)", re.DOTALL)
EACH_ROW = "/* each row */ "  # where a trigger that runs once a statement joins the rows that it is about, as NEW


def log(
    resource: str,
    key: str,
    operation: str,
    before: str,
    after: str,
    rows: str,
    plan: tuple[str, str] = OF_THE_PLAN,
) -> str:
    """A statement that writes a change for each of `rows` ("… p WHERE …"; `p` is the plan).

    `before` and `after` say whether the public sees the record, `plan` gives the plan's slug and primary key.
    """
    columns = "resource, plan, plan_pk, key, operation, shown_before, shown_after"
    slug, pk = plan
    values = f"'{resource}', {slug}, {pk}, CAST({key} AS varchar(96)), {operation}, {before}, {after}"
    return f"INSERT INTO measures_change ({columns}) SELECT {values} FROM {EACH_ROW}{rows};"


def when(condition: str, statements: Iterable[str]) -> list[str]:
    """Statements that write nothing unless a condition on NEW and OLD holds; each of them contains it as well.

    On PostgreSQL an IF keeps them from being planned and executed (`guarded`). Triggers of SQLite have no IF.
    """
    return [f"/* when {condition} */ {statement}" for statement in statements]


def guarded(body: str) -> str:
    """The body of a function in plpgsql."""
    return WHEN.sub(r"IF \1 THEN \2 END IF;", body)


def unguarded(body: str) -> str:
    return WHEN.sub(r"\2", body)


def public(model_name: str, row: str, plan: str = "p") -> str:
    """Whether the public sees the record at the alias `row`, whose plan is at the alias `plan`."""
    return PUBLIC[model_name].sql(row, plan)


def changed(*columns: str) -> str:
    """Whether one of these columns, none of them nullable, has changed."""
    return "(" + " OR ".join(f"NEW.{column} <> OLD.{column}" for column in columns) + ")"


def measures_where(condition: str, join: str = "") -> str:
    """Log measures that show something that has changed, although their own columns have not."""
    shown = public("measure", "m")
    rows = f"measures_measure m JOIN measures_plan p ON p.id = m.plan_id {join} WHERE {condition}"
    return log("measures", "m.code", "'update'", shown, shown, rows)


def merged(*parts: Statements) -> Statements:
    """The statements of several parts, event by event."""
    return {
        event: [statement for part in parts for statement in part.get(event, [])]
        for event in ("insert", "update", "delete")
    }


def changed_or_null(column: str) -> str:
    """Whether a nullable foreign key has changed."""
    return f"COALESCE(NEW.{column}, 0) <> COALESCE(OLD.{column}, 0)"


def shown_publicly(body: str) -> str:
    """Whether something that the public sees shows the body of this primary key.

    That is a measure that it answers for, or did until another body took over; a plan that it issued; or another
    public body, which it stands above or has taken over from.
    """
    measures = (
        "SELECT 1 FROM measures_responsibility nr JOIN measures_measure nm ON nm.id = nr.measure_id"
        f" JOIN measures_plan np ON np.id = nm.plan_id WHERE nr.body_id = {body} AND {public('measure', 'nm', 'np')}"
    )
    former = (
        "SELECT 1 FROM measures_movedresponsibility nr JOIN measures_bodysuccession ns ON ns.id = nr.succession_id"
        " JOIN measures_measure nm ON nm.id = nr.measure_id JOIN measures_plan np ON np.id = nm.plan_id"
        f" WHERE ns.from_body_id = {body} AND {public('measure', 'nm', 'np')}"
    )
    plans = f"SELECT 1 FROM measures_plan np WHERE np.issuer_id = {body} AND {public('plan', '', 'np')}"
    bodies = (
        "SELECT 1 FROM measures_responsiblebody nb JOIN measures_publicbody ne ON ne.body_id = nb.id"
        f" WHERE nb.id <> {body} AND (nb.parent_id = {body} OR nb.successor_id = {body})"
    )
    return f"(EXISTS ({measures}) OR EXISTS ({former}) OR EXISTS ({plans}) OR EXISTS ({bodies}))"


def name_bodies(rows: str, measure: str) -> list[str]:
    """A statement that enters in `measures_publicbody` the bodies of what is new.

    `rows` is "… JOIN … b … WHERE …": bodies at the alias `b`, the plan at `p`; `measure` is the alias of the measure.
    Nothing becomes less public by what is new, so that nothing else is to be asked of each body.
    """
    entry = "SELECT 1 FROM measures_publicbody e WHERE e.body_id = b.id"
    public_rows = f"{EACH_ROW}{rows} AND {public('measure', measure)} AND NOT EXISTS ({entry})"
    return [
        f"INSERT INTO measures_publicbody (body_id) SELECT DISTINCT b.id FROM {public_rows} ON CONFLICT DO NOTHING;"
    ]


def refresh_bodies(bodies: str, condition: str = "TRUE") -> list[str]:
    """Statements that make `measures_publicbody` right for these bodies: a list or a query of primary keys."""
    entry = "SELECT 1 FROM measures_publicbody e WHERE e.body_id = b.id"
    missing = f"{condition} AND b.id IN ({bodies}) AND NOT EXISTS ({entry}) AND {shown_publicly('b.id')}"
    outdated = f"{condition} AND body_id IN ({bodies}) AND NOT {shown_publicly('measures_publicbody.body_id')}"
    added = f"SELECT b.id FROM measures_responsiblebody b WHERE {missing} ON CONFLICT DO NOTHING"
    return when(
        condition,
        [
            f"INSERT INTO measures_publicbody (body_id) {added};",
            f"DELETE FROM measures_publicbody WHERE {outdated};",
        ],
    )
