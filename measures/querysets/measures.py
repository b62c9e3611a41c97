"""Measures, with their responsibilities and targets, and how their days stand to today."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone

from measures import measure_search
from measures.choices import Phase, Role, Timeliness
from measures.prepared import InList, PreparedQuery, given_by, in_list
from measures.querysets.guarded import GuardedQuerySet

if TYPE_CHECKING:
    from measures.models import Measure, Responsibility, ResponsibleBody, Section, Target
    from measures.querysets.best_first import BestFirst

# Responsibilities whose measures are asked for first, at the most; more are so many that they are soon met.
FIRST = 20_000


def timeliness(due_on: date | None, phase: str, withdrawn_on: date | None, today: date | None = None) -> Timeliness:
    """Green, yellow or red as of today; what has no date, has ended or was withdrawn is on track.

    On rows: `MeasureQuerySet.with_timeliness`.
    """
    if due_on is None or withdrawn_on is not None or phase in Phase.ended():
        return Timeliness.ON_TRACK
    days = (due_on - (today or timezone.localdate())).days
    if days < 0:
        return Timeliness.OVERDUE
    return Timeliness.DUE_SOON if days <= settings.DUE_SOON_DAYS else Timeliness.ON_TRACK


@cache
def more_than_first(asked: frozenset[str]) -> PreparedQuery:
    """A row, if more than FIRST responsibilities have in each field asked for one of the values that a call gives."""
    parts: Any = apps.get_model("measures", "Responsibility")._default_manager.order_by()
    chosen = parts.filter(*(in_list(field, field) for field in sorted(asked))).values_list("measure_id")
    return PreparedQuery(lambda: chosen[FIRST : FIRST + 1])


class MeasureQuerySet(GuardedQuerySet["Measure"]):
    """Measures: by natural key, place, bodies, deadline and words, and in document order.

    `best_first`: the keys of what a search found, quicker than this queryset tells them; any further condition, of
    which they know nothing, drops it.
    """

    best_first: "BestFirst | None" = None

    def get_by_natural_key(self, slug: str, code: str) -> "Measure":
        return self.get(plan__slug=slug, code=code)

    def within(self, section: "Section") -> Self:
        """The measures of a section and of everything below it."""
        return self.filter(self.below(section))

    def below(self, section: "Section") -> Q:
        """The condition of `within`."""
        lower = Q(section__plan=section.plan_id, section__path__startswith=f"{section.path}.")
        return Q(section=section) | lower

    def within_any(self, sections: models.QuerySet["Section"]) -> Self:
        """The measures of these sections and of everything below them."""
        place = models.ExpressionWrapper(OuterRef("section__path"), output_field=models.CharField())
        here_or_below = Q(pk=OuterRef("section")) | Q(place__startswith=Concat("path", Value(".")))
        every = self.model.section.field.related_model._default_manager
        chosen = every.filter(plan=OuterRef("plan"), pk__in=sections.order_by().values("pk")).alias(place=place)
        return self.filter(Exists(chosen.filter(here_or_below)))

    def assigned_to(self, body: "ResponsibleBody | int | None" = None, role: str = "") -> Self:
        """Where one responsibility has this body and this role; either may be left open."""
        return self.assigned_to_any([body] if body else None, [role] if role else None)

    def assigned_to_any(
        self, bodies: "Iterable[ResponsibleBody | int] | None" = None, roles: Iterable[str] | None = None
    ) -> Self:
        """Where one responsibility has one of these bodies and one of these roles; either may be left open."""
        asked = {"body__in": bodies, "role__in": roles}
        asked = {name: values for name, values in asked.items() if values is not None}
        return self.filter(self.has_part(**asked)) if asked else self

    def has_part(self, **conditions: object) -> Exists:
        responsibilities = self.model.responsibilities.rel.related_model._default_manager
        return Exists(responsibilities.filter(measure=OuterRef("pk"), **conditions))

    def with_part(self, **asked: Sequence[object]) -> Self:
        """Where one responsibility has one of each list: of `role`, `body` (primary keys) or `body__uuid`.

        The measures of bodies are asked for first, so that the planner need not guess how many they are.
        """
        if asked.keys() - {"role"} and not more_than_first(frozenset(asked))(**asked):
            responsibilities = self.model.responsibilities.rel.related_model._default_manager.order_by()
            chosen = responsibilities.filter(*(InList(F(field), list(values)) for field, values in asked.items()))
            return self.filter(given_by(chosen.values("measure_id")))
        return self.filter(self.has_part(**{f"{field}__in": values for field, values in asked.items()}))

    def in_force(self) -> Self:
        """Those that were not withdrawn: what counts, is reported and can be late."""
        return self.filter(withdrawn_on__isnull=True)

    def unassigned(self) -> Self:
        """Those in force for which no body answers."""
        return self.in_force().filter(~self.has_part(role__in=Role.in_charge()))

    def due_this_month(self) -> Self:
        """Those in force that are to be done by a day of this month and have not ended; late ones included."""
        today = timezone.localdate()
        pressing = self.in_force().exclude(phase__in=Phase.ended())
        return pressing.filter(due_on__year=today.year, due_on__month=today.month)

    def with_timeliness(self, *wanted: str) -> Self:
        """`Measure.timeliness` as a condition on rows: any of those wanted."""
        today = timezone.localdate()
        soon = today + timedelta(days=settings.DUE_SOON_DAYS)
        ended = Q(phase__in=Phase.ended()) | Q(withdrawn_on__isnull=False)
        conditions = {
            Timeliness.OVERDUE: ~ended & Q(due_on__lt=today),
            Timeliness.DUE_SOON: ~ended & Q(due_on__range=(today, soon)),
            Timeliness.ON_TRACK: ended | Q(due_on__isnull=True) | Q(due_on__gt=soon),
        }
        chosen = Q(pk__in=[])
        for code in wanted:
            chosen |= conditions[Timeliness(code)]
        return self.filter(chosen)

    def undated(self) -> Self:
        """Those with neither a day nor words for one."""
        return self.filter(due_on__isnull=True, due_text="")

    def changed_since_confirmed(self) -> Self:
        """Those that say something else than was confirmed."""
        return self.filter(confirmed_content__changed=True)

    def with_marks(self) -> Self:
        """What `Measure.changed_since_confirmed` and `has_pending_change` ask for, read for all of them at once."""
        kept = apps.get_model("measures", "ConfirmedContent").objects.filter(changed=True).defer("content")
        return self.with_pending().prefetch_related(Prefetch("confirmed_content", kept))

    def search(self, words: str) -> Self:
        return measure_search.search(self, words)

    def search_whole(self, words: str) -> Self:
        """The same, quicker where all that is found will be read or counted, and slower for a page of it."""
        return measure_search.search(self, words, whole=True)

    def with_relevance(self, words: str) -> Self:
        """Annotate `relevance`: see `measure_search.relevance`."""
        return self.annotate(relevance=measure_search.relevance(words))

    def in_document_order(self) -> Self:
        return self.order_by("plan__slug", "position", "pk")

    def before(self, measure: "Measure") -> "Measure | None":
        """The one before `measure` in its plan's document."""
        earlier = Q(position__lt=measure.position) | Q(position=measure.position, pk__lt=measure.pk)
        return self.filter(earlier, plan=measure.plan_id).order_by("-position", "-pk").first()

    def after(self, measure: "Measure") -> "Measure | None":
        """The one after `measure` in its plan's document."""
        later = Q(position__gt=measure.position) | Q(position=measure.position, pk__gt=measure.pk)
        return self.filter(later, plan=measure.plan_id).order_by("position", "pk").first()


class ResponsibilityQuerySet(GuardedQuerySet["Responsibility"]):
    """Responsibilities, by natural key."""

    def get_by_natural_key(self, slug: str, code: str, jurisdiction: str, name: str, role: str) -> "Responsibility":
        """Django's own hook for `loaddata`: the parts of the key as the fixture has them."""
        return self.get(
            measure__plan__slug=slug,
            measure__code=code,
            body__jurisdiction=jurisdiction,
            body__name=name,
            role=role,
        )


class TargetQuerySet(GuardedQuerySet["Target"]):
    def get_by_natural_key(self, slug: str, code: str) -> "Target":
        return self.get(plan__slug=slug, code=code)
