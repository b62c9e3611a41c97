"""As it stood on a date: plans with their sections, measures, responsible bodies and targets, read from the history.

`plans_as_of` gives rows by name, in a fixed number of queries however large the plans are. Two dates count: what had
been recorded by the end of the day, and which successions of bodies counted on it. A record whose history begins later
is not guessed: it is listed as one of which nothing is known; of a plan that is such a one nothing is given at all.
`Between` gives the same rows on two days, for what may have changed, and who changed it.
"""

from measures.as_of.authors import WHOLE, Author, Authors
from measures.as_of.between import Between, Pair, row_of
from measures.as_of.bodies import bodies_as_of
from measures.as_of.plans import PastPlans, PlanAsOf, measure_as_of, plan_as_of, plans_as_of, section_as_of
from measures.as_of.rows import (
    BodyRow,
    MeasureRow,
    PlanRow,
    ResponsibilityRow,
    SectionRow,
    SuccessorRow,
    TargetRow,
)
from measures.as_of.states import BeforeHistoryError, NotThereError, UnknownRecord, end_of, start_of, state_as_of

__all__ = [
    "WHOLE",
    "Author",
    "Authors",
    "BeforeHistoryError",
    "Between",
    "BodyRow",
    "MeasureRow",
    "NotThereError",
    "Pair",
    "PastPlans",
    "PlanAsOf",
    "PlanRow",
    "ResponsibilityRow",
    "SectionRow",
    "SuccessorRow",
    "TargetRow",
    "UnknownRecord",
    "bodies_as_of",
    "end_of",
    "measure_as_of",
    "plan_as_of",
    "plans_as_of",
    "row_of",
    "section_as_of",
    "start_of",
    "state_as_of",
]
