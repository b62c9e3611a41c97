"""Which stored record each section and measure of a revised document is. Knows no Django and no database.

    matching = match(known, new)       # two `Outline`s: what is stored, and what the new edition says
    codes = assign_codes(matching, new, used)
    split, merged = parted(before, after)  # of two editions whose measures are matched already
    namings = name_measures(tasks, plan)   # of a division of work: which measure each of its tasks names

model.py        what goes in (`Entry`, `Outline`) and what comes out (`Match`, `Matching`)
thresholds.py   every number that decides, in one place
wording.py      how alike two wordings are
candidates.py   an index that finds similar wordings without comparing each with each
pairs.py        which pairs are settled so far
sections.py     sections: by title and parent, by what stands in them, by alike titles
measures.py     measures: by the same words, by alike words, as parts that were split or merged
codes.py        the codes of the new edition's records: a known record keeps its own, a new one takes a free one
tasks.py        the tasks of a division of work: what is to be done, who does it, by when
naming.py       which measure of the plan each task names
order.py        what keeps its order where the rest has moved

The time grows with the number of entries, not with its square: equal words are found by a dictionary, similar ones
among a few candidates each.
"""

from measures.matching.codes import assign_codes
from measures.matching.matcher import match, parted
from measures.matching.model import Codes, Entry, Match, Matching, Outline, Reason, Standing
from measures.matching.naming import Answers, Before, NamedBy, Naming, name_measures
from measures.matching.order import rising_places, with_room
from measures.matching.tasks import Task, is_division, tasks_of
from measures.matching.wording import most_alike

__all__ = [
    "Answers",
    "Before",
    "Codes",
    "Entry",
    "Match",
    "Matching",
    "NamedBy",
    "Naming",
    "Outline",
    "Reason",
    "Standing",
    "Task",
    "assign_codes",
    "is_division",
    "match",
    "most_alike",
    "name_measures",
    "parted",
    "rising_places",
    "tasks_of",
    "with_room",
]
