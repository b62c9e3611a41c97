"""Sections: the headings of plans with their own paragraphs."""

from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter
from rest_framework import serializers

from measures.api.records.fields import (
    POSITION,
    STAMPS,
    WITHDRAWN_ON,
    Field,
    choice,
    code,
    label,
    plan,
    source,
    text,
    title,
    url,
)
from measures.api.records.filter_types import AnyOf, absent
from measures.api.records.filtersets import RecordFilter
from measures.api.records.plan_parts import WordedResource, WordedRow
from measures.api.records.related import RelatedRows
from measures.api.records.rows import Representation
from measures.api.records.shapes import HeadingSerializer
from measures.api.records.wordings import wordings
from measures.api.records.write_fields import TextField
from measures.choices import Numbering
from measures.models import Section
from measures.querysets import SectionQuerySet


class SectionFilter(RecordFilter):
    def under(self, queryset: SectionQuerySet, name: str, value: list[str]) -> SectionQuerySet:
        return queryset.under(value)


class SectionRow(WordedRow):
    path: str


class SectionResource(WordedResource[SectionRow]):
    """A heading with its own paragraphs."""

    name, component, model, key = "sections", "Section", Section, "code"
    filterset_base = SectionFilter
    row_type = SectionRow
    key_meaning = _("The section's code in its plan, such as `3.1.1`.")
    fields = (
        url("plans/example/sections/1.1/"),
        plan(writable=True),
        code(
            _(
                "The printed numbers from the top, such as `3.1.1`; `b3` is a box (专栏), `x1` an annex, `u1` a heading"
                " without number. Unique in its plan, never changed and never given again."
            ),
            example="1.1",
            help_text=_("Codes of sections, such as `3.1.1`; say `plan` too, since every plan has its own codes."),
        ),
        Field(
            "parent",
            _("The code of the section above; null at the top."),
            example="1",
            column="parent__code",
            writable=True,
            write_meaning=_("The code of the section above, null at the top: said when creating, never changed."),
            filters={
                "parent": AnyOf("parent__code", help_text=_("Codes of sections: those right below them.")),
                "top": absent("parent", help_text=_("`true`: has no section above it; `false`: has one.")),
            },
            shape=lambda: serializers.CharField(allow_null=True),
            write_shape=lambda: TextField(required=False, allow_null=True, max_length=64),
        ),
        Field(
            "path",
            _("The headings from the top down to this section, itself last."),
            example=[
                {"code": "1", "label": "第一章", "title": "创新"},
                {"code": "1.1", "label": "第一节", "title": "研究"},
            ],
            shape=lambda: HeadingSerializer(many=True),
        ),
        choice("numbering", _("How the heading is numbered in print."), Numbering, example="section"),
        label(example="第一节", help_text=_("The number as printed, exactly: 第一节.")),
        title(_("The heading without its number, as printed or as editors worded it."), example="研究"),
        text(
            _("The section's own paragraphs, before its first sub-heading or measure; empty where there are none."),
            example="",
        ),
        POSITION,
        source("第一节 研究"),
        wordings(example="第一节 研究"),
        WITHDRAWN_ON,
        *STAMPS,
    )
    filters = {
        "section": AnyOf(method="under", help_text=_("Codes of sections: these and everything below them.")),
        "q": CharFilter(
            method="searched", help_text=_("Each of these words stands in the title, the text, the number or the code.")
        ),
    }
    requests = {
        "create": {"plan": "example", "parent": "1", "label": "第二节", "title": "引进人才"},
        "partial_update": {"title": "研究"},
        "withdraw": {"withdrawn_on": "2025-06-30"},
    }

    def load_related(self, rows: list[SectionRow]) -> None:
        super().load_related(rows)
        places = ((row.plan_id, row.path) for row in rows)
        wanted = self.context.includes("path")
        self.paths = RelatedRows.send_query(self.context.visibility, places).paths() if wanted else {}

    def get_path(self, row: SectionRow) -> list[Representation] | None:
        return self.paths.get((row.plan_id, row.path))
