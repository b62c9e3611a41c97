"""Every rule on what to read."""

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models import Q

from measures.choices import PlanState, ReviewState
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

    def search(self, words: str) -> Self:
        return self.filter(matches(words, "title", "text"))

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
