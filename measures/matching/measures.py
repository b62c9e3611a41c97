"""Measures: the same words first, then similar ones, then parts of what was split or merged."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from measures.matching import thresholds
from measures.matching.candidates import Index
from measures.matching.items import Item
from measures.matching.model import Reason, Standing
from measures.matching.pairs import Pairs
from measures.matching.wording import likeness, share_within

Places = Mapping[str, str]  # code of a new section → code of the known one that it is


def match_measures(pairs: Pairs, places: Places, *, same_document: bool) -> None:
    """Settle the measures, with the sections settled before."""
    match_unchanged(pairs, places, same_document=same_document)
    if same_document:
        match_what_was_said(pairs, places)
    match_same_words(pairs, places)
    match_alike(pairs, places)
    match_parts(pairs)
    if same_document:
        pairs.settle_equal(code_of, code_of_last_edition, Reason.CODE)


def code_of(item: Item) -> tuple[str]:
    return (item.code,)


def code_of_last_edition(item: Item) -> tuple[str, ...]:
    """What is here of the last edition, or was until a person deleted it."""
    return (item.code,) if item.entry.standing in (Standing.PRESENT, Standing.DELETED) else ()


def match_unchanged(pairs: Pairs, places: Places, *, same_document: bool) -> None:
    """The very same words in the same section: what the steps after this one would find, without any comparing."""
    if same_document:
        pairs.settle_equal(
            lambda item: [(item.entry.wordings[0], places.get(item.place))],
            lambda item: [(item.entry.wordings[0], item.place)] if item.present else [],
            Reason.WORDS,
        )
        return
    pairs.settle_equal(
        lambda item: [(printed, places.get(item.place), item.code) for printed in item.printed],
        lambda item: [(printed, item.place, item.code) for printed in item.printed],
        Reason.WORDS,
    )
    pairs.settle_equal(
        lambda item: [(printed, places.get(item.place)) for printed in item.printed],
        lambda item: [(printed, item.place) for printed in item.printed],
        Reason.WORDS,
    )


def match_what_was_said(pairs: Pairs, places: Places) -> None:
    """The same document again: what it said of each measure in each section, in its order.

    The codes as read do not tell measures of the same words apart, since an edition keeps the codes that are stored.
    """
    pairs.settle_equal(
        lambda item: [(item.titles[0], item.words[0], places.get(item.place))],
        lambda item: [(item.titles[0], item.words[0], item.place)] if item.present else [],
        Reason.WORDS,
    )


def match_same_words(pairs: Pairs, places: Places) -> None:
    """Under the same code in the same section, in the same section, anywhere. What was deleted is looked for only where
    it stood: the same words elsewhere are another measure."""

    def place(item: Item) -> str | None:
        return places.get(item.place)

    pairs.settle_equal(
        lambda item: [(words, place(item), item.code) for words in item.words],
        lambda item: [(words, item.place, item.code) for words in item.words],
        Reason.WORDS,
    )
    pairs.settle_equal(
        lambda item: [(words, place(item)) for words in item.words],
        lambda item: [(words, item.place) for words in item.words],
        Reason.WORDS,
    )
    pairs.settle_equal(
        lambda item: item.words,
        lambda item: () if item.entry.standing is Standing.DELETED else item.words,
        Reason.WORDS,
    )


def match_alike(pairs: Pairs, places: Places) -> None:
    """The most alike pairs first, of equally alike ones those whose places in the document are nearest.

    In its section a measure with the same title goes before one whose text is more alike: of two parts of a split
    measure the one that kept the title goes on.
    """
    scored = [
        (-score, abs(item.order - other.order), item.order, other.order, item, other)
        for item, other in candidates(pairs, places)
        if (score := score_of(item, other, in_place=places.get(item.place) == other.place)) > 0
    ]
    for _score, _distance, _order, _other_order, item, other in sorted(scored, key=lambda each: each[:4]):
        if item.code not in pairs.known_of and other.code not in pairs.new_of:
            pairs.settle(item, other, Reason.ALIKE, words_alike(item, other, 0))


def candidates(pairs: Pairs, places: Places) -> Iterator[tuple[Item, Item]]:
    """Free entries worth comparing: those that the index finds similar, and neighbours in the section."""
    known = pairs.free_known()
    index, neighbours = Index(known), Neighbours(pairs, known, places)
    for item in pairs.free_new():
        found = {other.code: other for other in (*index.nearest(item), *neighbours.of(item))}
        yield from ((item, other) for other in found.values())


def score_of(item: Item, other: Item, *, in_place: bool) -> float:
    """How alike two measures are, 0 to 100; 0 where it is not enough to call them the same."""
    if not other.present:
        if other.entry.standing is Standing.DELETED and not in_place:
            return 0
        return words_alike(item, other, thresholds.ALIKE_AGAIN)
    if not in_place:
        return words_alike(item, other, thresholds.ALIKE_ELSEWHERE)
    return max(words_alike(item, other, thresholds.ALIKE_IN_PLACE), titles_alike(item, other))


def words_alike(item: Item, other: Item, at_least: float) -> float:
    return max(likeness(item.words[0], words, at_least) for words in other.words)


def titles_alike(item: Item, other: Item) -> float:
    return max(likeness(item.titles[0], title, thresholds.TITLE_IN_PLACE) for title in other.titles)


class Neighbours:
    """Free known measures of a section, by where they stood there."""

    def __init__(self, pairs: Pairs, known: Iterable[Item], places: Places) -> None:
        self.places = places
        self.orders = {item.code: item.order for item in pairs.known}
        self.by_place: dict[str, list[Item]] = {}
        for item in sorted(known, key=lambda item: item.order):
            self.by_place.setdefault(item.place, []).append(item)
        self.before = self.known_before(pairs)

    def known_before(self, pairs: Pairs) -> dict[str, int]:
        """Of each new measure, where the nearest settled one before it in its section stood; -1 where there is none."""
        last: dict[str, int] = {}
        found = {}
        for item in pairs.new:
            found[item.code] = last.get(item.place, -1)
            known = pairs.known_of.get(item.code)
            if known is not None:
                last[item.place] = self.orders[known]
        return found

    def of(self, item: Item) -> list[Item]:
        section = self.by_place.get(self.places.get(item.place, ""), [])
        at = bisect_left(section, self.before[item.code], key=lambda other: other.order)
        return section[max(0, at - thresholds.NEIGHBOURS) : at + thresholds.NEIGHBOURS]


def match_parts(pairs: Pairs) -> None:
    """What is left and stands within another measure: split from one of the last edition, or merged into a new one."""
    changed = {code for code, (reason, _likeness) in pairs.found.items() if reason is not Reason.WORDS}
    known = [item for item in pairs.known if item.present and pairs.new_of.get(item.code, "") not in pairs.found]
    known += [item for item in pairs.known if item.present and pairs.new_of.get(item.code) in changed]
    new = [item for item in pairs.new if item.code not in pairs.found or item.code in changed]
    for part, whole in parts_of(pairs.free_new(), Index(known), counterparts(pairs.new_of, pairs.new)):
        pairs.split_from[part.code] = whole.code
    for part, whole in parts_of(
        [item for item in pairs.free_known() if item.present], Index(new), counterparts(pairs.known_of, pairs.known)
    ):
        pairs.merged_into[part.code] = whole.code
    settle_largest_parts(pairs)


def counterparts(codes: Mapping[str, str], items: Iterable[Item]) -> dict[str, Item]:
    """From the code of an entry of one side to the item of the other side that it is."""
    by_code = {item.code: item for item in items}
    return {code: by_code[other] for code, other in codes.items()}


def parts_of(parts: Iterable[Item], wholes: Index, others: Mapping[str, Item]) -> Iterator[tuple[Item, Item]]:
    """Each part with the whole that it stands in.

    Words that stand in the whole's own counterpart (in `others`, by the whole's code) as well were not parted from it.
    """
    for part in parts:
        if len(part.words[0]) < thresholds.SHORTEST_PART:
            continue
        shares = [(share_of(part, whole, others.get(whole.code)), whole) for whole in wholes.nearest(part)]
        share, whole = max(shares, key=lambda each: each[0], default=(0.0, part))
        if share >= thresholds.PART:
            yield part, whole


def share_of(part: Item, whole: Item, other: Item | None) -> float:
    """How much of `part` stands in `whole`; 0 where `whole` is no longer or `other` holds it as well."""
    if len(whole.words[0]) <= len(part.words[0]):
        return 0
    share = max(share_within(part.words[0], words) for words in whole.words)
    if other is not None and share_within(part.words[0], other.words[0]) >= thresholds.PART:
        return 0
    return share


def settle_largest_parts(pairs: Pairs) -> None:
    """A measure of which every part is too small to be alike goes on as the largest of them."""
    known, new = ({item.code: item for item in items} for items in (pairs.known, pairs.new))
    for code, origin in sorted(pairs.split_from.items(), key=lambda each: (-len(new[each[0]].words[0]), each)):
        if origin not in pairs.new_of and code not in pairs.known_of:
            pairs.settle(new[code], known[origin], Reason.SPLIT, words_alike(new[code], known[origin], 0))
    for code, holder in sorted(pairs.merged_into.items(), key=lambda each: (-len(known[each[0]].words[0]), each)):
        if holder not in pairs.known_of and code not in pairs.new_of:
            pairs.settle(new[holder], known[code], Reason.MERGED, words_alike(new[holder], known[code], 0))
    mark_changed_wholes(pairs)


def mark_changed_wholes(pairs: Pairs) -> None:
    """What goes on after a part was split off, or after others were merged into it, says so."""
    continued = [(pairs.new_of[known], Reason.SPLIT) for known in pairs.split_from.values() if known in pairs.new_of]
    continued += [(new, Reason.MERGED) for new in pairs.merged_into.values() if new in pairs.known_of]
    for code, reason in continued:
        pairs.found[code] = reason, pairs.found[code][1]
