"""Is the process up (`/healthz`), and can it work (`/readyz`)? Plain text, no login."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """503 while the database is away or migrations are owed."""
    try:
        executor = MigrationExecutor(connection)
        owed = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain")
    if owed:
        return HttpResponse("migrations owed\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")
