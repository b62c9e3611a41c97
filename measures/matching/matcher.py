"""The steps in order: sections by the words of what stands in them and by their titles, then measures."""

from collections.abc import Mapping

from measures.matching.items import measure_items, section_items
from measures.matching.measures import match_measures, match_parts
from measures.matching.model import Entry, Match, Matching, Outline, Reason, Standing
from measures.matching.pairs import Pairs
from measures.matching.sections import is_moved, match_sections, votes_of_measures


def match(known: Outline, new: Outline, *, same_document: bool = False) -> Matching:
    """Which known section and measure each new one is.

    `same_document`: both are readings of the same bytes, so that what has nothing else in common still has its code.
    """
    if same_document and says_what_it_said(known, new):
        return Matching(itself(new.sections), itself(new.measures))
    measures = Pairs(measure_items(known.measures), measure_items(new.measures))
    sections = Pairs(section_items(known.sections), section_items(new.sections))
    present = [item for item in measures.known if item.present]
    match_sections(sections, votes_of_measures(measures.new, present), same_document=same_document)
    match_measures(measures, sections.known_of, same_document=same_document)
    moved = is_moved(sections.known_of.get)
    return Matching(sections.matches(moved), measures.matches(moved))


def says_what_it_said(known: Outline, new: Outline) -> bool:
    """Whether the last edition had the same codes with the same words in the same places and order, and no others."""
    sides = ((known.sections, new.sections), (known.measures, new.measures))
    return all(said(before) == said(now) for before, now in sides)


def said(entries: tuple[Entry, ...]) -> list[tuple[object, ...]]:
    return [(each.code, each.place, each.wordings[0]) for each in entries if each.standing is Standing.PRESENT]


def itself(entries: tuple[Entry, ...]) -> tuple[Match, ...]:
    return tuple(Match(entry.code, entry.code, Reason.SAME, 100) for entry in entries)


def parted(known: Mapping[str, str], new: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Of two editions whose measures are matched already (text by code): from which measure of the first each one that
    only the second has was split, and into which of the second each one that only the first has was merged."""
    before, after = (
        measure_items(Entry(code, "", (("", text),)) for code, text in side.items()) for side in (known, new)
    )
    pairs = Pairs(before, after)
    of_known = {item.code: item for item in pairs.known}
    for item in pairs.new:
        if item.code in of_known:
            is_same = item.words == of_known[item.code].words
            pairs.settle(item, of_known[item.code], Reason.WORDS if is_same else Reason.ALIKE)
    match_parts(pairs)
    split = {code: origin for code, origin in pairs.split_from.items() if code not in known}
    return split, {code: holder for code, holder in pairs.merged_into.items() if code not in new}
