"""The records. Rules stand here (constraints, `clean`) and in `querysets`, nowhere else."""

from measures.models.access import ApiToken, IdempotentAnswer
from measures.models.body import ResponsibleBody
from measures.models.body_succession import BodySuccession, MovedResponsibility
from measures.models.change import Change, PublicBody
from measures.models.confirmed import ConfirmedContent
from measures.models.conflict import Conflict
from measures.models.correction import Correction, UncorrectedReading
from measures.models.distinct import DistinctBodies
from measures.models.division import DivisionTask
from measures.models.edit import Edit
from measures.models.imports import Import
from measures.models.measure import Measure, Responsibility, Target
from measures.models.pending import PendingChange
from measures.models.plan import Plan, Section, SourceDocument
from measures.models.replaced import ReplacedValues
from measures.models.report_layouts import ReportLayout
from measures.models.report_templates import ReportTemplate
from measures.models.reports import IssuedReport, ReportJob
from measures.models.rights import PlanLimit, ShippedGroup
from measures.models.saved_view import SavedView
from measures.models.succession import Succession

__all__ = [
    "ApiToken",
    "BodySuccession",
    "Change",
    "ConfirmedContent",
    "Conflict",
    "Correction",
    "DistinctBodies",
    "DivisionTask",
    "Edit",
    "IdempotentAnswer",
    "Import",
    "IssuedReport",
    "Measure",
    "MovedResponsibility",
    "PendingChange",
    "Plan",
    "PlanLimit",
    "PublicBody",
    "ReplacedValues",
    "ReportJob",
    "ReportLayout",
    "ReportTemplate",
    "Responsibility",
    "ResponsibleBody",
    "SavedView",
    "Section",
    "ShippedGroup",
    "SourceDocument",
    "Succession",
    "Target",
    "UncorrectedReading",
]
