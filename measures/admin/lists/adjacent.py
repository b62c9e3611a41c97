"""Which records stand before and after one in a list that is sorted by columns. It is asked what the record is sorted
by, and then which is the nearest that comes before or after that: no more of the list is read.
"""

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_

from django.db import connections
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import Combinable, OrderBy

NONE = Q(pk__in=[])


def adjacent_keys(listed: QuerySet[Model], pk: int) -> tuple[int | None, int | None]:
    """The primary keys before and after `pk`; of a record that is not listed, the next one is the first.

    The list's order, which tells any two records apart, names columns and no relation.
    """
    orders = [as_order(part) for part in listed.query.order_by]
    names = [f"sorted_{number}" for number in range(len(orders))]
    plain = listed.select_related(None).prefetch_related(None)
    keyed = plain.annotate(**dict(zip(names, (order.expression for order in orders), strict=True)))
    values, keys = keyed.filter(pk=pk).values_list(*names).first(), keyed.values_list("pk", flat=True)
    if values is None:
        return None, keys.first()
    nulls_first = connections[listed.db].features.order_by_nulls_first
    before, after = (
        beyond(names, values, directions, nulls_first=nulls_first)
        for directions in (list(map(reversed_order, orders)), orders)
    )
    return keys.reverse().filter(before).first(), keys.filter(after).first()


def as_order(part: str | Combinable) -> OrderBy:
    if isinstance(part, str):
        column = F(part.removeprefix("-"))
        return column.desc() if part.startswith("-") else column.asc()
    if not isinstance(part, OrderBy):
        raise TypeError(part)
    return part


def reversed_order(order: OrderBy) -> OrderBy:
    turned: OrderBy = order.copy()
    turned.reverse_ordering()
    return turned


def beyond(names: Sequence[str], values: Sequence[object], orders: Sequence[OrderBy], *, nulls_first: bool) -> Q:
    """A condition: what comes after these values of annotations, of which the first counts most.

    `nulls_first`: whether the database puts a null, where the order says nothing of it, before all else.
    """
    level = [is_level(*each) for each in zip(names, values, strict=True)]
    past = [past_one(*each, nulls_first=nulls_first) for each in zip(names, values, orders, strict=True)]
    return reduce(or_, (reduce(and_, level[:place], condition) for place, condition in enumerate(past)))


def is_level(name: str, value: object) -> Q:
    return Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})


def past_one(name: str, value: object, order: OrderBy, *, nulls_first: bool) -> Q:
    by_default = order.descending == nulls_first
    nulls_last = bool(order.nulls_last) if order.nulls_last or order.nulls_first else by_default
    if value is None:
        return NONE if nulls_last else Q(**{f"{name}__isnull": False})
    farther = Q(**{f"{name}__{'lt' if order.descending else 'gt'}": value})
    return farther | Q(**{f"{name}__isnull": True}) if nulls_last else farther
