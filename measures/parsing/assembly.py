"""Outline → sections and measures, with codes, spans and what each measure says of bodies and targets."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from measures.parsing.bodies import Annotation, BodyReader
from measures.parsing.front import Front
from measures.parsing.ledger import Ledger
from measures.parsing.mentions import read_mentions
from measures.parsing.outline import Node
from measures.parsing.paragraphs import Paragraph
from measures.parsing.roles import (
    LEAD_HABIT,
    habit_of,
    has_only_annotation,
    is_bare,
    node_is_narrative,
    role_of,
    split_heading,
)
from measures.parsing.targets import read_targets
from measures.parsing.tree import MeasureNode, Problem, Responsibility, SectionNode, Span, Target
from measures.parsing.wording import clean_title, first_clause, is_closing, lead_of
from measures.terms import MeasureKind, Numbering, PassageKind, ProblemCode, Role

TASK_WORDS = ("任务", "分工", "清单", "举措", "措施", "台账", "责任")


@dataclass(slots=True, eq=False)
class SectionDraft:
    code: str
    node: Node
    title: str
    start: int
    end: int
    texts: list[str] = field(default_factory=list)
    sections: list["SectionDraft"] = field(default_factory=list)
    measures: list["MeasureDraft"] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    used: set[str] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class MeasureDraft:
    code: str
    kind: MeasureKind
    label: str
    title: str
    paragraphs: list[Paragraph]
    targets: list[Target] = field(default_factory=list)
    responsibilities: list[Responsibility] = field(default_factory=list)
    due_text: str = ""
    due_on: date | None = None

    @property
    def start(self) -> int:
        return self.paragraphs[0].start

    @property
    def text(self) -> str:
        first, *others = self.paragraphs
        return "\n".join([first.words.strip(), *(paragraph.text for paragraph in others)])


class Assembler:
    def __init__(self, ledger: Ledger, front: Front) -> None:
        self.ledger, self.front = ledger, front
        self.problems: list[Problem] = []
        self.bodies = BodyReader()
        self.leads_count = True
        self.used: set[str] = set()

    def assemble(self, plans: list[Node]) -> tuple[SectionNode, ...]:
        drafts: list[SectionDraft] = []
        for number, plan in enumerate(plans, 1):
            self.leads_count = habit_of(plan) >= LEAD_HABIT
            drafts += self._plan(plan, "" if number == 1 else f"p{number}")
        return _freeze_all(drafts)

    # Sections

    def _plan(self, plan: Node, code: str) -> list[SectionDraft]:
        title = plan.paragraph if plan.paragraph.text else self.front.title_paragraph
        holder = SectionDraft(code or "u1", plan, clean_title(title.text) if title else "", *_heading_span(title, plan))
        holder.used = self.used if not code else set()
        self._add_text(holder, plan.body, code if code else "")
        self._children(holder, plan, narrative=False, prefix=code)
        if code or holder.measures:
            if title:
                self.ledger.add(title.start, PassageKind.HEADING, holder.code)
            return [holder]
        if title:
            self.ledger.add(title.start, PassageKind.HEADING)
        return holder.sections

    def _children(self, draft: SectionDraft, node: Node, narrative: bool, prefix: str) -> None:
        siblings = node.numbered
        for child in node.children:
            role = role_of(child, siblings, narrative)
            if role == "section":
                self._section(draft, child, narrative, prefix)
            elif role == "measure":
                self._item(draft, child, prefix)
            else:
                self._flatten(draft, child)

    def _section(self, parent: SectionDraft, node: Node, narrative: bool, prefix: str) -> None:
        paragraph, body = node.paragraph, list(node.body)
        heading = split_heading(paragraph)
        code = self._code(parent, node, prefix)
        draft = SectionDraft(code, node, heading.title, paragraph.start, paragraph.at(heading.rest_at - 1) + 1)
        parent.sections.append(draft)
        self.ledger.add(paragraph.start, PassageKind.HEADING, code)
        if not heading.title and body and len(body[0].text) <= 40 and "。" not in body[0].text:
            self._title_below(draft, body.pop(0))
        narrative = node_is_narrative(node, narrative) or self._is_text_only(node, draft.title)
        if heading.rest:
            self._add_piece(draft, paragraph, heading.rest_at)
        if node.style is Numbering.BOX:
            self._box(draft, node, body, narrative)
            return
        if node.numbered:
            self._intro(draft, body, narrative)
        else:
            self._leaf(draft, body, narrative)
        self._children(draft, node, narrative, code)
        self._add_text(draft, node.tables, code)
        self._check_last_speaks_for_all(draft)

    def _check_last_speaks_for_all(self, draft: SectionDraft) -> None:
        """Only the last of several measures names who is responsible: it may speak for the whole section."""
        assigned = [[one for one in m.responsibilities if one.role is not Role.MENTIONED] for m in draft.measures]
        if len(assigned) > 1 and assigned[-1] and not any(assigned[:-1]):
            last = assigned[-1]
            span = Span(last[0].span.start, last[-1].span.end)
            self.problems.append(Problem(ProblemCode.SPEAKS_FOR_PARENT, 0, span, draft.title, draft.measures[-1].title))

    def _title_below(self, draft: SectionDraft, paragraph: Paragraph) -> None:
        draft.title, draft.end = clean_title(paragraph.text), paragraph.end
        self.ledger.add(paragraph.start, PassageKind.HEADING, draft.code)

    def _is_text_only(self, node: Node, title: str) -> bool:
        if node.style is Numbering.BOX:
            return "指标" in title
        return node.style is Numbering.ANNEX and not any(word in title for word in TASK_WORDS)

    def _code(self, parent: SectionDraft, node: Node, prefix: str) -> str:
        scope, used = (
            (self._plan_prefix(prefix), self.used)
            if node.style in (Numbering.BOX, Numbering.ANNEX)
            else (prefix, parent.used)
        )
        letter = {Numbering.BOX: "b", Numbering.ANNEX: "x", Numbering.NONE: "u"}.get(node.style, "")
        number = node.number or next(n for n in range(1, 100_000) if _join(scope, f"{letter}{n}") not in used)
        plain = code = _join(scope, f"{letter}{number}")
        for suffix in _suffixes():
            if code not in used:
                break
            code = plain + suffix
        used.add(code)
        return code

    @staticmethod
    def _plan_prefix(prefix: str) -> str:
        return prefix.split(".")[0] if prefix.startswith("p") else ""

    # Text

    def _intro(self, draft: SectionDraft, body: list[Paragraph], narrative: bool) -> None:
        """Paragraphs before the first sub-heading are the section's text, save those that say who is responsible."""
        for paragraph in body:
            if not narrative and self._annotations(paragraph):
                self._measure(draft, [paragraph], "", lead_of(paragraph.text) or draft.title)
            else:
                self._add_text(draft, [paragraph], draft.code)

    def _add_text(self, draft: SectionDraft, paragraphs: Iterable[Paragraph], code: str) -> None:
        for paragraph in paragraphs:
            self.ledger.add(paragraph.start, PassageKind.TEXT, code)
            draft.texts.append(paragraph.text)
            if not draft.measures and not draft.sections and draft.end <= paragraph.start:
                draft.end = paragraph.end
            draft.targets += _targets(paragraph, 0)

    def _add_piece(self, draft: SectionDraft, paragraph: Paragraph, start: int) -> None:
        rest = paragraph.text[start:]
        start += len(rest) - len(rest.lstrip())
        self.ledger.add(paragraph.at(start), PassageKind.TEXT, draft.code)
        draft.texts.append(paragraph.text[start:])
        draft.end = paragraph.end
        draft.targets += _targets(paragraph, start)

    def _flatten(self, draft: SectionDraft, node: Node) -> None:
        """A numbered paragraph of a narrative section, with all below it, is text."""
        if any(annotation.named for annotation in self._annotations(node.paragraph)):
            self._item(draft, node, draft.code)
            return
        self._add_text(draft, [node.paragraph, *node.body, *node.tables], draft.code)
        for child in node.children:
            if child.style is Numbering.BOX:
                self._section(draft, child, True, draft.code)
            else:
                self._flatten(draft, child)

    # Measures

    def _leaf(self, draft: SectionDraft, body: list[Paragraph], narrative: bool) -> None:
        if narrative:
            self._intro(draft, body, narrative=not any(self._peek(paragraph) for paragraph in body))
            return
        closing = len(body)
        while closing and is_closing(body[closing - 1].text):
            closing -= 1
        for first, group in self._groups(body[:closing]):
            if first:
                self._measure(draft, group, "", lead_of(group[0].text) if self._is_lead(group[0]) else draft.title)
            else:
                self._add_text(draft, group, draft.code)
        self._add_text(draft, body[closing:], draft.code)

    def _groups(self, body: list[Paragraph]) -> list[tuple[bool, list[Paragraph]]]:
        """Runs of paragraphs: (True, a measure's) or (False, the section's own before its first measure)."""
        if not any(self._is_lead(paragraph) for paragraph in body):
            return self._annotated_groups(body)
        groups: list[tuple[bool, list[Paragraph]]] = []
        for paragraph in body:
            if self._is_lead(paragraph):
                groups.append((True, [paragraph]))
            elif groups:
                groups[-1][1].append(paragraph)
            else:
                groups.append((False, [paragraph]))
        return groups

    def _annotated_groups(self, body: list[Paragraph]) -> list[tuple[bool, list[Paragraph]]]:
        if sum(self._peek(paragraph) for paragraph in body) < 2:
            return [(True, body)] if body else []
        groups: list[tuple[bool, list[Paragraph]]] = [(True, [])]
        for paragraph in body:
            groups[-1][1].append(paragraph)
            if self._peek(paragraph):
                groups.append((True, []))
        if not groups[-1][1]:
            groups.pop()
        return groups

    def _is_lead(self, paragraph: Paragraph) -> bool:
        return self.leads_count and bool(lead_of(paragraph.text)) and not has_only_annotation(paragraph)

    def _item(self, draft: SectionDraft, node: Node, prefix: str, kind: MeasureKind = MeasureKind.MEASURE) -> None:
        """A numbered paragraph and what continues it, with any numbers below it."""
        paragraphs = [node.paragraph, *node.body]
        if is_closing(node.paragraph.text) and not is_bare(node.paragraph):
            self._add_text(draft, paragraphs, draft.code)
        else:
            words = node.paragraph.words
            inner = [p for child in node.numbered for p in _subtree(child)]
            self._measure(
                draft,
                paragraphs + inner,
                node.paragraph.marker.label if node.paragraph.marker else "",
                lead_of(words) or (clean_title(words) if is_bare(node.paragraph) else ""),
                kind,
            )
        for box in node.boxes:
            self._section(draft, box, False, prefix)
        self._add_text(draft, node.tables, draft.code)

    def _box(self, draft: SectionDraft, node: Node, body: list[Paragraph], narrative: bool) -> None:
        items = [] if narrative else node.numbered
        if narrative:
            self._add_text(draft, [*body, *node.tables], draft.code)
            for child in node.children:
                self._flatten(draft, child)
        elif items:
            self._add_text(draft, body, draft.code)
            for item in items:
                self._item(draft, item, draft.code, MeasureKind.PROJECT)
            self._add_text(draft, node.tables, draft.code)
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
            self.ledger.add(paragraph.start, PassageKind.MEASURE, code)
            measure.targets += _targets(paragraph, paragraph.words_at if i == 0 else 0)
            self._annotate(measure, paragraph)

    def _annotate(self, measure: MeasureDraft, paragraph: Paragraph) -> None:
        annotations = self._annotations(paragraph)
        named = [one for annotation in annotations for one in annotation.named]
        known = {(one.body, one.role) for one in measure.responsibilities}
        for one in named:
            if (one.name, one.role) not in known:
                known.add((one.name, one.role))
                self._respond(measure, paragraph, one.name, one.role, one.start, one.end, one.rule)
        for annotation in annotations:
            measure.due_text = measure.due_text or annotation.due
        bodies = {one.body for one in measure.responsibilities}
        for start, end in read_mentions(paragraph.text):
            inside = any(annotation.start <= start < annotation.end for annotation in annotations)
            if not inside and paragraph.text[start:end] not in bodies:
                bodies.add(paragraph.text[start:end])
                self._respond(measure, paragraph, paragraph.text[start:end], Role.MENTIONED, start, end, "mention")

    @staticmethod
    def _respond(
        measure: MeasureDraft, paragraph: Paragraph, body: str, role: Role, start: int, end: int, rule: str
    ) -> None:
        position = len(measure.responsibilities) + 1
        measure.responsibilities.append(Responsibility(body, role, position, paragraph.span(start, end), rule))

    def _annotations(self, paragraph: Paragraph) -> list[Annotation]:
        return self.bodies.read(paragraph.text)

    def _peek(self, paragraph: Paragraph) -> bool:
        return any(annotation.named for annotation in BodyReader(self.bodies.first_leads).read(paragraph.text))


def _subtree(node: Node) -> list[Paragraph]:
    return [node.paragraph, *node.body, *(paragraph for child in node.children for paragraph in _subtree(child))]


def _targets(paragraph: Paragraph, start: int) -> list[Target]:
    return [
        Target(
            q.text,
            q.metric,
            q.comparator,
            q.value,
            q.unit,
            q.year,
            q.nature,
            paragraph.span(start + q.start, start + q.end),
            q.rule,
        )
        for q in read_targets(paragraph.text[start:] if start else paragraph.text)
    ]


def _heading_span(title: Paragraph | None, plan: Node) -> tuple[int, int]:
    if title:
        return title.start, title.end
    first = next((child.paragraph for child in plan.children), None)
    return (first.start, first.start + 1) if first else (0, 1)


def _join(prefix: str, last: str) -> str:
    return f"{prefix}.{last}" if prefix else last


def _suffixes() -> Iterable[str]:
    yield from "bcdefghijklmnopqrstuvwxyz"
    yield from (f"z{n}" for n in range(1, 1_000_000))


def _freeze_all(drafts: list[SectionDraft]) -> tuple[SectionNode, ...]:
    starts: list[tuple[int, int, SectionDraft | MeasureDraft]] = []
    todo = list(drafts)
    while todo:
        draft = todo.pop()
        todo += draft.sections
        starts.append((draft.start, 0, draft))
        starts += [(measure.start, 1, measure) for measure in draft.measures]
    starts.sort(key=lambda entry: entry[:2])
    places: dict[SectionDraft | MeasureDraft, int] = {entry[2]: place for place, entry in enumerate(starts, 1)}
    return tuple(_freeze(draft, places) for draft in drafts)


def _freeze(draft: SectionDraft, places: dict[SectionDraft | MeasureDraft, int]) -> SectionNode:
    marker = draft.node.paragraph.marker
    return SectionNode(
        code=draft.code,
        numbering=draft.node.style,
        label=marker.label if marker else "",
        title=draft.title,
        text="\n".join(draft.texts),
        position=places[draft],
        span=Span(draft.start, draft.end),
        sections=tuple(_freeze(child, places) for child in draft.sections),
        measures=tuple(_freeze_measure(measure, places[measure]) for measure in draft.measures),
        targets=tuple(draft.targets),
    )


def _freeze_measure(draft: MeasureDraft, place: int) -> MeasureNode:
    return MeasureNode(
        code=draft.code, kind=draft.kind, label=draft.label, title=draft.title, text=draft.text, position=place,
        span=Span(draft.start, draft.paragraphs[-1].end), due_text=draft.due_text, due_on=draft.due_on,
        responsibilities=tuple(draft.responsibilities), targets=tuple(draft.targets),
    )  # fmt: skip
