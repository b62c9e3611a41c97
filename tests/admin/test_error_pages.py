"""The pages that a person sees when something fails."""

from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views.defaults import server_error

PRODUCTION_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"


@pytest.fixture
def no_collected_files(settings: Any, tmp_path: Path) -> None:
    """A site in production whose `collectstatic` was forgotten."""
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": PRODUCTION_STORAGE}}
    settings.STATIC_ROOT = str(tmp_path)
    settings.DEBUG = False


@pytest.mark.usefixtures("no_collected_files")
def test_an_error_page_needs_no_collected_files(rf: RequestFactory) -> None:
    """Otherwise the error page itself fails, and the server's answer to any error is an empty 500."""
    assert "measures/error.css" in server_error(rf.get("/admin/")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("template", ["403.html", "404.html", "500.html"])
def test_the_files_that_an_error_page_names_are_there(client: Client, template: str) -> None:
    for name in ("measures/error.css", "measures/icon.svg"):
        assert f'href="/static/{name}"' in render_to_string(template)
        response = client.get(f"/static/{name}")
        assert response.status_code == 200
        response.close()
