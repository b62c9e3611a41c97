"""The lists of the admin: one form for search and filters, which goes nowhere before it is sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs

from django.contrib.admin.filters import ListFilter
from django.contrib.admin.views.main import PAGE_VAR, SEARCH_VAR, ChangeList


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


class FormChangeList(ChangeList):
    """A change list whose filters are fields of one form, beside the search."""

    def filter_fields(self) -> list[FilterField]:
        return [
            FilterField(str(spec.expected_parameters()[0]), str(spec.title), list(self.options_of(spec)))
            for spec in self.filter_specs
        ]

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
