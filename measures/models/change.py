"""The tables of the change feed: the changes, and the bodies that the public sees."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.choices import Operation
from measures.querysets import ChangeQuerySet


class Change(models.Model):
    """One change of the feed. The triggers of the database write it (`measures.feed`), never this code.

    Numbers rise in the order of commits. `shown_before` and `shown_after` say whether the public could read the record:
    one that the public can no longer read comes to it as a deletion, one that it can read from now on as a creation.
    `plan_pk` says the same to those who are limited to some plans; it is no foreign key, since a plan may be gone.
    """

    sequence = models.BigAutoField(_("sequence"), primary_key=True)
    resource = models.CharField(_("resource"), max_length=16)
    plan = models.CharField(_("plan"), max_length=64, blank=True)
    plan_pk = models.BigIntegerField(_("plan's id"), null=True)
    key = models.CharField(_("key"), max_length=96)
    operation = models.CharField(_("operation"), max_length=8, choices=Operation)
    shown_before = models.BooleanField(_("public before"))
    shown_after = models.BooleanField(_("public after"))
    at = models.DateTimeField(_("at"), db_default=Now())

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.operation} {self.resource} {self.plan} {self.key}"


class PublicBody(models.Model):
    """An entry for each body that something public names; kept by the database itself, as `Change` is."""

    body = models.OneToOneField(
        "measures.ResponsibleBody",
        models.CASCADE,
        primary_key=True,
        related_name="public_entry",
        verbose_name=_("body"),
    )

    class Meta:
        verbose_name = _("body named publicly")
        verbose_name_plural = _("bodies named publicly")

    def __str__(self) -> str:
        return str(self.body_id)
