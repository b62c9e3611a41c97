"""Similar wordings, found by the groups of characters that they share."""

from collections import Counter
from collections.abc import Iterable

from measures.matching.items import Item
from measures.matching.thresholds import CANDIDATES, COMMON
from measures.matching.wording import sketch


class Index:
    """Items by the sketches of their wordings."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.postings: dict[int, list[Item]] = {}
        for item in items:
            for checksum in {each for words in item.words for each in sketch(words)}:
                self.postings.setdefault(checksum, []).append(item)

    def nearest(self, item: Item) -> list[Item]:
        """At most CANDIDATES items that share most groups with `item`, the most similar first."""
        shared: Counter[str] = Counter()
        found: dict[str, Item] = {}
        for checksum in sketch(item.words[0]):
            posting = self.postings.get(checksum, [])
            if len(posting) <= COMMON:
                shared.update(other.code for other in posting)
                found.update((other.code, other) for other in posting)
        return [found[code] for code, _count in shared.most_common(CANDIDATES)]
