"""What divisions of work (任务分工方案) say of a plan's measures, task by task."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models.history import Tracked, history_of_edits
from measures.models.measure import Measure
from measures.models.plan import SourceDocument


class DivisionTask(Tracked):
    """One task of a division of work, and the measure that it names: null where a person said that it names none.

    `source.text[source_start:source_end]` are its own words; `words` are those of them that say what is to be done.
    `baseline`, on the first task of each measure, is what divisions of work have said of that measure so far: its
    deadline, and its bodies as [jurisdiction, name, role] each.
    """

    source = models.ForeignKey(SourceDocument, models.CASCADE, related_name="tasks", verbose_name=_("source"))
    number = models.PositiveIntegerField(_("number"))
    measure = models.ForeignKey(
        Measure, models.CASCADE, null=True, blank=True, related_name="division_tasks", verbose_name=_("measure")
    )
    chosen = models.BooleanField(_("pointed out by a person"), default=False)
    words = models.TextField(_("words"))
    source_start = models.PositiveIntegerField(_("source start"))
    source_end = models.PositiveIntegerField(_("source end"))
    baseline = models.JSONField(_("baseline"), null=True, blank=True)
    history = history_of_edits()

    class Meta:
        verbose_name = _("task of a division of work")
        verbose_name_plural = _("tasks of divisions of work")
        ordering = ["source", "number"]
        default_permissions = ["view"]
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="division_task_natural_key")]

    def __str__(self) -> str:
        return f"{self.number} {self.words[:80]}"

    def changed_at(self) -> datetime:
        """It changes with the measure."""
        return self.measure.updated_at if self.measure else timezone.now()
