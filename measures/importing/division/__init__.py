"""A division of work (任务分工方案) onto the measures of a plan that is here: their bodies and deadlines, nothing else.

saying.py      what a document, or several, say of one measure
history.py     what was said of each measure before, by the plan's own document and by earlier divisions of work
comparing.py   three ways, as for an edition: what was said before, what is here, what is said now
not_taken.py   what a person leaves out: it is offered again
applying.py    the comparison written in one transaction, with the tasks and what they said
"""

from measures.importing.division.applying import apply_division
from measures.importing.division.comparing import compare_division

__all__ = ["apply_division", "compare_division"]
