"""One measure in several, at chosen sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils.translation import gettext as _

from measures import fixture
from measures.choices import CORRECTION_FAULTS, Role
from measures.correcting import ImpossibleError, Wish, pieces, places_in, sentences, title_of, words_of
from measures.edits import EditVia, edit
from measures.intake.structure.reading import PlanReading
from measures.intake.structure.refusing import StructureRefusedError, check, locked
from measures.intake.structure.replacing import (
    assign,
    lead_to,
    published_ever,
    settle_targets,
    stand_in,
    succeed,
    withdraw,
)
from measures.models import Edit, Measure, Responsibility
from measures.models.base import next_code
from measures.parsing import Span
from measures.terms import CorrectionFault, CorrectionKind


@dataclass(frozen=True)
class Piece:
    """A stretch of the text that becomes a measure, and which responsibilities are copied to it."""

    title: str
    text: str
    roles: frozenset[int]  # primary keys of the responsibilities of the measure that is split


@dataclass(frozen=True)
class SplitPlan:
    """What a split would make; `replaces` says that the measure itself is withdrawn, since it was published."""

    measure: Measure
    cuts: Sequence[int]
    pieces: Sequence[Piece]
    replaces: bool


def plan_split(measure: Measure, cuts: Sequence[int]) -> SplitPlan:
    """What a split before the sentences of these numbers, counted from 0, would make; writes nothing.

    Raises StructureRefusedError.
    """
    check([measure])
    reading = PlanReading(measure.plan)
    if reading.has(measure):
        reading.corrected(wishes(reading, measure, measure.text, checked(measure, cuts)))
    texts = pieces(measure.text, checked(measure, cuts))
    roles = list(measure.responsibilities.select_related("body"))
    titles = [measure.title, *(title_of(text)[:255] for text in texts[1:])]
    parts = [Piece(title, text, roles_in(text, texts, roles)) for title, text in zip(titles, texts, strict=True)]
    return SplitPlan(measure, cuts, parts, bool(published_ever([measure])))


def checked(measure: Measure, cuts: Sequence[int]) -> Sequence[int]:
    """Raises StructureRefusedError where the text has no such sentences."""
    if not cuts or sorted(set(cuts)) != [*cuts] or not 0 < cuts[0] <= cuts[-1] < len(sentences(measure.text)):
        raise StructureRefusedError(_("Choose at least one sentence with which something new begins."))
    return cuts


def roles_in(text: str, texts: Sequence[str], roles: Sequence[Responsibility]) -> frozenset[int]:
    """Who answers for the whole answers for every piece; who is mentioned is so where the words are."""
    return frozenset(
        part.pk
        for part in roles
        if part.role != Role.MENTIONED or part.body.name in text or not any(part.body.name in each for each in texts)
    )


def wishes(reading: PlanReading, measure: Measure, text: str, cuts: Sequence[int]) -> list[Wish]:
    """What is to be corrected in the reading so that the measure is split there. Raises StructureRefusedError."""
    try:
        places = places_in(fixture.tree_of(reading.rows), measure.code, text, cuts)
    except ImpossibleError as error:
        raise StructureRefusedError(str(CORRECTION_FAULTS[CorrectionFault(error.reason)])) from error
    return [Wish(CorrectionKind.SPLIT, stretch=Span(place, place + 1)) for place in places]


def split(
    pk: int, version: int, cuts: Sequence[int], wanted: Sequence[Piece], by: User | None, reason: str = ""
) -> Edit:
    """Split a measure as one edit; of the `wanted` pieces titles and roles count, the texts follow from the cuts.

    Raises StructureChangedError where the measure is another than the person saw, StructureRefusedError, FixtureError.
    """
    with edit(by, via=EditVia.ADMIN, reason=reason) as unit:
        [measure] = locked([pk], {pk: version})
        check([measure])
        texts, reading = pieces(measure.text, checked(measure, cuts)), PlanReading(measure.plan)
        wished = wishes(reading, measure, measure.text, cuts) if reading.has(measure) else []
        Splitter(measure, reading, texts, wanted, by).write(wished)
        return unit.recorded_edit()


class Splitter:
    """Writes within the edit in progress."""

    def __init__(
        self, measure: Measure, reading: PlanReading, texts: Sequence[str], wanted: Sequence[Piece], by: User | None
    ) -> None:
        self.measure, self.reading, self.texts, self.wanted, self.by = measure, reading, texts, wanted, by
        self.was_read = self.reading.has(measure)
        self.edited = self.reading.edited(measure) if self.was_read else []
        self.roles = list(measure.responsibilities.all())
        self.targets = list(measure.targets.all())

    def write(self, wished: Sequence[Wish]) -> None:
        """Let the document's reading be corrected as wished, if it has the measure."""
        replaces = bool(published_ever([self.measure]))
        first = stand_in(self.measure, self.reading) if replaces else self.measure
        if replaces:
            withdraw(self.measure, first)
        made = self.read_anew(first, wished) if self.was_read else self.add(first)
        for measure, text, piece in zip(made, self.texts, self.wanted, strict=True):
            self.settle(measure, text, piece)
        settle_targets(self.targets, made)
        if replaces:
            lead_to(self.measure, made[0], stays=True)
            succeed(self.measure, made)

    def read_anew(self, first: Measure, wished: Sequence[Wish]) -> list[Measure]:
        """Let the document's reading be split: the measures that it then has, of which the first may be stored."""
        declined = self.reading.choices_about(first, self.edited)
        declined += [("target", (self.reading.plan.slug, target.code), "text") for target in first.targets.all()]
        start = self.reading.row(first)["source_start"]
        starts = self.reading.correct(wished, self.by, declined)
        begun = Q(source=self.reading.source, source_start__in=[start, *starts])
        there = Measure.objects.filter(begun | Q(pk=first.pk), withdrawn_on=None)
        found = [each for each in there.order_by("source_start") if each.pk == first.pk or each.pk != self.measure.pk]
        if len(found) != len(self.texts):
            raise StructureRefusedError(str(CORRECTION_FAULTS[CorrectionFault.CANNOT_CUT]))
        return found

    def add(self, first: Measure) -> list[Measure]:
        """Of a measure that the document has not: the others are made here, each with its place in the source."""
        made = [first]
        for text in self.texts[1:]:
            measure = Measure(
                plan=first.plan,
                section=first.section,
                code=next_code(Measure, first.plan, f"{first.section.code}-"),
                kind=first.kind,
                position=first.position,
                text=text,
                title=title_of(text)[:255],
            )
            self.place(measure, text)
            measure.save()
            made.append(measure)
        return made

    def place(self, measure: Measure, text: str) -> None:
        """The words in the source, where they stand there as they are; else those of the measure that was split."""
        source, start, end = self.measure.source, self.measure.source_start, self.measure.source_end
        if source is None or start is None or end is None:
            return
        at = source.text.find(text, start, end)
        measure.source, measure.source_start, measure.source_end = source, start, end
        if at >= 0:
            measure.source_start, measure.source_end = at, at + len(text)

    def settle(self, measure: Measure, text: str, piece: Piece) -> None:
        """What the document does not say of a piece: what was said here of the whole, and what the person chose."""
        if not self.was_read or "text" in self.edited:
            measure.text = text
        measure.title = piece.title.strip()[:255] or measure.title
        for name in ("phase", "review_state", "note", "kind"):
            setattr(measure, name, getattr(self.measure, name))
        measure.due_text, measure.due_on = self.deadline(text)
        measure.save()
        assign(measure, [part for part in self.roles if part.pk in piece.roles])

    def deadline(self, text: str) -> tuple[str, date | None]:
        """That of the whole, unless its words stand in other pieces."""
        words = words_of(self.measure.due_text)
        saying = [each for each in self.texts if words and words in words_of(each)]
        return (self.measure.due_text, self.measure.due_on) if not saying or text in saying else ("", None)
