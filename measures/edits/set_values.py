"""The same change to stored records however many they are: one UPDATE, one INSERT of their history, no record read."""

from collections.abc import Collection, Mapping

from django.db.models import F
from django.utils import timezone

from measures.models.base import Record
from measures.models.edit import UnitOfWork
from measures.models.history import Tracked, keep_stored_state
from measures.models.history_sql import copy_to_history
from measures.models.steps import check_steps
from measures.prepared import one_of


def set_values(
    unit: UnitOfWork, model: type[Tracked], pks: Collection[int], values: Mapping[str, object] | None = None
) -> None:
    """Give stored records `values` (field → value or expression), within `unit`, each record one version on.

    A record that the edit has counted already keeps its version. Parts do not raise versions.
    """
    if not pks:
        return
    if issubclass(model, Record) and model.step_field and model.step_field in (values or {}):
        check_steps(unit, model, pks, str((values or {})[model.step_field]))
    if issubclass(model, Record) and values:
        model.check_direct(unit, pks, list(values))
    keep_stored_state(model, pks)
    stored = model._base_manager.filter(one_of(pks))
    if issubclass(model, Record):
        fresh = [pk for pk in pks if (model, pk) not in unit.versions]
        counted = model._base_manager.filter(one_of(set(pks) - set(fresh)))
        if values and len(fresh) < len(pks):
            counted.update(**values)
        model._base_manager.filter(one_of(fresh)).update(
            **values or {}, version=F("version") + 1, updated_at=timezone.now()
        )
        versions = model._base_manager.filter(one_of(pks)).values_list("pk", "version")
        unit.versions.update({(model, pk): version for pk, version in versions})
    elif values:
        stored.update(**values)
    copy_to_history(model, pks, "~", unit.recorded_edit())
