"""Reading goes where Django's database routers send it, such as to a replica."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from measures.models import Plan


class ReadFromReplica:
    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "replica"


@pytest.fixture
def replica(plan: Plan, settings: Any) -> Iterator[CaptureQueriesContext]:
    """A second alias of the test's own database, in its transaction, and what is asked of it."""
    connections["replica"] = mirror = connection.copy("replica")
    mirror.connection = connection.connection
    settings.DATABASE_ROUTERS = [f"{__name__}.ReadFromReplica"]
    with CaptureQueriesContext(mirror) as asked:
        yield asked
    mirror.connection = None
    del connections["replica"]


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/measures/",
        "/api/v1/measures/?count=true&q=人才",
        "/api/v1/measures/?q=市科技局&expand=section,source",
        "/api/v1/measures/?body=dd93563f-c04e-50b7-a7e3-af5bbbcadccd&phase=not_started",
        "/api/v1/measures/?format=ndjson",
        "/api/v1/plans/example/measures/1.1-1/",
        "/api/v1/plans/example/tree/",
        "/api/v1/sections/",
        "/api/v1/changes/",
    ],
)
def test_a_read_asks_nothing_of_the_main_database(replica: CaptureQueriesContext, api: APIClient, address: str) -> None:
    with CaptureQueriesContext(connection) as asked_of_main:
        response = api.get(address)
        assert response.getvalue()
    assert response.status_code == 200
    assert len(replica) >= 1
    assert [query["sql"] for query in asked_of_main] == []
