"""JSON by orjson, and what a caller may ask for by `Accept` or `format=`."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import IO

import orjson
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

ANYTHING = "*/*"
OPTIONS = orjson.OPT_UTC_Z
HTML = re.compile(r"\s*(text/html|application/xhtml\+xml)\b")


def encode_other(value: object) -> object:
    """What orjson does not know by itself. A decimal is written digit by digit: a float would round the 17th."""
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value()
        return orjson.Fragment(str(value.to_integral_value()) if whole else f"{value.normalize():f}")
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def encode(data: object) -> bytes:
    return orjson.dumps(data, default=encode_other, option=OPTIONS)


encode_line = partial(orjson.dumps, default=encode_other, option=OPTIONS | orjson.OPT_APPEND_NEWLINE)


class JSONRenderer(BaseRenderer):
    """JSON in UTF-8; times in UTC."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: object, accepted_media_type: str | None = None, renderer_context: Mapping[str, object] | None = None
    ) -> bytes:
        return b"" if data is None else encode(data)


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = gettext_lazy("The body of the request is too large.")


class JSONParser(BaseParser):
    """JSON of at most API_BODY_BYTES."""

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, object] | None = None
    ) -> Mapping[object, object]:
        """What was sent. Raises TooLarge, and ParseError for what is not JSON."""
        data = stream.read(settings.API_BODY_BYTES + 1)
        if len(data) > settings.API_BODY_BYTES:
            raise TooLarge
        try:
            parsed: Mapping[object, object] = orjson.loads(data)
        except orjson.JSONDecodeError as error:
            raise ParseError(_("This is not JSON: %(error)s") % {"error": error}) from error
        return parsed


class Negotiation(DefaultContentNegotiation):
    """An unknown `format` is a malformed parameter, not a missing page; a browser that asks for HTML gets JSON.

    What the address itself names, by its end or by `format=`, is given whatever `Accept` says.
    """

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The renderer and its media type. Raises ValidationError for an unknown format, NotAcceptable for none."""
        if wanted := format_suffix or request.query_params.get("format"):
            chosen = self.filter_renderers(renderers, wanted)[0]
            return chosen, str(chosen.media_type)
        first = next(iter(renderers))
        if request.META.get("HTTP_ACCEPT", ANYTHING) == ANYTHING:
            return first, str(first.media_type)
        found: tuple[BaseRenderer, str] = super().select_renderer(request, renderers, format_suffix)
        return found

    def get_accept_list(self, request: Request) -> list[str]:
        accepted: list[str] = super().get_accept_list(request)
        return [*accepted, "application/json"] if any(map(HTML.match, accepted)) else accepted

    def filter_renderers(self, renderers: Iterable[BaseRenderer], format: str) -> list[BaseRenderer]:  # noqa: A002
        """The renderers of a format. Raises ValidationError, naming those that are known, where there is none."""
        matching = [renderer for renderer in renderers if renderer.format == format]
        if not matching:
            known = ", ".join(renderer.format for renderer in renderers)
            raise ValidationError({"format": _("Unknown format. Known: %(known)s.") % {"known": known}})
        return matching
