"""A server of its own over the test's database: Granian as it runs in production, with warnings as errors."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

from django.db import connection

from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(url: str) -> None:
    def answers() -> bool:
        with suppress(URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(url, timeout=10).close()
            return True
        return False

    wait_until(answers, pause=0.1)


def database_url() -> str:
    """Of the database that the test writes to."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def start(bind: str, log: Path, **settings: str) -> subprocess.Popen[bytes]:
    """A server in a process group of its own, once it answers; what it logs is added to `log`."""
    environment = os.environ | {
        "DEBUG": "0",
        "SECRET_KEY": "only-in-this-test-" * 4,
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS": "0",
        "DATABASE_URL": database_url(),
        "WEB_WORKERS": "1",
        "BIND": bind,
        "PYTHONWARNINGS": "error",
        "PYTHONFAULTHANDLER": "1",
        **settings,
    }
    command = [sys.executable, "-m", "policyhub.server"]
    with log.open("a") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        wait_for(f"http://{bind}/healthz")
    except AssertionError:
        end(process, log)
        raise
    return process


def end(process: subprocess.Popen[bytes], log: Path) -> None:
    """Ask a server to end. One that does not is killed, and the error shows where each of its threads stood."""
    process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGABRT)  # PYTHONFAULTHANDLER writes every thread's calls to the log
        process.wait(60)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        raise AssertionError(f"the server did not end within 60 s:\n{log.read_text()[-20_000:]}") from None


@contextmanager
def running(log: Path, **settings: str) -> Iterator[str]:
    """The site's address while it runs; what it logs goes to `log`."""
    bind = f"127.0.0.1:{free_port()}"
    process = start(bind, log, **settings)
    try:
        yield f"http://{bind}"
    finally:
        end(process, log)
