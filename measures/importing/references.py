"""All records together: one plan, references that lead somewhere, no circles, spans inside the text."""

from collections.abc import Iterator
from typing import Protocol

from django.db.models import ForeignKey, Model, Q, UniqueConstraint
from django.utils.translation import gettext as _

from measures.importing.bodies import comparable_key
from measures.importing.errors import Fault
from measures.importing.records import KEYS, AnyForeignKey, FixtureRows, NaturalKey, fields_of
from measures.models import Conflict, Plan, ResponsibleBody, Section, SourceDocument, Target


class Places(Protocol):
    """Where the record of a model and key stands in the file, in words."""

    def __getitem__(self, of: tuple[type[Model], NaturalKey], /) -> str: ...


def check_together(rows: FixtureRows, places: Places) -> list[Fault]:
    """Every fault that only shows when the records are seen side by side."""
    faults = [*one_plan(rows, places), *broken_references(rows, places), *repeated_values(rows, places)]
    faults += confusable_bodies(rows, places)
    if faults:
        return faults
    return [
        *circles(rows, places),
        *wrong_spans(rows, places),
        *wrong_paths(rows, places),
        *targets_without_owner(rows, places),
    ]


def one_plan(rows: FixtureRows, places: Places) -> Iterator[Fault]:
    """A fixture holds exactly one plan and one source document; the dump of a plan has all of its documents."""
    for model in (Plan, SourceDocument):
        names = {"name": model._meta.verbose_name}
        if not rows[model]:
            yield Fault("", _("The fixture holds no %(name)s.") % names)
        for key in list(rows[model])[1:] if model is Plan or Conflict not in rows else ():
            yield Fault(places[model, key], _("The fixture holds a second %(name)s.") % names)


def broken_references(rows: FixtureRows, places: Places) -> Iterator[Fault]:
    """References to records that neither the fixture nor, for bodies, the database holds."""
    stored = stored_bodies(rows)
    for model, records in rows.items():
        known = [(field, rows[field.related_model]) for field in references(model)]
        for key, row in records.items():
            for field, of_model in known:
                wanted = row.get(field.name)
                if wanted is not None and wanted not in of_model and wanted not in stored:
                    what = {"name": field.related_model._meta.verbose_name, "key": ", ".join(map(str, wanted))}
                    yield Fault(f"{places[model, key]} {field.name}", _("There is no %(name)s [%(key)s].") % what)


def stored_bodies(rows: FixtureRows) -> set[NaturalKey]:
    """The bodies that the fixture refers to without holding them, as far as the database does."""
    wanted = {
        row[field.name]
        for model, records in rows.items()
        for field in references(model)
        if field.related_model is ResponsibleBody
        for row in records.values()
        if row.get(field.name)
    }
    missing = wanted - rows[ResponsibleBody].keys()
    if not missing:
        return set()
    named = Q(jurisdiction__in={key[0] for key in missing}, name__in={key[1] for key in missing})
    return set(ResponsibleBody.objects.filter(named).values_list("jurisdiction", "name"))


def repeated_values(rows: FixtureRows, places: Places) -> Iterator[Fault]:
    """Values that must be unique beside the natural keys: the path of a section, the public id of a body."""
    for model, records in rows.items():
        for names in unique_fields(model) - {KEYS[model]}:
            seen: dict[tuple[object, ...], NaturalKey] = {}
            for key, row in records.items():
                values = tuple(row.get(name) for name in names)
                if None not in values and (first := seen.setdefault(values, key)) != key:
                    message = _("The value is taken: %(place)s.") % {"place": places[model, first]}
                    yield Fault(f"{places[model, key]} {names[-1]}", message)


def confusable_bodies(rows: FixtureRows, places: Places) -> Iterator[Fault]:
    """Two bodies of one jurisdiction of which a name or an alias is, or looks like, one of the other's."""
    seen: dict[NaturalKey, NaturalKey] = {}
    for key, row in rows[ResponsibleBody].items():
        for word in (row["name"], *(row.get("aliases") or [])):
            words = comparable_key((row["jurisdiction"], word))
            if (first := seen.setdefault(words, key)) != key:
                detail = {"word": word, "other": first[1]}
                message = _("“%(word)s” is, or looks like, a name or an alias of “%(other)s”.") % detail
                yield Fault(places[ResponsibleBody, key], message)


def unique_fields(model: type[Model]) -> set[tuple[str, ...]]:
    together = {tuple(rule.fields) for rule in model._meta.constraints if isinstance(rule, UniqueConstraint)}
    return together | {(name,) for name, field in fields_of(model).items() if field.unique}


def circles(rows: FixtureRows, places: Places) -> Iterator[Fault]:
    for model in (Section, ResponsibleBody):
        own = [field.name for field in references(model) if field.related_model is model]
        above = {key: {row[name] for name in own if row.get(name)} for key, row in rows[model].items()}
        for key in in_circles(above):
            yield Fault(places[model, key], _("The record stands below itself, directly or by way of others."))


def in_circles(above: dict[NaturalKey, set[NaturalKey]]) -> set[NaturalKey]:
    """The keys that cannot be put in order, parents first: they are in a circle or below one."""
    waiting = dict(above)
    while ready := [key for key, parents in waiting.items() if not parents & waiting.keys()]:
        for key in ready:
            del waiting[key]
    return set(waiting)


def wrong_spans(rows: FixtureRows, places: Places) -> Iterator[Fault]:
    """A source is given with both ends, start before end, within the text; or not at all."""
    lengths = {key: len(row["text"]) for key, row in rows[SourceDocument].items()}
    for model, records in rows.items():
        if "source_start" not in fields_of(model):
            continue
        for key, row in records.items():
            source, start, end = row.get("source"), row.get("source_start"), row.get("source_end")
            if source is start is end is None:
                continue
            if source is None or start is None or end is None:
                yield Fault(f"{places[model, key]} source", _("A source is given with its start and its end."))
            elif not start < end <= (length := lengths[source]):
                span = {"start": start, "end": end, "length": length}
                message = _("The span %(start)s–%(end)s is outside the text of %(length)s characters.") % span
                yield Fault(f"{places[model, key]} source_end", message)


def wrong_paths(rows: FixtureRows, places: Places) -> Iterator[Fault]:
    """A section's path is its parent's and one step more: 0003 → 0003.0001."""
    for key, row in rows[Section].items():
        above, _dot, step = row["path"].rpartition(".")
        parent = rows[Section][row["parent"]]["path"] if row.get("parent") else ""
        if above != parent or len(step) != 4 or not step.isdecimal():
            yield Fault(f"{places[Section, key]} path", _("The path does not continue the parent's with four digits."))


def targets_without_owner(rows: FixtureRows, places: Places) -> Iterator[Fault]:
    rule = next(rule for rule in Target._meta.constraints if rule.name == "target_stands_in_one")
    for key, row in rows[Target].items():
        if (row.get("measure") is None) == (row.get("section") is None):
            yield Fault(places[Target, key], str(rule.violation_error_message))


def references(model: type[Model]) -> list[AnyForeignKey]:
    return [field for field in fields_of(model).values() if isinstance(field, ForeignKey)]
