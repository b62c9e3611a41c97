"""What the OpenAPI document cannot say of well-formed requests: which records there are, that a cursor is one that was
given, and that some parameters need others or exclude them. Malformed requests are sent as they were made up.
"""

from typing import Any

import schemathesis

PAGING = ("cursor", "page_size", "count", "ordering")
KEYS = {"plans/{key}": "example", "measures/{key}": "1.1-1", "sections/{key}": "1.1", "targets/{key}": "1.1-1/t1"}


@schemathesis.hook
def before_call(context: Any, case: Any, **kwargs: Any) -> None:
    if case.meta is None or case.meta.generation.mode.is_negative:
        return
    if case.path_parameters:
        key = next((key for part, key in KEYS.items() if part in case.operation.path), None)
        there = {"plan": "example", "key": key}
        case.path_parameters = {name: there.get(name) or value for name, value in case.path_parameters.items()}
    if case.query:
        dropped = PAGING if case.query.get("format") in ("csv", "ndjson") else ("cursor",)
        wordless = () if "q" in case.query else ("highlight",)
        case.query = {name: value for name, value in case.query.items() if name not in (*dropped, *wordless)}
