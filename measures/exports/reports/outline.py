"""A plan as a tree for reports that set it out by sections."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from measures.as_of import MeasureRow, PlanRow, SectionRow
from measures.exports.contents import Heading
from measures.terms import Numbering

_UNNUMBERED = re.compile(r"u\d+")
_FURTHER_PLAN = re.compile(r"p\d+")  # the code of a second plan in one document


@dataclass(slots=True)
class Branch:
    """A section with the measures that are asked for, and what stands below it."""

    section: SectionRow
    measures: list[MeasureRow] = field(default_factory=list)
    branches: list["Branch"] = field(default_factory=list)

    @property
    def is_box(self) -> bool:
        """专栏, printed in a frame."""
        return self.section.numbering == Numbering.BOX

    @property
    def holds_measures(self) -> bool:
        return bool(self.measures) or any(branch.holds_measures for branch in self.branches)

    @property
    def contents(self) -> list["MeasureRow | Branch"]:
        """Measures and sections as they stand one after another in the document."""
        found: list[MeasureRow | Branch] = [*self.measures, *self.branches]
        return sorted(found, key=lambda each: (each.section if isinstance(each, Branch) else each).position)

    def all_measures(self) -> Iterator[MeasureRow]:
        yield from self.measures
        for branch in self.branches:
            yield from branch.all_measures()


def outline(sections: Iterable[SectionRow], measures: Iterable[MeasureRow]) -> list[Branch]:
    """The top of the tree. `sections` stand in the order of their paths, `measures` in that of the document."""
    found: dict[int, Branch] = {}
    top: list[Branch] = []
    for section in sections:
        branch = found[section.pk] = Branch(section)
        parent = found.get(section.parent or 0)
        (parent.branches if parent else top).append(branch)
    for measure in measures:
        if measure.section in found:
            found[measure.section].measures.append(measure)
    return top


def without_empty(branches: list[Branch], *, keep_codes: bool = False) -> list[Branch]:
    """Those that hold measures, with those below them that do.

    `keep_codes`: and those by whose place alone a later one is told apart, so that a reader gives all the same codes.
    """
    kept = [
        branch
        for place, branch in enumerate(branches)
        if branch.holds_measures or (keep_codes and any(counts_on(later, branch) for later in branches[place + 1 :]))
    ]
    return [
        Branch(branch.section, branch.measures, without_empty(branch.branches, keep_codes=keep_codes))
        for branch in kept
    ]


def counts_on(later: Branch, earlier: Branch) -> bool:
    """Whether a section with measures and without a number has its code by another one before it."""
    codes = [branch.section.code.rpartition(".")[2] for branch in (earlier, later)]
    return later.holds_measures and all(map(_UNNUMBERED.fullmatch, codes))


def heading(section: SectionRow, level: int) -> Heading:
    return Heading(section.title, level, section.label, is_title=_FURTHER_PLAN.fullmatch(section.code) is not None)


def is_the_plan(branch: Branch, plan: PlanRow) -> bool:
    """Whether a section is the plan itself, which has no headings: its measures stand right under the title."""
    return not branch.section.label and branch.section.title == plan.title
