"""Responsibilities: which body has which role in which measure."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.api.records.bodies import BodyResource, body_ref
from measures.api.records.fields import BASE, BODY, Field, choice, code_of, plan, source
from measures.api.records.filter_types import AnyUUID, Number
from measures.api.records.measures import MeasureResource
from measures.api.records.plan_parts import SourcedResource, SourcedRow
from measures.api.records.rows import Representation
from measures.api.records.shapes import BodyRefSerializer
from measures.choices import Origin, Role
from measures.models import Responsibility


class ResponsibilityRow(SourcedRow):
    measure__code: str
    body_id: int
    body__uuid: UUID
    body__name: str


class ResponsibilityResource(SourcedResource[ResponsibilityRow]):
    """One body's role in one measure, whose plan is its plan."""

    name, component, model = "responsibilities", "Responsibility", Responsibility
    row_type, plan_prefix = ResponsibilityRow, "measure__"
    fields = (
        plan("measure__plan__"),
        code_of(
            "measure",
            _("The code of the measure."),
            example="1.1-1",
            help_text=_("Codes of measures; say `plan` too, since every plan has its own codes."),
        ),
        Field(
            "measure_url",
            _("The measure's permanent address; a responsibility has none of its own."),
            example=f"{BASE}plans/example/measures/1.1-1/",
            shape=serializers.URLField,
        ),
        Field(
            "body",
            _("The body that has the role: its public id and name, or all its fields where it is expanded."),
            example=BODY,
            filters={
                "body": AnyUUID("body__uuid", help_text=_("Public ids of bodies: what they have a part in.")),
            },
            shape=BodyRefSerializer,
            expand="body",
        ),
        choice(
            "role",
            _("The body's role in the measure; one that is only mentioned has no duty."),
            Role,
            example="lead",
            writable=False,
            help_text=_("The body's role in the measure."),
        ),
        Field(
            "position",
            _("The body's place among those of the measure: 1 is the first."),
            example=1,
            filters={
                "position": Number(
                    "position", help_text=_("The body's place among those of the measure: 1 is the first.")
                ),
            },
        ),
        choice(
            "origin",
            _("Whether the document says so or an editor added it."),
            Origin,
            example="document",
            writable=False,
        ),
        source("市科技局牵头"),
    )

    def load_related(self, rows: list[ResponsibilityRow]) -> None:
        super().load_related(rows)
        self.bodies = self.expanded_records("body", BodyResource, (row.body_id for row in rows))

    def get_measure_url(self, row: ResponsibilityRow) -> str:
        return MeasureResource.address(self.context.base_url, row.plan__slug, row.measure__code)

    def get_body(self, row: ResponsibilityRow) -> Representation | None:
        return self.bodies.get(row.body_id) or body_ref(row.body__uuid, row.body__name)
