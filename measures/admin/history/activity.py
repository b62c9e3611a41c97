"""All edits of the office, newest first: what each touched, as far as the reader may see it, and filters to find one.

A page is read from where the last one ended, never counted nor skipped through, in a fixed number of queries.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.fields.json import KT
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from measures.admin.history.forms import HistoryForm, read_place
from measures.admin.history.touched import Line, lines_of_edits
from measures.admin.numbers import whole_number
from measures.admin.types import Label
from measures.choices import EditVia
from measures.edits.history_rows import TRACKED
from measures.edits.visible_history import edits_seen, edits_touching
from measures.models import Edit
from measures.models.history import Tracked

EDITS_A_PAGE = 30
BULK, UNDO = "bulk", "undo"
WAYS: list[tuple[str, Label]] = [*EditVia.choices, (BULK, _("Many records at once")), (UNDO, _("Undoing"))]
KINDS: Mapping[str, type[Tracked]] = {str(model._meta.model_name): model for model in TRACKED}


class ActivityForm(HistoryForm):
    """The filters of all activity."""

    via = forms.ChoiceField(label=_("made through"), required=False, choices=[("", _("All")), *WAYS])
    batch = forms.CharField(label=_("edit number"), required=False)

    def clean_batch(self) -> int | None:
        typed = self.cleaned_data["batch"].strip()
        if typed and whole_number(typed) is None:
            raise ValidationError(_("The number of an edit is a whole number."))
        return whole_number(typed)

    def edits(self) -> QuerySet[Edit]:
        """The edits that the reader sees and the filters leave, newest first."""
        edits = Edit.objects.filter(edits_seen(self.reader)).defer("task").order_by("-at", "-pk")
        if not self.is_valid():
            return edits.none()
        for condition in self.conditions():
            edits = edits.filter(condition)
        return edits

    def conditions(self) -> Iterator[Q]:
        """One for each filter that is set."""
        said = self.cleaned_data
        yield from self.words("reason", "by_name")
        yield from self.between("at")
        if said["by"]:
            yield Q(by_name=said["by"])
        if said["kind"] or said["plan"] is not None:
            models = [KINDS[said["kind"]]] if said["kind"] else TRACKED
            yield edits_touching(models, self.reader, said["plan"])
        if said["via"]:
            yield made_through(said["via"])
        if said["batch"] is not None:
            yield Q(pk=said["batch"]) | Q(undoes=said["batch"])


def made_through(way: str) -> Q:
    if way == BULK:
        return Q(task__isnull=False, undoes=None)
    return Q(undoes__isnull=False) if way == UNDO else Q(via=way)


@dataclass(frozen=True)
class Activity:
    """A page of edits; `older` is the address of the next one, "" at the end, and `newest` that of the first."""

    form: ActivityForm
    lines: list[Line]
    older: str
    newest: str


def activity(request: HttpRequest) -> Activity:
    """What the address asks for: filters, and `before`: the time and number of the edit at which a page ended."""
    form = ActivityForm(request.GET, request.user, KINDS)
    edits, query = form.edits(), request.GET.copy()
    place = read_place(query.pop("before", [""])[-1])
    if place is not None:
        at, pk = place
        edits = edits.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk), at__lte=at)
    page = list(with_undoing(edits)[: EDITS_A_PAGE + 1])
    shown, newest = page[:EDITS_A_PAGE], f"?{query.urlencode()}" if place is not None else ""
    if len(page) > EDITS_A_PAGE:
        query["before"] = f"{shown[-1].at.isoformat()} {shown[-1].pk}"
    older = f"?{query.urlencode()}" if len(page) > EDITS_A_PAGE else ""
    return Activity(form, lines_of_edits(shown, request.user), older, newest)


def with_undoing(edits: QuerySet[Edit]) -> QuerySet[Edit]:
    """With what each undoes and what undid it, and with `bulk_of`, the name of the model of a bulk change."""
    undone_by = Prefetch("undone_by", Edit.objects.defer("task"))
    found = edits.select_related("undoes").defer("task", "undoes__task").prefetch_related(undone_by)
    return found.annotate(bulk_of=KT("task__model"))
