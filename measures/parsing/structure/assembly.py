"""Outline → sections and measures, with codes, spans and what each measure says of bodies and targets."""

import re
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from measures.parsing.content.duties import DutyWriter
from measures.parsing.extract import LineKind
from measures.parsing.structure.classification import (
    LEAD_HABIT,
    habit_of,
    has_only_annotation,
    is_bare,
    mostly_items,
    node_is_narrative,
    opens_with_lead,
    role_of,
    split_heading,
)
from measures.parsing.structure.drafts import MeasureDraft, SectionDraft, freeze_all, targets_in
from measures.parsing.structure.front import Front
from measures.parsing.structure.outline import Node
from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.structure.passages import PassageMap
from measures.parsing.structure.tables import IndicatorRow, TaskRow, read_indicators, read_tasks
from measures.parsing.structure.wording import (
    LEAD_LENGTH,
    clean_title,
    first_clause,
    is_closing,
    is_closing_item,
    is_past,
    lead_of,
    tells_of_before,
)
from measures.parsing.tree import Problem, SectionNode, Span, Target
from measures.terms import MeasureKind, Numbering, PassageKind, ProblemCode

# An annex so titled says what is to be done; any other lists, defines or names.
_TASKS = re.compile("任务|分工|举措|措施|台账|责任|(?:计划|方案|政策|意见)(?:[（(].*)?$|(?<!项目)清单")


class Assembler:
    def __init__(self, passages: PassageMap, front: Front, year: int | None, plan_number: int | None) -> None:
        self.passages, self.front = passages, front
        self.problems: list[Problem] = []
        self.duties = DutyWriter(self.problems, year)
        self.leads_count = True
        self.plan_number = plan_number
        self.last_node: Node | None = None
        self.used: set[str] = set()
        self.counts: dict[str, int] = {}

    def assemble(self, plans: list[Node]) -> tuple[SectionNode, ...]:
        drafts: list[SectionDraft] = []
        for number, plan in enumerate(plans, 1):
            self.leads_count = habit_of(plan) >= LEAD_HABIT
            self.last_node = _last_node(plan)
            drafts += self._plan(plan, "" if number == 1 else f"p{number}")
        return freeze_all(drafts)

    # Sections

    def _plan(self, plan: Node, code: str) -> list[SectionDraft]:
        title = plan.paragraph if plan.paragraph.text else self.front.title_paragraph
        holder = SectionDraft(code or "p1", plan, clean_title(title.text) if title else "", *_heading_span(title, plan))
        self._add_text(holder, plan.body, code if code else "")
        self._children(holder, plan, narrative=False, prefix=code)
        if code or holder.measures:
            if title:
                self.passages.take(title, PassageKind.HEADING, holder.code)
            return [holder]
        if title:
            self.passages.take(title, PassageKind.HEADING)
        return holder.sections

    def _children(self, draft: SectionDraft, node: Node, narrative: bool, prefix: str) -> None:
        among_items = mostly_items(node.numbered)
        for child in node.children:
            role = role_of(child, among_items, narrative)
            if role == "section":
                self._section(draft, child, narrative, prefix)
            elif role == "measure":
                self._item(draft, child, prefix)
            else:
                self._flatten(draft, child)

    def _section(self, parent: SectionDraft, node: Node, narrative: bool, prefix: str) -> None:
        paragraph, body = node.paragraph, list(node.body)
        heading = split_heading(paragraph)
        code = self._code(node, prefix)
        draft = SectionDraft(code, node, heading.title, paragraph.start, paragraph.at(heading.rest_at - 1) + 1)
        parent.sections.append(draft)
        self.passages.take(paragraph, PassageKind.HEADING, code)
        if not heading.title and body and len(body[0].text) <= 40 and "。" not in body[0].text:
            self._title_below(draft, body.pop(0))
        before = self._tells_of_before(draft, body)
        is_list = self._is_text_only(node, draft.title)
        narrative = before or is_list or node_is_narrative(node, narrative)
        draft.has_no_targets = (
            before
            or parent.has_no_targets
            or (narrative and is_past(draft.title))
            or (is_list and node.style is Numbering.ANNEX)
        )
        glued = paragraph.tail(heading.rest_at) if heading.rest else None
        if glued and not has_only_annotation(glued):
            self._glued(draft, glued)
        if node.style is Numbering.BOX:
            self._box(draft, node, body, narrative)
            return
        if node.numbered:
            self._intro(draft, body, narrative)
        else:
            self._leaf(draft, body, narrative)
        self._children(draft, node, narrative, code)
        self._add_tables(draft, node.tables)
        self.duties.check_section(draft)
        if glued and has_only_annotation(glued):
            self.duties.write_heading(draft, glued)

    def _title_below(self, draft: SectionDraft, paragraph: Paragraph) -> None:
        draft.title, draft.end = clean_title(paragraph.text), paragraph.end
        self.passages.take(paragraph, PassageKind.HEADING, draft.code)

    def _tells_of_before(self, draft: SectionDraft, body: list[Paragraph]) -> bool:
        if tells_of_before(draft.title, self.plan_number):
            return True
        return bool(body) and tells_of_before(body[0].text[:12], self.plan_number)

    def _is_text_only(self, node: Node, title: str) -> bool:
        if node.style is Numbering.BOX:
            return "指标" in title
        return node.style is Numbering.ANNEX and not _TASKS.search(title)

    def _code(self, node: Node, prefix: str) -> str:
        scope = self._plan_prefix(prefix) if node.style in (Numbering.BOX, Numbering.ANNEX) else prefix
        letter = {Numbering.BOX: "b", Numbering.ANNEX: "x", Numbering.NONE: "u"}.get(node.style, "")
        stem = _join(scope, letter)
        plain = code = f"{stem}{_own_number(node, prefix) or self._next(stem)}"
        while code in self.used:
            code = plain + _suffix(self._next(plain))
        if code != plain:
            label = node.paragraph.marker.label if node.paragraph.marker else node.paragraph.text
            self.problems.append(Problem(ProblemCode.NUMBER_REPEATED, 0, _label_span(node.paragraph), label, code))
        self.used.add(code)
        return code

    def _next(self, stem: str) -> int:
        """1, 2, 3 … for each stem: the numbers of what bears none, and the letters of numbers used before."""
        self.counts[stem] = self.counts.get(stem, 0) + 1
        return self.counts[stem]

    @staticmethod
    def _plan_prefix(prefix: str) -> str:
        return prefix.split(".")[0] if prefix.startswith("p") else ""

    # Text

    def _intro(self, draft: SectionDraft, body: list[Paragraph], narrative: bool) -> None:
        """Paragraphs before the first sub-heading are the section's text, save those that say who is responsible."""
        for paragraph in body:
            if not narrative and self.duties.says_who(paragraph.text):
                self._measure(draft, [paragraph], "", lead_of(paragraph.text) or draft.title)
            else:
                self._add_text(draft, [paragraph], draft.code)

    def _add_text(self, draft: SectionDraft, paragraphs: Iterable[Paragraph], code: str) -> None:
        for paragraph in paragraphs:
            self.passages.take(paragraph, PassageKind.TEXT, code)
            draft.texts.append(paragraph.text)
            if not draft.measures and not draft.sections and draft.end <= paragraph.start:
                draft.end = paragraph.end
            if not draft.has_no_targets:
                draft.targets += targets_in(paragraph, self.duties.year)

    def _add_cell(self, draft: SectionDraft, paragraph: Paragraph) -> None:
        """A row or cell of a table, or a note under it: text, and nothing is read from it."""
        self.passages.take(paragraph, PassageKind.TEXT, draft.code)
        draft.texts.append(paragraph.text)

    def _glued(self, draft: SectionDraft, rest: Paragraph) -> None:
        """Text on the heading's own line: the section's, unless it says who is responsible."""
        if not self.duties.says_who(rest.text):
            self._add_text(draft, [rest], draft.code)
            draft.end = rest.end
            return
        self._measure(draft, [rest], "", draft.title)
        bodies = [part.body for part in draft.measures[0].responsibilities]
        self.problems.append(
            Problem(ProblemCode.SPEAKS_FOR_PARENT, 0, Span(rest.start, rest.end), "、".join(bodies), draft.title)
        )

    def _add_tables(
        self, draft: SectionDraft, paragraphs: list[Paragraph], kind: MeasureKind = MeasureKind.MEASURE
    ) -> None:
        """A table of tasks gives measures, one of indicators targets; any other is text, as are flattened cells."""
        for paragraph in paragraphs:
            if paragraph.kind is not LineKind.ROW:
                self._add_cell(draft, paragraph)
        for rows in _row_groups(paragraphs):
            tasks = read_tasks(rows)
            for row in tasks or rows:
                if isinstance(row, TaskRow):
                    self._task(draft, row, kind)
                else:
                    self._add_cell(draft, row)
            if tasks is None:
                draft.targets += [_indicator_target(indicator) for indicator in read_indicators(rows)]

    def _task(self, draft: SectionDraft, task: TaskRow, kind: MeasureKind) -> None:
        title = task.title if len(task.title) <= LEAD_LENGTH else lead_of(task.title) or first_clause(task.title)
        measure = MeasureDraft(
            f"{draft.code}-{len(draft.measures) + 1}", kind, task.label, clean_title(title), [task.row]
        )
        draft.measures.append(measure)
        self.passages.take(task.row, PassageKind.MEASURE, measure.code)
        measure.targets += targets_in(task.row, self.duties.year)
        self.duties.write_row(measure, task)

    def _flatten(self, draft: SectionDraft, node: Node) -> None:
        """A numbered paragraph of a narrative section, with all below it, is text."""
        if self.duties.says_who(node.paragraph.text):
            self._item(draft, node, draft.code)
            return
        self._add_text(draft, [node.paragraph, *node.body], draft.code)
        self._add_tables(draft, node.tables)
        for child in node.children:
            if child.style is Numbering.BOX:
                self._section(draft, child, True, draft.code)
            else:
                self._flatten(draft, child)

    # Measures

    def _leaf(self, draft: SectionDraft, body: list[Paragraph], narrative: bool) -> None:
        if narrative:
            self._intro(draft, body, narrative=not any(self.duties.says_who(paragraph.text) for paragraph in body))
            return
        closing = self._closing(draft.node, body)
        for title, group in self._groups(draft.title, body[:closing]):
            if title is None:
                self._add_text(draft, group, draft.code)
            else:
                self._measure(draft, group, "", title)
        self._add_text(draft, body[closing:], draft.code)

    def _closing(self, node: Node, body: list[Paragraph]) -> int:
        """Where the closing provisions at the end of a body begin; a plan's last section may be loose in them."""
        ends = is_closing if node is self.last_node else is_closing_item
        closing = len(body)
        while closing and ends(body[closing - 1].text) and not self.duties.says_who(body[closing - 1].text):
            closing -= 1
        return closing

    def _groups(self, heading: str, body: list[Paragraph]) -> list[tuple[str | None, list[Paragraph]]]:
        """Runs of paragraphs with the title of the measure they make, or None for the section's own text."""
        leads = [self.leads_count and opens_with_lead(paragraph) for paragraph in body]
        if not any(leads) or (sum(leads) * 2 <= len(body) and not leads[0]):
            return self._annotated_groups(heading, body)
        groups: list[tuple[str | None, list[Paragraph]]] = []
        for paragraph, is_lead in zip(body, leads, strict=True):
            if is_lead:
                groups.append((lead_of(paragraph.text), [paragraph]))
            elif groups:
                groups[-1][1].append(paragraph)
            else:
                groups.append((None, [paragraph]))
        return groups

    def _annotated_groups(self, heading: str, body: list[Paragraph]) -> list[tuple[str | None, list[Paragraph]]]:
        """One measure titled by the heading; where several paragraphs say who is responsible, one for each of them."""
        ends = [self.duties.says_who(paragraph.text) for paragraph in body]
        if sum(ends) < 2:
            return [(heading, body)] if body else []
        groups: list[tuple[str | None, list[Paragraph]]] = [("", [])]
        for paragraph, is_end in zip(body, ends, strict=True):
            groups[-1][1].append(paragraph)
            if is_end:
                groups.append(("", []))
        return groups if groups[-1][1] else groups[:-1]

    def _item(self, draft: SectionDraft, node: Node, prefix: str, kind: MeasureKind = MeasureKind.MEASURE) -> None:
        """A numbered paragraph and what continues it, with any numbers below it."""
        paragraphs = [node.paragraph, *node.body]
        if is_closing_item(node.paragraph.words):
            self._add_text(draft, paragraphs, draft.code)
        else:
            label = node.paragraph.marker.label if node.paragraph.marker else ""
            below = [paragraph for child in node.numbered for paragraph in _subtree(child)]
            self._measure(draft, paragraphs + below, label, _item_title(node.paragraph), kind)
        for box in node.boxes:
            self._section(draft, box, False, prefix)
        self._add_tables(draft, node.tables)

    def _box(self, draft: SectionDraft, node: Node, body: list[Paragraph], narrative: bool) -> None:
        items = [] if narrative else node.numbered
        if narrative:
            self._add_text(draft, body, draft.code)
            self._add_tables(draft, node.tables)
            for child in node.children:
                self._flatten(draft, child)
        elif items:
            self._add_text(draft, body, draft.code)
            for item in items:
                self._item(draft, item, draft.code, MeasureKind.PROJECT)
            self._add_tables(draft, node.tables, MeasureKind.PROJECT)
        elif any(read_tasks(rows) for rows in _row_groups(node.tables)):
            self._add_text(draft, body, draft.code)
            self._add_tables(draft, node.tables, MeasureKind.PROJECT)
        elif body or node.tables:
            self._measure(
                draft, sorted([*body, *node.tables], key=lambda p: p.start), "", draft.title, MeasureKind.PROJECT
            )

    def _measure(
        self,
        draft: SectionDraft,
        paragraphs: list[Paragraph],
        label: str,
        title: str,
        kind: MeasureKind = MeasureKind.MEASURE,
    ) -> None:
        code = f"{draft.code}-{len(draft.measures) + 1}"
        measure = MeasureDraft(code, kind, label, title or first_clause(paragraphs[0].words), paragraphs)
        draft.measures.append(measure)
        for i, paragraph in enumerate(paragraphs):
            self.passages.take(paragraph, PassageKind.MEASURE, code)
            measure.targets += targets_in(paragraph, self.duties.year, paragraph.words_at if i == 0 else 0)
            self.duties.write(measure, paragraph)


def _label_span(paragraph: Paragraph) -> Span:
    return paragraph.span(0, max(1, len(paragraph.marker.label if paragraph.marker else paragraph.text)))


def _item_title(paragraph: Paragraph) -> str:
    """The lead sentence, a bare line's own words, or the first clause of what stands before an annotation."""
    heading = split_heading(paragraph)
    return heading.title if lead_of(paragraph.words) or is_bare(paragraph) else first_clause(heading.title)


def _row_groups(paragraphs: list[Paragraph]) -> list[list[Paragraph]]:
    rows = [paragraph for paragraph in paragraphs if paragraph.kind is LineKind.ROW]
    return [list(group) for _, group in groupby(rows, key=attrgetter("region"))]


def _indicator_target(row: IndicatorRow) -> Target:
    paragraph = row.row
    text = " ".join(paragraph.text.split())
    span = Span(paragraph.start, paragraph.end)
    return Target(text, row.metric, row.comparator, row.value, row.unit, row.year, row.nature, span, "table")


def _last_node(plan: Node) -> Node:
    """The section a plan ends with, its annexes and boxes aside."""
    node = plan
    while children := [child for child in node.numbered if child.style is not Numbering.ANNEX]:
        node = children[-1]
    return node


def _subtree(node: Node) -> list[Paragraph]:
    return [node.paragraph, *node.body, *(paragraph for child in node.children for paragraph in _subtree(child))]


def _heading_span(title: Paragraph | None, plan: Node) -> tuple[int, int]:
    if title:
        return title.start, title.end
    first = next((child.paragraph for child in plan.children), None)
    return (first.start, first.start + 1) if first else (0, 1)


def _own_number(node: Node, prefix: str) -> str:
    """1.2 where nothing above it bears the 1, else 2; "" where none is printed."""
    above = node.paragraph.marker.above if node.paragraph.marker else ()
    if node.style is Numbering.BOX:
        return ".".join(map(str, (*above, node.number))) if node.number else ""
    missing = above if not prefix or (prefix.startswith("p") and "." not in prefix) else ()
    return ".".join(map(str, (*missing, node.number))) if node.number else ""


def _join(prefix: str, last: str) -> str:
    return f"{prefix}.{last}" if prefix else last


def _suffix(count: int) -> str:
    """b, c … z for the second to the twenty-sixth of a number, then z27, z28 …"""
    return "bcdefghijklmnopqrstuvwxyz"[count - 1] if count < 26 else f"z{count + 1}"
