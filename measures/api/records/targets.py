"""Targets: the figures that measures and sections set."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.api.records.fields import Field, choice, code, code_of, plan, source, text, url, whole_names, words
from measures.api.records.filter_types import AnyNumber, Decimals, Number
from measures.api.records.plan_parts import SourcedResource, SourcedRow
from measures.choices import Comparator, Nature
from measures.models import Target


class TargetResource(SourcedResource[SourcedRow]):
    """A quantity to reach by a year."""

    name, component, model, key = "targets", "Target", Target, "code"
    row_type = SourcedRow
    key_meaning = _("The target's code in its plan, such as `3.1.1-2/t1`.")
    fields = (
        url("plans/example/targets/1.1-1/t1/"),
        plan(),
        code_of(
            "measure",
            _("The code of the measure in which it stands; null where it stands in a section's own text."),
            example="1.1-1",
            help_text=_("Codes of measures; say `plan` too, since every plan has its own codes."),
            null=True,
        ),
        code_of(
            "section",
            _("The code of the section in whose own text it stands; null where it stands in a measure."),
            example=None,
            help_text=_("Codes of sections: targets in their own text, not in their measures."),
            null=True,
        ),
        code(
            _(
                "The code of the measure or section in which it stands and its number there, such as `3.1.1-2/t1`."
                " Unique in its plan, never changed and never given again."
            ),
            example="1.1-1/t1",
            help_text=_("Codes of targets, such as `3.1.1-2/t1`; say `plan` too, since every plan has its own codes."),
        ),
        text(_("The words that set it, such as 企业总数突破300家."), example="到2025年突破300家", writable=False),
        words(
            "metric",
            _("What is measured, such as 企业总数; empty where the words do not tell."),
            example="",
            writable=False,
            help_text=_("What is measured holds this, compared as in `q`: 企业总数."),
        ),
        choice(
            "comparator", _("How what is reached compares with the figure."), Comparator, example="over", writable=False
        ),
        Field(
            "value",
            _("The figure to reach, counted in `unit`; null where the text gives a year only."),
            example=300,
            order_by="value",
            filters={
                "value_from": Decimals(
                    "value", "gte", help_text=_("The figure is this or more; targets without one are left out.")
                ),
                "value_to": Decimals(
                    "value", "lte", help_text=_("The figure is this or less; targets without one are left out.")
                ),
            },
            shape=lambda: serializers.FloatField(allow_null=True),
        ),
        whole_names(
            "unit",
            _("The unit as printed, such as 家, 亿元 or %; empty where there is none. Figures are never converted."),
            example="家",
            writable=False,
            help_text=_("Units as printed, such as 家; once for each unit."),
        ),
        Field(
            "year",
            _("The year by which it is to be reached; null where the text names none."),
            example=2025,
            order_by="year",
            filters={
                "year": AnyNumber("year", help_text=_("Years in which it is to be reached.")),
                "year_from": Number(
                    "year",
                    "gte",
                    help_text=_("To be reached in this year or later; targets without a year are left out."),
                ),
                "year_to": Number(
                    "year",
                    "lte",
                    help_text=_("To be reached in this year or earlier; targets without a year are left out."),
                ),
            },
        ),
        choice(
            "nature",
            _("Whether the figure is binding (the government commits itself) or expected, where the text says so."),
            Nature,
            example="unstated",
            writable=False,
            help_text=_("Whether the figure is binding or expected."),
        ),
        source("到2025年突破300家"),
    )
