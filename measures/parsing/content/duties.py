"""Writes on each measure what its paragraphs say of bodies and deadlines."""

from measures.parsing.content.bodies import Annotation, BodyReader
from measures.parsing.content.deadlines import due_date, names_a_time
from measures.parsing.content.mentions import read_mentions
from measures.parsing.structure.drafts import MeasureDraft, SectionDraft
from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.structure.tables import TaskRow
from measures.parsing.tree import Problem, Responsibility, Span
from measures.terms import ProblemCode, Role

MENTION = "mention"


class DutyWriter:
    """`year` is the plan's, where it covers a single one: the year of 12月底."""

    def __init__(self, problems: list[Problem], year: int | None) -> None:
        self.problems, self.year = problems, year
        self.bodies = BodyReader()

    def read(self, text: str) -> list[Annotation]:
        """The annotations of `text`; an unclear one becomes a problem where it is written down."""
        return self.bodies.read(text)

    def says_who(self, text: str) -> bool:
        return any(annotation.named for annotation in BodyReader(self.bodies.first_leads).read(text))

    def write(self, measure: MeasureDraft, paragraph: Paragraph) -> None:
        annotations = self.read(paragraph.text)
        if not annotations and (last := self.bodies.read_last_sentence(paragraph.text)):
            annotations = [last]
        self.write_annotations(measure, paragraph, annotations)
        bodies = {part.body for part in measure.responsibilities}
        for start, end in read_mentions(paragraph.text):
            inside = any(annotation.start <= start < annotation.end for annotation in annotations)
            if not inside and paragraph.text[start:end] not in bodies:
                bodies.add(paragraph.text[start:end])
                self._respond(measure, paragraph, Role.MENTIONED, start, end, MENTION)

    def write_annotations(self, measure: MeasureDraft, paragraph: Paragraph, annotations: list[Annotation]) -> None:
        for annotation in annotations:
            for one in annotation.named:
                self._respond(measure, paragraph, one.role, one.start, one.end, one.rule)
            if annotation.due and (annotation.named or annotation.end >= len(paragraph.text.rstrip("。；")) - 1):
                self._due(measure, paragraph, annotation.due)
            if annotation.unclear:
                self._report(ProblemCode.UNCLEAR_BRACKET, paragraph, annotation.unclear, measure.title)

    def write_row(self, measure: MeasureDraft, task: TaskRow) -> None:
        for role, row, start, end in task.bodies:
            for one in self.bodies.read_cell(row.text, start, end, role):
                self._respond(measure, row, one.role, one.start, one.end, one.rule)
        if task.due:
            self._due(measure, task.row, task.due)

    def write_heading(self, draft: SectionDraft, annotation: Paragraph) -> None:
        """（一）建设园区（市科技局牵头） holds for every measure below it; a person is told."""
        found = self.read(annotation.text)
        measures = list(draft.all_measures())
        for measure in measures:
            for one in (one for each in found for one in each.named):
                self._respond(measure, annotation, one.role, one.start, one.end, "heading")
        if len(measures) == 1:
            return
        words = "、".join(one.name for each in found for one in each.named)
        span = Span(annotation.start, annotation.end)
        self.problems.append(Problem(ProblemCode.SPEAKS_FOR_PARENT, 0, span, words, draft.title))

    def check_section(self, draft: SectionDraft) -> None:
        """Only the last of several measures names who is responsible: it may speak for the whole section."""
        assigned = [[one for one in m.responsibilities if one.role is not Role.MENTIONED] for m in draft.measures]
        if len(assigned) > 1 and assigned[-1] and not any(assigned[:-1]):
            last = draft.measures[-1]
            span = Span(assigned[-1][0].span.start, assigned[-1][-1].span.end)
            words = "、".join(part.body for part in assigned[-1])
            self.problems.append(Problem(ProblemCode.SPEAKS_FOR_PARENT, 0, span, words, last.title))

    def _respond(
        self, measure: MeasureDraft, paragraph: Paragraph, role: Role, start: int, end: int, rule: str
    ) -> None:
        body = paragraph.text[start:end]
        if any(part.body == body and part.role is role for part in measure.responsibilities):
            return
        position = len(measure.responsibilities) + 1
        measure.responsibilities.append(Responsibility(body, role, position, paragraph.span(start, end), rule))

    def _due(self, measure: MeasureDraft, paragraph: Paragraph, words: str) -> None:
        if measure.due_text:
            return
        measure.due_text, measure.due_on = words, due_date(words, self.year)
        if measure.due_on is None and names_a_time(words):
            self._report(ProblemCode.DEADLINE_NOT_A_DATE, paragraph, words, measure.title)

    def _report(self, code: ProblemCode, paragraph: Paragraph, words: str, about: str) -> None:
        start = max(0, paragraph.text.find(words))
        self.problems.append(
            Problem(code, 0, paragraph.span(start, min(len(paragraph.text), start + len(words))), words, about)
        )
