"""What matching takes and gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

Wording = tuple[str, str]  # title, text


class Standing(StrEnum):
    """What a known record is to the last edition. Only what stands in it can be split, merged or absent."""

    PRESENT = "present"  # the last edition has it
    WITHDRAWN = "withdrawn"  # an earlier edition had it
    ADDED = "added"  # an editor added it
    DELETED = "deleted"  # a person deleted it: the same words in the same section are not imported again


class Reason(StrEnum):
    """Why two entries are the same record, or why one stands alone."""

    SAME = "same"  # the same code and the same words
    WORDS = "words"  # the same words under another code
    ALIKE = "alike"  # similar words
    CONTENTS = "contents"  # of a section: what stands in it
    CODE = "code"  # another reading of the same document, and nothing but the code in common
    SPLIT = "split"  # part of what was one measure
    MERGED = "merged"  # one measure of what were several
    NEW = "new"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Entry:
    """A section or a measure, as far as matching needs it.

    `place` is the code of the section above, "" at the top. `wordings` begins with what the last edition said; what is
    stored here may be a second one. `text` of a measure holds its title's words, that of a section does not.
    """

    code: str
    place: str
    wordings: tuple[Wording, ...]
    label: str = ""
    standing: Standing = Standing.PRESENT


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections and measures of one side, each in document order, parents before children."""

    sections: tuple[Entry, ...] = ()
    measures: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """The code of a new entry and that of the known one that it is; either is "" where there is none.

    `likeness` is 0 to 100. `related`: of a new measure that is part of a split one, the known code it was split from;
    of a known one that was merged, the new code that holds it now; else "". `moved`: it stands in another section now.
    """

    new: str
    known: str
    reason: Reason
    likeness: int = 0
    moved: bool = False
    related: str = ""


@dataclass(frozen=True)
class Matching:
    """A match for each new entry, in document order, then one for each known entry of the last edition that is left."""

    sections: tuple[Match, ...]
    measures: tuple[Match, ...]

    @property
    def share(self) -> float:
        """The part of the new measures (of the sections, where there are no measures) that are known, 0 to 1."""
        counted = [match for match in (self.measures or self.sections) if match.new]
        return sum(bool(match.known or match.related) for match in counted) / len(counted) if counted else 0.0


@dataclass(frozen=True)
class Codes:
    """From each code of the new document to the code under which its record is, or will be, stored."""

    sections: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def renamed(self) -> dict[str, str]:
        """Those that are not the same in the new document and here."""
        return {code: here for of in (self.sections, self.measures) for code, here in of.items() if code != here}

    def of(self, code: str) -> str:
        """The stored code for the code of a section, a measure or "" (the plan)."""
        return self.measures.get(code) or self.sections.get(code, code)
