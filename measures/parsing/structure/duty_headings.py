"""Headings that name who answers for what stands below them.

Reads: paragraphs. Writes: answers about them.
"""

from measures.parsing.content.names import is_official, read_names
from measures.parsing.structure.paragraphs import Paragraph
from measures.terms import Role


def heads_duties(paragraph: Paragraph) -> bool:
    """市住房城乡建设局：, a line that holds the names of offices and nothing else."""
    text = paragraph.text
    if paragraph.marker or len(text) > 60 or text[-1] not in "：:":
        return False
    names = read_names(text, 0, len(text) - 1, Role.RESPONSIBLE, "")
    return bool(names) and all(is_official(one.name) and "各" not in one.name for one in names)
