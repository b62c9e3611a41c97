"""Which known entry each new one is, as far as it is settled."""

from collections import deque
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from measures.matching.items import Item
from measures.matching.model import Match, Reason

Key = Callable[[Item], Iterable[Hashable]]


@dataclass
class Pairs:
    """Settles pairs one by one; neither side is settled twice."""

    known: list[Item]
    new: list[Item]
    known_of: dict[str, str] = field(default_factory=dict)  # new code → known code
    new_of: dict[str, str] = field(default_factory=dict)
    found: dict[str, tuple[Reason, float]] = field(default_factory=dict)  # new code → reason, likeness
    split_from: dict[str, str] = field(default_factory=dict)  # new code → known code
    merged_into: dict[str, str] = field(default_factory=dict)  # known code → new code

    def settle(self, new: Item, known: Item, reason: Reason, likeness: float = 100) -> None:
        self.known_of[new.code], self.new_of[known.code] = known.code, new.code
        self.found[new.code] = reason, likeness

    def free_new(self) -> list[Item]:
        return [item for item in self.new if item.code not in self.known_of]

    def free_known(self) -> list[Item]:
        return [item for item in self.known if item.code not in self.new_of]

    def settle_equal(self, key_of_new: Key, key_of_known: Key, reason: Reason) -> None:
        """Settle free entries that have a key in common, in document order; what stands in the last edition first."""
        waiting: dict[Hashable, deque[Item]] = {}
        for item in sorted(self.free_known(), key=lambda item: not item.present):
            for key in key_of_known(item):
                waiting.setdefault(key, deque()).append(item)
        for item in self.free_new():
            for key in key_of_new(item):
                known = self.next_free(waiting.get(key))
                if known is not None:
                    self.settle(item, known, reason)
                    break

    def next_free(self, waiting: deque[Item] | None) -> Item | None:
        while waiting:
            item = waiting.popleft()
            if item.code not in self.new_of:
                return item
        return None

    def matches(self, is_moved: Callable[[Item, Item], bool]) -> tuple[Match, ...]:
        """One for each new entry, then one for each known one of the last edition that is left."""
        known = {item.code: item for item in self.known}
        found = [self.match_of(item, known, is_moved) for item in self.new]
        left = [item.code for item in self.free_known() if item.present]
        return (*found, *(self.match_of_left(code) for code in left))

    def match_of(self, item: Item, known: dict[str, Item], is_moved: Callable[[Item, Item], bool]) -> Match:
        """The match of one new item, with its reason and likeness."""
        origin = self.split_from.get(item.code, "")
        if item.code not in self.known_of:
            return Match(item.code, "", Reason.SPLIT if origin else Reason.NEW, related=origin)
        other = known[self.known_of[item.code]]
        reason, likeness = self.found[item.code]
        moved = is_moved(item, other)
        if reason is Reason.WORDS and item.code == other.code and not moved:
            reason = Reason.SAME
        return Match(item.code, other.code, reason, round(likeness), moved)

    def match_of_left(self, code: str) -> Match:
        holder = self.merged_into.get(code, "")
        return Match("", code, Reason.MERGED if holder else Reason.ABSENT, related=holder)
