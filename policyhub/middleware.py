"""Middleware: language, compression, security headers, the API's own stack, database connections and time limits, due
successions of bodies, broken downloads."""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property, lru_cache
from math import inf
from typing import ClassVar, TypeAlias, cast

from corsheaders.middleware import CorsMiddleware
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.middleware.security import SecurityMiddleware
from django.template.response import SimpleTemplateResponse
from django.urls import ResolverMatch, resolve
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from simple_history.middleware import HistoryRequestMiddleware

from measures.api.kept import KeptResponse, keep, kept_answer
from measures.edits import carry_out_due
from measures.turns import answering
from policyhub.deadline import limited_to

logger = logging.getLogger(__name__)

Respond: TypeAlias = Callable[[HttpRequest], HttpResponse]

SECONDS_BETWEEN_TRIES = 30
USUAL_LENGTH = 200  # characters of an address


class ChosenLanguageMiddleware(LocaleMiddleware):
    """The language that the user chose (the cookie that `set_language` writes), else the site's.

    The Accept-Language of a browser is often its default and not the user's choice. Only the API follows that header,
    since its clients set it on purpose.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activate the chosen language; for the API the requested one."""
        if request.path_info.startswith("/api/") and "HTTP_ACCEPT_LANGUAGE" in request.META:
            super().process_request(request)
            return
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add the headers. Unlike Django's, it does not look for a language in the address: none has one."""
        add_to_vary(response, "Accept-Language")
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


class CompressedAPIMiddleware(GZipMiddleware):
    """gzip for the API alone: pages of the admin contain secrets that their compressed length could reveal (BREACH).

    Answers of the API contain none, so they need no random bytes. Equal answers give equal bytes, so that a strong ETag
    may stay strong: it is marked as that of the compressed answer, where Django would weaken it.
    """

    max_random_bytes = 0

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress an answer and mark its strong ETag."""
        etag = response.headers.get("ETag", "")
        compressed = super().process_response(request, response)
        if etag.startswith('"') and compressed.headers.get("Content-Encoding") == "gzip":
            compressed.headers["ETag"] = f'{etag[:-1]}-gzip"'
        return compressed


# Where the decorators of django-csp, and a nonce that was asked for, leave what they say.
OWN_POLICY = frozenset(
    [
        "_csp_nonce",
        *(f"_csp_{part}{kind}" for part in ("exempt", "config", "update", "replace") for kind in ("", "_ro")),
    ]
)


class ContentPolicyMiddleware(CSPMiddleware):
    """django-csp's, with the policy built once instead of for each answer. A view may still have its own."""

    @cached_property
    def policy(self) -> str:
        """The policy of the settings."""
        return str(build_policy())

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add the policy, unless the view or the request's nonce makes it another one."""
        if settings.DEBUG or not OWN_POLICY.isdisjoint((*vars(response), *vars(request))):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response


class APIMiddleware:
    """Answers the API, with those of the middleware below that concern it: it needs no sessions, CSRF tokens or
    messages, since its callers have tokens.

    Middleware that would have nothing to do is skipped: CORS for a request without an origin, history for one that only
    reads.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.security = SecurityMiddleware(get_response)
        self.cross_origin = cast(Respond, CorsMiddleware(self.respond))
        self.compression = CompressedAPIMiddleware(get_response)
        self.policy = ContentPolicyMiddleware(get_response)
        self.language = ChosenLanguageMiddleware(get_response)
        self.frames = XFrameOptionsMiddleware(get_response)
        self.read = cast(Respond, convert_exception_to_response(call_view))
        self.write = cast(Respond, convert_exception_to_response(HistoryRequestMiddleware(call_view)))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        crosses = "HTTP_ORIGIN" in request.META or request.method == "OPTIONS"
        respond = self.cross_origin if crosses else self.respond_to_own
        response = self.security.process_request(request) or respond(request)
        return self.security.process_response(request, response)

    def respond_to_own(self, request: HttpRequest) -> HttpResponse:
        """What `CorsMiddleware` does for a request without an origin."""
        response = self.respond(request)
        add_to_vary(response, "origin")
        return response

    def respond(self, request: HttpRequest) -> HttpResponse:
        self.language.process_request(request)
        response = (self.read if request.method in ("GET", "HEAD") else self.write)(request)
        if isinstance(response, KeptResponse):
            return response
        self.frames.process_response(request, response)
        self.language.process_response(request, response)
        self.policy.process_response(request, response)
        close_broken(response)
        self.compression.process_response(request, response)
        keep(request, response)
        return response


def call_view(request: HttpRequest) -> HttpResponse:
    """The cached answer, else that of the view. Raises DisallowedHost."""
    request.get_host()
    request.resolver_match = match = find_view(request.path_info)
    if kept := kept_answer(request):
        return kept
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    if not response.streaming and "Content-Length" not in response.headers:
        response.headers["Content-Length"] = str(len(response.content))
    return response


def find_view(path: str) -> ResolverMatch:
    """Resolve an address. The results are cached, since most callers use the same addresses again."""
    return find_view_once(path) if len(path) < USUAL_LENGTH else resolve(path)


find_view_once = lru_cache(1024)(resolve)


def add_to_vary(response: HttpResponseBase, name: str) -> None:
    """Django's `patch_vary_headers`, cached for the few values that occur."""
    response.headers["Vary"] = longer_vary(response.headers.get("Vary"), name)


@lru_cache(64)
def longer_vary(value: str | None, name: str) -> str:
    response = HttpResponse(headers={"Vary": value} if value else None)
    patch_vary_headers(response, (name,))
    return response.headers["Vary"]


class FreeConnectionMiddleware:
    """Return the database connection to its pool when the answer is made, not when a slow client has read it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for connection in connections.all(initialized_only=True):
            if "SHARED_CONNECTIONS" in connection.settings_dict and not connection.in_atomic_block:
                connection.close()
        return response


class AnsweringMiddleware:
    """Until the answer is made, full pulls pause, and the use of the database is limited to REQUEST_SECONDS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with answering(), limited_to(settings.REQUEST_SECONDS or inf):
            return self.get_response(request)


class DueSuccessionsMiddleware:
    """Carries out successions of bodies that are due, before the first answer of a day (`measures.edits.succeeding`).

    It takes one small query a day and process. Where the database is busy or read-only, answers show yesterday's bodies
    for a while, and a later request tries again.
    """

    checked: ClassVar[date | None] = None  # the day on which nothing is due any more
    try_again: ClassVar[float] = 0  # monotonic seconds

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        today = timezone.localdate()
        if self.checked != today and time.monotonic() >= self.try_again:
            self.carry_out(today)
        return self.get_response(request)

    def carry_out(self, today: date) -> None:
        known = type(self)
        known.try_again = time.monotonic() + SECONDS_BETWEEN_TRIES
        try:
            carry_out_due(today)
        except DatabaseError:
            logger.warning("A succession of bodies is due and could not be carried out yet", exc_info=True)
        else:
            known.checked, known.try_again = today, 0


class BrokenStreamMiddleware:
    """Makes a download that fails halfway unreadable, so that nobody takes it for complete.

    Granian ends an answer whose iterator raised like a complete one, and no client would notice. The text that is
    appended leaves a JSON object or a quoted cell open, which is an error for every parser. A workbook without its end
    is unreadable anyway.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return close_broken(self.get_response(request))


def close_broken(response: HttpResponseBase) -> HttpResponseBase:
    if isinstance(response, StreamingHttpResponse) and not response.is_async:
        left_open = LEFT_OPEN.get(response.headers["Content-Type"].partition(";")[0], b"")
        response.streaming_content = until_broken(iter(response), left_open)
    return response


LEFT_OPEN = {
    "application/x-ndjson": b'{"incomplete": "The server could not send the rest. Ask again.',
    "application/json": b'{"incomplete": "The server could not send the rest. Ask again.',
    "text/html": "<p>未完：服务器未能发送其余内容，请重试。 The server could not send the rest.</p>".encode(),
    "text/csv": '"未完：服务器未能发送其余内容，请重试。 The server could not send the rest. Ask again.'.encode(),
}


def until_broken(parts: Iterator[bytes], left_open: bytes) -> Iterator[bytes]:
    """The parts of a stream. Where one fails, the error is logged and `left_open` is sent."""
    try:
        yield from parts
    except Exception:
        logger.exception("A download broke off")
        yield left_open
