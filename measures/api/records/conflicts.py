"""Conflicts: what editors and a new edition of a document changed differently."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.api.records.fields import BASE, Field, choice, code_of, plan
from measures.api.records.filter_types import AnyChoice, AnyName, AnyOf, Number, Text, since, until
from measures.api.records.measures import MeasureResource
from measures.api.records.plan_parts import PlanPartResource, PlanPartRow
from measures.api.records.plans import PlanResource
from measures.api.records.sections import SectionResource
from measures.api.records.targets import TargetResource
from measures.choices import ConflictState
from measures.models import Conflict, Measure, Plan, Responsibility, Section, Target

KINDS = [
    (str(model._meta.model_name), model._meta.verbose_name)
    for model in (Plan, Section, Measure, Responsibility, Target)
]


def said(name: str, meaning: Text, example: object) -> Field:
    """A value as a fixture has it, whatever its type."""
    return Field(name, meaning, example=example, shape=lambda: serializers.JSONField(allow_null=True))


class ConflictRow(PlanPartRow):
    model: str
    key: str
    section__code: str | None
    measure__code: str | None


class ConflictResource(PlanPartResource[ConflictRow]):
    """One field of one record that says something else here than in the newest reading of its document."""

    name, component, model = "conflicts", "Conflict", Conflict
    row_type = ConflictRow
    moves_feed = False
    fields = (
        plan(),
        Field(
            "kind",
            _("The kind of record; of a `responsibility` all roles of one body in one measure."),
            example="measure",
            column="model",
            shape=lambda: serializers.ChoiceField(choices=KINDS),
            filters={"kind": AnyChoice("model", choices=KINDS, help_text=_("Kinds of records."))},
        ),
        Field(
            "key",
            _(
                "The record's code, empty for the plan; of responsibilities the measure's code, a space and the public"
                " id of the body."
            ),
            example="1.1-1",
            filters={"key": AnyOf("key", help_text=_("Codes of the records themselves, as in `key`."))},
        ),
        code_of(
            "section",
            _("The code of the section that it is about, itself or its target; else null."),
            example=None,
            help_text=_("Codes of sections: conflicts about these, not about what stands in them."),
            null=True,
        ),
        code_of(
            "measure",
            _("The code of the measure that it is about, itself, its target or the roles of a body in it; else null."),
            example="1.1-1",
            help_text=_("Codes of measures; say `plan` too, since every plan has its own codes."),
            null=True,
        ),
        Field(
            "record_url",
            _("The address of the record, of responsibilities that of their measure; a conflict has none of its own."),
            example=f"{BASE}plans/example/measures/1.1-1/",
            shape=serializers.URLField,
        ),
        Field(
            "field",
            _("The field, by its name in the fixture; of responsibilities `role`."),
            example="title",
            filters={"field": AnyOf("field", help_text=_("Names of fields."))},
        ),
        said("said_before", _("What the last edition said; null where it said nothing."), "支持基础研究"),
        said(
            "here",
            _("What the record said when the conflict was found or decided; what it says now, `record_url` tells."),
            "支持前沿研究",
        ),
        said("said_now", _("What the new edition says; null where it has it no longer."), "支持原始创新"),
        Field(
            "source",
            _("The code of the document that says something else: `2` is the second edition, `division-1` a division."),
            example="2",
            column="source__code",
            shape=serializers.CharField,
            filters={"source": AnyOf("source__code", help_text=_("Found with documents of these codes."))},
        ),
        Field(
            "edition",
            _("The number of that document among those of its kind."),
            example=2,
            column="source__edition",
            shape=serializers.IntegerField,
            filters={
                "edition": Number(
                    "source__edition", help_text=_("Found with the document of this number among those of its kind.")
                )
            },
        ),
        choice(
            "state",
            _("Whether it waits for a person, or what was decided: keep what is here, take the document's, another."),
            ConflictState,
            example="open",
            writable=False,
        ),
        Field(
            "opened_at",
            _("When it was found, in UTC."),
            example="2025-03-01T08:30:00Z",
            order_by="opened_at",
            filters={
                "opened_after": since("opened_at", help_text=_("Found at this time or later.")),
                "opened_before": until("opened_at", help_text=_("Found at this time or earlier.")),
            },
        ),
        Field(
            "decided_by",
            _("The name of the account that decided it; empty while it is open or where both sides came to agree."),
            example="",
            column="by_name",
            shape=serializers.CharField,
            filters={"decided_by": AnyName("by_name", help_text=_("Names of the accounts that decided them."))},
        ),
        Field(
            "decided_at",
            _("When it was decided, in UTC; null while it is open."),
            example=None,
            column="at",
            shape=lambda: serializers.DateTimeField(allow_null=True),
            filters={
                "decided_after": since("at", help_text=_("Decided at this time or later.")),
                "decided_before": until("at", help_text=_("Decided at this time or earlier.")),
            },
        ),
    )

    def get_record_url(self, row: ConflictRow) -> str:
        """Of the record, of what has no address of its own that of what it is part of."""
        base, slug = self.context.base_url, row.plan__slug
        if row.model == "target":
            return TargetResource.address(base, slug, row.key)
        if row.measure__code is not None:
            return MeasureResource.address(base, slug, row.measure__code)
        if row.section__code is not None:
            return SectionResource.address(base, slug, row.section__code)
        return PlanResource.address(base, slug, slug)
