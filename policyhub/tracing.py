"""One id for each request: in its log lines, in the X-Request-ID of its answer and in every problem document.

The access log is written here rather than by the server, so that its lines have the id and control characters in an
address are escaped. `/metrics` and, in development, `Server-Timing` are fed here as well.
"""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from http import HTTPStatus
from time import perf_counter
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from policyhub import database_use
from policyhub.database_use import DatabaseUse
from policyhub.login import client_address

access_log = logging.getLogger("policyhub.access")
request_id: ContextVar[str] = ContextVar("request_id", default="-")

# An id from a proxy is accepted in this form alone: nothing that could forge a log line.
ACCEPTED = re.compile(r"[0-9A-Za-z_.-]{8,64}")
PROBES = ("/healthz", "/readyz")


class RequestIdMiddleware:
    """Gives the request its id, as META["REQUEST_ID"], and writes the line of the access log once it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.in_json = settings.LOG_FORMAT == "json"
        self.timings = settings.DEBUG
        self.record = start_metrics() if settings.METRICS_TOKEN else None
        if self.in_json or self.timings or self.record:
            database_use.start()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        request.META["REQUEST_ID"] = given if ACCEPTED.fullmatch(given) else uuid4().hex
        request_id.set(request.META["REQUEST_ID"])
        use = DatabaseUse()
        database_use.current.set(use)
        began = perf_counter()
        response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id.get()
        if request.path not in PROBES:
            self.tell(request, response, perf_counter() - began, use)
        return response

    def tell(self, request: HttpRequest, response: HttpResponse, seconds: float, use: DatabaseUse) -> None:
        """Write the log line and the metrics of a request, and in development its `Server-Timing` header."""
        if request.path == "/metrics" and response.status_code == HTTPStatus.OK:
            return  # every few seconds
        log_access(request, response, seconds, details(request, response, seconds, use) if self.in_json else None)
        if self.record:
            self.record(request.method, route_of(request), response.status_code, seconds)
        if self.timings:
            response.headers["Server-Timing"] = server_timing(seconds, use)


def start_metrics() -> Callable[[str | None, str, int, float], None]:
    """Import the metrics, which are not loaded where `/metrics` is off."""
    from policyhub import metrics

    metrics.start()
    return metrics.record


def log_access(
    request: HttpRequest, response: HttpResponse, seconds: float, fields: dict[str, object] | None = None
) -> None:
    """The caller, the request line, the status and the duration. Control characters in the path stay escaped."""
    line = '%s "%s %s" %s %.0f ms'
    values = (client_address(request), request.method, request.get_full_path(), response.status_code, seconds * 1000)
    access_log.info(line, *values, extra={"fields": fields} if fields else None)


def details(request: HttpRequest, response: HttpResponse, seconds: float, use: DatabaseUse) -> dict[str, object]:
    """The fields of a JSON log line."""
    return {
        "address": client_address(request),
        "user": user_of(request),
        "method": request.method,
        "path": request.get_full_path(),
        "route": route_of(request),
        "status": response.status_code,
        "duration_ms": round(seconds * 1000, 1),
        "queries": use.queries,
        "queries_ms": round(use.seconds * 1000, 1),
    }


def user_of(request: HttpRequest) -> str:
    """The user's name, if the user was looked up already (the log makes no query for it); "" for nobody."""
    user = getattr(request, "_cached_user", None) or getattr(request, "user", None)
    return "" if user is None or type(user) is SimpleLazyObject else str(user.get_username())


def route_of(request: HttpRequest) -> str:
    """The URL pattern, of which there is a limited number; "" where the address was not resolved."""
    if match := request.resolver_match:
        return match.route
    return "static" if request.path_info.startswith(settings.STATIC_URL) else ""


def server_timing(seconds: float, use: DatabaseUse) -> str:
    """For the browser's own tools: https://www.w3.org/TR/server-timing/."""
    total, database = seconds * 1000, use.seconds * 1000
    asked = "1 query" if use.queries == 1 else f"{use.queries} queries"
    parts = {f'db;desc="{asked}"': database, "app": total - database, "total": total}
    return ", ".join(f"{name};dur={milliseconds:.1f}" for name, milliseconds in parts.items())


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True
