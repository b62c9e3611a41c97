"""Conditions on rows: a field holds some words, however they are written (`measures.folding`), on both engines alike.

SQLite asks Python about every row (`matcher`). PostgreSQL finds candidates by an index on pairs of folded characters (a
`tsvector` of all of them under GIN) and checks these, and whatever rows it reads without the index, by the function
`measures_holds`. It is given each word as a list, made once by Python (`sought`), so that hardly a row must be folded.
"""

from measures.search.lookups import (
    BETWEEN_FIELDS,
    Holds,
    among,
    any_holds,
    has_pairs,
    is_told,
    is_too_long,
    pairs_of,
    pairs_or_too_long,
    sampled,
    value_of,
)
from measures.search.postgresql import INDEX, index_afterwards, indexes, install, installed
from measures.search.sqlite import prepare, text_holds

__all__ = [
    "BETWEEN_FIELDS",
    "INDEX",
    "Holds",
    "among",
    "any_holds",
    "has_pairs",
    "index_afterwards",
    "indexes",
    "install",
    "installed",
    "is_told",
    "is_too_long",
    "pairs_of",
    "pairs_or_too_long",
    "prepare",
    "sampled",
    "text_holds",
    "value_of",
]
