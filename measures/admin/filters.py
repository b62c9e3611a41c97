"""What the list of measures can be narrowed to."""

from abc import ABC, abstractmethod

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.admin.types import Lookups, ModelAdmin, RecordQuerySet
from measures.choices import Role, Timeliness
from measures.models import Plan, Responsibility, ResponsibleBody, Section, Target
from measures.querysets import MeasureQuerySet

INDENT = "\u3000"
MOST_DIGITS = 18  # a BigAutoField holds every number of so many digits


def record_key(value: str | None) -> int | None:
    """The primary key that an address names, or None where no record can have it."""
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS else None


def indented(section: Section) -> str:
    return f"{INDENT * section.path.count('.')}{section}"


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


class PlanFilter(Filter):
    """By slug, so that a link to a filtered list lasts."""

    title, parameter_name = _("plan"), "plan"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        return list(Plan.objects.visible_to(request.user).order_by("title").values_list("slug", "title"))

    def queryset(self, request: HttpRequest, queryset: RecordQuerySet) -> RecordQuerySet:
        return queryset.filter(plan__slug=self.value()) if self.value() else queryset


class SectionFilter(MeasureFilter):
    """A section and everything below it; offered once the plan is known."""

    title, parameter_name = _("section"), "section"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        """The sections of the plan in document order, indented by their depth."""
        plan = self.plan(request)
        if plan is None:
            return []
        sections = Section.objects.visible_to(request.user).filter(plan=plan)
        sections = sections.only("plan", "label", "title", "path").order_by("path")
        return [(str(section.pk), indented(section)) for section in sections]

    def plan(self, request: HttpRequest) -> Plan | None:
        """The plan of the chosen section, the chosen plan, or the only one."""
        chosen = record_key(self.used_parameters.get(self.parameter_name))
        if chosen is not None and "plan" not in request.GET:
            return Plan.objects.visible_to(request.user).filter(sections=chosen).first()
        plans = Plan.objects.visible_to(request.user)
        found = list((plans.filter(slug=request.GET["plan"]) if "plan" in request.GET else plans)[:2])
        return found[0] if len(found) == 1 else None

    def narrow(self, request: HttpRequest, measures: MeasureQuerySet) -> MeasureQuerySet:
        """Measures of the section and below it; all, where another plan was chosen since."""
        if not self.value():
            return measures
        key = record_key(self.value())
        sections = Section.objects.visible_to(request.user).select_related("plan")
        section = sections.filter(pk=key).first() if key is not None else None
        if section is None:
            return measures.none()
        left_behind = request.GET.get("plan", section.plan.slug) != section.plan.slug  # another plan was chosen since
        return measures if left_behind else measures.within(section)


class BodyFilter(MeasureFilter):
    """Together with the role: one responsibility meets both."""

    title, parameter_name = _("responsible body"), "body"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        named = Responsibility.objects.visible_to(request.user).filter(body=OuterRef("pk"))
        bodies = ResponsibleBody.objects.filter(Exists(named))
        return [(str(pk), name) for pk, name in bodies.in_order_of_names().values_list("pk", "name")]

    def narrow(self, request: HttpRequest, measures: MeasureQuerySet) -> MeasureQuerySet:
        body = record_key(self.value())
        if self.value() and body is None:
            return measures.none()
        return measures.assigned_to(body, request.GET.get("role", ""))


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
        return [("yes", _("Assigned")), ("no", _("Not assigned"))]

    def narrow(self, request: HttpRequest, measures: MeasureQuerySet) -> MeasureQuerySet:
        if self.value() == "no":
            return measures.unassigned()
        assigned = self.value() == "yes"
        return measures.filter(measures.has_part(role__in=Role.in_charge())) if assigned else measures


class YearFilter(Filter):
    """The year of a target, or none."""

    title, parameter_name = _("year"), "year"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        targets = Target.objects.visible_to(request.user).exclude(year=None)
        years = targets.order_by("year").values_list("year", flat=True).distinct()
        return [*((str(year), str(year)) for year in years), ("none", _("None set"))]

    def queryset(self, request: HttpRequest, queryset: RecordQuerySet) -> RecordQuerySet:
        if self.value() == "none":
            return queryset.filter(year=None)
        return queryset.filter(year=record_key(self.value())) if self.value() else queryset


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
        """This month (of all, or of what is not done), this year, a deadline in words only, or none."""
        return [
            ("open", _("This month, not done yet")),
            ("month", _("This month")),
            ("year", _("This year")),
            ("words", _("In words only")),
            ("none", _("None set")),
        ]

    def narrow(self, request: HttpRequest, measures: MeasureQuerySet) -> MeasureQuerySet:
        """The measures with such a deadline; withdrawn and ended ones included, but for what is not done yet."""
        if self.value() == "open":
            return measures.due_this_month()
        today = timezone.localdate()
        undated = Q(due_on__isnull=True)
        conditions: dict[str | None, Q] = {
            "month": Q(due_on__year=today.year, due_on__month=today.month),
            "year": Q(due_on__year=today.year),
            "words": undated & ~Q(due_text=""),
            "none": undated & Q(due_text=""),
        }
        return measures.filter(conditions.get(self.value(), Q()))


class WithdrawnFilter(Filter):
    """Whether the record is in force or withdrawn."""

    title, parameter_name = _("validity"), "withdrawn"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        return [("0", _("In force")), ("1", _("Withdrawn"))]

    def queryset(self, request: HttpRequest, queryset: RecordQuerySet) -> RecordQuerySet:
        return queryset.filter(withdrawn_on__isnull=self.value() == "0") if self.value() in ("0", "1") else queryset
