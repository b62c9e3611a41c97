"""Every rule on what to read."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache, reduce
from operator import and_
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.db import connections, models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Concat
from django.utils import timezone

from measures import measure_search
from measures.choices import Operation, Phase, PlanState, ReviewState, Timeliness
from measures.folding import words_of
from measures.prepared import Prepared, among, one_of
from measures.search import any_holds

if TYPE_CHECKING:
    from measures.models import (
        Measure,
        Plan,
        Responsibility,
        ResponsibleBody,
        Section,
        SourceDocument,
        Target,
    )

NAMED = 5000

Reader = User | AnonymousUser | AbstractBaseUser
R = TypeVar("R", bound=models.Model)


def timeliness(due_on: date | None, phase: str, today: date | None = None) -> Timeliness:
    """Green, yellow or red as of today; what has no date or has ended is on track. On rows: `with_timeliness`."""
    if due_on is None or phase in Phase.ended():
        return Timeliness.ON_TRACK
    days = (due_on - (today or timezone.localdate())).days
    if days < 0:
        return Timeliness.OVERDUE
    return Timeliness.DUE_SOON if days <= settings.DUE_SOON_DAYS else Timeliness.ON_TRACK


def may_see_all(user: Any, model: type[models.Model]) -> bool:
    """Does `user` hold the model's view permission, and so see drafts too?"""
    return bool(user.has_perm(f"measures.view_{model._meta.model_name}"))


def may_read_notes(user: Any) -> bool:
    """A measure's note is for the office: who may write it reads it."""
    return bool(user.has_perm("measures.change_measure"))


@cache
def prepared_parts(asked: frozenset[str]) -> Prepared:
    """The measures of responsibilities that have in each field asked for one of the values that a call gives."""
    parts: Any = apps.get_model("measures", "Responsibility")._default_manager.order_by()
    chosen = parts.filter(*(among(field, field) for field in sorted(asked))).values_list("measure_id")
    return Prepared(lambda: chosen[: NAMED + 1])


class GuardedQuerySet(models.QuerySet[R]):
    """Records of which the public sees those published, and who may view the model sees all."""

    def published(self) -> Self:
        raise NotImplementedError

    def open_to(self, user: Reader) -> bool:
        """Does `user` see all of them?"""
        return may_see_all(user, self.model)

    def visible_to(self, user: Reader) -> Self:
        return self.all() if self.open_to(user) else self.published()

    def having_words(self, query: str, *fields: str) -> Self:
        """Each word of the query stands in one of the fields; a query without words finds nothing."""
        words = words_of(query)
        return self.filter(*(any_holds(word, *fields) for word in words)) if words else self.none()


class PlanQuerySet(GuardedQuerySet["Plan"]):
    def get_by_natural_key(self, slug: str) -> "Plan":
        return self.get(slug=slug)

    def published(self) -> Self:
        return self.filter(state=PlanState.PUBLISHED)

    def search(self, words: str) -> Self:
        return self.having_words(words, "title", "document_number", "jurisdiction")


class SourceDocumentQuerySet(GuardedQuerySet["SourceDocument"]):
    def get_by_natural_key(self, slug: str, edition: int) -> "SourceDocument":
        return self.get(plan__slug=slug, edition=edition)

    def published(self) -> Self:
        return self.filter(plan__state=PlanState.PUBLISHED)


class SectionQuerySet(GuardedQuerySet["Section"]):
    def get_by_natural_key(self, slug: str, code: str) -> "Section":
        return self.get(plan__slug=slug, code=code)

    def published(self) -> Self:
        return self.filter(plan__state=PlanState.PUBLISHED)

    def within(self, section: "Section") -> Self:
        """The section itself and everything below it."""
        return self.filter(Q(pk=section.pk) | Q(plan=section.plan_id, path__startswith=f"{section.path}."))

    def under(self, codes: Iterable[str]) -> Self:
        """The sections of these codes, in whatever plan, and everything below them."""
        lower = models.ExpressionWrapper(OuterRef("path"), output_field=models.CharField())
        above = self.model._default_manager.filter(plan=OuterRef("plan"), code__in=codes).alias(lower=lower)
        here_or_below = Q(pk=OuterRef("pk")) | Q(lower__startswith=Concat("path", Value(".")))
        return self.filter(Exists(above.filter(here_or_below)))

    def search(self, words: str) -> Self:
        return self.having_words(words, "title", "text", "label", "code")


class BodyQuerySet(GuardedQuerySet["ResponsibleBody"]):
    def get_by_natural_key(self, jurisdiction: str, name: str) -> "ResponsibleBody":
        return self.get(jurisdiction=jurisdiction, name=name)

    def open_to(self, user: Reader) -> bool:
        return True

    def published(self) -> Self:
        return self.all()

    def under(self, uuids: Iterable[UUID]) -> Self:
        """These bodies and every body below them."""
        known = set(self.filter(uuid__in=uuids).values_list("pk", flat=True))
        found = known
        while found:
            found = set(self.filter(parent__in=found).values_list("pk", flat=True)) - known
            known |= found
        return self.filter(pk__in=known)

    def search(self, words: str) -> Self:
        return self.having_words(words, "name", "aliases", "jurisdiction")


class MeasureQuerySet(GuardedQuerySet["Measure"]):
    def get_by_natural_key(self, slug: str, code: str) -> "Measure":
        return self.get(plan__slug=slug, code=code)

    def published(self) -> Self:
        return self.filter(review_state=ReviewState.PUBLISHED, plan__state=PlanState.PUBLISHED)

    def within(self, section: "Section") -> Self:
        """The measures of a section and of everything below it."""
        below = Q(section__plan=section.plan_id, section__path__startswith=f"{section.path}.")
        return self.filter(Q(section=section) | below)

    def assigned_to(self, body: "ResponsibleBody | int | None" = None, role: str = "") -> Self:
        """Where one responsibility has this body and this role; either may be left open."""
        return self.assigned_to_any([body] if body else None, [role] if role else None)

    def assigned_to_any(self, bodies: Iterable[Any] | None = None, roles: Iterable[str] | None = None) -> Self:
        """Where one responsibility has one of these bodies and one of these roles; either may be left open."""
        asked = {"body__in": bodies, "role__in": roles}
        asked = {name: values for name, values in asked.items() if values is not None}
        return self.filter(self.has_part(**asked)) if asked else self

    def has_part(self, **conditions: Any) -> Exists:
        responsibilities = self.model.responsibilities.rel.related_model._default_manager
        return Exists(responsibilities.filter(measure=OuterRef("pk"), **conditions))

    def with_part(self, **asked: list[Any]) -> Self:
        """Where one responsibility has one of each list: of `role`, `body` (primary keys) or `body__uuid`.

        The measures of bodies are asked for at once, so that the planner need not guess how many they are.
        """
        if asked.keys() - {"role"}:
            found = {pk for (pk,) in prepared_parts(frozenset(asked))(**asked)}
            if len(found) <= NAMED:
                return self.filter(one_of(found))
        return self.filter(self.has_part(**{f"{field}__in": values for field, values in asked.items()}))

    def with_timeliness(self, *wanted: str) -> Self:
        """`Measure.timeliness` as a condition on rows: any of those wanted."""
        today = timezone.localdate()
        soon = today + timedelta(days=settings.DUE_SOON_DAYS)
        ended = Q(phase__in=Phase.ended())
        conditions = {
            Timeliness.OVERDUE: ~ended & Q(due_on__lt=today),
            Timeliness.DUE_SOON: ~ended & Q(due_on__range=(today, soon)),
            Timeliness.ON_TRACK: ended | Q(due_on__isnull=True) | Q(due_on__gt=soon),
        }
        chosen = Q(pk__in=[])
        for timeliness in wanted:
            chosen |= conditions[Timeliness(timeliness)]
        return self.filter(chosen)

    def search(self, words: str) -> Self:
        return measure_search.search(self, words)

    def with_relevance(self, words: str) -> Self:
        """Annotate `relevance`: 0 where the title holds all the words, else 1."""
        titled = [any_holds(word, "title") for word in words_of(words)] or [Q(pk__in=[])]
        return self.annotate(relevance=Case(When(reduce(and_, titled), then=Value(0)), default=Value(1)))

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
    def published(self) -> Self:
        return self.filter(measure__review_state=ReviewState.PUBLISHED, measure__plan__state=PlanState.PUBLISHED)

    def open_to(self, user: Reader) -> bool:
        """A responsibility is part of its measure: who may see the one sees the other."""
        return may_see_all(user, self.model.measure.field.related_model)

    def get_by_natural_key(self, slug: str, code: str, jurisdiction: str, name: str, role: str) -> "Responsibility":
        return self.get(
            measure__plan__slug=slug,
            measure__code=code,
            body__jurisdiction=jurisdiction,
            body__name=name,
            role=role,
        )


class TargetQuerySet(GuardedQuerySet["Target"]):
    def published(self) -> Self:
        shown = Q(measure__isnull=True) | Q(measure__review_state=ReviewState.PUBLISHED)
        return self.filter(shown, plan__state=PlanState.PUBLISHED)

    def get_by_natural_key(self, slug: str, code: str) -> "Target":
        return self.get(plan__slug=slug, code=code)


class ChangeQuerySet(models.QuerySet[Any]):
    """Numbers up to the head never change and never gain a smaller neighbour: they rise in the order of commits."""

    def head(self) -> int:
        """The newest number, 0 in a feed that was never begun."""
        return self.order_by("-pk").values_list("pk", flat=True).first() or 0

    def oldest(self) -> int:
        """The number of the oldest change still kept: whoever has read up to it, or further, has missed nothing."""
        return self.order_by("pk").values_list("pk", flat=True).first() or 0

    def visible_to(self, user: Reader) -> Self:
        """All changes of the resources that `user` sees in full; of others, those of what the public saw or sees."""
        return self.filter(Q(resource__in=self.in_full(user)) | Q(shown_before=True) | Q(shown_after=True))

    def in_full(self, user: Reader) -> set[str]:
        """The resources of which `user` sees drafts too."""
        models_of = {
            "plans": "Plan",
            "sources": "SourceDocument",
            "sections": "Section",
            "measures": "Measure",
            "targets": "Target",
            "bodies": "ResponsibleBody",
        }
        seen = {name: may_see_all(user, apps.get_model("measures", model)) for name, model in models_of.items()}
        return {name for name, all_of_it in seen.items() if all_of_it}

    def hold(self) -> None:
        """Until the transaction ends, let nobody else write a record: to be called before any row is locked."""
        connection = connections[self.db]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT feed_hold()")

    def prune(self, before: datetime) -> int:
        """Forget what happened before that moment, but for the last of it: that marks how far the feed reaches back."""
        last = self.filter(at__lt=before).order_by("-pk").values_list("pk", flat=True).first() or 0
        return self.filter(pk__lt=last).delete()[0]

    def restart(self) -> None:
        """Make every cursor given so far expire: after a backup was restored, or data was changed around the feed."""
        self.all().delete()
        self.bulk_create([self.model(operation=Operation.START, shown_before=False, shown_after=False)])
