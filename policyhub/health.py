"""Liveness (`/healthz`) and readiness (`/readyz`): plain text, without a login, for any Host.

`/metrics`, which needs a token, is answered here as well, since Prometheus addresses the container as a probe does.
"""

from collections.abc import Callable
from threading import Lock
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from measures import feed
from measures.management.base import lacks_migrations

READY = "ready"
KEPT_SECONDS = 1.0


class HealthMiddleware:
    """Comes before the checks of the host and of HTTPS: a probe uses the container's address and plain HTTP."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.answers: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/healthz": healthz, "/readyz": readyz}
        if settings.METRICS_TOKEN:
            from policyhub import metrics

            self.answers["/metrics"] = metrics.answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.answers.get(request.path)
        return answer(request) if answer else self.get_response(request)


def healthz(request: HttpRequest) -> HttpResponse:
    return plain_text("ok")


def readyz(request: HttpRequest) -> HttpResponse:
    """`ready`, or 503 with the reason why not."""
    status = readiness.now()
    return plain_text(status, 200 if status == READY else 503)


class Readiness:
    """The last result of `check`. It takes queries, so at most one caller a second runs it."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.status = ""
        self.at = 0.0

    def now(self) -> str:
        """READY or the reason why not, at most KEPT_SECONDS old."""
        if not self.lock.acquire(blocking=not self.status):
            return self.status  # while another thread checks
        try:
            if not self.status or monotonic() - self.at >= KEPT_SECONDS:
                self.status = check()
                self.at = monotonic()
            return self.status
        finally:
            self.lock.release()


readiness = Readiness()


def check() -> str:
    """READY, or why not: no database, unapplied migrations, or missing triggers of the change feed."""
    try:
        owed = lacks_migrations()
        missing = not owed and feed.missing(connection)
    except DatabaseError:
        return "database unavailable"
    if owed:
        return "migrations owed"
    return "triggers of the change feed are missing: run migrate" if missing else READY


def plain_text(text: str, code: int = 200) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=code, content_type="text/plain", headers={"Cache-Control": "no-store"})
