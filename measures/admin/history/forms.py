"""The filters of the pages that list what happened: all activity, and what was deleted."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from measures.admin.dates import PlainDateField
from measures.admin.numbers import whole_number
from measures.admin.offers import offer
from measures.as_of import end_of, start_of
from measures.edits.visible_history import NOTHING, edits_seen, rows_seen
from measures.folding import words_of
from measures.models import Edit, Plan
from measures.models.history import Tracked
from measures.search import any_holds
from measures.visibility import User

MOST_SUGGESTED = 500  # names of editors


class HistoryForm(forms.Form):
    """All filters are optional; what cannot be read is said, and nothing is listed. `kinds` are models by name."""

    q = forms.CharField(label=_("words"), required=False)
    by = forms.CharField(label=_("who"), required=False)
    since = PlainDateField(label=_("from"), required=False)
    until = PlainDateField(label=_("to"), required=False, month_end=True)
    plan = forms.CharField(label=_("plan"), required=False)
    kind = forms.ChoiceField(label=_("kind of record"), required=False)

    def __init__(self, data: QueryDict, reader: User, kinds: Mapping[str, type[Tracked]]) -> None:
        super().__init__(data)
        self.reader, self.kinds = reader, kinds
        for name, names in (("by", "editors"), ("plan", "plans")):
            self.fields[name].widget.attrs |= {"list": names, "autocomplete": "off"}
        seen = [(name, capfirst(str(model._meta.verbose_name))) for name, model in self.seen_kinds()]
        offer(self, "kind", [("", _("All")), *seen])
        self.plans = list(Plan.objects.visible_to(reader).order_by("title").values_list("pk", "slug", "title"))

    def seen_kinds(self) -> Iterator[tuple[str, type[Tracked]]]:
        """The kinds of which the reader sees a history."""
        return ((name, model) for name, model in self.kinds.items() if rows_seen(model, self.reader) != NOTHING)

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

    def words(self, *fields: str) -> Iterator[Q]:
        """Conditions: each word stands in one of the fields."""
        return (any_holds(word, *fields) for word in words_of(self.cleaned_data["q"]))

    def between(self, field: str) -> Iterator[Q]:
        """Conditions: the time in a field is within the days asked for."""
        if self.cleaned_data["since"]:
            yield Q(**{f"{field}__gte": start_of(self.cleaned_data["since"])})
        if self.cleaned_data["until"]:
            yield Q(**{f"{field}__lte": end_of(self.cleaned_data["until"])})


def read_place(text: str) -> tuple[datetime, int] | None:
    """Where a page begins: the time and number of what the last one ended with; None for what no page of ours says."""
    moment, _space, number = text.rpartition(" ")
    try:
        at, pk = parse_datetime(moment), whole_number(number)
    except ValueError:
        return None
    return None if at is None or at.tzinfo is None or pk is None else (at, pk)
