"""The structure of a plan that is here: measures are split, merged, put in another order or in another section.

Each is one edit that can be undone. What the plan's newest document says is corrected as on its reading page, so that
the same document, or the next edition, keeps the change; what editors changed is laid over it. A measure that was ever
published is withdrawn, and what takes its place are its successors; any other is changed or deleted.

reading.py     the reading of the plan's newest document, as it is corrected
replacing.py   stand-ins, successors, and what goes along: responsibilities, targets, deadlines
splitting.py   one measure in several, at its sentences
merging.py     several measures in one
moving.py      up and down, or into another section
correcting.py  what a correction on the reading page splits or merges
"""

from measures.intake.structure.correcting import correct
from measures.intake.structure.merging import MergePlan, merge, plan_merge
from measures.intake.structure.moving import MovePlan, move, plan_move
from measures.intake.structure.refusing import StructureChangedError, StructureRefusedError
from measures.intake.structure.splitting import Piece, SplitPlan, plan_split, split

__all__ = [
    "MergePlan",
    "MovePlan",
    "Piece",
    "SplitPlan",
    "StructureChangedError",
    "StructureRefusedError",
    "correct",
    "merge",
    "move",
    "plan_merge",
    "plan_move",
    "plan_split",
    "split",
]
