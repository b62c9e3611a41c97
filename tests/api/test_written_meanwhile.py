"""Somebody writes to the same plan while a change is read and checked: it is begun anew, and nothing is lost.

A change of one measure is no matter to that of another.
"""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from zeal import zeal_ignore

from measures.api.writing.base import WritableViewSet
from measures.api.writing.one_edit import ATTEMPTS
from measures.choices import EditVia
from measures.edits import edit
from measures.models import Measure, Responsibility, Section
from measures.models.write_slots import write_slots
from tests.api.conftest import with_token
from tests.api.requests import patch, post
from tests.factories import assign, make_body, make_measure, make_plan, make_section, make_source, make_target

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only("postgresql")]


@pytest.fixture
def measure(transactional_db: None) -> Measure:
    return make_measure(make_section(make_plan("demo")))


def elsewhere(write: Callable[[], object]) -> None:
    """In another thread: done when this ends."""

    def run() -> None:
        try:
            with edit(None, via=EditVia.API):
                write()
        finally:
            connection.close()

    writer = threading.Thread(target=run)
    writer.start()
    writer.join(30)


def test_it_keeps_nobody_waiting_until_it_is_begun_for_the_last_time(
    measure: Measure, editor: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LOCK_WAIT_SECONDS, original = 1, write_slots.release
    section, tries, read = measure.section, list[str](), WritableViewSet.stored

    def read_meanwhile(*args: Any) -> Any:
        tries.append(f"标题{len(tries) + 1}")
        if len(tries) < ATTEMPTS:
            section.title = tries[-1]
            elsewhere(section.save)
        return read(*args)

    monkeypatch.setattr(WritableViewSet, "stored", read_meanwhile)
    released: list[int] = []

    def release() -> None:
        released.append(threading.get_ident())
        original()

    monkeypatch.setattr(write_slots, "release", release)
    answer = patch(with_token(editor), {"title": "改写"}, address=f"/api/v1/plans/demo/measures/{measure.code}/")
    assert answer.status_code == 200, answer.json()
    assert tries == ["标题1", "标题2", "标题3"]
    assert Measure.objects.get(pk=measure.pk).title == "改写"
    section.refresh_from_db()
    assert section.title == "标题2"
    assert released.count(threading.get_ident()) == 1, "it was to wait behind all others again"


def rename(section: Section) -> None:
    section.title = "改名"
    section.save()


SENT = {"note": "批注"}
MEANWHILE: dict[str, tuple[Callable[[Measure, Measure], object], dict[str, str], int]] = {
    "another measure": (lambda _, other: other.save(), SENT, 1),
    "a new measure": (lambda measure, _: make_measure(measure.section), SENT, 1),
    "a target of another measure": (lambda _, other: make_target(other), SENT, 1),
    "a role in another measure": (lambda _, other: assign(other, "市府办"), SENT, 1),
    "another measure, which goes": (lambda _, other: other.delete(), SENT, 1),
    "another measure, before it takes a place after it": (lambda _, other: other.save(), {"section": "2"}, 2),
    "its section": (lambda measure, _: rename(measure.section), SENT, 2),
    "another section": (lambda _, other: rename(other.section), SENT, 2),
    "its plan": (lambda measure, _: measure.plan.save(), SENT, 2),
    "an edition of its plan": (lambda measure, _: make_source(measure.plan, "甲"), SENT, 2),
    "a body": (lambda *_: make_body("市新设局"), SENT, 2),
}


@pytest.mark.parametrize("case", MEANWHILE)
def test_what_it_has_not_read_does_not_begin_it_anew(
    case: str, measure: Measure, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, sent, tries = MEANWHILE[case]
    assign(measure, "市府办")
    other = make_measure(make_section(measure.plan, code="2"))
    make_measure(make_section(make_plan("another"), code="2"))
    caller, tried, read = with_token(editor), list[int](), WritableViewSet.stored

    def read_before(*args: Any) -> Any:
        found = read(*args)
        tried.append(1)
        if len(tried) == 1:
            elsewhere(lambda: write(measure, other))
        return found

    monkeypatch.setattr(WritableViewSet, "stored", read_before)
    measure.refresh_from_db()
    with zeal_ignore():  # of sections: that of the same code is read each time
        answer = patch(caller, sent, measure.version, address=f"/api/v1/plans/demo/measures/{measure.code}/")
    assert answer.status_code == 200, answer.json()
    assert len(tried) == tries


@pytest.mark.parametrize(
    "write",
    {
        "a role": (lambda measure: assign(measure, "市府办"), 412),
        "a target": (lambda measure: make_target(measure), 412),
        "its wording": (lambda measure: Measure.objects.get(pk=measure.pk).save(), 412),
        "its code, by plain SQL": (lambda measure: Measure.objects.filter(pk=measure.pk).update(code="9-9"), 404),
        "it goes": (lambda measure: measure.delete(), 400),
    }.items(),
    ids=lambda pair: pair[0],
)
def test_whoever_gives_a_role_sees_what_was_written_of_the_measure_meanwhile(
    write: tuple[str, tuple[Callable[[Measure], object], int]],
    measure: Measure,
    editor: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body, tried, read = make_body("市科研局"), list[int](), WritableViewSet.stored

    def read_before(*args: Any) -> Any:
        found = read(*args)
        tried.append(1)
        if len(tried) == 1:
            elsewhere(lambda: write[1][0](measure))
        return found

    monkeypatch.setattr(WritableViewSet, "stored", read_before)
    address = f"/api/v1/plans/demo/measures/{measure.code}/assign/"
    answer = post(with_token(editor), address, {"body": str(body.uuid), "role": "lead"}, measure.version)
    assert answer.status_code == write[1][1], answer.json()
    assert not Responsibility.objects.filter(body=body).exists()
