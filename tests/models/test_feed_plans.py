"""PostgreSQL plans a trigger's statements once a connection. What it plans while tables are small has to do for large
ones: else an import that follows a small edit reads every table once a row."""

import pytest
from django.db import connection

from measures.choices import ReviewState, Role
from measures.models import Measure, Responsibility
from tests.factories import make_body, make_measure, make_plan, make_section

pytestmark = [pytest.mark.only("postgresql"), pytest.mark.django_db]
MANY = 300
WRITTEN = ("measures_measure", "measures_responsibility", "measures_confirmedcontent")


def rows_read_in_scans() -> int:
    """How many rows of these tables this transaction has read by going through a whole table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(seq_tup_read) FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)", [[*WRITTEN]])
        return int(cursor.fetchone()[0])


def add(first: Measure, count: int) -> None:
    """So many measures as imported, with a body each; then another wording for all of them, row by row."""
    body = make_body()
    rows = [
        Measure(plan=first.plan, section=first.section, code=f"{count}-{number}", position=number, title="措施")
        for number in range(count)
    ]
    for row in rows:
        row.review_state = ReviewState.PUBLISHED
    stored = Measure.objects.bulk_create(rows)
    Responsibility.objects.bulk_create(Responsibility(measure=row, body=body, role=Role.LEAD) for row in stored)
    Measure.objects.filter(pk__in=[row.pk for row in stored]).update(title="另一条措施")
    Responsibility.objects.filter(measure__in=stored).update(role=Role.SUPPORT)


def test_statements_planned_for_a_small_table_read_no_table_once_a_row() -> None:
    first = make_measure(make_section(make_plan()))
    with connection.cursor() as cursor:
        for table in WRITTEN:
            cursor.execute(f"ANALYZE {table}")
    add(first, 20)
    before = rows_read_in_scans()
    add(first, MANY)
    assert rows_read_in_scans() - before < 20 * MANY
