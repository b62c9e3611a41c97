"""The resources of version 1, each declared in a module of its own."""

from measures.api.records.bodies import BodyResource
from measures.api.records.conflicts import ConflictResource
from measures.api.records.imports import ImportResource
from measures.api.records.issued_reports import IssuedReportResource
from measures.api.records.measures import MeasureResource
from measures.api.records.plans import PlanResource
from measures.api.records.resource import AnyResource, Resource
from measures.api.records.responsibilities import ResponsibilityResource
from measures.api.records.sections import SectionResource
from measures.api.records.sources import SourceResource
from measures.api.records.targets import TargetResource

RESOURCES: dict[str, type[AnyResource]] = {
    resource.name: resource
    for resource in (
        PlanResource,
        SectionResource,
        MeasureResource,
        TargetResource,
        BodyResource,
        ResponsibilityResource,
        SourceResource,
        ImportResource,
        ConflictResource,
        IssuedReportResource,
    )
}
# Those whose changes are in the feed. A change of a responsibility is recorded as one of its measure; imports,
# conflicts and issued reports are the office's own work.
IN_FEED = {
    name: resource
    for name, resource in RESOURCES.items()
    if resource.moves_feed and resource is not ResponsibilityResource
}

__all__ = [
    "IN_FEED",
    "RESOURCES",
    "AnyResource",
    "BodyResource",
    "ConflictResource",
    "ImportResource",
    "IssuedReportResource",
    "MeasureResource",
    "PlanResource",
    "Resource",
    "ResponsibilityResource",
    "SectionResource",
    "SourceResource",
    "TargetResource",
]
