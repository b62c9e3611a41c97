"""The division of work 任务分工方案: by section, numbered tasks with who does what by when.

Three forms: text with brackets, a table under each heading, or one table for a sheet.
"""

from collections.abc import Iterator
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.as_of import MeasureRow, PlanRow
from measures.choices import Role
from measures.exports.contents import Block, Column, Group, Paragraph, Part, Report, Row, Run, Runs, Table
from measures.exports.reports.duties import ROLES, deadline, duties, names_of
from measures.exports.reports.outline import Branch, heading, is_the_plan, outline, without_empty
from measures.exports.reports.wording import is_the_whole, labels, paragraphs, wording
from measures.exports.scope import Scope, site_name

IN_CHARGE = (Role.LEAD, Role.RESPONSIBLE)


class Form(StrEnum):
    """How the tasks are set out."""

    TEXT = "text"
    TABLE = "table"
    SHEET = "sheet"


def division(scope: Scope) -> Report:
    """One part a plan, with the sections that hold tasks. The option `form` is one of `Form`, text by default."""
    label = _("Division of work")
    return Report(
        name="division",
        label=label,
        title=scope.title(label),
        author=site_name(),
        facts=scope.facts(),
        remarks=scope.remarks(),
        parts=parts(scope, Form(str(scope.options.get("form") or Form.TEXT))),
    )


def parts(scope: Scope, form: Form) -> Iterator[Part]:
    """A part for each plan, which is held in memory while it is written."""
    for plan in scope.source.plans():
        sections = outline(scope.source.sections(plan.pk), scope.source.measures(plan.pk))
        top = without_empty(sections, keep_codes=form is not Form.SHEET and scope.holds_whole_plans)
        yield Part(plan.title, Division(plan, top, form).blocks())


class Division:
    """The tasks of one plan."""

    def __init__(self, plan: PlanRow, top: list[Branch], form: Form) -> None:
        self.plan, self.top, self.form = plan, top, form
        self.tasks = [measure for branch in top for measure in branch.all_measures()]
        named = [role for role in ROLES if any(names_of(task, role) for task in self.tasks)]
        self.roles = named or [Role.LEAD, Role.SUPPORT]  # to be filled in

    def blocks(self) -> Iterator[Block]:
        yield Paragraph((Run(self.summary()),))
        if self.form is Form.SHEET:
            yield Table(self.columns(), self.sheet(self.top, 1))
            return
        for branch in self.top:
            yield from self.branch(branch, 1, ())

    def summary(self) -> str:
        """How many tasks there are, and of how many nobody is in charge."""
        missing = sum(not any(names_of(task, role) for role in IN_CHARGE) for task in self.tasks)
        count = ngettext("%(count)d task.", "%(count)d tasks.", len(self.tasks)) % {"count": len(self.tasks)}
        if not missing:
            return count
        without = ngettext(
            "%(count)d has neither lead nor responsible body.",
            "%(count)d have neither lead nor responsible body.",
            missing,
        ) % {"count": missing}
        return _("%(sentence)s %(next)s") % {"sentence": count, "next": without}

    def branch(self, branch: Branch, level: int, above: tuple[str, ...]) -> Iterator[Block]:
        """A section's heading, its own tasks, then the sections below it."""
        styles = (*above, branch.section.numbering)
        if branch.is_box and self.form is Form.TEXT:
            yield self.box(branch, styles)
            return
        if is_the_plan(branch, self.plan):
            level -= 1
        else:
            yield heading(branch.section, level)
        if self.form is Form.TEXT:
            yield from self.texts(branch, styles)
        elif branch.measures:
            yield Table(self.columns(), self.rows(branch))
        for below in branch.branches:
            yield from self.branch(below, level + 1, styles)

    def texts(self, branch: Branch, styles: tuple[str, ...]) -> Iterator[Paragraph]:
        for label, measure in zip(labels(branch, styles), branch.measures, strict=True):
            first, *others = self.task(branch, measure)
            yield Paragraph(first, label)
            yield from map(Paragraph, others)

    def task(self, branch: Branch, measure: MeasureRow) -> list[Runs]:
        """The paragraphs of a task, the last with its brackets."""
        *before, last = paragraphs(measure, wording(measure), titled=not is_the_whole(branch))
        return [*before, (*last, Run(duties(measure)))]

    def box(self, branch: Branch, styles: tuple[str, ...]) -> Table:
        """A box is a frame: a table of one column."""
        return Table((Column("box", branch.section.heading, 72),), self.in_box(branch, styles))

    def in_box(self, branch: Branch, styles: tuple[str, ...]) -> Iterator[Row]:
        for label, measure in zip(labels(branch, styles), branch.measures, strict=True):
            for place, runs in enumerate(self.task(branch, measure)):
                yield ((Run(label if place == 0 else ""), *runs),)
        for below in branch.branches:
            yield ((Run(below.section.heading, strong=True),),)
            yield from self.in_box(below, (*styles, below.section.numbering))

    # As a table

    def columns(self) -> tuple[Column, ...]:
        """A column for each role that somebody has; where nobody has any, two to be filled in."""
        return (
            Column("number", _("No."), 6),
            Column("task", _("Task"), 64 if self.form is Form.SHEET else 36),
            *(Column(role.value, str(role.label), 13) for role in self.roles),
            Column("due", _("Deadline"), 17),
        )

    def rows(self, branch: Branch) -> Iterator[Row]:
        numbers = labels(branch, ())
        for place, (label, measure) in enumerate(zip(numbers, branch.measures, strict=True), 1):
            texts = paragraphs(measure, wording(measure))
            yield (
                label.rstrip("、.．") or place,
                tuple(run for i, runs in enumerate(texts) for run in ((Run("\n"), *runs) if i else runs)),
                *(names_of(measure, role) for role in self.roles),
                deadline(measure),
            )

    def sheet(self, branches: list[Branch], level: int) -> Iterator[Row | Group]:
        """One table for all: the sections are lines over their tasks."""
        for branch in branches:
            yield Group(branch.section.heading, level)
            yield from self.rows(branch)
            yield from self.sheet(branch.branches, level + 1)
