"""Templates of an office for reports as Word files."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _

from measures.models.files import delete_file_of, document_storage, new_file_name


def new_template_name(instance: models.Model, filename: str) -> str:
    """Beside the files that plans were read from, in a folder of their own."""
    return f"templates/{new_file_name(instance, filename)}"


class ReportTemplate(models.Model):
    """A Word file with placeholders, for one report. It is offered once it was tried on a sample.

    `tried_at` is when its present file was filled in with the sample; null before. `by_name` stays when the account is
    deleted.
    """

    name = models.CharField(_("name"), max_length=100, unique=True)
    report = models.CharField(_("report"), max_length=32)
    file = models.FileField(_("file"), storage=document_storage, upload_to=new_template_name, max_length=255)
    filename = models.CharField(_("file name"), max_length=255, editable=False)
    is_offered = models.BooleanField(_("offered"), default=False)
    tried_at = models.DateTimeField(_("tried at"), null=True, blank=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    by_name = models.CharField(_("name of the uploader"), max_length=150, blank=True, editable=False)
    at = models.DateTimeField(_("uploaded at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("report template")
        verbose_name_plural = _("report templates")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="report_template_tried",
                condition=Q(is_offered=False) | Q(tried_at__isnull=False),
                violation_error_message=_("Try the template on a sample before it is offered."),
            )
        ]

    def __str__(self) -> str:
        return self.name


post_delete.connect(delete_file_of, sender=ReportTemplate)
