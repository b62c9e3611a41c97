"""PostgreSQL stopped, or frozen: callers are told so in time, and served again as soon as it is back."""

import os
import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.db import connection

from tests.serving import running

pytestmark = [pytest.mark.only("postgresql"), pytest.mark.django_db(transaction=True)]

READ = "/api/v1/plans/"
TOKEN = "a-token-of-the-test"
CHINESE = {"Accept-Language": "zh-hans"}


class Line:
    """A socket in `folder` that hands on to the suite's server until it is cut or frozen."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / ".s.PGSQL.5432"
        self.frozen = False
        self.ends: dict[socket.socket, socket.socket] = {}
        self.selector = selectors.DefaultSelector()
        self.lock = threading.Lock()
        threading.Thread(target=self.carry, daemon=True).start()
        self.restore()

    def restore(self) -> None:
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.path))
        self.listener.listen(50)
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(f"{real_folder()}/.s.PGSQL.5432")
            with self.lock:
                for end, other in ((near, far), (far, near)):
                    self.ends[end] = other
                    self.selector.register(end, selectors.EVENT_READ)

    def carry(self) -> None:
        while True:
            for key, _ in self.selector.select(0.05):
                end = key.fileobj
                assert isinstance(end, socket.socket)
                with self.lock:
                    if self.frozen or end not in self.ends:
                        continue
                    if data := end.recv(65536):
                        self.ends[end].sendall(data)
                    else:
                        self.hang_up(end)

    def hang_up(self, end: socket.socket) -> None:
        for side in (end, self.ends[end]):
            self.selector.unregister(side)
            del self.ends[side]
            side.close()

    def cut(self) -> None:
        self.path.unlink(missing_ok=True)
        with suppress(OSError):  # cut before
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        with self.lock:
            while self.ends:
                self.hang_up(next(iter(self.ends)))


def real_folder() -> str:
    [folder] = parse_qs(urlsplit(os.environ["DATABASE_URL"]).query)["host"]
    return folder


@pytest.fixture(scope="module")
def whole_line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    if "TEST_DATABASE_URL" in os.environ:
        pytest.skip("only the suite's own server is reached by a socket that can be put in between")
    line = Line(tmp_path_factory.mktemp("s"))
    yield line
    line.cut()


@pytest.fixture(scope="module")
def site(
    whole_line: Line, static: str, tmp_path_factory: pytest.TempPathFactory, django_db_setup: None
) -> Iterator[str]:
    """One server for all tests: its start takes longer than they do."""
    name = connection.settings_dict["NAME"]
    url = f"postgresql://postgres:@/{name}?host={whole_line.path.parent}"
    settings = {"DATABASE_URL": url, "STATEMENT_SECONDS": "1", "DATABASE_CONNECTIONS": "2", "STATIC_ROOT": static}
    with running(tmp_path_factory.mktemp("site") / "log", METRICS_TOKEN=TOKEN, **settings) as address:
        yield address


@pytest.fixture
def line(whole_line: Line, site: str) -> Iterator[Line]:
    """The line while the site is served over it; whole again after the test."""
    assert requests.get(site + READ, timeout=5).status_code == 200
    yield whole_line
    whole_line.frozen = False
    if not whole_line.path.exists():
        whole_line.restore()


def metrics(site: str) -> dict[str, str]:
    """The samples of /metrics about databases, by their names and labels."""
    page = requests.get(f"{site}/metrics", timeout=5, headers={"Authorization": f"Bearer {TOKEN}"})
    assert page.status_code == 200
    return dict(line.rsplit(" ", 1) for line in page.text.splitlines() if line.startswith("policyhub_database_"))


def errors(site: str, reason: str) -> float:
    return float(metrics(site)[f'policyhub_database_connection_errors_total{{database="default",reason="{reason}"}}'])


def test_a_database_that_is_away_is_503_and_serves_again_when_it_is_back(site: str, line: Line) -> None:
    before = errors(site, "connect")
    line.cut()
    assert requests.get(f"{site}/healthz", timeout=5).status_code == 200
    answer = requests.get(site + READ, timeout=5, headers=CHINESE)
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0
    assert "数据库" in answer.json()["detail"]

    page = requests.get(f"{site}/admin/", timeout=5, cookies={"sessionid": "x" * 32})
    assert page.status_code == 503
    assert "数据库" in page.text

    assert metrics(site)['policyhub_database_up{database="default"}'] == "0.0"
    assert errors(site, "connect") > before + 1

    line.restore()
    assert requests.get(site + READ, timeout=5).status_code == 200
    assert metrics(site)['policyhub_database_up{database="default"}'] == "1.0"


def test_readiness_follows_the_database(site: str, line: Line) -> None:
    line.cut()
    ready = requests.get(f"{site}/readyz", timeout=5)
    assert (ready.status_code, ready.text) == (503, "database unavailable\n")


def test_a_form_sent_while_the_database_is_away_can_be_sent_again(site: str, line: Line) -> None:
    browser = requests.Session()
    browser.get(f"{site}/admin/login/", timeout=5)
    line.cut()
    form = {"csrfmiddlewaretoken": browser.cookies["csrftoken"], "username": "张三", "password": "not-shown"}
    page = browser.post(f"{site}/admin/login/", data=form, timeout=5)
    assert page.status_code == 503
    assert "张三" in page.text
    assert "not-shown" not in page.text


def test_a_database_that_is_frozen_is_given_up_in_time(site: str, line: Line) -> None:
    before = errors(site, "lost")
    line.frozen = True
    assert requests.get(site + READ, timeout=15).status_code == 503
    assert requests.get(f"{site}/healthz", timeout=5).status_code == 200
    line.frozen = False
    assert requests.get(site + READ, timeout=15).status_code == 200
    assert errors(site, "lost") == before + 1
