"""`/metrics`, as Prometheus reads it: for whoever has the token, of all processes, under labels that stay few."""

import json
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from django.contrib.auth.models import User
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from measures.choices import EditState, EditVia, ImportState, ReportJobState
from measures.models import ApiToken, Change, Edit, Import, ReportJob
from measures.models.long_work import own_identity
from policyhub import __version__, database_use
from tests.factories import make_plan
from tests.serving import ROOT, running

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-the-test"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture
def scraped(settings: Settings) -> Iterator[Client]:
    """A site that has metrics; none is counted any more when the test ends."""
    settings.METRICS_TOKEN = TOKEN
    yield Client()
    database_use.stop()


def samples(text: str) -> Samples:
    families = text_string_to_metric_families(text)
    return {(one.name, frozenset(one.labels.items())): one.value for family in families for one in family.samples}


def read(client: Client) -> Samples:
    answer = client.get("/metrics", headers=HEADERS)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    return samples(answer.content.decode())


def key(name: str, **labels: str) -> tuple[str, frozenset[tuple[str, str]]]:
    return f"policyhub_{name}", frozenset(labels.items())


def test_a_site_without_a_token_for_it_has_no_metrics(client: Client) -> None:
    assert client.get("/metrics", headers=HEADERS).status_code == 404


def test_an_outsider_reads_no_metrics_nor_does_an_account_of_the_site(scraped: Client, editor: User) -> None:
    _, of_the_api = ApiToken.objects.create(editor, name="test")
    scraped.force_login(editor)
    wrong = [f"Bearer {TOKEN}x", "Bearer ", "Bearer 令牌", f"Basic {TOKEN}", TOKEN, f"Bearer {of_the_api}"]
    for headers in ({}, *({"Authorization": value} for value in wrong)):
        answer = scraped.get("/metrics", headers=headers)
        assert answer.status_code == 401, headers
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert "policyhub_" not in answer.content.decode()


def test_a_request_counts_under_its_route_with_its_time_and_queries(scraped: Client) -> None:
    make_plan("example")
    labels = {"method": "GET", "route": "api/v1/plans/<slug:key>/"}
    counted = [
        key("http_requests_total", **labels, status="200"),
        key("http_requests_total", **labels, status="404"),
        key("http_request_duration_seconds_count", **labels),
        key("database_queries_total", database="default"),
    ]
    before = read(scraped)
    for slug in ("example", "one", "two"):
        scraped.get(f"/api/v1/plans/{slug}/")
    after = read(scraped)
    of_the_page = 1 + 3 * 2  # the feed's head; what goes on and what failed of three kinds of jobs
    assert [after[each] - before.get(each, 0) for each in counted] == [1, 2, 3, 3 + of_the_page]
    assert after[key("database_seconds_total", database="default")] > 0


def test_nothing_that_a_caller_writes_makes_a_label(scraped: Client) -> None:
    def ask(name: str) -> None:
        for path in (f"/{name}", f"/admin/{name}/", f"/api/v1/{name}/", f"/api/v1/plans/{name}/", f"/static/{name}.js"):
            scraped.get(path)
        scraped.generic(name.upper(), "/api/v1/")

    ask("first")
    before = read(scraped).keys()
    ask("second")
    assert read(scraped).keys() == before
    assert "first" not in str(before)
    assert "FIRST" not in str(before)


def test_what_is_scraped_or_probed_is_not_counted_itself(scraped: Client) -> None:
    for path in ("/metrics", "/healthz", "/readyz"):
        scraped.get(path, headers=HEADERS)
    counted = [labels for name, labels in read(scraped) if name == "policyhub_http_requests_total"]
    assert not [labels for labels in counted if {"/metrics", "/healthz", "/readyz"} & set(dict(labels).values())]
    assert ("status", "200") not in {item for labels in counted if ("route", "") in labels for item in labels}


def test_jobs_wait_run_or_failed_and_one_whose_process_is_gone_failed(scraped: Client, editor: User) -> None:
    gone = own_identity().rpartition("/")[0] + "/1"  # that process began at another moment
    file = {"filename": "规划.txt", "size": 1, "sha256": "0"}
    Import.objects.create(state=ImportState.READING, process=own_identity(), **file)
    Import.objects.create(state=ImportState.APPLYING, process=gone, **file)
    Import.objects.create(state=ImportState.FAILED, **file)
    Import.objects.create(state=ImportState.APPLIED, **file)
    Edit.objects.create(via=EditVia.ADMIN, state=EditState.STOPPED)
    Edit.objects.create(via=EditVia.ADMIN)
    ReportJob.objects.create(by=editor, state=ReportJobState.PREPARING, process=own_identity())
    ReportJob.objects.create(by=editor, state=ReportJobState.FAILED)
    found = read(scraped)
    counts = {
        kind: [found[key("jobs", kind=kind, state=state)] for state in ("waiting", "running", "failed")]
        for kind in ("import", "bulk_change", "report")
    }
    assert counts == {"import": [0, 1, 2], "bulk_change": [0, 0, 1], "report": [0, 1, 1]}


def test_every_metric_is_in_the_handbook(scraped: Client) -> None:
    make_plan("example")
    scraped.get("/api/v1/plans/")
    read(scraped)
    handbook = re.findall(r"^\| `(policyhub_\w+)`", (ROOT / "docs/operations.md").read_text("utf-8"), re.MULTILINE)
    told = {re.sub("_(created|bucket|count|sum)$", "", name) for name, _ in read(scraped)}
    assert {re.sub("_total$", "", name) for name in told} == {re.sub("_total$", "", name) for name in handbook}


def test_the_build_is_named_as_the_project_and_its_changelog_name_it(scraped: Client, settings: Settings) -> None:
    settings.BUILD_REVISION = "1a2b3c"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    assert f"\n## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    [labels] = [dict(labels) for name, labels in read(scraped) if name == "policyhub_build_info"]
    assert (labels["version"], labels["revision"]) == (__version__, "1a2b3c")


@pytest.mark.django_db(transaction=True)
def test_the_processes_of_a_server_add_up_what_each_did(tmp_path: Path) -> None:
    make_plan("example")
    answered = key("http_requests_total", method="GET", route="api/v1/plans/", status="200")
    settings = {"WEB_WORKERS": "2", "METRICS_TOKEN": TOKEN, "LOG_FORMAT": "json", "TMPDIR": str(tmp_path)}
    with running(tmp_path / "log", **settings) as site:
        for _ in range(12):  # each on a connection of its own, which either process takes
            requests.get(f"{site}/api/v1/plans/", timeout=60)
        found = [samples(requests.get(f"{site}/metrics", timeout=60, headers=HEADERS).text) for _ in range(6)]
        assert {each[answered] for each in found} == {12}
        assert found[0][key("database_seconds_total", database="default")] > 0
        assert found[0][key("database_up", database="default")] == 1
        assert found[0][key("feed_sequence", database="default")] == Change.objects.head() > 0
        assert found[0][key("feed_lag_changes", database="default")] == 0
        assert [name for name in os.listdir(tmp_path) if name.startswith("policyhub-metrics-")]
    assert not [name for name in os.listdir(tmp_path) if name.startswith("policyhub-metrics-")]
    loggers = [json.loads(line)["logger"] for line in (tmp_path / "log").read_text("utf-8").splitlines()]
    assert loggers.count("policyhub.access") == 12
    assert "_granian" in loggers  # the server's own lines are JSON, too
