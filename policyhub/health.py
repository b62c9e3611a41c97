"""Is the process up (`/healthz`), and can it work (`/readyz`)? Plain text, no login, any Host."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase


class HealthMiddleware:
    """First in the chain: a probe names the container's address, which is no allowed host, and speaks plain HTTP."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = {"/healthz": healthz, "/readyz": readyz}.get(request.path)
        return answer() if answer else self.get_response(request)


def healthz() -> HttpResponse:
    return _plain("ok")


def readyz() -> HttpResponse:
    """503 while the database is away or migrations are owed."""
    try:
        executor = MigrationExecutor(connection)
        owed = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return _plain("database unavailable", 503)
    return _plain("migrations owed", 503) if owed else _plain("ready")


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain", headers={"Cache-Control": "no-store"})
