"""A comparison as lines for the terminal."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from measures.importing import Comparison, FieldChange, Outcome, RecordChange
from measures.importing.labels import OUTCOMES
from measures.importing.records import fields_of
from measures.matching import Naming
from measures.models import SourceDocument

MOST_LISTED = 50


def report_lines(comparison: Comparison) -> Iterator[str]:
    """The records of each model by what became of them, then what a person should look at."""
    for model, counts in comparison.counts().items():
        shares = [f"{label} {counts[outcome]}" for outcome, label in OUTCOMES.items() if counts[outcome]]
        yield _("%(name)s: %(counts)s") % {"name": model._meta.verbose_name, "counts": " · ".join(shares)}
    if comparison.changes_nothing:
        yield _("Nothing changed.")
    yield from comparison.successions_told
    yield from naming_lines([naming for naming, _said in comparison.division or ()])
    yield from at_most(_("Updated:"), [update_line(*found) for found in readable_updates(comparison)])
    yield from at_most(
        _("Changed here and in the document; the value here stays:"),
        [conflict_line(*found) for found in comparison.fields(Outcome.CONFLICT)],
    )
    yield from at_most(
        _("Changed here; the value here stays:"), [kept_line(*f) for f in comparison.fields(Outcome.KEEP)]
    )
    yield from at_most(_("No longer in the new edition, so withdrawn or removed:"), dropped_lines(comparison))
    yield from at_most(_("Deleted here; not imported again:"), [name_of(c) for c in deleted_here(comparison)])
    yield from at_most(
        _("Stored, but no longer in the document (nothing is deleted):"),
        [name_of(change) for change in comparison.records if change.outcome is Outcome.ABSENT],
    )


def naming_lines(namings: list[Naming]) -> Iterator[str]:
    """Of a division of work, how many of its tasks name a measure, and those of which a person has to say so."""
    if not namings:
        return
    counts = {"tasks": len(namings), "named": sum(bool(naming.code) for naming in namings)}
    yield _("Tasks of this division of work: %(tasks)d, of which %(named)d name a measure.") % counts
    waiting = [naming_line(naming) for naming in namings if not naming.is_settled]
    yield from at_most(_("Which measure do these tasks name? Say so with --task NUMBER=CODE:"), waiting)


def naming_line(naming: Naming) -> str:
    """A task with the likeliest measures."""
    likely = "、".join(f"{each.code} {each.likeness} %" for each in naming.candidates[:3])
    return f"{naming.task.number} {one_line(naming.task.words)}" + (f" → {likely}?" if likely else "")


def readable_updates(comparison: Comparison) -> Iterator[tuple[RecordChange, FieldChange]]:
    """The updates of what editors see, without places in the document and the document itself."""
    for change, field in comparison.fields(Outcome.UPDATE):
        if change.model is SourceDocument or change.outcome is Outcome.WITHDRAW:
            continue
        if change.model._meta.get_field(field.name).editable:
            yield change, field


def deleted_here(comparison: Comparison) -> Iterator[RecordChange]:
    return (change for change in comparison.records if change.record is None and change.outcome is Outcome.KEEP)


def dropped_lines(comparison: Comparison) -> list[str]:
    dropped = (Outcome.WITHDRAW, Outcome.REMOVE)
    return [name_of(change) for change in comparison.records if change.outcome in dropped]


def at_most(heading: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield heading
        yield from (f"  {line}" for line in lines[:MOST_LISTED])
        if len(lines) > MOST_LISTED:
            yield _("  … and %(count)d more.") % {"count": len(lines) - MOST_LISTED}


def name_of(change: RecordChange) -> str:
    return f"{change.model._meta.verbose_name} {' '.join(str(part) for part in change.key[1:] or change.key)}"


def kept_line(change: RecordChange, field: FieldChange) -> str:
    """A field with the value that is stored."""
    label = fields_of(change.model)[field.name].verbose_name
    return _("%(name)s, %(field)s: %(value)s") % {
        "name": name_of(change),
        "field": label,
        "value": one_line(field.stored),
    }


def update_line(change: RecordChange, field: FieldChange) -> str:
    return f"{kept_line(change, field)} → {one_line(field.incoming)}"


def conflict_line(change: RecordChange, field: FieldChange) -> str:
    return f"{kept_line(change, field)} ≠ {one_line(field.incoming)}"


def one_line(value: object) -> str:
    words = value if isinstance(value, tuple) else [] if value is None else str(value).split()
    text = " ".join(str(word) for word in words)
    return text if len(text) <= 40 else f"{text[:40]}…"
