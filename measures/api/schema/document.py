"""The OpenAPI document: what drf-spectacular cannot see by itself."""

from typing import Any, Literal, TypeAlias

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample
from rest_framework.serializers import Serializer

from measures.api.lists.viewsets import ResourceViewSet
from measures.api.parameters import SchemaPart, query_parameter
from measures.api.preconditions import IF_MATCH_PATTERN
from measures.api.records.derived import example_of
from measures.api.records.filter_types import LARGEST, AnyName, Text
from measures.api.records.shapes import PendingChangeSerializer, ProblemSerializer
from measures.api.schema import field_meanings, meanings
from measures.api.schema.examples import EXAMPLES, problem_example
from measures.models import Change

Texts: TypeAlias = dict[str, Text]
Described: TypeAlias = Serializer[Any] | type[Serializer[Any]]  # what has a shape in the document

ERRORS: Texts = {
    "400": _("A parameter or field is unknown or malformed; `errors` names it."),
    "401": _("The token is unknown or has expired."),
    "403": _("The token's user may not do this."),
    "404": _("No such record, or none that the caller may see."),
    "405": _("This address does not know the method."),
    "406": _("None of the accepted media types can be given."),
    "429": _("Too many requests: wait for `Retry-After` seconds."),
    "500": _("Something went wrong here; the log tells more under `request_id`."),
    "503": _("The database cannot answer now: ask again after `Retry-After` seconds."),
}
FEED_ERRORS: Texts = {"410": _("The cursor has expired: pull in full, then go on from `X-Changes-Cursor`.")}
FILE_ERRORS: Texts = {
    "409": _("The file is not as it was issued."),
    "410": _("The file is missing from the storage."),
}
WRITING_ERRORS: Texts = {
    "413": _("The body of the request is too large."),
    "415": _("The body of the request is not JSON."),
}
IDEMPOTENCY_ERRORS: Texts = {"409": _("The `Idempotency-Key` came with another request before.")}
PUBLISHING_ERRORS: Texts = {"409": _("It is not published, since rules of publishing are `unmet`.")}
VERSION_ERRORS: Texts = {
    "412": _("The record was changed since it was read; `current` is the record as it now is."),
    "428": _("`If-Match` is missing."),
}
HEADERS: Texts = {
    "ETag": _("Send it back as `If-None-Match`: 304 says that nothing has changed."),
    "Last-Modified": _("When anything changed last."),
    "X-Changes-Cursor": _("Where to go on in `/changes/` after this answer."),
}
CREATED: Texts = {"Location": _("The permanent address of the new record.")}
UNCHANGED = _("Nothing has changed since the answer that the caller holds.")
# Not blank, no NUL; of several, nothing blank between commas. To Python, not to JavaScript, ASCII separators are blank.
ONE = r"^[^\x00]*[^\s\x00\x1c-\x1f\x85][^\x00]*$"
PART = r"[^,\x00]*[^,\s\x00\x1c-\x1f\x85][^,\x00]*"
SEVERAL = rf"^{PART}(,{PART})*$"  # a comma within a value parts it

SHAPING_PAGES = {"cursor", "page_size", "count", "ordering", "format"}
PLACES = ("path", "query", "header")


DRAFTING = ("partial_update", "withdraw", "assign", "unassign")
DRAFTED = _("The plan asks for a second person: nothing was published, and this waits.")


class Schema(AutoSchema):
    """How drf-spectacular describes an operation. What it says in words comes from the declarations and `meanings`."""

    @property
    def action(self) -> str:
        return str(getattr(self.view, "action", ""))

    @property
    def resource_view(self) -> ResourceViewSet[Model] | None:
        """The view of a resource; None for the change feed."""
        return self.view if isinstance(self.view, ResourceViewSet) else None

    def get_operation_id(self) -> str:
        return f"{self.resource}_{self.action}"

    def get_tags(self) -> list[str]:
        return [self.resource]

    @property
    def resource(self) -> str:
        return self.resource_view.resource.name if self.resource_view else "changes"

    def get_summary(self) -> str:
        """What the operation does, in a few words; the record's names are the model's."""
        named = (self.resource_view.resource.model if self.resource_view else Change)._meta
        names = {"one": named.verbose_name, "many": named.verbose_name_plural}
        return str(meanings.SUMMARIES[self.action]) % names

    def get_description(self) -> str:  # type: ignore[override]
        return self.description_of_operation()

    def description_of_operation(self) -> str:
        return meanings.of_operation(self.resource, self.action)

    def map_renderers(self, attribute: str) -> list[str]:
        """A list is described as JSON alone, so that clients get one type; its streams have their own address."""
        found: list[str] = super().map_renderers(attribute)
        return found[:1] if self.action == "list" else found

    def _is_list_view(self, serializer: Described | None = None) -> bool:
        return self.action == "stream" or bool(super()._is_list_view(serializer))

    def get_auth(self) -> list[SchemaPart]:
        """Anyone may read."""
        return [*super().get_auth(), *([{}] if self.method == "GET" else [])]

    def get_request_serializer(self) -> Described | None:
        written: type[Serializer[Any]] | None = getattr(self.view, "write_serializer_class", None)
        return written if self.action in ("create", "partial_update") else super().get_request_serializer()

    def get_response_serializers(self) -> Described | None:
        if self.action in ("list", "stream") and self.resource_view:
            return self.resource_view.list_serializer_class
        return super().get_response_serializers()

    def _is_create_operation(self) -> bool:
        return bool(self.action == "create")

    def get_examples(self) -> list[OpenApiExample]:
        """An example of the answer and, where something is sent, one of the request."""
        if self.action == "stream":
            return []
        if self.resource_view is None:
            return [OpenApiExample("example", value=EXAMPLES["changes"], response_only=True)]
        resource = self.resource_view.resource
        answered = EXAMPLES.get(self.action) or example_of(resource)
        examples = [OpenApiExample("example", value=answered, response_only=True)]
        if self.action in resource.requests:
            examples.append(OpenApiExample("request", value=resource.requests[self.action], request_only=True))
        return examples

    @property
    def versioned(self) -> bool:
        return self.action not in ("list", "stream", "retrieve", "tree", "create", "pending", "file")

    def errors(self) -> Texts:
        found = ERRORS | (FEED_ERRORS if self.resource == "changes" else {})
        if self.method != "GET":
            found |= WRITING_ERRORS | (IDEMPOTENCY_ERRORS if self.method == "POST" else {})
        found |= FILE_ERRORS if self.action == "file" else {}
        if self.action == "partial_update" and self.resource in ("measures", "plans"):
            found |= PUBLISHING_ERRORS
        return found | (VERSION_ERRORS if self.versioned else {})

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> SchemaPart:
        responses: SchemaPart = super()._get_response_bodies(direction)
        for response in responses.values():
            if self.action == "stream":
                response["content"] = {media_type: {"schema": {"type": "string"}} for media_type in response["content"]}
            response["description"] = response["description"] or self.get_summary()
        if self.method == "GET" and self.resource_view:
            headers = HEADERS if self.resource_view.resource.moves_feed else {"ETag": HEADERS["ETag"]}
            responses["200"]["headers"] = {name: response_header(text) for name, text in headers.items()}
            responses["304"] = {"description": str(UNCHANGED)}
        if self.resource in ("plans", "sections", "measures") and self.action in DRAFTING:
            shape = self.resolve_serializer(PendingChangeSerializer(), "response").ref
            content = {"application/json": {"schema": shape, "example": EXAMPLES["pending"]}}
            responses["202"] = {"description": str(DRAFTED), "content": content}
        if "201" in responses:
            responses["201"]["headers"] = {name: response_header(text) for name, text in CREATED.items()}
        problem = self.resolve_serializer(ProblemSerializer(), "response").ref
        for code, text in self.errors().items():
            responses[code] = problem_response(code, text, problem)
        return dict(sorted(responses.items()))

    def _map_basic_serializer(
        self, serializer: Serializer[object], direction: Literal["request", "response"]
    ) -> SchemaPart:
        """Every field is always answered, unless its shape says otherwise; what is written may hold no unknown one.

        `fields=` alone leaves out more: the document's one exception, described with that parameter.
        """
        schema: SchemaPart = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if direction == "response":
            declared = serializer._declared_fields.items()
            optional = {name for name, field in declared if not field.required and not field.read_only}
            optional |= getattr(serializer, "optional", frozenset())
            schema["required"] = sorted(schema["properties"].keys() - optional)
        if direction == "request":
            schema["additionalProperties"] = False
        return schema

    def _get_parameters(self) -> list[SchemaPart]:
        asked = [*super()._get_parameters(), *self.shaping_parameters(), *self.header_parameters()]
        if self.action == "stream":
            asked = [part for part in asked if part["name"] not in SHAPING_PAGES]
        found = [self.with_description(self.with_repetition(with_bounds(part))) for part in asked]
        return sorted(found, key=lambda part: (PLACES.index(part["in"]), part["name"]))

    def with_repetition(self, part: SchemaPart) -> SchemaPart:
        """A list of names, which may hold commas: the parameter once for each."""
        filterset = getattr(self.view, "filterset_class", None)
        if filterset and part["in"] == "query" and isinstance(filterset.base_filters.get(part["name"]), AnyName):
            part["schema"]["items"]["pattern"] = ONE
            return part | {"explode": True}
        return part

    def with_description(self, part: SchemaPart) -> SchemaPart:
        """With what it means, and the list of codes that drf-spectacular has written, if the parameter takes some."""
        _before, bullet, codes = str(part.get("description", "")).partition("* `")
        meaning = self.meaning(part["name"], part["in"])
        return part | {"description": f"{meaning}\n\n{bullet}{codes}" if codes else meaning}

    def meaning(self, name: str, place: str) -> str:
        """What a parameter means: a filter says so itself."""
        if place == "path" and name == "key" and self.resource_view:
            return str(self.resource_view.resource.key_meaning)
        filterset = getattr(self.view, "filterset_class", None)
        made = filterset.base_filters.get(name) if filterset and place == "query" else None
        return str(made.extra["help_text"]) if made else meanings.of_parameter(self.resource, name, place)

    def shaping_parameters(self) -> list[SchemaPart]:
        """The parameters that choose what is shown of each record."""
        if self.resource_view is None or self.action not in ("list", "stream", "retrieve"):
            return []
        resource = self.resource_view.resource
        names = sorted(resource.field_names())
        shaped = [name_list_parameter("fields", names)]
        if resource.expandable:
            shaped.append(name_list_parameter("expand", sorted(resource.expandable)))
        if "highlight" in self.resource_view.extra_parameters and self.action != "retrieve":
            shaped.append(query_parameter("highlight", {"type": "boolean"}))
        return shaped

    def header_parameters(self) -> list[SchemaPart]:
        """The headers on which an answer depends."""
        if self.resource_view is None:
            return []
        asked = [IF_NONE_MATCH] if self.method == "GET" else [IDEMPOTENCY_KEY] if self.method == "POST" else []
        return [*asked, IF_MATCH] if self.versioned else asked


def with_bounds(part: SchemaPart) -> SchemaPart:
    """The bounds of every query parameter: a value is never blank, and a whole number fits its column."""
    if part["in"] != "query":
        return part
    schema = part["schema"]
    several = schema.get("type") == "array"
    value = schema["items"] if several else schema
    value.pop("title", None)
    if several:
        schema["minItems"] = 1
    if value.get("type") == "integer":
        value |= {"minimum": 0, "maximum": LARGEST} | value
    elif value.get("type") == "string" and not value.keys() & {"enum", "format", "pattern"}:
        value["pattern"] = SEVERAL if several else ONE
    return part


def response_header(description: Text) -> SchemaPart:
    return {"description": str(description), "schema": {"type": "string"}}


def problem_response(code: str, description: Text, schema: SchemaPart) -> SchemaPart:
    content = {"application/problem+json": {"schema": schema, "example": problem_example(int(code))}}
    return {"description": str(description), "content": content}


def name_list_parameter(name: str, names: list[str]) -> SchemaPart:
    items = {"type": "array", "items": {"type": "string", "enum": names}}
    return query_parameter(name, items) | {"explode": False, "style": "form"}


def header_parameter(name: str, *, required: bool = False, **schema: object) -> SchemaPart:
    return {"name": name, "in": "header", "required": required, "schema": {"type": "string"} | schema}


IF_NONE_MATCH = header_parameter("If-None-Match")
IDEMPOTENCY_KEY = header_parameter("Idempotency-Key", maxLength=255)
IF_MATCH = header_parameter("If-Match", required=True, pattern=IF_MATCH_PATTERN)


def explain_fields(result: SchemaPart, **_: object) -> SchemaPart:
    """Say what each field means. A hook that comes last: drf-spectacular would wrap a `$ref` that is described."""
    schemas: SchemaPart = result["components"]["schemas"]
    for component, schema in schemas.items():
        for field, part in schema.get("properties", {}).items():
            meaning, codes = field_meanings.of_field(component, field), codes_of(part, schemas)
            part["description"] = f"{meaning}\n\n{codes}" if codes else meaning
    return result


def describe_tags(result: SchemaPart, **_: object) -> SchemaPart:
    """Name the groups of operations, in the order of the document."""
    result["tags"] = [{"name": name, "description": str(text)} for name, text in meanings.TAGS.items()]
    return result


def codes_of(part: SchemaPart, schemas: SchemaPart) -> str:
    """The list of codes that drf-spectacular has written of the choice to which this field refers, if any."""
    for reference in (part, *part.get("allOf", ())):
        referred = schemas.get(reference.get("$ref", "").rpartition("/")[2], {})
        if "enum" in referred:
            return str(referred["description"])
    return ""


HOW_TO_SEND = _("`Token <token>`: the word Token, a space and a token that was made in the admin.")


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The token in the header `Authorization`."""

    target_class = "measures.api.access.ApiTokenAuthentication"
    name = "token"
    priority = 1

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": str(HOW_TO_SEND)}
