"""The OpenAPI document of the reports: their parameters are those of the form that reads them."""

from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample
from rest_framework.serializers import Serializer

from measures import exports
from measures.api.parameters import SchemaPart, query_parameter
from measures.api.records.fields import BASE
from measures.api.records.filter_types import Text
from measures.api.reports.parameters import schema_parameters
from measures.api.schema.document import HEADERS, IF_NONE_MATCH, UNCHANGED, Schema, response_header
from measures.exports.reports import REPORTS

SUMMARIES: dict[str, Text] = {"list": _("List the reports"), "retrieve": _("Draw a report")}
DESCRIPTIONS: dict[str, Text] = {
    "list": _("Every report with its formats and what it can be asked, in the language of `Accept-Language`."),
    "retrieve": _(
        "The report of what the caller sees, as a file in the format asked for, in the language of `Accept-Language`;"
        " without `format` and `Accept`, JSON where the report has it. Its name is in `Content-Disposition`. Which"
        " parameters and formats a report has, the list says; another format is a 400 that names them."
    ),
}
JSON_ALONE = query_parameter("format", {"type": "string", "enum": ["json"]}) | {"description": _("The list is JSON.")}
NAME = _("The report's name, from the list.")
EXAMPLE = {
    "name": "ledger",
    "label": "任务台账",
    "url": f"{BASE}reports/ledger/",
    "formats": ["xlsx", "csv"],
    "parameters": [{"name": "plan", "meaning": "规划的标识。", "several": True, "codes": []}],
    "layouts": [{"name": "督办台账", "columns": "number,title,lead=主责单位,due,progress,=下周安排"}],
}


def schema_of(media_type: str) -> SchemaPart:
    """One object, or a file."""
    return {"type": "object" if media_type == "application/json" else "string"}


class ReportSchema(Schema):
    """How the two operations on reports are described."""

    @property
    def resource(self) -> str:
        return "reports"

    @property
    def versioned(self) -> bool:
        return False

    def get_summary(self) -> str:
        return str(SUMMARIES[self.action])

    def description_of_operation(self) -> str:
        return str(DESCRIPTIONS[self.action])

    def get_examples(self) -> list[OpenApiExample]:
        return [OpenApiExample("example", value=EXAMPLE, response_only=True)] if self.action == "list" else []

    def _is_list_view(self, serializer: Serializer[Any] | type[Serializer[Any]] | None = None) -> bool:
        return self.action == "list"

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> SchemaPart:
        responses: SchemaPart = super()._get_response_bodies(direction)
        if self.action == "retrieve":
            written = {each for kind in REPORTS.values() for each in kind.formats}
            types = sorted({exports.FORMATS[name].content_type.partition(";")[0] for name in written})
            responses["200"]["content"] = {media_type: {"schema": schema_of(media_type)} for media_type in types}
            responses["200"]["headers"] = {name: response_header(text) for name, text in HEADERS.items()}
            responses["304"] = {"description": str(UNCHANGED)}
        return dict(sorted(responses.items()))

    def shaping_parameters(self) -> list[SchemaPart]:
        return schema_parameters() if self.action == "retrieve" else [JSON_ALONE]

    def header_parameters(self) -> list[SchemaPart]:
        return [IF_NONE_MATCH] if self.action == "retrieve" else []

    def meaning(self, name: str, place: str) -> str:
        """What a parameter means, the form's field says."""
        if place == "query" and self.action == "list":
            return str(JSON_ALONE["description"])
        if place == "query":
            return next(str(part["description"]) for part in schema_parameters() if part["name"] == name)
        return str(NAME) if place == "path" else super().meaning(name, place)
