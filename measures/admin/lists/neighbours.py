"""Which measure comes before and after one, in the list that an editor came from or else in the document."""

import copy

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, SEARCH_VAR
from django.core.exceptions import SuspiciousOperation
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict

from measures.admin.lists.adjacent import adjacent_keys
from measures.admin.lists.changelist import FormChangeList
from measures.admin.types import ModelAdmin, RecordQuerySet
from measures.models import Measure
from measures.querysets import MeasureQuerySet
from measures.querysets.best_first import BestFirst

LOOKED_THROUGH = 5_000  # measures: in what a search found, places are found by naming its keys

Neighbours = dict[str, Measure | None]  # "previous" and "next"


def neighbours(model_admin: ModelAdmin, request: HttpRequest, measure: Measure) -> Neighbours:
    """The measures before and after `measure`. It need not be in the list any more: a save may have taken it out."""
    query = QueryDict(request.GET.get("_changelist_filters", ""), mutable=True)
    query.pop(PAGE_VAR, None)
    listed = listed_records(model_admin, request, query) if query else None
    if not isinstance(listed, MeasureQuerySet):
        measures = Measure.objects.only("code", "title", "position")
        return {"previous": measures.before(measure), "next": measures.after(measure)}
    if not is_sorted(query):
        return around_in_document(listed, measure)
    if listed.best_first is None:
        return by_keys(*adjacent_keys(listed, measure.pk))
    return around_in_search(listed, listed.best_first, measure)


def is_sorted(query: QueryDict) -> bool:
    """Whether the list has another order than that of the documents: by hand, or by how well it answers a search."""
    return ORDER_VAR in query or SEARCH_VAR in query


def first_listed(model_admin: ModelAdmin, request: HttpRequest) -> Measure | None:
    """The first measure of the list that a request asks for; None where it has none or cannot be asked so."""
    listed = listed_records(model_admin, request, request.GET)
    if not isinstance(listed, MeasureQuerySet):
        return None
    if not is_sorted(request.GET):
        return listed.in_document_order().first()
    return Measure.objects.filter(pk__in=keys_in_order(listed)[:1]).first()


class RecordsOnly(FormChangeList):
    """A list of which no page is shown: nothing is counted and no row read."""

    def get_results(self, request: HttpRequest) -> None:
        pass


def listed_records(model_admin: ModelAdmin, request: HttpRequest, query: QueryDict) -> RecordQuerySet | None:
    """What the list shows for `query`, or None where it cannot be asked so."""
    asked, lister = copy.copy(request), copy.copy(model_admin)
    vars(asked)["GET"] = query
    vars(lister)["get_changelist"] = lambda request: RecordsOnly
    try:
        listed: RecordQuerySet = lister.get_changelist_instance(asked).queryset
    except (IncorrectLookupParameters, SuspiciousOperation):
        return None
    return listed


def keys_in_order(listed: MeasureQuerySet) -> "BestFirst | QuerySet[Measure, int]":
    """The primary keys of what is listed, in the list's own order."""
    plain = listed.select_related(None).prefetch_related(None).values_list("pk", flat=True)
    return plain if listed.best_first is None else listed.best_first


def around_in_document(listed: MeasureQuerySet, measure: Measure) -> Neighbours:
    """By place: plan by plan, each in the order of its document, as the list is unless somebody sorts it.

    Keys are looked for, which an index alone tells, in the plan itself and those on one side of it.
    """
    slug, here = measure.plan.slug, Q(plan=measure.plan_id)
    earlier = Q(position__lt=measure.position) | Q(position=measure.position, pk__lt=measure.pk)
    later = Q(position__gt=measure.position) | Q(position=measure.position, pk__gt=measure.pk)
    keys = listed.in_document_order().values_list("pk", flat=True)
    before = keys.filter(Q(plan__slug__lt=slug) | here & earlier, plan__slug__lte=slug).last()
    after = keys.filter(Q(plan__slug__gt=slug) | here & later, plan__slug__gte=slug).first()
    return by_keys(before, after)


def around_in_search(listed: MeasureQuerySet, found: BestFirst, measure: Measure) -> Neighbours:
    """Best first; of a measure that is no longer found, the next one is the first.

    It is looked for where lists are worked through, and only then in the whole of a long one.
    """
    keys = found[:LOOKED_THROUGH]
    if len(keys) == LOOKED_THROUGH and measure.pk not in keys[:-1] and listed.filter(pk=measure.pk).exists():
        keys = found[:]
    place = keys.index(measure.pk) if measure.pk in keys else -1
    before = keys[place - 1] if place > 0 else None
    after = keys[place + 1] if place + 1 < len(keys) else None
    return by_keys(before, after)


def by_keys(before: int | None, after: int | None) -> Neighbours:
    found = Measure.objects.in_bulk([key for key in (before, after) if key is not None])
    return {"previous": found.get(before), "next": found.get(after)}
