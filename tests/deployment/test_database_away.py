"""PostgreSQL stopped, or frozen: callers are told so in time, and served again as soon as it is back."""

from collections.abc import Iterator

import pytest
import requests
from django.db import connection

from tests.deployment.line import Line
from tests.serving import running

pytestmark = [pytest.mark.only("postgresql"), pytest.mark.django_db(transaction=True)]

READ = "/api/v1/plans/"
TOKEN = "a-token-of-the-test"
CHINESE = {"Accept-Language": "zh-hans"}


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
    assert requests.get(site + READ, timeout=60).status_code == 200
    yield whole_line
    whole_line.frozen = False
    if not whole_line.path.exists():
        whole_line.restore()


def metrics(site: str) -> dict[str, str]:
    """The samples of /metrics about databases, by their names and labels."""
    page = requests.get(f"{site}/metrics", timeout=60, headers={"Authorization": f"Bearer {TOKEN}"})
    assert page.status_code == 200
    return dict(line.rsplit(" ", 1) for line in page.text.splitlines() if line.startswith("policyhub_database_"))


def errors(site: str, reason: str) -> float:
    return float(metrics(site)[f'policyhub_database_connection_errors_total{{database="default",reason="{reason}"}}'])


def test_a_database_that_is_away_is_503_and_serves_again_when_it_is_back(site: str, line: Line) -> None:
    before = errors(site, "connect")
    line.cut()
    assert requests.get(f"{site}/healthz", timeout=60).status_code == 200
    answer = requests.get(site + READ, timeout=60, headers=CHINESE)
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0
    assert "数据库" in answer.json()["detail"]

    page = requests.get(f"{site}/admin/", timeout=60, cookies={"sessionid": "x" * 32})
    assert page.status_code == 503
    assert "数据库" in page.text

    assert metrics(site)['policyhub_database_up{database="default"}'] == "0.0"
    assert errors(site, "connect") > before + 1

    line.restore()
    assert requests.get(site + READ, timeout=60).status_code == 200
    assert metrics(site)['policyhub_database_up{database="default"}'] == "1.0"


def test_readiness_follows_the_database(site: str, line: Line) -> None:
    line.cut()
    ready = requests.get(f"{site}/readyz", timeout=60)
    assert (ready.status_code, ready.text) == (503, "database unavailable\n")


def test_a_form_sent_while_the_database_is_away_can_be_sent_again(site: str, line: Line) -> None:
    browser = requests.Session()
    browser.get(f"{site}/admin/login/", timeout=60)
    line.cut()
    form = {"csrfmiddlewaretoken": browser.cookies["csrftoken"], "username": "张三", "password": "not-shown"}
    page = browser.post(f"{site}/admin/login/", data=form, timeout=60)
    assert page.status_code == 503
    assert "张三" in page.text
    assert "not-shown" not in page.text


def test_a_database_that_is_frozen_is_given_up_in_time(site: str, line: Line) -> None:
    before = errors(site, "lost")
    line.frozen = True
    assert requests.get(site + READ, timeout=60).status_code == 503
    assert requests.get(f"{site}/healthz", timeout=60).status_code == 200
    line.frozen = False
    assert requests.get(site + READ, timeout=60).status_code == 200
    assert errors(site, "lost") == before + 1
