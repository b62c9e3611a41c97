"""In development a browser's tools show where the time of an answer went; nobody else is told."""

import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from policyhub import database_use
from tests.factories import make_plan

pytestmark = pytest.mark.django_db


def test_an_answer_says_how_long_the_database_and_all_else_took(settings: Settings) -> None:
    make_plan("example")
    settings.DEBUG = True
    try:
        timing = Client().get("/api/v1/plans/").headers["Server-Timing"]
    finally:
        database_use.stop()
    found = re.fullmatch(r'db;desc="1 query";dur=([\d.]+), app;dur=([\d.]+), total;dur=([\d.]+)', timing)
    assert found, timing
    database, app, total = map(float, found.groups())
    assert database > 0
    assert total == pytest.approx(database + app, abs=0.11)


def test_in_production_it_says_nothing(client: Client) -> None:
    assert "Server-Timing" not in client.get("/api/v1/plans/").headers
