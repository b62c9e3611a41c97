"""The programs that docs/api.md gives for keeping a copy in step, run word for word against a server."""

import json
import os
import re
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from rest_framework.test import APIClient

from measures.choices import PlanState, ReviewState
from measures.models import Change, Measure, Plan, ResponsibleBody, Section
from tests.factories import assign, make_measure, make_section, make_target
from tests.importing.sample import import_records, sample
from tests.serving import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
SITE = "https://policy.example.gov.cn"
LISTS = ("plans", "sections", "measures", "targets", "sources", "bodies")
TOOLS = all(shutil.which(tool) for tool in ("bash", "curl", "jq"))


def block(heading: str, language: str, site: str) -> str:
    """The program in the chapter of this heading, for another site."""
    text = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    [code] = re.findall(rf"^## {heading}$(?:(?!^## ).)*?^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return str(code).replace(SITE, site)


class Copy(ABC):
    """What another system holds, kept by a documented program in a folder of its own."""

    def __init__(self, site: str, folder: Path) -> None:
        self.site, self.folder = site, folder

    @abstractmethod
    def update(self) -> None: ...

    @abstractmethod
    def held(self) -> dict[str, dict[str, Any]]:
        """By address, the fields that tell one state of a record from another."""

    def run(self, *command: str, **environment: str) -> None:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder)} | environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


class CurlCopy(Copy):
    def update(self) -> None:
        self.run("bash", "-c", block("Keeping in step", "bash", self.site))

    def held(self) -> dict[str, dict[str, Any]]:
        copy: dict[str, Any] = json.loads((self.folder / "copy.json").read_text(encoding="utf-8"))
        return copy


class DltCopy(Copy):
    """In a process of its own, since dlt keeps settings and warns; without telemetry, and at home in the folder."""

    def update(self) -> None:
        """By the program; behind it, in the same process, its tables are written down for `held`."""
        read = (
            "\nimport duckdb, json\n"
            "base = duckdb.connect('policyhub.duckdb', read_only=True)\n"
            "rows = {}\n"
            f"for name in {LISTS}:\n"
            "    found = base.sql(f'SELECT * FROM records.{name}')\n"
            "    rows |= {row[found.columns.index('url')]: dict(zip(found.columns, row)) for row in found.fetchall()}\n"
            "json.dump(rows, open('held.json', 'w'), default=str)\n"
        )
        program = block("Pull with dlt", "python", self.site)
        (self.folder / "pull.py").write_text(program + read, encoding="utf-8")
        home = {"DLT_DATA_DIR": str(self.folder / "dlt"), "RUNTIME__DLTHUB_TELEMETRY": "false"}
        self.run(sys.executable, "pull.py", **home)

    def held(self) -> dict[str, dict[str, Any]]:
        held: dict[str, Any] = json.loads((self.folder / "held.json").read_text(encoding="utf-8"))
        return held


@pytest.fixture
def site(plan: Plan, hidden: list[Measure], shared_server: str) -> str:
    return shared_server


def now(site: str) -> dict[str, dict[str, Any]]:
    """What a new full pull gives."""
    api, rows = APIClient(), {}
    for name in LISTS:
        for row in api.get(f"/api/v1/{name}/?page_size=500").json()["results"]:
            rows[row["url"].replace("http://testserver", site)] = row
    return rows


def assert_in_step(copy: Copy, site: str) -> None:
    """The same addresses, and each record in the same state: its own words and what it shows of others."""
    held, wanted = copy.held(), now(site)
    assert held.keys() == wanted.keys()
    for url, record in wanted.items():
        for name in ("title", "name", "version", "text", "review_state"):
            assert held[url].get(name) == record.get(name), (url, name)
        for name in ("section", "plan"):
            value = held[url].get(name)
            value = json.loads(value) if isinstance(value, str) and value.startswith("{") else value
            assert value == record.get(name), (url, name)


def publish_late() -> None:
    """A plan that was a draft is published after the copy was made, with a measure that was edited long before."""
    Plan.objects.filter(slug="draft").update(state=PlanState.PUBLISHED)


def edit_everything() -> None:
    measure = Measure.objects.get(plan__slug="example", code="1.1-2")
    Measure.objects.filter(pk=measure.pk).update(review_state=ReviewState.CONFIRMED)
    Section.objects.filter(plan__slug="example", code="1").update(title="改名的章")
    ResponsibleBody.objects.filter(name="市科技局").update(name="市科学技术局")
    made = make_measure(make_section(measure.plan, title="新节"), title="新增举措")
    assign(made, "市体育局")
    make_target(made)
    import_records(sample(), publish=True)
    try:
        with transaction.atomic():
            make_measure(measure.section, title="从未发生")
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    Measure.objects.filter(plan__slug="example", code="1.2-1").delete()


def take_back_and_publish_again() -> None:
    for state in (ReviewState.CONFIRMED, ReviewState.PUBLISHED):
        Measure.objects.filter(plan__slug="example", code="1.1-1").update(review_state=state)
    Plan.objects.filter(slug="draft").update(state=PlanState.ARCHIVED)


def lose_the_cursor() -> None:
    Measure.objects.filter(plan__slug="example", code="1.1-1").update(title="游标失效前的修改")
    Change.objects.restart()
    Measure.objects.filter(title="新增举措").delete()


def write_everything() -> None:
    publish_late()
    edit_everything()
    take_back_and_publish_again()


def keep_in_step(copy: Copy, site: str, *writes: Callable[[], None]) -> None:
    copy.update()
    assert_in_step(copy, site)
    for write in writes:
        write()
        connection.close()  # the server writes to the same file
        copy.update()
        assert_in_step(copy, site)


@pytest.mark.system
@pytest.mark.skipif(
    not TOOLS and os.environ.get("REQUIRE_SYSTEM_TESTS") != "1", reason="bash, curl or jq is not installed"
)
def test_the_program_for_curl_keeps_its_copy_in_step(site: str, tmp_path: Path) -> None:
    writes = (publish_late, edit_everything, take_back_and_publish_again, lose_the_cursor)
    keep_in_step(CurlCopy(site, tmp_path), site, *writes)


def test_the_program_for_dlt_keeps_its_copy_in_step(site: str, tmp_path: Path) -> None:
    """Its start takes two seconds: it follows all that is written in one go."""
    keep_in_step(DltCopy(site, tmp_path), site, write_everything, lose_the_cursor)
