"""What a correction is: which passage it is about, known by its words, and what that passage is in truth."""

from dataclasses import dataclass
from typing import TypedDict

from measures.terms import CorrectionKind, CorrectionOutcome


class AnchorFields(TypedDict):
    """An anchor as JSON."""

    words: str
    before: str
    after: str
    alone: bool
    at: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage by its words, its paragraphs one a line, with what told it apart from others when it was pointed at.

    `before` and `after` are the comparable characters next to it, `alone` says that its first line stood once in the
    document, `at` where it began, counted in comparable characters: see `words`.
    """

    words: str
    before: str = ""
    after: str = ""
    alone: bool = True
    at: int = 0

    def fields(self) -> AnchorFields:
        return {
            "words": self.words,
            "before": self.before,
            "after": self.after,
            "alone": self.alone,
            "at": self.at,
        }


@dataclass(frozen=True, slots=True)
class Correction:
    """`level` is of a heading, from 1; `title` of a record; `place` and `other` of a move: `before` or `after` the
    record that begins at `other`, `into` that section, or `top`, where a section stands below no other."""

    kind: CorrectionKind
    anchor: Anchor
    level: int | None = None
    title: str = ""
    place: str = ""
    other: Anchor | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a correction in one reading: `reason` says why it could not be made."""

    correction: Correction
    outcome: CorrectionOutcome
    reason: str = ""
    start: int | None = None  # where the passage begins in the text, if it was found


class ImpossibleError(Exception):
    """The passage is there, and cannot become what the correction says: `reason`, a `terms.CorrectionFault`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
