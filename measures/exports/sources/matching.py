"""Which rows of the past are asked for: the same answers as `Filters.narrow` gives on records."""

from collections.abc import Callable
from datetime import date
from functools import cached_property, lru_cache

from measures.as_of import MeasureRow, SectionRow
from measures.body_search import NamedBody, is_called
from measures.exports.filters import ALL, FALSE, Filters
from measures.folding import fold, typed_words
from measures.measure_search import Word, read
from measures.search import text_holds

Condition = Callable[[MeasureRow], bool]


class Matching:
    """Filters on rows as of a day. What they name is looked up once."""

    def __init__(self, filters: Filters, day: date) -> None:
        self.filters, self.day = filters, day

    @cached_property
    def bodies(self) -> frozenset[int] | None:
        return self.filters.bodies

    @cached_property
    def words(self) -> list[Word]:
        """Those of `q`. A bare number, such as （一）, has an empty `found`: no text is sought for it."""
        return list(read(typed_words(self.filters.q)))

    def of_plan(self, sections: list[SectionRow]) -> Condition:
        """The condition on the measures of a plan that had these sections."""
        inside = below(sections, [each for each in sections if each.code in self.filters.section])
        numbered = [below(sections, [each for each in sections if is_numbered(word, each)]) for word in self.words]
        says = list(zip(self.words, numbered, strict=True))
        if self.filters.q and not says:
            return lambda row: False  # a query without words finds nothing
        return lambda row: (
            self.holds(row)
            and (not self.filters.section or row.section in inside)
            and all(row.section in under or is_said(word, row) for word, under in says)
        )

    def holds(self, row: MeasureRow) -> bool:
        """Whether all but its place and its words are as asked for."""
        return self.is_of_kind(row) and self.is_timely(row) and self.has_part(row)

    def is_of_kind(self, row: MeasureRow) -> bool:
        asked = self.filters
        listed = ((asked.kind, row.kind), (asked.phase, row.phase), (asked.review_state, row.review_state))
        return all(value in values for values, value in listed if values) and (
            asked.withdrawn == ALL or (row.withdrawn_on is None) == (asked.withdrawn == FALSE)
        )

    def is_timely(self, row: MeasureRow) -> bool:
        asked, due_on = self.filters, row.due_on
        if asked.due_after and (due_on is None or due_on < asked.due_after):
            return False
        if asked.due_before and (due_on is None or due_on > asked.due_before):
            return False
        return not asked.timeliness or row.timeliness(self.day) in asked.timeliness

    def has_part(self, row: MeasureRow) -> bool:
        if not self.filters.role and self.bodies is None:
            return True
        return any(
            (not self.filters.role or part.role in self.filters.role)
            and (self.bodies is None or part.body in self.bodies)
            for part in row.responsibilities
        )


def below(sections: list[SectionRow], above: list[SectionRow]) -> set[int]:
    """The primary keys of these sections and of all below them."""
    paths = [section.path for section in above]
    return {
        section.pk
        for section in sections
        if any(section.path == path or section.path.startswith(f"{path}.") for path in paths)
    }


def is_numbered(word: Word, section: SectionRow) -> bool:
    """Whether the word is the section's code or printed number, as `measure_search.sections_of` decides."""
    if not word.printed:
        return False
    if fold(section.label) == word.text:
        return word.found is None or section.label in word.printed
    return word.found is None and fold(section.code) == word.text


def is_said(word: Word, row: MeasureRow) -> bool:
    """As `Word.condition` decides on records; bodies also by what they were called."""
    if word.found is None and (text_holds(row.title, word.text) or text_holds(row.text, word.text)):
        return True
    if row.code in word.printed or row.label in word.printed:
        return True
    return any(part.body in word.bodies or names(word.text, part.name) for part in row.responsibilities)


@lru_cache(4096)
def names(word: str, name: str) -> bool:
    """Whether the folded word names a body of this name."""
    return is_called(word, NamedBody(0, name, []))
