"""One correction made to an outline: what its passage becomes.

A heading takes along what follows it, as in a word processor's outline: the text, measures and deeper headings up to
the next heading of its level. What stands under a heading that is none belongs to the heading before it.

Each function says whether it changed anything, and raises ImpossibleError where the passage cannot become that.
"""

from collections.abc import Callable

from measures.correcting.model import Correction, ImpossibleError
from measures.correcting.moving import move, other_record, set_level, set_title
from measures.correcting.outline import Measure, Outline, Record, Section
from measures.correcting.paragraphs import Paragraph, cut, goes_on, printed
from measures.correcting.placing import (
    as_printed,
    insert_measure,
    insert_texts,
    place_section,
    rest_of_record,
    spans_of,
    take,
    title_of,
)
from measures.correcting.selection import Selection, section_of
from measures.parsing.structure.numbering import Marker, read_marker
from measures.parsing.structure.passages import words_of
from measures.parsing.structure.wording import clean_title, lead_of
from measures.terms import CorrectionFault, CorrectionKind, FurnitureKind, MeasureKind, Numbering, PassageKind

LONGEST_LABEL = 32


def make_heading(outline: Outline, selection: Selection, correction: Correction) -> bool:
    """The first paragraph, or its lead sentence, becomes a title; what is left of it the section's text."""
    record = selection.record()
    if isinstance(record, Section) and selection.paragraphs[: len(record.heading)] == record.heading:
        return correction.level is not None and set_level(outline, selection, correction)
    with_rest(outline, selection)
    home = section_of(outline, selection)
    level = correction.level or level_of(outline, selection, home)
    first, *others = as_printed(outline, selection)
    marker = numbered(first.words)
    title, rest = cut_at_lead(outline.text, first, marker)
    take(outline, selection)
    style = marker.style if marker else Numbering.NONE
    label = marker.label if marker else ""
    section = Section(style, label, clean_title(title.words) or first.words, [title], is_changed=True)
    outline.assign(title.spans, PassageKind.HEADING, section)
    place_section(outline, section, home, max(1, min(level, home.depth + 1)))
    insert_texts(outline, section, [*rest, *others])
    return True


def level_of(outline: Outline, selection: Selection, home: Section) -> int:
    """That of the last heading before it with a number of the same style; else one below the section it stands in."""
    marker = numbered(printed(outline.text, selection.first.spans))
    if marker is not None:
        alike = [each for each in outline.sections() if each.numbering is marker.style and each.start < selection.start]
        if alike:
            return max(alike, key=lambda each: each.start).depth
    return home.depth + 1


def numbered(words: str) -> Marker | None:
    marker = read_marker(words)
    return marker if marker and len(marker.label) <= LONGEST_LABEL and words[marker.end :].strip() else None


def cut_at_lead(text: str, paragraph: Paragraph, marker: Marker | None) -> tuple[Paragraph, list[Paragraph]]:
    """A paragraph in its title and what follows on the same line; the title without its number."""
    begun = marker.end if marker else 0
    words = paragraph.words[begun:]
    lead = lead_of(words)
    letters = len(words_of(paragraph.words[:begun] + lead))
    halves = cut(text, paragraph, offset_after(text, paragraph, letters)) if lead else None
    if halves is None:
        return Paragraph(paragraph.spans, words), []
    return Paragraph(halves[0].spans, lead), [halves[1]]


def offset_after(text: str, paragraph: Paragraph, letters: int) -> int:
    """Where the text stands after so many letters of a paragraph and the mark that ends the sentence."""
    for span in paragraph.spans:
        for offset in range(span.start, span.end):
            if letters == 0 and text[offset] != "。":
                return offset
            letters -= bool(words_of(text[offset]))
    return paragraph.end


def with_rest(outline: Outline, selection: Selection) -> None:
    """Cut the passage out, and take along what follows it in its measure."""
    selection.detach(outline.text)
    rest = rest_of_record(selection)
    selection.homes += [selection.homes[-1]] * len(rest)
    selection.paragraphs += rest


def make_measure(outline: Outline, selection: Selection, correction: Correction) -> bool:
    """The paragraphs, and what follows them in the measure that they are cut from, become a measure."""
    if isinstance(selection.record(), Measure) and selection.stands_in("measure"):
        return False
    with_rest(outline, selection)
    home = section_of(outline, selection)
    if home is outline.root:
        raise ImpossibleError(CorrectionFault.NO_SECTION)
    origin = selection.home[0].origin if selection.home and isinstance(selection.home[0], Measure) else None
    first, *others = as_printed(outline, selection)
    marker = numbered(first.words)
    words = first.words[marker.end :].strip() if marker else first.words
    take(outline, selection)
    paragraphs = [Paragraph(first.spans, words), *others]
    kind = MeasureKind.PROJECT if home.numbering is Numbering.BOX else MeasureKind.MEASURE
    label = marker.label if marker else ""
    measure = Measure(kind, label, title_of(words), paragraphs, home, None, origin, is_changed=True)
    insert_measure(home, measure)
    outline.assign(spans_of(paragraphs), PassageKind.MEASURE, measure)
    return True


def make_text(outline: Outline, selection: Selection, correction: Correction) -> bool:
    """The paragraphs become text of the section in which they stand, before the first heading of the plan."""
    if all(home is not None and home[1] == "text" for home in selection.homes):
        return False
    selection.detach(outline.text)
    home = section_of(outline, selection)
    paragraphs = as_printed(outline, selection)
    take(outline, selection)
    insert_texts(outline, home, paragraphs)
    return True


def drop(outline: Outline, selection: Selection, correction: Correction) -> bool:
    """The paragraphs are none of the plan's: they are furniture."""
    spans = spans_of(selection.paragraphs)
    if all(outline.tile_at(span.start).kind is PassageKind.FURNITURE for span in spans):
        return False
    selection.detach(outline.text)
    take(outline, selection)
    outline.assign(spans_of(selection.paragraphs), PassageKind.FURNITURE, FurnitureKind.DROPPED)
    return True


def merge(outline: Outline, selection: Selection, correction: Correction) -> bool:
    """The passage goes on with what stands before it, in the same sentence where that is not at its end; or with the
    measure that the correction names."""
    if correction.other is not None:
        return merge_into(outline, selection, other_record(outline, correction))
    before = outline.paragraph_before(selection.start)
    if selection.begins_inside or (before and before[1] == selection.home):
        return False
    if before is None:
        raise ImpossibleError(CorrectionFault.NOTHING_BEFORE)
    selection.detach(outline.text)
    last, (record, part) = before
    first, *others = as_printed(outline, selection)
    take(outline, selection)
    record.is_changed = True
    if part == "heading" and isinstance(record, Section):
        go_on_with_heading(outline, record, first)
        insert_texts(outline, record, others)
    elif isinstance(record, Measure):
        go_on_with(record.paragraphs, last, [first, *others])
        outline.assign(spans_of([first, *others]), PassageKind.MEASURE, record)
    else:
        go_on_with(record.texts, last, [first, *others])
        outline.assign(spans_of([first, *others]), PassageKind.TEXT, record)
    return True


def merge_into(outline: Outline, selection: Selection, record: Record) -> bool:
    """The passage becomes the end of a measure, wherever that stands."""
    if not isinstance(record, Measure) or not isinstance(selection.record(), Measure):
        raise ImpossibleError(CorrectionFault.NOT_ALIKE)
    if selection.record() is record:
        return False
    selection.detach(outline.text)
    first, *others = as_printed(outline, selection)
    take(outline, selection)
    record.is_changed = True
    go_on_with(record.paragraphs, record.paragraphs[-1], [first, *others])
    outline.assign(spans_of([first, *others]), PassageKind.MEASURE, record)
    return True


def go_on_with_heading(outline: Outline, section: Section, paragraph: Paragraph) -> None:
    """A title that is printed on two lines."""
    section.heading = sorted([*section.heading, paragraph], key=lambda each: each.start)
    words = printed(outline.text, spans_of(section.heading))
    marker = numbered(words)
    section.title = clean_title(words[marker.end :] if marker and section.label else words)
    outline.assign(paragraph.spans, PassageKind.HEADING, section)


def go_on_with(paragraphs: list[Paragraph], last: Paragraph, following: list[Paragraph]) -> None:
    """Put paragraphs after `last`; the first continues its sentence where that is not at its end."""
    first, *others = following
    at = paragraphs.index(last) + 1
    if goes_on(last.words) and last.end <= first.start:
        is_latin = last.words[-1] < "\x7f" and first.words[:1] < "\x7f"
        last.words += f" {first.words}" if is_latin else first.words
        last.spans = [*last.spans, *first.spans]
        paragraphs[at:at] = others
    else:
        paragraphs[at:at] = following
    paragraphs.sort(key=lambda each: each.start)


def split(outline: Outline, selection: Selection, correction: Correction) -> bool:
    """The passage begins a measure; after a heading on the same line it is the section's text."""
    selection = Selection(selection.start, selection.first.end, selection.paragraphs[:1], selection.homes[:1])
    if selection.home is None:
        raise ImpossibleError(CorrectionFault.NOTHING_TO_SPLIT)
    if selection.home[1] == "heading":
        if not selection.begins_inside:
            return False
        return make_text_of_heading(outline, selection)
    if is_glued(outline, selection):
        return False
    return make_measure(outline, selection, correction)


def is_glued(outline: Outline, selection: Selection) -> bool:
    """Whether it is text on its heading's own line."""
    before = outline.paragraph_before(selection.start)
    if before is None or selection.home is None or selection.home[1] != "text":
        return False
    return before[1] == (selection.home[0], "heading") and "\n" not in outline.text[before[0].end : selection.start]


def make_text_of_heading(outline: Outline, selection: Selection) -> bool:
    """What stands after the cursor in a heading becomes the first text of its section."""
    selection.detach(outline.text)
    record = selection.home[0] if selection.home else None
    if not isinstance(record, Section):
        raise ImpossibleError(CorrectionFault.NOTHING_TO_SPLIT)
    take(outline, selection)
    insert_texts(outline, record, selection.paragraphs)
    return True


Operation = Callable[[Outline, Selection, Correction], bool]
OPERATIONS: dict[CorrectionKind, Operation] = {
    CorrectionKind.HEADING: make_heading,
    CorrectionKind.MEASURE: make_measure,
    CorrectionKind.TEXT: make_text,
    CorrectionKind.FURNITURE: drop,
    CorrectionKind.MERGE: merge,
    CorrectionKind.SPLIT: split,
    CorrectionKind.MOVE: move,
    CorrectionKind.LEVEL: set_level,
    CorrectionKind.TITLE: set_title,
}
