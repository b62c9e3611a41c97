"""The lists of the admin: one form for search and filters, which goes nowhere before it is sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MINYEAR, datetime
from typing import Protocol, runtime_checkable
from urllib.parse import parse_qs

from django.contrib.admin.filters import ListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, SEARCH_VAR, ChangeList
from django.db.models import Model, QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from measures.admin.lists.filters import WithdrawnFilter
from measures.admin.lists.searched_filters import PlanFilter, SearchedFilter
from measures.admin.types import Label
from measures.models import Import, Measure, Plan, ResponsibleBody, Section, SourceDocument, Target
from measures.querysets import MeasureQuerySet
from measures.querysets.best_first import BestFirst
from measures.visibility import User

RELEVANCE = "relevance"


@dataclass(frozen=True)
class Option:
    value: str  # "" for all
    label: str
    selected: bool


@dataclass(frozen=True)
class FilterField:
    """One filter as a drop-down of the form: the parameter that it sends, and what can be chosen."""

    name: str
    label: str
    options: list[Option]

    @property
    def active(self) -> bool:
        return any(option.selected and option.value for option in self.options)


@dataclass(frozen=True)
class SearchedField:
    """One filter that is typed: what it shows, the options that it suggests, and how many records that finds."""

    name: str
    label: str
    text: str
    suggestions: SafeString
    note: str
    searched = True

    @property
    def active(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class SortedBy:
    """What a list is sorted by, in words; `default_query` is the address of the list sorted as it is by default."""

    label: Label
    default_query: str = ""


@runtime_checkable
class CountingAdmin(Protocol):
    """An admin whose list shows counts: they are made for the rows of a page, not for all records."""

    def counts_of(self, pks: list[int], user: User) -> dict[int, dict[str, int]]:
        """The counts of each record of these primary keys, by the names of the attributes that are to hold them."""


class FormChangeList(ChangeList):
    """A change list whose filters are fields of one form, beside the search. `way_back`: the list, as a parameter."""

    way_back = ""

    def filter_fields(self) -> list[FilterField | SearchedField]:
        return [
            searched_field(spec) if isinstance(spec, SearchedFilter) else self.drop_down(spec)
            for spec in self.filter_specs
        ]

    def drop_down(self, spec: ListFilter) -> FilterField:
        return FilterField(str(spec.expected_parameters()[0]), str(spec.title), list(self.options_of(spec)))

    def options_of(self, spec: ListFilter) -> Iterator[Option]:
        """The choices that one parameter can express; Django gives each as the address of the list so narrowed."""
        own = [str(name) for name in spec.expected_parameters()]
        for choice in spec.choices(self):
            query = parse_qs(str(choice["query_string"]).removeprefix("?"), keep_blank_values=True)
            if not query.keys() & set(own[1:]):
                yield Option(query.get(own[0], [""])[-1], str(choice["display"]), bool(choice["selected"]))

    def kept_parameters(self) -> list[tuple[str, str]]:
        """What the form sends along unchanged: the order, a pop-up's mark."""
        own = {name for spec in self.filter_specs for name in spec.expected_parameters()}
        return [(name, value) for name, value in self.params.items() if name not in own | {SEARCH_VAR, PAGE_VAR}]

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Model]) -> list[str | Combinable]:
        """What is level in the columns chosen stands in the order of the list; what a search finds, best first."""
        default = self.model_admin.get_ordering(request) or self.lookup_opts.ordering or ()
        ordering = [part for part in super().get_ordering(request, queryset) if part != "-pk"]
        if ORDER_VAR in self.params:
            return [*ordering, *default, "pk"]
        best_first = [RELEVANCE] if RELEVANCE in queryset.query.annotations else []
        return [*best_first, *ordering, "pk"]

    def get_filters(self, request: HttpRequest) -> tuple[list[ListFilter], bool, dict[str, bool | str], bool, bool]:
        """Raises IncorrectLookupParameters for a parameter that no filter reads: Django would take any lookup of any
        field, of which many fail in the database. What remains are the bounds of a date hierarchy.
        """
        try:
            found = super().get_filters(request)
        except ValueError as error:  # from a date hierarchy: no year follows the last one
            raise IncorrectLookupParameters(error) from error
        if not all(is_date_bound(value) for value in found[2].values()):
            raise IncorrectLookupParameters(", ".join(found[2]))
        return found

    def get_queryset(self, request: HttpRequest, exclude_parameters: list[str | None] | None = None) -> QuerySet[Model]:
        """What a search finds stands in the order of how well it answers, unless a column was chosen.

        `BestFirst` searches by itself: it is given what the filters leave.
        """
        if not self.query or self.model is not Measure or ORDER_VAR in self.params:
            return super().get_queryset(request, exclude_parameters)
        query, self.query = self.query, ""
        filtered = super().get_queryset(request, exclude_parameters)
        self.query = query
        return self.best_first(request, filtered) if isinstance(filtered, MeasureQuerySet) else filtered

    def best_first(self, request: HttpRequest, filtered: MeasureQuerySet) -> MeasureQuerySet:
        best_first = BestFirst(filtered, self.query)
        found = best_first.found.with_relevance(self.query)
        found = found.order_by(*self.get_ordering(request, found))
        found.best_first = best_first
        return found

    def get_results(self, request: HttpRequest) -> None:
        """The rows of the page, with what is counted for each.

        Their keys are asked for first: whole rows would be read and sorted to the last, and most of them thrown away.
        """
        self.way_back, self.preserved_filters = self.preserved_filters, ""
        self.read_page(request)
        pks = self.keys_of_page()
        found = self.apply_select_related(self.root_queryset).order_by().in_bulk(pks)
        rows = self.result_list = [found[pk] for pk in pks if pk in found]
        counts = self.model_admin.counts_of(pks, request.user) if isinstance(self.model_admin, CountingAdmin) else {}
        for row in rows:
            vars(row).update(counts.get(row.pk, {}))

    def read_page(self, request: HttpRequest) -> None:
        """The page asked for, or the last one: a list gets shorter while it is worked through.

        Django shows the whole list then, without a word of the filters that are gone.
        """
        try:
            super().get_results(request)
        except IncorrectLookupParameters:
            paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
            self.page_num = paginator.num_pages
            super().get_results(request)
        self.show_admin_actions = self.show_admin_actions and bool(self.result_count)

    def url_for_result(self, result: Model) -> str:
        """With the list to come back to; Django else looks up which view each address leads to before it adds that."""
        address = super().url_for_result(result)
        return f"{address}?{self.way_back}" if self.way_back else address

    def keys_of_page(self) -> list[int]:
        """The keys of the rows that are shown. Of a search the paginator has them: `MeasureAdmin`."""
        if isinstance(self.paginator.object_list, BestFirst):
            return self.result_list if isinstance(self.result_list, list) else self.paginator.object_list[:]
        page = self.result_list.select_related(None).prefetch_related(None)
        return list(page.values_list("pk", flat=True)) if self.result_count else []

    def sorted_by(self) -> SortedBy:
        """The columns chosen, each with its direction, or the order that the list has by default."""
        if labels := list(self.chosen_columns()):
            return SortedBy("、".join(labels), self.get_query_string(remove=[ORDER_VAR]))
        if RELEVANCE in self.queryset.query.annotations:
            return SortedBy(_("best match first"))
        return SortedBy(getattr(self.model_admin, "default_order", ""))

    def chosen_columns(self) -> Iterator[str]:
        """Each column that the address sorts by, with its direction; what is no column is passed over, as by Django."""
        chosen = self.get_ordering_field_columns() if ORDER_VAR in self.params else {}
        for place, way in chosen.items():
            if place < len(self.list_display):
                label = label_for_field(self.list_display[place], self.model, self.model_admin)
                yield f"{label} {'↓' if way == 'desc' else '↑'}"

    def of_one_plan(self) -> bool:
        """Whether all rows stand in one plan, which need not be said of each."""
        spec = next((spec for spec in self.filter_specs if isinstance(spec, PlanFilter)), None)
        return spec is None or len(spec.keys or spec.offered) == 1

    def is_unfilled(self) -> bool:
        """Whether the user would see no record without any filter either; to be asked of an empty list."""
        return not self.root_queryset.exists()

    def comes_of_documents(self) -> bool:
        """Whether such records are there once a document has been imported."""
        return self.model in (Plan, Section, Measure, Target, ResponsibleBody, SourceDocument, Import)

    def with_withdrawn(self) -> str:
        """The address of the same list with withdrawn records, where it leaves them out."""
        shown = {spec.value() for spec in self.filter_specs if isinstance(spec, WithdrawnFilter)}
        return self.get_query_string({"withdrawn": "all"}, [PAGE_VAR]) if shown & {None, "0"} else ""


def is_date_bound(value: object) -> bool:
    """Whether Django has computed it of a date hierarchy's year, and it is a moment in every time zone."""
    return isinstance(value, list) and all(isinstance(each, datetime) and each.year > MINYEAR for each in value)


def searched_field(spec: SearchedFilter) -> SearchedField:
    offered = ((text, spec.hint(key)) for key, text in spec.offered.items())
    suggestions = format_html_join("", '<option value="{}">{}</option>', offered)
    return SearchedField(str(spec.parameter_name), str(spec.title), spec.text, suggestions, spec.note)
