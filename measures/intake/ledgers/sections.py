"""The section in which a row that was added stands: named in its columns of headings, or by a line above it."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from measures.intake.ledgers.cells import CellError
from measures.intake.ledgers.columns import HEADINGS
from measures.models import Plan, Section
from measures.parsing.ledgers import LedgerRow

SHARED = " / "  # between headings that share a column
Path = tuple[str, ...]  # headings from the top, as they are compared


def folded(heading: str) -> str:
    """Widths, capitals and white space make no difference."""
    return "".join(unicodedata.normalize("NFKC", heading).split()).casefold()


class Sections:
    """The sections in force of one plan, by their headings."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        found = Section.objects.filter(plan=plan, withdrawn_on=None).defer("text", "baseline").order_by("path")
        self.sections = {section.pk: section for section in found}
        self.paths = {pk: self.path_of(section) for pk, section in self.sections.items()}
        self.by_heading: dict[str, list[Section]] = defaultdict(list)
        for section in self.sections.values():
            for words in dict.fromkeys((folded(str(section)), folded(section.title))):
                self.by_heading[words].append(section)

    def path_of(self, section: Section) -> Path:
        path: list[str] = []
        above: Section | None = section
        while above is not None:
            path.insert(0, folded(str(above)))
            above = self.sections.get(above.parent_id or 0)
        return tuple(path)

    def is_heading(self, words: str) -> bool:
        return folded(words) in self.by_heading

    def named_by(self, row: LedgerRow, group: Sequence[str]) -> Section:
        """The section that the headings of a row name or, where it has none, the lines above it.

        Raises CellError where they name none or several.
        """
        said = [part for name in HEADINGS for part in row.text(name).split(SHARED) if part.strip()]
        headings = said or list(group)
        if not headings:
            raise CellError(_("Say in which section it stands: fill in its headings as in the rows beside it."))
        last = folded(headings[-1])
        above = [folded(each) for each in headings[:-1]]
        found = [each for each in self.by_heading.get(last, ()) if self.stands_below(each, above)]
        if len(found) == 1:
            return found[0]
        message = (
            _("There is no section “%(heading)s” in the plan.")
            if not found
            else _("Several sections are called “%(heading)s”: write the headings above it, too.")
        )
        raise CellError(message % {"heading": SHARED.join(headings)})

    def stands_below(self, section: Section, above: Iterable[str]) -> bool:
        """Whether all these headings, or titles without numbers, stand above the section."""
        path = self.paths[section.pk][:-1]
        return all(any(heading.endswith(each) for heading in path) for each in above)

    def above(self, group: Sequence[str], heading: str) -> list[str]:
        """Those of the headings before that stand above one of this name."""
        found = self.by_heading.get(folded(heading), ())
        return [each for each in group if any(self.stands_below(section, [folded(each)]) for section in found)]

    def headings(self, pk: int) -> Path:
        return self.paths.get(pk, ())


def says_section(row: LedgerRow, path: Path, columns: Mapping[str, str]) -> bool:
    """Whether the columns of headings say the path, as far as they are there."""
    if not set(HEADINGS) <= set(columns):
        return True
    said = [folded(part) for name in HEADINGS for part in row.text(name).split(SHARED) if part.strip()]
    return not said or tuple(said) == path
