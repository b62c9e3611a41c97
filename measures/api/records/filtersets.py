"""The sets of filters that lists have: made of the fields' own filters, each only when a request names it."""

from collections.abc import Callable, Mapping
from copy import copy
from functools import lru_cache, partial
from typing import TypeAlias

from django.db.models import F, Lookup, Model, QuerySet
from django.forms import Field, Form
from django.http import QueryDict
from django_filters import rest_framework as filters
from rest_framework.request import Request

from measures.api.records.filter_types import AnyNumber, Several
from measures.prepared import InSeenList, ParameterName
from measures.querysets import BodyQuerySet, MeasureQuerySet, PlanQuerySet, SectionQuerySet

Conditions: TypeAlias = Callable[[frozenset[str]], tuple[Lookup, ...]]  # of filters, by their names
Searchable: TypeAlias = PlanQuerySet | SectionQuerySet | MeasureQuerySet | BodyQuerySet


class FilterForm(Form):
    """A form whose fields are given, not declared. All forms share them: reading values does not change a field."""

    def __init__(self, fields: dict[str, Field], data: QueryDict | None = None, *, prefix: str | None = None) -> None:
        super().__init__(data, prefix=prefix)
        self.fields = dict(fields)


class RecordFilter(filters.FilterSet):
    """Makes only the filters that the request names: thirty form fields cost more than the query."""

    base_filters: dict[str, filters.Filter]

    def __init__(
        self,
        data: QueryDict | None = None,
        queryset: QuerySet[Model] | None = None,
        *,
        request: Request | None = None,
        prefix: str | None = None,
    ) -> None:
        self.base_filters = {}
        super().__init__(data, queryset, request=request, prefix=prefix)
        declared = type(self).base_filters
        self.filters = {name: self.bound(declared[name]) for name in declared if name in self.data}

    def bound(self, declared: filters.Filter) -> filters.Filter:
        """A filter of this set; unlike the deep copy that django-filter makes, it shares its choices and texts."""
        made = copy(declared)
        made.parent, made.model = self, self.queryset.model
        made.method = made.method  # anew, or the method would be called on the declared filter
        return made

    def get_form_class(self) -> Callable[..., Form]:
        """A form of these filters' fields. No class is made: callers would fill the memory with combinations."""
        return partial(FilterForm, {name: type(self).base_filters[name].field for name in self.filters})

    @classmethod
    @lru_cache(256)
    def prepared_conditions(cls, names: frozenset[str]) -> tuple[Lookup, ...]:
        """The conditions of all these filters, each value given by the name of its filter; none where one of them takes
        more than a comparison of a column with a list.
        """
        columns = {name: compared_column(cls.base_filters.get(name)) for name in sorted(names)}
        if not all(columns.values()):
            return ()
        return tuple(InSeenList(F(column), ParameterName(name)) for name, column in columns.items())

    def prepared_values(self) -> Mapping[str, object] | None:
        """What a query of `prepared_conditions` is to be given; None where it would be slow, or a value is no good."""
        return self.form.cleaned_data if self.is_valid() else None

    def searched(self, queryset: Searchable, name: str, value: str) -> Searchable:
        return queryset.search(value)


def compared_column(declared: filters.Filter | None) -> str:
    """The lookup of the column that a filter compares with a list and does nothing else; "" where it does, and for
    numbers, which may be larger than the column holds.
    """
    plain = isinstance(declared, Several) and not isinstance(declared, AnyNumber)
    if declared is None or not plain or declared.method or declared.exclude or declared.distinct:
        return ""
    return str(declared.field_name)
