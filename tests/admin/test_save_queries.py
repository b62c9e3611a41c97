"""A save asks the database for what it needs: other requests wait for it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from measures.models import Measure
from tests.admin.pages import Editing

pytestmark = pytest.mark.django_db


def test_a_changed_title_asks_for_no_record_that_stays_as_it_is(measure: Measure, editor_client: Client) -> None:
    page = Editing(editor_client, measure).open()
    page.save(note="先")  # keeps what was stored before anybody wrote
    page.open()
    with CaptureQueriesContext(connection) as asked:
        assert page.save(title="改写").status_code == 302
    statements = [query["sql"] for query in asked.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(statements) == 18, statements
    assert sum(' FROM "measures_responsibility"' in sql for sql in statements) == 1
    measure.refresh_from_db()
    assert (measure.title, measure.version) == ("改写", 3)
