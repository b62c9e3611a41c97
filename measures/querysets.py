"""Every rule on what to read."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models import Q
from django.utils import timezone

from measures.choices import Phase, PlanState, ReviewState, Timeliness
from measures.search import matches

if TYPE_CHECKING:
    from measures.models import Measure, Plan, Responsibility, ResponsibleBody, Section, SourceDocument, Target

Reader = User | AnonymousUser | AbstractBaseUser


def may_see_all(user: Any, model: type[models.Model]) -> bool:
    """Does `user` hold the model's view permission, and so see drafts too?"""
    return bool(user.has_perm(f"measures.view_{model._meta.model_name}"))


class PlanQuerySet(models.QuerySet["Plan"]):
    def get_by_natural_key(self, slug: str) -> "Plan":
        return self.get(slug=slug)

    def published(self) -> Self:
        return self.filter(state=PlanState.PUBLISHED)

    def visible_to(self, user: Reader) -> Self:
        return self.all() if may_see_all(user, self.model) else self.published()

    def search(self, words: str) -> Self:
        return self.filter(matches(words, "title", "document_number", "jurisdiction"))


class SourceDocumentQuerySet(models.QuerySet["SourceDocument"]):
    def get_by_natural_key(self, slug: str, edition: int) -> "SourceDocument":
        return self.get(plan__slug=slug, edition=edition)


class SectionQuerySet(models.QuerySet["Section"]):
    def get_by_natural_key(self, slug: str, code: str) -> "Section":
        return self.get(plan__slug=slug, code=code)

    def published(self) -> Self:
        return self.filter(plan__state=PlanState.PUBLISHED)

    def visible_to(self, user: Reader) -> Self:
        return self.all() if may_see_all(user, self.model) else self.published()

    def within(self, section: "Section") -> Self:
        """The section itself and everything below it."""
        return self.filter(Q(pk=section.pk) | Q(plan=section.plan_id, path__startswith=f"{section.path}."))

    def search(self, words: str) -> Self:
        return self.filter(matches(words, "title", "text"))


class BodyQuerySet(models.QuerySet["ResponsibleBody"]):
    def get_by_natural_key(self, jurisdiction: str, name: str) -> "ResponsibleBody":
        return self.get(jurisdiction=jurisdiction, name=name)

    def search(self, words: str) -> Self:
        return self.filter(matches(words, "name", "aliases", "jurisdiction"))


class MeasureQuerySet(models.QuerySet["Measure"]):
    def get_by_natural_key(self, slug: str, code: str) -> "Measure":
        return self.get(plan__slug=slug, code=code)

    def published(self) -> Self:
        return self.filter(review_state=ReviewState.PUBLISHED, plan__state=PlanState.PUBLISHED)

    def visible_to(self, user: Reader) -> Self:
        return self.all() if may_see_all(user, self.model) else self.published()

    def within(self, section: "Section") -> Self:
        """The measures of a section and of everything below it."""
        below = Q(section__plan=section.plan_id, section__path__startswith=f"{section.path}.")
        return self.filter(Q(section=section) | below)

    def assigned_to(self, body: "ResponsibleBody | int | None" = None, role: str = "") -> Self:
        """Where one responsibility has this body and this role; either may be left open."""
        asked = {name: value for name, value in {"body": body, "role": role}.items() if value}
        if not asked:
            return self
        responsibilities = self.model.responsibilities.rel.related_model._default_manager
        return self.filter(pk__in=responsibilities.filter(**asked).values("measure"))

    def with_timeliness(self, timeliness: str) -> Self:
        """`Measure.timeliness` as a condition on rows."""
        today = timezone.localdate()
        soon = today + timedelta(days=settings.DUE_SOON_DAYS)
        running = ~Q(phase__in=Phase.ended())
        overdue, due_soon = running & Q(due_on__lt=today), running & Q(due_on__range=(today, soon))
        if timeliness == Timeliness.OVERDUE:
            return self.filter(overdue)
        return self.filter(due_soon) if timeliness == Timeliness.DUE_SOON else self.exclude(overdue | due_soon)

    def search(self, words: str) -> Self:
        """In what a measure says and in the names of its bodies."""
        responsibilities = self.model.responsibilities.rel.related_model._default_manager
        named = responsibilities.filter(matches(words, "body__name", "body__aliases"))
        return self.filter(matches(words, "title", "text") | Q(pk__in=named.values("measure")))

    def in_document_order(self) -> Self:
        return self.order_by("plan__slug", "position", "pk")

    def with_relations(self) -> Self:
        """Everything a report or a page of the list shows, in a fixed number of queries."""
        return self.select_related("plan", "section", "source").prefetch_related("responsibilities__body")


class ResponsibilityQuerySet(models.QuerySet["Responsibility"]):
    def get_by_natural_key(self, slug: str, code: str, jurisdiction: str, name: str, role: str) -> "Responsibility":
        return self.get(
            measure__plan__slug=slug,
            measure__code=code,
            body__jurisdiction=jurisdiction,
            body__name=name,
            role=role,
        )


class TargetQuerySet(models.QuerySet["Target"]):
    def get_by_natural_key(self, slug: str, code: str) -> "Target":
        return self.get(plan__slug=slug, code=code)
