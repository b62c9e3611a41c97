"""Pending changes of what is published: what an editor saves where the plan asks for a second person.

Of measures, sections and plans alike. `drafting` lets a writer write as ever, looks at what came of it, takes that back
and keeps the difference as pending changes: so whatever can write a record can draft one, by the same rules. A change
that is pending already is there while the writer writes, and what is written comes on top of it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.edits.bulk import open_unit
from measures.edits.confirming import keep_confirmed
from measures.edits.draft_contents import Content, contents_of, write_values
from measures.models import Measure, PendingChange
from measures.models.base import Record
from measures.models.confirming import confirm_contents
from measures.models.edit import UnitOfWork
from measures.models.pending import DraftNeededError, asking_among
from measures.models.steps import lacking


class SecondPersonError(PermissionDenied):
    """Whoever drafted a change cannot publish it, nor can who has no right to publish."""


@dataclass
class Drafted:
    """What came of a writing: the records of which a change waits now, and of which none does any more."""

    pending: list[PendingChange] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)


def asking_for_draft(model: type[Record], pks: Collection[int]) -> set[int]:
    """Those of some records that are not written directly."""
    return asking_among(model, pks) if model.drafted else set()


@contextmanager
def drafting(model: type[Record], pks: Collection[int]) -> Iterator[Drafted]:
    """Within the edit in progress, keep what is written of these records as pending changes.

    Raises DraftNeededError where its writer has taken one back from the public: that is to be written as it is.
    """
    unit, drafted = open_unit(), Drafted()
    before = contents_of(model, pks)
    with taken_back(unit) as after:
        show_pending(model, pks)
        yield drafted
        asking_now = asking_for_draft(model, pks)
        after |= {pk: content for pk, content in contents_of(model, pks).items() if pk in asking_now}
    for pk, said in before.items():
        if pk not in after:
            raise DraftNeededError(str(said["title"]))
        keep(model, pk, {name: value for name, value in after[pk].items() if value != said[name]}, drafted)


@contextmanager
def taken_back(unit: UnitOfWork) -> Iterator[dict[int, Content]]:
    """What is written within is not kept, and the edit in progress forgets it."""
    before = replace(
        unit,
        versions=unit.versions.copy(),
        kept=unit.kept.copy(),
        created=unit.created.copy(),
        contents_kept=unit.contents_kept.copy(),
    )
    was_stored, unit.direct = not unit.edit._state.adding, True
    savepoint = transaction.savepoint()
    try:
        yield {}
    finally:
        transaction.savepoint_rollback(savepoint)
        vars(unit).update(vars(before))
        if not was_stored:
            unit.edit.pk, unit.edit._state.adding = None, True


@contextmanager
def shown(model: type[Record], pks: Collection[int]) -> Iterator[None]:
    """Within the edit in progress, records are as their pending changes have them; nothing is written."""
    with taken_back(open_unit()):
        show_pending(model, pks)
        yield


def show_pending(model: type[Record], pks: Collection[int]) -> None:
    """Write what is pending of these records. Each gets the version that says which change its reader saw."""
    unit = open_unit()
    for change in PendingChange.of(model, pks):
        version, record = seen_version(change), change.owner
        write_values(record, change.wanted)
        model._base_manager.filter(pk=record.pk).update(version=version)
        unit.versions[model, record.pk] = version


def seen_version(change: PendingChange) -> int:
    """The version of a record with its pending change: another one each time that either is written."""
    return change.owner.version + change.number


def keep(model: type[Record], pk: int, values: Mapping[str, object], drafted: Drafted) -> None:
    """As the pending change of a record; none where nothing is left of it."""
    unit, there = open_unit(), PendingChange.of(model, [pk]).first()
    if not values:
        drafted.dropped += [pk]
        if there is not None:
            there.delete()
        return
    owner = model._base_manager.get(pk=pk)
    change = there or PendingChange(version=owner.version, **{str(model._meta.model_name): owner})
    drafted.pending.append(change)
    if there is None or there.wanted != values:
        change.wanted, change.at = dict(values), timezone.now()
        change.by_id, change.by_name = unit.edit.by_id, unit.edit.by_name
        change.save()


def write_or_draft(model: type[Record], pks: Collection[int], write: Callable[[Collection[int]], None]) -> Drafted:
    """Let `write` write the records, those that ask for it as pending changes."""
    asked = asking_for_draft(model, pks) if open_unit().edit.by_id is not None else set()
    free = [pk for pk in pks if pk not in asked]
    if free or not asked:
        write(free)
    if not asked:
        return Drafted()
    with drafting(model, asked) as drafted:
        write(sorted(asked))
    return drafted


def publish_pending(change: PendingChange) -> None:
    """Within an edit by a second person: the record says what was drafted; of a measure that counts as confirmed.

    Raises SecondPersonError, PendingRefusedError.
    """
    unit = open_unit()
    author = unit.edit.by if unit.edit.by_id else None
    if author is None or not change.may_be_published_by(author):
        message = _("A change is published by somebody else than who drafted it, with the right to publish.")
        raise SecondPersonError(message)
    direct, unit.direct = unit.direct, True
    record = type(change.owner)._base_manager.get(pk=change.owner.pk)
    write_values(record, change.wanted)
    change.delete()
    unit.direct = direct
    if isinstance(record, Measure) and not lacking(author, ["measures.confirm_measure"]):
        keep_confirmed([record.pk])
        confirm_contents(Measure, [record.pk])


def reject_pending(change: PendingChange) -> None:
    """Within an edit whose reason says why: the change is dropped, by who may publish it or by one who drafted it.

    Raises SecondPersonError.
    """
    author = open_unit().edit.by if open_unit().edit.by_id else None
    if author is None or not (change.may_be_published_by(author) or author.pk in change.authors()):
        raise SecondPersonError(_("A change is sent back by who may publish it, or by one who drafted it."))
    change.delete()
