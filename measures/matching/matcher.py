"""The steps in order: sections by the words of what stands in them and by their titles, then measures."""

from measures.matching.items import measure_items, section_items
from measures.matching.measures import match_measures
from measures.matching.model import Matching, Outline
from measures.matching.pairs import Pairs
from measures.matching.sections import is_moved, match_sections, votes_of_measures


def match(known: Outline, new: Outline, *, same_document: bool = False) -> Matching:
    """Which known section and measure each new one is.

    `same_document`: both are readings of the same bytes, so that what has nothing else in common still has its code.
    """
    measures = Pairs(measure_items(known.measures), measure_items(new.measures))
    sections = Pairs(section_items(known.sections), section_items(new.sections))
    present = [item for item in measures.known if item.present]
    match_sections(sections, votes_of_measures(measures.new, present), same_document=same_document)
    match_measures(measures, sections.known_of, same_document=same_document)
    moved = is_moved(sections.known_of.get)
    return Matching(sections.matches(moved), measures.matches(moved))
