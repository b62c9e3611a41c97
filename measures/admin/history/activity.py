"""All edits of the office, newest first: what each touched, as far as the reader may see it, and filters to find one.

A page is read from where the last one ended, never counted nor skipped through, in a fixed number of queries.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.fields.json import KT
from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from measures.admin.dates import PlainDateField
from measures.admin.history.touched import Line, lines_of_edits
from measures.admin.lists.filters import record_key
from measures.admin.types import Label
from measures.as_of import end_of, start_of
from measures.choices import EditVia
from measures.edits.history_rows import TRACKED
from measures.edits.seen import NOTHING, edits_seen, edits_touching, rows_seen
from measures.folding import words_of
from measures.models import Edit, Plan
from measures.models.history import Tracked
from measures.search import any_holds
from measures.visibility import User

EDITS_A_PAGE = 30
MOST_SUGGESTED = 500  # names of editors
BULK, UNDO = "bulk", "undo"
WAYS: list[tuple[str, Label]] = [*EditVia.choices, (BULK, _("Many records at once")), (UNDO, _("Undoing"))]
KINDS: Mapping[str, type[Tracked]] = {str(model._meta.model_name): model for model in TRACKED}


class ActivityForm(forms.Form):
    """The filters, all of them optional; what cannot be read says so and nothing is listed."""

    q = forms.CharField(label=_("words"), required=False)
    by = forms.CharField(label=_("who"), required=False)
    since = PlainDateField(label=_("from"), required=False)
    until = PlainDateField(label=_("to"), required=False, month_end=True)
    plan = forms.CharField(label=_("plan"), required=False)
    kind = forms.ChoiceField(label=_("kind of record"), required=False)
    via = forms.ChoiceField(label=_("made through"), required=False, choices=[("", _("All")), *WAYS])
    batch = forms.CharField(label=_("edit number"), required=False)

    def __init__(self, data: QueryDict, reader: User) -> None:
        super().__init__(data)
        self.reader = reader
        for name, names in (("by", "editors"), ("plan", "plans")):
            self.fields[name].widget.attrs |= {"list": names, "autocomplete": "off"}
        kinds = ((name, capfirst(str(model._meta.verbose_name))) for name, model in KINDS.items())
        seen = [(name, label) for name, label in kinds if may_see(KINDS[name], reader)]
        self.fields["kind"].choices = [("", _("All")), *seen]  # type: ignore[attr-defined]
        self.plans = list(Plan.objects.visible_to(reader).order_by("title").values_list("pk", "slug", "title"))

    @property
    def active(self) -> list[str]:
        """The filters that are set."""
        return [name for name in self.fields if self.data.get(name)]

    def editors(self) -> list[str]:
        """The names of those who have edited, deleted accounts included, for suggestions."""
        seen = Edit.objects.filter(edits_seen(self.reader)).exclude(by_name="").order_by("by_name")
        return list(seen.values_list("by_name", flat=True).distinct()[:MOST_SUGGESTED])

    def clean_plan(self) -> list[int] | None:
        """The plans that are named by slug, by title or by a part of it; None for all."""
        typed = self.cleaned_data["plan"].strip()
        if not typed:
            return None
        exact = [pk for pk, slug, title in self.plans if typed in (slug, title)]
        found = exact or list(Plan.objects.visible_to(self.reader).search(typed).values_list("pk", flat=True))
        if not found:
            raise ValidationError(_("No plan is called so."))
        return found

    def clean_batch(self) -> int | None:
        typed = self.cleaned_data["batch"].strip()
        if typed and record_key(typed) is None:
            raise ValidationError(_("The number of an edit is a whole number."))
        return record_key(typed)

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
        yield from (any_holds(word, "reason", "by_name") for word in words_of(said["q"]))
        if said["by"]:
            yield Q(by_name=said["by"])
        if said["since"]:
            yield Q(at__gte=start_of(said["since"]))
        if said["until"]:
            yield Q(at__lte=end_of(said["until"]))
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


def may_see(model: type[Tracked], reader: User) -> bool:
    return rows_seen(model, reader) != NOTHING


@dataclass(frozen=True)
class Activity:
    """A page of edits; `older` is the address of the next one, "" at the end, and `newest` that of the first."""

    form: ActivityForm
    lines: list[Line]
    older: str
    newest: str


def activity(request: HttpRequest) -> Activity:
    """What the address asks for: filters, and `before`: the time and number of the edit at which a page ended."""
    form = ActivityForm(request.GET, request.user)
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


def read_place(text: str) -> tuple[datetime, int] | None:
    """Where a page begins; None for the newest edits, and for what no page of ours says."""
    moment, _space, number = text.rpartition(" ")
    try:
        at, pk = parse_datetime(moment), record_key(number)
    except ValueError:
        return None
    return None if at is None or at.tzinfo is None or pk is None else (at, pk)
