"""Names of bodies that look like two names of one and are not: a person said so, and nobody is asked again."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DistinctBodies(models.Model):
    """Two names of a jurisdiction that mean two bodies, the first of them first in the order of characters.

    Names, not records: either body may still be on its way in. `by_name` stays when the account is deleted.
    """

    jurisdiction = models.CharField(_("jurisdiction"), max_length=64, blank=True)
    name = models.CharField(_("name"), max_length=128)
    other_name = models.CharField(_("other name"), max_length=128)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    by_name = models.CharField(_("name of who decided"), max_length=150, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("distinct bodies")
        verbose_name_plural = _("distinct bodies")
        ordering = ["jurisdiction", "name", "other_name"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "name", "other_name"], name="distinct_bodies_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ≠ {self.other_name}"
