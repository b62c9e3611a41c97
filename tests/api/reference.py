"""docs/api-reference.md, written from the OpenAPI document. After a change: `DEBUG=1 python -m tests.api.reference`."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.utils import translation

PAGE = Path(__file__).resolve().parents[2] / "docs/api-reference.md"
HEAD = """# Every address of the API and every parameter

Measures, bodies, plans and the rest are explained in [api.md](api.md), what their fields mean in
[data-model.md](data-model.md); `/api/docs/` shows the same with the shape of every answer, in Chinese or English. A
list takes values separated by commas, or the parameter once for each value.
"""
FORMATS = {"date": "day", "date-time": "time", "uuid": "UUID"}
TYPES = {"integer": "whole number", "number": "number", "string": "text", "boolean": "`true` or `false`"}


def page() -> str:
    from drf_spectacular.generators import SchemaGenerator

    with translation.override("en"):
        document: Any = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    schemas = document["components"]["schemas"]
    parts = [HEAD]
    for address, operations in document["paths"].items():
        for method, operation in operations.items():
            parts += section(f"{method.upper()} {address}", operation, schemas)
    return "\n".join(parts)


def section(heading: str, operation: Any, schemas: Any) -> Iterator[str]:
    yield f"## `{heading}`\n"
    yield f"{operation['summary']}. {operation['description']}\n"
    yield from body(operation, schemas)
    yield "| parameter | takes | meaning |\n|---|---|---|"
    yield from (row(part) for part in operation["parameters"])
    yield ""


def body(operation: Any, schemas: Any) -> Iterator[str]:
    """The fields of the JSON that is sent."""
    if "requestBody" not in operation:
        return
    name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    required = schemas[name].get("required", [])
    optional = [field for field in schemas[name]["properties"] if field not in required]
    for label, fields in (("Required", required), ("Optional", optional)):
        if fields:
            yield f"{label} in the body: {', '.join(f'`{field}`' for field in fields)}.\n"


def row(part: Any) -> str:
    needed = ", required" if part.get("required") and part["in"] != "path" else ""
    meaning = part["description"].partition("\n\n* `")[0]
    return f"| `{part['name']}` | {taken(part['schema'])}{needed} | {meaning} |"


def taken(schema: Any) -> str:
    if schema.get("type") == "array":
        return f"list: {taken(schema['items'])}"
    if "enum" in schema:
        return ", ".join(f"`{code}`" for code in schema["enum"])
    return FORMATS.get(schema.get("format", "")) or TYPES[schema["type"]]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "policyhub.settings")
    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
