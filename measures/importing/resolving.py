"""Deciding a conflict: keep what is here, take what the document says, or write a third value. It is an edit."""

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.choices import ConflictState, EditVia, Origin, Role
from measures.edits import edit, give_temporary_paths, update_records
from measures.importing.paths import settle
from measures.importing.records import NaturalKey, fields_of, listed, plain
from measures.importing.stored import PART_NAMES
from measures.models import Conflict, Edit, Measure, Plan, Responsibility, ResponsibleBody, Section, Target
from measures.models.base import Record
from measures.models.edit import Author

MODELS: dict[str, type[Model]] = {
    str(model._meta.model_name): model for model in (Plan, Section, Measure, Target, Responsibility)
}


def resolve(
    conflicts: Iterable[Conflict],
    choice: ConflictState,
    *,
    by: Author,
    via: EditVia,
    value: object = None,
    reason: str = "",
    seen: str | None = None,
) -> Edit:
    """Decide open conflicts alike, in one edit; `value` is the third one, as a fixture would give it.

    Raises ValidationError, with nothing written, where one is decided already, a record does not take the value, or the
    values are no longer those that were `seen` (see `values_shown`).
    """
    wanted = [conflict.pk for conflict in conflicts]
    with edit(by, via=via, reason=reason) as unit:
        locked = list(Conflict.objects.select_for_update(of=("self",)).filter(pk__in=wanted).open().order_by("pk"))
        if len(locked) < len(wanted):
            raise ValidationError(_("Somebody decided this conflict meanwhile."), code="decided")
        share_records(locked)
        for conflict in locked:
            conflict.here = here(conflict)
            if seen not in (None, values_shown(conflict)):
                raise ValidationError(_("The record was changed meanwhile: look again, then decide."), code="stale")
            if choice != ConflictState.HERE:
                write(conflict, conflict.said_now if choice == ConflictState.DOCUMENT else value)
            conflict.state, conflict.at = choice, timezone.now()
            conflict.by_id, conflict.by_name = unit.edit.by_id, unit.edit.by_name
        update_records(Conflict, locked, ["here", "state", "at", "by", "by_name"])
        return unit.recorded_edit()


def share_records(conflicts: list[Conflict]) -> None:
    """Let conflicts over one record have it as one object, whose version rises once in the edit."""
    records_of: dict[str, QuerySet[Any]] = {
        "plan": Plan.objects.all(),
        "section": Section.objects.select_related("plan", "parent"),
        "measure": Measure.objects.select_related("plan", "section"),
    }
    for name, queryset in records_of.items():
        pks = {getattr(conflict, f"{name}_id") for conflict in conflicts} - {None}
        records = queryset.in_bulk(pks)
        for conflict in conflicts:
            pk = getattr(conflict, f"{name}_id")
            setattr(conflict, name, records[pk] if pk is not None else None)


def record_of(conflict: Conflict) -> Any:
    """The record that the conflict is about, or None where it is not here; of roles the measure."""
    if conflict.model == "plan":
        return conflict.plan
    if conflict.model == "target":
        target = Target.objects.filter(plan=conflict.plan_id, code=conflict.key).first()
        if target is not None:
            target.measure, target.section = conflict.measure, conflict.section
        return target
    return conflict.section if conflict.model == "section" else conflict.measure


def body_of(conflict: Conflict) -> ResponsibleBody | None:
    """The body whose roles the conflict is about."""
    return ResponsibleBody.objects.filter(uuid=conflict.key.rpartition(" ")[2]).first()


def here(conflict: Conflict) -> object:
    """What the record says now, as a fixture would give it."""
    record = record_of(conflict)
    if conflict.model == "responsibility":
        found = Responsibility.objects.filter(measure=record, body=body_of(conflict))
        return sorted(found.values_list("role", flat=True))
    if record is None:
        return None
    value = getattr(record, conflict.field)
    key = getattr(value, "natural_key", None)
    return listed(key()) if key else plain(value)


def values_shown(conflict: Conflict) -> str:
    """What a page shows of an open conflict, to be compared when it is decided."""
    return repr((here(conflict), conflict.said_now))


def write(conflict: Conflict, value: object) -> None:
    """Give the record the value, within the edit in progress."""
    record = record_of(conflict)
    if conflict.model == "responsibility":
        set_roles(record, body_of(conflict), value if isinstance(value, list) else [])
    elif record is None:
        create_target(conflict)
    elif conflict.model == "target" and value is None:
        record.delete()
    elif conflict.field == "parent":
        set_parent(record, value if isinstance(value, list) else None)
    else:
        set_value(record, conflict.field, value)


def set_value(record: Record, name: str, value: object) -> None:
    """Raises ValidationError where the field or the record refuses the value."""
    field: Any = record._meta.get_field(name)
    value = referred(field, value) if isinstance(field, ForeignKey) else field.clean(value, record)
    setattr(record, name, value)
    record.clean()
    record.save()


def referred(field: Any, key: object) -> Model | None:
    """The record of a natural key."""
    if not isinstance(key, list):
        return None
    try:
        found: Model = field.related_model._default_manager.get_by_natural_key(*key)
    except field.related_model.DoesNotExist as error:
        raise ValidationError(_("What the document refers to is not here any more."), code="gone") from error
    return found


def set_roles(measure: Measure | None, body: ResponsibleBody | None, roles: Collection[str]) -> None:
    """Let the body have exactly these roles in the measure."""
    if measure is None or body is None:
        raise ValidationError(_("What the document refers to is not here any more."), code="gone")
    unknown = set(roles) - set(Role.values)
    if unknown:
        raise ValidationError(_("Unknown role: %(roles)s.") % {"roles": "、".join(sorted(unknown))}, code="role")
    stored = {part.role: part for part in measure.responsibilities.filter(body=body)}
    for role in stored.keys() - set(roles):
        stored[role].delete()
    last = max(measure.responsibilities.values_list("position", flat=True), default=0)
    for place, role in enumerate(sorted(set(roles) - stored.keys()), last + 1):
        Responsibility.objects.create(measure=measure, body=body, role=role, position=place, origin=Origin.DOCUMENT)


def create_target(conflict: Conflict) -> None:
    """The target as the last import said it: its measure's or section's baseline has it."""
    owner = conflict.measure or conflict.section
    said = (owner.baseline or {}).get(PART_NAMES[Target], []) if owner is not None else []
    row = next((row for row in said if row["code"] == conflict.key), None)
    if row is None:
        raise ValidationError(_("What the document refers to is not here any more."), code="gone")
    fields = fields_of(Target)
    plain_values = {
        name: fields[name].to_python(value) for name, value in row.items() if name not in ("plan", "measure", "section")
    }
    Target.objects.create(plan=conflict.plan, measure=conflict.measure, section=conflict.section, **plain_values)


def set_parent(section: Section, key: list[Any] | None) -> None:
    """Move a section with all below it under another one, or to the top, as its last."""
    parent = Section.objects.get_by_natural_key(*key) if key else None
    sections = {each.pk: each for each in section.plan.sections.all()}
    keys: dict[int, NaturalKey] = {pk: (section.plan.slug, each.code) for pk, each in sections.items()}
    if parent is not None and f"{parent.path}.".startswith(f"{section.path}."):
        raise ValidationError(_("A section cannot stand below itself."), code="circle")
    parents = {keys[pk]: keys[each.parent_id] if each.parent_id else None for pk, each in sections.items()}
    parents[keys[section.pk]] = keys[parent.pk] if parent else None
    paths = settle({}, {keys[pk]: each.path for pk, each in sections.items()}, parents)
    moved = [each for pk, each in sections.items() if each.path != paths[keys[pk]] or pk == section.pk]
    give_temporary_paths([each.pk for each in moved])
    for each in moved:
        each.path = paths[keys[each.pk]]
    sections[section.pk].parent = parent
    update_records(Section, moved, ["path", "parent"])
