"""Whole rows of the records as they are now, with their parts: a page of them in a few queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from measures.as_of import MeasureRow, ResponsibilityRow, SectionRow, SuccessorRow, TargetRow
from measures.models import Measure, Responsibility, Section, Succession, Target
from measures.visibility import Visibility


class Records:
    """Reads what one reader sees."""

    def __init__(self, visibility: Visibility) -> None:
        self.visibility = visibility

    def sections(self, plan: int) -> list[SectionRow]:
        """All of a plan, in the order of their paths."""
        sections = Section.objects.visible_to(self.visibility).filter(plan=plan).order_by("path")
        targets = self.targets("section", [section.pk for section in sections])
        return [
            SectionRow.of(
                section, plan=section.plan_id, parent=section.parent_id, targets=tuple(targets.get(section.pk, ()))
            )
            for section in sections
        ]

    def measures(self, pks: Collection[int]) -> list[MeasureRow]:
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
