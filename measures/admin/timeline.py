"""What happened to a record and to its parts: one line of edits, newest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import CharField, ForeignKey, Model, TextField, prefetch_related_objects
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from measures.admin.differences import marked
from measures.models import Measure, Responsibility, Section, Target
from measures.querysets import remember_first_state

PARTS: dict[type[Model], tuple[type[Model], ...]] = {Measure: (Responsibility, Target), Section: (Target,)}
REASONS = {"import": _("Import")}  # what `importing` writes
ONE_EDIT = timedelta(seconds=1)  # what one person wrote within it was one click


@dataclass(frozen=True)
class FieldChange:
    label: str
    html: SafeString


@dataclass
class Edit:
    at: datetime
    by: Any  # a user, or None where a command wrote
    kind: str  # "+", "~" or "-" as in the history tables
    changes: list[FieldChange] = field(default_factory=list)
    row: Any = None  # the history row of the record itself, which can be gone back to
    reason: str = ""

    @property
    def reason_label(self) -> str:
        return str(REASONS.get(self.reason, self.reason))

    def takes(self, other: "Edit") -> bool:
        return self.by == other.by and other.at - self.at < ONE_EDIT


def timeline(record: Model) -> list[Edit]:
    """Every edit of `record` and of its parts, those of one click joined, newest first."""
    edits = [*own_edits(record), *part_edits(record)]
    joined: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: edit.at):
        if joined and joined[-1].takes(edit):
            merge(joined[-1], edit)
        else:
            joined.append(edit)
    return joined[::-1]


def merge(edit: Edit, other: Edit) -> None:
    edit.changes += other.changes
    if other.row is not None:
        edit.row, edit.kind, edit.reason = other.row, other.kind, other.reason


def edits_since(record: Any, version: str | None) -> list[Edit]:
    """The edits that a reader of `version` has not seen."""
    seen = int(version) if version and version.isdecimal() else 0
    edits = timeline(record)
    known = (edit.at for edit in edits if edit.row is not None and edit.row.version <= seen)
    last_known = next(known, None)
    return [edit for edit in edits if last_known is None or edit.at > last_known]


def own_edits(record: Any) -> Iterator[Edit]:
    rows = list(record.history.select_related("history_user").order_by("history_date", "history_id"))
    if rows:
        yield edit_of(rows[0], [])
    for old, new in pairwise(rows):
        changes = field_changes(old, new)
        if changes:
            yield edit_of(new, changes)


def edit_of(row: Any, changes: list[FieldChange]) -> Edit:
    reason = row.history_change_reason or ""
    return Edit(row.history_date, row.history_user, row.history_type, changes, row, reason)


def field_changes(old: Any, new: Any) -> list[FieldChange]:
    """In the order of the model's fields."""
    model = new.instance_type
    changed = {change.field: change for change in new.diff_against(old).changes}
    return [
        compared(model, changed[f.name].old, changed[f.name].new, f) for f in model._meta.fields if f.name in changed
    ]


def compared(model: type[Model], old: Any, new: Any, of: Any) -> FieldChange:
    before, after = display(of, old), display(of, new)
    if isinstance(of, TextField) or (isinstance(of, CharField) and not of.choices and old and new):
        html = marked(before if old else "", after if new else "")
    else:
        html = format_html("<del>{}</del> → <ins>{}</ins>", before, after)
    return FieldChange(capfirst(str(of.verbose_name)), html)


def display(of: Any, value: Any) -> str:
    if value in (None, "", []):
        return "—"
    if of.choices:
        return str(dict(of.flatchoices).get(value, value))
    if isinstance(of, ForeignKey):
        related = of.related_model._default_manager.filter(pk=value).first()
        return str(related) if related else str(value)
    return "、".join(value) if isinstance(value, list) else str(localize(value))


def part_edits(record: Model) -> Iterator[Edit]:
    for model in PARTS.get(type(record), ()):
        yield from edits_of_parts(model, record)


def edits_of_parts(model: Any, record: Model) -> Iterator[Edit]:
    stands_in = {str(record._meta.model_name): record.pk}
    rows = model.history.filter(**stands_in).select_related("history_user").order_by("history_date", "history_id")
    parts = [row.instance for row in rows]
    prefetch_related_objects(parts, *({"body"} & {field.name for field in model._meta.fields}))
    last: dict[int, Any] = {}
    label = capfirst(str(model._meta.verbose_name))
    for row, part in zip(rows, parts, strict=True):
        for words in part_changes(part_name(part), last.get(row.id), row):
            yield Edit(row.history_date, row.history_user, "~", [FieldChange(label, words)])
        last[row.id] = row


def part_changes(name: str, old: Any, new: Any) -> Iterable[SafeString]:
    if new.history_type == "+":
        return [format_html("<ins>{}</ins>", name)]
    if new.history_type == "-":
        return [format_html("<del>{}</del>", name)]
    changes = field_changes(old, new) if old is not None else []
    return [format_html("{}（{}：{}）", name, change.label, change.html) for change in changes]


def part_name(part: Model) -> str:
    try:
        return str(part)
    except ObjectDoesNotExist:  # its body is gone
        return f"{part._meta.verbose_name} {part.pk}"


def as_row(record: Any) -> Any:
    """What `record` would be in its history table, to compare it with a row of it."""
    history = type(record).history.model
    return history(**{field.attname: getattr(record, field.attname) for field in history.tracked_fields})


def save_edit(record: Any) -> None:
    """One edit: the version rises, the history gets its row, and its first row where it had none."""
    stored = type(record)._default_manager.filter(pk=record.pk)
    if not record.history.exists():
        remember_first_state(stored)
        for model in PARTS.get(type(record), ()):
            remember_first_state(model._default_manager.filter(**{record._meta.model_name: record}))
    record.save()
