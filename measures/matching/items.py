"""Entries made ready for comparing."""

from collections.abc import Iterable

from measures.matching.model import Entry, Standing
from measures.matching.wording import comparable


class Item:
    """An entry with its wordings as they are, and made comparable where somebody asks: most are known before that.

    `printed` are the texts that are compared, one for each wording: of a measure without text its title, of a section
    its own text, often none.
    """

    __slots__ = ("_titles", "_words", "code", "entry", "order", "place", "present", "printed")

    def __init__(self, entry: Entry, order: int, printed: Iterable[str]) -> None:
        self.entry, self.order, self.printed = entry, order, tuple(printed)
        self.code, self.place = entry.code, entry.place
        self.present = entry.standing is Standing.PRESENT
        self._words: tuple[str, ...] | None = None
        self._titles: tuple[str, ...] | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The printed texts, comparable, without repetition."""
        if self._words is None:
            self._words = tuple(dict.fromkeys(map(comparable, self.printed)))
        return self._words

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles, comparable, without repetition."""
        if self._titles is None:
            self._titles = tuple(dict.fromkeys(comparable(title) for title, _text in self.entry.wordings))
        return self._titles


def measure_items(entries: Iterable[Entry]) -> list[Item]:
    return [
        Item(entry, order, [text if comparable_at_all(text) else title for title, text in entry.wordings])
        for order, entry in enumerate(entries)
    ]


def section_items(entries: Iterable[Entry]) -> list[Item]:
    return [Item(entry, order, [text for _title, text in entry.wordings]) for order, entry in enumerate(entries)]


def comparable_at_all(text: str) -> bool:
    """Whether anything of a text is left to compare."""
    return text[:1].isalnum() or bool(comparable(text))
