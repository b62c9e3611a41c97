"""The lists of tasks by body 分单位清单: what each body leads, is responsible for and supports, a part a body."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, count, groupby, islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.as_of import BodyRow, MeasureRow
from measures.choices import Phase, Role, Timeliness
from measures.exports.contents import Cell, Column, Group, Paragraph, Part, Report, Run, Table, Tone, TonedRow
from measures.exports.reports.wording import after_title, wording
from measures.exports.scope import Scope, bracketed, site_name
from measures.exports.sources import Source
from measures.pinyin import sort_key

DUTIES = (Role.LEAD, Role.RESPONSIBLE, Role.SUPPORT)
TONES = {Timeliness.OVERDUE: Tone.LATE, Timeliness.DUE_SOON: Tone.SOON}
A_PAGE = 500
Tasks = dict[Role, "array[int]"]  # the primary keys of measures in the order of plans and documents


def by_body(scope: Scope) -> Report:
    """One part a body in the order of pinyin, its tasks by role; bodies without a task are counted in a remark.

    The option `file_format` says what an archive has: "xlsx" (as without it) or "docx".
    """
    label = _("Tasks by body")
    lists = Lists(scope)
    return Report(
        name="by_body",
        label=label,
        title=scope.title(label),
        author=site_name(),
        facts=scope.facts(),
        remarks=scope.remarks(),
        remarks_on_all=tuple(lists.remarks()),
        parts=lists.parts(),
        files=str(scope.options.get("file_format") or "xlsx"),
    )


class Pages:
    """Measures in an order of their own, of which one page is held: read from first to last, each is asked for once."""

    def __init__(self, source: Source, pks: "array[int]") -> None:
        self.source, self.pks = source, pks
        self.begins = -1
        self.page: list[MeasureRow | None] = []

    def rows(self, start: int, stop: int) -> Iterator[MeasureRow | None]:
        """Those from one place to another, None for one that is gone."""
        for place in range(start, stop):
            begins = place - place % A_PAGE
            if begins != self.begins:
                self.begins, self.page = begins, list(self.source.these(self.pks[begins : begins + A_PAGE]))
            yield self.page[place - begins]


class Lists:
    """The lists of all bodies.

    The measures are read twice: first who has a part in them, then, body by body, what they say. So no more than a page
    of them is held, however many there are.
    """

    def __init__(self, scope: Scope) -> None:
        self.scope, self.source = scope, scope.source
        self.plans = {plan.pk: plan.title for plan in self.source.plans()}
        self.roles = [role for role in Role if role in (scope.filters.role or DUTIES)]
        self.labels = {value: str(label) for choices in (Phase, Timeliness, Role) for value, label in choices.choices}
        self.in_role = _("%(name)s: %(value)s")
        self.unassigned = 0  # measures that stand in no list
        self.with_withdrawn = self.with_due = self.with_others = False
        self.tasks = self.all_tasks()
        self.bodies = called_apart(self.source.bodies(self.tasks))

    def all_tasks(self) -> dict[int, Tasks]:
        """By the body's primary key; only the bodies and roles that are asked for."""
        asked = self.scope.filters.bodies
        found: dict[int, Tasks] = {}
        for assignments in self.source.assignments():
            parts = [part for part in assignments if part.role in self.roles]
            self.unassigned += not parts
            for part in parts:
                if asked is None or part.body in asked:
                    self.with_withdrawn |= part.withdrawn
                    self.with_due |= part.due
                    self.with_others |= any(each.body != part.body for each in assignments if each.role in DUTIES)
                    found.setdefault(part.body, {}).setdefault(Role(part.role), array("q")).append(part.measure)
        return found

    def remarks(self) -> Iterator[str]:
        """How many lists there are, and what stands in none."""
        if self.scope.filters.bodies is None:
            words = ngettext("%(count)d body has tasks.", "%(count)d bodies have tasks.", len(self.bodies))
            yield words % {"count": len(self.bodies)}
            others = self.source.count_bodies() - len(self.bodies)
            words = ngettext(
                "%(count)d body without such a task is left out.",
                "%(count)d bodies without such a task are left out.",
                others,
            )
            yield from [words % {"count": others}] if others > 0 else []
            words = ngettext(
                "%(count)d measure names no such body and stands in no list.",
                "%(count)d measures name no such body and stand in no list.",
                self.unassigned,
            )
            yield from [words % {"count": self.unassigned}] if self.unassigned else []

    def parts(self) -> Iterator[Part]:
        """One a body; without any, an empty one."""
        headings = self.source.headings()
        pages = Pages(self.source, array("q", chain.from_iterable(self.pks(body) for body, _name in self.bodies)))
        start = 0
        for body, name in self.bodies:
            own = pages.rows(start, start + len(self.pks(body)))
            start += len(self.pks(body))
            yield Part(name, [*self.summary(body), Table(self.columns(), self.rows(body, own, headings))])
        if not self.bodies:
            yield Part("", [Table(self.columns(), iter(()))])

    def pks(self, body: BodyRow) -> "array[int]":
        """Of its measures, in the order of its list; of one in which it has two roles, twice."""
        return array("q", chain.from_iterable(self.tasks[body.pk].get(role, ()) for role in self.roles))

    def summary(self, body: BodyRow) -> Iterator[Paragraph]:
        """How many tasks it has in each role, where these are several, and below which body it stands."""
        tasks = self.tasks[body.pk]
        counts = [self.counted(role, len(tasks[role])) for role in self.roles if role in tasks and len(tasks) > 1]
        above = [_("Parent body: %(name)s") % {"name": body.parent}] if body.parent else []
        if counts or above:
            yield Paragraph((Run(_("; ").join(counts + above)),))

    def counted(self, role: Role, total: int) -> str:
        words = ngettext("%(role)s: %(count)d task", "%(role)s: %(count)d tasks", total)
        return words % {"role": self.labels[role], "count": total}

    def columns(self) -> tuple[Column, ...]:
        return (
            Column("number", _("No."), 5),
            Column("role", _("Role"), 10, hidden=True),
            Column("code", _("Code"), 8),
            Column("title", _("Measure"), 20),
            Column("text", _("Text"), 50),
            Column("section", _("Section"), 16),
            *([Column("others", _("Other bodies"), 20)] if self.with_others else []),
            *([Column("due", _("Deadline"), 12)] if self.with_due else []),
            Column("phase", _("Phase"), 8),
            *([Column("timeliness", _("Timeliness"), 8)] if self.with_due else []),
            *([Column("withdrawn_on", _("Withdrawn on"), 12)] if self.with_withdrawn else []),
        )

    def rows(
        self, body: BodyRow, measures: Iterator[MeasureRow | None], headings: Mapping[int, tuple[str, ...]]
    ) -> Iterator[TonedRow | Group]:
        """A group a role, below it a group a plan where there are several."""
        numbers = count(1)
        for role in self.roles:
            total = len(self.tasks[body.pk].get(role, ()))
            if total:
                yield Group(self.counted(role, total))
            there = (measure for measure in islice(measures, total) if measure is not None)
            for plan, of_plan in groupby(there, lambda measure: measure.plan):
                if len(self.plans) > 1:
                    yield Group(bracketed(self.plans[plan]), level=2)
                for measure in of_plan:
                    yield self.row(next(numbers), role, body, measure, headings)

    def row(
        self, number: int, role: Role, body: BodyRow, measure: MeasureRow, headings: Mapping[int, tuple[str, ...]]
    ) -> TonedRow:
        timeliness = measure.timeliness(self.source.day)
        tones = {"timeliness": TONES[timeliness]} if timeliness in TONES else {}
        if measure.withdrawn_on is not None:
            tones = {"": Tone.FAINT}
        cells: tuple[Cell, ...] = (
            *(number, role.value, measure.code, measure.title, after_title(measure.title, wording(measure))),
            " / ".join(headings.get(measure.section, ())),
            *([self.others(body, measure)] if self.with_others else []),
            *([measure.due_on or measure.due_text] if self.with_due else []),
            self.labels[measure.phase],
            *([self.labels[timeliness]] if self.with_due else []),
            *([measure.withdrawn_on] if self.with_withdrawn else []),
        )
        return TonedRow(cells, tones)

    def others(self, body: BodyRow, measure: MeasureRow) -> str:
        """Who else has a part in the measure, a line a role."""
        names: dict[str, list[str]] = {}
        for part in measure.responsibilities:
            if part.body != body.pk:
                names.setdefault(part.role, []).append(part.name)
        return "\n".join(
            self.in_role % {"name": self.labels[role], "value": "、".join(names[role])}
            for role in DUTIES
            if role in names
        )


def called_apart(bodies: Iterable[BodyRow]) -> list[tuple[BodyRow, str]]:
    """The bodies in the order of pinyin with what each is called in a report: namesakes with their jurisdictions."""
    ordered = sorted(bodies, key=lambda body: (sort_key(body.name), body.jurisdiction, body.pk))
    times = Counter(body.name for body in ordered)
    return [(body, f"{body.name}（{body.jurisdiction}）" if times[body.name] > 1 else body.name) for body in ordered]
