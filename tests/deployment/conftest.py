import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.copying import once
from tests.deployment.line import Line
from tests.serving import ROOT


@pytest.fixture(scope="session")
def static(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of the files that pages need, collected by the worker that first wants it: it takes seconds."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    folder = str(shared / "static")
    with once(shared / "static.mark") as first:
        if first:
            collect(folder)
    return folder


@pytest.fixture(scope="module")
def whole_line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    if "TEST_DATABASE_URL" in os.environ:
        pytest.skip("only the suite's own server is reached by a socket that can be put in between")
    line = Line(tmp_path_factory.mktemp("s"))
    yield line
    line.cut()


def collect(folder: str) -> None:
    """All but those of the API's documentation, which are most and which nobody opens here; the image collects all."""
    production = {"DEBUG": "0", "SECRET_KEY": "only-in-this-test-" * 4, "ALLOWED_HOSTS": "127.0.0.1"}
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    command += ["--ignore", "drf_spectacular_sidecar", "--ignore", "rest_framework"]
    subprocess.run(command, cwd=ROOT, env=os.environ | production | {"STATIC_ROOT": folder}, check=True)
