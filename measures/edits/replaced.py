"""Baselines and source documents, which no history keeps: an import keeps what it replaces, an undo restores that and
keeps in turn what it replaces, so that it can be undone itself. What is deleted keeps its baseline, a plan its
documents without their files: see `measures.models.replaced`."""

from collections.abc import Collection, Mapping

from django.db.models import Exists, Model, OuterRef, Q

from measures.edits.bulk import open_unit
from measures.edits.bulk_rows import insert_rows, update_rows
from measures.edits.history_rows import RecordKey, chunks
from measures.models import ConfirmedContent, Edit, Measure, Plan, ReplacedValues, Section, SourceDocument

KEPT: dict[str, type[Model]] = {
    str(model._meta.model_name): model for model in (Plan, SourceDocument, Section, Measure, ConfirmedContent)
}
Values = Mapping[str, object]  # attribute → value


def keep_replaced(model: type[Model], replaced: Mapping[int, Values]) -> None:
    """Keep, with the edit in progress, what it replaces in records of a model: primary key → attribute → value."""
    if not replaced:
        return
    edit, name = open_unit().recorded_edit(), str(model._meta.model_name)
    rows = [ReplacedValues(edit=edit, model=name, record=pk, values=values) for pk, values in replaced.items()]
    insert_rows(ReplacedValues, rows)


def replaced_by(edit: Edit, only: Collection[RecordKey] | None = None) -> dict[str, dict[int, Values]]:
    """By the name of the model and the primary key, the values that undoing the edit restores; with `only`, those of
    these records, what was confirmed of measures included.

    None of a record in which a later edit has replaced them once more.
    """
    later = ReplacedValues.objects.filter(model=OuterRef("model"), record=OuterRef("record"), pk__gt=OuterRef("pk"))
    found: dict[str, dict[int, Values]] = {}
    rows = ReplacedValues.objects.filter(~Exists(later), edit=edit)
    for row in rows if only is None else rows.filter(kept_of(only)):
        found.setdefault(row.model, {})[row.record] = row.values
    return found


def kept_of(keys: Collection[RecordKey]) -> Q:
    """The rows that are about some records."""
    found = Q(pk__in=[])
    for model in {of for of, _pk in keys}:
        names = [str(model._meta.model_name), *(["confirmedcontent"] if model is Measure else [])]
        found |= Q(model__in=names, record__in=[pk for of, pk in keys if of is model])
    return found


def restore_replaced(replaced: Mapping[str, Mapping[int, Values]]) -> None:
    """Write the values into the records that are there, within the edit in progress."""
    for name, records in replaced.items():
        for pks in chunks(records):
            restore(KEPT[name], {pk: records[pk] for pk in pks})


def restore(model: type[Model], replaced: Mapping[int, Values]) -> None:
    """Of records that are not here those alone that were kept whole are made again."""
    stored = model._base_manager.in_bulk(replaced)
    if model is SourceDocument:
        gone = {pk: values for pk, values in replaced.items() if pk not in stored and is_whole(values)}
        insert_rows(SourceDocument, [SourceDocument(pk=pk, **values) for pk, values in gone.items()])
    names = sorted({name for pk in stored for name in replaced[pk]})
    keep_replaced(model, {pk: {name: getattr(stored[pk], name) for name in replaced[pk]} for pk in stored})
    for pk, record in stored.items():
        for name, value in replaced[pk].items():
            setattr(record, name, value)
    if names:
        update_rows(model, [*stored.values()], names)


def is_whole(values: Values) -> bool:
    """Whether these are all the values of a document whose plan was deleted."""
    return "plan_id" in values
