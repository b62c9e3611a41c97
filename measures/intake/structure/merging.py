"""Several measures in one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from measures.choices import ReviewState, Role
from measures.correcting import Wish, joined
from measures.edits import EditVia, delete_records, edit
from measures.intake.structure.reading import PlanReading
from measures.intake.structure.refusing import StructureRefusedError, check, locked
from measures.intake.structure.replacing import assign, lead_to, published_ever, settle_targets, stand_in, withdraw
from measures.models import Edit, Measure, Responsibility, Target
from measures.terms import CorrectionKind


@dataclass(frozen=True)
class MergePlan:
    """What merging would make: the text and who answers for it; which measures are withdrawn, and which deleted."""

    measures: Sequence[Measure]
    kept: Measure
    text: str
    roles: Sequence[Responsibility]
    withdrawn: Sequence[Measure]
    deleted: Sequence[Measure]


def plan_merge(measures: Sequence[Measure]) -> MergePlan:
    """What merging these measures, in document order, would make; writes nothing. Raises StructureRefusedError."""
    check_several(measures)
    reading = PlanReading(measures[0].plan)
    kept, read = kept_of(measures, reading)
    if len(read) > 1:
        reading.corrected(wishes(read, kept))
    ever = published_ever(measures)
    published = [measure for measure in measures if measure.pk in ever]
    deleted = [measure for measure in measures if measure not in published and measure is not kept]
    return MergePlan(measures, kept, text_of(measures), roles_of(measures), published, deleted)


def check_several(measures: Sequence[Measure]) -> None:
    if len(measures) < 2:
        raise StructureRefusedError(_("Choose two measures or more."))
    check(measures)


def kept_of(measures: Sequence[Measure], reading: PlanReading) -> tuple[Measure, list[Measure]]:
    """The measure in whose place the merged one stands, and those that the document has: the first of these it is."""
    read = [measure for measure in measures if reading.has(measure)]
    return (read or measures)[0], read


def wishes(read: Sequence[Measure], kept: Measure) -> list[Wish]:
    return [Wish(CorrectionKind.MERGE, codes=[each.code], into=kept.code) for each in read if each.pk != kept.pk]


def text_of(measures: Sequence[Measure]) -> str:
    """Their texts one after the other, those after the first with their printed numbers."""
    return joined([measures[0].text, *(f"{measure.label}{measure.text}" for measure in measures[1:])])


def roles_of(measures: Sequence[Measure]) -> list[Responsibility]:
    """Who answers for any of them; who only is mentioned in one and answers for another is not mentioned."""
    found_in = Responsibility.objects.filter(measure__in=measures).select_related("body")
    parts = list(found_in.order_by("measure__position", "measure", "position", "pk"))
    assigned = {part.body_id for part in parts if part.role != Role.MENTIONED}
    found: dict[tuple[int, str], Responsibility] = {}
    for part in parts:
        if part.role != Role.MENTIONED or part.body_id not in assigned:
            found.setdefault((part.body_id, part.role), part)
    order = list(Role)
    return sorted(found.values(), key=lambda part: order.index(Role(part.role)))


def merge(seen: Mapping[int, int], title: str, roles: Collection[int], by: User | None, reason: str = "") -> Edit:
    """Merge measures, given by primary key with the version that the person saw, as one edit.

    `roles` are the primary keys of the responsibilities that stay. Raises StructureChangedError, StructureRefusedError,
    FixtureError.
    """
    with edit(by, via=EditVia.ADMIN, reason=reason) as unit:
        measures = locked([*seen], seen)
        check_several(measures)
        Merger(measures, by).write(title, roles)
        return unit.recorded_edit()


class Merger:
    """Writes within the edit in progress."""

    def __init__(self, measures: Sequence[Measure], by: User | None) -> None:
        self.measures, self.by = measures, by
        self.reading = PlanReading(measures[0].plan)
        self.kept, self.read = kept_of(measures, self.reading)
        self.edited = [name for measure in self.read for name in self.reading.edited(measure)]
        self.roles = roles_of(measures)
        self.targets = list(Target.objects.filter(measure__in=measures).order_by("measure__position", "code"))
        self.published = published_ever(measures)

    def write(self, title: str, roles: Collection[int]) -> None:
        text = text_of(self.measures)
        replaces = self.kept.pk in self.published
        into = stand_in(self.kept, self.reading) if replaces else self.kept
        for measure in self.measures:
            if measure.pk in self.published:
                withdraw(measure, into)
        if len(self.read) > 1:
            self.read_anew(into)
        into = Measure.objects.get(pk=into.pk)
        if len(self.read) < len(self.measures) or self.edited:
            into.text = text
        self.settle(into, title)
        assign(into, [part for part in self.roles if part.pk in roles])
        settle_targets(self.targets, [into])
        for measure in self.measures:
            if measure is not self.kept or replaces:
                self.remove(measure, into)

    def read_anew(self, into: Measure) -> None:
        """Let the document's reading be merged; those that it takes up are left to `remove`."""
        declined = self.reading.choices_about(into, self.reading.edited(into))
        for measure in self.measures:
            declined += [("measure", (self.reading.plan.slug, measure.code), "")] if measure is not self.kept else []
        others = [measure for measure in self.read if measure is not self.kept]
        self.reading.correct(wishes(others, into), self.by, declined)

    def settle(self, into: Measure, title: str) -> None:
        """A merged measure is as far on its way to the public as the furthest of the old ones."""
        states = list(ReviewState)
        into.title = title.strip()[:255] or into.title
        into.review_state = max((ReviewState(each.review_state) for each in self.measures), key=states.index)
        into.note = "\n".join(dict.fromkeys(each.note for each in self.measures if each.note))
        dated = [each for each in (self.kept, *self.measures) if each.due_on or each.due_text]
        into.due_on, into.due_text = (dated[0].due_on, dated[0].due_text) if dated else (None, "")
        into.save()

    def remove(self, measure: Measure, into: Measure) -> None:
        """Delete what never was published: its words are in another measure."""
        lead_to(measure, into, stays=measure.pk in self.published)
        if measure.pk not in self.published:
            delete_records(Measure, [measure.pk])
