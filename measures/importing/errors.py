"""What is wrong with a fixture: every fault with its place, for people."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `place` is for people: a line and column, or a record's number, model, key and field."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class ComparisonChangedError(Exception):
    """The records are others than those that were compared: applying would do something else. Nothing was written."""


class FixtureError(Exception):
    """A fixture that cannot be imported, with all its faults. Nothing has been written."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """The first fifty faults, one a line, and how many more there are."""
        lines = [str(problem) for problem in self.faults[:MOST_LISTED]]
        if (more := len(self.faults) - MOST_LISTED) > 0:
            lines.append(_("… and %(count)d more.") % {"count": more})
        return lines
