"""The rows of a report from the records as they are now."""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.utils import timezone

from measures.as_of import (
    BodyRow,
    MeasureRow,
    PlanRow,
    ResponsibilityRow,
    SectionRow,
    SuccessorRow,
    TargetRow,
    UnknownRecord,
)
from measures.models import Measure, Responsibility, ResponsibleBody, Section, Succession, Target
from measures.prepared import one_of, release_connection
from measures.querysets import MeasureQuerySet, PlanQuerySet
from measures.visibility import Visibility

AT_ONCE = 500  # measures held in memory


class Now:
    """See `Source`. `chosen` are the measures that are asked for, among those that the reader sees."""

    def __init__(self, chosen: MeasureQuerySet, plans: PlanQuerySet, visibility: Visibility) -> None:
        self.day: date = timezone.localdate()
        self.chosen, self.chosen_plans, self.visibility = chosen, plans, visibility

    def plans(self) -> list[PlanRow]:
        plans = self.chosen_plans.select_related("issuer").order_by("slug")
        return [PlanRow.of(plan, issuer=plan.issuer.name if plan.issuer else "") for plan in plans]

    def sections(self, plan: int) -> list[SectionRow]:
        sections = Section.objects.visible_to(self.visibility).filter(plan=plan).order_by("path")
        targets = self.targets("section", [section.pk for section in sections])
        return [
            SectionRow.of(
                section, plan=section.plan_id, parent=section.parent_id, targets=tuple(targets.get(section.pk, ()))
            )
            for section in sections
        ]

    def measures(self, plan: int | None = None) -> Iterator[MeasureRow]:
        chosen = self.chosen if plan is None else self.chosen.filter(plan=plan)
        for page in pages(chosen):
            rows = self.complete(page)
            release_connection(chosen.db)
            yield from rows

    def these(self, pks: Sequence[int]) -> Iterator[MeasureRow | None]:
        for start in range(0, len(pks), AT_ONCE):
            page = pks[start : start + AT_ONCE]
            rows = {row.pk: row for row in self.complete(dict.fromkeys(page))}
            release_connection(self.chosen.db)
            yield from map(rows.get, page)

    def bodies(self, pks: Collection[int]) -> list[BodyRow]:
        found = ResponsibleBody.objects.filter(one_of(pks)).values_list("pk", "name", "jurisdiction", "parent__name")
        rows = {
            pk: BodyRow(pk=pk, name=name, jurisdiction=jurisdiction, parent=parent or "")
            for pk, name, jurisdiction, parent in found
        }
        return [rows[pk] for pk in pks if pk in rows]

    def count_bodies(self) -> int:
        return ResponsibleBody.objects.visible_to(self.visibility).count()

    def unknown(self) -> list[UnknownRecord]:
        return []

    def complete(self, pks: Collection[int]) -> list[MeasureRow]:
        """The rows of some measures, with their parts, in the order of the primary keys; those deleted are left out."""
        found = Measure.objects.defer("baseline").in_bulk(list(pks))
        bodies, targets, successors = self.responsibilities(pks), self.targets("measure", pks), self.successors(pks)
        return [
            MeasureRow.of(
                found[pk],
                plan=found[pk].plan_id,
                section=found[pk].section_id,
                source=found[pk].source_id,
                note=found[pk].note if self.visibility.notes else "",
                responsibilities=tuple(bodies.get(pk, ())),
                targets=tuple(targets.get(pk, ())),
                successors=tuple(successors.get(pk, ())),
            )
            for pk in pks
            if pk in found
        ]

    def responsibilities(self, measures: Iterable[int]) -> Mapping[int, list[ResponsibilityRow]]:
        """By measure, in their order."""
        parts = Responsibility.objects.filter(measure__in=measures).order_by("position", "pk")
        found: defaultdict[int, list[ResponsibilityRow]] = defaultdict(list)
        for measure, body, name, role, position in parts.values_list(
            "measure", "body", "body__name", "role", "position"
        ):
            found[measure].append(ResponsibilityRow(body=body, name=name, role=role, position=position))
        return found

    def targets(self, owner: str, pks: Collection[int]) -> Mapping[int, list[TargetRow]]:
        """Of measures or of sections (`owner`), by what they stand in, in the order of their codes."""
        found: defaultdict[int, list[TargetRow]] = defaultdict(list)
        seen = Target.objects.visible_to(self.visibility)
        for target in seen.filter(**{f"{owner}__in": pks}).order_by("code"):
            row = TargetRow.of(target, measure=target.measure_id, section=target.section_id)
            found[getattr(target, f"{owner}_id")].append(row)
        return found

    def successors(self, measures: Collection[int]) -> Mapping[int, list[SuccessorRow]]:
        """By measure, those that the reader sees, in the order in which they were recorded."""
        seen = Measure.objects.visible_to(self.visibility).values("pk")
        parts = Succession.objects.filter(from_measure__in=measures, to_measure__in=seen).order_by("to_measure")
        found: defaultdict[int, list[SuccessorRow]] = defaultdict(list)
        for before, pk, code, title in parts.values_list(
            "from_measure", "to_measure", "to_measure__code", "to_measure__title"
        ):
            found[before].append(SuccessorRow(pk=pk, code=code, title=title))
        return found


def pages(measures: MeasureQuerySet) -> Iterator[list[int]]:
    """The primary keys in document order, some hundred at a time.

    Between pages no cursor is open, which a pooler would end, and no connection held, however slowly the file is read.
    """
    pks = array("q", measures.in_document_order().values_list("pk", flat=True))
    release_connection(measures.db)
    yield from (pks[start : start + AT_ONCE].tolist() for start in range(0, len(pks), AT_ONCE))
