"""What an editor and a later reading of the document changed differently, until a person has decided."""

from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.choices import ConflictState
from measures.models.history import Tracked, history_of_edits
from measures.models.measure import Measure
from measures.models.plan import Plan, Section, SourceDocument
from measures.querysets import ConflictQuerySet


class Conflict(Tracked):
    """One field of one record that says something else here than in the newest reading; the value here stands.

    `model` and `key` name the record: the code of a section, measure or target, "" for the plan; for the roles of a
    body in a measure the measure's code, a space and the body's public id. The three values are those of a fixture:
    dates in ISO form, references as natural keys, roles as a sorted list; null where nothing is said.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="conflicts", verbose_name=_("plan"))
    section = models.ForeignKey(
        Section, models.CASCADE, null=True, blank=True, related_name="conflicts", verbose_name=_("section")
    )
    measure = models.ForeignKey(
        Measure, models.CASCADE, null=True, blank=True, related_name="conflicts", verbose_name=_("measure")
    )
    source = models.ForeignKey(SourceDocument, models.CASCADE, related_name="conflicts", verbose_name=_("source"))
    model = models.CharField(_("kind of record"), max_length=16)
    key = models.CharField(_("key"), max_length=160, blank=True)
    field = models.CharField(_("field"), max_length=32)
    said_before = models.JSONField(_("said by the last edition"), null=True, blank=True)
    here = models.JSONField(_("here"), null=True, blank=True)
    said_now = models.JSONField(_("said by the new edition"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=ConflictState, default=ConflictState.OPEN)
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now, db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    by_name = models.CharField(_("name of who decided"), max_length=150, blank=True)
    at = models.DateTimeField(_("decided at"), null=True, blank=True)
    history = history_of_edits()

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("conflict")
        verbose_name_plural = _("conflicts")
        ordering = ["plan", "pk"]
        default_permissions = ["view"]
        permissions = [("resolve_conflict", _("Can resolve conflicts"))]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "model", "key", "field", "source"],
                condition=Q(state=ConflictState.OPEN),
                name="conflict_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key.partition(' ')[0]} {self.label}".strip()

    @property
    def label(self) -> str:
        """The name of the field, as people read it."""
        field = apps.get_model("measures", self.model)._meta.get_field(self.field)
        return str(getattr(field, "verbose_name", self.field))

    def changed_at(self) -> datetime:
        return self.at or self.opened_at
