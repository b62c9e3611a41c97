"""Successions of bodies: recorded in one edit, and carried out by the same edit once the day has come.

Where the day has come already, that is at once. Else nobody needs to run anything at midnight: the first request of
that day does it (`policyhub.middleware.DueSuccessionsMiddleware`), before it is answered, and so does the first command
that reads who answers. What is stored, told and filtered is therefore always who answers now, the change feed tells of
it, and undoing the one edit takes back both.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.choices import EditVia
from measures.edits.bulk import create_records, delete_records, open_unit, raise_versions, update_records
from measures.models import (
    BodySuccession,
    Conflict,
    Edit,
    Measure,
    MovedResponsibility,
    Responsibility,
    ResponsibleBody,
)
from measures.models.edit import Author, new_edit, unit_of_work


def record_successions(successions: Sequence[BodySuccession], *, by: Author, via: EditVia, reason: str = "") -> Edit:
    """Store new successions and carry out those whose day has come; returns the edit.

    Raises ValidationError, at the field, where one of them contradicts the bodies, the others or another that is here,
    and where nothing is left for it to take over.
    """
    with unit_of_work(new_edit(by, via=via, reason=reason)) as unit:
        lock_bodies(successions)
        for succession in successions:
            succession.recorded_in = unit.recorded_edit()
            succession.full_clean(exclude=["recorded_in"])
            refuse_empty(succession)
            succession.save()
            if succession.has_begun:
                carry_out(succession)
        return unit.recorded_edit()


def lock_bodies(successions: Sequence[BodySuccession]) -> None:
    """Read the bodies as they are stored now, and once each, so that their versions rise once in the edit."""
    wanted = {pk for each in successions for pk in (each.from_body_id, each.to_body_id)}
    bodies = ResponsibleBody.objects.select_for_update(of=("self",)).in_bulk(wanted)
    if len(bodies) < len(wanted):
        raise ValidationError(_("One of the two bodies is not here any more."), code="gone")
    for each in successions:
        each.from_body, each.to_body = bodies[each.from_body_id], bodies[each.to_body_id]


def refuse_empty(succession: BodySuccession) -> None:
    """A part that has begun and in which the body answers for nothing is a slip of the hand."""
    if succession.is_whole or not succession.has_begun or succession.responsibilities().exists():
        return
    message = _("“%(body)s” answers for nothing in what was chosen.") % {"body": succession.from_body.name}
    raise ValidationError({"from_body": ValidationError(message, code="nothing")})


def carry_out_due(today: date | None = None) -> int:
    """Carry out the successions whose day has come; gives how many. Each is one transaction, within its own edit.

    Raises BusyError where others hold the lock.
    """
    due = BodySuccession.objects.due(today or timezone.localdate())
    waiting = list(due.values_list("pk", "recorded_in"))
    for pk, edit in waiting:
        with unit_of_work(Edit.objects.get(pk=edit)):
            succession = due.select_related("section").filter(pk=pk).first()
            if succession is not None:  # another process has not been quicker
                lock_bodies([succession])
                carry_out(succession)
    return len(waiting)


def carry_out(succession: BodySuccession) -> None:
    """Let what the one body answers for go over to the other, within the edit in progress."""
    parts = list(succession.responsibilities().order_by("pk"))
    taken = set(Responsibility.objects.filter(body=succession.to_body_id).values_list("measure_id", "role"))
    keep_what_moves(succession, parts, {part.pk for part in parts if (part.measure_id, part.role) in taken})
    move_responsibilities(parts, taken, succession.to_body)
    whole = succession.is_whole
    move_conflicts(succession.from_body, succession.to_body, None if whole else {part.measure_id for part in parts})
    succession.carried_out_at = timezone.now()
    succession.save()
    if whole:
        end(succession)


def keep_what_moves(succession: BodySuccession, parts: Sequence[Responsibility], joined: set[int]) -> None:
    """Before it moves, so that the public never loses sight of the body whose responsibilities these were."""
    kept = [
        MovedResponsibility(
            succession=succession,
            measure_id=part.measure_id,
            responsibility=part.pk,
            role=part.role,
            joined=part.pk in joined,
        )
        for part in parts
    ]
    create_records(MovedResponsibility, kept)


def move_responsibilities(
    parts: Sequence[Responsibility], taken: set[tuple[int, str]], to_body: ResponsibleBody
) -> None:
    """A role that both had in a measure, which `taken` says, stands there once.

    In what is published, too: who has taken over a duty is nothing that a second person publishes.
    """
    open_unit().direct = True
    moved = [part for part in parts if (part.measure_id, part.role) not in taken]
    delete_records(Responsibility, [part.pk for part in parts if (part.measure_id, part.role) in taken])
    for part in moved:
        part.body = to_body
    update_records(Responsibility, moved, ["body"])
    raise_versions(Measure, {part.measure_id for part in parts})


def move_conflicts(from_body: ResponsibleBody, to_body: ResponsibleBody, measures: set[int] | None = None) -> None:
    """Open conflicts over the roles of the one, in these measures or in all, are over those of the other."""
    conflicts = Conflict.objects.filter(model="responsibility").open()
    taken = set(conflicts.filter(key__endswith=f" {to_body.uuid}").values_list("key", "source_id"))
    moved = list(conflicts.filter(key__endswith=f" {from_body.uuid}"))
    moved = [conflict for conflict in moved if measures is None or conflict.measure_id in measures]
    for conflict in moved:
        conflict.key = conflict.key.replace(str(from_body.uuid), str(to_body.uuid))
    free = [conflict for conflict in moved if (conflict.key, conflict.source_id) not in taken]
    update_records(Conflict, free, ["key"])
    delete_records(Conflict, [conflict.pk for conflict in moved if conflict not in free])


def end(succession: BodySuccession) -> None:
    """The body that handed all over is there until the day before, and leads to the other."""
    body, last = succession.from_body, succession.counts_from - timedelta(days=1)
    body.successor = succession.to_body
    body.valid_until = min(last, body.valid_until or last)
    update_records(ResponsibleBody, [body], ["successor", "valid_until"])


def lead_successions(gone: ResponsibleBody, kept: ResponsibleBody) -> None:
    """Before two bodies become one: what the one handed or took over, the other did; none succeeds itself."""
    for name, other in (("from_body", "to_body"), ("to_body", "from_body")):
        of_gone = BodySuccession.objects.filter(**{name: gone})
        delete_records(BodySuccession, list(of_gone.filter(**{other: kept}).values_list("pk", flat=True)))
        led = list(of_gone.exclude(**{other: kept}))
        for succession in led:
            setattr(succession, name, kept)
        update_records(BodySuccession, led, [name])
