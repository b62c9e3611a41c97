"""Values that an import replaces and that no history contains, kept so that undoing the import restores them."""

from collections.abc import Iterable

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from measures.models.edit import Edit, current_unit

BATCH = 500


class ReplacedValues(models.Model):
    """The values that an edit replaced in one record and that no history keeps, by attribute, as JSON.

    Of a plan, section or measure that is its `baseline`; of a source document what was read of it before, and whether
    the edition counted, or, where its plan was deleted, all but its file. `model` and `record` name the record: the
    name of its model and its primary key.
    """

    edit = models.ForeignKey(Edit, models.CASCADE, related_name="replaced", verbose_name=_("edit"))
    model = models.CharField(_("kind of record"), max_length=16)
    record = models.BigIntegerField(_("record"))
    values = models.JSONField(_("values"))

    class Meta:
        verbose_name = _("replaced values")
        verbose_name_plural = _("replaced values")
        default_permissions = ()
        indexes = [models.Index(fields=["model", "record", "id"], name="replaced_of_record")]

    def __str__(self) -> str:
        return f"{self.model} {self.record}"


def keep_untracked(model: type[models.Model], pks: Iterable[int]) -> None:
    """Keep these values of records that the edit in progress deletes, so that undoing the deletion restores them."""
    waiting = list(pks)
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        if "baseline" in {field.name for field in model._meta.fields}:
            keep(model, model._base_manager.filter(pk__in=batch, baseline__isnull=False), ["baseline"])
        if model._meta.model_name == "plan":
            documents = apps.get_model("measures", "SourceDocument")
            keep(documents, documents._base_manager.filter(plan__in=batch), names_of_document(documents))


def names_of_document(model: type[models.Model]) -> list[str]:
    """The fields to keep: not the file, which is deleted, nor generated columns."""
    fields = (field for field in model._meta.concrete_fields if not (field.primary_key or field.generated))
    return [field.attname for field in fields if field.name != "file"]


def keep(model: type[models.Model], records: "models.QuerySet[models.Model]", names: list[str]) -> None:
    unit = current_unit()
    found = list(records.values("pk", *names)) if unit is not None else []
    edit = unit.recorded_edit() if unit is not None and found else None
    name = str(model._meta.model_name)
    ReplacedValues.objects.bulk_create(
        ReplacedValues(edit=edit, model=name, record=values.pop("pk"), values=values) for values in found
    )
