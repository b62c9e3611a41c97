"""Of two saves of a record at the same moment one waits for the other, and is then out of date."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection

from tests.admin.conftest import signed_in
from tests.admin.pages import Editing
from tests.factories import make_measure, make_plan, make_section


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_refused() -> None:
    measure = make_measure(make_section(make_plan()))
    boss = User.objects.create_superuser("boss", password="pass")
    both = [Editing(signed_in(boss), measure).open() for _ in range(2)]
    start = Barrier(2)

    def save(number: int) -> int:
        start.wait()
        try:
            return both[number].save(title=f"标题{number}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(save, range(2)))
    measure.refresh_from_db()
    assert answers == [200, 302]
    assert measure.version == 2
