"""Pages by the last row's own sort values: whatever is inserted or deleted meanwhile, no page shifts."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import FieldDoesNotExist
from django.core.signing import BadSignature, Signer
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from measures.api.parameters import flag, whole_number
from measures.api.records.related import Row

ReadRows = Callable[[int, list[Any], bool], list[Row]]

signer = Signer(salt="measures.api.cursor")


class SortColumn:
    """One column of a sort; nulls stand last, whichever way it runs, on every database."""

    def __init__(self, model: type[Model], name: str) -> None:
        self.descending = name.startswith("-")
        self.column = name.removeprefix("-")
        self.nullable = nullable(model, self.column)

    def expression(self, backward: bool) -> OrderBy:
        """A column without nulls is sorted plainly, as its index is."""
        nulls: dict[str, Any] = {"nulls_first": True} if backward else {"nulls_last": True}
        return OrderBy(F(self.column), descending=self.is_descending(backward), **(nulls if self.nullable else {}))

    def is_descending(self, backward: bool) -> bool:
        return self.descending is not backward

    def after(self, value: Any, backward: bool) -> Q:
        """Rows that stand strictly after `value` in this column (before it, going backward)."""
        if value is None:
            return Q(**{f"{self.column}__isnull": False}) if backward else Q(pk__in=[])
        condition = Q(**{f"{self.column}__{'lt' if self.is_descending(backward) else 'gt'}": value})
        return condition | Q(**{f"{self.column}__isnull": True}) if self.nullable and not backward else condition

    def equal_to(self, value: Any) -> Q:
        return Q(**{f"{self.column}__isnull": True}) if value is None else Q(**{self.column: value})

    def at_or_after(self, value: Any, backward: bool) -> Q:
        """What `after` and `equal_to` imply together: stated as well, so that an index scan can begin there."""
        lookup = "lte" if self.is_descending(backward) else "gte"
        return Q() if self.nullable else Q(**{f"{self.column}__{lookup}": value})


def nullable(model: Any, column: str) -> bool:
    """Can the column be null? An annotation, which no field is, cannot."""
    for name in column.split("__"):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        if field.null:
            return True
        model = field.related_model
    return False


def rows_after(columns: list[SortColumn], values: list[Any], backward: bool) -> Q:
    """Rows after the one that had `values`: after it in the first column, or level there and after it in the rest."""
    first, value, rest = columns[0], values[0], columns[1:]
    condition = first.after(value, backward)
    if not rest:
        return condition
    level = first.equal_to(value) & rows_after(rest, values[1:], backward)
    return first.at_or_after(value, backward) & (condition | level)


class KeysetPagination(BasePagination):
    """`cursor` and `page_size`; `next` and `previous` are links; the total only for `count=true`.

    The queryset is one of named tuples, ordered by the names that its view's Ordering left with the request.
    """

    default_size, largest_size = 50, 500

    def paginate_queryset(  # type: ignore[override]
        self, queryset: QuerySet[Any, Row], request: Request, view: APIView | None = None
    ) -> list[Row]:
        def read(size: int, values: list[Any], backward: bool) -> list[Row]:
            columns = [SortColumn(queryset.model, name) for name in self.names]
            rows = queryset.filter(rows_after(columns, values, backward)) if values else queryset
            return list(rows.order_by(*(order.expression(backward) for order in columns))[:size])

        return self._page(request, (*request.ordering, "id"), lambda: queryset, read)  # type: ignore[attr-defined]

    def paginate(
        self,
        request: Request,
        queryset: Callable[[], QuerySet[Any]],
        read_page: Callable[[int, int | None, bool], list[Row]],
    ) -> list[Row]:
        """A page by primary key alone: `read_page` gives so many rows after one; `queryset` is only counted."""

        def read(size: int, values: list[Any], backward: bool) -> list[Row]:
            return read_page(size, values[0] if values else None, backward)

        return self._page(request, ("id",), queryset, read)

    def _page(
        self, request: Request, names: tuple[str, ...], queryset: Callable[[], QuerySet[Any]], read: ReadRows
    ) -> list[Row]:
        self.request, self.names = request, names
        size = whole_number(request, "page_size", self.default_size, 1, self.largest_size)
        self.count = queryset().count() if flag(request, "count") else None
        backward, values = self._cursor()
        rows = read(size + 1, values, backward)
        more, rows = len(rows) > size, rows[:size]
        if backward:
            rows.reverse()
        self._set_links(rows, behind=more if backward else bool(values), ahead=bool(values) if backward else more)
        return rows

    def _cursor(self) -> tuple[bool, list[Any]]:
        text = self.request.query_params.get("cursor")
        if text is None:
            return False, []
        try:
            names, backward, values = signer.unsign_object(text)
        except (BadSignature, ValueError) as error:
            raise ValidationError({"cursor": _("Not a cursor that this API gave.")}) from error
        if tuple(names) != self.names:
            raise ValidationError({"cursor": _("This cursor belongs to another ordering.")})
        return backward, values

    def _set_links(self, rows: list[Row], *, behind: bool, ahead: bool) -> None:
        self.previous = self._page_url(rows[0], backward=True) if rows and behind else None
        self.next = self._page_url(rows[-1], backward=False) if rows and ahead else None

    def _page_url(self, row: Row, *, backward: bool) -> str:
        values = [getattr(row, name.lstrip("-")) for name in self.names]
        cursor = signer.sign_object([self.names, backward, [as_json(value) for value in values]])
        others = [
            (name, value) for name, values in self.request.query_params.lists() for value in values if name != "cursor"
        ]
        return self.request.build_absolute_uri(f"{self.request.path}?{urlencode([*others, ('cursor', cursor)])}")

    def get_paginated_response(self, data: list[Any]) -> Response:
        counted = {} if self.count is None else {"count": self.count}
        links = {"next": self.next, "previous": self.previous, **counted}
        header = ", ".join(
            f'<{link}>; rel="{rel}"' for rel, link in (("next", self.next), ("prev", self.previous)) if link
        )
        return Response({**links, "results": data}, headers={"Link": header} if header else None)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**link, "example": None},
                "previous": {**link, "example": None},
                "count": {"type": "integer", "example": 1},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            query_parameter("cursor", {"type": "string"}),
            query_parameter(
                "page_size",
                {"type": "integer", "minimum": 1, "maximum": self.largest_size, "default": self.default_size},
            ),
            query_parameter("count", {"type": "boolean", "default": False}),
        ]


def as_json(value: Any) -> str | int | float | None:
    """A value for a cursor, such that the column which it was read from takes it back."""
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value.isoformat() if isinstance(value, date) else value)


def query_parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter; what it means is said in `meanings.py`."""
    return {"name": name, "in": "query", "required": False, "schema": schema}
