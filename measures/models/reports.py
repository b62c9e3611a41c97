"""Reports as files: a job that makes one, and the reports that were issued, which nobody changes."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.db.models.signals import post_delete
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.choices import REPORT_ERRORS, ReportJobState
from measures.models.files import delete_file_of, delete_files, document_storage, new_file_name
from measures.models.long_work import LongWork
from measures.querysets import IssuedReportQuerySet


def new_report_name(instance: models.Model, filename: str) -> str:
    """Beside the files that plans were read from, in a folder of their own."""
    return f"reports/{new_file_name(instance, filename)}"


class ReportFile(models.Model):
    """A report as bytes: which it is, what was asked for, and what the file is.

    `query` is the address's, without a leading question mark: asked again, it gives the report of today. It names the
    columns themselves; what the layout was called stands in `layout`, whatever has become of that since.
    """

    report = models.CharField(_("report"), max_length=32)
    format = models.CharField(_("format"), max_length=8)
    query = models.TextField(_("what was asked for"), blank=True)
    layout = models.CharField(_("layout"), max_length=255, blank=True)
    language = models.CharField(_("language"), max_length=16)
    filename = models.CharField(_("file name"), max_length=255, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    file = models.FileField(_("file"), storage=document_storage, upload_to=new_report_name, max_length=255, blank=True)

    class Meta:
        abstract = True


class ReportJob(ReportFile, LongWork):
    """A report that is being made for somebody, to be downloaded by them for a day, or to be issued.

    The row names the file before it is written, so that none is left that nothing names. `sight` tells what its owner
    saw when it was made: whoever sees something else by now makes it anew. `expected` counts the measures that it is
    about. `site` is the address at which it was asked for, for links in the file.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="report_jobs", verbose_name=_("asked for by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now, db_default=Now())
    state = models.CharField(_("progress"), max_length=16, choices=ReportJobState, default=ReportJobState.PREPARING)
    error = models.CharField(_("error"), max_length=32, blank=True)
    error_detail = models.TextField(_("detail of the error"), blank=True)
    expected = models.PositiveIntegerField(_("measures"), default=0)
    site = models.CharField(_("address of the site"), max_length=255, blank=True)
    sight = models.CharField(_("what its owner saw"), max_length=32, blank=True)
    to_issue = models.BooleanField(_("to be issued"), default=False)
    note = models.CharField(_("note"), max_length=255, blank=True)
    issued = models.ForeignKey(
        "measures.IssuedReport",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issued report"),
    )

    class Meta:
        verbose_name = _("report job")
        verbose_name_plural = _("report jobs")
        ordering = ["-at", "-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.filename or self.report

    @property
    def in_progress(self) -> bool:
        return self.state == ReportJobState.PREPARING

    @property
    def error_sentence(self) -> str:
        """Why it failed, in the reader's language, "" where it did not."""
        if not self.error:
            return ""
        return f"{REPORT_ERRORS.get(self.error, self.error)} {self.error_detail}".rstrip()

    def fail(self, error: str, detail: str = "") -> bool:
        """Leave the row and no file; False where it had ended already."""
        going = ReportJob.objects.filter(pk=self.pk, state=ReportJobState.PREPARING)
        if not going.update(state=ReportJobState.FAILED, error=error, error_detail=detail, file=""):
            return False
        delete_files([self.file.name or ""])
        return True


class IssuedReport(ReportFile):
    """A report as it was handed out. The database refuses to change it (see `measures.models.unchangeable`).

    `plans` are those that it covers and that are still here; `plan_count` says how many there were, and `plan_names`
    their slugs and titles as they were, so that a report about a plan that was deleted is shown to nobody who is
    limited to some plans. `by_name` stays when the account is deleted.
    """

    uuid = models.UUIDField(_("public id"), default=uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=400)
    described = models.TextField(_("filters in words"), blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=255, blank=True)
    plans = models.ManyToManyField("measures.Plan", related_name="+", verbose_name=_("plans"))
    plan_count = models.PositiveIntegerField(_("number of plans"))
    plan_names = models.JSONField(_("plans as they were called"), default=list)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issued by"),
    )
    by_name = models.CharField(_("name of the issuer"), max_length=150, blank=True)
    at = models.DateTimeField(_("issued at"), default=timezone.now, db_default=Now())

    objects = IssuedReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("issued report")
        verbose_name_plural = _("issued reports")
        ordering = ["-at", "-id"]
        default_permissions = ["view"]
        permissions = [("issue_report", _("May issue reports"))]

    def __str__(self) -> str:
        return self.title


post_delete.connect(delete_file_of, sender=ReportJob)
post_delete.connect(delete_file_of, sender=IssuedReport)
