"""A past for tests: what an edit wrote is moved to another day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

from django.utils import timezone

from measures.choices import EditVia
from measures.edits import edit
from measures.models import Edit
from tests.edits.history import TRACKED


def noon(day: str) -> datetime:
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), time(12)))


@contextmanager
def recorded_on(day: str, by: str = "") -> Iterator[Edit]:
    """An edit whose rows of history are those of noon on that day."""
    with edit(None, via=EditVia.COMMAND) as unit:
        unit.edit.by_name = by
        yield unit.recorded_edit()
    move(unit.edit, noon(day))


def move(moved: Edit, moment: datetime) -> None:
    Edit.objects.filter(pk=moved.pk).update(at=moment)
    for model in TRACKED:
        model.history.filter(edit=moved).update(history_date=moment)
