"""The OpenAPI document: what drf-spectacular cannot see by itself."""

from typing import Any, Literal

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from measures.api.pagination import query
from measures.api.serializers import ProblemSerializer

READING = {
    "400": "A parameter or field is unknown or malformed; `errors` names it.",
    "401": "The token is unknown or has expired.",
    "404": "No such record, or none that the caller may see.",
    "406": "None of the accepted media types can be given.",
    "429": "Too many requests: wait for `Retry-After` seconds.",
    "500": "Our own failure; the log tells more under `request_id`.",
}
WRITING = {
    "403": "The token may only read, or its user lacks the permission.",
    "413": "The body is larger than a million bytes.",
    "415": "The body is not `application/json`.",
}
POSTING = {"409": "The Idempotency-Key came with another request before."}
CHANGING = {
    "412": "The record was changed since it was read; `current` is the record as it now is.",
    "428": "Say with `If-Match` which version is to be changed.",
}
TOLD = {
    "ETag": "What to ask with next, as `If-None-Match`.",
    "X-Changes-Cursor": "From where to follow `/changes/` to keep this answer up to date.",
}


class Schema(AutoSchema):
    view: Any

    @property
    def action(self) -> str:
        return str(getattr(self.view, "action", None) or "")

    @property
    def deed(self) -> bool:
        """Does it change a record that is there?"""
        return self.method == "PATCH" or (self.method == "POST" and self.action != "create")

    def get_tags(self) -> list[str]:
        return [self.view.queryset.model._meta.verbose_name_plural.replace(" ", "-")]

    def get_request_serializer(self) -> Any:
        return self.view.write_serializer_class() if self.action in ("create", "partial_update") else None

    def get_response_serializers(self) -> Any:
        listed = getattr(self.view, "list_serializer_class", None)
        return listed() if listed and self.action == "list" else super().get_response_serializers()

    def errors(self) -> dict[str, str]:
        writing = WRITING if self.method != "GET" else {}
        posting = POSTING if self.method == "POST" else {}
        return READING | writing | posting | (CHANGING if self.deed else {})

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        responses = super()._get_response_bodies(direction)
        problem = self.resolve_serializer(ProblemSerializer(), "response").ref
        content = {"application/problem+json": {"schema": problem}}
        if self.method == "GET":
            self._describe_reading(responses["200"])
            responses["304"] = {"description": "What the caller holds is still so."}
        return responses | {code: {"description": text, "content": content} for code, text in self.errors().items()}

    def _describe_reading(self, response: dict[str, Any]) -> None:
        """Only pages have the shape described; streams are lines of the same records."""
        response["content"] = {"application/json": response["content"]["application/json"]}
        if self.action == "list" and hasattr(self.view, "rows"):
            for media_type in ("application/x-ndjson", "text/csv"):
                response["content"][media_type] = {"schema": {"type": "string"}}
        response["headers"] = {name: {"schema": {"type": "string"}, "description": text} for name, text in TOLD.items()}

    def _get_parameters(self) -> list[dict[str, Any]]:
        parameters = [*super()._get_parameters(), *self.shaping(), *self.conditions()]
        return sorted(parameters, key=lambda part: (part["in"] != "path", part["name"]))

    def shaping(self) -> list[dict[str, Any]]:
        rows = getattr(self.view, "rows", None)
        if rows is None or self.action not in ("list", "retrieve"):
            return []
        names = sorted(self.view.serializer_class.Meta.fields)
        shaped = [several("fields", names, "Only these fields of each record.")]
        if rows.expandable:
            shaped.append(several("expand", sorted(rows.expandable), "Give these parts in full."))
        if "highlight" in self.view.extra_parameters and self.action == "list":
            shaped.append(query("highlight", {"type": "boolean"}, "Mark in `highlight` what matches `q`."))
        return shaped

    def conditions(self) -> list[dict[str, Any]]:
        if self.method == "GET":
            return [header("If-None-Match", "The ETag of the answer that the caller holds.")]
        asked = [header("If-Match", 'The version that was read, in quotes: `"3"`.', required=True)] if self.deed else []
        if self.method == "POST":
            asked.append(
                header("Idempotency-Key", "Any text of the caller's: asked again, the first answer comes again.")
            )
        return asked


def several(name: str, names: list[str], description: str) -> dict[str, Any]:
    items = {"type": "array", "items": {"type": "string", "enum": names}}
    return query(name, items, description) | {"explode": False, "style": "form"}


def header(name: str, description: str, required: bool = False) -> dict[str, Any]:
    schema = {"type": "string", "maxLength": 255}
    return {"name": name, "in": "header", "required": required, "schema": schema, "description": description}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "measures.api.access.ApiTokenAuthentication"
    name = "token"
    priority = 1

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "`Token <token>`"}
