"""What each node of the outline is: a section, a measure, or a part of its section's text."""

import re
from dataclasses import dataclass

from measures.parsing.content.bodies import brackets, has_annotation, starts_with_label
from measures.parsing.structure.numbering import STRUCTURAL
from measures.parsing.structure.outline import Node
from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.structure.wording import HEADING_LENGTH, clean_title, is_narrative, lead_of
from measures.terms import Numbering

SECTION_STYLES = (*STRUCTURAL, Numbering.BOX, Numbering.ANNEX)
LEAD_HABIT = 0.3
# So begins a sentence about the plan or its time, not the name of a task.
_SENTENCE = re.compile(
    "本|该|各(?=[地级部有市县区乡])|我[省市区县国]|这|上述|以上|根据|到20|截[至止]|当前|目前|近年来|同时|此外|"
    "其中|由(?!此)"
)


@dataclass(slots=True, frozen=True)
class Heading:
    """A numbered line in two: its title, and the text glued to it, which begins at `rest_at` (or is "")."""

    title: str
    rest: str
    rest_at: int


def split_heading(paragraph: Paragraph) -> Heading:
    words = paragraph.words
    lead = lead_of(words)
    if lead:
        rest_at = paragraph.words_at + words.index("。") + 1
        return Heading(clean_title(lead), paragraph.text[rest_at:].strip(), rest_at)
    if has_annotation(words):
        opening = next((start for start, _ in brackets(words) if has_annotation(words[start:])), len(words))
        rest_at = paragraph.words_at + opening
        return Heading(clean_title(words[:opening]), paragraph.text[rest_at:].strip(), rest_at)
    return Heading(clean_title(words), "", len(paragraph.text))


def is_bare(paragraph: Paragraph) -> bool:
    """A number and a title, with no text of its own."""
    words = paragraph.words.strip()
    if len(words) > HEADING_LENGTH or lead_of(words) or "。" in words[:-1] or has_annotation(words):
        return False
    return words[-1:] not in ("；", ";", "，") and ("：" not in words[:-1] or len(words) <= 30)


def _is_bare_but_for_annotation(paragraph: Paragraph) -> bool:
    """（一）建设园区（市科技局牵头） over paragraphs is a heading all the same."""
    heading = split_heading(paragraph)
    if not heading.rest or "。" in heading.title or len(heading.title) > HEADING_LENGTH:
        return False
    return has_only_annotation(paragraph.tail(heading.rest_at))


def role_of(node: Node, among_items: bool, narrative: bool) -> str:
    """`section`, `measure` or `text`."""
    if node.style in SECTION_STYLES or node.style is Numbering.NONE:
        return "section"
    bare = is_bare(node.paragraph) or (bool(node.body) and _is_bare_but_for_annotation(node.paragraph))
    if node.body and not node.numbered and all(map(has_only_annotation, node.body)):
        return "measure"
    if narrative:
        return "section" if bare and (node.body or node.children or node.tables) else "text"
    if node.numbered:
        return "section"
    if not bare:
        return "text" if _tells_only(node.paragraph) else "measure"
    if node.body or node.boxes or node.tables:
        return "section"
    return "measure" if among_items else "section"


def _tells_only(paragraph: Paragraph) -> bool:
    """1.“十三五”发展成就。…: a numbered paragraph that is a narrative section in small."""
    lead = lead_of(paragraph.words)
    return bool(lead) and is_narrative(lead) and not has_annotation(paragraph.text)


def mostly_items(siblings: list[Node]) -> bool:
    """A bare number among items is an item, among headings a heading whose body is missing."""
    headings = sum(
        bool(node.numbered or node.boxes) or (is_bare(node.paragraph) and bool(node.body)) for node in siblings
    )
    return headings * 2 <= len(siblings)


def has_only_annotation(paragraph: Paragraph) -> bool:
    """（责任单位：甲）, 责任单位：甲 or 完成时限：6月底 on a line of its own."""
    text = paragraph.text
    if starts_with_label(text):
        return True
    return (
        text.startswith(("（", "(", "【", "[", "〔"))
        and brackets(text)[:1] == [(0, len(text))]
        and has_annotation(text)
    )


def opens_with_lead(paragraph: Paragraph) -> bool:
    """Whether more than an annotation follows the paragraph's lead sentence."""
    lead = lead_of(paragraph.text)
    if not lead or _SENTENCE.match(lead):
        return False
    rest = paragraph.text[paragraph.text.index("。") + 1 :].strip()
    return not (starts_with_label(rest) or (rest[:1] in "（(【〔[" and brackets(rest)[:1] == [(0, len(rest))]))


def node_is_narrative(node: Node, above: bool) -> bool:
    if above or node.is_plan:
        return above
    return is_narrative(split_heading(node.paragraph).title)


def habit_of(plan: Node) -> float:
    """The share of unnumbered paragraphs under leaf headings that open with a lead sentence."""
    leads = total = 0
    todo = [(plan, False)]
    while todo:
        node, above = todo.pop()
        narrative = node_is_narrative(node, above)
        if node.style is Numbering.ANNEX or node.style is Numbering.BOX or narrative:
            continue
        todo += [(child, narrative) for child in node.children]
        if node.numbered or node.is_plan or not is_bare(node.paragraph):
            continue
        total += len(node.body)
        leads += sum(opens_with_lead(paragraph) for paragraph in node.body)
    return leads / total if total else 0.0
