"""Plans."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter

from measures.api.records.bodies import BodyResource, body_ref
from measures.api.records.fields import BODY, STAMPS, Field, body, choice, text, title, url, whole_names
from measures.api.records.filter_types import (
    AnyNumber,
    AnyOf,
    Number,
    on_or_after,
    on_or_before,
)
from measures.api.records.filtersets import RecordFilter
from measures.api.records.resource import Resource
from measures.api.records.rows import Representation, Row
from measures.choices import PlanKind, PlanState
from measures.models import Plan
from measures.querysets import PlanQuerySet


class PlanFilter(RecordFilter):
    def in_force(self, queryset: PlanQuerySet, name: str, value: int) -> PlanQuerySet:
        return queryset.filter(period_start__lte=value, period_end__gte=value)


class PlanRow(Row):
    slug: str
    issuer_id: int | None
    issuer__uuid: UUID | None
    issuer__name: str | None


class PlanResource(Resource[PlanRow]):
    """A plan as its office adopted it."""

    name, component, model, key = "plans", "Plan", Plan, "slug"
    filterset_base = PlanFilter
    row_type = PlanRow
    key_meaning = _("The plan's slug.")
    fields = (
        url("plans/example/"),
        Field(
            "slug",
            _("The plan's public name for life: letters, digits, hyphens and underscores."),
            example="example",
            order_by="slug",
            writable=True,
            write_meaning=_(
                "The plan's public name: letters, digits, hyphens and underscores. Said when creating, never changed."
            ),
            filters={
                "slug": AnyOf("slug", help_text=_("Slugs of the plans themselves.")),
            },
        ),
        title(
            _("The plan's whole title, such as 北京市海淀区国民经济和社会发展第十四个五年规划."),
            example="示例市发展规划",
            order_by="title",
        ),
        text(
            _("The plan's own words, as curated: its preamble and closing paragraphs; empty where it has none."),
            example="为推动产业发展，制定本规划。",
        ),
        choice("kind", _("What sort of plan it is."), PlanKind, example="outline"),
        body(
            "issuer",
            _("The body that issued it, with `expand=issuer` in full; null where the document names none."),
            example=BODY,
            write_meaning=_("The public id of the body that issued it, or null."),
            help_text=_("Public ids of the bodies that issued it."),
            expand="issuer",
        ),
        Field(
            "document_number",
            _("The number under which it was issued, such as 国发〔2019〕3号; empty where it has none."),
            example="示政发〔2021〕1号",
            writable=True,
            filters={
                "document_number": CharFilter(
                    "document_number", help_text=_("The number under which it was issued, exactly: 国发〔2019〕3号.")
                ),
            },
        ),
        Field(
            "issued_on",
            _(
                "The day on which it was issued, as the document says; null where it does not. The day on which a web"
                " page shows it is none."
            ),
            example="2021-03-01",
            order_by="issued_on",
            writable=True,
            filters={
                "issued_after": on_or_after(
                    "issued_on", help_text=_("Issued on this day or later; plans without a day are left out.")
                ),
                "issued_before": on_or_before(
                    "issued_on", help_text=_("Issued on this day or earlier; plans without a day are left out.")
                ),
            },
        ),
        Field(
            "period_start",
            _("First year of the planning period, such as 2021; null where it has none."),
            example=2021,
            order_by="period_start",
            writable=True,
            filters={
                "period_start": AnyNumber(
                    "period_start", help_text=_("First years of the planning period, such as 2021.")
                ),
                "year": Number(method="in_force", help_text=_("The planning period includes this year.")),
            },
        ),
        Field(
            "period_end",
            _("Last year of the planning period, such as 2025; null where it has none."),
            example=2025,
            writable=True,
            filters={
                "period_end": AnyNumber("period_end", help_text=_("Last years of the planning period, such as 2025.")),
            },
        ),
        Field(
            "horizon_year",
            _("The year to which the long view reaches, such as 2035; null where it has none."),
            example=2035,
            writable=True,
            filters={
                "horizon_year": AnyNumber(
                    "horizon_year", help_text=_("Years to which the long view reaches, such as 2035.")
                ),
            },
        ),
        whole_names(
            "jurisdiction",
            _("For which it is made, in full, such as 北京市海淀区; empty where that cannot be told."),
            example="示例市",
            help_text=_(
                "Whole names of jurisdictions, such as 北京市海淀区, for which it is made; once for each name."
            ),
        ),
        choice(
            "state",
            _("Where it stands in publishing; without a token published plans alone are seen."),
            PlanState,
            example="published",
            help_text=_("Where it stands in publishing; who may not see drafts finds published plans only."),
        ),
        *STAMPS,
    )
    filters = {
        "q": CharFilter(
            method="searched",
            help_text=_("Each of these words stands in the title, the document number or the jurisdiction."),
        ),
    }
    requests = {
        "create": {"slug": "example-2030", "title": "示例市二〇三〇年发展规划", "jurisdiction": "示例市"},
        "partial_update": {"state": "published"},
    }

    def load_related(self, rows: list[PlanRow]) -> None:
        self.issuers = self.expanded_records("issuer", BodyResource, (row.issuer_id for row in rows))

    def get_url(self, row: PlanRow) -> str:
        return self.address(self.context.base_url, "", row.slug)

    def get_issuer(self, row: PlanRow) -> Representation | None:
        return self.issuers.get(row.issuer_id) or body_ref(row.issuer__uuid, row.issuer__name)
