"""Entries made ready for comparing."""

from collections.abc import Iterable
from dataclasses import dataclass

from measures.matching.model import Entry, Standing
from measures.matching.wording import comparable


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """An entry with its comparable words: `words` and `titles`, one for each wording that differs."""

    entry: Entry
    order: int
    words: tuple[str, ...]
    titles: tuple[str, ...]

    @property
    def code(self) -> str:
        return self.entry.code

    @property
    def place(self) -> str:
        return self.entry.place

    @property
    def present(self) -> bool:
        return self.entry.standing is Standing.PRESENT


def measure_items(entries: Iterable[Entry]) -> list[Item]:
    """A measure is compared by its text; one without text by its title."""
    return [
        Item(
            entry,
            order,
            tuple(dict.fromkeys(comparable(text) or comparable(title) for title, text in entry.wordings)),
            tuple(dict.fromkeys(comparable(title) for title, _text in entry.wordings)),
        )
        for order, entry in enumerate(entries)
    ]


def section_items(entries: Iterable[Entry]) -> list[Item]:
    """`words` of a section are its own text, often none."""
    return [
        Item(
            entry,
            order,
            tuple(dict.fromkeys(comparable(text) for _title, text in entry.wordings)),
            tuple(dict.fromkeys(comparable(title) for title, _text in entry.wordings)),
        )
        for order, entry in enumerate(entries)
    ]
