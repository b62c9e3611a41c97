"""Drafts → the frozen sections and measures of the tree, with what their words say of bodies, deadlines and targets.

Reads: section drafts, and what holds for the whole document (`Conventions`). Writes: `SectionNode`s numbered in
document order, and problems. Annotations are read in document order, since 下同 holds for what follows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from measures.parsing.content.bodies import Annotation, BodyReader, assigns_bodies, duty_opening
from measures.parsing.content.deadlines import deadline_in_lead, deadline_in_prose, due_date, names_a_time
from measures.parsing.content.labels import is_same_as_above
from measures.parsing.content.mentions import read_mentions
from measures.parsing.content.names import Named, read_names
from measures.parsing.content.targets import last_goal_year, read_targets
from measures.parsing.structure.drafts import MeasureDraft, SectionDraft
from measures.parsing.structure.indicators import IndicatorRow
from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.structure.wording import bullet_end, lead_of
from measures.parsing.tree import MeasureNode, Problem, Responsibility, SectionNode, Span, Target
from measures.terms import POSITION_STEP, ProblemCode, Role

MOST_TAKEN_OVER = 60  # bodies: what grows from task to task without end is no list that anybody wrote
SENTENCE_ENDS = frozenset("。；")
MENTION, HEADING, DUTY_LIST = "mention", "heading", "duty_list"


@dataclass(frozen=True, slots=True)
class Conventions:
    """What holds for a whole document: `year` is the plan's, where it covers a single one, the year of 12月底."""

    year: int | None = None
    first_leads: bool = False  # the letter says that the first body named leads
    issued_on: date | None = None  # of a plan that covers no years: its months are those that follow


@dataclass(slots=True)
class Duties:
    """Who answers for a measure, and by when."""

    responsibilities: list[Responsibility] = field(default_factory=list)
    due_text: str = ""
    due_on: date | None = None

    def add(self, paragraph: Paragraph, role: Role, start: int, end: int, rule: str) -> None:
        """The body whose name stands from `start` to `end` of the paragraph; once for each role."""
        self._append(paragraph.text[start:end], role, paragraph.span(start, end), rule)

    def _append(self, body: str, role: Role, span: Span, rule: str) -> None:
        if not any(part.body == body and part.role is role for part in self.responsibilities):
            position = len(self.responsibilities) + 1
            self.responsibilities.append(Responsibility(body, role, position, span, rule))

    def take_over(self, above: "Duties", role: Role) -> bool:
        """Assign those of `above` in `role`; all of its own where it has none so named and nobody is named here."""
        parts = [part for part in above.assigned if part.role is role]
        if not parts and role is Role.RESPONSIBLE and not self.assigned:
            parts = above.assigned
        if len(parts) > MOST_TAKEN_OVER:
            return False
        for part in parts:
            self._append(part.body, part.role, part.span, part.rule)
        return bool(parts)

    @property
    def assigned(self) -> list[Responsibility]:
        return [part for part in self.responsibilities if part.role is not Role.MENTIONED]


def make_records(drafts: list[SectionDraft], conventions: Conventions) -> tuple[tuple[SectionNode, ...], list[Problem]]:
    """The tree's sections, and what was unclear in reading them."""
    sections = [section for draft in drafts for section in _all_sections(draft)]
    measures = sorted((measure for section in sections for measure in section.measures), key=lambda each: each.start)
    reader = _DutyReader(conventions)
    for measure in measures:
        reader.read_measure(measure)
    for section in reversed(sections):
        reader.read_section(section)
    freezer = _Freezer(_places(sections), reader.duties, conventions.year)
    return tuple(map(freezer.section, drafts)), reader.problems


def _all_sections(draft: SectionDraft) -> list[SectionDraft]:
    found, todo = [], [draft]
    while todo:
        section = todo.pop()
        found.append(section)
        todo.extend(reversed(section.sections))
    return found


class _DutyReader:
    """Reads what measures say of bodies and deadlines; `duties` by measure."""

    def __init__(self, conventions: Conventions) -> None:
        self.year, self.issued_on = conventions.year, conventions.issued_on
        self.bodies = BodyReader(conventions.first_leads)
        self.duties: dict[MeasureDraft, Duties] = {}
        self.problems: list[Problem] = []
        self.above = Duties()  # of the measure before

    def read_measure(self, measure: MeasureDraft) -> None:
        duties = self.duties[measure] = Duties()
        if measure.task is not None:
            self._read_row(measure, duties)
        else:
            self._read_paragraphs(measure, duties)
        if duties.assigned and not duties.due_text:
            self._read_prose(measure, duties)
        self.above = duties

    def _read_paragraphs(self, measure: MeasureDraft, duties: Duties) -> None:
        for i, paragraph in enumerate(measure.paragraphs):
            if measure.in_duties and i == 0:
                self._read_opening(duties, paragraph)
            is_below = i > 0 and measure.paragraphs[i - 1].text[-1] in SENTENCE_ENDS
            self._read_paragraph(measure, duties, paragraph, is_below=is_below)
        self._read_lead(measure, duties)
        if measure.speaks_for:
            words = "、".join(part.body for part in duties.assigned)
            self._report(ProblemCode.SPEAKS_FOR_PARENT, _span(measure), words, measure.speaks_for)

    def _read_paragraph(self, measure: MeasureDraft, duties: Duties, paragraph: Paragraph, *, is_below: bool) -> None:
        annotations = self.bodies.read(paragraph.text, is_below=is_below)
        if not annotations and (last := self.bodies.read_last_sentence(paragraph.text)):
            annotations = [last]
        for annotation in annotations:
            self._apply(measure, duties, paragraph, annotation)
        if annotations and (last := self.bodies.read_last_clause(paragraph.text[: annotations[0].start])):
            self._set_due(measure, duties, paragraph, last.due)
        bodies = {part.body for part in duties.responsibilities}
        for start, end in read_mentions(paragraph.text):
            inside = any(annotation.start <= start < annotation.end for annotation in annotations)
            if not inside and paragraph.text[start:end] not in bodies:
                duties.add(paragraph, Role.MENTIONED, start, end, MENTION)

    def _apply(self, measure: MeasureDraft, duties: Duties, paragraph: Paragraph, annotation: Annotation) -> None:
        for one in annotation.named:
            self._assign(measure, duties, paragraph, one)
        if annotation.due and (annotation.named or annotation.end >= len(paragraph.text.rstrip("。；")) - 1):
            self._set_due(measure, duties, paragraph, annotation.due)
        if annotation.unclear:
            self._report_words(ProblemCode.UNCLEAR_BRACKET, paragraph, annotation.unclear, measure.title)

    def _assign(self, measure: MeasureDraft, duties: Duties, paragraph: Paragraph, one: Named) -> None:
        """The body named; 责任单位：同上 names those of the task above."""
        if not is_same_as_above(one.name):
            duties.add(paragraph, one.role, one.start, one.end, one.rule)
        elif not duties.take_over(self.above, one.role):
            self._report_words(ProblemCode.UNCLEAR_BRACKET, paragraph, one.name, measure.title)

    def _read_opening(self, duties: Duties, paragraph: Paragraph) -> None:
        """市水务局：负责…, in a list of who does what."""
        at = paragraph.words_at
        opening = duty_opening(paragraph.text[at:])
        if opening:
            start, end = opening[0] + at, opening[1] + at
            for one in read_names(paragraph.text, start, end, Role.RESPONSIBLE, DUTY_LIST):
                duties.add(paragraph, one.role, one.start, one.end, one.rule)

    def _read_lead(self, measure: MeasureDraft, duties: Duties) -> None:
        """总结阶段（2025年12月底前）。…: a stage's own deadline."""
        first = measure.paragraphs[0]
        found = deadline_in_lead(lead_of(first.words) or first.words)
        if found:
            self._set_due(measure, duties, first, first.words[slice(*found)])

    def _read_prose(self, measure: MeasureDraft, duties: Duties) -> None:
        """2024年11月底前，…公开项目: what the sentences of a task say where nothing else says when it is due."""
        paragraphs = _stating(measure)
        said = max((i for i, each in enumerate(paragraphs) if assigns_bodies(each.text)), default=len(paragraphs))
        words = deadline_in_prose("\n".join(each.text for each in paragraphs[: said + 1]), self.year)
        if words:
            self._set_due(measure, duties, measure.paragraphs[0], words)

    def _read_row(self, measure: MeasureDraft, duties: Duties) -> None:
        task = measure.task
        if task is None:
            return
        for role, row, start, end in task.bodies:
            for one in self.bodies.read_cell(row.text, start, end, role):
                self._assign(measure, duties, row, one)
        if task.due:
            self._set_due(measure, duties, task.due_row or task.row, task.due)

    def _set_due(self, measure: MeasureDraft, duties: Duties, paragraph: Paragraph, words: str) -> None:
        if duties.due_text:
            return
        duties.due_text, duties.due_on = words, self._due_date(words)
        if is_same_as_above(words):
            duties.due_on = self.above.due_on
        if duties.due_on is None and names_a_time(words):
            self._report_words(ProblemCode.DEADLINE_NOT_A_DATE, paragraph, words, measure.title)

    def _due_date(self, words: str) -> date | None:
        """Months without a year are of the plan's own, or of the year of issue where they come after it."""
        if self.issued_on is None:
            return due_date(words, self.year)
        day = due_date(words, self.issued_on.year)
        return day if day and day >= self.issued_on else due_date(words)

    def read_section(self, section: SectionDraft) -> None:
        """What a heading's annotation says for all measures below, and what the last of several may say for all."""
        self._check_last(section)
        if section.office is not None:
            self._read_office(section, section.office)
        if section.annotation is None:
            return
        found = [one for annotation in self.bodies.read(section.annotation.text) for one in annotation.named]
        measures = list(section.all_measures())
        for measure in measures:
            for one in found:
                self.duties[measure].add(section.annotation, one.role, one.start, one.end, HEADING)
        if len(measures) != 1:
            span = Span(section.annotation.start, section.annotation.end)
            self._report(ProblemCode.SPEAKS_FOR_PARENT, span, "、".join(one.name for one in found), section.title)

    def _read_office(self, section: SectionDraft, heading: Paragraph) -> None:
        """市住房城乡建设局： over a list answers for every measure of it."""
        for one in read_names(heading.text, 0, len(heading.text) - 1, Role.RESPONSIBLE, DUTY_LIST):
            for measure in section.all_measures():
                self.duties[measure].add(heading, one.role, one.start, one.end, one.rule)

    def _check_last(self, section: SectionDraft) -> None:
        """Only the last of several measures names who is responsible: it may speak for the whole section."""
        assigned = [self.duties[measure].assigned for measure in section.measures]
        if len(assigned) > 1 and assigned[-1] and not any(assigned[:-1]):
            span = Span(assigned[-1][0].span.start, assigned[-1][-1].span.end)
            words = "、".join(part.body for part in assigned[-1])
            self._report(ProblemCode.SPEAKS_FOR_PARENT, span, words, section.measures[-1].title)

    def _report_words(self, code: ProblemCode, paragraph: Paragraph, words: str, about: str) -> None:
        start = max(0, paragraph.text.find(words))
        self._report(code, paragraph.span(start, min(len(paragraph.text), start + len(words))), words, about)

    def _report(self, code: ProblemCode, span: Span, subject: str, detail: str) -> None:
        self.problems.append(Problem(code, 0, span, subject, detail))


def _span(measure: MeasureDraft) -> Span:
    return Span(measure.start, measure.paragraphs[-1].end)


# Freezing


def _places(sections: Iterable[SectionDraft]) -> dict[SectionDraft | MeasureDraft, int]:
    """Sections and measures numbered in one sequence, in document order, with room for what an edition inserts."""
    found: list[SectionDraft | MeasureDraft] = []
    for section in sections:
        found += [section, *section.measures]
    found.sort(key=attrgetter("start"))
    return {record: place * POSITION_STEP for place, record in enumerate(found, 1)}


@dataclass(frozen=True, slots=True)
class _Freezer:
    """Makes the tree's nodes of drafts."""

    places: dict[SectionDraft | MeasureDraft, int]
    duties: dict[MeasureDraft, Duties]
    year: int | None

    def section(self, draft: SectionDraft) -> SectionNode:
        marker = draft.node.paragraph.marker
        targets = self.targets(draft.stated)
        return SectionNode(
            code=draft.code,
            numbering=draft.node.style,
            label=marker.label if marker else "",
            title=draft.title,
            text="\n".join(paragraph.text for paragraph in sorted(draft.texts, key=attrgetter("start"))),
            position=self.places[draft],
            span=Span(draft.start, draft.end),
            sections=tuple(map(self.section, draft.sections)),
            measures=tuple(map(self.measure, draft.measures)),
            targets=(*targets, *map(_indicator_target, draft.indicators)),
        )

    def measure(self, draft: MeasureDraft) -> MeasureNode:
        duties = self.duties[draft]
        return MeasureNode(
            code=draft.code,
            kind=draft.kind,
            label=draft.label,
            title=draft.title,
            text=draft.text,
            position=self.places[draft],
            span=_span(draft),
            due_text=duties.due_text,
            due_on=duties.due_on,
            responsibilities=tuple(duties.responsibilities),
            targets=tuple(self.targets(_stating(draft), draft.paragraphs[0].words_at)),
        )

    def targets(self, paragraphs: Sequence[Paragraph], start: int = 0) -> list[Target]:
        """What the words name, the first paragraph's from `start` on; bullets share the year of what is above them.

        So do numbered goals below 到2025年，具体目标如下：.
        """
        found: list[Target] = []
        year, announces = None, False
        for paragraph in paragraphs:
            is_bullet = bullet_end(paragraph.text) > 0 or paragraph.text[0] == "【"
            is_bullet = is_bullet or (announces and paragraph.marker is not None)
            announces = announces if is_bullet else paragraph.text[-1] in "：:"
            found += self._targets_of(paragraph, start, (is_bullet and year) or self.year)
            year = year if is_bullet else last_goal_year(paragraph.text)
            start = 0
        return found

    def _targets_of(self, paragraph: Paragraph, start: int, year: int | None) -> list[Target]:
        return [
            Target(
                quantity.text,
                quantity.metric,
                quantity.comparator,
                quantity.value,
                quantity.unit,
                quantity.year,
                quantity.nature,
                paragraph.span(start + quantity.start, start + quantity.end),
                quantity.rule,
            )
            for quantity in read_targets(paragraph.text[start:], year)
        ]


def _stating(draft: MeasureDraft) -> list[Paragraph]:
    """What may state targets: of a table's row, not how far its task has come."""
    return [draft.task.wording] if draft.task else draft.paragraphs


def _indicator_target(row: IndicatorRow) -> Target:
    paragraph = row.row
    text = " ".join(paragraph.text.split())
    span = Span(paragraph.start, paragraph.end)
    return Target(text, row.metric, row.comparator, row.value, row.unit, row.year, row.nature, span, "table")
