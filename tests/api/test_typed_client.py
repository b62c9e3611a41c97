"""A typed client, generated from the OpenAPI document by openapi-python-client, against a running server."""

import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from measures.models import ApiToken, Measure, Plan
from tests.factories import make_measure
from tests.serving import PROGRAMS

pytestmark = pytest.mark.django_db(transaction=True)
PACKAGE = "policyhub_client"
CONFIG = f"package_name_override: {PACKAGE}\npost_hooks: []\n"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The package, importable for these tests."""
    folder = tmp_path_factory.mktemp("client")
    call_command("spectacular", "--format", "openapi-json", "--file", str(folder / "schema.json"))
    (folder / "config.yml").write_text(CONFIG)
    program = [str(PROGRAMS / "openapi-python-client"), "generate", "--fail-on-warning", "--meta", "none"]
    places = ["--path", "schema.json", "--config", "config.yml", "--output-path", PACKAGE]
    subprocess.run([*program, *places], cwd=folder, check=True, capture_output=True, timeout=600)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield folder / PACKAGE


@pytest.fixture
def site(plan: Plan, hidden: list[Measure], shared_server: str) -> str:
    return shared_server


def operation(name: str) -> Any:
    return import_module(f"{PACKAGE}.api.{name.partition('_')[0]}.{name}").sync


def pull(client: Any, **asked: Any) -> Iterator[Any]:
    """Every measure, page by page."""
    while True:
        page = operation("measures_list")(client=client, page_size=2, **asked)
        yield from page.results
        if page.next_ is None:
            return
        [asked["cursor"]] = parse_qs(urlsplit(page.next_).query)["cursor"]


def test_the_generated_client_reads_every_page_and_writes_with_a_token(
    generated: Path, site: str, editor: User
) -> None:
    reads_every_page(site)
    writes_with_a_token(site, editor)


def reads_every_page(site: str) -> None:
    package, models = import_module(PACKAGE), import_module(f"{PACKAGE}.models")
    section = Measure.objects.get(code="1.2-1").section
    for _ in range(3):
        make_measure(section)
    with package.Client(base_url=site) as client:
        assert [found.code for found in pull(client)] == ["1.1-1", "1.1-2", "1.2-1", "1.2-2", "1.2-3", "1.2-4"]
        assert [found.code for found in pull(client, code=["1.1-1", "1.2-1"])] == ["1.1-1", "1.2-1"]
        first = operation("measures_retrieve")("example", "1.1-1", client=client)
        assert first.responsibilities[0].role is models.Role.LEAD
        assert operation("measures_retrieve")("example", "9-9", client=client).status == 404


def writes_with_a_token(site: str, editor: User) -> None:
    package, models = import_module(PACKAGE), import_module(f"{PACKAGE}.models")
    _, secret = ApiToken.objects.create(editor, name="client", read_only=False)
    create, update = operation("measures_create"), operation("measures_partial_update")
    wanted = models.MeasureWriteRequest(plan="example", section="1.2", title="建设平台", text="建设平台。")
    begun = models.PatchedMeasureWriteRequest(phase=models.Phase.IN_PROGRESS)
    with package.AuthenticatedClient(base_url=site, token=secret, prefix="Token") as client:
        made = create(client=client, body=wanted, idempotency_key="once")
        assert create(client=client, body=wanted, idempotency_key="once").code == made.code
        assert Measure.objects.get(title="建设平台").code == made.code
        seen = f'"{made.version}"'
        assert update("example", made.code, client=client, body=begun, if_match=seen).version == made.version + 1
        stale = update("example", made.code, client=client, body=begun, if_match=seen)
        assert (stale.status, stale.current["version"]) == (412, made.version + 1)


def test_its_names_are_the_same_in_every_language(generated: Path) -> None:
    assert [file.name for file in generated.rglob("*.py") if not file.name.isascii()] == []
