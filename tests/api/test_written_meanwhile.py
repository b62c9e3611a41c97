"""Somebody writes to the same plan while a change is read and checked: it is begun anew, and nothing is lost."""

import threading
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from measures.api.writing.base import WritableViewSet
from measures.api.writing.one_edit import ATTEMPTS
from measures.choices import EditVia
from measures.edits import edit
from measures.models import Measure
from measures.models.writers import places
from tests.api.conftest import with_token
from tests.api.requests import patch
from tests.factories import make_measure, make_plan, make_section

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only("postgresql")]


@pytest.fixture
def measure(transactional_db: None) -> Measure:
    return make_measure(make_section(make_plan("demo")))


def annotate_elsewhere(pk: int, note: str) -> None:
    """Of another measure, in another thread: done when this ends."""

    def write() -> None:
        try:
            with edit(None, via=EditVia.API):
                measure = Measure.objects.get(pk=pk)
                measure.note = note
                measure.save()
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    writer.join(30)


def test_it_keeps_nobody_waiting_until_it_is_begun_for_the_last_time(
    measure: Measure, editor: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LOCK_WAIT_SECONDS, leave = 1, places.give_back
    other, tries, read = make_measure(measure.section), list[str](), WritableViewSet.stored

    def read_meanwhile(*args: Any) -> Any:
        tries.append(f"批注{len(tries) + 1}")
        if len(tries) < ATTEMPTS:
            annotate_elsewhere(other.pk, tries[-1])
        return read(*args)

    monkeypatch.setattr(WritableViewSet, "stored", read_meanwhile)
    places_left: list[int] = []

    def give_back() -> None:
        places_left.append(threading.get_ident())
        leave()

    monkeypatch.setattr(places, "give_back", give_back)
    answer = patch(with_token(editor), {"title": "改写"}, address=f"/api/v1/plans/demo/measures/{measure.code}/")
    assert answer.status_code == 200, answer.json()
    assert tries == ["批注1", "批注2", "批注3"]
    assert Measure.objects.get(pk=measure.pk).title == "改写"
    assert Measure.objects.get(pk=other.pk).note == "批注2"
    assert places_left.count(threading.get_ident()) == 1, "it was to wait behind all others again"
