import os
import subprocess
import sys

import pytest

from tests.serving import ROOT


@pytest.fixture(scope="session")
def static(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of the files that pages need."""
    folder = str(tmp_path_factory.mktemp("static"))
    production = {"DEBUG": "0", "SECRET_KEY": "only-in-this-test-" * 4, "ALLOWED_HOSTS": "127.0.0.1"}
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(command, cwd=ROOT, env=os.environ | production | {"STATIC_ROOT": folder}, check=True)
    return folder
