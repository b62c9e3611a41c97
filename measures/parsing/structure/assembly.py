"""Outline → sections and measures.

Reads: the outline's plans, the title's place, and which five-year plan the document is. Writes:
`Assembly`: section and measure drafts with their codes, the plan's own closing text, a claim for every paragraph of the
outline, and problems. What the words say of bodies, deadlines and targets is read later, in `records`.
"""

from operator import attrgetter

from measures.parsing.content.bodies import assigns_bodies
from measures.parsing.extract import LineKind
from measures.parsing.structure.boxes import read_named_rows
from measures.parsing.structure.classification import (
    LEAD_HABIT,
    NodeKind,
    has_only_annotation,
    holds_leads,
    is_provision,
    kind_of_node,
    lead_habit,
    node_is_narrative,
    opens_task,
    opens_with_lead,
    split_heading,
    split_provision,
    surroundings_of,
)
from measures.parsing.structure.drafting import Assembly
from measures.parsing.structure.drafts import MeasureDraft, SectionDraft
from measures.parsing.structure.grouping import (
    groups_of,
    has_table_of_tasks,
    item_title,
    only_lists,
    points_to_annex,
    points_to_table,
    row_groups,
    speech_start,
    split_body,
)
from measures.parsing.structure.indicators import read_indicators
from measures.parsing.structure.nodes import Node, heading_span, last_section, paragraphs_of
from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.structure.table_drafting import TableDrafting
from measures.parsing.structure.wording import (
    appeals,
    clean_title,
    first_clause,
    is_closing,
    is_closing_item,
    is_past,
    lead_of,
    tells_of_before,
)
from measures.parsing.tree import Span
from measures.terms import MeasureKind, Numbering, PassageKind, ProblemCode


def assemble(plans: list[Node], title: Paragraph | None, plan_number: int | None) -> Assembly:
    """`title` is where the first plan's title stands, `plan_number` which five-year plan it is, if any."""
    assembler = _Assembler(title, plan_number)
    for number, plan in enumerate(plans, 1):
        assembler.add_plan(plan, "" if number == 1 else f"p{number}")
    return assembler.result


class _Assembler(TableDrafting):
    def __init__(self, title: Paragraph | None, plan_number: int | None) -> None:
        super().__init__()
        self.title = title
        self.plan_number = plan_number
        self.leads_count: bool  # these three are of the plan that is added
        self.is_first: bool
        self.last_node: Node

    # Sections

    def add_plan(self, plan: Node, code: str) -> None:
        """The first plan's own paragraphs are the plan's text; a further plan is a section."""
        self.leads_count = lead_habit(plan) >= LEAD_HABIT
        self.is_first = not code
        self.last_node = last_section(plan)
        title = plan.paragraph if plan.paragraph.text else self.title
        draft = SectionDraft(code or "p1", plan, clean_title(title.text) if title else "", *heading_span(title, plan))
        if code:
            self.claim(plan.paragraph, PassageKind.HEADING, code)
            self.add_text(draft, plan.body)
        else:
            self.add_to_plan(plan.body)
        self._add_children(draft, plan, narrative=False, prefix=code)
        self.add_tables(draft, plan.tables)
        self.result.sections += [draft] if code or draft.measures or draft.texts else draft.sections

    def _add_children(self, draft: SectionDraft, node: Node, narrative: bool, prefix: str) -> None:
        around = surroundings_of(node.numbered, narrative, self.leads_count)
        for child in node.children:
            kind = kind_of_node(child, around)
            if kind is NodeKind.SECTION:
                self._add_section(draft, child, narrative, prefix)
            elif kind is NodeKind.MEASURE:
                self._add_item(draft, child, prefix)
            else:
                self._flatten(draft, child)

    def _add_section(self, parent: SectionDraft, node: Node, narrative: bool, prefix: str) -> None:
        paragraph, body = node.paragraph, list(node.body)
        heading = split_provision(paragraph) if is_provision(paragraph) else split_heading(paragraph)
        code = self.code(node, prefix)
        draft = SectionDraft(code, node, heading.title, paragraph.start, paragraph.span(0, heading.rest_at).end)
        draft.office = paragraph if node.is_office else None
        parent.sections.append(draft)
        self.claim(paragraph, PassageKind.HEADING, code, 0, heading.rest_at)
        if not heading.title:
            self._add_title_below(draft, body or node.tables)
        narrative = self._judge(draft, parent, body, narrative)
        rest = paragraph.part(heading.rest_at) if heading.rest else None
        if rest and has_only_annotation(rest):
            draft.annotation = rest
            self.add_text(draft, [rest], stated=False)
        elif rest:
            self._add_rest(draft, rest)
        if node.style is Numbering.BOX:
            self._fill_box(draft, body, narrative)
        else:
            self._fill(draft, body, narrative)

    def _fill(self, draft: SectionDraft, body: list[Paragraph], narrative: bool) -> None:
        node = draft.node
        speech = speech_start(body)
        below = has_table_of_tasks(node) and any(map(points_to_table, body))
        if node.numbered or below or all(map(points_to_annex, body)):
            self._add_introduction(draft, body[:speech], narrative)
        else:
            self._add_body(draft, body[:speech], narrative)
        self._add_children(draft, node, narrative, draft.code)
        self.add_tables(draft, node.tables, narrative=narrative)
        self._add_speech(draft, node, body[speech:])

    def _judge(self, draft: SectionDraft, parent: SectionDraft, body: list[Paragraph], narrative: bool) -> bool:
        """Whether the section is narrative. One that tells of the past, or only lists, states no targets."""
        node = draft.node
        opening = body[0].text[:12] if body else ""
        before = tells_of_before(draft.title, self.plan_number) or tells_of_before(opening, self.plan_number)
        lists = only_lists(node, draft.title)
        narrative = before or lists or node_is_narrative(node, narrative)
        draft.has_no_targets = (
            before
            or parent.has_no_targets
            or (narrative and is_past(draft.title))
            or (lists and node.style is Numbering.ANNEX)
        )
        return narrative

    def _add_title_below(self, draft: SectionDraft, below: list[Paragraph]) -> None:
        """附表 over 示例市任务分工表: a heading that is a number alone has its title on the next line."""
        if below and below[0].kind is not LineKind.ROW and len(below[0].text) <= 40 and "。" not in below[0].text:
            paragraph = below.pop(0)
            draft.title, draft.end = clean_title(paragraph.text), paragraph.end
            self.claim(paragraph, PassageKind.HEADING, draft.code)

    # Text

    def _add_introduction(self, draft: SectionDraft, body: list[Paragraph], narrative: bool) -> None:
        """Paragraphs before the first number are the section's text, save measures of their own among them.

        Those are paragraphs that say who is responsible, and in a document with the habit those with a lead sentence.
        """
        leads = [not narrative and self.leads_count and opens_task(paragraph) for paragraph in body]
        counts = any(leads) and (leads[0] or sum(leads) >= 2)
        for paragraph, is_lead in zip(body, leads, strict=True):
            if (is_lead and counts) or (not narrative and assigns_bodies(paragraph.text)):
                self.add_measure(draft, [paragraph], "", lead_of(paragraph.text) or draft.title)
            else:
                self.add_text(draft, [paragraph])

    def _add_rest(self, draft: SectionDraft, rest: Paragraph) -> None:
        """Text on the heading's own line: the section's, unless it says who is responsible."""
        if assigns_bodies(rest.text):
            self.add_measure(draft, [rest], "", draft.title)
            draft.measures[-1].speaks_for = draft.title
        else:
            self.add_text(draft, [rest])
            draft.end = rest.end

    def _flatten(self, draft: SectionDraft, node: Node) -> None:
        """A numbered paragraph of a narrative section, with all below it, is text."""
        if assigns_bodies(node.paragraph.text):
            self._add_item(draft, node, draft.code)
            return
        self.add_text(draft, [node.paragraph, *node.body])
        self.add_tables(draft, node.tables, narrative=True)
        for child in node.children:
            if child.style is Numbering.BOX:
                self._add_section(draft, child, True, draft.code)
            else:
                self._flatten(draft, child)

    # Measures

    def _add_body(self, draft: SectionDraft, body: list[Paragraph], narrative: bool) -> None:
        """What stands under a heading without numbers below it."""
        if narrative:
            has_bodies = any(assigns_bodies(paragraph.text) for paragraph in body)
            self._add_introduction(draft, body, narrative=not has_bodies)
            return
        closing = self._closing_provisions(draft.node, body)
        for title, group in groups_of(draft.title, body[:closing], leads_count=self.leads_count):
            if title is None:
                self.add_text(draft, group)
            else:
                self.add_measure(draft, group, "", title)
        self._add_closing(draft, body[closing:])

    def _add_closing(self, draft: SectionDraft, paragraphs: list[Paragraph]) -> None:
        """本方案自印发之日起施行。 after a plan's last section is the plan's own text; a further plan is a section."""
        if self.is_first and draft.node is self.last_node:
            self.add_to_plan(paragraphs)
        else:
            self.add_text(draft, paragraphs)

    def _closing_provisions(self, node: Node, body: list[Paragraph]) -> int:
        """Where the closing provisions at the end of a body begin; a plan's last section may be loose in them."""
        ends = is_closing if node is self.last_node else is_closing_item
        closing = len(body)
        while closing and ends(body[closing - 1].text) and not assigns_bodies(body[closing - 1].text):
            closing -= 1
        is_said = node is self.last_node and any(assigns_bodies(paragraph.text) for paragraph in body[: closing - 1])
        return closing - 1 if is_said and appeals(body[closing - 1].text) else closing

    def _add_speech(self, draft: SectionDraft, node: Node, paragraphs: list[Paragraph]) -> None:
        """各位代表！… and what follows: in the last section the plan's closing text, else the section's."""
        if node is self.last_node:
            self.add_to_plan(paragraphs)
        else:
            self.add_text(draft, paragraphs)

    def _add_item(self, draft: SectionDraft, node: Node, prefix: str, kind: MeasureKind = MeasureKind.MEASURE) -> None:
        """A numbered paragraph and what continues it, with any numbers below it."""
        speech = speech_start(node.body)
        closing = self._closing_provisions(node, node.body[:speech]) if node is self.last_node else speech
        body, duties = split_body(draft, node, node.body[:closing])
        if is_closing_item(node.paragraph.words):
            self.add_text(draft, [node.paragraph, *body])
        else:
            label = node.paragraph.marker.label if node.paragraph.marker else ""
            below = [paragraph for child in node.numbered for paragraph in paragraphs_of(child)]
            self.add_measure(draft, [node.paragraph, *body, *below], label, item_title(node.paragraph), kind)
            if holds_leads(node):
                self._report_leads(draft.measures[-1])
        for paragraph in duties:
            self.add_measure(draft, [paragraph], "", lead_of(paragraph.text) or first_clause(paragraph.text))
        if self.is_first:
            self.add_to_plan(node.body[closing:speech])
        else:
            self.add_text(draft, node.body[closing:speech])
        self._add_speech(draft, node, node.body[speech:])
        for box in node.boxes:
            self._add_section(draft, box, False, prefix)
        self.add_tables(draft, node.tables)

    def _report_leads(self, measure: MeasureDraft) -> None:
        leads = [lead_of(each.text) for each in measure.paragraphs[1:] if opens_with_lead(each)]
        first = measure.paragraphs[0]
        self.report(ProblemCode.LEADS_AFTER_ITEM, Span(first.start, first.end), measure.title, "、".join(leads[:3]))

    def _fill_box(self, draft: SectionDraft, body: list[Paragraph], narrative: bool) -> None:
        node = draft.node
        if narrative:
            self.add_text(draft, body)
            self.add_tables(draft, node.tables, narrative=True)
            for child in node.children:
                self._flatten(draft, child)
        elif node.numbered or has_table_of_tasks(node, of_projects=True):
            self.add_text(draft, body)
            for item in node.numbered:
                self._add_item(draft, item, draft.code, MeasureKind.PROJECT)
            self.add_tables(draft, node.tables, MeasureKind.PROJECT)
        elif node.tables and (tasks := read_named_rows(node.tables)):
            self.add_text(draft, body)
            for task in tasks:
                self.add_task(draft, task, MeasureKind.PROJECT, [task.row])
        elif any(read_indicators(rows).rows for rows in row_groups(node.tables)):
            self.add_text(draft, body)
            self.add_tables(draft, node.tables, narrative=True)
        elif body or node.tables:
            paragraphs = sorted([*body, *node.tables], key=attrgetter("start"))
            self.add_measure(draft, paragraphs, "", draft.title, MeasureKind.PROJECT)
