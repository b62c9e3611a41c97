"""Pages by the last row's own sort values: whatever is inserted or deleted meanwhile, no page shifts."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from measures.api.parameters import SchemaPart, flag, query_parameter, whole_number
from measures.api.records.rows import R, Representation

Scalar: TypeAlias = str | int | float | None  # a value in a cursor
T = TypeVar("T")
ReadRows: TypeAlias = Callable[[int, list[Scalar], bool], list[T]]  # so many after (before, if True) these values
ReadPage: TypeAlias = Callable[[int, int | None, bool], list[R]]  # the same by primary key

signer = Signer(salt="measures.api.cursor")


class SortColumn:
    """One column of a sort; nulls stand last, whichever way it runs, on every database."""

    def __init__(self, model: type[Model], name: str) -> None:
        self.descending = name.startswith("-")
        self.name = name.removeprefix("-")
        self.nullable = nullable(model, self.name)

    def expression(self, backward: bool) -> OrderBy:
        """A column without nulls is sorted plainly, as its index is."""
        first, last = (self.nullable and backward) or None, (self.nullable and not backward) or None
        descending = self.is_descending(backward)
        return OrderBy(F(self.name), descending=descending, nulls_first=first, nulls_last=last)

    def is_descending(self, backward: bool) -> bool:
        return self.descending is not backward

    def after(self, value: Scalar, backward: bool) -> Q:
        """Rows that stand strictly after `value` in this column (before it, going backward)."""
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if backward else Q(pk__in=[])
        condition = Q(**{f"{self.name}__{'lt' if self.is_descending(backward) else 'gt'}": value})
        return condition | Q(**{f"{self.name}__isnull": True}) if self.nullable and not backward else condition

    def equal_to(self, value: Scalar) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def at_or_after(self, value: Scalar, backward: bool) -> Q:
        """What `after` and `equal_to` imply together: stated as well, so that an index scan can begin there."""
        lookup = "lte" if self.is_descending(backward) else "gte"
        return Q() if self.nullable else Q(**{f"{self.name}__{lookup}": value})


def nullable(model: type[Model], column: str) -> bool:
    """Whether the column, or a relation that leads to it, can be null. An annotation, which is no field, cannot."""
    name, _, rest = column.partition("__")
    field = next((field for field in model._meta.fields if field.name == name), None)
    if field is None:
        return False
    if field.null or not rest:
        return field.null
    return field.related_model is not None and nullable(field.related_model, rest)


def rows_after(columns: list[SortColumn], values: list[Scalar], backward: bool) -> Q:
    """Rows after the one that had `values`: after it in the first column, or level there and after it in the rest."""
    first, value, rest = columns[0], values[0], columns[1:]
    condition = first.after(value, backward)
    if not rest:
        return condition
    level = first.equal_to(value) & rows_after(rest, values[1:], backward)
    return first.at_or_after(value, backward) & (condition | level)


class KeysetPagination(BasePagination):
    """`cursor` and `page_size`; `next` and `previous` are links; the total only for `count=true`.

    A cursor holds, signed, the names of the sort columns, the direction, and the values of the row where the page
    begins. Each page is read with one row more, which tells whether there is another one.
    """

    default_size, largest_size = 50, 500

    def sorted_page(self, request: Request, queryset: QuerySet[Model], ordering: tuple[str, ...]) -> list[int]:
        """The primary keys of a page of `queryset`, sorted by the columns `ordering` and then by creation."""
        columns = [SortColumn(queryset.model, name) for name in (*ordering, "id")]
        rows = queryset.values_list(*(column.name for column in columns))

        def read(size: int, values: list[Scalar], backward: bool) -> list[tuple[Any, ...]]:
            following = rows.filter(rows_after(columns, values, backward)) if values else rows
            return list(following.order_by(*(column.expression(backward) for column in columns))[:size])

        page = self._page(request, (*ordering, "id"), queryset.count, read, lambda row: row)
        return [row[-1] for row in page]

    def page_by_id(self, request: Request, count: Callable[[], int], read_page: ReadPage[R]) -> list[R]:
        """A page of rows in the order of creation: `read_page` gives so many rows after (or before) the one named."""

        def read(size: int, values: list[Scalar], backward: bool) -> list[R]:
            return read_page(size, int(values[0] or 0) if values else None, backward)

        return self._page(request, ("id",), count, read, lambda row: (row.id,))

    def _page(
        self,
        request: Request,
        names: tuple[str, ...],
        count: Callable[[], int],
        read: ReadRows[T],
        values_of: Callable[[T], tuple[object, ...]],
    ) -> list[T]:
        self.request, self.names = request, names
        size = whole_number(request, "page_size", self.default_size, 1, self.largest_size)
        self.count = count() if flag(request, "count") else None
        backward, values = self._cursor()
        rows = read(size + 1, values, backward)
        more, rows = len(rows) > size, rows[:size]
        if backward:
            rows.reverse()
        ends = [values_of(row) for row in (rows[0], rows[-1])] if rows else []
        self._set_links(ends, behind=more if backward else bool(values), ahead=bool(values) if backward else more)
        return rows

    def _cursor(self) -> tuple[bool, list[Scalar]]:
        """Whether the page is read backward, and the values of the row where it begins; none on the first page."""
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

    def _set_links(self, ends: list[tuple[object, ...]], *, behind: bool, ahead: bool) -> None:
        """`ends` are the values of the first and the last row of the page; none of an empty page."""
        self.previous = self._page_url(ends[0], backward=True) if ends and behind else None
        self.next = self._page_url(ends[1], backward=False) if ends and ahead else None

    def _page_url(self, values: tuple[object, ...], *, backward: bool) -> str:
        """The address of the page that begins beyond the row of these values."""
        cursor = signer.sign_object([self.names, backward, [as_scalar(value) for value in values]])
        others = [
            (name, value) for name, values in self.request.query_params.lists() for value in values if name != "cursor"
        ]
        return self.request.build_absolute_uri(f"{self.request.path}?{urlencode([*others, ('cursor', cursor)])}")

    def get_paginated_response(self, data: list[Representation]) -> Response:
        """The page with its links, in the body and in the header `Link` (RFC 8288)."""
        counted = {} if self.count is None else {"count": self.count}
        links = {"next": self.next, "previous": self.previous, **counted}
        header = ", ".join(
            f'<{link}>; rel="{rel}"' for rel, link in (("next", self.next), ("prev", self.previous)) if link
        )
        return Response({**links, "results": data}, headers={"Link": header} if header else None)

    def get_paginated_response_schema(self, schema: SchemaPart) -> SchemaPart:
        """The shape of a page in the OpenAPI document; `schema` is that of its list of records."""
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

    def get_schema_operation_parameters(self, view: APIView) -> list[SchemaPart]:
        """The query parameters of a page in the OpenAPI document."""
        return [
            query_parameter("cursor", {"type": "string"}),
            query_parameter(
                "page_size",
                {"type": "integer", "minimum": 1, "maximum": self.largest_size, "default": self.default_size},
            ),
            query_parameter("count", {"type": "boolean", "default": False}),
        ]


def as_scalar(value: object) -> Scalar:
    """A value for a cursor, such that the column from which it was read takes it back."""
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value.isoformat() if isinstance(value, date) else value)
