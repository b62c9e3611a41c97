"""What an import writes besides the records' own fields, kept so that undoing the import restores it."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from measures.models.edit import Edit, current_unit

BATCH = 500


class ReplacedValues(models.Model):
    """The values that an edit replaced in one record and that no history keeps, by attribute, as JSON.

    Of a plan, section or measure that is its `baseline`; of a source document what was read of it before, and whether
    the edition counted. `model` and `record` name the record: the name of its model and its primary key.
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


def keep_baselines(model: type[models.Model], pks: Iterable[int]) -> None:
    """Of records that are deleted in the edit in progress: whoever undoes the deletion finds them as imported."""
    unit, waiting = current_unit(), list(pks)
    if unit is None or "baseline" not in {field.name for field in model._meta.fields}:
        return
    name = str(model._meta.model_name)
    for start in range(0, len(waiting), BATCH):
        imported = model._base_manager.filter(pk__in=waiting[start : start + BATCH], baseline__isnull=False)
        found = list(imported.values_list("pk", "baseline"))
        edit = unit.recorded_edit() if found else None
        ReplacedValues.objects.bulk_create(
            ReplacedValues(edit=edit, model=name, record=pk, values={"baseline": baseline}) for pk, baseline in found
        )
