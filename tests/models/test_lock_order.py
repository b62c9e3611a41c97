"""Whoever writes takes the feed's lock first and rows after it: in one order, no two can wait for each other."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from measures.choices import Phase
from measures.edits import EditVia, SetPhase, change_many
from measures.models import Measure, Section
from tests.admin.pages import Editing
from tests.factories import make_measure, make_plan, make_section
from tests.importing.sample import import_records, sample
from tests.made_once import made_once

pytestmark = [pytest.mark.django_db, pytest.mark.only("postgresql")]


@made_once
def measure() -> Measure:
    return make_measure(make_section(make_plan()))


def first_lock(write: Callable[[], object]) -> str:
    """The first statement that locks anything."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        write()
    ours = (query["sql"] for query in queries if "measures_" in query["sql"] or "feed_hold" in query["sql"])
    locks = ("feed_hold", "FOR UPDATE", "INSERT", "UPDATE ", "DELETE")
    return next(sql for sql in ours if any(lock in sql for lock in locks))


def test_a_save_in_the_admin(measure: Measure, editor: User, client: Client) -> None:
    client.force_login(editor)
    page = Editing(client, measure).open()
    assert "feed_hold" in first_lock(lambda: page.save(title="新的标题"))
    measure.refresh_from_db()
    assert measure.title == "新的标题"


def test_an_action_on_many(measure: Measure, editor: User) -> None:
    everything, wanted = Measure.objects.all(), SetPhase(phase=Phase.IN_PROGRESS)
    assert "feed_hold" in first_lock(lambda: change_many(everything, wanted, by=editor, via=EditVia.ADMIN))


def test_a_record_added_by_hand(measure: Measure) -> None:
    new = Measure(plan=measure.plan, section=measure.section, title="新增", text="新增。")
    assert "feed_hold" in first_lock(new.save)
    assert "feed_hold" in first_lock(Section(plan=measure.plan, title="新章").save)


def test_an_import() -> None:
    import_records()
    assert "feed_hold" in first_lock(lambda: import_records(sample()))
