"""Whole rows of the records as they are now, with their parts: a page of them in a few queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields

from measures.as_of import MeasureRow, ResponsibilityRow, SectionRow, SuccessorRow, TargetRow
from measures.exports.sources import Assignment
from measures.models import Measure, Responsibility, Section, Succession, Target
from measures.models.plan import heading_of
from measures.prepared import PreparedQuery, in_list, one_of
from measures.visibility import Visibility

PARTS = ("responsibilities", "targets", "successors")
OWN = [field.name for field in fields(MeasureRow) if field.name not in PARTS]
REFERENCES = {"plan": "plan_id", "section": "section_id", "source": "source_id"}
MEASURES = PreparedQuery(
    lambda: (
        Measure.objects.order_by()
        .filter(in_list("pk", "pks"))
        .values_list(*(REFERENCES.get(name, name) for name in OWN))
    )
)
RESPONSIBILITIES = PreparedQuery(
    lambda: (
        Responsibility.objects.order_by("position", "pk")
        .filter(in_list("measure", "pks"))
        .values_list("measure_id", "body_id", "body__name", "role", "position")
    )
)
ASSIGNMENTS = PreparedQuery(
    lambda: (
        Responsibility.objects.order_by("position", "pk")
        .filter(in_list("measure", "pks"))
        .values_list("measure_id", "measure__withdrawn_on", "measure__due_on", "measure__due_text", "role", "body_id")
    )
)


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

    def headings(self, plans: Collection[int]) -> dict[int, tuple[str, ...]]:
        """Those above the measures of each section of these plans, by its primary key, from the top to its own."""
        seen = Section.objects.visible_to(self.visibility).filter(one_of(plans, "plan")).order_by("plan", "path")
        found: dict[int, tuple[str, ...]] = {}
        for pk, parent, label, title in seen.values_list("pk", "parent", "label", "title"):
            found[pk] = (*found.get(parent or 0, ()), heading_of(label, title))
        return found

    @staticmethod
    def assignments(pks: Sequence[int]) -> list[list[Assignment]]:
        """Of each of these measures, in their order, who has which part in it."""
        found: defaultdict[int, list[Assignment]] = defaultdict(list)
        for measure, withdrawn_on, due_on, due_text, role, body in ASSIGNMENTS(pks=pks):
            due = due_on is not None or due_text != ""
            found[measure].append(Assignment(measure, withdrawn_on is not None, due, role, body))
        return [found.get(pk, []) for pk in pks]

    def measures(self, pks: Collection[int]) -> list[MeasureRow]:
        """The rows of some measures, with their parts, in the order of the primary keys; those deleted are left out."""
        pks = list(pks)
        found = {row[0]: dict(zip(OWN, row, strict=True)) for row in MEASURES(pks=pks)}
        bodies, targets, successors = self.responsibilities(pks), self.targets("measure", pks), self.successors(pks)
        hidden = {} if self.visibility.notes else {"note": ""}
        return [
            MeasureRow(
                **(found[pk] | hidden),
                responsibilities=tuple(bodies.get(pk, ())),
                targets=tuple(targets.get(pk, ())),
                successors=tuple(successors.get(pk, ())),
            )
            for pk in pks
            if pk in found
        ]

    @staticmethod
    def responsibilities(measures: list[int]) -> Mapping[int, list[ResponsibilityRow]]:
        """By measure, in their order."""
        found: defaultdict[int, list[ResponsibilityRow]] = defaultdict(list)
        for measure, body, name, role, position in RESPONSIBILITIES(pks=measures):
            found[measure].append(ResponsibilityRow(body=body, name=name, role=role, position=position))
        return found

    def targets(self, owner: str, pks: Collection[int]) -> Mapping[int, list[TargetRow]]:
        """Of measures or of sections (`owner`), by what they stand in, in the order of their codes."""
        found: defaultdict[int, list[TargetRow]] = defaultdict(list)
        seen = Target.objects.visible_to(self.visibility)
        for target in seen.filter(one_of(pks, owner)).order_by("code"):
            row = TargetRow.of(target, measure=target.measure_id, section=target.section_id)
            found[getattr(target, f"{owner}_id")].append(row)
        return found

    def successors(self, measures: Collection[int]) -> Mapping[int, list[SuccessorRow]]:
        """By measure, those that the reader sees, in the order in which they were recorded."""
        seen = Measure.objects.visible_to(self.visibility).values("pk")
        parts = Succession.objects.filter(one_of(measures, "from_measure"), to_measure__in=seen).order_by("to_measure")
        found: defaultdict[int, list[SuccessorRow]] = defaultdict(list)
        for before, pk, code, title in parts.values_list(
            "from_measure", "to_measure", "to_measure__code", "to_measure__title"
        ):
            found[before].append(SuccessorRow(pk=pk, code=code, title=title))
        return found
