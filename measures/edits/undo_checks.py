"""What keeps an undo from restoring a state: lost references, keys taken since, readers who know a record.

Each check takes an `UndoPlan` and moves what cannot be done from its steps to its refusals.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from django.db.models import ForeignKey, ManyToOneRel, Model, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.choices import PlanState, ReviewState
from measures.edits.bulk import owners_of
from measures.edits.history_rows import NAMED_BY, TRACKED, RecordKey, name_of, names_of, record_of
from measures.edits.replaced import is_whole
from measures.edits.undo_plan import UndoPlan
from measures.models import Measure, Plan, Section, SourceDocument, Succession
from measures.models.base import Part
from measures.models.history import Tracked
from measures.prepared import one_of

CHECKED_ONE_BY_ONE = 200  # records


def check_plan(plan: UndoPlan) -> None:
    """Apply every check, each seeing what those before it left of the plan."""
    free_paths(plan)
    refuse_lost_references(plan)
    refuse_taken_keys(plan)
    keep_published_plans(plan)
    refuse_referred(plan)
    withdraw_published(plan)
    keep_parts(plan)
    refuse_referred(plan)
    name_successors(plan)


def free_paths(plan: UndoPlan) -> None:
    """A section that comes back alone, where another has its place by now, becomes the last one of its parent."""
    rows = [row for (model, _pk), row in plan.creations.items() if model is Section]
    if len(rows) != 1:
        return
    section = record_of(Section, rows[0])
    if isinstance(section, Section) and has_lost_its_place(section):
        section.place_last()
        vars(rows[0]).update(path=section.path, position=section.position)


def has_lost_its_place(section: Section) -> bool:
    """Whether another has it, while what it stood below is still there."""
    if section.parent_id is not None and not Section.objects.filter(pk=section.parent_id).exists():
        return False
    return Section.objects.filter(plan=section.plan_id, path=section.path).exists()


def references(plan: UndoPlan) -> Iterator[tuple[RecordKey, str, type[Model], int]]:
    """Every reference to be restored: of which record, in which attribute, to which model and primary key."""
    for key, values in plan.updates.items():
        yield from references_of(key, values)
    for key, row in plan.creations.items():
        yield from references_of(key, {each.attname: getattr(row, each.attname) for each in row.tracked_fields})


def references_of(key: RecordKey, values: Mapping[str, object]) -> Iterator[tuple[RecordKey, str, type[Model], int]]:
    for each in key[0]._meta.fields:
        value = values.get(each.attname)
        if isinstance(each, ForeignKey) and isinstance(value, int):
            yield key, each.attname, each.related_model, value


def refuse_lost_references(plan: UndoPlan) -> None:
    """Restore no reference to a record that was deleted since, unless the undo restores that record as well."""
    wanted: dict[type[Model], set[int]] = defaultdict(set)
    for _key, _attribute, model, pk in references(plan):
        wanted[model].add(pk)
    there = {model: existing(model, pks) for model, pks in wanted.items()}
    while lost := [found for found in references(plan) if found[3] not in there[found[2]] | created(plan, found[2])]:
        for key, attribute, model, _pk in lost:
            gone = _("The %(model)s that it refers to was deleted since.") % {"model": model._meta.verbose_name}
            if key in plan.creations:
                plan.refuse(plan.creations.pop(key), attribute, gone)
            elif plan.updates.get(key, {}).pop(attribute, None) is not None:
                plan.refuse(key[0]._base_manager.get(pk=key[1]), attribute, gone)
    plan.updates = {key: values for key, values in plan.updates.items() if values}


def created(plan: UndoPlan, model: type[Model]) -> set[int]:
    """What the undo makes again: from the history, or a document as it was kept."""
    kept = plan.replaced.get("sourcedocument", {}) if model is SourceDocument else {}
    return {pk for of, pk in plan.creations if of is model} | {pk for pk, values in kept.items() if is_whole(values)}


def existing(model: type[Model], pks: Iterable[int]) -> set[int]:
    return set(model._base_manager.filter(one_of(pks)).values_list("pk", flat=True))


def refuse_taken_keys(plan: UndoPlan) -> None:
    """Restore no name or code that another record has taken since. In large undos the database refuses them."""
    if len(plan.creations) + sum(map(restores_key, plan.updates, plan.updates.values())) > CHECKED_ONE_BY_ONE:
        return
    for key, record in restored_records(plan):
        other = next((found for found in same_keys(record) if (key[0], found.pk) not in plan.deletions), None)
        if other is not None:
            plan.creations.pop(key, None)
            plan.updates.pop(key, None)
            [name] = names_of([other])
            plan.refuse(record, "", _("Another has taken its place since: %(record)s.") % {"record": name})


def restores_key(key: RecordKey, values: Mapping[str, object]) -> bool:
    """Whether a record gets back a value that decides over what must be unique."""
    return not values.keys().isdisjoint(deciding_attributes(key[0]))


@cache
def deciding_attributes(model: type[Model]) -> frozenset[str]:
    """What must be unique, and what the conditions ask under which it must."""
    conditions = [each.condition for each in model._meta.constraints if isinstance(each, UniqueConstraint)]
    asked = {name for condition in conditions if condition for name in condition.referenced_base_fields}
    unique = {attribute for attributes in unique_attributes(model) for attribute in attributes}
    return frozenset(unique | {each.attname for each in model._meta.fields if each.name in asked})


@cache
def unique_attributes(model: type[Model]) -> list[list[str]]:
    """What no two records may have alike; the paths of sections are moved out of the way instead."""
    constraints = [each.fields for each in model._meta.constraints if isinstance(each, UniqueConstraint)]
    single = [(each.name,) for each in model._meta.fields if each.unique and not each.primary_key]
    return [
        [each.attname for each in model._meta.fields if each.name in names]
        for names in (*constraints, *model._meta.unique_together, *single)
        if "path" not in names
    ]


def same_keys(record: Model) -> Iterator[Model]:
    """Other stored records with a value that must be unique."""
    model = type(record)
    for attributes in unique_attributes(model):
        lookup = {attribute: getattr(record, attribute) for attribute in attributes}
        yield from model._base_manager.filter(**lookup).exclude(pk=record.pk)


def restored_records(plan: UndoPlan) -> Iterator[tuple[RecordKey, Tracked]]:
    """In memory, as they would be after the undo, the records that come back or get another key."""
    for (model, pk), row in list(plan.creations.items()):
        yield (model, pk), record_of(model, row)
    for model in TRACKED:
        updates = {key: values for key, values in plan.updates.items() if key[0] is model and restores_key(key, values)}
        stored = model._base_manager.in_bulk([pk for _model, pk in updates])
        for key, values in updates.items():
            for attribute, value in values.items():
                setattr(stored[key[1]], attribute, value)
            yield key, stored[key[1]]


def keep_published_plans(plan: UndoPlan) -> None:
    """A plan that is, or was, published is archived, not deleted: its readers know it."""
    known = Plan.objects.filter(pk__in=deleted(plan, Plan)).exclude(state=PlanState.DRAFT)
    for pk in known.values_list("pk", flat=True):
        plan.keep((Plan, pk), _("The plan is published: it cannot be deleted, but archived."))


def withdraw_published(plan: UndoPlan) -> None:
    """Withdraw, in place of deleting them, the measures and sections that readers know: the API never deletes those.

    The same is true of the button that deletes a measure: see `Measure.deletable`.
    """
    measures = Measure.objects.filter(review_state=ReviewState.PUBLISHED)
    sections = Section.objects.exclude(plan__state=PlanState.DRAFT)
    for model, known in ((Measure, measures), (Section, sections)):
        for record in known.filter(one_of(deleted(plan, model))).only("withdrawn_on", "source"):
            withdraw(plan, (model, record.pk), record)


def withdraw(plan: UndoPlan, key: RecordKey, record: Measure | Section) -> None:
    """What came with an edition is withdrawn by that edition, so that it comes back where that is imported again."""
    plan.kept.add(key)
    del plan.deletions[key]
    if record.withdrawn_on is None:
        plan.updates[key] = {"withdrawn_on": timezone.localdate(), "withdrawn_by_id": record.source_id}


def name_successors(plan: UndoPlan) -> None:
    """What the edit put in the place of a measure, and undoing it withdraws, is succeeded by that measure."""
    made = (record_of(Succession, row) for (model, _pk), row in plan.deletions.items() if model is Succession)
    for each in made:
        if isinstance(each, Succession) and is_replaced_again(plan, each):
            plan.successors.setdefault(each.to_measure_id, []).append(each.from_measure_id)


def is_replaced_again(plan: UndoPlan, succession: Succession) -> bool:
    """Whether the undo withdraws the successor, which the edit created, and puts the first measure in force."""
    old, new = (Measure, succession.from_measure_id), (Measure, succession.to_measure_id)
    back = plan.updates.get(old, {}).get("withdrawn_on", "") is None
    return back and new in plan.kept and "withdrawn_on" in plan.updates.get(new, {})


def keep_parts(plan: UndoPlan) -> None:
    """A record that the edit created and that stays, for whatever reason, keeps its parts."""
    for (model, pk), row in list(plan.deletions.items()):
        if issubclass(model, Part):
            owners = {(of, owner) for of, pks in owners_of(model, [row]).items() for owner in pks}
            if owners & plan.kept:
                del plan.deletions[model, pk]


def deleted(plan: UndoPlan, model: type[Model]) -> set[int]:
    return {pk for of, pk in plan.deletions if of is model}


def refuse_referred(plan: UndoPlan) -> None:
    """Keep what the edit created where something that is not deleted with it refers to it."""
    while found := dict(referring(plan)):
        for key, other in found.items():
            plan.keep(key, _("%(record)s refers to it.") % {"record": name_of(other)})


def referring(plan: UndoPlan) -> Iterator[tuple[RecordKey, Model]]:
    """Each record to be deleted that something refers to which is not, with one that does."""
    for model in {of for of, _pk in plan.deletions}:
        for relation in model._meta.get_fields(include_hidden=True):
            if isinstance(relation, ManyToOneRel) and relation.related_model in TRACKED:
                for other in referrers(relation, deleted(plan, model)):
                    if (type(other), other.pk) not in plan.deletions and not is_led_away(plan, other, relation):
                        yield (model, getattr(other, relation.field.attname)), other


def is_led_away(plan: UndoPlan, other: Model, relation: ManyToOneRel) -> bool:
    """Whether the undo restores a reference to something else."""
    name = relation.field.attname
    restored = plan.updates.get((type(other), other.pk), {}) if isinstance(other, Tracked) else {}
    return name in restored and restored[name] != getattr(other, name)


def referrers(relation: ManyToOneRel, pks: Iterable[int]) -> Iterator[Model]:
    """The records that refer by one foreign key to any of these."""
    found = relation.related_model._base_manager.filter(one_of(pks, relation.field.name))
    yield from found.select_related(*NAMED_BY & {each.name for each in found.model._meta.fields} or [None])
