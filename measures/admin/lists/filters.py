"""What the list of measures can be narrowed to."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from measures.admin.lists.periods import period_of
from measures.admin.numbers import whole_number
from measures.admin.types import Lookups, ModelAdmin, RecordQuerySet
from measures.choices import Role, Timeliness
from measures.models import Target
from measures.querysets import GuardedQuerySet, MeasureQuerySet

if TYPE_CHECKING:
    from django.contrib.admin.filters import _ListFilterChoices


class Filter(SimpleListFilter):
    """One that is asked for counts even where it has nothing to offer."""

    def has_output(self) -> bool:
        return super().has_output() or self.parameter_name in self.used_parameters


class MeasureFilter(Filter, ABC):
    """One of the list of measures, by a rule of their queryset."""

    def queryset(self, request: HttpRequest, queryset: RecordQuerySet) -> RecordQuerySet:
        return self.narrow(request, queryset) if isinstance(queryset, MeasureQuerySet) else queryset

    @abstractmethod
    def narrow(self, request: HttpRequest, measures: MeasureQuerySet) -> MeasureQuerySet:
        """The measures that the chosen value leaves; all of them where none is chosen."""


class RoleFilter(Filter):
    """The role in which the body of `BodyFilter` takes part."""

    title, parameter_name = _("role"), "role"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        return list(Role.choices)

    def queryset(self, request: HttpRequest, queryset: RecordQuerySet) -> None:
        """`BodyFilter` asks for both at once."""


class AssignedFilter(MeasureFilter):
    """Whether a body answers for the measure, leading or otherwise responsible; one that only supports does not.

    Only a measure in force still waits for one.
    """

    title, parameter_name = _("responsible body named"), "assigned"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        return [
            ("yes", _("Assigned")),
            ("no", _("Not assigned")),
            ("no_lead", _("Without lead body")),
            ("none", _("No body in any role")),
        ]

    def narrow(self, request: HttpRequest, measures: MeasureQuerySet) -> MeasureQuerySet:
        match self.value():
            case "yes":
                return measures.filter(measures.has_part(role__in=Role.in_charge()))
            case "no":
                return measures.unassigned()
            case "no_lead":
                return measures.in_force().filter(~measures.has_part(role=Role.LEAD))
            case "none":
                return measures.in_force().filter(~measures.has_part())
        return measures


class ChangedFilter(MeasureFilter):
    """Whether the measure says something else than was confirmed."""

    title, parameter_name = _("changed since confirmed"), "changed"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        return [("yes", _("Yes")), ("no", _("No"))]

    def narrow(self, request: HttpRequest, measures: MeasureQuerySet) -> MeasureQuerySet:
        match self.value():
            case "yes":
                return measures.changed_since_confirmed()
            case "no":
                return measures.exclude(confirmed_content__changed=True)
        return measures


class PendingFilter(Filter):
    """Whether a change of the record waits for a second person; and those that wait for the user."""

    title, parameter_name = _("pending change"), "pending"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        return [("yes", _("Yes")), ("others", _("By others")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: RecordQuerySet) -> RecordQuerySet:
        match self.value():
            case "yes" | "no":
                return queryset.filter(pending_change__isnull=self.value() == "no")
            case "others" if isinstance(queryset, GuardedQuerySet):
                return queryset.pending_for(request.user)
        return queryset


class YearFilter(Filter):
    """The year of a target, or none."""

    title, parameter_name = _("year"), "year"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        targets = Target.objects.worked_on_by(request.user).exclude(year=None)
        years = targets.order_by("year").values_list("year", flat=True).distinct()
        return [*((str(year), str(year)) for year in years), ("none", _("No year"))]

    def queryset(self, request: HttpRequest, queryset: RecordQuerySet) -> RecordQuerySet:
        if self.value() == "none":
            return queryset.filter(year=None)
        return queryset.filter(year=whole_number(self.value())) if self.value() else queryset


class TimelinessFilter(MeasureFilter):
    """On track, due soon or overdue, as of today."""

    title, parameter_name = _("timeliness"), "timeliness"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        return list(Timeliness.choices)

    def narrow(self, request: HttpRequest, measures: MeasureQuerySet) -> MeasureQuerySet:
        value = self.value()
        return measures.with_timeliness(value) if value in Timeliness.values else measures


class DueFilter(MeasureFilter):
    """By the end of which period something has to be done."""

    title, parameter_name = _("due on"), "due"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        """This month (of all, or of what is not done) or a longer period, a deadline in words only, or none."""
        return [
            ("open", _("This month, not done yet")),
            ("month", _("This month")),
            ("quarter", _("This quarter")),
            ("half", _("This half-year")),
            ("year", _("This year")),
            ("words", _("In words only")),
            ("none", _("None set")),
        ]

    def narrow(self, request: HttpRequest, measures: MeasureQuerySet) -> MeasureQuerySet:
        """The measures with such a deadline; withdrawn and ended ones included, but for what is not done yet."""
        if self.value() == "open":
            return measures.due_this_month()
        if period := period_of(self.value()):
            return measures.filter(due_on__range=period)
        undated = Q(due_on__isnull=True)
        conditions: dict[str | None, Q] = {
            "words": undated & ~Q(due_text=""),
            "none": undated & Q(due_text=""),
        }
        return measures.filter(conditions.get(self.value(), Q()))


class WithdrawnFilter(Filter):
    """Records in force, unless the withdrawn ones are asked for."""

    title, parameter_name = _("validity"), "withdrawn"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        return [("1", _("Withdrawn")), ("all", _("In force and withdrawn"))]

    def choices(self, changelist: ChangeList) -> "Iterator[_ListFilterChoices]":
        """The first choice is not all, but what is in force."""
        first, *others = super().choices(changelist)
        chosen = self.value() in dict(self.lookup_choices)
        yield {**first, "display": _("In force"), "selected": not chosen}
        yield from others

    def queryset(self, request: HttpRequest, queryset: RecordQuerySet) -> RecordQuerySet:
        return queryset if self.value() == "all" else queryset.filter(withdrawn_on__isnull=self.value() != "1")
