"""Is every page of the admin quick on a large database? `python -m benchmarks.admin` measures some minutes.

On PostgreSQL, with 250 plans and 100,000 measures and with 1,000 measures, each page is asked for by Django's own test
client, in one process a database. A page is to take as many queries on both, and 300 ms or twice its time on the small
one, whichever is more. What a long search finds is read rank by rank, for which it may take some queries more. It ends
with status 1 and names what missed.
"""

import argparse
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from statistics import median
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import unquote

from benchmarks.api import servers
from benchmarks.api.__main__ import LARGE, fill

if TYPE_CHECKING:
    from django.test import Client

SMALL, RUNS = 1_000, 5
MILLISECONDS, TIMES = 300, 2
MOST_OF_RANKS = 8  # queries: each rank may be read and counted
HEAD = ("ms at 1,000", "at 100,000", "queries", "queries")
SEARCHES = (
    *("人才", "知识产权", "量子精密测量", "海上风筝发电", "发改委", "第三章"),
    *("城", "推进", "建设", "发展 人才", "城 建设", "推进 建设"),
)
BODY, PLAN, MEASURE = 7, 2, 500
FILTERS = (
    "plan=plan-0001",
    f"body={BODY}",
    f"body={BODY}&role=lead",
    "role=support",
    "assigned=no",
    "timeliness=overdue",
    "due=month",
    "withdrawn=all",
    "review_state__exact=extracted",
    "o=1",
    "o=-9",
    "p=2",
    "q=建设&timeliness=overdue",
)
QUEUES = ("q=人才", "assigned=no", "phase__exact=completed", "o=-9")
Figures = dict[str, tuple[float, int]]  # milliseconds and queries of each page, by its address


def pages() -> Iterator[str]:
    """The addresses of every list, empty form, stored form and history, and of the list of measures narrowed, to be
    looked at, edited as a table and worked through form by form.
    """
    from django.contrib import admin
    from django.urls import NoReverseMatch, reverse
    from django.utils.http import urlencode

    yield reverse("admin:index")
    for model in sorted(admin.site._registry, key=lambda each: each._meta.label):
        prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{prefix}_changelist")
        yield reverse(f"{prefix}_add")
        keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
        for name in ("change", "history") if keys else ():
            try:
                yield reverse(f"{prefix}_{name}", args=[keys[len(keys) // 2]])
            except NoReverseMatch:
                continue
    measures = reverse("admin:measures_measure_changelist")
    yield from (f"{measures}?{query}" for query in (*(f"q={words}" for words in SEARCHES), *FILTERS))
    yield from (f"{measures}grid/{query}" for query in ("", "?q=人才", "?plan=plan-0001"))
    queues = (urlencode({"_changelist_filters": query}) for query in QUEUES)
    yield from (f"{measures}{MEASURE}/change/?{query}" for query in queues)
    yield from (f"{reverse('admin:measures_plan_contents', args=[PLAN])}{query}" for query in ("", "?open=all"))
    bodies = reverse("admin:measures_responsiblebody_changelist")
    yield from (f"{bodies}?q={words}" for words in ("发改委", "fgw"))
    yield from (f"{bodies}{BODY}/page/{query}" for query in ("", "?on=2025-12-31"))
    yield f"{bodies}succeed/?ids={BODY}&to_body=&counts_from="
    for model_name, field in (("responsibility", "body"), ("measure", "section")):
        asked = f"app_label=measures&model_name={model_name}&field_name={field}&term=发展"
        yield f"{reverse('admin:autocomplete')}?{asked}"


class Counter:
    """The queries that are sent inside."""

    count = 0

    def __call__(self, execute: object, *args: object) -> object:
        self.count += 1
        assert callable(execute)
        return execute(*args)

    def __enter__(self) -> "Counter":
        from django.db import connection

        connection.execute_wrappers.append(self)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        from django.db import connection

        connection.execute_wrappers.remove(self)


def asked(client: "Client", address: str) -> tuple[float, int, int]:
    """The seconds, the queries and the status of one answer."""
    with Counter() as counter:
        began = perf_counter()
        answer = client.get(address)
        return perf_counter() - began, counter.count, answer.status_code


def figures() -> Figures:
    """Of each page the median time of some answers, after one that fills what is kept, and its queries."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client, override_settings

    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    override_settings(ALLOWED_HOSTS=["testserver"], STORAGES=settings.STORAGES | plain).enable()
    logging.disable(logging.CRITICAL)
    client = Client()
    client.force_login(User.objects.filter(is_superuser=True).first() or User.objects.create_superuser("benchmark"))
    found: Figures = {}
    for address in pages():
        answers = [asked(client, address) for _ in range(RUNS + 1)][1:]
        if answers[-1][2] in (403, 404, 302):  # nobody may add or see such a thing
            continue
        name = address if answers[-1][2] == 200 else f"{address} ({answers[-1][2]})"
        found[name] = median(answer[0] for answer in answers) * 1000, answers[-1][1]
    return found


def measured(database: str) -> Figures:
    """The figures of a database, from a process of its own."""
    command = [sys.executable, "-m", "benchmarks.admin", "--here"]
    settings = servers.environment(database, DJANGO_SETTINGS_MODULE="policyhub.settings", STATEMENT_SECONDS="0")
    done = subprocess.run(command, cwd=servers.ROOT, env=settings, stdout=subprocess.PIPE, check=True)
    return {name: (float(ms), int(queries)) for name, (ms, queries) in json.loads(done.stdout).items()}


def kind_of(address: str) -> str:
    """An address without the number of a record, which differs from database to database."""
    return "/".join("…" if part.isdecimal() else part for part in address.split("/"))


def report(small: Figures, large: Figures) -> list[str]:
    """Print a line a page; the names of those that miss."""
    missed, before = [], {kind_of(address): figure for address, figure in small.items()}
    print(f"{'':58}", *(f"{name:>12}" for name in HEAD))
    for address, (milliseconds, queries) in large.items():
        at_small, queries_at_small = before.get(kind_of(address), (0.0, queries))
        wanted = max(MILLISECONDS, TIMES * at_small)
        more = MOST_OF_RANKS if "q=" in unquote(address) else 0
        misses = milliseconds > wanted or not queries_at_small <= queries <= queries_at_small + more
        wide = sum(1 for letter in address if ord(letter) > 0x2E7F)
        cells = f"{at_small:12.0f} {milliseconds:12.0f} {queries_at_small:12} {queries:12}"
        print(kind_of(address).ljust(58 - wide), cells, "MISS" if misses else "", flush=True)
        missed += [kind_of(address)] if misses else []
    return missed


def main() -> None:
    """Load both databases and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.admin", description=__doc__)
    parser.add_argument("--here", action="store_true", help="print the figures of DATABASE_URL as JSON")
    parser.add_argument("--large", type=int, default=LARGE, help="measures of the large database")
    given = parser.parse_args()
    if given.here:
        print(json.dumps(figures()))
        return
    with servers.postgresql("small", "large") as (small, large):
        fill(small, SMALL)
        fill(large, given.large)
        missed = report(measured(small), measured(large))
    if missed:
        sys.exit(f"Missed: {'; '.join(missed)}")


if __name__ == "__main__":
    main()
