"""Two people apply to one plan at the same moment: one wins, the other is told, and nothing is written twice."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from measures.importing import ComparisonChangedError, apply, compare, read
from measures.models import Edit, Measure
from tests.importing.sample import find, import_records, sample, to_bytes


def revised(title: str) -> bytes:
    records = sample()
    find(records, "sourcedocument")["sha256"] = "2" * 64
    find(records, "measure", code="1.1-2")["title"] = title
    return to_bytes(records)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_saw_the_same_state_one_wins_and_the_other_is_told() -> None:
    import_records()
    last = Edit.objects.latest("pk").pk
    incoming = {title: read(revised(title)) for title in ("建设重点实验室", "建设国家实验室")}
    shown = {title: compare(each).fingerprint() for title, each in incoming.items()}
    outcomes: dict[str, Any] = {}
    start = Barrier(2)

    def press_apply(title: str) -> None:
        start.wait()
        try:
            outcomes[title] = apply(incoming[title], expected=shown[title])
        except ComparisonChangedError as error:
            outcomes[title] = error
        finally:
            connection.close()

    people = [Thread(target=press_apply, args=(title,)) for title in incoming]
    for person in people:
        person.start()
    for person in people:
        person.join()
    told = [title for title, outcome in outcomes.items() if isinstance(outcome, ComparisonChangedError)]
    assert len(outcomes) == 2
    assert len(told) == 1
    assert Measure.objects.get(code="1.1-2").title == ({*incoming} - {*told}).pop()
    assert Edit.objects.filter(pk__gt=last).count() == 1
