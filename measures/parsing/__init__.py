"""Bytes of a plan document → PlanTree. Knows nothing of Django and opens no file."""

from measures.parsing.parser import read
from measures.parsing.tree import (
    DocumentError,
    MeasureNode,
    Passage,
    PlanTree,
    Problem,
    Responsibility,
    SectionNode,
    Span,
    Target,
)

__all__ = [
    "DocumentError",
    "MeasureNode",
    "Passage",
    "PlanTree",
    "Problem",
    "Responsibility",
    "SectionNode",
    "Span",
    "Target",
    "read",
]
