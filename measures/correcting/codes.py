"""The codes of a corrected reading: what was read keeps its own, unless a correction put it elsewhere."""

import re

from measures.correcting.outline import Outline, Record, Section
from measures.parsing.extract import LineKind
from measures.parsing.structure.codes import Codes
from measures.parsing.structure.nodes import Node
from measures.parsing.structure.numbering import read_marker
from measures.parsing.structure.paragraphs import Paragraph
from measures.terms import Numbering

_REPEATED = re.compile(r"(.*\d)(?:[b-z]|z\d+)\Z")  # 3.1b: another section had the number 3.1


def codes_of(outline: Outline) -> dict[Record, str]:
    """The code of each section and measure. Those of the measures of a section follow their order."""
    codes: dict[Record, str] = {}
    codes.update((section, code) for section, code in SectionCodes(outline).given.items())
    for section in outline.sections():
        read = [measure.code for measure in section.node.measures] if section.node else None
        here = [measure.node.code if measure.node else "" for measure in section.measures]
        is_as_read = read == here and section.node is not None and codes[section] == section.node.code
        for place, measure in enumerate(section.measures):
            codes[measure] = here[place] if is_as_read else f"{codes[section]}-{place + 1}"
    return codes


class SectionCodes:
    """Gives the sections that stand where they were read their codes first, then the others free ones."""

    def __init__(self, outline: Outline) -> None:
        self.was = {section: section.node.code for section in outline.sections() if section.node}
        self.parents = {child.code: node.code for node in outline.tree.walk() for child in node.sections}
        self.given: dict[Section, str] = {outline.root: ""}
        self.codes = Codes()
        self.living = set(self.was.values())
        self.has_lost_some = len(self.was) < sum(1 for _node in outline.tree.walk())
        for only_known in (True, False):
            for section in outline.sections():
                self.give(section, only_known=only_known)

    def stands_as_read(self, section: Section) -> bool:
        """Whether the section was read below the parent that it has."""
        if section not in self.was or section.parent is None:
            return False
        return self.parents.get(self.was[section], "") == self.was.get(section.parent, "")

    def give(self, section: Section, *, only_known: bool) -> None:
        """A code for one section, unless it has one, or its parent has none yet."""
        parent = section.parent
        if parent is None or section in self.given or parent not in self.given:
            return
        code = self.known(section, parent)
        if code is None or code in self.codes.used:
            if only_known:
                return
            code = self.codes.give(node_of(section), self.given[parent])[0]
        self.codes.used.add(code)
        self.given[section] = code

    def known(self, section: Section, parent: Section) -> str | None:
        """The code as read, below the parent's present one; None for what is new or another parent's."""
        if section not in self.was:
            return None
        code, above = self.was[section], self.was.get(parent, "")
        if not self.stands_as_read(section):
            return code if section.numbering in (Numbering.BOX, Numbering.ANNEX) else None
        if above and above != self.given[parent] and code.startswith(f"{above}."):
            code = self.given[parent] + code.removeprefix(above)
        plain = _REPEATED.match(code) if self.has_lost_some else None
        return plain[1] if plain and plain[1] not in self.living | self.codes.used else code


def node_of(section: Section) -> Node:
    """The heading as the reader's codes take it."""
    words = f"{section.label} {section.title}"
    marker = read_marker(words) if section.label else None
    paragraph = Paragraph(section.start, section.start, words, LineKind.PARAGRAPH, marker=marker)
    return Node(section.numbering, paragraph, marker.number if marker else 0)
