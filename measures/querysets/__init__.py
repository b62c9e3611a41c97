"""Every rule on what to read, as methods of the records' querysets."""

from measures.querysets.bodies import BODY_ORDER, BodyQuerySet, BodySuccessionQuerySet, body_order
from measures.querysets.changes import RESOURCES, ChangeQuerySet
from measures.querysets.guarded import GuardedQuerySet, Reader
from measures.querysets.imports import ConflictQuerySet, CorrectionQuerySet, ImportQuerySet, IssuedReportQuerySet
from measures.querysets.measures import MeasureQuerySet, ResponsibilityQuerySet, TargetQuerySet, timeliness
from measures.querysets.plans import PlanQuerySet, SectionQuerySet, SourceDocumentQuerySet

__all__ = [
    "BODY_ORDER",
    "RESOURCES",
    "BodyQuerySet",
    "BodySuccessionQuerySet",
    "ChangeQuerySet",
    "ConflictQuerySet",
    "CorrectionQuerySet",
    "GuardedQuerySet",
    "ImportQuerySet",
    "IssuedReportQuerySet",
    "MeasureQuerySet",
    "PlanQuerySet",
    "Reader",
    "ResponsibilityQuerySet",
    "SectionQuerySet",
    "SourceDocumentQuerySet",
    "TargetQuerySet",
    "body_order",
    "timeliness",
]
