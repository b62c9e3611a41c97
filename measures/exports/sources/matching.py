"""Which rows of the past are asked for: the same answers as `Filters.narrow` gives on records."""

from collections.abc import Callable
from datetime import date
from functools import cached_property

from measures.as_of import MeasureRow, SectionRow
from measures.exports.filters import ALL, FALSE, Filters
from measures.folding import typed_words
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
        return list(read(typed_words(self.filters.q)))

    def of_plan(self, sections: list[SectionRow]) -> Condition:
        """The condition on the measures of a plan that had these sections."""
        asked = [section.path for section in sections if section.code in self.filters.section]
        inside = {
            section.pk
            for section in sections
            if any(section.path == path or section.path.startswith(f"{path}.") for path in asked)
        }
        return lambda row: self.holds(row) and (not self.filters.section or row.section in inside)

    def holds(self, row: MeasureRow) -> bool:
        """Whether all but the section is as asked for."""
        return self.is_of_kind(row) and self.is_timely(row) and self.has_part(row) and all(self.said(row))

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

    def said(self, row: MeasureRow) -> list[bool]:
        """For each word of `q`, whether the measure says it or stands elsewhere for it."""
        if self.filters.q and not self.words:
            return [False]
        return [is_said(word, row) for word in self.words]


def is_said(word: Word, row: MeasureRow) -> bool:
    """As `Word.condition` decides on records."""
    if word.found is None and (text_holds(row.title, word.text) or text_holds(row.text, word.text)):
        return True
    if row.code in word.printed or row.label in word.printed or row.section in word.sections:
        return True
    return any(part.body in word.bodies for part in row.responsibilities)
