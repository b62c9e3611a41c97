"""The bodies of the triggers: for each event on a table, the SQL statements that log its changes.

The same statements serve both engines. `NEW` and `OLD` are the row after and before the change. A change of a record is
also logged for the records that show it: a plan's title and state for everything in the plan, a section's heading for
the measures below it, a body's name for its measures, plans and related bodies.

`measures.visibility` decides who sees a record before and after. The same triggers keep in `measures_publicbody` which
bodies are named by something public, and in `measures_confirmedcontent` what measures said when they were confirmed
(see `measures.feed.confirmed`).
"""

from measures.feed import confirmed
from measures.feed.rows import (
    HERE,
    Statements,
    changed,
    changed_or_null,
    log,
    measures_where,
    merged,
    name_bodies,
    public,
    refresh_bodies,
    when,
)

TABLES = {
    "plan": "measures_plan",
    "source": "measures_sourcedocument",
    "section": "measures_section",
    "measure": "measures_measure",
    "successor": "measures_measure_successors",
    "responsibility": "measures_responsibility",
    "target": "measures_target",
    "body": "measures_responsiblebody",
    "publicbody": "measures_publicbody",
    "bodysuccession": "measures_bodysuccession",
    "moved": "measures_movedresponsibility",
    "conflict": "measures_conflict",
}
PART_OF_PLAN = {"sources": "sourcedocument", "sections": "section", "measures": "measure", "targets": "target"}
KEYS = {"sources": "code", "sections": "code", "measures": "code", "targets": "code"}
NOWHERE = "''", "NULL"  # the slug and the key of the plan of a record without one


def own(resource: str, withdrawn: bool = False) -> Statements:
    """The changes of a part of a plan itself. A new key is logged as a delete under the old key and a create."""
    model, key = PART_OF_PLAN[resource], KEYS[resource]
    withdrawal = "CASE WHEN OLD.withdrawn_on IS NULL AND NEW.withdrawn_on IS NOT NULL THEN 'withdraw' ELSE 'update' END"
    old, new = (f"measures_plan p WHERE p.id = {row}.plan_id" for row in ("OLD", "NEW"))
    moved, seen, sees = changed(key, "plan_id"), public(model, "OLD"), public(model, "NEW")
    gone = (resource, f"OLD.{key}", "'delete'", seen, "FALSE")
    come = (resource, f"NEW.{key}", "'create'", "FALSE", sees)
    stays = (resource, f"NEW.{key}", withdrawal if withdrawn else "'update'", seen, sees)
    return {
        "insert": [log(*come, new)],
        "update": [
            log(*stays, f"{new} AND NOT {moved}"),
            *when(moved, [log(*gone, f"{old} AND {moved}"), log(*come, f"{new} AND {moved}")]),
        ],
        "delete": [log(*gone, old)],
    }


def part_of_measure(column: str) -> Statements:
    """A row whose every change is a change of the measure in `column`."""
    old, new = f"m.id = OLD.{column}", f"m.id = NEW.{column}"
    return {
        "insert": [measures_where(new)],
        "update": [measures_where(f"({new} OR {old})")],
        "delete": [measures_where(old)],
    }


def plan_parts(operation: str, before: str, after: str, row: str, condition: str) -> list[str]:
    """Log a change for everything in a plan. `before`, `after`: NEW or OLD, "" where the plan does not exist."""

    def part(resource: str, model: str) -> str:
        seen, sees = (public(model, "x", plan) if plan else "FALSE" for plan in (before, after))
        rows = f"measures_{model} x WHERE x.plan_id = {row}.id AND {condition}"
        return log(resource, f"x.{KEYS[resource]}", operation, seen, sees, rows, (f"{row}.slug", f"{row}.id"))

    return [part(resource, model) for resource, model in PART_OF_PLAN.items()]


def plan_changes() -> Statements:
    """A plan's own changes and those of its parts, which may exist before it is inserted and after it is deleted."""
    old, new = ("OLD.slug", "OLD.id"), ("NEW.slug", "NEW.id")
    seen, sees = public("plan", "", "OLD"), public("plan", "", "NEW")
    gone = ("plans", "OLD.slug", "'delete'", seen, "FALSE")
    come = ("plans", "NEW.slug", "'create'", "FALSE", sees)
    stays = ("plans", "NEW.slug", "'update'", seen, sees)
    renamed, edited = changed("slug"), f"(NEW.slug = OLD.slug AND {changed('title', 'state')})"
    return {
        "insert": [log(*come, f"{HERE} TRUE", new), *plan_parts("'create'", "", "NEW", "NEW", "TRUE")],
        "update": [
            log(*stays, f"{HERE} NOT {renamed}", new),
            log(*gone, f"{HERE} {renamed}", old),
            log(*come, f"{HERE} {renamed}", new),
            *plan_parts("'update'", "OLD", "NEW", "NEW", edited),
            *plan_parts("'delete'", "OLD", "", "OLD", renamed),
            *plan_parts("'create'", "", "NEW", "NEW", renamed),
        ],
        "delete": [*plan_parts("'delete'", "OLD", "", "OLD", "TRUE"), log(*gone, f"{HERE} TRUE", old)],
    }


def section_reach() -> Statements:
    """A heading is shown by the measures under it, by the sections below it and by its own targets."""
    below = " OR ".join(f"substr(s.path, 1, length({row}.path) + 1) = {row}.path || '.'" for row in ("NEW", "OLD"))
    inside = f"s.plan_id = NEW.plan_id AND {changed('code', 'label', 'title', 'path')}"
    sections = f"measures_section s JOIN measures_plan p ON p.id = s.plan_id WHERE {inside} AND ({below})"
    children = f"measures_section s JOIN measures_plan p ON p.id = s.plan_id WHERE {inside} AND s.parent_id = NEW.id"
    targets = "measures_target t JOIN measures_plan p ON p.id = t.plan_id WHERE t.section_id = NEW.id"
    visible = public("section", "s")
    return {
        "update": [
            measures_where(
                f"{inside} AND (s.id = NEW.id OR {below})", "JOIN measures_section s ON s.id = m.section_id"
            ),
            log("sections", "s.code", "'update'", visible, visible, sections),
            log("sections", "s.code", "'update'", visible, visible, f"{children} AND NOT ({below})"),
            log("targets", "t.code", "'update'", visible, visible, f"{targets} AND {changed('code')}"),
        ]
    }


def measure_reach() -> Statements:
    """A measure's targets and its predecessors show its code, and come and go with it."""
    code_or_state = changed("code", "review_state")
    targets = "measures_target t JOIN measures_plan p ON p.id = t.plan_id WHERE t.measure_id = {row}.id".format
    old, new = public("measure", "OLD"), public("measure", "NEW")
    return {
        "update": when(
            code_or_state,
            [
                log("targets", "t.code", "'update'", old, new, f"{targets(row='NEW')} AND {code_or_state}"),
                measures_where(
                    f"s.to_measure_id = NEW.id AND {code_or_state}",
                    "JOIN measures_measure_successors s ON s.from_measure_id = m.id",
                ),
            ],
        ),
        "delete": [log("targets", "t.code", "'delete'", old, "FALSE", targets(row="OLD"))],
    }


def source_reach() -> Statements:
    """Every span counts in its edition's text."""
    quoted = f"x.source_id = NEW.id AND {changed('edition', 'text')}"
    plan = "x JOIN measures_plan p ON p.id = x.plan_id WHERE"
    section, target = public("section", "x"), public("target", "x")
    return {
        "update": [
            log("sections", "x.code", "'update'", section, section, f"measures_section {plan} {quoted}"),
            log("targets", "x.code", "'update'", target, target, f"measures_target {plan} {quoted}"),
            measures_where(f"m.source_id = NEW.id AND {changed('edition', 'text')}"),
        ]
    }


def body_changes() -> Statements:
    """Removing a body removes its entry in `measures_publicbody` too, which then has no body left to log."""
    seen, sees = (f"EXISTS (SELECT 1 FROM measures_publicbody e WHERE e.body_id = {row}.id)" for row in ("OLD", "NEW"))
    gone = ("bodies", "OLD.uuid", "'delete'", seen, "FALSE")
    come = ("bodies", "NEW.uuid", "'create'", "FALSE", sees)
    stays = ("bodies", "NEW.uuid", "'update'", seen, sees)
    moved, name_or_id = changed("uuid"), changed("uuid", "name")
    moved_to_others = f"({changed_or_null('parent_id')} OR {changed_or_null('successor_id')})"
    issued = f"measures_plan p WHERE p.issuer_id = NEW.id AND {name_or_id}"
    assigned = "m.id IN (SELECT r.measure_id FROM measures_responsibility r WHERE r.body_id = NEW.id)"
    plan = public("plan", "", "p")
    return {
        "insert": [log(*come, f"{HERE} TRUE", NOWHERE), *refresh_bodies("NEW.id")],
        "update": [
            log(*stays, f"{HERE} NOT {moved}", NOWHERE),
            log(*gone, f"{HERE} {moved}", NOWHERE),
            log(*come, f"{HERE} {moved}", NOWHERE),
            measures_where(f"{assigned} AND {name_or_id}"),
            log("plans", "p.slug", "'update'", plan, plan, issued),
            relatives("NEW.id", name_or_id),
            successions_with("NEW.id", name_or_id),
            *refresh_bodies("OLD.parent_id, NEW.parent_id, OLD.successor_id, NEW.successor_id", moved_to_others),
        ],
        "delete": [
            log(*gone, f"{HERE} TRUE", NOWHERE),
            "DELETE FROM measures_publicbody WHERE body_id = OLD.id;",
            *refresh_bodies("OLD.parent_id, OLD.successor_id"),
        ],
    }


def relatives(body: str, condition: str) -> str:
    """The bodies that show `body` as the one above them or after them."""
    return bodies_where(f"(b.parent_id = {body} OR b.successor_id = {body}) AND {condition}")


def successions_with(body: str, condition: str) -> str:
    """The bodies that show `body` as one from which they took over, or which took over from them."""
    pairs = (("from_body_id", "to_body_id"), ("to_body_id", "from_body_id"))
    others = " UNION ".join(
        f"SELECT s.{other} FROM measures_bodysuccession s WHERE s.{own} = {body}" for own, other in pairs
    )
    return bodies_where(f"b.id IN ({others}) AND {condition}")


def bodies_where(condition: str) -> str:
    """Log bodies that show something that changed, although none of their own columns did."""
    visible = "EXISTS (SELECT 1 FROM measures_publicbody e WHERE e.body_id = b.id)"
    rows = f"measures_responsiblebody b WHERE {condition}"
    return log("bodies", "b.uuid", "'update'", visible, visible, rows, NOWHERE)


def succession_changes() -> Statements:
    """Both bodies show a succession."""
    both = "{row}.from_body_id, {row}.to_body_id".format
    old, new = both(row="OLD"), both(row="NEW")
    return {
        "insert": [bodies_where(f"b.id IN ({new})")],
        "update": [
            bodies_where(f"b.id IN ({old}, {new})"),
            *refresh_bodies("OLD.from_body_id, NEW.from_body_id", changed("from_body_id")),
        ],
        "delete": [bodies_where(f"b.id IN ({old})")],
    }


def public_body_changes() -> Statements:
    """A body becomes public or is public no longer, perhaps with those above and after it."""
    entry = "measures_responsiblebody b WHERE b.id = {row}.body_id".format
    related = (
        "SELECT b.parent_id FROM measures_responsiblebody b WHERE b.id = {row}.body_id"
        " UNION SELECT b.successor_id FROM measures_responsiblebody b WHERE b.id = {row}.body_id"
    ).format
    return {
        "insert": [
            log("bodies", "b.uuid", "'update'", "FALSE", "TRUE", entry(row="NEW"), NOWHERE),
            *refresh_bodies(related(row="NEW")),
        ],
        "delete": [
            log("bodies", "b.uuid", "'update'", "TRUE", "FALSE", entry(row="OLD"), NOWHERE),
            *refresh_bodies(related(row="OLD")),
        ],
    }


def bodies_named() -> dict[str, Statements]:
    """By record, what keeps `measures_publicbody` right for the bodies that an event concerns."""
    former = "measures_movedresponsibility mr JOIN measures_bodysuccession ms ON ms.id = mr.succession_id"
    of_measure = (
        "SELECT r.body_id FROM measures_responsibility r WHERE r.measure_id = {row}.id"
        f" UNION SELECT ms.from_body_id FROM {former} WHERE mr.measure_id = {{row}}.id"
    ).format
    plan, body = "JOIN measures_plan p ON p.id", "JOIN measures_responsiblebody b ON b.id"
    of_new_part = f"measures_measure m {plan} = m.plan_id {body} = NEW.body_id WHERE m.id = NEW.measure_id"
    of_new_measure = f"measures_responsibility r {plan} = NEW.plan_id {body} = r.body_id WHERE r.measure_id = NEW.id"
    of_plan = (
        "SELECT r.body_id FROM measures_responsibility r JOIN measures_measure m ON m.id = r.measure_id"
        " WHERE m.plan_id = {row}.id UNION SELECT {row}.issuer_id"
        f" UNION SELECT ms.from_body_id FROM {former} JOIN measures_measure m ON m.id = mr.measure_id"
        " WHERE m.plan_id = {row}.id"
    ).format
    of_moved = f"measures_measure m {plan} = m.plan_id JOIN measures_bodysuccession s ON s.id = NEW.succession_id"
    of_moved += f" {body} = s.from_body_id WHERE m.id = NEW.measure_id"
    state = f"({changed('state')} OR {changed_or_null('issuer_id')})"
    return {
        "responsibility": {
            "insert": name_bodies(of_new_part, "m"),
            "update": refresh_bodies("OLD.body_id, NEW.body_id", changed("body_id", "measure_id")),
            "delete": refresh_bodies("OLD.body_id"),
        },
        "moved": {
            "insert": name_bodies(of_moved, "m"),
            "delete": refresh_bodies(
                "SELECT s.from_body_id FROM measures_bodysuccession s WHERE s.id = OLD.succession_id"
            ),
        },
        "measure": {
            "insert": name_bodies(of_new_measure, "NEW"),
            "update": refresh_bodies(of_measure(row="NEW"), changed("review_state", "plan_id")),
        },
        "plan": {
            "insert": refresh_bodies(of_plan(row="NEW")),
            "update": refresh_bodies(f"{of_plan(row='NEW')} UNION SELECT OLD.issuer_id", state),
            "delete": refresh_bodies(of_plan(row="OLD")),
        },
    }


def statements() -> dict[tuple[str, str], list[str]]:
    """From (record, event) to what is to be written then."""
    named, marks = bodies_named(), confirmed.statements()
    changes = {
        "plan": merged(plan_changes(), named["plan"]),
        "source": merged(own("sources"), source_reach()),
        "section": merged(own("sections", withdrawn=True), section_reach()),
        "measure": merged(own("measures", withdrawn=True), measure_reach(), named["measure"], marks["measure"]),
        "successor": part_of_measure("from_measure_id"),
        "responsibility": merged(part_of_measure("measure_id"), named["responsibility"], marks["responsibility"]),
        "target": merged(own("targets"), part_of_measure("measure_id"), marks["target"]),
        "body": body_changes(),
        "publicbody": public_body_changes(),
        "bodysuccession": succession_changes(),
        "moved": named["moved"],
        "conflict": part_of_measure("measure_id"),
    }
    return {
        (record, event): written for record, events in changes.items() for event, written in events.items() if written
    }


def refresh_all_bodies() -> list[str]:
    """Make `measures_publicbody` right for every body, whatever it held."""
    return refresh_bodies("SELECT id FROM measures_responsiblebody")
