"""`/metrics`: what the site does and how it stands, in Prometheus' text format, for whoever has METRICS_TOKEN.

Loaded only where that is set. Each process of the server adds up for itself, in files of a folder that the server makes
(`policyhub.server.metrics_folder`); whichever answers adds the files of all. No label takes what a caller wrote: an
address counts under its route, and a method that nobody offers is `other`.
"""

import platform
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from functools import lru_cache, partial
from hmac import compare_digest
from http import HTTPStatus
from itertools import product
from os import environ
from pathlib import Path
from typing import TypeAlias, TypeVar

import django
from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from measures.choices import EditState, ImportState, ReportJobState
from measures.models import Change, Edit, Import, ReportJob
from policyhub import __version__, database_use
from policyhub.metrics_files import readable

T = TypeVar("T")
Samples = Iterable[tuple[dict[str, str], float]]

METHODS = {"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"}

own = CollectorRegistry()
REQUESTS = Counter("policyhub_http_requests", "Requests answered.", ["method", "route", "status"], registry=own)
DURATION = Histogram(
    "policyhub_http_request_duration_seconds",
    "Until the answer began: a download counts until its first byte.",
    ["method", "route"],
    registry=own,
)
QUERIES = Counter("policyhub_database_queries", "Statements sent to a database.", ["database"], registry=own)
SECONDS = Counter("policyhub_database_seconds", "Time that was waited for a database.", ["database"], registry=own)
CONNECTION_ERRORS = Counter(
    "policyhub_database_connection_errors",
    "PostgreSQL was not to be reached (connect), had no connection free in time (in_use), or broke one off (lost).",
    ["database", "reason"],
    registry=own,
)
# `labels` looks a child up under a lock; one that is at hand costs a third.
requests = lru_cache(4096)(REQUESTS.labels)
duration = lru_cache(1024)(DURATION.labels)
queries = lru_cache(16)(QUERIES.labels)
seconds_of = lru_cache(16)(SECONDS.labels)


class DatabaseRecorder:
    """Adds up the queries that `policyhub.database_use` reports."""

    def query(self, database: str) -> None:
        queries(database).inc()

    def waited(self, database: str, seconds: float) -> None:
        seconds_of(database).inc(seconds)

    def connection_failed(self, database: str, reason: str) -> None:
        CONNECTION_ERRORS.labels(database, reason).inc()


database_recorder = DatabaseRecorder()


def start() -> None:
    """Start counting. Errors begin at 0, so that Prometheus sees the first one as an increase."""
    for alias, reason in product(connections, ("connect", "in_use", "lost")):
        CONNECTION_ERRORS.labels(alias, reason)
    if database_recorder not in database_use.recorders:
        database_use.recorders.append(database_recorder)


def record(method: str | None, route: str, status: int, seconds: float) -> None:
    """Count a request and its answer."""
    method = method if method in METHODS else "other"
    requests(method, route, str(status)).inc()
    duration(method, route).observe(seconds)


def answer(request: HttpRequest) -> HttpResponse:
    """The page, for the right `Authorization: Bearer`; else 401. Any host and plain HTTP will do, as for the probes."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    right = compare_digest(token.strip().encode(), settings.METRICS_TOKEN.encode())
    if scheme.lower() != "bearer" or not right:
        return HttpResponse(
            "METRICS_TOKEN is wanted: Authorization: Bearer …\n",
            status=HTTPStatus.UNAUTHORIZED,
            content_type="text/plain; charset=utf-8",
            headers={"WWW-Authenticate": 'Bearer realm="metrics"', "Cache-Control": "no-store"},
        )
    return HttpResponse(page(), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def page() -> bytes:
    """The sums of all processes of this server, and the present state of the databases."""
    registry = CollectorRegistry()
    folder = environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder:
        MultiProcessCollector(registry)
    else:
        registry.register(own)
    registry.register(SiteCollector())
    with readable(Path(folder)) if folder else nullcontext():
        return generate_latest(registry)


class SiteCollector(Collector):
    """What is looked up at each scrape: build, databases, change feed, jobs."""

    def collect(self) -> Iterator[Metric]:
        """For a database that is away, `policyhub_database_up` is 0 and its other metrics are missing."""
        labels = {"version": __version__, "revision": settings.BUILD_REVISION}
        labels |= {"python": platform.python_version(), "django": django.get_version()}
        yield gauge("policyhub_build_info", "What runs here.", [(labels, 1)])
        heads = {alias: tried(partial(head_of, alias)) for alias in connections}
        yield gauge(
            "policyhub_database_up",
            "Whether the database answered.",
            [({"database": alias}, float(head is not None)) for alias, head in heads.items()],
        )
        yield from feed({alias: head for alias, head in heads.items() if head})
        if (counts := tried(jobs)) is not None:
            yield gauge("policyhub_jobs", "Work outside of requests, by how it stands.", counts)


def gauge(name: str, documentation: str, samples: Samples) -> Metric:
    """A metric of the values, each under its labels."""
    metric = GaugeMetricFamily(name, documentation)
    for labels, value in samples:
        metric.add_sample(name, labels, value)
    return metric


def tried(ask: Callable[[], T]) -> T | None:
    """The result of a query; None where the database is away."""
    try:
        return ask()
    except DatabaseError:
        return None


def head_of(alias: str) -> Change:
    return Change.objects.using(alias).last_change()


def feed(heads: dict[str, Change]) -> Iterator[Metric]:
    """The change feed as each database has it: a replica's number is behind the primary's by what it has yet to get."""
    newest = max((head.pk for head in heads.values()), default=0)
    numbers = [({"database": alias}, head.pk) for alias, head in heads.items()]
    times = [({"database": alias}, head.at.timestamp()) for alias, head in heads.items() if head.pk]
    behind = [(labels, newest - number) for labels, number in numbers]
    yield gauge("policyhub_feed_sequence", "Number of the newest change.", numbers)
    yield gauge("policyhub_feed_last_change_timestamp_seconds", "When the newest change was made.", times)
    yield gauge("policyhub_feed_lag_changes", "Changes that this database has yet to get from the others.", behind)


Job: TypeAlias = type[Import | Edit | ReportJob]
# By kind: the model, the states of a job that waits or runs, and that of one that failed.
JOBS: dict[str, tuple[Job, set[str], str]] = {
    "import": (Import, {ImportState.READING, ImportState.APPLYING}, ImportState.FAILED),
    "bulk_change": (Edit, {EditState.RUNNING}, EditState.STOPPED),
    "report": (ReportJob, {ReportJobState.PREPARING}, ReportJobState.FAILED),
}


def jobs() -> list[tuple[dict[str, str], float]]:
    """How many of each kind wait for a process, run, or failed; one whose process is gone failed, whatever its row
    says.
    """
    samples: list[tuple[dict[str, str], float]] = []
    for kind, (model, going, failed) in JOBS.items():
        counts = {"waiting": 0, "running": 0, "failed": model._default_manager.filter(state=failed).count()}
        for job in model._default_manager.filter(state__in=going).only("state", "process", "progressed_at"):
            counts["failed" if job.is_lost else "running" if job.process else "waiting"] += 1
        samples += [({"kind": kind, "state": state}, number) for state, number in counts.items()]
    return samples
