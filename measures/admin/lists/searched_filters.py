"""Filters by one of hundreds of records: typed with suggestions, not picked from a menu. They work without scripts."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import pairwise
from operator import or_

from django.db.models import Exists, Model, OuterRef, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from measures.admin.labels import describe_body
from measures.admin.lists.filters import Filter, MeasureFilter
from measures.admin.numbers import whole_number
from measures.admin.types import Lookups, ModelAdmin, RecordQuerySet
from measures.models import Plan, Responsibility, ResponsibleBody, Section
from measures.pinyin import syllables
from measures.querysets import MeasureQuerySet, body_order


class SearchedFilter(Filter):
    """Its value is the key of a record, or words; words stand for every record that they find."""

    def __init__(
        self, request: HttpRequest, params: dict[str, list[str]], model: type[Model], model_admin: ModelAdmin
    ) -> None:
        super().__init__(request, params, model, model_admin)
        self.offered = {str(key): str(text) for key, text in self.lookup_choices}
        self.keys = self.keys_of(self.value() or "", request)

    def keys_of(self, typed: str, request: HttpRequest) -> list[str]:
        """The keys that a key, the text of a suggestion or other words stand for."""
        if not typed or typed in self.offered:
            return [typed] if typed else []
        named = [key for key, text in self.offered.items() if text == typed]
        return named or [str(key) for key in self.found(request, typed)]

    @abstractmethod
    def found(self, request: HttpRequest, typed: str) -> Iterable[object]:
        """The keys of the records that typed words find."""

    @property
    def text(self) -> str:
        """What the field shows."""
        return self.offered.get(self.value() or "", self.value() or "")

    @property
    def note(self) -> str:
        """How many records the words stand for, where not for the one that the field names."""
        if not self.value() or self.value() in self.offered:
            return ""
        return ngettext("%(count)d match", "%(count)d matches", len(self.keys)) % {"count": len(self.keys)}

    def hint(self, key: str) -> str:
        """What else a suggestion is found by."""
        return ""


class PlanFilter(SearchedFilter):
    """By slug, so that a link to a filtered list lasts."""

    title, parameter_name = _("plan"), "plan"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        """All plans by their titles; of one title by their slugs, too."""
        plans = list(Plan.objects.worked_on_by(request.user).order_by("title").values_list("slug", "title"))
        titles = [title for _slug, title in plans]
        repeated = {one for one, next_one in pairwise(titles) if one == next_one}
        return [(slug, f"{title}（{slug}）" if title in repeated else title) for slug, title in plans]

    def found(self, request: HttpRequest, typed: str) -> Iterable[object]:
        return Plan.objects.worked_on_by(request.user).search(typed).values_list("slug", flat=True)

    def queryset(self, request: HttpRequest, queryset: RecordQuerySet) -> RecordQuerySet:
        return queryset.filter(plan__slug__in=self.keys) if self.value() else queryset


class SectionFilter(SearchedFilter, MeasureFilter):
    """A section and everything below it; offered once the plan is known."""

    title, parameter_name = _("section"), "section"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        """The sections of the plan in document order, by code and heading."""
        plan = self.plan(request)
        if plan is None:
            return []
        sections = Section.objects.worked_on_by(request.user).filter(plan=plan)
        sections = sections.only("plan", "code", "label", "title", "path").order_by("path")
        return [(str(section.pk), f"{section.code} {section}") for section in sections]

    def plan(self, request: HttpRequest) -> int | None:
        """The key of the plan of the chosen section, of the chosen plan, or of the only one."""
        chosen = whole_number(self.used_parameters.get(self.parameter_name))
        plans = Plan.objects.worked_on_by(request.user).order_by().values_list("pk", flat=True)
        if chosen is not None and "plan" not in request.GET:
            return plans.filter(sections=chosen).first()
        asked = request.GET.get("plan")
        found = list((plans.filter(Q(slug=asked) | Q(title=asked)) if asked else plans)[:2])
        return found[0] if len(found) == 1 else None

    def found(self, request: HttpRequest, typed: str) -> Iterable[object]:
        """Sections of the plan by their number, code or heading."""
        named = Section.objects.filter(pk__in=self.offered).having_words(typed, "title", "label", "code")
        return named.values_list("pk", flat=True)

    def narrow(self, request: HttpRequest, measures: MeasureQuerySet) -> MeasureQuerySet:
        """Measures of the sections and below them; all, where another plan was chosen since."""
        if not self.value():
            return measures
        sections, key = Section.objects.worked_on_by(request.user), whole_number(self.value())
        if key is not None and self.value() not in self.offered:
            return measures if sections.filter(pk=key).exists() else measures.none()
        within = [measures.below(section) for section in sections.filter(pk__in=self.keys).only("plan", "path")]
        return measures.filter(reduce(or_, within)) if within else measures.none()


class BodyFilter(SearchedFilter, MeasureFilter):
    """Together with the role: one responsibility meets both."""

    title, parameter_name = _("responsible body"), "body"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        named = Responsibility.objects.worked_on_by(request.user).filter(body=OuterRef("pk"))
        bodies = ResponsibleBody.objects.order_by("pk").filter(Exists(named)).only("name", "jurisdiction")
        return [(str(body.pk), describe_body(body)) for body in sorted(bodies, key=body_order)]

    def found(self, request: HttpRequest, typed: str) -> Iterable[object]:
        key = whole_number(typed)
        return [key] if key is not None else ResponsibleBody.objects.search(typed).values_list("pk", flat=True)

    def hint(self, key: str) -> str:
        """The initials of its name's pinyin."""
        return "".join(part[0] for part in syllables(self.offered[key].partition("（")[0]))

    def narrow(self, request: HttpRequest, measures: MeasureQuerySet) -> MeasureQuerySet:
        roles: Sequence[str] | None = [request.GET["role"]] if "role" in request.GET else None
        return measures.assigned_to_any(list(map(int, self.keys)) if self.value() else None, roles)
