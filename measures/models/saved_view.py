"""Saved views: lists of the admin as somebody filtered and sorted them, under a name."""

from functools import cache

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.prepared import Placeholder, PreparedRecords


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Who sees which view."""

    def offered_to(self, user_pk: int | Placeholder | None, list_name: str | Placeholder) -> "SavedViewQuerySet":
        """A user's own views of a list, and those that colleagues share."""
        return self.filter(Q(user=user_pk) | Q(shared=True), list_name=list_name)


@cache
def stored_views() -> "PreparedRecords[SavedView]":
    """The views that are offered to a `user` (primary key) of a `list_name`, each with its user: every list asks."""
    offered = SavedView.objects.offered_to(Placeholder("user"), Placeholder("list_name"))
    return PreparedRecords(offered, {"user": ()})


class SavedView(models.Model):
    """A list under a name. What it shows is what whoever opens it may see."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name=_("user")
    )
    list_name = models.CharField(_("list"), max_length=64)
    name = models.CharField(_("name"), max_length=64)
    query = models.TextField(_("filters and order"), blank=True, max_length=4000)
    shared = models.BooleanField(_("shared with all"), default=False)
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        default_permissions = ()
        permissions = [("share_savedview", _("Can share saved views"))]
        constraints = [models.UniqueConstraint(fields=["user", "list_name", "name"], name="saved_view_name")]

    def __str__(self) -> str:
        return self.name
