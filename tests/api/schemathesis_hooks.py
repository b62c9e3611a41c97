"""What the OpenAPI document cannot say of well-formed requests: which records there are and in which version, that a
cursor is one that was given, and that some parameters need others or exclude them. Whatever part of a request is
malformed is sent as it was made up, so that nothing but that part can be the reason of a refusal.
"""

import re
from typing import Any
from urllib.parse import urljoin

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation

from measures.terms import body_uuid

BOUNDS = ("value_from", "value_to")
PAGING = ("cursor", "page_size", "count", "ordering")
BODY = str(body_uuid("示例市", "市科技局"))
KEYS = {
    "plans/{key}": "example",
    "measures/{key}": "1.1-1",
    "sections/{key}": "1.1",
    "targets/{key}": "1.1-1/t1",
    "sources/{key}": "1",
    "bodies/{key}": BODY,
}
# What is written is about records that there are, and leaves the plan where this run finds it.
FIELDS = {"plan": "example", "section": "1.1", "body": BODY, "issuer": BODY}
KEPT = ("slug", "state", "parent", "successor")


@schemathesis.hook
def before_call(context: Any, case: Any, **kwargs: Any) -> None:
    whole(case)
    if case.meta is None:
        return
    malformed = {place for place in ParameterLocation if case.meta.is_negative_at(place)}
    if ParameterLocation.PATH not in malformed:
        address(case)
    if ParameterLocation.QUERY not in malformed or {} in (case.query or {}).values():  # {} is sent as nothing
        shape(case)
    if not malformed & {ParameterLocation.PATH, ParameterLocation.HEADER}:
        condition(case)
    if ParameterLocation.BODY not in malformed:
        write(case)


def address(case: Any) -> None:
    key = next((key for part, key in KEYS.items() if part in case.operation.path), None)
    there = {"plan": "example", "key": key, "name": "ledger"}
    case.path_parameters = {name: there.get(name, value) for name, value in (case.path_parameters or {}).items()}


def whole(case: Any) -> None:
    """Without `fields=`, whose answer lacks the other fields, which the document cannot say."""
    asked = (case.query or {}).get("fields")
    names = asked.split(",") if isinstance(asked, str) else asked
    if names and set(map(str, names)) <= set(fields_of(case.operation)):
        del case.query["fields"]


def fields_of(operation: Any) -> list[str]:
    declared = operation.definition.raw.get("parameters", [])
    return next((one["schema"]["items"]["enum"] for one in declared if one.get("name") == "fields"), [])


def shape(case: Any) -> None:
    query = case.query or {}
    dropped = PAGING if query.get("format") in ("csv", "ndjson") else ("cursor",)
    wordless = () if "q" in query else ("highlight",)
    kept = {name: value for name, value in query.items() if name not in (*dropped, *wordless)}
    case.query = {name: rounded(value) if name in BOUNDS else value for name, value in kept.items()}


def rounded(value: Any) -> Any:
    """A number as the API takes it, of at most 15 digits."""
    return float(f"{value:.15g}") if isinstance(value, float) else value


def condition(case: Any) -> None:
    """The version as it now is, and a key that no other request has."""
    if "If-Match" in case.headers:
        record = re.sub(
            "(withdraw|assign|unassign|hand_over|confirm|publish|unpublish|pending/publish|pending/reject)/$",
            "",
            case.formatted_path,
        )
        token = {name: value for name, value in case.headers.items() if name == "Authorization"}
        answer = requests.get(urljoin(case.operation.schema.get_base_url(), record), headers=token, timeout=60)
        case.headers["If-Match"] = f'"{answer.json().get("version", 1)}"'
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = case.id


def write(case: Any) -> None:
    if not isinstance(case.body, dict):
        return
    if case.path_parameters:
        case.body = {name: FIELDS.get(name, value) for name, value in case.body.items() if name not in KEPT}
    else:
        new = {"slug": case.id.lower(), "name": case.id, "parent": None, "successor": None}
        case.body = {name: (FIELDS | new).get(name, value) for name, value in case.body.items()}
