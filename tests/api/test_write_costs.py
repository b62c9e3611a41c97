"""What a change of one record costs, and that its answer, which is not read again, is what a reader gets."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from measures.models import Measure, Plan, PlanLimit
from tests.api.requests import patch
from tests.factories import make_body, make_plan

pytestmark = pytest.mark.django_db

MEASURE, SECTION = "/api/v1/plans/example/measures/1.1-1/", "/api/v1/plans/example/sections/1.1/"
STATEMENTS = {"postgresql": 5, "sqlite": 7}
CHANGES: list[dict[str, Any]] = [{"title": "改写标题"}, {"due_on": "2025-06-30"}, {"note": "批注"}]


def test_a_change_costs_so_many_statements_in_one_transaction(writer: APIClient, plan: Plan) -> None:
    patch(writer, {"phase": "in_progress"}, address=MEASURE)  # keeps what was stored before anybody wrote
    for version, change in enumerate(CHANGES, start=2):
        with CaptureQueriesContext(connection) as asked:
            assert patch(writer, change, version, MEASURE).status_code == 200
        statements = [query["sql"] for query in asked.captured_queries]
        transactions = [sql for sql in statements if "SAVEPOINT" in sql]  # in the transaction of the test
        assert len(transactions) == 2
        assert len(statements) - len(transactions) == STATEMENTS[connection.vendor], statements


def test_a_change_writes_the_columns_that_change(writer: APIClient, plan: Plan) -> None:
    with CaptureQueriesContext(connection) as asked:
        patch(writer, {"title": "改写标题", "note": "", "phase": "not_started"}, address=MEASURE)
    [update] = [query["sql"] for query in asked.captured_queries if "UPDATE " in query["sql"]]
    assert update.partition(" WHERE ")[0].count(" = ") == 3, update  # title, version, updated_at


@pytest.mark.parametrize(
    ("address", "changes"),
    [
        (MEASURE, [*CHANGES, {"due_on": None, "label": "1."}, {"section": "1.2"}, {"kind": "project", "text": "甲。"}]),
        ("/api/v1/plans/example/measures/1.1-2/", CHANGES),  # of no document
        (SECTION, [{"title": "科学 研究"}, {"label": "", "text": "引言。"}]),
        ("/api/v1/plans/example/", [{"title": "示例市规划"}, {"issued_on": "2021-02-03"}]),
    ],
)
def test_the_answer_is_byte_for_byte_what_is_read_next(
    writer: APIClient, plan: Plan, address: str, changes: list[dict[str, Any]]
) -> None:
    for version, change in enumerate(changes, start=1):
        answer = patch(writer, change, version, address)
        assert answer.status_code == 200, answer.json()
        assert answer.content == writer.get(address).content


def test_the_answer_about_a_plan_or_a_body_names_others_as_a_reader_finds_them(writer: APIClient, plan: Plan) -> None:
    body, other = make_body("市科研局"), make_body("市政府")
    answer = patch(writer, {"issuer": str(other.uuid)}, address="/api/v1/plans/example/")
    assert answer.content == writer.get("/api/v1/plans/example/").content
    address = f"/api/v1/bodies/{body.uuid}/"
    for version, change in enumerate(({"parent": str(other.uuid), "aliases": ["科研局"]}, {"parent": None}), start=1):
        answer = patch(writer, change, version, address)
        assert answer.content == writer.get(address).content, answer.json()


def test_what_was_written_around_an_edit_is_kept_by_the_next_change(writer: APIClient, plan: Plan) -> None:
    patch(writer, {"title": "第一"}, address=MEASURE)
    Measure.objects.filter(code="1.1-1").update(title="从旁改写")
    patch(writer, {"note": "批注"}, 2, MEASURE)
    rows = Measure.history.filter(code="1.1-1").order_by("history_id")
    said = [(row.title, row.note, row.edit is None) for row in rows]
    assert said[1:] == [("第一", "", False), ("从旁改写", "", True), ("从旁改写", "批注", False)]


def test_a_limit_given_since_the_last_change_holds_for_the_next(writer: APIClient, editor: User, plan: Plan) -> None:
    assert patch(writer, {"note": "甲"}, address=MEASURE).status_code == 200
    limit = PlanLimit.objects.create(user=editor)  # to no plan
    assert patch(writer, {"note": "乙"}, 2, MEASURE).status_code == 403
    assert "note" not in writer.get(MEASURE).json()  # the office's own
    limit.plans.set([make_plan("other")])
    assert patch(writer, {"note": "乙"}, 2, MEASURE).status_code == 403
    assert "note" not in writer.get(MEASURE).json()
    limit.plans.add(plan)
    assert patch(writer, {"note": "甲"}, 2, MEASURE).status_code == 200
    assert Measure.objects.get(code="1.1-1").note == "甲"


@pytest.mark.only("postgresql")
@pytest.mark.django_db(transaction=True)
def test_postgresql_is_waited_for_three_times(writer: APIClient, plan: Plan, tmp_path: Path) -> None:
    """For who asks, for the record, and for what is written with what the answer shows of others."""
    patch(writer, {"note": "甲"}, address=MEASURE)
    protocol = connection.connection.pgconn
    with (tmp_path / "trace").open("w") as trace:
        protocol.trace(trace.fileno())
        answer = patch(writer, {"note": "乙"}, 2, MEASURE)
        protocol.untrace()
    assert (tmp_path / "trace").read_text().count("ReadyForQuery") == 3
    assert answer.content == writer.get(MEASURE).content
