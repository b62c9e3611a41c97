"""Reports: the list of them, and each as a file in one of its formats."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from django.core.exceptions import ValidationError as ModelValidationError
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.decorators import action
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from measures import exports
from measures.api.lists.filters import check_parameters
from measures.api.lists.freshness import Freshness
from measures.api.lists.viewsets import ResourceViewSet
from measures.api.problems import Conflict, Gone
from measures.api.records import IssuedReportResource
from measures.api.records.shapes import ReportSerializer
from measures.api.renderers import encode
from measures.api.reports.parameters import fields_of, is_list, layouts_of, parameters_of
from measures.api.reports.schema import ReportSchema
from measures.exports.asked import Asked
from measures.exports.issued import FileAlteredError, FileMissingError, open_as_issued
from measures.exports.reports import REPORTS, Kind
from measures.exports.scope import site_of
from measures.exports.templates import file_of
from measures.models import IssuedReport
from measures.visibility import visibility_of

SHARED = frozenset({"format"})


class FileRenderer(BaseRenderer):
    """Names a format for negotiation; the file is written elsewhere, errors as JSON."""

    charset = None

    def __init__(self, file_format: str, media_type: str) -> None:
        self.format, self.media_type = file_format, media_type

    def render(
        self, data: object, accepted_media_type: str | None = None, renderer_context: Mapping[str, object] | None = None
    ) -> bytes:
        return b"" if data is None else encode(data)


class ReportViewSet(GenericViewSet[IssuedReport]):
    """The reports; each is drawn of what the caller sees, as in the admin and by `export_report`."""

    schema = ReportSchema()
    queryset = IssuedReport.objects.none()
    pagination_class = None
    filter_backends = ()

    @property
    def kind(self) -> Kind:
        """The report of the address. Raises Http404 for one that there is not."""
        try:
            return REPORTS[self.kwargs["name"]]
        except KeyError as error:
            raise Http404 from error

    def get_renderers(self) -> list[BaseRenderer]:
        """One for each format of the report, JSON first: what a program gets that asks for nothing."""
        kind = REPORTS.get(self.kwargs.get("name", ""))
        if kind is None:
            return super().get_renderers()
        names = sorted(kind.formats, key=lambda name: name != "json")
        return [FileRenderer(name, exports.FORMATS[name].content_type.partition(";")[0]) for name in names]

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """Raises NotAcceptable, naming the formats that there are."""
        try:
            return super().perform_content_negotiation(request, force)
        except exceptions.NotAcceptable as error:
            known = "、".join(renderer.format for renderer in self.get_renderers())
            raise exceptions.NotAcceptable(_("It can be given as: %(formats)s.") % {"formats": known}) from error

    @extend_schema(responses=ReportSerializer(many=True), filters=False)
    def list(self, request: Request) -> Response:
        """What reports there are, and what each can be asked."""
        check_parameters(request, SHARED)
        base = request.build_absolute_uri(request.path)
        reports = [
            {
                "name": kind.name,
                "label": str(kind.label),
                "url": f"{base}{kind.name}/",
                "formats": list(kind.formats),
                "parameters": parameters_of(kind, request.user),
                "layouts": layouts_of(kind, request.user),
            }
            for kind in REPORTS.values()
        ]
        return Response(reports, headers={"Vary": "Accept-Language, Authorization"})

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}, filters=False)
    def retrieve(self, request: Request, name: str) -> HttpResponseBase:
        """The report as a file; 304 where the caller holds the same."""
        asked = self.asked(request)
        template = asked.scope.options.get("template")
        file = file_of(asked.kind.name, str(template)) if template else ""
        also = f"{get_language()} {sorted(visibility_of(request.user).office)} {asked.query} {asked.scope.site} {file}"
        freshness = Freshness.of(request, request.build_absolute_uri(), also=also)
        headers = freshness.headers | {"Vary": "Accept, Accept-Language, Authorization"}
        if matching := freshness.matching_tag_of(request):
            return Response(status=304, headers=headers | {"ETag": matching})
        with problems_by_field():
            response = exports.respond(asked.kind.name, asked.format, asked.scope)
        response["X-Content-Type-Options"] = "nosniff"
        for header, value in headers.items():
            response[header] = value
        return response

    def asked(self, request: Request) -> Asked:
        """What the address asks for. Raises ValidationError by parameter, PermissionDenied for a past day."""
        kind = self.kind
        fields = fields_of(kind, request.user)
        check_parameters(request, fields.keys(), {name for name, field in fields.items() if is_list(field)})
        data = dict(request.query_params.lists()) | {"format": [request.accepted_renderer.format]}
        with problems_by_field():
            asked = Asked.of(kind.name, data, request.user)
        return replace(asked, scope=replace(asked.scope, site=site_of(request)))


@contextmanager
def problems_by_field() -> Iterator[None]:
    """What forms and reports find wrong, as the API says it: by parameter, "" for the whole."""
    try:
        yield
    except ModelValidationError as error:
        details = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        raise exceptions.ValidationError(details) from error


class IssuedReportViewSet(ResourceViewSet[IssuedReport]):
    """Issued reports: read only."""

    resource = IssuedReportResource

    def get_renderers(self) -> list[BaseRenderer]:
        return [FileRenderer("json", "*/*")] if self.action == "file" else super().get_renderers()

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}, filters=False)
    @action(detail=True)
    def file(self, request: Request, key: str) -> HttpResponseBase:
        """The file as it was issued. Raises Http404, Gone where it is missing, Conflict where it was altered."""
        check_parameters(request, frozenset())
        item = self.get_queryset().filter(uuid=key).first()
        if item is None:
            raise Http404
        etag, headers = f'"{item.sha256}"', {"Cache-Control": "private, no-cache", "Vary": "Authorization"}
        if etag in parse_etags(request.headers.get("If-None-Match", "")):
            return Response(status=304, headers=headers | {"ETag": etag})
        try:
            content = open_as_issued(item)
        except FileMissingError as error:
            raise Gone(_("The file is missing from the storage.")) from error
        except FileAlteredError as error:
            raise Conflict(_("The file is not as it was issued: its SHA-256 differs.")) from error
        content_type = exports.FORMATS[item.format].content_type
        headers |= {"ETag": etag, "X-Content-Type-Options": "nosniff"}
        return FileResponse(
            content, as_attachment=True, filename=item.filename, content_type=content_type, headers=headers
        )
