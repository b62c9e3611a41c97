"""How much can be written at once? `python -m benchmarks.writing` measures for a minute and prints ratios.

1, 4 and 16 writers, each at work on measures of its own, change titles, deadlines and notes through the API under the
production server; PostgreSQL waits for the disk (fsync). Beside them, in the same run, what one connection commits
without any program around it: bare (an UPDATE of one row of a table of one column) and, the floor, what such a write
writes (the lock, a measure with its indexes and the feed's triggers, the edit, the row of history). `--disk-ms` makes
a commit take as long as on a slower disk, for all.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeAlias

import psycopg
from psycopg.rows import TupleRow

from benchmarks.api import data, servers
from benchmarks.api.load import HOST, Caller, answer_times
from benchmarks.api.servers import Site

Connection: TypeAlias = psycopg.Connection[TupleRow]
MEASURES, OWN, RUNS, WRITERS = 10_000, 12, 3, (1, 4, 16)
OF_BARE, P99 = 0.7, 0.5  # wanted: of what is committed bare; seconds
TOKEN = """
from django.contrib.auth.models import Permission, User
from measures.models import ApiToken
user = User.objects.create(username="writer")
user.user_permissions.set(Permission.objects.filter(content_type__app_label="measures"))
print(ApiToken.objects.create(user, name="benchmark", read_only=False)[1])
"""
NOT_THROTTLED = {"API_TOKEN_REQUESTS": "100000000"}


class Writer(Caller):
    """Changes one after another of its measures, each time on the version that the last answer gave."""

    def __init__(self, port: int, token: str, first: int) -> None:
        self.token, self.number = token, 0
        self.versions = {address_of(number): 1 for number in range(first, first + OWN)}
        self.addresses = cycle(self.versions)
        super().__init__(port, b"", 200)

    def ask(self) -> None:
        self.number += 1
        self.address = next(self.addresses)
        self.message = self.patch(json.dumps(change(self.number)).encode(), self.versions[self.address])
        super().ask()

    def hear(self) -> bool:
        complete = super().hear()
        if complete:
            self.versions[self.address] = json.loads(bytes(self.received).partition(b"\r\n\r\n")[2])["version"]
        return complete

    def patch(self, body: bytes, version: int) -> bytes:
        head = (
            f"PATCH {self.address} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {self.token}\r\n"
            f'If-Match: "{version}"\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n'
        )
        return head.encode() + body


def address_of(number: int) -> str:
    """Of the measures of `data`, that number: neighbours stand in plans of their own."""
    plan, place = number % (MEASURES // data.PLAN_MEASURES), number // (MEASURES // data.PLAN_MEASURES)
    leaf = data.LEAVES[place * len(data.LEAVES) // data.PLAN_MEASURES]
    return f"/api/v1/plans/plan-{plan + 1:04d}/measures/{data.TREE[leaf][0]}-{place + 1}/"


def change(number: int) -> dict[str, str]:
    """What an editor changes, in turn."""
    changes = ({"title": f"改写标题{number}"}, {"due_on": f"2028-06-{number % 28 + 1:02d}"}, {"note": f"批注{number}"})
    return changes[number % len(changes)]


@dataclass(frozen=True)
class Written:
    """Writes a second, the seconds within which 99 of 100 were answered, and milliseconds of processor time a write."""

    per_second: float
    p99: float
    python_ms: float
    database_ms: float


def written(writers: list[Writer], on: Site, postmaster: int, seconds: float) -> Written:
    """What these writers write for so long, each waiting for its answer."""
    before = cpu_seconds(on.workers), cpu_seconds(children(postmaster))
    began = perf_counter()
    times = sorted(answer_times(list[Caller](writers), began + seconds))
    took = perf_counter() - began
    spent = cpu_seconds(on.workers) - before[0], cpu_seconds(children(postmaster)) - before[1]
    per_write = (each * 1000 / len(times) for each in spent)
    return Written(len(times) / took, times[len(times) * 99 // 100], *per_write)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def cpu_seconds(pids: list[int]) -> float:
    """Of these processes so far."""
    return sum(ticks(pid) for pid in pids) / os.sysconf("SC_CLK_TCK")


def ticks(pid: int) -> int:
    """None of a process of the database that has ended since it was listed."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(after_name[11]) + int(after_name[12])


def bare(connection: Connection) -> list[str]:
    """The statement of a commit that changes one row."""
    connection.execute("CREATE TABLE IF NOT EXISTS bare AS SELECT 0 AS number")
    return ["UPDATE bare SET number = number + 1"]


def floor(connection: Connection) -> list[str]:
    """The statements that write what a change of a measure writes; of a measure that no writer has."""
    shared = (
        "SELECT string_agg(column_name, ', ') FROM information_schema.columns WHERE table_name = 'measures_measure'"
        " AND column_name IN (SELECT c.column_name FROM information_schema.columns c"
        " WHERE c.table_name = 'measures_historicalmeasure')"
    )
    [(columns,)] = connection.execute(shared).fetchall()
    edit = "INSERT INTO measures_edit (process, by_name, via, reason, state, handled)"
    history = f"INSERT INTO measures_historicalmeasure ({columns}, history_date, history_type, edit_id)"
    plan, measure = f"plan-{MEASURES // data.PLAN_MEASURES:04d}", f"WHERE id = {MEASURES}"
    return [
        f"SELECT feed_hold_unless_changed('{plan}', (SELECT max(sequence) FROM measures_change), '')",
        f"UPDATE measures_measure SET note = now()::text, version = version + 1, updated_at = now() {measure}",
        f"{edit} VALUES ('', 'writer', 'api', '', 'done', 0)",
        f"{history} SELECT {columns}, now(), '~', currval('measures_edit_id_seq') FROM measures_measure {measure}",
    ]


def commits(database: str, statements_of: Callable[[Connection], list[str]], seconds: float) -> float:
    """How often a second one connection commits these statements."""
    with psycopg.connect(database, autocommit=True) as connection:
        statements = [statement.encode() for statement in statements_of(connection)]
        began, committed = perf_counter(), 0
        while perf_counter() - began < seconds:
            with connection.transaction():
                for statement in statements:
                    connection.execute(statement, prepare=True)
            committed += 1
        return committed / (perf_counter() - began)


@contextmanager
def filled(disk_ms: float) -> Iterator[tuple[str, str, int]]:
    """A database of measures that waits for the disk, a token that may write in it, and the server's process."""
    with servers.postgresql("writing") as [database]:
        servers.migrate(database)
        shell = [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", TOKEN]
        done = subprocess.run(
            shell, cwd=servers.ROOT, env=servers.environment(database), check=True, capture_output=True
        )
        with psycopg.connect(database, autocommit=True) as connection:
            data.load(connection, MEASURES)
            slower = {"commit_delay": str(int(disk_ms * 1000)), "commit_siblings": "0"} if disk_ms else {}
            for name, value in ({"fsync": "on"} | slower).items():
                connection.execute(f"ALTER SYSTEM SET {name} = {value}".encode())
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CHECKPOINT")
            [(folder,)] = connection.execute("SHOW data_directory").fetchall()
        yield database, done.stdout.decode().strip(), int((Path(folder) / "postmaster.pid").read_text().split()[0])


def print_runs(database: str, token: str, postmaster: int, seconds: float) -> bool:
    """A line for each number of writers; True where all is as wanted."""
    print("writers  a second     bare  of bare    floor  of floor      p99, s  python, ms  database, ms", flush=True)
    rates: list[float] = []
    fine = True
    with servers.site("policyhub.server:application", database, **NOT_THROTTLED) as on:
        started = 0
        for count in WRITERS:
            writers = [Writer(on.port, token, started + OWN * number) for number in range(count)]
            started += OWN * count
            written(writers, on, postmaster, 2 * seconds)  # connections plan anew
            found = median_run(database, writers, on, postmaster, seconds)
            rates.append(found[0].per_second)
            fine = print_run(count, *found) and fine
    print(f"16 writers together, times one: {rates[-1] / rates[0]:.2f} (wanted ≥ 1)")
    return fine and rates[-1] >= rates[0]


def median_run(
    database: str, writers: list[Writer], on: Site, postmaster: int, seconds: float
) -> tuple[Written, float, float]:
    """The median of some runs, each beside what is committed bare, and as the floor, right after it."""
    runs = []
    for _ in range(RUNS):
        for writer in writers:
            writer.connect()
        ours = written(writers, on, postmaster, seconds)
        runs.append((ours, commits(database, bare, seconds / 2), commits(database, floor, seconds / 2)))
    return sorted(runs, key=lambda run: run[0].per_second / run[1])[RUNS // 2]


def print_run(count: int, found: Written, bare: float, floor: float) -> bool:
    share, of_floor = found.per_second / bare, found.per_second / floor
    fine = share >= OF_BARE and found.p99 <= P99
    cells = f"{found.per_second:10.1f}{bare:9.0f}{share:9.2f}{floor:9.0f}{of_floor:10.2f}{found.p99:12.3f}"
    print(f"{count:7}{cells}{found.python_ms:12.1f}{found.database_ms:14.1f}  {'ok' if fine else 'MISS'}", flush=True)
    return fine


def main() -> None:
    """Fill a database and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.writing", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3, help="length of a run (three runs a number of writers)")
    parser.add_argument("--disk-ms", type=float, default=0, help="what a commit waits besides: 3.5 for 274 a second")
    given = parser.parse_args()
    began = process_time()
    with filled(given.disk_ms) as (database, token, postmaster):
        fine = print_runs(database, token, postmaster, given.seconds)
    print(f"Asking took {process_time() - began:.1f} s of processor time; wanted: ≥ {OF_BARE} of bare, p99 ≤ {P99} s.")
    sys.exit(0 if fine else "Missed.")


if __name__ == "__main__":
    main()
