"""Two bodies that are one: the name of one becomes an alias of the other, and its duties move, in one edit."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from measures.choices import EditVia
from measures.edits.bulk import delete_records, update_records
from measures.edits.succeeding import lead_successions, move_conflicts, move_responsibilities
from measures.models import Edit, Plan, Responsibility, ResponsibleBody
from measures.models.edit import Author, new_edit, unit_of_work


def merge_bodies(kept: int, gone: int, *, by: Author, via: EditVia, reason: str = "") -> Edit:
    """Merge the body of the primary key `gone` into `kept`, which keeps its name and public id; returns the edit.

    Raises ValidationError where they are of two jurisdictions, are the same, or one is not here any more.
    """
    with unit_of_work(new_edit(by, via=via, reason=reason)) as unit:
        found = ResponsibleBody.objects.select_for_update(of=("self",)).in_bulk([kept, gone])
        if len(found) < 2:
            raise ValidationError(_("One of the two bodies is not here any more."), code="gone")
        Merge(found[kept], found[gone]).write()
        return unit.recorded_edit()


def add_alias(body: int, name: str, *, by: Author, via: EditVia, reason: str = "") -> Edit:
    """Give a body another name, by which documents that come mean it. Raises ValidationError where another has it."""
    with unit_of_work(new_edit(by, via=via, reason=reason)) as unit:
        stored = ResponsibleBody.objects.select_for_update(of=("self",)).get(pk=body)
        stored.aliases = list(dict.fromkeys([*stored.aliases, name]))
        stored.full_clean(exclude=["uuid"])
        stored.save()
        return unit.recorded_edit()


class Merge:
    """Writes within the edit in progress. Raises ValidationError for bodies of two jurisdictions."""

    def __init__(self, kept: ResponsibleBody, gone: ResponsibleBody) -> None:
        if kept.jurisdiction != gone.jurisdiction:
            raise ValidationError(_("The two bodies are of two jurisdictions."), code="jurisdiction")
        self.kept, self.gone = kept, gone

    def write(self) -> None:
        """Whatever leads to the one body leads to the other, before the one goes."""
        self.move_duties()
        move_conflicts(self.gone, self.kept)
        lead_successions(self.gone, self.kept)
        plans = list(Plan.objects.filter(issuer=self.gone))
        for plan in plans:
            plan.issuer = self.kept
        update_records(Plan, plans, ["issuer"])
        update_records(ResponsibleBody, [self.named_anew(), *self.led_elsewhere()], ["aliases", "parent", "successor"])
        delete_records(ResponsibleBody, [self.gone.pk])

    def move_duties(self) -> None:
        """A role that both had in a measure stands there once."""
        taken = set(Responsibility.objects.filter(body=self.kept).values_list("measure_id", "role"))
        move_responsibilities(list(Responsibility.objects.filter(body=self.gone)), taken, self.kept)

    def named_anew(self) -> ResponsibleBody:
        """The body that stays, with the names of the other, standing neither below nor before itself."""
        names = dict.fromkeys([*self.kept.aliases, self.gone.name, *self.gone.aliases])
        self.kept.aliases = [name for name in names if name != self.kept.name]
        if self.kept.parent_id == self.gone.pk:
            self.kept.parent = other_than(self.kept, self.gone.parent)
        if self.kept.successor_id == self.gone.pk:
            self.kept.successor = other_than(self.kept, self.gone.successor)
        return self.kept

    def led_elsewhere(self) -> Iterable[ResponsibleBody]:
        """The bodies that stood below the one, or that it took over from."""
        led = ResponsibleBody.objects.filter(Q(parent=self.gone) | Q(successor=self.gone))
        for body in led.exclude(pk__in=[self.kept.pk, self.gone.pk]):
            body.parent_id = self.kept.pk if body.parent_id == self.gone.pk else body.parent_id
            body.successor_id = self.kept.pk if body.successor_id == self.gone.pk else body.successor_id
            yield body


def other_than(body: ResponsibleBody, other: ResponsibleBody | None) -> ResponsibleBody | None:
    return None if other is None or other.pk == body.pk else other
