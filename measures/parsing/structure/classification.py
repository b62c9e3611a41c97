"""What each node of the outline is: a section, a measure, or a part of its section's text.

Reads: nodes of the outline. Writes: answers about them; no node is changed.
"""

from dataclasses import dataclass
from enum import Enum

from measures.parsing.content.bodies import duty_opening, has_annotation
from measures.parsing.content.brackets import OPENING, brackets
from measures.parsing.content.labels import starts_with_label
from measures.parsing.lexicon import any_of
from measures.parsing.lexicon.section_words import AFTER_FIVE_YEARS, SENTENCE_STARTS
from measures.parsing.patterns import lazy_regex
from measures.parsing.structure.nodes import Node
from measures.parsing.structure.numbering import STRUCTURAL
from measures.parsing.structure.paragraphs import Heading, Paragraph
from measures.parsing.structure.wording import (
    HEADING_LENGTH,
    clean_title,
    first_clause,
    is_narrative,
    lead_end,
    lead_of,
)
from measures.terms import Numbering

SECTION_STYLES = (*STRUCTURAL, Numbering.BOX, Numbering.ANNEX)
_SOME_LABEL = lazy_regex(r"[\u4e00-\u9fff（）]{2,8}\s*[：:].{1,80}$")
_NAMED = lazy_regex(r"[\u4e00-\u9fff（）]{2,8}\s*[：:]")
LEAD_HABIT = 0.3
TITLE_LENGTH = 80
_SENTENCE = lazy_regex(
    f"{any_of(SENTENCE_STARTS)}|“?十[一二三四五六七八九]五”?{any_of(AFTER_FIVE_YEARS[:2])}|各(?=[地级部有市县区乡])|由(?!此)"
)


class NodeKind(Enum):
    SECTION = "section"
    MEASURE = "measure"
    TEXT = "text"


def split_heading(paragraph: Paragraph) -> Heading:
    """The title is the lead sentence, else what stands before an annotation, else all words, where they are few."""
    if paragraph.heading is None:
        paragraph.heading = _split_heading(paragraph)
    return paragraph.heading


def _split_heading(paragraph: Paragraph) -> Heading:
    words = paragraph.words
    if lead := lead_of(words):
        return _heading(paragraph, lead, lead_end(words))
    if has_annotation(paragraph.text):
        found = brackets(words)
        opening = next((start for start, end in found if has_annotation(words[start:end])), len(words))
        if opening == len(words) and found and found[-1][1] == len(words) and not has_annotation(words):
            opening = found[-1][0]  # the offices alone: 3.改革审批（市数据局）
        if opening:
            return _heading(paragraph, words[:opening], opening)
    if len(words) > TITLE_LENGTH:
        return Heading(clean_title(first_clause(words)), words.strip(), paragraph.words_at)
    return Heading(clean_title(words), "", len(paragraph.text))


def _heading(paragraph: Paragraph, title: str, rest_at: int) -> Heading:
    rest_at += paragraph.words_at
    return Heading(clean_title(title), paragraph.text[rest_at:].strip(), rest_at)


def is_bare(paragraph: Paragraph) -> bool:
    """A number and a title, with no text of its own."""
    if paragraph.is_bare is None:
        paragraph.is_bare = _is_bare(paragraph)
    return paragraph.is_bare


def _is_bare(paragraph: Paragraph) -> bool:
    words = paragraph.words.strip()
    if len(words) > HEADING_LENGTH or lead_of(words) or "。" in words[:-1] or has_annotation(paragraph.text):
        return False
    if is_provision(paragraph) or duty_opening(words):
        return False
    return words[-1:] not in ("；", ";", "，") and ("：" not in words.removesuffix("：") or len(words) <= 30)


def is_provision(paragraph: Paragraph) -> bool:
    """第五条 县级人民政府应当建立数据目录。: an article's only sentence is no heading of what follows."""
    is_article = paragraph.marker is not None and paragraph.marker.style is Numbering.ARTICLE
    return is_article and paragraph.text.endswith(("。", "：", ":"))


def split_provision(paragraph: Paragraph) -> Heading:
    """An article is titled by its first clause and keeps all its words."""
    return Heading(clean_title(first_clause(paragraph.words)), paragraph.words.strip(), paragraph.words_at)


def _is_bare_but_for_annotation(paragraph: Paragraph) -> bool:
    """（一）建设园区（市科技局牵头） over paragraphs is a heading all the same."""
    heading = split_heading(paragraph)
    if not heading.rest or "。" in heading.title or len(heading.title) > HEADING_LENGTH:
        return False
    return has_only_annotation(paragraph.part(heading.rest_at))


@dataclass(slots=True, frozen=True)
class Surroundings:
    """What a node's siblings and the sections above it say of it."""

    narrative: bool
    among_items: bool = False  # most of its siblings have neither text of their own below nor numbers
    are_annotated: bool = False  # some sibling is a title and who answers for it, with nothing below
    only_last_has_leads: bool = False  # bare items alone, and paragraphs with leads after the last of them
    items_are_headings: bool = False  # all that stands below the items are paragraphs with lead sentences


def surroundings_of(siblings: list[Node], narrative: bool, leads_count: bool) -> Surroundings:
    """`leads_count`: paragraphs that open with a lead sentence are measures in this document."""
    are_annotated = any(_is_annotated_item(node) for node in siblings)
    only_last = leads_count and only_last_has_leads(siblings)
    headings = _hold_only_leads(siblings, leads_count)
    return Surroundings(narrative, _mostly_items(siblings), are_annotated, only_last, headings)


def only_last_has_leads(siblings: list[Node]) -> bool:
    """1.新建学校8所, 2. … 10.培训护理员3000人次, and then paragraphs as those before 1."""
    if len(siblings) < 3:
        return False
    *others, last = siblings
    if not last.body or last.children or last.tables:
        return False
    alone = not any(node.body or node.children or node.tables for node in others)
    return alone and all(is_bare(node.paragraph) for node in siblings) and all(map(opens_with_lead, last.body))


def _is_annotated_item(node: Node) -> bool:
    return not (node.body or node.children or node.tables) and _is_bare_but_for_annotation(node.paragraph)


def kind_of_node(node: Node, around: Surroundings) -> NodeKind:
    """What a node is, among its siblings and under what stands above it."""
    if node.style in SECTION_STYLES or node.style is Numbering.NONE:
        return NodeKind.SECTION
    heads_text = bool(node.body) and not around.are_annotated
    bare = is_bare(node.paragraph) or (heads_text and _is_bare_but_for_annotation(node.paragraph))
    if node.style is Numbering.ARTICLE and not bare:
        return NodeKind.SECTION if around.narrative else NodeKind.MEASURE
    if _holds_labels(node.body) if not node.numbered else _is_told_by_items(node):
        return NodeKind.MEASURE
    if around.narrative:
        return NodeKind.SECTION if bare and (node.body or node.children or node.tables) else NodeKind.TEXT
    if node.numbered or (around.items_are_headings and node.body):
        return NodeKind.SECTION
    if not bare:
        return NodeKind.TEXT if _tells_only(node.paragraph) else NodeKind.MEASURE
    if around.only_last_has_leads:
        return NodeKind.MEASURE
    if node.boxes or node.tables or (node.body and not (around.among_items and _is_titled_item(node))):
        return NodeKind.SECTION
    return NodeKind.MEASURE if around.among_items else NodeKind.SECTION


def _is_titled_item(node: Node) -> bool:
    """1.2 强化体育美育。 over its text and who answers for it: an item whose title has a line of its own."""
    text = [paragraph for paragraph in node.body if not has_only_annotation(paragraph)]
    return (
        node.paragraph.text.endswith("。")
        and len(text) < len(node.body)
        and text == node.body[: len(text)]
        and not any(opens_with_lead(paragraph) or has_annotation(paragraph.text) for paragraph in text)
    )


def _hold_only_leads(siblings: list[Node], leads_count: bool) -> bool:
    """Items whose further paragraphs open with lead sentences without exception are headings, and those their tasks."""
    items = [node for node in siblings if node.body and not node.numbered and not is_bare(node.paragraph)]
    paragraphs = [paragraph for node in items for paragraph in node.body]
    least = 1 if leads_count else 2
    return len(items) >= least and len(paragraphs) >= 2 * len(items) and all(map(opens_with_lead, paragraphs))


def holds_leads(node: Node) -> bool:
    """An item whose further paragraphs open with lead sentences for the most part: tasks of their own, perhaps."""
    return sum(map(opens_with_lead, node.body)) * 2 > max(2, len(node.body))


def _tells_only(paragraph: Paragraph) -> bool:
    """1.“十三五”发展成就。…: a numbered paragraph that is a narrative section in small."""
    lead = lead_of(paragraph.words)
    return bool(lead) and is_narrative(lead) and not has_annotation(paragraph.text)


def _mostly_items(siblings: list[Node]) -> bool:
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
    return text.startswith(tuple(OPENING)) and brackets(text)[:1] == [(0, len(text))] and has_annotation(text)


def _holds_labels(body: list[Paragraph]) -> bool:
    return all(map(_is_labelled, body)) and any(map(has_only_annotation, body))


def _is_told_by_items(node: Node) -> bool:
    """（一）落实清单制度 over 1.工作内容：…, 2.牵头单位：…, 3.完成时限：…: one task, told item by item."""
    if node.body or node.tables or any(item.body or item.children for item in node.children):
        return False
    words = [item.paragraph.words for item in node.children]
    return all(map(_NAMED.match, words)) and any(map(starts_with_label, words))


def _is_labelled(paragraph: Paragraph) -> bool:
    """成果形式：工作方案 between 责任单位：甲 and 完成时限：6月底, whatever its label."""
    return has_only_annotation(paragraph) or _SOME_LABEL.match(paragraph.text) is not None


def opens_with_lead(paragraph: Paragraph) -> bool:
    """Whether more than an annotation follows the paragraph's lead sentence."""
    if paragraph.opens_with_lead is None:
        paragraph.opens_with_lead = _opens_with_lead(paragraph)
    return paragraph.opens_with_lead


def _opens_with_lead(paragraph: Paragraph) -> bool:
    lead = lead_of(paragraph.text)
    if not lead or _SENTENCE.match(lead):
        return False
    return not annotates_only(paragraph.text[lead_end(paragraph.text) :])


def annotates_only(rest: str) -> bool:
    """Whether what follows a sentence is a label or a bracket, and nothing else."""
    rest = rest.strip()
    return starts_with_label(rest) or (rest[:1] in OPENING and brackets(rest)[:1] == [(0, len(rest))])


def opens_task(paragraph: Paragraph) -> bool:
    """Whether a paragraph's lead sentence asks for something: 工作目标。… does not."""
    return opens_with_lead(paragraph) and not is_narrative(lead_of(paragraph.text))


def opens_measure(paragraph: Paragraph) -> bool:
    """Whether an unnumbered paragraph begins a measure: with a lead sentence, or 市水务局：负责…."""
    return opens_with_lead(paragraph) or duty_opening(paragraph.text) is not None


def node_is_narrative(node: Node, above: bool) -> bool:
    if above or node.is_plan:
        return above
    return is_narrative(split_heading(node.paragraph).title)


def lead_habit(plan: Node) -> float:
    """The share of unnumbered paragraphs under headings and before items that open with a lead sentence."""
    leads = total = 0
    introductions: list[Paragraph] = []
    todo = [(plan, False)]
    while todo:
        node, above = todo.pop()
        narrative = node_is_narrative(node, above)
        if node.style is Numbering.ANNEX or node.style is Numbering.BOX or narrative:
            continue
        todo += [(child, narrative) for child in node.children]
        if node.numbered and not node.is_plan:
            introductions += node.body
        if node.numbered or node.is_plan or not is_bare(node.paragraph):
            continue
        total += len(node.body)
        leads += sum(opens_with_lead(paragraph) for paragraph in node.body)
    if not total:
        leads, total = sum(map(opens_task, introductions)), len(introductions)
    return leads / total if total else 0.0
