"""The disk of a SQLite site is full: what is there is still read, what is sent is refused in words."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from django.contrib.auth.models import User
from django.db import connection
from rest_framework.test import APIClient

from measures.models import ApiToken, Measure
from tests.api.conftest import with_token
from tests.factories import make_measure, make_plan, make_section
from tests.serving import running

pytestmark = [pytest.mark.only("sqlite"), pytest.mark.django_db(transaction=True)]

ADDRESS = "/api/v1/plans/example/measures/1-1/"
LONG = {"text": "支持基础研究。" * 10_000}


@pytest.fixture
def measure(transactional_db: None) -> Measure:
    return make_measure(make_section(make_plan("example")))


@pytest.fixture
def full_file(measure: Measure) -> Iterator[None]:
    """The file may not grow by a page."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        [pages] = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        yield
        cursor.execute("PRAGMA max_page_count = 1073741823")


@pytest.fixture
def writing(editor: User) -> APIClient:
    return with_token(editor)


def test_a_write_is_refused_in_words_and_a_read_answered(writing: APIClient, measure: Measure, full_file: None) -> None:
    answer = writing.patch(ADDRESS, LONG, format="json", headers={"If-Match": "*", "Accept-Language": "zh-hans"})
    assert answer.status_code == 507
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "磁盘已满" in answer.json()["detail"]
    assert writing.get(ADDRESS).status_code == 200
    measure.refresh_from_db()
    assert len(measure.text) < 100


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_site_on_a_full_disk_is_read_as_before(
    small_disk: Path, editor: User, measure: Measure, tmp_path: Path
) -> None:
    _, secret = ApiToken.objects.create(editor, name="test", read_only=False)
    file = small_disk / "policyhub.sqlite3"
    connection.cursor().execute(f"VACUUM INTO '{file}'")
    filling = small_disk / "filling"
    headers = {"Authorization": f"Token {secret}", "If-Match": "*"}
    settings = {
        "DATABASE_URL": f"sqlite:///{file}",
        "VAR_DIR": str(small_disk),
        "API_ADDRESS_REQUESTS": "1000",
        "API_TOKEN_REQUESTS": "1000",
    }
    with running(tmp_path / "log", **settings) as site:
        assert requests.get(site + ADDRESS, timeout=60).status_code == 200
        fill(filling)
        assert {requests.get(site + ADDRESS, timeout=60).status_code for _ in range(30)} == {200}
        assert requests.get(f"{site}/readyz", timeout=60).status_code == 200
        refused = requests.patch(site + ADDRESS, json=LONG, headers=headers, timeout=60)
        assert refused.status_code == 507, refused.text
        filling.unlink()
        assert requests.patch(site + ADDRESS, json=LONG, headers=headers, timeout=60).status_code == 200


def fill(file: Path) -> None:
    """To the last byte."""
    with file.open("wb", buffering=0) as disk:
        for size in (1 << 20, 1 << 12):
            try:
                while disk.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
