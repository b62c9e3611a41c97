"""What became of plans, their sections and measures between two days, and of the names of bodies."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from measures.as_of import WHOLE, Author, Between, MeasureRow, Pair, PlanRow, SectionRow, TargetRow, row_of
from measures.choices import Role
from measures.exports.filters import Filters
from measures.exports.reports.compared import (
    Change,
    ChangeKind,
    Sides,
    Subject,
    added,
    field_of,
    list_sides,
    removed,
    sides_of,
)
from measures.exports.sources import headings_above
from measures.exports.sources.matching import Condition, Matching
from measures.models import Measure, Plan, ResponsibleBody, Section, Target

OF_PLAN = (
    *("title", "text", "kind", "issuer", "document_number", "issued_on"),
    *("period_start", "period_end", "horizon_year", "jurisdiction", "state"),
)
OF_SECTION = ("label", "title", "text")
OF_MEASURE = ("label", "title", "text", "kind", "due_on", "due_text", "phase", "review_state", "note")
OF_TARGET = ("text", "metric", "comparator", "value", "unit", "year", "nature")
Bodies = list[tuple[int, str]]  # primary keys and names


class Comparison:
    """All changes between two days that the filters ask for: of a measure, those that it met on either day decide.

    Filters that only measures can meet leave out what became of plans, sections and names of bodies. `notes`: whether
    the reader sees what the office notes on a measure.
    """

    def __init__(self, between: Between, filters: Filters, *, notes: bool) -> None:
        self.between, self.filters = between, filters
        self.measure_fields = [name for name in OF_MEASURE if notes or name != "note"]
        self.plans, self.sections = between.plans(), between.sections()
        self.before = headings_above(rows_in_order(pair.before for pair in self.sections))
        self.after = headings_above(rows_in_order(pair.after for pair in self.sections))
        self.of_plans = {pair.after.pk for pair in self.plans if pair.after is not None}

    def changes(self) -> Iterator[Change]:
        """Plan by plan, in each its own changes, those of sections, then those of measures; names of bodies last."""
        measures = self.measures()
        for pair in self.plans:
            plan = row_of(pair)
            if pair.before is None:
                yield self.new_plan(plan, len(measures[plan.pk]))
            else:
                yield from self.of_plan(pair.before, plan)
                for section in self.sections_asked(plan.pk):
                    yield from self.of_section(section)
                for measure in measures[plan.pk]:
                    yield from self.of_measure(measure)
        yield from self.of_bodies()

    def asks_only(self, *names: str) -> bool:
        """Whether nothing but these filters is asked for."""
        free = {name: getattr(Filters, name) for name in (*names, "withdrawn")}
        return replace(self.filters, **free) == Filters()

    # what is asked for

    def sections_asked(self, plan: int) -> list[Pair[SectionRow]]:
        """Of a plan: all, those under the sections that are asked for, or none."""
        if not self.asks_only("plan", "section"):
            return []
        own = [pair for pair in self.sections if row_of(pair).plan == plan]
        asked = [row_of(pair).path for pair in own if row_of(pair).code in self.filters.section]
        return [
            pair
            for pair in own
            if not self.filters.section or any(f"{row_of(pair).path}.".startswith(f"{path}.") for path in asked)
        ]

    def measures(self) -> Mapping[int, list[Pair[MeasureRow]]]:
        """By plan, in the order of their sections."""
        first, last = (
            self.conditions(day, [getattr(pair, side) for pair in self.sections])
            for day, side in ((self.between.first.day, "before"), (self.between.last.day, "after"))
        )
        found: defaultdict[int, list[Pair[MeasureRow]]] = defaultdict(list)
        for pair in self.between.measures():
            plan = row_of(pair).plan
            if (pair.before and first[plan](pair.before)) or (pair.after and last[plan](pair.after)):
                found[plan].append(pair)
        paths = {row_of(pair).pk: row_of(pair).path for pair in self.sections}
        for pairs in found.values():
            pairs.sort(key=lambda pair: paths.get(row_of(pair).section, ""))
        return found

    def conditions(self, day: date, sections: Sequence[SectionRow | None]) -> Mapping[int, Condition]:
        """By plan, which measures are asked for as they stood on a day."""
        matching, by_plan = Matching(self.filters, day), defaultdict(list)
        for section in sections:
            if section is not None:
                by_plan[section.plan].append(section)
        return {plan: matching.of_plan(by_plan[plan]) for plan in self.of_plans}

    # plans, sections, bodies

    def new_plan(self, plan: PlanRow, measures: int) -> Change:
        """One that came in between is told in one line."""
        sections = sum(row_of(pair).plan == plan.pk for pair in self.sections)
        words = _("Sections: %(sections)d; measures: %(measures)d") % {"sections": sections, "measures": measures}
        return self.whole(self.subject_of_plan(plan), ChangeKind.ADDED, ((), added(words)))

    def of_plan(self, before: PlanRow, after: PlanRow) -> Iterator[Change]:
        if self.asks_only("plan"):
            yield from self.of_fields(self.subject_of_plan(after), before, after, OF_PLAN)

    def of_section(self, pair: Pair[SectionRow]) -> Iterator[Change]:
        before, after, row = pair.before, pair.after, row_of(pair)
        subject = Subject(Section, row.pk, row.plan, _("Sections"), row.code, row.heading)
        if before is None or after is None:
            yield self.came_or_went(subject, before.text if before else None, after.text if after else None)
            return
        yield from self.withdrawal(subject, before, after)
        if before.parent != after.parent:
            above = [" / ".join(headings[row.pk][:-1]) for headings in (self.before, self.after)]
            yield self.moved(subject, "parent", (removed(above[0]), added(above[1])), "parent_id")
        elif pair.moved:
            yield self.moved(subject, "position", ((), ()), "position", "path")
        yield from self.of_fields(subject, before, after, OF_SECTION)
        yield from self.of_targets(subject, before.targets, after.targets)

    def of_bodies(self) -> Iterator[Change]:
        for pair in self.between.renamed if self.asks_only("plan") else ():
            before, after = pair.before, row_of(pair)
            subject = Subject(ResponsibleBody, after.pk, 0, _("Renamed bodies"), "", after.name)
            yield from self.of_fields(subject, before, after, ("name",))

    def subject_of_plan(self, plan: PlanRow) -> Subject:
        return Subject(Plan, plan.pk, plan.pk, pgettext("what happened", "The plan itself"), plan.slug, plan.title)

    # measures

    def of_measure(self, pair: Pair[MeasureRow]) -> Iterator[Change]:
        before, after, row = pair.before, pair.after, row_of(pair)
        headings = self.after if row.section in self.after else self.before
        group = " / ".join(headings.get(row.section, ())) or _("Without section")
        subject = Subject(Measure, row.pk, row.plan, group, row.code, row.title)
        if before is None or after is None:
            yield self.came_or_went(subject, described(before), described(after))
            return
        yield from self.withdrawal(subject, before, after)
        if before.section != after.section:
            stood = (" / ".join(self.before.get(before.section, ())), " / ".join(self.after.get(after.section, ())))
            yield self.moved(subject, "section", (removed(stood[0]), added(stood[1])), "section_id")
        elif pair.moved:
            yield self.moved(subject, "position", ((), ()), "position")
        yield from self.of_fields(subject, before, after, self.measure_fields)
        yield from self.of_roles(subject, before, after)
        yield from self.of_targets(subject, before.targets, after.targets)
        yield from self.of_successors(subject, before, after)

    def of_roles(self, subject: Subject, before: MeasureRow, after: MeasureRow) -> Iterator[Change]:
        """Who answers, by role and in order; a body that only got another name is the same."""
        for role in Role:
            old, new = (
                [(part.body, part.name) for part in row.responsibilities if part.role == role]
                for row in (before, after)
            )
            if [pk for pk, _name in old] != [pk for pk, _name in new]:
                authors = self.successions(old, new) or self.authors(subject, role.value)
                authors = authors or self.authors(subject, "responsibility")
                yield Change(subject, ChangeKind.CHANGED, str(role.label), *list_sides(old, new), authors)

    def successions(self, old: Bodies, new: Bodies) -> list[Author]:
        """Who recorded the successions by which bodies that answered have another in their place."""
        before, after = {pk for pk, _name in old}, {pk for pk, _name in new}
        return [
            Author(
                each.recorded_in.author_name,
                each.recorded_in.at,
                each.recorded_in.via,
                _("%(succession)s, from %(day)s on") % {"succession": each, "day": each.counts_from.isoformat()},
            )
            for each in self.between.successions
            if each.from_body_id in before - after and each.to_body_id in after
        ]

    def of_successors(self, subject: Subject, before: MeasureRow, after: MeasureRow) -> Iterator[Change]:
        old, new = ([(each.pk, f"{each.code} {each.title}") for each in row.successors] for row in (before, after))
        if {pk for pk, _name in old} != {pk for pk, _name in new}:
            label = capfirst(_("successors"))
            yield Change(subject, ChangeKind.CHANGED, label, *list_sides(old, new), self.authors(subject, "succession"))

    # what all have in common

    def of_targets(self, owner: Subject, before: Sequence[TargetRow], after: Sequence[TargetRow]) -> Iterator[Change]:
        """Targets are told of as records of their own, below what they stand in."""
        old, new = ({row.pk: row for row in rows} for rows in (before, after))
        for pk in {**old, **new}:
            row = new.get(pk) or old[pk]
            subject = Subject(Target, pk, owner.plan, owner.group, row.code, row.text)
            authors = self.authors(owner, str(pk))
            if pk not in old:
                yield Change(subject, ChangeKind.ADDED, "", (), added(row.text), authors)
            elif pk not in new:
                yield Change(subject, ChangeKind.DELETED, "", removed(row.text), (), authors)
            else:
                yield from self.of_fields(subject, old[pk], new[pk], OF_TARGET, authors)

    def of_fields(
        self, subject: Subject, before: object, after: object, names: Iterable[str], authors: list[Author] | None = None
    ) -> Iterator[Change]:
        """A change for each of the fields that says something else."""
        for name in names:
            old, new = getattr(before, name), getattr(after, name)
            if old != new:
                field = field_of(subject.model, name)
                by = self.authors(subject, field.attname) if authors is None else authors
                label = capfirst(str(field.verbose_name))
                yield Change(subject, ChangeKind.CHANGED, label, *sides_of(field, old, new), by)

    def withdrawal(
        self, subject: Subject, before: SectionRow | MeasureRow, after: SectionRow | MeasureRow
    ) -> Iterator[Change]:
        """Its withdrawal, its return, or another day of it."""
        old, new = before.withdrawn_on, after.withdrawn_on
        if old != new:
            kind = ChangeKind.RESTORED if new is None else ChangeKind.CHANGED if old else ChangeKind.WITHDRAWN
            field = field_of(subject.model, "withdrawn_on")
            authors, label = self.authors(subject, "withdrawn_on"), capfirst(str(field.verbose_name))
            yield Change(subject, kind, label, *sides_of(field, old, new), authors)

    def came_or_went(self, subject: Subject, before: str | None, after: str | None) -> Change:
        kind = ChangeKind.ADDED if before is None else ChangeKind.DELETED
        return self.whole(subject, kind, (removed(before or ""), added(after or "")))

    def whole(self, subject: Subject, kind: ChangeKind, sides: Sides) -> Change:
        return Change(subject, kind, "", *sides, self.authors(subject, WHOLE))

    def moved(self, subject: Subject, field: str, sides: Sides, *columns: str) -> Change:
        label = capfirst(str(field_of(subject.model, field).verbose_name))
        return Change(subject, ChangeKind.MOVED, label, *sides, self.authors(subject, *columns))

    def authors(self, subject: Subject, *names: str) -> list[Author]:
        return self.between.authors.of(subject.model, subject.pk, *names)


def rows_in_order(sections: Iterable[SectionRow | None]) -> list[SectionRow]:
    """In the order of their paths, a parent before what stands below it."""
    return sorted((row for row in sections if row is not None), key=lambda row: (row.plan, row.path))


def described(measure: MeasureRow | None) -> str | None:
    """All that is told of a measure that came or went: its text, who answers for it, by when."""
    if measure is None:
        return None
    names = measure.names_by_role()
    due = measure.due_on.isoformat() if measure.due_on else measure.due_text
    lines = [(str(role.label), "、".join(names[role])) for role in Role if role in names and role != Role.MENTIONED]
    lines += [(_("Deadline"), due)] if due else []
    return "\n".join(
        [measure.text, *(_("%(name)s: %(value)s") % {"name": name, "value": value} for name, value in lines)]
    )
