"""What records have in common: a version that counts edits, and the place in the document they came from."""

from collections.abc import Iterable
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# 3.1.1, 3.1b, b3, p2.4, 3.1.1-2, 3.1.1-2/t1
CODE = RegexValidator(r"^[0-9A-Za-z.]+(-[0-9]+)?(/t[0-9]+)?\Z", _("A code such as 3.1.1 or 3.1.1-2."))


class Record(models.Model):
    """`version` starts at 1 and rises by one with every save; a writer that saw an older one must not overwrite."""

    version = models.PositiveIntegerField(_("version"), default=1, db_default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, db_default=Now(), editable=False)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, db_default=Now(), editable=False)

    class Meta:
        abstract = True

    def save(self, *, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if not self._state.adding:
            self.version += 1
            self.updated_at = timezone.now()
            update_fields = update_fields and {*update_fields, "version", "updated_at"}
        super().save(update_fields=update_fields, **kwargs)

    @classmethod
    def raise_version(cls, pk: int) -> None:
        """Count an edit of a part (a responsibility, a target) as an edit of its record."""
        cls._default_manager.filter(pk=pk).update(version=F("version") + 1, updated_at=timezone.now())


class Sourced(models.Model):
    """The characters `source.text[source_start:source_end]` are the proof; all three are null for an editor's own."""

    source = models.ForeignKey(
        "measures.SourceDocument", models.RESTRICT, null=True, blank=True, editable=False, verbose_name=_("source")
    )
    source_start = models.PositiveIntegerField(_("source start"), null=True, blank=True, editable=False)
    source_end = models.PositiveIntegerField(_("source end"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_source_span",
                condition=Q(source=None, source_start=None, source_end=None)
                | Q(source__isnull=False, source_start__lt=F("source_end")),
                violation_error_message=_("A source needs a start before its end."),
            )
        ]

    @property
    def source_text(self) -> str:
        """The document's own words for this record, "" for an editor's own."""
        if self.source is None or self.source_start is None or self.source_end is None:
            return ""
        return self.source.text[self.source_start : self.source_end]

    @property
    def source_line(self) -> int | None:
        """The line, from 1, on which the source begins."""
        if self.source is None or self.source_start is None:
            return None
        return self.source.text.count("\n", 0, self.source_start) + 1


class Curated(models.Model):
    """A record an import may write: `baseline` is what the last import said of the fields it may write."""

    baseline = models.JSONField(_("baseline"), null=True, blank=True, editable=False)
    withdrawn_on = models.DateField(
        _("withdrawn on"), null=True, blank=True, help_text=_("No longer in the newest version; never deleted.")
    )

    class Meta:
        abstract = True


def next_code(model: Any, plan: models.Model, stem: str) -> str:
    """`stem` and one above the highest number that a code of `plan` ever had after it, deleted records included."""
    ever = (manager.filter(plan=plan, code__startswith=stem) for manager in (model.objects, model.history))
    rests = (code.removeprefix(stem) for rows in ever for code in rows.values_list("code", flat=True))
    return f"{stem}{max((int(rest) for rest in rests if rest.isdecimal()), default=0) + 1}"
