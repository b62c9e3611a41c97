"""How far long work has come, on the page of its row: see admin/measures/progress.html and measures/progress.js."""

from dataclasses import dataclass
from datetime import datetime

from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from measures.models import Edit, Import


@dataclass(frozen=True)
class Work:
    """Work that a process of its own does; `address` answers how far it is as JSON.

    Of a bulk change `done` and `of` count records; of other work `expected` is about how many seconds it takes, or 0
    where nobody knows.
    """

    address: str
    label: str
    since: datetime
    by: str
    running: bool
    done: int = 0
    of: int = 0
    expected: int = 0

    @property
    def seconds(self) -> int:
        """Since it was asked for."""
        return int((timezone.now() - self.since).total_seconds())

    @property
    def value(self) -> int:
        """How much of `most` the bar shows."""
        return self.done if self.of else min(self.seconds, self.expected)

    @property
    def most(self) -> int:
        return self.of or self.expected

    def as_json(self) -> JsonResponse:
        return JsonResponse({"running": self.running, "seconds": self.seconds, "value": self.value, "most": self.most})


def work_of_import(item: Import) -> Work:
    """How far the process is that reads or applies an import."""
    address = reverse("admin:measures_import_status", args=[item.pk])
    if item.task is None:
        label = gettext("The file is being read, in a process of its own: you may leave this page and come back.")
        return Work(address, label, since=item.at, by=item.by_name, running=item.in_progress)
    label = gettext("The import is being applied, in a process of its own: you may leave this page and come back.")
    since, seconds = datetime.fromisoformat(item.task["at"]), item.task["seconds"]
    return Work(address, label, since, item.applied_by_name, running=item.in_progress, expected=seconds)


def work_of_edit(edit: Edit) -> Work:
    """How far a bulk change has come."""
    running = edit.in_progress and not edit.is_lost
    return Work(
        address=reverse("admin:measures_edit_status", args=[edit.pk]),
        label=gettext("The records are being changed by a process of its own: you may leave this page and come back."),
        since=edit.at,
        by=edit.author_name,
        running=running,
        done=edit.handled,
        of=edit.planned,
    )
