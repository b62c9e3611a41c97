"""Sections: by title under the same parent, by what stands in them, by a title that stands once, by alike titles."""

from collections import Counter, deque
from collections.abc import Callable, Iterable

from measures.matching import thresholds
from measures.matching.items import Item
from measures.matching.measures import code_of, code_of_last_edition
from measures.matching.model import Reason
from measures.matching.pairs import Pairs
from measures.matching.wording import likeness

Wordings = Callable[[Item], tuple[str, ...]]
Votes = dict[str, Counter[str]]  # of a new section: the known sections in which its contents stood, how many of them


def match_sections(pairs: Pairs, votes: Votes, *, same_document: bool) -> None:
    """Settle the sections; each step may let parents or children be known by the next round."""
    before = -1
    while before < len(pairs.known_of):
        before = len(pairs.known_of)
        match_titles(pairs)
        match_contents(pairs, votes)
        match_single_titles(pairs)
        match_contents(pairs, votes_of_children(pairs))
        match_alike_titles(pairs)
    if same_document:
        pairs.settle_equal(code_of, code_of_last_edition, Reason.CODE)


def votes_of_measures(new: Iterable[Item], known: Iterable[Item]) -> Votes:
    """Every wording that stands once in each edition votes for the section in which it stood.

    The very same words first; only what is left is made comparable.
    """
    votes: Votes = {}
    left, stood = list(new), list(known)
    for wordings in (printed_of, words_of):
        pairs = single_pairs(left, stood, wordings)
        for item, other in pairs:
            votes.setdefault(item.place, Counter())[other.place] += 1
        found = {id(each) for pair in pairs for each in pair}
        left, stood = ([each for each in items if id(each) not in found] for items in (left, stood))
    return votes


def printed_of(item: Item) -> tuple[str, ...]:
    return item.printed


def words_of(item: Item) -> tuple[str, ...]:
    return item.words


def single_pairs(new: list[Item], known: list[Item], wordings: Wordings) -> list[tuple[Item, Item]]:
    """The items of both sides that have a wording in common which no other item of their side has."""
    stood = single(known, wordings)
    return [(item, stood[words]) for words, item in single(new, wordings).items() if words in stood]


def single(items: Iterable[Item], wordings: Wordings) -> dict[str, Item]:
    """The items of which no other has the words, by their words."""
    found: dict[str, Item] = {}
    counts: Counter[str] = Counter()
    for item in items:
        own = set(wordings(item))
        counts.update(own)
        found.update((words, item) for words in own)
    return {words: item for words, item in found.items() if counts[words] == 1}


def match_titles(pairs: Pairs) -> None:
    """The same title under the same parent: with the same code, the same printed number, or in order.

    In document order, so that a parent settled here lets its children be settled, too; what stands in the last edition
    goes before what does not.
    """
    for present in (True, False):
        for number in (code_number, label_number, no_number):
            match_titles_by(pairs, present, number)


def code_number(item: Item) -> str:
    return item.code


def label_number(item: Item) -> str:
    return item.entry.label


def no_number(item: Item) -> str:
    return ""


def match_titles_by(pairs: Pairs, present: bool, number: Callable[[Item], str]) -> None:
    """Pair the sections that stand in the same place under the same title and `number`."""
    known: dict[tuple[str, str, str], deque[Item]] = {}
    for item in pairs.free_known():
        if item.present is present:
            for title in item.titles:
                known.setdefault((item.place, title, number(item)), deque()).append(item)
    for item in pairs.free_new():
        parent = parent_of(pairs, item)
        found = pairs.next_free(known.get((parent, item.titles[0], number(item)))) if parent is not None else None
        if found is not None:
            pairs.settle(item, found, Reason.WORDS)


def parent_of(pairs: Pairs, item: Item) -> str | None:
    """The code of the known section that the parent of a new one is, "" at the top; None where it is not known."""
    return pairs.known_of.get(item.place) if item.place else ""


def match_contents(pairs: Pairs, votes: Votes) -> None:
    """A section of which half of the contents stood in one known section, or the other way round, is that section."""
    known = {item.code: item for item in pairs.free_known()}
    totals: Counter[str] = Counter()
    for counts in votes.values():
        totals.update(counts)
    for item in pairs.free_new():
        for code, count in votes.get(item.code, Counter[str]()).most_common(1):
            least = thresholds.HALF * min(votes[item.code].total(), totals[code])
            if code in known and code not in pairs.new_of and count >= least:
                alike = titles_alike(item, known[code], 0)
                pairs.settle(item, known[code], reason_of(alike), alike)


def reason_of(alike: float) -> Reason:
    """What a person sees first of a section found by its contents: the title, where that is the same or similar."""
    if alike == 100:
        return Reason.WORDS
    return Reason.ALIKE if alike >= thresholds.SECTION_TITLE else Reason.CONTENTS


def votes_of_children(pairs: Pairs) -> Votes:
    """Every settled section votes for the parent that it had."""
    places = {item.code: item.place for item in pairs.known}
    votes: Votes = {}
    for item in pairs.new:
        if item.place and item.code in pairs.known_of:
            votes.setdefault(item.place, Counter())[places[pairs.known_of[item.code]]] += 1
    return votes


def match_single_titles(pairs: Pairs) -> None:
    """A title that stands once among what is left of each side, wherever it stands: a section that was moved."""
    stands, stood = titles_once(pairs.free_new()), titles_once(item for item in pairs.free_known() if item.present)
    for title, item in stands.items():
        if len(title) >= thresholds.SHORTEST_TITLE and title in stood:
            pairs.settle(item, stood[title], Reason.WORDS)


def titles_once(items: Iterable[Item]) -> dict[str, Item]:
    counted: dict[str, list[Item]] = {}
    for item in items:
        counted.setdefault(item.titles[0], []).append(item)
    return {title: found[0] for title, found in counted.items() if len(found) == 1}


def match_alike_titles(pairs: Pairs) -> None:
    """Similar titles under the same parent, the most alike first."""
    by_parent: dict[str, list[Item]] = {}
    for item in pairs.free_known():
        if item.present:
            by_parent.setdefault(item.place, []).append(item)
    scored = []
    for item in pairs.free_new():
        parent = parent_of(pairs, item)
        for other in by_parent.get(parent, []) if parent is not None else []:
            least = least_likeness(item, other)
            if (score := titles_alike(item, other, least)) >= least:
                scored.append((-score, item.order, other.order, item, other))
    for score, _order, _other_order, item, other in sorted(scored, key=lambda each: each[:3]):
        if item.code not in pairs.known_of and other.code not in pairs.new_of:
            pairs.settle(item, other, Reason.ALIKE, -score)


def least_likeness(item: Item, other: Item) -> float:
    same_label = bool(item.entry.label) and item.entry.label == other.entry.label
    return thresholds.SECTION_LABEL if same_label else thresholds.SECTION_TITLE


def titles_alike(item: Item, other: Item, at_least: float) -> float:
    return max(likeness(item.titles[0], title, at_least) for title in other.titles)


def is_moved(places: Callable[[str], str | None]) -> Callable[[Item, Item], bool]:
    """Whether an entry stands in another section than it did; `places` gives the known section that a new one is."""
    return lambda item, other: (places(item.place) if item.place else "") != other.place
