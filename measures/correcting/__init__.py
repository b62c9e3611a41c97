"""Corrections of a reading: "this line is a heading", kept with the words of the passage. Knows no Django.

    tree, results = corrected(tree, corrections)   # what the parser read, and what a person said of it

model.py        what a correction is, and how it names its passage
words.py        finding a passage by its words, in this document or in the next edition
paragraphs.py   the paragraphs of a record, and where they are printed
outline.py      a tree as it is corrected
selection.py    the paragraphs that a correction is about
operations.py   heading, measure, text, furniture, merge, split
placing.py      where what leaves its place goes
moving.py       move, level, title
duties.py       bodies, deadlines and targets go with the words that say them
codes.py        codes of what is new or stands elsewhere
numbers.py      positions, changed for as few records as can be
freezing.py     the corrected tree
steps.py        a selection that moves
sentences.py    the sentences at which a measure may be split
pointing.py     what a person points at in a reading → corrections
corrections.py  all corrections of a reading, one after the other

No correction moves a character: the passages of the corrected tree cover the text as those of the tree did.
"""

from measures.correcting.corrections import corrected
from measures.correcting.model import Anchor, Correction, ImpossibleError, Result
from measures.correcting.placing import title_of
from measures.correcting.pointing import Wish, corrections_for
from measures.correcting.sentences import joined, pieces, places_in, sentences
from measures.parsing.structure.passages import words_of

__all__ = [
    "Anchor",
    "Correction",
    "ImpossibleError",
    "Result",
    "Wish",
    "corrected",
    "corrections_for",
    "joined",
    "pieces",
    "places_in",
    "sentences",
    "title_of",
    "words_of",
]
