"""One step of the import benchmark, in a process of its own: `python -m benchmarks.importing.steps STEP FILE…`.

Works on the database of DATABASE_URL and prints its figures as JSON: seconds, and of `first` the bytes that the process
grew by.
"""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from subprocess import PIPE, Popen
from time import perf_counter

import django

django.setup()

from django.db import transaction  # noqa: E402 -- models are there once Django is set up
from django.db.models import Model  # noqa: E402 -- models are there once Django is set up

from benchmarks.importing import copying  # noqa: E402
from measures.edits import BusyError, EditVia, edit  # noqa: E402
from measures.importing import apply, read  # noqa: E402
from measures.importing.collection import paused_collection  # noqa: E402
from measures.importing.outlines import new_outline  # noqa: E402
from measures.importing.records import KEY_FIELDS  # noqa: E402
from measures.matching import match  # noqa: E402
from measures.models import ResponsibleBody  # noqa: E402

Figures = dict[str, float]
ROUNDS = 3
WARM_UP = ("warm-up.json", "warm-up-revised.json")


def seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def import_file(path: str) -> None:
    apply(read(Path(path).read_bytes()), publish=True)


def warm_up(path: Path) -> None:
    """Import the plan of a few measures that stands beside the file, and its revision, and take both back.

    What a process loads at its first import (translations, tables of characters, SQL that is written once: some four
    megabytes and a twentieth of a second) does not grow with the plan and is not what is measured.
    """
    with transaction.atomic():
        for name in WARM_UP:
            import_file(str(path.with_name(name)))
        transaction.set_rollback(True)


def first(path: str) -> Figures:
    """Import into a database that has nothing of the plan."""
    warm_up(Path(path))
    Path("/proc/self/clear_refs").write_text("5")  # from here on VmHWM counts anew
    before = peak()
    spent = seconds(lambda: import_file(path))
    return {"seconds": spent, "bytes": peak() - before}


def peak() -> int:
    """The most bytes that this process has held since VmHWM counts; `ru_maxrss` would count those of its parent."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


def again(path: str) -> Figures:
    """The same file once more, and in turn with it `.values()` of the same rows."""
    imports, reads = [], []
    for _round in range(ROUNDS):
        imports.append(seconds(lambda: import_file(path)))
        reads.append(seconds(read_values))
    return {"seconds": median(imports), "values": median(reads)}


def read_values() -> None:
    for model in KEY_FIELDS:
        list(model._default_manager.values())


def copy() -> Figures:
    """Empty the tables, and write what they held by COPY or executemany."""
    held = copying.held()
    copying.empty()
    spent = seconds(lambda: copying.write(held))
    copying.empty()
    return {"seconds": spent}


def matching(path: str, revised: str) -> Figures:
    """Seconds a measure of matching alone, as `compare` does it."""
    known, new = (new_outline(read(Path(each).read_bytes()).rows) for each in (path, revised))
    with paused_collection():
        spent = [seconds(lambda: match(known, new)) for _round in range(ROUNDS)]
    return {"seconds": min(spent) / len(new.measures)}


def wait(path: str) -> Figures:
    """The longest that a save took while another process imported, and how many were refused as busy."""
    body = ResponsibleBody.objects.create(jurisdiction="示例省", name="省档案馆")
    longest, refused = 0.0, 0
    with Popen([sys.executable, "-m", __spec__.name, "first", path], stdout=PIPE) as importing:
        while importing.poll() is None:
            began = perf_counter()
            try:
                save(body)
            except BusyError:
                refused += 1
            longest = max(longest, perf_counter() - began)
    assert importing.returncode == 0
    return {"seconds": longest, "refused": refused}


def save(record: Model) -> None:
    with edit(None, via=EditVia.ADMIN):
        record.save()


STEPS: dict[str, Callable[..., Figures]] = {
    "first": first,
    "again": again,
    "copy": copy,
    "revised": first,
    "matching": matching,
    "wait": wait,
}

if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](*sys.argv[2:])))
