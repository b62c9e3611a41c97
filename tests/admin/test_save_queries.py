"""A save asks the database for what it needs, since others wait, and for nothing that its sender does not see."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from measures.models import Measure, Plan, PlanLimit
from tests.admin.pages import Editing
from tests.factories import make_plan

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


def test_a_record_that_its_sender_does_not_see_is_not_there(
    measure: Measure, editor: User, editor_client: Client
) -> None:
    page = Editing(editor_client, measure).open()
    Plan.objects.update(state="draft")
    PlanLimit.objects.create(user=editor).plans.set([make_plan("other")])
    answer = page.save(title="改写")
    missing = editor_client.post(page.url.replace(f"/{measure.pk}/", "/987654/"), page.fields)
    assert (answer.status_code, answer.headers.get("Location")) == (
        missing.status_code,
        missing.headers.get("Location"),
    )
    measure.refresh_from_db()
    assert measure.title != "改写"
