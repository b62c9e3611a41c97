"""The OpenAPI document: what drf-spectacular cannot see by itself."""

from typing import Any, Literal

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from measures.api.pagination import query
from measures.api.serializers import ProblemSerializer

ERRORS = {
    "400": "A parameter or field is unknown or malformed; `errors` names it.",
    "401": "The token is unknown or has expired.",
    "403": "The token's user may not do this.",
    "404": "No such record, or none that the caller may see.",
    "406": "None of the accepted media types can be given.",
    "429": "Too many requests: wait for `Retry-After` seconds.",
}


class Schema(AutoSchema):
    def get_override_parameters(self) -> list[Any]:
        return [*super().get_override_parameters()]

    view: Any

    def get_tags(self) -> list[str]:
        return [self.view.queryset.model._meta.verbose_name_plural.replace(" ", "-")]

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        responses = super()._get_response_bodies(direction)
        problem = self.resolve_serializer(ProblemSerializer(), "response").ref
        content = {"application/problem+json": {"schema": problem}}
        return responses | {code: {"description": text, "content": content} for code, text in ERRORS.items()}

    def _get_parameters(self) -> list[dict[str, Any]]:
        return sorted(
            [*super()._get_parameters(), *self.shaping()], key=lambda part: (part["in"] != "path", part["name"])
        )

    def shaping(self) -> list[dict[str, Any]]:
        rows = getattr(self.view, "rows", None)
        if rows is None or getattr(self.view, "action", "") not in ("list", "retrieve"):
            return []
        names = sorted(self.view.serializer_class.Meta.fields)
        shaped = [several("fields", names, "Only these fields of each record.")]
        if rows.expandable:
            shaped.append(several("expand", sorted(rows.expandable), "Give these parts in full."))
        return shaped


def several(name: str, names: list[str], description: str) -> dict[str, Any]:
    items = {"type": "array", "items": {"type": "string", "enum": names}}
    return query(name, items, description) | {"explode": False, "style": "form"}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "knox.auth.TokenAuthentication"
    name = "token"
    priority = 1

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "`Token <token>`"}
