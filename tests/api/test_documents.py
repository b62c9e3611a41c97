"""The OpenAPI document; tests/browser/test_documentation_page.py opens its page."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from measures.api.schema import field_meanings, meanings


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The document, made and validated; a warning fails."""
    file = tmp_path_factory.mktemp("schema") / "schema.json"
    call_command("spectacular", "--format", "openapi-json", "--validate", "--fail-on-warn", "--file", str(file))
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def fields(document: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Each property of each component with what is said of it, without the list of its codes."""
    for component, schema in document["components"]["schemas"].items():
        for name, part in schema.get("properties", {}).items():
            yield component, name, re.split(r"^\* `", part.get("description", ""), flags=re.MULTILINE)[0].strip()


def test_every_operation_is_described_with_its_errors_as_problems(document: dict[str, Any]) -> None:
    operations = [operation for address in document["paths"].values() for operation in address.values()]
    assert len(operations) >= 14
    for operation in operations:
        assert operation["description"]
        for code in ("400", "401", "404", "429", "500"):
            assert list(operation["responses"][code]["content"]) == ["application/problem+json"]


def test_every_filter_and_shaping_parameter_is_in_the_document(document: dict[str, Any]) -> None:
    names = {part["name"] for part in document["paths"]["/api/v1/measures/"]["get"]["parameters"]}
    assert {
        "plan",
        "section",
        "body",
        "role",
        "q",
        "cursor",
        "page_size",
        "count",
        "fields",
        "expand",
        "ordering",
    } <= names


def test_every_meaning_is_that_of_a_parameter(document: dict[str, Any]) -> None:
    asked = {
        (operation["tags"][0], part["name"])
        for address in document["paths"].values()
        for operation in address.values()
        for part in operation["parameters"]
    }
    of_resources = {(resource, name) for resource, texts in meanings.OF_RESOURCES.items() for name in texts}
    assert of_resources <= asked
    assert meanings.PARAMETERS.keys() <= {name for resource, name in asked - of_resources}


def test_every_field_is_described(document: dict[str, Any]) -> None:
    assert [(component, name) for component, name, meaning in fields(document) if not meaning] == []


def test_every_meaning_of_a_field_is_that_of_a_property(document: dict[str, Any]) -> None:
    shown = {(field_meanings.shape_of(component), name) for component, name, _ in fields(document)}
    said = {(shape, name) for shape, texts in field_meanings.OF_SHAPES.items() for name in texts}
    assert said - shown == set()
    assert field_meanings.SAME_AS.keys() <= {shape for shape, _ in shown}


def test_a_choice_is_described_with_its_codes(document: dict[str, Any]) -> None:
    phase = document["components"]["schemas"]["Measure"]["properties"]["phase"]
    assert "* `in_progress` - " in phase["description"]


def test_the_document_speaks_the_readers_language(api: APIClient) -> None:
    chinese = api.get("/api/schema/", headers={"Accept": "application/json", "Accept-Language": "zh-hans"}).json()
    texts = [
        text
        for address in chinese["paths"].values()
        for operation in address.values()
        for text in (
            operation["summary"],
            operation["description"],
            *(part["description"] for part in operation["parameters"]),
            *(answer["description"] for answer in operation["responses"].values()),
        )
    ] + [meaning for _, _, meaning in fields(chinese)]
    texts.append(chinese["info"]["description"])
    texts += [part["description"] for part in (*chinese["servers"], *chinese["components"]["securitySchemes"].values())]
    assert len(texts) > 500
    assert [text for text in texts if not re.search(r"[\u4e00-\u9fff]", text)] == []


def test_the_document_is_served_as_json_and_yaml(api: APIClient) -> None:
    assert api.get("/api/schema/", headers={"Accept": "application/json"}).json()["openapi"] == "3.1.1"
    assert api.get("/api/schema/").content.startswith(b"openapi: 3.1.1")


def test_what_is_always_there_is_required(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    optional = {
        "FoundMeasure": {"changed_since_confirmed", "note", "open_conflicts", "wordings", "highlight"},
        "Measure": {"changed_since_confirmed", "note", "open_conflicts", "wordings"},
        "Section": {"wordings"},
        "Source": {"text", "passages"},
        "Span": {"text"},
        "Change": {"record"},
        "Problem": {"errors", "current", "missing", "unmet"},
        "FieldError": {"permission"},
    }
    answered = {name: schema for name, schema in schemas.items() if not name.endswith("Request")}
    for name, schema in answered.items():
        if schema.get("type") == "object" and not name.startswith("Paginated"):
            assert set(schema["properties"]) - set(schema["required"]) == optional.get(name, set()), name


def test_a_list_is_answered_in_one_type_and_streamed_at_an_address_of_its_own(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        if "get" not in operations:
            continue
        media_types = list(operations["get"]["responses"]["200"]["content"])
        if path == "/api/v1/reports/{name}/":
            assert {"text/csv"} < set(media_types)
            continue
        expected = ["application/x-ndjson", "text/csv"] if path.endswith(".{file_format}") else ["application/json"]
        if path.endswith("/file/"):
            expected = ["application/octet-stream"]
        assert media_types == expected, path


def test_the_document_names_its_server_licence_and_groups(document: dict[str, Any]) -> None:
    assert document["servers"][0]["url"] == "/"
    assert document["info"]["license"]["identifier"] == "Apache-2.0"
    used = {tag for address in document["paths"].values() for call in address.values() for tag in call["tags"]}
    assert {tag["name"] for tag in document["tags"]} == used
    assert all(tag["description"] for tag in document["tags"])
    for address in document["paths"].values():
        for call in address.values():
            assert {"500", "503"} <= call["responses"].keys()
