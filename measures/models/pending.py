"""Changes of what is published that wait for a second person, where the plan asks for one.

A measure, a section or a plan that the public reads is then not written directly: what an editor saves is kept as its
pending change (`measures.edits.drafts`), and the public reads on what was published until somebody else publishes the
change. Whatever way of writing cannot make pending changes is refused (`refuse_direct`).
"""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.models.history import Tracked, history_of_edits
from measures.prepared import PreparedQuery, in_list

if TYPE_CHECKING:
    from measures.models.base import Record
    from measures.visibility import User

RecordT = TypeVar("RecordT", bound="Record")

OWNERS = ("measure", "section", "plan")


def of_one_owner() -> models.Q:
    """The condition that exactly one of the references is there."""
    found = models.Q()
    for chosen in OWNERS:
        found |= models.Q(**{f"{name}__isnull": name != chosen for name in OWNERS})
    return found


class PendingChange(Tracked):
    """What a published measure, section or plan (its owner, one of the three) is to say, once a second person publishes
    it.

    `wanted` holds what is to be another than in the owner: by attribute, dates in ISO form and numbers as text;
    `responsibilities` and `targets` are whole lists. `version` is the owner's when the change was begun, `by` who
    wrote it last.
    """

    owner_fields = OWNERS

    measure = models.OneToOneField(
        "measures.Measure",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="pending_change",
        verbose_name=gettext_lazy("measure"),
    )
    section = models.OneToOneField(
        "measures.Section",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="pending_change",
        verbose_name=gettext_lazy("section"),
    )
    plan = models.OneToOneField(
        "measures.Plan",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="pending_change",
        verbose_name=gettext_lazy("plan"),
    )
    wanted = models.JSONField(gettext_lazy("wanted values"))
    version = models.PositiveIntegerField(gettext_lazy("made on version"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("drafted by"),
    )
    by_name = models.CharField(gettext_lazy("name of who drafted"), max_length=150, blank=True)
    at = models.DateTimeField(gettext_lazy("drafted at"), default=timezone.now)
    history = history_of_edits()

    class Meta:
        verbose_name = gettext_lazy("pending change")
        verbose_name_plural = gettext_lazy("pending changes")
        default_permissions = ()
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="pending_change_owner", condition=of_one_owner())]

    def __str__(self) -> str:
        return str(self.owner)

    @property
    def owner(self) -> "Record":
        """What is to be changed."""
        record: Record = getattr(self, next(name for name in OWNERS if getattr(self, f"{name}_id") is not None))
        return record

    @property
    def plan_of_owner(self) -> int:
        """The primary key of the plan that it is about."""
        return int(self.plan_id or getattr(self.owner, "plan_id"))  # noqa: B009 -- a plan's owner has none

    @staticmethod
    def of(model: "type[Record]", pks: Collection[int]) -> "models.QuerySet[PendingChange]":
        """The pending changes of records of a model."""
        changes = PendingChange.objects.filter(**{f"{model._meta.model_name}__in": [*pks]})
        return changes.select_related("measure__plan", "section__plan", "plan")

    def changed_at(self) -> datetime:
        return self.at

    @property
    def number(self) -> int:
        """Another one each time it is written: what a page or a program that saw it sends back."""
        newest = self.history.order_by("-history_id").values_list("history_id", flat=True).first()
        return int(newest or 0)

    def authors(self) -> set[int]:
        """The primary keys of all who had a part in it."""
        return {pk for pk in self.history.values_list("history_user", flat=True) if pk is not None}

    def may_be_published_by(self, user: "User") -> bool:
        """Whether the user is a second person with the right to publish."""
        has_perm = getattr(user, "has_perm", None)
        return bool(has_perm and has_perm(self.owner.publish_right)) and user.pk not in self.authors()


class DraftNeededError(PermissionDenied):
    """What the public reads was about to be written directly, although its plan asks for a second person."""

    def __init__(self, title: str) -> None:
        message = _(
            "“%(title)s” is published, and its plan asks that a second person publishes what is changed. It cannot be"
            " changed in this way: change it in its form, or take it back from the public first."
        )
        super().__init__(message % {"title": title})


def refuse_direct(author: int, records: "models.QuerySet[Record]", undoing: bool) -> None:
    """Raise DraftNeededError where a person would write one of these records past a second person.

    Whoever undoes an edit brings back what was published before: that takes the right to publish alone.
    """
    found = asking(records).first()
    if found is not None and not (undoing and has_right(author, records.model.publish_right)):
        raise DraftNeededError(str(found))


def has_right(author: int, right: str) -> bool:
    from django.contrib.auth import get_user_model  # not there yet while the models are loaded

    user = get_user_model().objects.filter(pk=author).first()
    return user is not None and user.has_perm(right)


def asking(records: "models.QuerySet[RecordT]") -> "models.QuerySet[RecordT]":
    """Those of some records that the public reads and whose plan asks for a second person."""
    return records.order_by().filter(**records.model.asks_where)


@cache
def asking_query(model: "type[Record]") -> PreparedQuery:
    return PreparedQuery(lambda: asking(model._base_manager.filter(in_list("pk", "pks"))).values_list("pk"))


def asking_among(model: "type[Record]", pks: Collection[int]) -> set[int]:
    """The primary keys of those among some records."""
    return {pk for (pk,) in asking_query(model)(pks=sorted(pks))}
