"""The shape of version 1, without its prose. After a deliberate change: `DEBUG=1 python -m tests.api.v1`."""

import json
import os
from pathlib import Path
from typing import Any

import django
from django.utils import translation

KEPT = Path(__file__).with_name("v1.json")
PROSE = {"description", "summary", "title", "example", "examples", "info"}


def shape() -> Any:
    from drf_spectacular.generators import SchemaGenerator

    with translation.override("en"):
        document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return json.loads(json.dumps(without_prose(document), default=str))


def without_prose(node: Any, named: bool = False) -> Any:
    """`named`: the keys are names of the API's own (a field may be called title), not words of OpenAPI."""
    if isinstance(node, list):
        return [without_prose(part) for part in node]
    if not isinstance(node, dict):
        return node
    inner = {"properties", "schemas", "responses", "headers", "content", "paths"}
    return {
        str(key): without_prose(part, named=not named and key in inner)
        for key, part in node.items()
        if named or key not in PROSE
    }


def write() -> None:
    KEPT.write_text(json.dumps(shape(), indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "policyhub.settings")
    django.setup()
    write()
