"""What measures said when they were confirmed: see `measures.feed.confirmed`, whose triggers keep it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from measures.models.measure import Measure


class ConfirmedContent(models.Model):
    """What a measure said when it was confirmed, and whether it says something else since.

    `content` is a JSON array (`measures.feed.confirmed.OWN`, then responsibilities and targets); empty where parts were
    changed by plain SQL before anything had been kept.
    """

    measure = models.OneToOneField(
        Measure,
        models.CASCADE,
        primary_key=True,
        related_name="confirmed_content",
        verbose_name=_("measure"),
    )
    content = models.TextField(_("content when confirmed"), blank=True)
    changed = models.BooleanField(_("changed since confirmed"), default=False)

    class Meta:
        verbose_name = _("content of a confirmed measure")
        verbose_name_plural = _("contents of confirmed measures")
        default_permissions = ()
        indexes = [
            models.Index(fields=["measure"], name="measure_changed", condition=models.Q(changed=True)),
        ]

    def __str__(self) -> str:
        return str(self.measure_id)
