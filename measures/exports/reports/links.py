"""Addresses of the admin's lists that hold what a report counts, for whoever may open them."""

from collections.abc import Mapping
from dataclasses import replace

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from measures.exports.contents import Run, Runs
from measures.exports.filters import Filters
from measures.exports.scope import Scope
from measures.visibility import Visibility

# The filters of a report that the list of measures has too, by the names that they have there.
LISTED = {
    "plan": "plan",
    "role": "role",
    "phase": "phase__exact",
    "timeliness": "timeliness",
    "review_state": "review_state__exact",
}


class Links:
    """Links to the list of measures with the filters of a report and one more; none where the list would differ.

    It would, where the report is as of a past day, chose measures one by one, or asks for what the list cannot.
    """

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.query = None if scope.chosen is not None else query_of(scope.filters)
        self.allowed = scope.as_of is None and works_in_admin(scope)

    def to(self, words: str, count: int, **filters: str) -> Runs | str:
        """The words, leading to what is counted, where that is anything."""
        if not (self.allowed and count and self.query is not None and not self.query.keys() & filters.keys()):
            return words
        return linked(words, "measure_changelist", self.query | filters)

    @property
    def whole(self) -> bool:
        """Whether plans are asked for as a whole: a list asks for withdrawn measures, too."""
        return replace(self.scope.filters, plan=()) == Filters()

    def to_conflicts(self, words: str, count: int) -> Runs | str:
        """To the open conflicts, of all plans or of the one that is asked for."""
        if not (self.allowed and count and self.whole and self.query is not None):
            return words
        return linked(words, "conflict_changelist", self.query | {"state__exact": "open"})

    def to_document(self, words: str, pk: int) -> Runs | str:
        """To the page of a document, where what was unclear in reading it is marked."""
        return linked(words, "sourcedocument_change", {}, pk) if self.allowed else words


def linked(words: str, view: str, query: Mapping[str, str], *args: int) -> Runs:
    return (Run(words, link=reverse(f"admin:measures_{view}", args=args, query=query)),)


def query_of(filters: Filters) -> dict[str, str] | None:
    """The filters as the list of measures takes them; None where it cannot: it takes one value of each."""
    asked = filters.as_data()
    words = {"q": filters.q} if filters.q else {}
    if not {*asked} <= {*LISTED, "q"} or any(len(asked[name]) > 1 for name in asked):
        return None
    return {LISTED[name]: values[0] for name, values in asked.items() if name in LISTED} | words


def works_in_admin(scope: Scope) -> bool:
    """Whether the reader may open the lists, and sees in them what the report counts: a limited one may not.

    Whom a command makes a file for is not known: each of them is asked for their rights when they follow a link.
    """
    reader = scope.reader
    if isinstance(reader, Visibility):
        return reader.notes and bool(scope.site)
    if not isinstance(reader, AbstractBaseUser) or not getattr(reader, "is_staff", False):
        return False
    if not getattr(reader, "has_perm", lambda _right: False)("measures.view_measure"):
        return False
    plans = scope.visibility.plans
    return plans is None or all(plan.pk in plans for plan in scope.source.plans())
