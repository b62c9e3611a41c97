"""Paragraphs → an outline: which numbers are headings or items, and what stands under what.

Reads: the paragraphs of the body, the titles of the plans in it. Writes: `Outline`: a `Node` for each plan with all
below it, the lines that only list annexes, and problems with numbers.

Styles nest in the order in which this document uses them. A box, an annex and a second plan each open an order of
their own.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from measures.parsing.extract import LineKind
from measures.parsing.lexicon import any_of
from measures.parsing.lexicon.section_words import (
    CAPTIONS,
    FILLING_NOTES,
    GLOSSARIES,
    NOTES,
    TABLE_ANNEX,
    UNNUMBERED_HEADINGS,
)
from measures.parsing.patterns import lazy_regex
from measures.parsing.structure.boxes import as_box_title
from measures.parsing.structure.classification import is_bare
from measures.parsing.structure.duty_headings import heads_duties
from measures.parsing.structure.looks import LOOK_OF_GROUPS, look_of
from measures.parsing.structure.metadata import is_title_like, names_a_plan
from measures.parsing.structure.nodes import NOWHERE, Node, Scope
from measures.parsing.structure.numbering import STRUCTURAL, Marker, counts_on, label_of
from measures.parsing.structure.paragraphs import TERMINAL, Paragraph
from measures.parsing.structure.wording import HEADING_LENGTH, is_title, lead_of
from measures.parsing.tree import Problem
from measures.terms import Numbering, ProblemCode

TITLE_LENGTH = 80
SCOPES = (Numbering.BOX, Numbering.ANNEX)
_RANK = {Numbering.PART: 0, Numbering.CHAPTER: 1, Numbering.SECTION: 2}
_CAPTION = lazy_regex(
    rf"^{any_of(CAPTIONS)}\s*[\dA-Z一二三四五六七八九十]+(?:[-－—.．]\d+)?(?:[\s:：]|[^\d，。、]{{2,40}}$)"
)
_NOTE = lazy_regex(rf"^{any_of(NOTES)}\s*[:：]\s*")
_CAPTION_STARTS, _NOTE_STARTS = ({word[0] for word in starts} for starts in (CAPTIONS, NOTES))
_PROSE = lazy_regex(r"[。；].*[。；：]$|^.{45,}[。：；]$")
_UNNUMBERED_HEADING = lazy_regex("|".join(r"\s*".join(words) for words in UNNUMBERED_HEADINGS))
_GLOSSARY = lazy_regex(rf"{any_of(GLOSSARIES)}|[^，。；：]{{0,40}}{any_of(FILLING_NOTES)}")
_MARKS = lazy_regex("[，。；：！？]")


@dataclass(slots=True)
class _NumbersBelow:
    """The numbers of one node's children: the last of each style, and all of them."""

    last: dict[Numbering, int] = field(default_factory=dict)
    used: set[tuple[Numbering, int]] = field(default_factory=set)


@dataclass(slots=True)
class _Zone:
    """A table flattened to one cell a line, and the notes under it."""

    in_notes: bool = False
    next_note: int | None = 1  # the number that the next note would bear, None where they bear none


@dataclass(frozen=True, slots=True)
class Outline:
    """`annex_lines` name at the document's foot what is annexed (附件：1. …) and stand under no node."""

    plans: list[Node]
    annex_lines: list[Paragraph]
    problems: list[Problem]


def _is_left(node: Node, paragraph: Paragraph) -> bool:
    """序言 in the style of 一、 below it holds no 一、; nor does 总体目标 over its text one in the same bold."""
    is_as_large = bool(node.body) and 0 < node.look <= paragraph.look
    return node.style is Numbering.NONE and (is_as_large or 0 < paragraph.level <= node.paragraph.level)


class _OutlineBuilder:
    def __init__(self, plan_titles: frozenset[str] = frozenset()) -> None:
        self.root = Node(Numbering.NONE, NOWHERE, is_plan=True)
        self.plans = [self.root]
        self.scopes = [Scope(self.root)]
        self.problems: list[Problem] = []
        self.plan_titles = plan_titles
        self._shortest_title = min(map(len, plan_titles), default=1_000)
        self.annex_lines: list[Paragraph] = []
        self._zone: _Zone | None = None
        self._previous: Paragraph | None = None
        self._listing_annexes = False
        self._is_above_row = False
        self._numbers: defaultdict[Node, _NumbersBelow] = defaultdict(_NumbersBelow)

    @property
    def scope(self) -> Scope:
        return self.scopes[-1]

    def add(self, paragraph: Paragraph, below: Paragraph | None = None) -> None:
        """`below` is the next paragraph."""
        paragraph = as_box_title(paragraph)
        following = below.marker if below else None
        self._is_above_row = below is not None and below.kind is LineKind.ROW
        if len(self.scopes) > 1:
            self._leave_box(paragraph)
        if self._starts_plan(paragraph, following):
            self._add_plan(paragraph)
        elif not (self._lists_annexes(paragraph, following) or self._is_in_table(paragraph)):
            self._add_prose(paragraph, following)
        self._previous = paragraph

    def _leave_box(self, paragraph: Paragraph) -> None:
        """A box ends with its frame, and one with a heading style at a heading that is no deeper."""
        node = self.scope.node
        frame, level = node.paragraph.region, node.paragraph.level
        is_left = (frame and paragraph.region != frame) or 0 < paragraph.level <= level
        if node.style is Numbering.BOX and is_left:
            self.scopes.pop()

    def _add_prose(self, paragraph: Paragraph, following: Marker | None) -> None:
        marker = paragraph.marker
        if marker is not None and self._is_number(paragraph, marker, following):
            self._add_numbered(paragraph, marker)
        elif _GLOSSARY.fullmatch(paragraph.text) and not self._is_annex_title():
            self._open_glossary(paragraph)
        elif paragraph.level or _UNNUMBERED_HEADING.fullmatch(paragraph.text):
            self._add_unnumbered(paragraph)
        elif following and paragraph.heads_group:
            self._add_group(paragraph, following)
        elif following and following.number == 1 and heads_duties(paragraph):
            self._add_office(paragraph, following)
        elif (look := look_of(paragraph)) and self._may_head_by_look():
            self._add_by_look(paragraph, look)
        else:
            self.scope.top.body.append(paragraph.without_number())

    # What is no heading

    def _starts_plan(self, paragraph: Paragraph, following: Marker | None) -> bool:
        """A line that a notice quoted, or one like a title, where the first numbers begin again or in its style."""
        if paragraph.marker:
            return False
        begins_again = following is not None and following.number == 1 and self._begins_again(following)
        if (begins_again or paragraph.is_title) and is_title_like(paragraph.text) and names_a_plan(paragraph.text):
            return True
        return len(paragraph.text) >= self._shortest_title and is_title(paragraph.text, self.plan_titles)

    def _begins_again(self, following: Marker) -> bool:
        """Whether the number 1 that follows is of the style that this plan's own first numbers have."""
        first = next((node.style for node in self.plans[-1].children), None)
        return following.style is first and len(self.scopes) == 1

    def _add_plan(self, paragraph: Paragraph) -> None:
        if self._is_annex_title() and not self.scope.node.paragraph.words.strip():
            self._drop_annex()
        node = Node(Numbering.NONE, paragraph, is_plan=True)
        self.plans.append(node)
        self.scopes = [Scope(node)]
        self._zone, self._listing_annexes = None, False

    def _drop_annex(self) -> None:
        """附件2 over the title of a plan only says where it stands."""
        annex = self.scope.node
        self.plans[-1].children.remove(annex)
        self.annex_lines.append(annex.paragraph.without_number())

    def _lists_annexes(self, paragraph: Paragraph, following: Marker | None) -> bool:
        """附件：1. …, 2. … at a document's foot only names what is annexed; above a 1. or a row it is the annex."""
        marker = paragraph.marker
        if marker and marker.style is Numbering.ANNEX:
            is_list = paragraph.text[: marker.end].rstrip()[-1] in ":：" and bool(paragraph.words.strip())
            self._listing_annexes = is_list and not (self._is_above_row or (following and following.number == 1))
        elif self._listing_annexes and not (
            marker and marker.style is Numbering.ARABIC_DOT and len(paragraph.text) < HEADING_LENGTH
        ):
            self._listing_annexes = False
        if self._listing_annexes:
            self.annex_lines.append(paragraph.without_number())
        return self._listing_annexes

    def _is_in_table(self, paragraph: Paragraph) -> bool:
        marker = paragraph.marker
        if paragraph.kind is LineKind.ROW:
            self._zone = None
            self.scope.top.tables.append(paragraph)
            return True
        if (
            paragraph.text[0] in _CAPTION_STARTS
            and _CAPTION.match(paragraph.text)
            and not (marker and marker.style is Numbering.ANNEX)
        ):
            self._zone = _Zone()
        elif self._zone is None and paragraph.text[0] in _NOTE_STARTS and _NOTE.match(paragraph.text):
            self._zone = _Zone(in_notes=True)
        elif self._zone is None or self._ends_table(paragraph, marker, self._zone):
            self._zone = None
            return False
        self._read_note(paragraph, self._zone)
        self.scope.top.tables.append(paragraph.without_number())
        return True

    def _read_note(self, paragraph: Paragraph, zone: _Zone) -> None:
        if note := _NOTE.match(paragraph.text):
            words = paragraph.text[note.end() :]
            zone.in_notes = True
            zone.next_note = 2 if words.startswith(("1", "１", "①", "(1", "（1")) else None if words else 1
        elif zone.in_notes and paragraph.marker and paragraph.marker.number == zone.next_note:
            zone.next_note = paragraph.marker.number + 1

    def _ends_table(self, paragraph: Paragraph, marker: Marker | None, zone: _Zone) -> bool:
        if paragraph.level:
            return True
        if marker is None:
            return bool(_PROSE.search(paragraph.text)) and not _NOTE.match(paragraph.text)
        if marker.style in STRUCTURAL or marker.style in SCOPES:
            return True
        if (
            zone.in_notes
            and marker.number == zone.next_note
            and marker.style in (Numbering.ARABIC_DOT, Numbering.ARABIC_PAREN, Numbering.CIRCLED)
        ):
            return False
        if zone.in_notes and lead_of(paragraph.words) and _PROSE.search(paragraph.text):
            return True
        return len(paragraph.words) >= 4 and any(self._continues(scope, paragraph, marker) for scope in self.scopes)

    def _continues(self, scope: Scope, paragraph: Paragraph, marker: Marker) -> bool:
        if scope.expects(marker):
            return True
        if marker.style not in (Numbering.HAN_COMMA, Numbering.HAN_PAREN) and not lead_of(paragraph.words):
            return False
        known = any((node.style, marker.style) in scope.above for node in [*scope.open, scope.node])
        return known and scope.depth_of(marker.style) is None and marker.number == 1

    def _is_number(self, paragraph: Paragraph, marker: Marker, following: Marker | None) -> bool:
        if marker.style in SCOPES:
            return len(paragraph.text) <= TITLE_LENGTH
        if marker.style in STRUCTURAL:
            return len(paragraph.text) <= TITLE_LENGTH and not paragraph.words.rstrip().endswith(("。", "，", "；"))
        if not paragraph.words.strip():
            return False
        if paragraph.level or not self._broke_off() or any(scope.expects(marker) for scope in self.scopes):
            return True
        is_first = marker.number == 1 and self.scope.depth_of(marker.style) is None
        return is_first and (counts_on(marker, following) or not _MARKS.search(paragraph.words))

    def _broke_off(self) -> bool:
        """Whether the paragraph before stopped in the middle of a sentence: this one may be its wrapped end."""
        previous = self._previous
        if previous is None or previous.level or len(previous.text) <= 12 or previous.text[-1] in TERMINAL:
            return False
        return "，" in previous.text and (previous.marker is None or "。" in previous.text)

    # What is one

    def _add_unnumbered(self, paragraph: Paragraph) -> None:
        self._leave_scopes(1)
        node = Node(Numbering.NONE, paragraph)
        self.scope.open = [node for node in self.scope.open if 0 < node.paragraph.level < (paragraph.level or 1)]
        self.scope.top.children.append(node)
        self.scope.open.append(node)

    def _is_annex_title(self) -> bool:
        """The line below a bare 附件2."""
        node = self.scope.node
        return node.style is Numbering.ANNEX and self._previous is node.paragraph

    def _open_glossary(self, paragraph: Paragraph) -> None:
        """名词解释 at the foot has an order of numbers of its own, as an annex has."""
        self._leave_scopes(1)
        node = Node(Numbering.NONE, paragraph)
        self.scope.node.children.append(node)
        self.scopes.append(Scope(node))

    def _add_office(self, paragraph: Paragraph, following: Marker) -> None:
        """市住房城乡建设局： above 1.…, 2.…: a heading beside others of its kind, under the number that is open."""
        opened = self.scope.open
        depth = (i for i, node in enumerate(opened) if node.is_office or node.style is following.style)
        del opened[next(depth, len(opened)) :]
        node = Node(Numbering.NONE, paragraph, is_office=True)
        self.scope.top.children.append(node)
        opened.append(node)

    def _add_group(self, paragraph: Paragraph, following: Marker) -> None:
        """优化教育布局 above 5., which counts on from 4.: a heading beside the last of its kind."""
        self._leave_scopes(1)
        opened = self.scope.open
        depth = (i for i, node in enumerate(opened) if node.paragraph.heads_group or node.style is following.style)
        del opened[next(depth, len(opened)) :]
        node = Node(Numbering.NONE, paragraph, look=LOOK_OF_GROUPS)
        self.scope.top.children.append(node)
        opened.append(node)

    def _may_head_by_look(self) -> bool:
        """Under a plan, a heading by its look or style, or a number and a title alone; not in the middle of an item."""
        top = self.scope.top
        if self._previous is top.paragraph and not top.paragraph.words.strip():
            return False  # the title of 附件2 on the line below
        is_title = top.is_plan or top.paragraph.level > 0 or is_bare(top.paragraph)
        return is_title or any(node.look for node in self.scope.open)

    def _add_by_look(self, paragraph: Paragraph, look: float) -> None:
        """Beside the last that looks as large, or under the number that is open."""
        opened = self.scope.open = [node for node in self.scope.open if not node.holds_no_numbers]
        depth = next((i for i, node in enumerate(opened) if 0 < node.look <= look), len(opened))
        del opened[depth:]
        node = Node(Numbering.NONE, paragraph, look=look)
        self.scope.top.children.append(node)
        opened.append(node)

    def _add_numbered(self, paragraph: Paragraph, marker: Marker) -> None:
        if marker.style in SCOPES:
            self._open_scope(paragraph, marker)
            return
        self._choose_scope(marker)
        self._place(self.scope, paragraph, marker)

    def _open_scope(self, paragraph: Paragraph, marker: Marker) -> None:
        is_in_annex = any(scope.node.style is Numbering.ANNEX for scope in self.scopes)
        self._leave_scopes(2 if is_in_annex and marker.style is not Numbering.ANNEX else 1)
        node = Node(marker.style, paragraph, marker.number)
        parent = self.scope.node if marker.style is Numbering.ANNEX else self.scope.top
        parent.children.append(node)
        self.scopes.append(Scope(node))
        if marker.style is Numbering.ANNEX and paragraph.text.replace(" ", "").startswith(TABLE_ANNEX):
            self._zone = _Zone()

    def _leave_scopes(self, depth: int) -> None:
        del self.scopes[depth:]

    def _choose_scope(self, marker: Marker) -> None:
        """Leave the box where the number carries on what stands outside it."""
        while len(self.scopes) > 1 and not self._belongs_inside(self.scope, marker):
            self.scopes.pop()

    def _belongs_inside(self, scope: Scope, marker: Marker) -> bool:
        if scope.node.style is Numbering.ANNEX:
            return True
        outer = self.scopes[-2]
        if marker.style in STRUCTURAL:
            return False
        if scope.expects(marker):
            return True
        if outer.expects(marker):
            return False
        is_known_outside = any((node.style, marker.style) in outer.above for node in outer.open[-1:])
        if marker.number == 1 and scope.depth_of(marker.style) is None:
            has_content = bool(scope.node.body or scope.node.children)
            return not (is_known_outside and has_content)
        return outer.depth_of(marker.style) is None

    def _place(self, scope: Scope, paragraph: Paragraph, marker: Marker) -> None:
        while scope.open and (scope.open[-1].holds_no_numbers or _is_left(scope.open[-1], paragraph)):
            scope.open.pop()
        depth = scope.depth_of(marker.style)
        if marker.style in _RANK:
            depth = next(
                (i for i, node in enumerate(scope.open) if _RANK.get(node.style, 9) >= _RANK[marker.style]), None
            )
        elif depth is None:
            depth = next((i for i, node in enumerate(scope.open) if (marker.style, node.style) in scope.above), None)
        if depth is not None:
            del scope.open[depth:]
        parent = scope.top
        self._check_number(scope, parent, paragraph, marker)
        node = Node(marker.style, paragraph, marker.number)
        scope.above.update((above.style, marker.style) for above in scope.open)
        scope.last[marker.style] = marker.number
        parent.children.append(node)
        numbers = self._numbers[parent]
        numbers.last[marker.style] = marker.number
        numbers.used.add((marker.style, marker.number))
        scope.open.append(node)

    def _check_number(self, scope: Scope, parent: Node, paragraph: Paragraph, marker: Marker) -> None:
        below = self._numbers[parent]
        expected = below.last.get(marker.style, 0) + 1
        run_on = scope.last.get(marker.style, 0) + 1
        if marker.above and parent.style is not Numbering.NONE and parent.number != marker.above[-1]:
            above = parent.paragraph.marker
            self._report(ProblemCode.WRONG_PARENT, paragraph, marker, above.label if above else "")
        elif marker.number not in (expected, run_on):
            if (marker.style, marker.number) in below.used:
                return  # reported with its code, which is given later
            self._report(ProblemCode.NUMBER_GAP, paragraph, marker, label_of(marker, expected))

    def _report(self, code: ProblemCode, paragraph: Paragraph, marker: Marker, detail: str) -> None:
        span = paragraph.span(0, len(marker.label))
        self.problems.append(Problem(code, 0, span, marker.label, detail))


def build_outline(paragraphs: list[Paragraph], plan_titles: frozenset[str]) -> Outline:
    """Nest `paragraphs`; a line equal to one of `plan_titles` (loose forms) begins a plan of its own."""
    builder = _OutlineBuilder(plan_titles)
    for paragraph, below in zip(paragraphs, [*paragraphs[1:], None], strict=False):
        builder.add(paragraph, below)
    return Outline(builder.plans, builder.annex_lines, builder.problems)
