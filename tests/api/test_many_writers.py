"""Many write through the API at once: each change is kept once, and copies end with the database's own state."""

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from rest_framework.test import APIClient

from measures.api.writing.serializers import MeasureWriteSerializer
from measures.models import Change, Measure, Plan
from tests.api.conftest import with_token
from tests.api.test_keeping_in_step import Reader
from tests.factories import make_measure, make_plan, make_section

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, TIMES = 6, 5


@pytest.fixture
def measures(transactional_db: None) -> list[Measure]:
    """For each writer one, two in each plan."""
    plans = [make_plan(f"plan{number}") for number in range(WRITERS // 2)]
    sections = [make_section(plan) for plan in plans]
    return [make_measure(section) for section in sections for _ in range(2)]


def address_of(measure: Measure) -> str:
    return f"/api/v1/plans/{measure.plan.slug}/measures/{measure.code}/"


def change(caller: APIClient, measure: Measure, version: int, **values: str) -> Any:
    return caller.patch(address_of(measure), values, format="json", headers={"If-Match": f'"{version}"'})


def at_once(writers: list[Callable[[], None]], meanwhile: Callable[[], object] = lambda: None) -> None:
    failures: list[BaseException] = []

    def run(write: Callable[[], None]) -> None:
        try:
            write()
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[write]) for write in writers]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        meanwhile()
    assert failures == []


def test_each_change_of_each_writer_is_kept_and_followed_in_order(
    api: APIClient, editor: User, measures: list[Measure]
) -> None:
    reader, read = Reader(api), list[str]()
    callers = [with_token(editor) for _ in measures]

    def write(caller: APIClient, measure: Measure) -> None:
        for version in range(1, TIMES + 1):
            answer = change(caller, measure, version, title=f"第{version}次")
            assert (answer.status_code, answer.json()["version"]) == (200, version + 1), answer.content

    def follow() -> None:
        read.extend(address for _, _, address in reader.follow())

    pairs = zip(callers, measures, strict=True)
    at_once([partial(write, *pair) for pair in pairs], meanwhile=follow)
    follow()
    assert len(read) == len(measures) * TIMES
    assert reader.copy == reader.pull()
    rows = Counter(Measure.history.values_list("id", flat=True))
    assert set(rows.values()) == {TIMES + 1}


def test_of_those_who_saw_the_same_version_one_alone_writes(editor: User, measures: list[Measure]) -> None:
    callers, answers = [with_token(editor) for _ in range(WRITERS)], list[int]()

    def write(caller: APIClient, number: int) -> None:
        answers.append(change(caller, measures[0], 1, title=f"标题{number}").status_code)

    at_once([partial(write, *pair) for pair in zip(callers, range(WRITERS), strict=True)])
    assert sorted(answers) == [200, *[412] * (WRITERS - 1)]
    measures[0].refresh_from_db()
    assert measures[0].version == 2


@pytest.mark.only("postgresql")
@pytest.mark.parametrize(("same", "status", "note"), [(False, 200, "我的"), (True, 412, "")])
def test_who_reads_and_writes_one_measure_is_overtaken_by_a_change_of_that_one_alone(
    same: bool, status: int, note: str, editor: User, measures: list[Measure], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = measures[:2]
    caller, somebody, times = with_token(editor), with_token(editor), list[int]()
    check = MeasureWriteSerializer.validate

    def validate(self: Any, attrs: Any) -> Any:
        if attrs.get("note") == "我的":
            times.append(1)
            if len(times) == 1:
                at_once([lambda: answers.append(change(somebody, mine if same else other, 1, title="先到"))])
        return check(self, attrs)

    answers: list[Any] = []
    monkeypatch.setattr(MeasureWriteSerializer, "validate", validate)
    answer = change(caller, mine, 1, note="我的")
    assert [each.status_code for each in answers] == [200]
    assert answer.status_code == status
    assert len(times) == 1
    mine.refresh_from_db()
    assert (mine.note, mine.title) == (note, "先到" if same else "支持基础研究")


@pytest.mark.only("postgresql")
def test_a_refusal_waits_for_nobody(editor: User, measures: list[Measure]) -> None:
    from tests.edits.test_busy import somebody_writing

    caller = with_token(editor)
    with somebody_writing():
        refused = [
            change(caller, measures[0], 7, note="x").status_code,
            change(caller, measures[0], 1, phase="soon").status_code,
            with_token(User.objects.create(username="looker")).patch(address_of(measures[0])).status_code,
        ]
    assert refused == [412, 400, 403]
    assert Plan.objects.count() == WRITERS // 2
    assert not Change.objects.filter(operation="update").exists()
