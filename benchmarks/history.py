"""Are the pages of the history quick on a large database? `python -m benchmarks.history` measures some minutes.

On PostgreSQL, with 250 plans and 100,000 measures, of which 13 stand together in one of 5,200: 40,000 edits of one
measure each, ten of 20,000 each, and 500 deleted measures. Each answer is the median of three; it ends with status 1
and names what took longer than a page (a second) or a plan as of a date (two seconds) may.
"""

import argparse
import logging
import subprocess
import sys
from datetime import date
from statistics import median
from time import perf_counter

from benchmarks.api import servers
from benchmarks.api.__main__ import LARGE, fill

PAGE_SECONDS, PLAN_SECONDS, RUNS = 1.0, 2.0, 3
TOGETHER = 13  # plans whose measures stand in one
DAY = date(2026, 6, 30)
# What happened: the tables' own columns are copied, as `measures.edits.bulk_rows` does.
HISTORY = (
    (
        "UPDATE measures_section SET plan_id = p.first, code = 's' || id, path = lpad(id::text, 8, '0')"
        " FROM (SELECT min(id) AS first FROM measures_plan) p WHERE plan_id < p.first + {together}"
    ),
    (
        "UPDATE measures_measure m SET plan_id = s.plan_id, code = 'm' || m.id FROM measures_section s"
        " WHERE s.id = m.section_id AND s.plan_id <> m.plan_id"
    ),
    (
        "INSERT INTO measures_edit (by_name, at, via, reason, state, handled, process)"
        " SELECT '编辑' || n % 40, timestamptz '2026-02-01' + n * interval '10 minutes',"
        " (ARRAY['admin', 'api', 'import'])[1 + n % 3], '核对第' || n || '批', 'done', 0, ''"
        " FROM generate_series(1, 40010) n"
    ),
)
TABLES = ("plan", "section", "measure", "responsibility", "target", "responsiblebody")


def prepare() -> None:
    """Give every record its first row of history, and write what the edits did."""
    from django.apps import apps
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in HISTORY:
            cursor.execute(statement.format(together=TOGETHER))
        for name in TABLES:
            history = apps.get_model("measures", name).history.model
            columns = ", ".join(f'"{field.column}"' for field in history.tracked_fields)
            copied = (
                f"INSERT INTO {history._meta.db_table} ({columns}, history_date, history_type, edit_id)"
                f" SELECT {columns}, %s, %s, {{edit}} FROM measures_{name} m"
            )
            cursor.execute(copied.format(edit="NULL"), ["2026-01-05", "+"])
            if name == "measure":
                first = "(SELECT min(id) FROM measures_edit)"
                cursor.execute(copied.format(edit=f"{first} + mod(m.id, 40000)"), ["2026-05-01", "~"])
                for bulk in range(10):
                    changed = f"{copied.format(edit=f'{first} + {40000 + bulk}')} WHERE mod(m.id, 5) = {bulk % 5}"
                    cursor.execute(changed, ["2026-07-01", "~"])
                gone = copied.format(edit=f"{first} + mod(m.id, 40000)")
                cursor.execute(f"{gone} WHERE mod(m.id, 200) = 7", ["2026-08-01", "-"])
                cursor.execute("DELETE FROM measures_responsibility WHERE mod(measure_id, 200) = 7")
                cursor.execute("DELETE FROM measures_target WHERE mod(measure_id, 200) = 7")
                cursor.execute("DELETE FROM measures_measure WHERE mod(id, 200) = 7")
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def addresses() -> list[str]:
    from django.urls import reverse

    from measures.models import Measure, Plan

    listed, deleted = reverse("admin:measures_edit_changelist"), reverse("admin:measures_edit_deleted")
    plan = Plan.objects.order_by("pk").first()
    measure = Measure.objects.order_by("pk").first()
    assert plan is not None
    assert measure is not None
    filters = (
        "",
        "by=编辑7",
        "since=2026-03-01&until=2026-04-30",
        "plan=plan-0200",
        f"plan={plan.slug}",
        "kind=measure",
        "kind=responsiblebody",
        "via=import",
        "via=bulk",
        "q=核对第1234批",
        "batch=77",
        "plan=plan-0200&kind=section",
    )
    deep = "before=2026-02-20T00:00:00%2B00:00 2000"
    return [
        *(f"{listed}?{query}" for query in (*filters, deep)),
        *(f"{deleted}?{query}" for query in ("", "q=绿色", "plan=plan-0200")),
        reverse("admin:measures_measure_history", args=[measure.pk]),
        reverse("admin:measures_measure_as_of", args=[measure.pk], query={"on": DAY}),
        reverse("admin:measures_plan_as_of", args=[plan.pk], query={"on": DAY}),
    ]


def timed(ask: "object") -> float:
    assert callable(ask)
    found = []
    for _ in range(RUNS + 1):
        began = perf_counter()
        ask()
        found.append(perf_counter() - began)
    return median(found[1:])


def figures() -> list[str]:
    """Print a line a page; the names of those that took too long."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client, override_settings

    from measures.as_of import plan_as_of
    from measures.models import Plan

    prepare()
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    override_settings(ALLOWED_HOSTS=["testserver"], STORAGES=settings.STORAGES | plain).enable()
    logging.disable(logging.CRITICAL)
    client, missed = Client(), []
    client.force_login(User.objects.create_superuser("benchmark"))
    first = Plan.objects.order_by("pk").values_list("pk", flat=True)[0]
    count = len(plan_as_of(first, DAY).measures)
    seconds = timed(lambda: plan_as_of(first, DAY))
    print(f"plan_as_of, {count} measures".ljust(70), f"{seconds * 1000:8.0f} ms", flush=True)
    missed += ["plan_as_of"] if seconds > PLAN_SECONDS else []
    for address in addresses():
        assert client.get(address).status_code == 200, address
        seconds = timed(lambda address=address: client.get(address))
        most = PLAN_SECONDS if "/plan/" in address else PAGE_SECONDS
        print(address.ljust(70), f"{seconds * 1000:8.0f} ms", "MISS" if seconds > most else "", flush=True)
        missed += [address] if seconds > most else []
    return missed


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.history", description=__doc__)
    parser.add_argument("--here", action="store_true", help="measure the database of DATABASE_URL")
    parser.add_argument("--large", type=int, default=LARGE, help="measures of the database")
    given = parser.parse_args()
    if given.here:
        missed = figures()
        sys.exit(f"Missed: {'; '.join(missed)}" if missed else 0)
    with servers.postgresql("history") as (database,):
        fill(database, given.large)
        command = [sys.executable, "-m", "benchmarks.history", "--here"]
        settings = servers.environment(database, DJANGO_SETTINGS_MODULE="policyhub.settings", STATEMENT_SECONDS="0")
        sys.exit(subprocess.run(command, cwd=servers.ROOT, env=settings, check=False).returncode)


if __name__ == "__main__":
    main()
