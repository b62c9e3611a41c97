"""Which paragraphs under a heading or a number make one measure, and where a speech turns to its audience.

Reads: the paragraphs of a node. Writes: runs of them; nothing is changed.
"""

from itertools import groupby
from operator import attrgetter

from measures.parsing.content.bodies import assigns_bodies
from measures.parsing.extract import LineKind
from measures.parsing.lexicon import any_of, section_words
from measures.parsing.lexicon.section_words import DUTY_TITLES, TABLE_BELOW
from measures.parsing.patterns import lazy_regex
from measures.parsing.structure.classification import (
    annotates_only,
    has_only_annotation,
    is_bare,
    only_last_has_leads,
    opens_measure,
    opens_with_lead,
    split_heading,
)
from measures.parsing.structure.drafts import SectionDraft
from measures.parsing.structure.nodes import Node
from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.structure.tables import read_tasks
from measures.parsing.structure.wording import addresses_an_audience, first_clause, lead_end, lead_of
from measures.terms import Numbering

_DUTIES = lazy_regex(any_of(DUTY_TITLES))
_TABLE_BELOW = lazy_regex(any_of(TABLE_BELOW))
_ANNEX_ELSEWHERE = lazy_regex(
    rf".{{0,20}}{any_of(section_words.SEE)}{any_of(section_words.ANNEX_NAMES)}\s*\d{{0,2}}[。）)]?"
)
_ANNOUNCED = lazy_regex(r"(?:[^，,。；;：:“”（）()]|“[^“”]*”){2,24}(?=[：:])")
# An annex so titled says what is to be done; any other lists, defines or names.
_ANNEX_TASKS = lazy_regex(f"{any_of(section_words.ANNEX_TASKS)}|{any_of(section_words.ANNEX_PLANS)}(?:[（(].*)?$")
Groups = list[tuple[str | None, list[Paragraph]]]


def lists_duties(title: str) -> bool:
    """Whether a section so titled is a list of who does what: 部门职责分工."""
    return _DUTIES.search(title) is not None


def groups_of(heading: str, body: list[Paragraph], *, leads_count: bool) -> Groups:
    """Runs of paragraphs with the title of the measure they make, or None for the section's own text."""
    begins = opens_measure if lists_duties(heading) else opens_with_lead
    leads = [begins(paragraph) for paragraph in body]
    if not (leads_count or (len(body) >= 2 and all(leads))):
        return _annotated_groups(heading, body)
    if not any(leads) or (sum(leads) * 2 <= len(body) and not leads[0]):
        return _annotated_groups(heading, body)
    groups: Groups = []
    for paragraph, is_lead in zip(body, leads, strict=True):
        if is_lead:
            groups.append((lead_of(paragraph.text), [paragraph]))
        elif groups:
            groups[-1][1].append(paragraph)
        else:
            groups.append((None, [paragraph]))
    return groups


def _annotated_groups(heading: str, body: list[Paragraph]) -> Groups:
    """One measure titled by the heading; where several paragraphs say who is responsible, one for each of them."""
    ends = _annotation_ends(body)
    if sum(ends) < 2:
        return [(heading, body)] if body else []
    groups: Groups = [("", [])]
    for paragraph, is_end in zip(body, ends, strict=True):
        groups[-1][1].append(paragraph)
        if is_end:
            groups.append(("", []))
    return groups if groups[-1][1] else groups[:-1]


def _annotation_ends(body: list[Paragraph]) -> list[bool]:
    """Where what says who is responsible ends: lines of labels one under another are one annotation."""
    ends: list[bool] = []
    said = False
    for paragraph, following in zip(body, [*body[1:], None], strict=False):
        said = said or assigns_bodies(paragraph.text)
        is_end = said and (following is None or not has_only_annotation(following))
        ends.append(is_end)
        said = said and not is_end
    return ends


def split_body(draft: SectionDraft, node: Node, body: list[Paragraph]) -> tuple[list[Paragraph], list[Paragraph]]:
    """What continues an item, and paragraphs after it that are measures of their own.

    Those are, in a list of who does what, 市发展改革委：负责…; and paragraphs with a lead after the last item of a
    section that holds such measures before its first.
    """
    has_own = any(not measure.label for measure in draft.measures)
    is_last = draft.node.numbered[-1:] == [node]
    if not (lists_duties(draft.title) or (is_last and (has_own or only_last_has_leads(draft.node.numbered)))):
        return body, []
    first = next((i for i, paragraph in enumerate(body) if opens_measure(paragraph)), len(body))
    if all(map(opens_measure, body[first:])):
        return body[:first], body[first:]
    return body, []


def speech_start(body: list[Paragraph]) -> int:
    """Where a report turns to its audience, or the end of `body`."""
    return next((i for i, paragraph in enumerate(body) if addresses_an_audience(paragraph.text)), len(body))


def item_title(paragraph: Paragraph) -> str:
    """The lead sentence, a bare line's own words, or the first clause of what stands before an annotation.

    A line that is one sentence of several clauses is titled by its first clause as well; one that says what its colon
    announces (底座工程：建设平台，….), by what stands before it.
    """
    title = split_heading(paragraph).title
    if lead_of(paragraph.words) and not annotates_only(paragraph.words[lead_end(paragraph.words) :]):
        return title
    is_sentence = paragraph.text.rstrip().endswith("。") or bool(lead_of(paragraph.words))
    if is_sentence and (announced := _ANNOUNCED.match(title)):
        return announced[0]
    clause = first_clause(title)
    goes_on = title[len(clause) : len(clause) + 1] in tuple("，,；;")
    return title if is_bare(paragraph) and not (is_sentence and goes_on) else clause


def row_groups(paragraphs: list[Paragraph]) -> list[list[Paragraph]]:
    rows = [paragraph for paragraph in paragraphs if paragraph.kind is LineKind.ROW]
    return [list(group) for _, group in groupby(rows, key=attrgetter("region"))]


def has_table_of_tasks(node: Node, *, of_projects: bool = False) -> bool:
    return any(read_tasks(rows, of_projects=of_projects) for rows in row_groups(node.tables))


def points_to_table(paragraph: Paragraph) -> bool:
    """具体分工如下： says that the tasks are those of the table."""
    return paragraph.text[-1] in "：:" or _TABLE_BELOW.search(paragraph.text) is not None


def points_to_annex(paragraph: Paragraph) -> bool:
    """详见附件2。 says nothing but where the tasks stand."""
    return _ANNEX_ELSEWHERE.fullmatch(paragraph.text) is not None


def only_lists(node: Node, title: str) -> bool:
    """A box of indicators, an annex that lists, names or defines: text, whatever is numbered in it."""
    if node.style is Numbering.BOX:
        return section_words.INDICATORS in title
    tasks = title.replace(section_words.LIST_OF_PROJECTS, "")
    return node.style is Numbering.ANNEX and not (_ANNEX_TASKS.search(title) or section_words.LIST in tasks)
