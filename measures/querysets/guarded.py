"""Records of which each reader sees some."""

from typing import Self, TypeVar

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Prefetch

from measures.folding import words_of
from measures.search import any_holds
from measures.visibility import BODY, THE_PUBLIC, Visibility, plan_key, plans_of, visibility_of

Reader = AbstractBaseUser | AnonymousUser | Visibility
R = TypeVar("R", bound=models.Model)


class GuardedQuerySet(models.QuerySet[R]):
    """Records of which each reader sees those that `measures.visibility` says."""

    def visible_to(self, reader: Reader) -> Self:
        return self.filter(visibility_of(reader).condition(str(self.model._meta.model_name)))

    def worked_on_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """What the admin shows: of what the user sees, where there is a limit to some plans, only what is theirs."""
        seen, plans = self.visible_to(user), plans_of(user)
        name = str(self.model._meta.model_name)
        return seen if plans is None or name == BODY else seen.filter(**{f"{plan_key(name)}__in": plans})

    def published(self) -> Self:
        """What the public sees."""
        return self.visible_to(THE_PUBLIC)

    def pending_for(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Those with a pending change in which the user had no part."""
        change = apps.get_model("measures", "PendingChange")
        own = change.history.filter(history_user=user.pk).values("id")
        return self.filter(pending_change__in=change.objects.exclude(pk__in=own))

    def with_pending(self) -> Self:
        """What `has_pending_change` asks for, read for all of them at once."""
        pending = apps.get_model("measures", "PendingChange").objects.defer("wanted")
        return self.prefetch_related(Prefetch("pending_change", pending))

    def having_words(self, query: str, *fields: str) -> Self:
        """Each word of the query stands in one of the fields; a query without words finds nothing."""
        words = words_of(query)
        return self.filter(*(any_holds(word, *fields) for word in words)) if words else self.none()
