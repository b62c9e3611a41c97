"""From the list of measures to the page of reports: the same filters, by the names that reports have for them."""

from collections.abc import Mapping

from django.urls import reverse

from measures.admin.lists.changelist import FormChangeList
from measures.admin.lists.periods import period_of
from measures.admin.lists.searched_filters import BodyFilter, PlanFilter, SearchedFilter, SectionFilter
from measures.exports.filters import ALL, TRUE
from measures.models import ResponsibleBody, Section
from measures.prepared import one_of

SAME = {"review_state__exact": "review_state", "phase__exact": "phase", "timeliness": "timeliness", "role": "role"}
WITHDRAWN = {"1": TRUE, "all": ALL}
NOT_IN_REPORTS = ("assigned", "changed", "pending")


class MeasureChangeList(FormChangeList):
    """The list of measures, which leads to a report of what it shows."""

    def report_address(self) -> str:
        """The page of reports with the filters of the list; what reports cannot be asked is told by `partial`."""
        asked = {name: self.params[of_list] for of_list, name in SAME.items() if of_list in self.params}
        asked |= {"q": self.query} if self.query else {}
        asked |= {"withdrawn": WITHDRAWN[value]} if (value := self.params.get("withdrawn")) in WITHDRAWN else {}
        due = days_of(self.params.get("due", ""))
        partial = {*NOT_IN_REPORTS} & {*self.params} or ("due" in self.params and not due)
        return reverse(
            "admin:reports",
            query={**asked, **self.searched(), **due, "preview": "1"} | ({"partial": "1"} if partial else {}),
        )

    def searched(self) -> dict[str, list[str]]:
        """What the typed filters name: plans by their slugs, sections by their codes, bodies by their names."""
        keys = {type(spec): spec.keys for spec in self.filter_specs if isinstance(spec, SearchedFilter)}
        found = {
            "plan": keys.get(PlanFilter, []),
            "section": column_of(Section, keys.get(SectionFilter, []), "code"),
            "body": column_of(ResponsibleBody, keys.get(BodyFilter, []), "name"),
        }
        return {name: values for name, values in found.items() if values}


def column_of(model: type[Section | ResponsibleBody], keys: list[str], column: str) -> list[str]:
    """The values of the records of these keys; nothing is asked where there are none."""
    chosen = model._default_manager.filter(one_of(map(int, keys))) if keys else model._default_manager.none()
    return sorted(chosen.values_list(column, flat=True))


def days_of(name: str) -> Mapping[str, str]:
    """The first and last day of this month, quarter, half-year or year; nothing of another period."""
    period = period_of(name)
    return {"due_after": period[0].isoformat(), "due_before": period[1].isoformat()} if period else {}
