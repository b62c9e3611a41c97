"""Layouts of an office for reports: which columns, in which order, under a name."""

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.visibility import User


class ReportLayout(models.Model):
    """Columns of one report under a name.

    `columns` is text as the parameter `columns` of a report takes it (see `measures.exports.layouts`). `by_name`, who
    changed it last, stays when the account is deleted.
    """

    name = models.CharField(_("name"), max_length=100)
    report = models.CharField(_("report"), max_length=32)
    columns = models.TextField(_("columns"))
    is_default = models.BooleanField(_("chosen at first"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("changed by"),
    )
    by_name = models.CharField(_("name of who changed it last"), max_length=150, blank=True, editable=False)
    at = models.DateTimeField(_("changed at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("report layout")
        verbose_name_plural = _("report layouts")
        ordering = ["report", "name"]
        constraints = [
            models.UniqueConstraint(name="report_layout_name", fields=["report", "name"]),
            models.UniqueConstraint(name="report_layout_default", fields=["report"], condition=Q(is_default=True)),
        ]

    def __str__(self) -> str:
        return self.name

    def keep(self, by: User) -> None:
        """Save it under the name of its author. One that is chosen at first takes the place of another.

        Raises IntegrityError where another layout of the report has the name.
        """
        self.by_id, self.by_name, self.at = by.pk, by.get_username(), timezone.now()
        try:
            self.save_as_chosen()
        except IntegrityError:  # another was chosen at the same moment: it is there to be replaced now
            self.save_as_chosen()

    @transaction.atomic
    def save_as_chosen(self) -> None:
        if self.is_default:
            others = ReportLayout.objects.filter(report=self.report, is_default=True).exclude(pk=self.pk)
            others.update(is_default=False)
        self.save()
