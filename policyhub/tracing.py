"""One id for each request: in its log lines, in its answer's X-Request-ID and in every problem it reports.

The access log is written here and not by the server: its lines bear the id, and no address can forge another line.
"""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from time import perf_counter
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from policyhub.login import client_address

access_log = logging.getLogger("policyhub.access")
request_id: ContextVar[str] = ContextVar("request_id", default="-")

# What a proxy may hand on: nothing that could forge a log line.
ACCEPTED = re.compile(r"[0-9A-Za-z_.-]{8,64}")
PROBES = ("/healthz", "/readyz")


class RequestIdMiddleware:
    """Gives the request its id, as META["REQUEST_ID"], and writes the line of the access log once it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request.META["REQUEST_ID"] = given if ACCEPTED.fullmatch(given) else uuid4().hex
        request_id.set(request.META["REQUEST_ID"])
        began = perf_counter()
        response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id.get()
        if request.path not in PROBES:
            log_access(request, response, perf_counter() - began)
        return response


def log_access(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Who asked what, and what was answered after how long; the path as it was sent, control characters escaped."""
    line = '%s "%s %s" %s %.0f ms'
    path = request.get_full_path()
    access_log.info(line, client_address(request), request.method, path, response.status_code, seconds * 1000)


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True
