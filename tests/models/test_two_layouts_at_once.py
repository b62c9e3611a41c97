"""Two people have another report layout chosen at first, at the same moment: the later one stays."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from measures.models import ReportLayout
from tests.waiting import wait_until

# SQLite lets one transaction write at a time.
pytestmark = [pytest.mark.only("postgresql"), pytest.mark.django_db(transaction=True)]


def keep(name: str, by: User) -> None:
    ReportLayout(name=name, report="ledger", columns="number,title", is_default=True).keep(by)


def others_wait_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
        return cursor.fetchone() is not None


def test_the_later_one_stays() -> None:
    boss = User.objects.create_superuser("boss")

    def keep_another() -> None:
        try:
            keep("乙", boss)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            keep("甲", boss)
            other = pool.submit(keep_another)
            wait_until(others_wait_for_a_lock)
        other.result()
    assert list(ReportLayout.objects.filter(is_default=True).values_list("name", flat=True)) == ["乙"]
