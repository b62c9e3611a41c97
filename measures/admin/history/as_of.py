"""As it stood on a date: the pages of a record, with its parts, and of a plan with all that stood in it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ForeignKey
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from measures.admin.dates import PlainDateField
from measures.admin.history.timeline import display
from measures.admin.types import Label, ModelAdmin, ModelField
from measures.as_of import (
    BeforeHistoryError,
    MeasureRow,
    NotThereError,
    PlanAsOf,
    SectionRow,
    TargetRow,
    end_of,
    measure_as_of,
    plan_as_of,
    section_as_of,
    state_as_of,
)
from measures.choices import Phase, ReviewState, Role
from measures.edits.visible_history import sees_history_of
from measures.models import Measure, Section
from measures.models.base import Record
from measures.models.history import Tracked

NOT_SHOWN = {"id", "position", "path", "plan"}


class AsOfForm(forms.Form):
    """The day whose end is meant."""

    on = PlainDateField(label=_("As of the end of"), month_end=True)

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError(_("That day has not come yet."))
        return day


@dataclass(frozen=True)
class Said:
    """One thing that a record said: a field, or the bodies of one role."""

    label: Label
    words: str


class AsOfMixin(ModelAdmin):
    """The page of a record as it stood by the end of a day."""

    as_of_template = "admin/measures/as_of.html"

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_as_of"
        return [path("<int:pk>/as-of/", self.admin_site.admin_view(self.as_of_view), name=name), *super().get_urls()]

    @method_decorator(require_safe)
    def as_of_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """`on` is the day, today where none is said. Where nothing was there, or nothing is known, the page says so."""
        record = self.get_object(request, str(pk))
        if not isinstance(record, Record):
            raise Http404
        if not self.has_view_or_change_permission(request, record) or not sees_history_of(request.user, record):
            raise PermissionDenied
        form = AsOfForm(request.GET if "on" in request.GET else {"on": timezone.localdate().isoformat()})
        context = self.admin_site.each_context(request) | {
            "title": gettext("As it stood on a date"),
            "subtitle": str(record),
            "opts": self.opts,
            "original": record,
            "form": form,
        }
        if form.is_valid():
            day = form.cleaned_data["on"]
            context |= {"day": day, "title": gettext("As of %(day)s") % {"day": day.isoformat()}}
            context |= self.past_context(record, day)
        return TemplateResponse(request, self.as_of_template, context)

    def past_context(self, record: Record, day: date) -> dict[str, object]:
        """What stood on the day, or why nothing can be told."""
        try:
            return self.stood(record, day)
        except BeforeHistoryError as error:
            return {"begins": error.begins}
        except NotThereError:
            return {"absent": True}

    def stood(self, record: Record, day: date) -> dict[str, object]:
        """For the template. Raises BeforeHistoryError, NotThereError."""
        return {"said": list(said(state_as_of(type(record), record.pk, end_of(day)), day))}


def said(record: Record, day: date) -> Iterator[Said]:
    """What a record said: its fields but for the empty ones, who answered for it, its targets and successors."""
    moment = end_of(day)
    for field in record._meta.fields:
        value = getattr(record, field.attname) if field.attname not in record.get_deferred_fields() else None
        if field.editable and field.name not in NOT_SHOWN and value not in (None, "", []):
            yield Said(capfirst(str(field.verbose_name)), past_display(field, value, moment))
    if isinstance(record, Measure):
        yield from said_of_parts(measure_as_of(record.pk, day))
    if isinstance(record, Section):
        yield from said_of_targets(section_as_of(record.pk, day).targets)


def said_of_parts(measure: MeasureRow) -> Iterator[Said]:
    names = measure.names_by_role()
    yield from (Said(role.label, "、".join(names[role])) for role in Role if role in names)
    yield from said_of_targets(measure.targets)
    yield from (Said(_("successor"), f"{each.code} {each.title}") for each in measure.successors)


def said_of_targets(targets: tuple[TargetRow, ...]) -> Iterator[Said]:
    return (Said(_("target"), target.text) for target in targets)


def past_display(field: ModelField, value: object, moment: datetime) -> str:
    """A value as people read it; a record that it refers to as it was called then."""
    if isinstance(field, ForeignKey) and isinstance(value, int) and issubclass(field.related_model, Tracked):
        try:
            return str(state_as_of(field.related_model, value, moment))
        except NotThereError:
            pass
    return display(field, value)


Row = dict[str, object]  # what the page shows of a measure: a dictionary, since templates read it several times as fast


@dataclass(frozen=True)
class PastBranch:
    """A section with the measures that stood in it; `depth` is 1 at the top. None for those of no known section."""

    section: SectionRow | None
    depth: int
    rows: list[Row]


class PlanAsOfMixin(AsOfMixin):
    """The page of a plan with all that stood in it."""

    as_of_template = "admin/measures/plan/as_of.html"

    def stood(self, record: Record, day: date) -> dict[str, object]:
        found = plan_as_of(record.pk, day)
        count = sum(measure.withdrawn_on is None for measure in found.measures)
        facts = super().stood(record, day)
        return facts | {"past": found, "branches": branches_of(found), "count": count}


def branches_of(past: PlanAsOf) -> list[PastBranch]:
    """In document order; sections without measures or words of their own included."""
    rows: defaultdict[int, list[Row]] = defaultdict(list)
    labels = {str(value): str(label) for choices in (ReviewState, Phase, Role) for value, label in choices.choices}
    address = reverse("admin:measures_measure_as_of", args=[0]).split("/0/")
    for measure in past.measures:
        rows[measure.section].append(row_of(measure, past.day, labels, address))
    known = {section.pk for section in past.sections}
    found = [PastBranch(each, each.path.count(".") + 1, rows[each.pk]) for each in past.sections]
    lost = [row for section, of_section in rows.items() if section not in known for row in of_section]
    return [*found, PastBranch(None, 1, lost)] if lost else found


def row_of(measure: MeasureRow, day: date, labels: dict[str, str], address: list[str]) -> Row:
    """`address` is that of the page of a measure in two parts, between which the primary key stands."""
    return {
        "code": measure.code,
        "title": measure.title,
        "text": measure.text if measure.text.rstrip("。") != measure.title else "",
        "url": f"/{measure.pk}/".join(address) + f"?on={day.isoformat()}",
        "bodies": "；".join(f"{labels[role]}：{'、'.join(names)}" for role, names in measure.names_by_role().items()),
        "targets": "；".join(target.text for target in measure.targets),
        "phase": measure.phase,
        "phase_label": labels[measure.phase],
        "review": measure.review_state,
        "review_label": labels[measure.review_state],
        "due": measure.due_on.isoformat() if measure.due_on else measure.due_text,
        "light": str(measure.timeliness(day)) if measure.due_on else "",
        "withdrawn": measure.withdrawn_on.isoformat() if measure.withdrawn_on else "",
    }
