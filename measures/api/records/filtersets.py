"""The sets of filters that lists have: made of the fields' own filters, each only when a request names it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.forms import Field, Form
from django_filters import rest_framework as filters

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
