"""What happened to a record and to its parts: a line an edit, newest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import CharField, ForeignKey, Model, TextField, prefetch_related_objects
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from measures.admin.history.differences import marked_difference
from measures.admin.labels import plain
from measures.admin.numbers import whole_number
from measures.admin.types import ModelField, RecordQuerySet
from measures.edits.history_rows import NAMED_BY, last_of_deleted, own_name
from measures.models import Edit
from measures.models.base import Record
from measures.models.history import HistoryRow, Tracked

EditKey = int | datetime  # of an edit, or the time of a history row that belongs to none


@dataclass(frozen=True)
class FieldChange:
    """One field in both wordings, as marked HTML; `name` is the field's, or names a part where it is chosen."""

    label: str
    html: SafeString
    name: str = ""


@dataclass
class Entry:
    """An edit as far as it concerns one record; `edit` is None for a state that came to be outside of PolicyHub."""

    at: datetime
    edit: Edit | None
    kind: str = "~"  # "+", "~" or "-" as in the history tables
    changes: list[FieldChange] = field(default_factory=list)
    row: HistoryRow | None = None  # the record's own newest history row of this edit, which can be gone back to

    @property
    def by(self) -> str:
        return self.edit.author_name if self.edit else _("the system")


@dataclass
class Step:
    """What one edit did with one row: the history rows before it and the last one in it."""

    before: HistoryRow | None
    after: HistoryRow

    @property
    def kind(self) -> str:
        """ "+", "~" or "-", or "" where it was both made and deleted in the edit."""
        there = self.before is not None and self.before.history_type != "-"
        if self.after.history_type == "-":
            return "-" if there else ""
        return "~" if there else "+"


def timeline(record: Record) -> list[Entry]:
    """Every edit of `record` and of its parts, newest first."""
    entries: dict[EditKey, Entry] = {}
    for key, step in steps(record.history.all()):
        add_own_step(entry_for(entries, key, step), step)
    for model, reference in record.part_models():
        rows = model.history.filter(**{reference: record.pk})
        add_part_steps(entries, model, list(steps(rows)))
    visible = [entry for entry in entries.values() if entry.changes or entry.kind != "~"]
    return sorted(visible, key=lambda entry: entry.at, reverse=True)


def edits_since(record: Record, version: str | None) -> list[Entry]:
    """The edits that a reader of `version` has not seen."""
    seen = whole_number(version) or 0
    return [entry for entry in timeline(record) if entry.row is not None and entry.row.version > seen]


def steps(rows: RecordQuerySet) -> Iterator[tuple[EditKey, Step]]:
    """Of each edit and each row, what happened; rows without edit belong together by their time."""
    newest: dict[int, HistoryRow] = {}
    found: dict[tuple[EditKey, int], Step] = {}
    for row in rows.select_related("edit").defer("edit__task").order_by("history_id"):
        key = row.edit_id or row.history_date
        if (key, row.id) in found:
            found[key, row.id].after = row
        else:
            found[key, row.id] = Step(newest.get(row.id), row)
        newest[row.id] = row
    return ((key, step) for (key, _pk), step in found.items())


def entry_for(entries: dict[EditKey, Entry], key: EditKey, step: Step) -> Entry:
    if key not in entries:
        entries[key] = Entry(step.after.history_date, step.after.edit)
    return entries[key]


def add_own_step(entry: Entry, step: Step) -> None:
    entry.row, entry.kind = step.after, step.kind or "~"
    if step.kind == "~":
        entry.changes += field_changes(step.before, step.after)


def field_changes(old: HistoryRow | None, new: HistoryRow) -> list[FieldChange]:
    """What differs between two rows of a history table, in the order of the model's fields."""
    model = new.instance_type
    changed = {change.field: change for change in new.diff_against(old).changes}
    return [compared(changed[f.name].old, changed[f.name].new, f) for f in model._meta.fields if f.name in changed]


def compared(old: object, new: object, of: ModelField) -> FieldChange:
    """The values of one field before and after, as people read them."""
    before, after = display(of, old), display(of, new)
    if isinstance(of, TextField) or (isinstance(of, CharField) and not of.choices and old and new):
        html = marked_difference(before if old else "", after if new else "")
    else:
        html = format_html("<del>{}</del> → <ins>{}</ins>", before, after)
    return FieldChange(capfirst(str(of.verbose_name)), html, of.name)


def display(of: ModelField, value: object) -> str:
    """A value of a field as people read it; — for none."""
    if value in (None, "", []):
        return "—"
    if of.choices:
        return str(dict(of.flatchoices).get(value, value))
    if isinstance(of, ForeignKey):
        return name_of(of.related_model, value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return plain(value)
    return "、".join(value) if isinstance(value, list) else str(localize(value))


def name_of(model: type[Model], pk: object) -> str:
    """What a record is called; one that is gone as its history last had it."""
    found = model._default_manager.filter(pk=pk).first()
    last = last_of_deleted(model, pk) if found is None else None
    return own_name(last.history_object) if last else str(found or pk)


def add_part_steps(entries: dict[EditKey, Entry], model: type[Tracked], found: list[tuple[EditKey, Step]]) -> None:
    label = capfirst(str(model._meta.verbose_name))
    for (key, step), name in zip(found, part_names(model, [step.after for _key, step in found]), strict=True):
        for words in part_changes(name, step.kind, step.before, step.after):
            entry_for(entries, key, step).changes.append(FieldChange(label, words))


def part_names(model: type[Tracked], rows: list[HistoryRow]) -> list[str]:
    """What parts are called, as rows of their history tell of them; what they are named by is read in one query."""
    parts = [row.history_object for row in rows]
    prefetch_related_objects(parts, *NAMED_BY & {each.name for each in model._meta.fields})
    return [own_name(part) for part in parts]


def part_changes(name: str, kind: str, before: HistoryRow | None, after: HistoryRow | None) -> Iterable[SafeString]:
    """What is said of a part that came ("+"), went ("-") or was changed between two rows of its history ("~")."""
    if kind == "+":
        return [format_html("<ins>{}</ins>", name)]
    if kind == "-":
        return [format_html("<del>{}</del>", name)]
    changes = field_changes(before, after) if kind and after is not None else []
    return [format_html("{}（{}：{}）", name, change.label, change.html) for change in changes]


def as_row(record: Tracked) -> HistoryRow:
    """What `record` would be in its history table, to compare it with a row of it."""
    history = type(record).history.model
    row: HistoryRow = history(**{field.attname: getattr(record, field.attname) for field in history.tracked_fields})
    return row
