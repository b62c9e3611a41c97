"""PgBouncer in transaction mode hands each transaction another connection: PREPARED_STATEMENTS=0."""

import json
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zipfile import ZipFile

import pytest
import requests
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from measures.models import ApiToken, Measure
from tests.factories import assign, make_measure, make_plan, make_section
from tests.serving import free_port, running
from tests.waiting import wait_for_port

PGBOUNCER = shutil.which("pgbouncer")
NOBODY = 65534
pytestmark = [
    pytest.mark.only("postgresql"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.system,
    pytest.mark.skipif(
        not PGBOUNCER and os.environ.get("REQUIRE_SYSTEM_TESTS") != "1", reason="pgbouncer is not installed"
    ),
]
READS = (
    "api/v1/measures/?format=ndjson",
    "api/v1/measures/?q=%E4%BA%BA%E6%89%8D",
    "api/v1/measures/?phase=not_started&ordering=-code",
    "api/v1/plans/example/measures/1-1/",
    "admin/measures/measure/export/csv/",
    "api/v1/reports/ledger/?format=csv",
    "admin/measures/measure/",
)


@pytest.fixture
def pooler(tmp_path: Path) -> Iterator[int]:
    """The port of a pooler before the suite's server: three connections for however many callers."""
    assert PGBOUNCER, "REQUIRE_SYSTEM_TESTS=1, but pgbouncer is not installed"
    port = free_port()
    suite = urlsplit(os.environ["DATABASE_URL"])
    host = suite.hostname or parse_qs(suite.query)["host"][0]
    given = {"host": host, "port": suite.port or 5432, "user": suite.username, "password": suite.password or None}
    target = " ".join(f"{name}={value}" for name, value in given.items() if value)
    (tmp_path / "users.txt").write_text('"postgres" ""\n')
    settings = {
        "listen_addr": "127.0.0.1",
        "listen_port": port,
        "unix_socket_dir": "",
        "auth_type": "any",
        "pool_mode": "transaction",
        "default_pool_size": 3,
        "max_client_conn": 200,
        "logfile": tmp_path / "pgbouncer.log",
    }
    lines = [f"[databases]\n* = {target}\n[pgbouncer]", *(f"{name} = {value}" for name, value in settings.items())]
    (tmp_path / "pgbouncer.ini").write_text("\n".join(lines))
    command = [PGBOUNCER, "-q", str(tmp_path / "pgbouncer.ini")]
    user = None
    if os.geteuid() == 0:  # which it refuses to run as
        open_to_others(tmp_path, host)
        user = NOBODY
    process = subprocess.Popen(command, user=user, group=user, extra_groups=None if user is None else [])
    try:
        wait_for_port(port)
        yield port
    finally:
        process.terminate()
        process.wait(60)


def open_to_others(folder: Path, host: str) -> None:
    folder.chmod(0o777)
    for above in folder.parents:
        if above == Path(tempfile.gettempdir()):
            break
        above.chmod(0o711)
    if host.startswith("/"):
        Path(host).chmod(0o711)  # the suite's server looks at it when it starts, and lets no other user in


@pytest.fixture
def site(pooler: int, static: str, tmp_path: Path, transactional_db: None) -> Iterator[str]:
    section = make_section(make_plan("example"))
    assign(make_measure(section, title="引进人才"), "市科技局")
    for _ in range(30):
        make_measure(section)
    url = f"postgresql://postgres@127.0.0.1:{pooler}/{connection.settings_dict['NAME']}"
    settings = {"DATABASE_URL": url, "PREPARED_STATEMENTS": "0", "DATABASE_CONNECTIONS": "40"}  # the pooler makes wait
    with running(tmp_path / "log", **settings, STATIC_ROOT=static) as address:
        yield address


def signed_in(site: str, editor: User, settings: Settings) -> dict[str, str]:
    """The cookies of a session of the site's."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]  # as the site
    editor.set_password("editor-pass")
    editor.save()
    browser = requests.Session()
    browser.get(f"{site}/admin/login/", timeout=60)
    form = {"csrfmiddlewaretoken": browser.cookies["csrftoken"], "username": "editor", "password": "editor-pass"}
    browser.post(f"{site}/admin/login/", form, timeout=60)
    cookies = {cookie.name: cookie.value or "" for cookie in browser.cookies}
    assert "sessionid" in cookies
    return cookies


def test_many_at_once_read_export_and_pull_to_the_end(site: str, editor: User, settings: Settings) -> None:
    cookies = signed_in(site, editor, settings)

    def ask(path: str) -> tuple[str, int, int]:
        answer = requests.get(f"{site}/{path}", cookies=cookies, timeout=60)
        return path, answer.status_code, answer.text.count("\n") if "format=ndjson" in path or "csv" in path else 0

    with ThreadPoolExecutor(12) as threads:
        answers = Counter(threads.map(ask, READS * 12))
    assert {path: status for path, status, _ in answers} == dict.fromkeys(READS, 200)
    assert {lines for path, _, lines in answers if "ndjson" in path} == {31}
    assert {lines for path, _, lines in answers if "csv" in path} == {32}
    assert len(answers) == len(READS), answers


def add_measures(count: int) -> None:
    """More than a report reads at once."""
    likes = [Measure.objects.get(code="1-1")] * count
    rows = [copy(like) for like in likes]
    for number, row in enumerate(rows):
        row.pk, row.code, row.position = None, f"1-{1000 + number}", 100_000 + number
    Measure.objects.bulk_create(rows)


def is_whole(name: str, file_format: str, content: bytes) -> bool:
    """Whether the file of a report is complete; of the ledger as text, whether each measure has its line."""
    match file_format:
        case "csv":
            return name != "ledger" or content.count(b"\r\n") == 1 + Measure.objects.count()
        case "json":
            return bool(json.loads(content))
        case "html":
            return content.rstrip().endswith(b"</html>")
    with ZipFile(BytesIO(content)) as archive:
        return archive.testzip() is None


def test_forty_exports_at_once_give_forty_whole_files(site: str, editor: User, settings: Settings) -> None:
    """Every report in every format, and the ledger as often as it takes."""
    cookies, since = signed_in(site, editor, settings), timezone.localdate() - timedelta(days=1)
    add_measures(600)
    kinds = requests.get(f"{site}/api/v1/reports/", timeout=120).json()
    offered = [(kind["name"], each) for kind in kinds for each in kind["formats"]]
    wanted = [*offered, *[("ledger", "csv"), ("ledger", "xlsx")] * 20][:40]

    def export(asked: tuple[str, str]) -> requests.Response:
        query = {"report": asked[0], "format": asked[1], "since": since.isoformat()}
        query |= {"q": "1-1010"} if asked[1] == "docx" else {}  # a long Word file is made by a process of its own
        return requests.get(f"{site}/admin/reports/file/", query, cookies=cookies, timeout=120)

    with ThreadPoolExecutor(40) as threads:
        answers = list(threads.map(export, wanted))
    refused = [(answer.status_code, answer.url) for answer in answers if "Content-Disposition" not in answer.headers]
    assert refused == []
    files = [(*asked, answer.content) for asked, answer in zip(wanted, answers, strict=True)]
    assert len(files) == 40
    assert [file[:2] for file in files if not is_whole(*file)] == []


def test_many_at_once_write(site: str, editor: User) -> None:
    _, secret = ApiToken.objects.create(editor, name="test", read_only=False)

    def write(number: int) -> int:
        return requests.patch(
            f"{site}/api/v1/plans/example/measures/1-{number}/",
            json={"title": f"举措{number}"},
            headers={"Authorization": f"Token {secret}", "If-Match": "*"},
            timeout=60,
        ).status_code

    with ThreadPoolExecutor(8) as threads:
        assert Counter(threads.map(write, range(2, 30))) == {200: 28}
    assert Measure.objects.get(code="1-7").title == "举措7"
