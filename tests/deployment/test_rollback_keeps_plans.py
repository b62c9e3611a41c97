"""A rollback leaves a shared connection the statements that the server has planned: to plan all anew takes longer than
a small change.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection
from psycopg.pq import TransactionStatus

from policyhub.postgresql.pool import PooledConnection

pytestmark = [pytest.mark.only("postgresql"), pytest.mark.django_db(transaction=True)]

PLANNED = "SELECT count(*) FROM pg_prepared_statements"


@pytest.fixture
def shared() -> Iterator[PooledConnection]:
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    with PooledConnection.connect(url, prepare_threshold=0) as held:
        held.execute("CREATE TEMPORARY TABLE kept AS SELECT 0 AS number")
        held.commit()
        yield held


def planned(shared: PooledConnection) -> int:
    found = shared.execute(PLANNED, prepare=False).fetchone()
    return int(found[0]) if found else 0


def test_what_is_planned_stays_and_what_was_written_goes(shared: PooledConnection) -> None:
    shared.execute("UPDATE kept SET number = 1")
    before = planned(shared)
    assert before > 0
    shared.rollback()
    assert shared.info.transaction_status == TransactionStatus.IDLE
    assert planned(shared) == before
    assert shared.execute("SELECT number FROM kept").fetchone() == (0,)


def test_a_failed_statement_costs_no_other_its_plan(shared: PooledConnection) -> None:
    shared.execute("UPDATE kept SET number = 1")
    before = planned(shared)
    with suppress(psycopg.errors.DivisionByZero):
        shared.execute("SELECT 1 / 0", prepare=False)
    assert shared.info.transaction_status == TransactionStatus.INERROR
    shared.rollback()
    assert planned(shared) == before
    shared.execute("UPDATE kept SET number = 2")
    shared.commit()
    assert shared.execute("SELECT number FROM kept").fetchone() == (2,)


def test_a_statement_is_planned_for_good_after_a_rollback_as_before(shared: PooledConnection) -> None:
    shared.execute("SELECT 1")
    shared.rollback()
    shared.execute("SELECT 2")
    assert planned(shared) >= 2


def test_without_a_transaction_there_is_nothing_to_do(shared: PooledConnection) -> None:
    shared.rollback()
    assert shared.info.transaction_status == TransactionStatus.IDLE


def test_in_a_pipeline_what_waits_is_given_up_and_its_plan_kept(shared: PooledConnection) -> None:
    shared.execute("UPDATE kept SET number = 1")
    before = planned(shared)
    with shared.pipeline():
        shared.execute("UPDATE kept SET number = 1")
        shared.rollback()
    assert planned(shared) >= before
    assert shared.execute("SELECT number FROM kept").fetchone() == (0,)


def test_what_came_after_a_failure_in_a_pipeline_is_planned_when_it_comes_again(shared: PooledConnection) -> None:
    shared.execute("SELECT number FROM kept")
    before = planned(shared)
    with suppress(psycopg.errors.DivisionByZero), shared.pipeline():
        shared.execute("SELECT 1 / 0", prepare=False)
        shared.execute("UPDATE kept SET number = 1")
        shared.execute("UPDATE kept SET number = 1")
        shared.commit()
    shared.rollback()
    assert planned(shared) == before
    for _ in range(3):
        shared.execute("UPDATE kept SET number = 1")
    shared.commit()
    assert planned(shared) == before + 1


def test_a_failure_that_is_found_by_the_commit_costs_no_plan(shared: PooledConnection) -> None:
    shared.execute("UPDATE kept SET number = 1")
    before = planned(shared)
    with shared.pipeline():
        shared.execute("UPDATE kept SET number = 2")
        shared.execute("SELECT 1 / 0", prepare=False)
        with suppress(psycopg.errors.DivisionByZero):
            shared.commit()
        shared.rollback()
        assert shared.info.transaction_status == TransactionStatus.IDLE
    assert planned(shared) >= before
    assert shared.execute("SELECT number FROM kept").fetchone() == (0,)
