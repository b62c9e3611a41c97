"""What measures, sections and plans say, as a pending change keeps it, and writing that back."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db.models import ForeignKey
from django.utils.translation import gettext as _

from measures.choices import Origin
from measures.models import Measure, Plan, Responsibility, ResponsibleBody, Section, Target
from measures.models.base import Record, next_code
from measures.prepared import one_of

OF_ROLE = ("body_id", "role", "position")
OF_TARGET = ("code", "text", "metric", "comparator", "value", "unit", "year", "nature")
PARTS: dict[type[Record], tuple[str, ...]] = {
    Measure: ("responsibilities", "targets"),
    Section: ("targets",),
    Plan: (),
}
DRAFTED: list[type[Record] | type[Target]] = [*PARTS, Target]
COLUMNS = {model: {column.attname: column for column in model._meta.concrete_fields} for model in DRAFTED}
Content = dict[str, object]  # by attribute of the record, and its parts as lists


class PendingRefusedError(Exception):
    """A pending change cannot be published as it is; the message, for people, says why."""


def contents_of(model: type[Record], pks: Collection[int]) -> dict[int, Content]:
    """What records say, as JSON has it."""
    found: dict[int, Content] = {}
    records = model._base_manager.filter(one_of(pks)).order_by()
    for values in records.values("pk", *model.drafted):
        pk = values.pop("pk")
        found[pk] = {name: plain(value) for name, value in values.items()} | {name: [] for name in PARTS[model]}
    owner = str(model._meta.model_name)
    if "responsibilities" in PARTS[model]:
        roles = Responsibility._base_manager.filter(measure__in=records).order_by("position", "pk")
        add_parts(found, owner, "responsibilities", roles.values("measure_id", *OF_ROLE))
    if "targets" in PARTS[model]:
        targets = Target._base_manager.filter(**{f"{owner}__in": records}).order_by("code")
        add_parts(found, owner, "targets", targets.values(f"{owner}_id", *OF_TARGET))
    return found


def add_parts(found: dict[int, Content], owner: str, name: str, rows: Iterable[Mapping[str, object]]) -> None:
    for row in rows:
        parts = found[int(str(row[f"{owner}_id"]))][name]
        if isinstance(parts, list):
            parts.append({attribute: plain(value) for attribute, value in row.items() if attribute != f"{owner}_id"})


def plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


def write_values(record: Record, values: Mapping[str, object]) -> None:
    """Let a record say what was kept of a pending change. Raises PendingRefusedError where what it names is gone."""
    own = {name: value for name, value in values.items() if name in record.drafted}
    for name, value in own.items():
        column = COLUMNS[type(record)][name]
        if isinstance(column, ForeignKey) and value is not None:
            refuse_lost(column, value)
        setattr(record, name, column.to_python(value))
    if own:
        record.save()
    if isinstance(record, Measure) and "responsibilities" in values:
        write_roles(record, rows_of(values["responsibilities"]))
    if isinstance(record, Measure | Section) and "targets" in values:
        write_targets(record, rows_of(values["targets"]))


def refuse_lost(column: "ForeignKey[object, object]", value: object) -> None:
    if not column.related_model._base_manager.filter(pk=value).exists():
        said = _("What it names as “%(field)s” is not here any more: change it in the form first.")
        raise PendingRefusedError(said % {"field": column.verbose_name})


def rows_of(value: object) -> list[Content]:
    return [dict(row) for row in value] if isinstance(value, list) else []


def write_roles(measure: Measure, wanted: list[Content]) -> None:
    """Parts that stay keep where they came from."""
    there = {(part.body_id, part.role): part for part in measure.responsibilities.all()}
    known = set(ResponsibleBody.objects.filter(pk__in=[row["body_id"] for row in wanted]).values_list("pk", flat=True))
    if any(row["body_id"] not in known for row in wanted):
        raise PendingRefusedError(_("A body that it names is not here any more: change it in the form first."))
    keys = {(row["body_id"], row["role"]) for row in wanted}
    for key, part in there.items():
        if key not in keys:
            part.delete()
    for row in wanted:
        stored = there.get((int(str(row["body_id"])), str(row["role"])))
        if stored is None:
            Responsibility(measure=measure, origin=Origin.EDITOR, **row).save()
        elif stored.position != row["position"]:
            stored.position = int(str(row["position"]))
            stored.save()


def write_targets(owner: Measure | Section, wanted: list[Content]) -> None:
    """By their codes; a new one whose code was given away meanwhile takes the next."""
    there = {part.code: part for part in owner.targets.all()}
    codes = {row["code"] for row in wanted}
    for code, part in there.items():
        if code not in codes:
            part.delete()
    for row in wanted:
        target = there.get(str(row["code"])) or Target(plan_id=owner.plan_id, **{str(owner._meta.model_name): owner})
        before = [getattr(target, name) for name in OF_TARGET]
        for name, value in row.items():
            setattr(target, name, COLUMNS[Target][name].to_python(value))
        if target._state.adding and Target.objects.filter(plan=owner.plan_id, code=target.code).exists():
            target.code = next_code(Target, owner.plan, f"{owner.code}/t")
        if [getattr(target, name) for name in OF_TARGET] != before or target._state.adding:
            target.save()
