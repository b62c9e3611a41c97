"""What a person said of a passage that was read wrongly, kept for every later reading of the plan's documents."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.choices import CorrectionKind
from measures.models.history import Tracked, history_of_edits
from measures.models.imports import Import
from measures.models.plan import Plan, SourceDocument
from measures.querysets import CorrectionQuerySet


class Correction(Tracked):
    """One passage, by its words: see `measures.correcting`. Undoing its edit deletes it.

    One that was made on an import, before it was applied, belongs to that import and, once it is applied, to its plan.
    `words` are the passage's paragraphs, one a line; `before` and `after` the comparable characters next to it; `place`
    counts those in front of it. `arguments` are the level, title or new place that the kind asks for.
    """

    item = models.ForeignKey(
        Import, models.CASCADE, null=True, blank=True, related_name="corrections", verbose_name=_("import")
    )
    plan = models.ForeignKey(
        Plan, models.CASCADE, null=True, blank=True, related_name="corrections", verbose_name=_("plan")
    )
    kind = models.CharField(_("correction"), max_length=16, choices=CorrectionKind)
    words = models.TextField(_("words of the passage"))
    before = models.CharField(_("characters before"), max_length=64, blank=True)
    after = models.CharField(_("characters after"), max_length=64, blank=True)
    alone = models.BooleanField(_("stood once in the document"), default=True)
    place = models.PositiveIntegerField(_("characters in front of it"), default=0)
    arguments = models.JSONField(_("arguments"), default=dict, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("corrected by"),
    )
    by_name = models.CharField(_("name of who corrected"), max_length=150, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now, db_default=Now())
    history = history_of_edits()

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction of a reading")
        verbose_name_plural = _("corrections of readings")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="correction_of_one", condition=Q(item__isnull=True) ^ Q(plan__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.words[:40]}"

    def changed_at(self) -> datetime:
        return self.at


class UncorrectedReading(models.Model):
    """What the parser read of a source document, where people corrected that before it was written to the plan.

    `rows` are the records of its fixture, gzipped; `at` is when they were written. A correction that is older can be
    undone in the plan by comparing the reading with and without it: see `measures.intake.uncorrecting`.
    """

    source = models.OneToOneField(
        SourceDocument, models.CASCADE, related_name="uncorrected", verbose_name=_("source document")
    )
    rows = models.BinaryField(_("records"))
    at = models.DateTimeField(_("at"), default=timezone.now, db_default=Now())

    class Meta:
        verbose_name = _("reading before corrections")
        verbose_name_plural = _("readings before corrections")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.source)
