"""Plans, their documents and their sections."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat

from measures.choices import DocumentKind
from measures.querysets.guarded import GuardedQuerySet

if TYPE_CHECKING:
    from measures.models import Plan, Section, SourceDocument


class PlanQuerySet(GuardedQuerySet["Plan"]):
    def get_by_natural_key(self, slug: str) -> "Plan":
        return self.get(slug=slug)

    def search(self, words: str) -> Self:
        return self.having_words(words, "title", "document_number", "jurisdiction")


class SourceDocumentQuerySet(GuardedQuerySet["SourceDocument"]):
    def get_by_natural_key(self, slug: str, number: int | str) -> "SourceDocument":
        return self.get(plan__slug=slug, code=str(number))

    def newest_editions(self) -> Self:
        """Of each plan the last edition of its own document whose import was not undone."""
        counting = self.model._default_manager.filter(kind=DocumentKind.PLAN, undone=False)
        later = counting.filter(plan=OuterRef("plan"), edition__gt=OuterRef("edition"))
        return self.filter(~Exists(later), kind=DocumentKind.PLAN, undone=False)


class SectionQuerySet(GuardedQuerySet["Section"]):
    """Sections: by natural key, by what they stand under, by words."""

    def get_by_natural_key(self, slug: str, code: str) -> "Section":
        return self.get(plan__slug=slug, code=code)

    def under(self, codes: Iterable[str]) -> Self:
        """The sections of these codes, in whatever plan, and everything below them."""
        lower = models.ExpressionWrapper(OuterRef("path"), output_field=models.CharField())
        above = self.model._default_manager.filter(plan=OuterRef("plan"), code__in=codes).alias(lower=lower)
        here_or_below = Q(pk=OuterRef("pk")) | Q(lower__startswith=Concat("path", Value(".")))
        return self.filter(Exists(above.filter(here_or_below)))

    def search(self, words: str) -> Self:
        return self.having_words(words, "title", "text", "label", "code")
