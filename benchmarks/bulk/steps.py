"""One step of the benchmark of bulk changes, in a process of its own: `python -m benchmarks.bulk.steps STEP`.

Works on the database of DATABASE_URL and prints its figures as JSON: seconds, and of `change` the bytes that the
process grew by.
"""

import json
import re
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic, perf_counter, sleep
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402 -- models are there once Django is set up
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.api import data  # noqa: E402
from measures.edits import EditVia, SetPhase, change_many, edit, undo  # noqa: E402
from measures.models import Edit, Measure  # noqa: E402

Figures = dict[str, float]
BETWEEN = 0.05  # seconds between two saves of another editor


def load(measures: str) -> Figures:
    """The measures of `benchmarks.api.data`, which have no history yet, as after `loaddata`."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            data.load(cursor.connection, int(measures))
    else:
        load_sqlite(int(measures))
    return {}


def load_sqlite(measures: int) -> None:
    """Row by row, with the triggers of the change feed."""
    database = sqlite3.connect(str(settings.DATABASES["default"]["NAME"]))
    for table, rows in data.tables(measures).items():
        first, *rest = ({"id": number, **row} for number, row in enumerate(rows, start=1))
        places = ", ".join("?" * len(first))
        insert = f"INSERT INTO {table} ({', '.join(first)}) VALUES ({places})"
        database.executemany(insert, ([plain(value) for value in row.values()] for row in (first, *rest)))
    database.commit()
    database.close()


def plain(value: data.Value) -> str | int | None:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value


def sql(phase: str) -> Figures:
    """One UPDATE of every measure and one INSERT … SELECT of their history, in one transaction."""
    history = Measure.history.model
    columns = ", ".join(f'"{each.column}"' for each in history.tracked_fields)
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    began = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE measures_measure SET phase = %s, version = version + 1, updated_at = %s WHERE phase <> %s",
            [phase, now, phase],
        )
        cursor.execute(
            f"INSERT INTO measures_historicalmeasure ({columns}, history_date, history_type)"
            f" SELECT {columns}, updated_at, '~' FROM measures_measure WHERE updated_at = %s",
            [now],
        )
    return {"seconds": perf_counter() - began}


def change(phase: str) -> Figures:
    """The same as a bulk change of all measures."""
    Measure.objects.exists()
    before = held("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # from here on VmHWM counts anew
    began = perf_counter()
    made = change_many(Measure.objects.all(), SetPhase(phase=phase), by=None, via=EditVia.COMMAND)
    return {"seconds": perf_counter() - began, "bytes": held("VmHWM") - before, "records": made.handled}


def undo_last() -> Figures:
    """Take the last bulk change back."""
    Measure.objects.exists()
    before = held("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    began = perf_counter()
    undo(Edit.objects.filter(task__isnull=False).latest("pk"), by=None, via=EditVia.COMMAND)
    return {"seconds": perf_counter() - began, "bytes": held("VmHWM") - before}


def held(what: str) -> int:
    """Bytes: those that the process holds now (VmRSS), or the most that it ever held (VmHWM)."""
    found = re.search(rf"{what}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


def wait(until: str) -> Figures:
    """Save one measure again and again until the file `until` is there: the longest that a save took."""
    longest, began = 0.0, monotonic()
    while not Path(until).exists():
        began = monotonic()
        with edit(None, via=EditVia.COMMAND):
            measure = Measure.objects.get(pk=1)
            measure.note = f"{began}"
            measure.save()
        longest = max(longest, monotonic() - began)
        sleep(BETWEEN)
    return {"seconds": longest}


STEPS: dict[str, Callable[..., Figures]] = {"load": load, "sql": sql, "change": change, "wait": wait, "undo": undo_last}

if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    print(json.dumps(STEPS[name](*arguments)))
