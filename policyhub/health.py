"""Is the process up (`/healthz`), and can it work (`/readyz`)? Plain text, no login, any Host.

`/metrics`, which needs a token, is answered here, too: whoever scrapes it speaks to the container as a probe does.
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
    """Near the front: a probe names the container's address, which is no allowed host, and speaks plain HTTP."""

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
    """503 and the reason while the site cannot work."""
    status = readiness.now()
    return plain_text(status, 200 if status == READY else 503)


class Readiness:
    """What was found out last. Finding out costs queries, so one caller a second does, however many ask."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.status = ""
        self.at = 0.0

    def now(self) -> str:
        """READY or the reason why not, at most KEPT_SECONDS old."""
        if not self.lock.acquire(blocking=not self.status):
            return self.status  # while another finds out
        try:
            if not self.status or monotonic() - self.at >= KEPT_SECONDS:
                self.status = check()
                self.at = monotonic()
            return self.status
        finally:
            self.lock.release()


readiness = Readiness()


def check() -> str:
    """READY, or why not: the database is away, migrations are owed, or the change feed would miss what is written."""
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
