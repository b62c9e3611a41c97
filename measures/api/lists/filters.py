"""What shapes a list beside its filters: known parameters, and the order of its rows."""

from collections.abc import Set
from typing import Any, Protocol, TypeVar, runtime_checkable

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.views import APIView

from measures.api import parameters
from measures.api.parameters import SchemaPart, query_parameter
from measures.api.records.filter_types import Several

Q = TypeVar("Q", bound=QuerySet[Model, Any])


@runtime_checkable
class SortableView(Protocol):
    """A view whose list can be sorted: `Ordering` leaves with it the columns by which the paginator sorts."""

    ordering_fields: dict[str, str]
    ordering: tuple[str, ...]


class KnownParameters(BaseFilterBackend):
    """A parameter that means nothing here, means nothing at all, or is said twice: a 400 that names it."""

    paging = frozenset({"cursor", "page_size", "count", "ordering", "fields", "expand", "format"})

    def filter_queryset(self, request: Request, queryset: Q, view: APIView) -> Q:
        """Filters nothing. Raises ValidationError for parameters that the view does not know."""
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

    def filter_queryset(self, request: Request, queryset: Q, view: APIView) -> Q:
        """Leaves the columns with the view, for the paginator. Raises ValidationError for unknown names."""
        if not isinstance(view, SortableView):
            return queryset
        known = view.ordering_fields
        given = parameters.names(request, "ordering", known.keys() | {f"-{name}" for name in known})
        view.ordering = tuple(f"{'-' if name.startswith('-') else ''}{known[name.lstrip('-')]}" for name in given)
        return queryset

    def get_schema_operation_parameters(self, view: APIView) -> list[SchemaPart]:
        """The parameter `ordering` in the OpenAPI document; none where nothing can be sorted by."""
        known = sorted(getattr(view, "ordering_fields", ()))
        if not known:
            return []
        items = {"type": "string", "enum": [*known, *(f"-{name}" for name in known)]}
        return [query_parameter("ordering", {"type": "array", "items": items}) | {"explode": False, "style": "form"}]
