"""The overview 总体情况: counts by section, body, role, phase, review state and timeliness, and what is missing."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, groupby

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from measures.as_of import MeasureRow, SectionRow, end_of
from measures.as_of.states import states
from measures.choices import ConflictState, Phase, ReviewState, Role, Timeliness
from measures.exports.contents import Block, Cell, Chart, Column, Group, Paragraph, Part, Report, Row, Run, Table
from measures.exports.reports.by_body import DUTIES, called_apart
from measures.exports.reports.links import Links
from measures.exports.scope import Scope, bracketed, site_name
from measures.models import Conflict, SourceDocument
from measures.models.plan import paths_down_to

IN_CHART = 15  # categories at most: the largest
LEVELS = 2  # of headings that are counted
INDENT = "\u3000"
TOTAL = "total"
PRESSING = (Timeliness.DUE_SOON, Timeliness.OVERDUE)
LACKED = ("lead", "deadline")  # of MISSING, what sections and bodies have a column for
# What a measure in force may lack, with the filter of the admin's list that shows the same.
MISSING = {
    "lead": (gettext_lazy("Without lead body"), {"assigned": "no_lead"}),
    "in_charge": (gettext_lazy("Without lead and responsible body"), {"assigned": "no"}),
    "body": (gettext_lazy("No body in any role"), {"assigned": "none"}),
    "deadline": (gettext_lazy("Without deadline"), {"due": "none"}),
    "day": (gettext_lazy("Deadline in words only"), {"due": "words"}),
}
COUNTED = (
    (gettext_lazy("Phase"), Phase, "phase__exact"),
    (gettext_lazy("Review state"), ReviewState, "review_state__exact"),
    (gettext_lazy("Timeliness"), Timeliness, "timeliness"),
    (gettext_lazy("Role"), Role, "role"),
)


def overview(scope: Scope) -> Report:
    """Three parts: all together with what is missing, by section, and by body."""
    label = pgettext("report", "Overview")
    summary = Summary(scope)
    return Report(
        name="overview",
        label=label,
        title=scope.title(label),
        author=site_name(),
        facts=scope.facts(),
        remarks=tuple(summary.remarks()),
        parts=summary.parts(),
        site=scope.site,
    )


@dataclass
class Tally:
    """Of some measures: how many, how many of each code (phase, review state, timeliness, role) and lacking what."""

    total: int = 0
    of: Counter[str] = field(default_factory=Counter)
    lacking: Counter[str] = field(default_factory=Counter)

    def add(self, codes: set[str], lacking: list[str]) -> None:
        self.total += 1
        self.of.update(codes)
        self.lacking.update(lacking)

    def share(self, count: int) -> str:
        return f"{round(100 * count / self.total)}%" if self.total else ""


class Summary:
    """Counts the measures in one pass."""

    def __init__(self, scope: Scope) -> None:
        self.scope, self.source, self.links = scope, scope.source, Links(scope)
        self.plans = self.source.plans()
        self.sections = {plan.pk: self.source.sections(plan.pk) for plan in self.plans}
        self.whole = Tally()
        self.of_sections: dict[tuple[int, str], Tally] = {}  # by plan and path
        self.of_bodies: dict[int, Tally] = {}
        self.measures: set[int] = set()
        self.count()

    def count(self) -> None:
        sections = chain.from_iterable(self.sections.values())
        headings = {section.pk: paths_down_to(section.path)[:LEVELS] for section in sections}
        asked = self.scope.filters.bodies
        for measure in self.source.measures():
            codes, lacking = codes_of(measure, measure.timeliness(self.source.day)), lacking_of(measure)
            self.measures.add(measure.pk)
            roles = {part.role for part in measure.responsibilities}
            self.whole.add(codes | roles, lacking)
            for place in headings.get(measure.section, ()):
                self.of_sections.setdefault((measure.plan, place), Tally()).add(codes, lacking)
            for body, duties in duties_of(measure).items():
                if asked is None or body in asked:
                    self.of_bodies.setdefault(body, Tally()).add(codes | duties, lacking)

    def remarks(self) -> Iterator[str]:
        yield from self.scope.remarks()
        if self.scope.as_of is not None:
            yield _("What was unclear in reading the documents is not kept in history, and is left out.")

    def parts(self) -> Iterator[Part]:
        yield Part(_("All together"), self.all_together())
        yield Part(_("By section"), self.by_section())
        if self.of_bodies:
            yield Part(_("By body"), self.by_body())

    def all_together(self) -> Iterator[Block]:
        """What there is, and what is missing."""
        yield Paragraph((Run(self.in_words()),))
        columns = (Column("what", _("Counted"), 40), Column("count", _("Count"), 12), Column("share", _("Share"), 12))
        yield Table(columns, chain(self.count_rows(), self.missing_rows()))
        for label, codes, _filter in COUNTED[::2]:
            counts = tuple(self.whole.of[code] for code in codes.values)
            yield Chart(str(label), tuple(map(str, codes.labels)), ((_("Number of measures"), counts),))

    def in_words(self) -> str:
        of, total = self.whole.of, self.whole.total
        return _(
            "%(total)d measures: %(done)d completed (%(share)s), %(begun)d in progress; %(overdue)d overdue,"
            " %(soon)d due soon."
        ) % {
            "total": total,
            "done": of[Phase.COMPLETED],
            "share": self.whole.share(of[Phase.COMPLETED]) or "0%",
            "begun": of[Phase.IN_PROGRESS],
            "overdue": of[Timeliness.OVERDUE],
            "soon": of[Timeliness.DUE_SOON],
        }

    def count_rows(self) -> Iterator[Row | Group]:
        whole = self.whole
        yield self.links.to(_("Number of measures"), whole.total), whole.total, whole.share(whole.total)
        for label, codes, name in COUNTED:
            yield Group(str(label))
            for code, words in codes.choices:
                count = whole.of[code]
                yield self.links.to(str(words), count, **{name: code}), count, whole.share(count)

    def missing_rows(self) -> Iterator[Row | Group]:
        """What measures lack, then what waits in their plans."""
        yield Group(_("What is missing"))
        for name, (label, filters) in MISSING.items():
            count = self.whole.lacking[name]
            yield self.links.to(str(label), count, **filters), count, self.whole.share(count)
        if self.scope.visibility.sees_in_full("conflict"):
            count = self.open_conflicts()
            yield self.links.to_conflicts(_("Open conflicts"), count), count, ""
        if self.scope.as_of is None:
            yield from self.problem_rows()

    def open_conflicts(self) -> int:
        """Of the plans as a whole or, where measures are chosen, of these."""
        about = Q(plan__in=[plan.pk for plan in self.plans])
        if self.scope.as_of is not None:
            moment = end_of(self.scope.as_of)
            found = [each for each in states(Conflict, about, moment) if each.state == ConflictState.OPEN]
        else:
            found = list(
                Conflict.objects.visible_to(self.scope.visibility).open().filter(about).only("plan", "measure")
            )
        return len(found) if self.links.whole else sum(each.measure_id in self.measures for each in found)

    def problem_rows(self) -> Iterator[Row]:
        """What was unclear in reading the newest edition of each plan."""
        documents = SourceDocument.objects.visible_to(self.scope.visibility).newest_editions()
        found = documents.filter(plan__in=[plan.pk for plan in self.plans]).order_by("plan__slug")
        unclear = [(pk, len(problems)) for pk, problems in found.values_list("pk", "problems") if problems]
        words, count = _("To look at in the document"), sum(count for _pk, count in unclear)
        yield self.links.to_document(words, unclear[0][0]) if len(unclear) == 1 else words, count, ""

    def by_section(self) -> Iterator[Block]:
        """A row a heading of the first two levels, with all below it."""
        yield Table((Column("section", _("Section"), 40), *self.tally_columns()), self.section_rows())
        tops = [
            (section.heading, tally) for _level, section, tally in self.counted_sections() if "." not in section.path
        ]
        series = {_("Number of measures"): TOTAL, str(Phase.COMPLETED.label): Phase.COMPLETED}
        yield from chart(_("Measures by section"), tops, series)

    def counted_sections(self) -> Iterator[tuple[int, SectionRow, Tally]]:
        """Those in or below which there are measures, each with its level."""
        for sections in self.sections.values():
            for section in sections:
                tally = self.of_sections.get((section.plan, section.path))
                if tally is not None:
                    yield section.path.count("."), section, tally

    def section_rows(self) -> Iterator[Row | Group]:
        titles = {plan.pk: plan.title for plan in self.plans}
        for plan, sections in groupby(self.counted_sections(), lambda each: each[1].plan):
            if len(self.plans) > 1:
                yield Group(bracketed(titles[plan]))
            for level, section, tally in sections:
                yield (f"{INDENT * level}{section.heading}", *tally_cells(tally))
        yield ((Run(_("Total"), strong=True),), *tally_cells(self.whole))

    def by_body(self) -> Iterator[Block]:
        """A row a body in the order of pinyin, with how many measures it has in each role."""
        bodies = called_apart(self.source.bodies(self.of_bodies))
        tallies = [(name, self.of_bodies[body.pk]) for body, name in bodies]
        roles = [Column(role.value, str(role.label), 10) for role in DUTIES]
        columns = (Column("body", pgettext("overview", "Body"), 30), *roles, *self.tally_columns())
        rows = ((name, *(tally.of[role] for role in DUTIES), *tally_cells(tally)) for name, tally in tallies)
        yield Table(columns, rows)
        yield from chart(_("Measures by body"), tallies, {str(role.label): role for role in DUTIES})

    def tally_columns(self) -> tuple[Column, ...]:
        return (
            Column("total", _("Number of measures"), 10),
            *(Column(phase.value, str(phase.label), 8) for phase in Phase),
            Column("share", _("Completed share"), 8),
            *(Column(each.value, str(each.label), 8) for each in PRESSING),
            *(Column(f"without_{name}", str(MISSING[name][0]), 12) for name in LACKED),
        )


def tally_cells(tally: Tally) -> tuple[Cell, ...]:
    return (
        tally.total,
        *(tally.of[phase] for phase in Phase),
        tally.share(tally.of[Phase.COMPLETED]),
        *(tally.of[each] for each in PRESSING),
        *(tally.lacking[name] for name in LACKED),
    )


def codes_of(measure: MeasureRow, timeliness: Timeliness) -> set[str]:
    return {measure.phase, measure.review_state, timeliness.value}


def lacking_of(measure: MeasureRow) -> list[str]:
    """What a measure in force lacks; a withdrawn one waits for nothing."""
    roles = {part.role for part in measure.responsibilities}
    lacks = {
        "lead": Role.LEAD not in roles,
        "in_charge": roles.isdisjoint(Role.in_charge()),
        "body": not roles,
        "deadline": measure.due_on is None and not measure.due_text,
        "day": measure.due_on is None and bool(measure.due_text),
    }
    return [name for name, is_lacking in lacks.items() if is_lacking and measure.withdrawn_on is None]


def duties_of(measure: MeasureRow) -> Mapping[int, set[str]]:
    """By the body's primary key its roles, those of who is only mentioned or supervises left out."""
    found: dict[int, set[str]] = {}
    for part in measure.responsibilities:
        if part.role in DUTIES:
            found.setdefault(part.body, set()).add(part.role)
    return found


def chart(title: str, tallies: list[tuple[str, Tally]], series: Mapping[str, str]) -> Iterator[Chart]:
    """The largest, in their order; nothing where there is nothing to compare."""
    largest = sorted(tallies, key=lambda each: -each[1].total)[:IN_CHART]
    shown = [each for each in tallies if each in largest]
    if len(shown) > 1:
        values = tuple(
            (words, tuple(tally.total if code == TOTAL else tally.of[code] for _name, tally in shown))
            for words, code in series.items()
        )
        yield Chart(title, tuple(name for name, _tally in shown), values)
