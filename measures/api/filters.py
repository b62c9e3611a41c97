"""What a caller may filter and sort by. Bounds are inclusive; a list is written with commas and means any of them."""

from collections.abc import Callable, Set
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.forms import Field, Form
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.views import APIView

from measures.api import parameters
from measures.api.pagination import query
from measures.api.values import (
    AnyChoice,
    AnyName,
    AnyNumber,
    AnyOf,
    AnyUUID,
    Day,
    Decimals,
    Flag,
    Holds,
    Number,
    Several,
    absent,
    on_or_after,
    on_or_before,
    present,
    since,
    until,
)
from measures.choices import (
    BodyKind,
    Comparator,
    MeasureKind,
    Nature,
    Numbering,
    Origin,
    Phase,
    PlanKind,
    PlanState,
    ReviewState,
    Role,
    Timeliness,
)
from measures.models import Measure, Plan, Responsibility, ResponsibleBody, Section, SourceDocument, Target

Records = QuerySet[Any]


class FilterForm(Form):
    """A form whose fields are given, not declared."""

    def __init__(self, fields: dict[str, Field], data: Any = None, **kwargs: Any) -> None:
        self.base_fields = fields  # type: ignore[misc]
        super().__init__(data, **kwargs)


class RecordFilter(filters.FilterSet):
    """Makes only the filters that the request names: thirty form fields cost more than the query."""

    base_filters: dict[str, filters.Filter]

    def __init__(self, data: Any = None, queryset: Any = None, *, request: Any = None, prefix: Any = None) -> None:
        self.base_filters = {name: made for name, made in type(self).base_filters.items() if name in (data or ())}
        super().__init__(data, queryset, request=request, prefix=prefix)

    def get_form_class(self) -> Callable[..., Form]:
        """A form of these filters' fields. No class is made: callers would fill the memory with combinations."""
        return partial(FilterForm, {name: type(self).base_filters[name].field for name in self.filters})

    def searched(self, queryset: Records, name: str, value: str) -> Records:
        return queryset.search(value)  # type: ignore[attr-defined, no-any-return]


class PlanFilter(RecordFilter):
    slug = AnyOf("slug")
    title, text = Holds("title"), Holds("text")
    kind = AnyChoice("kind", choices=PlanKind.choices)
    issuer = AnyUUID("issuer__uuid")
    document_number = filters.CharFilter("document_number")
    issued_after = on_or_after("issued_on")
    issued_before = on_or_before("issued_on")
    period_start = AnyNumber("period_start")
    period_end = AnyNumber("period_end")
    horizon_year = AnyNumber("horizon_year")
    year = Number(method="in_force")
    jurisdiction = AnyName("jurisdiction")
    state = AnyChoice("state", choices=PlanState.choices)
    version = Number("version")
    created_after, created_before = since("created_at"), until("created_at")
    updated_after, updated_before = since("updated_at"), until("updated_at")
    q = filters.CharFilter(method="searched")

    class Meta:
        model = Plan
        fields: list[str] = []

    def in_force(self, queryset: Records, name: str, value: int) -> Records:
        return queryset.filter(period_start__lte=value, period_end__gte=value)


class PlanPartFilter(RecordFilter):
    plan = AnyOf("plan__slug")
    source = Number("source__edition")
    source_start_after = Number("source_start", "gte")
    source_end_before = Number("source_end", "lte")


class SectionFilter(PlanPartFilter):
    code = AnyOf("code")
    section = AnyOf(method="under")
    parent = AnyOf("parent__code")
    top = absent("parent")
    numbering = AnyChoice("numbering", choices=Numbering.choices)
    label = filters.CharFilter("label")
    title, text = Holds("title"), Holds("text")
    position_after = Number("position", "gte")
    position_before = Number("position", "lte")
    withdrawn = present("withdrawn_on")
    withdrawn_after, withdrawn_before = on_or_after("withdrawn_on"), on_or_before("withdrawn_on")
    version = Number("version")
    created_after, created_before = since("created_at"), until("created_at")
    updated_after, updated_before = since("updated_at"), until("updated_at")
    q = filters.CharFilter(method="searched")

    class Meta:
        model = Section
        fields: list[str] = []

    def under(self, queryset: Records, name: str, value: list[str]) -> Records:
        return queryset.under(value)  # type: ignore[attr-defined, no-any-return]


class MeasureFilter(PlanPartFilter):
    code = AnyOf("code")
    jurisdiction = AnyName("plan__jurisdiction")
    section = AnyOf(method="under")
    section_exact = AnyOf("section__code")
    kind = AnyChoice("kind", choices=MeasureKind.choices)
    label = filters.CharFilter("label")
    title, text = Holds("title"), Holds("text")
    position_after = Number("position", "gte")
    position_before = Number("position", "lte")
    phase = AnyChoice("phase", choices=Phase.choices)
    review_state = AnyChoice("review_state", choices=ReviewState.choices)
    timeliness = AnyChoice(method="timely", choices=Timeliness.choices)
    due_after, due_before = on_or_after("due_on"), on_or_before("due_on")
    due = present("due_on")
    due_text = Holds("due_text")
    body = AnyUUID(method="assigned_to")
    body_under = AnyUUID(method="assigned_to")
    role = AnyChoice(method="assigned_to", choices=Role.choices)
    assigned = Flag("responsibilities", "isnull", exclude=True, distinct=True)
    successor = AnyOf(method="succeeded_by")
    withdrawn = present("withdrawn_on")
    withdrawn_after, withdrawn_before = on_or_after("withdrawn_on"), on_or_before("withdrawn_on")
    version = Number("version")
    created_after, created_before = since("created_at"), until("created_at")
    updated_after, updated_before = since("updated_at"), until("updated_at")
    q = filters.CharFilter(method="searched")

    class Meta:
        model = Measure
        fields: list[str] = []

    def under(self, queryset: Records, name: str, value: list[str]) -> Records:
        return queryset.filter(section__in=Section.objects.under(value))

    def succeeded_by(self, queryset: Records, name: str, value: list[str]) -> Records:
        """By the codes of successors that the caller may see."""
        successors = Measure.objects.visible_to(self.request.user).filter(code__in=value)
        return queryset.filter(
            pk__in=Measure.successors.through.objects.filter(to_measure__in=successors).values("from_measure")
        )

    def timely(self, queryset: Records, name: str, value: list[str]) -> Records:
        return queryset.with_timeliness(*value)  # type: ignore[attr-defined, no-any-return]

    def assigned_to(self, queryset: Records, name: str, _: Any) -> Records:
        """`body`, `body_under` and `role` are one condition; the first of them to be called states it."""
        given = self.form.cleaned_data
        asked = [name for name in ("body", "body_under", "role") if given.get(name)]
        if name != asked[0]:
            return queryset
        conditions = {"body__uuid": given.get("body"), "role": given.get("role")}
        if "body_under" in asked:
            conditions["body"] = list(ResponsibleBody.objects.under(given["body_under"]).values_list("pk", flat=True))
        return queryset.with_part(**{field: values for field, values in conditions.items() if values is not None})  # type: ignore[attr-defined, no-any-return]


class TargetFilter(PlanPartFilter):
    code = AnyOf("code")
    measure = AnyOf("measure__code")
    section = AnyOf("section__code")
    text, metric = Holds("text"), Holds("metric")
    comparator = AnyChoice("comparator", choices=Comparator.choices)
    value_from, value_to = Decimals("value", "gte"), Decimals("value", "lte")
    unit = AnyName("unit")
    year = AnyNumber("year")
    year_from, year_to = Number("year", "gte"), Number("year", "lte")
    nature = AnyChoice("nature", choices=Nature.choices)

    class Meta:
        model = Target
        fields: list[str] = []


class ResponsibilityFilter(PlanPartFilter):
    plan = AnyOf("measure__plan__slug")
    measure = AnyOf("measure__code")
    body = AnyUUID("body__uuid")
    role = AnyChoice("role", choices=Role.choices)
    origin = AnyChoice("origin", choices=Origin.choices)
    position = Number("position")

    class Meta:
        model = Responsibility
        fields: list[str] = []


class BodyFilter(RecordFilter):
    uuid = AnyUUID("uuid")
    jurisdiction = AnyName("jurisdiction")
    name = AnyName("name")
    alias = filters.CharFilter(method="known_as")
    kind = AnyChoice("kind", choices=BodyKind.choices)
    parent = AnyUUID("parent__uuid")
    under = AnyUUID(method="below")
    successor = AnyUUID("successor__uuid")
    valid_on = Day(method="valid")
    valid_from_after, valid_from_before = on_or_after("valid_from"), on_or_before("valid_from")
    valid_until_after, valid_until_before = on_or_after("valid_until"), on_or_before("valid_until")
    version = Number("version")
    created_after, created_before = since("created_at"), until("created_at")
    updated_after, updated_before = since("updated_at"), until("updated_at")
    q = filters.CharFilter(method="searched")

    class Meta:
        model = ResponsibleBody
        fields: list[str] = []

    def known_as(self, queryset: Records, name: str, value: str) -> Records:
        return queryset.filter(pk__in=[pk for pk, names in queryset.values_list("pk", "aliases") if value in names])

    def below(self, queryset: Records, name: str, uuids: list[Any]) -> Records:
        return queryset.filter(pk__in=ResponsibleBody.objects.under(uuids))

    def valid(self, queryset: Records, name: str, day: Any) -> Records:
        return queryset.exclude(valid_from__gt=day).exclude(valid_until__lt=day)


class SourceFilter(RecordFilter):
    plan = AnyOf("plan__slug")
    edition = Number("edition")
    filename = filters.CharFilter("filename")
    media_type = AnyOf("media_type")
    sha256 = AnyOf("sha256")
    parser_version = filters.CharFilter("parser_version")
    text = Holds("text")

    class Meta:
        model = SourceDocument
        fields: list[str] = []


class KnownParameters(BaseFilterBackend):
    """A parameter that means nothing here, means nothing at all, or is said twice: a 400 that names it."""

    paging = frozenset({"cursor", "page_size", "count", "ordering", "fields", "expand", "format"})

    def filter_queryset(self, request: Request, queryset: Records, view: APIView) -> Records:
        filterset = getattr(view, "filterset_class", None)
        known = self.paging | getattr(view, "extra_parameters", frozenset())
        base_filters = filterset.base_filters if filterset else {}
        lists = {name for name, made in base_filters.items() if isinstance(made, Several)}
        check_parameters(request, known | base_filters.keys(), LISTS | lists)
        return queryset


LISTS = frozenset({"fields", "expand", "ordering"})


def check_parameters(request: Request, known: Set[str], lists: Set[str] = LISTS) -> None:
    """Those of `lists` may be said more than once."""
    errors = {}
    for name, values in request.query_params.lists():
        if name not in known:
            errors[name] = _("Unknown parameter. Known: %(known)s.") % {"known": ", ".join(sorted(known))}
        elif len(values) > 1 and name not in lists:
            errors[name] = _("Said more than once.")
        elif not all(value.strip() for value in values):
            errors[name] = _("Say a value, or leave the parameter out.")
    if errors:
        raise ValidationError(errors)


class Ordering(BaseFilterBackend):
    """`ordering=`: names of `view.ordering_fields`, each reversed by a minus; what is level stands by creation."""

    def filter_queryset(self, request: Request, queryset: Records, view: APIView) -> Records:
        known = getattr(view, "ordering_fields", {})
        given = parameters.names(request, "ordering", known.keys() | {f"-{name}" for name in known})
        request.ordering = tuple(  # type: ignore[attr-defined]
            f"{'-' if name.startswith('-') else ''}{known[name.lstrip('-')]}" for name in given
        )
        return queryset

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        known = sorted(view.ordering_fields)
        if not known:
            return []
        items = {"type": "string", "enum": [*known, *(f"-{name}" for name in known)]}
        return [query("ordering", {"type": "array", "items": items}) | {"explode": False, "style": "form"}]
