"""Changes of published measures that wait for a second person, where their plan asks for one.

Such a measure is not written directly: what an editor saves is kept as its pending change (`measures.edits.drafts`),
and the public reads on what was published until somebody else publishes the change. Whatever way of writing cannot
make pending changes is refused (`refuse_direct`).
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.models.history import Tracked, history_of_edits

if TYPE_CHECKING:
    from measures.visibility import User


class PendingChange(Tracked):
    """What a published measure is to say, once a second person publishes it.

    `wanted` holds what is to be another than in the measure: by attribute, dates in ISO form and numbers as text;
    `responsibilities` and `targets` are whole lists. `version` is the measure's when the change was begun, `by` who
    wrote it last.
    """

    owner_fields = ("measure",)

    measure = models.OneToOneField(
        "measures.Measure", models.CASCADE, related_name="pending_change", verbose_name=gettext_lazy("measure")
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

    def __str__(self) -> str:
        return str(self.measure)

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
        return bool(has_perm and has_perm("measures.publish_measure")) and user.pk not in self.authors()


class DraftNeededError(PermissionDenied):
    """A published measure was about to be written directly, although its plan asks for a second person."""

    def __init__(self, measure: str) -> None:
        message = _(
            "“%(measure)s” is published, and its plan asks that a second person publishes what is changed. It cannot be"
            " changed in this way: change it in its form, or take it back from the public first."
        )
        super().__init__(message % {"measure": measure})


def refuse_direct(author: int | None, measures: "models.QuerySet[models.Model]", undoing: bool) -> None:
    """Raise DraftNeededError where a person would write one of these measures past a second person.

    Whoever undoes an edit brings back what was published before: that takes the right to publish alone.
    """
    if author is None:
        return
    title = asking(measures).values_list("title", flat=True).first()
    if title is not None and not (undoing and may_publish(author)):
        raise DraftNeededError(title)


def may_publish(author: int) -> bool:
    from django.contrib.auth import get_user_model  # not there yet while the models are loaded

    user = get_user_model().objects.filter(pk=author).first()
    return user is not None and user.has_perm("measures.publish_measure")


def asking(measures: "models.QuerySet[models.Model]") -> "models.QuerySet[models.Model]":
    """Those of some measures that the public reads and whose plan asks for a second person."""
    return measures.order_by().filter(review_state="published", plan__state="published", plan__second_person=True)
