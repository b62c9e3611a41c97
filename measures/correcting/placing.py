"""Where paragraphs, measures and sections go when they leave their place."""

from measures.correcting.model import ImpossibleError
from measures.correcting.outline import Measure, Outline, Section
from measures.correcting.paragraphs import Paragraph, printed
from measures.correcting.selection import Selection, paragraphs_of, section_before
from measures.parsing.structure.wording import clean_title, first_clause, lead_of
from measures.parsing.tree import Span
from measures.terms import CorrectionFault, PassageKind


def insert_texts(outline: Outline, section: Section, paragraphs: list[Paragraph]) -> None:
    """Make paragraphs a section's own text, in the order of the document."""
    section.texts = sorted([*section.texts, *paragraphs], key=lambda each: each.start)
    section.is_changed = True
    for paragraph in paragraphs:
        outline.assign(paragraph.spans, PassageKind.TEXT, section)


def insert_measure(section: Section, measure: Measure) -> None:
    """After the last measure that stands before it in the document."""
    before = [index for index, other in enumerate(section.measures) if other.start < measure.start]
    section.measures.insert(before[-1] + 1 if before else 0, measure)
    measure.parent = section


def insert_section(parent: Section, section: Section) -> None:
    before = [index for index, other in enumerate(parent.sections) if other.start < section.start]
    parent.sections.insert(before[-1] + 1 if before else 0, section)
    section.parent = parent


def take(outline: Outline, selection: Selection) -> None:
    """Take the paragraphs from the records that keep them; what is left without any goes.

    Raises ImpossibleError where measures would be left without a section.
    """
    emptied: list[Section] = []
    for paragraph, home in zip(selection.paragraphs, selection.homes, strict=True):
        if home is None:
            continue
        record, part = home
        record.is_changed = True
        if isinstance(record, Measure):
            take_from_measure(record, paragraph)
        elif part == "text":
            record.texts.remove(paragraph)
        else:
            record.heading.remove(paragraph)
            emptied += [] if record.heading else [record]
            record.title = clean_title("".join(each.words for each in record.heading)) or record.title
    for section in emptied:
        dissolve(outline, section)


def take_from_measure(measure: Measure, paragraph: Paragraph) -> None:
    """What is left of a measure without its first paragraph has no number, and another title."""
    was_first = measure.paragraphs[0] is paragraph
    measure.paragraphs.remove(paragraph)
    if not measure.paragraphs:
        measure.parent.measures.remove(measure)
    elif was_first:
        measure.label = ""
        measure.title = title_of(measure.paragraphs[0].words)


def title_of(words: str) -> str:
    """As the reader calls a measure: its lead sentence, or else its first clause."""
    return clean_title(lead_of(words) or first_clause(words)) or words


def dissolve(outline: Outline, section: Section) -> None:
    """What stands under a heading that is none belongs to the heading before it."""
    before, parent = section_before(section), section.parent
    if parent is None or (section.measures and before is outline.root):
        raise ImpossibleError(CorrectionFault.NO_SECTION)
    index = parent.sections.index(section)
    left, section.sections = section.sections, []
    if index:
        parent.sections[index - 1].sections += left
    new_parent = parent.sections[index - 1] if index else parent
    parent.sections[index : index + 1] = [] if index else left
    for child in left:
        child.parent = new_parent
    texts, section.texts = section.texts, []
    insert_texts(outline, before, texts)
    for measure in section.measures:
        measure.parent = before
    before.measures += section.measures
    section.measures = []


def place_section(outline: Outline, section: Section, home: Section, level: int) -> None:
    """Put a heading that stands in `home` at a level, with what follows it."""
    parent, last = home, home
    while parent.depth >= level and parent.parent is not None:
        last, parent = parent, parent.parent
    above: Section | None = home
    while above is not None:
        adopt(outline, section, above, with_sections=above is not parent)
        above = above.parent if above is not parent else None
    if home is parent:
        insert_section(parent, section)
    else:
        parent.sections.insert(parent.sections.index(last) + 1, section)
        section.parent = parent


def adopt(outline: Outline, section: Section, above: Section, *, with_sections: bool) -> None:
    """Give a heading what stands after it in `above`; of the plan's own text what stands before the next heading."""
    start, end = section.start, len(outline.text)
    if above is outline.root:
        end = min((each.start for each in above.sections if each.start > start), default=end)
    texts = [each for each in above.texts if start < each.start < end]
    if texts:
        above.texts = [each for each in above.texts if each not in texts]
        above.is_changed = True
        insert_texts(outline, section, texts)
    for measure in [each for each in above.measures if each.start > start]:
        above.measures.remove(measure)
        section.measures.append(measure)
        measure.parent = section
    for child in [each for each in above.sections if with_sections and each.start > start and each is not section]:
        above.sections.remove(child)
        section.sections.append(child)
        child.parent = section


def rest_of_record(selection: Selection) -> list[Paragraph]:
    """The paragraphs that follow the passage in its measure, or in its heading."""
    home = selection.homes[-1]
    if home is None or home[1] == "text":
        return []
    paragraphs = paragraphs_of(*home)
    return paragraphs[paragraphs.index(selection.paragraphs[-1]) + 1 :]


def as_printed(outline: Outline, selection: Selection) -> list[Paragraph]:
    """The paragraphs with the words that a heading or the start of a measure keeps without their number."""
    return [
        Paragraph(each.spans, printed(outline.text, each.spans)) if begins_record(each, selection, index) else each
        for index, each in enumerate(selection.paragraphs)
    ]


def begins_record(paragraph: Paragraph, selection: Selection, index: int) -> bool:
    home = selection.homes[index]
    if home is None or home[1] == "heading":
        return True
    return isinstance(home[0], Measure) and home[0].paragraphs[0] is paragraph


def spans_of(paragraphs: list[Paragraph]) -> list[Span]:
    return [span for paragraph in paragraphs for span in paragraph.spans]
