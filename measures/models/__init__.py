"""The records. Rules stand here (constraints, `clean`) and in `querysets`, nowhere else."""

from measures.models.access import ApiToken, IdempotentAnswer
from measures.models.body import ResponsibleBody
from measures.models.change import Change
from measures.models.measure import Measure, Responsibility, Target
from measures.models.plan import Plan, Section, SourceDocument

__all__ = [
    "ApiToken",
    "Change",
    "IdempotentAnswer",
    "Measure",
    "Plan",
    "Responsibility",
    "ResponsibleBody",
    "Section",
    "SourceDocument",
    "Target",
]
